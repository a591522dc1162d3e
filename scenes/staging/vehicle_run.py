"""Another vehicle on a line: where it is over time, ahead, beside or oncoming, and the actor that drives so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor, Path
from scenes.asset import AssetSpec, BodyBox
from scenes.errors import SceneError
from scenes.material import Lamp, Material
from scenes.pose import Body, Pose, World
from scenes.rectangles import Rectangles, same_size
from scenes.staging.line import Line
from scenes.staging.sideways import Sideways
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Area, band
from scenes.staging.venue import Venue

Float64 = NDArray[np.float64]

STEP_S = 0.05
"""Chosen: a car at 130 km/h drives 1.8 m in it."""
SPAN_M = 3.0
"""Chosen: to either side, over which a line's heading and curvature are taken, so that its samples do not show."""
POINT_M = 0.5
"""Chosen: points of a path are at least that far apart, but for the last."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class VehicleRun:
    """times_s: (T,) from just before 0 on. along_m, left_m: (T,) of its origin on the line.

    against: it drives the line backwards. Arc length over ground grows as the pace says, whatever the line's bends and
    the changes of lane.
    """

    line: Line
    pace: SpeedProfile
    times_s: Float64
    along_m: Float64
    left_m: Float64
    against: bool

    @classmethod
    def of(
        cls,
        line: Line,
        pace: SpeedProfile,
        at_m: float,
        at_s: float,
        until_s: float,
        *,
        left_m: float = 0.0,
        sideways: Sequence[Sideways] = (),
        against: bool = False,
    ) -> VehicleRun:
        """Who has the origin at a distance along the line at a time. left_m: offset besides `sideways`."""
        anchor = max(int(np.ceil(at_s / STEP_S)), 0) + 1
        count = anchor + max(int(np.ceil((until_s - at_s) / STEP_S)), 0) + 1
        times: Float64 = at_s + (np.arange(count + 1, dtype=np.float64) - anchor) * STEP_S
        left = left_m + np.sum([np.zeros(len(times)), *(one.moved_m(times) for one in sideways)], axis=0)
        run = np.array([pace.distance_m(float(t)) for t in times])
        steps, drift = np.diff(run), np.diff(left)
        straight = np.sqrt(np.maximum(steps**2 - drift**2, 0.0)) * (-1.0 if against else 1.0)
        middle = 0.5 * (left[1:] + left[:-1])
        curvature = _curvature(line)
        along = np.zeros(len(times))
        along[anchor] = at_m
        for k in range(anchor, count):
            along[k + 1] = along[k] + straight[k] / _stretch(line, curvature, along[k], middle[k])
        for k in range(anchor, 0, -1):
            along[k - 1] = along[k] - straight[k - 1] / _stretch(line, curvature, along[k], middle[k - 1])
        return cls(line=line, pace=pace, times_s=times, along_m=along, left_m=left, against=against)

    def at_m(self, t_s: float) -> float:
        """Distance along the line at a time."""
        return float(np.interp(t_s, self.times_s, self.along_m))

    def beside_m(self, t_s: float) -> float:
        """Offset to the line's left at a time."""
        return float(np.interp(t_s, self.times_s, self.left_m))

    def xy_m(self, times_s: Float64) -> Float64:
        """Positions (T, 2) of the origin."""
        along = np.interp(times_s, self.times_s, self.along_m)
        left = np.interp(times_s, self.times_s, self.left_m)
        return beside(self.line, along, left)

    def plans(self, box: BodyBox, times_s: Float64) -> tuple[Rectangles, Float64]:
        """Ground rectangles at times (T,), and velocities (T, 2)."""
        before, after = self.xy_m(times_s - 0.5 * STEP_S), self.xy_m(times_s + 0.5 * STEP_S)
        here = self.xy_m(times_s)
        step = after - before
        length = np.linalg.norm(step, axis=1, keepdims=True)
        rolling = np.array([self.pace.speed_mps(float(t)) for t in times_s])
        axis = np.where(length > 1e-6, step / np.maximum(length, 1e-9), self._headings(times_s))
        centre = here + axis * box.middle_m
        half = same_size(len(centre), 0.5 * box.length_m, 0.5 * box.width_m)
        return Rectangles(centre_m=centre, axis=axis, half_m=half), axis * rolling[:, None]

    def pose(self, t_s: float, venue: Venue) -> Pose[World, Body]:
        """The upright pose at a time, on the ground."""
        rectangle, _ = self.plans(BodyBox(length_m=1.0, width_m=1.0, height_m=1.0), np.array([t_s]))
        x, y = self.xy_m(np.array([t_s]))[0]
        z = float(_heights(self, venue, np.array([t_s]))[0])
        return Pose.planar(float(x), float(y), float(np.arctan2(rectangle.axis[0, 1], rectangle.axis[0, 0])), z)

    def path(self, venue: Venue) -> Path:
        """The way from time 0 on, as points on the ground."""
        times = np.concatenate([[0.0], self.times_s[self.times_s > 1e-9]])
        xy = self.xy_m(times)
        points = np.column_stack([xy, _heights(self, venue, times)])
        kept = [points[0]]
        for point in points[1:-1]:
            if np.hypot(*(point - kept[-1])[:2]) >= POINT_M:
                kept.append(point)
        if np.hypot(*(points[-1] - kept[-1])[:2]) > 0.1 * POINT_M:
            kept.append(points[-1])
        if len(kept) < 2:
            raise SceneError("a vehicle that hardly moves has no way")
        return Path(points_m=tuple((float(x), float(y), float(z)) for x, y, z in kept))

    def actor(
        self,
        name: str,
        spec: AssetSpec,
        venue: Venue,
        *,
        mass_kg: float | None = None,
        lamps_on: tuple[Lamp, ...] = (),
        appearance: tuple[tuple[str, Material], ...] = (),
        group: int = 0,
    ) -> Actor:
        """The vehicle at time 0; its `pace.events(name)` belong to it."""
        return Actor(
            name=name,
            asset=spec,
            body="kinematic",
            T_world_body=self.pose(0.0, venue),
            path=self.path(venue),
            speed_mps=self.pace.speed_mps(0.0),
            mass_kg=mass_kg,
            lamps_on=lamps_on,
            appearance=appearance,
            group=group,
        )

    def clear(self, margin_m: float = 2.0) -> Area:
        """The area of its way, a margin to either side."""
        return band([(float(x), float(y)) for x, y in self.xy_m(self.times_s[::10])], margin_m)

    def _headings(self, times_s: Float64) -> Float64:
        along = np.interp(times_s, self.times_s, self.along_m)
        tangent = _tangents(self.line, along)
        return -tangent if self.against else tangent


