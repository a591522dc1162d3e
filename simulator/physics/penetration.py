"""Which bodies stand inside one another: overlap of oriented boxes in space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox
from scenes.pose import Body, Pose, World

Float64 = NDArray[np.float64]

CONTACT_M = 1e-3
"""Chosen: boxes that share less than this touch, as things that rest on each other do."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Boxes:
    """N boxes in space: centres (N, 3), half extents (N, 3), axes (N, 3, 3) with one unit vector a column."""

    centre_m: Float64
    half_m: Float64
    axes: Float64


def boxes_of(boxes: list[BodyBox], poses: list[Pose[World, Body]]) -> Boxes:
    """The boxes of bodies at their poses."""
    placed = [pose @ box.T_body_box for box, pose in zip(boxes, poses, strict=True)]
    half = np.array([(0.5 * b.length_m, 0.5 * b.width_m, 0.5 * b.height_m) for b in boxes])
    centres = [at.apply(np.array([0.0, 0.0, 0.5 * box.height_m])) for at, box in zip(placed, boxes, strict=True)]
    return Boxes(centre_m=np.array(centres), half_m=half, axes=np.array([at.rotation() for at in placed]))


def penetrating_pairs(boxes: Boxes) -> list[tuple[int, int]]:
    """Index pairs i < j that overlap by more than a contact: fifteen axes (Gottschalk, Lin and Manocha 1996)."""
    radius = np.linalg.norm(boxes.half_m, axis=1)
    offset = boxes.centre_m[None] - boxes.centre_m[:, None]
    near = np.linalg.norm(offset, axis=2) < radius[None] + radius[:, None]
    rows, columns = np.nonzero(np.triu(near, k=1))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if _penetrate(boxes, int(i), int(j))]


def _penetrate(boxes: Boxes, i: int, j: int) -> bool:
    a, b = boxes.axes[i], boxes.axes[j]
    crossed = np.cross(a.T[:, None, :], b.T[None, :, :]).reshape(9, 3)
    length = np.linalg.norm(crossed, axis=1)
    candidates = np.concatenate([a.T, b.T, crossed[length > 1e-6] / length[length > 1e-6, None]])
    reach = np.abs(candidates @ a) @ boxes.half_m[i] + np.abs(candidates @ b) @ boxes.half_m[j]
    distance = np.abs(candidates @ (boxes.centre_m[j] - boxes.centre_m[i]))
    return bool((distance < reach - CONTACT_M).all())
