"""Sections of buses and coaches: skins with doors and windows, saloons with seats and passengers, displays, lamps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy_assembly import Assembly, both
from scenes.assets.heavy_parts import soft_box
from scenes.assets.heavy_shell import Arch, Level, Shell, Zone
from scenes.assets.shapes import box, joined, moved, tube
from scenes.assets.solids import SOFT_RAD
from scenes.assets.vehicle_driver import driver_panel
from scenes.assets.vehicle_materials import Skin

PANE_M = 1.42
"""Chosen: the pitch of the windows, as of buses with seats 0.70 m apart."""


BOW_M = 0.14
"""How far a front's middle stands before its corners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stiff part of a bus. Ends and door spans along x; doors are on the right (left, where mirrored countries drive).

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
            z_m=z, front_m=s.front_m - back, rear_m=s.rear_m + (end if s.tail else 0.0), half_m=s.half_m - narrow,
            bow_m=bow, nose_m=max(0.02, nose - narrow), tail_m=max(0.02, tail - 0.5 * narrow),
        )  # fmt: skip

    rows = [level(s.bottom_m, 0.16, 0.02, 0.06), level(s.bottom_m + 0.12, 0.03, 0.0, 0.0), level(low - 0.15, 0.0, 0.0)]
    for k in (0.0, 0.33, 0.66, 1.0):
        rows.append(level(low + k * (high - low), 0.06 + 0.64 * k**1.4, 0.012 + 0.03 * k, 0.02 + 0.06 * k))
    edge = s.roof_m - 0.24
    for angle in (0.0, 22.5, 45.0, 67.5, 88.0):
        a = math.radians(angle)
        z = edge + 0.24 * math.sin(a)
        if z > rows[-1].z_m + 0.01:
            rows.append(level(z, 0.78 + 0.40 * (1 - math.cos(a)), 0.045 + 0.26 * (1 - math.cos(a)), 0.09 + 0.2 * (1 - math.cos(a))))
    return tuple(rows)


def _zones(s: Section) -> list[Zone]:
    zones: list[Zone] = []
    if s.skirt:
        zones.append(Zone(where="all", bottom_m=s.bottom_m + 0.05, top_m=0.5 * (s.bottom_m + s.sill_m) + 0.05, material=s.skirt))
    zones.append(Zone(where="all", bottom_m=s.bottom_m, top_m=s.bottom_m + 0.05, material="plastic", part="bumper"))
    top = s.lintel_m + 0.06
    ahead = s.front_m - (0.55 if s.nose else 0.06)
    behind = s.rear_m + (0.55 if s.tail else 0.06)
    zones.append(Zone(where="sides", bottom_m=s.sill_m - 0.03, top_m=top, low_m=behind - 0.12, high_m=s.front_m, material="dark_glass"))
    for side in ("left", "right"):
        spans = s.doors if side == "right" else ()
        for a, b in _panes(ahead, behind, spans):
            zones.append(Zone(where="left" if side == "left" else "right", bottom_m=s.sill_m, top_m=s.lintel_m, low_m=a,
                              high_m=b, material="glass", part="window", sunk_m=0.004, rim="trim"))  # fmt: skip
    for a, b in s.doors:
        zones.append(Zone(where="right", bottom_m=s.door_foot_m, top_m=s.lintel_m + 0.02, low_m=a, high_m=b, material="glass",
                          part="window", sunk_m=0.035, rim="rubber"))  # fmt: skip
    if s.lockers:
        for x in np.arange(max(s.arches[-1], behind) + 1.0, s.arches[0] - 0.6, 1.5):
            zones.append(Zone(where="sides", bottom_m=s.bottom_m + 0.1, top_m=s.sill_m - 0.12, low_m=x, high_m=x + 0.012, material="gap"))
        zones.append(Zone(where="sides", bottom_m=s.sill_m - 0.14, top_m=s.sill_m - 0.128, material="gap"))
    if s.nose:
        low, high = s.screen_m
        zones.append(Zone(where="nose", bottom_m=low - 0.03, top_m=s.roof_m - 0.13, material="dark_glass"))
        zones.append(Zone(where="nose", bottom_m=low, top_m=high, material="glass", part="window", sunk_m=0.004))
        zones.append(Zone(where="nose", bottom_m=s.bottom_m + 0.05, top_m=s.bottom_m + 0.24, material="plastic", part="bumper"))
    if s.tail:
        if s.rear_glass:
            zones.append(Zone(where="rear", bottom_m=s.lintel_m - 0.85, top_m=s.lintel_m, low_m=-s.half_m + 0.3,
                              high_m=s.half_m - 0.3, material="glass", part="window", sunk_m=0.004))  # fmt: skip
        zones.append(Zone(where="rear", bottom_m=s.bottom_m + 0.55, top_m=s.bottom_m + 1.05, low_m=-0.75, high_m=0.75,
                          material="grille", part="grille", sunk_m=0.02))  # fmt: skip
        zones.append(Zone(where="tail", bottom_m=s.bottom_m + 0.05, top_m=s.bottom_m + 0.22, material="plastic", part="bumper"))
        if s.lockers or s.floor_m > 0.3:
            for k in range(4):
                x = s.rear_m + 0.35 + 0.16 * k
                zones.append(Zone(where="left", bottom_m=0.62, top_m=0.98, low_m=x, high_m=x + 0.10, material="grille"))
    return zones


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
            rail = tube([(0.5 * (low + high) - 0.2, y + 0.06, foot + 0.5), (0.5 * (low + high) + 0.15, y + 0.06, foot + 1.2)], 0.016, 6)
            work.add(rail, "pole_yellow", "door", 0.9, member)
    if bars:
        work.add(joined(bars), "plastic", "door", member=member)


