"""Who switches lamps on when it is dark or murky."""

from __future__ import annotations

import math
from dataclasses import replace

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.environment import Environment
from scenes.material import Lamp
from scenes.scene import Scene
from scenes.weather.air import least_mor_m

HEAD_LAMPS_BELOW_RAD = math.radians(3.0)
"""Sun elevation. Chosen: drivers and light sensors are early; clear sky then gives some 2,000 lx."""

STREET_LAMPS_BELOW_RAD = math.radians(-1.0)
"""Sun elevation. Chosen: street lamps come on at some 100 to 30 lx on the ground, at about 0 to 4 degrees below."""

HEAD_LAMPS_BELOW_MOR_M = 1000.0
"""Fog by definition (WMO No. 8): visibility below 1 km."""

RAIN_WETNESS, RAIN_CLOUD = 0.3, 0.6
"""Chosen: a wet road under a mostly covered sky means that it rains."""

DRIVING_LAMPS: tuple[Lamp, ...] = ("head", "tail")


def needs_head_lamps(environment: Environment) -> bool:
    """Whether drivers have their dipped beams on: dusk and night, fog, dust, smoke, rain, snow."""
    falling = environment.rain_mmph > 0.0 or environment.snow_mmph > 0.0
    raining = falling or (environment.wetness > RAIN_WETNESS and environment.cloud_cover >= RAIN_CLOUD)
    murky = least_mor_m(environment) < HEAD_LAMPS_BELOW_MOR_M
    return raining or murky or environment.sun_elevation_rad < HEAD_LAMPS_BELOW_RAD


def needs_street_lamps(environment: Environment) -> bool:
    """Whether street lamps and lit windows are on: from dusk."""
    return environment.sun_elevation_rad < STREET_LAMPS_BELOW_RAD


def with_lamps_for_light(scene: Scene) -> Scene:
    """The scene with the lamps on that its light asks for.

    These are head and tail lamps of the ego and of moving vehicles, street lamps and lit windows. Nothing is switched
    off, parked vehicles stay as they are; so does a scene in bright light.
    """
    environment = scene.environment
    lit = replace(environment, street_lights_on=environment.street_lights_on or needs_street_lamps(environment))
    if not needs_head_lamps(environment):
        return replace(scene, environment=lit)
    actors = tuple(_driving(actor) if actor.body == "kinematic" else actor for actor in scene.actors)
    return replace(scene, environment=lit, ego=_driving(scene.ego), actors=actors)


def _driving(actor: Actor) -> Actor:
    """The actor with those of the driving lamps on that its asset has."""
    has = {source.lamp for source in asset_of(actor.asset).lamps}
    on = tuple(lamp for lamp in DRIVING_LAMPS if lamp in has and lamp not in actor.lamps_on)
    return replace(actor, lamps_on=(*actor.lamps_on, *on)) if on else actor
