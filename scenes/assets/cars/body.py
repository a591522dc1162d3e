"""A car's body from its skin: relief, lenses, wheel wells, floor, bed; doors apart where they stand open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.cabin import LINING_M, cabin_panels, lining
from scenes.assets.cars.cage import Zone
from scenes.assets.cars.face import Face, with_face
from scenes.assets.cars.fittings import Fittings, block, fitting_panels, smooth_box
from scenes.assets.cars.probe import Probe
from scenes.assets.cars.skin import DOORS, LIP_M, Layout, cabin_skin, car_skin, shut_lines, well_y
from scenes.assets.cars.skin_relief import lip, open_edges, relief
from scenes.assets.cars.style import CarStyle, Proportions
from scenes.assets.cars.tail import Tail, with_tail
from scenes.assets.shaping.outlines import beyond, both, filleted, polygon
from scenes.assets.shaping.shapes import box
from scenes.assets.shaping.trimming import Trimmed
from scenes.assets.vehicles.interior import Driver
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, both_sides, grid_panel, joined_panels, mirrored, solid

Float64 = NDArray[np.float64]
_WALLS = {int(Skin.WINDOW): int(Skin.TRIM), int(Skin.GRILLE_BAR): int(Skin.GRILLE)}
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarDesign:
    """All that one car is drawn to be. livery_m: height of a band along the sides, 0 for none."""

    style: CarStyle
    p: Proportions
    face: Face
    tail: Tail
    fittings: Fittings
    driver: Driver
    livery_m: float = 0.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CarBody:
    """panels: of the body. doors: panels of each open door by name, about its hinge. hinges: where these stand."""

    panels: list[Panel]
    doors: dict[str, list[Panel]]
    hinges: dict[str, tuple[float, float, float]]
    layout: Layout


def car_body(design: CarDesign, open_doors: tuple[str, ...], near: bool) -> CarBody:
    """The body of a design. open_doors: names like `front_left`, which become bodies of their own.

    near: fine enough for a camera beside it; else about a fifth of the triangles.
    """
    levels = 2 if near else 1
    half, at = car_skin(design.p, design.style, levels, 0.003 if near else 0.0, doors=bool(open_doors))
    half, before = with_face(half, at, design.face)
    half = _livery(half, at, design.livery_m) if design.livery_m > 0.0 else half
    lines = shut_lines(half, at)
    half, behind = with_tail(half, at, design.tail)
    half = _bed(half, at) if design.style.rear == "bed" else half
    edges = half.only(half.zone != Zone.BOTTOM)
    inner = cabin_skin(at, doors=bool(open_doors))
    panels = [*map(both_sides, (*before, *behind, *lines)), both_sides(_floor(half, at)), both_sides(_lips(edges))]
    panels += [both_sides(panel) for panel in _wells(at, 16 if near else 8)]
    doors: dict[str, list[Panel]] = {}
    for side in SIDES:
        away = []
        for name, group in DOORS.items():
            if f"{name}_{side}" in open_doors:
                away.append(group)
                doors[f"{name}_{side}"] = _sided(_door(edges, inner, at, group), side)
        rest = [relief(edges, _WALLS, ~np.isin(edges.group, away)), lining(inner, at, ~np.isin(inner.group, away))]
        panels += _sided(rest, side)
    panels += cabin_panels(at, design.driver, 1)
    panels += fitting_panels(edges, at, design.tail, design.fittings, 1 if near else 0)
    panels += [_high_brake(edges, at, design.fittings.spoiler), *_special(at, 1)]
    hinges = {name: _hinge(at, name) for name in doors}
    for name, parts in doors.items():
        doors[name] = [
            Panel(part.vertices_m - np.array(hinges[name]), part.faces, part.skin, part.normals) for part in parts
        ]
    return CarBody(panels=panels, doors=doors, hinges=hinges, layout=at)


def _door(half: Trimmed, inner: Trimmed, at: Layout, group: int) -> list[Panel]:
    """A left door: its skin, its turned-in edge and its lining."""
    own = half.only(half.group == group)
    return [
        relief(own, _WALLS),
        lip(own, open_edges(own), np.array([0.0, -LINING_M, 0.0]), Skin.BODY),
        lining(inner, at, inner.group == group),
    ]


def _sided(panels: list[Panel], side: str) -> list[Panel]:
    return panels if side == "left" else [mirrored(panel) for panel in panels]


def _hinge(at: Layout, name: str) -> tuple[float, float, float]:
    door, side = name.split("_")
    x = at.door_front_m + 0.01 if door == "front" else at.pillars[0]
    y = at.plan.half_width_m - 0.045
    return (x, y if side == "left" else -y, at.sill_z)


def _lips(half: Trimmed) -> Panel:
    """The turned-in edges of wheel arches and sills."""
    return lip(half, open_edges(half), np.array([0.0, -LIP_M, 0.0]), Skin.UNDERBODY)


def _wells(at: Layout, steps: int) -> list[Panel]:
    """Half tubes over the wheels, closed towards the car's middle."""
    inner, outer = well_y(at.p), at.plan.half_width_m - 0.022
    low = at.p.clearance_m
    found = []
    for x in (0.0, at.p.wheelbase_m):
        radius, z = at.arch_m + 0.004, at.p.wheel_radius_m
        start = np.arcsin(np.clip((low - z) / radius, -1.0, 1.0))
        angle = np.linspace(start, np.pi - start, steps + 1)
        ring = np.stack([x + radius * np.cos(angle), np.zeros(steps + 1), z + radius * np.sin(angle)], axis=1)
        across = np.array([0.0, 1.0, 0.0])
        found.append(grid_panel(np.stack([ring + inner * across, ring + outer * across]), Skin.WHEEL_WELL))
        hub = np.broadcast_to([x, inner, z], ring.shape)
        found.append(grid_panel(np.stack([hub, ring + inner * across]), Skin.WHEEL_WELL))
    return found


