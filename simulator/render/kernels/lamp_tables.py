"""Lamps on the device: where they are, how they shine, and which of them matter where."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import warp as wp

from simulator.render.device import kernel_options
from simulator.render.lamp_air import AirLamps
from simulator.render.lamp_grid import LampGrid
from simulator.render.photometry import PHOTOMETRIES, PROJECTIONS, intensity_table

wp.set_module_options(kernel_options())

COSINE = wp.constant(PROJECTIONS.index("cosine"))
PERSPECTIVE = wp.constant(PROJECTIONS.index("perspective"))
SPHERE = wp.constant(PROJECTIONS.index("sphere"))


@wp.struct
class Lamps:
    """`LampTable`, `LampGrid` and all `IntensityTable`s on the device.

    table_of: [kind * 4 ..]: projection, first value, columns, rows. table_scale: (low, low, steps a unit, the same).
    in_air: the lamps that light the air near the eye, air_share: by how much. extinction: of the air on their light's
    way to surfaces, 1/m.
    """

    count: int
    position: wp.array(dtype=wp.vec3)
    axes: wp.array(dtype=wp.mat33)
    intensity: wp.array(dtype=wp.vec3)
    radius: wp.array(dtype=wp.float32)
    kind: wp.array(dtype=wp.int32)
    table_of: wp.array(dtype=wp.int32)
    table_scale: wp.array(dtype=wp.vec4)
    values: wp.array(dtype=wp.float32)
    corner: wp.vec2
    cells_a_metre: float
    columns: int
    rows: int
    cell_start: wp.array(dtype=wp.int32)
    cell_lamp: wp.array(dtype=wp.int32)
    in_air: wp.array(dtype=wp.int32)
    air_share: wp.array(dtype=wp.float32)
    extinction: float


def device_lamps(grid: LampGrid, in_air: AirLamps, device: str) -> Any:
    """Copies lamps to the device. in_air: `lamp_air.brightest_in_air` of the same tree, NO_AIR_LAMPS in clear air."""

    def array(values: Any, dtype: Any) -> Any:
        return wp.array(np.ascontiguousarray(values), dtype=dtype, device=device)

    table = grid.table
    lamps = Lamps()
    lamps.count = len(table)
    lamps.position = array(table.position_m.astype(np.float32), wp.vec3)
    lamps.axes = array(table.axes.astype(np.float32), wp.mat33)
    lamps.intensity = array(table.intensity_cd.astype(np.float32), wp.vec3)
    lamps.radius = array(table.radius_m.astype(np.float32), wp.float32)
    lamps.kind = array(table.photometry.astype(np.int32), wp.int32)
    lamps.table_of, lamps.table_scale, lamps.values = device_intensity_tables(device)
    lamps.corner = wp.vec2(*grid.corner_m)
    lamps.cells_a_metre = 1.0 / grid.cell_m
    lamps.columns, lamps.rows = grid.size
    lamps.cell_start = array(grid.cell_start, wp.int32)
    lamps.cell_lamp = array(grid.cell_lamp, wp.int32)
    lamps.in_air = array(in_air.row.astype(np.int32), wp.int32)
    lamps.air_share = array(in_air.share.astype(np.float32), wp.float32)
    return lamps


@cache
def device_intensity_tables(device: str) -> tuple[Any, Any, Any]:
    """All kinds' tables: layout, scale and values as `Lamps` holds them; the same for every scene."""
    layout, scale, values = [], [], []
    first = 0
    for kind in PHOTOMETRIES:
        table = intensity_table(kind)
        rows, columns = table.values.shape
        layout += [PROJECTIONS.index(table.projection), first, columns, rows]
        steps = [(n - 1) / (high - low) for n, low, high in zip((columns, rows), table.low, table.high, strict=True)]
        scale.append((*table.low, *steps))
        values.append(table.values.ravel())
        first += rows * columns
    return (
        wp.array(np.array(layout, dtype=np.int32), dtype=wp.int32, device=device),
        wp.array(np.array(scale, dtype=np.float32), dtype=wp.vec4, device=device),
        wp.array(np.concatenate(values), dtype=wp.float32, device=device),
    )


@wp.func
def relative_intensity(lamps: Lamps, kind: int, direction: wp.vec3) -> float:
    """Intensity over the peak in a unit direction of the lamp's frame: bilinear in the kind's table."""
    projection = lamps.table_of[4 * kind]
    if direction[0] <= 0.0 and projection != SPHERE:
        return 0.0
    if projection == COSINE:
        return direction[0]
    x = direction[1]
    y = direction[2]
    if projection == PERSPECTIVE:
        x = direction[1] / direction[0]
        y = direction[2] / wp.sqrt(direction[0] * direction[0] + direction[1] * direction[1])
    scale = lamps.table_scale[kind]
    columns = lamps.table_of[4 * kind + 2]
    rows = lamps.table_of[4 * kind + 3]
    column = (x - scale[0]) * scale[2]
    row = (y - scale[1]) * scale[3]
    if column < 0.0 or row < 0.0 or column > float(columns - 1) or row > float(rows - 1):
        return 0.0
    c = wp.min(int(column), columns - 2)
    r = wp.min(int(row), rows - 2)
    at = lamps.table_of[4 * kind + 1] + r * columns + c
    share = column - float(c)
    low = wp.lerp(lamps.values[at], lamps.values[at + 1], share)
    high = wp.lerp(lamps.values[at + columns], lamps.values[at + columns + 1], share)
    return wp.lerp(low, high, row - float(r))


@wp.func
def lamp_cell(lamps: Lamps, position: wp.vec3) -> int:
    """The grid's cell above and below a position, -1 outside."""
    column = int(wp.floor((position[0] - lamps.corner[0]) * lamps.cells_a_metre))
    row = int(wp.floor((position[1] - lamps.corner[1]) * lamps.cells_a_metre))
    if column < 0 or row < 0 or column >= lamps.columns or row >= lamps.rows:
        return -1
    return row * lamps.columns + column


@wp.func
def facing_illuminance(lamps: Lamps, lamp: int, offset: wp.vec3) -> float:
    """Illuminance over the peak intensity, 1/m2, of a surface that faces the lamp, which lies at `offset` from it.

    I / (d^2 + r^2): a disc's own law on its axis, which keeps it finite at the lamp.
    """
    squared = wp.dot(offset, offset)
    local = lamps.axes[lamp] * (offset * (-1.0 / wp.sqrt(wp.max(squared, 1.0e-12))))
    radius = lamps.radius[lamp]
    facing = relative_intensity(lamps, lamps.kind[lamp], local) / (squared + radius * radius)
    if lamps.extinction > 0.0:
        facing = facing * wp.exp(-lamps.extinction * wp.sqrt(squared))
    return facing
