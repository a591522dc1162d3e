"""More street furniture (instances): American hydrant, parking meter, letter box, planter, bicycle stand, steel bench.

Each stands on z = 0 of its body frame with its front towards +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import standing
from scenes.assets.shaping.shapes import Patch, box, cylinder, ellipsoid, joined, lathe, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.signs.sign_alphabet import text
from scenes.material import Material

HydrantColor = Literal["yellow", "red"]

_MATERIALS: dict[str, Material] = {
    "yellow": Material(base_color=(0.66, 0.40, 0.012), roughness=0.45, lidar_reflectivity=0.6),
    "red": Material(base_color=(0.42, 0.025, 0.018), roughness=0.45, lidar_reflectivity=0.35),
    "blue": Material(base_color=(0.012, 0.045, 0.19), roughness=0.4, lidar_reflectivity=0.25),
    "white": Material(base_color=(0.70, 0.70, 0.68), roughness=0.5, lidar_reflectivity=0.75),
    "black": Material(base_color=(0.018, 0.018, 0.018), roughness=0.5, lidar_reflectivity=0.1),
    "steel": Material(base_color=(0.46, 0.47, 0.48), roughness=0.32, metallic=0.8, lidar_reflectivity=0.5),
    "grey": Material(base_color=(0.09, 0.095, 0.10), roughness=0.5, lidar_reflectivity=0.25),
    "concrete": Material(base_color=(0.36, 0.35, 0.33), roughness=0.9, pattern="plaster", lidar_reflectivity=0.42),
    "soil": Material(base_color=(0.06, 0.045, 0.03), roughness=1.0, lidar_reflectivity=0.25),
    "leaf": Material(base_color=(0.075, 0.16, 0.035), roughness=0.8, pattern="foliage", lidar_reflectivity=0.5),
    "petal": Material(base_color=(0.58, 0.05, 0.09), roughness=0.7, lidar_reflectivity=0.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BarrelHydrant(AssetSpec):
    """A dry-barrel hydrant of American streets (AWWA C502), 0.76 m, with a bonnet and three outlets."""

    color: HydrantColor = "yellow"

    def build(self) -> Asset:
        """Flange with bolts, barrel, bonnet with ribs and nut, two hose outlets, one pumper outlet, chains left out."""
        barrel = lathe(
            [(0.15, 0.0), (0.15, 0.035), (0.1, 0.04), (0.1, 0.4), (0.13, 0.42), (0.13, 0.47), (0.115, 0.48)], 20
        )
        bonnet = lathe(
            [(0.125, 0.48), (0.12, 0.56), (0.09, 0.63), (0.05, 0.665), (0.03, 0.67), (0.03, 0.71), (0.02, 0.72)], 20
        )
        spread = np.arange(8) * math.pi / 4
        bolts = [moved(cylinder(0.014, 0.03, 0.055, 6), (0.127 * math.cos(a), 0.127 * math.sin(a), 0)) for a in spread]
        side = tube([(0, -0.19, 0.45), (0, 0.19, 0.45)], 0.055, 14)
        front = tube([(0, 0, 0.36), (0.18, 0, 0.36)], 0.075, 16)
        caps = [tube([(0, y, 0.45), (0, y + 0.045, 0.45)], 0.066, 8) for y in (-0.22, 0.175)]
        caps.append(tube([(0.17, 0, 0.36), (0.215, 0, 0.36)], 0.088, 8))
        nuts = [tube([(0, y, 0.45), (0, y + 0.03, 0.45)], 0.022, 5) for y in (-0.25, 0.22)]
        nuts.append(tube([(0.215, 0, 0.36), (0.245, 0, 0.36)], 0.025, 5))
        return assemble(
            "barrel_hydrant",
            "object.hydrant",
            [
                Piece(patch=joined([barrel, bonnet, side, front]), material=self.color, crease_rad=ROUND_RAD),
                Piece(
                    patch=joined([*caps, *nuts, *bolts]),
                    material="white" if self.color == "red" else "steel",
                    crease_rad=0.4,
                ),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingMeter(AssetSpec):
    """A single parking meter on a post, 1.45 m."""

    def build(self) -> Asset:
        """Post, housing with a domed head, display, coin slot."""
        post = lathe([(0.06, -0.05), (0.06, 0.02), (0.03, 0.03), (0.03, 1.0), (0.045, 1.05)], 14)
        body = moved(rounded_box((0.11, 0.17, 0.24), 0.04), (0, 0, 1.03))
        head = ellipsoid((0.05, 0.085, 0.1), 12, 18)
        window = moved(box((0.02, -0.05, 0.0), (0.057, 0.05, 0.07)), (0, 0, 1.28))
        slot = box((0.05, -0.03, 1.1), (0.058, 0.03, 1.18))
        return assemble(
            "parking_meter",
            "object.parking_meter",
            [
                Piece(patch=post, material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=joined([body, moved(head, (0, 0, 1.32))]), material="grey", crease_rad=SOFT_RAD),
                Piece(patch=joined([window, slot]), material="black"),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBox(AssetSpec):
    """A letter box: yellow on a post, or the blue one of America on four legs, 1.25 m."""

    color: Literal["yellow", "blue"] = "yellow"

    def build(self) -> Asset:
        """Body with a round lid, slot with its flap, a word, legs."""
        wide, deep = (0.46, 0.3) if self.color == "yellow" else (0.5, 0.55)
        low, high = (0.7, 1.2) if self.color == "yellow" else (0.2, 1.05)
        body = moved(rounded_box((deep, wide, high - low), 0.03), (0, 0, low))
        angle = np.linspace(0.0, math.pi, 13)
        lid = _arch(
            np.column_stack([0.5 * deep * np.cos(angle), 0.45 * deep * np.sin(angle)]), wide - 0.01, high - 0.03
        )
        slot = box((deep / 2 - 0.01, -0.36 * wide, high - 0.09), (deep / 2 + 0.012, 0.36 * wide, high - 0.05))
        word = standing(
            text("POST" if self.color == "yellow" else "MAIL", 0.09, (0.0, (low + high) / 2 + 0.02)), deep / 2 + 0.003
        )
        if self.color == "yellow":
            legs: list[Patch] = [cylinder(0.035, -0.05, low, 12)]
        else:
            legs = [
                box((x - 0.025, y - 0.025, 0), (x + 0.025, y + 0.025, low + 0.05))
                for x in (-0.22, 0.22)
                for y in (-0.2, 0.2)
            ]
        return assemble(
            "letter_box",
            "object.mailbox",
            [
                Piece(patch=joined([body, lid]), material=self.color, crease_rad=SOFT_RAD),
                Piece(patch=slot, material="black"),
                Piece(patch=word, material="black" if self.color == "yellow" else "white", part="panel"),
                Piece(patch=joined(legs), material="grey" if self.color == "yellow" else self.color, part="leg"),
            ],
            _MATERIALS,
        )


def _arch(profile: np.ndarray[tuple[int, ...], np.dtype[np.float64]], width: float, base: float) -> Patch:
    """A profile (N, 2) of (x, up) along y, closed at both ends."""
    count = len(profile)
    rings = [np.column_stack([profile[:, 0], np.full(count, y), base + profile[:, 1]]) for y in (-width / 2, width / 2)]
    k, n = np.arange(count), np.roll(np.arange(count), -1)
    walls = np.concatenate([np.column_stack([k, n + count, n]), np.column_stack([k, k + count, n + count])])
    m = np.arange(1, count - 1)
    first = np.column_stack([np.zeros_like(m), m, m + 1])
    return np.concatenate(rings), np.concatenate([walls, first, first[:, ::-1] + count]).astype(np.int64)[:, ::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planter(AssetSpec):
    """A round concrete planter with flowers, 0.9 m across."""

    def build(self) -> Asset:
        """Tapered bowl, soil, plants on a golden spiral: a rosette of leaves, a stem, a flower of five petals."""
        bowl = lathe([(0.30, 0.0), (0.36, 0.05), (0.44, 0.42), (0.45, 0.5), (0.40, 0.5), (0.39, 0.44)], 28)
        soil = lathe([(0.40, 0.43), (0.395, 0.44), (0.1, 0.46)], 24)
        spots = [(0.36 * math.sqrt((k + 0.5) / 20), 2.4 * k) for k in range(20)]
        leaves, petals, hearts = [], [], []
        for k, (r, a) in enumerate(spots):
            high = 0.13 + 0.035 * math.sin(5.0 * k)
            foot = (r * math.cos(a), r * math.sin(a), 0.46)
            leaves += [moved(leaf, foot) for leaf in _rosette((0.085, 0.026, 0.007), 6, 0.85, a)]
            leaves.append(moved(cylinder(0.005, 0.0, high, 5), foot))
            top = (foot[0], foot[1], foot[2] + high)
            petals += [moved(petal, top) for petal in _rosette((0.027, 0.019, 0.005), 5, 0.35, a)]
            hearts.append(moved(ellipsoid((0.012, 0.012, 0.009), 3, 6), (top[0], top[1], top[2] + 0.006)))
        return assemble(
            "planter",
            "object.planter",
            [
                Piece(patch=bowl, material="concrete", part="base", crease_rad=0.5),
                Piece(patch=soil, material="soil", crease_rad=0.5),
                Piece(patch=joined(leaves), material="leaf", part="crown", crease_rad=ROUND_RAD),
                Piece(patch=joined(petals), material="petal", part="crown", crease_rad=ROUND_RAD),
                Piece(patch=joined(hearts), material="yellow", part="crown", crease_rad=ROUND_RAD),
            ],
            _MATERIALS,
        )


def _rosette(radii_m: tuple[float, float, float], count: int, rise_rad: float, first_rad: float) -> list[Patch]:
    """Flat blades around the origin whose outer ends rise."""
    blade, faces = moved(ellipsoid(radii_m, 3, 6), (0.9 * radii_m[0], 0.0, 0.0))
    c, s = math.cos(rise_rad), math.sin(rise_rad)
    raised = np.stack([c * blade[:, 0] - s * blade[:, 2], blade[:, 1], s * blade[:, 0] + c * blade[:, 2]], axis=1)
    out = []
    for k in range(count):
        a = first_rad + 2 * math.pi * k / count
        x, y = raised[:, 0], raised[:, 1]
        turned = [math.cos(a) * x - math.sin(a) * y, math.sin(a) * x + math.cos(a) * y, raised[:, 2]]
        out.append((np.stack(turned, axis=1), faces))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class BicycleStand(AssetSpec):
    """Steel hoops in a row along y, 0.8 m high, one every 0.9 m."""

    hoops: int = 4

    def build(self) -> Asset:
        """Bent tubes with foot plates."""
        angle = np.linspace(math.pi, 0.0, 9)
        arc = [(0.12 * math.cos(a) + (0.23 if a < math.pi / 2 else -0.23), 0.68 + 0.12 * math.sin(a)) for a in angle]
        line = [(-0.35, -0.05), *arc, (0.35, -0.05)]
        ys = [0.9 * (k - (self.hoops - 1) / 2) for k in range(self.hoops)]
        tubes = [tube([(x, y, z) for x, z in line], 0.024, 10) for y in ys]
        plates = [moved(cylinder(0.06, 0.0, 0.008, 14), (x, y, 0)) for y in ys for x in (-0.35, 0.35)]
        return assemble(
            "bicycle_stand",
            "static_object.bicycle_rack",
            [Piece(patch=joined([*tubes, *plates]), material="steel", crease_rad=ROUND_RAD)],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SteelBench(AssetSpec):
    """A bench of steel bars in one curve from seat to back. width_m: 1.2 to 2.4."""

    width_m: float = 1.8

    def build(self) -> Asset:
        """Bars along a curved side line, arms, two legs."""
        curve = [
            (0.27, 0.42),
            (0.2, 0.45),
            (0.08, 0.44),
            (-0.05, 0.425),
            (-0.16, 0.43),
            (-0.22, 0.5),
            (-0.26, 0.62),
            (-0.3, 0.75),
            (-0.34, 0.86),
        ]
        half = self.width_m / 2
        shares = np.linspace(0, len(curve) - 1, 17)
        line = np.column_stack([np.interp(shares, np.arange(len(curve)), [p[axis] for p in curve]) for axis in (0, 1)])
        bars = [tube([(x, -half, z), (x, half, z)], 0.011, 6) for x, z in line]
        ends = [tube([(x, y, z) for x, z in line], 0.02, 8) for y in (-half, half)]
        legs = [
            tube([(0.2, y, 0.0), (0.16, y, 0.42), (-0.16, y, 0.42), (-0.24, y, 0.0)], 0.022, 8)
            for y in (-0.8 * half, 0.8 * half)
        ]
        arms = [
            tube([(-0.27, y, 0.66), (0.1, y, 0.67), (0.24, y, 0.62), (0.24, y, 0.44)], 0.018, 8) for y in (-half, half)
        ]
        return assemble(
            "steel_bench",
            "object.bench",
            [
                Piece(patch=joined([*bars, *ends, *arms]), material="grey", crease_rad=ROUND_RAD),
                Piece(patch=joined(legs), material="grey", part="leg", crease_rad=ROUND_RAD),
            ],
            _MATERIALS,
        )
