"""Rooms with the lights on: which windows of a house shine in the evening, how brightly, in which colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.light_color import LUMINANCE, Color, color_of_temperature
from scenes.material import Material

DARK = -1
"""In place of an index into `LIGHTS`: nobody is at home."""

FLAT_SHARE, ROOM_SHARE = 0.5, 0.75
"""Chosen: share of flats with somebody at home on an evening, and of their windows that are lit."""

FLAT_WINDOWS = 2
"""Chosen: windows side by side that belong to one flat."""

SHOP_SHARE = 0.8
"""Chosen: share of shops that keep their display windows lit."""

GOODS_LUX = 800.0
"""Chosen: on what a shop displays."""

_BEHIND: Mapping[str, float] = {"room": 1.0, "ceiling": 1.6, "curtain": 0.55, "blind": 0.25}
"""Luminance of what hangs or stands behind a pane over that of the room's wall. Chosen: ceilings catch the lamp's
light, net curtains and drapes pass about half of it, blinds a quarter.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLight:
    """The light in a room. luminance_cd_m2: of its wall. share: how often it is met in flats."""

    name: str
    color: Color
    luminance_cd_m2: float
    share: float


# Chosen: luminances of lit windows seen from the street are some 50 to 300 cd/m2; 2700 K is the usual lamp of a home.
LIGHTS: tuple[RoomLight, ...] = (
    RoomLight(name="warm", color=color_of_temperature(2700.0), luminance_cd_m2=130.0, share=0.38),
    RoomLight(name="dim", color=color_of_temperature(2400.0), luminance_cd_m2=55.0, share=0.27),
    RoomLight(name="neutral", color=color_of_temperature(3800.0), luminance_cd_m2=180.0, share=0.20),
    RoomLight(name="screen", color=color_of_temperature(9000.0), luminance_cd_m2=50.0, share=0.15),
    RoomLight(name="shop", color=color_of_temperature(4000.0), luminance_cd_m2=250.0, share=0.0),
)
SHOP = len(LIGHTS) - 1


def lit_slot(behind: str, light: int) -> str:
    """Name of the slot of `room`, `ceiling`, `curtain` or `blind` in the light of that index, or without light."""
    dark = "room" if behind == "ceiling" else behind
    return dark if light == DARK else f"{behind}_{LIGHTS[light].name}"


def lit_slots(dark: Mapping[str, tuple[str, Material]]) -> dict[str, tuple[str, Material]]:
    """(part, material) by slot name for everything that may be lit; by day they look as the dark ones do."""
    return {
        lit_slot(behind, index): (part, _lit(material, light, factor))
        for behind, factor in _BEHIND.items()
        for part, material in (dark[lit_slot(behind, DARK)],)
        for index, light in enumerate(LIGHTS)
    }


def evening_flats(windows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(windows,) the light of each window of a row of flats, as an index into `LIGHTS` or DARK."""
    flats = -(-windows // FLAT_WINDOWS)
    light = rng.choice(len(LIGHTS), size=flats, p=[light.share for light in LIGHTS])
    home = np.repeat(np.where(rng.random(flats) < FLAT_SHARE, light, DARK), FLAT_WINDOWS)[:windows]
    return np.where(rng.random(windows) < ROOM_SHARE, home, DARK).astype(np.int64)


def evening_shops(shops: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(shops,) the light of each shop."""
    return np.where(rng.random(shops) < SHOP_SHARE, SHOP, DARK).astype(np.int64)


def goods_on_display(material: Material) -> Material:
    """A diffuse surface under a shop's lamps: radiance = reflectance x illuminance / pi (Lambert)."""
    radiance = np.array(material.base_color) * np.array(LIGHTS[SHOP].color) * (GOODS_LUX / np.pi)
    luminance = float(radiance @ np.array(LUMINANCE))
    red, green, blue = (float(c) for c in radiance / luminance)
    return replace(material, lamp="window", emission_cd_m2=luminance, emission_color=(red, green, blue))


def _lit(material: Material, light: RoomLight, factor: float) -> Material:
    luminance = factor * light.luminance_cd_m2
    return replace(material, lamp="window", emission_cd_m2=luminance, emission_color=light.color)
