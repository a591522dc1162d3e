"""Cabs of machines: posts, panes all around, a roof with lamps, a seat and whoever drives."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.parts import soft_box
from scenes.assets.heavy.seats import driver, seat, steering_wheel
from scenes.assets.heavy.shell import Shell
from scenes.assets.heavy.zones import Level, pane
from scenes.assets.shaping.shapes import both, box, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.vehicles.interior import Driver


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCab:
    """A box of glass. low_m, high_m: opposite corners of it, in the frame of its member; sill_m: where glass begins.

    lean_m: how far the windscreen's upper edge lies behind its foot. coat: of posts, roof: of the roof.
    """

    low_m: tuple[float, float, float]
    high_m: tuple[float, float, float]
    sill_m: float
    lean_m: float = 0.10
    coat: str = "coat_grey"
    roof: str = "coat_digger_yellow"
    driver: Driver = "none"
    wheel: bool = True
    member: str = "body"


def add_machine_cab(work: Assembly, cab: MachineCab) -> None:
    """Adds the cab."""
    (x0, y0, z0), (x1, y1, z1) = cab.low_m, cab.high_m
    half, mid = (y1 - y0) / 2, (y0 + y1) / 2
    levels = (
        Level(z_m=z0, front_m=x1, rear_m=x0, half_m=half, nose_m=0.09, tail_m=0.09),
        Level(z_m=cab.sill_m, front_m=x1, rear_m=x0, half_m=half, nose_m=0.09, tail_m=0.09),
        Level(z_m=z1 - 0.16, front_m=x1 - cab.lean_m, rear_m=x0 + 0.05, half_m=half - 0.06, nose_m=0.08, tail_m=0.08),
    )
    top, post, split = z1 - 0.20, 0.055, x0 + 0.42 * (x1 - x0)
    zones = (
        pane("front", (cab.sill_m, top), (-half + 0.12, half - 0.12), sunk_m=0.006),
        pane("rear", (cab.sill_m + 0.1, top), (-half + 0.14, half - 0.14), sunk_m=0.006),
        pane("sides", (cab.sill_m, top), (split + post, x1 - 0.12), sunk_m=0.006),
        pane("sides", (cab.sill_m + 0.1, top), (x0 + 0.12, split - post), sunk_m=0.006),
    )
    Shell(levels=levels, zones=zones, material=cab.coat, fill_m=5.0, shift_m=mid).build(work, cab.member)
    roof = soft_box((x0 - 0.06, y0 - 0.03, z1 - 0.17), (x1 + 0.05 - cab.lean_m, y1 + 0.03, z1), 0.06, 2)
    work.add(roof, cab.roof, "roof", SOFT_RAD, cab.member)
    _fittings(work, cab, mid, half)


def _fittings(work: Assembly, cab: MachineCab, mid: float, half: float) -> None:
    """Seat, levers, work lamps on the roof, mirrors, a wiper."""
    (x0, _, z0), (x1, _, z1) = cab.low_m, cab.high_m
    floor = z0 + 0.12
    back = x0 + 0.30
    seat(work, back, mid, floor, floor + 0.45, cab.member)
    if cab.wheel:
        steering_wheel(work, min(back + 0.78, x1 - 0.22), mid, floor + 0.80, 0.19, -0.9, cab.member)
    console = [
        box((back + 0.05, mid + s * 0.36 - 0.06, floor), (back + 0.55, mid + s * 0.36 + 0.06, floor + 0.58))
        for s in (-1.0, 1.0)
    ]
    work.add(joined(console), "dashboard", "interior", member=cab.member)
    if cab.driver == "seated":
        driver(work, back, mid, floor + 0.45, (min(back + 0.7, x1 - 0.25), floor + 0.82), cab.member)
    front = x1 - cab.lean_m + 0.05
    lamps = [
        box((front - 0.02, y - 0.07, z1 - 0.13), (front + 0.04, y + 0.07, z1 - 0.04))
        for y in (mid - 0.7 * half, mid + 0.7 * half)
    ]
    lamps += [
        box((x0 - 0.10, y - 0.07, z1 - 0.13), (x0 - 0.05, y + 0.07, z1 - 0.04))
        for y in (mid - 0.7 * half, mid + 0.7 * half)
    ]
    work.add(joined(lamps), "work_lamp", "lamp", member=cab.member)
    arm = both(tube([(x1 - 0.15, half - 0.05, z1 - 0.35), (x1 + 0.0, half + 0.28, z1 - 0.32)], 0.012, 6))
    glass = both(soft_box((x1 - 0.03, half + 0.20, z1 - 0.62), (x1 + 0.03, half + 0.40, z1 - 0.30), 0.03))
    for patch, crease in ((arm, 0.9), (glass, SOFT_RAD)):
        work.add(moved(patch, (0.0, mid, 0.0)), "plastic", "mirror", crease, cab.member)
    wiper = tube([(x1 + 0.012, mid - 0.1, cab.sill_m + 0.06), (x1 - 0.02, mid + 0.2, cab.sill_m + 0.5)], 0.01, 5)
    work.add(wiper, "trim", "wiper", 0.9, cab.member)
