"""From the world to road coordinates: the foot of a point on a reference line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

STEPS = 8  # Newton's method doubles the digits a step; lines and arcs need two
CLOSE_M = 1e-7


def project(curve: RoadCurve, xy_m: Float64, guess_m: Float64) -> tuple[Float64, Float64]:
    """(s, t) (N,) of points (N, 2) near stations `guess_m` (N,); s stays on the road.

    Newton's method for (p - c(s)) . c'(s) = 0, whose derivative is curvature t - 1. Steps are cut to the bend's radius,
    so that points beyond a bend's centre do not run away.
    """
    s = np.clip(np.asarray(guess_m, dtype=np.float64), 0.0, curve.length_m)
    t = np.zeros_like(s)
    for _ in range(STEPS):
        along, t, curvature = _foot(curve, xy_m, s)
        step = along / np.maximum(1.0 - curvature * t, 0.2)
        after = np.clip(s + np.clip(step, -20.0, 20.0), 0.0, curve.length_m)
        moved = np.abs(after - s).max(initial=0.0)
        s = after
        if moved < CLOSE_M:
            break
    return s, _foot(curve, xy_m, s)[1]


def _foot(curve: RoadCurve, xy_m: Float64, s: Float64) -> tuple[Float64, Float64, Float64]:
    """How far points lie ahead of and left of stations, and the curvature there."""
    plan = curve.plan_at(s)
    away = xy_m - plan.xy_m
    cos, sin = np.cos(plan.heading_rad), np.sin(plan.heading_rad)
    return away[:, 0] * cos + away[:, 1] * sin, away[:, 1] * cos - away[:, 0] * sin, plan.curvature_per_m
