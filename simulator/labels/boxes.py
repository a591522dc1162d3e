"""Gravity-aligned boxes around things as they are at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from scenes.mesh import Mesh
from scenes.pose import Body, Box, Pose, World
from simulator.frame import OrientedBox

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Outline:
    """Points (N, 3) of a link in its frame, and where the link is: rotation (3, 3) and position (3,) in the world."""

    points_m: NDArray[np.floating]
    rotation: Float64
    position_m: Float64


def upright_box(outlines: Iterable[Outline], T_world_body: Pose[World, Body]) -> OrientedBox:
    """The gravity-aligned box with the body's heading around outlines of its links."""
    x_m, y_m, _ = T_world_body.translation_m
    heading: Pose[World, Box] = Pose.planar(x_m, y_m, T_world_body.yaw_rad)
    turn, origin_m = heading.rotation().T, np.array(heading.translation_m)
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for outline in outlines:
        # One product for both turns, and the shift last: meshes have hundreds of thousands of points.
        local = outline.points_m.astype(np.float64, copy=False) @ (turn @ outline.rotation).T
        shift = turn @ (outline.position_m - origin_m)
        low, high = np.minimum(low, local.min(axis=0) + shift), np.maximum(high, local.max(axis=0) + shift)
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
