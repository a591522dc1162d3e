"""What somebody with a behaviour perceives at a tick: who is ahead on their own course, how fast they may go."""

from __future__ import annotations

import math

import numpy as np

from scenes.behaviour.base import Neighbour, View
from simulator.storyboard.agent import Agent
from simulator.storyboard.running import USUAL, Scope

REACH_M = 250.0
"""Chosen: nobody farther ahead matters to a driver."""


class Perception:
    """Looks at all bodies once a tick (`look`), then answers for single ones."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._xy = np.zeros((0, 2))

    def look(self) -> None:
        """Takes the places of all bodies now: (N, 2), in the order of the world's agents."""
        self._xy = np.array([(agent.x_m, agent.y_m) for agent in self._scope.world.agents])

    def view(self, agent: Agent) -> View:
        """What one of them perceives."""
        return View(
            time_s=self._scope.world.time_s,
            step_s=self._scope.tick_s,
            speed_mps=agent.speed_mps,
            acceleration_mps2=agent.acceleration_mps2,
            length_m=agent.box.length_m,
            limit_mps=USUAL.speed_mps,
            offset_m=agent.d_m,
            ahead=self._ahead(agent),
        )

    def _ahead(self, agent: Agent) -> Neighbour | None:
        """The nearest body ahead whose box reaches into the way of the own one."""
        assert agent.course is not None
        near = np.hypot(self._xy[:, 0] - agent.x_m, self._xy[:, 1] - agent.y_m) < REACH_M
        best: Neighbour | None = None
        for k in np.flatnonzero(near):
            other = self._scope.world.agents[int(k)]
            if other is agent or not other.present or (other.body.group and other.body.group == agent.body.group):
                continue
            s, d = agent.course.foot(other.x_m, other.y_m, agent.s_m)
            gap = s + other.rear_m - agent.s_m - agent.front_m
            beside = abs(d - agent.d_m) > 0.5 * (agent.box.width_m + other.box.width_m)
            if s <= agent.s_m or beside or (best is not None and gap >= best.gap_m):
                continue
            along = other.speed_mps * math.cos(other.yaw_rad - agent.yaw_rad)
            best = Neighbour(
                name=other.name, gap_m=max(gap, 0.0), speed_mps=along, acceleration_mps2=other.acceleration_mps2
            )
        return best
