"""Rays of a footprint become echoes: those of one surface, or of surfaces within a pulse's length, add up."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render import pulses
from simulator.render.device import kernel_options
from simulator.render.kernels.pulse_rays import PulseBuffers, RayBuffers
from simulator.render.kernels.tracing import placement, slot_of
from simulator.render.kernels.world import World

wp.set_module_options(kernel_options())

ECHOES = wp.constant(pulses.ECHOES)
SURFACE = wp.constant(pulses.SURFACE)
MIXED = wp.constant(pulses.MIXED)
GHOST = wp.constant(pulses.GHOST)
STEEPEST = wp.constant(pulses.STEEPEST)
EDGE_M = wp.constant(pulses.EDGE_M)
STEP_S = wp.constant(pulses.VELOCITY_STEP_S)


@wp.struct
class EchoBuffers:
    """See `simulator.render.pulses.Echoes`: ECHOES a pulse."""

    range: wp.array(dtype=wp.float32)
    power: wp.array(dtype=wp.float32)
    cosine: wp.array(dtype=wp.float32)
    instance: wp.array(dtype=wp.uint16)
    semantic: wp.array(dtype=wp.uint8)
    velocity: wp.array(dtype=wp.vec3)
    kind: wp.array(dtype=wp.uint8)


@wp.func
def velocity_of(world: World, link: int, point: wp.vec3, time: float) -> wp.vec3:
    """Velocity of the material point of a link that is at a place at a time (a difference over STEP_S)."""
    if world.moving[link] == 0:
        return wp.vec3(0.0, 0.0, 0.0)
    last = world.key_start + world.key_step * float(world.keys - 1)
    early = wp.clamp(time - 0.5 * STEP_S, world.key_start, wp.max(last - STEP_S, world.key_start))
    now = placement(world, link, time)
    before = placement(world, link, early)
    after = placement(world, link, early + STEP_S)
    local = wp.quat_rotate_inv(now.rotation, point - now.position)
    here = wp.quat_rotate(before.rotation, local) + before.position
    there = wp.quat_rotate(after.rotation, local) + after.position
    return (there - here) / STEP_S


@wp.func
def explained(rays: RayBuffers, a: int, b: int, width: float) -> float:
    """Difference in range of two rays that the slope of one surface explains."""
    if rays.link[a] != rays.link[b]:
        return 0.0
    cosine = wp.max(rays.cosine[a], 1.0e-3)
    return width * rays.range[a] * wp.min(wp.sqrt(1.0 - cosine * cosine) / cosine, STEEPEST)


@wp.func
def strongest(rays: RayBuffers, base: int, count: int, free: int) -> int:
    """Of the rays that are still free the one with most power; -1 where none has any."""
    best = int(-1)
    most = float(0.0)
    for s in range(count):
        if (free & (1 << s)) != 0 and rays.link[base + s] >= 0 and rays.power[base + s] > most:
            most = rays.power[base + s]
            best = s
    return best


@wp.func
def gather(world: World, pulse: PulseBuffers, rays: RayBuffers, i: int, echoes: EchoBuffers):
    """Groups a pulse's rays into echoes, strongest first; a mirrored ray is an echo of its own."""
    sub_rays = pulse.footprint.shape[0]
    count = sub_rays + 1
    base = i * count
    width = float(0.0)
    if sub_rays > 1:
        width = 2.0 * wp.length(pulse.footprint[sub_rays - 1])
    free = int((1 << count) - 1)
    for k in range(ECHOES):
        out = i * ECHOES + k
        seed = strongest(rays, base, count, free)
        echoes.range[out] = 0.0
        echoes.power[out] = 0.0
        echoes.cosine[out] = 0.0
        echoes.instance[out] = wp.uint16(0)
        echoes.semantic[out] = wp.uint8(0)
        echoes.velocity[out] = wp.vec3(0.0, 0.0, 0.0)
        echoes.kind[out] = wp.uint8(SURFACE)
        if seed >= 0:
            lead = base + seed
            kind = int(SURFACE)
            power = float(0.0)
            moment = float(0.0)
            if seed == sub_rays:
                kind = GHOST
                power = rays.power[lead]
                moment = power * rays.range[lead]
                free = free & ~(1 << seed)
            else:
                for s in range(sub_rays):
                    if (free & (1 << s)) != 0 and rays.link[base + s] >= 0 and rays.power[base + s] > 0.0:
                        gap = wp.abs(rays.range[base + s] - rays.range[lead])
                        slope = explained(rays, lead, base + s, width)
                        if gap <= pulse.echo_gap + slope:
                            free = free & ~(1 << s)
                            power += rays.power[base + s]
                            moment += rays.power[base + s] * rays.range[base + s]
                            if gap > EDGE_M + slope:
                                kind = MIXED
            link = rays.link[lead]
            echoes.range[out] = moment / power
            echoes.power[out] = power
            echoes.cosine[out] = rays.cosine[lead]
            echoes.instance[out] = wp.uint16(world.link_instance[link])
            echoes.semantic[out] = world.slot_semantic[slot_of(world, link, rays.face[lead])]
            echoes.kind[out] = wp.uint8(kind)
            if kind != GHOST:
                point = pulse.origin[i] + pulse.direction[i] * rays.range[lead]
                echoes.velocity[out] = velocity_of(world, link, point, pulse.time[i])


ECHO_TYPES: dict[str, Any] = {name: var.type.dtype for name, var in EchoBuffers.vars.items()}
