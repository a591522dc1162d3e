"""Gravity-aligned boxes around things as they are at a time."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from scenes.mesh import Mesh
from scenes.pose import Body, Box, Pose, World
from simulator.frame import OrientedBox

Float64 = NDArray[np.float64]


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
def outermost(mesh: Mesh) -> Float64:
    """Vertices (N, 3) of the mesh's convex hull; all of them where the mesh is flat."""
    vertices = mesh.vertices_m.astype(np.float64)
    try:
        return np.asarray(vertices[ConvexHull(vertices).vertices])
    except QhullError:
        return vertices
