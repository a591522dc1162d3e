"""Antlers, horns, tusks and manes, as pieces of the head's or neck's part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.assets.animals.quadruped_head import HeadFrame, Piece
from scenes.assets.animals.quadruped_plan import Plan, head_points
from scenes.assets.shaping.lofts import flat_tube
from scenes.assets.shaping.shapes import mirrored

Float64 = NDArray[np.float64]
Point = tuple[float, float, float]
Tine = tuple[tuple[Point, ...], tuple[float, ...]]
"""Points (along, left, above the head, in head lengths, from the antler's foot) and radii in head lengths."""

ROE_ANTLER: tuple[Tine, ...] = (
    (((0, 0, -0.06), (-0.04, 0.05, 0.35), (0.0, 0.09, 0.70), (0.02, 0.08, 1.0)), (0.065, 0.045, 0.035, 0.01)),
    (((-0.03, 0.06, 0.45), (0.14, 0.08, 0.66), (0.18, 0.08, 0.76)), (0.038, 0.025, 0.008)),
    (((0.0, 0.09, 0.68), (-0.14, 0.10, 0.84), (-0.19, 0.10, 0.92)), (0.034, 0.022, 0.008)),
)
RED_ANTLER: tuple[Tine, ...] = (
    (
        ((0, 0, -0.04), (-0.25, 0.22, 0.30), (-0.50, 0.62, 0.85), (-0.45, 0.85, 1.40), (-0.22, 0.82, 1.95)),
        (0.075, 0.06, 0.052, 0.045, 0.012),
    ),
    (((-0.03, 0.03, 0.05), (0.28, 0.16, 0.12), (0.52, 0.22, 0.40)), (0.045, 0.036, 0.010)),
    (((-0.10, 0.10, 0.14), (0.22, 0.34, 0.30), (0.38, 0.42, 0.55)), (0.038, 0.030, 0.010)),
    (((-0.48, 0.60, 0.82), (-0.10, 0.78, 0.92), (0.12, 0.84, 1.15)), (0.040, 0.030, 0.010)),
    (((-0.45, 0.84, 1.36), (-0.50, 1.06, 1.65), (-0.42, 1.12, 1.86)), (0.038, 0.028, 0.010)),
    (((-0.40, 0.86, 1.50), (-0.68, 0.80, 1.78), (-0.74, 0.72, 1.95)), (0.036, 0.026, 0.010)),
)
WHITETAIL_ANTLER: tuple[Tine, ...] = (
    (
        ((0, 0, -0.04), (-0.22, 0.24, 0.28), (-0.16, 0.62, 0.55), (0.20, 0.82, 0.66), (0.62, 0.72, 0.70)),
        (0.062, 0.052, 0.045, 0.036, 0.010),
    ),
    (((-0.06, 0.06, 0.08), (0.03, 0.08, 0.28)), (0.034, 0.010)),
    (((-0.18, 0.40, 0.40), (-0.22, 0.42, 0.72), (-0.12, 0.38, 1.0)), (0.036, 0.028, 0.010)),
    (((0.10, 0.76, 0.63), (0.04, 0.76, 0.90), (0.12, 0.70, 1.12)), (0.034, 0.026, 0.010)),
    (((0.36, 0.80, 0.67), (0.34, 0.78, 0.86), (0.38, 0.74, 0.98)), (0.030, 0.022, 0.010)),
)
MOOSE_ANTLER: tuple[Tine, ...] = (
    (((0, 0, 0), (-0.05, 0.30, 0.02), (-0.10, 0.52, 0.10)), (0.060, 0.050, 0.060)),
    *(
        (((-0.12, 0.55, 0.12), (a, b, c), (1.18 * a, 1.12 * b, c + 0.16)), (0.055, 0.042, 0.010))
        for a, b, c in (
            (0.30, 0.85, 0.22),
            (0.12, 1.10, 0.34),
            (-0.18, 1.22, 0.45),
            (-0.48, 1.14, 0.52),
            (-0.70, 0.92, 0.5),
        )
    ),
)
MOOSE_PALM: tuple[tuple[Point, float], ...] = (
    ((-0.06, 0.42, 0.06), 0.07),
    ((-0.14, 0.62, 0.14), 0.24),
    ((-0.20, 0.86, 0.24), 0.38),
    ((-0.22, 1.04, 0.34), 0.30),
    ((-0.22, 1.14, 0.40), 0.10),
)


def antler_pieces(
    frame: HeadFrame, tines: Sequence[Tine], foot: tuple[float, float, float], size: float
) -> list[Piece]:
    """Both antlers: bent tubes from their feet (along, above, left of the head)."""
    out = []
    for points, radii in tines:
        path = np.array([_placed(frame, foot, point, size) for point in points])
        r = np.array(radii) * frame.length * min(size, 1.0)
        smooth, widths = _refined(path, r)
        tube = flat_tube(smooth, np.column_stack([widths, widths]), 7, (0.3, 1.0, 0.2))
        out += [Piece(solid=solid, material="horn", part="head") for solid in (tube, mirrored(tube))]
    return out


def palm_pieces(frame: HeadFrame, foot: tuple[float, float, float], size: float) -> list[Piece]:
    """A moose's palms."""
    path = np.array([_placed(frame, foot, point, size) for point, _ in MOOSE_PALM])
    wide = np.array([w for _, w in MOOSE_PALM]) * frame.length * size
    smooth, widths = _refined(path, wide)
    thin = np.full(len(widths), 0.035 * frame.length)
    along = frame.toward(1.0, 0.0, -0.1)
    tube = flat_tube(smooth, np.column_stack([widths, thin]), 10, (along[0], along[1], along[2]))
    return [Piece(solid=solid, material="horn", part="head") for solid in (tube, mirrored(tube))]


def horn_pieces(frame: HeadFrame, foot: tuple[float, float, float], length: float, radius: float) -> list[Piece]:
    """A cow's horns: out, forward and up."""
    points = ((0.0, -0.05, 0.0), (-0.05, 0.45, 0.10), (0.12, 0.80, 0.35), (0.30, 0.88, 0.72))
    return antler_pieces(
        frame, ((points, (radius / length, 0.85 * radius / length, 0.55 * radius / length, 0.01)),), foot, length
    )


def tusk_pieces(frame: HeadFrame, length: float) -> list[Piece]:
    """A boar's lower tusks."""
    points = ((0.0, -0.02, -0.05), (0.04, 0.04, 0.10), (0.0, 0.05, 0.22))
    return antler_pieces(frame, ((points, (0.03, 0.025, 0.005)),), (0.80, -0.08, 0.075), length)


def mane_piece(plan: Plan, down_rad: float, width: float, height: float) -> Piece:
    """A mane along the neck's crest that falls to the right."""
    axis, _, _ = head_points(plan, down_rad)
    rows = np.array(plan.neck)
    t = np.gradient(axis, axis=0)
    t /= np.linalg.norm(t, axis=1, keepdims=True)
    crest = axis + np.column_stack([-t[:, 1], t[:, 0]]) * (rows[:, 3:4] - 0.35 * height)
    path = np.column_stack([crest[:, 0], np.full(len(crest), -0.30 * width), crest[:, 1]])
    path, tall = _refined(path, np.linspace(0.8, 1.0, len(path)) * height)
    tall[0] *= 0.3
    thick = np.full(len(path), width)
    up = (0.0, -0.45, 1.0)
    return Piece(solid=flat_tube(path, np.column_stack([tall, thick]), 10, up), material="hair", part="neck")


def _placed(frame: HeadFrame, foot: tuple[float, float, float], point: Point, size: float) -> Point:
    """A point of an antler: a head's pitch tilts it only half, antlers stand up."""
    base = np.array(frame.at(*foot))
    x, y, z = (size * value * frame.length for value in point)
    tilt = 0.5 * frame.pitch_rad
    c, s = np.cos(tilt), np.sin(tilt)
    return float(base[0] + x * c + z * s), float(base[1] + y), float(base[2] + z * c - x * s)


def _refined(path: Float64, radii: Float64) -> tuple[Float64, Float64]:
    """Quadratic Bezier-like smoothing: three times as many points (Chaikin 1974, two rounds, ends kept)."""
    rows = np.column_stack([path, radii])
    for _ in range(2):
        inner = np.stack([0.75 * rows[:-1] + 0.25 * rows[1:], 0.25 * rows[:-1] + 0.75 * rows[1:]], axis=1)
        rows = np.concatenate([rows[:1], inner.reshape(-1, rows.shape[1])[1:-1], rows[-1:]])
    return rows[:, :3], rows[:, 3]
