"""From road coordinates to the world: `(s, t) -> position, heading, normal`, for many places at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.roads.cubic import Profile
from scenes.roads.plan import PlanRecord
from scenes.roads.plan_curves import local_points
from scenes.roads.road import Road

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PlanPoints:
    """Points of a reference line in the ground plane. xy_m: (N, 2). heading_rad, curvature_per_m: (N,)."""

    xy_m: Float64
    heading_rad: Float64
    curvature_per_m: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadPoints:
    """Places on a road. position_m: (N, 3) world. heading_rad: (N,) of growing s. normal: (N, 3) unit, upwards."""

    position_m: Float64
    heading_rad: Float64
    normal: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadCurve:
    """A road's reference line and profiles, ready for queries. Stations outside the road continue its ends."""

    length_m: float
    plan: tuple[PlanRecord, ...]
    plan_starts_m: Float64
    elevation: Profile
    superelevation: Profile
    lane_offset: Profile

    @classmethod
    def of(cls, road: Road) -> RoadCurve:
        """The curve of a road."""
        return cls(
            length_m=road.length_m,
            plan=road.plan,
            plan_starts_m=np.array([record.s_m for record in road.plan]),
            elevation=Profile.of(road.elevation),
            superelevation=Profile.of(road.superelevation),
            lane_offset=Profile.of(road.lane_offset),
        )

    def plan_at(self, s_m: ArrayLike) -> PlanPoints:
        """The reference line at stations (N,)."""
        s = np.asarray(s_m, dtype=np.float64).reshape(-1)
        xy, heading, curvature = np.empty((len(s), 2)), np.empty(len(s)), np.empty(len(s))
        index = np.clip(np.searchsorted(self.plan_starts_m, s, side="right") - 1, 0, len(self.plan) - 1)
        for k in np.unique(index):
            rows, record = np.flatnonzero(index == k), self.plan[k]
            along = s[rows] - record.s_m
            inside = np.clip(along, 0.0, record.length_m)
            u, v, turn, curvature[rows] = local_points(record, inside)
            beyond = along - inside
            u, v = u + beyond * np.cos(turn), v + beyond * np.sin(turn)
            c, sine = np.cos(record.heading_rad), np.sin(record.heading_rad)
            xy[rows] = np.stack([record.x_m + c * u - sine * v, record.y_m + sine * u + c * v], axis=1)
            heading[rows] = record.heading_rad + turn
        return PlanPoints(xy_m=xy, heading_rad=heading, curvature_per_m=curvature)

    def frames(self, s_m: ArrayLike) -> tuple[Float64, Float64]:
        """Points of the reference line (N, 3), and by what a metre of t moves from them (N, 3).

        z = elevation + t tan(superelevation): t is measured in the ground plane (OpenDRIVE 1.4, section 3.3).
        """
        s = np.asarray(s_m, dtype=np.float64).reshape(-1)
        return self._frames(s, self.plan_at(s))

    def _frames(self, s: Float64, plan: PlanPoints) -> tuple[Float64, Float64]:
        cos, sin, tilt = np.cos(plan.heading_rad), np.sin(plan.heading_rad), np.tan(self.superelevation.at(s))
        return np.column_stack([plan.xy_m, self.elevation.at(s)]), np.stack([-sin, cos, tilt], axis=1)

    def points(self, s_m: ArrayLike, t_m: ArrayLike = 0.0, height_m: ArrayLike = 0.0) -> RoadPoints:
        """Places at stations s, offsets t (left positive) and heights above the surface; broadcast to (N,)."""
        s, t, height = (np.ravel(a) for a in np.broadcast_arrays(*(np.asarray(a, float) for a in (s_m, t_m, height_m))))
        plan = self.plan_at(s)
        origin, left = self._frames(s, plan)
        stretch = 1.0 - plan.curvature_per_m * t
        cos, sin = np.cos(plan.heading_rad), np.sin(plan.heading_rad)
        rise = self.elevation.slope(s) + t * self.superelevation.slope(s) * (1.0 + left[:, 2] ** 2)
        normal = np.cross(np.stack([stretch * cos, stretch * sin, rise], axis=1), left)
        normal *= np.where(normal[:, 2:] < 0.0, -1.0, 1.0)  # beyond the centre of a bend the surface is folded over
        length = np.linalg.norm(normal, axis=1, keepdims=True)
        normal = np.where(length > 1e-9, normal / np.maximum(length, 1e-9), [[0.0, 0.0, 1.0]])
        position = origin + t[:, None] * left + height[:, None] * np.array([0.0, 0.0, 1.0])
        return RoadPoints(position_m=position, heading_rad=plan.heading_rad, normal=normal)
