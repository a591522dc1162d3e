"""Cases at junctions: who passed which line when, and what the lights there showed."""

from __future__ import annotations

import numpy as np
from written_clip import WrittenClip, fields
from written_dataset import Float64

from predicates.moves import across_mps, ego_yaw_rad

SHOWN = {"flashing_amber": "flashing", "all_red": "red", "two_colours": "on;off;on"}
"""What the ego's lights show, by E19's states; dark in the other ones."""


def shown(clip: WrittenClip, signal: str, time_s: float) -> tuple[str, float]:
    """What a signal shows at a time, and since when; from the clip's start on at the earliest."""
    changes = [one for one in clip.entry["story"]["signals"] if one["signal"] == signal]
    last = [one for one in changes if one["time_s"] <= max(time_s, 0.0) + 1e-6][-1]
    return str(last["state"]), float(last["time_s"])


def passes_s(clip: WrittenClip, who: str, instance: int | None) -> float:
    """When a front passes the line before the junction; 0 where it did before the clip, infinite where never."""
    line = np.array([clip.asked[f"{who}_line_x_m"], clip.asked[f"{who}_line_y_m"]])
    beyond: list[float] = []
    for frame in range(len(clip.frames)):
        corners: Float64 = clip.ego_outline(frame) if instance is None else clip.outline(frame, instance)
        front, rear = 0.5 * (corners[0] + corners[3]), 0.5 * (corners[1] + corners[2])
        ahead = (front - rear) / np.linalg.norm(front - rear)
        beyond.append(float(((front - line) * ahead).sum()))
    passed = np.flatnonzero(np.array(beyond) >= 0.0)
    if not len(passed):
        return float("inf")
    k = int(passed[0])
    return 0.0 if k == 0 else (k - beyond[k] / (beyond[k] - beyond[k - 1])) / clip.fps


def runs_a_red_light(clip: WrittenClip) -> bool:
    """Red for as long as asked where the runner passes its line in the clip, green for the ego, and driven across."""
    at_s, ego_s = passes_s(clip, "runner", clip.key), passes_s(clip, "ego", None)
    if not np.isfinite(at_s):
        return False
    state, since_s = shown(clip, clip.asked["runner_light"], at_s)
    asked_s = min(clip.asked["red_s"], clip.asked["runner_line_s"])
    red = state == "red" and at_s - since_s > asked_s - 0.15
    late = since_s == 0.0 or at_s - since_s < clip.asked["red_s"] + 0.15
    free = not np.isfinite(ego_s) or shown(clip, clip.asked["ego_light"], ego_s)[0] == "green"
    return red and late and free


def turns_before_who_comes(clip: WrittenClip) -> bool:
    """Somebody comes against the ego's first heading, the ego turns to the left (unless it brakes), and a van hides."""
    start = ego_yaw_rad(clip, 0)
    against = [np.array(clip.thing(k)["velocity_mps"][:2]) @ [np.cos(start), np.sin(start)] for k in (0, clip.reveal)]
    turned = max(np.sin(ego_yaw_rad(clip, k) - start) for k in range(len(clip.frames)))
    hidden = clip.asked["oncoming"] == "car" or clip.asked["van_hides"] == "no" or clip.occlusion(clip.reveal) > 0.25
    turns = turned > 0.1 or clip.asked["ego_reaction"] == "careful"
    return bool(min(against) < -0.7 * clip.asked["oncoming_speed_mps"] and turns and hidden)


def crosses_under_broken_lights(clip: WrittenClip) -> bool:
    """The ego's lights never show anything but their fault, its heads look like it, and somebody crosses."""
    light, state = clip.asked["ego_light"], clip.asked["state"]
    states = {one["state"] for one in clip.entry["story"]["signals"] if one["signal"] == light}
    heads = [actor for actor in clip.scene["actors"] if actor.get("signal") == light]
    looks = [fields(head["asset"]) for head in heads]
    covered = state != "bagged" or any(look.get("cover", "none") != "none" for look in looks)
    phantom = state != "sun_phantom" or any(look.get("phantom_share", 0.0) > 0.0 for look in looks)
    officer = clip.asked["officer"] == "no" or any(t["name"] == "officer" for t in clip.frames[0]["things"])
    broken = states == {SHOWN.get(state, "dark")} and bool(heads) and covered and phantom
    return broken and officer and across_mps(clip) > 1.0


PREDICATES = {
    "red_light_runner": runs_a_red_light,
    "left_turn_across_path": turns_before_who_comes,
    "traffic_light_outage_or_contradiction": crosses_under_broken_lights,
}
