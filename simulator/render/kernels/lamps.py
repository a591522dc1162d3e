"""The light that lamps throw on surfaces.

Of the lamps that a cell of the grid lists all are summed; shadow rays go to the strongest at the point.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface, reflected
from simulator.render.kernels.directions import lifted
from simulator.render.kernels.lamp_tables import Lamps, facing_illuminance, lamp_cell
from simulator.render.kernels.tracing import blocker
from simulator.render.kernels.world import World

wp.set_module_options(kernel_options())

MAX_SHADOW_RAYS = wp.constant(4)
OWN_HOUSING_M = wp.constant(0.08)
"""Shadow rays end this far, and a radius, before the lamp: its own lens and housing do not shade it (chosen)."""
FAINT = wp.constant(0.05)
CLEAR = wp.constant(0.12)
"""Shares of a point's light below which a lamp gets no shadow ray, and from which its own ray alone judges it."""

Vec5 = wp.types.vector(length=5, dtype=wp.float32)
Vec5i = wp.types.vector(length=5, dtype=wp.int32)
Mat53 = wp.types.matrix(shape=(5, 3), dtype=wp.float32)


@wp.func
def unshadowed(lamps: Lamps, lamp: int, s: Surface, view: wp.vec3) -> wp.vec3:
    """Radiance towards the viewer by one lamp where nothing is in between; nowhere more than the lamp's own."""
    offset = lamps.position[lamp] - s.position
    if s.thin == 0.0:
        if wp.min(wp.dot(s.geometric, offset), wp.dot(s.shading, offset)) <= 0.0:
            return wp.vec3(0.0, 0.0, 0.0)
    facing = facing_illuminance(lamps, lamp, offset)
    if facing <= 0.0:
        return wp.vec3(0.0, 0.0, 0.0)
    radius = lamps.radius[lamp]
    share = reflected(s, view, wp.normalize(offset)) * facing
    # No mirror shows a lamp brighter than its disc, I / (pi r^2): a smooth lobe under one ray a pixel would.
    share = wp.min(share, wp.vec3(1.0, 1.0, 1.0) / (PI * radius * radius))
    return wp.cw_mul(share, lamps.intensity[lamp])


@wp.func
def lamp_seen(world: World, lamps: Lamps, lamp: int, s: Surface, time: float, u: wp.vec2) -> float:
    """1 where nothing hides the point of the lamp's disc that u chooses ((0, 0): its centre), else 0."""
    axes = lamps.axes[lamp]
    radius = lamps.radius[lamp] * wp.sqrt(u[0])
    angle = 2.0 * PI * u[1]
    target = lamps.position[lamp]
    target += wp.vec3(axes[1, 0], axes[1, 1], axes[1, 2]) * (radius * wp.cos(angle))
    target += wp.vec3(axes[2, 0], axes[2, 1], axes[2, 2]) * (radius * wp.sin(angle))
    start = lifted(s, target - s.position)
    towards = target - start
    until = 1.0 - (OWN_HOUSING_M + lamps.radius[lamp]) / wp.max(wp.length(towards), 1.0e-6)
    if until <= 0.0:
        return 1.0
    if blocker(world, start, towards, time, until, -1) >= 0:
        return 0.0
    return 1.0


@wp.func
def lamp_light(
    world: World, lamps: Lamps, s: Surface, view: wp.vec3, time: float, u: wp.vec2, shadow_rays: int
) -> wp.vec3:
    """Radiance towards the viewer (unit `view`) that the lamps of the point's cell make.

    The `shadow_rays` (0: none, at most 4) strongest are traced to the points of their discs that u chooses; all others
    are seen to the same share as these together. A lamp that is little stronger than the first untraced one, or faint,
    goes over to the others' share, so that nothing jumps where lamps change places; nothing is random.
    """
    none = wp.vec3(0.0, 0.0, 0.0)
    cell = lamp_cell(lamps, s.position)
    if cell < 0:
        return none
    best = Vec5()
    which = Vec5i()
    lights = Mat53()
    total = wp.vec3(0.0, 0.0, 0.0)
    for i in range(lamps.cell_start[cell], lamps.cell_start[cell + 1]):
        lamp = lamps.cell_lamp[i]
        light = unshadowed(lamps, lamp, s, view)
        strength = light[0] + light[1] + light[2]
        total += light
        if strength > best[4]:
            for k in range(5):
                if strength > best[k]:
                    weaker = best[k]
                    its_light = lights[k]
                    its_lamp = which[k]
                    best[k] = strength
                    lights[k] = light
                    which[k] = lamp
                    strength = weaker
                    light = its_light
                    lamp = its_lamp
    rays = wp.min(shadow_rays, MAX_SHADOW_RAYS)
    if rays == 0 or best[0] <= 0.0:
        return total
    whole = total[0] + total[1] + total[2]
    untraced = best[rays]
    judged = wp.vec3(0.0, 0.0, 0.0)
    judged_seen = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    weight_seen = float(0.0)
    for k in range(4):
        if k < rays and best[k] > FAINT * whole:
            own = wp.clamp((best[k] / whole - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
            own = own * wp.max(1.0 - untraced / best[k], 0.02)
            seen = lamp_seen(world, lamps, which[k], s, time, u)
            light = lights[k] * own
            judged += light
            judged_seen += light * seen
            weight += own * best[k]
            weight_seen += own * best[k] * seen
    return judged_seen + wp.max(total - judged, none) * (weight_seen / wp.max(weight, 1.0e-20))


@wp.func
def lamp_irradiance(world: World, lamps: Lamps, s: Surface, time: float, u: float) -> wp.vec3:
    """Illuminance of a surface by the lamps of its cell, for light that bounces on: RGB lux, one shadow ray.

    The lamp that is traced is drawn in proportion to its light by u (uniform, 0 .. 1) and stands for all: the mean over
    u is right, and no value exceeds the unshadowed sum.
    """
    total = wp.vec3(0.0, 0.0, 0.0)
    cell = lamp_cell(lamps, s.position)
    if cell < 0:
        return total
    whole = float(0.0)
    chosen = int(-1)
    left = wp.min(u, 0.999999)
    for i in range(lamps.cell_start[cell], lamps.cell_start[cell + 1]):
        lamp = lamps.cell_lamp[i]
        offset = lamps.position[lamp] - s.position
        cosine = wp.dot(s.shading, offset) / wp.length(offset)
        if cosine < 0.0:
            cosine = -cosine * s.thin
        if cosine > 0.0:
            light = lamps.intensity[lamp] * (cosine * facing_illuminance(lamps, lamp, offset))
            strength = light[0] + light[1] + light[2]
            if strength > 0.0:
                total += light
                whole += strength
                # A reservoir of one: u is used up digit by digit (Chao 1982).
                share = strength / whole
                if left < share:
                    chosen = lamp
                    left = left / share
                else:
                    left = (left - share) / (1.0 - share)
    if chosen < 0:
        return total
    return total * lamp_seen(world, lamps, chosen, s, time, wp.vec2(0.0, 0.0))
