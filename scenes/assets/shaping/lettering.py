"""Capital letters of straight strokes, and the words that they make over shops."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

WORDS = (
    *("BAKERY", "CAFE", "BOOKS", "PHARMACY", "FLOWERS", "BIKES", "HAIR", "OPTICIAN", "SHOES", "TEA", "KIOSK"),
    *("DELI", "TAILOR", "TOYS", "WINE", "FRUIT", "FLORIST", "KEYS", "PIZZA", "LAUNDRY", "STATIONERY", "MUSIC"),
)
"""Trades of shops, not brands."""

INDUSTRIES = ("STEEL", "TIMBER", "LOGISTICS", "TOOLS", "PAINT", "TYRES", "METAL", "GLASS", "PRINT", "MACHINES")
"""Trades of halls."""

GRID_W, GRID_H = 4, 6
ADVANCE = 5.4
"""Grid units from one letter's left edge to the next one's."""
STROKE = 0.85
"""Width of strokes in grid units: about a seventh of the height, as in bold grotesques."""
_STROKES: dict[str, str] = {
    "A": "00 26 40|12 32",
    "B": "00 06 36 45 44 33 03|33 42 41 30 00",
    "C": "45 36 16 05 01 10 30 41",
    "D": "00 06 26 44 42 20 00",
    "E": "40 00 06 46|03 33",
    "F": "00 06 46|03 33",
    "G": "45 36 16 05 01 10 30 41 43 23",
    "H": "00 06|40 46|03 43",
    "I": "20 26",
    "K": "00 06|46 03 40",
    "L": "06 00 40",
    "M": "00 06 23 46 40",
    "N": "00 06 40 46",
    "O": "10 01 05 16 36 45 41 30 10",
    "P": "00 06 36 45 44 33 03",
    "R": "00 06 36 45 44 33 03|23 40",
    "S": "45 36 16 05 04 13 33 42 41 30 10 01",
    "T": "20 26|06 46",
    "U": "06 01 10 30 41 46",
    "W": "06 10 23 30 46",
    "X": "00 46|06 40",
    "Y": "06 23 46|23 20",
    "Z": "06 46 00 40",
}
"""Polylines on a grid of 4 x 6 units, points as two digits x y."""


def word_width(word: str) -> float:
    """Width of a word over its letters' height."""
    return (ADVANCE * (len(word) - 1) + GRID_W) / GRID_H


def word_quads(word: str, left_m: float, base_m: float, height_m: float) -> Float64:
    """Strokes (K, 4, 2) in wall coordinates (u, v), metres, counter-clockwise, of a word that starts at `left_m`.

    Raises KeyError for a letter that has no strokes.
    """
    unit = height_m / GRID_H
    segments = [
        (ADVANCE * k, *start, *end)
        for k, letter in enumerate(word)
        for line in _STROKES[letter].split("|")
        for start, end in pairwise(_points(line))
    ]
    shift, x0, y0, x1, y1 = np.array(segments).T
    start, end = np.stack([x0 + shift, y0], axis=1), np.stack([x1 + shift, y1], axis=1)
    along = (end - start) / np.linalg.norm(end - start, axis=1, keepdims=True)
    across = 0.5 * STROKE * np.stack([-along[:, 1], along[:, 0]], axis=1)
    # strokes reach beyond their ends by a third of their width, so that corners close
    a, b = start - along * STROKE / 3, end + along * STROKE / 3
    corners = np.stack([a - across, b - across, b + across, a + across], axis=1)
    return np.asarray(corners * unit + [left_m, base_m], dtype=np.float64)


def _points(line: str) -> list[tuple[float, float]]:
    return [(float(point[0]), float(point[1])) for point in line.split()]
