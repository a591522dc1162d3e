"""Directions around a surface, and where rays into them start."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface

wp.set_module_options(kernel_options())

PLASTIC_X = wp.constant(0.7548776662466927)
PLASTIC_Y = wp.constant(0.5698402909980532)
"""Steps of the R2 sequence (Roberts 2018): powers of the plastic number's inverse."""


@wp.func
def r2(start: wp.vec2, index: int) -> wp.vec2:
    """Point of the R2 sequence, rotated by start."""
    x = start[0] + float(index) * PLASTIC_X
    y = start[1] + float(index) * PLASTIC_Y
    return wp.vec2(x - wp.floor(x), y - wp.floor(y))


@wp.func
def basis_direction(normal: wp.vec3, x: float, y: float, z: float) -> wp.vec3:
    """Returns x t + y b + z n in an orthonormal basis around n (Duff et al. 2017)."""
    sign = float(1.0)
    if normal[2] < 0.0:
        sign = -1.0
    a = -1.0 / (sign + normal[2])
    b = normal[0] * normal[1] * a
    tangent = wp.vec3(1.0 + sign * normal[0] * normal[0] * a, sign * b, -sign * normal[0])
    bitangent = wp.vec3(b, sign + normal[1] * normal[1] * a, -normal[1])
    return tangent * x + bitangent * y + normal * z


@wp.func
def cosine_direction(normal: wp.vec3, u: wp.vec2) -> wp.vec3:
    """Cosine-weighted direction above a surface (Malley's method)."""
    radius = wp.sqrt(wp.min(u[0], 1.0))
    angle = 2.0 * PI * u[1]
    return basis_direction(normal, radius * wp.cos(angle), radius * wp.sin(angle), wp.sqrt(wp.max(1.0 - u[0], 0.0)))


@wp.func
def lifted(s: Surface, towards: wp.vec3) -> wp.vec3:
    """Start of a secondary ray: off the surface, to the side it goes to, by more than the rounding of its position."""
    lift = 1.0e-3 + 1.0e-5 * wp.length(s.position)
    if wp.dot(s.geometric, towards) < 0.0:
        lift = -lift
    return s.position + s.geometric * lift
