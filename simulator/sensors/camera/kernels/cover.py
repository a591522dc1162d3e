"""Looking through drops and dirt on the glass."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())


@wp.func
def coarse(picture: wp.array(dtype=wp.vec3), columns: int, rows: int, pitch: float, u: float, v: float) -> wp.vec3:
    """A picture of cells of `pitch` pixels at image point (u, v), bilinearly; the border's value beyond it."""
    x = wp.clamp((u + 0.5) / pitch - 0.5, 0.0, float(columns - 1))
    y = wp.clamp((v + 0.5) / pitch - 0.5, 0.0, float(rows - 1))
    x0 = int(x)
    y0 = int(y)
    x1 = wp.min(x0 + 1, columns - 1)
    y1 = wp.min(y0 + 1, rows - 1)
    above = wp.lerp(picture[y0 * columns + x0], picture[y0 * columns + x1], x - float(x0))
    below = wp.lerp(picture[y1 * columns + x0], picture[y1 * columns + x1], x - float(x0))
    return wp.lerp(above, below, y - float(y0))


@wp.kernel
def look_through(
    scene: wp.array(dtype=wp.vec3),
    width: int,
    blurred: wp.array(dtype=wp.vec3),
    columns: int,
    rows: int,
    pitch: float,
    drops: wp.array(dtype=wp.vec3),
    dirt: wp.array(dtype=float),
    dirt_light: wp.vec3,
    first: int,
    seen: wp.array(dtype=wp.vec3),
):
    """Radiance behind the glass. drops: (du, dv, share) of what a drop shows; dirt: share of light it stops."""
    i = first + wp.tid()
    light = scene[i]
    drop = drops[i]
    if drop[2] > 0.0:
        u = float(i % width) + drop[0]
        v = float(i // width) + drop[1]
        light = wp.lerp(light, coarse(blurred, columns, rows, pitch, u, v), drop[2])
    seen[i] = wp.lerp(light, dirt_light, dirt[i])
