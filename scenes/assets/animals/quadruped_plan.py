"""What four-legged animals differ in: outlines, necks, heads and legs as short tables in withers heights.

Frame of all tables: x forward from the middle of the body, z up from the ground, y left; the withers are at z = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Row2 = tuple[float, float]
Row3 = tuple[float, float, float]
Row4 = tuple[float, float, float, float]
Row5 = tuple[float, float, float, float, float]
SHOULDER_DROP = 0.12
"""How far the root of the neck sinks between the shoulder blades of a grazing animal, in withers heights; chosen."""
FootKind = Literal["hoof", "cloven", "paw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlan:
    """One leg. joints: (x, z) of shoulder or hip, elbow or knee, carpus or hock, fetlock or knuckle, toe on the ground.

    track: y of the uppermost joint and of the foot. bone: radius of the shin above the foot. muscle: of the thigh.
    """

    joints: tuple[Row2, Row2, Row2, Row2, Row2]
    track: Row2
    bone: float
    muscle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EarPlan:
    """at: base in head lengths along the head, above its axis and to the side. toward: direction to the tip (forward,
    left, up, along the head). length, width: in head lengths. lop: how far the tip hangs down, 0 pricked to 1.
    """

    at: Row3
    toward: Row3
    length: float
    width: float
    lop: float = 0.0
    tip: float = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPlan:
    """length: occiput to nose, in withers heights. pitch_deg: nose down. rows: along (0 occiput, 1 nose), top, bottom
    and half width in head lengths. eye: along, above, to the side, radius. nose: along, above, radius.
    """

    length: float
    pitch_deg: float
    rows: tuple[Row4, ...]
    eye: Row4
    nose: Row3
    ear: EarPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One kind of animal. trunk: (x, top, bottom, half width). neck: (x, z, half width, over, under its axis), the last
    row at the occiput. tail: (x, z, radius). foot: what it stands on. relief_share,
    tuft_share: depth and size of the coat's tufts.
    """

    trunk: tuple[Row4, ...]
    neck: tuple[Row5, ...]
    head: HeadPlan
    tail: tuple[Row3, ...]
    fore: LegPlan
    hind: LegPlan
    foot: FootKind
    relief_share: float = 0.0
    tuft_share: float = 0.06
    tail_material: str = "coat_tail"

    @property
    def chest_z(self) -> float:
        """The lowest point of the trunk."""
        return min(row[2] for row in self.trunk)


def reshaped(plan: Plan, leg: float = 1.0, length: float = 1.0, girth: float = 1.0, head: float = 1.0) -> Plan:
    """Another build: legs, trunk's length, half widths and head so many times as large; the withers stay at 1."""
    chest = plan.chest_z
    withers = 1.0 - chest * (1.0 - leg)

    def z(value: float) -> float:
        return (value * leg if value < chest else value - chest * (1.0 - leg)) / withers

    def x(value: float) -> float:
        return value * length / withers

    grown = 1.0 / withers
    wide = girth / withers
    neck_shift = x(plan.neck[0][0]) - plan.neck[0][0] * grown
    tail_shift = x(plan.tail[0][0]) - plan.tail[0][0] * grown
    return replace(
        plan,
        trunk=tuple((x(a), z(b), z(c), d * wide) for a, b, c, d in plan.trunk),
        neck=tuple((a * grown + neck_shift, z(b), c * wide, d * grown, e * grown) for a, b, c, d, e in plan.neck),
        head=replace(plan.head, length=plan.head.length * head * grown),
        tail=tuple((a * grown + tail_shift, z(b), c * grown) for a, b, c in plan.tail),
        fore=_leg(plan.fore, x, z, wide),
        hind=_leg(plan.hind, x, z, wide),
        relief_share=plan.relief_share * grown,
        tuft_share=plan.tuft_share * grown,
    )


def _leg(leg: LegPlan, x: Callable[[float], float], z: Callable[[float], float], wide: float) -> LegPlan:
    """A leg under another body: its root moves with the trunk, its own slope stays."""
    (root_x, _), grown = leg.joints[0], z(1.0)
    middle = x(root_x) - root_x * grown
    joints = [(a * grown + middle, z(b)) for a, b in leg.joints]
    return LegPlan(
        joints=(joints[0], joints[1], joints[2], joints[3], joints[4]),
        track=(leg.track[0] * wide, leg.track[1] * wide),
        bone=leg.bone * wide,
        muscle=leg.muscle * wide,
    )


def head_points(plan: Plan, down_rad: float = 0.0) -> tuple[Float64, Float64, float]:
    """The neck's axis (K, 2), the occiput (2,) and the head's pitch (radians, nose down) with the neck bent down."""
    rows = np.array(plan.neck)[:, :2]
    steps = np.diff(rows, axis=0)
    bend = -down_rad * np.minimum(1.0, 1.5 * (np.arange(len(steps)) + 0.7) / len(steps))
    rows = rows - np.array([0.0, SHOULDER_DROP * min(down_rad / 1.2, 1.0)])
    c, s = np.cos(bend), np.sin(bend)
    turned = np.stack([c * steps[:, 0] - s * steps[:, 1], s * steps[:, 0] + c * steps[:, 1]], axis=1)
    axis = np.concatenate([rows[:1], rows[:1] + np.cumsum(turned, axis=0)])
    pitch = np.radians(plan.head.pitch_deg)
    return axis, axis[-1], float(pitch + min(down_rad / 1.2, 1.0) * (np.radians(68.0) - pitch))


def grazing_bend(plan: Plan, nose_z: float = 0.04) -> float:
    """How far the neck bends down (radians) until the nose is that high above the ground, or as far as it goes."""
    bends = np.linspace(0.0, 2.9, 117)
    noses = []
    for bend in bends:
        _, occiput, pitch = head_points(plan, float(bend))
        noses.append(occiput[1] - plan.head.length * np.sin(pitch))
    low = np.array(noses) <= nose_z
    return float(bends[int(low.argmax()) if low.any() else int(np.argmin(noses))])
