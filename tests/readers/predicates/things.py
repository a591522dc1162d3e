"""Cases of things that lie on the road or fall on it."""

from __future__ import annotations

import math

from written_clip import WrittenClip
from written_dataset import rotation

from predicates.moves import in_ego_m, speeds_mps

CARGO = {81, 82, 83, 85, 86, 91}
"""Class ids of the ontology: tyres, boxes, cargo, pallets, ladders, furniture."""
TYRE, TRUCKS = 81, {22, 23}
HIGH_M, DROP_M, BEHIND_M = 1.5, 0.8, 2.0
"""A load on a platform lies higher than the first; where it fell, it is lower by the second and behind by the third."""


def above_m(clip: WrittenClip, frame: int, other: int) -> float:
    """How much higher the key actor's lowest point is than another's."""
    low, under = (clip.thing(frame, k)["box_upright"]["T_world_box"][2] for k in (clip.key, other))
    return float(low - under)


def is_still_until_reveal(clip: WrittenClip) -> bool:
    return bool((speeds_mps(clip)[: clip.reveal + 1] < 0.01).all())


def lies_or_falls(clip: WrittenClip) -> bool:
    """Cargo lies still in the ego's lane, or leaves its truck, drops, and falls behind it."""
    last = len(clip.frames) - 1
    if clip.thing(0)["semantic"] not in CARGO:
        return False
    if clip.asked["falls"] == "no":
        nearest = min(abs(in_ego_m(clip, frame)[1]) for frame in range(last + 1))
        return is_still_until_reveal(clip) and nearest < 2.5
    truck = clip.instance_of("truck")
    lowest = min(above_m(clip, frame, truck) for frame in range(clip.reveal, last + 1))
    behind = [in_ego_m(clip, k, truck)[0] - in_ego_m(clip, k)[0] for k in range(clip.reveal, last + 1)]
    high = above_m(clip, 0, truck)
    return high > HIGH_M and high - lowest > DROP_M and max(behind) > behind[0] + BEHIND_M


def strips_lie_flat(clip: WrittenClip) -> bool:
    """All that the ego meets is rubber, thinner than a hand, dark, still, and the longest of it is in the lane."""
    strips = [thing for thing in clip.frames[0]["things"] if thing["name"].startswith("tread")]
    flat = all(strip["semantic"] == TYRE and strip["box_upright"]["size_m"][2] < 0.25 for strip in strips)
    last = len(clip.frames) - 1
    nearest = min(abs(in_ego_m(clip, frame)[1]) for frame in range(last + 1))
    return flat and is_still_until_reveal(clip) and nearest < 1.8 and 0.03 <= clip.asked["albedo"] <= 0.06


def lies_on_its_side(clip: WrittenClip) -> bool:
    """A truck or trailer, tilted by more than 70 degrees, still, on the ground and across the ego's way."""
    truck = clip.thing(0)
    up = float(rotation(truck["box"]["T_world_box"][3:])[2, 2])
    upright = truck["box_upright"]["size_m"]
    # on its side it is as high as it was wide, 2.55 m, or a little more
    lies = abs(up) < math.cos(math.radians(70.0)) and 2.2 < upright[2] < 3.6
    last = len(clip.frames) - 1
    return lies and truck["semantic"] in TRUCKS and is_still_until_reveal(clip) and abs(in_ego_m(clip, last)[1]) < 9.0


PREDICATES = {"lost_cargo": lies_or_falls, "tyre_debris": strips_lie_flat, "overturned_truck": lies_on_its_side}
