"""Closed bodies behind cabs and on trailers: boxes and curtain-siders, with rails, doors and contour markings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.companies import Company, livery
from scenes.assets.heavy.lamps import outline_lamps
from scenes.assets.heavy.marks import contour, contour_line
from scenes.assets.heavy.parts import BOTH_SIDES, soft_box
from scenes.assets.shaping.shapes import both, box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.vehicles.skin import grid_panel

COOLER_M = 0.36
"""How far a cooling unit stands out; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Where a body stands: rear and front end along x, half its width, its floor's underside, its highest point.

    nose_m: room ahead of it for a cooling unit above the cab.
    """

    rear_m: float
    front_m: float
    half_m: float
    floor_m: float
    top_m: float
    nose_m: float = 0.0

    @property
    def middle_m(self) -> float:
        """The middle along x."""
        return 0.5 * (self.rear_m + self.front_m)

    @property
    def long_m(self) -> float:
        """Its length."""
        return self.front_m - self.rear_m


def box_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """A closed box: panels between rails of aluminium, doors behind, perhaps a cooling unit ahead."""
    ground = f"coat_{firm.ground}"
    cooled = rng.random() < 0.45
    if cooled:
        s = replace(s, front_m=s.front_m - max(0.0, COOLER_M - s.nose_m))
        _cooler(work, s)
    work.add(
        box(
            (s.rear_m + 0.03, -s.half_m + 0.012, s.floor_m + 0.02), (s.front_m - 0.02, s.half_m - 0.012, s.top_m - 0.02)
        ),
        ground,
        "cargo",
    )
    _edges(work, s)
    rear_doors(work, s, ground)
    for side, y in zip(BOTH_SIDES, (1.0, -1.0), strict=True):
        livery(
            work,
            firm,
            side,
            (s.middle_m, y * (s.half_m - 0.010), 0.5 * (s.floor_m + s.top_m) + 0.05),
            (s.long_m - 0.5, s.top_m - s.floor_m - 0.5),
        )
    _contours(work, s, rng)


def _edges(work: Assembly, s: Space) -> None:
    """Rails along all edges of a box."""
    r, f, h, z0, z1 = s.rear_m, s.front_m, s.half_m, s.floor_m, s.top_m
    t = 0.055
    rails = [soft_box((r, h - t, z0), (f, h, z0 + 0.11), 0.015), soft_box((r, h - t, z1 - t), (f, h, z1), 0.025)]
    rails += [soft_box((x, h - t, z0), (x + t, h, z1), 0.02) for x in (r, f - t)]
    ends = [soft_box((x, -h, z), (x + t, h, z + d), 0.02) for x in (r, f - t) for z, d in ((z0, 0.11), (z1 - t, t))]
    work.add(joined([both(joined(rails)), *ends]), "aluminium", "cargo", SOFT_RAD)


def rear_doors(work: Assembly, s: Space, material: str) -> None:
    """Two doors behind with four locking rods, handles and hinges."""
    r, h, z0, z1 = s.rear_m, s.half_m, s.floor_m + 0.11, s.top_m - 0.07
    leaf = both(soft_box((r + 0.002, 0.008, z0 + 0.01), (r + 0.05, h - 0.06, z1), 0.012))
    work.add(leaf, material, "door", SOFT_RAD)
    seam = box((r + 0.03, -0.008, z0), (r + 0.04, 0.008, z1))
    work.add(seam, "rubber", "door")
    rods = [tube([(r - 0.022, y, z0 - 0.03), (r - 0.022, y, z1 + 0.02)], 0.013, 6) for y in (0.17 * h, 0.52 * h)]
    holders = [
        box((r - 0.04, y - 0.035, z - 0.03), (r + 0.01, y + 0.035, z + 0.03))
        for y in (0.17 * h, 0.52 * h)
        for z in (z0 + 0.05, z0 + 0.85, z1 - 0.5, z1 - 0.06)
    ]
    levers = [box((r - 0.045, y - 0.32, z0 + 0.95), (r - 0.03, y, z0 + 0.99)) for y in (0.52 * h, 0.17 * h + 0.3)]
    hinges = [
        box((r - 0.02, h - 0.11, z - 0.04), (r + 0.02, h - 0.01, z + 0.04))
        for z in np.linspace(z0 + 0.15, z1 - 0.15, 4)
    ]
    work.add(both(joined([*rods, *holders, *levers, *hinges])), "galvanised", "door")


def _cooler(work: Assembly, s: Space) -> None:
    """A cooling unit on the front wall."""
    f, z1 = s.front_m, s.top_m
    body = soft_box((f - 0.01, -0.95, z1 - 0.76), (f + COOLER_M - 0.01, 0.95, z1 - 0.08), 0.09, 2)
    work.add(body, "coat_white", "cargo", SOFT_RAD)
    grille = box((f + COOLER_M - 0.02, -0.75, z1 - 0.55), (f + COOLER_M, 0.75, z1 - 0.2))
    work.add(grille, "grille", "cargo")


def _contours(work: Assembly, s: Space, rng: np.random.Generator) -> None:
    """Markings of UN R104: the whole outline behind, a line below and the upper corners at the sides."""
    film = ("contour_white", "contour_yellow")[int(rng.integers(2))]
    back = ("contour_red", "contour_yellow")[int(rng.integers(2))]
    h, z0, z1 = s.half_m, s.floor_m + 0.055, s.top_m - 0.03
    contour(work, "rear", (s.rear_m, -h + 0.03, z0 + 0.02), (s.rear_m, h - 0.03, z1), back)
    for side, y in zip(BOTH_SIDES, (h, -h), strict=True):
        contour_line(work, side, (s.rear_m + 0.06, y, z0), (s.front_m - 0.06, y, z0), film)
        for x, way in ((s.rear_m + 0.03, 1.0), (s.front_m - 0.03, -1.0)):
            contour_line(work, side, (x, y, z1), (x + way * 0.6, y, z1), film)
            contour_line(work, side, (x, y, z1 - 0.6), (x, y, z1), film)
    outline_lamps(work, s.rear_m, h, z1 + 0.0, -1.0)
    outline_lamps(work, s.front_m, h, z1 + 0.0, 1.0)


def curtain_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """Curtains that hang in folds from a rail, with buckles along their lower edge; a wall ahead, doors behind."""
    ground = f"coat_{firm.ground}"
    z0, z1 = s.floor_m + 0.16, s.top_m - 0.10
    x = np.linspace(s.rear_m + 0.08, s.front_m - 0.10, 2 * int(s.long_m / 0.6) + 1)
    sag = 0.012 * np.abs(np.sin(np.pi * np.arange(len(x)) / 2))
    z = np.array([z0, z0 + 0.12, 0.5 * (z0 + z1), z1 - 0.1, z1])
    depth = np.array([0.0, 0.4, 1.0, 0.6, 0.0])
    points = np.stack(
        [
            np.stack([x[::-1], s.half_m - 0.022 + (sag * d)[::-1], np.full(len(x), h)], axis=1)
            for h, d in zip(z, depth, strict=True)
        ]
    )
    panel = grid_panel(points, 0)
    work.add(both((panel.vertices_m, panel.faces)), ground, "cargo", 0.6)
    solid = [
        box((s.rear_m + 0.06, -s.half_m + 0.04, s.floor_m), (s.front_m - 0.02, s.half_m - 0.04, s.floor_m + 0.15)),
        box((s.rear_m + 0.03, -s.half_m + 0.05, z1 - 0.02), (s.front_m - 0.02, s.half_m - 0.05, s.top_m - 0.01)),
        box((s.front_m - 0.09, -s.half_m + 0.02, s.floor_m), (s.front_m - 0.03, s.half_m - 0.02, s.top_m - 0.02)),
    ]
    work.add(joined(solid), "aluminium", "cargo")
    _edges(work, s)
    rear_doors(work, s, ground)
    straps = [
        box((at - 0.022, s.half_m - 0.03, s.floor_m + 0.02), (at + 0.022, s.half_m + 0.006, z0 + 0.24))
        for at in np.arange(s.rear_m + 0.45, s.front_m - 0.3, 0.60)
    ]
    work.add(both(joined(straps)), "plastic", "cargo")
    for side, y in zip(BOTH_SIDES, (1.0, -1.0), strict=True):
        livery(
            work,
            firm,
            side,
            (s.middle_m, y * (s.half_m - 0.004), 0.5 * (z0 + z1) + 0.1),
            (s.long_m - 0.6, z1 - z0 - 0.6),
        )
    _contours(work, s, rng)
