"""Named points of bodies and the lines that drawings join them with: one skeleton a kind of body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenes.errors import UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """The keypoints that bodies of one kind can have, in the order of all label arrays.

    points: names; left and right are the body's own. edges: pairs of indices into them.
    """

    name: str
    points: tuple[str, ...]
    edges: tuple[tuple[int, int], ...]


def _skeleton(name: str, points: str, edges: str) -> Skeleton:
    """From names, and pairs `a-b` of them, in one line each."""
    names = tuple(points.split())
    pairs = tuple((names.index(a), names.index(b)) for a, b in (edge.split("-") for edge in edges.split()))
    return Skeleton(name=name, points=names, edges=pairs)


PERSON = _skeleton(
    "person",
    "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow left_wrist "
    "right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle",
    "left_ankle-left_knee left_knee-left_hip right_ankle-right_knee right_knee-right_hip left_hip-right_hip "
    "left_shoulder-left_hip right_shoulder-right_hip left_shoulder-right_shoulder left_shoulder-left_elbow "
    "right_shoulder-right_elbow left_elbow-left_wrist right_elbow-right_wrist left_eye-right_eye nose-left_eye "
    "nose-right_eye left_eye-left_ear right_eye-right_ear left_ear-left_shoulder right_ear-right_shoulder",
)
"""COCO's keypoints and skeleton, in the order of person_keypoints_*.json (Lin et al. 2014)."""

VEHICLE = _skeleton(
    "vehicle",
    "wheel_front_left wheel_front_right wheel_rear_left wheel_rear_right head_lamp_left head_lamp_right "
    "tail_lamp_left tail_lamp_right roof_front_left roof_front_right roof_rear_left roof_rear_right",
    "wheel_front_left-wheel_front_right wheel_rear_left-wheel_rear_right wheel_front_left-wheel_rear_left "
    "wheel_front_right-wheel_rear_right head_lamp_left-head_lamp_right tail_lamp_left-tail_lamp_right "
    "wheel_front_left-head_lamp_left wheel_front_right-head_lamp_right wheel_rear_left-tail_lamp_left "
    "wheel_rear_right-tail_lamp_right roof_front_left-roof_front_right roof_rear_left-roof_rear_right "
    "roof_front_left-roof_rear_left roof_front_right-roof_rear_right head_lamp_left-roof_front_left "
    "head_lamp_right-roof_front_right tail_lamp_left-roof_rear_left tail_lamp_right-roof_rear_right",
)
"""Wheel centres, lamps and roof corners, as CarFusion labels them (Reddy et al. 2018), without exhaust and centre."""

TWO_WHEELER = _skeleton(
    "two_wheeler",
    "wheel_front wheel_rear saddle grip_left grip_right",
    "wheel_front-wheel_rear wheel_rear-saddle wheel_front-grip_left wheel_front-grip_right saddle-grip_left "
    "saddle-grip_right grip_left-grip_right",
)
"""Wheel centres, the middle of the saddle's top and the grips."""

SKELETONS: Mapping[str, Skeleton] = {one.name: one for one in (PERSON, VEHICLE, TWO_WHEELER)}

_NO_BODIES = frozenset(f"human.pedestrian.{name}" for name in ("stroller", "wheelchair", "personal_mobility"))
"""Things that people push or sit in; the people are instances of their own."""
_TWO_WHEELERS = frozenset(f"vehicle.{name}" for name in ("bicycle", "motorcycle", "kick_scooter"))
_NO_VEHICLES = frozenset(f"vehicle.{name}" for name in ("tram", "train"))
"""On rails, with none of the vehicle's points."""


def skeleton(name: str) -> Skeleton:
    """The skeleton of this name. Raises UnknownName with the nearest one."""
    if name not in SKELETONS:
        raise UnknownName("", "skeleton", name, SKELETONS)
    return SKELETONS[name]


def skeleton_of(semantic: str) -> Skeleton | None:
    """The skeleton of a class of the ontology; None for classes that have none."""
    if semantic.startswith("human.") and semantic not in _NO_BODIES:
        return PERSON
    if semantic in _TWO_WHEELERS:
        return TWO_WHEELER
    return VEHICLE if semantic.startswith("vehicle.") and semantic not in _NO_VEHICLES else None
