"""Points of plan-view shapes in their record's frame: closed forms where there are, Gauss-Legendre sums elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.roads.plan import Arc, Line, ParamPoly3, PlanRecord, PlanShape, Poly3, Spiral

Float64 = NDArray[np.float64]
Local = tuple[Float64, Float64, Float64, Float64]
"""u, v (metres), direction (radians) and curvature (1/m), each (N,)."""

_NODES, _WEIGHTS = (array for array in np.polynomial.legendre.leggauss(12))
_PANEL_RAD = 1.0  # a 12-point rule integrates cos and sin over one radian to 1e-16 of the panel's length
_STRAIGHT_PER_M = 1e-12  # below it an arc of 100 km leaves its tangent by less than 5 mm
_PANEL_M = 2.0  # chosen: piece of a cubic over which its arc length is summed by one rule
_NEWTON_STEPS = 6


def local_points(record: PlanRecord, along_m: Float64) -> Local:
    """Points of a record at distances `along_m` (N,) from its start, in the frame of its start."""
    shape: PlanShape = record.shape
    match shape:
        case Line():
            zero = np.zeros_like(along_m)
            return along_m, zero, zero, zero
        case Arc():
            return _arc(along_m, shape.curvature_per_m)
        case Spiral():
            return _spiral(along_m, shape, record.length_m)
        case ParamPoly3():
            return _param_poly3(along_m, shape, record.length_m)
        case Poly3():
            return _poly3(along_m, shape, record.length_m)


def _arc(s: Float64, k: float) -> Local:
    curvature = np.full_like(s, k)
    if abs(k) < _STRAIGHT_PER_M:
        return s, 0.5 * k * s * s, k * s, curvature
    half = 0.5 * k * s
    chord = s * np.sinc(half / np.pi)  # 2 sin(k s / 2) / k without cancellation
    return chord * np.cos(half), chord * np.sin(half), k * s, curvature


def _spiral(s: Float64, shape: Spiral, length_m: float) -> Local:
    """The clothoid's integral of (cos, sin)(k0 s + k' s^2 / 2), by panels that turn by at most one radian."""
    k0 = shape.start_curvature_per_m
    rate = (shape.end_curvature_per_m - k0) / length_m
    steepest = max(abs(k0), abs(shape.end_curvature_per_m))
    panels = max(1, int(np.ceil(steepest * length_m / _PANEL_RAD)))
    edges = np.linspace(0.0, length_m, panels + 1)
    whole = _turning(edges[:-1], edges[1:], k0, rate)
    before = np.concatenate([np.zeros((2, 1)), np.cumsum(whole, axis=1)], axis=1)
    index = np.clip(np.searchsorted(edges, s, side="right") - 1, 0, panels - 1)
    u, v = before[:, index] + _turning(edges[index], s, k0, rate)
    return u, v, s * (k0 + 0.5 * rate * s), k0 + rate * s


def _turning(start: Float64, end: Float64, k0: float, rate: float) -> Float64:
    """Displacements (2, N) along a clothoid between stations."""
    half = 0.5 * (end - start)
    at = (0.5 * (end + start))[:, None] + half[:, None] * _NODES
    angle = at * (k0 + 0.5 * rate * at)
    return np.stack([half * (np.cos(angle) @ _WEIGHTS), half * (np.sin(angle) @ _WEIGHTS)])


def _param_poly3(s: Float64, shape: ParamPoly3, length_m: float) -> Local:
    scale = 1.0 / length_m if shape.parameter == "normalized" else 1.0
    p = s * scale
    u, du, ddu = _cubic(p, shape.u)
    v, dv, ddv = _cubic(p, shape.v)
    return u, v, np.arctan2(dv, du), _curvature(du, dv, ddu, ddv)


def _poly3(s: Float64, shape: Poly3, length_m: float) -> Local:
    u = _abscissa(s, shape.v, length_m)
    v, dv, ddv = _cubic(u, shape.v)
    one = np.ones_like(u)
    return u, v, np.arctan2(dv, one), _curvature(one, dv, np.zeros_like(u), ddv)


def _abscissa(s: Float64, v: tuple[float, float, float, float], length_m: float) -> Float64:
    """The u at which the curve (u, v(u)) has run `s` metres: Newton's method on sums of its arc length."""
    panels = max(1, int(np.ceil(length_m / _PANEL_M)))
    edges = np.linspace(0.0, length_m, panels + 1)
    lengths = np.concatenate([[0.0], np.cumsum(_lengths(edges[:-1], edges[1:], v))])
    u = np.interp(s, lengths, edges)
    for _ in range(_NEWTON_STEPS):
        index = np.clip(np.searchsorted(edges, u, side="right") - 1, 0, panels - 1)
        run = lengths[index] + _lengths(edges[index], u, v)
        u = u - (run - s) / np.hypot(1.0, _cubic(u, v)[1])
    return u


def _lengths(start: Float64, end: Float64, v: tuple[float, float, float, float]) -> Float64:
    half = 0.5 * (end - start)
    at = (0.5 * (end + start))[:, None] + half[:, None] * _NODES
    return np.asarray(half * (np.hypot(1.0, _cubic(at, v)[1]) @ _WEIGHTS))


def _cubic(p: Float64, row: tuple[float, float, float, float]) -> tuple[Float64, Float64, Float64]:
    """Value, first and second derivative."""
    a, b, c, d = row
    return a + p * (b + p * (c + p * d)), b + p * (2.0 * c + 3.0 * p * d), 2.0 * c + 6.0 * p * d


def _curvature(du: Float64, dv: Float64, ddu: Float64, ddv: Float64) -> Float64:
    speed = np.maximum(np.hypot(du, dv), 1e-9)
    return np.asarray((du * ddv - dv * ddu) / speed**3)
