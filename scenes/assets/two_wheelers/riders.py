"""Riders of bicycles, motor cycles and kick scooters, each in the frame of the machine: both follow one path."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, BodyBox, asset_of
from scenes.assets.people.activities import Activity
from scenes.assets.people.carried import Bag
from scenes.assets.people.figure_fields import HandShape
from scenes.assets.people.gait import Legs, leg_reach
from scenes.assets.people.headwear import Headwear
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.person import Person
from scenes.assets.people.person_joints import LEG_PARTS, posed_box, shoulder_m
from scenes.assets.people.posture import SIDES, Posture, Quaternion, arm, leg, product, quaternion, turn
from scenes.assets.people.proportions import Proportions, proportions_of
from scenes.assets.shaping.articulated import Limb
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.bicycle_geometry import ankle_m, ball_m, foot_pitch
from scenes.assets.two_wheelers.kick_scooter import DECK_TOP_M, KickScooter, grip_m
from scenes.assets.two_wheelers.motorcycle import Motorcycle

Float64 = NDArray[np.float64]

SIT_M = 0.085
"""Hip joints above a seat for a stature of 1.75 m."""
_ALL = frozenset(
    (
        "torso",
        "head",
        "skirt_front",
        "skirt_back",
        *(f"{limb}_{s}" for s, _ in SIDES for limb in ("upper_arm", "forearm")),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rider(Person, ABC):
    """Somebody on a machine, whose body frame is the machine's. Both hands are on the grips: bags are on the back."""

    HEIGHTS_M: ClassVar[tuple[float, float]] = (0.95, 2.10)
    BAGS: ClassVar[tuple[Bag, ...]] = ("none", "backpack", "school_bag")
    ACTIVITIES: ClassVar[tuple[Activity, ...]] = ("walking",)

    height_m: float = 1.75

    def proportions(self) -> Proportions:
        """Segment lengths of this person."""
        return proportions_of(self.height_m)

    @abstractmethod
    def posture(self) -> Posture:
        """How the machine holds its rider."""

    def hands(self) -> tuple[HandShape, HandShape]:
        """Fists about the grips."""
        return "fist", "fist"

    def box(self, limbs: list[Limb]) -> BodyBox:
        """What the posture fills."""
        return posed_box(limbs)

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """No lift: the machine carries the rider."""
        del speed_mps
        return np.zeros(len(distance_m))


def seated(
    p: Proportions, hip: Float64, lean_rad: float, grips: tuple[Float64, Float64], twist_rad: float
) -> dict[str, Quaternion]:
    """Trunk, head and arms of somebody who leans from the hips and holds two grips (3,), left and right."""
    torso = turn("y", lean_rad)
    turned = {"torso": quaternion(torso), "head": quaternion(turn("y", -0.80 * lean_rad))}
    for (_, side), grip in zip(SIDES, grips, strict=True):
        shoulder = hip + np.einsum("ij,j->i", torso, shoulder_m(p, side))
        turned |= arm(p, side, shoulder, grip, (-0.45, 0.55 * side, -1.0), twist_rad, torso)
    return turned


@dataclass(frozen=True, slots=True, kw_only=True)
class BicycleRider(Rider):
    """A cyclist whose feet follow the pedals of the bicycle; its saddle is set for this rider where heights agree.

    Raises ValueError where the pedals are out of the rider's reach.
    """

    SEMANTIC: ClassVar[str] = "human.rider.bicycle"

    bicycle: Bicycle = field(default_factory=Bicycle)
    headwear: Headwear = "bicycle_helmet"
    bag: Bag = "none"

    def __post_init__(self) -> None:
        Person.__post_init__(self)
        p, lowest = self.proportions(), self._farthest_m()
        if lowest > 0.999 * p.leg_m:
            raise ValueError(
                f"BicycleRider: a rider of {self.height_m} m does not reach the pedals of this {self.bicycle.kind} "
                f"bicycle, whose saddle is set for {self.bicycle.rider().height_m} m: choose a nearer rider_height_m"
            )

    def companion(self) -> AssetSpec:
        """What is ridden."""
        return self.bicycle

    def posture(self) -> Posture:
        """Seated, hands on the grips, legs in planes that pass the pedals."""
        p, g = self.proportions(), self.bicycle.geometry
        hip = self._hip()
        (gx, gz), half = g.grip_m, g.grip_half_m
        grips = (np.array([gx, half, gz]), np.array([gx, -half, gz]))
        twist = {"road": 0.2, "city": 0.9, "child": 0.9, "mountain": 1.35}[self.bicycle.kind]
        turned = seated(p, hip, g.lean_rad, grips, twist)
        for name, side in SIDES:
            tilt = side * self._tilt()
            turned[f"thigh_{name}"] = quaternion(product(turn("y", -g.lean_rad), turn("x", tilt)))
            turned[f"shank_{name}"] = (0.0, 0.0, 0.0, 1.0)
            turned[f"foot_{name}"] = quaternion(turn("x", -tilt))
        return Posture(hip_m=(float(hip[0]), 0.0, float(hip[2])), turned=turned, still=_ALL)

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, parts): the legs follow the pedals, which turn with the distance by the gear."""
        del speed_mps
        distance = np.asarray(distance_m, dtype=np.float64)
        p, g, hip = self.proportions(), self.bicycle.geometry, self._hip()
        angles: dict[str, Float64] = {}
        for name, lag in (("right", 0.0), ("left", math.pi)):
            crank = g.crank_rad(distance) + lag
            ankle = ankle_m(g, p, crank)
            down = (hip[2] - ankle[:, 1]) / math.cos(self._tilt())
            thigh, knee, foot = leg_reach(
                _legs(p), ankle[:, 0] - hip[0], -down, np.zeros(len(crank)), foot_pitch(crank)
            )
            angles |= {f"thigh_{name}": thigh, f"shank_{name}": knee, f"foot_{name}": foot}
        if any(part.name == "skirt_front" for part in asset_of(self).parts):
            high = np.maximum(angles["thigh_left"], angles["thigh_right"])
            angles["skirt_front"] = 0.9 * high
        zero = np.zeros(len(distance))
        return np.column_stack([angles.get(part.name, zero) for part in asset_of(self).parts])

    def _hip(self) -> Float64:
        x, z = self.bicycle.geometry.hip_m(self.bicycle.rider())
        return np.array([x, 0.0, z])

    def _tilt(self) -> float:
        """How far the leg's plane leans outward, so that the foot's middle is on the pedal's."""
        hip = self._hip()
        return math.atan2(
            self.bicycle.geometry.pedal_out_m - self.proportions().hip_half_m,
            float(hip[2]) - self.bicycle.geometry.bottom_m[1] - 0.09,
        )

    def _farthest_m(self) -> float:
        """Longest distance from hip joint to ankle over a turn."""
        hip = self._hip()
        ankle = ankle_m(self.bicycle.geometry, self.proportions(), np.linspace(0.0, 2 * math.pi, 32))
        return float(np.hypot(ankle[:, 0] - hip[0], ankle[:, 1] - hip[2]).max())


