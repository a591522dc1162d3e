"""German danger and priority signs (VzKat 101 to 151, 201 to 208, 301 to 308), class 2: triangles of 0.90 m.

A standing triangle's picture lies about its centroid; its white field is 0.69 m wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from scenes.assets.shaping.planar import (
    Flat,
    disc,
    fan,
    filled,
    limb,
    mirrored,
    placed,
    polygon,
    rectangle,
    stroke,
    together,
)
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import Face, black, layer, plain, triangle, white

_SIDE, _CORNER = 0.90, 0.045
_GROWN = 1.15
"""Chosen: by which symbols fill the white field, as in the catalogue."""


def _danger(symbol: Flat, size: float = 1.0, up: float = 0.0) -> Face:
    return _warning(("black", placed(symbol, _GROWN * size, (0.0, _GROWN * up - 0.01))))


def _warning(*symbol: tuple[str, Flat]) -> Face:
    return plain(triangle(_SIDE, 1.0, _CORNER), "red", layer("white", triangle(0.69 * _SIDE, 1.0, 0.02)), *symbol)


def _exclamation(words: str) -> Face:
    del words
    return _danger(together([limb((0.0, 0.17), (0.0, -0.02), 0.036, 0.02), fan(disc(0.032, (0.0, -0.1), 18))]))


def _curve(words: str) -> Face:
    """words: right or left."""
    bend = draw.arrow(draw.bent([(-0.03, -0.14), (-0.03, 0.02), (0.08, 0.12), (0.02, 0.2)][:3], 0.07), 0.055, 2.3, 1.6)
    return _danger(bend if words == "right" else mirrored(bend))


def _double_curve(words: str) -> Face:
    line = draw.bent([(0.04, -0.14), (0.04, -0.06), (-0.05, 0.01), (-0.05, 0.07), (0.04, 0.17)], 0.045)
    bend = draw.arrow(line, 0.05, 2.3, 1.6)
    return _danger(bend if words == "right" else mirrored(bend))


def _gradient(words: str) -> Face:
    slope = filled([(-0.21, -0.135), (0.21, -0.135), (-0.21, 0.035)])
    return _warning(("black", slope), ("black", text(words, 0.085, (0.06, 0.035), 0.2)))


def _uneven(words: str) -> Face:
    del words
    humps = [filled([(x + 0.085 * math.cos(a), -0.11 + 0.1 * math.sin(a)) for a in _HALF]) for x in (-0.09, 0.09)]
    return _danger(together([*humps, stroke([(-0.23, -0.115), (0.23, -0.115)], 0.03)]))


_HALF = [math.pi * k / 12 for k in range(13)]


def _slippery(words: str) -> Face:
    del words
    trail = [(0.0, -0.15), (-0.03, -0.115), (0.02, -0.075), (-0.025, -0.035), (0.01, 0.0)]
    marks = [placed(stroke(draw.bent(trail, 0.015), 0.02), 1.0, (x, 0.0)) for x in (-0.06, 0.07)]
    car = placed(draw.car_front(), 0.2, (0.0, 0.075), -12.0)
    return _danger(together([*marks, car]))


def _narrowing(words: str) -> Face:
    del words
    side = stroke([(0.09, -0.15), (0.09, -0.06), (0.04, 0.02), (0.04, 0.13)], 0.035)
    return _danger(together([side, mirrored(side)]))


def _two_way(words: str) -> Face:
    del words
    up = draw.arrow([(0.05, -0.14), (0.05, 0.11)], 0.04, 2.4, 1.7)
    return _danger(together([up, placed(up, turn_deg=180.0, shift=(0.0, -0.03))]))


def _queue(words: str) -> Face:
    del words
    cars = [
        placed(draw.car_front(), s, at)
        for s, at in ((0.19, (-0.03, -0.09)), (0.15, (0.04, 0.03)), (0.11, (-0.01, 0.13)))
    ]
    return _danger(together(cars))


def _signals(words: str) -> Face:
    del words
    lamps = [(film, fan(disc(0.033, (0.0, y), 18))) for film, y in (("red", 0.085), ("yellow", 0.0), ("green", -0.085))]
    return _warning(("black", filled(rectangle(0.1, 0.285, (0.0, 0.0)))), *lamps)


def _crossroads(words: str) -> Face:
    del words
    return _danger(
        together([stroke([(-0.12, -0.13), (0.12, 0.11)], 0.06), stroke([(0.12, -0.13), (-0.12, 0.11)], 0.06)])
    )


def _railway(words: str) -> Face:
    del words
    engine = [
        filled([(-0.15, -0.07), (0.15, -0.07), (0.15, 0.09), (0.05, 0.09), (0.05, 0.03), (-0.15, 0.03)]),
        filled(rectangle(0.035, 0.07, (-0.1, 0.06))),
        *(fan(disc(r, (x, -0.09), 16)) for x, r in ((-0.11, 0.034), (-0.03, 0.034), (0.085, 0.048))),
    ]
    return _danger(together(engine))


def _right_of_way(words: str) -> Face:
    del words
    trunk = together(
        [limb((0.0, -0.15), (0.0, 0.05), 0.028, 0.028), filled([(-0.07, 0.03), (0.07, 0.03), (0.0, 0.18)])]
    )
    return _danger(together([trunk, stroke([(-0.13, -0.04), (0.13, -0.04)], 0.035)]))


def _give_way(words: str) -> Face:
    del words
    return plain(triangle(_SIDE, -1.0, _CORNER), "red", layer("white", triangle(0.62 * _SIDE, -1.0, 0.02)))


def _stop(words: str) -> Face:
    """An octagon of 0.90 m across flats (VzKat 206)."""
    r = 0.45 / math.cos(math.pi / 8)
    rim = polygon(8, r, math.pi / 8)
    return plain(rim, "white", layer("red", 0.955 * rim), white(text(words, 0.30, (0.0, 0.0), 0.74)))


def _priority_diamond(side: float) -> list[tuple[str, Flat]]:
    r = side / math.sqrt(2)
    return [("black", filled(polygon(4, 0.945 * r, 0.0))), ("white", filled(polygon(4, 0.915 * r, 0.0)))]


def _priority(words: str) -> Face:
    """A square of 0.60 m on its corner; words: "end" for its end (VzKat 307)."""
    r = 0.6 / math.sqrt(2)
    ends = [black(stroke([(-0.19 + d, -0.19 - d), (0.19 + d, 0.19 - d)], 0.022)) for d in (-0.05, -0.017, 0.017, 0.05)]
    yellow = ("yellow", filled(polygon(4, 0.68 * r, 0.0)))
    return plain(polygon(4, r, 0.0), "white", *_priority_diamond(0.6), yellow, *(ends if words == "end" else []))


def _over_oncoming(words: str) -> Face:
    """Squares and discs of 0.60 m: VzKat 308 (priority over oncoming traffic)."""
    del words
    up = draw.arrow([(0.08, -0.2), (0.08, 0.22)], 0.085, 2.2, 1.5)
    down = draw.arrow([(-0.11, 0.2), (-0.11, -0.17)], 0.055, 2.4, 1.7)
    return plain(rectangle(0.6, 0.6), "white", layer("blue", rectangle(0.575, 0.575)), white(up), ("red", down))


def _symbol(symbol: Callable[[], Flat], size: float, up: float) -> Callable[[str], Face]:
    return lambda words: _danger(symbol(), size, up)


DANGER: Mapping[str, tuple[Callable[[str], Face], str]] = MappingProxyType(
    {
        "danger": (_exclamation, ""),
        "crossroads": (_crossroads, ""),
        "curve": (_curve, "right"),
        "double_curve": (_double_curve, "right"),
        "gradient": (_gradient, "12%"),
        "uneven_road": (_uneven, ""),
        "slippery": (_slippery, ""),
        "narrowing": (_narrowing, ""),
        "roadworks": (_symbol(draw.digger, 0.34, 0.0), ""),
        "queue": (_queue, ""),
        "two_way": (_two_way, ""),
        "signals_ahead": (_signals, ""),
        "pedestrians": (_symbol(draw.walker, 0.36, 0.0), ""),
        "children": (_symbol(draw.children, 0.36, -0.01), ""),
        "cyclists": (_symbol(draw.bicycle, 0.32, -0.04), ""),
        "animals": (_symbol(draw.deer, 0.32, -0.01), ""),
        "ice": (_symbol(draw.snowflake, 0.28, -0.01), ""),
        "railway_crossing": (_railway, ""),
        "right_of_way": (_right_of_way, ""),
        "give_way": (_give_way, ""),
        "stop": (_stop, "STOP"),
        "priority": (_priority, ""),
        "priority_over_oncoming": (_over_oncoming, ""),
    }
)
"""Kinds: what draws them, and the text or direction that they carry unless told otherwise."""
