"""What is fixed to a vehicle's skin: lamps, number plates, grille, shut lines, door handles and mirrors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shapes import box, ellipsoid
from scenes.assets.vehicle_cabin import Cabin
from scenes.assets.vehicle_hull import CORNER, END_SHARES, Column, End, Hull
from scenes.assets.vehicle_materials import Skin
from scenes.assets.vehicle_shape import GAP_M
from scenes.assets.vehicle_skin import Panel, both_sides, grid_panel, joined_panels, solid

Float64 = NDArray[np.float64]

PLATE_M = (0.52, 0.11)
"""Width and height of a one-line European number plate."""

_MARKS_M = (0.03, 0.08, 0.10, 0.15, 0.185, 0.235)
"""Where dark bars that stand for characters begin and end, outwards from the plate's middle."""


def fitting_panels(cabin: Cabin) -> list[Panel]:
    """All fittings of a vehicle."""
    hull = cabin.hull
    halves = [
        _head_lamp(hull),
        _tail_lamp(hull),
        *_openings(hull),
        *_shut_lines(hull),
        _number_plate(hull, "front", hull.shape.front_plate),
        _number_plate(hull, "rear", hull.shape.rear_plate),
        *_handles(hull),
        _mirror(cabin),
        _high_brake_lamp(cabin),
        _exhaust(hull),
    ]
    return [both_sides(half) for half in halves]


def _span(hull: Hull, end: End, shares: Sequence[float], around_m: float = 0.0) -> list[Column]:
    """Columns over one end from the middle outwards, then `around_m` along the side; ordered front to rear."""
    columns = [hull.column(end, share) for share in shares]
    if around_m > 0.0:
        corner = float(hull.corner_x(end))
        step = -around_m if end == "front" else around_m
        columns += [hull.column("side", corner + step * part) for part in (0.5, 1.0)]
    return columns if end == "front" else columns[::-1]


def _plate(
    hull: Hull,
    columns: list[Column],
    low_m: Float64 | float,
    high_m: Float64 | float,
    rim: Skin,
    cells: Sequence[Sequence[Skin]] | None = None,
    shares: Sequence[float] = (0.0, 1.0),
) -> Panel:
    """A plate on the skin: rows of cells from below, a column of the hull between two of them; its rim all around."""
    skin = np.full((len(shares) + 1, len(columns) + 1), rim, dtype=np.int32)
    if cells is not None:
        skin[1:-1, 1:-1] = np.asarray(cells)
    return grid_panel(hull.plate(columns, low_m, high_m, shares), skin)


def _head_lamp(hull: Hull) -> Panel:
    """A dark housing swept round the corner, two reflectors and the indicator at its outer end."""
    inner, low, high = hull.shape.head_lamp
    height = hull.size.height_m
    columns = _span(hull, "front", _shares(inner, 0.14, 0.46, 0.58, 0.90, 1.0), 0.08)
    rise = np.linspace(0.0, 1.0, len(columns))
    top = np.minimum([c.top_m - hull.shape.edge_radius_m - 0.01 for c in columns], (high + 0.035 * rise) * height)
    dark, bright, amber = Skin.LAMP_HOUSING, Skin.HEAD_LAMP, Skin.INDICATOR_FRONT_LEFT
    edge = [dark] * 7
    cells = [edge, [dark, bright, dark, bright, amber, amber, dark], edge]
    return _plate(hull, columns, (low + 0.03 * rise) * height, top, dark, cells, (0.0, 0.13, 0.87, 1.0))


def _tail_lamp(hull: Hull) -> Panel:
    """A red lens round the corner with brake lamp above, indicator and reversing lamp below."""
    inner, low, high = hull.shape.tail_lamp
    columns = _span(hull, "rear", _shares(inner, 0.08, 0.40, 0.48, 0.76, 1.0), 0.10)
    tail, brake, amber, white = Skin.TAIL_LAMP, Skin.BRAKE_LAMP, Skin.INDICATOR_LEFT, Skin.REVERSE_LAMP
    edge = [tail] * 7
    cells = [
        edge,
        [tail, amber, amber, amber, tail, white, tail],
        edge,
        [tail, brake, brake, brake, brake, brake, tail],
        edge,
    ]
    height = hull.size.height_m
    return _plate(hull, columns, low * height, high * height, tail, cells, (0.0, 0.08, 0.42, 0.50, 0.92, 1.0))


def _shares(inner: float, *parts: float) -> list[float]:
    """Shares of the half-width from `inner` to the corner: both ends and these parts of the way between."""
    return [inner + (CORNER - inner) * part for part in (0.0, *parts)]


