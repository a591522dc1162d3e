"""Pictures on billboards: people and cars as flat coloured shapes, a trap for detectors. In (right, up) metres.

Figures stand on the origin, true to size where they are not scaled.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from scenes.assets.shaping.planar import Flat, disc, fan, filled, limb, placed, rectangle, softened, stroke, together
from scenes.assets.signs.pictograms import chain
from scenes.assets.signs.sign_alphabet import text
from scenes.material import Material

PosterKind = Literal["people", "car", "family", "words"]
Ink = tuple[str, Flat]

INKS: dict[str, Material] = {
    f"ink_{name}": Material(base_color=color, roughness=0.35, lidar_reflectivity=0.5)
    for name, color in {
        "sky": (0.25, 0.48, 0.72),
        "sand": (0.68, 0.56, 0.38),
        "mint": (0.38, 0.62, 0.50),
        "rose": (0.72, 0.38, 0.40),
        "night": (0.03, 0.05, 0.11),
        "white": (0.74, 0.74, 0.72),
        "black": (0.02, 0.02, 0.02),
        "grey": (0.24, 0.25, 0.26),
        "red": (0.52, 0.03, 0.03),
        "blue": (0.03, 0.10, 0.36),
        "green": (0.06, 0.26, 0.09),
        "yellow": (0.72, 0.46, 0.03),
        "denim": (0.06, 0.10, 0.21),
        "pale": (0.62, 0.40, 0.29),
        "tan": (0.38, 0.21, 0.13),
        "deep": (0.12, 0.06, 0.04),
        "brown": (0.07, 0.035, 0.02),
        "blond": (0.50, 0.34, 0.13),
        "pane": (0.07, 0.10, 0.13),
        "tyre": (0.025, 0.025, 0.025),
        "alloy": (0.48, 0.49, 0.50),
    }.items()
}
"""Printing inks by material name."""
GROUNDS = ("sky", "sand", "mint", "rose", "night")
_TOPS = ("red", "blue", "green", "yellow", "white", "rose", "grey")
_SKINS, _HAIRS = ("pale", "tan", "deep"), ("brown", "black", "blond")


def person(rng: np.random.Generator, height_m: float) -> list[Ink]:
    """Somebody who stands or walks, from the front, in shirt and trousers or a skirt; 7.3 heads high as adults are."""
    skin, hair = (str(rng.choice(names)) for names in (_SKINS, _HAIRS))
    top, below = str(rng.choice(_TOPS)), str(rng.choice(["denim", "grey", "black", "brown"]))
    spread, bend = rng.uniform(0.03, 0.09), rng.uniform(0.0, 0.12)
    inks: list[Ink] = []
    for side in (-1.0, 1.0):
        leg = chain(
            [(side * 0.05, 0.5), (side * (0.05 + spread / 2), 0.27), (side * (0.045 + spread), 0.05)],
            [0.058, 0.042, 0.03],
        )
        shoe = limb((side * (0.045 + spread), 0.018), (side * (0.07 + spread), 0.014), 0.022, 0.018)
        arm = [
            (side * 0.105, 0.79),
            (side * (0.135 + bend), 0.63),
            (side * (0.12 + bend * rng.uniform(-0.4, 1.4)), 0.49),
        ]
        inks += [
            (below, leg),
            ("black", shoe),
            (top, chain(arm[:2], [0.034, 0.027])),
            (skin, chain(arm[1:], [0.024, 0.02])),
        ]
    inks.append(
        (
            top,
            filled(softened([(-0.09, 0.48), (0.09, 0.48), (0.125, 0.80), (0.05, 0.85), (-0.05, 0.85), (-0.125, 0.80)])),
        )
    )
    if rng.random() < 0.4:
        inks.append((below, filled(softened([(-0.09, 0.53), (-0.15, 0.30), (0.15, 0.30), (0.09, 0.53)], 0.1))))
    inks.append((skin, limb((0.0, 0.82), (0.0, 0.87), 0.03, 0.03)))
    if rng.random() < 0.5:
        inks.append((hair, filled(softened([(-0.07, 0.83), (0.07, 0.83), (0.075, 0.96), (0.0, 1.0), (-0.075, 0.96)]))))
    inks.append((skin, filled(softened([(-0.05, 0.87), (0.0, 0.852), (0.05, 0.87), (0.056, 0.97), (-0.056, 0.97)]))))
    inks.append(
        (hair, filled(softened([(-0.06, 0.945), (0.06, 0.945), (0.062, 0.99), (0.0, 1.005), (-0.062, 0.99)], 0.18)))
    )
    return [(ink, placed(flat, height_m)) for ink, flat in inks]


def car(rng: np.random.Generator, length_m: float = 4.3) -> list[Ink]:
    """A car from its side, towards the right."""
    paint = str(rng.choice(["red", "blue", "white", "yellow", "grey", "green"]))
    body = softened(
        [
            *((-0.49, 0.07), (-0.36, 0.05), (0.40, 0.05), (0.49, 0.08), (0.5, 0.15), (0.44, 0.195), (0.24, 0.215)),
            *((0.11, 0.325), (-0.2, 0.335), (-0.37, 0.24), (-0.48, 0.215), (-0.5, 0.14)),
        ]
    )
    panes = [
        softened([(0.19, 0.215), (0.095, 0.3), (-0.02, 0.31), (-0.02, 0.215)], 0.1),
        softened([(-0.045, 0.215), (-0.045, 0.31), (-0.18, 0.312), (-0.32, 0.225)], 0.1),
    ]
    inks: list[Ink] = [(paint, filled(body)), *(("pane", filled(pane)) for pane in panes)]
    inks.append(("white", filled(softened([(0.42, 0.15), (0.488, 0.14), (0.48, 0.165), (0.43, 0.18)], 0.15))))
    inks.append(("red", filled(softened([(-0.49, 0.16), (-0.45, 0.165), (-0.46, 0.2), (-0.488, 0.195)], 0.15))))
    inks.append(("black", stroke([(-0.033, 0.08), (-0.033, 0.21)], 0.004)))
    for x in (-0.305, 0.315):
        inks += [("tyre", fan(disc(0.079, (x, 0.078), 28))), ("alloy", fan(disc(0.05, (x, 0.078), 20)))]
        inks.append(
            (
                "tyre",
                together(
                    [stroke([(x - 0.045, 0.078), (x + 0.045, 0.078)], 0.008), stroke([(x, 0.033), (x, 0.123)], 0.008)]
                ),
            )
        )
    return [(ink, placed(flat, length_m)) for ink, flat in inks]


def poster(kind: PosterKind, width_m: float, height_m: float, rng: np.random.Generator) -> list[tuple[int, str, Flat]]:
    """A picture about the origin that fills a sheet: ground, a band, figures, a word; as (level, ink, shape).

    Higher levels lie over lower ones; figures that stand apart share levels.
    """
    ground = str(rng.choice(GROUNDS))
    band = str(rng.choice([name for name in (*GROUNDS, "white") if name != ground]))
    low, ink = -height_m / 2, "white" if ground == "night" else "black"
    field = filled(rectangle(width_m, height_m))
    strip = filled(rectangle(width_m, 0.3 * height_m, (0.0, low + 0.15 * height_m)))
    out = [(0, ground, field), (1, band, strip)]
    if kind == "words":
        rows = [str(rng.choice(words)) for words in _SLOGANS]
        for row, up, tall in zip(rows, (0.12, -0.16), rng.uniform((0.18, 0.11), (0.26, 0.17)), strict=True):
            out.append((2, ink, text(row, tall * height_m, (0.0, up * height_m), 0.86 * width_m)))
        return out
    figures = _figures(kind, width_m, height_m, rng)
    out += [(2 + level, name, flat) for figure in figures for level, (name, flat) in enumerate(figure)]
    word = text(str(rng.choice(_WORDS)), 0.09 * height_m, (0.0, 0.42 * height_m), 0.8 * width_m)
    return [*out, (2, ink, word)]


_SLOGANS = (("SALE", "OPEN DAY", "JAZZ", "NEW!", "MARKET"), ("20%", "SUNDAY", "21:00", "CITY HALL"))
_WORDS = ("HELLO", "SUMMER", "FRESH", "GO!", "HOLIDAY")


def _figures(kind: PosterKind, width: float, height: float, rng: np.random.Generator) -> list[list[Ink]]:
    """A car as wide as the sheet allows, or two or three people who stand apart."""
    low = -height / 2
    if kind == "car":
        return [[(c, placed(flat, 1.0, (0.0, low + 0.1 * height))) for c, flat in car(rng, 0.86 * width)]]
    shares = (1.0, 0.94, 0.62) if kind == "family" else (1.0, 0.93)
    room = width / (len(shares) + 0.2)
    tall = min(0.80 * height, 2.3 * room)
    out = []
    for k, share in enumerate(shares):
        at = ((k - (len(shares) - 1) / 2) * min(room, 0.5 * tall), low + 0.04 * height)
        out.append([(c, placed(flat, 1.0, at)) for c, flat in person(rng, share * tall)])
    return out
