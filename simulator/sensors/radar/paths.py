"""A radar's echoes from the scene: straight ones, those by an upright mirror, and those that shuttle twice."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frame import RadarKind
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.radar.echoes import Echoes
from simulator.sensors.radar.ground_bounce import two_ray_power
from simulator.sensors.radar.surfaces import mirrored_share, returned_share
from simulator.sensors.radar.surroundings import STEP_M, Radar, Surfaces, look, mirrored
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

UPRIGHT = 0.5
"""Mirrors are surfaces whose normal rises or falls by less than 60 degrees from the level."""
FAINTEST_SNR = 1e-3
"""Echoes below this share of a cell's noise are dropped (chosen: a hundred of them in a cell are 0.4 dB)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Scan:
    """A mode's rays on their way. directions (N, 3) in the sensor's frame; solid_angle_sr (N,) a ray stands for."""

    mode: RadarMode
    radar: Radar
    directions: Float64
    solid_angle_sr: Float64
    first: Surfaces
    along: Float64
    """(N, 3) the directions in the world."""


def scan_of(
    renderer: Renderer, history: WorldHistory, mode: RadarMode, radar: Radar, directions: Float64, solid: Float64
) -> Scan:
    """Traces the rays to their first surfaces."""
    rotation = radar.T_world_sensor.rotation()
    along = sum(directions[:, k : k + 1] * rotation[:, k] for k in range(3))
    along = np.asarray(along, dtype=np.float64)
    origins = np.broadcast_to(radar.origin_m, along.shape)
    first = look(renderer, history, origins, along, radar.t_s)
    return Scan(mode=mode, radar=radar, directions=directions, solid_angle_sr=solid, first=first, along=along)


def straight_echoes(scan: Scan, ground_share: float) -> Echoes:
    """Echoes of first surfaces: objects where they are things, clutter where scenery.

    A ray's tube has the area range^2 dOmega there; radar cross-section is that times the surface's share.
    ground_share: amplitude of the road's reflection, 0 for none.
    """
    first = scan.first
    range_m = np.maximum(first.distance_m, 1e-3)
    cosine = np.clip(-(scan.along * first.normal).sum(axis=1), 0.0, 1.0)
    rcs_m2 = returned_share(first.hits.semantic, first.hits.part, cosine) * range_m**2 * scan.solid_angle_sr
    upright = np.abs(first.normal[:, 2]) < UPRIGHT
    above_m = first.point_m[:, 2] - scan.radar.origin_m[2] + scan.radar.height_m
    fading = two_ray_power(scan.radar.height_m, above_m, range_m, scan.mode.wavelength_m, ground_share)
    snr = rcs_m2 * np.where(upright, fading, 1.0) * _unit_snr(scan, range_m)
    kind = np.where(first.hits.instance > 0, RadarKind.OBJECT, RadarKind.CLUTTER)
    echoes = Echoes(
        range_m=range_m,
        velocity_mps=((first.velocity_mps - scan.radar.velocity_mps) * scan.along).sum(axis=1),
        across=scan.directions[:, 1],
        snr=np.where(first.distance_m > 0.0, snr, 0.0),
        instance=first.hits.instance,
        semantic=first.hits.semantic,
        kind=kind.astype(np.uint8),
    )
    return heard(echoes, scan.mode)


def mirror_echoes(scan: Scan, renderer: Renderer, history: WorldHistory) -> Echoes:
    """Ghosts: to an upright mirror, on to a thing, and back the same way; seen in the mirror, at the path's length."""
    share = mirrored_share(scan.first.hits.semantic, scan.first.hits.part)
    upright = np.abs(scan.first.normal[:, 2]) < UPRIGHT
    chosen = np.flatnonzero((scan.first.distance_m > 0.0) & (share > 0.0) & upright)
    r1, along = scan.first.distance_m[chosen], scan.along[chosen]
    onward = mirrored(along, scan.first.normal[chosen])
    start = scan.first.point_m[chosen] - 2.0 * STEP_M * along
    second = look(renderer, history, start, onward, scan.radar.t_s)
    total_m = r1 + second.distance_m
    cosine = np.clip(-(onward * second.normal).sum(axis=1), 0.0, 1.0)
    tube_m2 = total_m**2 * scan.solid_angle_sr[chosen]
    rcs_m2 = returned_share(second.hits.semantic, second.hits.part, cosine) * tube_m2 * share[chosen] ** 2
    # Fermat: where the mirror is met does not count to first order, only how its surface and both ends move.
    rate = (second.velocity_mps * onward).sum(axis=1) - (scan.radar.velocity_mps * along).sum(axis=1)
    rate += (scan.first.velocity_mps[chosen] * (along - onward)).sum(axis=1)
    other = second.hits.instance != scan.first.hits.instance[chosen]
    met = (second.distance_m > 0.0) & other & (second.hits.instance > 0)
    echoes = Echoes(
        range_m=np.maximum(total_m, 1e-3),
        velocity_mps=rate,
        across=scan.directions[chosen, 1],
        snr=np.where(met, rcs_m2 * _unit_snr(scan, total_m, chosen), 0.0),
        instance=second.hits.instance,
        semantic=second.hits.semantic,
        kind=np.full(len(chosen), RadarKind.GHOST, dtype=np.uint8),
    )
    return heard(echoes, scan.mode)


def shuttle_echoes(objects: Echoes, mode: RadarMode, own_rcs_m2: float) -> Echoes:
    """Ghosts at twice the range and velocity: thing, own front, thing again. own_rcs_m2: of the own front.

    From the radar equation thrice over: P2 / P1 = sigma own / ((4 pi)^2 R^4), sigma of the whole thing.
    """
    near = objects.taken(objects.kind == RadarKind.OBJECT)
    one_m2 = mode.unit_snr(near.range_m) * mode.gain(near.across, np.zeros(len(near)))
    whole_m2 = np.bincount(near.instance, near.snr / one_m2)[near.instance] if len(near) else np.zeros(0)
    ratio = whole_m2 * own_rcs_m2 / ((4.0 * math.pi) ** 2 * near.range_m**4)
    echoes = Echoes(
        range_m=2.0 * near.range_m,
        velocity_mps=2.0 * near.velocity_mps,
        across=near.across,
        snr=near.snr * np.minimum(ratio, 1.0),
        instance=near.instance,
        semantic=near.semantic,
        kind=np.full(len(near), RadarKind.GHOST, dtype=np.uint8),
    )
    return heard(echoes, mode)


def heard(echoes: Echoes, mode: RadarMode) -> Echoes:
    """Those within the mode's ranges that are not hopelessly faint."""
    inside = (echoes.range_m >= mode.min_range_m) & (echoes.range_m <= mode.max_range_m)
    return echoes.taken(inside & (echoes.snr > FAINTEST_SNR))


def _unit_snr(scan: Scan, range_m: Float64, chosen: NDArray[np.intp] | slice = slice(None)) -> Float64:
    """(N,) signal over noise of 1 m2 at ranges in the rays' directions."""
    directions = scan.directions[chosen]
    return scan.mode.unit_snr(range_m) * scan.mode.gain(directions[:, 1], directions[:, 2])