def _openings(hull: Hull) -> list[Panel]:
    """Grille with bars, and the air intake."""
    height = hull.size.height_m
    share, low, high = hull.shape.grille
    wide, bottom, top = hull.shape.intake
    columns = _span(hull, "front", [0.0, share / 2, share])
    cells = [[Skin.GRILLE_BAR if row % 2 else Skin.GRILLE] * 2 for row in range(5)]
    intake = _span(hull, "front", [0.0, wide / 2, wide * 0.8, wide])
    return [
        _plate(hull, columns, low * height, high * height, Skin.GRILLE, cells, (0.0, 0.28, 0.38, 0.62, 0.72, 1.0)),
        _plate(hull, intake, bottom * height, top * height, Skin.GRILLE, shares=(0.0, 0.3, 0.6, 1.0)),
    ]


def _shut_lines(hull: Hull) -> list[Panel]:
    """The gaps before the hood, over the rear bumper and between rear doors."""
    front = _span(hull, "front", (0.0, 0.36, 0.7, CORNER))
    tail = _span(hull, "rear", END_SHARES, 0.1)
    hood = np.array([c.top_m for c in front]) - hull.shape.edge_radius_m
    bumper = hull.shape.rear_bumper * hull.size.height_m
    lines = [_plate(hull, front, hood - GAP_M, hood, Skin.GAP)]
    sheets = [hull.sheet(tail, bumper, bumper + GAP_M, (0.0, 1.0))]
    above_plate = hull.shape.rear_plate * hull.size.height_m + PLATE_M[1] + 0.02
    for share in hull.shape.rear_seams:
        width = GAP_M / hull.size.width_m
        columns = _span(hull, "rear", [max(share - width, 0.0), share + width])
        top = columns[0].top_m - hull.shape.edge_radius_m
        sheets.append(hull.sheet(columns, above_plate, top, (0.0, 0.33, 0.67, 1.0)))
    return [*lines, *(grid_panel(sheet, Skin.GAP) for sheet in sheets)]


def _number_plate(hull: Hull, end: End, level: float) -> Panel:
    """Half a number plate with dark bars for characters."""
    width, height = PLATE_M
    edges = np.array([0.0, *_MARKS_M, width / 2]) / (hull.size.width_m / 2)
    middle = [Skin.PLATE_MARK if k % 2 else Skin.PLATE for k in range(len(edges) - 1)]
    edge = [Skin.PLATE] * len(middle)
    cells = [edge, middle if end == "front" else middle[::-1], edge]
    low = level * hull.size.height_m
    return _plate(hull, _span(hull, end, list(edges)), low, low + height, Skin.GAP, cells, (0.0, 0.18, 0.82, 1.0))


def _handles(hull: Hull) -> list[Panel]:
    """A handle at the rear edge of each door."""
    low = hull.shape.handle * hull.size.height_m
    out = []
    for station in hull.shape.doors[1:]:
        x = float(hull.size.x_m(station))
        columns = [hull.column("side", x + ahead) for ahead in (0.24, 0.06)]
        out.append(_plate(hull, columns, low, low + 0.028, Skin.HANDLE))
    return out


def _mirror(cabin: Cabin) -> Panel:
    """A rounded housing with a flat mirror towards the rear, on a short arm."""
    place = cabin.hull.shape.side_glass[0][0] + 0.03
    foot = cabin.points("side", place, np.array([0.0, 0.12]))[1]
    radii = np.array(cabin.hull.shape.mirror_m) / 2
    vertices, faces = ellipsoid([1.0, 1.0, 1.0], 5, 8)
    square = np.sign(vertices) * np.abs(vertices) ** 0.7
    square[:, 0] = np.maximum(square[:, 0], -0.35)
    centre = foot + np.array([0.02, 0.05 + radii[1], radii[2]])
    flat = (square[faces, 0] < -0.34).all(axis=1)
    housing = Panel(square * radii + centre, faces, np.where(flat, Skin.MIRROR_GLASS, Skin.MIRROR).astype(np.int32))
    arm = box([foot[0] - 0.02, foot[1] - 0.02, foot[2]], [foot[0] + 0.05, centre[1] - 0.05, foot[2] + 0.03])
    return joined_panels([housing, solid(arm, Skin.MIRROR)])


def _high_brake_lamp(cabin: Cabin) -> Panel:
    """The third brake lamp at the upper edge of the rear window."""
    lower, upper = cabin.points("rear", 0.0, cabin.hull.shape.glass_levels[1] + np.array([-0.05, 0.0]))
    return solid(box([lower[0] - 0.01, 0.0, lower[2]], [upper[0], 0.15, upper[2] + 0.004]), Skin.HIGH_BRAKE_LAMP)


def _exhaust(hull: Hull) -> Panel:
    """The end of the exhaust pipe below the rear bumper."""
    size = hull.size
    x, z = -size.rear_overhang_m, 0.185 * size.height_m
    return solid(box([x + 0.07, 0.42, z - 0.03], [x + 0.4, 0.49, z + 0.03]), Skin.UNDERBODY)
