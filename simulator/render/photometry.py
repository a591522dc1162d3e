"""Luminous intensity over directions, a closed form for each kind of lamp, and the tables that a device samples.

Angles in a lamp's frame (x along its beam, y left, z up): h = atan2(y, x) to the left, v = asin(z) upwards, as the
A planes of goniometers for road lamps (CIE 121) and as UN regulations name their test points (left and right, up and
down).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scenes.lamp import Photometry

Float64 = NDArray[np.float64]
Projection = Literal["cosine", "perspective", "hemisphere", "sphere"]

PROJECTIONS: tuple[Projection, ...] = get_args(Projection)
PHOTOMETRIES: tuple[Photometry, ...] = get_args(Photometry)
"""The orders in which devices count them."""

CUT_OFF_RAD = math.radians(-0.57)
"""Of the passing beam: aimed 1 % down (UN Regulation 112, 6.2.2)."""
KINK = math.tan(math.radians(15.0))
"""Rise of the cut-off on the near side, to the right (UN Regulation 112, 6.2.2)."""
SHARPNESS_RAD = math.radians(0.13)
"""Scale of the logistic cut-off: at most 0.33 decades a 0.1 degree; UN Regulation 112, annex 9, asks 0.13 to 0.40."""


def relative_intensity(kind: Photometry, h_rad: Float64, v_rad: Float64) -> Float64:
    """Luminous intensity over its peak, 0 .. 1, of directions of equal shapes. Nothing shines backwards but beacons.

    street: x points down, y along the street, z across it, away from the pole.
    """
    h, v = np.asarray(h_rad, dtype=np.float64), np.asarray(v_rad, dtype=np.float64)
    return np.where(_emits(kind, h), _SHAPES[kind](h, v), 0.0) / _peak(kind)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class IntensityTable:
    """One kind's intensities (rows, columns) float32 over a plane from `low` to `high`, ends included, rows upwards.

    cosine: the unit direction's own x; no values are kept (one zero). perspective: over (tan h, tan v), dark outside.
    hemisphere: over the direction's (y, z) where x > 0. sphere: the same for all x.
    """

    kind: Photometry
    projection: Projection
    low: tuple[float, float]
    high: tuple[float, float]
    values: NDArray[np.float32]


@cache
def intensity_table(kind: Photometry) -> IntensityTable:
    """The table of a kind, read-only. Bilinear sampling errs by at most 2 % of the peak (tested)."""
    projection, low, high, (columns, rows) = _LAYOUTS[kind]
    first, second = np.meshgrid(np.linspace(low[0], high[0], columns), np.linspace(low[1], high[1], rows))
    if projection == "cosine":
        values = np.zeros((1, 1), dtype=np.float32)
    elif projection == "perspective":
        values = relative_intensity(kind, np.arctan(first), np.arctan(second)).astype(np.float32)
    else:
        # Corners outside the sphere take the rim's value, so that sampling beside the rim stays right.
        ahead = np.sqrt(np.maximum(1.0 - second * second - first * first, 1.0e-12))
        values = relative_intensity(kind, np.arctan2(first, ahead), np.arcsin(second)).astype(np.float32)
    values.flags.writeable = False
    return IntensityTable(kind=kind, projection=projection, low=low, high=high, values=values)


@cache
def off_axis_envelope(kind: Photometry) -> Float64:
    """(257,) largest relative intensity where the cosine to the beam's axis is at most c, c = -1 .. 1 in even steps."""
    cosine = np.linspace(-1.0, 1.0, 257)
    # Finer around the passing beam's hot spot than elsewhere.
    h = np.radians(np.concatenate([np.linspace(-180.0, 180.0, 361), np.linspace(-30.0, 30.0, 301)]))
    v = np.radians(np.concatenate([np.linspace(-90.0, 90.0, 361), np.linspace(-4.0, 2.0, 121)]))
    h, v = np.meshgrid(h, v)
    intensity = relative_intensity(kind, h, v)
    place = np.clip(np.ceil((np.cos(h) * np.cos(v) + 1.0) * 128.0).astype(np.int64), 0, 256)
    largest = np.zeros_like(cosine)
    np.maximum.at(largest, place.ravel(), intensity.ravel())
    out = np.maximum.accumulate(largest)
    out.flags.writeable = False
    return out


def _low_beam(h: Float64, v: Float64) -> Float64:
    """Asymmetric passing beam for right-hand traffic; widths chosen to pass the test points of UN R 112, class B.

    A hot spot just right of the axis under the cut-off, narrow towards oncoming traffic, a wide spread in front of the
    car, and the stray light that lets one read signs (at most 625 cd in zone III).
    """
    right = -h
    cut = CUT_OFF_RAD + KINK * np.clip(right, 0.0, math.radians(6.0))
    below = 1.0 / (1.0 + np.exp(np.clip((v - cut) / SHARPNESS_RAD, -60.0, 60.0)))
    side = right - math.radians(1.5)
    width = np.where(side < 0.0, math.radians(2.9), math.radians(6.5))
    hot = np.exp(-0.5 * (side / width) ** 2) * _bell(v, -1.0, 1.5)
    spread = 0.09 * _bell(h, 0.0, 18.0) * _bell(v, -3.0, 4.5)
    stray = 0.003 * _bell(h, 0.0, 20.0) * _bell(v, 0.0, 5.0)
    return ((hot + spread) * below + stray) * _edge(np.abs(h), 33.0, 44.0) * _edge(v, 8.0, 15.0) * _edge(-v, 18.0, 26.0)


