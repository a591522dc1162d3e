"""What is fixed to a car's skin: mirrors, handles, wipers, plates, exhaust, aerial, roof rails and box, tow bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.cage import Zone
from scenes.assets.cars.probe import Probe
from scenes.assets.cars.skin import Layout
from scenes.assets.cars.tail import Tail, plate_middle
from scenes.assets.shaping.limit_surface import limit_surface
from scenes.assets.shaping.shapes import box, tube
from scenes.assets.shaping.subdivision import cage, subdivided
from scenes.assets.shaping.trimming import Trimmed
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.number_plate import PLATE_M, plate_panel
from scenes.assets.vehicles.skin import Panel, joined_panels, mirrored, solid

Float64 = NDArray[np.float64]
ROOF_BOX_M = (0.07, 0.42)
"""Underside and top of a roof box over the roof; chosen, as boxes of 400 litres."""
MIRROR_REACH_M = 0.21
"""How far mirrors stand out of the widest body: UN R46 15.2.2.6 allows 0.25 m."""
_BOX_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fittings:
    """What one car carries. plate: text. mirror: paint or cladding. handles: paint, chrome or black."""

    plate: str
    handle: int
    mirror: int
    rails: bool
    roof_box: bool
    aerial: str
    exhausts: int
    tow_bar: bool
    spoiler: bool


def drawn_fittings(rng: np.random.Generator, rear: str, roof: str) -> Fittings:
    """Chances are chosen: rails and boxes belong to estates, spoilers to hatches."""
    letters = "ABCDEFGHKLMNPRSTUVWXYZ"

    def some(count: int, of: str) -> str:
        return "".join(of[int(rng.integers(len(of)))] for _ in range(count))

    plate = f"{some(int(rng.integers(1, 4)), letters)} {some(2, letters)} {some(int(rng.integers(2, 5)), '0123456789')}"
    chance = rng.random(8)
    hatch = rear == "hatch"
    return Fittings(
        plate=plate,
        handle=int((Skin.HANDLE, Skin.HANDLE, Skin.GRILLE_BAR, Skin.TRIM)[int(chance[0] * 4)]),
        mirror=int(Skin.MIRROR if chance[1] < 0.75 else Skin.TRIM),
        rails=bool(hatch and chance[2] < 0.45),
        roof_box=bool(roof == "closed" and rear != "cargo" and chance[3] < (0.06 if hatch else 0.02)),
        aerial="none" if roof == "open" else ("fin", "rod", "none")[int(chance[4] * 3)],
        exhausts=int(chance[5] * 3),
        tow_bar=bool(rear != "cargo" and chance[6] < 0.15),
        spoiler=bool(hatch and chance[7] < 0.5),
    )


def smooth_box(corners_m: Float64, skin: int, levels: int, sharpness: float = 0.0) -> Panel:
    """A rounded body from the eight corners of a bent box, listed x, then y, then z."""
    edges = {tuple(sorted((f[k], f[(k + 1) % 4]))): sharpness for f in _BOX_FACES for k in range(4)}
    control = cage(corners_m, _BOX_FACES, creases={(a, b): s for (a, b), s in edges.items()} if sharpness else None)
    made = limit_surface(subdivided(control, levels))
    return Panel(made.vertices_m, made.faces, np.full(len(made.faces), skin, dtype=np.int32), made.corner_normals)


def block(low: tuple[float, float, float], high: tuple[float, float, float], swell: float = 1.0) -> Float64:
    """Corners (8, 3) of a box for `smooth_box`, larger by a factor about its middle: rounding takes some."""
    a, b = np.array(low), np.array(high)
    middle, half = 0.5 * (a + b), 0.5 * (b - a) * swell
    return np.array([middle + half * [i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])


def fitting_panels(half: Trimmed, at: Layout, tail: Tail, have: Fittings, levels: int) -> list[Panel]:
    """All of a car's fittings, both sides."""
    skin = Probe.of(half)
    left = [_mirror(half, at, have, levels), *_handles(half, at, have, levels)]
    if have.rails:
        left += _rails(half, at)
    pairs = [*left, *(mirrored(panel) for panel in left)]
    return [
        *pairs,
        *_plates(skin, at, tail, have, levels),
        *_wipers(half, at),
        *_exhausts(skin, at, have),
        *_on_roof(half, at, have, levels),
        *([_tow_bar(skin, at)] if have.tow_bar else []),
    ]


