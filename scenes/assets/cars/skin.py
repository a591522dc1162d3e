"""A car's skin in regions: side windows and doors, windscreen and backlight, bonnet, wheel arches, open roofs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.body_plan import BodyPlan
from scenes.assets.cars.cage import Zone, car_cage
from scenes.assets.cars.skin_relief import ribbon
from scenes.assets.cars.style import CarStyle, Proportions, body_plan
from scenes.assets.shaping.limit_surface import limit_surface
from scenes.assets.shaping.outlines import (
    Field,
    above_line,
    along_edge,
    away_from,
    beyond,
    both,
    circle,
    filleted,
    grown,
    polygon,
)
from scenes.assets.shaping.subdivision import subdivided
from scenes.assets.shaping.trimming import Trimmed, left_half
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel

Float64 = NDArray[np.float64]

SHUT_LINE_M = 0.0028
"""Half width of shut lines. Chosen: gaps are 3.5 to 5 mm, and their rounded edges look as wide again."""
ARCH_GAP_M = 0.045
"""From tyre to wheel arch; chosen, 3 to 6 cm on sold cars."""
LIP_M = 0.028
"""How far a wheel arch's edge is turned in; chosen."""
_ABOUT_M = 0.85
"""Chosen: wheel arches and their rims end within this of the axle."""
PILLAR_M = 0.038
"""Half width of the black pillar between side windows; chosen."""
DOORS = {"front": 1, "rear": 2}
"""Group of a door's faces."""
_DOOR_ZONES = (Zone.SIDE, Zone.SHOULDER, Zone.CABIN)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Layout:
    """Where things stand on one car.

    screen_corner_m: the windscreen's lower corner's x. pillars: x of the pillars behind the doors, front to rear.
    door_front_m: x of the front door's edge. glass_end: (x, z) of the side glass's end, top and foot. arch_m: radius of
    wheel arches.
    rail, belt: segments (K, 2, 3) of the roof's edge and of the side windows' foot.
    """

    plan: BodyPlan
    p: Proportions
    style: CarStyle
    screen_corner_m: float
    pillars: tuple[float, ...]
    door_front_m: float
    glass_end: tuple[tuple[float, float], tuple[float, float]]
    arch_m: float
    rail: Float64
    belt: Float64

    @property
    def sill_z(self) -> float:
        """Lower edge of the doors."""
        return self.p.clearance_m + 0.095 + 0.4 * self.style.cladding_m


def car_skin(p: Proportions, style: CarStyle, levels: int, bend_m: float, *, doors: bool) -> tuple[Trimmed, Layout]:
    """The left half of a car's skin with its windows and doors, and where they are.

    levels: of subdivision. bend_m: as in `Trimmed`. doors: whether
    their faces are cut apart.
    """
    plan = body_plan(p, style.shoulder_m)
    half = left_half(limit_surface(subdivided(car_cage(plan), levels)), Skin.BODY, bend_m)
    half = half.marked(half.zone == Zone.BOTTOM, skin=Skin.UNDERBODY)
    at = _layout(half, plan, p, style)
    half = _arches(half, at)
    half = _open_roof(half, at) if style.roof == "open" else half
    half = half.changed(half.zone == Zone.CABIN, lambda part: _side_glass(part, at))
    half = _screens(half, at)
    half = _doors(half, at) if doors else half
    return _sill(half, at), at


def cabin_skin(at: Layout, *, doors: bool) -> Trimmed:
    """The left half once more, coarse and without outer details, for the lining. doors: whether they are apart."""
    half = left_half(limit_surface(subdivided(car_cage(at.plan), 1)), Skin.LINING, 0.0)
    half = half.only((half.zone != Zone.BOTTOM) & (half.zone != Zone.FRONT) & (half.zone != Zone.REAR))
    half = _open_roof(half, at) if at.style.roof == "open" else half
    half = _screens(_side_glass(half, at), at)
    return _doors(half, at) if doors else half


def _layout(half: Trimmed, plan: BodyPlan, p: Proportions, style: CarStyle) -> Layout:
    rail = half.segments([Zone.CABIN], [Zone.SCREEN, Zone.ROOF, Zone.BACKLIGHT])
    belt = half.segments([Zone.CABIN], [Zone.SHOULDER])
    corner = float(rail[..., 0].max())
    arch = p.wheel_radius_m + ARCH_GAP_M
    if style.doors == 1:
        front = min(corner - 0.16, p.wheelbase_m - arch - 0.05)
        pillars: tuple[float, ...] = (max(front - 1.32, arch - 0.04),)
    else:
        middle = 0.385 * p.wheelbase_m
        pillars = (middle, -0.02) if style.rear != "bed" else (plan.base[0] + 1.12, plan.base[0] + 0.20)
        front = min(pillars[0] + 1.12, p.wheelbase_m - arch - 0.05)
    foot = plan.base[0] + style.glass_end[0]
    top = plan.roof_end[0] + style.glass_end[1]
    return Layout(
        plan=plan,
        p=p,
        style=style,
        screen_corner_m=corner,
        pillars=pillars,
        door_front_m=front,
        glass_end=((top, p.height_m - 0.1), (foot, plan.belt_z[1])),
        arch_m=arch,
        rail=rail,
        belt=belt,
    )


