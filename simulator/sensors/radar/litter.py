"""Clutter that no mesh has: manhole covers, kerbs' irons, cans. Points on the ground that a radar sees."""

from __future__ import annotations

import numpy as np

from simulator.frame import RadarKind
from simulator.sensors.radar.echoes import Echoes
from simulator.sensors.radar.paths import Scan, heard

GROUND_TILT = 0.8
"""Ground is what looks up."""
MEAN_DB, SPREAD_DB = -8.0, 5.0
"""Log-normal radar cross-section of such points, dBsm (chosen: between debris and a kerb of a metre)."""


def litter_echoes(scan: Scan, mean_count: int, rng: np.random.Generator) -> Echoes:
    """A Poisson number of points on visible scenery that lies level, evenly over its area as the rays see it.

    They stand: the radar sees the ground move by.
    """
    first = scan.first
    level = (first.distance_m > 0.0) & (first.hits.instance == 0) & (first.normal[:, 2] > GROUND_TILT)
    places = np.flatnonzero(level)
    count = int(rng.poisson(mean_count)) if len(places) else 0
    # A ray stands for the area r^2 dOmega / cos: farther ground has fewer rays and more litter each.
    cosine = np.maximum(-(scan.along[places] * first.normal[places]).sum(axis=1), 1e-3)
    area = first.distance_m[places] ** 2 * scan.solid_angle_sr[places] / cosine
    summed = np.cumsum(area)
    draw = rng.random(count) * (summed[-1] if len(places) else 0.0)
    chosen = places[np.minimum(np.searchsorted(summed, draw), max(len(places) - 1, 0))] if count else places[:0]
    range_m = first.distance_m[chosen]
    rcs_m2 = 10.0 ** ((MEAN_DB + SPREAD_DB * rng.standard_normal(count)) / 10.0)
    directions = scan.directions[chosen]
    gain = scan.mode.gain(directions[:, 1], directions[:, 2])
    litter = Echoes(
        range_m=range_m,
        velocity_mps=-(scan.radar.velocity_mps * scan.along[chosen]).sum(axis=1),
        across=directions[:, 1],
        snr=rcs_m2 * scan.mode.unit_snr(range_m) * gain,
        instance=np.zeros(count, dtype=np.uint16),
        semantic=first.hits.semantic[chosen],
        kind=np.full(count, RadarKind.CLUTTER, dtype=np.uint8),
    )
    return heard(litter, scan.mode)