def _floor(half: Trimmed, at: Layout) -> Panel:
    """A flat underside from the middle to the sills; only its outline is as fine as the skin."""
    edge = half.segments([Zone.SIDE, Zone.FRONT, Zone.REAR], [Zone.BOTTOM])
    a, b = edge[:, 0], edge[:, 1]
    middle = np.array([1.0, 0.0, 1.0])
    strip = np.stack([a, b, b * middle, a, b * middle, a * middle], axis=1).reshape(-1, 3)
    faces = np.arange(len(strip)).reshape(-1, 3)
    down = np.cross(strip[faces[:, 1]] - strip[faces[:, 0]], strip[faces[:, 2]] - strip[faces[:, 0]])[:, 2] < 0.0
    faces = np.where(down[:, None], faces, faces[:, ::-1])
    z, inner = at.plan.bottom_z_m, well_y(at.p)
    parts = [(strip, faces)]
    for x in (0.0, at.p.wheelbase_m):
        reach = np.sqrt(max(at.arch_m**2 - (at.p.wheel_radius_m - z) ** 2, 0.01)) + 0.03
        corners = np.array([(x - reach, 0.0, z), (x - reach, inner, z), (x + reach, inner, z), (x + reach, 0.0, z)])
        parts.append((corners, np.array([[0, 1, 2], [0, 2, 3]])))
    starts = np.cumsum([0, *(len(points) for points, _ in parts)])
    joined = np.concatenate([index + start for (_, index), start in zip(parts, starts, strict=False)])
    return Panel(
        np.concatenate([points for points, _ in parts]), joined, np.full(len(joined), Skin.UNDERBODY, dtype=np.int32)
    )


def _high_brake(half: Trimmed, at: Layout, spoiler: bool) -> Panel:
    """The third brake lamp: at the backlight's upper edge, or on the boot of cars without a roof."""
    plan = at.plan
    if at.style.roof == "open":
        z = plan.tail[1] - 0.05
    elif at.style.rear == "lid":
        z = plan.base[1] + 0.035
    else:
        z = plan.roof_end[1] - (0.055 if spoiler else 0.035)
    x = Probe.of(half, (Zone.ROOF, Zone.BACKLIGHT, Zone.DECK, Zone.REAR)).reach(0, -1, (0.02, z))
    x = min(x, plan.roof_end[0] - 0.165) if spoiler else x
    cells = [box((x - 0.008, 0.035 * k - 0.14, z - 0.009), (x + 0.03, 0.035 * k - 0.105, z + 0.009)) for k in range(8)]
    return joined_panels([solid(cell, Skin.HIGH_BRAKE_LAMP) for cell in cells])


def _livery(half: Trimmed, at: Layout, height_m: float) -> Trimmed:
    """A band in another colour below the windows."""
    top = at.plan.belt_z[0] - 0.10
    band = both(beyond(2, top - height_m), beyond(2, top, -1), beyond(0, at.p.wheelbase_m + 0.25, -1))
    cut, mask = half.cut([Zone.SIDE, Zone.SHOULDER], band)
    return cut.marked(mask & (cut.skin == Skin.BODY), skin=Skin.LIVERY)


def _bed(half: Trimmed, at: Layout) -> Trimmed:
    """A hole in the deck where the load goes."""
    front, rear = at.plan.base[0] - 0.09, at.plan.tail[0] + 0.05
    wide = at.plan.half_width_m - 0.13
    line = filleted([(rear, -0.2), (rear, wide), (front, wide), (front, -0.2)], [0.0, 0.05, 0.05, 0.0])
    half, gone = half.cut([Zone.DECK, Zone.SHOULDER], both(polygon("top", line), beyond(0, front + 0.1, -1)))
    return half.without(gone)


def _special(at: Layout, levels: int) -> list[Panel]:
    """The load bed of pickups, the folded top of open cars."""
    plan = at.plan
    if at.style.rear == "bed":
        front, rear, wide = plan.base[0] - 0.09, plan.tail[0] + 0.05, plan.half_width_m - 0.13
        low, high = at.p.clearance_m + 0.50, plan.tail[1] - 0.012
        vertices, faces = box((rear, -wide, low), (front, wide, high))
        top = (vertices[faces][:, :, 2] > high - 1e-6).all(axis=1)
        bed = solid((vertices, faces[~top][:, ::-1]), Skin.CLADDING)
        arches = [
            solid(
                box(
                    (-0.42, s * wide - (0.16 if s > 0 else 0.0), low),
                    (0.42, s * wide + (0.16 if s < 0 else 0.0), low + 0.2),
                ),
                Skin.CLADDING,
            )
            for s in (1, -1)
        ]
        return [bed, *arches]
    if at.style.roof == "open":
        z = plan.base[1]
        front = plan.roof_end[0] + 0.05
        corners = block(
            (plan.base[0] - 0.06, -0.70 * plan.half_width_m, z - 0.10),
            (front, 0.70 * plan.half_width_m, z + 0.05),
            1.10,
        )
        return [smooth_box(corners, Skin.SOFT_TOP, levels + 1, sharpness=0.7)]
    return []
