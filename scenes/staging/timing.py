"""When a case happens within its clip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.errors import SceneError
from scenes.scenario import ClipRequest, Params
from scenes.staging.acceptance import LEAST_FRAMES

LEAD_S = 3.0
"""Chosen: of calm before the reveal, at most; longer clips show more of what follows."""
EARLIEST, LATEST = 0.2, 0.4
"""Chosen: shares of the clip between which the reveal lies, as late as lets the meeting fall into the clip."""
AFTER_S = 4.0
"""Chosen: of clip after the meeting, at most: a car from 60 km/h has come to a stop in it."""
NEAR_S = 0.5
"""Chosen: at the end of clips that are too short for a meeting, it is no farther in the future: cars fill pixels."""
BRAKED_SHARE = 0.65
"""Chosen: two at the same speed need up to twice the time when one of them stops."""
CAR_M = 8.0
"""Chosen: of way behind a front at a clip's start: a car, and some metres of road behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """reveal_s: a frame's time. meet_s: when ego and key actor would meet. duration_s: of the clip, whole frames."""

    reveal_s: float
    meet_s: float
    duration_s: float

    @property
    def ttc_s(self) -> float:
        """Time to the meeting at the reveal."""
        return self.meet_s - self.reveal_s

    def risk_s(self, ego_reaction: str) -> float | None:
        """When the ego's driver sees the risk: a `careful` one at the reveal, who does not react never."""
        return self.reveal_s if ego_reaction == "careful" else None


def run_up_s(front_m: float, speed_mps: float) -> float:
    """How long somebody whose front is at a distance along a way can have been on it at a constant speed."""
    return (front_m - CAR_M) / speed_mps


def latest_ttc_s(request: ClipRequest, ego_reaction: str = "none") -> float:
    """The longest time from a reveal to a meeting of which a clip still shows the end, braked for or not."""
    left_s = (1.0 - EARLIEST) * request.duration_s + NEAR_S
    return left_s * (BRAKED_SHARE if ego_reaction == "careful" else 1.0)


def fitting_ttc_s(params: Params, request: ClipRequest) -> float:
    """A case's `ttc_reveal_s` as drawn, or as long as a clip still shows the end of it."""
    return min(float(params["ttc_reveal_s"]), latest_ttc_s(request, str(params["ego_reaction"])))


def shown_s(request: ClipRequest) -> float:
    """From the reveal to a clip's third last frame, at least."""
    return (1.0 - EARLIEST) * request.duration_s - (LEAST_FRAMES - 1) / request.fps


def timing(request: ClipRequest, ttc_s: float, room_s: float = math.inf) -> Timing:
    """Reveal in the first half, meeting `ttc_s` later, in the clip where it is long enough.

    room_s: how long before the meeting the ego can have been on its way. Raises SceneError where that is less than
    `ttc_s` asks.
    """
    asked = request.duration_s
    wish = min(max(asked - ttc_s - 0.5 / request.fps, EARLIEST * asked), LATEST * asked, LEAD_S, room_s - ttc_s)
    frame = math.floor(wish * request.fps + 1e-9)
    if frame < 0:
        raise SceneError(f"the way gives the ego {room_s:.1f} s before the meeting, {ttc_s:.1f} s are asked")
    reveal = frame / request.fps
    meet = reveal + ttc_s
    frames = min(request.frames, math.ceil((meet + AFTER_S) * request.fps))
    return Timing(reveal_s=reveal, meet_s=meet, duration_s=frames / request.fps)
