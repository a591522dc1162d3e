"""Letters of road signs: one pen of constant width along lines and arcs, in the proportions of DIN 1451 Mittelschrift.

The centre line of a capital is 6 units high, that of a small letter 4.2, and the pen is 1 wide.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.planar import Flat, arc, stroke, together
from scenes.errors import UnknownName

Float64 = NDArray[np.float64]

CAP = 7.0
"""Height of a capital with its pen, units."""
GAP = 0.95
"""Clear width between letters, units; chosen: DIN 1451-2 has 0.7 to 1.5 by pairs."""
SPACE = 2.2
DESCENT = 2.5

_BOWL = "1.5,2.7,1.5,1.5,0,180 1.5,1.5,1.5,1.5,180,360 3,2.7"
_O = "1.7,4.3,1.7,1.7,0,180 1.7,1.7,1.7,1.7,180,360 3.4,4.3"
_U = "0,6 1.7,1.7,1.7,1.7,180,360 3.4,6"
_SMALL_A = "1.45,2.85,1.35,1.35,150,0 2.8,0|2.8,2.45 1.25,1.22,1.25,1.23,90,270 2.8,0"
_SMALL_U = "0,4.2 1.5,1.5,1.5,1.5,180,360|3,4.2 3,0"

_GLYPHS: dict[str, str] = {
    "A": "0,0 1.9,6.35 3.8,0|0.75,1.6 3.05,1.6",
    "B": "0,0 0,6 1.85,4.55,1.4,1.45,90,-90 0.2,3.1|0.2,3.1 1.8,1.55,1.6,1.55,90,-90 0,0",
    "C": "3.4,4.2 1.7,4.3,1.7,1.7,0,180 1.7,1.7,1.7,1.7,180,360 3.4,1.8",
    "D": "0,0 0,6 1.6,4.1,1.9,1.9,90,0 1.6,1.9,1.9,1.9,360,270 0,0",
    "E": "3.1,0 0,0 0,6 3.1,6|0,3.1 2.6,3.1",
    "F": "0,0 0,6 3.1,6|0,3 2.6,3",
    "G": "3.4,4.4 1.7,4.3,1.7,1.7,0,180 1.7,1.7,1.7,1.7,180,360 3.4,2.7 2.2,2.7",
    "H": "0,0 0,6|3.4,0 3.4,6|0,3.1 3.4,3.1",
    "I": "0,0 0,6",
    "J": "2.4,6 1.0,1.4,1.4,1.4,360,230",
    "K": "0,0 0,6|3.2,6 0.2,2.5|1.3,3.6 3.5,0",
    "L": "0,6 0,0 2.9,0",
    "M": "0,0 0,6|4.2,6 4.2,0|0.25,6.1 2.1,1.6 3.95,6.1",
    "N": "0,0 0,6|3.5,6 3.5,0|0.2,6.0 3.3,0.0",
    "O": _O,
    "P": "0,0 0,6 1.9,4.35,1.6,1.65,90,-90 0.2,2.7",
    "Q": _O + "|2.3,1.2 3.5,-0.3",
    "R": "0,0 0,6 1.9,4.35,1.6,1.65,90,-90 0.2,2.7|1.8,2.5 3.4,0",
    "S": "1.7,4.55,1.6,1.45,25,270 1.7,1.55,1.6,1.55,90,-155",
    "T": "1.7,0 1.7,6|0,6 3.4,6",
    "U": _U,
    "V": "0,6 1.9,-0.35 3.8,6",
    "W": "0,6 1.35,-0.35 2.7,5.2 4.05,-0.35 5.4,6",
    "X": "0,0 3.5,6|0,6 3.5,0",
    "Y": "0,6 1.8,2.8 3.6,6|1.8,2.8 1.8,0",
    "Z": "0,6 3.3,6 0,0 3.3,0",
    "Ä": "0,0 1.9,6.35 3.8,0|0.75,1.6 3.05,1.6|0.9,7.9 0.95,7.9|2.85,7.9 2.9,7.9",
    "Ö": _O + "|0.7,7.9 0.75,7.9|2.65,7.9 2.7,7.9",
    "Ü": _U + "|0.7,7.9 0.75,7.9|2.65,7.9 2.7,7.9",
    "a": _SMALL_A,
    "b": "0,0 0,6|" + _BOWL,
    "c": "1.5,2.7,1.5,1.5,25,180 1.5,1.5,1.5,1.5,180,335",
    "d": "3,0 3,6|" + _BOWL,
    "e": "0.2,2.2 3,2.2 1.5,2.7,1.5,1.5,0,180 1.5,1.5,1.5,1.5,180,325",
    "f": "0.9,0 2.0,4.9,1.1,1.1,180,90 2.1,6|0.2,4.2 2.0,4.2",
    "g": "3,4.2 1.6,-0.5,1.4,1.4,360,215|" + _BOWL,
    "h": "0,0 0,6|0,2.7 1.5,2.7,1.5,1.5,180,0 3,0",
    "i": "0,0 0,4.2|0,6.1 0,6.15",
    "j": "1,4.2 0,-0.9,1,1,360,280|1,6.1 1,6.15",
    "k": "0,0 0,6|2.5,4.2 0.2,1.7|1.1,2.5 2.8,0",
    "l": "0,6 0.9,0.9,0.9,0.9,180,270",
    "m": "0,0 0,4.2|0,2.9 1.15,3.05,1.15,1.15,180,0 2.3,0|2.3,2.9 3.45,3.05,1.15,1.15,180,0 4.6,0",
    "n": "0,0 0,4.2|0,2.7 1.5,2.7,1.5,1.5,180,0 3,0",
    "o": _BOWL,
    "p": "0,-2 0,4.2|" + _BOWL,
    "q": "3,-2 3,4.2|" + _BOWL,
    "r": "0,0 0,4.2|0,2.7 1.3,2.9,1.3,1.3,180,80",
    "s": "1.35,3.15,1.3,1.05,25,270 1.35,1.05,1.35,1.05,90,-155",
    "t": "0.9,5.6 2,1.1,1.1,1.1,180,270|0.2,4.2 2.0,4.2",
    "u": _SMALL_U,
    "v": "0,4.2 1.6,-0.3 3.2,4.2",
    "w": "0,4.2 1.2,-0.3 2.4,3.7 3.6,-0.3 4.8,4.2",
    "x": "0,4.2 2.9,0|0,0 2.9,4.2",
    "y": "0,4.2 1.6,0|3.2,4.2 0.9,-2",
    "z": "0,4.2 2.9,4.2 0,0 2.9,0",
    "ä": _SMALL_A + "|0.7,6.1 0.75,6.1|2.1,6.1 2.15,6.1",
    "ö": _BOWL + "|0.7,6.1 0.75,6.1|2.25,6.1 2.3,6.1",
    "ü": _SMALL_U + "|0.7,6.1 0.75,6.1|2.25,6.1 2.3,6.1",
    "ß": "0,0 1.35,4.65,1.35,1.35,180,-80 1.4,1.65,1.6,1.65,80,-110",
    "0": "1.6,4.3,1.6,1.7,0,180 1.6,1.7,1.6,1.7,180,360 3.2,4.3",
    "1": "0.2,4.6 1.4,5.9|1.5,6 1.5,0",
    "2": "1.6,4.4,1.6,1.6,170,-35 0,0 3.2,0",
    "3": "1.55,4.5,1.45,1.5,155,-90|1.55,3 1.6,1.5,1.6,1.5,90,-155",
    "4": "2.0,6 0,1.4 3.5,1.4|2.6,3.2 2.6,0",
    "5": "2.9,6 0.4,6 0.25,3.25 1.55,1.9,1.65,1.9,125,-150",
    "6": "1.65,1.75,1.65,1.75,0,360|3.2,1.75,3.2,4.25,178,108",
    "7": "0,6 3.1,6 1.0,0",
    "8": "1.6,4.5,1.4,1.5,0,360|1.6,1.5,1.6,1.5,0,360",
    "9": "1.65,4.25,1.65,1.75,0,360|0.1,4.25,3.2,4.25,-2,-72",
    ".": "0,0 0,0.05",
    ",": "0.3,0 0,-0.9",
    ":": "0,0.6 0,0.65|0,3.6 0,3.65",
    "-": "0.4,2.6 1.9,2.6",
    "!": "0,1.9 0,6|0,0 0,0.05",
    "%": "0.9,4.9,0.9,1.1,0,360|3.1,1.1,0.9,1.1,0,360|0.3,0 3.7,6",
    "/": "0,0 2.4,6",
    "'": "0,5.2 0,6",
    "(": "2.4,3,2.0,4.2,130,230",
    ")": "-1.2,3,2.0,4.2,50,-50",
}
"""Strokes apart by |; a pair is a point, six numbers an arc: centre, radii, start and end in degrees."""


def text(words: str, height_m: float, centre_m: tuple[float, float] = (0.0, 0.0), widest_m: float = 1e9) -> Flat:
    """A line of text whose capitals are `height_m` high, centred on the capitals' box.

    widest_m: wider lines are narrowed to it, as condensed alphabets are. Raises UnknownName for a letter without
    strokes, ValueError for a text without letters.
    """
    flats, at = [], 0.0
    for letter in words:
        if letter == " ":
            at += SPACE
            continue
        points, faces = _letter(letter)
        left, right = float(points[:, 0].min()), float(points[:, 0].max())
        flats.append((points + np.array([at - left, 0.5]), faces))
        at += right - left + GAP
    if not flats:
        raise ValueError("a text needs at least one letter")
    points, faces = together(flats)
    unit = height_m / CAP
    low, high = float(points[:, 0].min()), float(points[:, 0].max())
    narrow = min(1.0, widest_m / ((high - low) * unit))
    middle = np.array([(low + high) / 2, CAP / 2])
    return (points - middle) * [unit * narrow, unit] + np.asarray(centre_m), faces


@functools.cache
def _letter(letter: str) -> Flat:
    """The strokes of a letter, square-ended half a pen beyond their ends."""
    if letter not in _GLYPHS:
        raise UnknownName("", "letter", letter, _GLYPHS)
    return together([stroke(_square_ended(_line(part)), 1.0) for part in _GLYPHS[letter].split("|")])


def _line(part: str) -> Float64:
    pieces = []
    for token in part.split():
        n = [float(value) for value in token.split(",")]
        pieces.append(np.array([n]) if len(n) == 2 else arc((n[0], n[1]), (n[2], n[3]), n[4], n[5]))
    return np.concatenate(pieces)


def _square_ended(line: Float64) -> Float64:
    if np.allclose(line[0], line[-1]):
        return line
    keep = np.concatenate([[True], np.linalg.norm(np.diff(line, axis=0), axis=1) > 1e-9])
    out: Float64 = line[keep].copy()
    first, last = out[0] - out[1], out[-1] - out[-2]
    out[0] = out[0] + 0.5 * first / np.linalg.norm(first)
    out[-1] = out[-1] + 0.5 * last / np.linalg.norm(last)
    return out
