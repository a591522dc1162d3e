"""Water on surfaces: the laws of `simulator.render.wetness`, and where puddles stand."""

from __future__ import annotations

import warp as wp

from simulator.render import wetness
from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.noise import smooth_step

wp.set_module_options(kernel_options())

WATER_F0 = wp.constant(wetness.WATER_F0)
CLOSED_FILM_WETNESS = wp.constant(wetness.CLOSED_FILM_WETNESS)
FILM_ROUGHNESS = wp.constant(wetness.FILM_ROUGHNESS)
PUDDLE_ROUGHNESS = wp.constant(wetness.PUDDLE_ROUGHNESS)
DROWNED_SHARE = wp.constant(wetness.DROWNED_SHARE)
PUDDLE_SHARE = wp.constant(wetness.PUDDLE_SHARE)
PUDDLE_DARKENING = wp.constant(wetness.PUDDLE_DARKENING)
TRAPPED_SHARE = wp.constant(wetness.TRAPPED_SHARE)
WALL_SHARE = wp.constant(wetness.WALL_SHARE)
STEEP = wp.constant(0.6)
LEVEL = wp.constant(0.95)
FLAT = wp.constant(0.99)
"""Upward components of normals: water runs off below STEEP, stays above LEVEL, gathers above FLAT (chosen)."""
HOLLOW_DEVIATION = wp.constant(0.245)
"""Standard deviation of `hollow` (measured over 10^6 points of a square of 3 km)."""
FILLED_SHARE = wp.constant(0.7)
"""Of a road's relief that a closed film fills (chosen: 1 mm of water in 1.2 mm of texture leaves stones bare)."""
BANK = wp.constant(0.06)
"""Of `hollow`: width of a puddle's edge, some centimetres."""


@wp.func
def hollow(position: wp.vec3) -> float:
    """How low a road lies at a place of the world, relative: dents of some metres and of some decimetres."""
    p = wp.vec2(position[0], position[1])
    return (
        wp.noise(wp.uint32(41), p * 0.37)
        + 0.5 * wp.noise(wp.uint32(42), p * 1.3)
        + 0.2 * wp.noise(wp.uint32(43), p * 5.1)
    )


@wp.func
def deepest(share: float) -> float:
    """Level of `hollow` that this share of a road exceeds: the normal distribution's quantile by the logistic one."""
    return HOLLOW_DEVIATION * wp.log((1.0 - share) / share) / 1.702


@wp.func
def ripple(position: wp.vec3, footprint: float) -> wp.vec3:
    """Normal of standing water: wind's ripples of a decimetre, a few thousandths steep, gone where pixels are wider."""
    weight = 0.006 * wp.clamp(1.6 - 20.0 * footprint, 0.0, 1.0)
    if weight <= 0.0:
        return wp.vec3(0.0, 0.0, 1.0)
    p = wp.vec2(position[0], position[1]) * 8.0
    across = wp.vec2(p[0] * 0.8 + 19.7, p[1])
    return wp.normalize(wp.vec3(weight * wp.noise(wp.uint32(44), p), weight * wp.noise(wp.uint32(45), across), 1.0))


@wp.func
def film_of(wetness: float) -> float:
    """Share of a level surface that the film covers."""
    return wp.min(wetness / CLOSED_FILM_WETNESS, 1.0)


@wp.func
def soaked(dry: Surface, film: float, closing_share: float) -> Surface:
    """A surface whose pores and level parts hold water; film: share of a level surface that is covered.

    closing_share: of what film covers a smooth surface, its material carries (`patterns.closing_share`).
    """
    s = dry
    up = smooth_step(STEEP, LEVEL, s.geometric[2])
    wet = film * (WALL_SHARE + (1.0 - WALL_SHARE) * up)
    porosity = wp.clamp((s.roughness - 0.5) / 0.3, 0.0, 1.0) * (1.0 - s.metallic)
    trapped = TRAPPED_SHARE * porosity * wet
    s.albedo = wp.cw_div(s.albedo * (1.0 - trapped), wp.vec3(1.0, 1.0, 1.0) - s.albedo * trapped)
    covered = film * closing_share * up
    if s.glass == 1 or covered <= s.clearcoat:
        return s
    s.clearcoat = covered
    s.coat_f0 = WATER_F0
    s.coat_roughness = FILM_ROUGHNESS
    s.retro = s.retro * (1.0 - covered)
    s.beads = s.beads * (1.0 - DROWNED_SHARE * covered)
    return s


@wp.func
def wetted(s: Surface, wetness: float, closing_share: float, holds_puddles: bool, footprint: float) -> Surface:
    """A surface in the rain. closing_share: as in `soaked`. holds_puddles: its material makes roads and pavements."""
    if wetness <= 0.0:
        return s
    film = film_of(wetness)
    depth = float(0.0)
    if holds_puddles and s.geometric[2] > FLAT:
        depth = hollow(s.position) * wp.clamp(1.6 - 1.5 * footprint, 0.0, 1.0)
        # A road that dries is dry on its ridges first; the mean film is the same.
        s.shading = wp.normalize(wp.lerp(s.shading, s.geometric, FILLED_SHARE * film))
        film = wp.clamp(film + 1.8 * depth * film * (1.0 - film), 0.0, 1.0)
    s = soaked(s, film, closing_share)
    if s.glass == 1:
        return s
    if holds_puddles and wetness > CLOSED_FILM_WETNESS and s.geometric[2] > FLAT:
        share = PUDDLE_SHARE * (wetness - CLOSED_FILM_WETNESS) / (1.0 - CLOSED_FILM_WETNESS)
        level = deepest(share)
        standing = smooth_step(level - BANK, level + BANK, depth)
        s.coat_roughness = wp.lerp(FILM_ROUGHNESS, PUDDLE_ROUGHNESS, standing)
        s.albedo = s.albedo * wp.lerp(1.0, PUDDLE_DARKENING, standing)
        s.shading = wp.normalize(wp.lerp(s.shading, ripple(s.position, footprint), standing))
    return s
