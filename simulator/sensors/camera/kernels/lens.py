"""Light behind a lens: fall-off, colour fringes, the sharpest part of its point spread, and stray light."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.sensors.camera.kernels.cover import coarse

wp.set_module_options(kernel_options())

PLACES = wp.constant(128)
"""A column or row of a picture before the lens and a place within it are one number: pixel * PLACES + row of taps."""


@wp.struct
class Light:
    """A picture before its lens. columns: (3, W) and rows: (3, H), where red, green and blue of a pixel come from, as
    `PLACES` says. taps: (places, 5) weights of neighbours. falloff: (H * W,). stray: a coarse picture of stray light.
    """

    scene: wp.array(dtype=wp.vec3)
    width: int
    height: int
    columns: wp.array(dtype=int)
    rows: wp.array(dtype=int)
    taps: wp.array(dtype=float)
    falloff: wp.array(dtype=float)
    sharp_share: float
    stray: wp.array(dtype=wp.vec3)
    stray_columns: int
    stray_rows: int
    stray_pitch: float


Lit = wp.array(dtype=Light)
"""One `Light`, by reference: copies, which Warp's CPU code makes for every call, took most of the time."""


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
def five_by_five(lit: Lit, u: int, v: int, across: int, along: int) -> wp.vec3:
    """Weighted mean of 5 x 5 pixels; neighbours beyond the border take its value."""
    total = wp.vec3(0.0, 0.0, 0.0)
    for dv in range(5):
        row = wp.clamp(v + dv - 2, 0, lit[0].height - 1) * lit[0].width
        line = wp.vec3(0.0, 0.0, 0.0)
        for du in range(5):
            line += lit[0].taps[across + du] * lit[0].scene[row + wp.clamp(u + du - 2, 0, lit[0].width - 1)]
        total += lit[0].taps[along + dv] * line
    return total


@wp.func
def behind_lens(lit: Lit, u: int, v: int, color: int) -> wp.vec3:
    """Radiance at a pixel behind a filter of this color: 0 red, 1 green, 2 blue. Its other colours are of no use."""
    width = lit[0].width
    height = lit[0].height
    column = lit[0].columns[color * width + u]
    row = lit[0].rows[color * height + v]
    x = column // PLACES
    y = row // PLACES
    across = 5 * (column % PLACES)
    along = 5 * (row % PLACES)
    light = wp.vec3(0.0, 0.0, 0.0)
    outer = lit[0].taps[across] + lit[0].taps[across + 4] + lit[0].taps[along] + lit[0].taps[along + 4]
    if outer > 0.0 or x < 1 or y < 1 or x > width - 2 or y > height - 2:
        light = five_by_five(lit, x, y, across, along)
    else:
        light = three_by_three(lit[0].scene, lit[0].taps, y * width + x, width, across, along)
    if lit[0].stray_columns > 0:
        stray = coarse(lit[0].stray, lit[0].stray_columns, lit[0].stray_rows, lit[0].stray_pitch, float(u), float(v))
        light = lit[0].sharp_share * light + stray
    return lit[0].falloff[v * width + u] * light


@wp.kernel
def form_picture(lit: Lit, first: int, picture: wp.array(dtype=wp.vec3)):
    """Radiance behind the lens in all three colours."""
    i = first + wp.tid()
    u = i % lit[0].width
    v = i // lit[0].width
    red = behind_lens(lit, u, v, 0)
    green = behind_lens(lit, u, v, 1)
    blue = behind_lens(lit, u, v, 2)
    picture[i] = wp.vec3(red[0], green[1], blue[2])
