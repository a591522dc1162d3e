"""Irradiance of a surface under the open sky as a polynomial of its normal.

Ramamoorthi and Hanrahan: An Efficient Representation for Irradiance Environment Maps, SIGGRAPH 2001: nine terms, the
spherical harmonics up to the second order. Here the nine are fitted to true irradiances, so that an upward normal,
which most of a street has, is right.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.render.sky_map import column_azimuths, row_heights, solid_angles
from simulator.render.spectrum import weighted_sum

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_BLOCK = (8, 16)
"""Texels of the sky map that are joined for the integrals: they then see some 3 degrees."""
_UPWARD_WEIGHT = 200.0
"""Weight of the upward normal in the fit against 1 for others (chosen: makes its error less than 0.1 %)."""


def monomials(normal: Float64) -> Float64:
    """The nine terms (..., 9) at unit normals (..., 3): 1, x, y, z, xy, yz, xz, z^2, x^2 - y^2."""
    x, y, z = normal[..., 0], normal[..., 1], normal[..., 2]
    return np.stack([np.ones_like(x), x, y, z, x * y, y * z, x * z, z * z, x * x - y * y], -1)


def irradiance_terms(sky: Float32, below: Float64) -> Float64:
    """Coefficients (9, 3) of `monomials`, lux, for a sky map (rows, columns, 3) and a ground of radiance below (3,)."""
    rows, columns = sky.shape[:2]
    weighted = sky * solid_angles(rows, columns).astype(np.float32)[..., None]
    flux = weighted.reshape(rows // _BLOCK[0], _BLOCK[0], columns // _BLOCK[1], _BLOCK[1], 3).sum(axis=(1, 3))
    normals, directions, from_ground, solve = _fit(rows, columns)
    facing = np.maximum(np.einsum("nk,mk->nm", normals, directions), 0.0)
    true = weighted_sum(facing, flux.reshape(-1, 3)) + from_ground[:, None] * below
    return weighted_sum(solve, true)


@lru_cache(maxsize=1)
def _fit(rows: int, columns: int) -> tuple[Float64, Float64, Float64, Float64]:
    """Normals (N, 3), directions of joined texels (M, 3), view factor of the ground (N,) times pi, and the
    matrix (9, N) from irradiances to coefficients.
    """
    count = 192
    z = 1.0 - (2.0 * np.arange(count) + 1.0) / count
    turn = np.arange(count) * math.pi * (3.0 - math.sqrt(5.0))
    flat = np.sqrt(1.0 - z * z)
    normals = np.vstack([np.stack([flat * np.cos(turn), flat * np.sin(turn), z], -1), [[0.0, 0.0, 1.0]]])
    weight = np.sqrt(np.append(np.ones(count), _UPWARD_WEIGHT * count))
    solve = np.linalg.pinv(monomials(normals) * weight[:, None]) * weight[None, :]
    return normals, _block_directions(rows, columns), math.pi * (1.0 - normals[:, 2]) / 2.0, solve


def _block_directions(rows: int, columns: int) -> Float64:
    """Mean directions (M, 3) of the joined texels, weighted by solid angle and not normalised: right for even light."""
    z, azimuth = row_heights(rows)[:, None], column_azimuths(columns)[None, :]
    flat = np.sqrt(1.0 - z * z)
    vectors = np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), np.broadcast_to(z, (rows, columns))], -1)
    weight = solid_angles(rows, columns)[..., None]
    shape = (rows // _BLOCK[0], _BLOCK[0], columns // _BLOCK[1], _BLOCK[1], -1)
    total = (vectors * weight).reshape(shape).sum(axis=(1, 3))
    return np.asarray((total / weight.reshape(shape).sum(axis=(1, 3))).reshape(-1, 3), dtype=np.float64)
