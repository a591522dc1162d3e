"""Detection along range with a constant rate of false alarms: noise is estimated from the cells around each cell."""

from __future__ import annotations

import functools
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

Cfar = Literal["ordered_statistic", "cell_averaging"]
"""Ordered statistic: the 18th of 24 cells, as traffic radars do, whose targets stand close together (Rohling 1983).
Cell averaging: their mean; it costs less sensitivity, but a strong target hides its neighbours."""

GUARD = 2
TRAINING = 12
"""Cells on either side that are left out, as the lobe fills them, and that are counted (chosen: usual sizes)."""
RANK_SHARE = 0.75
"""The ordered statistic's place among the training cells (Rohling 1983)."""


@functools.cache
def averaging_factor(false_alarm_probability: float, training: int) -> float:
    """Threshold over the mean of N cells of noise: alpha = N (P_fa^(-1/N) - 1) (Richards, Fundamentals of Radar
    Signal Processing, section 6.5).
    """
    return float(training * (false_alarm_probability ** (-1.0 / training) - 1.0))


@functools.cache
def ordered_factor(false_alarm_probability: float, training: int) -> float:
    """Threshold over the k-th smallest of N cells of noise: P_fa = prod over i < k of (N - i) / (N - i + alpha)
    (Rohling 1983), solved for alpha.
    """
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = 0.5 * (low + high)
        if ordered_probability(middle, training) > false_alarm_probability:
            low = middle
        else:
            high = middle
    return high


def ordered_probability(factor: float, training: int) -> float:
    """The product above: how often noise exceeds `factor` times the k-th of `training` cells of noise."""
    left = training - np.arange(rank_of(training))
    return float(np.prod(left / (left + factor)))


def rank_of(training: int) -> int:
    """Which of so many sorted cells counts, from 1."""
    return max(1, round(RANK_SHARE * training))


def detections(power: Float64, false_alarm_probability: float, cfar: Cfar) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lines and range cells of those (L, R) that exceed their thresholds. At a line's ends those that there are count.

    Only cells over a quarter of the threshold for known noise are looked at: fewer than one in a million others would
    exceed theirs.
    """
    line, gate = np.nonzero(power > -0.25 * np.log(false_alarm_probability))
    around = np.concatenate([np.arange(-GUARD - TRAINING, -GUARD), np.arange(GUARD + 1, GUARD + TRAINING + 1)])
    cell = gate[:, None] + around
    there = (cell >= 0) & (cell < power.shape[1])
    noise = np.where(there, power[line[:, None], np.clip(cell, 0, power.shape[1] - 1)], np.inf)
    counts = there.sum(axis=1)
    threshold = np.full(len(line), np.inf)
    for count in np.unique(counts[counts > 0]):
        at = np.flatnonzero(counts == count)
        threshold[at] = _thresholds(noise[at], int(count), false_alarm_probability, cfar)
    found = power[line, gate] > threshold
    return line[found], gate[found]


def _thresholds(noise: Float64, count: int, false_alarm_probability: float, cfar: Cfar) -> Float64:
    """(N,) of cells with `count` finite neighbours in (N, 24)."""
    if cfar == "cell_averaging":
        mean = np.where(np.isfinite(noise), noise, 0.0).sum(axis=1) / count
        return np.asarray(averaging_factor(false_alarm_probability, count) * mean)
    place = rank_of(count) - 1
    return np.asarray(ordered_factor(false_alarm_probability, count) * np.partition(noise, place, axis=1)[:, place])
