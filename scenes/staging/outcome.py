"""What a staged conflict of two runs comes down to without a reaction: a touch, or how near they pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import BodyBox
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.rectangles import gap_m, overlapping
from scenes.scenario import ClipRequest
from scenes.scene import Scene
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, touch_s, until_s
from scenes.staging.timing import Timing
from scenes.staging.vehicle_run import VehicleRun

STEP_S = 0.02
"""Chosen: at 80 km/h somebody drives half a metre in it."""
LEAST_TTC_S = 0.3
"""Chosen: who touches sooner after the reveal is not met but run into unseen."""
LEAST_ACROSS_M = 2.0
"""Chosen: what counts as driving across, in clips that end before the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """timing: with the touch, or the moment of the smallest gap, as its meeting. passes_m: that gap; None: a touch."""

    timing: Timing
    passes_m: float | None
    solved: tuple[tuple[str, float | str], ...]


def outcome(
    ego: EgoRun, other: VehicleRun, box: BodyBox, when: Timing, request: ClipRequest, risk_s: float | None
) -> Outcome:
    """risk_s: when the ego reacts; None: never. Raises SceneError for near misses that braking turns to crashes."""
    free = ego.run(until_s(when))
    times = np.arange(0.0, min(free.times_s[-1], other.times_s[-1]), STEP_S)
    mine, its = free.plans(ego.box, times)[0], other.plans(box, times)[0]
    reacting = ego.run(until_s(when), risk_s)
    if not overlapping(mine, its).any():
        gaps = gap_m(mine, its)
        if risk_s is not None and overlapping(reacting.plans(ego.box, times)[0], its).any():
            raise SceneError("who would pass the ego without a reaction touches it when it brakes")
        timing = replace(when, meet_s=float(times[int(np.argmin(gaps))]))
        return Outcome(timing=_after_reveal(timing), passes_m=float(gaps.min()), solved=())
    timing = _after_reveal(replace(when, meet_s=touch_s(free, ego.box, other, box)))
    try:
        solved: tuple[tuple[str, float | str], ...] = asked_ttc(reacting, ego.box, other, box, timing, request)
    except SceneError:
        if risk_s is None and timing.meet_s < timing.duration_s:
            raise
        # who brakes before a bend, or is in it only after the clip, is on a straight collision course at no frame
        solved = (("ttc_of", "bend"),)
    return Outcome(timing=timing, passes_m=None, solved=solved)


def drives_across(scene: Scene, measures: ClipMeasures, least_m: float = LEAST_ACROSS_M) -> tuple[str, ...]:
    """Why the key actor does not drive across the ego's way; empty where it does, by as much."""
    if measures.across_m < least_m:
        return (f"'{scene.case.key_actor}' moves {measures.across_m:.1f} m across the ego's way",)
    return ()


def _after_reveal(timing: Timing) -> Timing:
    if timing.ttc_s < LEAST_TTC_S:
        raise SceneError(f"they meet {timing.ttc_s:.1f} s after the reveal, at least {LEAST_TTC_S} s are needed")
    return timing
