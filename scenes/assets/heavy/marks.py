"""What is stuck on heavy vehicles: contour markings, chevrons, chequers, warning boards, plates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from scenes.assets.shaping.planar import Flat, filled, mirrored, rectangle, rounded, standing, stripes, together
from scenes.assets.shaping.shapes import Patch
from scenes.assets.signs.sign_alphabet import text

Side = Literal["front", "left", "rear", "right"]


class Wall(Protocol):
    """What films stick to: an `Assembly`, or one whose walls lean."""

    def add(
        self, patch: Patch, material: str, part: str = "body", crease_rad: float = 0.0, member: str = "body"
    ) -> None:
        """Adds a surface."""


Place = tuple[float, float, float]

FILM_M = 0.003
"""How far films stand off the wall they stick to. Chosen: more than float32 loses at 20 m, less than one sees."""
CONTOUR_M = 0.055
"""Width of contour markings: UN R104 asks for 50 to 60 mm."""
PLATE_M = (0.52, 0.11)
_TURN = {"front": 0.0, "left": 0.5 * math.pi, "rear": math.pi, "right": -0.5 * math.pi}


@dataclass(frozen=True, slots=True)
class Leaning:
    """Side walls that lean inwards: (height, how far the wall lies behind the upright one) with rising heights."""

    work: Wall
    profile: tuple[tuple[float, float], ...]

    def add(
        self, patch: Patch, material: str, part: str = "body", crease_rad: float = 0.0, member: str = "body"
    ) -> None:
        """Adds a surface, moved onto the wall. Triangles that reach over a bend of it stay flat."""
        z, inset = np.array(self.profile).T
        vertices = patch[0].copy()
        vertices[:, 1] -= np.sign(vertices[:, 1]) * np.interp(vertices[:, 2], z, inset)
        self.work.add((vertices, patch[1]), material, part, crease_rad, member)


def on_side(flat: Flat, side: Side, at_m: Place, layer: int = 0) -> Patch:
    """A flat on an upright wall: its origin at a point of the wall, seen from outside. layer: 0 lies lowest."""
    vertices, faces = standing(flat, FILM_M * (1 + 0.5 * layer))
    c, s = math.cos(_TURN[side]), math.sin(_TURN[side])
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return np.einsum("ij,kj->ki", turn, vertices) + np.asarray(at_m), faces


def stick(
    work: Wall,
    flat: Flat,
    side: Side,
    at_m: Place,
    material: str,
    layer: int = 0,
    part: str = "body",
    member: str = "body",
) -> None:
    """Sticks a flat on a wall."""
    work.add(on_side(flat, side, at_m, layer), material, part, member=member)


def words(
    work: Wall,
    what: str,
    height_m: float,
    side: Side,
    at_m: Place,
    material: str,
    widest_m: float = 1e9,
    layer: int = 1,
    member: str = "body",
) -> None:
    """A line of text on a wall, centred on a point."""
    stick(work, text(what, height_m, widest_m=widest_m), side, at_m, material, layer, member=member)


def plate(work: Wall, side: Side, at_m: Place, characters: str, color: str = "plate", member: str = "body") -> None:
    """A number plate of 520 x 110 mm about a point of a wall, with its characters."""
    width, height = PLATE_M
    stick(work, filled(rounded(rectangle(width, height), 0.012)), side, at_m, color, 0, "plate", member)
    stick(work, text(characters, 0.075, widest_m=0.44), side, at_m, "plate_mark", 2, "plate", member)


def registration(rng: np.random.Generator) -> str:
    """Characters of a number plate, of no country: two letters, three figures, two letters."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    pick = [letters[int(k)] for k in rng.integers(len(letters), size=4)]
    return f"{pick[0]}{pick[1]} {int(rng.integers(100, 999))} {pick[2]}{pick[3]}"


def contour_line(work: Wall, side: Side, start_m: Place, end_m: Place, material: str, member: str = "body") -> None:
    """A line of contour marking in pieces of 1 m between two points of a wall (UN R104)."""
    a, b = np.asarray(start_m), np.asarray(end_m)
    length = float(np.linalg.norm(b - a))
    pieces = max(1, round(length / 1.0))
    level = abs(float(b[2] - a[2])) < 1e-6
    size = (length / pieces - 0.012, CONTOUR_M) if level else (CONTOUR_M, length / pieces - 0.012)
    for k in range(pieces):
        at = a + (b - a) * (k + 0.5) / pieces
        stick(
            work, filled(rectangle(*size)), side, (float(at[0]), float(at[1]), float(at[2])), material, 2, member=member
        )


def contour(work: Wall, side: Side, low_m: Place, high_m: Place, material: str, member: str = "body") -> None:
    """A full contour: a frame of marking between two opposite corners of a wall."""
    (x0, y0, z0), (x1, y1, z1) = low_m, high_m
    for a, b in (
        ((x0, y0, z0), (x1, y1, z0)),
        ((x0, y0, z1), (x1, y1, z1)),
        ((x0, y0, z0), (x0, y0, z1)),
        ((x1, y1, z0), (x1, y1, z1)),
    ):
        contour_line(work, side, a, b, material, member)


def chevrons(
    work: Wall, side: Side, at_m: Place, size_m: tuple[float, float], colors: tuple[str, str], width_m: float = 0.15
) -> None:
    """Stripes that fall from the middle outwards to both sides, on a panel of a width and height about a point."""
    width, height = size_m
    stick(work, filled(rectangle(width, height)), side, at_m, colors[0], 0)
    half = rectangle(width / 2, height, (width / 4, 0.0))
    right = stripes(half, width_m, -45.0)
    stick(work, together([right, mirrored(right)]), side, at_m, colors[1], 1)


def checks(
    work: Wall, side: Side, low_m: Place, length_m: float, height_m: float, colors: tuple[str, str], rows: int = 2
) -> None:
    """A chequered band (Battenburg): blocks twice as long as high that change colour, from a corner on.

    low_m: the lower corner at the viewer's left.
    """
    high = height_m / rows
    count = max(1, round(length_m / (2 * high)))
    wide = length_m / count
    for row in range(rows):
        for color in (0, 1):
            blocks = [
                filled(rectangle(wide, high, (wide * (k + 0.5), high * (row + 0.5))))
                for k in range(count)
                if (k + row) % 2 == color
            ]
            if blocks:
                stick(work, together(blocks), side, low_m, colors[color], 1)


def warning_board(work: Wall, side: Side, at_m: Place, left: bool, member: str = "body") -> None:
    """A board of 282 mm with red and white stripes that fall outwards (DIN 11030), on a thin sheet."""
    frame = rectangle(0.282, 0.282)
    stick(work, filled(frame), side, at_m, "film_white", 1, member=member)
    flat = stripes(frame, 0.1, -45.0)
    stick(work, mirrored(flat) if left else flat, side, at_m, "film_red", 2, member=member)


def number_board(work: Wall, side: Side, at_m: Place, lines: Sequence[str], member: str = "body") -> None:
    """The orange plate of dangerous goods with its two numbers (ADR 5.3.2.2: 400 x 300 mm)."""
    stick(work, filled(rectangle(0.40, 0.30)), side, at_m, "film_black", 1, "plate", member)
    for k, line in enumerate(lines):
        at = (at_m[0], at_m[1], at_m[2] + 0.075 - 0.15 * k)
        stick(work, filled(rectangle(0.375, 0.13)), side, at, "film_orange", 2, "plate", member)
        stick(work, text(line, 0.09, widest_m=0.34), side, at, "film_black", 3, "plate", member)
