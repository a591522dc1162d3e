"""German guide signs and boards (VzKat 201, 310 to 467, 600 to 626); boards' texts are the caller's.

Sizes: squares 0.60 m; place names by their length; text of 0.35 m on motorways,
0.126 m elsewhere (RWB 2000).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scenes.assets.shaping.planar import (
    Flat,
    arc,
    clipped,
    fan,
    filled,
    mirrored,
    placed,
    rectangle,
    stripes,
    stroke,
    together,
)
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import Face, Layer, black, bordered, crossed, layer, panel, plain, white


def _square(*symbol: Layer, width: float = 0.6, height: float = 0.6) -> Face:
    field = layer("blue", panel(width - 0.03, height - 0.03, 0.02))
    return plain(panel(width, height), "white", field, *symbol)


def _parking(words: str) -> Face:
    return _square(white(text(words, 0.42)))


def _crossing(words: str) -> Face:
    del words
    field = filled([(-0.25, -0.225), (0.25, -0.225), (0.0, 0.235)])
    walker = placed(draw.walker(), 0.29, (0.0, -0.045))
    bars = [filled(rectangle(0.045, 0.05, (x, -0.2))) for x in (-0.14, -0.06, 0.06, 0.14)]
    return _square(white(field), black(together([walker, *bars])))


def _living_street(words: str) -> Face:
    """0.90 x 0.60 m: people, a house, a car."""
    del words
    house = filled([(0.2, -0.08), (0.4, -0.08), (0.4, 0.12), (0.3, 0.22), (0.2, 0.12)])
    people = [placed(draw.walker(), 0.36, (-0.24, 0.04)), placed(draw.running_child(skirt=True), 0.22, (-0.02, -0.12))]
    car = placed(draw.car_side(), 0.24, (0.26, -0.17))
    return _square(white(together([house, *people, car])), width=0.9)


def _dead_end(words: str) -> Face:
    del words
    return _square(
        white(filled(rectangle(0.1, 0.38, (0.0, -0.07)))), ("red", filled(rectangle(0.34, 0.1, (0.0, 0.16))))
    )


def _tunnel(words: str) -> Face:
    """A portal with the road that leads into it (VzKat 327)."""
    del words
    portal = np.concatenate([arc((0.0, 0.0), (0.21, 0.21), 0.0, 180.0), [(-0.21, -0.21), (0.21, -0.21)]])
    opening = np.concatenate([arc((0.0, 0.0), (0.145, 0.145), 0.0, 180.0), [(-0.145, -0.21), (0.145, -0.21)]])
    road = filled([(-0.12, -0.21), (0.12, -0.21), (0.03, 0.0), (-0.03, 0.0)])
    return _square(white(filled(portal)), black(filled(opening)), white(road))


def _motorway(words: str) -> Face:
    """words: end for its end (VzKat 330.2)."""
    lane = filled([(0.025, -0.25), (0.17, -0.25), (0.06, 0.25), (0.025, 0.25)])
    gap = together([filled(rectangle(0.55, 0.03, (0.0, 0.14))), filled(rectangle(0.55, 0.03, (0.0, 0.04)))])
    bridge = filled([(-0.24, 0.06), (0.24, 0.06), (0.24, 0.12), (-0.24, 0.12)])
    end: list[Layer] = [("red", stroke([(-0.24, -0.24), (0.24, 0.24)], 0.055))] if words == "end" else []
    return _square(white(together([lane, mirrored(lane)])), ("blue", gap), white(bridge), *end)


def _expressway(words: str) -> Face:
    end: list[Layer] = [("red", stroke([(-0.24, -0.24), (0.24, 0.24)], 0.055))] if words == "end" else []
    return _square(white(placed(draw.car_front(), 0.46)), *end)


def _hospital(words: str) -> Face:
    del words
    cross = together([filled(rectangle(0.13, 0.38)), filled(rectangle(0.38, 0.13))])
    return _square(white(filled(rectangle(0.44, 0.44))), ("red", cross))


def _town(words: str) -> Face:
    """A yellow board of 0.65 m with a place's name (VzKat 310)."""
    name = text(words, 0.165)
    width = max(1.0, float(name[0][:, 0].max() - name[0][:, 0].min()) + 0.22)
    return bordered(width, 0.65, "yellow", "black", black(name), edge_m=0.014)


def _signpost(words: str) -> Face:
    """A pointed yellow board towards the right (VzKat 415)."""
    name = text(words, 0.126)
    half, point = float(name[0][:, 0].max()) + 0.09, 0.17
    shapes = [
        [(-half, -h), (half, -h), (half + p, 0.0), (half, h), (-half, h)]
        for h, p in ((0.175, point), (0.165, point - 0.012), (0.15, point - 0.028))
    ]
    for shape, inset in zip(shapes[1:], (0.01, 0.024), strict=True):
        shape[0], shape[4] = (shape[0][0] + inset, shape[0][1]), (shape[4][0] + inset, shape[4][1])
    edge, field = black(filled(shapes[1])), ("yellow", filled(shapes[2]))
    return plain(np.array(shapes[0]), "yellow", edge, field, black(name))


