"""The light that lamps throw on surfaces.

Of the lamps that a cell of the grid lists all are summed; shadow rays go to the strongest at the point.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface, reflected
from simulator.render.kernels.directions import lifted
from simulator.render.kernels.lamp_tables import Lamps, facing_illuminance, lamp_cell
from simulator.render.kernels.passage import passage
from simulator.render.kernels.world import World

wp.set_module_options(kernel_options())

MAX_SHADOW_RAYS = wp.constant(4)
OWN_HOUSING_M = wp.constant(0.08)
"""Shadow rays end this far, and a radius, before the lamp: its own lens and housing do not shade it (chosen)."""
FAINT = wp.constant(0.05)
CLEAR = wp.constant(0.12)
"""Shares of a point's light below which a lamp gets no shadow ray, and from which its own ray alone judges it."""

TRUST = wp.constant(3.0)
"""Traced lamps of a third of a point's illuminance speak for all others (chosen)."""
LEAST_VOICE = wp.constant(0.2)
"""Share of its illuminance with which a traced lamp that has just changed places speaks for the others (chosen)."""

Vec5 = wp.types.vector(length=5, dtype=wp.float32)
Vec5i = wp.types.vector(length=5, dtype=wp.int32)
Mat53 = wp.types.matrix(shape=(5, 3), dtype=wp.float32)


@wp.struct
class Strongest:
    """The lamps of a point: sums over all, and the five strongest, first the strongest.

    light: RGB radiance towards the viewer, strength: the sum of its channels; lux: of the surface, green.
    """

    light: wp.vec3
    lux: float
    lamp: Vec5i
    strength_of: Vec5
    lux_of: Vec5
    light_of: Mat53


@wp.func
def unshadowed(lamps: Lamps, lamp: int, s: Surface, view: wp.vec3, towards: wp.vec3, facing: float) -> wp.vec3:
    """Radiance towards the viewer by one lamp where nothing is in between; nowhere more than the lamp's own.

    towards: unit, to the lamp. facing: `facing_illuminance` there.
    """
    radius = lamps.radius[lamp]
    share = reflected(s, view, towards) * facing
    # No mirror shows a lamp brighter than its disc, I / (pi r^2): a smooth lobe under one ray a pixel would.
    share = wp.min(share, wp.vec3(1.0, 1.0, 1.0) / (PI * radius * radius))
    return wp.cw_mul(share, lamps.intensity[lamp])


@wp.func
def incidence(s: Surface, towards: wp.vec3) -> float:
    """Cosine of a light's incidence, 0 from behind; from behind a leaf its share that comes through."""
    cosine = wp.dot(s.shading, towards)
    if s.thin > 0.0:
        return wp.where(cosine < 0.0, -cosine * s.thin, cosine)
    if wp.dot(s.geometric, towards) <= 0.0:
        return 0.0
    return wp.max(cosine, 0.0)


@wp.func
def lamp_seen(world: World, lamps: Lamps, lamp: int, s: Surface, time: float, u: wp.vec2) -> float:
    """Share of light that arrives from the point of the lamp's disc that u chooses ((0, 0): its centre)."""
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
    return passage(world, start, towards, time, until, -1, 1).share


@wp.func
def strongest_lamps(lamps: Lamps, cell: int, s: Surface, view: wp.vec3) -> Strongest:
    """What each lamp of a cell would give without shadows."""
    out = Strongest()
    for i in range(lamps.cell_start[cell], lamps.cell_start[cell + 1]):
        lamp = lamps.cell_lamp[i]
        offset = lamps.position[lamp] - s.position
        towards = wp.normalize(offset)
        cosine = incidence(s, towards)
        facing = float(0.0)
        if cosine > 0.0:
            facing = facing_illuminance(lamps, lamp, offset)
        if facing > 0.0:
            light = unshadowed(lamps, lamp, s, view, towards, facing)
            lux = cosine * facing * lamps.intensity[lamp][1]
            strength = light[0] + light[1] + light[2]
            out.light += light
            out.lux += lux
            for k in range(5):
                if strength > out.strength_of[k]:
                    next_strength = out.strength_of[k]
                    next_light = out.light_of[k]
                    next_lamp = out.lamp[k]
                    next_lux = out.lux_of[k]
                    out.strength_of[k] = strength
                    out.light_of[k] = light
                    out.lamp[k] = lamp
                    out.lux_of[k] = lux
                    strength = next_strength
                    light = next_light
                    lamp = next_lamp
                    lux = next_lux
    return out


@wp.func
def lamp_light(
    world: World, lamps: Lamps, s: Surface, view: wp.vec3, time: float, u: wp.vec2, shadow_rays: int
) -> wp.vec3:
    """Radiance towards the viewer (unit `view`) that the lamps of the point's cell make.

    The `shadow_rays` (0: none, at most 4) strongest are traced to the points of their discs that u chooses; all others
    are hidden as much as these are, as far as these make the point's illuminance: a far lamp that a wet road mirrors
    says nothing of the rest. A lamp that is little stronger than the first untraced one, or faint, goes over to the
    others, so that nothing jumps where lamps change places; nothing is random.
    """
    none = wp.vec3(0.0, 0.0, 0.0)
    cell = lamp_cell(lamps, s.position)
    if cell < 0:
        return none
    all_of = strongest_lamps(lamps, cell, s, view)
    rays = wp.min(shadow_rays, MAX_SHADOW_RAYS)
    if rays == 0 or all_of.strength_of[0] <= 0.0:
        return all_of.light
    whole = all_of.light[0] + all_of.light[1] + all_of.light[2]
    judged = none
    judged_seen = none
    traced = float(0.0)
    weight = float(0.0)
    hidden = float(0.0)
    for k in range(4):
        strength = all_of.strength_of[k]
        if k < rays and strength > FAINT * whole:
            own = wp.clamp((strength / whole - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
            own = own * (1.0 - all_of.strength_of[rays] / strength)
            dark = 1.0 - lamp_seen(world, lamps, all_of.lamp[k], s, time, u)
            judged += all_of.light_of[k] * own
            judged_seen += all_of.light_of[k] * (own * (1.0 - dark))
            traced += all_of.lux_of[k]
            voice = all_of.lux_of[k] * wp.max(own, LEAST_VOICE)
            weight += voice
            hidden += voice * dark
            # What a shadow takes away makes no other lamp faint.
            whole = wp.max(whole - strength * own * dark, 1.0e-12)
    trust = wp.min(TRUST * traced / wp.max(all_of.lux, 1.0e-20), 1.0)
    rest = wp.max(all_of.light - judged, none)
    return judged_seen + rest * (1.0 - trust * hidden / wp.max(weight, 1.0e-20))


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
        cosine = incidence(s, wp.normalize(offset))
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
