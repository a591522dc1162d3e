"""How strongly surfaces throw 905 nm light back to where it came from: roads, retro-reflectors, panes, water."""

from __future__ import annotations

import warp as wp

from simulator.render import wetness as water
from simulator.render.device import kernel_options
from simulator.render.kernels.wetness import deepest, film_of, hollow

wp.set_module_options(kernel_options())

WATER_IOR = wp.constant(water.WATER_IOR)
GLASS_IOR = wp.constant(1.5)
INSIDE = wp.constant(0.472)
"""Diffuse light under water thrown back at its surface: 1 - (1 - 0.066) / 1.33^2 (Lekner & Dorf 1988; 0.066 is the
diffuse reflectance of water from outside)."""
TINT = wp.constant(0.7)
"""Of 905 nm light passed by a pane beside reflection (chosen: heat-absorbing car glass 0.5, clear float 0.85)."""
RETRO_COSINE = wp.constant(0.5)
"""Films of retro-reflectors go dark between 30 and 60 degrees of incidence (EN 12899-1, table 3: 40 degrees leave
some 40 %)."""
UPWARD = wp.constant(0.8)
"""Upward component of a normal from which a film of water stays (as `kernels.wetness`, STEEP to LEVEL)."""


@wp.struct
class Reflectors:
    """By material index. scatter: diffuse reflectivity at 905 nm, pi * R_A of films, pi * R_L of beads, share of
    a mirror. exponent: of the incidence law.
    """

    scatter: wp.array(dtype=wp.vec4)
    exponent: float
    wetness: float


@wp.func
def fresnel(cosine: float, ior: float) -> float:
    """Reflectance of unpolarised light at a smooth surface of that index, from outside."""
    sine2 = (1.0 - cosine * cosine) / (ior * ior)
    inner = wp.sqrt(wp.max(1.0 - sine2, 0.0))
    s = (cosine - ior * inner) / (cosine + ior * inner)
    p = (inner - ior * cosine) / (inner + ior * cosine)
    return 0.5 * (s * s + p * p)


@wp.func
def under_water(reflectivity: float, cosine: float) -> float:
    """Reflectivity seen through a film: T_as * rho * T_sa / (1 - rho * r_inside), both interfaces at this incidence.

    T_as = 1 - F; leaving, light spreads over n^2 as wide a solid angle: T_sa = (1 - F) / n^2.
    """
    passed = 1.0 - fresnel(cosine, WATER_IOR)
    return passed * passed * reflectivity / (WATER_IOR * WATER_IOR * (1.0 - reflectivity * INSIDE))


@wp.func
def pane_two_way(cosine: float) -> float:
    """Share of a pulse's power left after passing a pane there and back."""
    f = fresnel(cosine, GLASS_IOR)
    once = TINT * (1.0 - f) / (1.0 + f)
    return once * once


@wp.func
def standing_water(reflectors: Reflectors, point: wp.vec3) -> bool:
    """Whether a puddle covers a point of a flat road (the camera's puddles: `kernels.wetness`)."""
    if reflectors.wetness <= water.CLOSED_FILM_WETNESS:
        return False
    share = water.PUDDLE_SHARE * (reflectors.wetness - water.CLOSED_FILM_WETNESS) / (1.0 - water.CLOSED_FILM_WETNESS)
    return hollow(point) > deepest(share)


@wp.func
def scattered_back(reflectors: Reflectors, material: int, cosine: float, upward: float) -> float:
    """Reflectivity times incidence of a dry or wet surface, per share of the pulse's power."""
    m = reflectors.scatter[material]
    film = m[1] * wp.clamp((cosine - RETRO_COSINE) / (0.866 - RETRO_COSINE), 0.0, 1.0)
    beads = m[2]
    diffuse = m[0]
    if reflectors.wetness > 0.0 and upward > UPWARD:
        wet = film_of(reflectors.wetness)
        diffuse = wp.lerp(diffuse, under_water(diffuse, cosine), wet)
        beads = beads * (1.0 - water.DROWNED_SHARE * wet)
        film = film * (1.0 - wet)
    return diffuse * wp.pow(cosine, reflectors.exponent) + film + beads
