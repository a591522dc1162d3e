"""Light behind a lens: fall-off, colour fringes, the sharpest part of its point spread, and stray light."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.sensors.camera.kernels.cover import coarse

wp.set_module_options(kernel_options())

PLACES = wp.constant(128)
"""A column or row of a picture before the lens and a place within it are one number: pixel * PLACES + row of taps."""


@wp.struct
class Stray:
    """A coarse picture of stray light, cells of `pitch` pixels; no columns: none. sharp_share: of light that stays."""

    light: wp.array(dtype=wp.vec3)
    columns: int
    rows: int
    pitch: float
    sharp_share: float


Strays = wp.array(dtype=Stray)
"""One `Stray`, by reference. What every pixel reads comes to kernels as plain arrays: copies of structs, which Warp's
CPU code makes for every call, took most of the time."""


@wp.func
def three_by_three(
    scene: wp.array(dtype=wp.vec3), taps: wp.array(dtype=float), i: int, width: int, across: int, along: int
) -> wp.vec3:
    """Weighted mean of a pixel and its neighbours; across, along: first of the five weights of each."""
    left = taps[across + 1]
    here = taps[across + 2]
    right = taps[across + 3]
    above = left * scene[i - width - 1] + here * scene[i - width] + right * scene[i - width + 1]
    middle = left * scene[i - 1] + here * scene[i] + right * scene[i + 1]
    below = left * scene[i + width - 1] + here * scene[i + width] + right * scene[i + width + 1]
    return taps[along + 1] * above + taps[along + 2] * middle + taps[along + 3] * below


@wp.func
def five_by_five(
    scene: wp.array(dtype=wp.vec3),
    taps: wp.array(dtype=float),
    u: int,
    v: int,
    width: int,
    height: int,
    across: int,
    along: int,
) -> wp.vec3:
    """The same of 5 x 5 pixels; neighbours beyond the border take its value."""
    total = wp.vec3(0.0, 0.0, 0.0)
    for dv in range(5):
        row = wp.clamp(v + dv - 2, 0, height - 1) * width
        line = wp.vec3(0.0, 0.0, 0.0)
        for du in range(5):
            line += taps[across + du] * scene[row + wp.clamp(u + du - 2, 0, width - 1)]
        total += taps[along + dv] * line
    return total


@wp.func
def spread(
    scene: wp.array(dtype=wp.vec3), taps: wp.array(dtype=float), width: int, height: int, column: int, row: int
) -> wp.vec3:
    """Radiance that the lens brings from a place, given as `PLACES` says, without stray light and fall-off."""
    u = column // PLACES
    v = row // PLACES
    across = 5 * (column % PLACES)
    along = 5 * (row % PLACES)
    outer = taps[across] + taps[across + 4] + taps[along] + taps[along + 4]
    if outer > 0.0 or u < 1 or v < 1 or u > width - 2 or v > height - 2:
        return five_by_five(scene, taps, u, v, width, height, across, along)
    return three_by_three(scene, taps, v * width + u, width, across, along)


@wp.func
def with_stray(strays: Strays, sharp: wp.vec3, u: int, v: int) -> wp.vec3:
    """Sharp light and what went astray to this pixel."""
    if strays[0].columns == 0:
        return sharp
    astray = coarse(strays[0].light, strays[0].columns, strays[0].rows, strays[0].pitch, float(u), float(v))
    return strays[0].sharp_share * sharp + astray


@wp.kernel
def form_picture(
    scene: wp.array(dtype=wp.vec3),
    taps: wp.array(dtype=float),
    columns: wp.array(dtype=int),
    rows: wp.array(dtype=int),
    falloff: wp.array(dtype=float),
    strays: Strays,
    width: int,
    height: int,
    first: int,
    picture: wp.array(dtype=wp.vec3),
):
    """Radiance behind the lens in all three colours. columns (3, W), rows (3, H): where each colour comes from."""
    i = first + wp.tid()
    u = i % width
    v = i // width
    red = spread(scene, taps, width, height, columns[u], rows[v])
    green = spread(scene, taps, width, height, columns[width + u], rows[height + v])
    blue = spread(scene, taps, width, height, columns[2 * width + u], rows[2 * height + v])
    picture[i] = falloff[i] * with_stray(strays, wp.vec3(red[0], green[1], blue[2]), u, v)
