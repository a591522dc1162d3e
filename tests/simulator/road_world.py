"""Roads without scenery, an ego on one of their lanes, and the frames that a camera on it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from seen_world import drifting, world_of

from scenes.actor import Actor, Scenery
from scenes.pose import Pose
from scenes.roads.lane_graph import LaneKey
from scenes.roads.lane_path import lane_path
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, network_of
from scenes.roads.road_curve import RoadCurve
from scenes.roads.street_surface import StreetSurface
from scenes.roads.surface.map_surface import PlaceSurface
from scenes.roads.tunnel_road import TunnelSurface
from scenes.scene import Scene
from simulator.annotations.wanted import LabelKind
from simulator.frame import Frame
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement

CAMERA = PinholeCamera(fx_px=720.0, fy_px=720.0, cx_px=609.5, cy_px=172.5, width_px=1242, height_px=375)
RIG = MountedRig(mounts={"front": Placement(sensor=CAMERA, x_m=1.5, y_m=0.0, z_m=1.65)}).build()
WANTED: frozenset[LabelKind] = frozenset({"lanes", "bird_view"})


def on_place(place: Place, key: LaneKey, distance_m: float, *actors: Actor) -> Scene:
    """The ego so far along a lane, along its traffic."""
    pose = pose_on(network_of(place), key, distance_m)
    scene = world_of(*actors, rig=RIG)
    scenery = (Scenery(name="roads", asset=PlaceSurface(place=place)),)
    return replace(scene, scenery=scenery, place=place, ego=replace(scene.ego, T_world_body=pose))


def pose_on(network: RoadNetwork, key: LaneKey, distance_m: float) -> Pose:
    road = network.road(key.road)
    path = lane_path(road, RoadCurve.of(road), key)
    x, y, z, heading = (
        float(np.interp(distance_m, path.distance_m, values))
        for values in (*path.points_m.T, np.unwrap(path.heading_rad))
    )
    return Pose.planar(x, y, heading, z)


def on_street(surface: StreetSurface | TunnelSurface, x_m: float, y_m: float, *actors: Actor) -> Scene:
    """The ego on a street that draws its own ground, along +x."""
    scene = world_of(*actors, rig=RIG)
    ego = replace(scene.ego, T_world_body=Pose.planar(x_m, y_m, 0.0))
    return replace(scene, scenery=(Scenery(name="ground", asset=surface),), ego=ego)


def road_frame(
    renderer: Renderer, scene: Scene, speed_mps: float = 0.0, index: int = 0, history: WorldHistory | None = None
) -> Frame:
    """A frame with the road's labels; the ego runs straight ahead."""
    renderer.load(scene)
    history = history or driven(scene, speed_mps)
    readings = {}
    for mount in scene.rig.mounts:
        assert isinstance(mount.sensor, Sensor)
        mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        t_s = index / scene.fps
        readings[mount.name], _ = mount.sensor.measure(mounting, renderer, history, scene.environment, t_s, 0, {})
    world = LabelledWorld(scene=scene, history=history, renderer=renderer, wanted=WANTED)
    return make_frame(world, readings, 0, index)


def driven(scene: Scene, speed_mps: float) -> WorldHistory:
    yaw = scene.ego.T_world_body.yaw_rad
    velocity: Mapping[str, tuple[float, float, float]] = {
        "ego": (speed_mps * float(np.cos(yaw)), speed_mps * float(np.sin(yaw)), 0.0)
    }
    return drifting(scene, velocity)