def _detour(words: str) -> Face:
    """A yellow board of 0.80 x 0.30 m with an arrow to the right (VzKat 454)."""
    way = draw.arrow([(0.2, 0.0), (0.37, 0.0)], 0.07, 2.4, 1.6)
    return bordered(
        0.8, 0.3, "yellow", "black", black(together([text(words, 0.1, (-0.1, 0.0), 0.5), way])), edge_m=0.007
    )


def _exit(words: str) -> Face:
    """A white arrow to the upper right over its word (VzKat 333), text of 0.35 m."""
    name = text(words, 0.30, (-0.28, 0.0), 1.75)
    way = draw.arrow([(0.72, -0.22), (1.12, 0.24)], 0.11, 2.6, 1.8)
    return bordered(2.6, 0.75, "blue", "white", white(name), white(way), edge_m=0.02)


def _motorway_board(words: str) -> Face:
    """Lines of text apart by |, on a blue board with an arrow (VzKat 449)."""
    lines = words.split("|")
    height = 0.75 * len(lines) + 0.35
    flats = [text(line, 0.35, (-0.35, height / 2 - 0.55 - 0.75 * k), 2.7) for k, line in enumerate(lines)]
    way = draw.arrow(draw.bent([(1.35, -0.36 * height), (1.35, -0.05), (1.7, 0.32 * height)], 0.3), 0.13, 2.6, 1.8)
    return bordered(4.0, height, "blue", "white", white(together([*flats, way])), edge_m=0.03)


def _distance_beacon(words: str) -> Face:
    """1.60 x 0.60 m before an exit (VzKat 450); words: 300, 200 or 100, a bar each."""
    count = max(1, round(float(words) / 100))
    window = rectangle(0.5, 1.4)
    bars = [
        stroke([(-0.4, y - 0.24), (0.4, y + 0.24)], 0.11) for y in ((k - (count - 1) / 2) * 0.34 for k in range(count))
    ]
    return bordered(0.62, 1.6, "blue", "white", white(clipped(together(bars), window)), edge_m=0.012)


def _crossbuck(words: str) -> Face:
    """A white cross with red ends (VzKat 201), arms of 1.20 m that lean by 35 degrees from the upright."""
    del words
    ends = [placed(fan(rectangle(0.3, 0.15, (x, 0.0))), turn_deg=turn) for turn in (55.0, 125.0) for x in (-0.45, 0.45)]
    return plain(crossed(1.2, 0.15, 55.0), "white", ("red", together(ends)))


def _chevrons(words: str) -> Face:
    """Red chevrons on white in a sharp bend (VzKat 625), 0.5 m a piece; words: right or left."""
    count = 3
    right = [_chevron(-0.25 * count + 0.5 * k + 0.02) for k in range(count)]
    flat = together(right if words == "right" else [mirrored(one) for one in right])
    return plain(panel(0.5 * count, 0.5, 0.01), "white", ("red", flat))


def _chevron(left: float) -> Flat:
    return together(
        [
            filled([(left, 0.25), (left + 0.22, 0.25), (left + 0.46, 0.0), (left + 0.24, 0.0)]),
            filled([(left, -0.25), (left + 0.24, 0.0), (left + 0.46, 0.0), (left + 0.22, -0.25)]),
        ]
    )


def _beacon(words: str) -> Face:
    """0.25 x 1.00 m with red stripes that fall towards the side on which one passes (VzKat 605)."""
    slope = 45.0 if words == "left" else -45.0
    frame = rectangle(0.25, 1.0)
    return plain(frame, "white", ("red", stripes(frame, 0.118, slope)))


def _barrier(words: str) -> Face:
    """0.25 x 1.60 m across the road with upright stripes (VzKat 600)."""
    del words
    frame = rectangle(1.6, 0.25)
    return plain(frame, "white", ("red", stripes(frame, 0.16, 90.0)))


def _sub_plate(words: str) -> Face:
    """A white plate of 0.60 x 0.33 m under a sign, with a text (VzKat 1000 onwards)."""
    return bordered(0.6, 0.33, "white", "black", black(text(words, 0.1, widest_m=0.5)), edge_m=0.007)


GUIDE: Mapping[str, tuple[Callable[[str], Face], str]] = MappingProxyType(
    {
        "parking": (_parking, "P"),
        "crossing": (_crossing, ""),
        "living_street": (_living_street, ""),
        "crossbuck": (_crossbuck, ""),
        "dead_end": (_dead_end, ""),
        "tunnel": (_tunnel, ""),
        "motorway": (_motorway, ""),
        "expressway": (_expressway, ""),
        "hospital": (_hospital, ""),
        "town": (_town, "Neustadt"),
        "signpost": (_signpost, "Altdorf 4"),
        "detour": (_detour, "U 12"),
        "exit": (_exit, "Ausfahrt"),
        "motorway_board": (_motorway_board, "Neustadt-Süd|1000 m"),
        "distance_beacon": (_distance_beacon, "300"),
        "chevrons": (_chevrons, "right"),
        "beacon_board": (_beacon, "right"),
        "barrier_board": (_barrier, ""),
        "plate": (_sub_plate, "800 m"),
    }
)
"""Kinds: what draws them, and the text or direction that they carry unless told otherwise."""
