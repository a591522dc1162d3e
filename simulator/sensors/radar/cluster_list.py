"""The list of clusters as nuScenes' files hold it: 18 fields a point, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.readings.radar import RADAR_POINT, RMS_STEPS
from simulator.sensors.radar.clusters import Clusters
from simulator.sensors.radar.echoes import Echoes, joined
from simulator.sensors.radar.surroundings import Radar
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

MOVING, STATIONARY, ONCOMING, CANDIDATE = 0, 1, 2, 3
"""Of nuScenes' dyn_prop (devkit, RadarPointCloud.from_file); what needs a track (stopped, crossing) is not told."""
STANDS_MPS, DRIFTS_MPS = 0.5, 1.0
"""Chosen: below the first, over ground, a cluster is stationary, below the second a candidate."""
AMBIGUOUS, UNAMBIGUOUS = 1, 3
"""Of ambig_state; the devkit keeps 3."""
RCS_STEP_DB = 0.5
"""Continental's resolution of the radar cross-section."""
FALSE_ALARM_DB = ((15.0, 3), (18.0, 2))
"""Chosen: below so much power over noise pdh0 says 75 %, 50 %; above less than 25 % (code 1)."""


CLUSTER_M, CLUSTER_MPS = 1.0, 0.5
"""Peaks closer than this, over ground as fast, are one cluster (chosen: a car two metres ahead then has a
handful of them, not one a cell)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Measured:
    """What one mode has found, and from where."""

    mode: RadarMode
    radar: Radar
    clusters: Clusters


def point_list(
    measured: Sequence[Measured], most: int
) -> tuple[NDArray[np.void], Echoes, NDArray[np.int32], NDArray[np.float32]]:
    """Points (N,) of `RADAR_POINT`, the echoes behind them, when they were measured (ns after the first mode's delay
    of zero) and their power over noise in dB. Peaks that lie together are one; the `most` strongest are kept.
    """
    points = np.concatenate([_points(one) for one in measured])
    truth = joined([one.clusters.truth for one in measured])
    snr_db = 10.0 * np.log10(np.concatenate([one.clusters.snr for one in measured]))
    offset = np.concatenate(
        [np.full(len(one.clusters.snr), round(one.mode.delay_s * 1e9), dtype=np.int32) for one in measured]
    )
    strongest = np.sort(apart(points, np.argsort(-snr_db, kind="stable"))[:most])
    away = np.hypot(points["x"], points["y"])[strongest]
    order = strongest[np.argsort(away, kind="stable")]
    listed = points[order]
    listed["id"] = np.arange(len(order))
    return listed, truth.taken(order), offset[order], snr_db[order].astype(np.float32)


def apart(points: NDArray[np.void], falling: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the points, in falling order of power, that no stronger one holds within its cluster."""
    over_ground = np.copysign(np.hypot(points["vx_comp"], points["vy_comp"]), points["vx_comp"])
    left = np.ones(len(points), dtype=np.bool_)
    kept = []
    for index in falling:
        if left[index]:
            kept.append(index)
            near = np.hypot(points["x"] - points["x"][index], points["y"] - points["y"][index]) < CLUSTER_M
            left &= ~(near & (np.abs(over_ground - over_ground[index]) < CLUSTER_MPS))
    return np.array(kept, dtype=np.intp)


def _points(one: Measured) -> NDArray[np.void]:
    clusters, mode = one.clusters, one.mode
    across = np.clip(clusters.across, -1.0, 1.0)
    ahead = np.sqrt(1.0 - across**2)
    velocity = mode.folded(clusters.velocity_mps)
    rotation = one.radar.T_world_sensor.rotation()
    own = [float((one.radar.velocity_mps * rotation[:, k]).sum()) for k in range(2)]
    over_ground = velocity + own[0] * ahead + own[1] * across
    one_m2 = mode.unit_snr(clusters.range_m) * mode.gain(across, np.zeros(len(across)))
    rcs_db = 10.0 * np.log10(clusters.snr / one_m2)
    points = np.zeros(len(across), dtype=RADAR_POINT)
    points["x"], points["y"] = clusters.range_m * ahead, clusters.range_m * across
    points["rcs"] = np.round(rcs_db / RCS_STEP_DB) * RCS_STEP_DB
    points["vx"], points["vy"] = velocity * ahead, velocity * across
    points["vx_comp"], points["vy_comp"] = over_ground * ahead, over_ground * across
    points["dyn_prop"] = _dynamics(over_ground)
    points["is_quality_valid"] = 1
    points["ambig_state"] = _ambiguity(one)
    points["pdh0"] = np.select(
        [10.0 * np.log10(clusters.snr) < limit for limit, _ in FALSE_ALARM_DB], [c for _, c in FALSE_ALARM_DB], 1
    )
    for axis, along, sideways in (("x", ahead, across), ("y", across, ahead)):
        sideways_m = clusters.range_m * clusters.across_sigma / np.maximum(ahead, 0.1)
        points[f"{axis}_rms"] = rms_code(np.hypot(along * clusters.range_sigma_m, sideways * sideways_m))
        points[f"v{axis}_rms"] = rms_code(np.abs(along) * clusters.velocity_sigma_mps)
    return points


def rms_code(sigma: Float64) -> NDArray[np.int8]:
    """Continental's code of a standard deviation (m or m/s): the first step above it, 31 above all."""
    return np.searchsorted(np.asarray(RMS_STEPS), sigma, side="right").astype(np.int8)


def _dynamics(over_ground_mps: Float64) -> NDArray[np.int8]:
    speed = np.abs(over_ground_mps)
    moves = np.where(over_ground_mps < 0.0, ONCOMING, MOVING)
    return np.select([speed < STANDS_MPS, speed < DRIFTS_MPS], [STATIONARY, CANDIDATE], moves).astype(np.int8)


def _ambiguity(one: Measured) -> NDArray[np.int8]:
    """Unambiguous, but where the true velocity lies outside the interval (a real one sees its ramps disagree)."""
    true = one.clusters.truth.velocity_mps
    wrong = np.abs(one.mode.folded(true) - true) > 0.5 * one.mode.velocity_span_mps
    silent = one.clusters.truth.snr <= 0.0
    return np.where(wrong & ~silent, AMBIGUOUS, UNAMBIGUOUS).astype(np.int8)
