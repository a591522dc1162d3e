"""Whether a road's surface folds over itself in a bend that is narrower than the road is wide."""

from __future__ import annotations

import numpy as np

from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve

STEP_M = 0.5  # chosen: between the stations looked at
LEAST_STRETCH = 0.02
"""Cells inside a bend are shorter than on the reference line by this factor at most; below it they count as folded."""


def folds(road: Road, curve: RoadCurve) -> bool:
    """Whether 1 - curvature t falls to nothing somewhere between the road's outer borders."""
    for index in range(len(road.sections)):
        cross = CrossSection.of(road, index)
        s = np.linspace(cross.start_m, cross.end_m, max(2, int((cross.end_m - cross.start_m) / STEP_M) + 1))
        s = np.minimum(s, np.nextafter(cross.end_m, -np.inf))
        bend, borders = curve.plan_at(s).curvature_per_m, cross.borders_m(s)
        if (1.0 - bend * np.where(bend > 0.0, borders[:, -1], borders[:, 0])).min() < LEAST_STRETCH:
            return True
    return False
