"""Cases of vehicles that come towards the ego, judged by the lanes that the scene's record has."""

from __future__ import annotations

import numpy as np
import shapely
from written_clip import WrittenClip
from written_dataset import Float64

from predicates.moves import in_ego_m, speeds_mps

AGAINST = -0.9
"""Cosine between a velocity and a lane's direction: within 26 degrees of the opposite."""
HALF_LANE_M = 1.8
NEARER_SHARE = 1.05
"""Of the ego's speed, by which who comes towards it gets nearer at least."""


def lane_under(clip: WrittenClip, at_m: Float64) -> tuple[float, Float64]:
    """Distance of a place to the middle of the nearest lane, and the unit direction of traffic there."""
    best, direction = np.inf, np.zeros(2)
    for lane in clip.scene["road"]["lanes"]:
        line = np.array(lane["centre_m"])[:, :2]
        starts, steps = line[:-1], np.diff(line, axis=0)
        length = np.linalg.norm(steps, axis=1)
        share = np.clip(((at_m - starts) * steps).sum(axis=1) / length**2, 0.0, 1.0)
        away = np.linalg.norm(starts + share[:, None] * steps - at_m, axis=1)
        k = int(away.argmin())
        if away[k] < best:
            best, direction = float(away[k]), steps[k] / length[k]
    return best, direction


def cosine_to_lane(clip: WrittenClip, frame: int, instance: int | None = None) -> float:
    """Of a thing's velocity to the direction of the lane that it is in: -1 for who drives the wrong way."""
    thing = clip.thing(frame, instance)
    _, direction = lane_under(clip, np.array(thing["box"]["T_world_box"][:2]))
    velocity = np.array(thing["velocity_mps"][:2])
    return float(velocity @ direction / np.linalg.norm(velocity))


def beside_the_egos_way_m(clip: WrittenClip, frame: int) -> float:
    """How far the middle of the key actor's box is from where the ego's rear axle goes: its lane, and straight on."""
    xy = np.array([row["T_world_ego"][:2] for row in clip.frames])
    lanes = [np.array(lane["centre_m"])[:, :2] for lane in clip.scene["road"]["lanes"]]
    own = min(lanes, key=lambda line: shapely.LineString(line).distance(shapely.Point(xy[0])))
    return float(shapely.LineString(own).distance(shapely.Point(clip.thing(frame)["box"]["T_world_box"][:2])))


def comes_towards(clip: WrittenClip) -> bool:
    ahead = [in_ego_m(clip, k)[0] for k in (clip.reveal, clip.reveal + 1)]
    ego = float(np.linalg.norm(clip.frames[clip.reveal]["ego_velocity_mps"]))
    return ahead[0] > 0.0 and (ahead[0] - ahead[1]) * clip.fps > NEARER_SHARE * ego


def drives_the_wrong_way(clip: WrittenClip) -> bool:
    """Against the direction of the lane it is in, at the reveal, and that lane is the ego's or the one beside it."""
    in_egos = beside_the_egos_way_m(clip, clip.reveal) < HALF_LANE_M
    as_asked = in_egos == (clip.asked["lane"] == "ego")
    return cosine_to_lane(clip, clip.reveal) < AGAINST and as_asked and comes_towards(clip)


def overtakes_towards_the_ego(clip: WrittenClip) -> bool:
    """At the reveal it comes towards the ego, over whose lane it reaches, faster than whom it passes; then it returns.

    Who never returns stays; who does is farther from the middle of the ego's lane where clips show the end of it.
    """
    reaches_m = 0.5 * clip.thing(0)["box"]["size_m"][1] + 0.5 * clip.scene["ego"]["asset"].get("width_m", 1.8)
    first, last = (beside_the_egos_way_m(clip, k) for k in (clip.reveal, len(clip.frames) - 1))
    slow = clip.instance_of("overtaken")
    faster = speeds_mps(clip)[clip.reveal] > speeds_mps(clip, slow)[clip.reveal] + 1.0
    back = last > first - 0.2 if clip.asked["returns"] == "yes" else last < reaches_m
    return first < reaches_m and faster and back and comes_towards(clip)


PREDICATES = {"wrong_way_driver": drives_the_wrong_way, "oncoming_overtaker": overtakes_towards_the_ego}
