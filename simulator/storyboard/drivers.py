"""Behaviours at work: what they perceive goes in, accelerations and changes of lane come out, once a tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenes.behaviour.base import Decision, Side
from scenes.behaviour.towed import Towed
from scenes.storyboard.motion import Dynamics
from simulator.storyboard.agent import Agent
from simulator.storyboard.events import ActionElement
from simulator.storyboard.lane_actions import enter_lane
from simulator.storyboard.lateral import planned
from simulator.storyboard.perception import Perception
from simulator.storyboard.running import Domain, Scope

DOMAINS: tuple[Domain, ...] = ("longitudinal", "lateral")


class Drivers:
    """The behaviours of a scene and their states. holders: the actions that hold a domain of an actor."""

    def __init__(self, scope: Scope, holders: Mapping[tuple[str, Domain], ActionElement]) -> None:
        self._scope, self._holders = scope, holders
        self._agents = [agent for agent in scope.world.movers if agent.body.behaviour is not None]
        self._states: dict[str, Any] = {}
        self._changing_until: dict[str, int] = {}
        for agent in self._agents:
            assert agent.body.behaviour is not None
            self._states[agent.name] = agent.body.behaviour.start()
        self._perception = Perception(scope)

    def all_domains(self) -> list[tuple[str, Domain]]:
        """What behaviours decide over unless they are told not to."""
        return [(agent.name, domain) for agent in self._agents for domain in DOMAINS]

    def tick(self) -> None:
        """Everybody perceives the same moment, then acts."""
        deciding = [
            agent for agent in self._agents if self._free(agent, "longitudinal") or self._free(agent, "lateral")
        ]
        if not deciding:
            return
        looking = [agent for agent in deciding if not isinstance(agent.body.behaviour, Towed)]
        self._perception.look(looking)
        decisions: list[tuple[Agent, Decision]] = []
        for agent in looking:
            behaviour = agent.body.behaviour
            assert behaviour is not None
            decision, self._states[agent.name] = behaviour.decide(
                self._perception.view(agent), self._states[agent.name]
            )
            decisions.append((agent, decision))
        for agent, decision in decisions:
            self._act(agent, decision)
        for agent in deciding:
            if isinstance(agent.body.behaviour, Towed) and self._free(agent, "longitudinal"):
                self._scope.world.head_as(agent, self._scope.mover(agent.body.behaviour.by, f"actor '{agent.name}'"))

    def _free(self, agent: Agent, domain: Domain) -> bool:
        key = (agent.name, domain)
        return agent.present and key in self._scope.controlled and key not in self._holders

    def _act(self, agent: Agent, decision: Decision) -> None:
        if self._free(agent, "longitudinal"):
            after = max(agent.speed_mps + decision.acceleration_mps2 * self._scope.tick_s, 0.0)
            rate = abs(decision.acceleration_mps2)
            self._scope.world.head_for(agent, after, rate if rate > 0.0 else 1.0)
        if self._free(agent, "lateral"):
            changing = self._scope.row < self._changing_until.get(agent.name, 0)
            if decision.change_to is not None and not changing:
                self._change(agent, decision.change_to, decision.change_s)
                changing = True
            if not changing:
                self._scope.timelines.indicate(self._scope.world.time_s, agent.instance, decision.indicator)

    def _change(self, agent: Agent, side: Side, duration_s: float) -> None:
        """To the lane beside, where there is one."""
        lanes, here = self._scope.world.lanes, self._perception.lane(agent)
        if lanes is None or here is None:
            return
        along_road = lanes.forward(here)
        key = lanes.neighbour(here, (1 if side == "left" else -1) * (1 if along_road else -1))
        if key is None:
            return
        enter_lane(self._scope, agent, key)
        agent.sway(self._scope.row, planned(agent.d_m, 0.0, Dynamics(shape="sinusoidal", value=duration_s)))
        self._changing_until[agent.name] = self._scope.row + round(duration_s / self._scope.world.step_s)
        self._scope.timelines.indicate(self._scope.world.time_s, agent.instance, side)
