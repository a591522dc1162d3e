"""Cases of other vehicles on the ego's way."""

from __future__ import annotations

import numpy as np
from written_clip import WrittenClip

from predicates.moves import in_ego_m, speeds_mps

BESIDE_M = 1.5
"""Off the ego's axis: somebody whose middle is farther away is not before it."""


def cuts_in(clip: WrittenClip) -> bool:
    """From beside the ego's axis at the reveal towards it, and ahead of the ego's middle by then."""
    last = len(clip.frames) - 1
    begins, ends = in_ego_m(clip, clip.reveal), in_ego_m(clip, last)
    least = min(abs(in_ego_m(clip, k)[1]) for k in range(clip.reveal, last + 1))
    return abs(begins[1]) > least + 0.3 and ends[0] > 0.0


def cuts_out_before_somebody_still(clip: WrittenClip) -> bool:
    """Somebody drives out of the ego's strip, and then the key actor, which stands, can be seen."""
    lead = clip.instance_of("lead")
    away = [abs(in_ego_m(clip, k, lead)[1]) for k in range(len(clip.frames))]
    seen = [clip.occlusion(k) for k in range(len(clip.frames))]
    stands = float(speeds_mps(clip).max()) < 2.0
    return stands and away[0] < BESIDE_M < max(away) and max(seen[: clip.reveal + 1]) > min(seen) + 0.3


def brakes_hard_ahead(clip: WrittenClip) -> bool:
    """The lead brakes as hard as asked, over the strongest half of a second that the clip shows."""
    speeds = speeds_mps(clip)
    window = max(1, round(0.5 * clip.fps))
    braked = (speeds[:-window] - speeds[window:]).max() * clip.fps / window
    asked = clip.asked["deceleration_mps2"]
    ahead = in_ego_m(clip, clip.reveal)
    return ahead[0] > 0.0 and min(0.5 * asked, 3.0) < braked < asked + 0.5


def stands_out_of_sight(clip: WrittenClip) -> bool:
    """The key actor stands; it can be seen late, not from the start on, where the clip begins before the reveal."""
    hidden = [clip.occlusion(k) for k in range(len(clip.frames))]
    late = clip.reveal < 3 or max(hidden[: clip.reveal - 2]) > min(hidden[clip.reveal :]) + 0.3
    return bool(np.all(speeds_mps(clip) < 0.1)) and late


PREDICATES = {
    "cut_in_hard": cuts_in,
    "cut_out_reveals_stopped": cuts_out_before_somebody_still,
    "lead_emergency_brake": brakes_hard_ahead,
    "stopped_after_curve_or_crest": stands_out_of_sight,
}
