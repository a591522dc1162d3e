"""Snow on surfaces: the laws of `simulator.render.snow`, its patches and its own relief."""

from __future__ import annotations

import warp as wp

from simulator.render import snow
from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.noise import octave, smooth_step, tone
from simulator.render.kernels.wetness import deepest, hollow

wp.set_module_options(kernel_options())

WHITE = wp.constant(wp.vec3(*snow.SNOW))
SLUSH = wp.constant(wp.vec3(*snow.SLUSH))
SNOW_ROUGHNESS = wp.constant(snow.SNOW_ROUGHNESS)
NONE = wp.constant(snow.NONE)
DRIVEN = wp.constant(snow.DRIVEN)
TRODDEN = wp.constant(snow.TRODDEN)
TWIGS = wp.constant(snow.TWIGS)
DRIVEN_FROM = wp.constant(snow.DRIVEN_FROM)
TRODDEN_FROM = wp.constant(snow.TRODDEN_FROM)
CLEANEST_DRIVEN = wp.constant(snow.CLEANEST_DRIVEN)
TWIGS_SHARE = wp.constant(snow.TWIGS_SHARE)
STEEP = wp.constant(snow.STEEP)
LEVEL = wp.constant(snow.LEVEL)
EDGE = wp.constant(0.10)
DRIVEN_EDGE = wp.constant(0.28)
"""Of `hollow`: widths of patches' edges, some decimetres; wheels smear them (chosen)."""
WHOLE = wp.constant(0.995)
"""Shares from which nothing is left bare."""
SOFT = wp.constant(0.012)
RUTTED = wp.constant(0.02)
"""Heights of the relief of wind's waves and of what has been driven and trodden, m (chosen)."""


@wp.func
def level_share(cover: float, kind: int) -> float:
    """Share of a level surface of a kind that is under snow where open ground has a share `cover`."""
    if kind == NONE:
        return 0.0
    if kind == TWIGS:
        return TWIGS_SHARE * cover
    start = float(0.0)
    if kind == DRIVEN:
        start = DRIVEN_FROM
    elif kind == TRODDEN:
        start = TRODDEN_FROM
    return wp.max(0.0, (cover - start) / (1.0 - start))


@wp.func
def under(bare: Surface, share: float, clean: float) -> Surface:
    """A surface of which a share is under snow; clean: 1 white, 0 slush."""
    s = bare
    s.albedo = wp.lerp(s.albedo, wp.lerp(SLUSH, WHITE, clean), share)
    s.roughness = wp.lerp(s.roughness, SNOW_ROUGHNESS, share)
    left = 1.0 - share
    s.metallic = s.metallic * left
    s.clearcoat = s.clearcoat * left
    s.retro = s.retro * left
    s.beads = s.beads * left
    s.thin = s.thin * left
    return s


@wp.func
def cleanness(cover: float, kind: int) -> float:
    """How white what lies is."""
    if kind == DRIVEN:
        return CLEANEST_DRIVEN * level_share(cover, kind)
    return 1.0


@wp.func
def mean_snowed(s: Surface, cover: float, kind: int) -> Surface:
    """A surface under the mean of the snow, as light that bounces sees it."""
    if cover <= 0.0 or s.glass == 1:
        return s
    return under(s, level_share(cover, kind) * smooth_step(STEEP, LEVEL, s.geometric[2]), cleanness(cover, kind))


@wp.func
def patches(position: wp.vec3, mean: float, kind: int, footprint: float) -> float:
    """Share of a place under snow where a share `mean` of what lies about it is: patches of some metres."""
    # Where pixels are wider than patches, they show the mean.
    seen = wp.clamp(1.6 - 1.0 * footprint, 0.0, 1.0)
    if mean >= WHOLE or seen <= 0.0:
        return mean
    level = deepest(wp.max(mean, 0.005))
    depth = hollow(position)
    edge = EDGE
    if kind == DRIVEN:
        edge = DRIVEN_EDGE
        depth += 0.16 * tone(wp.vec2(position[0], position[1]), 6.0, footprint, 93)
    return wp.lerp(mean, smooth_step(level - edge, level + edge, depth), seen)


@wp.func
def snowed(s: Surface, cover: float, kind: int, footprint: float) -> Surface:
    """A surface under snow. kind: how its class carries it. footprint: of the pixel, m."""
    if cover <= 0.0 or s.glass == 1:
        return s
    mean = level_share(cover, kind)
    up = smooth_step(STEEP, LEVEL, s.geometric[2])
    if mean * up <= 0.0:
        return s
    share = up * patches(s.position, mean, kind, footprint)
    out = under(s, share, cleanness(cover, kind))
    if kind == TWIGS:
        return out
    height = SOFT
    if kind == DRIVEN or kind == TRODDEN:  # noqa: PLR1714, SIM109 (no tuples)
        height = RUTTED
    p = wp.vec2(s.position[0], s.position[1])
    waves = octave(p, 1.3, footprint, 91)
    lumps = octave(p, 7.0, footprint, 92)
    bend = wp.vec3(waves[1] + 0.25 * lumps[1], waves[2] + 0.25 * lumps[2], 0.0) * height
    out.shading = wp.normalize(wp.lerp(s.shading, wp.normalize(s.geometric - bend), share))
    return out
