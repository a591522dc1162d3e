"""Places of drawn roads for stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from physics_bodies import CAR, SETTINGS, follower, scene_of
from places import LINE_300, country_road, motorway, place

from scenes.actor import Actor
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, Surroundings
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, Storyboard
from scenes.storyboard.actions import Action
from scenes.storyboard.motion import Teleport
from scenes.storyboard.positions import LanePosition
from simulator.storyboard.runtime import Told, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPlace(Place):
    """A place of roads that are written down. kind: motorway (lanes 2 and 3 of each side drive) or country_road."""

    kind: str = "motorway"
    plan: str = LINE_300
    profile: str = ""

    def network(self) -> RoadNetwork:
        if self.kind == "motorway":
            return place(motorway(plan=self.plan))
        return place(country_road(plan=self.plan, profile=self.profile))

    def surroundings(self) -> Surroundings:
        return Surroundings(setting="rural")


def driver(name: str, speed_mps: float) -> Actor:
    """A car that the story places."""
    return Actor(name=name, asset=CAR, body="kinematic", speed_mps=speed_mps)


def on_lane(actor: str, lane: int, s_m: float) -> Teleport:
    """To the middle of a lane of road 1."""
    return Teleport(actor=actor, position=LanePosition(road="1", lane=lane, s_m=s_m))


def at(time_s: float, *actions: Action, name: str = "") -> Event:
    """Something that happens at a time."""
    label = name or f"{type(actions[0]).__name__} {time_s}"
    return Event(name=label, trigger=AtTime(time_s=time_s), actions=actions)


def staged(
    *actors: Actor,
    init: Sequence[Action],
    events: Sequence[Event] = (),
    duration_s: float = 8.0,
    where: Place | None = None,
) -> Scene:
    """A scene of drivers on a place; the ego stands far away."""
    ego = follower("ego", [(0.0, -500.0), (1.0, -500.0)], 0.0)
    board = Storyboard(init=tuple(init), events=tuple(events))
    made = scene_of(*actors, ego=ego, duration_s=duration_s)
    return replace(made, storyboard=board, place=where or DrawnPlace())


def told_of(scene: Scene) -> Told:
    """The story of a scene, told with the tests' settings."""
    return tell(scene, SETTINGS)
