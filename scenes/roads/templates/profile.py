"""Profiles along a road as cubics: tapers, grades with vertical curves, and pieces of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from scenes.roads.cubic import Cubic, Profile

Knot = tuple[float, float]
"""A station and the value that holds there."""


def constant(value: float) -> tuple[Cubic, ...]:
    """The same everywhere."""
    return (Cubic(start_m=0.0, coefficients=(value, 0.0, 0.0, 0.0)),)


def smooth(knots: Sequence[Knot]) -> tuple[Cubic, ...]:
    """Level at every knot and 3x^2 - 2x^3 between them, the last value from there on."""
    made = []
    for (start, a), (end, b) in itertools.pairwise(knots):
        length = end - start
        if length > 0.0:
            rise = b - a
            made.append(Cubic(start_m=start, coefficients=(a, 0.0, 3.0 * rise / length**2, -2.0 * rise / length**3)))
    last, value = knots[-1]
    return (*made, Cubic(start_m=last, coefficients=(value, 0.0, 0.0, 0.0)))


def straight(knots: Sequence[Knot]) -> tuple[Cubic, ...]:
    """Linear between the knots, the last value from there on."""
    made = [
        Cubic(start_m=start, coefficients=(a, (b - a) / (end - start), 0.0, 0.0))
        for (start, a), (end, b) in itertools.pairwise(knots)
        if end > start
    ]
    last, value = knots[-1]
    return (*made, Cubic(start_m=last, coefficients=(value, 0.0, 0.0, 0.0)))


def grades(knots: Sequence[Knot], curve_m: float) -> tuple[Cubic, ...]:
    """Straight grades between (station, height) knots, with parabolas of `curve_m` around the inner ones.

    Parabolas are cut to what fits between knots: half of the shorter grade beside them on either side.
    """
    slopes = [(z1 - z0) / (s1 - s0) for (s0, z0), (s1, z1) in itertools.pairwise(knots)]
    made = [Cubic(start_m=knots[0][0], coefficients=(knots[0][1], slopes[0], 0.0, 0.0))]
    for k in range(1, len(knots) - 1):
        s, z = knots[k]
        half = 0.5 * min(curve_m, s - knots[k - 1][0], knots[k + 1][0] - s)
        bend = (slopes[k] - slopes[k - 1]) / (4.0 * half)
        made.append(Cubic(start_m=s - half, coefficients=(z - half * slopes[k - 1], slopes[k - 1], bend, 0.0)))
        made.append(Cubic(start_m=s + half, coefficients=(z + half * slopes[k], slopes[k], 0.0, 0.0)))
    return tuple(made)


def stretch(records: Sequence[Cubic], start_m: float, end_m: float) -> tuple[Cubic, ...]:
    """The records between two stations, these counted from 0."""
    made: list[Cubic] = []
    for index, record in enumerate(records):
        until = records[index + 1].start_m if index + 1 < len(records) else np.inf
        begin = max(record.start_m, start_m)
        if begin < min(until, end_m) or (index + 1 == len(records) and not made):
            made.append(Cubic(start_m=begin - start_m, coefficients=_moved(record, begin - record.start_m)))
    return tuple(made)


def backwards(records: Sequence[Cubic], length_m: float) -> tuple[Cubic, ...]:
    """The profile of a road of that length run through from its end to its start."""
    made = []
    for index, record in enumerate(records):
        until = min(records[index + 1].start_m if index + 1 < len(records) else length_m, length_m)
        if until > record.start_m:
            a, b, c, d = _moved(record, until - record.start_m)
            made.append(Cubic(start_m=length_m - until, coefficients=(a, -b, c, -d)))
    return tuple(reversed(made))


def scaled(records: Sequence[Cubic], factor: float) -> tuple[Cubic, ...]:
    """Every value times a factor."""
    a_b_c_d = [record.coefficients for record in records]
    return tuple(
        Cubic(start_m=record.start_m, coefficients=(factor * a, factor * b, factor * c, factor * d))
        for record, (a, b, c, d) in zip(records, a_b_c_d, strict=True)
    )


def value_at(records: Sequence[Cubic], s_m: float) -> float:
    """The profile's value at one station."""
    return float(Profile.of(records).at(np.array([s_m]))[0])


def slope_at(records: Sequence[Cubic], s_m: float) -> float:
    """The profile's slope at one station."""
    return float(Profile.of(records).slope(np.array([s_m]))[0])


def _moved(record: Cubic, u: float) -> tuple[float, float, float, float]:
    """The record's polynomial about a point `u` behind its start."""
    a, b, c, d = record.coefficients
    return a + u * (b + u * (c + u * d)), b + u * (2.0 * c + 3.0 * u * d), c + 3.0 * u * d, d


def summed(one: Sequence[Cubic], two: Sequence[Cubic]) -> tuple[Cubic, ...]:
    """The sum of two profiles that both begin at 0."""
    starts = sorted({record.start_m for record in (*one, *two)})
    made = []
    for start in starts:
        rows = []
        for records in (one, two):
            record = [r for r in records if r.start_m <= start][-1]
            rows.append(_moved(record, start - record.start_m))
        a, b, c, d = (x + y for x, y in zip(*rows, strict=True))
        made.append(Cubic(start_m=start, coefficients=(a, b, c, d)))
    return tuple(made)


def levelled(height_m: float, slope: float, over_m: float) -> tuple[Cubic, ...]:
    """From a height and a slope on to level ground: a parabola over a length, then level."""
    end = height_m + 0.5 * slope * over_m
    return (
        Cubic(start_m=0.0, coefficients=(height_m, slope, -0.5 * slope / over_m, 0.0)),
        Cubic(start_m=over_m, coefficients=(end, 0.0, 0.0, 0.0)),
    )