@dataclass(frozen=True, slots=True, kw_only=True)
class MotorcycleRider(Rider):
    """A motor cyclist in a suit and a helmet, feet on the rests or on a scooter's floor."""

    SEMANTIC: ClassVar[str] = "human.rider.motorcycle"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (1.50, 2.05)

    machine: Motorcycle = field(default_factory=Motorcycle)
    headwear: Headwear = "motorcycle_helmet"
    clothing: Clothing = "motorcycle_suit"

    def companion(self) -> AssetSpec:
        """What is ridden."""
        return self.machine

    def posture(self) -> Posture:
        """Seated, hands on the grips."""
        p, g = self.proportions(), self.machine.geometry
        (sx, sz), (gx, gz), half = g.seat_m, g.grip_m, g.grip_half_m
        hip = np.array([sx, 0.0, sz + SIT_M * p.girth])
        grips = (np.array([gx, half, gz]), np.array([gx, -half, gz]))
        turned = seated(p, hip, g.lean_rad, grips, 1.15)
        torso = turn("y", g.lean_rad)
        for _, side in SIDES:
            flat = self.machine.kind == "scooter"
            foot = product(turn("z", 0.12 * side), turn("y", 0.0 if flat else 0.12))
            ball = np.array([0.02 if flat else 0.30 * p.foot_m, 0.0, -p.ankle_height_m])
            rest = np.array([g.rest_m[0], side * g.rest_m[1], g.rest_m[2] + 0.013])
            ankle = rest - np.einsum("ij,j->i", foot, ball)
            joint = hip + np.array([0.0, side * p.hip_half_m, 0.0])
            turned |= leg(p, side, joint, ankle, (1.0, 0.22 * side, 0.5), foot, torso)
        return Posture(hip_m=(float(hip[0]), 0.0, float(hip[2])), turned=turned, still=_ALL | LEG_PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class KickScooterRider(Rider):
    """Somebody who stands on an electric kick scooter, one foot before the other, hands on the bar."""

    SEMANTIC: ClassVar[str] = "human.rider.kick_scooter"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (1.30, 2.05)

    scooter: KickScooter = field(default_factory=KickScooter)
    clothing: Clothing = "jacket"

    def companion(self) -> AssetSpec:
        """What is ridden."""
        return self.scooter

    def posture(self) -> Posture:
        """Standing on the deck."""
        p, lean = self.proportions(), 0.10
        hip = np.array([0.30, 0.0, DECK_TOP_M + p.ankle_height_m + 0.965 * p.leg_m])
        grips = (np.array(grip_m(1.0)), np.array(grip_m(-1.0)))
        turned = seated(p, hip, lean, grips, 1.3)
        torso = turn("y", lean)
        for (_, side), x, yaw in zip(SIDES, (0.42, 0.16), (0.12, -0.5), strict=True):
            foot = turn("z", yaw)
            ankle = np.array([x, side * 0.035, DECK_TOP_M + p.ankle_height_m])
            joint = hip + np.array([0.0, side * p.hip_half_m, 0.0])
            turned |= leg(p, side, joint, ankle, (1.0, 0.15 * side, 0.0), foot, torso)
        return Posture(hip_m=(float(hip[0]), 0.0, float(hip[2])), turned=turned, still=_ALL | LEG_PARTS)


def sole_on_pedal_m(rider: BicycleRider) -> tuple[float, float, float]:
    """The point of the sole that rests on a pedal, in the foot's frame."""
    x, z = ball_m(rider.proportions())
    return (x, 0.0, z)


def _legs(p: Proportions) -> Legs:
    return Legs(thigh_m=p.thigh_m, shank_m=p.shank_m, sole_m=np.array([[0.0, -p.ankle_height_m]]))
