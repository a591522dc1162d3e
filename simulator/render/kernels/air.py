"""Koschmieder's law on the device: what is left of a radiance after a distance, and the air's own light."""

from __future__ import annotations

from functools import cache
from typing import Any

import warp as wp

from scenes.weather import air as fog_steps
from scenes.weather import fog_patches
from scenes.weather.fog import DEEPEST_HEIGHTS
from simulator.render.air import AirMedium
from simulator.render.device import kernel_options
from simulator.render.kernels.sky import Light, horizon_radiance

wp.set_module_options(kernel_options())


PATCH_STEPS = wp.constant(fog_steps.PATCH_STEPS)
PATCH_DEPTH = wp.constant(fog_steps.PATCH_DEPTH)
SIDE = wp.constant(fog_patches.SIDE)
DEEPEST = wp.constant(DEEPEST_HEIGHTS)


@wp.struct
class Air:
    """`simulator.render.air.AirMedium` on the device. fog 0: it is even. patches: `fog_patches.pattern`, or empty."""

    extinction: wp.vec3
    lift: float
    fog: wp.vec3
    height: float
    base: float
    patchiness: float
    cells: float
    corner: wp.vec2
    patches: wp.array(dtype=wp.float32)


def device_air(medium: AirMedium, device: str = "cpu") -> Any:
    """The air as a kernel's argument."""
    shape = medium.shape
    air = Air()
    air.extinction = wp.vec3(*(float(x) for x in medium.extinction_per_m))
    air.lift = medium.lift
    air.fog = wp.vec3(*(float(x) for x in medium.fog_per_m))
    air.height, air.base = shape.height_m, shape.base_m
    air.patchiness, air.cells = shape.patchiness, shape.cells_1pm
    air.corner = wp.vec2(*shape.corner)
    air.patches = _device_pattern(device) if shape.patchiness > 0.0 else wp.empty(0, dtype=wp.float32, device=device)
    return air


@cache
def _device_pattern(device: str) -> Any:
    return wp.array(fog_patches.pattern().ravel(), dtype=wp.float32, device=device)


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


@wp.func
def patch_at(air: Air, x: float, y: float) -> float:
    """`fog_patches.patch_at` at a place in the world: deviations over the mean density."""
    u = air.corner[0] + x * air.cells
    v = air.corner[1] + y * air.cells
    column = wp.floor(u)
    row = wp.floor(v)
    c0 = int(column) & (SIDE - 1)
    r0 = int(row) & (SIDE - 1)
    c1 = (c0 + 1) & (SIDE - 1)
    r1 = (r0 + 1) & (SIDE - 1)
    low = wp.lerp(air.patches[r0 * SIDE + c0], air.patches[r0 * SIDE + c1], u - column)
    high = wp.lerp(air.patches[r1 * SIDE + c0], air.patches[r1 * SIDE + c1], u - column)
    return wp.lerp(low, high, v - row)


@wp.func
def layer_path(air: Air, height: float, rise: float, distance: float) -> float:
    """`scenes.weather.fog.layer_path_m` from a height in the world."""
    if air.height <= 0.0:
        return distance
    first = (height - air.base) / air.height
    last = (height + rise * distance - air.base) / air.height
    below = -DEEPEST - wp.min(first, last)
    span = wp.max(wp.abs(last - first), 1.0e-9)
    deep = wp.clamp(below, 0.0, span) / span
    start = wp.max(first, -DEEPEST)
    climb = wp.max(last, -DEEPEST) - start
    mean = 1.0 - 0.5 * climb
    if wp.abs(climb) > 1.0e-2:
        mean = (1.0 - wp.exp(-climb)) / climb
    return distance * (deep * wp.exp(DEEPEST) + (1.0 - deep) * wp.exp(-start) * mean)


@wp.func
def fog_path(air: Air, origin: wp.vec3, direction: wp.vec3, distance: float) -> float:
    """Metres of fog as dense as at its base: `scenes.weather.air.optical_depth` of fog alone over `fog`."""
    if air.patchiness <= 0.0:
        return layer_path(air, origin[2], direction[2], distance)
    reach = PATCH_DEPTH / (air.fog[1] + air.extinction[1])
    total = float(0.0)
    begin = float(0.0)
    for k in range(PATCH_STEPS):
        share = float(k + 1) / float(PATCH_STEPS)
        end = wp.min(distance, reach * share * share)
        if k == PATCH_STEPS - 1:
            end = distance
        if end > begin:
            at = origin + direction * (0.5 * (begin + wp.min(end, reach)))
            part = layer_path(air, origin[2] + direction[2] * begin, direction[2], end - begin)
            total += part * wp.max(1.0 + air.patchiness * patch_at(air, at[0], at[1]), 0.0)
            begin = end
    return total


@wp.struct
class Veil:
    """Air before a surface. left: share of the surface's light that passes; light: the air's own."""

    left: wp.vec3
    light: wp.vec3


@wp.func
def veil_of(air: Air, light: Light, origin: wp.vec3, direction: wp.vec3, distance: float) -> Veil:
    """The air over a distance (m) from a point of the world along a unit direction, by Koschmieder's law.

    Before surfaces only: the sky map is the sky as it is seen, through the fog's layer.
    """
    out = Veil()
    out.left = transmittance(air, distance)
    if air.fog[1] > 0.0:
        path = fog_path(air, origin, direction, distance)
        through = wp.vec3(wp.exp(-air.fog[0] * path), wp.exp(-air.fog[1] * path), wp.exp(-air.fog[2] * path))
        out.left = wp.cw_mul(out.left, through)
    out.light = wp.cw_mul(airlight(air, light, direction), wp.vec3(1.0, 1.0, 1.0) - out.left)
    return out
