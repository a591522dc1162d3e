"""What drivers, riders and walkers perceive at a tick: who is ahead and beside, lines, lights, who crosses."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scenes.behaviour.base import SignalState, StopLine, View
from scenes.roads.lane_graph import LaneKey
from simulator.storyboard.agent import Agent
from simulator.storyboard.encounters import Encounters
from simulator.storyboard.guidebook import Guidebook
from simulator.storyboard.guides import Guide
from simulator.storyboard.running import Scope
from simulator.storyboard.signals import lamps_of_state
from simulator.storyboard.surround import Surround

AHEAD_S = 0.5
"""Chosen: limits are those of the place that far ahead in time; drivers lose speed within as much."""
UNLIMITED_MPS = 13.89
"""50 km/h, chosen: where there are no roads to ask."""
LINE_REACH_M = 120.0
"""Chosen: lines and lights farther ahead do not matter yet."""


class Perception:
    """Looks at all bodies once a tick (`look`), then answers for single ones."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._book = Guidebook(scope.world)
        self._surround = Surround(scope.world, self._book)
        self._encounters = Encounters(scope.world, self._book, self._state)

    def look(self, looking: Sequence[Agent]) -> None:
        """Takes the places of all bodies now, for those who look."""
        self._surround.look(looking)

    def lane(self, agent: Agent) -> LaneKey | None:
        """The lane that somebody's course runs along where it is."""
        guide = self._book.guide(agent)
        return guide.keys[guide.index(agent.s_m)] if guide.keys else None

    def view(self, agent: Agent) -> View:
        """What one of those who look perceives."""
        guide = self._book.guide(agent)
        near = self._surround.near(agent)
        front = agent.s_m + agent.front_m
        visit = guide.next_visit(agent.s_m + agent.rear_m)
        limit = guide.limit_at(agent.s_m + AHEAD_S * agent.speed_mps)
        return View(
            time_s=self._scope.world.time_s,
            step_s=self._scope.tick_s,
            speed_mps=max(agent.speed_mps, 0.0),
            acceleration_mps2=agent.acceleration_mps2,
            length_m=agent.box.length_m,
            limit_mps=limit if math.isfinite(limit) else UNLIMITED_MPS,
            offset_m=agent.d_m,
            ahead=near.ahead,
            behind=near.behind,
            left=near.left,
            right=near.right,
            stop_line=self._line(agent, guide, front),
            crossings=self._encounters.crossings(agent, self._surround.claims(agent)),
            end_m=guide.end_m - front,
            turning=guide.turning(front),
            junction_m=None if visit is None else (visit.line_m - front, visit.leave_m - agent.s_m - agent.rear_m),
        )

    def _line(self, agent: Agent, guide: Guide, front_m: float) -> StopLine | None:
        """The next line ahead that lights or a stop sign make one stop at."""
        if agent.on_foot:
            for walk in guide.carriageways:
                if walk.start_m > front_m and walk.lights:
                    state = self._state(walk.lights)
                    return StopLine(name=walk.lights[0], distance_m=walk.start_m - front_m, state=state)
            return None
        for visit in guide.visits:
            distance = visit.line_m - front_m
            if 0.0 < distance + 1.0 < LINE_REACH_M and (visit.lights or visit.must_stop):
                if distance <= -0.5 and agent.speed_mps > 0.5:
                    continue
                return StopLine(
                    name=f"{visit.junction} {visit.incoming}",
                    distance_m=max(distance, 0.0),
                    state=self._state(visit.lights),
                    must_stop=visit.must_stop,
                )
        return None

    def _state(self, lights: tuple[str, ...]) -> SignalState | None:
        """What lights show now; None where there are none, dark where nobody controls them."""
        if not lights:
            return None
        states = self._scope.signals.states
        shown = next((states[light] for light in lights if light in states), None)
        if shown is None:
            return "dark"
        lamps = set(lamps_of_state(shown, lights[0]))
        if "signal_red" in lamps:
            return "red_amber" if "signal_amber" in lamps else "red"
        return "amber" if "signal_amber" in lamps else "green" if "signal_green" in lamps else "dark"
