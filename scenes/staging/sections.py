"""Level sections of assets: the outlines in which lines of sight pass them."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.pose import Body, Part, Pose


@functools.lru_cache(maxsize=64)
def triangles_m(spec: AssetSpec) -> NDArray[np.float64]:
    """All triangles (F, 3, 3) of an asset at rest, in its body frame."""
    poses: list[Pose[Body, Part]] = []
    corners = []
    for part in asset_of(spec).parts:
        pose: Pose[Body, Part] = (
            Pose(translation_m=part.T_parent_part.translation_m, rotation_xyzw=part.T_parent_part.rotation_xyzw)
            if part.parent < 0
            else poses[part.parent] @ part.T_parent_part
        )
        poses.append(pose)
        corners.append(pose.apply(part.mesh.vertices_m.astype(np.float64))[part.mesh.faces])
    return np.concatenate(corners)


def outline_m(spec: AssetSpec, height_m: float) -> NDArray[np.float64]:
    """Points (N, 2) in which a plane at a height (to the nearest centimetre) cuts an asset's triangles; N = 0 above."""
    return _outline(spec, round(height_m * 100.0))


@functools.lru_cache(maxsize=2048)
def _outline(spec: AssetSpec, height_cm: int) -> NDArray[np.float64]:
    height_m = height_cm / 100.0 + 1e-7  # off the round heights at which designers put vertices
    start = triangles_m(spec)
    end = np.roll(start, -1, axis=1)
    above_start, above_end = start[..., 2] - height_m, end[..., 2] - height_m
    crossed = above_start * above_end < 0.0
    share = above_start[crossed] / (above_start[crossed] - above_end[crossed])
    return np.asarray(start[crossed][:, :2] + share[:, None] * (end[crossed] - start[crossed])[:, :2])
