"""When a case happens within its clip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.errors import SceneError
from scenes.scenario import ClipRequest

LEAD_S = 3.0
"""Chosen: of calm before the reveal, at most; longer clips show more of what follows."""
EARLIEST, LATEST = 0.2, 0.4
"""Chosen: shares of the clip between which the reveal lies, as late as lets the meeting fall into the clip."""
AFTER_S = 4.0
"""Chosen: of clip after the meeting, at most: a car from 60 km/h has come to a stop in it."""


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
