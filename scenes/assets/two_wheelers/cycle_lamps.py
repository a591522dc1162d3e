"""Lamps of bicycles, motor cycles and kick scooters."""

from __future__ import annotations

from numpy.typing import ArrayLike

from scenes.lamp import LampSource, aimed
from scenes.light_color import SIGNAL_RED

TAIL_LAMP_CD = 6.0
"""Chosen: bicycles' have 4 to 12 cd; UN R50 allows 4 to 17 cd for motor cycles."""


def head_lamp(at_m: ArrayLike, fall: float, peak_cd: float, radius_m: float) -> LampSource:
    """At a point (3,) of part 1, which steers, its beam falling by so much a metre."""
    return LampSource(
        name="head",
        part=1,
        lamp="head",
        photometry="low_beam",
        T_part_lamp=aimed(at_m, (1.0, 0.0, -fall)),
        peak_cd=peak_cd,
        radius_m=radius_m,
    )


def tail_lamp(at_m: ArrayLike, radius_m: float) -> LampSource:
    """At a point (3,) of part 0, the frame."""
    return LampSource(
        name="tail",
        part=0,
        lamp="tail",
        photometry="lambertian",
        T_part_lamp=aimed(at_m, (-1.0, 0.0, 0.0)),
        peak_cd=TAIL_LAMP_CD,
        color=SIGNAL_RED,
        radius_m=radius_m,
    )
