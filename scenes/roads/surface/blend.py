"""One height for every point of a junction, where the surfaces of its connecting roads differ a little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.roads.cross_section import CrossSection
from scenes.roads.projection import project
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

SAMPLE_M = 0.5  # chosen: between the points from which projections start
RAMP_M = 1.0  # chosen: over which a road's say grows from its rim inwards
RIM_WEIGHT = 0.01  # its say on the rim itself, so that what lies on one road's rim alone has that road's height
OUTSIDE_M = 0.05  # points that far off still belong: unions round to a grid


def blended_heights(roads: Sequence[tuple[Road, RoadCurve]], xy_m: Float64) -> Float64:
    """Heights (N,) of points (N, 2): the mean of the roads that cover them, the deeper inside the more.

    A road end's neighbours share its height, so the junction meets the roads around it. Points on no road take the
    height of the nearest one.
    """
    total, weights = np.zeros(len(xy_m)), np.zeros(len(xy_m))
    nearest, spare = np.full(len(xy_m), np.inf), np.zeros(len(xy_m))
    for road, curve in roads:
        samples = np.linspace(0.0, road.length_m, max(2, int(road.length_m / SAMPLE_M) + 1))
        distance, index = cKDTree(curve.plan_at(samples).xy_m).query(xy_m)
        reach = _reach(road, samples) + SAMPLE_M
        rows = np.flatnonzero((distance < reach) | (distance < nearest))
        if not len(rows):
            continue
        s, t = project(curve, xy_m[rows], samples[index[rows]])
        z = curve.points(s, t).position_m[:, 2]
        away, inside = _places(road, curve, xy_m[rows], s, t)
        weight = np.where(away < OUTSIDE_M, RIM_WEIGHT + np.clip(inside / RAMP_M, 0.0, 1.0), 0.0)
        total[rows] += weight * z
        weights[rows] += weight
        closer = away < nearest[rows]
        nearest[rows[closer]], spare[rows[closer]] = away[closer], z[closer]
    return np.where(weights > 0.0, total / np.maximum(weights, 1e-12), spare)


def _reach(road: Road, samples: Float64) -> float:
    """The furthest that a road's border lies off its reference line."""
    borders = [CrossSection.of(road, index).borders_m(samples) for index in range(len(road.sections))]
    return max(float(np.abs(b).max()) for b in borders)


def _places(road: Road, curve: RoadCurve, xy_m: Float64, s: Float64, t: Float64) -> tuple[Float64, Float64]:
    """How far points lie off a road's area, and how far inside its borders."""
    low, high = np.zeros(len(s)), np.zeros(len(s))
    starts = np.array([section.s_m for section in road.sections])
    section_of = np.clip(np.searchsorted(starts, s, side="right") - 1, 0, len(starts) - 1)
    for index in np.unique(section_of):
        rows = section_of == index
        borders = CrossSection.of(road, int(index)).borders_m(s[rows])
        low[rows], high[rows] = borders[:, 0], borders[:, -1]
    inside = np.minimum(t - low, high - t)
    foot = curve.points(s, t).position_m[:, :2]
    beyond = np.linalg.norm(xy_m - foot, axis=1)  # what lies before the start or behind the end
    return np.hypot(beyond, np.maximum(-inside, 0.0)), inside
