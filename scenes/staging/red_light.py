"""Somebody who crosses the ego's way on red while the ego has green: which ways suit that, and what lights show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.asset import AssetSpec
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.material import Lamp
from scenes.roads.signal_programs import ALL_RED_S
from scenes.scenario import ClipRequest, Params
from scenes.staging.ego import EgoRun
from scenes.staging.junctions import Conflict, Suits, Through, comes_from, crosses, lights_of, switching
from scenes.staging.outcome import Crosser, met_across
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Staged
from scenes.staging.timing import fitting_ttc_s
from scenes.staging.venue import Venue, first_reason
from scenes.storyboard import SignalController

GREEN_BEFORE_S = 0.2
"""Chosen: the ego's light is green at least so long before its front passes the line."""
ROLLS_S = 1.5
"""Chosen: it is green for longer than that where the junction's all-red time may be as short as that needs."""
SHORTEST_ALL_RED_S = 0.3
"""Chosen: many junctions clear during the other's amber (RiLSA 2015, 2.4, counts intergreen times from its start)."""


def signalised(side: str) -> Suits:
    """Suits ways with lights that cross, the other from a side, the ego's `near` or the `far` one."""

    def suits(ego: Through, other: Through) -> str:
        return first_reason(
            [
                (bool(ego.visit.lights and other.visit.lights), "it has no lights"),
                (crosses(ego, other), "its ways do not cross at about right angles"),
                (comes_from(ego, other, side), f"nothing crosses from the {side} side"),
            ]
        )

    return suits


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Runner:
    """Who runs a red light. after_s: its front where both ways cross, after the ego's front. red_s: how long its light
    has been red when its front passes the line.
    """

    name: str
    spec: AssetSpec
    speed_mps: float
    after_s: float
    red_s: float
    lamps_on: tuple[Lamp, ...] = ()


def runs_red(
    met: Conflict, runner: Runner, params: Params, venue: Venue, request: ClipRequest, environment: Environment
) -> Staged:
    """Both go through the junction at constant speeds, the ego on green. Raises SceneError where lights forbid that."""
    speed, other = float(params["ego_speed_mps"]), runner.speed_mps
    when = met.timing(request, fitting_ttc_s(params, request), speed, other)
    ego = met.ego_run(speed, when)
    arrives_s = when.meet_s + runner.after_s
    run = met.other_run(SpeedProfile(initial_mps=other), runner.spec.nominal(), arrives_s, when)
    crosser = Crosser(name=runner.name, spec=runner.spec, run=run, lamps_on=runner.lamps_on)
    staged = met_across(ego, crosser, when, params, venue, request, environment)
    line_s = met.other_line_s(other, arrives_s)
    return replace(
        staged,
        solved=(*staged.solved, *at_the_lines(met, ego, runner.name, line_s)),
        signals=lights_for(venue, met, ego, line_s, runner.red_s),
    )


def at_the_lines(met: Conflict, ego: EgoRun, who: str, line_s: float) -> tuple[tuple[str, float | str], ...]:
    """For `Staged.solved`: which lights hold, where the lines are, and when fronts pass them without a reaction."""
    told: list[tuple[str, float | str]] = []
    for name, through, passed_s in (("ego", met.ego, met.ego_line_s(ego)), (who, met.other, line_s)):
        x, y = through.line_point()
        told += [(f"{name}_light", lights_of(through)[0]), (f"{name}_line_s", passed_s)]
        told += [(f"{name}_line_x_m", x), (f"{name}_line_y_m", y)]
    return tuple(told)


def lights_for(venue: Venue, met: Conflict, ego: EgoRun, line_s: float, red_s: float) -> tuple[SignalController, ...]:
    """The runner's light turns red so long before its front passes the line, the ego's green in time for the ego."""
    since_red_s = met.ego_line_s(ego) - (line_s - red_s)
    if since_red_s < SHORTEST_ALL_RED_S + GREEN_BEFORE_S:
        raise SceneError(
            f"the ego passes its line {since_red_s:.1f} s after the other's light turned red, and would have no green"
        )
    return switching(
        venue,
        lights_of(met.other)[0],
        "red",
        line_s - red_s,
        all_red_s=min(max(since_red_s - ROLLS_S, SHORTEST_ALL_RED_S), ALL_RED_S),
    )
