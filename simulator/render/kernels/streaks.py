"""Kernels of falling particles: which are in view, and drawing them as streaks, a thread a row of the picture."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())


@wp.struct
class Cone:
    """What a camera may draw: cosine of the half angle around `axis` (unit); distances from `near` to reach_ratio
    times a particle's diameter, at most `far`.
    """

    axis: wp.vec3
    cosine: float
    near: float
    far: float
    reach_ratio: float


@wp.struct
class Box:
    """A box that repeats: its sides, its middle from the camera, and how far its content has come, modulo its sides."""

    side: wp.vec3
    middle: wp.vec3
    shift: wp.vec3


@wp.func
def wrapped(x: float, side: float) -> float:
    """Modulo the side, around 0."""
    return x - side * wp.floor(x / side) - 0.5 * side


@wp.kernel
def place_particles(
    place: wp.array(dtype=wp.vec3),
    velocity: wp.array(dtype=wp.vec3),
    diameter: wp.array(dtype=wp.float32),
    time: float,
    box: Box,
    cone: Cone,
    first: int,
    position: wp.array(dtype=wp.vec3),
    seen: wp.array(dtype=wp.uint8),
):
    """Positions from the camera, world axes, and whether they are in the cone."""
    i = first + wp.tid()
    p = place[i] + velocity[i] * time + box.shift
    at = wp.vec3(wrapped(p[0], box.side[0]), wrapped(p[1], box.side[1]), wrapped(p[2], box.side[2])) + box.middle
    position[i] = at
    far = wp.length(at)
    reach = wp.min(cone.reach_ratio * diameter[i], cone.far)
    inside = far > cone.near and far < reach and wp.dot(at, cone.axis) > cone.cosine * far
    seen[i] = wp.uint8(wp.where(inside, 1, 0))


@wp.struct
class Streaks:
    """Lines from `start` to `end` (pixels) of half width `half`, of even opacity and radiance, far ones first.

    range: distance in m, to be compared with what stands behind.
    """

    start: wp.array(dtype=wp.vec2)
    end: wp.array(dtype=wp.vec2)
    half: wp.array(dtype=wp.float32)
    opacity: wp.array(dtype=wp.float32)
    range: wp.array(dtype=wp.float32)
    radiance: wp.array(dtype=wp.vec3)


@wp.func
def off_line(p: wp.vec2, start: wp.vec2, way: wp.vec2, squared: float) -> float:
    """Distance of a point from a line segment."""
    share = wp.clamp(wp.dot(p - start, way) / wp.max(squared, 1.0e-9), 0.0, 1.0)
    return wp.length(p - start - way * share)


@wp.kernel
def draw_rows(
    streaks: Streaks,
    row_start: wp.array(dtype=wp.int32),
    row_item: wp.array(dtype=wp.int32),
    range_m: wp.array(dtype=wp.float32),
    width: int,
    first: int,
    picture: wp.array(dtype=wp.vec3),
):
    """Draws each row's streaks in their order over the picture; what is nearer than a streak hides it."""
    row = first + wp.tid()
    y = float(row)
    last = width - 1
    for j in range(row_start[row], row_start[row + 1]):
        k = row_item[j]
        start = streaks.start[k]
        way = streaks.end[k] - start
        squared = wp.dot(way, way)
        margin = streaks.half[k] + 0.5
        low = 0.0
        high = 1.0
        if wp.abs(way[1]) > 1.0e-6:
            a = (y - margin - start[1]) / way[1]
            b = (y + margin - start[1]) / way[1]
            low = wp.clamp(wp.min(a, b), 0.0, 1.0)
            high = wp.clamp(wp.max(a, b), 0.0, 1.0)
        left = start[0] + wp.min(way[0] * low, way[0] * high) - margin
        right = start[0] + wp.max(way[0] * low, way[0] * high) + margin
        if right >= 0.0 and left <= float(last):
            for column in range(int(wp.max(wp.ceil(left), 0.0)), int(wp.min(right, float(last))) + 1):
                pixel = row * width + column
                behind = range_m[pixel]
                if behind <= 0.0 or behind > streaks.range[k]:
                    cover = margin - off_line(wp.vec2(float(column), y), start, way, squared)
                    share = wp.clamp(cover, 0.0, 1.0) * streaks.opacity[k]
                    picture[pixel] = wp.lerp(picture[pixel], streaks.radiance[k], share)
