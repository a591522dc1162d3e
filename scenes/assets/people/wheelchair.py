"""A manual wheelchair, whose origin lies on the ground below the axle of its large wheels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.people.person_joints import posed_box
from scenes.assets.people.pushed import MATERIALS, small_wheel
from scenes.assets.shaping.articulated import Cover, Limb, articulated, at, skin, solid
from scenes.assets.shaping.contour import contour
from scenes.assets.shaping.fields import block, placed
from scenes.assets.shaping.shapes import box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.cycle_wheel import hoop, round_section, wire_wheel

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheelchair(AssetSpec):
    """A manual wheelchair, 1.05 m long and 0.64 m wide; who sits in it is a `WheelchairUser`."""

    def build(self) -> Asset:
        """Parts frame, wheel_rear_left, wheel_rear_right, wheel_front_left, wheel_front_right."""
        limbs = [Limb(name="frame", covers=chair_covers())]
        for side, s in (("left", 1.0), ("right", -1.0)):
            rim = moved(hoop(0.265, round_section(0.010, 8), 40), (0.0, s * 0.035, 0.0))
            large = [*wire_wheel(0.30, 0.028, 24), solid(rim, "steel", "wheel")]
            limbs.append(
                Limb(name=f"wheel_rear_{side}", covers=large, parent="frame", T_parent_part=at(0.0, s * 0.275, 0.30))
            )
        for side, s in (("left", 1.0), ("right", -1.0)):
            limbs.append(
                Limb(
                    name=f"wheel_front_{side}",
                    covers=small_wheel(0.075, 0.03),
                    parent="frame",
                    T_parent_part=at(0.42, s * 0.22, 0.075),
                )
            )
        return articulated("wheelchair", "human.pedestrian.wheelchair", limbs, MATERIALS, posed_box(limbs))

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 5): the wheels roll."""
        del speed_mps
        distance = np.asarray(distance_m, dtype=np.float64)
        large, small = distance / 0.30, distance / 0.075
        return np.column_stack([np.zeros(len(distance)), large, large, small, small])


def chair_covers() -> list[Cover]:
    """Frame, seat, back, arm rests, foot rests and the handles behind."""
    rods, pads = [], []
    for s in (-1.0, 1.0):
        y = s * 0.225
        rods.append(tube([(-0.14, y, 0.93), (-0.04, y, 0.90), (0.0, y, 0.48), (0.02, y, 0.14)], 0.012, 8))
        rods.append(tube([(0.0, y, 0.47), (0.42, y, 0.50), (0.47, y, 0.42), (0.60, s * 0.17, 0.12)], 0.012, 8))
        rods.append(tube([(0.0, y, 0.24), (0.42, y, 0.20), (0.42, s * 0.22, 0.08)], 0.012, 8))
        rods.append(tube([(0.42, y, 0.50), (0.42, y, 0.20)], 0.011, 8))
        pads.append(tube([(-0.04, y, 0.71), (0.26, y, 0.71)], 0.022, 8))
        rods.append(tube([(0.26, y, 0.70), (0.27, y, 0.49)], 0.010, 8))
        pads.append(tube([(-0.19, y, 0.93), (-0.09, y, 0.92)], 0.018, 8))
    rests = [moved(rounded_box((0.17, 0.13, 0.02), 0.009), (0.65, s * 0.09, 0.10)) for s in (-1.0, 1.0)]
    rods.append(tube([(0.0, -0.27, 0.30), (0.0, 0.27, 0.30)], 0.014, 8))
    seat = moved(rounded_box((0.44, 0.43, 0.06), 0.025), (0.21, 0, 0.46))
    back = placed(block((0, 0, 0), (0.018, 0.215, 0.21), 0.016), (-0.025, 0, 0.70), -0.08)
    sides = [box((0.0, s * 0.222 - 0.004, 0.49), (0.25, s * 0.222 + 0.004, 0.67)) for s in (-1.0, 1.0)]
    return [
        solid(joined(rods), "dark_steel", "frame"),
        solid(joined(pads), "black", "handlebar"),
        solid(joined(rests), "black", "pedal", 0.75),
        solid(seat, "cloth", "saddle", 0.75),
        skin(contour(back, 0.02), "cloth", "saddle"),
        solid(joined(sides), "black", "body", 0.0),
    ]
