"""Sections of buses and coaches: their skins with doors and windows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.shell import Shell
from scenes.assets.heavy.zones import Arch, Level, Where, Zone, grille, pane
from scenes.assets.shaping.shapes import box, joined, tube

PANE_M = 1.42
"""Chosen: the pitch of the windows, as of buses with seats 0.70 m apart."""


BOW_M = 0.14
"""How far a front's middle stands before its corners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stiff part of a bus. Ends and door spans along x; doors are on the right.

    floor_m: of the saloon. sill_m, lintel_m: lower and upper edge of the side windows. nose, tail: whether it has the
    bus's front and rear end. lockers: whether luggage flaps lie below the windows.
    """

    front_m: float
    rear_m: float
    half_m: float
    roof_m: float
    floor_m: float = 0.36
    bottom_m: float = 0.30
    sill_m: float = 1.05
    lintel_m: float = 2.52
    nose: bool = True
    tail: bool = True
    doors: tuple[tuple[float, float], ...] = ()
    door_foot_m: float = 0.36
    arches: tuple[float, ...] = ()
    wheel_m: float = 0.478
    rake_m: float = 0.30
    screen_m: tuple[float, float] = (0.95, 2.50)
    lockers: bool = False
    paint: str = "paint"
    skirt: str = ""
    rear_glass: bool = True


def add_section(work: Assembly, s: Section, member: str = "body") -> None:
    """Adds the skin of a section."""
    Shell(
        levels=_levels(s),
        zones=tuple(_zones(s)),
        arches=tuple(Arch(x_m=x, z_m=s.wheel_m, radius_m=s.wheel_m + 0.07) for x in s.arches),
        material=s.paint,
        lining="lining",
        fill_m=20.0,
    ).build(work, member)
    _door_leaves(work, s, member)


def _levels(s: Section) -> tuple[Level, ...]:
    low, high = s.screen_m
    nose = 0.34 if s.nose else 0.03
    bow = BOW_M if s.nose else 0.0
    tail = 0.14 if s.tail else 0.03

    def level(z: float, share: float, narrow: float, end: float = 0.0) -> Level:
        back = s.rake_m * share if s.nose else 0.0
        return Level(
            z_m=z,
            front_m=s.front_m - back,
            rear_m=s.rear_m + (end if s.tail else 0.0),
            half_m=s.half_m - narrow,
            bow_m=bow,
            nose_m=max(0.02, nose - narrow),
            tail_m=max(0.02, tail - 0.5 * narrow),
        )

    rows = [level(s.bottom_m, 0.16, 0.02, 0.06), level(s.bottom_m + 0.12, 0.03, 0.0, 0.0), level(low - 0.15, 0.0, 0.0)]
    rows += [
        level(low + k * (high - low), 0.06 + 0.64 * k**1.4, 0.012 + 0.03 * k, 0.02 + 0.06 * k)
        for k in (0.0, 0.33, 0.66, 1.0)
    ]
    edge = s.roof_m - 0.24
    for angle in (0.0, 22.5, 45.0, 67.5, 88.0):
        a = math.radians(angle)
        z = edge + 0.24 * math.sin(a)
        if z > rows[-1].z_m + 0.01:
            rows.append(
                level(
                    z, 0.78 + 0.40 * (1 - math.cos(a)), 0.045 + 0.26 * (1 - math.cos(a)), 0.09 + 0.2 * (1 - math.cos(a))
                )
            )
    return tuple(rows)


def _zones(s: Section) -> list[Zone]:
    """Skirt, windows, doors, flaps and both ends, what lies over others later."""
    zones = [
        Zone(where="all", bottom_m=s.bottom_m, top_m=s.bottom_m + 0.05, material="plastic", part="bumper"),
        *_window_zones(s),
    ]
    if s.skirt:
        top = 0.5 * (s.bottom_m + s.sill_m) + 0.05
        zones.insert(0, Zone(where="all", bottom_m=s.bottom_m + 0.05, top_m=top, material=s.skirt))
    if s.lockers:
        foot, top = s.bottom_m + 0.1, s.sill_m - 0.12
        first = max(s.arches[-1], s.rear_m + 0.55) + 1.0
        zones += [
            Zone(where="sides", bottom_m=foot, top_m=top, low_m=x, high_m=x + 0.012, material="gap")
            for x in np.arange(first, s.arches[0] - 0.6, 1.5)
        ]
        zones.append(Zone(where="sides", bottom_m=s.sill_m - 0.14, top_m=s.sill_m - 0.128, material="gap"))
    return [*zones, *(_nose_zones(s) if s.nose else []), *(_tail_zones(s) if s.tail else [])]


def _window_zones(s: Section) -> list[Zone]:
    """A dark band with panes in it on both sides, and the doors."""
    ahead = s.front_m - (0.55 if s.nose else 0.06)
    behind = s.rear_m + (0.55 if s.tail else 0.06)
    band = (s.sill_m - 0.03, s.lintel_m + 0.06)
    zones = [Zone(where="sides", bottom_m=band[0], top_m=band[1], low_m=behind - 0.12, material="dark_glass")]
    sides: tuple[tuple[Where, tuple[tuple[float, float], ...]], ...] = (("left", ()), ("right", s.doors))
    zones += [
        pane(where, (s.sill_m, s.lintel_m), (a, b), 0.004, rim="rubber")
        for where, doors in sides
        for a, b in _panes(ahead, behind, doors)
    ]
    return zones + [pane("right", (s.door_foot_m, s.lintel_m + 0.02), door, 0.035, rim="rubber") for door in s.doors]


def _nose_zones(s: Section) -> list[Zone]:
    """The windscreen in a dark field, and the bumper."""
    low, high = s.screen_m
    foot = s.bottom_m + 0.05
    return [
        Zone(where="nose", bottom_m=low - 0.03, top_m=s.roof_m - 0.13, material="dark_glass"),
        Zone(where="nose", bottom_m=low, top_m=high, material="glass", part="window", sunk_m=0.004),
        Zone(where="nose", bottom_m=foot, top_m=foot + 0.19, material="plastic", part="bumper"),
    ]


def _tail_zones(s: Section) -> list[Zone]:
    """Rear window, engine's grilles, bumper."""
    foot = s.bottom_m + 0.05
    zones = [
        grille("rear", (foot + 0.5, foot + 1.0), 0.75, "grille", 0.02),
        Zone(where="tail", bottom_m=foot, top_m=foot + 0.17, material="plastic", part="bumper"),
    ]
    if s.rear_glass:
        half = s.half_m - 0.3
        zones.append(pane("rear", (s.lintel_m - 0.85, s.lintel_m), (-half, half), 0.004, rim="rubber"))
    slots = [s.rear_m + 0.35 + 0.16 * k for k in range(4)]
    return zones + [
        Zone(where="left", bottom_m=0.62, top_m=0.98, low_m=x, high_m=x + 0.1, material="grille") for x in slots
    ]


