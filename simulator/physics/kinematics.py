"""Bodies on rails: steps of a change of speed, and pose over arc length from a path."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Path
from scenes.errors import SceneError
from scenes.pose import axis_angle, multiply_quaternions

Float64 = NDArray[np.float64]

CORNER_BLEND_M = 1.0
"""Chosen: a heading turns over at most this arc length on each side of a corner of the path."""
SLOPE_SPAN_M = 0.25
"""Chosen: to either side, over which the change of a pitch is taken."""
SAMPLED_RAD = 0.15
"""Chosen: smaller corners are those of a sampled curve, which turns all along: up to the middles of its pieces."""


def advance(speed: Float64, target: Float64, rate: Float64, step_s: float, steps: int = 1) -> tuple[Float64, Float64]:
    """Distances and speeds (N, K) of N steps from speeds (K,), at a constant rate until the target. Exact."""
    gain = np.sign(target - speed) * rate * step_s
    free = np.add.accumulate(np.vstack([speed, np.broadcast_to(gain, (steps, len(gain)))]))
    done = np.logical_or.accumulate(np.abs(target - free[:-1]) / rate < step_s)
    after = np.where(done, target, free[1:])
    before = np.vstack([speed, after[:-1]])
    changing_s = np.minimum(np.abs(target - before) / rate, step_s)
    return 0.5 * (before + after) * changing_s + target * (step_s - changing_s), after


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Track:
    """A path prepared for queries by arc length: corners (N, 3) at arc lengths (N,), headings (H,) at knots (H,)."""

    corners_m: Float64
    along_m: Float64
    knot_m: Float64
    knot_heading_rad: Float64
    _tangents: Float64 = field(init=False, repr=False)
    _slopes: Float64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        slopes = np.diff(self.knot_heading_rad) / np.diff(self.knot_m)
        object.__setattr__(self, "_slopes", np.concatenate([[0.0], slopes, [0.0]]))
        object.__setattr__(self, "_tangents", np.diff(self.corners_m, axis=0) / np.diff(self.along_m)[:, None])

    def poses(self, s_m: Float64) -> tuple[Float64, Float64]:
        """Positions (T, 3) and upright quaternions (T, 4) at arc lengths (T,); straight on beyond both ends."""
        heading = np.interp(s_m, self.knot_m, self.knot_heading_rad)
        return self.points(s_m), axis_angle((0.0, 0.0, 1.0), heading)

    def points(self, s_m: Float64) -> Float64:
        """Positions (T, 3) at arc lengths (T,)."""
        k = self._pieces(s_m)
        return np.asarray(self.corners_m[k] + (s_m - self.along_m[k])[:, None] * self._tangents[k])

    def inclined(self, s_m: Float64, base_m: float, slip_rad: Float64 | None = None) -> tuple[Float64, Float64]:
        """Quaternions (T, 4) of a body that stands on the path with an axle at the arc length and one `base_m` ahead,
        and the change of its pitch per arc length (T,), 1/m, nose down positive. slip_rad: (T,) added to its heading.
        """
        heading = np.interp(s_m, self.knot_m, self.knot_heading_rad)
        if slip_rad is not None:
            heading = heading + slip_rad
        pitch = axis_angle((0.0, 1.0, 0.0), self._pitch(s_m, base_m))
        change = self._pitch(s_m + SLOPE_SPAN_M, base_m) - self._pitch(s_m - SLOPE_SPAN_M, base_m)
        turned = multiply_quaternions(axis_angle((0.0, 0.0, 1.0), heading), pitch)
        return turned, change / (2.0 * SLOPE_SPAN_M)

    def _pitch(self, s_m: Float64, base_m: float) -> Float64:
        """Nose-down pitch (T,) of the chord from an arc length to one ahead."""
        chord = self.points(s_m + base_m) - self.points(s_m)
        return -np.arctan2(chord[:, 2], np.hypot(chord[:, 0], chord[:, 1]))

    def tangents(self, s_m: Float64) -> Float64:
        """Unit directions of travel (T, 3)."""
        return np.asarray(self._tangents[self._pieces(s_m)])

    def curvature(self, s_m: Float64) -> Float64:
        """Turn of the heading per arc length (T,), 1/m, left positive."""
        return np.asarray(self._slopes[np.searchsorted(self.knot_m, s_m, side="right")])

    def _pieces(self, s_m: Float64) -> NDArray[np.int64]:
        last = len(self.along_m) - 2
        return np.clip(np.searchsorted(self.along_m, s_m, side="right") - 1, 0, last).astype(np.int64)


def track_of(path: Path, name: str) -> Track:
    """Prepares the path of actor `name`; raises SceneError where it has no length on the ground."""
    return track_through(np.asarray(path.points_m, dtype=np.float64), f"actor '{name}': its path")


def track_through(points: Float64, what: str) -> Track:
    """Prepares a line through points (N, 3); raises SceneError where it has no length on the ground."""
    pieces = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    points = points[np.concatenate([[True], pieces > 1e-9])]
    if len(points) < 2:
        raise SceneError(f"{what} has no length on the ground")
    steps = np.diff(points, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    reach = np.minimum(0.5 * lengths[:-1], 0.5 * lengths[1:])
    corner = np.abs(np.diff(heading)) > SAMPLED_RAD
    reach = np.where(corner, np.minimum(CORNER_BLEND_M, reach), reach)
    inner = np.stack([along[1:-1] - reach, along[1:-1] + reach], axis=1).ravel()
    knot = np.concatenate([along[:1], inner, along[-1:]])
    value = np.concatenate([heading[:1], np.stack([heading[:-1], heading[1:]], axis=1).ravel(), heading[-1:]])
    # where blends of a finely sampled curve meet, two knots are one
    apart = np.concatenate([[True], np.diff(knot) > 1e-9])
    return Track(corners_m=points, along_m=along, knot_m=knot[apart], knot_heading_rad=value[apart])
