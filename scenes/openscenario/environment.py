"""Environments from XML: sun, clouds, fog, rain, road, time of day, as our own environment has them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from scenes.environment import Environment
from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.openscenario.sun_position import sun_at
from scenes.storyboard.actions import SetEnvironment
from scenes.weather.precipitation import with_precipitation

_OKTAS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CLOUDS: Mapping[str, float] = MappingProxyType(
    {
        **{f"{name}Oktas": min(k, 8) / 8.0 for k, name in enumerate(_OKTAS)},
        "skyOff": 0.0,
        "free": 0.0,
        "cloudy": 0.6,
        "overcast": 1.0,
        "rainy": 1.0,
    }
)
"""Share of the sky: oktas are eighths, nine of them a sky that cannot be seen; the words of 1.0: chosen."""
_WETNESS: Mapping[str, float] = MappingProxyType(
    {"dry": 0.0, "moist": 0.3, "wetWithPuddles": 0.9, "lowFlooded": 1.0, "highFlooded": 1.0}
)
"""Chosen: moist is below the closed film (0.5) of `Environment.wetness`."""
MOST_MMPH: Mapping[str, float] = MappingProxyType({"rain": 150.0, "snow": 20.0})
"""What our environment takes."""
NIGHT_LX, TWILIGHT_LX = 10.0, 400.0
"""Chosen: full moon gives 0.3 lx, civil twilight 3.4 lx at its end, the sun at the horizon some 400 lx."""
NIGHT_SUN_RAD, TWILIGHT_SUN_RAD = math.radians(-30.0), math.radians(-3.0)
LAMPS_BELOW_RAD = math.radians(3.0)
"""Chosen: street lights come on while the sun is lower."""


def read_environment(context: Context, holder: Node) -> SetEnvironment:
    """What an <EnvironmentAction> asks for. Parts that it leaves out are as in fair weather at midday."""
    node = context.chosen(holder, "Environment")
    light = Environment()
    time, weather, road = (node.maybe(tag) for tag in ("TimeOfDay", "Weather", "RoadCondition"))
    if time is not None:
        light = _at_time(time, light)
    if weather is not None:
        light = _with_weather(weather, light)
    friction = 1.0
    if road is not None:
        friction = road.least("frictionScaleFactor", 0.0)
        if road.has("wetness"):
            light = replace(light, wetness=_WETNESS[road.choice("wetness", _WETNESS)])
        for properties in road.every("Properties"):
            properties.passed_over("of a road's condition have no effect")
    return SetEnvironment(environment=light, friction=friction)


def clock_of(context: Context, holder: Node) -> tuple[datetime.datetime, bool] | None:
    """Date and time that an <EnvironmentAction> sets, and whether it advances; None where it says none."""
    time = context.chosen(holder, "Environment").maybe("TimeOfDay")
    return None if time is None else (time.moment("dateTime"), time.truth("animation", "true"))


def _at_time(node: Node, light: Environment) -> Environment:
    """The sun of a date and time, which the clip keeps."""
    moment = node.moment("dateTime")
    node.truth("animation", "true")
    node.note("the sun of a <TimeOfDay> is that of 50 degrees north, its time taken as the sun's own")
    elevation, azimuth = sun_at(moment)
    return _lit(replace(light, sun_elevation_rad=elevation, sun_azimuth_rad=azimuth))


def _lit(light: Environment) -> Environment:
    return replace(light, street_lights_on=light.sun_elevation_rad < LAMPS_BELOW_RAD)


def _with_weather(node: Node, light: Environment) -> Environment:
    clouds = next((name for name in ("fractionalCloudCover", "cloudState") if node.has(name)), None)
    if clouds is not None:
        light = replace(light, cloud_cover=_CLOUDS[node.choice(clouds, _CLOUDS)])
    for child in node.inner():
        if child.tag == "Sun":
            light = _with_sun(child, light)
        elif child.tag in ("Wind", "DomeImage"):
            child.passed_over("has no effect")
        elif child.tag not in ("Fog", "Precipitation"):
            raise child.fault("is no part of the weather; expected Sun, Fog, Precipitation, Wind, DomeImage")
    if any(node.has(name) for name in ("temperature", "atmosphericPressure")):
        node.note("temperature and pressure of the air have no effect")
    fog, falling = node.maybe("Fog"), node.maybe("Precipitation")
    light = light if fog is None else _with_fog(fog, light)
    return light if falling is None else _with_precipitation(falling, light)


def _with_sun(node: Node, light: Environment) -> Environment:
    """OpenSCENARIO's azimuth counts from north over east; ours from east over north."""
    elevation = math.remainder(node.number("elevation"), 2.0 * math.pi)
    azimuth = 0.5 * math.pi - node.number("azimuth")
    if not -0.5 * math.pi - 1e-6 <= elevation <= 0.5 * math.pi + 1e-6:
        raise node.fault(f"elevation={elevation:g}, expected -pi/2 to pi/2")
    elevation = min(max(elevation, -1.57), 1.57)
    lux = node.least("illuminance", 0.0) if node.has("illuminance") else math.inf
    if node.has("intensity") and not node.has("illuminance"):
        lux = node.least("intensity", 0.0) * (1.0 if node.number("intensity") > 1.0 else math.inf)
    if lux < NIGHT_LX and elevation > 0.0:
        node.note(f"a sun of {lux:g} lx is the moon: it is night")
        moonlit = replace(light, moon_elevation_rad=elevation, moon_azimuth_rad=azimuth, moon_lit_share=1.0)
        return _lit(replace(moonlit, sun_elevation_rad=NIGHT_SUN_RAD, sun_azimuth_rad=azimuth + math.pi))
    if lux < TWILIGHT_LX and elevation > 0.0:
        node.note(f"a sun of {lux:g} lx has just set")
        elevation = TWILIGHT_SUN_RAD
    elif math.isfinite(lux):
        node.note("the sun is as bright as its height makes it: its illuminance has no effect")
    return _lit(replace(light, sun_elevation_rad=elevation, sun_azimuth_rad=azimuth))


def _with_precipitation(node: Node, light: Environment) -> Environment:
    """Rain or snow; an intensity without a unit, as 1.0 has it, counts as mm an hour."""
    kind = node.choice("precipitationType", ("dry", "rain", "snow"))
    rate = node.least("precipitationIntensity" if node.has("precipitationIntensity") else "intensity", 0.0)
    if kind == "dry" or rate == 0.0:
        return light
    rate = min(rate, MOST_MMPH[kind])
    return with_precipitation(light, rate if kind == "rain" else 0.0, rate if kind == "snow" else 0.0)


def _with_fog(node: Node, light: Environment) -> Environment:
    box = node.maybe("BoundingBox")
    if box is not None:
        box.passed_over("of fog has no effect: it is everywhere")
    return replace(light, mor_m=_range(min(light.mor_m, node.least("visualRange", 0.0))))


def _range(visible_m: float) -> float:
    """Within what `Environment` takes."""
    return min(max(visible_m, 10.0), 300_000.0)
