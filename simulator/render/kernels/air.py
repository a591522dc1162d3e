"""Koschmieder's law on the device: what is left of a radiance after a distance, and the air's own light."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.air import AirMedium
from simulator.render.device import kernel_options
from simulator.render.kernels.sky import Light, horizon_radiance

wp.set_module_options(kernel_options())


@wp.struct
class Air:
    """`simulator.render.air.AirMedium` on the device."""

    extinction: wp.vec3
    lift: float


def device_air(medium: AirMedium) -> Any:
    """The air as a kernel's argument."""
    air = Air()
    air.extinction = wp.vec3(*(float(x) for x in medium.extinction_per_m))
    air.lift = medium.lift
    return air


@wp.func
def airlight(air: Air, light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance of endless air in a unit direction: the horizon's of its azimuth, sun's glow included, lifted in fog."""
    return horizon_radiance(light, direction) * (1.0 + air.lift * wp.max(direction[2], 0.0))


@wp.func
def transmittance(air: Air, distance: float) -> wp.vec3:
    """Share of red, green, blue that passes a distance."""
    return wp.vec3(
        wp.exp(-air.extinction[0] * distance),
        wp.exp(-air.extinction[1] * distance),
        wp.exp(-air.extinction[2] * distance),
    )


@wp.struct
class Veil:
    """Air before a surface. left: share of the surface's light that passes; light: the air's own."""

    left: wp.vec3
    light: wp.vec3


@wp.func
def veil_of(air: Air, light: Light, direction: wp.vec3, distance: float) -> Veil:
    """The air over a distance (m) along a unit direction, by Koschmieder's law.

    Before surfaces only: the sky map is the sky as it is seen, through the fog's layer.
    """
    out = Veil()
    out.left = transmittance(air, distance)
    out.light = wp.cw_mul(airlight(air, light, direction), wp.vec3(1.0, 1.0, 1.0) - out.left)
    return out