def _high_beam(h: Float64, v: Float64) -> Float64:
    """Driving beam: a spot on the axis, 4 x 2 degrees wide, in a faint wide spread (chosen: 1.5 klm at 75 kcd)."""
    spot, spread = _bell(h, 0.0, 4.0) * _bell(v, 0.0, 2.0), _bell(h, 0.0, 14.0) * _bell(v, -1.0, 5.0)
    return (0.95 * spot + 0.05 * spread) * _edge(np.abs(h), 33.0, 44.0) * _edge(np.abs(v), 18.0, 26.0)


def _street(h: Float64, v: Float64) -> Float64:
    """Bat wings along the street (chosen): 1 / cos^2, so that the road's illuminance falls as a cosine only.

    The wings end softly at 66 degrees: a hundredth leaves above 80. Across, it leans 15 degrees to the road.
    """
    along = np.minimum(np.abs(h), 0.5 * math.pi)
    wings = 1.0 / np.cos(np.minimum(along, math.radians(58.0))) ** 2
    ends = 1.0 / (1.0 + np.exp((along - math.radians(66.0)) / math.radians(3.0)))
    return np.asarray(wings * ends * _bell(v, 15.0, 38.0) * np.cos(v) ** 2, dtype=np.float64)


def _lambertian(h: Float64, v: Float64) -> Float64:
    """A matt luminous area: cosine of the angle off the axis."""
    return np.asarray(np.maximum(np.cos(h) * np.cos(v), 0.0), dtype=np.float64)


def _beacon(h: Float64, v: Float64) -> Float64:
    """All around the upright axis; 8 degrees of width up and down as UN Regulation 65 tests (category T, annex 5)."""
    del h
    return _bell(v, 0.0, 8.0)


def _signal(h: Float64, v: Float64) -> Float64:
    """A traffic signal: half as bright at 10 degrees, a faint skirt below and beside (EN 12368, types M and W)."""
    main, skirt = _bell(h, 0.0, 8.5) * _bell(v, -1.5, 7.0), _bell(h, 0.0, 20.0) * _bell(v, -8.0, 15.0)
    return (0.95 * main + 0.05 * skirt) * _edge(np.abs(h), 33.0, 44.0) * _edge(np.abs(v), 33.0, 44.0)


def _bell(x_rad: Float64, centre_deg: float, width_deg: float) -> Float64:
    return np.asarray(np.exp(-0.5 * ((x_rad - math.radians(centre_deg)) / math.radians(width_deg)) ** 2))


def _edge(x_rad: Float64, first_deg: float, last_deg: float) -> Float64:
    """1 below the first angle, 0 above the last, smooth: a beam ends inside its table, without a line on the road."""
    share = np.clip((math.radians(last_deg) - x_rad) / math.radians(last_deg - first_deg), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), dtype=np.float64)


def _emits(kind: Photometry, h: Float64) -> NDArray[np.bool_]:
    return np.asarray(np.abs(h) < 0.5 * math.pi) | (kind == "beacon")


@cache
def _peak(kind: Photometry) -> float:
    """Largest value of a shape, found near the axis for beams, all around for wide lamps."""
    reach = (10.0, 5.0) if _LAYOUTS[kind][0] == "perspective" else (90.0, 60.0)
    h, v = (np.radians(np.linspace(-angle, angle, 401)) for angle in reach)
    return float(_SHAPES[kind](*np.meshgrid(h, v)).max())


_SHAPES: dict[Photometry, Callable[[Float64, Float64], Float64]] = {
    "low_beam": _low_beam,
    "high_beam": _high_beam,
    "street": _street,
    "lambertian": _lambertian,
    "beacon": _beacon,
    "signal": _signal,
}
_LAYOUTS: dict[Photometry, tuple[Projection, tuple[float, float], tuple[float, float], tuple[int, int]]] = {
    "low_beam": ("perspective", (-1.0, -0.5), (1.0, 0.27), (301, 309)),
    "high_beam": ("perspective", (-1.0, -0.5), (1.0, 0.5), (201, 201)),
    "street": ("hemisphere", (-1.0, -1.0), (1.0, 1.0), (201, 121)),
    "lambertian": ("cosine", (-1.0, -1.0), (1.0, 1.0), (1, 1)),
    "beacon": ("sphere", (-1.0, -1.0), (1.0, 1.0), (2, 161)),
    "signal": ("perspective", (-1.0, -1.0), (1.0, 1.0), (201, 201)),
}
"""Projection, bounds, columns and rows (chosen: steps of 0.38 x 0.14 degrees hold the passing beam's cut-off)."""
