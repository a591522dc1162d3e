"""Vegetation: how many of the trees and bushes are there, and each plant's own green."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.looks import Color, repainted
from scenes.actor import Scenery
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import Hedge, StreetTree
from scenes.distributions import Distribution, check_range, number
from scenes.material import Material
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
LEAVES = frozenset({"leaf", "leaf_light", "leaf_dark"})
TREES = (StreetTree, Tree)
PLANTS = (*TREES, Bush)
"""What may be missing; hedges close gardens and stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vegetation(Randomizer):
    """Thins trees and bushes and shades their leaves.

    kept_share: of them, drawn once a clip. brightness: factor of each plant's leaves. yellow: of each plant, 0 as it
    is to 1 dry, negative for bluish greens. Each plant has its own stream, so that its draws do not depend on others.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("brightness", "yellow")

    kept_share: Distribution
    brightness: Distribution
    yellow: Distribution

    def __post_init__(self) -> None:
        check_range(self.kept_share, "kept_share", 0.0, 1.0, "")
        check_range(self.brightness, "brightness", 0.3, 2.0, "")
        check_range(self.yellow, "yellow", -0.5, 1.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The share, and what every plant is like, by `<name>.<value>`; those not kept have `kept` alone."""
        kept, sub_seed = number(self.kept_share, rng), int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {"kept_share": kept, "sub_seed": sub_seed}
        for piece in scene.scenery:
            if not isinstance(piece.asset, (*PLANTS, Hedge)):
                continue
            own = stream(sub_seed, piece.name)
            if float(own.random()) >= kept and isinstance(piece.asset, PLANTS):
                params[f"{piece.name}.kept"] = False
                continue
            params[f"{piece.name}.brightness"] = number(self.brightness, own)
            params[f"{piece.name}.yellow"] = number(self.yellow, own)
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with those plants."""
        kept = [piece for piece in scene.scenery if params.get(f"{piece.name}.kept", True)]
        return replace(scene, scenery=tuple(_shaded(piece, params) for piece in kept))


def _shaded(piece: Scenery, params: Params) -> Scenery:
    if f"{piece.name}.brightness" not in params:
        return piece
    brightness, yellow = (float(params[f"{piece.name}.{key}"]) for key in ("brightness", "yellow"))
    # Red goes up and blue down with dryness, as chlorophyll goes; a quarter of the span is a dry summer's lime.
    tint = (
        brightness * math.exp(1.0 * yellow),
        brightness * math.exp(0.25 * yellow),
        brightness * math.exp(-0.4 * yellow),
    )
    return repainted(piece, lambda name, old: _tinted(old, tint) if name in LEAVES else None)


def _tinted(old: Material, tint: Color) -> Material:
    red, green, blue = (min(0.9, c * f) for c, f in zip(old.base_color, tint, strict=True))
    return replace(old, base_color=(red, green, blue))
