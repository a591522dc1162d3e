"""Light and weather by name: the same world by day, at dusk, at night, in rain, snow, fog, dust and smoke."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from scenes.environment import Environment
from scenes.errors import UnknownName
from scenes.weather.dust import NO_MOR_M
from scenes.weather.precipitation import with_precipitation

NOON = Environment(sun_elevation_rad=math.radians(55.0), turbidity=2.5, cloud_cover=0.1)
LOW_SUN = Environment(sun_elevation_rad=math.radians(7.0), turbidity=3.5, cloud_cover=0.1)
OVERCAST = Environment(sun_elevation_rad=math.radians(35.0), turbidity=4.0, cloud_cover=1.0, mor_m=15_000.0)
DUSK = Environment(sun_elevation_rad=math.radians(-4.0), turbidity=3.0, cloud_cover=0.2, street_lights_on=True)
NIGHT = Environment(sun_elevation_rad=math.radians(-30.0), cloud_cover=0.2, street_lights_on=True)
WET_NIGHT = replace(NIGHT, cloud_cover=1.0, mor_m=5_000.0, wetness=0.7, rain_mmph=2.0)
RAIN = Environment(
    sun_elevation_rad=math.radians(25.0), turbidity=5.0, cloud_cover=1.0, mor_m=2_000.0, wetness=0.8, rain_mmph=10.0
)
SNOW = Environment(
    sun_elevation_rad=math.radians(15.0),
    turbidity=4.0,
    cloud_cover=1.0,
    mor_m=1_200.0,
    wetness=0.35,
    snow_mmph=1.2,
    snow_cover=0.85,
)
FOG = Environment(sun_elevation_rad=math.radians(20.0), turbidity=6.0, cloud_cover=0.9, mor_m=120.0, wetness=0.2)
"""Chosen: the middle of what each word means. Rain of 10 mm/h leaves a visibility of 2 km; fog of 120 m is
dense (WMO No. 8: fog is below 1 km), wets surfaces without a film, and hides the sun's disc. Snow of
1.2 mm/h is moderate.
"""
PATCHY_FOG = replace(FOG, fog_patchiness=0.8, fog_patch_m=30.0)
GROUND_FOG = Environment(
    sun_elevation_rad=math.radians(10.0), turbidity=3.0, cloud_cover=0.1, mor_m=60.0, wetness=0.2, fog_height_m=2.0
)
"""Chosen: radiation fog of a clear morning, which people stand in to the hips (a third is left 2 m up)."""
HEAVY_RAIN = with_precipitation(replace(OVERCAST, turbidity=5.0), 40.0, 0.0)
"""Chosen: a cloudburst; the weather services call more than 10 mm/h heavy."""
SPRAY = with_precipitation(replace(OVERCAST, wetness=0.9), 4.0, 0.0)
"""Rain that has stood for long: fast vehicles lift what lies on the road."""
SNOWFALL = with_precipitation(replace(OVERCAST, sun_elevation_rad=math.radians(20.0)), 0.0, 2.0)
"""The first hour of a heavy snowfall: nothing lies yet."""
DUST = Environment(sun_elevation_rad=math.radians(45.0), turbidity=6.0, cloud_cover=0.1, dust_mor_m=250.0, wind_mps=9.0)
SMOKE = Environment(
    sun_elevation_rad=math.radians(35.0), turbidity=5.0, cloud_cover=0.2, smoke_mor_m=200.0, wind_mps=3.0
)
"""Chosen: a dust storm (WMO: visibility below 1 km), and the lee of a burning forest."""

CONDITIONS: Mapping[str, Environment] = MappingProxyType(
    {
        "noon": NOON,
        "low_sun": LOW_SUN,
        "overcast": OVERCAST,
        "dusk": DUSK,
        "night": NIGHT,
        "wet_night": WET_NIGHT,
        "rain": RAIN,
        "snow": SNOW,
        "fog": FOG,
        "patchy_fog": PATCHY_FOG,
        "ground_fog": GROUND_FOG,
        "heavy_rain": HEAVY_RAIN,
        "spray": SPRAY,
        "snowfall": SNOWFALL,
        "dust": DUST,
        "smoke": SMOKE,
    }
)
"""By the name that a user writes."""


CLEAR_AIR_M = 30_000.0
"""Chosen: the visibility of a clear day (WMO No. 8 tells haze below 5 km, clear air above 20)."""


def without_weather(environment: Environment) -> Environment:
    """The same place and time on a clear, dry day or night: what is seen less well in `environment` is seen in it.

    Sun, moon and lamps stay as they are. Clouds and haze go down to those of NOON, where there is more of them.
    """
    return replace(
        environment,
        cloud_cover=min(environment.cloud_cover, NOON.cloud_cover),
        turbidity=min(environment.turbidity, NOON.turbidity),
        mor_m=max(environment.mor_m, CLEAR_AIR_M),
        wetness=0.0,
        rain_mmph=0.0,
        snow_mmph=0.0,
        snow_cover=0.0,
        fog_height_m=0.0,
        fog_patchiness=0.0,
        dust_mor_m=NO_MOR_M,
        smoke_mor_m=NO_MOR_M,
        plumes=(),
        wet_lens_share=0.0,
    )


def condition(name: str) -> Environment:
    """The environment of that name; raises UnknownName."""
    if name not in CONDITIONS:
        raise UnknownName("condition", "condition", name, CONDITIONS)
    return CONDITIONS[name]
