"""Distractors: plain solids that are nothing one meets on a road, to be told from what one does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, cylinder, ellipsoid, extrude, lathe, moved
from scenes.assets.shaping.solids import rounded_box
from scenes.material import Material

DistractorShape = Literal["block", "ball", "cone", "drum", "ring", "pyramid", "star", "spindle"]
SIDES = 40
TIP_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Distractor(AssetSpec):
    """A solid that stands on its origin, about `size_m` high and wide. Material: surface.

    Raises ValueError for a size out of range.
    """

    shape: DistractorShape = "block"
    size_m: float = 0.6

    def __post_init__(self) -> None:
        if not 0.05 <= self.size_m <= 5.0:
            raise ValueError(f"Distractor: size_m must lie in 0.05..5, got {self.size_m}")

    def build(self) -> Asset:
        """One solid of one material."""
        vertices, faces = _solid(self.shape)
        smooth = self.shape in ("ball", "ring", "spindle")
        piece = Piece(
            patch=(vertices * self.size_m, faces),
            material="surface",
            part="body",
            crease_rad=math.pi if smooth else 0.6,
        )
        material = Material(base_color=(0.45, 0.12, 0.05), roughness=0.6, lidar_reflectivity=0.4)
        return assemble("distractor", "object.distractor", [piece], {"surface": material})


def _solid(shape: DistractorShape) -> Patch:
    """The shape of height and width 1 over z = 0."""
    return _SOLIDS[shape]()


def _block() -> Patch:
    return rounded_box((1.0, 1.0, 1.0), 0.02)


def _ball() -> Patch:
    vertices, faces = ellipsoid((0.5, 0.5, 0.5), SIDES // 2, SIDES)
    return moved((vertices, faces), (0.0, 0.0, 0.5))


def _cone() -> Patch:
    return lathe([(0.5, 0.0), (TIP_M, 1.0)], SIDES)


def _drum() -> Patch:
    return cylinder(0.5, 0.0, 1.0, SIDES)


def _pyramid() -> Patch:
    return moved(lathe([(math.sqrt(0.5), 0.0), (TIP_M, 1.0)], 4), (0.0, 0.0, 0.0), math.pi / 4)


def _spindle() -> Patch:
    z = np.linspace(0.0, 1.0, 17)
    return lathe(np.column_stack([0.5 * np.sin(math.pi * z) + TIP_M, z]), SIDES)


def _star() -> Patch:
    """Five points, standing on two of them."""
    angle = np.linspace(0.0, 2 * math.pi, 10, endpoint=False) + math.pi / 2
    reach = np.where(np.arange(10) % 2 == 0, 0.5, 0.22)
    flat, faces = extrude(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]), -0.12, 0.12)
    upright = np.column_stack([flat[:, 2], flat[:, 0], flat[:, 1]])
    return upright - [0.0, 0.0, upright[:, 2].min()], faces


def _ring() -> Patch:
    """A torus that stands on its edge."""
    tube, middle, sides = 0.14, 0.36, 16
    u, v = np.meshgrid(np.arange(SIDES) * 2 * math.pi / SIDES, np.arange(sides) * 2 * math.pi / sides, indexing="ij")
    reach = middle + tube * np.cos(v)
    points = np.stack([tube * np.sin(v), reach * np.cos(u), reach * np.sin(u) + 0.5], axis=-1).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(SIDES), np.arange(sides), indexing="ij")
    a, b = i * sides + j, i * sides + (j + 1) % sides
    c, d = ((i + 1) % SIDES) * sides + (j + 1) % sides, ((i + 1) % SIDES) * sides + j
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    return points, faces


_SOLIDS: Mapping[DistractorShape, Callable[[], Patch]] = {
    "block": _block,
    "ball": _ball,
    "cone": _cone,
    "drum": _drum,
    "ring": _ring,
    "pyramid": _pyramid,
    "star": _star,
    "spindle": _spindle,
}
