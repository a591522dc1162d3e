"""Pitched roofs over rectangles: gables or hips, with thickness, overhang, gutters and gable walls."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.shapes import box, quads, tube
from scenes.mesh import MeshBuilder

Float64 = NDArray[np.float64]
Ridge = Literal["along_front", "across_front"]
Ends = Literal["gable", "hip"]
SLAB_M = 0.18
"""Chosen: rafters, battens and tiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchedRoof:
    """A roof over the rectangle between two corners (x, y). rise_share: rise over run of its slopes.

    Raises ValueError for hips across the longer side: their slopes would meet before the ridge.
    """

    low_m: tuple[float, float]
    high_m: tuple[float, float]
    eaves_m: float
    rise_share: float
    overhang_m: float = 0.45
    ridge: Ridge = "along_front"
    ends: Ends = "gable"

    def __post_init__(self) -> None:
        along, across = self.half_m
        if self.ends == "hip" and along < across:
            raise ValueError(f"a hip roof needs its ridge along the longer side, got {2 * along} x {2 * across} m")

    @property
    def half_m(self) -> tuple[float, float]:
        """Half of the rectangle along the ridge, and across it."""
        x, y = (0.5 * (b - a) for a, b in zip(self.low_m, self.high_m, strict=True))
        return (y, x) if self.ridge == "along_front" else (x, y)

    @property
    def ridge_m(self) -> float:
        """Height of the ridge."""
        return self.eaves_m + self.rise_share * self.half_m[1]

    def at(self, points: Float64) -> Float64:
        """Points (..., 3) of (along the ridge, across it, height) in the body frame."""
        x, y = (0.5 * (a + b) for a, b in zip(self.low_m, self.high_m, strict=True))
        along, across, up = points[..., 0], points[..., 1], points[..., 2]
        if self.ridge == "along_front":
            return np.stack([x - across, y + along, up], axis=-1)
        return np.stack([x + along, y + across, up], axis=-1)

    def slope_point(self, along_m: float, across_m: float, above_m: float = 0.0) -> Float64:
        """A point (3,) on a slope, or that far above it, in the body frame."""
        height = self.ridge_m - self.rise_share * abs(across_m) + above_m
        return self.at(np.array([along_m, across_m, height]))


def draw_pitched_roof(builder: MeshBuilder, slots: dict[str, int], roof: PitchedRoof, wall: str) -> None:
    """Slopes, their edges and undersides, gutters; gable walls of slot `wall` where the ends are gables."""
    upper = _slopes(roof)
    under = [face - np.array([0.0, 0.0, SLAB_M]) for face in upper]
    builder.add(*quads([roof.at(face) for face in upper]), slots["roof"], crease_rad=0.0)
    builder.add(*quads([roof.at(face[::-1]) for face in under]), slots["trim"], crease_rad=0.0)
    rim = [_edge(roof, a, b) for a, b in _rim(roof)]
    builder.add(*quads(np.concatenate(rim)), slots["trim"], crease_rad=0.0)
    _gutters(builder, slots, roof)
    if roof.ends == "gable":
        _gable_walls(builder, slots, roof, wall)


def draw_chimney(builder: MeshBuilder, slots: dict[str, int], roof: PitchedRoof, along_m: float) -> None:
    """A brick stack beside the ridge."""
    foot = roof.slope_point(along_m, 0.5)
    top = roof.ridge_m + 0.8
    builder.add(*box(foot - (0.3, 0.3, 0.8), (foot[0] + 0.3, foot[1] + 0.3, top)), slots["chimney"], crease_rad=0.0)
    cap = box((foot[0] - 0.36, foot[1] - 0.36, top), (foot[0] + 0.36, foot[1] + 0.36, top + 0.1))
    builder.add(*cap, slots["sill"], crease_rad=0.0)


