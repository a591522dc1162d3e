"""All bodies of a scene while the story runs: odometers and speeds at every state of physics, poses at the present one.

Speeds change in two ways: towards a target at a rate (constant accelerations, which `advance` integrates exactly), or
as a plan prescribes. Rows are states of physics; row `lead` is time 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.errors import SceneError, UnknownName
from scenes.roads.place import Place
from scenes.scene import Scene
from simulator.physics.kinematics import advance, track_of
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course, course_of
from simulator.storyboard.lanes import Lanes, lanes_of_place
from simulator.storyboard.longitudinal import STANDING_MPS, SpeedPlan

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Prescribed:
    """A plan, and the state and odometer at which it began."""

    row: int
    odometer_m: float
    plan: SpeedPlan


class World:
    """Bodies by name and in the scene's order (`agents[i]` has instance id i + 1).

    distance_m, speed_mps: (T, K) odometers and speeds of the K kinematic bodies at T states, filled up to `row`.
    target_mps, rate_mps2: (K,) what speeds go to, and how fast, where no plan prescribes them.
    """

    def __init__(self, scene: Scene, settings: PhysicsSettings) -> None:
        self.step_s = settings.step_s
        self.lead = settings.lead_steps
        self.states = settings.states(scene.duration_s)
        self.row = 0
        self._place: Place | None = scene.place
        movers = [body for body in scene.bodies() if body.body == "kinematic" and body.carried_by is None]
        initial = np.array([body.speed_mps for body in movers], dtype=np.float64)
        self.distance_m = np.zeros((self.states, len(movers)))
        self.speed_mps = np.zeros((self.states, len(movers)))
        self.speed_mps[0] = initial
        self.distance_m[0] = -initial * self.lead * self.step_s
        self.target_mps, self.rate_mps2 = initial.copy(), np.ones(len(movers))
        self._plans: dict[int, _Prescribed] = {}
        columns = {body.name: k for k, body in enumerate(movers)}
        self.agents = tuple(
            Agent(k, body, columns.get(body.name), _start_course(body) if body.name in columns else None)
            for k, body in enumerate(scene.bodies(), start=1)
        )
        self._by_name = {agent.name: agent for agent in self.agents}
        self.riders = _joined(self._by_name)
        self.movers = tuple(agent for agent in self.agents if agent.column is not None)
        for agent in self.movers:
            agent.place(0, self.step_s, 0.0, agent.body.speed_mps, 0.0)
        for agent in self.riders:
            agent.ride()

    @property
    def time_s(self) -> float:
        """Of the present state."""
        return (self.row - self.lead) * self.step_s

    @property
    def remaining_s(self) -> float:
        """Until the last state."""
        return (self.states - 1 - self.row) * self.step_s

    @property
    def lanes(self) -> Lanes | None:
        """The lanes of the scene's place; None without one."""
        return None if self._place is None else lanes_of_place(self._place)

    def agent(self, name: str, where: str = "storyboard") -> Agent:
        """The body of a name; raises UnknownName."""
        if name not in self._by_name:
            raise UnknownName(where, "actor", name, self._by_name)
        return self._by_name[name]

    def begin(self) -> None:
        """From the poses of time 0, which everybody has had so far, back to the first state."""
        for agent in self.movers:
            agent.odometer_m = float(self.distance_m[0, agent.column])
            agent.speed_mps = float(self.speed_mps[0, agent.column])

    def run_to(self, row: int) -> None:
        """Integrates to a state."""
        distance, speed, last, new = self.distance_m, self.speed_mps, self.row, slice(self.row + 1, row + 1)
        if row > last:
            covered, speed[new] = advance(speed[last], self.target_mps, self.rate_mps2, self.step_s, row - last)
            distance[new] = np.add.accumulate(np.vstack([distance[last], covered]))[1:]
            for column, given in self._plans.items():
                elapsed = np.arange(last + 1 - given.row, row + 1 - given.row, dtype=np.float64) * self.step_s
                covered, planned = given.plan.at(elapsed)
                distance[new, column], speed[new, column] = given.odometer_m + covered, planned
        self.row = row

    def refresh(self) -> None:
        """Takes the poses of the present state."""
        i = self.row
        distances, speeds = self.distance_m[i].tolist(), self.speed_mps[i].tolist()
        accelerations = ((self.speed_mps[i] - self.speed_mps[max(i - 1, 0)]) / self.step_s).tolist()
        for k, agent in enumerate(self.movers):  # in the order of their columns
            now = speeds[k]
            agent.place(i, self.step_s, distances[k], now, accelerations[k])
            if abs(now) > STANDING_MPS:
                agent.still_since_row = None
            elif agent.still_since_row is None:
                agent.still_since_row = i
        for agent in self.riders:
            agent.ride()

    def head_for(self, agent: Agent, speed_mps: float, rate_mps2: float) -> None:
        """From now on a constant acceleration until a speed."""
        assert agent.column is not None
        self._plans.pop(agent.column, None)
        self.target_mps[agent.column], self.rate_mps2[agent.column] = speed_mps, rate_mps2

    def head_as(self, agent: Agent, other: Agent) -> None:
        """From now on what another does, whose speed it has."""
        assert agent.column is not None  # of those who move
        assert other.column is not None
        self.head_for(agent, float(self.target_mps[other.column]), float(self.rate_mps2[other.column]))

    def prescribe(self, agent: Agent, plan: SpeedPlan) -> None:
        """From now on the motion of a plan."""
        assert agent.column is not None
        self._plans[agent.column] = _Prescribed(row=self.row, odometer_m=agent.odometer_m, plan=plan)

    def is_prescribed(self, agent: Agent) -> bool:
        """Whether a plan moves it now."""
        return agent.column in self._plans

    def set_speed(self, agent: Agent, speed_mps: float) -> None:
        """At once another speed, which stays."""
        self.head_for(agent, speed_mps, 1.0)
        self.speed_mps[self.row, agent.column] = speed_mps
        agent.speed_mps = speed_mps

    def keep_speed(self, agent: Agent) -> None:
        """The present speed stays."""
        self.head_for(agent, agent.speed_mps, 1.0)

    def back_to_start(self, agent: Agent, speed_mps: float) -> None:
        """Before anything happened: it drives so fast from the first state on, and stands on its course at time 0."""
        column = agent.column
        assert column is not None
        self.head_for(agent, speed_mps, 1.0)
        self.speed_mps[0, column] = speed_mps
        self.distance_m[0, column] = -speed_mps * self.lead * self.step_s
        agent.speed_mps = speed_mps


def _start_course(body: Actor) -> Course:
    """Of a kinematic body: its path, else straight ahead from where it stands."""
    if body.path is not None:
        return Course(track=track_of(body.path, body.name))
    x, y, z = body.T_world_body.translation_m
    yaw = body.T_world_body.yaw_rad
    return course_of([(x, y, z), (x + math.cos(yaw), y + math.sin(yaw), z)], f"actor '{body.name}'")


def _joined(by_name: Mapping[str, Agent]) -> tuple[Agent, ...]:
    """Joins those who are carried to their carriers. Raises UnknownName, and SceneError for rings of carriers."""
    riders = []
    for agent in by_name.values():
        above, name = [agent.name], agent.body.carried_by
        while name is not None:
            if name not in by_name:
                raise UnknownName(f"actor '{above[-1]}': carried_by", "actor", name, by_name)
            if name in above:
                raise SceneError(f"actors carry each other: {' -> '.join([*above, name])}")
            above.append(name)
            name = by_name[name].body.carried_by
        if len(above) > 1:
            agent.carrier = by_name[above[-1]]
            riders.append(agent)
    return tuple(riders)
