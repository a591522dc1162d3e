"""A scene of what a file says: its map as a place, its entities as actors, its environment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor
from scenes.behaviour.base import Behaviour
from scenes.behaviour.careful import CarefulDriver
from scenes.environment import Environment
from scenes.errors import InputFileError, UnknownName
from scenes.lighting import with_lamps_for_light
from scenes.opendrive.place import OpenDrivePlace
from scenes.openscenario.bodies import Body, body_of
from scenes.openscenario.carrying import under_rig
from scenes.openscenario.entities import Entity
from scenes.openscenario.reader import OpenScenario
from scenes.openscenario.setting import setting_of
from scenes.openscenario.starts import Starts
from scenes.pose import Body as BodyFrame
from scenes.pose import Pose, World
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Country, Place, Setting, network_of
from scenes.roadside.dress import dress_place
from scenes.scene import Case, Scene
from scenes.storyboard.actions import Action, AddEntity, SetEnvironment
from scenes.storyboard.conditions import DistanceIs, HeadwayIs, RelativeSpeedIs, SimulationTime, TimeToCollisionIs
from scenes.storyboard.motion import (
    AssignRoute,
    ChangeSpeed,
    FollowSpeedProfile,
    FollowTrajectory,
    GoTo,
    MatchSpeed,
    Synchronize,
    Teleport,
)
from scenes.storyboard.stories import Event, Storyboard
from scenes.storyboard.triggers import Condition, Trigger
from scenes.streams import stream

EGO_NAMES = ("ego", "hero", "ego_vehicle", "egovehicle", "host", "vut", "sut")
"""What files call the vehicle under test, whatever the case of their letters."""
NEAR_M = 250.0
"""Chosen: details are fine so far ahead of the ego's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """What a run asks of a scene of a file. ego: an entity's name; empty: the file's own. setting: None: the map's."""

    rig: Rig
    frames: int
    fps: float
    ego: str = ""
    setting: Setting | None = None
    country: Country = "DE"
    hills_m: float = 0.0


def scene_of(told: OpenScenario, staging: Staging, rng: np.random.Generator) -> Scene:
    """The scene of a file, its street furnished. rng: furnishes and draws looks.

    Raises what `bare_scene` raises.
    """
    bare = bare_scene(told, staging, int(rng.integers(2**31)))
    assert bare.place is not None
    dressing = dress_place(bare.place, rng, near=_near(bare.ego.T_world_body))
    made = replace(
        bare,
        scenery=dressing.scenery,
        actors=(*bare.actors, *dressing.actors),
        notes=(*bare.notes, *dressing.notes),
    )
    return with_lamps_for_light(made) if made.fixed else made


def bare_scene(told: OpenScenario, staging: Staging, looks: int) -> Scene:
    """The scene of a file with its entities alone. looks: seed of how they look.

    Raises InputFileError for a file without a map or an ego, UnknownName for an ego that it does not have, SceneError
    for a road or lane that its map does not have and for what we have no body for.
    """
    place = _place(told, staging)
    ego = ego_of(told, staging.ego)
    story = told.storyboard
    starts = Starts(place, story.trajectories).after((*story.init, *_later(story)))
    moving = _moving(told.storyboard)
    whole = {entity.name: body_of(entity, stream(looks, "entity", entity.name)) for entity in told.entities}
    bodies = {name: body if name in moving else body.left_alone() for name, body in whole.items()}
    actors = _actors(told, bodies, starts)
    carrier, rig, changed = under_rig(next(actor for actor in actors if actor.name == ego), staging.rig)
    light = next((a for a in reversed(told.storyboard.init) if isinstance(a, SetEnvironment)), None)
    return Scene(
        road=RoadNetwork(name=network_of(place).name),
        scenery=(),
        ego=carrier,
        actors=tuple(actor for actor in actors if actor.name != ego),
        environment=Environment() if light is None else light.environment,
        storyboard=told.storyboard,
        rig=rig,
        case=Case(id="XOSC", name=_stem(told.file), key_actor=_key_actor(told, ego)),
        duration_s=_frames(told.storyboard, staging) / staging.fps,
        fps=staging.fps,
        notes=(
            *(str(remark) for remark in told.remarks),
            *(note for body in bodies.values() for note in body.notes),
            *changed,
            *place.notes(),
        ),
        place=place,
        fixed=() if light is None else ("environment",),
    )


def ego_of(told: OpenScenario, asked: str) -> str:
    """The entity that carries the rig. Raises UnknownName, InputFileError."""
    names = [entity.name for entity in told.entities]
    if asked and asked not in names:
        raise UnknownName("scenario.ego", "entity", asked, names)
    if asked:
        return asked
    called = [name for known in EGO_NAMES for name in names if name.lower() == known]
    vehicles = [entity.name for entity in told.entities if entity.kind == "vehicle"]
    found = [*called, *vehicles, *names]
    if not found:
        raise InputFileError(told.file, None, "has no entities, so nobody carries the sensors")
    return found[0]


def _place(told: OpenScenario, staging: Staging) -> Place:
    if told.road_file is None:
        raise InputFileError(
            told.file, None, "RoadNetwork/LogicFile names no map (.xodr), and without one nobody drives"
        )
    place = OpenDrivePlace(file=told.road_file, country=staging.country, hills_m=staging.hills_m)
    return replace(place, setting=staging.setting or setting_of(network_of(place)))


def _actors(
    told: OpenScenario, bodies: Mapping[str, Body], starts: Mapping[str, Pose[World, BodyFrame]]
) -> tuple[Actor, ...]:
    """Everybody, riders after their machines. Raises InputFileError for an entity that is placed nowhere."""
    speeds = {a.actor: a.speed_mps for a in told.storyboard.init if isinstance(a, ChangeSpeed)}
    made: list[Actor] = []
    for group, entity in enumerate(told.entities, start=1):
        body = bodies[entity.name]
        if entity.name not in starts:
            raise InputFileError(told.file, None, f"entity '{entity.name}' is placed nowhere: <Init> teleports it not")
        made += _with_rider(entity, body, group, starts[entity.name], abs(speeds.get(entity.name, 0.0)))
    return tuple(made)


def _with_rider(
    entity: Entity, body: Body, group: int, start: Pose[World, BodyFrame], speed_mps: float
) -> Iterator[Actor]:
    actor = Actor(
        name=entity.name,
        asset=body.asset,
        body="kinematic",
        T_world_body=start,
        speed_mps=speed_mps,
        mass_kg=body.mass_kg,
        appearance=body.looks,
        group=0 if body.rider is None else group,
        behaviour=_driving(entity.behaviour, speed_mps),
    )
    yield actor
    if body.rider is not None:
        rider = replace(actor, name=f"{entity.name}_rider", asset=body.rider, mass_kg=75.0, carried_by=entity.name)
        yield replace(rider, behaviour=None, speed_mps=0.0)


def _driving(behaviour: Behaviour | None, speed_mps: float) -> Behaviour | None:
    """Who is to keep a speed that nobody says keeps the one of the start."""
    if isinstance(behaviour, CarefulDriver) and behaviour.cruise_mps == 0.0:
        return replace(behaviour, cruise_mps=speed_mps)
    return behaviour


def _moving(storyboard: Storyboard) -> frozenset[str]:
    """Whom an action moves by a speed, a line or a route of its own: somebody drives, rides or sits in it."""
    actions = [*storyboard.init, *(action for event in events_of(storyboard) for action in event.actions)]
    return frozenset(
        action.actor
        for action in actions
        if isinstance(action, _MOVES) and not (isinstance(action, ChangeSpeed) and action.speed_mps == 0.0)
    )


_MOVES = (ChangeSpeed, MatchSpeed, FollowSpeedProfile, FollowTrajectory, AssignRoute, GoTo, Synchronize)


def _later(storyboard: Storyboard) -> tuple[Action, ...]:
    """Who is placed by an event alone stands there from the start, or where it comes into the scene."""
    placed = {a.actor for a in storyboard.init if isinstance(a, _PLACES)}
    first: dict[str, Action] = {}
    for event in events_of(storyboard):
        for action in event.actions:
            if isinstance(action, _PLACES) and action.actor not in placed:
                first.setdefault(action.actor, action)
    return tuple(first.values())


_PLACES = (AddEntity, Teleport, FollowTrajectory)


def events_of(storyboard: Storyboard) -> Iterator[Event]:
    """All events, in the file's order."""
    yield from storyboard.events
    for story in storyboard.stories:
        for act in story.acts:
            for group in act.groups:
                for maneuver in group.maneuvers:
                    yield from maneuver.events


