"""Traffic sign panels (instances) and the posts that carry them (scenery). Panels face +x, their lower edge at z = 0.

Faces after the German catalogue (VzKat): 205 give way, 274-30 speed limit, 283 no stopping, 306 priority road,
314 parking, 350 pedestrian crossing. Sizes of class 2: circles 0.60 m, triangles 0.90 m, squares 0.60 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scenes.asset import Asset, AssetSpec
from scenes.assets.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shapes import Patch, cylinder, joined, moved, quads
from scenes.material import Material

SignKind = Literal["give_way", "speed_30", "no_stopping", "priority", "parking", "crossing"]

PANEL_M = 0.004  # sheet of aluminium, and the height of each layer of film as drawn

# Retro-reflective film of class RA2 (EN 12899-1): colours, linear; coefficients at 0.2 and 5 degrees. LiDAR sees
# retro-reflectors above 1.
_FILM = {
    "film_white": (0.70, 0.70, 0.70),
    "film_red": (0.38, 0.015, 0.018),
    "film_blue": (0.012, 0.07, 0.30),
    "film_yellow": (0.72, 0.42, 0.01),
    "film_black": (0.015, 0.015, 0.015),
}
_RA2_CD_LX_M2 = {"film_white": 250.0, "film_red": 45.0, "film_blue": 20.0, "film_yellow": 170.0, "film_black": 0.0}
_MATERIALS: dict[str, Material] = {
    **{
        name: Material(
            base_color=color, roughness=0.35, retroreflection_cd_lx_m2=_RA2_CD_LX_M2[name], lidar_reflectivity=1.5
        )
        for name, color in _FILM.items()
    },
    "back": Material(base_color=(0.38, 0.39, 0.40), roughness=0.5, metallic=0.6, lidar_reflectivity=0.4),
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPost(AssetSpec):
    """A bare steel tube."""

    height_m: float = 2.9

    def build(self) -> Asset:
        """A capped tube of 60 mm."""
        tube = cylinder(0.03, -0.05, self.height_m, 10)
        piece = Piece(patch=tube, material="steel", part="pole", crease_rad=ROUND_RAD)
        return assemble("sign_post", "static.pole", [piece], _MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSign(AssetSpec):
    """One panel."""

    kind: SignKind

    def build(self) -> Asset:
        """Layers of film, each a little before the one below, and a grey back."""
        layers = _FACES[self.kind]
        pieces = [Piece(patch=_sheet(layers[0][0]), material="back", part="sign_back")]
        pieces += [
            Piece(patch=_film(outline, k), material=f"film_{c}", part="panel") for k, (outline, c) in enumerate(layers)
        ]
        low = -min(up for _, up in layers[0][0][0])
        raised = [replace(piece, patch=moved(piece.patch, (0.0, 0.0, low))) for piece in pieces]
        return assemble(f"sign_{self.kind}", "object.traffic_sign", raised, _MATERIALS)


Outline = list[tuple[float, float]]
Layer = tuple[list[Outline], str]


def _film(outlines: list[Outline], level: int) -> Patch:
    return joined([_flat(outline, PANEL_M * (1.0 + 0.5 * level)) for outline in outlines])


def _flat(outline: ArrayLike, x_m: float) -> Patch:
    """A star-shaped outline of (right, up) seen from +x, as a fan at that x."""
    points = np.asarray(outline, dtype=np.float64)
    ring = np.column_stack([np.full(len(points), x_m), points])
    k = np.arange(len(points))
    faces = np.stack([np.full(len(points), len(points)), k, (k + 1) % len(points)], axis=1)
    return np.vstack([ring, ring.mean(axis=0)]), faces


def _sheet(outlines: list[Outline]) -> Patch:
    """Back and edge of the panel."""
    outline = np.asarray(outlines[0])
    vertices, faces = _flat(outline, 0.0)
    back, front = (np.column_stack([np.full(len(outline), x), outline]) for x in (0.0, PANEL_M))
    edge = np.stack([back, np.roll(back, -1, 0), np.roll(front, -1, 0), front], axis=1)
    return joined([(vertices, faces[:, ::-1]), quads(edge)])


def _disc(radius: float, sides: int = 32) -> Outline:
    return [(radius * math.cos(a), radius * math.sin(a)) for a in np.arange(sides) * 2 * math.pi / sides]


def _rounded(half: float, corner: float, turn_rad: float = 0.0) -> Outline:
    """A square with round corners."""
    out = []
    for k in range(4):
        for a in np.linspace(0, math.pi / 2, 5):
            angle = k * math.pi / 2
            x, y = half - corner + corner * math.cos(a), half - corner + corner * math.sin(a)
            angle += turn_rad
            out.append((x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)))
    return out


def _triangle(side: float, up: float) -> Outline:
    """Equilateral about its centroid, point up (up = 1) or down (-1)."""
    r = side / math.sqrt(3)
    return [(r * math.cos(a), r * math.sin(a)) for a in up * math.pi / 2 + np.arange(3) * 2 * math.pi / 3]


def _stroke(points: ArrayLike, width: float) -> list[Outline]:
    """A polyline as one rectangle a piece, lengthened by half its width at both ends."""
    line = np.asarray(points, dtype=np.float64)
    out = []
    for a, b in pairwise(line):
        along = (b - a) / np.linalg.norm(b - a) * width / 2
        across = np.array([along[1], -along[0]])
        corners = [a - along + across, b + along + across, b + along - across, a - along - across]
        out.append([(float(p[0]), float(p[1])) for p in corners])
    return out


def _arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float) -> Outline:
    return [
        (centre[0] + radii[0] * math.cos(math.radians(a)), centre[1] + radii[1] * math.sin(math.radians(a)))
        for a in np.linspace(start, end, 13)
    ]


_DIGITS_30 = [
    *_stroke(_arc((-0.085, 0.062), (0.05, 0.055), 150, -90), 0.034),
    *_stroke(_arc((-0.085, -0.055), (0.056, 0.062), 90, -150), 0.034),
    *_stroke(_arc((0.085, 0.0), (0.052, 0.117), 0, 360), 0.034),
]
_LETTER_P = [
    *_stroke([(-0.10, -0.2), (-0.10, 0.2)], 0.075),
    *_stroke([(-0.10, 0.19), (0.02, 0.19)], 0.06),
    *_stroke(_arc((0.02, 0.08), (0.1, 0.11), 90, -90), 0.065),
    *_stroke([(0.02, -0.03), (-0.10, -0.03)], 0.06),
]
_WALKER = [
    *_stroke([(0.0, 0.03), (0.01, -0.05)], 0.055),
    *_stroke([(0.01, -0.06), (0.07, -0.14)], 0.026),
    *_stroke([(0.0, -0.06), (-0.06, -0.14)], 0.026),
    *_stroke([(0.0, 0.03), (0.07, -0.02)], 0.02),
    *_stroke([(0.0, 0.03), (-0.06, -0.03)], 0.02),
    [(0.0 + 0.026 * x, 0.085 + 0.026 * y) for x, y in _disc(1.0, 12)],
]
_WHITE_TRIANGLE = [[(x, y - 0.05) for x, y in _triangle(0.46, 1)]]
_FACES: dict[SignKind, list[Layer]] = {
    "give_way": [([_triangle(0.9, -1)], "red"), ([_triangle(0.56, -1)], "white")],
    "speed_30": [([_disc(0.30)], "red"), ([_disc(0.235)], "white"), (_DIGITS_30, "black")],
    "no_stopping": [
        ([_disc(0.30)], "red"),
        ([_disc(0.24)], "blue"),
        (_stroke([(-0.18, -0.18), (0.18, 0.18)], 0.06) + _stroke([(-0.18, 0.18), (0.18, -0.18)], 0.06), "red"),
    ],
    "priority": [
        ([_rounded(0.30, 0.03, math.pi / 4)], "white"),
        ([_rounded(0.285, 0.025, math.pi / 4)], "black"),
        ([_rounded(0.275, 0.02, math.pi / 4)], "white"),
        ([_rounded(0.20, 0.015, math.pi / 4)], "yellow"),
    ],
    "parking": [([_rounded(0.30, 0.03)], "white"), ([_rounded(0.285, 0.025)], "blue"), (_LETTER_P, "white")],
    "crossing": [
        ([_rounded(0.30, 0.03)], "white"),
        ([_rounded(0.285, 0.025)], "blue"),
        (_WHITE_TRIANGLE, "white"),
        ([[(x, y - 0.05) for x, y in part] for part in _WALKER], "black"),
    ],
}