def add_saloon(
    work: Assembly, s: Section, rng: np.random.Generator, fill: float, cloth: str, member: str = "body", raised_m: float = 0.0
) -> None:
    """Floor, seats in rows beside an aisle, poles, lights, and passengers on a share `fill` of the seats."""
    floor, half = s.floor_m, s.half_m - 0.08
    low, high = s.rear_m + 0.4, s.front_m - 2.6 if s.nose else s.front_m - 0.3
    work.add(box((s.rear_m + 0.1, -half, floor - 0.04), (s.front_m - 0.5, half, floor)), "saloon_floor", "interior", member=member)
    spots = [box((x, y - 0.06, s.roof_m - 0.20), (x + 0.9, y + 0.06, s.roof_m - 0.17)) for x in np.arange(low, s.front_m - 1.2, 1.2) for y in (-0.45, 0.45)]
    work.add(joined(spots), "saloon_light", "interior", member=member)
    seats, pads, poles = [], [], []
    for x in np.arange(low + 0.25, high, 0.78):
        over = any(abs(x - a) < s.wheel_m + 0.35 for a in s.arches) and not s.lockers
        rise = max(raised_m, 0.32 if over else 0.0)
        for y in (0.46 - half, half - 0.46):
            if y < 0 and any(a - 0.5 < x < b + 0.25 for a, b in s.doors):
                continue
            z = floor + rise
            seats.append(box((x, y - 0.42, z + 0.38), (x + 0.42, y + 0.42, z + 0.47)))
            seats.append(box((x + 0.05, y - 0.1, floor), (x + 0.3, y + 0.1, z + 0.38)))
            pads += [box((x - 0.06, y + d - 0.2, z + 0.42), (x + 0.01, y + d + 0.2, z + 1.05)) for d in (-0.21, 0.21)]
            for d in (-0.21, 0.21):
                if rng.random() < fill:
                    _passenger(work, (x, y + d, z + 0.47), rng, member)
    for x in np.arange(low + 0.6, high + 1.5, 1.56):
        poles += [tube([(x, y, floor), (x, y, s.roof_m - 0.1)], 0.017, 6) for y in (-0.36, 0.36)]
    if seats:
        work.add(joined(seats), "dashboard", "interior", member=member)
        work.add(joined(pads), cloth, "interior", SOFT_RAD, member)
    if not s.lockers:
        work.add(joined(poles), "pole_yellow", "interior", 0.9, member)


_TOPS = ("coat_dark_blue", "coat_grey", "coat_dark_red", "coat_black", "coat_cream", "coat_dark_green", "coat_purple", "coat_light_blue")


def _passenger(work: Assembly, seat_m: tuple[float, float, float], rng: np.random.Generator, member: str) -> None:
    """Somebody who sits, as far as windows show them."""
    x, y, z = seat_m
    panel = driver_panel(x, y, z + 0.42 + 0.06 * float(rng.random()), (x + 0.42, z + 0.1))
    kinds = ((Skin.DRIVER_TOP, _TOPS[int(rng.integers(len(_TOPS)))]), (Skin.DRIVER_FACE, "driver_face"), (Skin.DRIVER_HAIR, "driver_hair"))
    for skin, material in kinds:
        work.add((panel.vertices_m, panel.faces[panel.skin == skin]), material, "interior", 0.9, member)