def _panes(ahead: float, behind: float, doors: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Spans of panes between the ends and around doors."""
    edges = [ahead]
    for a, b in sorted(doors, reverse=True):
        edges += [b + 0.06, a - 0.06]
    edges.append(behind)
    panes = []
    for high, low in zip(edges[::2], edges[1::2], strict=True):
        if high - low < 0.35:
            continue
        count = max(1, round((high - low) / PANE_M))
        pitch = (high - low) / count
        panes += [(low + k * pitch + 0.035, low + (k + 1) * pitch - 0.035) for k in range(count)]
    return panes


def _door_leaves(work: Assembly, s: Section, member: str) -> None:
    """Frames of the doors' leaves, two a door, and the seam between."""
    y, foot, top = -s.half_m + 0.012, s.door_foot_m, s.lintel_m + 0.02
    bars = []
    for a, b in s.doors:
        leaves = 2 if b - a > 0.9 else 1
        for k in range(leaves):
            low, high = a + (b - a) * k / leaves, a + (b - a) * (k + 1) / leaves
            bars += [box((x, y, foot), (x + 0.055, y + 0.03, top)) for x in (low + 0.004, high - 0.059)]
            bars += [box((low, y, z), (high, y + 0.03, z + 0.07)) for z in (foot, top - 0.07)]
            rail = tube(
                [(0.5 * (low + high) - 0.2, y + 0.06, foot + 0.5), (0.5 * (low + high) + 0.15, y + 0.06, foot + 1.2)],
                0.016,
                6,
            )
            work.add(rail, "pole_yellow", "door", 0.9, member)
    if bars:
        work.add(joined(bars), "plastic", "door", member=member)
