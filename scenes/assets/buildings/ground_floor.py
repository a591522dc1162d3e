"""Ground floors of town houses: flats with a house door, or shops with display windows, fascia and awnings."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from scenes.assets.buildings.facade import Wall, WindowStyle, dressed, row
from scenes.assets.buildings.lit_windows import DARK, LIGHTS, SHOP, evening_flats, evening_shops
from scenes.assets.shaping.lettering import WORDS, word_quads, word_width
from scenes.lamp import LampSource, aimed

DOOR_WIDTH_M, DOOR_HEIGHT_M = 1.15, 2.3
STEP_M = 0.04  # door sills above the pavement
FANLIGHT_M = 0.5  # glass above the house door
SHOP_WINDOW_M = 3.4  # chosen: width near which display windows are divided
PANE_SHARE = 0.5  # chosen: of the room's luminance, after float glass, frame and goods before it
GOODS = 4  # chosen: boxes on display behind a pane
LETTER_SHARE = 0.5  # chosen: height of letters over their board's
AWNING_M = 1.3  # chosen: keeps a 1 m walkway clear at the kerb


def draw_flats(
    wall: Wall,
    width_m: float,
    height_m: float,
    bays: int,
    footing_m: float,
    style: WindowStyle,
    rng: np.random.Generator,
    evening: np.random.Generator,
) -> tuple[LampSource, ...]:
    """A window in each bay but one, where the house door stands on a step; a plinth between. No light sources."""
    pitch = (width_m - 0.5) / bays
    centres = np.array([(k + 0.5 - bays / 2) * pitch for k in range(bays)])
    door = int(rng.integers(bays))
    windows = row(np.delete(centres, door), min(1.3, 0.5 * pitch), 1.15, height_m - 0.75)
    light = evening_flats(len(windows), evening)
    wall.windows(windows, dressed(len(windows), rng), style, reveal="base", light=light)
    doorway = _house_door(wall, float(centres[door]))
    wall.pierced((-width_m / 2, width_m / 2, footing_m, height_m), [*windows, doorway], 0.0, "base")
    gap = DOOR_WIDTH_M / 2 + 0.15
    middle = float(centres[door])
    plinth = [(-width_m / 2, middle - gap, footing_m, 0.55), (middle + gap, width_m / 2, footing_m, 0.55)]
    wall.blocks([p for p in plinth if p[1] > p[0]], 0.0, 0.05, "sill")
    return ()


def draw_shops(
    wall: Wall,
    width_m: float,
    height_m: float,
    bays: int,
    footing_m: float,
    style: WindowStyle,
    rng: np.random.Generator,
    evening: np.random.Generator,
) -> tuple[LampSource, ...]:
    """The house door at one end, then display windows with a shop door each, a fascia with letters, some awnings.

    Returns the light of the lit display windows: it is what pavements before shops are bright from.
    """
    del bays, style
    half, side = width_m / 2, 1.0 if rng.random() < 0.5 else -1.0
    doorway = _house_door(wall, side * (half - 1.1))
    low, high = sorted((side * (half - 2.0), -side * (half - 0.35)))
    count = max(1, round((high - low) / SHOP_WINDOW_M))
    edges = np.linspace(low, high, count + 1)
    head = height_m - 1.05
    panes, doors = [], []
    for left, right in pairwise(edges):
        doors.append((left + 0.15, left + 1.15, STEP_M, head))
        panes.append((left + 1.3, right - 0.15, 0.45, head))
    display = WindowStyle(recess_m=0.16, casements=2, transom=0.8, frame_m=0.06, sill_m=0.04)
    light = evening_shops(count, evening)
    wall.windows(panes, np.zeros(count, dtype=np.int64), display, reveal="trim", light=light)
    entry = WindowStyle(recess_m=0.5, casements=1, transom=0.8, frame_m=0.12, sill_m=0.0)
    wall.windows(doors, np.zeros(count, dtype=np.int64), entry, reveal="trim", light=light)
    goods, shown = np.array(_goods(panes, rng)), np.repeat(light != DARK, GOODS)
    wall.blocks(goods[~shown], -0.69, -0.35, "goods")
    wall.blocks(goods[shown], -0.68, -0.35, "goods_lit")
    wall.pierced((-half, half, footing_m, height_m), [*panes, *doors, doorway], 0.0, "base")
    words = rng.choice(WORDS, size=count, replace=False)
    for word, (left, right) in zip(words, pairwise(edges), strict=True):
        _fascia(wall, left + 0.1, right - 0.1, head + 0.1, height_m - 0.25, str(word))
        if rng.random() < 0.45:
            _awning(wall, left + 0.2, right - 0.2, head + 0.05)
    lit = [pane for pane, kind in zip(panes, light, strict=True) if kind != DARK]
    return tuple(_window_light(wall, k, pane) for k, pane in enumerate(lit))


def _window_light(wall: Wall, index: int, pane: tuple[float, float, float, float]) -> LampSource:
    """A lit pane seen as a whole: an area of luminance L has the intensity L A along its normal."""
    low, high, bottom, top = pane
    area_m2, shop = (high - low) * (top - bottom), LIGHTS[SHOP]
    return LampSource(
        name=f"shop_window_{index}",
        part=0,
        lamp="window",
        photometry="lambertian",
        T_part_lamp=aimed(wall.at([(low + high) / 2, (bottom + top) / 2, 0.02]), wall.out),
        peak_cd=PANE_SHARE * shop.luminance_cd_m2 * area_m2,
        color=shop.color,
        radius_m=math.sqrt(area_m2 / math.pi),
    )


def _goods(
    panes: list[tuple[float, float, float, float]], rng: np.random.Generator
) -> list[tuple[float, float, float, float]]:
    """Boxes on display behind each pane."""
    out = []
    for low, high, bottom, top in panes:
        for _ in range(GOODS):
            width, height = rng.uniform(0.2, 0.6), rng.uniform(0.25, 0.75) * (top - bottom)
            left = rng.uniform(low, max(low + 0.01, high - width))
            out.append((left, left + width, bottom, bottom + height))
    return out


def _house_door(wall: Wall, centre_m: float) -> tuple[float, float, float, float]:
    """Leaf, fanlight and frame in a recess; returns the opening."""
    low, high, top = centre_m - DOOR_WIDTH_M / 2, centre_m + DOOR_WIDTH_M / 2, DOOR_HEIGHT_M + FANLIGHT_M
    opening = (low, high, STEP_M, top)
    wall.reveals([opening], -0.25, 0.0, "base")
    wall.fronts([(low, high, STEP_M, DOOR_HEIGHT_M)], -0.25, "door")
    panels = [(low + 0.15, high - 0.15, 0.2, 0.95), (low + 0.15, high - 0.15, 1.15, DOOR_HEIGHT_M - 0.2)]
    wall.blocks(panels[:1], -0.25, -0.22, "door")
    wall.fronts(panels[1:], -0.235, "glass")
    wall.fronts([(low, high, DOOR_HEIGHT_M + 0.06, top)], -0.25, "glass")
    wall.blocks([(low, high, DOOR_HEIGHT_M, DOOR_HEIGHT_M + 0.06)], -0.25, -0.18, "frame")
    wall.blocks([(high - 0.14, high - 0.1, 0.95, 1.25)], -0.25, -0.17, "metal")
    return opening


def _fascia(wall: Wall, low: float, high: float, bottom: float, top: float, word: str) -> None:
    """A board over the display window with the shop's trade in letters."""
    wall.blocks([(low, high, bottom, top)], 0.0, 0.12, "sign")
    letter = min(LETTER_SHARE * (top - bottom), 0.88 * (high - low) / word_width(word))
    left = (low + high - letter * word_width(word)) / 2
    strokes = word_quads(word, left, (bottom + top - letter) / 2, letter)
    wall.draw(np.concatenate([strokes, np.full((*strokes.shape[:2], 1), 0.135)], axis=2), "letters")


def _awning(wall: Wall, low: float, high: float, top: float) -> None:
    """A sloped sheet with a valance."""
    drop = 0.55
    sheet = [(low, top, 0.12), (low, top - drop, AWNING_M), (high, top - drop, AWNING_M), (high, top, 0.12)]
    wall.draw([sheet], "awning")
    wall.blocks([(low, high, top - drop - 0.2, top - drop)], AWNING_M - 0.02, AWNING_M, "awning")