def beside(line: Line, along_m: Float64, left_m: Float64) -> Float64:
    """Positions (T, 2) beside a line; straight on beyond its ends."""
    tangent = _tangents(line, along_m)
    inside = np.clip(along_m, 0.0, line.path.length_m)
    base = np.stack([np.interp(inside, line.path.distance_m, line.path.points_m[:, k]) for k in range(2)], axis=1)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    return np.asarray(base + (along_m - inside)[:, None] * tangent + left_m[:, None] * normal)


def _tangents(line: Line, along_m: Float64) -> Float64:
    """Unit directions (T, 2) of a line at distances."""
    path = line.path
    middle = np.clip(along_m, SPAN_M, path.length_m - SPAN_M)
    ends = [
        np.stack([np.interp(middle + side, path.distance_m, path.points_m[:, k]) for k in range(2)], axis=1)
        for side in (-SPAN_M, SPAN_M)
    ]
    step = ends[1] - ends[0]
    return np.asarray(step / np.linalg.norm(step, axis=1, keepdims=True))


def _curvature(line: Line) -> Float64:
    """1/m at the line's stations, left positive."""
    tangent = _tangents(line, line.station_m)
    heading = np.unwrap(np.arctan2(tangent[:, 1], tangent[:, 0]))
    return np.asarray(np.gradient(heading, line.station_m)) if len(heading) > 1 else np.zeros(len(heading))


def _stretch(line: Line, curvature: Float64, along_m: float, left_m: float) -> float:
    """How much longer than the line the way beside it is."""
    return max(0.2, 1.0 - left_m * float(np.interp(along_m, line.station_m, curvature, left=0.0, right=0.0)))


def _heights(run: VehicleRun, venue: Venue, times_s: Float64) -> Float64:
    """Of the ground (T,): the line's own, and by how much the road falls to the side."""
    along = np.interp(times_s, run.times_s, run.along_m)
    left = np.interp(times_s, run.times_s, run.left_m)
    own = np.interp(along, run.line.path.distance_m, run.line.path.points_m[:, 2])
    under = venue.heights_m(beside(run.line, along, np.zeros(len(along))))
    return np.asarray(own + np.where(np.abs(left) > 1e-3, venue.heights_m(run.xy_m(times_s)) - under, 0.0))