def _mirror(half: Trimmed, at: Layout, have: Fittings, levels: int) -> Panel:
    """A housing on a foot at the front corner of the side window, its glass behind."""
    x, z = at.screen_corner_m - 0.20, at.plan.belt_z[0] + 0.075
    y = Probe.of(half, (Zone.SIDE, Zone.SHOULDER, Zone.CABIN)).reach(1, 1, (x, z - 0.06))
    big = 1.0 if at.style.rear not in ("bed", "cargo") else 1.35
    tall = 0.155 * (1.0 if at.style.rear != "cargo" else 1.7)
    out = y + 0.065
    end = min(out + 0.215 * big, at.plan.half_width_m + MIRROR_REACH_M)
    corners = block((x - 0.045, out, z - 0.02), (x + 0.085, end, z - 0.02 + tall), 1.30)
    corners[[4, 5, 6, 7], 2] = 0.72 * corners[[4, 5, 6, 7], 2] + 0.28 * (z + 0.05)
    corners[[4, 5], 0] -= 0.02
    corners[[6, 7], 0] -= 0.05
    shell = smooth_box(corners, have.mirror, levels + 1, sharpness=0.7)
    rear = shell.vertices_m[shell.faces].mean(axis=1)[:, 0] < x - 0.052
    shell = Panel(
        shell.vertices_m, shell.faces, np.where(rear, Skin.MIRROR_GLASS, shell.skin).astype(np.int32), shell.normals
    )
    foot = smooth_box(
        block((x - 0.01, y - 0.03, z - 0.035), (x + 0.055, out + 0.07, z + 0.012), 1.25), Skin.TRIM, levels
    )
    return joined_panels([shell, foot])


def _handles(half: Trimmed, at: Layout, have: Fittings, levels: int) -> list[Panel]:
    side = Probe.of(half, (Zone.SIDE, Zone.SHOULDER))
    found = []
    for pillar in at.pillars[: at.style.doors]:
        x, z = pillar + 0.09, at.plan.belt_z[0] - 0.135
        x = max(x, 0.10 + at.arch_m * 0.55) if pillar == at.pillars[-1] and at.style.doors == 2 else x
        ends = side.line(1, 1, [(x, z), (x + 0.10, z + 0.002), (x + 0.20, z + 0.004)])
        inner, outer = ends[:, 1] - 0.006, ends[:, 1] + 0.034
        low = np.array(
            [[ends[k, 0], y, ends[k, 2] + up] for k in (0, 2) for y in (inner[k], outer[k]) for up in (-0.017, 0.017)]
        )
        found.append(smooth_box(low, have.handle, levels, sharpness=0.6))
    return found


def _plates(skin: Probe, at: Layout, tail: Tail, have: Fittings, levels: int) -> list[Panel]:
    """Both number plates, upright before the foremost point behind them."""
    edge = at.plan.nose[1]
    front_z = edge - 0.60 * (edge - at.plan.bottom_z_m)
    found = []
    for sign, z in ((1, front_z), (-1, plate_middle(at, tail))):
        heights = (z - PLATE_M[1] / 2, z, z + PLATE_M[1] / 2)
        reach = [skin.reach(0, sign, (y, height)) for y in (0.01, 0.15) for height in heights]
        x = max(reach) if sign > 0 else min(reach)
        found.append(plate_panel(have.plate, (x + sign * (0.004 if sign > 0 else -0.004), 0.0, z), sign, levels))
    return found


def _wipers(half: Trimmed, at: Layout) -> list[Panel]:
    """Two arms and blades that lie at the foot of the windscreen."""
    screen = Probe.of(half, (Zone.SCREEN, Zone.HOOD))
    w = at.plan.half_width_m
    found = []
    for start, end in ((0.42 * w, -0.10 * w), (-0.16 * w, -0.62 * w)):
        y = np.linspace(start, end, 5)
        x = at.plan.cowl[0] - at.plan.sweeps[0] * (np.abs(y) / (0.8 * w)) ** 2 - 0.055 - np.linspace(0.0, 0.03, 5)
        flat = np.column_stack([x, np.abs(y)])
        points = screen.line(2, 1, flat, 0.012)
        points[:, 1] = y
        found.append(solid(tube(points, [0.008, 0.010, 0.009, 0.008, 0.006], 5), Skin.TRIM))
    return found


