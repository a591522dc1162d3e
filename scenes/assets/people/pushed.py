"""What people push: stroller, shopping cart, rollator, hand cart.

They have the body frame of who pushes them (origin on the ground below the hips), so that both follow one path.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.people.activities import HANDLE_M, pushing_reach_m
from scenes.assets.people.person_joints import posed_box
from scenes.assets.people.proportions import adult_proportions
from scenes.assets.shaping.articulated import Cover, Limb, articulated, at, shifted, skin, solid, vec
from scenes.assets.shaping.contour import contour
from scenes.assets.shaping.fields import block, common, ellipsoid, leaning, outside, placed, united, wrinkled
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.cycle_wheel import CYCLE_MATERIALS, disc, hoop, round_section
from scenes.material import Material

Float64 = NDArray[np.float64]
Wheel = tuple[str, float, float, float, float]
"""Name, x, y of its middle, radius and breadth."""

MATERIALS: dict[str, Material] = {
    **CYCLE_MATERIALS,
    "fabric": Material(base_color=(0.05, 0.11, 0.19), roughness=0.85, lidar_reflectivity=0.35),
    "red": Material(base_color=(0.42, 0.02, 0.02), roughness=0.5, lidar_reflectivity=0.35),
    "skin": Material(base_color=(0.52, 0.33, 0.23), roughness=0.6, lidar_reflectivity=0.45),
    "cardboard": Material(base_color=(0.36, 0.24, 0.13), roughness=0.85, lidar_reflectivity=0.55),
    "knit": Material(base_color=(0.55, 0.47, 0.30), roughness=0.95, lidar_reflectivity=0.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed(AssetSpec, ABC):
    """Something on wheels that is pushed. pusher_height_m: stature of who does, for the distance of the handle."""

    SEMANTIC: ClassVar[str]

    pusher_height_m: float = 1.72

    def semantic(self) -> str:
        """Class name in the ontology."""
        return self.SEMANTIC

    @abstractmethod
    def wheels(self) -> tuple[Wheel, ...]:
        """Wheels seen from the handle's foot."""

    @abstractmethod
    def covers(self) -> list[Cover]:
        """The frame and what it carries, seen from the handle's foot."""

    def ahead_m(self) -> float:
        """How far before the pusher's hips the handle is."""
        return pushing_reach_m(adult_proportions(self.pusher_height_m))

    def build(self) -> Asset:
        """A frame and its wheels."""
        x0 = self.ahead_m()
        covers = [shifted(cover, (x0, 0.0, 0.0)) for cover in self.covers()]
        limbs = [Limb(name="frame", covers=covers)]
        for name, x, y, radius, breadth in self.wheels():
            joint = at(x0 + x, y, radius)
            limbs.append(
                Limb(name=f"wheel_{name}", covers=small_wheel(radius, breadth), parent="frame", T_parent_part=joint)
            )
        return articulated(type(self).__name__.lower(), self.SEMANTIC, limbs, MATERIALS, posed_box(limbs))

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 1 + wheels): the wheels roll."""
        del speed_mps
        distance = np.asarray(distance_m, dtype=np.float64)
        return np.column_stack([np.zeros(len(distance)), *(distance / wheel[3] for wheel in self.wheels())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroller(Pushed):
    """A pushchair with a canopy and a child under a blanket."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.stroller"

    def wheels(self) -> tuple[Wheel, ...]:
        """Two large ones behind, two small ones ahead."""
        return tuple(
            (f"{end}_{side}", x, s * y, r, 0.045)
            for end, x, y, r in (("rear", 0.16, 0.27, 0.135), ("front", 0.78, 0.20, 0.10))
            for side, s in (("left", 1.0), ("right", -1.0))
        )

    def covers(self) -> list[Cover]:
        """Frame, seat, canopy, child, basket."""
        rods = []
        for s in (-1.0, 1.0):
            y = s * 0.235
            rods.append(tube([(0.0, y, HANDLE_M), (0.30, y, 0.62), (0.78, s * 0.19, 0.13)], 0.012, 8))
            rods.append(tube([(0.36, y, 0.55), (0.16, s * 0.25, 0.135)], 0.011, 8))
        bar = tube([(0.0, -0.235, HANDLE_M), (0.0, 0.235, HANDLE_M)], 0.016, 10)
        seat = united(
            placed(block((0, 0, 0), (0.045, 0.17, 0.24), 0.035), (0.28, 0, 0.70), -0.35),
            block((0.46, 0, 0.475), (0.17, 0.17, 0.035), 0.03),
            placed(block((0, 0, 0), (0.03, 0.16, 0.12), 0.025), (0.68, 0, 0.36), -0.5),
            blend_m=0.06,
        )
        hood = ellipsoid((0.33, 0, 0.86), (0.27, 0.21, 0.24))
        hood = common(
            hood,
            outside(ellipsoid((0.33, 0, 0.85), (0.25, 0.19, 0.225))),
            leaning((0.40, 0, 0.80), (0.80, 0, -0.60)),
            blend_m=0.01,
        )
        blanket = wrinkled(
            united(
                ellipsoid((0.46, 0, 0.55), (0.20, 0.14, 0.10)),
                ellipsoid((0.38, 0, 0.63), (0.10, 0.12, 0.13)),
                blend_m=0.08,
            ),
            0.006,
            0.09,
        )
        face = ellipsoid((0.375, 0, 0.795), (0.075, 0.068, 0.085))
        cap = common(
            ellipsoid((0.365, 0, 0.81), (0.085, 0.078, 0.085)),
            leaning((0.395, 0, 0.81), (0.75, 0, -0.66)),
            blend_m=0.01,
        )
        basket = block((0.42, 0, 0.22), (0.22, 0.16, 0.07), 0.03)
        return [
            solid(joined(rods), "dark_steel", "frame"),
            solid(bar, "black", "handlebar"),
            skin(contour(seat, 0.022), "black", "saddle"),
            skin(contour(hood, 0.016), "fabric", "body"),
            skin(contour(blanket, 0.02), "cloth", "body"),
            skin(contour(face, 0.016), "skin", "head"),
            skin(contour(cap, 0.016), "knit", "hat"),
            skin(contour(basket, 0.03), "black", "cargo"),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingCart(Pushed):
    """A supermarket's wire cart of 100 l, 0.9 m long."""

    SEMANTIC: ClassVar[str] = "movable_object.shopping_cart"

    def wheels(self) -> tuple[Wheel, ...]:
        """Four castors."""
        return tuple(
            (f"{end}_{side}", x, s * y, 0.0625, 0.03)
            for end, x, y in (("rear", 0.12, 0.23), ("front", 0.78, 0.19))
            for side, s in (("left", 1.0), ("right", -1.0))
        )

    def covers(self) -> list[Cover]:
        """A basket of wires that narrows to the front, its frame and a red handle."""
        corner = {
            (e, t): (x, y, z)
            for e, t, x, y, z in (
                (0, 0, 0.10, 0.21, 0.55),
                (0, 1, 0.05, 0.27, 0.97),
                (1, 0, 0.80, 0.17, 0.60),
                (1, 1, 0.92, 0.22, 0.90),
            )
        }

        def place(u: float, side: float, v: float) -> Float64:
            low = (1 - u) * np.array(corner[0, 0]) + u * np.array(corner[1, 0])
            high = (1 - u) * np.array(corner[0, 1]) + u * np.array(corner[1, 1])
            return np.asarray(((1 - v) * low + v * high) * np.array([1.0, side, 1.0]))

        wires = [
            tube([place(u, -1, 1), place(u, -1, 0), place(u, 1, 0), place(u, 1, 1)], 0.0028, 4)
            for u in np.linspace(0, 1, 15)
        ]
        wires += [
            tube([place(0, 1, v), place(1, 1, v), place(1, -1, v), place(0, -1, v), place(0, 1, v)], 0.003, 4)
            for v in np.linspace(0, 1, 8)
        ]
        wires += [tube([place(0, t, 0), place(1, t, 0)], 0.0028, 4) for t in np.linspace(-0.8, 0.8, 9)]
        for u in (0.0, 1.0):
            wires += [tube([place(u, t, 0), place(u, t, 1)], 0.0028, 4) for t in np.linspace(-0.8, 0.8, 9)]
        rim = tube([place(0, 1, 1), place(1, 1, 1), place(1, -1, 1), place(0, -1, 1)], 0.009, 8)
        frame = [rim]
        for s in (-1.0, 1.0):
            frame.append(
                tube(
                    [(0.05, s * 0.27, 0.97), (0.14, s * 0.24, 0.50), (0.12, s * 0.23, 0.14), (0.78, s * 0.19, 0.14)],
                    0.012,
                    8,
                )
            )
            frame.append(tube([(0.14, s * 0.24, 0.50), (0.80, s * 0.17, 0.59)], 0.010, 8))
        handle = tube([(0.0, -0.27, HANDLE_M), (0.0, 0.27, HANDLE_M)], 0.016, 10)
        arms = [tube([(0.0, s * 0.27, HANDLE_M), (0.06, s * 0.27, 0.96)], 0.012, 8) for s in (-1.0, 1.0)]
        return [
            solid(joined(wires), "steel", "body"),
            solid(joined([*frame, *arms]), "steel", "frame"),
            solid(handle, "red", "handlebar"),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollator(Pushed):
    """A walking frame with four wheels, a seat and brake levers."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.personal_mobility"

    def wheels(self) -> tuple[Wheel, ...]:
        """Four alike."""
        return tuple(
            (f"{end}_{side}", x, s * 0.27, 0.10, 0.035)
            for end, x in (("rear", -0.06), ("front", 0.46))
            for side, s in (("left", 1.0), ("right", -1.0))
        )

    def covers(self) -> list[Cover]:
        """Side frames, grips, seat, bag."""
        rods: list[Patch] = []
        grips: list[Patch] = []
        for s in (-1.0, 1.0):
            y = s * 0.26
            rods.append(tube([(0.10, y, HANDLE_M - 0.01), (0.16, y, 0.60), (0.46, y, 0.11)], 0.013, 8))
            rods.append(tube([(0.20, y, 0.55), (-0.06, y, 0.11)], 0.013, 8))
            grips.append(tube([(0.13, y, HANDLE_M), (-0.07, y, HANDLE_M)], 0.018, 10))
            rods.append(tube([(0.06, y, HANDLE_M - 0.05), (-0.05, y, HANDLE_M - 0.06)], 0.006, 6))
        rods.append(tube([(0.22, -0.26, 0.50), (0.22, 0.26, 0.50)], 0.011, 8))
        rods.append(tube([(0.30, -0.26, 0.38), (0.30, 0.26, 0.38)], 0.011, 8))
        seat = moved(rounded_box((0.24, 0.44, 0.03), 0.012), (0.12, 0, 0.55))
        bag = moved(rounded_box((0.16, 0.36, 0.22), 0.04), (0.33, 0, 0.36))
        return [
            solid(joined(rods), "second_paint", "frame"),
            solid(joined(grips), "black", "handlebar"),
            solid(seat, "black", "saddle", 0.75),
            solid(bag, "fabric", "bag", 0.75),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCart(Pushed):
    """A two-wheeled sack truck with boxes."""

    SEMANTIC: ClassVar[str] = "movable_object.pushable_pullable"

    def wheels(self) -> tuple[Wheel, ...]:
        """Two."""
        return (("left", 0.42, 0.23, 0.13, 0.06), ("right", 0.42, -0.23, 0.13, 0.06))

    def covers(self) -> list[Cover]:
        """A leaning frame, its shovel and three boxes."""
        foot, top = vec(0.50, 0.0, 0.10), vec(0.0, 0.0, HANDLE_M)
        lean = float(np.arctan2(top[0] - foot[0], top[2] - foot[2]))
        rods = [tube([foot + vec(0, s * 0.17, 0), top + vec(0, s * 0.17, 0)], 0.014, 8) for s in (-1.0, 1.0)]
        rods += [
            tube([foot + k * (top - foot) + vec(0, -0.17, 0), foot + k * (top - foot) + vec(0, 0.17, 0)], 0.010, 8)
            for k in (0.1, 0.4, 0.7)
        ]
        rods.append(tube([(0.42, -0.23, 0.13), (0.42, 0.23, 0.13)], 0.012, 8))
        bar = tube([top + vec(0, -0.21, 0), top + vec(0, 0.21, 0)], 0.017, 10)
        boxes = []
        for low, deep, wide, high in ((0.03, 0.34, 0.42, 0.30), (0.335, 0.30, 0.38, 0.26), (0.60, 0.26, 0.30, 0.20)):
            boxes.append(box((0.03, -wide / 2, low), (0.03 + deep, wide / 2, low + high)))
        shovel = box((0.0, -0.20, 0.0), (0.26, 0.20, 0.008))
        c, s = np.cos(lean), np.sin(lean)
        turned = [(v @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]]) + foot, f) for v, f in (joined(boxes), shovel)]
        return [
            solid(joined(rods), "red", "frame"),
            solid(bar, "black", "handlebar"),
            solid(turned[0], "cardboard", "cargo", 0.0),
            solid(turned[1], "dark_steel", "frame", 0.0),
        ]


def small_wheel(radius_m: float, breadth_m: float) -> list[Cover]:
    """A small wheel with a plastic disc."""
    half = breadth_m / 2
    tyre = hoop(radius_m - half, round_section(half, 8), 28)
    hub = disc(
        [
            (0.25 * radius_m, -half),
            (radius_m - half, -0.6 * half),
            (radius_m - half, 0.6 * half),
            (0.25 * radius_m, half),
        ],
        20,
    )
    return [solid(tyre, "tyre", "wheel"), solid(hub, "second_paint", "wheel", 0.6)]
