"""Where in a view a thing can be at most: conservative rectangles around its links' bounding boxes."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.links import links_of
from scenes.mesh import Mesh
from scenes.pose import Pose, SensorFrame, World, rotate
from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import PixelBox
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView

Float64 = NDArray[np.float64]

NEAREST_M = 1e-3
"""Boxes are cut here before they are projected; nothing that a label is about comes closer to a lens."""

MARGIN_PX = 1
"""Rounding of float32 rays may move a silhouette by far less than this."""

_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
_EDGES = np.array([(a, b) for a in range(8) for b in range(a) if (a ^ b).bit_count() == 1])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinkCorners:
    """Bounding boxes of all links of all things but the ego at one time: corners_m (L, 8, 3) in the world frame.

    first: (I,) index of each thing's first link; thing i has instance id i + 2.
    """

    corners_m: Float64
    first: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Footprints:
    """Bounds of I things on the plane z = 1 of some frame: low, high (I, 2) of (x / z, y / z), infinite where empty.

    in_front: (I,) whether the thing lies wholly in front of the frame's origin.
    """

    low: Float64
    high: Float64
    in_front: NDArray[np.bool_]


def link_corners(scene: Scene, history: WorldHistory, t_s: float) -> LinkCorners:
    """Boxes of the things' links where they are at time t."""
    links = links_of(scene)
    chosen = [index for index, link in enumerate(links) if link.instance > EGO_INSTANCE]
    if not chosen:
        return LinkCorners(corners_m=np.zeros((0, 8, 3)), first=np.zeros(0, dtype=np.int64))
    local = np.stack([_local_corners(links[k].asset.parts[links[k].part].mesh) for k in chosen])
    poses = history.links_at(t_s)
    world = rotate(poses.rotation_xyzw[chosen][:, None, :], local) + poses.position_m[chosen][:, None, :]
    instances = [links[k].instance for k in chosen]
    first = np.flatnonzero(np.diff(instances, prepend=EGO_INSTANCE))
    return LinkCorners(corners_m=world, first=first)


@functools.lru_cache(maxsize=4096)
def _local_corners(mesh: Mesh) -> Float64:
    low = mesh.vertices_m.min(axis=0).astype(np.float64)
    high = mesh.vertices_m.max(axis=0).astype(np.float64)
    return np.asarray(low + _CORNERS * (high - low))


def footprints(corners_m: Float64, first: NDArray[np.int64]) -> Footprints:
    """Bounds of things whose link boxes have corners (L, 8, 3) in a frame that looks along z."""
    if not len(first):
        return Footprints(low=np.zeros((0, 2)), high=np.zeros((0, 2)), in_front=np.zeros(0, dtype=np.bool_))
    tails, heads = corners_m[:, _EDGES[:, 0]], corners_m[:, _EDGES[:, 1]]
    near = corners_m[..., 2] > NEAREST_M
    crossing = near[:, _EDGES[:, 0]] != near[:, _EDGES[:, 1]]
    rise = np.where(crossing, heads[..., 2] - tails[..., 2], 1.0)
    cut = tails + ((NEAREST_M - tails[..., 2]) / rise)[..., None] * (heads - tails)
    depth = np.concatenate([np.where(near, corners_m[..., 2], 1.0), np.full(crossing.shape, NEAREST_M)], axis=1)
    plane = np.concatenate([corners_m[..., :2], cut[..., :2]], axis=1) / depth[..., None]
    counts = np.concatenate([near, crossing], axis=1)[..., None]
    low = np.where(counts, plane, np.inf).min(axis=1)
    high = np.where(counts, plane, -np.inf).max(axis=1)
    return Footprints(
        low=np.minimum.reduceat(low, first, axis=0),
        high=np.maximum.reduceat(high, first, axis=0),
        in_front=np.logical_and.reduceat(near.all(axis=1), first),
    )


def camera_corners(corners_m: Float64, T_world_camera: Pose[World, SensorFrame]) -> Float64:
    """(L, 8, 3) world corners in the camera frame."""
    return T_world_camera.inverse().apply(corners_m)


def pixel_bounds(low: Float64, high: Float64, view: PinholeView) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) pixels that a footprint may touch, not cut to the image but at most far outside it."""
    fx, fy, cx, cy = view.K
    limit = 1 << 24
    left, top = np.floor(np.clip(low * (fx, fy) + (cx, cy), -limit, limit)) - MARGIN_PX
    right, bottom = np.ceil(np.clip(high * (fx, fy) + (cx, cy), -limit, limit)) + MARGIN_PX
    return int(left), int(top), int(right), int(bottom)


def within_image(bounds: tuple[int, int, int, int], view: PinholeView) -> PixelBox | None:
    """The part of pixel bounds that lies in the image; None where there is none."""
    width, height = view.size_px
    left, top = max(bounds[0], 0), max(bounds[1], 0)
    right, bottom = min(bounds[2], width - 1), min(bounds[3], height - 1)
    return PixelBox(left=left, top=top, right=right, bottom=bottom) if left <= right and top <= bottom else None
