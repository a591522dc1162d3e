"""How much of a body shows past others, from where a camera is: by their sections, before anything is rendered."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.part_poses import part_poses
from scenes.pose import Body, Pose, World, rotate
from scenes.staging.sections import outline_m

Float64 = NDArray[np.float64]
Placed = tuple[AssetSpec, Pose[World, Body]]

SAMPLES = 2500
"""Chosen: points of a body, so that a share is known to a few hundredths."""
CELL_M = 0.04
"""Chosen: of a silhouette, so that the samples of a person leave no cell empty."""
LEVEL_M = 0.1
"""Chosen: sections are taken at heights that far apart."""
ROUNDS = 2
"""A line of sight changes its height a few centimetres over a car, so where it passes converges at once."""
BISECTIONS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A body at a pose, after `walked_m` at `speed_mps`: legs and arms are where they are then."""

    spec: AssetSpec
    pose: Pose[World, Body]
    walked_m: float = 0.0
    speed_mps: float = 0.0

    def surface(self, samples: int = SAMPLES) -> Float64:
        """Points (S, 3) of its surface in the world, spread evenly over its area."""
        part, points = _samples(self.spec, samples)
        angles = self.spec.joint_angles(np.array([self.walked_m]), np.array([self.speed_mps]))
        lift = self.spec.root_height(np.array([self.walked_m]), np.array([self.speed_mps]))
        position, rotation = part_poses(asset_of(self.spec), angles, lift)
        return self.pose.apply(position[0][part] + rotate(rotation[0][part], points))


@functools.lru_cache(maxsize=256)
def _samples(spec: AssetSpec, samples: int) -> tuple[NDArray[np.int64], Float64]:
    """Parts (S,) that points lie on, and the points (S, 3) in the parts' frames."""
    asset = asset_of(spec)
    corners = np.concatenate([part.mesh.vertices_m.astype(np.float64)[part.mesh.faces] for part in asset.parts])
    owner = np.repeat(np.arange(len(asset.parts)), [len(part.mesh.faces) for part in asset.parts])
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normal, axis=1)
    total = np.cumsum(area)
    picked = np.searchsorted(total, (np.arange(samples) + 0.5) / samples * total[-1])
    return owner[picked], corners[picked].mean(axis=1)


def shown_share(camera_m: tuple[float, float, float], body: Seen, hiders: Sequence[Placed]) -> float:
    """Share of a body's silhouette that a camera sees past others, which count as solid between their outlines.

    The silhouette is the cells across the line of sight that points of the surface fall into, each counted once.
    """
    world = body.surface()
    eye = np.array(camera_m)
    hidden = np.zeros(len(world), dtype=np.bool_)
    for hider in hiders:
        hidden |= _hides(eye, world, hider)
    middle = world.mean(axis=0) - eye
    along = middle[:2] / math.hypot(middle[0], middle[1])
    across = np.stack([(world[:, :2] - eye[:2]) @ np.array([-along[1], along[0]]), world[:, 2]], axis=1)
    cells, cell = np.unique(np.floor(across / CELL_M).astype(np.int64), axis=0, return_inverse=True)
    shown = np.bincount(cell.ravel(), ~hidden, len(cells)) / np.bincount(cell.ravel(), minlength=len(cells))
    return float(shown.mean())


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