def _exhausts(skin: Probe, at: Layout, have: Fittings) -> list[Panel]:
    z = at.plan.bottom_z_m + 0.035
    x = skin.reach(0, -1, (0.5, z + 0.03)) + 0.01
    sides = {0: (), 1: (-0.48,), 2: (-0.5, 0.5)}[have.exhausts]
    return [
        panel
        for y in sides
        for panel in (
            solid(tube([(x + 0.22, y, z), (x - 0.012, y, z)], 0.034, 12), Skin.GRILLE_BAR),
            solid(tube([(x, y, z), (x - 0.0135, y, z)], 0.029, 12), Skin.GAP),
        )
    ]


def _rails(half: Trimmed, at: Layout) -> list[Panel]:
    """A rail along the roof's left edge, on three feet."""
    roof = Probe.of(half, (Zone.ROOF, Zone.CABIN, Zone.BACKLIGHT))
    x = np.linspace(at.plan.header[0] - 0.18, at.plan.roof_end[0] + 0.12, 9)
    width = np.interp(x, [at.plan.roof_end[0], at.plan.header[0]], [at.plan.roof_y_m, at.plan.rail_y_m])
    points = roof.line(2, 1, np.column_stack([x, width - 0.055]), 0.034)
    points[[0, -1], 2] -= 0.034
    return [solid(tube(points, [0.008, *[0.014] * 7, 0.008], 7), Skin.RAIL)]


def _on_roof(half: Trimmed, at: Layout, have: Fittings, levels: int) -> list[Panel]:
    found: list[Panel] = []
    roof = Probe.of(half, (Zone.ROOF, Zone.BACKLIGHT, Zone.SCREEN))
    end = at.plan.roof_end[0]
    if have.aerial == "fin":
        z = roof.reach(2, 1, (end + 0.22, 0.0))
        corners = block((end + 0.13, -0.028, z - 0.02), (end + 0.30, 0.028, z + 0.055), 1.25)
        corners[[5, 7], 2] -= 0.045
        found.append(smooth_box(corners, Skin.BODY, levels))
    elif have.aerial == "rod":
        foot = np.array([end + 0.16, 0.0, roof.reach(2, 1, (end + 0.16, 0.0))])
        found.append(solid(tube([foot, foot + np.array([-0.17, 0.0, 0.22])], [0.005, 0.002], 5), Skin.TRIM))
    if have.spoiler:
        y = at.plan.roof_y_m
        z = roof.reach(2, 1, (end + 0.05, 0.0))
        corners = block((end - 0.16, -0.86 * y, z - 0.065), (end + 0.10, 0.86 * y, z - 0.012), 1.12)
        corners[[0, 1, 2, 3], 2] -= 0.012
        found.append(smooth_box(corners, Skin.BODY, levels + 1, sharpness=1.0))
    if have.roof_box:
        middle = 0.5 * (at.plan.header[0] + end)
        z = roof.reach(2, 1, (middle, 0.0))
        corners = block((middle - 0.9, -0.05, z + ROOF_BOX_M[0]), (middle + 0.9, 0.55, z + ROOF_BOX_M[1]), 1.15)
        found.append(smooth_box(corners, Skin.TRIM, levels + 1, sharpness=1.2))
        for x in (middle - 0.5, middle + 0.5):
            bar = box((x - 0.02, -0.92 * at.plan.roof_y_m, z + 0.03), (x + 0.02, 0.92 * at.plan.roof_y_m, z + 0.06))
            found.append(solid(bar, Skin.RAIL))
            for y in (-0.86 * at.plan.roof_y_m, 0.86 * at.plan.roof_y_m):
                low = roof.reach(2, 1, (x, abs(y))) - 0.02
                found.append(solid(box((x - 0.03, y - 0.02, low), (x + 0.03, y + 0.02, z + 0.045)), Skin.TRIM))
    return found


def _tow_bar(skin: Probe, at: Layout) -> Panel:
    """A 50 mm ball on its neck (ISO 1103), some 40 cm over the ground."""
    z = max(at.plan.bottom_z_m + 0.02, 0.30)
    x = min(skin.reach(0, -1, (y, z + up)) for y in (0.01, 0.2) for up in (0.04, 0.12))
    neck = [(x + 0.2, 0.0, z), (x - 0.05, 0.0, z), (x - 0.09, 0.0, z + 0.04), (x - 0.09, 0.0, z + 0.10)]
    return solid((tube([*neck, (x - 0.09, 0.0, z + 0.115)], [0.02, 0.02, 0.02, 0.016, 0.0], 8)), Skin.CALIPER)
