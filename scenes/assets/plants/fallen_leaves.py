"""Fallen leaves in a drift along a kerb: cut-out twigs' leaves that lie flat, gold and brown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.material import Material
from scenes.streams import stream
from scenes.texture import Texture

_TWIG = Texture(source="painted:twig", color_space="linear")
_TONES = ((0.42, 0.27, 0.05), (0.30, 0.15, 0.04), (0.20, 0.10, 0.04))
CARD_M = 0.24
"""Chosen: a card of the painted twig shows some ten leaves of 5 cm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallenLeaves(AssetSpec):
    """Leaves about the origin, denser towards the middle of a strip along x. They lie a few millimetres above z = 0."""

    length_m: float = 3.0
    width_m: float = 0.7
    cards: int = 60
    seed: int = 0

    def build(self) -> Asset:
        """Flat cards of three colours."""
        rng = stream(self.seed, "asset.fallen_leaves")
        middle = rng.normal(size=(self.cards, 2)) * [self.length_m / 4, self.width_m / 4]
        turn, size = rng.uniform(0, 2 * np.pi, self.cards), CARD_M * rng.uniform(0.7, 1.2, self.cards)
        c, s = 0.5 * size * np.cos(turn), 0.5 * size * np.sin(turn)
        corners = np.stack(
            [
                np.stack([-c + s, -s - c], 1),
                np.stack([c + s, s - c], 1),
                np.stack([c - s, s + c], 1),
                np.stack([-c - s, -s + c], 1),
            ],
            axis=1,
        )
        points = np.concatenate([corners + middle[:, None], np.empty((self.cards, 4, 1))], axis=2)
        points[..., 2] = rng.uniform(0.004, 0.02, (self.cards, 1)) + rng.uniform(0.0, 0.006, (self.cards, 4))
        faces = (4 * np.arange(self.cards)[:, None] + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3)
        uv = np.tile(np.array([[[0, 1], [1, 1], [1, 0]], [[0, 1], [1, 0], [0, 0]]], dtype=float), (self.cards, 1, 1))
        tone = np.repeat(rng.integers(3, size=self.cards), 2)
        pieces = [
            Piece(patch=(points.reshape(-1, 3), faces[tone == k]), material=f"leaf_{k}", part="crown", uv=uv[tone == k])
            for k in range(3)
            if (tone == k).any()
        ]
        return assemble(
            "fallen_leaves", "static.vegetation", pieces, {f"leaf_{k}": _leaf(t) for k, t in enumerate(_TONES)}
        )


def _leaf(color: tuple[float, float, float]) -> Material:
    return Material(
        base_color=color,
        roughness=0.8,
        pattern="foliage",
        lidar_reflectivity=0.45,
        base_color_texture=_TWIG,
        alpha_cutoff=0.5,
    )
