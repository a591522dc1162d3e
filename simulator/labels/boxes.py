"""3D boxes, velocities and LiDAR points of every thing at a frame's time."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from scenes.asset import asset_of
from scenes.links import links_of
from scenes.mesh import Mesh
from scenes.ontology import class_of
from scenes.pose import Body, Box, Pose, World, rotation_of
from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import LidarReading, OrientedBox, Thing
from simulator.physics.history import WorldHistory

Float64 = NDArray[np.float64]


def things_at(scene: Scene, history: WorldHistory, t_s: float, lidars: Iterable[LidarReading] = ()) -> dict[int, Thing]:
    """All things but the ego that are there, by instance id, seen or not, with the LiDAR points of each reading."""
    poses = history.links_at(t_s)
    rotation = rotation_of(poses.rotation_xyzw)
    links = links_of(scene)
    owned: dict[int, list[int]] = {}
    for index, link in enumerate(links):
        owned.setdefault(link.instance, []).append(index)
    size = EGO_INSTANCE + 1 + len(scene.actors)
    points = {lidar.name: np.bincount(lidar.instance, minlength=size) for lidar in lidars}
    things = {}
    absent = history.story.absent_at(t_s)
    for instance, actor in enumerate(scene.actors, start=EGO_INSTANCE + 1):
        if instance in absent:
            continue
        T_world_body = history.body_at(instance, t_s)
        velocity, spin = history.velocity_at(instance, t_s)
        asset = asset_of(actor.asset)
        outlines = [
            _outermost(links[k].asset.parts[links[k].part].mesh) @ rotation[k].T + poses.position_m[k]
            for k in owned[instance]
        ]
        things[instance] = Thing(
            instance=instance,
            group=actor.group,
            name=actor.name,
            semantic=class_of(asset.semantic).id,
            box=OrientedBox(
                T_world_box=T_world_body @ asset.box.T_body_box,
                length_m=asset.box.length_m,
                width_m=asset.box.width_m,
                height_m=asset.box.height_m,
            ),
            box_upright=upright_box(outlines, T_world_body),
            velocity_mps=(float(velocity[0]), float(velocity[1]), float(velocity[2])),
            spin_radps=(float(spin[0]), float(spin[1]), float(spin[2])),
            lidar_points={name: int(counts[instance]) for name, counts in points.items()},
            is_anomaly=actor.name in scene.case.anomalous,
        )
    return things


def upright_box(outlines_m: Sequence[Float64], T_world_body: Pose[World, Body]) -> OrientedBox:
    """The gravity-aligned box with the body's heading around points (N, 3) of its links in the world."""
    x_m, y_m, _ = T_world_body.translation_m
    heading: Pose[World, Box] = Pose.planar(x_m, y_m, T_world_body.yaw_rad)
    local = heading.inverse().apply(np.concatenate(outlines_m))
    low, high = local.min(axis=0), local.max(axis=0)
    middle = (low + high) / 2
    bottom: Pose[Box, Box] = Pose.planar(middle[0], middle[1], 0.0, z_m=low[2])
    length_m, width_m, height_m = (float(extent) for extent in high - low)
    return OrientedBox(T_world_box=heading @ bottom, length_m=length_m, width_m=width_m, height_m=height_m)


@functools.lru_cache(maxsize=4096)
def _outermost(mesh: Mesh) -> Float64:
    """Vertices (N, 3) of the mesh's convex hull; all of them where the mesh is flat."""
    vertices = mesh.vertices_m.astype(np.float64)
    try:
        return np.asarray(vertices[ConvexHull(vertices).vertices])
    except QhullError:
        return vertices