def _triggers(storyboard: Storyboard) -> Iterator[Trigger]:
    for event in events_of(storyboard):
        if isinstance(event.trigger, Trigger):
            yield event.trigger
    if storyboard.stop is not None:
        yield storyboard.stop


def _key_actor(told: OpenScenario, ego: str) -> str:
    """Whom the story measures against the ego, else the first other vehicle or person, else anybody; alone: the ego."""
    others = [entity.name for entity in told.entities if entity.name != ego]
    story = told.storyboard
    asked = [name for t in _triggers(story) for g in t.groups for c in g for name in _pair(c) if ego in _pair(c)]
    met = [a.actor for e in events_of(story) for a in e.actions if isinstance(a, Synchronize) and a.master == ego]
    first = [entity.name for entity in told.entities if entity.kind != "misc" and entity.name != ego]
    return next((name for name in (*asked, *met, *first, *others) if name != ego and name in others), ego)


def _pair(condition: Condition) -> tuple[str, ...]:
    """The entities that a condition relates."""
    asks = condition.asks
    if isinstance(asks, HeadwayIs | RelativeSpeedIs):
        return (*condition.entities, asks.other)
    if isinstance(asks, TimeToCollisionIs | DistanceIs) and isinstance(asks.target, str):
        return (*condition.entities, asks.target)
    return condition.entities


def _frames(storyboard: Storyboard, staging: Staging) -> int:
    """As many as asked; fewer where a time alone stops the storyboard before."""
    ends = [
        condition.asks.value_s + condition.delay_s
        for group in (storyboard.stop.groups if storyboard.stop is not None else ())
        if len(group) == 1
        for condition in group
        if isinstance(condition.asks, SimulationTime) and condition.asks.rule in ("greaterThan", "greaterOrEqual")
    ]
    stop = min((end for end in ends if end > 0.0), default=math.inf) * staging.fps
    return staging.frames if stop >= staging.frames else max(1, math.ceil(stop))


def _near(start: Pose[World, BodyFrame]) -> list[tuple[float, float]]:
    """A line ahead of the ego along which things are fine."""
    x, y, _ = start.translation_m
    return [(x, y), (x + NEAR_M * math.cos(start.yaw_rad), y + NEAR_M * math.sin(start.yaw_rad))]


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]
