"""What an action is while it goes on, and what it may ask and change of the run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

from scenes.errors import SceneError
from scenes.scene import Scene
from scenes.storyboard.motion import Limits
from simulator.storyboard.agent import Agent
from simulator.storyboard.lanes import Lanes
from simulator.storyboard.positions import Positions
from simulator.storyboard.signals import Signals
from simulator.storyboard.timelines import Timelines
from simulator.storyboard.world import World

Domain = Literal["longitudinal", "lateral"]

USUAL = Limits(acceleration_mps2=3.5, deceleration_mps2=8.0, speed_mps=70.0)
"""Chosen, where an action sets no limits: a brisk start and an emergency stop of a passenger car, 250 km/h."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Scope:
    """All that actions and conditions share. values: variables and parameters. controlled: (actor, domain) in which its
    behaviour may decide. held_since: the states since which what conditions with durations ask has held.
    """

    scene: Scene
    world: World
    positions: Positions
    timelines: Timelines
    signals: Signals
    tick_s: float
    values: dict[str, str]
    controlled: set[tuple[str, Domain]] = field(default_factory=set)
    held_since: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """The present state."""
        return self.world.row

    def mover(self, name: str, who: str) -> Agent:
        """A kinematic body, the carrier of who is carried; raises UnknownName, SceneError for one that stands."""
        agent = self.world.agent(name, who)
        agent = agent.carrier or agent
        if agent.column is None:
            raise SceneError(f"{who} needs a kinematic actor, '{name}' is {agent.body.body}")
        return agent

    def lanes(self, who: str) -> Lanes:
        """The place's lanes; raises SceneError where the scene has none."""
        if self.world.lanes is None:
            raise SceneError(f"{who}: asks for lanes, and this scene has no place with roads")
        return self.world.lanes

    def reach_m(self) -> float:
        """How far anybody may come until the end: what courses along lanes are long."""
        return USUAL.speed_mps * self.world.remaining_s + 200.0


class Running(ABC):
    """An action that goes on. domains: what it holds of its actor; another of the same ends it."""

    domains: tuple[Domain, ...] = ()

    def __init__(self, scope: Scope, agent: Agent, who: str) -> None:
        self.scope, self.agent, self.who = scope, agent, who
        self.since = scope.row

    @property
    def elapsed_s(self) -> float:
        """Since it began."""
        return (self.scope.row - self.since) * self.scope.world.step_s

    @abstractmethod
    def tick(self) -> bool:
        """Does what is due now, at its beginning and at every tick; whether it goes on."""

    def stop(self) -> None:
        """Leaves its actor as it is now."""
        return

    def hand_over(self) -> None:
        """Another action has taken over; its actor is already the other's."""
        return
