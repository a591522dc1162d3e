"""Junctions with a few cars and people whose behaviours decide, without scenery and cameras."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor, Path
from scenes.asset import asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.person import Child
from scenes.behaviour.base import Behaviour
from scenes.behaviour.driver import Driver
from scenes.environment import Environment
from scenes.pose import Pose
from scenes.rectangles import footprints, overlapping
from scenes.rig import Rig
from scenes.roads.lane_graph import LaneKey
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, graph_of, network_of
from scenes.roads.routes import route
from scenes.roads.ways import Ways
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard
from scenes.storyboard.stories import SignalController
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.rails import rails_of_world
from simulator.storyboard.runtime import tell

SETTINGS = PhysicsSettings()
Float64 = NDArray[np.float64]


def way(place: Place, origin: str, goal: str) -> Path:
    """From the first lane into a place along one arm to the first one out along another."""
    return Path(points_m=tuple((float(x), float(y), float(z)) for x, y, z in _way(place, origin, goal)))


@functools.cache
def _way(place: Place, origin: str, goal: str) -> Float64:
    network, graph = network_of(place), graph_of(place)
    start = next(key for key in graph.successors if key.road == origin and key.lane == -1)
    out = LaneKey(road=goal, section=0, lane=1)
    return Ways(network, graph).path(route(network, graph, start, out)).points_m


def car(
    name: str, path: Path, start_m: float, speed_mps: float, behaviour: Behaviour | None = None, kind: str = "sedan"
) -> Actor:
    """A car on a way, its rear axle so far along it."""
    points = np.array(path.points_m)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    first = np.array([np.interp(start_m, along, points[:, k]) for k in range(3)])
    rest = np.concatenate([first[None], points[along > start_m + 0.05]])
    x, y, z = (float(c) for c in first)
    yaw = math.atan2(rest[1][1] - y, rest[1][0] - x)
    return Actor(
        name=name,
        asset=FLEET[kind],
        body="kinematic",
        T_world_body=Pose.planar(x, y, yaw, z),
        path=Path(points_m=tuple((float(a), float(b), float(c)) for a, b, c in rest)),
        speed_mps=speed_mps,
        behaviour=behaviour or Driver(),
    )


def walker(name: str, points_m: Sequence[tuple[float, float, float]], pace_mps: float, behaviour: Behaviour) -> Actor:
    """Somebody on foot."""
    (x, y, z), (ahead_x, ahead_y, _) = points_m[:2]
    return Actor(
        name=name,
        asset=Child(),
        body="kinematic",
        T_world_body=Pose.planar(x, y, math.atan2(ahead_y - y, ahead_x - x), z),
        path=Path(points_m=tuple(points_m)),
        speed_mps=pace_mps,
        behaviour=behaviour,
    )


def scene_of(
    place: Place, actors: Sequence[Actor], duration_s: float, signals: tuple[SignalController, ...] = ()
) -> Scene:
    """A scene of a place; the ego stands far off."""
    return Scene(
        road=RoadNetwork(name="place"),
        scenery=(),
        ego=Actor(name="ego", asset=FLEET["sedan"], T_world_body=Pose.planar(-2000.0, 0.0, 0.0)),
        actors=tuple(actors),
        environment=Environment(),
        storyboard=Storyboard(signals=signals),
        rig=Rig(name="none", mounts=()),
        case=Case(id="T", name="traffic", key_actor=actors[0].name),
        duration_s=duration_s,
        place=place,
    )


class Ride:
    """How everybody moved: speeds and poses by name at states from time 0 on, ten a second."""

    def __init__(self, scene: Scene) -> None:
        told = tell(scene, SETTINGS)
        rails = rails_of_world(told.world)
        every = round(0.1 / told.world.step_s)
        rows = np.arange(told.world.lead, told.world.states, every)
        self.times_s = (rows - told.world.lead) * told.world.step_s
        self.actors = {body.name: body for k, body in enumerate(scene.bodies(), 1) if k in rails}
        instances = {body.name: k for k, body in enumerate(scene.bodies(), 1)}
        self.speed_mps = {name: rails[instances[name]].speed_mps[rows] for name in self.actors}
        self.position_m = {name: rails[instances[name]].motion.position_m[rows] for name in self.actors}
        self.rotation = {name: rails[instances[name]].motion.rotation_xyzw[rows] for name in self.actors}

    def touching(self) -> list[tuple[str, str, float]]:
        """Pairs whose boxes overlap at some time, with the first one."""
        plans = {
            name: footprints(asset_of(actor.asset).box, self.position_m[name], self.rotation[name])
            for name, actor in self.actors.items()
        }
        found = []
        for one, other in itertools.combinations(plans, 2):
            hit = overlapping(plans[one], plans[other])
            if hit.any():
                found.append((one, other, float(self.times_s[int(hit.argmax())])))
        return found

    def passes_s(self, name: str, within_m: float = 6.0) -> float:
        """When somebody first comes so near to the junction's middle; infinite for never."""
        near = np.linalg.norm(self.position_m[name][:, :2], axis=1) < within_m
        return float(self.times_s[int(near.argmax())]) if near.any() else math.inf
