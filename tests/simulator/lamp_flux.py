"""Flux of lamps, by which tests compare their candelas with the lumens of data sheets."""

from __future__ import annotations

import math

import numpy as np

from scenes.lamp import Photometry
from simulator.render.photometry import relative_intensity


def flux_per_candela(kind: Photometry) -> float:
    """Luminous flux in lumen of a lamp whose peak intensity is 1 cd: the integral of I cos v dv dh, by middles."""
    columns, rows = 720, 900
    h = (np.arange(columns) + 0.5) * (2.0 * math.pi / columns) - math.pi
    v = (np.arange(rows) + 0.5) * (math.pi / rows) - 0.5 * math.pi
    intensity = relative_intensity(kind, *np.meshgrid(h, v))
    return float((intensity * np.cos(v)[:, None]).sum() * (h[1] - h[0]) * (v[1] - v[0]))
