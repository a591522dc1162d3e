"""Cases of stop signs that are hardly seen, and of emergency vehicles."""

from __future__ import annotations

import math

from written_clip import WrittenClip, fields

from predicates.junctions import passes_s, shown
from predicates.moves import across_mps, in_ego_m, speeds_mps, velocity_in_ego_mps

STOP_SIGN, EMERGENCY = 100, {19, 20, 58}
"""Class ids of the ontology: stop signs; ambulances, police cars, fire engines."""
HIDDEN_WITHIN = 0.15
"""Covers are counted on the face; a van's edge, and what is a few pixels high, less exactly."""


def hides_a_stop_sign(clip: WrittenClip) -> bool:
    """The sign is a labelled thing whose hidden share at the reveal is as asked, and somebody crosses."""
    sign = next((t for t in clip.frames[clip.reveal]["things"] if t["name"] == "stop_sign"), None)
    if sign is None or sign["semantic"] != STOP_SIGN:
        return False
    hidden = clip.occlusion(clip.reveal, sign["instance"])
    ahead, _ = in_ego_m(clip, clip.reveal, sign["instance"])
    return ahead > 8.0 and abs(hidden - clip.asked["coverage_share"]) < HIDDEN_WITHIN and across_mps(clip) > 1.5


def flashes_and_comes_as_asked(clip: WrittenClip) -> bool:
    """An emergency vehicle whose beacons are on, at the asked rate, in the asked situation."""
    key = next(actor for actor in map(fields, clip.scene["actors"]) if actor["name"] == "emergency")
    beacons = fields(key["beacons"]) if key["beacons"] else {}
    lit = "beacon" in key["lamps_on"] and math.isclose(beacons.get("rate_hz", 0.0), clip.asked["beacon_hz"])
    last = len(clip.frames) - 1
    first_m, last_m = in_ego_m(clip, 0)[0], in_ego_m(clip, last)[0]
    along = velocity_in_ego_mps(clip, clip.reveal)[0]
    match clip.asked["situation"]:
        case "behind":
            comes = last_m > first_m + 2.0 and first_m < 6.0
        case "oncoming":
            comes = along < -2.0 and last_m < first_m
        case "crosses_on_red":
            at_s = passes_s(clip, "emergency", clip.key)
            comes = across_mps(clip) > 2.0
            comes = comes and (math.isinf(at_s) or shown(clip, clip.asked["emergency_light"], at_s)[0] == "red")
        case _:
            stands = speeds_mps(clip)[: clip.reveal + 1].max() < 0.1
            comes = stands and first_m > last_m
    return lit and clip.thing(0)["semantic"] in EMERGENCY and comes


PREDICATES = {
    "occluded_or_damaged_stop_sign": hides_a_stop_sign,
    "emergency_vehicle": flashes_and_comes_as_asked,
}
