"""Regulatory and guide signs of the United States (MUTCD 2009, chapters 2B, 2D, 2E), sizes of conventional roads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scenes.assets.shaping.planar import (
    Flat,
    clipped,
    disc,
    filled,
    mirrored,
    placed,
    polygon,
    rectangle,
    ring,
    rounded,
    stripes,
    stroke,
    together,
)
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import Face, black, bordered, crossed, layer, plain, triangle, white

INCH_M = 0.0254


def _lines(words: str, height: float, width: float, pitch: float, up: float = 0.0) -> Flat:
    """Lines apart by |, centred about `up`."""
    rows = words.split("|")
    top = up + pitch * (len(rows) - 1) / 2
    return together([text(row, height, (0.0, top - pitch * k), width) for k, row in enumerate(rows)])


def _stop(words: str) -> Face:
    """R1-1: an octagon of 0.75 m across flats."""
    rim = polygon(8, 0.375 / math.cos(math.pi / 8), math.pi / 8)
    return plain(rim, "white", layer("red", 0.945 * rim), white(text(words, 0.25, widest_m=0.6)))


def _yield(words: str) -> Face:
    """R1-2: a triangle of 0.90 m on its point."""
    field = layer("white", triangle(0.55, -1.0, 0.02))
    rim = layer("red", triangle(0.88, -1.0, 0.045))
    return plain(triangle(0.90, -1.0, 0.05), "white", rim, field, ("red", text(words, 0.07, (0.0, 0.055), 0.4)))


def _board(words: str, width: float, height: float, letter: float) -> Face:
    rows = words.count("|") + 1
    pitch = min(1.5 * letter, (height - 0.1) / rows)
    return bordered(width, height, "white", "black", black(_lines(words, letter, width - 0.1, pitch)), edge_m=0.009)


def _speed(words: str) -> Face:
    """R2-1: 24 x 30 inches."""
    head = black(_lines("SPEED|LIMIT", 0.1, 0.48, 0.14, 0.215))
    return bordered(0.61, 0.762, "white", "black", head, black(text(words, 0.27, (0.0, -0.15), 0.46)), edge_m=0.009)


def _no_entry(words: str) -> Face:
    """R5-1: a red disc with a bar on a white square of 30 inches."""
    half = 0.381
    bar = white(filled(rectangle(0.58, 0.13)))
    words_at = [white(text(row, 0.09, (0.0, y), 0.45)) for row, y in zip(words.split("|"), (0.17, -0.17), strict=False)]
    return plain(
        rounded(rectangle(2 * half, 2 * half), 0.04), "white", layer("red", disc(0.365, sides=48)), bar, *words_at
    )


def _wrong_way(words: str) -> Face:
    """R5-1a: 36 x 24 inches, white on red."""
    return bordered(0.914, 0.61, "red", "white", white(_lines(words, 0.15, 0.75, 0.22)), edge_m=0.01)


def _one_way(words: str) -> Face:
    """R6-1: 36 x 12 inches; words: right or left."""
    way = draw.arrow([(-0.42, 0.0), (0.42, 0.0)], 0.19, 1.25, 0.7)
    flat = way if words == "right" else mirrored(way)
    return bordered(0.914, 0.305, "black", "white", white(flat), black(text("ONE WAY", 0.09)), edge_m=0.004)


def _no_turn(words: str) -> Face:
    """R3-1, R3-2, R3-4: a turn in a barred red ring; words: right, left or back."""
    if words == "back":
        line = draw.bent([(0.09, -0.15), (0.09, 0.14), (-0.06, 0.14), (-0.06, -0.1)], 0.07)
    else:
        line = draw.bent([(0.07, -0.17), (0.07, 0.06), (-0.16, 0.06)], 0.05)
    turn = draw.arrow(line, 0.055, 2.6, 1.9)
    return _banned(mirrored(turn) if words == "right" else turn)


def _banned(flat: Flat) -> Face:
    rim = ring(disc(0.27, sides=48), disc(0.215, sides=48))
    bar = clipped(stroke([(-0.21, 0.21), (0.21, -0.21)], 0.055), disc(0.25, sides=32))
    return bordered(0.61, 0.61, "white", "black", black(flat), ("red", together([rim, bar])), edge_m=0.008)


def _no_parking(words: str) -> Face:
    """R8-3."""
    return _banned(text(words, 0.3))


def _parking_area(words: str) -> Face:
    """D4-1, 30 x 24 inches."""
    del words
    rows = together([text("P", 0.3, (0.0, 0.09)), text("PARKING", 0.1, (0.0, -0.2))])
    return bordered(0.762, 0.61, "green", "white", white(rows), edge_m=0.012)


def _keep_right(words: str) -> Face:
    """R4-7: 24 x 30 inches; words: right or left."""
    island = filled([(-0.08, -0.02), (0.06, -0.02), (0.06, 0.05), (-0.01, 0.22), (-0.08, 0.05)])
    way = draw.arrow(draw.bent([(-0.15, 0.24), (-0.15, 0.0), (0.1, -0.16), (0.1, -0.28)], 0.08), 0.06, 2.6, 1.9)
    flat = together([placed(island, 0.9, (0.12, 0.08)), way])
    return bordered(0.61, 0.762, "white", "black", black(flat if words == "right" else mirrored(flat)), edge_m=0.009)


def _lanes(words: str) -> Face:
    """R3-7 and others: a turn arrow with ONLY; words: right or left."""
    way = draw.arrow(draw.bent([(-0.1, -0.12), (-0.1, 0.14), (0.15, 0.14)], 0.05), 0.07, 2.6, 1.8)
    turn = placed(way if words == "right" else mirrored(way), 1.0, (0.0, 0.1))
    flat = together([turn, text("ONLY", 0.12, (0.0, -0.25), 0.45)])
    return bordered(0.61, 0.762, "white", "black", black(flat), edge_m=0.009)


def _interstate(words: str) -> Face:
    """M1-1: a shield of 24 inches, its head red, the rest blue."""
    right = [(0.0, -0.3), (0.16, -0.22), (0.27, -0.07), (0.29, 0.08), (0.25, 0.24), (0.19, 0.3), (0.1, 0.27)]
    shield = np.array([*right, (0.0, 0.3), *((-x, y) for x, y in reversed(right[1:]))])
    inner = filled(0.94 * shield)
    field = clipped(inner, rectangle(0.7, 0.44, (0.0, -0.1)))
    head = clipped(inner, rectangle(0.7, 0.2, (0.0, 0.24)))
    number = white(text(words, 0.22, (0.0, -0.05), 0.4))
    return plain(
        shield, "white", ("blue", field), ("red", head), number, white(text("INTERSTATE", 0.05, (0.0, 0.19), 0.4))
    )


def _exit(words: str) -> Face:
    """E5-1: EXIT over an arrow in the gore; words: its number."""
    way = draw.arrow([(-0.16, -0.38), (0.2, -0.02)], 0.11, 2.5, 1.8)
    rows = [text("EXIT", 0.23, (0.0, 0.39), 0.8), text(words, 0.23, (0.0, 0.09), 0.8)]
    return bordered(
        1.22, 1.22, "green", "white", white(together([*rows, placed(way, 0.9, (0.0, -0.12))])), edge_m=0.018
    )


def _guide_board(words: str) -> Face:
    """E1-series: lines apart by |, white on green, with an arrow."""
    rows = words.split("|")
    height = 0.62 * len(rows) + 0.4
    flat = _lines(words, 0.34, 3.4, 0.62)
    way = draw.arrow([(1.55, -0.3 * height), (2.0, 0.12 * height)], 0.14, 2.5, 1.8)
    return bordered(4.4, height, "green", "white", white(together([placed(flat, 1.0, (-0.4, 0.0)), way])), edge_m=0.03)


def _street_name(words: str) -> Face:
    """D3-1: a name over a corner, 0.23 m high."""
    name = text(words, 0.12)
    width = float(name[0][:, 0].max() - name[0][:, 0].min()) + 0.14
    return bordered(width, 0.23, "green", "white", white(name), edge_m=0.006)


def _crossbuck(words: str) -> Face:
    """R15-1: RAILROAD CROSSING on two boards of 48 x 9 inches."""
    del words
    halves = [text(word, 0.11, (x, 0.0), 0.4) for word, x in (("RAIL", -0.35), ("ROAD", 0.35))]
    arms = [placed(together(halves), turn_deg=45.0), placed(text("CROSSING", 0.11, widest_m=0.95), turn_deg=-45.0)]
    return plain(crossed(1.22, 0.23, 45.0), "white", *(black(arm) for arm in arms))


def _object_marker(words: str) -> Face:
    """OM3: 12 x 36 inches, stripes that fall towards the side on which one passes; words: right or left."""
    frame = rectangle(0.305, 0.914)
    return plain(frame, "yellow", black(stripes(frame, 0.108, -45.0 if words == "right" else 45.0)))


RULE_US: Mapping[str, tuple[Callable[[str], Face], str]] = MappingProxyType(
    {
        "stop": (_stop, "STOP"),
        "give_way": (_yield, "YIELD"),
        "speed_limit": (_speed, "35"),
        "no_entry": (_no_entry, "DO NOT|ENTER"),
        "wrong_way": (_wrong_way, "WRONG|WAY"),
        "one_way": (_one_way, "right"),
        "no_turn": (_no_turn, "left"),
        "no_parking": (_no_parking, "P"),
        "direction": (_keep_right, "right"),
        "parking": (_parking_area, ""),
        "lane_only": (_lanes, "left"),
        "turn_on_red": (lambda words: _board(words, 0.61, 0.762, 0.11), "NO|TURN|ON RED"),
        "no_passing": (lambda words: _board(words, 0.61, 0.762, 0.11), "DO|NOT|PASS"),
        "weight_limit": (lambda words: _board(words, 0.61, 0.762, 0.105), "WEIGHT|LIMIT|10|TONS"),
        "route": (_interstate, "75"),
        "exit": (_exit, "21"),
        "motorway_board": (_guide_board, "Springfield|EXIT 1 MILE"),
        "street_name": (_street_name, "Main St"),
        "crossbuck": (_crossbuck, ""),
        "object_marker": (_object_marker, "right"),
    }
)
"""Kinds: what draws them, and the text or direction that they carry unless told otherwise."""
