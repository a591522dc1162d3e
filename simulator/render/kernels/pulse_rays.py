"""Pulses of light and what their rays meet: through panes to the first surface that scatters or mirrors."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.backscatter import (
    UPWARD,
    WATER_IOR,
    Reflectors,
    fresnel,
    pane_two_way,
    scattered_back,
    standing_water,
)
from simulator.render.kernels.tracing import (
    FLOAT_STEP,
    LAYER_GAP,
    closest_hit,
    face_normal,
    is_glass,
    placement,
    slot_of,
)
from simulator.render.kernels.world import Hit, World

wp.set_module_options(kernel_options())

MAX_PANES = wp.constant(4)
"""Both windows of a car and of the next one."""
MIRROR_SHARE = wp.constant(0.5)
"""Of a material: from here on it mirrors and returns nothing itself."""


@wp.struct
class PulseBuffers:
    """See `simulator.render.pulses.Pulses`."""

    origin: wp.array(dtype=wp.vec3)
    direction: wp.array(dtype=wp.vec3)
    time: wp.array(dtype=wp.float32)
    footprint: wp.array(dtype=wp.vec2)
    reach: float
    echo_gap: float
    mirrored_share: float
    row: int
    seed: int


@wp.struct
class RayBuffers:
    """What the rays of pulses met, S + 1 a pulse: its axis first, a mirrored ray last. link -1: nothing.

    turned: 1 a pulse whose axis met a pane, mirror or puddle.
    """

    range: wp.array(dtype=wp.float32)
    power: wp.array(dtype=wp.float32)
    cosine: wp.array(dtype=wp.float32)
    link: wp.array(dtype=wp.int32)
    face: wp.array(dtype=wp.int32)
    turned: wp.array(dtype=wp.uint8)


@wp.struct
class Met:
    """First scattering surface of a ray. passed: share of power that panes before it left. mirror: range at which a
    mirror, pane or puddle turned it, 0 for none; normal of that.
    """

    hit: Hit
    normal: wp.vec3
    passed: float
    mirror: float
    mirror_normal: wp.vec3
    mirror_share: float


@wp.func
def facing_normal(world: World, hit: Hit, direction: wp.vec3, time: float) -> wp.vec3:
    """Geometric normal of a hit towards where the ray came from."""
    normal = face_normal(world, hit, placement(world, hit.link, time))
    if wp.dot(normal, direction) > 0.0:
        return -normal
    return normal


@wp.func
def meet(world: World, origin: wp.vec3, direction: wp.vec3, time: float, reach: float, guess: int) -> Met:
    """First surface of a ray that is no pane; remembers the first pane."""
    met = Met()
    met.passed = 1.0
    start = float(0.0)
    pane = int(0)
    while pane < MAX_PANES:
        hit = closest_hit(world, origin + direction * start, direction, time, reach - start, 0, guess)
        hit.t = hit.t + start
        met.hit = hit
        if hit.link < 0:
            return met
        met.normal = facing_normal(world, hit, direction, time)
        if not is_glass(world, hit):
            return met
        cosine = wp.abs(wp.dot(met.normal, direction))
        if pane == 0:
            met.mirror = hit.t
            met.mirror_normal = met.normal
            met.mirror_share = fresnel(cosine, 1.5)
        met.passed = met.passed * pane_two_way(cosine)
        start = hit.t * (1.0 + FLOAT_STEP) + LAYER_GAP
        pane += 1
    met.hit.link = -1
    return met


@wp.func
def power_of(world: World, reflectors: Reflectors, met: Met, direction: wp.vec3, far: float) -> float:
    """Power of a whole pulse's echo from a surface."""
    material = world.slot_material[slot_of(world, met.hit.link, met.hit.face)]
    cosine = wp.abs(wp.dot(met.normal, direction))
    back = scattered_back(reflectors, material, cosine, met.normal[2])
    return back * met.passed / wp.max(far * far, 1.0e-4)


@wp.func
def turned_by_surface(world: World, reflectors: Reflectors, met: Met, origin: wp.vec3, direction: wp.vec3) -> Met:
    """The same, knowing whether the surface itself is a mirror or a puddle: then nothing of it scatters back."""
    out = met
    material = world.slot_material[slot_of(world, met.hit.link, met.hit.face)]
    share = reflectors.scatter[material][3]
    cosine = wp.abs(wp.dot(met.normal, direction))
    turns = share > MIRROR_SHARE
    if not turns and reflectors.wetness > 0.0 and met.normal[2] > UPWARD:
        if standing_water(reflectors, origin + direction * met.hit.t):
            out.mirror = met.hit.t
            out.mirror_normal = met.normal
            out.mirror_share = fresnel(cosine, WATER_IOR)
    if turns:
        out.mirror = met.hit.t
        out.mirror_normal = met.normal
        out.mirror_share = share
        out.passed = 0.0
    return out


@wp.func
def note(rays: RayBuffers, k: int, link: int, face: int, far: float, power: float, cosine: float):
    """Writes what one ray met."""
    rays.link[k] = link
    rays.face[k] = face
    rays.range[k] = far
    rays.power[k] = power
    rays.cosine[k] = cosine


@wp.func
def note_met(
    world: World, reflectors: Reflectors, rays: RayBuffers, k: int, met: Met, direction: wp.vec3, share: float
):
    """Writes what one ray of a footprint met."""
    if met.hit.link < 0:
        note(rays, k, -1, -1, 0.0, 0.0, 0.0)
        return
    power = share * power_of(world, reflectors, met, direction, met.hit.t)
    note(rays, k, met.hit.link, met.hit.face, met.hit.t, power, wp.abs(wp.dot(met.normal, direction)))


@wp.func
def ray_across(axis: wp.vec3, slope: wp.vec2) -> wp.vec3:
    """A ray of a footprint: its first slope is horizontal."""
    across = wp.normalize(wp.vec3(-axis[1], axis[0], 1.0e-6))
    return wp.normalize(axis + across * slope[0] + wp.cross(axis, across) * slope[1])


RAY_TYPES: dict[str, Any] = {name: var.type.dtype for name, var in RayBuffers.vars.items()}
