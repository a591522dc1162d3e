"""Where things will be in the next seconds, and who is or will be on a lane for vehicles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.pose import multiply_quaternions, rotate
from scenes.skeletons import PERSON, skeleton_of
from simulator.annotations.things import Crossing, Trajectory
from simulator.labels.facts import Subject, ThingFacts
from simulator.storyboard.lanes import lanes_of_place

Float64 = NDArray[np.float64]

STEP_S, HORIZON_S = 0.1, 3.0
"""The history runs for so long beyond the last frame."""


def futures_at(facts: ThingFacts, t_s: float) -> dict[int, Trajectory]:
    """Of every thing that is there, by instance id. N is smaller where the history ends or the thing goes."""
    history = facts.history
    times: Float64 = t_s + STEP_S * np.arange(1.0, round(HORIZON_S / STEP_S) + 1.0)
    times = times[times <= history.end_s + 1e-6]
    gone = [history.story.absent_at(float(time)) for time in times] if history.story.presence else []
    out = {}
    for instance, subject in facts.subjects.items():
        count = next((k for k, absent in enumerate(gone) if instance in absent), len(times))
        out[instance] = _trajectory(facts, instance, subject, times[:count])
    return out


def crossings_at(facts: ThingFacts, t_s: float, futures: dict[int, Trajectory]) -> dict[int, Crossing]:
    """Of people, riders and animals: whether the middle of their box is on a lane for vehicles, or will be.

    Lanes are the place's of `scenes.roads.lane_graph.DRIVEABLE`; scenes without a place answer nothing.
    """
    place = facts.scene.place
    asked = [instance for instance, subject in facts.subjects.items() if _may_cross(subject) and instance in futures]
    if place is None or not asked:
        return {}
    now = [facts.history.body_at(i, t_s) @ facts.subjects[i].asset.box.T_body_box for i in asked]
    ahead = [futures[i].position_m if facts.subjects[i].moves else np.zeros((0, 3)) for i in asked]
    points = [np.concatenate([[pose.translation_m], way]) for pose, way in zip(now, ahead, strict=True)]
    index = lanes_of_place(place).index(any_kind=False)
    inside = np.split(index.nearest(np.concatenate(points)).outside_m <= 0.0, np.cumsum([len(p) for p in points])[:-1])
    return {i: "now" if on[0] else "soon" if on.any() else "no" for i, on in zip(asked, inside, strict=True)}


def _may_cross(subject: Subject) -> bool:
    semantic = subject.asset.semantic
    return skeleton_of(semantic) is PERSON or semantic.split(".")[0] == "animal"


def _trajectory(facts: ThingFacts, instance: int, subject: Subject, times_s: Float64) -> Trajectory:
    box = subject.asset.box.T_body_box
    position, rotation = facts.history.bodies_at(instance, times_s)
    place = position + rotate(rotation, np.array(box.translation_m)[None])
    x, y, z, w = multiply_quaternions(rotation, np.broadcast_to(np.array(box.rotation_xyzw), rotation.shape)).T
    yaw = np.arctan2(2.0 * (x * y + z * w), 1.0 - 2.0 * (y * y + z * z))
    for array in (place, yaw):
        array.flags.writeable = False
    return Trajectory(step_s=STEP_S, position_m=place, yaw_rad=yaw)
