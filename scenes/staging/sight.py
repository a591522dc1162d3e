"""How much of a body shows past others, from where a camera is: by their sections, before anything is rendered."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec
from scenes.pose import Body, Pose, World
from scenes.scenarios.conflict import outline_m, triangles_m

Float64 = NDArray[np.float64]
Placed = tuple[AssetSpec, Pose[World, Body]]

SAMPLES = 160
"""Chosen: points of a body, so that a share is known to about a twentieth."""
LEVEL_M = 0.1
"""Chosen: sections are taken at heights that far apart."""
ROUNDS = 2
"""A line of sight changes its height a few centimetres over a car, so where it passes converges at once."""
BISECTIONS = 24


@functools.lru_cache(maxsize=256)
def body_points(spec: AssetSpec) -> tuple[Float64, Float64]:
    """SAMPLES points of an asset's surface, spread evenly over its area, and their normals: (S, 3) each, body frame."""
    corners = triangles_m(spec)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normal, axis=1)
    order = np.argsort(corners[:, :, 2].mean(axis=1), kind="stable")
    total = np.cumsum(area[order])
    picked = order[np.searchsorted(total, (np.arange(SAMPLES) + 0.5) / SAMPLES * total[-1])]
    return corners[picked].mean(axis=1), normal[picked] / np.maximum(area[picked], 1e-12)[:, None]


def shown_share(camera_m: tuple[float, float, float], body: Placed, hiders: Sequence[Placed]) -> float:
    """Share of a body's silhouette that a camera sees past others, which count as solid between their outlines."""
    spec, pose = body
    points, normals = body_points(spec)
    world, facing = pose.apply(points), normals @ pose.rotation().T
    eye = np.array(camera_m)
    sight = world - eye
    weight = np.abs((facing * sight).sum(axis=1)) / np.linalg.norm(sight, axis=1)
    hidden = np.zeros(len(points), dtype=np.bool_)
    for hider in hiders:
        hidden |= _hides(eye, world, hider)
    return float(weight[~hidden].sum() / weight.sum())


def _hides(eye: Float64, points: Float64, hider: Placed) -> NDArray[np.bool_]:
    """Which points (S, 3) lie behind a body: within its section's angle as seen from the camera, and farther."""
    spec, pose = hider
    local_eye, local = pose.inverse().apply(eye[None])[0], pose.inverse().apply(points)
    away = np.hypot(*(local - local_eye)[:, :2].T)
    box = spec.nominal()
    middle_m = math.hypot(box.middle_m - local_eye[0], local_eye[1])
    out = np.zeros(len(points), dtype=np.bool_)
    levels = np.round((local_eye[2] + (local[:, 2] - local_eye[2]) * np.minimum(middle_m / away, 1.0)) / LEVEL_M)
    for level in np.unique(levels):
        rows = levels == level
        section = outline_m(spec, float(level) * LEVEL_M)
        if len(section) and level > 0:
            out[rows] = _behind(local_eye[:2], local[rows, :2], section)
    return out


def _behind(eye: Float64, points: Float64, section: Float64) -> NDArray[np.bool_]:
    """Points (N, 2) within the angle that a section's points (M, 2) span, and farther than where the ray enters it."""
    towards = section.mean(axis=0) - eye
    basis = np.array([towards, [-towards[1], towards[0]]]) / np.linalg.norm(towards)
    around, asked = (section - eye) @ basis.T, (points - eye) @ basis.T
    around = around[around[:, 0] > 0.05]
    if not len(around):
        return np.zeros(len(points), dtype=np.bool_)
    slopes = around[:, 1] / around[:, 0]
    found = asked[:, 1] / np.maximum(asked[:, 0], 1e-6)
    inside = (asked[:, 0] > 0.0) & (found > slopes.min()) & (found < slopes.max())
    return np.asarray(inside & (asked[:, 0] > np.median(around[:, 0])))


def solve(late: Callable[[float], float], low: float, high: float) -> float | None:
    """Where a monotone function of a parameter is 0, by bisection; None where it keeps its sign."""
    at_low, at_high = late(low), late(high)
    if at_low * at_high > 0.0:
        return None
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if late(middle) * at_low > 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
