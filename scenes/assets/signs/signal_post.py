"""What carries traffic lights and signs over roads: posts, mast arms and gantries (scenery).

Each stands on z = 0. Heads and panels face +x; arms reach towards +y, as seen by the reader to the right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.shapes import box, joined, lathe, tube
from scenes.material import Material

Point = tuple[float, float, float]

_MATERIALS: dict[str, Material] = {
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
    "concrete": Material(base_color=(0.28, 0.27, 0.26), roughness=0.85, pattern="concrete", lidar_reflectivity=0.38),
    "button": Material(base_color=(0.68, 0.38, 0.012), roughness=0.5, lidar_reflectivity=0.5),
}
LATTICE_M = 0.8
"""Chosen: height of a gantry's beam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPost(AssetSpec):
    """A tube beside the road with a door and a push button for pedestrians; height by what it carries."""

    height_m: float = 3.4

    def build(self) -> Asset:
        """Tube, collar, cap, button at 0.85 to 1.05 m (RiLSA)."""
        top = self.height_m
        shaft = lathe([(0.09, -0.05), (0.09, 0.35), (0.055, 0.4), (0.055, top - 0.03), (0.01, top)], 14)
        return assemble(
            "signal_post",
            "static.pole",
            [
                Piece(patch=shaft, material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=box((0.05, -0.045, 0.9), (0.12, 0.045, 1.05)), material="button", part="pole"),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MastArm(AssetSpec):
    """A mast with an arm over the lanes, whose heads keep 4.50 m clear (RiLSA)."""

    arm_m: float = 6.5
    height_m: float = 6.2

    def build(self) -> Asset:
        """Foot, tapered mast, arm that rises in a curve."""
        foot = box((-0.28, -0.28, -0.2), (0.28, 0.28, 0.04))
        mast = lathe([(0.16, 0.04), (0.11, self.height_m + 0.1), (0.01, self.height_m + 0.16)], 16)
        path = [self._at(share) for share in np.linspace(0.0, 1.0, 9)]
        arm = tube(path, np.linspace(0.085, 0.05, 9), 12)
        return assemble(
            "mast_arm",
            "static.pole",
            [
                Piece(patch=joined([mast, arm]), material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=foot, material="concrete", part="base"),
            ],
            _MATERIALS,
        )

    def _at(self, share: float) -> Point:
        rise = 0.35 * math.sin(0.5 * math.pi * share)
        return (0.0, share * self.arm_m, self.height_m - 0.35 + rise)

    def mounts(self, heads: int) -> tuple[Point, ...]:
        """Where the middles of the backs of so many heads hang, spread over the outer 60 % of the arm."""
        shares = [1.0] if heads == 1 else np.linspace(0.4, 0.98, heads)
        return tuple((0.12, self._at(float(s))[1], self._at(float(s))[2]) for s in shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantry(AssetSpec):
    """A sign bridge over a carriageway, centred on the origin. clear_m: free height (RPS: 5.0 m and more)."""

    span_m: float = 15.0
    clear_m: float = 5.6

    def build(self) -> Asset:
        """Two legs on footings and a lattice beam of four chords."""
        half, low, high = self.span_m / 2, self.clear_m, self.clear_m + LATTICE_M
        legs = [box((-0.2, y - 0.2, -0.1), (0.2, y + 0.2, high + 0.1)) for y in (-half, half)]
        feet = [box((-0.6, y - 0.6, -0.5), (0.6, y + 0.6, 0.3)) for y in (-half, half)]
        chords = [tube([(x, -half, z), (x, half, z)], 0.06, 8) for x in (-0.3, 0.3) for z in (low, high)]
        steps = np.linspace(-half + 0.2, half - 0.2, 2 * max(4, round(self.span_m / 1.6)) + 1)
        braces = []
        for k, (a, b) in enumerate(pairwise(steps)):
            ends = (low, high) if k % 2 == 0 else (high, low)
            braces += [tube([(x, a, ends[0]), (x, b, ends[1])], 0.03, 6) for x in (-0.3, 0.3)]
            braces.append(tube([(-0.3, b, ends[1]), (0.3, b, ends[1])], 0.025, 6))
        return assemble(
            "gantry",
            "static.pole",
            [
                Piece(patch=joined(legs), material="steel", part="pole"),
                Piece(patch=joined([*chords, *braces]), material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=joined(feet), material="concrete", part="base"),
            ],
            _MATERIALS,
        )
