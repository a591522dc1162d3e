"""Lamps of vehicles that go on and off: blinkers, and what has failed."""

from __future__ import annotations

from scenes.material import Lamp
from scenes.staging.line import Side
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import SwitchLamp

SIGNAL_S = 1.0
"""Chosen: of blinking before a change of lanes; who is in a hurry gives no more."""


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
