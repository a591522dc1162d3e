"""What rain and snow do to an environment: they take visibility, close the clouds and wet the ground."""

from __future__ import annotations

import math
from dataclasses import replace

from scenes.environment import Environment
from scenes.weather import fog, rain, snow

LEAST_MOR_M = 10.0
DRIZZLE_COVER, CLOSED_AT_MMPH = 0.8, 1.0
"""Chosen: drizzle falls from clouds that leave gaps, from 1 mm/h on the sky is closed."""
FILM_MMPH, PUDDLE_MMPH = 0.3, 12.0
"""Chosen: a film closes within minutes at a few tenths of mm/h; puddles grow to two thirds of their most at 12 mm/h."""
SLUSH_WETNESS = 0.35
"""Chosen: salted and driven roads are wet while it snows."""


def falling_extinction_per_m(rain_mmph: float, snow_mmph: float) -> float:
    """Extinction of all that falls."""
    return rain.extinction_per_m(rain_mmph) + snow.extinction_per_m(snow_mmph)


def visibility_m(air_mor_m: float, rain_mmph: float, snow_mmph: float) -> float:
    """Meteorological optical range of air of that range with rain and snow in it; extinctions add up."""
    falling = falling_extinction_per_m(rain_mmph, snow_mmph)
    return max(fog.mor_of(fog.extinction_per_m(air_mor_m) + falling), LEAST_MOR_M)


def cloud_cover_of(falling_mmph: float) -> float:
    """The least cover that such precipitation falls from; 0 where nothing falls."""
    if falling_mmph <= 0.0:
        return 0.0
    return DRIZZLE_COVER + (1.0 - DRIZZLE_COVER) * min(falling_mmph / CLOSED_AT_MMPH, 1.0)


def wetness_of(rain_mmph: float) -> float:
    """`Environment.wetness` of a road on which it has rained so for a while: a closed film at 1 mm/h, then puddles."""
    film, puddles = (1.0 - math.exp(-rain_mmph / scale) for scale in (FILM_MMPH, PUDDLE_MMPH))
    return 0.5 * film + 0.5 * puddles


def with_precipitation(environment: Environment, rain_mmph: float, snow_mmph: float) -> Environment:
    """The environment while it rains or snows: no drier, clearer or sunnier than that allows.

    `environment.mor_m` is the air's own visibility.
    """
    slush = SLUSH_WETNESS if snow_mmph > 0.0 else 0.0
    return replace(
        environment,
        rain_mmph=rain_mmph,
        snow_mmph=snow_mmph,
        mor_m=visibility_m(environment.mor_m, rain_mmph, snow_mmph),
        cloud_cover=max(environment.cloud_cover, cloud_cover_of(rain_mmph + snow_mmph)),
        wetness=max(environment.wetness, wetness_of(rain_mmph), slush),
    )
