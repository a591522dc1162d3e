"""Boxes seen from above: overlap, gap and time to overlap of oriented rectangles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox
from scenes.pose import multiply_quaternions, rotate, rotation_of

Float64 = NDArray[np.float64]

TILTED_RAD = math.radians(15.0)
"""Below, as the 3D labels have it, a body stands upright: what pitches and rolls on its springs covers what it did."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rectangles:
    """T rectangles: centre_m (T, 2), unit vectors along the length (T, 2), half lengths and half widths (T, 2)."""

    centre_m: Float64
    axis: Float64
    half_m: Float64

    @property
    def radius_m(self) -> Float64:
        """(T,) half the diagonal."""
        return np.asarray(np.hypot(self.half_m[:, 0], self.half_m[:, 1]))

    def at(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Rectangles:
        """Those of some states."""
        return Rectangles(centre_m=self.centre_m[index], axis=self.axis[index], half_m=self.half_m[index])

    def corners_m(self) -> Float64:
        """(T, 4, 2)."""
        along, across = self.axis * self.half_m[:, :1], _left(self.axis) * self.half_m[:, 1:]
        signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
        return np.stack([self.centre_m + a * along + b * across for a, b in signs], axis=1)


def same_size(count: int, half_length_m: float, half_width_m: float) -> Float64:
    """Half sizes (T, 2) of rectangles that are all alike."""
    return np.broadcast_to(np.array([half_length_m, half_width_m]), (count, 2))


def footprints(box: BodyBox, position_m: Float64, rotation_xyzw: Float64) -> Rectangles:
    """The ground rectangles of a body's box at body poses (T, 3), (T, 4).

    Upright bodies cover their length and width. Tilted ones, such as a truck on its side, cover what the box does
    along and across its heading.
    """
    offset = np.broadcast_to(np.array(box.T_body_box.translation_m), position_m.shape)
    turn = multiply_quaternions(rotation_xyzw, np.array(box.T_body_box.rotation_xyzw))
    ahead = rotate(turn, np.broadcast_to([1.0, 0.0, 0.0], position_m.shape))[:, :2]
    # a box that stands on its end has no heading: any will do
    length = np.linalg.norm(ahead, axis=1, keepdims=True)
    axis = np.where(length > 1e-9, ahead / np.maximum(length, 1e-9), [1.0, 0.0])
    centre = (position_m + rotate(rotation_xyzw, offset))[:, :2]
    half = same_size(len(centre), 0.5 * box.length_m, 0.5 * box.width_m)
    tilted = _tilted(turn)
    if tilted.any():
        edges, lift = _half_edges(box, turn[tilted])
        sides = np.stack([axis[tilted], _left(axis[tilted])], axis=1)
        half, centre = half.copy(), centre.copy()
        half[tilted] = np.abs(np.einsum("tac,tec->tae", sides, edges[..., :2])).sum(axis=2)
        centre[tilted] += lift[:, :2]
    return Rectangles(centre_m=centre, axis=axis, half_m=half)


def heights(box: BodyBox, position_m: Float64, rotation_xyzw: Float64) -> tuple[Float64, Float64]:
    """Between which heights (T,), (T,) a body's box stands at body poses (T, 3), (T, 4); tilted as for `footprints`."""
    bottom = position_m[:, 2] + box.T_body_box.translation_m[2]
    top = bottom + box.height_m
    turn = multiply_quaternions(rotation_xyzw, np.array(box.T_body_box.rotation_xyzw))
    tilted = _tilted(turn)
    if tilted.any():
        edges, lift = _half_edges(box, turn[tilted])
        offset = rotate(rotation_xyzw[tilted], np.broadcast_to(box.T_body_box.translation_m, lift.shape))
        middle = position_m[tilted, 2] + offset[:, 2] + lift[:, 2]
        reach = np.abs(edges[..., 2]).sum(axis=1)
        bottom[tilted], top[tilted] = middle - reach, middle + reach
    return bottom, top


def _tilted(turn_xyzw: Float64) -> NDArray[np.bool_]:
    """(T,) whether the z axis leans by more than TILTED_RAD."""
    up = 1.0 - 2.0 * (turn_xyzw[:, 0] ** 2 + turn_xyzw[:, 1] ** 2)
    return np.asarray(up < math.cos(TILTED_RAD))


def _half_edges(box: BodyBox, turn_xyzw: Float64) -> tuple[Float64, Float64]:
    """Half edges (T, 3, 3) of a turned box, one a row, and its middle (T, 3) from that of its bottom."""
    half = 0.5 * np.array([box.length_m, box.width_m, box.height_m])
    edges = np.swapaxes(rotation_of(turn_xyzw), 1, 2) * half[:, None]
    return edges, edges[:, 2]


def overlapping(a: Rectangles, b: Rectangles) -> NDArray[np.bool_]:
    """(T,) whether they share a point: no separating axis (Gottschalk, Lin and Manocha 1996, in the plane)."""
    distance, reach, _ = _projections(a, b)
    return np.asarray((np.abs(distance) <= reach).all(axis=1), dtype=np.bool_)


def gap_m(a: Rectangles, b: Rectangles) -> Float64:
    """(T,) distance between them, 0 where they overlap. Disjoint convex polygons are nearest at a corner of one."""
    nearest = np.minimum(_corner_gap(a, b), _corner_gap(b, a))
    return np.where(overlapping(a, b), 0.0, nearest)


def time_to_overlap_s(a: Rectangles, b: Rectangles, velocity_b_minus_a_mps: Float64) -> Float64:
    """(T,) smallest tau >= 0 at which they overlap when both keep their velocities and headings; inf where never.

    velocity_b_minus_a_mps: (T, 2). Exact: on each separating axis the projections overlap during one interval of tau
    (Ericson, Real-Time Collision Detection, 5.5.8); the answer is the start of the intersection of the four.
    """
    distance, reach, axes = _projections(a, b)
    closing = np.einsum("tkc,tc->tk", axes, velocity_b_minus_a_mps)
    still = np.abs(closing) < 1e-12
    safe = np.where(still, 1.0, closing)
    ends = np.stack([(-reach - distance) / safe, (reach - distance) / safe])
    apart = still & (np.abs(distance) > reach)
    enter = np.where(still, -np.inf, ends.min(axis=0)).max(axis=1)
    leave = np.where(still, np.inf, ends.max(axis=0)).min(axis=1)
    meets = (enter <= leave) & (leave >= 0.0) & ~apart.any(axis=1)
    return np.where(meets, np.maximum(enter, 0.0), np.inf)


def _left(axis: Float64) -> Float64:
    return np.stack([-axis[..., 1], axis[..., 0]], axis=-1)


def _projections(a: Rectangles, b: Rectangles) -> tuple[Float64, Float64, Float64]:
    """On the four edge directions: centre distance (T, 4), sum of half extents (T, 4), the directions (T, 4, 2)."""
    axes = np.stack([a.axis, _left(a.axis), b.axis, _left(b.axis)], axis=1)
    distance = np.einsum("tkc,tc->tk", axes, b.centre_m - a.centre_m)
    reach = np.zeros_like(distance)
    for box in (a, b):
        reach += np.abs(np.einsum("tkc,tc->tk", axes, box.axis)) * box.half_m[:, :1]
        reach += np.abs(np.einsum("tkc,tc->tk", axes, _left(box.axis))) * box.half_m[:, 1:]
    return distance, reach, axes


def _corner_gap(a: Rectangles, b: Rectangles) -> Float64:
    """(T,) smallest distance of a's corners to b's area."""
    offset = a.corners_m() - b.centre_m[:, None, :]
    along = np.abs(np.einsum("tkc,tc->tk", offset, b.axis)) - b.half_m[:, :1]
    across = np.abs(np.einsum("tkc,tc->tk", offset, _left(b.axis))) - b.half_m[:, 1:]
    return np.asarray(np.hypot(np.maximum(along, 0.0), np.maximum(across, 0.0)).min(axis=1), dtype=np.float64)
