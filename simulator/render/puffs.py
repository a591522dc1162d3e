"""Clouds in one place as sums of round Gaussian puffs: spray, snow that is blown up, smoke, dust.

Extinction of a puff is beta exp(-r^2 / 2 s^2). Along a ray that passes its centre at distance b, between distances 0
and d, the optical depth is beta s sqrt(pi/2) exp(-b^2 / 2 s^2) [erf((d - m) / (s sqrt 2)) + erf(m / (s sqrt 2))], where
m is the distance at which the ray is next to the centre. Depths add up, in any order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Float64 = NDArray[np.float64]

REACH = 3.0
"""Standard deviations beyond which a puff is nothing (e^-4.5 = 1 % of its middle)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Puffs:
    """K puffs, world frame. centre_m (K, 3), sigma_m (K,), extinction_per_m (K,) in the middle, albedo (K, 3)."""

    centre_m: Float64
    sigma_m: Float64
    extinction_per_m: Float64
    albedo: Float64

    def __len__(self) -> int:
        return len(self.sigma_m)

    def where(self, chosen: NDArray[np.bool_]) -> Puffs:
        """Those of the chosen (K,)."""
        return Puffs(
            centre_m=self.centre_m[chosen],
            sigma_m=self.sigma_m[chosen],
            extinction_per_m=self.extinction_per_m[chosen],
            albedo=self.albedo[chosen],
        )


NO_PUFFS = Puffs(centre_m=np.zeros((0, 3)), sigma_m=np.zeros(0), extinction_per_m=np.zeros(0), albedo=np.zeros((0, 3)))


def joined(parts: Sequence[Puffs]) -> Puffs:
    """All puffs of several lists."""
    every = [NO_PUFFS, *parts]
    return Puffs(
        centre_m=np.concatenate([p.centre_m for p in every]),
        sigma_m=np.concatenate([p.sigma_m for p in every]),
        extinction_per_m=np.concatenate([p.extinction_per_m for p in every]),
        albedo=np.concatenate([p.albedo for p in every]),
    )


def optical_depth(puffs: Puffs, origin_m: Float64, direction: Float64, distance_m: Float64) -> Float64:
    """Optical depth (N,) of all puffs on N ways from world points (N, 3) along unit directions over distances (N,)."""
    total = np.zeros(np.broadcast_shapes(origin_m.shape[:-1], distance_m.shape))
    for k in range(len(puffs)):
        offset = puffs.centre_m[k] - origin_m
        middle = np.sum(offset * direction, axis=-1)
        aside = np.sum(offset * offset, axis=-1) - middle * middle
        scale = 1.0 / (puffs.sigma_m[k] * math.sqrt(2.0))
        along = erf((distance_m - middle) * scale) + erf(middle * scale)
        peak = puffs.extinction_per_m[k] * puffs.sigma_m[k] * math.sqrt(0.5 * math.pi)
        total += peak * np.exp(-np.maximum(aside, 0.0) * scale * scale) * along
    return total


def extinction_at(puffs: Puffs, point_m: Float64) -> Float64:
    """Extinction (N,), 1/m, at world points (N, 3)."""
    total = np.zeros(point_m.shape[:-1])
    for k in range(len(puffs)):
        offset = point_m - puffs.centre_m[k]
        total += puffs.extinction_per_m[k] * np.exp(-0.5 * np.sum(offset * offset, axis=-1) / puffs.sigma_m[k] ** 2)
    return total


def near(puffs: Puffs, point_m: Float64, reach_m: float) -> Puffs:
    """Those that come nearer to a point (3,) than a distance."""
    away = np.sqrt(np.sum((puffs.centre_m - point_m) ** 2, axis=1))
    return puffs.where(away < reach_m + REACH * puffs.sigma_m)
