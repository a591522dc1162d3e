"""Vans with a short bonnet as bases of special vehicles: ambulances, parcel vans with high roofs, chassis cabs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.lamps import plate_front
from scenes.assets.heavy.parts import soft_box, wipers
from scenes.assets.heavy.seats import driver, seat, steering_wheel
from scenes.assets.heavy.shell import Shell
from scenes.assets.heavy.zones import Arch, Level, Zone, grille, pane, seam
from scenes.assets.shaping.shapes import both, box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.vehicles.interior import Driver


@dataclass(frozen=True, slots=True, kw_only=True)
class VanBody:
    """A bonneted van. Ends along x; cargo_m: where the cargo space begins behind the seats.

    cut_m: where the body ends, for chassis cabs (the cab's back wall); roof_m: its highest point.
    """

    front_m: float
    rear_m: float
    axle_m: float
    half_m: float
    roof_m: float
    wheel_m: float
    paint: str
    cut: bool = False
    driver: Driver = "none"
    windows: bool = False

    @property
    def scuttle_m(self) -> float:
        """The windscreen's foot along x."""
        return self.front_m - 0.98

    @property
    def cargo_m(self) -> float:
        """The wall behind the seats along x."""
        return self.front_m - 2.45


VAN_LEAN = ((0.62, 0.0), (1.31, 0.03), (2.09, 0.065), (2.6, 0.08))
"""How far a van's sides lie behind its largest half width, over height: for what sticks to them."""


def add_van(work: Assembly, v: VanBody, plate: str) -> None:
    """Adds bonnet, body, cabin, front lamps and mirrors."""
    arches = tuple(
        Arch(x_m=x, z_m=v.wheel_m, radius_m=v.wheel_m + 0.06) for x in ((v.axle_m,) if v.cut else (v.axle_m, 0.0))
    )
    Shell(
        levels=_levels(v), zones=tuple(_zones(v)), arches=arches, material=v.paint, lining="lining", fill_m=6.0
    ).build(work)
    _front(work, v, plate)
    _cabin(work, v)
    _mirrors(work, v)


def _levels(v: VanBody) -> tuple[Level, ...]:
    """Sections: the bonnet is a slope of the front that falls back fast."""
    f, r, h = v.front_m, v.rear_m, v.half_m

    def level(z: float, back: float, narrow: float, nose: float = 0.22, bow: float = 0.10, tail: float = 0.0) -> Level:
        return Level(z_m=z, front_m=f - back, rear_m=r + tail, half_m=h - narrow, bow_m=bow, nose_m=nose, tail_m=0.06)

    rows = [level(0.24, 0.10, 0.05), level(0.36, 0.0, 0.01), level(0.62, 0.0, 0.0), level(0.80, 0.05, 0.008)]
    rows += [
        level(1.00, 0.11, 0.0165, 0.25, 0.11),
        level(1.12, 0.24, 0.0217, 0.28, 0.13),
        level(1.20, 0.50, 0.0252, 0.26, 0.12),
    ]
    rows += [level(1.27, 0.84, 0.0283, 0.22, 0.10), level(1.31, 0.99, 0.03, 0.20, 0.10)]
    glass = np.linspace(0.0, 1.0, 5)[1:]
    rows += [
        level(1.31 + 0.78 * float(k), 0.99 + 0.62 * float(k), 0.03 + 0.035 * float(k), 0.20 - 0.05 * float(k), 0.10)
        for k in glass
    ]
    top = v.roof_m
    if top > 2.45:
        rows.append(level(2.09 + 0.5 * (top - 2.09), 1.72, 0.075, 0.15, 0.09, 0.01))
    rows += [level(top - 0.08, 1.80, 0.10, 0.15, 0.07, 0.03), level(top - 0.025, 1.88, 0.16, 0.15, 0.06, 0.07)]
    rows.append(level(top, 2.0, 0.27, 0.14, 0.05, 0.16))
    return tuple(rows)


def _zones(v: VanBody) -> list[Zone]:
    f, h = v.front_m, v.half_m
    zones = [
        Zone(where="all", bottom_m=0.24, top_m=0.40, material="plastic", part="bumper"),
        Zone(where="nose", bottom_m=0.40, top_m=0.60, material="plastic", part="bumper"),
        Zone(where="nose", bottom_m=1.30, top_m=1.33, material="trim"),
        Zone(where="nose", bottom_m=1.33, top_m=2.05, material="glass", part="window", sunk_m=0.006),
        grille("front", (0.70, 0.93), 0.52 * h, "grille", 0.015),
        grille("front", (0.40, 0.53), 0.5 * h, "bumper", 0.02),
        Zone(where="sides", bottom_m=0.62, top_m=0.72, low_m=v.rear_m + 0.3, high_m=f - 0.6, material="plastic"),
    ]
    a, b = v.cargo_m + 0.12, f - 1.02
    zones += [seam("sides", (0.42, 2.12), x) for x in (a, b)]
    zones.append(pane("sides", (1.36, 2.02), (a + 0.08, b - 0.30), sunk_m=0.006))
    zones.append(pane("sides", (1.36, 1.62), (b - 0.26, b - 0.03), sunk_m=0.006))
    if v.cut:
        return zones
    zones += [seam("right", (0.42, 2.12), x) for x in (a - 1.3, a - 0.04)]
    zones.append(Zone(where="right", bottom_m=1.12, top_m=1.16, low_m=v.rear_m + 0.2, high_m=a - 0.1, material="gap"))
    zones.append(seam("rear", (0.42, v.roof_m - 0.15), 0.0))
    zones += [pane("rear", (1.35, 1.98), (s * 0.49 - 0.36, s * 0.49 + 0.36), material="dark_glass") for s in (-1, 1)]
    if v.windows:
        zones.append(pane("sides", (1.40, 2.0), (a - 1.2, a - 0.2), material="dark_glass"))
    return zones


def _front(work: Assembly, v: VanBody, plate: str) -> None:
    """Lamps swept round the corners, grille bars, plate, wipers."""
    f, h = v.front_m, v.half_m
    bars = [soft_box((f - 0.14, -0.5 * h, z), (f - 0.055, 0.5 * h, z + 0.03), 0.012) for z in (0.74, 0.81, 0.88)]
    work.add(joined(bars), "chrome", "grille", SOFT_RAD)
    badge = tube([(f - 0.1, 0.0, 0.83), (f - 0.045, 0.0, 0.83)], 0.075, 6)
    work.add(badge, "chrome", "grille")
    for side, name in ((1.0, "left"), (-1.0, "right")):
        a, b = sorted((side * 0.56 * h, side * (h - 0.14)))
        house = soft_box((f - 0.34, a, 0.73), (f - 0.085, b, 0.95), 0.07, 2)
        work.add(house, "lamp_housing", "head_lamp", SOFT_RAD)
        y = side * 0.67 * h
        lens = soft_box((f - 0.15, y - 0.09, 0.77), (f - 0.075, y + 0.09, 0.91), 0.04, 2)
        work.lamp(
            "low_beam", f"low_beam_{name}", lens, (f - 0.068, y, 0.84), 0.18 * 0.14, (1.0, 0.0, 0.0), part="head_lamp"
        )
        kind = f"indicator_front_{name}"
        y = side * (h - 0.21)
        strip = soft_box((f - 0.2, y - 0.05, 0.78), (f - 0.074, y + 0.05, 0.90), 0.03)
        work.lamp(kind, kind, strip, (f - 0.066, y, 0.84), 0.1 * 0.12, (1.0, 0.0, 0.0), part="indicator")
    plate_front(work, f + 0.006, 0.50, plate)
    wipers(work, v.scuttle_m + 0.04, 1.30, (0.62 * h, -0.05 * h), 0.6, 0.2)


def _cabin(work: Assembly, v: VanBody) -> None:
    """Dashboard, seats, wheel, driver, bulkhead."""
    f, h = v.front_m, v.half_m
    dash = soft_box((f - 1.45, -h + 0.08, 0.9), (f - 1.0, h - 0.08, 1.30), 0.08)
    work.add(dash, "dashboard", "interior", SOFT_RAD)
    work.add(box((v.cargo_m, -h + 0.06, 0.55), (f - 1.2, h - 0.06, 0.6)), "dashboard", "interior")
    wall = 0.92 * h
    work.add(box((v.cargo_m - 0.02, -wall, 0.5), (v.cargo_m + 0.02, wall, 2.05)), "lining", "interior")
    back, y = f - 2.16, 0.5 * h
    for place in (y, -y, -0.08):
        seat(work, back, place, 0.6, 1.0)
    steering_wheel(work, f - 1.52, y, 1.30, 0.2, -0.5)
    if v.driver == "seated":
        driver(work, back, y, 1.0, (f - 1.52, 1.30))


def _mirrors(work: Assembly, v: VanBody) -> None:
    x, h, z = v.front_m - 1.28, v.half_m, 1.42
    house = soft_box((x - 0.07, h + 0.05, z), (x + 0.07, h + 0.24, z + 0.36), 0.05, 2)
    glass = box((x - 0.074, h + 0.075, z + 0.03), (x - 0.068, h + 0.215, z + 0.33))
    arm = box((x - 0.03, h - 0.06, z + 0.02), (x + 0.03, h + 0.1, z + 0.07))
    work.add(both(house), "plastic", "mirror", SOFT_RAD)
    work.add(both(glass), "mirror_glass", "mirror")
    work.add(both(arm), "plastic", "mirror")
    handles = both(soft_box((v.cargo_m + 0.2, h - 0.012, 1.14), (v.cargo_m + 0.36, h + 0.024, 1.18), 0.01))
    work.add(handles, "plastic", "door", SOFT_RAD)
