"""Cases of groups of people."""

from __future__ import annotations

import numpy as np
from written_clip import WrittenClip

from predicates.moves import across_mps
from predicates.people import PEOPLE


def comes_out_of_a_group(clip: WrittenClip) -> bool:
    """Beside the walker are as many people as asked, hidden to the asked share, and one leaves or all walk."""
    here = np.array(clip.thing(0)["box"]["T_world_box"][:2])
    others = [t for t in clip.frames[0]["things"] if t["semantic"] in PEOPLE and t["instance"] != clip.key]
    near = [t for t in others if np.linalg.norm(np.array(t["box"]["T_world_box"][:2]) - here) < 9.0]
    enough = len(near) >= round(clip.asked["group_size"]) - 1
    hidden = abs(clip.occlusion(clip.reveal) - clip.asked["occlusion_share"]) < 0.13
    moving = [t for t in clip.frames[-1]["things"] if t["semantic"] in PEOPLE]
    walking = sum(np.linalg.norm(t["velocity_mps"][:2]) > 0.3 for t in moving)
    together = walking >= 2 if clip.asked["leaves"] == "no" else True
    return clip.thing(0)["semantic"] in PEOPLE and enough and hidden and together and across_mps(clip) > 0.5


PREDICATES = {"partially_occluded_group": comes_out_of_a_group}