def bellows(work: Assembly, x_m: tuple[float, float], half_m: float, z_m: tuple[float, float], bend_rad: float) -> None:
    """The folds between two sections; bend_rad: how far the rear one is turned about their middle."""
    count = 15
    a = np.linspace(0.0, 2 * math.pi, 24, endpoint=False)
    middle, rise = 0.5 * (z_m[0] + z_m[1]), 0.5 * (z_m[1] - z_m[0])
    ring = np.stack([np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.25, np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.25], axis=1)
    hinge = 0.5 * (x_m[0] + x_m[1])
    rings = []
    for k in range(count):
        share = k / (count - 1)
        inset = 0.07 if k % 2 else 0.0
        y, z = ring[:, 0] * (half_m - inset), middle + ring[:, 1] * (rise - inset)
        turn = bend_rad * share
        off = x_m[0] + (x_m[1] - x_m[0]) * share - hinge
        rings.append(np.stack([hinge + off * math.cos(turn) - y * math.sin(turn), off * math.sin(turn) + y * math.cos(turn), z], axis=1))
    stack = np.stack(rings)
    n = stack.shape[1]
    k = np.arange(n)
    faces = []
    for r in range(count - 1):
        p, q = r * n + k, r * n + (k + 1) % n
        faces += [np.column_stack([p, p + n, q]), np.column_stack([q, p + n, q + n])]
    patch = (stack.reshape(-1, 3), np.concatenate(faces).astype(np.int64))
    vertices, triangles = patch
    # seen from outside the rings run from front to rear: turned where the first normal looks inwards
    v0, v1, v2 = vertices[triangles[0]]
    outward = np.cross(v1 - v0, v2 - v0) @ (v0 - np.array([v0[0], 0.0, middle])) > 0
    work.add((vertices, triangles if outward else triangles[:, ::-1]), "rubber", "body")
    work.add((vertices, triangles[:, ::-1] if outward else triangles), "rubber", "interior")


def roof_pods(work: Assembly, spans: tuple[tuple[float, float], ...], half_m: float, roof_m: float, top_m: float,
              material: str, member: str = "body") -> None:  # fmt: skip
    """Boxes on the roof: air conditioning, batteries, tanks."""
    for a, b in spans:
        work.add(soft_box((a, -half_m, roof_m - 0.06), (b, half_m, top_m), 0.09, 2), material, "roof", SOFT_RAD, member)
        slots = [box((a + (b - a) * k - 0.09, -0.5 * half_m, top_m - 0.01), (a + (b - a) * k + 0.09, 0.5 * half_m, top_m + 0.006)) for k in (0.25, 0.5, 0.75)]
        work.add(joined(slots), "grille", "roof", member=member)


def ear_mirrors(work: Assembly, front_m: float, half_m: float, z_m: float) -> None:
    """Mirrors on arms that hang before the windscreen's corners."""
    for side in (1.0, -1.0):
        arm = tube([(front_m - 0.35, side * (half_m - 0.12), z_m + 0.42), (front_m + 0.10, side * (half_m + 0.06), z_m + 0.46),
                    (front_m + 0.16, side * (half_m + 0.10), z_m + 0.28)], 0.028, 8)  # fmt: skip
        house = moved(soft_box((-0.06, -0.12, -0.26), (0.06, 0.12, 0.26), 0.05, 2), (front_m + 0.16, side * (half_m + 0.10), z_m))
        glass = box((front_m + 0.094, side * (half_m + 0.10) - 0.095, z_m - 0.22), (front_m + 0.101, side * (half_m + 0.10) + 0.095, z_m + 0.22))
        work.add(arm, "plastic", "mirror", 0.9)
        work.add(house, "plastic", "mirror", SOFT_RAD)
        work.add(glass, "mirror_glass", "mirror")


def head_lamps(work: Assembly, x_m: float, half_m: float, z_m: float) -> None:
    """Round twin lamps in the corners of a bus's front, with an indicator beside."""
    for side, name in ((1.0, "left"), (-1.0, "right")):
        for k, y in enumerate((half_m - 0.62, half_m - 0.42)):
            x = x_m - BOW_M * (y / half_m) ** 2
            ring = tube([(x - 0.06, side * y, z_m), (x + 0.006, side * y, z_m)], 0.092, 16)
            work.add(ring, "lamp_housing", "head_lamp", 0.6)
            lens = tube([(x - 0.02, side * y, z_m), (x + 0.014, side * y, z_m)], 0.075, 16)
            if k:
                work.lamp("low_beam", f"low_beam_{name}", lens, (x + 0.02, side * y, z_m), math.pi * 0.075**2, (1.0, 0.0, 0.0), part="head_lamp")
            else:
                work.add(lens, "day_running", "head_lamp", 0.6)
        a, b = sorted((side * (half_m - 0.74), side * (half_m - 0.34)))
        back = x_m - BOW_M * ((half_m - 0.54) / half_m) ** 2
        strip = soft_box((back - 0.06, a, z_m + 0.115), (back + 0.012, b, z_m + 0.15), 0.012)
        kind = f"indicator_front_{name}"
        work.lamp(kind, kind, strip, (back + 0.02, 0.5 * (a + b), z_m + 0.13), (b - a) * 0.035, (1.0, 0.0, 0.0), part="indicator")
    fogs = both(tube([(x_m - 0.1, half_m - 0.6, z_m - 0.22), (x_m - 0.03, half_m - 0.6, z_m - 0.22)], 0.05, 12))
    work.add(fogs, "day_running", "fog_lamp", 0.6)