def draw_panels(
    builder: MeshBuilder, slots: dict[str, int], roof: PitchedRoof, across_m: tuple[float, float], along_m: Float64
) -> None:
    """Solar panels on one slope: rows between two distances from the ridge line, one panel per entry of `along_m`."""
    faces = []
    for along in along_m:
        rows = np.linspace(*across_m, 3)
        for near, far in pairwise(rows):
            inner, outer = near + 0.02 * np.sign(far - near), far - 0.02 * np.sign(far - near)
            corners = [(along - 0.5, inner), (along + 0.5, inner), (along + 0.5, outer), (along - 0.5, outer)]
            face = np.array([roof.slope_point(a, b, 0.12) for a, b in corners])
            upward = np.cross(face[1] - face[0], face[2] - face[0])[2] > 0
            faces.append(face if upward else face[::-1])
    builder.add(*quads(faces), slots["solar"], crease_rad=0.0)


def _slopes(roof: PitchedRoof) -> list[Float64]:
    """Upper faces (4, 3) in (along, across, height), counter-clockwise from above; triangles repeat a corner's twin."""
    along, across = roof.half_m
    reach, wide = along + roof.overhang_m, across + roof.overhang_m
    low, top = roof.ridge_m - roof.rise_share * wide, roof.ridge_m
    end = reach - wide if roof.ends == "hip" else reach
    left = np.array([(-reach, wide, low), (-end, 0.0, top), (end, 0.0, top), (reach, wide, low)])
    faces = [left, np.array([(reach, -wide, low), (end, 0.0, top), (-end, 0.0, top), (-reach, -wide, low)])]
    if roof.ends == "hip":
        for sign in (1.0, -1.0):
            peak, half = (sign * end, 0.0, top), (sign * reach, 0.0, low)
            faces.append(np.array([(sign * reach, sign * wide, low), peak, peak, half]))
            faces.append(np.array([half, peak, peak, (sign * reach, -sign * wide, low)]))
    return faces


def _rim(roof: PitchedRoof) -> list[tuple[Float64, Float64]]:
    """The roof's outer edges in order, counter-clockwise from above."""
    along, across = roof.half_m
    reach, wide = along + roof.overhang_m, across + roof.overhang_m
    low, top = roof.ridge_m - roof.rise_share * wide, roof.ridge_m
    ring = [(-reach, -wide, low), (reach, -wide, low), (reach, wide, low), (-reach, wide, low)]
    if roof.ends == "gable":
        ring[2:2] = [(reach, 0.0, top)]
        ring.append((-reach, 0.0, top))
    corners = [np.array(corner) for corner in ring]
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _edge(roof: PitchedRoof, start: Float64, end: Float64) -> Float64:
    """The vertical face below an edge, (1, 4, 3)."""
    drop = np.array([0.0, 0.0, SLAB_M])
    return roof.at(np.stack([start - drop, end - drop, end, start]))[None]


def _gutters(builder: MeshBuilder, slots: dict[str, int], roof: PitchedRoof) -> None:
    along, across = roof.half_m
    wide, reach = across + roof.overhang_m + 0.05, along + roof.overhang_m
    height = roof.ridge_m - roof.rise_share * (across + roof.overhang_m) - 0.08
    for side in (wide, -wide):
        ends = roof.at(np.array([(-reach, side, height), (reach, side, height)]))
        builder.add(*tube(ends, 0.06, 6), slots["metal"], crease_rad=1.2)


def _gable_walls(builder: MeshBuilder, slots: dict[str, int], roof: PitchedRoof, wall: str) -> None:
    """Triangles between eaves and slopes at both ends."""
    along, across = roof.half_m
    foot, top = roof.eaves_m - SLAB_M, roof.ridge_m - SLAB_M
    for sign in (1.0, -1.0):
        corners = np.array(
            [(sign * along, -sign * across, foot), (sign * along, sign * across, foot), (sign * along, 0.0, top)]
        )
        builder.add(roof.at(corners), [[0, 1, 2]], slots[wall], crease_rad=0.0)
