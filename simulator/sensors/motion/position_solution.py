"""What errors of ranges make of a position: weighted least squares, dilution of precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

FEWEST = 4
"""Satellites that a position and a clock need."""
MOST_DILUTION = 25.0
"""Of a position in space, above which receivers give none (u-blox' default mask, unverified)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Geometry:
    """gain: (3, S) metres of position (east, north, up) a metre of range error. hdop_ratio, vdop_ratio: unweighted
    dilution of precision (Kaplan & Hegarty, Understanding GPS, section 11.2).
    """

    gain: Float64
    hdop_ratio: float
    vdop_ratio: float


def geometry_of(directions: Float64, sigma_m: Float64) -> Geometry | None:
    """Of satellites in directions (S, 3) whose ranges have standard deviations (S,); None where they fix no position.

    H has rows (-east, -north, -up, 1); the gain is (H' W H)^-1 H' W with W = 1 / sigma^2.
    """
    if len(directions) < FEWEST:
        return None
    H = np.concatenate([-directions, np.ones((len(directions), 1))], axis=1)
    plain = _normal(H, np.ones(len(H)))
    if np.linalg.cond(plain) > 1e8:
        return None
    dilution = np.sqrt(np.diagonal(_inverse(plain)))
    if float((dilution[:3] ** 2).sum()) > MOST_DILUTION**2:
        return None
    weight = 1.0 / sigma_m**2
    inverse = _inverse(_normal(H, weight))
    weighted = H * weight[:, None]
    gain = (inverse[:3, None, :] * weighted[None, :, :]).sum(axis=2)
    return Geometry(gain=gain, hdop_ratio=float(np.hypot(dilution[0], dilution[1])), vdop_ratio=float(dilution[2]))


def solved(geometry: Geometry, range_errors_m: Float64) -> Float64:
    """(3,) m: error of the position that errors (S,) of the ranges make."""
    return np.asarray((geometry.gain * range_errors_m).sum(axis=1))


def _inverse(matrix: Float64) -> Float64:
    """Of a symmetric positive definite (N, N), by Gauss and Jordan: element by element, the same on every machine."""
    size = len(matrix)
    rows = np.concatenate([matrix, np.eye(size)], axis=1)
    for k in range(size):
        rows[k] = rows[k] / rows[k, k]
        share = np.where(np.arange(size) == k, 0.0, rows[:, k])
        rows = rows - share[:, None] * rows[k]
    return rows[:, size:]


def _normal(H: Float64, weight: Float64) -> Float64:
    """(4, 4): H' W H, summed element by element."""
    return np.asarray((H[:, :, None] * H[:, None, :] * weight[:, None, None]).sum(axis=0))
