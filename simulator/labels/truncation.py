"""Truncation: the share of a lone silhouette's solid angle that lies outside the image, counted on a cube map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator.labels.footprints import footprints
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView, Rays, Renderer

Float64 = NDArray[np.float64]

SAMPLES = 4096
"""Chosen: rays over a thing's own rectangles on the cube. A Fibonacci lattice counts an area with straight
edges to about N^-3/4, here 0.2 %, and KITTI writes two decimals."""

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0

FACES = tuple(
    np.array(rows, dtype=np.float64)
    for rows in (
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
        ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
        ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
        ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
        ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    )
)
"""Rotations from the camera frame to the frames of the cube's faces, each of which looks along its own z."""


def truncation(
    renderer: Renderer,
    history: WorldHistory,
    view: PinholeView,
    instance: int,
    corners_m: Float64,
    amodal_px: int,
) -> float:
    """1 - solid angle inside the image / solid angle of everything; exactly 0 when nothing lies outside.

    corners_m: (L, 8, 3) boxes of the thing's links in the camera frame. amodal_px: pixels of the silhouette in the
    image, at least 1.
    """
    direction, weight = _cube_samples(corners_m)
    hit = _hit(renderer, history, view, instance, direction)
    inside = _in_image(direction, view)
    omega_outside = float(weight[hit & ~inside].sum())
    omega_inside = float(weight[hit & inside].sum())
    if omega_outside == 0.0:
        border, border_weight = _border_pixels(view)
        omega_outside = float(border_weight[_hit(renderer, history, view, instance, border)].sum())
    if omega_outside == 0.0:
        return 0.0
    if omega_inside == 0.0:
        omega_inside = amodal_px / (view.K[0] * view.K[1])
    return omega_outside / (omega_inside + omega_outside)


def _hit(
    renderer: Renderer, history: WorldHistory, view: PinholeView, instance: int, direction: Float64
) -> NDArray[np.bool_]:
    """(N,) whether the lone thing is hit along directions (N, 3) of the camera frame."""
    world = (direction @ view.T_world_camera.rotation().T).astype(np.float32)
    origin = np.asarray(view.T_world_camera.translation_m, dtype=np.float32)
    rays = Rays(
        origin_m=np.broadcast_to(origin, world.shape),
        direction=world,
        time_s=np.full(len(world), view.t_s, dtype=np.float32),
    )
    return np.asarray(renderer.trace_alone(rays, history, instance).link >= 0)


def _cube_samples(corners_m: Float64) -> tuple[Float64, Float64]:
    """Directions (N, 3), camera frame, all over where the thing can be, and their solid angles (N,), steradian."""
    whole = np.zeros(1, dtype=np.int64)
    bounds = [footprints(corners_m @ face.T, whole) for face in FACES]
    low = np.clip([b.low[0] for b in bounds], -1.0, 1.0)
    high = np.clip([b.high[0] for b in bounds], -1.0, 1.0)
    size = np.where(high > low, high - low, 0.0)
    area = np.prod(size, axis=1)
    directions, weights = [np.zeros((0, 3))], [np.zeros(0)]
    for k in np.flatnonzero(area > 0.0):
        count = math.ceil(SAMPLES * area[k] / area.sum())
        point = np.arange(count)
        x = low[k, 0] + size[k, 0] * (point + 0.5) / count
        y = low[k, 1] + size[k, 1] * ((point * GOLDEN + 0.5) % 1.0)
        on_face = np.stack([x, y, np.ones(count)], axis=1)
        directions.append(on_face @ FACES[k])
        weights.append(area[k] / count / np.linalg.norm(on_face, axis=1) ** 3)
    return np.concatenate(directions), np.concatenate(weights)


def _in_image(direction: Float64, view: PinholeView) -> NDArray[np.bool_]:
    """(N,) whether directions of the camera frame fall on a pixel's area."""
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    x, y, z = direction.T
    u, v = fx * x + (cx + 0.5) * z, fy * y + (cy + 0.5) * z
    return np.asarray((z > 0) & (u >= 0) & (u < width * z) & (v >= 0) & (v < height * z))


def _border_pixels(view: PinholeView) -> tuple[Float64, Float64]:
    """Directions (N, 3) through the pixels that would lie next to the image's edge, and their solid angles (N,)."""
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    u = np.concatenate([np.tile(np.arange(-1, width + 1), 2), np.repeat([-1, width], height)])
    v = np.concatenate([np.repeat([-1, height], width + 2), np.tile(np.arange(height), 2)])
    direction = np.stack([(u - cx) / fx, (v - cy) / fy, np.ones(len(u))], axis=1)
    return direction, 1.0 / (fx * fy * np.linalg.norm(direction, axis=1) ** 3)
