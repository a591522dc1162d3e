"""Fixed-time programmes for the traffic lights of a network: two groups of arms in turn, people with them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_signal import RoadSignal
from scenes.storyboard.stories import SignalController, SignalPhase

LIGHTS_REACH_M = 60.0
"""Chosen: lights that far before a junction are its own."""
WALK_CODES = frozenset({"1000002", "1000007"})
GREEN_S = 18.0
"""Chosen: short, so that clips of ten seconds see changes; RiLSA 2015 asks for 5 s at least."""
ALL_RED_S = 2.0
"""Chosen: clears a junction of two lanes each way, RiLSA 2015, section 2.5."""
RED_AMBER_S = 1.0
"""RiLSA 2015, section 2.3."""
WALK_CLEAR_S = 5.0
"""Chosen: people get red that long before the cars beside them, 6 m of carriageway at 1.2 m/s (RiLSA 2015)."""


@dataclass(frozen=True, slots=True)
class _Arm:
    """The lights of one arm of a junction: for vehicles into it, and for people over it. axis_rad: modulo pi."""

    axis_rad: float
    vehicles: tuple[str, ...]
    walkers: tuple[str, ...]
    limit_mps: float


def programs(
    network: RoadNetwork, offset_share: float, *, red_amber: bool = True, all_red_s: float = ALL_RED_S
) -> tuple[SignalController, ...]:
    """A controller for each junction with lights. offset_share: of the cycle that has passed at time 0.

    Arms along the junction's first arm have green together, then all others. People walk over an arm while its
    vehicles wait. red_amber: before green, as in Germany. all_red_s: between one group's amber and the other's
    green; where it is shorter than red and amber, those begin during that amber.
    """
    made = []
    for junction in network.junctions:
        arms = list(_arms(network, junction.id))
        if any(arm.vehicles for arm in arms):
            plan = _plan(amber_s(max(arm.limit_mps for arm in arms)), all_red_s, RED_AMBER_S if red_amber else 0.0)
            made.append(_controller(f"lights {junction.id}", arms, offset_share, plan))
    return tuple(made)


def amber_s(limit_mps: float) -> float:
    """RiLSA 2015, section 2.3: 3 s at 50 km/h, 4 s at 60, 5 s at 70."""
    return 3.0 if limit_mps < 15.0 else 4.0 if limit_mps < 18.0 else 5.0


def _arms(network: RoadNetwork, junction: str) -> Iterator[_Arm]:
    """The roads that end at a junction, with the lights there."""
    for road in network.roads:
        ends = [road.length_m] if road.successor is not None and road.successor.id == junction else []
        ends += [0.0] if road.predecessor is not None and road.predecessor.id == junction else []
        for end in ends if road.junction is None else []:
            near = [s for s in road.signals if s.dynamic and abs(s.s_m - end) < LIGHTS_REACH_M]
            yield _Arm(
                axis_rad=float(RoadCurve.of(road).points(end, 0.0).heading_rad[0]) % math.pi,
                vehicles=tuple(s.id for s in near if s.code not in WALK_CODES and _enters(s, end)),
                walkers=tuple(s.id for s in near if s.code in WALK_CODES),
                limit_mps=_limit(road),
            )


def _enters(signal: RoadSignal, end_m: float) -> bool:
    """Whether a light is for traffic towards that end of its road."""
    return signal.orientation in {"+" if end_m > 0.0 else "-", "none"}


def _limit(road: Road) -> float:
    return next((kind.limit_mps for kind in road.types if kind.limit_mps is not None), 13.9)


@dataclass(frozen=True, slots=True)
class _Step:
    """A phase of one group: what its vehicles and the others' see, and whether people walk over the others' arms."""

    name: str
    duration_s: float
    shows: str
    others: str
    walk: bool = False


def _plan(amber_s: float, all_red_s: float, red_amber_s: float) -> tuple[_Step, ...]:
    """Green, amber, all red, of one group; steps that take no time are left out."""
    early = max(0.0, red_amber_s - all_red_s)
    steps = (
        _Step("green", GREEN_S - WALK_CLEAR_S, "green", "red", walk=True),
        _Step("clearing", WALK_CLEAR_S, "green", "red"),
        _Step("amber", amber_s - early, "amber", "red"),
        _Step("amber changing", early, "amber", "red_amber"),
        _Step("red", all_red_s - (red_amber_s - early), "red", "red"),
        _Step("changing", red_amber_s - early, "red", "red_amber"),
    )
    return tuple(step for step in steps if step.duration_s > 1e-6)


def _controller(name: str, arms: Sequence[_Arm], offset_share: float, plan: Sequence[_Step]) -> SignalController:
    """The plan for one group and then the other."""
    first = next(arm.axis_rad for arm in arms if arm.vehicles)
    along = [math.cos(2.0 * (arm.axis_rad - first)) > 0.0 for arm in arms]
    phases = []
    for group in (True, False):
        for step in plan:
            states: list[tuple[str, str]] = []
            for arm, mine in zip(arms, along, strict=True):
                states += [(light, step.shows if mine == group else step.others) for light in arm.vehicles]
                states += [(light, "green" if step.walk and mine != group else "red") for light in arm.walkers]
            phases.append(
                SignalPhase(
                    name=f"{step.name} {'one' if group else 'two'}", duration_s=step.duration_s, states=tuple(states)
                )
            )
    cycle = sum(phase.duration_s for phase in phases)
    return SignalController(name=name, phases=tuple(phases), delay_s=-offset_share * cycle)


def states_at(controllers: Sequence[SignalController], time_s: float) -> dict[str, str]:
    """What signals show at a time, by id; controllers that wait for others are taken as if they did not."""
    shown: dict[str, str] = {}
    for controller in controllers:
        into = (time_s - controller.delay_s) % sum(phase.duration_s for phase in controller.phases)
        for phase in controller.phases:
            if into < phase.duration_s:
                shown.update(phase.states)
                break
            into -= phase.duration_s
    return shown
