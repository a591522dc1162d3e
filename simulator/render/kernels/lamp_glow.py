"""Lamps' light in thick air for a whole picture: summed up in depth on a coarse grid of pixels, then looked up.

Light that fog scatters is smooth over the picture; along depth it is kept in slices, so that no edge of what stands in
front blurs it.
"""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.lamp_airlight import Sweep, place_of, scattered, sweep_of
from simulator.render.kernels.lamp_tables import Lamps

wp.set_module_options(kernel_options())

SLICES = wp.constant(16)
FAR_M = wp.constant(150.0)
"""Slices end at FAR_M ((k + 1) / SLICES)^2 (chosen: 0.6, 2, 5, 9, 15, 21 m, ...); behind the last nothing is added."""
GRAIN_RAD = 0.005
"""Angle between the grid's rays (chosen: 10 cm at a lamp 20 m away)."""

PANORAMA_COLUMNS = 360
"""Chosen: a degree a column and row, as fisheyes have pixels of a tenth of that."""

SliceValues = wp.types.matrix(shape=(16, 3), dtype=wp.float32)


@wp.struct
class Glow:
    """Radiance (cd/m2) [(row * columns + column) * SLICES + slice] between the eye and a slice's end.

    Column and row c stand at pixel c * block of a pinhole, block in pixels; of any other lens at c steps of longitude
    and latitude in the camera frame. extinction: beta, 1/m; 0: clear air, no values.
    """

    camera: Camera
    block: int
    columns: int
    rows: int
    extinction: float
    radiance: wp.array(dtype=wp.vec3)


def device_glow(camera: Camera, extinction_per_m: float, device: str) -> Any:
    """An empty grid for a view (`kernels.camera.device_camera`), to be filled by `fill_glow`: a thread a column."""
    glow = Glow()
    glow.camera = camera
    glow.extinction = extinction_per_m
    if extinction_per_m > 0.0 and camera.tabled:
        glow.columns, glow.rows = PANORAMA_COLUMNS, PANORAMA_COLUMNS // 2
    elif extinction_per_m > 0.0:
        glow.block = max(1, round(GRAIN_RAD * camera.fx))
        glow.columns = -(-(camera.width - 1) // glow.block) + 1
        glow.rows = -(-(camera.height - 1) // glow.block) + 1
    glow.radiance = wp.empty(glow.columns * glow.rows * int(SLICES), dtype=wp.vec3, device=device)
    return glow


@wp.func
def grid_direction(glow: Glow, column: int, row: int) -> wp.vec3:
    """World direction, of length 1, of a ray of the grid."""
    if glow.camera.tabled == 0:
        return wp.normalize(camera_direction(glow.camera, float(column * glow.block), float(row * glow.block)))
    longitude = (float(column) / float(glow.columns - 1) - 0.5) * 2.0 * PI
    latitude = (float(row) / float(glow.rows - 1) - 0.5) * PI
    across = wp.cos(latitude)
    local = wp.vec3(across * wp.sin(longitude), wp.sin(latitude), across * wp.cos(longitude))
    return glow.camera.rotation * local


@wp.func
def grid_place(glow: Glow, direction: wp.vec3) -> wp.vec2:
    """Column and row of the grid that a world direction lies at, between whole ones; not cut to the grid."""
    local = wp.transpose(glow.camera.rotation) * direction
    if glow.camera.tabled == 0:
        depth = wp.max(local[2], 1.0e-6 * wp.length(local))
        x = (glow.camera.fx * local[0] / depth + glow.camera.cx) / float(glow.block)
        return wp.vec2(x, (glow.camera.fy * local[1] / depth + glow.camera.cy) / float(glow.block))
    x = wp.atan2(local[0], local[2]) / (2.0 * PI) + 0.5
    y = wp.atan2(local[1], wp.sqrt(local[0] * local[0] + local[2] * local[2])) / PI + 0.5
    return wp.vec2(x * float(glow.columns - 1), y * float(glow.rows - 1))


@wp.func
def slice_end(index: int) -> float:
    """Distance in metres at which a slice ends."""
    share = float(index + 1) / float(SLICES)
    return FAR_M * share * share


@wp.func
def lamp_slices(
    lamps: Lamps, lamp: int, share: float, sweep: Sweep, extinction: float, slices: SliceValues
) -> SliceValues:
    """The slices with one lamp's light added; each has a midpoint a step of the sweep that it spans, at most four."""
    out = slices
    before = sweep.start
    total = float(0.0)
    for k in range(SLICES):
        after = place_of(sweep, slice_end(k))
        if after > before:
            midpoints = wp.min(1 + int((after - before) / sweep.step), 4)
            span = (after - before) / float(midpoints)
            for j in range(midpoints):
                total += scattered(lamps, lamp, sweep, before + (float(j) + 0.5) * span, span, extinction)
            before = after
        out[k] = out[k] + lamps.intensity[lamp] * (total * share)
    return out


@wp.kernel
def fill_glow(lamps: Lamps, first: int, glow: Glow):
    """One ray of the grid a thread: `glow.columns * glow.rows` of them."""
    i = first + wp.tid()
    direction = grid_direction(glow, i % glow.columns, i // glow.columns)
    slices = SliceValues()
    for k in range(lamps.in_air.shape[0]):
        lamp = lamps.in_air[k]
        sweep = sweep_of(lamps, lamp, glow.camera.origin, direction, FAR_M)
        if sweep.steps > 0:
            slices = lamp_slices(lamps, lamp, lamps.air_share[k], sweep, glow.extinction, slices)
    for k in range(SLICES):
        glow.radiance[i * SLICES + k] = slices[k] * glow.extinction


@wp.func
def glow_column(glow: Glow, column: int, row: int, index: int, share: float) -> wp.vec3:
    """A grid ray's radiance up to a place between the ends of a slice and of the one after; index -1: the eye."""
    at = (row * glow.columns + column) * SLICES + index
    if index < 0:
        return glow.radiance[at + 1] * share
    return wp.lerp(glow.radiance[at], glow.radiance[at + 1], share)


@wp.func
def lamp_glow(glow: Glow, direction: wp.vec3, distance: float) -> wp.vec3:
    """What `lamp_airlight` gives for a ray from the view's camera, looked up; direction in the world, of any length."""
    if glow.columns == 0:
        return wp.vec3(0.0, 0.0, 0.0)
    place_on_grid = grid_place(glow, direction)
    x = wp.clamp(place_on_grid[0], 0.0, float(glow.columns - 1))
    y = wp.clamp(place_on_grid[1], 0.0, float(glow.rows - 1))
    c0 = int(x)
    r0 = int(y)
    c1 = wp.min(c0 + 1, glow.columns - 1)
    r1 = wp.min(r0 + 1, glow.rows - 1)
    place = wp.sqrt(wp.clamp(distance / FAR_M, 0.0, 1.0)) * float(SLICES) - 1.0
    index = wp.clamp(int(wp.floor(place)), -1, SLICES - 2)
    share = place - float(index)
    upper = wp.lerp(glow_column(glow, c0, r0, index, share), glow_column(glow, c1, r0, index, share), x - float(c0))
    lower = wp.lerp(glow_column(glow, c0, r1, index, share), glow_column(glow, c1, r1, index, share), x - float(c0))
    return wp.lerp(upper, lower, y - float(r0))
