"""Procedural detail of materials: colour, gloss and relief by position in the part's frame.

Every pattern keeps the material's base colour as its mean and fades to it before its detail aliases.
"""

from __future__ import annotations

import warp as wp

from simulator.render import wetness
from simulator.render.device import kernel_options
from simulator.render.kernels.masonry import bricks, cobbles, concrete, paving, plaster
from simulator.render.kernels.noise import grain, octave, streaks, tone
from simulator.render.kernels.relief import Detail, Patch, patch_at
from simulator.render.kernels.roadway import asphalt, worn_paint

wp.set_module_options(kernel_options())

ASPHALT = wp.constant(1)
CONCRETE = wp.constant(2)
PAVING = wp.constant(3)
BRICK = wp.constant(4)
GRASS = wp.constant(5)
FOLIAGE = wp.constant(6)
BARK = wp.constant(7)
PLASTER = wp.constant(8)
WORN_PAINT = wp.constant(9)
COBBLES = wp.constant(10)
FUR = wp.constant(11)
SHED_SHARE = wp.constant(wetness.SHED_SHARE)
PATTERNS = (
    "plain",
    "asphalt",
    "concrete",
    "paving",
    "brick",
    "grass",
    "foliage",
    "bark",
    "plaster",
    "worn_paint",
    "cobbles",
    "fur",
)
"""Names in the order of the numbers that kernels know them by."""


@wp.func
def closing_share(pattern: int) -> float:
    """Share of a level surface of a pattern that a closed film covers: blades, leaves and hair shed water in drops."""
    if pattern == GRASS or pattern == FOLIAGE or pattern == FUR:  # noqa: PLR1714, SIM109 (no tuples)
        return SHED_SHARE
    return 1.0


@wp.func
def holds_puddles(pattern: int) -> bool:
    """Whether a pattern makes roads and pavements."""
    return (pattern >= ASPHALT and pattern <= PAVING) or pattern == WORN_PAINT or pattern == COBBLES  # noqa: PLR1714 (no tuples)


@wp.func
def grass(base: wp.vec3, q: Patch) -> Detail:
    """Tufts, clumps of other grasses, dry spots; blades stand every way, so that the relief is steep."""
    out = Detail()
    clump = tone(q.p, 0.35, q.footprint, 61)
    tuft = octave(q.p, 5.0, q.footprint, 62)
    blade = octave(q.p, 38.0, q.footprint, 63)
    shade = 1.0 + 0.18 * clump + 0.25 * tuft[0] + 0.30 * blade[0]
    dry = 0.35 * clump + 0.25 * streaks(q.p, 1.3, 1.3, q.spread, 64)
    out.color = wp.cw_mul(base * shade, wp.vec3(1.0 + 0.7 * dry, 1.0 + 0.1 * dry, 1.0))
    out.slope = wp.vec2(tuft[1], tuft[2]) * 0.018 + wp.vec2(blade[1], blade[2]) * 0.003
    return out


@wp.func
def foliage(base: wp.vec3, position: wp.vec3, footprint: float) -> wp.vec3:
    """Branches in and out of the light, leaves of different age."""
    branch = 0.25 * grain(position, 1.7, footprint, 15)
    leaf = 0.30 * grain(position, 9.0, footprint, 16)
    return wp.cw_mul(base * (1.0 + branch + leaf), wp.vec3(1.0 + 0.4 * leaf, 1.0, 1.0))


@wp.func
def bark(base: wp.vec3, q: Patch) -> Detail:
    """Ridges along the trunk, lichen."""
    out = Detail()
    stretched = wp.vec2(q.p[0], 0.18 * q.p[1])
    ridge = octave(stretched, 22.0, q.footprint, 71)
    fine = octave(stretched, 75.0, q.footprint, 72)
    lichen = tone(q.p, 2.2, q.footprint, 73)
    out.color = base * (1.0 + 0.6 * ridge[0] + 0.3 * fine[0] + 0.3 * lichen)
    out.slope = wp.vec2(0.02 * ridge[1] + 0.004 * fine[1], 0.004 * ridge[2])
    return out


@wp.func
def fur(base: wp.vec3, position: wp.vec3, q: Patch) -> Detail:
    """Locks and strands that lie along the body and hang; the relief is that of locks."""
    out = Detail()
    laid_hair = wp.vec3(0.4 * position[0], position[1], 0.55 * position[2])
    coat = 0.10 * grain(position, 9.0, q.footprint, 81)
    lock = 0.12 * grain(laid_hair, 80.0, q.footprint, 82)
    strand = 0.26 * grain(laid_hair, 300.0, q.footprint, 83)
    out.color = base * (1.0 + coat + lock + strand)
    wave = octave(wp.vec2(0.5 * q.p[0], q.p[1]), 90.0, q.footprint, 84)
    out.slope = wp.vec2(0.5 * wave[1], wave[2]) * 0.0005
    return out


@wp.func
def laid(pattern: int, base: wp.vec3, q: Patch) -> Detail:
    """The patterns of roads and pavements."""
    if pattern == ASPHALT:
        return asphalt(base, q)
    if pattern == WORN_PAINT:
        return worn_paint(base, q)
    if pattern == PAVING:
        return paving(base, q)
    return cobbles(base, q)


@wp.func
def detail_at(pattern: int, base: wp.vec3, position: wp.vec3, normal: wp.vec3, view: wp.vec3, cone: float) -> Detail:
    """What a pattern, not plain, says at a point. All in the part's frame.

    view: unit, away from the viewer. cone: width of the pixel's cone there, m.
    """
    out = Detail()
    if pattern == FOLIAGE:
        out.color = foliage(base, position, cone)
        return out
    q = patch_at(position, normal, view, cone)
    if pattern == GRASS:
        out = grass(base, q)
    elif pattern == BARK:
        out = bark(base, q)
    elif pattern == CONCRETE:
        out = concrete(base, q)
    elif pattern == BRICK:
        out = bricks(base, q)
    elif pattern == FUR:
        out = fur(base, position, q)
    elif pattern == PLASTER:
        out = plaster(base, q)
    else:
        out = laid(pattern, base, q)
    c = out.color
    out.color = wp.vec3(wp.clamp(c[0], 0.0, 1.0), wp.clamp(c[1], 0.0, 1.0), wp.clamp(c[2], 0.0, 1.0))
    out.bend = q.along * out.slope[0] + q.across * out.slope[1]
    return out
