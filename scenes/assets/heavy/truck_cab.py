"""Cabs over the engine, of delivery trucks, tractors for long hauls, fire engines and refuse trucks."""

from __future__ import annotations

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.cab_shape import Cab, door_spans
from scenes.assets.heavy.marks import words
from scenes.assets.heavy.shell import Shell
from scenes.assets.heavy.truck_cab_fittings import cab_interior, cab_lamps, cab_mirrors, door_fittings, face
from scenes.assets.heavy.zones import Arch, Level, Zone, grille, pane, seam

BADGES = ("NORVIK", "TALOR", "ERGON", "VASKA", "MORENA", "HELIX")
"""Makers that do not exist."""


def add_cab(work: Assembly, cab: Cab, rng: np.random.Generator, plate: str) -> None:
    """Adds the cab with its lamps, mirrors and whoever sits in it."""
    Shell(
        levels=_levels(cab),
        zones=tuple(_zones(cab)),
        arches=(Arch(x_m=cab.axle_m, z_m=cab.wheel_m, radius_m=cab.wheel_m + 0.09),),
        material=cab.paint,
        lining="lining",
        fill_m=5.0,
    ).build(work)
    face(work, cab, plate)
    cab_lamps(work, cab)
    door_fittings(work, cab)
    cab_mirrors(work, cab)
    cab_interior(work, cab)
    words(
        work,
        BADGES[int(rng.integers(len(BADGES)))],
        0.10,
        "front",
        (cab.front_m - 0.028, 0.0, cab.belt_m - 0.115),
        "chrome",
        layer=2,
    )


_RAKES, _CORNERS_M = (1.0, 0.72, 1.3), (0.20, 0.25)
"""How far windscreens lean over the usual, and radii of the front's corners, by style; chosen."""


def _levels(cab: Cab) -> tuple[Level, ...]:
    f, r, h = cab.front_m, cab.rear_m, cab.half_m
    top, crown = cab.window_top_m, cab.window_top_m + 0.20

    rake, round_m = _RAKES[cab.style % 3], _CORNERS_M[cab.style % 2]

    def level(z: float, back: float, narrow: float = 0.0, bow: float = 0.07, nose: float = 0.0) -> Level:
        back = back if z <= cab.belt_m else 0.05 + rake * (back - 0.05)
        nose = nose or round_m
        return Level(
            z_m=z, front_m=f - back, rear_m=r + narrow * 0.4, half_m=h - narrow, bow_m=bow, nose_m=nose, tail_m=0.05
        )

    rows = [
        level(cab.bottom_m, 0.07, 0.05),
        level(cab.bottom_m + 0.14, 0.0, 0.015),
        level(0.98, 0.0),
        level(1.02, 0.02),
    ]
    rows += [level(cab.belt_m, 0.05, 0.0), level(cab.belt_m + 0.45, 0.12, 0.01), level(top, 0.22, 0.03)]
    reach = cab.roof_m - crown
    if reach > 0.35:
        rows += [level(crown, 0.28, 0.05, 0.08, 0.24), level(crown + 0.45 * reach, 0.46, 0.08, 0.09, 0.30)]
        rows += [
            level(crown + 0.80 * reach, 0.72, 0.13, 0.09, 0.34),
            level(crown + 0.94 * reach, 0.95, 0.20, 0.08, 0.30),
        ]
        rows += [level(cab.roof_m, 1.22, 0.32, 0.06, 0.25)]
    else:
        rows += [level(crown - 0.02, 0.30, 0.06), level(cab.roof_m - 0.08, 0.40, 0.11), level(cab.roof_m, 0.58, 0.22)]
    return tuple(rows)


def _zones(cab: Cab) -> list[Zone]:
    belt, top, h = cab.belt_m, cab.window_top_m, cab.half_m
    zones = [
        Zone(where="all", bottom_m=cab.bottom_m, top_m=cab.bottom_m + 0.14, material="plastic", part="bumper"),
        Zone(where="nose", bottom_m=cab.bottom_m + 0.14, top_m=0.98, material=cab.lower, part="bumper"),
        Zone(where="nose", bottom_m=0.98, top_m=1.01, material="gap", part="body"),
        Zone(where="nose", bottom_m=belt - 0.045, top_m=belt, material="trim", part="body"),
        Zone(where="nose", bottom_m=belt, top_m=top, material="glass", part="window", sunk_m=0.012),
    ]
    if cab.visor:
        zones.append(
            Zone(
                where="front",
                bottom_m=top - 0.05,
                top_m=top + 0.13,
                material="dark_glass",
                sunk_m=-0.05,
                low_m=-h,
                high_m=h,
            )
        )
    zones.append(grille("front", (1.06, belt - 0.21), 0.62 * h, "grille", 0.03))
    zones.append(grille("front", (0.50, 0.68), 0.55 * h, "bumper", 0.03))
    if cab.style % 2:
        zones.append(Zone(where="nose", bottom_m=belt - 0.20, top_m=belt - 0.045, material="trim"))
    for a, b in door_spans(cab):
        zones.append(pane("sides", (belt - 0.16, belt - 0.05), (b - 0.42, b - 0.10), sunk_m=0.015))
        zones += [seam("sides", (0.98, top + 0.06), x, half_m=0.007) for x in (a, b)]
        zones.append(Zone(where="sides", bottom_m=0.98, top_m=0.995, low_m=a, high_m=b, material="gap"))
        zones.append(Zone(where="sides", bottom_m=top + 0.05, top_m=top + 0.062, low_m=a, high_m=b, material="gap"))
        zones.append(pane("sides", (belt - 0.05, top), (a + 0.07, b - 0.10), sunk_m=0.015))
    if cab.long_m > 2.1 and not cab.crew and cab.style % 3 == 1:
        bunk = (cab.rear_m + 0.2, cab.rear_m + 0.6)
        zones.append(pane("sides", (belt + 0.25, top - 0.1), bunk, material="dark_glass"))
    return zones
