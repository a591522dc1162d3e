"""Where things will be in the next seconds, and who is or will be on a lane for vehicles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.pose import multiply_quaternions, rotate
from scenes.scene import Scene
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
    if not facts.subjects:
        return {}
    times = t_s + STEP_S * np.arange(1.0, round(HORIZON_S / STEP_S) + 1.0)
    times = times[times <= history.end_s + 1e-6]
    gone = [history.story.absent_at(float(time)) for time in times] if history.story.presence else []
    position, yaw = _boxes_during(facts, times)
    out = {}
    for row, instance in enumerate(facts.subjects):
        count = next((k for k, absent in enumerate(gone) if instance in absent), len(times))
        out[instance] = Trajectory(step_s=STEP_S, position_m=position[row, :count], yaw_rad=yaw[row, :count])
    return out


def crossings_at(facts: ThingFacts, t_s: float, futures: dict[int, Trajectory]) -> dict[int, Crossing]:
    """Of people, riders and animals: whether the middle of their box is on a lane for vehicles, or will be.

    Lanes are the place's of `scenes.roads.lane_graph.DRIVEABLE`, or of scenes without a place their road's driving
    lanes; scenes without either answer nothing.
    """
    scene = facts.scene
    asked = [instance for instance, subject in facts.subjects.items() if _may_cross(subject)]
    if not asked or (scene.place is None and not scene.road.of_kind("driving")):
        return {}
    now = [facts.history.body_at(i, t_s) @ facts.subjects[i].asset.box.T_body_box for i in asked]
    ahead = [futures[i].position_m if facts.subjects[i].moves else np.zeros((0, 3)) for i in asked]
    points = [np.concatenate([[pose.translation_m], way]) for pose, way in zip(now, ahead, strict=True)]
    on_lane = _on_lanes(scene, np.concatenate(points))
    inside = np.split(on_lane, np.cumsum([len(p) for p in points])[:-1])
    return {i: "now" if on[0] else "soon" if on.any() else "no" for i, on in zip(asked, inside, strict=True)}


def _on_lanes(scene: Scene, points_m: Float64) -> NDArray[np.bool_]:
    """(N,) whether points (N, 3) lie on a lane for vehicles."""
    if scene.place is not None:
        return np.asarray(lanes_of_place(scene.place).index(any_kind=False).nearest(points_m).outside_m <= 0.0)
    on = np.zeros(len(points_m), dtype=np.bool_)
    for lane in scene.road.of_kind("driving"):
        on |= _from_line(np.array(lane.centre_m)[:, :2], points_m[:, :2]) <= lane.width_m / 2
    return on


def _from_line(line_m: Float64, points_m: Float64) -> Float64:
    """(N,) distance of points (N, 2) to a line of points (M, 2)."""
    along = np.diff(line_m, axis=0)
    square = np.maximum((along * along).sum(axis=1), 1e-12)
    offset = points_m[:, None, :] - line_m[None, :-1]
    share = np.clip((offset * along).sum(axis=2) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(offset - share[..., None] * along, axis=2).min(axis=1))


def _may_cross(subject: Subject) -> bool:
    semantic = subject.asset.semantic
    return skeleton_of(semantic) is PERSON or semantic.split(".")[0] == "animal"


def _boxes_during(facts: ThingFacts, times_s: Float64) -> tuple[Float64, Float64]:
    """Bottom centres (S, N, 3) and headings (S, N) of the boxes of all S subjects at N times. Read-only."""
    boxes = [subject.asset.box.T_body_box for subject in facts.subjects.values()]
    at = np.array([box.translation_m for box in boxes]).reshape(-1, 1, 3)
    turn = np.array([box.rotation_xyzw for box in boxes]).reshape(-1, 1, 4)
    own = np.array(list(facts.subjects), dtype=np.int64) - 1
    states = [facts.history.all_bodies_at(float(time)) for time in times_s]
    position = np.array([state[0][own] for state in states]).reshape(-1, len(own), 3).transpose(1, 0, 2)
    rotation = np.array([state[1][own] for state in states]).reshape(-1, len(own), 4).transpose(1, 0, 2)
    place = position + rotate(rotation, np.broadcast_to(at, position.shape))
    x, y, z, w = np.moveaxis(multiply_quaternions(rotation, np.broadcast_to(turn, rotation.shape)), -1, 0)
    yaw = np.asarray(np.arctan2(2.0 * (x * y + z * w), 1.0 - 2.0 * (y * y + z * z)))
    for array in (place, yaw):
        array.flags.writeable = False
    return place, yaw
