"""A street made by code, moving without a physics engine: what the graphics card's benchmark looks at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenes.actor import Actor, Path
from scenes.assets.cars.fleet import FLEET
from scenes.distributions import Constant
from scenes.footprint import centred_pose
from scenes.pose import Body, Pose, SensorFrame
from scenes.rig import Rig
from scenes.roads.urban_street import UrbanStreet
from scenes.scenario import ClipRequest
from scenes.scenarios.parked_street import ParkedStreet
from scenes.scene import EGO_INSTANCE, Scene
from scenes.streams import stream
from simulator.physics.assembly import BodyStates, assemble
from simulator.physics.history import WorldHistory
from simulator.physics.motion import Rail, at_rest
from simulator.physics.settings import PhysicsSettings
from simulator.render.base import PinholeView
from simulator.storyboard.log import StoryTruth
from simulator.storyboard.runtime import rails_of

KITTI_SIZE_PX = (1242, 375)
KITTI_K = (721.5377, 721.5377, 609.5593, 172.854)
"""Intrinsics of KITTI's left colour camera (Geiger et al. 2013, calibration of 2011-09-26)."""

CAMERA_HEIGHT_M = 1.65
LIDAR_HEIGHT_M = 1.73
"""Heights of KITTI's sensors over the ground (Geiger et al. 2013, fig. 3)."""

CAMERA_AXES = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
"""Columns: the camera's right, down and forward in the vehicle's frame."""

EGO_SPEED_MPS = 10.0


def street(seed: int, movers: int = 12) -> Scene:
    """A furnished street of 240 m: bays nearly full, people, and vehicles of the fleet driving in both lanes."""
    scenario = ParkedStreet(
        crosswalk_distance_m=Constant(30.0),
        occupancy_share=Constant(0.9),
        people=Constant(12.0),
        street=UrbanStreet(length_m=240.0),
    )
    request = ClipRequest(frames=20, fps=10.0, rig=Rig(name="none", mounts=()))
    rng = stream(seed, "bench.street")
    standing = scenario.build(scenario.draw(request, rng), request, rng)
    ego = _driving(standing.ego, EGO_SPEED_MPS)
    return replace(standing, ego=ego, actors=(*standing.actors, *_traffic(movers, rng)))


def _traffic(count: int, rng: np.random.Generator) -> list[Actor]:
    """Vehicles at random gaps: every third ahead of the ego in its lane, the others oncoming."""
    kinds = list(FLEET.values())
    ahead_m, oncoming_m = 85.0, 70.0
    vehicles = []
    for index in range(count):
        asset = kinds[int(rng.integers(len(kinds)))]
        gap_m = float(rng.uniform(8.0, 14.0))
        if index % 3 == 0:
            pose = centred_pose(asset, ahead_m, -1.625, 0.0)
            ahead_m += gap_m
        else:
            pose = centred_pose(asset, oncoming_m, 1.625, np.pi)
            oncoming_m += gap_m
        still = Actor(name=f"traffic_{index:02d}", asset=asset, T_world_body=pose, mass_kg=1500.0)
        vehicles.append(_driving(still, float(rng.uniform(6.0, 10.0))))
    return vehicles


def _driving(actor: Actor, speed_mps: float) -> Actor:
    """The actor driving straight on at a constant speed."""
    start = np.array(actor.T_world_body.translation_m)
    end = start + 400.0 * actor.T_world_body.rotation()[:, 0]
    path = Path(points_m=(_point(start), _point(end)))
    return replace(actor, body="kinematic", path=path, speed_mps=speed_mps)


def _point(values: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in values)
    return x, y, z


def history_of(scene: Scene) -> WorldHistory:
    """Bodies follow their paths, undisturbed; their joints move with the distance they cover."""
    settings = PhysicsSettings()
    rails = rails_of(scene, settings)
    states = settings.states(scene.duration_s)
    bodies = {k + 1: _states(rails.get(k + 1), body, states) for k, body in enumerate(scene.bodies())}
    return assemble(scene, bodies, np.zeros((states, len(bodies)), dtype=np.bool_), (), (), StoryTruth(), settings)


def _states(rail: Rail | None, body: Actor, states: int) -> BodyStates:
    if rail is None:
        return BodyStates(standing=at_rest(body.T_world_body, states))
    return BodyStates(standing=rail.motion, distance_m=rail.distance_m, speed_mps=rail.speed_mps)


def kitti_view(history: WorldHistory, t_s: float, size_px: tuple[int, int] = KITTI_SIZE_PX) -> PinholeView:
    """What KITTI's left colour camera on the ego sees, scaled to another size where one is given."""
    scale = size_px[0] / KITTI_SIZE_PX[0]
    fx, fy, cx, cy = (scale * value for value in KITTI_K)
    mount = np.eye(4)
    mount[:3, :3] = CAMERA_AXES
    mount[:3, 3] = (1.7, 0.0, CAMERA_HEIGHT_M)
    T_ego_camera: Pose[Body, SensorFrame] = Pose.from_matrix(mount)
    return PinholeView(
        T_world_camera=history.body_at(EGO_INSTANCE, t_s) @ T_ego_camera, K=(fx, fy, cx, cy), size_px=size_px, t_s=t_s
    )
