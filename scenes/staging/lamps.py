"""Lamps of vehicles that go on and off: blinkers, beacons, and what has failed."""

from __future__ import annotations

from dataclasses import replace

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.cars.police_car import BEACON_BLUE
from scenes.errors import SceneError
from scenes.lamp import Beacons
from scenes.light_color import color_of_chromaticity
from scenes.material import Lamp, Material
from scenes.staging.line import Side
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import SwitchLamp

SIGNAL_S = 1.0
"""Chosen: of blinking before a change of lanes; who is in a hurry gives no more."""


BEACON_COLORS = {"blue": BEACON_BLUE, "red": color_of_chromaticity(0.68, 0.31)}
"""Within the blue and the red of UN R65."""
_LENSES = {"blue": (0.02, 0.06, 0.35), "red": (0.40, 0.02, 0.02)}
"""Chosen: linear colours of unlit lenses."""


def blinks(actor: str, side: Side, from_s: float, until_s: float) -> tuple[Event, ...]:
    """The indicators of a side, on from SIGNAL_S before something begins until it ends."""
    lamp: Lamp = "indicator_left" if side == "left" else "indicator_right"
    return (
        Event(
            name=f"{actor}_signals",
            trigger=AtTime(time_s=max(0.0, from_s - SIGNAL_S)),
            actions=(SwitchLamp(actor=actor, lamp=lamp, state="on"),),
        ),
        Event(
            name=f"{actor}_stops_signalling",
            trigger=AtTime(time_s=max(0.0, until_s)),
            actions=(SwitchLamp(actor=actor, lamp=lamp, state="off"),),
        ),
    )


def kept_dark(actor: str, lamp: Lamp) -> tuple[Event, ...]:
    """Lamps of a kind that stay dark, whatever they are asked."""
    dark = SwitchLamp(actor=actor, lamp=lamp, state="off")
    return (Event(name=f"{actor}_{lamp}_stays_dark", trigger=AtTime(time_s=0.0), actions=(dark,)),)


def with_beacons(actor: Actor, rate_hz: float, peak_cd: float, color: str) -> Actor:
    """An emergency vehicle with its beacons flashing. color: of BEACON_COLORS. Raises SceneError for one without."""
    asset = asset_of(actor.asset)
    usual = [lamp.peak_cd for lamp in asset.lamps if lamp.lamp == "beacon"]
    if not usual:
        raise SceneError(f"'{actor.name}' has no beacons; expected a police car, an ambulance or a fire engine")
    light = BEACON_COLORS[color]
    lenses: list[tuple[str, Material]] = [
        (
            name,
            replace(
                material,
                base_color=_LENSES[color],
                emission_cd_m2=material.emission_cd_m2 * peak_cd / max(usual),
                emission_color=light,
            ),
        )
        for name, material in asset.materials
        if material.lamp == "beacon"
    ]
    return replace(
        actor,
        appearance=(*actor.appearance, *lenses),
        lamps_on=tuple(dict.fromkeys((*actor.lamps_on, "beacon"))),
        beacons=Beacons(rate_hz=rate_hz, peak_cd=peak_cd, color=light),
    )
