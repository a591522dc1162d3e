"""Heights of the land: as the roads at their borders, off them by a profile, and hills beyond."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.roads.place import Surroundings
from scenes.roadside.height_field import HeightField
from scenes.roadside.land_kinds import BANDS
from scenes.streams import stream

Float64 = NDArray[np.float64]

SAMPLE_M, COARSE_M = 4.0, 15.0
"""Spacing of the borders' samples that near and far heights follow; chosen."""
NEIGHBOURS, FAR_NEIGHBOURS = 12, 90
NEAR_M, FAR_M = 8.0, 45.0
"""Chosen: from nearest borders alone to the mean of all, weighted by distance."""
HILLS_FROM_M, HILLS_FULL_M = 12.0, 190.0
"""Chosen: hills begin beyond verges and ditches and are whole where a road's cutting would end."""
ROUGH_M = 0.35
"""Chosen: unevenness of fields where there are no hills."""
WAVES = 9
LONGEST_M, SHORTEST_M = 760.0, 170.0
"""Chosen: wave lengths of hills; the rings' triangles resolve the shortest out to some 150 m."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Relief:
    """Heights around roads. border_m: (N, 3) samples of their borders. paved: land that is drawn as streets.

    waves: (K, 4) rows of kx, ky, phase, share.
    """

    surroundings: Surroundings
    border_m: Float64
    coarse_m: Float64
    tree: cKDTree
    coarse_tree: cKDTree
    paved: shapely.Geometry
    waves: Float64

    @classmethod
    def of(
        cls,
        surroundings: Surroundings,
        rim: shapely.Geometry,
        surface: HeightField,
        paved: shapely.Geometry,
        seed: int,
    ) -> Relief:
        """The relief around the roads' rim; `surface` is theirs."""
        fine, coarse = _samples(rim, SAMPLE_M, surface), _samples(rim, COARSE_M, surface)
        return cls(
            surroundings=surroundings,
            border_m=fine,
            coarse_m=coarse,
            tree=cKDTree(fine[:, :2]),
            coarse_tree=cKDTree(coarse[:, :2]),
            paved=paved,
            waves=_waves(stream(seed, "roadside.relief")),
        )

    def at(self, xy_m: Float64, distance_m: Float64) -> Float64:
        """Heights (N,) at places (N, 2) that lie so far (N,) beyond the borders."""
        nearest, index = self.tree.query(xy_m, k=min(NEIGHBOURS, len(self.border_m)))
        weight = 1.0 / (nearest.reshape(len(xy_m), -1) ** 2 + 1e-4) ** 2
        near = (weight * self.border_m[index.reshape(len(xy_m), -1), 2]).sum(axis=1) / weight.sum(axis=1)
        mean, far = np.empty(len(xy_m)), distance_m > NEAR_M
        mean[~far] = near[~far]
        mean[far] = self._mean(xy_m[far])
        share = smooth(distance_m, NEAR_M, FAR_M)
        base = near + share * (mean - near)
        rise = smooth(distance_m, HILLS_FROM_M, HILLS_FULL_M) * (self.surroundings.hills_m + ROUGH_M)
        return np.asarray(base + self._level(xy_m) * self._profile(distance_m) + rise * self._noise(xy_m))

    def _level(self, xy_m: Float64) -> Float64:
        """0 on what is paved, 1 from 2.5 m beside it on: no ditch runs through a road (N,)."""
        if self.paved.is_empty:
            return np.ones(len(xy_m))
        shapely.prepare(self.paved)
        return smooth(np.asarray(shapely.distance(self.paved, shapely.points(xy_m))), 0.0, 2.5)

    def _mean(self, xy_m: Float64) -> Float64:
        away, index = self.coarse_tree.query(xy_m, k=min(FAR_NEIGHBOURS, len(self.coarse_m)))
        weight = 1.0 / (away.reshape(len(xy_m), -1) ** 2 + 25.0) ** 1.5
        z = self.coarse_m[index.reshape(len(xy_m), -1), 2]
        return np.asarray((weight * z).sum(axis=1) / weight.sum(axis=1))

    def _profile(self, distance_m: Float64) -> Float64:
        bands = BANDS[self.surroundings.setting]
        reach, drop = [0.0, *(band[0] for band in bands)], [0.0, *(band[1] for band in bands)]
        return np.asarray(np.interp(distance_m, reach, drop))

    def _noise(self, xy_m: Float64) -> Float64:
        """Smooth noise (N,) of mean 0.35 and about 0 to 1, a sum of waves of many directions."""
        phase = xy_m[:, :1] * self.waves[:, 0] + xy_m[:, 1:] * self.waves[:, 1] + self.waves[:, 2]
        return np.asarray(0.35 + (np.sin(phase) * self.waves[:, 3]).sum(axis=1))


def smooth(value: Float64, low: float, high: float) -> Float64:
    """0 below low, 1 above high, 3u^2 - 2u^3 between."""
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _waves(rng: np.random.Generator) -> Float64:
    length = np.geomspace(LONGEST_M, SHORTEST_M, WAVES) * rng.uniform(0.9, 1.1, WAVES)
    angle = rng.uniform(0.0, math.pi) + 2.4 * np.arange(WAVES)
    share = length / length.sum()
    number = 2 * math.pi / length
    return np.column_stack(
        [number * np.cos(angle), number * np.sin(angle), rng.uniform(0.0, 2 * math.pi, WAVES), 0.9 * share]
    )


def _samples(rim: shapely.Geometry, spacing_m: float, surface: HeightField) -> Float64:
    """Points (N, 3) of the borders; those of all corners where they are denser."""
    xy = np.unique(shapely.get_coordinates(shapely.segmentize(shapely.boundary(rim), spacing_m)), axis=0)
    if spacing_m > SAMPLE_M:
        _, first = np.unique(np.floor(xy / spacing_m), axis=0, return_index=True)
        xy = xy[np.sort(first)]
    z = surface.at(xy)
    return np.column_stack([xy, z])[np.isfinite(z)]
