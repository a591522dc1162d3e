"""Dirt on vehicles: dust, mud or salt over paint, trim, wheels and plates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.looks import Color, blended, repainted
from scenes.actor import Actor
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.material import Material
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
KINDS: Mapping[str, tuple[Color, float]] = {
    "dust": ((0.27, 0.235, 0.19), 0.35),
    "mud": ((0.105, 0.073, 0.045), 0.25),
    "salt": ((0.40, 0.395, 0.385), 0.45),
}
"""Linear reflectance of each kind of dirt, and at 905 nm. Chosen after dry loam, wet loam and dried brine on cars."""

_COVERED: Mapping[str, float] = {
    "paint": 0.4,
    "livery": 0.4,
    "soft_top": 0.4,
    "chrome": 0.5,
    "trim": 0.7,
    "cladding": 0.9,
    "underbody": 0.9,
    "rim": 0.9,
    "caliper": 0.9,
    "tyre": 0.6,
    "plate": 0.5,
    "plate_band": 0.5,
    "reflex": 0.5,
    "mirror_glass": 0.2,
}
"""Share of each material that the dirtiest vehicle has covered; chosen: sills and wheels first, panes are wiped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirt(Randomizer):
    """Makes vehicles dirty, the ego too. Put it after those that add or paint vehicles.

    amount: of each vehicle, 0 washed to 1 back from a building site. kind: dust, mud or salt, of each. Dirt dulls
    paint, hides its colour and takes light that plates and reflectors would return. Each vehicle has its own stream.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("amount", "kind")

    amount: Distribution
    kind: Distribution

    def __post_init__(self) -> None:
        check_range(self.amount, "amount", 0.0, 1.0, "")
        check_names(self.kind, "kind", "kind of dirt", tuple(KINDS))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Amount and kind of every vehicle, by `<actor>.<value>`."""
        sub_seed = int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {"sub_seed": sub_seed}
        for actor in filter(_is_vehicle, scene.bodies()):
            own = stream(sub_seed, actor.name)
            params[f"{actor.name}.amount"] = number(self.amount, own)
            params[f"{actor.name}.kind"] = str(self.kind.sample(own))
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with dirty vehicles."""
        return replace(scene, ego=_dirty(scene.ego, params), actors=tuple(_dirty(a, params) for a in scene.actors))


def _is_vehicle(actor: Actor) -> bool:
    return actor.asset.semantic().startswith("vehicle.")


def _dirty(actor: Actor, params: Params) -> Actor:
    amount = float(params.get(f"{actor.name}.amount", 0.0))
    if amount == 0.0:
        return actor
    color, reflectivity = KINDS[str(params[f"{actor.name}.kind"])]
    return repainted(actor, lambda name, old: _under(old, amount * _COVERED.get(name, 0.0), color, reflectivity))


def _under(old: Material, covered: float, color: Color, reflectivity: float) -> Material | None:
    """A material of which dirt covers a share: area by area, so that colours, gloss and reflectors mix."""
    if covered == 0.0:
        return None
    return replace(
        old,
        base_color=blended(old.base_color, color, covered),
        roughness=old.roughness + (0.9 - old.roughness) * covered,
        metallic=old.metallic * (1.0 - covered),
        clearcoat=old.clearcoat * (1.0 - covered) ** 2,
        clearcoat_roughness=min(1.0, old.clearcoat_roughness + 0.25 * covered),
        retroreflection_cd_lx_m2=old.retroreflection_cd_lx_m2 * (1.0 - covered),
        lidar_reflectivity=old.lidar_reflectivity * (1.0 - covered) + reflectivity * covered,
    )
