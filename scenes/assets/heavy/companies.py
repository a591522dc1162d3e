"""Companies that do not exist: their names, colours and what they paint on walls."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.marks import Place, Side, Wall, stick
from scenes.assets.shaping.planar import Flat, clipped, filled, mirrored, placed, rectangle
from scenes.assets.signs.sign_alphabet import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that does not exist: its name, what it says it does, its colours, and how it draws them."""

    name: str
    trade: str
    ground: str
    main: str
    second: str
    layout: int


_NAMES = (
    "OSTAVIK", "Pellanor", "DRUMALO", "Fenware", "QUILTRA", "Havenrod", "TELUMA", "Branntal", "SOLVERDE", "Markanto",
    "KALDENA", "Brivo", "TORVALE", "Lindaro", "NORVESTA", "Umbrix", "GELLWIG", "Arcadel", "PRONTIVA", "Rosskamp",
    "VELMORA", "Cargolin", "HULDERS", "Zandero", "MIRAVEX", "Stoltera", "EFFENDAL", "Jorvika", "ALPERRA", "Wexhall",
)  # fmt: skip
_TRADES = (
    "Logistics", "Transporte", "Spedition", "Fresh food", "Bakery", "Beverages", "Furniture", "Moving", "Freight",
    "Parcel service", "Dairy", "Building supplies", "Organic farm", "Cold chain", "Flowers", "Textiles", "Recycling",
)  # fmt: skip
# (ground, main, second): colours that fleets put together; chosen.
_SCHEMES = (
    ("white", "blue", "light_blue"), ("white", "red", "grey"), ("white", "green", "lime"), ("white", "orange", "grey"),
    ("white", "dark_blue", "red"), ("yellow", "red", "black"), ("dark_blue", "white", "orange"),
    ("red", "white", "yellow"), ("white", "purple", "magenta"), ("white", "turquoise", "dark_blue"),
    ("orange", "white", "dark_blue"), ("green", "white", "yellow"), ("white", "black", "red"),
    ("silver", "blue", "white"),
    ("brown", "yellow", "cream"), ("cream", "dark_green", "brown"), ("grey", "lime", "white"),
    ("blue", "white", "yellow"),
    ("turquoise", "white", "yellow"), ("magenta", "white", "white"),
)  # fmt: skip


def company(rng: np.random.Generator) -> Company:
    """Draws one."""
    ground, main, second = _SCHEMES[int(rng.integers(len(_SCHEMES)))]
    return Company(
        name=_NAMES[int(rng.integers(len(_NAMES)))],
        trade=_TRADES[int(rng.integers(len(_TRADES)))],
        ground=ground,
        main=main,
        second=second,
        layout=int(rng.integers(5)),
    )


def cab_color(firm: Company, rng: np.random.Generator) -> str:
    """The colour of a company's cabs: mostly white, else one of its own."""
    return ("white", "white", firm.ground, firm.main, firm.main)[int(rng.integers(5))]


def livery(
    work: Wall,
    firm: Company,
    side: Side,
    at_m: Place,
    size_m: tuple[float, float],
    prefix: str = "coat_",
    member: str = "body",
) -> None:
    """A company's picture on a wall of a width and height about a point. Colours are `prefix` + their names."""
    width, height = size_m
    frame = rectangle(width, height)
    main, second = prefix + firm.main, prefix + firm.second
    cap = min(0.30 * height, 0.9 * width / max(6.0, 0.85 * len(firm.name)))
    letters, shift = main, 0.0

    def draw(flat: Flat, color: str, layer: int) -> None:
        stick(work, flat, side, at_m, color, layer, member=member)

    if firm.layout == 0:  # a band below, a thin one above it
        draw(filled(rectangle(width, 0.16 * height, (0.0, -0.40 * height))), main, 0)
        draw(filled(rectangle(width, 0.035 * height, (0.0, -0.28 * height))), second, 0)
        shift = 0.08 * height
    elif firm.layout == 1:  # a slanting field at one end
        lean = np.array([[0.10, -0.5], [0.5, -0.5], [0.5, 0.5], [0.24, 0.5]]) * [width, height]
        thin = np.array([[0.05, -0.5], [0.08, -0.5], [0.22, 0.5], [0.19, 0.5]]) * [width, height]
        flats = (filled(lean), filled(thin))
        for flat, color in zip(flats, (main, second), strict=True):
            draw(mirrored(flat) if side == "right" else flat, color, 0)
        cap *= 0.62
    elif firm.layout == 2:  # a wave along the lower edge
        u = np.linspace(-0.5, 0.5, 17)
        for level, color, layer in ((-0.12, second, 0), (-0.20, main, 1)):
            top = level + 0.09 * np.sin(2 * math.pi * u) + 0.10 * u
            outline = np.concatenate([np.column_stack([u, top]), [[0.5, -0.5], [-0.5, -0.5]]]) * [width, height]
            flat = filled(outline)
            draw(mirrored(flat) if side == "right" else flat, color, layer)
        shift = 0.17 * height
    elif firm.layout == 3:  # a great disc that the edge cuts
        disc = clipped(filled(_circle(0.62 * height, (-0.34 * width, 0.05 * height))), frame)
        ring = clipped(filled(_circle(0.52 * height, (-0.34 * width, 0.05 * height))), frame)
        draw(mirrored(disc) if side == "right" else disc, second, 0)
        draw(mirrored(ring) if side == "right" else ring, main, 1)
        cap *= 0.72
    else:  # a field over the whole wall
        draw(filled(rectangle(width, 0.42 * height, (0.0, 0.02 * height))), main, 0)
        letters = prefix + firm.ground
    left = {1: -0.17, 3: 0.19}.get(firm.layout, 0.0) * width * (-1.0 if side == "right" else 1.0)
    widest = width * (0.9 if not left else 0.56)
    name = placed(text(firm.name, cap, widest_m=widest), shift=(left, shift + 0.02 * height))
    trade = placed(text(firm.trade, 0.34 * cap, widest_m=widest), shift=(left, shift - 0.85 * cap))
    draw(name, letters, 3)
    draw(trade, letters if firm.layout == 4 else second if second != prefix + firm.ground else main, 3)


def _circle(radius_m: float, centre_m: tuple[float, float]) -> np.ndarray:
    a = np.linspace(0.0, 2 * math.pi, 40, endpoint=False)
    return np.asarray(centre_m) + radius_m * np.column_stack([np.cos(a), np.sin(a)])