def _arches(half: Trimmed, at: Layout) -> Trimmed:
    """Holes for the wheels."""
    for x in (0.0, at.p.wheelbase_m):
        about = (np.abs(half.middles()[:, 0] - x) < _ABOUT_M) & (half.zone >= Zone.SIDE)
        half = half.without(about).joined(_arch(half.only(about), at, x))
    return half


def _arch(half: Trimmed, at: Layout, x: float) -> Trimmed:
    """A hole for a wheel, with a rim of cladding where the style has it."""
    hole = circle("side", (x, at.p.wheel_radius_m), at.arch_m)
    if at.style.cladding_m > 0.0:
        wide = grown(hole, 0.7 * at.style.cladding_m)
        half = half.painted([Zone.SIDE, Zone.FRONT, Zone.REAR], wide, skin=Skin.CLADDING)
    half, gone = half.cut([Zone.SIDE, Zone.BOTTOM, Zone.FRONT, Zone.REAR], both(hole, beyond(1, well_y(at.p))))
    return half.without(gone)


def well_y(p: Proportions) -> float:
    """Where the wheel well's inner wall stands."""
    return p.width_m / 2 - p.tyre_width_m - 0.13


def window_band(at: Layout) -> Field:
    """The black frame around all side windows."""
    top, foot = at.glass_end
    return both(away_from(at.rail, 0.034), away_from(at.belt, 0.008), above_line("side", top, foot), radius_m=0.05)


def _side_glass(half: Trimmed, at: Layout) -> Trimmed:
    if at.style.rear == "cargo":
        band = both(away_from(at.rail, 0.05), away_from(at.belt, 0.012), beyond(0, at.pillars[0] + 0.02), radius_m=0.05)
        half = half.painted([Zone.CABIN], band, skin=Skin.TRIM, depth_m=0.002)
        return half.painted([Zone.CABIN], grown(band, -0.016), skin=Skin.WINDOW, depth_m=0.004)
    band = window_band(at)
    half = half.painted([Zone.CABIN], band, skin=Skin.TRIM, depth_m=0.002)
    quarter = min(at.door_front_m - 0.02, at.screen_corner_m - 0.30)
    marks = [at.screen_corner_m + 0.5, *([quarter] if at.style.rows == 3 else []), *at.pillars, at.plan.rear_x_m - 0.5]
    marks = marks if at.style.panes > len(at.pillars) else marks[:-1]
    for front, rear in pairwise(marks):
        pane = both(grown(band, -0.016), beyond(0, rear + PILLAR_M), beyond(0, front - PILLAR_M, -1), radius_m=0.025)
        half = half.painted([Zone.CABIN], pane, skin=Skin.WINDOW, depth_m=0.004)
    return half


def _screens(half: Trimmed, at: Layout) -> Trimmed:
    """Windscreen and backlight in black frames, and the wipers' plastic tray."""
    cowl = half.segments([Zone.SCREEN], [Zone.HOOD])
    header = half.segments([Zone.SCREEN], [Zone.ROOF])
    tray = both(along_edge(away_from(cowl, 0.0), 0.055), beyond(1, 0.88 * at.plan.half_width_m, -1))
    half = half.painted([Zone.HOOD], tray, skin=Skin.CLADDING, depth_m=0.014)
    frame = both(away_from(at.rail, 0.040), away_from(header, 0.008), radius_m=0.05)
    half = half.painted([Zone.SCREEN], frame, skin=Skin.TRIM, depth_m=0.002)
    pane = both(grown(frame, -0.014), away_from(cowl, 0.022), radius_m=0.04)
    half = half.painted([Zone.SCREEN], pane, skin=Skin.WINDOW, depth_m=0.003)
    if at.style.rear == "cargo" or at.style.roof == "open":
        return half
    end = half.segments([Zone.ROOF], [Zone.BACKLIGHT])
    base = half.segments([Zone.BACKLIGHT], [Zone.DECK])
    frame = both(away_from(at.rail, 0.045), away_from(end, 0.02), away_from(base, 0.022), radius_m=0.07)
    half = half.painted([Zone.BACKLIGHT], frame, skin=Skin.TRIM, depth_m=0.002)
    return half.painted([Zone.BACKLIGHT], grown(frame, -0.014), skin=Skin.WINDOW, depth_m=0.003)


