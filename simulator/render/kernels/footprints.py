"""Kernels of pulses: their axes first, then their footprints on the sides where a neighbour meets another plane."""

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
LIKE_RATIO = wp.constant(3.0)
"""Chosen: paints of one wall differ by less, retro-reflectors by a hundred times."""
ALL_SIDES = wp.constant(15)
TOWARDS_COSINE = wp.constant(0.2)
"""Rays of a footprint within 78 degrees of a side's direction lie towards it (chosen: level and upright rays lie
towards one neighbour each, also where a head turns on between its lasers).
"""


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
def shines_alike(rays: RayBuffers, a: int, b: int) -> bool:
    """Whether what two rays met throws back a like share of light: a number plate and its bumper do not."""
    one = rays.power[a] * rays.range[a] * rays.range[a]
    other = rays.power[b] * rays.range[b] * rays.range[b]
    return one <= LIKE_RATIO * other and other <= LIKE_RATIO * one


@wp.func
def continues(
    pulse: PulseBuffers, rays: RayBuffers, i: int, j: int, stride: int, point: wp.vec3, normal: wp.vec3
) -> bool:
    """Whether what pulse i meets at a point goes on as a plane that shines alike to where its neighbour j meets it."""
    if j < 0:
        return False
    if rays.turned[j] != rays.turned[i] or rays.link[j * stride] != rays.link[i * stride]:
        return False
    if rays.link[i * stride] < 0 or rays.face[j * stride] == rays.face[i * stride]:
        return True
    if not shines_alike(rays, i * stride, j * stride):
        return False
    step = pulse.origin[j] + pulse.direction[j] * rays.range[j * stride] - point
    return wp.abs(wp.dot(step, normal)) <= PLANE_M + PLANE_SHARE * wp.length(step)


@wp.func
def neighbour(pulse: PulseBuffers, i: int, side: int) -> int:
    """Index of a pulse's neighbour on the scan's grid: next, previous, a row on, a row before; -1 for none."""
    step = wp.where(side < 2, 1, pulse.row)
    j = i + wp.where(side % 2 == 0, step, -step)
    return wp.where(j < pulse.time.shape[0], j, -1)


@wp.func
def normal_met(world: World, pulse: PulseBuffers, rays: RayBuffers, i: int, k: int) -> wp.vec3:
    """Normal of the face that ray k of a pulse met; 0 where it met none."""
    if rays.link[k] < 0:
        return wp.vec3(0.0, 0.0, 0.0)
    hit = Hit()
    hit.link = rays.link[k]
    hit.face = rays.face[k]
    return face_normal(world, hit, placement(world, hit.link, pulse.time[i]))


@wp.func
def open_sides(pulse: PulseBuffers, rays: RayBuffers, i: int, stride: int, normal: wp.vec3) -> int:
    """Bits of the sides on which the plane, or the nothing, that a pulse meets does not go on to its neighbour."""
    if pulse.row <= 0:
        return ALL_SIDES
    point = pulse.origin[i] + pulse.direction[i] * rays.range[i * stride]
    sides = int(0)
    for side in range(4):
        if not continues(pulse, rays, i, neighbour(pulse, i, side), stride, point, normal):
            sides = sides | (1 << side)
    return sides


@wp.func
def reaches(pulse: PulseBuffers, i: int, direction: wp.vec3, sides: int) -> bool:
    """Whether a ray of a pulse's footprint lies towards one of these open sides, or, where there is one, towards no
    neighbour at all, as upward ones of the top ring.
    """
    if sides == ALL_SIDES:
        return True
    if sides == 0:
        return False
    off = wp.normalize(direction - pulse.direction[i])
    alone = bool(True)
    for side in range(4):
        j = neighbour(pulse, i, side)
        if j >= 0:
            if wp.dot(off, wp.normalize(pulse.direction[j] - pulse.direction[i])) > TOWARDS_COSINE:
                alone = False
                if (sides & (1 << side)) != 0:
                    return True
    return alone


@wp.func
def neighbour_towards(pulse: PulseBuffers, i: int, direction: wp.vec3) -> int:
    """The neighbour that a ray of a pulse's footprint lies towards most; -1 for none."""
    off = wp.normalize(direction - pulse.direction[i])
    best = int(-1)
    most = float(TOWARDS_COSINE)
    for side in range(4):
        j = neighbour(pulse, i, side)
        if j >= 0:
            cosine = wp.dot(off, wp.normalize(pulse.direction[j] - pulse.direction[i]))
            if cosine > most:
                most = cosine
                best = j
    return best


@wp.func
def note_between(pulse: PulseBuffers, rays: RayBuffers, k: int, i: int, stride: int, direction: wp.vec3):
    """Writes what a ray of a footprint meets between its axis and the neighbour that it lies towards, or as its axis.

    One over range is linear in direction on a plane, as is the cosine of incidence; neither leaves what both axes met.
    """
    base = i * stride
    if rays.link[base] < 0:
        note(rays, k, -1, -1, 0.0, 0.0, 0.0)
        return
    axis = pulse.direction[i]
    longer = float(1.0)
    j = neighbour_towards(pulse, i, direction)
    if j >= 0:
        step = pulse.direction[j] - axis
        share = wp.clamp(wp.dot(direction - axis, step) / wp.dot(step, step), 0.0, 1.0)
        longer = 1.0 / (1.0 + share * (rays.range[base] / rays.range[j * stride] - 1.0))
    power = rays.power[base] / (longer * longer)
    cosine = wp.min(rays.cosine[base] / longer, 1.0)
    note(rays, k, rays.link[base], rays.face[base], rays.range[base] * longer, power, cosine)


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
    """Echoes of all pulses whose axes are known: of a footprint, rays towards edges are traced, others lie between its
    axis and the neighbour's.
    """
    start = (first + wp.tid()) * run
    sub_rays = pulse.footprint.shape[0]
    share = 1.0 / float(sub_rays)
    for i in range(start, wp.min(start + run, pulse.time.shape[0])):
        base = i * (sub_rays + 1)
        axis = pulse.direction[i]
        normal = normal_met(world, pulse, rays, i, base)
        sides = open_sides(pulse, rays, i, sub_rays + 1, normal)
        guess = rays.link[base]
        for s in range(1, sub_rays):
            direction = ray_across(axis, pulse.footprint[s])
            if reaches(pulse, i, direction, sides):
                met = meet(world, pulse.origin[i], direction, pulse.time[i], pulse.reach, guess)
                if met.hit.link >= 0:
                    met = turned_by_surface(world, reflectors, met, pulse.origin[i], direction)
                    guess = met.hit.link
                note_met(world, reflectors, rays, base + s, met, direction, share)
            else:
                note_between(pulse, rays, base + s, i, sub_rays + 1, direction)
        gather(world, pulse, rays, i, echoes)
