"""The map that the sky is kept in, made so that a look-up needs no transcendental function.

Row r holds the directions of height z = q (2 - q), q = (r / (SKY_ROWS - 1))^2: fine at the horizon, where streets look,
and even at the zenith. Columns are even steps of the diamond angle: 1 - x / (|x| + |y|) on the side of positive y and
3 + x / (|x| + |y|) on the other, a turn being 4; column 0 looks towards +x, columns go counter-clockwise.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

SKY_ROWS, SKY_COLUMNS = 256, 1024


def row_heights(rows: int = SKY_ROWS) -> Float64:
    """Sine of the elevation of each row (rows,), 0 to 1."""
    q = np.linspace(0.0, 1.0, rows) ** 2
    return np.asarray(q * (2.0 - q), dtype=np.float64)


def column_azimuths(columns: int = SKY_COLUMNS) -> Float64:
    """Azimuth of each column (columns,), rad, counter-clockwise from +x."""
    quarter, share = np.divmod(np.arange(columns) * (4.0 / columns), 1.0)
    return np.asarray(quarter * (math.pi / 2) + np.arctan2(share, 1.0 - share), dtype=np.float64)


@lru_cache(maxsize=2)
def map_directions(rows: int = SKY_ROWS, columns: int = SKY_COLUMNS) -> Float32:
    """Unit vectors (rows, columns, 3), world frame."""
    z = row_heights(rows)[:, None]
    flat = np.sqrt(1.0 - z * z)
    azimuth = column_azimuths(columns)[None, :]
    out = np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), np.broadcast_to(z, (rows, columns))], -1)
    out = out.astype(np.float32)
    out.flags.writeable = False
    return out


def map_cosines(direction: NDArray[np.floating]) -> Float32:
    """Cosine (SKY_ROWS, SKY_COLUMNS) between the texels and a unit direction (3,)."""
    toward = direction.astype(np.float32)
    return np.asarray(np.einsum("rcx,x->rc", map_directions(), toward))


@lru_cache(maxsize=2)
def solid_angles(rows: int = SKY_ROWS, columns: int = SKY_COLUMNS) -> Float64:
    """Solid angle (rows, columns) of each texel, sr; they add up to a hemisphere."""
    z = row_heights(rows)
    edges = np.concatenate([[0.0], (z[1:] + z[:-1]) / 2, [1.0]])
    azimuth = np.append(column_azimuths(columns), 2 * math.pi)
    middle = (azimuth[1:] + azimuth[:-1]) / 2
    width = np.diff(np.concatenate([[middle[-1] - 2 * math.pi], middle]))
    out = np.asarray(np.diff(edges)[:, None] * width[None, :], dtype=np.float64)
    out.flags.writeable = False
    return out


def horizontal_lx(radiance: Float32) -> Float64:
    """Illuminance (3,) on the horizontal of a map (rows, columns, 3): integral of L sin(elevation)."""
    rows, columns = radiance.shape[:2]
    weight = solid_angles(rows, columns) * row_heights(rows)[:, None]
    return np.asarray(np.einsum("rc,rcx->x", weight.astype(np.float32), radiance), dtype=np.float64)


def looked_up(radiance: Float32, direction: Float64) -> Float64:
    """Radiance (..., 3) of a map (rows, columns, 3) from directions (..., 3); below the horizon, the horizon's."""
    rows, columns = radiance.shape[:2]
    d = direction / np.linalg.norm(direction, axis=-1, keepdims=True)
    z = np.clip(d[..., 2], 0.0, 1.0)
    row = np.sqrt(z / (1.0 + np.sqrt(1.0 - z))) * (rows - 1)
    share = d[..., 0] / np.maximum(np.abs(d[..., 0]) + np.abs(d[..., 1]), 1e-9)
    column = np.where(d[..., 1] >= 0, 1.0 - share, 3.0 + share) * (columns / 4)
    r0 = np.minimum(row.astype(np.int64), rows - 2)
    c0 = np.minimum(column.astype(np.int64), columns - 1)
    c1 = (c0 + 1) % columns
    fr, fc = (row - r0)[..., None], (column - c0)[..., None]
    low = radiance[r0, c0] * (1 - fc) + radiance[r0, c1] * fc
    high = radiance[r0 + 1, c0] * (1 - fc) + radiance[r0 + 1, c1] * fc
    return np.asarray(low * (1 - fr) + high * fr, dtype=np.float64)