def door_outlines(at: Layout) -> dict[str, Field]:
    """Outlines of the left doors as seen from the side, below the roof's edge."""
    sill, high = at.sill_z, at.p.height_m + 0.2
    front, pillar = at.door_front_m, at.pillars[0]
    waist = at.plan.belt_z[0] - 0.1
    corner = at.screen_corner_m + 0.02
    rail = away_from(at.rail, 0.016)
    lines = {
        "front": filleted(
            [
                (corner, high),
                (corner, waist + 0.1),
                (front, waist),
                (front + 0.02, sill),
                (pillar, sill),
                (pillar, high),
            ],
            [0.0, 0.05, 0.3, 0.09, 0.09, 0.0],
        )
    }
    if at.style.doors == 2:
        arch, rear = at.arch_m + 0.05, at.pillars[1] - 0.03
        corner_z = at.p.wheel_radius_m + 0.72 * arch
        if at.style.rear == "cargo":
            rear = max(pillar - 1.25, arch + 0.04)
            box = [(pillar, high), (pillar - 0.001, sill), (rear, sill), (rear, high)]
            lines["rear"] = filleted(box, [0.0, 0.06, 0.06, 0.0])
            return {name: both(polygon("side", line), rail, radius_m=0.03) for name, line in lines.items()}
        lines["rear"] = filleted(
            [
                *((pillar, high), (pillar - 0.001, sill), (arch + 0.02, sill), (max(arch, 0.3), at.p.wheel_radius_m)),
                *((0.70 * arch, corner_z), (rear, corner_z + 0.26), (rear, high)),
            ],
            [0.0, 0.09, 0.08, 0.12, 0.2, 0.25, 0.0],
        )
    return {name: both(polygon("side", line), rail, radius_m=0.03) for name, line in lines.items()}


def shut(half: Trimmed, zones: Collection[int], outline: Field) -> Panel:
    """A shut line along an outline."""
    return ribbon(half, zones, outline, SHUT_LINE_M, Skin.GAP)


def shut_lines(half: Trimmed, at: Layout) -> list[Panel]:
    """Those of doors, bonnet and boot lid."""
    return [*(shut(half, _DOOR_ZONES, outline) for outline in door_outlines(at).values()), *_lids(half, at)]


def _doors(half: Trimmed, at: Layout) -> Trimmed:
    for name, outline in door_outlines(at).items():
        half = half.painted(_DOOR_ZONES, outline, group=DOORS[name])
    return half


def _lids(half: Trimmed, at: Layout) -> list[Panel]:
    """Shut lines of bonnet and boot lid, as seen from above."""
    plan, w = at.plan, at.plan.half_width_m
    nose = plan.nose[0] - 0.05
    wide = 0.80 if at.style.rear != "bed" else 0.86
    line = [
        (nose, -0.2),
        (nose, 0.34 * w),
        (nose - 0.62 * plan.bows[0], 0.76 * w),
        (plan.cowl[0] - 0.1, wide * w + 0.02),
    ]
    bonnet = polygon(
        "top", filleted([*line, (plan.cowl[0] - 0.6, wide * w), (plan.cowl[0] - 0.6, -0.2)], [0, 0.25, 0.25, 0.3, 0, 0])
    )
    found = [shut(half, [Zone.HOOD, Zone.SHOULDER], bonnet)]
    if at.style.rear != "lid":
        return found
    tail = plan.tail[0] - 0.3
    lid = polygon("top", [(tail, -0.2), (tail, 0.78 * w), (plan.base[0] + 0.10, 0.80 * w), (plan.base[0] + 0.1, -0.2)])
    return [*found, shut(half, [Zone.DECK], lid)]


def _sill(half: Trimmed, at: Layout) -> Trimmed:
    """Unpainted plastic along the lower edge."""
    if at.style.cladding_m <= 0.0:
        return half
    low = beyond(2, at.p.clearance_m + at.style.cladding_m, -1)
    cut, mask = half.cut([Zone.SIDE, Zone.FRONT, Zone.REAR], low)
    return cut.marked(mask & (cut.skin == Skin.BODY), skin=Skin.CLADDING)


def _open_roof(half: Trimmed, at: Layout) -> Trimmed:
    """No roof behind the windscreen's frame, no side windows behind its pillars, and a well for seats."""
    header = half.segments([Zone.SCREEN], [Zone.ROOF])
    half, gone = half.cut([Zone.ROOF], away_from(header, 0.035))
    half = half.without(gone | (half.zone == Zone.BACKLIGHT))
    pillar = both(away_from(at.rail[at.rail[..., 0].min(axis=1) > header[..., 0].max() - 0.25], 0.034))
    half, gone = half.cut([Zone.CABIN], pillar)
    behind = half.vertices_m[half.faces].mean(axis=1)[:, 0] < header[..., 0].min() - 0.03
    return half.without(gone | (behind & (half.zone == Zone.CABIN)))
