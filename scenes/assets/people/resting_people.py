"""People who sit or lie: on benches, in wheelchairs, on horses, on the road."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, BodyBox
from scenes.assets.animals.livestock import Horse
from scenes.assets.people.activities import Activity
from scenes.assets.people.carried import Bag
from scenes.assets.people.figure_fields import HandShape
from scenes.assets.people.headwear import Headwear
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.person import Person
from scenes.assets.people.person_joints import PART_NAMES, posed_box, shoulder_m
from scenes.assets.people.posture import SIDES, Posture, Quaternion, arm, leg, product, quaternion, turn
from scenes.assets.people.proportions import Proportions, proportions_of
from scenes.assets.people.wheelchair import Wheelchair
from scenes.assets.shaping.articulated import Limb

Float64 = NDArray[np.float64]
Lying = Literal["back", "front", "side"]

SIT_M = 0.088
"""Hip joints above a seat for a stature of 1.75 m."""
SEAT_SHARE = 0.08
"""Where a rider sits before the middle of a horse, in withers heights; chosen: behind the withers."""
_ALL = frozenset((*PART_NAMES, "skirt_front", "skirt_back"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting(Person, ABC):
    """Somebody whose limbs rest, without bags; the box holds the posture."""

    HEIGHTS_M: ClassVar[tuple[float, float]] = (0.95, 2.05)
    BAGS: ClassVar[tuple[Bag, ...]] = ("none",)
    ACTIVITIES: ClassVar[tuple[Activity, ...]] = ("walking",)

    height_m: float = 1.72

    def proportions(self) -> Proportions:
        """Segment lengths of this person."""
        return proportions_of(self.height_m)

    @abstractmethod
    def posture(self) -> Posture:
        """Where trunk and limbs rest."""

    def box(self, limbs: list[Limb]) -> BodyBox:
        """What the posture fills."""
        return posed_box(limbs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPerson(Resting):
    """Somebody who sits upright on a seat, feet on the ground, hands on the thighs; the seat's middle is the origin.

    seat_m: height of the seat's top; benches have 0.42 to 0.46 m.
    """

    SEMANTIC: ClassVar[str] = "human.pedestrian.sitting"

    seat_m: float = 0.45

    def posture(self) -> Posture:
        """Sitting."""
        p = self.proportions()
        hip = np.array([-0.06, 0.0, self.seat_m + SIT_M * p.girth])
        turned = _sat(-0.10, self.gaze_rad)
        torso = turn("y", -0.10)
        drop = float(hip[2]) - p.ankle_height_m
        ahead = min(p.thigh_m + 0.04, math.sqrt(max((0.90 * p.leg_m) ** 2 - drop * drop, 0.01)))
        for _, side in SIDES:
            ankle = np.array([hip[0] + ahead, side * 0.12 * p.girth, p.ankle_height_m])
            turned |= leg(p, side, _beside(hip, side, p), ankle, (0.6, 0.1 * side, 1.0), turn("z", 0.15 * side), torso)
            hand = hip + np.array([0.72 * p.thigh_m, side * 0.10 * p.girth, 0.105 * p.girth])
            turned |= arm(p, side, _shoulder(p, hip, torso, side), hand, (-1.0, 0.45 * side, -0.3), 1.2, torso)
        return Posture(hip_m=_triple(hip), turned=turned, still=_ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelchairUser(Resting):
    """Somebody in a `Wheelchair`, hands on its rims; the body frame is the wheelchair's."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.sitting"

    def companion(self) -> AssetSpec:
        """The chair."""
        return Wheelchair()

    def hands(self) -> tuple[HandShape, HandShape]:
        """About the rims."""
        return "fist", "fist"

    def posture(self) -> Posture:
        """Sitting in the chair, feet on its rests."""
        p = self.proportions()
        hip = np.array([0.13, 0.0, 0.50 + SIT_M * p.girth])
        torso = turn("y", -0.05)
        turned = _sat(-0.05, self.gaze_rad)
        for _, side in SIDES:
            ankle = np.array([0.60, side * 0.09, 0.13 + p.ankle_height_m])
            turned |= leg(p, side, _beside(hip, side, p), ankle, (0.6, 0.15 * side, 1.0), np.eye(3), torso)
            rim = np.array([0.10, side * 0.315, 0.545])
            turned |= arm(p, side, _shoulder(p, hip, torso, side), rim, (-1.0, 0.5 * side, 0.0), 0.0, torso)
        return Posture(hip_m=_triple(hip), turned=turned, still=_ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class HorseRider(Resting):
    """A rider astride a horse, whose body frame it shares, with a riding helmet."""

    SEMANTIC: ClassVar[str] = "human.rider.animal"
    BAGS: ClassVar[tuple[Bag, ...]] = ("none", "backpack", "school_bag")

    horse: Horse = field(default_factory=Horse)
    clothing: Clothing = "jacket"
    headwear: Headwear = "bicycle_helmet"

    def companion(self) -> AssetSpec:
        """What is ridden."""
        return self.horse

    def hands(self) -> tuple[HandShape, HandShape]:
        """About the reins."""
        return "fist", "fist"

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """The horse's rise and fall."""
        return self.horse.root_height(distance_m, speed_mps)

    def posture(self) -> Posture:
        """Astride, reins in both hands."""
        p, w = self.proportions(), self.horse.withers_m
        rows = w * np.array(self.horse.plan().trunk)
        seat = SEAT_SHARE * w
        back, half = (float(np.interp(seat, rows[:, 0], rows[:, k])) for k in (1, 3))
        hip = np.array([seat, 0.0, back + 0.115 * p.girth])
        torso = turn("y", 0.05)
        turned = _sat(0.05, self.gaze_rad)
        out = half + 0.075
        for _, side in SIDES:
            ankle = hip + np.array([0.02, side * out, -0.90 * p.leg_m])
            turned |= leg(p, side, _beside(hip, side, p), ankle, (1.0, 0.55 * side, 0.1), turn("z", 0.3 * side), torso)
            rein = hip + np.array([0.36 * p.girth, side * 0.07, 0.20 * p.girth])
            turned |= arm(p, side, _shoulder(p, hip, torso, side), rein, (-1.0, 0.35 * side, -0.8), 0.2, torso)
        return Posture(hip_m=_triple(hip), turned=turned, still=_ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingPerson(Resting):
    """Somebody who lies on the ground, head behind the origin."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.lying"

    lying: Lying = "back"

    def posture(self) -> Posture:
        """On the back, the front or the left side."""
        g = self.proportions().girth
        base = {
            "back": turn("y", -math.pi / 2),
            "front": product(turn("z", math.pi), turn("y", math.pi / 2)),
            "side": product(turn("y", -math.pi / 2), turn("z", -math.pi / 2)),
        }
        torso = base[self.lying]
        height = {"back": 0.155, "front": 0.140, "side": 0.205}[self.lying] * g
        bent = {"back": (0.15, 0.30), "front": (-0.05, 0.35), "side": (0.7, 1.0)}[self.lying]
        turned: dict[str, Quaternion] = {
            "torso": quaternion(torso),
            "head": quaternion(turn("z", 0.5 if self.lying != "side" else 0.0)),
        }
        for name, side in SIDES:
            more = 1.0 if side > 0 else 0.35
            turned[f"thigh_{name}"] = quaternion(
                product(turn("x", (0.10 if self.lying != "side" else -0.20) * side), turn("y", -bent[0] * more))
            )
            turned[f"shank_{name}"] = quaternion(turn("y", bent[1] * more))
            turned[f"foot_{name}"] = quaternion(turn("y", 0.55))
            spread = 0.55 if side > 0 else 0.9
            if self.lying == "side":
                turned[f"upper_arm_{name}"] = quaternion(turn("y", -0.9 * more))
                turned[f"forearm_{name}"] = quaternion(turn("y", -0.8))
            else:
                turned[f"upper_arm_{name}"] = quaternion(turn("x", spread * side))
                turned[f"forearm_{name}"] = quaternion(turn("x", 0.35 * side))
        return Posture(hip_m=(0.0, 0.0, float(height)), turned=turned, still=_ALL)


def _sat(lean_rad: float, gaze_rad: float) -> dict[str, Quaternion]:
    return {
        "torso": quaternion(turn("y", lean_rad)),
        "head": quaternion(product(turn("z", gaze_rad), turn("y", 0.05 - lean_rad))),
    }


def _beside(hip: Float64, side: float, p: Proportions) -> Float64:
    return np.asarray(hip + np.array([0.0, side * p.hip_half_m, 0.0]))


def _shoulder(p: Proportions, hip: Float64, torso: Float64, side: float) -> Float64:
    return np.asarray(hip + np.einsum("ij,j->i", torso, shoulder_m(p, side)))


def _triple(point: Float64) -> tuple[float, float, float]:
    return (float(point[0]), float(point[1]), float(point[2]))
