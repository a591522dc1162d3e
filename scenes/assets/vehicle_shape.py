"""The numbers that give a vehicle its character, free of its true size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

Float64 = NDArray[np.float64]
Curve = tuple[tuple[float, float], ...]
"""Points (abscissa, value) with rising abscissae, joined by a monotone cubic."""

GAP_M = 0.008
"""Width of the gaps around doors: panel gaps are some 4 mm, the shadow in their rounded edges about twice that."""


def evaluate(curve: Curve, at: ArrayLike) -> Float64:
    """A curve's value (same shape as `at`), constant beyond its ends."""
    knots = np.asarray(curve)
    inside = np.clip(np.asarray(at, dtype=np.float64), knots[0, 0], knots[-1, 0])
    return np.asarray(PchipInterpolator(knots[:, 0], knots[:, 1])(inside), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """True dimensions in metres of the body without mirrors, and of its wheels. Origin below the rear axle."""

    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    front_overhang_m: float
    wheel_radius_m: float
    tyre_width_m: float

    def __post_init__(self) -> None:
        smallest = min(getattr(self, name) for name in self.__dataclass_fields__)
        if smallest <= 0 or self.rear_overhang_m < self.wheel_radius_m:
            raise ValueError(f"vehicle dimensions do not make a vehicle: {self}")

    @property
    def rear_overhang_m(self) -> float:
        """From the rear axle back to the rear end."""
        return self.length_m - self.wheelbase_m - self.front_overhang_m

    @property
    def arch_radius_m(self) -> float:
        """Radius of the wheel arches. Chosen: 5 cm clear of the tyre."""
        return self.wheel_radius_m + 0.05

    def x_m(self, station: ArrayLike) -> Float64:
        """Position of a station: -1 rear end, 0 rear axle, 1 front axle, 2 front end; linear between them."""
        marks = [-self.rear_overhang_m, 0.0, self.wheelbase_m, self.wheelbase_m + self.front_overhang_m]
        return np.asarray(
            np.interp(np.asarray(station, dtype=np.float64), [-1.0, 0.0, 1.0, 2.0], marks), dtype=np.float64
        )

    def station(self, x_m: ArrayLike) -> Float64:
        """Station of a position, the inverse of `x_m`."""
        marks = [-self.rear_overhang_m, 0.0, self.wheelbase_m, self.wheelbase_m + self.front_overhang_m]
        return np.asarray(np.interp(np.asarray(x_m, dtype=np.float64), marks, [-1.0, 0.0, 1.0, 2.0]), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Proportions of a body style. Stations as in `Size.x_m`; levels are heights over the whole height.

    Body side: shoulder and sill are its upper and lower edge, level over station; rows are the heights of its grid, 0
    sill to 1 below the shoulder's rounding. front_inset_m, rear_inset_m, side_inset_m: how far the skin stays behind
    the largest extent, over level. nose_power, tail_power, flank_power: exponents of the plan-view superellipse.

    Cabin: it stands on the shoulder from station cabin_front to cabin_rear at its foot and roof_front to roof_rear at
    its top; cabin_inset_m, roof_inset_m: its half-width short of the body's. roof_drop_m: how far the roof's middle
    lies below the highest point, over station. Crowns: rise from edge to middle. glass_levels: lower and upper edge of
    all windows, 0 foot to 1 roof edge. side_glass: spans of window along the side, 0 front to 1 rear. rear_glass: span
    of the rear window in shares of the half-width. pillar_lean: share of the side that leans with the screens.

    Gaps: doors at stations (below), cabin_gaps at stations of the cabin's foot, rear_seams in shares of the half-width.

    Fittings: lamps, grille and intake are (share of the half-width, lower level, upper level), lamps from that share
    outwards, openings up to it. front_plate, rear_plate, handle: levels of lower edges; rear_bumper: of its upper edge.
    mirror_m: size of a mirror's housing along x, y, z.
    """

    shoulder: Curve
    sill: Curve
    front_inset_m: Curve
    rear_inset_m: Curve
    side_inset_m: Curve
    roof_drop_m: Curve
    cabin_front: float
    cabin_rear: float
    roof_front: float
    roof_rear: float
    cabin_inset_m: float
    roof_inset_m: float
    roof_crown_m: float
    hood_crown_m: float
    edge_radius_m: float
    nose_power: float
    tail_power: float
    flank_power: float
    pillar_lean: float
    cabin_nose_power: float
    cabin_tail_power: float
    cabin_flank_power: float
    side_glass: tuple[tuple[float, float], ...]
    rear_glass: tuple[float, float]
    cabin_gaps: tuple[float, ...]
    rear_seams: tuple[float, ...]
    glass_levels: tuple[float, float]
    doors: tuple[float, ...]
    rows: tuple[float, ...]
    head_lamp: tuple[float, float, float]
    tail_lamp: tuple[float, float, float]
    grille: tuple[float, float, float]
    intake: tuple[float, float, float]
    front_plate: float
    rear_plate: float
    rear_bumper: float
    handle: float
    mirror_m: tuple[float, float, float]
