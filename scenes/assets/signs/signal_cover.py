"""Traffic lights that are out of order: a sack is pulled over the head and tied below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.shaping.assembly import ROUND_RAD, Piece
from scenes.assets.shaping.shapes import Patch
from scenes.assets.signs.traffic_light import DEPTH_M, TrafficLight
from scenes.material import Material

SignalCover = Literal["black", "orange", "sacking"]
COVERS: dict[SignalCover, Material] = {
    "black": Material(base_color=(0.012, 0.012, 0.013), roughness=0.32, lidar_reflectivity=0.08),
    "orange": Material(base_color=(0.75, 0.17, 0.02), roughness=0.5, lidar_reflectivity=0.6),
    "sacking": Material(base_color=(0.34, 0.25, 0.15), roughness=0.95, lidar_reflectivity=0.4),
}
"""Bin liners, warning covers, hessian."""
AROUND, LEVELS = 40, 26
"""Chosen: folds of a few centimetres show, at 1,000 triangles or so."""
OVER_M = 0.05
"""Chosen: of slack around the visors, which carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredTrafficLight(TrafficLight):
    """A head in a sack. cover: what the sack is of."""

    cover: SignalCover = "black"

    def covering(self, width_m: float, height_m: float) -> list[tuple[Piece, Material]]:
        """The sack, over the visors."""
        patch = sack(width_m, height_m, 0.0, DEPTH_M + 0.75 * self.lens_mm / 1000)
        return [(Piece(patch=patch, material="cover", crease_rad=ROUND_RAD), COVERS[self.cover])]


def sack(width_m: float, height_m: float, back_m: float, front_m: float) -> Patch:
    """A sack around a head of that size: widest over the visors, folded, pinched and tied below, closed above."""
    angle = np.arange(AROUND) * (2.0 * np.pi / AROUND)
    share = np.linspace(0.0, 1.0, LEVELS)
    half_y, half_x = 0.5 * width_m + OVER_M, 0.5 * (front_m - back_m) + OVER_M
    middle_x = 0.5 * (front_m + back_m)
    z = -0.16 + share * (height_m + 0.16 + OVER_M)
    # the neck below the head, where it is tied, and the flaring hem under it
    neck = 1.0 - 0.62 * np.exp(-(((z + 0.07) / 0.05) ** 2)) - 0.25 * (z < -0.07)
    top = np.sqrt(np.clip(1.0 - np.clip((share - 0.93) / 0.07, 0.0, 1.0) ** 2, 0.02, 1.0))
    size = neck * top
    a, level = angle[None, :], z[:, None]
    folds = 0.035 * np.sin(7.0 * a + 9.0 * level) + 0.025 * np.sin(11.0 * a - 14.0 * level + 1.3)
    creases = 0.03 * np.sin(23.0 * level + 2.0 * np.sin(3.0 * a)) * np.sin(2.0 * a + 0.7)
    radius = size[:, None] * (1.0 + folds + creases)
    # a square with round corners, as the housing is
    square = (np.abs(np.cos(a)) ** 4 + np.abs(np.sin(a)) ** 4) ** -0.25
    x = middle_x + half_x * radius * square * np.cos(a)
    y = half_y * radius * square * np.sin(a)
    points = np.stack([x, y, np.broadcast_to(level, x.shape)], axis=2).reshape(-1, 3)
    top_point = np.array([[middle_x, 0.0, z[-1] + 0.004]])
    k = np.arange(AROUND)
    n = (k + 1) % AROUND
    faces = []
    for row in range(LEVELS - 1):
        low, high = row * AROUND, (row + 1) * AROUND
        faces += [np.column_stack([low + k, low + n, high + n]), np.column_stack([low + k, high + n, high + k])]
    last = (LEVELS - 1) * AROUND
    faces.append(np.column_stack([last + k, last + n, np.full(AROUND, len(points))]))
    return np.concatenate([points, top_point]), np.concatenate(faces)
