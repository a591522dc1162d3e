"""Kernels of pulses: their axes first, then footprints where an axis and its neighbours do not meet one plane."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.backscatter import Reflectors
from simulator.render.kernels.echoes import EchoBuffers, gather
from simulator.render.kernels.pulse_rays import (
    Met,
    PulseBuffers,
    RayBuffers,
    meet,
    note,
    note_met,
    power_of,
    ray_across,
    turned_by_surface,
)
from simulator.render.kernels.tracing import LAYER_GAP, face_normal, placement
from simulator.render.kernels.world import Hit, World

wp.set_module_options(kernel_options())

PLANE_M = wp.constant(0.05)
PLANE_SHARE = wp.constant(0.06)
"""Neighbours within this distance of a surface's plane, and this share of theirs, go on with it (chosen: what mixes no
echo, and 3 degrees)."""


@wp.func
def follow_mirror(
    world: World, reflectors: Reflectors, pulse: PulseBuffers, rays: RayBuffers, i: int, k: int, met: Met
):
    """Writes what the axis of a pulse sees in the mirror that it met, at the length of the whole way."""
    axis = pulse.direction[i]
    mirrored = axis - met.mirror_normal * (2.0 * wp.dot(met.mirror_normal, axis))
    place = pulse.origin[i] + axis * met.mirror + met.mirror_normal * LAYER_GAP
    seen = meet(world, place, mirrored, pulse.time[i], pulse.reach - met.mirror, -1)
    if seen.hit.link >= 0:
        total = met.mirror + seen.hit.t
        power = power_of(world, reflectors, seen, mirrored, total) * met.mirror_share * met.mirror_share
        note(rays, k, seen.hit.link, seen.hit.face, total, power, wp.abs(wp.dot(seen.normal, mirrored)))


@wp.kernel
def meet_axes(world: World, reflectors: Reflectors, pulse: PulseBuffers, run: int, first: int, rays: RayBuffers):
    """What the axes of all pulses meet, and what they see in mirrors. A thread takes a run of neighbours, each of which
    guesses what the one before it hit.
    """
    start = (first + wp.tid()) * run
    guess = int(-1)
    sub_rays = pulse.footprint.shape[0]
    share = 1.0 / float(sub_rays)
    for i in range(start, wp.min(start + run, pulse.time.shape[0])):
        base = i * (sub_rays + 1)
        axis = pulse.direction[i]
        met = meet(world, pulse.origin[i], axis, pulse.time[i], pulse.reach, guess)
        guess = met.hit.link
        if met.hit.link >= 0:
            met = turned_by_surface(world, reflectors, met, pulse.origin[i], axis)
        note_met(world, reflectors, rays, base, met, axis, share)
        note(rays, base + sub_rays, -1, -1, 0.0, 0.0, 0.0)
        rays.turned[i] = wp.uint8(met.mirror > 0.0)
        if met.mirror > 0.0:
            state = wp.rand_init(pulse.seed, i)
            if wp.randf(state) < pulse.mirrored_share:
                follow_mirror(world, reflectors, pulse, rays, i, base + sub_rays, met)


@wp.func
def continues(
    pulse: PulseBuffers, rays: RayBuffers, i: int, j: int, stride: int, point: wp.vec3, normal: wp.vec3
) -> bool:
    """Whether the surface that pulse i meets at a point goes on as a plane to where its neighbour j meets it."""
    if j < 0 or j >= pulse.time.shape[0]:
        return False
    if rays.turned[j] != rays.turned[i] or rays.link[j * stride] != rays.link[i * stride]:
        return False
    if rays.link[i * stride] < 0 or rays.face[j * stride] == rays.face[i * stride]:
        return True
    step = pulse.origin[j] + pulse.direction[j] * rays.range[j * stride] - point
    return wp.abs(wp.dot(step, normal)) <= PLANE_M + PLANE_SHARE * wp.length(step)


@wp.func
def is_plain(world: World, pulse: PulseBuffers, rays: RayBuffers, i: int, stride: int) -> bool:
    """Whether a pulse and its neighbours on the scan's grid meet one plane, or nothing: then so does its footprint."""
    if pulse.row <= 0:
        return False
    point = wp.vec3(0.0, 0.0, 0.0)
    normal = wp.vec3(0.0, 0.0, 0.0)
    link = rays.link[i * stride]
    if link >= 0:
        point = pulse.origin[i] + pulse.direction[i] * rays.range[i * stride]
        hit = Hit()
        hit.link = link
        hit.face = rays.face[i * stride]
        normal = face_normal(world, hit, placement(world, link, pulse.time[i]))
    for side in range(4):
        step = wp.where(side < 2, 1, pulse.row)
        j = i + wp.where(side % 2 == 0, step, -step)
        if not continues(pulse, rays, i, j, stride, point, normal):
            return False
    return True


@wp.kernel
def gather_echoes(
    world: World,
    reflectors: Reflectors,
    pulse: PulseBuffers,
    rays: RayBuffers,
    run: int,
    first: int,
    echoes: EchoBuffers,
):
    """Echoes of all pulses whose axes are known: footprints that may meet an edge are traced, others lie in a plane."""
    start = (first + wp.tid()) * run
    sub_rays = pulse.footprint.shape[0]
    share = 1.0 / float(sub_rays)
    for i in range(start, wp.min(start + run, pulse.time.shape[0])):
        base = i * (sub_rays + 1)
        plain = is_plain(world, pulse, rays, i, sub_rays + 1)
        axis = pulse.direction[i]
        guess = rays.link[base]
        for s in range(1, sub_rays):
            if plain:
                note(rays, base + s, -1, -1, 0.0, 0.0, 0.0)
            else:
                direction = ray_across(axis, pulse.footprint[s])
                met = meet(world, pulse.origin[i], direction, pulse.time[i], pulse.reach, guess)
                if met.hit.link >= 0:
                    met = turned_by_surface(world, reflectors, met, pulse.origin[i], direction)
                    guess = met.hit.link
                note_met(world, reflectors, rays, base + s, met, direction, share)
        if plain:
            rays.power[base] = rays.power[base] * float(sub_rays)
        gather(world, pulse, rays, i, echoes)
