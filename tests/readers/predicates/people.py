"""Cases of people on foot and on bicycles."""

from __future__ import annotations

import math

import numpy as np
from written_clip import WrittenClip

from predicates.moves import across_mps

PEOPLE, BUSES, RIDER = {2, 3, 4, 6}, {15, 16}, 67
"""Class ids of the ontology: people on foot, buses, somebody on a bicycle."""
CHILD, BALL = 3, 80
DEVICES = {5, 7, 8, 61, 90}


def darts_out_from_parked_cars(clip: WrittenClip) -> bool:
    """A child, faster than it walks, out of hiding; a ball where one was drawn."""
    balls = [t for t in clip.frames[0]["things"] if t["semantic"] == BALL]
    hides = clip.reveal < 2 or clip.occlusion(0) > 0.5
    return (
        clip.thing(0)["semantic"] == CHILD
        and across_mps(clip) > 1.0
        and hides
        and len(balls) == (clip.asked["ball"] == "yes")
    )


def jaywalks_at_night_in_rain(clip: WrittenClip) -> bool:
    air = clip.environment
    dark_and_wet = air["sun_elevation_rad"] < math.radians(-7.9) and air["rain_mmph"] >= 2.0
    waits = clip.asked["hesitates"] == "yes"
    return dark_and_wet and clip.thing(0)["semantic"] in PEOPLE and (waits or across_mps(clip) > 0.6)


def comes_from_before_a_bus(clip: WrittenClip) -> bool:
    at = np.array(clip.thing(clip.reveal)["box"]["T_world_box"][:2])
    buses = [t for t in clip.frames[clip.reveal]["things"] if t["semantic"] in BUSES]
    near = [np.linalg.norm(np.array(bus["box"]["T_world_box"][:2]) - at) < 11.0 for bus in buses]
    return any(near) and clip.thing(0)["semantic"] in PEOPLE and clip.occlusion(0) > 0.5


def crosses_with_a_device(clip: WrittenClip) -> bool:
    device = clip.thing(0)
    partners = [t for t in clip.frames[0]["things"] if t["group"] == device["group"] > 0]
    return device["semantic"] in DEVICES and len(partners) == 2 and across_mps(clip) > 0.4


def turns_over_a_cyclists_line(clip: WrittenClip) -> bool:
    first, last = clip.frames[0]["ego_velocity_mps"], clip.frames[-1]["ego_velocity_mps"]
    turned = math.atan2(first[0] * last[1] - first[1] * last[0], first[0] * last[0] + first[1] * last[1])
    return clip.thing(0)["semantic"] == RIDER and (turned < -0.1 or clip.asked["ego_reaction"] == "careful")


def rides_out_from_hiding(clip: WrittenClip) -> bool:
    return clip.thing(0)["semantic"] == RIDER and across_mps(clip) > 2.0 and clip.occlusion(0) > 0.3


def opens_a_door(clip: WrittenClip) -> bool:
    widths = [clip.thing(k)["box_upright"]["size_m"][1] for k in range(len(clip.frames))]
    return max(widths) - widths[0] > 0.4


PREDICATES = {
    "child_dartout_parked": darts_out_from_parked_cars,
    "jaywalker_night_rain": jaywalks_at_night_in_rain,
    "ped_occluded_by_bus": comes_from_before_a_bus,
    "stroller_wheelchair_crossing": crosses_with_a_device,
    "cyclist_blind_spot_right_turn": turns_over_a_cyclists_line,
    "cyclist_nearside_obstructed": rides_out_from_hiding,
    "dooring": opens_a_door,
}
