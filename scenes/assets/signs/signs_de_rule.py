"""German regulatory signs (VzKat 209 to 286) of class 2: discs of 0.60 m, squares of 0.60 m."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scenes.assets.shaping.planar import Flat, clipped, disc, filled, mirrored, placed, rectangle, stroke, together
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import Face, Layer, black, bordered, layer, plain, ringed, white

_R = 0.30


def _speed(words: str) -> Face:
    height = 0.235 if len(words) < 3 else 0.2
    return ringed((black(text(words, height, widest_m=0.39)),))


def _measure(words: str, left: bool) -> Face:
    """A height (VzKat 265) or a width (264) between two points."""
    number = black(text(words, 0.13, widest_m=0.34 if not left else 0.26))
    point = filled([(-0.06, 0.215), (0.06, 0.215), (0.0, 0.13)])
    marks = together([placed(point, turn_deg=turn) for turn in ((90.0, 270.0) if left else (0.0, 180.0))])
    return ringed((number, black(marks)))


def _weight(words: str) -> Face:
    return ringed((black(text(words, 0.15, widest_m=0.38)),))


def _no_entry(words: str) -> Face:
    del words
    bar = ("white", filled(rectangle(0.46, 0.13)))
    rim = layer("white", disc(0.985 * _R, sides=48))
    return plain(disc(_R, sides=48), "red", rim, layer("red", disc(0.955 * _R, sides=48)), bar)


def _ban(symbol: Callable[[], Flat], size: float) -> Callable[[str], Face]:
    return lambda words: ringed((black(placed(symbol(), size)),))


def _all_vehicles(words: str) -> Face:
    del words
    return ringed(())


def _no_turn(words: str) -> Face:
    """words: left, right or back (VzKat 272); the bar lies across."""
    if words == "back":
        line = draw.bent([(0.08, -0.15), (0.08, 0.13), (-0.06, 0.13), (-0.06, -0.1)], 0.07)
    else:
        line = draw.bent([(0.07, -0.15), (0.07, 0.05), (-0.14, 0.05)], 0.05)
    turn = draw.arrow(line, 0.05, 2.6, 1.9)
    return ringed((black(mirrored(turn) if words == "right" else turn), ("red", _bar())))


def _bar() -> Flat:
    return clipped(stroke([(-0.21, 0.21), (0.21, -0.21)], 0.045), disc(0.8 * _R, sides=32))


def _overtaking(words: str) -> Face:
    """words: cars (VzKat 276) or lorries (277)."""
    left = placed(draw.car_front() if words == "cars" else _lorry_rear(), 0.21, (-0.105, 0.0))
    return ringed((("red", left), black(placed(draw.car_front(), 0.21, (0.105, 0.0)))))


def _lorry_rear() -> Flat:
    feet = [filled(rectangle(0.18, 0.2, (x, -0.38))) for x in (-0.28, 0.28)]
    return together([filled(rectangle(0.86, 0.8, (0.0, 0.12))), *feet])


def _end(words: str) -> Face:
    """The end of a limit (VzKat 278) or, without words, of all (282)."""
    bands = [stroke([(-0.21 + d, -0.21 - d), (0.21 + d, 0.21 - d)], 0.016) for d in _BANDS]
    bars = clipped(together(bands), disc(0.93 * _R, sides=32))
    number: list[Layer] = [("grey", text(words, 0.235, widest_m=0.4))] if words else []
    face = layer("white", disc(0.955 * _R, sides=48))
    return plain(disc(_R, sides=48), "black", face, *number, black(bars))


_BANDS = (-0.05, -0.025, 0.0, 0.025, 0.05)


def _stopping(words: str) -> Face:
    """words: none (VzKat 283) or short (286)."""
    lines = [stroke([(-0.21, 0.21), (0.21, -0.21)], 0.055)]
    if words == "none":
        lines.append(stroke([(-0.21, -0.21), (0.21, 0.21)], 0.055))
    cross = clipped(together(lines), disc(0.85 * _R, sides=32))
    return plain(disc(_R, sides=48), "red", layer("blue", disc(0.8 * _R, sides=48)), ("red", cross))


def _order(symbol: Flat) -> Face:
    rim = layer("blue", disc(0.965 * _R, sides=48))
    return plain(disc(_R, sides=48), "white", rim, white(symbol))


_WAYS: Mapping[str, Callable[[], Flat]] = MappingProxyType(
    {
        "straight": lambda: draw.arrow([(0.0, -0.2), (0.0, 0.21)], 0.085, 2.3, 1.5),
        "right": lambda: draw.arrow(draw.bent([(-0.07, -0.2), (-0.07, 0.04), (0.2, 0.04)], 0.05), 0.085, 2.3, 1.4),
        "left": lambda: mirrored(_WAYS["right"]()),
        "straight_or_right": lambda: together(
            [
                draw.arrow([(-0.07, -0.2), (-0.07, 0.21)], 0.07, 2.4, 1.6),
                draw.arrow([(-0.07, -0.06), (0.19, -0.06)], 0.07, 2.4, 1.6),
            ]
        ),
        "straight_or_left": lambda: mirrored(_WAYS["straight_or_right"]()),
        "pass_right": lambda: draw.arrow([(-0.15, 0.15), (0.155, -0.155)], 0.085, 2.3, 1.5),
        "pass_left": lambda: mirrored(_WAYS["pass_right"]()),
    }
)


def _direction(words: str) -> Face:
    """words: straight, right, left, straight_or_right, straight_or_left, pass_right, pass_left."""
    return _order(_WAYS[words]())


def _roundabout(words: str) -> Face:
    del words
    return _order(draw.circling(3, 0.165, 0.06))


def _path(words: str) -> Face:
    """words: bicycle (VzKat 237), foot (239) or shared (240)."""
    if words == "bicycle":
        return _order(placed(draw.bicycle(), 0.4))
    if words == "foot":
        return _order(placed(draw.walker(), 0.46))
    line = stroke([(-0.26, 0.0), (0.26, 0.0)], 0.014)
    return _order(
        together([placed(draw.walker(), 0.22, (0.0, 0.14)), line, placed(draw.bicycle(), 0.24, (0.0, -0.11))])
    )


def _one_way(words: str) -> Face:
    """A board of 0.80 x 0.30 m (VzKat 220); words: right or left."""
    right = together([draw.arrow([(-0.36, 0.0), (0.36, 0.0)], 0.2, 1.25, 0.75)])
    name = black(text("Einbahnstraße", 0.065, (0.0, 0.0), 0.5))
    shape = right if words == "right" else mirrored(right)
    return bordered(0.8, 0.3, "blue", "white", white(shape), name, edge_m=0.006)


def _bus_stop(words: str) -> Face:
    """A yellow disc with a green rim and an H (VzKat 224), 0.35 m."""
    r = 0.175
    return plain(
        disc(r, sides=40), "green", layer("yellow", disc(0.84 * r, sides=40)), ("green", text(words, 0.2, widest_m=0.2))
    )


def _zone(words: str) -> Face:
    """A zone of 30 (VzKat 274.1): a disc on a white square."""
    r = 0.21
    number = black(text(words, 0.165, (0.0, 0.05), 0.28))
    zone = black(text("ZONE", 0.09, (0.0, -0.245)))
    rings = (layer("red", disc(r, (0.0, 0.05), 40)), layer("white", disc(0.79 * r, (0.0, 0.05), 40)))
    return bordered(0.6, 0.64, "white", "black", *rings, number, zone, edge_m=0.005)


RULE: Mapping[str, tuple[Callable[[str], Face], str]] = MappingProxyType(
    {
        "speed_limit": (_speed, "30"),
        "speed_zone": (_zone, "30"),
        "end_of_limit": (_end, "30"),
        "end_of_all": (lambda words: _end(""), ""),
        "no_entry": (_no_entry, ""),
        "no_vehicles": (_all_vehicles, ""),
        "no_lorries": (_ban(draw.lorry, 0.36), ""),
        "no_bicycles": (_ban(draw.bicycle, 0.36), ""),
        "no_motorcycles": (_ban(draw.motorcycle, 0.36), ""),
        "no_pedestrians": (_ban(draw.walker, 0.38), ""),
        "no_turn": (_no_turn, "left"),
        "no_overtaking": (_overtaking, "cars"),
        "no_stopping": (_stopping, "none"),
        "no_parking": (_stopping, "short"),
        "height_limit": (lambda words: _measure(words, False), "3,8m"),
        "width_limit": (lambda words: _measure(words, True), "2,2m"),
        "weight_limit": (_weight, "7,5t"),
        "direction": (_direction, "right"),
        "roundabout": (_roundabout, ""),
        "path": (_path, "bicycle"),
        "one_way": (_one_way, "right"),
        "bus_stop": (_bus_stop, "H"),
    }
)
"""Kinds: what draws them, and the text or direction that they carry unless told otherwise."""
