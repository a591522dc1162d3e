"""What a staged conflict of two runs comes down to without a reaction: a touch, or how near they pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import AssetSpec, BodyBox
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.material import Lamp
from scenes.measures import ClipMeasures
from scenes.rectangles import gap_m, overlapping
from scenes.scenario import ClipRequest, Params
from scenes.scene import Scene
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, touch_s, until_s
from scenes.staging.staged import Staged
from scenes.staging.timing import Timing
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

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


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Crosser:
    """Who drives across the ego's way."""

    name: str
    spec: AssetSpec
    run: VehicleRun
    lamps_on: tuple[Lamp, ...] = ()


def met_across(
    ego: EgoRun,
    crosser: Crosser,
    when: Timing,
    params: Params,
    venue: Venue,
    request: ClipRequest,
    environment: Environment,
) -> Staged:
    """The ego and who crosses its way, in sight of each other. Raises SceneError as `outcome` does."""
    run = crosser.run
    risk_s = when.risk_s(str(params["ego_reaction"]))
    ends = outcome(ego, run, crosser.spec.nominal(), when, request, risk_s)
    return Staged(
        line=ego.line,
        start_m=ego.origin_m(0.0),
        ego=ego.actor(),
        actors=(run.actor(crosser.name, crosser.spec, venue, lamps_on=crosser.lamps_on),),
        events=ego.braked(risk_s),
        timing=ends.timing,
        environment=environment,
        key_actor=crosser.name,
        clear=(run.clear(), ego.sight(run, ends.timing, request.rig)),
        passes_m=ends.passes_m,
        solved=ends.solved,
    )


def drives_across(scene: Scene, measures: ClipMeasures, least_m: float = LEAST_ACROSS_M) -> tuple[str, ...]:
    """Why the key actor does not drive across the ego's way; empty where it does, by as much."""
    if measures.across_m < least_m:
        return (f"'{scene.case.key_actor}' moves {measures.across_m:.1f} m across the ego's way",)
    return ()


def _after_reveal(timing: Timing) -> Timing:
    if timing.ttc_s < LEAST_TTC_S:
        raise SceneError(f"they meet {timing.ttc_s:.1f} s after the reveal, at least {LEAST_TTC_S} s are needed")
    return timing
