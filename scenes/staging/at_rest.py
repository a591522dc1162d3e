"""The ego meets somebody who stands or lies still: when, and how near they come to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import BodyBox
from scenes.errors import SceneError
from scenes.rectangles import Rectangles, footprints
from scenes.scenario import ClipRequest
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import Planned, asked_ttc, least_gap_m, touch_s, until_s
from scenes.staging.line import Approach
from scenes.staging.staged import Staged
from scenes.staging.timing import Timing, run_up_s, timing

Float64 = NDArray[np.float64]

WITHIN_S = 4.0
"""Chosen: of way around the station in which the ego's body touches the other's."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AtRest:
    """An actor that stands or lies there all the time, as somebody of whom it is known where they will be."""

    actor: Actor

    def plans(self, box: BodyBox, times_s: Float64) -> tuple[Rectangles, Float64]:
        """Ground rectangles at times (T,), and velocities (T, 2): none."""
        pose, count = self.actor.T_world_body, len(times_s)
        position = np.broadcast_to(np.array(pose.translation_m), (count, 3))
        rotation = np.broadcast_to(np.array(pose.rotation_xyzw), (count, 4))
        return footprints(box, position, rotation), np.zeros((count, 2))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MeetsAtRest:
    """The ego at a constant speed, at the first touch with somebody still at `timing.meet_s` unless it brakes."""

    timing: Timing
    ego: EgoRun
    still: Planned
    box: BodyBox

    @classmethod
    def of(
        cls,
        at: Approach,
        speed_mps: float,
        ttc_s: float,
        still: Planned,
        box: BodyBox,
        request: ClipRequest,
        most_s: float = float("inf"),
    ) -> MeetsAtRest:
        """The reveal is `ttc_s` before the touch, which is near the station. most_s: of clip before the reveal.

        Raises SceneError where the ego misses the other.
        """
        trial = EgoRun(line=at.line, speed_mps=speed_mps, front_m=at.at_m, meet_s=0.5 * WITHIN_S)
        touches = touch_s(trial.run(WITHIN_S), trial.box, still, box)
        front_m = at.at_m + speed_mps * (touches - trial.meet_s)
        room_s = min(run_up_s(front_m, speed_mps), ttc_s + most_s)
        when = timing(request, ttc_s, room_s)
        return cls(
            timing=when,
            ego=EgoRun(line=at.line, speed_mps=speed_mps, front_m=front_m, meet_s=when.meet_s),
            still=still,
            box=box,
        )

    def judged(self, staged: Staged, ego_reaction: str, request: ClipRequest) -> Staged:
        """The same with what the clip is to show: a gap where the ego stops in time, else a time to collision."""
        risk_s = self.timing.risk_s(ego_reaction)
        mine = self.ego.run(until_s(self.timing), risk_s)
        gap_m = least_gap_m(mine, self.ego.box, self.still, self.box, self.timing, request.fps)
        if risk_s is not None and gap_m > 0.0:
            return replace(staged, passes_m=gap_m)
        try:
            ttc = asked_ttc(mine, self.ego.box, self.still, self.box, self.timing, request)
        except SceneError:  # short clips end in the bend
            return replace(staged, solved=(*staged.solved, ("ttc_of", "bend")))
        return replace(staged, solved=(*staged.solved, *ttc))
