"""Warning and work-zone signs of the United States (MUTCD 2009, chapters 2C, 6F, 7B): diamonds of 30 and 36 inches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scenes.assets.shaping.planar import Flat, disc, fan, filled, mirrored, placed, rectangle, rounded, stroke, together
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import Face, Layer, black, bordered, diamond, layer, plain

_YELLOW_M, _ORANGE_M = 0.762, 0.914


def _diamond(film: str, side: float, *symbol: Layer) -> Face:
    rim, inner = layer("black", diamond(0.965 * side)), layer(film, diamond(0.925 * side))
    return plain(diamond(side, 0.04), film, rim, inner, *symbol)


def _yellow(*flats: Flat) -> Face:
    return _diamond("yellow", _YELLOW_M, *(black(flat) for flat in flats))


def _way(line: list[tuple[float, float]], corner: float) -> Callable[[str], Face]:
    """An arrow along a line; words: right or left."""
    right = draw.arrow(draw.bent(line, corner), 0.085, 2.5, 1.8)
    return lambda words: _yellow(right if words == "right" else mirrored(right))


_turn = _way([(-0.1, -0.3), (-0.1, 0.1), (0.26, 0.1)], 0.06)
_curve = _way([(-0.08, -0.32), (-0.08, -0.02), (0.14, 0.28)], 0.22)
_winding = _way([(0.06, -0.33), (0.06, -0.18), (-0.08, -0.02), (-0.08, 0.08), (0.06, 0.2), (0.06, 0.36)], 0.09)


def _arrow_board(words: str) -> Face:
    """W1-6: 48 x 24 inches; words: right or left."""
    way = draw.arrow([(-0.5, 0.0), (0.5, 0.0)], 0.16, 2.5, 1.7)
    flat = way if words == "right" else mirrored(way)
    return bordered(1.22, 0.61, "yellow", "black", black(flat), edge_m=0.012)


def _chevron(words: str) -> Face:
    """W1-8: 24 x 30 inches; words: right or left."""
    half = [(-0.22, 0.29), (0.02, 0.29), (0.23, 0.0), (-0.01, 0.0)]
    flat = together([filled(half), filled([(x, -y) for x, y in half])])
    return plain(rounded(rectangle(0.61, 0.762), 0.03), "yellow", black(flat if words == "right" else mirrored(flat)))


def _crossroads(words: str) -> Face:
    del words
    return _yellow(together([stroke([(0.0, -0.3), (0.0, 0.3)], 0.11), stroke([(-0.3, 0.0), (0.3, 0.0)], 0.11)]))


def _roundabout(words: str) -> Face:
    del words
    return _yellow(draw.circling(3, 0.22, 0.075))


def _ahead(sign: tuple[Layer, ...]) -> Face:
    """Something under an arrow that points at it."""
    way = draw.arrow([(0.0, -0.36), (0.0, -0.08)], 0.07, 2.6, 1.8)
    return _diamond("yellow", _YELLOW_M, black(way), *sign)


def _stop_ahead(words: str) -> Face:
    del words
    from_centre = rounded(rectangle(0.2, 0.2, (0.0, 0.15)), 0.055)
    return _ahead((("red", filled(from_centre)),))


def _signal_ahead(words: str) -> Face:
    del words
    lamps: list[Layer] = [
        (film, fan(disc(0.055, (0.0, y), 20))) for film, y in (("red", 0.16), ("yellow", 0.0), ("green", -0.16))
    ]
    return _diamond("yellow", _YELLOW_M, black(filled(rounded(rectangle(0.18, 0.52), 0.05))), *lamps)


def _merge(words: str) -> Face:
    trunk = draw.arrow([(-0.05, -0.33), (-0.05, 0.34)], 0.085, 2.5, 1.8)
    flat = together([trunk, stroke([(0.16, -0.3), (0.16, -0.16), (-0.03, 0.05)], 0.075)])
    return _yellow(flat if words == "right" else mirrored(flat))


def _lane_ends(words: str) -> Face:
    flat = together(
        [
            stroke([(-0.16, -0.28), (-0.16, 0.3)], 0.06),
            stroke([(0.2, -0.24), (0.2, -0.06), (0.07, 0.14), (0.07, 0.3)], 0.06),
            *(stroke([(0.0, y), (0.0, y + 0.09)], 0.035) for y in (-0.26, -0.1)),
        ]
    )
    return _yellow(flat if words == "right" else mirrored(flat))


def _two_way(words: str) -> Face:
    del words
    up = draw.arrow([(0.12, -0.28), (0.12, 0.26)], 0.085, 2.4, 1.8)
    return _yellow(together([up, placed(up, turn_deg=180.0)]))


def _slippery(words: str) -> Face:
    del words
    trail = [(0.0, -0.3), (-0.06, -0.22), (0.05, -0.13), (-0.05, -0.04), (0.0, 0.04)]
    marks = [placed(stroke(draw.bent(trail, 0.03), 0.04), 1.0, (x, 0.0)) for x in (-0.12, 0.12)]
    return _yellow(together([*marks, placed(draw.car_front(), 0.34, (0.0, 0.18), -10.0)]))


def _figure(symbol: Callable[[], Flat], size: float) -> Callable[[str], Face]:
    return lambda words: _yellow(placed(symbol(), size))


def _school(words: str) -> Face:
    """S1-1: a pentagon of 36 inches, fluorescent."""
    del words
    house = np.array([(-0.457, -0.457), (0.457, -0.457), (0.457, 0.05), (0.0, 0.457), (-0.457, 0.05)])
    outline = rounded(house, 0.05)
    rim, inner = layer("black", 0.965 * outline), layer("lime", 0.925 * outline)
    pair = [placed(draw.walker(), 0.55, (-0.14, -0.04)), placed(draw.walker(), 0.45, (0.17, -0.09))]
    return plain(outline, "lime", rim, inner, black(together(pair)))


def _words(film: str, side: float, height: float) -> Callable[[str], Face]:
    """Lines apart by | on a diamond, the middle ones longest."""

    def face(words: str) -> Face:
        rows = words.split("|")
        pitch = 1.45 * height
        flats = []
        for k, row in enumerate(rows):
            up = pitch * ((len(rows) - 1) / 2 - k)
            flats.append(text(row, height, (0.0, up), 1.33 * side - 2.2 * (abs(up) + height / 2)))
        return _diamond(film, side, black(together(flats)))

    return face


def _advisory(words: str) -> Face:
    """W13-1P: an advised speed, 18 inches square."""
    number = text(words, 0.2, (0.0, 0.06), 0.36)
    return bordered(
        0.457, 0.457, "yellow", "black", black(number), black(text("MPH", 0.085, (0.0, -0.13))), edge_m=0.008
    )


def _worker(words: str) -> Face:
    del words
    return _diamond("orange", _ORANGE_M, black(placed(draw.digger(), 0.66)))


def _end_road_work(words: str) -> Face:
    """G20-2, 36 x 18 inches."""
    del words
    rows = together([text("END", 0.13, (0.0, 0.09)), text("ROAD WORK", 0.13, (0.0, -0.1), 0.84)])
    return bordered(0.914, 0.457, "orange", "black", black(rows), edge_m=0.012)


WARNING_US: Mapping[str, tuple[Callable[[str], Face], str]] = MappingProxyType(
    {
        "turn": (_turn, "right"),
        "curve": (_curve, "right"),
        "double_curve": (_winding, "right"),
        "arrow_board": (_arrow_board, "right"),
        "chevrons": (_chevron, "right"),
        "crossroads": (_crossroads, ""),
        "roundabout": (_roundabout, ""),
        "stop_ahead": (_stop_ahead, ""),
        "signals_ahead": (_signal_ahead, ""),
        "merge": (_merge, "right"),
        "narrowing": (_lane_ends, "right"),
        "two_way": (_two_way, ""),
        "slippery": (_slippery, ""),
        "pedestrians": (_figure(draw.walker, 0.56), ""),
        "cyclists": (_figure(draw.bicycle, 0.56), ""),
        "animals": (_figure(draw.deer, 0.56), ""),
        "children": (_school, ""),
        "advisory_speed": (_advisory, "25"),
        "dead_end": (_words("yellow", _YELLOW_M, 0.15), "DEAD|END"),
        "no_outlet": (_words("yellow", _YELLOW_M, 0.15), "NO|OUTLET"),
        "low_clearance": (_words("yellow", _YELLOW_M, 0.12), "LOW|CLEARANCE"),
        "roadworks": (_worker, ""),
        "road_work_ahead": (_words("orange", _ORANGE_M, 0.15), "ROAD|WORK|AHEAD"),
        "detour": (_words("orange", _ORANGE_M, 0.14), "DETOUR|AHEAD"),
        "end_road_work": (_end_road_work, ""),
    }
)
"""Kinds: what draws them, and the text or direction that they carry unless told otherwise."""
