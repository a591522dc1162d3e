"""Truncation: the share of a lone silhouette's solid angle that lies outside the image, counted on a cube map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.labels.footprints import footprints
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView, Rays, Renderer, View
from simulator.render.lens_view import LensView

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


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CutThing:
    """A thing that may reach out of the image. corners_m: (L, 8, 3) boxes of its links in the camera frame.

    amodal_px: pixels of its silhouette in the image, at least 1.
    """

    instance: int
    corners_m: Float64
    amodal_px: int


def truncations(renderer: Renderer, history: WorldHistory, view: View, things: Sequence[CutThing]) -> dict[int, float]:
    """By instance: 1 - solid angle inside the image / of everything; exactly 0 when nothing lies outside."""
    samples = [_cube_samples(thing.corners_m) for thing in things]
    hits = _hits(renderer, history, view, things, [direction for direction, _ in samples])
    inside, outside = [], []
    for (direction, weight), hit in zip(samples, hits, strict=True):
        in_image = _in_image(direction, view)
        inside.append(float(weight[hit & in_image].sum()))
        outside.append(float(weight[hit & ~in_image].sum()))
    unmet = [k for k, omega in enumerate(outside) if omega == 0.0]
    border, border_weight = _border_pixels(view)
    for k, hit in zip(
        unmet, _hits(renderer, history, view, [things[k] for k in unmet], [border] * len(unmet)), strict=True
    ):
        outside[k] = float(border_weight[hit].sum())
    return {
        thing.instance: _share(view, thing, omega_inside, omega_outside)
        for thing, omega_inside, omega_outside in zip(things, inside, outside, strict=True)
    }


def _share(view: View, thing: CutThing, omega_inside: float, omega_outside: float) -> float:
    """The share outside; where no ray met what the image shows of the thing, its pixels' solid angle is taken."""
    if omega_outside == 0.0:
        return 0.0
    if omega_inside == 0.0:
        omega_inside = thing.amodal_px * _pixel_sr(view)
    return omega_outside / (omega_inside + omega_outside)


def _hits(
    renderer: Renderer,
    history: WorldHistory,
    view: View,
    things: Sequence[CutThing],
    directions: Sequence[Float64],
) -> list[NDArray[np.bool_]]:
    """For each thing (N,) whether it is hit, being alone, along its directions (N, 3) of the camera frame."""
    if not things:
        return []
    counts = [len(direction) for direction in directions]
    world = (np.concatenate(directions) @ view.T_world_camera.rotation().T).astype(np.float32)
    origin = np.asarray(view.T_world_camera.translation_m, dtype=np.float32)
    rays = Rays(
        origin_m=np.broadcast_to(origin, world.shape),
        direction=world,
        time_s=np.full(len(world), view.t_s, dtype=np.float32),
    )
    alone = np.repeat(np.array([thing.instance for thing in things], dtype=np.int32), counts)
    return np.split(renderer.trace_alone(rays, history, alone).link >= 0, np.cumsum(counts)[:-1])


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


def _pixel_sr(view: View) -> float:
    """Solid angle of a pixel in the image's middle."""
    return 1.0 / (view.K[0] * view.K[1]) if isinstance(view, PinholeView) else view.pixel_rad**2


def _in_image(direction: Float64, view: View) -> NDArray[np.bool_]:
    """(N,) whether directions of the camera frame fall on a pixel's area; of a lens's image the last rim counts, too.

    A panorama's last rim is a meridian and a pole, beyond which lies its image.
    """
    if isinstance(view, LensView):
        place = view.lens.project(direction)
        with np.errstate(invalid="ignore"):
            return np.asarray(((place >= -0.5) & (place <= np.array(view.size_px) - 0.5)).all(axis=1))
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    x, y, z = direction.T
    u, v = fx * x + (cx + 0.5) * z, fy * y + (cy + 0.5) * z
    return np.asarray((z > 0) & (u >= 0) & (u < width * z) & (v >= 0) & (v < height * z))


def _border_pixels(view: View) -> tuple[Float64, Float64]:
    """Directions (N, 3) through the pixels that would lie next to the image's edge, and their solid angles (N,)."""
    width, height = view.size_px
    u = np.concatenate([np.tile(np.arange(-1, width + 1), 2), np.repeat([-1, width], height)])
    v = np.concatenate([np.repeat([-1, height], width + 2), np.tile(np.arange(height), 2)])
    if isinstance(view, LensView):
        beyond = view.lens.directions(u.astype(np.float64), v.astype(np.float64))
        beyond = beyond[np.isfinite(beyond).all(axis=1)]
        # A panorama's next column is its first one.
        beyond = beyond[~_in_image(beyond, view)]
        return beyond, np.full(len(beyond), _pixel_sr(view))
    fx, fy, cx, cy = view.K
    direction = np.stack([(u - cx) / fx, (v - cy) / fy, np.ones(len(u))], axis=1)
    return direction, 1.0 / (fx * fy * np.linalg.norm(direction, axis=1) ** 3)
