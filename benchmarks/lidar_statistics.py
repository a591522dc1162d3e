"""What a 64-beam cloud looks like, from its points alone: the same estimator for KITTI's files and ours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

STEP_DEG = 0.1668
"""Mean azimuth step of KITTI's scanner (measured): columns of the grid."""
COLUMNS = 2158
MOST_MISSING = 4
"""Gaps of up to five steps count as drop-outs; longer ones are sky or the car's own roof."""
GROUND_M, GROUND_BAND_M = -1.7, 0.35
"""Height of the ground below the scanner, and how far from it a point may be to count as ground."""
SEAM_M, SEAM_SHARE = 0.2, 0.03
"""Neighbours whose ranges differ by more than this, and this share of the range, are of different surfaces."""
RANGE_EDGES_M = np.array([0.0, 5.0, 7.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 65.0, 80.0])
COSINE_EDGES = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
NOISE_EDGES_M = np.array([4.0, 7.0, 10.0, 15.0, 20.0, 30.0])
FEWEST = 60
"""Points from which a bin has a value."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Grid:
    """A cloud in rows of rings and columns of azimuth. range_m, intensity: (64, COLUMNS), NaN where nothing returned.

    points_m: (64, COLUMNS, 3). cosine: of the angle of incidence by neighbours' normals, NaN at edges; upward: z of
    those normals.
    """

    range_m: Float64
    intensity: Float64
    points_m: Float64
    cosine: Float64
    upward: Float64


def rings_of(points: NDArray[np.float32]) -> NDArray[np.int64]:
    """(N,) ring of points in file order: azimuth rises from 0 within each."""
    azimuth = np.arctan2(points[:, 1], points[:, 0]) % (2.0 * np.pi)
    return np.concatenate([[0], np.cumsum(np.diff(azimuth) < -np.pi / 2)]).astype(np.int64)


def elevations_deg(points: NDArray[np.float32], ring: NDArray[np.int64]) -> tuple[Float64, Float64]:
    """Elevation (64,) and height of origin (64,) of each ring: z = z0 + r tan(elevation), by least squares."""
    radius = np.hypot(points[:, 0].astype(np.float64), points[:, 1])
    elevation, origin = np.full(64, np.nan), np.full(64, np.nan)
    for k in range(int(ring.max()) + 1):
        mine = ring == k
        if mine.sum() >= 100:
            slope, origin[k] = np.polyfit(radius[mine], points[mine, 2].astype(np.float64), 1)
            elevation[k] = np.degrees(np.arctan(slope))
    return elevation, origin


def steps_deg(points: NDArray[np.float32], ring: NDArray[np.int64]) -> Float64:
    """Azimuth steps between consecutive returns of a ring, up to five steps wide."""
    azimuth = np.degrees(np.arctan2(points[:, 1].astype(np.float64), points[:, 0]))
    step = (np.diff(azimuth) + 180.0) % 360.0 - 180.0
    step = step[np.diff(ring) == 0]
    return np.asarray(step[(step > 0.02) & (step < STEP_DEG * (MOST_MISSING + 1.5))])


def grid_of(points: NDArray[np.float32]) -> Grid:
    """The cloud as a grid, with normals from points two columns left and right and the rings above and below."""
    ring = rings_of(points)
    azimuth = np.arctan2(points[:, 1].astype(np.float64), points[:, 0]) % (2.0 * np.pi)
    column = np.minimum((azimuth / (2.0 * np.pi) * COLUMNS).astype(np.int64), COLUMNS - 1)
    place = np.full((64, COLUMNS, 3), np.nan)
    intensity = np.full((64, COLUMNS), np.nan)
    use = ring < 64
    place[ring[use], column[use]] = points[use, :3]
    intensity[ring[use], column[use]] = points[use, 3]
    range_m = np.linalg.norm(place, axis=2)
    along = _difference(place, range_m, 2, axis=1)
    down = _difference(place, range_m, 1, axis=0)
    normal = np.cross(along, down)
    length = np.linalg.norm(normal, axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        normal /= length[..., None]
        cosine = np.abs(np.sum(normal * place, axis=2)) / range_m
    return Grid(range_m=range_m, intensity=intensity, points_m=place, cosine=cosine, upward=np.abs(normal[..., 2]))


def _difference(place: Float64, range_m: Float64, reach: int, axis: int) -> Float64:
    """Difference of the neighbours on both sides, of one side where the other is another surface, else NaN."""
    before, after = np.roll(place, reach, axis), np.roll(place, -reach, axis)
    r_before, r_after = np.roll(range_m, reach, axis), np.roll(range_m, -reach, axis)
    limit = np.maximum(SEAM_M, SEAM_SHARE * range_m)
    if axis == 0:  # Rings are far apart on grazing ground.
        limit = np.maximum(1.0, 0.35 * range_m)
        before[:reach], after[-reach:] = np.nan, np.nan
    with np.errstate(invalid="ignore"):
        near, far = np.abs(r_before - range_m) < limit, np.abs(r_after - range_m) < limit
    out = np.where((near & far)[..., None], after - before, np.nan)
    out = np.where((near & ~far)[..., None], place - before, out)
    return np.where((~near & far)[..., None], after - place, out)


def missing_of(points: NDArray[np.float32], grid: Grid) -> tuple[Float64, Float64]:
    """Range and incidence cosine of drop-outs: those of the nearer of the returns around a gap, once a missing one."""
    ring = rings_of(points)
    azimuth = np.degrees(np.arctan2(points[:, 1].astype(np.float64), points[:, 0]))
    step = (np.diff(azimuth) + 180.0) % 360.0 - 180.0
    missing = np.where((np.diff(ring) == 0) & (step > 0), np.round(step / STEP_DEG) - 1.0, 0.0)
    gap = np.flatnonzero((missing >= 1) & (missing <= MOST_MISSING))
    range_m = np.linalg.norm(points[:, :3].astype(np.float64), axis=1)
    nearer = np.where(range_m[gap] <= range_m[gap + 1], gap, gap + 1)
    column = np.minimum(((azimuth % 360.0) / 360.0 * COLUMNS).astype(np.int64), COLUMNS - 1)
    cosine = grid.cosine[np.minimum(ring[nearer], 63), column[nearer]]
    count = missing[gap].astype(np.int64)
    return np.repeat(range_m[nearer], count), np.repeat(cosine, count)


def dropout_share(points: NDArray[np.float32], ring: NDArray[np.int64]) -> float:
    """Missing returns in gaps of at most five steps over returns."""
    step = steps_deg(points, ring)
    missing = np.maximum(np.round(step / STEP_DEG) - 1, 0)
    return float(missing[missing <= MOST_MISSING].sum() / len(points))


def range_noise_m(grid: Grid) -> Float64:
    """(bins,) standard deviation of range on level ground by range: second differences along a ring, robust."""
    r = grid.range_m
    second = np.roll(r, 1, axis=1) - 2.0 * r + np.roll(r, -1, axis=1)
    z = grid.points_m[..., 2]
    with np.errstate(invalid="ignore"):
        ground = (np.abs(z - GROUND_M) < GROUND_BAND_M) & (grid.upward > 0.95)
        flat = ground & (np.abs(second) < 0.2)
    out = np.full(len(NOISE_EDGES_M) - 1, np.nan)
    for k, (low, high) in enumerate(pairwise(NOISE_EDGES_M)):
        chosen = second[flat & (r >= low) & (r < high)]
        if len(chosen) >= FEWEST:
            out[k] = 1.4826 * np.median(np.abs(chosen - np.median(chosen))) / np.sqrt(6.0)
    return out


def binned(x: Float64, y: Float64, edges: Float64, statistic: str) -> Float64:
    """(bins,) median or mean of y where x lies in each bin; NaN for few."""
    out = np.full(len(edges) - 1, np.nan)
    for k, (low, high) in enumerate(pairwise(edges)):
        chosen = y[(x >= low) & (x < high)]
        if len(chosen) >= FEWEST:
            out[k] = np.median(chosen) if statistic == "median" else chosen.mean()
    return out


def statistics(points: NDArray[np.float32]) -> dict[str, object]:
    """All figures and curves of one frame, JSON values."""
    ring = rings_of(points)
    elevation, origin = elevations_deg(points, ring)
    step = steps_deg(points, ring)
    grid = grid_of(points)
    there = np.isfinite(grid.range_m)
    r, i, c = grid.range_m[there], grid.intensity[there], grid.cosine[there]
    lost_r, lost_c = missing_of(points, grid)
    near = (r > 5.0) & (r < 20.0)
    range_counts = np.histogram(r, RANGE_EDGES_M)[0]
    cosine_counts = np.histogram(c[np.isfinite(c) & (r < 30)], COSINE_EDGES)[0]
    single = step[step < 1.5 * STEP_DEG]
    return {
        "points": len(points),
        "rings": int(ring.max()) + 1,
        "elevation_deg": elevation.tolist(),
        "origin_z_m": origin.tolist(),
        "step_median_deg": float(np.median(single)),
        "step_mean_deg": float(single.mean()),
        "half_step_share": float((single < 0.75 * STEP_DEG).mean()),
        "zero_share": float((points[:, 3] == 0).mean()),
        "intensity_quartiles": np.percentile(points[:, 3], [25, 50, 75, 95]).tolist(),
        "saturated_share": float((points[:, 3] >= 0.985).mean()),
        "dropout_share": dropout_share(points, ring),
        "noise_m": range_noise_m(grid).tolist(),
        "intensity_by_range": binned(r, i, RANGE_EDGES_M, "median").tolist(),
        "zero_by_range": binned(r, (i == 0).astype(float), RANGE_EDGES_M, "mean").tolist(),
        "intensity_by_cosine": binned(c[near], i[near], COSINE_EDGES, "median").tolist(),
        "zero_by_cosine": binned(c[near], (i[near] == 0).astype(float), COSINE_EDGES, "mean").tolist(),
        "dropout_by_range": _share(np.histogram(lost_r, RANGE_EDGES_M)[0], range_counts),
        "dropout_by_cosine": _share(np.histogram(lost_c[lost_r < 30], COSINE_EDGES)[0], cosine_counts),
        "points_by_range": (range_counts / max(len(points), 1)).tolist(),
    }


def _share(lost: NDArray[np.int64], kept: NDArray[np.int64]) -> list[float]:
    total = lost + kept
    return np.where(total >= FEWEST, lost / np.maximum(total, 1), np.nan).tolist()
