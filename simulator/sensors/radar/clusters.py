"""From cells to clusters: peaks over their thresholds, their positions with errors, what they are in truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frame import RadarKind
from simulator.sensors.radar.cells import Cells, neighbours, places_of, steps_of
from simulator.sensors.radar.cfar import Cfar, detections
from simulator.sensors.radar.echoes import Echoes
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

FINEST_SHARE = 0.1
"""Errors are never below this share of the resolution (reference section 9)."""
MOST_RANDOM_ALARMS = 1000


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Clusters:
    """N clusters of one mode: measured range (m), folded radial velocity (m/s) and sine of azimuth, their standard
    deviations, power over noise, and what they are.
    """

    range_m: Float64
    velocity_mps: Float64
    across: Float64
    range_sigma_m: Float64
    velocity_sigma_mps: Float64
    across_sigma: Float64
    snr: Float64
    truth: Echoes


def clusters_of(
    mode: RadarMode, echoes: Echoes, cells: Cells, false_alarm_probability: float, cfar: Cfar, rng: np.random.Generator
) -> Clusters:
    """Peaks of the made lines, and the alarms that noise raises in all the others."""
    line, gate = _peaks(mode, cells, false_alarm_probability, cfar)
    heard, weight, echo = _contributions(cells, line, gate)
    snr = np.maximum(cells.power[line, gate] - 1.0, 1.0)
    found = _middles(mode, cells, echoes, (line, gate), (heard, weight, echo))
    places = [np.asarray(place, dtype=np.float64) for place in found[:3]]
    alarms = _alarms(mode, cells, false_alarm_probability, rng)
    places = [np.concatenate([place, extra]) for place, extra in zip(places, alarms[:3], strict=True)]
    snr = np.concatenate([snr, alarms[3]])
    sigmas = [step * np.maximum(1.0 / np.sqrt(2.0 * snr), FINEST_SHARE) for step in steps_of(mode)]
    errors = rng.standard_normal((3, len(snr)))
    return Clusters(
        range_m=places[0] + sigmas[0] * errors[0],
        velocity_mps=places[1] + sigmas[1] * errors[1],
        across=places[2] + sigmas[2] * errors[2],
        range_sigma_m=sigmas[0],
        velocity_sigma_mps=sigmas[1],
        across_sigma=sigmas[2],
        snr=snr,
        truth=_truths(echoes, found[3], len(snr)),
    )


def _peaks(
    mode: RadarMode, cells: Cells, false_alarm_probability: float, cfar: Cfar
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lines and range cells of those over their threshold that no neighbour, of 26, tops."""
    line, gate = detections(cells.power, false_alarm_probability, cfar)
    mine = cells.power[line, gate]
    highest = np.ones(len(line), dtype=np.bool_)
    last = cells.power.shape[1] - 1
    for velocity in (-1, 0, 1):
        for azimuth in (-1, 0, 1):
            keys = neighbours(mode, cells.keys[line], velocity, azimuth)
            place = np.minimum(np.searchsorted(cells.keys, keys), len(cells.keys) - 1)
            there = cells.keys[place] == keys
            for step in (-1, 0, 1):
                if velocity or azimuth or step:
                    at = gate + step
                    beside = there & (at >= 0) & (at <= last)
                    highest &= ~(beside & (cells.power[place, np.clip(at, 0, last)] > mine))
    return line[highest], gate[highest]


def _contributions(
    cells: Cells, line: NDArray[np.intp], gate: NDArray[np.intp]
) -> tuple[NDArray[np.int64], Float64, NDArray[np.int64]]:
    """Which peaks (K,) hear which echoes (K,) with what power (K,), in that order."""
    gates = cells.power.shape[1]
    wanted = cells.keys[line] * gates + gate
    order = np.argsort(wanted)
    cell = cells.taps.line * gates + cells.taps.gate
    place = np.minimum(np.searchsorted(wanted[order], cell), max(len(wanted) - 1, 0))
    mine = np.flatnonzero(wanted[order][place] == cell) if len(wanted) else np.zeros(0, dtype=np.intp)
    peak = order[place[mine]] if len(wanted) else np.zeros(0, dtype=np.int64)
    return peak, np.abs(cells.taps.amplitude[mine]) ** 2, cells.taps.echo[mine]


