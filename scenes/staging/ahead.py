"""Somebody ahead on the ego's lane who is slower or stands: the ego would run into them."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.friction import max_deceleration_mps2
from scenes.material import Lamp
from scenes.scenario import ClipRequest, Params
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, until_s
from scenes.staging.lanes import is_plausible
from scenes.staging.line import Approach
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Staged, straight_on
from scenes.staging.standing import ahead_of_station_m
from scenes.staging.timing import run_up_s, timing
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Fits, Venue, first_reason

KEY = "hazard"
LEAST_CLOSING_MPS = 1.0
"""Chosen: whom the ego hardly gains on is no hazard."""
WHITE_COVER = 0.5
"""`Environment.snow_cover` from which on roads are not cleared any more."""
AHEAD_M = 15.0
"""Chosen: of straight way beyond the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slower:
    """Who is ahead: at a constant speed, or standing at 0."""

    spec: AssetSpec
    speed_mps: float = 0.0
    lamps_on: tuple[Lamp, ...] = ()


def closing_mps(params: Params, slower_mps: float) -> float:
    """The ego's speed over that of who is ahead; raises SceneError where it hardly gains on them."""
    closing = float(params["ego_speed_mps"]) - slower_mps
    if closing < LEAST_CLOSING_MPS:
        raise SceneError(f"the ego gains {closing:.1f} m/s on who is ahead, at least {LEAST_CLOSING_MPS} are needed")
    return closing


def before_m(speed_mps: float, ttc_s: float) -> float:
    """How much way lies before the meeting: what the ego drives from the reveal on, and a second before it."""
    return speed_mps * (ttc_s + 1.0) + 8.0


def even_stretch(speed_mps: float, ttc_s: float) -> Fits:
    """Suits who meets somebody on a nearly straight way on which one drives that fast."""

    def fits(at: Approach) -> str:
        return first_reason(
            [
                (straight_on(at.line, at.at_m - speed_mps * ttc_s, at.at_m + AHEAD_M), "its ways bend too much"),
                (is_plausible(at, speed_mps), f"nobody drives {3.6 * speed_mps:.0f} km/h there"),
            ]
        )

    return fits


def met_ahead(
    venue: Venue,
    at: Approach,
    request: ClipRequest,
    params: Params,
    slower: Slower,
    ttc_s: float,
    environment: Environment,
    solved: tuple[tuple[str, float | str], ...] = (),
) -> Staged:
    """The ego's front meets the rear of who is ahead at a station, `ttc_s` after the reveal.

    In bends the time to collision straight ahead is another; what it comes down to is asked of the clip.
    """
    speed = float(params["ego_speed_mps"])
    when = timing(request, ttc_s, run_up_s(at.at_m, speed))
    grip = max_deceleration_mps2(environment, "snow" if environment.snow_cover > WHITE_COVER else "asphalt")
    ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s, grip_mps2=grip)
    risk_s = when.risk_s(str(params["ego_reaction"]))
    box = slower.spec.nominal()
    pace = SpeedProfile(initial_mps=slower.speed_mps)
    origin = at.at_m + ahead_of_station_m(slower.spec)
    run = VehicleRun.of(at.line, pace, origin, when.meet_s, until_s(when))
    return Staged(
        line=at.line,
        start_m=ego.origin_m(0.0),
        ego=ego.actor(),
        actors=(_actor(run, slower, venue),),
        events=ego.braked(risk_s),
        timing=when,
        environment=environment,
        key_actor=KEY,
        clear=(ego.sight(run, when, request.rig), run.clear()),
        solved=(*solved, *asked_ttc(ego.run(until_s(when), risk_s), ego.box, run, box, when, request)),
    )


def _actor(run: VehicleRun, slower: Slower, venue: Venue) -> Actor:
    if slower.speed_mps > 0.0:
        return run.actor(KEY, slower.spec, venue, lamps_on=slower.lamps_on)
    return Actor(
        name=KEY,
        asset=slower.spec,
        T_world_body=run.pose(0.0, venue),
        lamps_on=slower.lamps_on,
    )
