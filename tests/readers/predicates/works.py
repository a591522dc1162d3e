"""Cases of what blocks a lane: somebody who has fallen, road works."""

from __future__ import annotations

import numpy as np
from written_clip import WrittenClip
from written_dataset import Json, rotation

from predicates.moves import across_mps, speeds_mps

LYING, WORKER, MACHINES, MOTORCYCLE = 63, 4, {18}, 21
"""Class ids of the ontology."""


def _up(thing: Json) -> float:
    return float(rotation(thing["box"]["T_world_box"][3:])[2, 2])


def lies_before_a_fallen_motorcycle(clip: WrittenClip) -> bool:
    """The key actor lies still, flat, a few metres from a motorcycle on its side."""
    rider = clip.thing(clip.reveal)
    machine = next(t for t in clip.frames[clip.reveal]["things"] if t["semantic"] == MOTORCYCLE and _up(t) < 0.7)
    apart = np.linalg.norm(np.subtract(rider["box"]["T_world_box"][:2], machine["box"]["T_world_box"][:2]))
    flat = rider["semantic"] == LYING and rider["box_upright"]["size_m"][2] < 0.55
    still = float(speeds_mps(clip)[: clip.reveal + 1].max()) < 0.1
    return bool(flat and still and 1.5 < apart < 12.0)


def works_reach_into_the_lane(clip: WrittenClip) -> bool:
    """A worker walks across, or the box of a machine grows and turns as its arm swings."""
    key = clip.thing(0)
    if clip.asked["conflict"] == "worker":
        return key["semantic"] == WORKER and across_mps(clip) > 0.3
    boxes = np.array([clip.thing(k)["box_upright"]["size_m"][:2] for k in range(clip.reveal, len(clip.frames))])
    return key["semantic"] in MACHINES and float((boxes.max(axis=0) - boxes.min(axis=0)).max()) > 0.2


PREDICATES = {
    "fallen_motorcyclist": lies_before_a_fallen_motorcycle,
    "construction_zone": works_reach_into_the_lane,
}