def _middles(
    mode: RadarMode,
    cells: Cells,
    echoes: Echoes,
    peaks: tuple[NDArray[np.intp], NDArray[np.intp]],
    heard: tuple[NDArray[np.int64], Float64, NDArray[np.int64]],
) -> tuple[Float64, Float64, Float64, NDArray[np.int64]]:
    """Range, velocity, sine of azimuth of peaks (K,): their echoes' centre of power; and the strongest echo of each.

    Peaks of noise alone lie in their cell's middle and have echo -1.
    """
    line, gate = peaks
    peak, weight, echo = heard
    velocity_cell, azimuth_cell = np.divmod(cells.keys[line], mode.sine_cells)
    own = (gate, velocity_cell, azimuth_cell)
    total = np.bincount(peak, weight, len(line))
    # Less than a share of the noise's mean power is no echo: the alarm is the noise's.
    real = total > 1.0
    middles = []
    for axis, (place, step) in enumerate(zip(places_of(mode, echoes), steps_of(mode), strict=True)):
        away = place[echo] - own[axis][peak]
        if axis == 1:  # velocities wrap
            away -= np.rint(away / mode.chirps) * mode.chirps
        shift = np.bincount(peak, weight * away, len(line)) / np.maximum(total, 1e-300)
        zero = (0.0, mode.velocity_low_mps, -(mode.sine_cells // 2) * mode.sine_step_ratio)[axis]
        middles.append(np.asarray(zero + step * (own[axis] + np.where(real, shift, 0.0)), dtype=np.float64))
    strongest = np.full(len(line), -1, dtype=np.int64)
    rising = np.argsort(weight, kind="stable")
    strongest[peak[rising]] = echo[rising]
    return middles[0], middles[1], middles[2], np.where(real, strongest, -1)


def _alarms(
    mode: RadarMode, cells: Cells, false_alarm_probability: float, rng: np.random.Generator
) -> tuple[Float64, Float64, Float64, Float64]:
    """Range, velocity, sine of azimuth and power of alarms in the lines without echoes: as many as chance has it.

    Noise over a threshold T exceeds it by an exponential of mean 1.
    """
    others = mode.chirps * mode.sine_cells - len(cells.keys)
    count = min(int(rng.poisson(false_alarm_probability * others * mode.range_cells)), MOST_RANDOM_ALARMS)
    place = rng.random((3, count))
    excess = -np.log(false_alarm_probability) + rng.standard_exponential(count)
    across = (place[2] - 0.5) * 2.0 * np.sin(mode.half_azimuth_rad)
    velocity = mode.velocity_low_mps + place[1] * mode.velocity_span_mps
    return np.maximum(place[0] * mode.max_range_m, mode.min_range_m), velocity, across, excess


def _truths(echoes: Echoes, strongest: NDArray[np.int64], count: int) -> Echoes:
    """The echo behind each of `count` clusters; those beyond the strongest ones, and -1, are noise."""
    index = np.concatenate([strongest, np.full(count - len(strongest), -1, dtype=np.int64)])
    silent = index < 0
    known = echoes.taken(np.where(silent, 0, index)) if len(echoes) else _nothing(count)
    return Echoes(
        range_m=known.range_m,
        velocity_mps=known.velocity_mps,
        across=known.across,
        snr=np.where(silent, 0.0, known.snr),
        instance=np.where(silent, 0, known.instance).astype(np.uint16),
        semantic=np.where(silent, 0, known.semantic).astype(np.uint8),
        kind=np.where(silent, RadarKind.NOISE, known.kind).astype(np.uint8),
    )


def _nothing(count: int) -> Echoes:
    zeros = np.zeros(count)
    return Echoes(
        range_m=zeros,
        velocity_mps=zeros,
        across=zeros,
        snr=zeros,
        instance=np.zeros(count, dtype=np.uint16),
        semantic=np.zeros(count, dtype=np.uint8),
        kind=np.zeros(count, dtype=np.uint8),
    )
