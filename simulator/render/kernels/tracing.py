"""Ray tracing through the two-level hierarchy: device functions and the trace kernels."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.textures import passes_cutout
from simulator.render.kernels.world import CUTOUT, GLASS, Hit, HitBuffers, Placement, World

wp.set_module_options(kernel_options())

FAR = wp.constant(1.0e30)
LAYER_GAP = wp.constant(1.0e-4)
"""Metres behind a pane or a hole at which a ray goes on (chosen: thinner than any pane)."""
FLOAT_STEP = wp.constant(3.0e-7)
"""More than the step between neighbouring float32 numbers, relative: far rays go on, too."""
MAX_LAYERS = wp.constant(16)
"""Chosen: one of 3,000 rays meets more holes in a row in a crown."""
UNROLLED_LAYERS = wp.constant(4)
"""Warp unrolls this many, which keeps `nearest_on_link` above the CPU compiler's inlining threshold: inside the loops
over links it costs all rays 15 % (measured on x86-64). More only make CUDA compile longer."""


@wp.func
def placement(world: World, link: int, time: float) -> Placement:
    """Pose of a link at a time, interpolated between the bracketing keys (positions: lerp, rotations: nlerp)."""
    out = Placement()
    if world.moving[link] == 0:
        out.position = world.position[link]
        out.rotation = world.rotation[link]
        return out
    steps = (time - world.key_start) / world.key_step
    key = wp.clamp(int(wp.floor(steps)), 0, world.keys - 2)
    share = wp.clamp(steps - float(key), 0.0, 1.0)
    a = key * world.links + link
    b = a + world.links
    out.position = wp.lerp(world.position[a], world.position[b], share)
    qa = world.rotation[a]
    qb = world.rotation[b]
    if wp.dot(qa, qb) < 0.0:
        qb = -qb
    out.rotation = wp.normalize(qa * (1.0 - share) + qb * share)
    return out


@wp.func
def slot_of(world: World, link: int, face: int) -> int:
    """Index into the slot tables of a face of a link."""
    return world.slot_offset[link] + world.face_slot[world.face_offset[link] + face]


@wp.func
def is_glass(world: World, hit: Hit) -> bool:
    """Whether a hit lies on a pane."""
    return int(world.slot_surface[slot_of(world, hit.link, hit.face)]) == GLASS


@wp.func
def lets_pass(world: World, link: int, face: int, u: float, v: float, through_glass: int) -> bool:
    """Whether a ray goes on through a point of a face: a hole of a cut-out, or a pane when through_glass is 1."""
    surface = int(world.slot_surface[slot_of(world, link, face)])
    if surface == CUTOUT:
        return passes_cutout(world, link, face, u, v)
    return surface == GLASS and through_glass == 1


@wp.func
def past_layers(
    world: World, link: int, origin: wp.vec3, direction: wp.vec3, first: Hit, max_t: float, through_glass: int
) -> Hit:
    """First surface of one link, from its first hit on, that no ray passes. Ray in the link's frame."""
    gap = LAYER_GAP / wp.length(direction)
    hit = first
    layer = int(0)
    while layer < MAX_LAYERS:
        layer += UNROLLED_LAYERS
        for _ in range(UNROLLED_LAYERS):
            if not lets_pass(world, link, hit.face, hit.u, hit.v, through_glass):
                return hit
            start = hit.t * (1.0 + FLOAT_STEP) + gap
            query = wp.mesh_query_ray(world.mesh[link], origin + direction * start, direction, max_t - start)
            if not query.result:
                hit.link = -1
                hit.t = max_t
                return hit
            hit.t = start + query.t
            hit.face = query.face
            hit.u = query.u
            hit.v = query.v
    hit.link = -1
    hit.t = max_t
    return hit


@wp.func
def nearest_on_link(
    world: World, link: int, origin: wp.vec3, direction: wp.vec3, time: float, max_t: float, through_glass: int
) -> Hit:
    """First surface of one link before max_t; holes of cut-outs let rays pass, panes when through_glass is 1."""
    out = Hit()
    out.link = -1
    out.t = max_t
    at = placement(world, link, time)
    local_origin = wp.quat_rotate_inv(at.rotation, origin - at.position)
    local_direction = wp.quat_rotate_inv(at.rotation, direction)
    query = wp.mesh_query_ray(world.mesh[link], local_origin, local_direction, max_t)
    if query.result:
        out.t = query.t
        out.link = link
        out.face = query.face
        out.u = query.u
        out.v = query.v
        if (int(world.link_surface[link]) & (CUTOUT + through_glass * GLASS)) != 0:
            return past_layers(world, link, local_origin, local_direction, out, max_t, through_glass)
    return out


@wp.func
def closest_hit(
    world: World, origin: wp.vec3, direction: wp.vec3, time: float, max_t: float, through_glass: int, guess: int
) -> Hit:
    """First surface along a ray. guess: a link that it probably hits, tried first; -1 for none."""
    best = Hit()
    best.link = -1
    best.t = max_t
    if guess >= 0:
        best = nearest_on_link(world, guess, origin, direction, time, max_t, through_glass)
    query = wp.bvh_query_ray(world.tlas, origin, direction)
    link = int(0)
    while wp.bvh_query_next(query, link, best.t):
        if link != guess:
            hit = nearest_on_link(world, link, origin, direction, time, best.t, through_glass)
            if hit.link >= 0:
                best = hit
    return best


@wp.func
def face_normal(world: World, hit: Hit, at: Placement) -> wp.vec3:
    """Unit geometric normal of the hit face in the world frame, as wound."""
    normal = wp.mesh_eval_face_normal(world.mesh[hit.link], hit.face)
    return wp.quat_rotate(at.rotation, normal)


@wp.func
def store(world: World, hits: HitBuffers, i: int, hit: Hit, direction: wp.vec3, time: float):
    """Writes one hit and what the slot tables say about it."""
    if hit.link < 0:
        hits.t[i] = 0.0
        hits.link[i] = -1
        hits.primitive[i] = -1
        hits.barycentric[i] = wp.vec2(0.0, 0.0)
        hits.normal[i] = wp.vec3(0.0, 0.0, 0.0)
        hits.instance[i] = wp.uint16(0)
        hits.semantic[i] = wp.uint8(0)
        hits.part[i] = wp.uint8(0)
        return
    normal = face_normal(world, hit, placement(world, hit.link, time))
    if wp.dot(normal, direction) > 0.0:
        normal = -normal
    slot = slot_of(world, hit.link, hit.face)
    hits.t[i] = hit.t
    hits.link[i] = hit.link
    hits.primitive[i] = hit.face
    hits.barycentric[i] = wp.vec2(hit.u, hit.v)
    hits.normal[i] = normal
    hits.instance[i] = wp.uint16(world.link_instance[hit.link])
    hits.semantic[i] = world.slot_semantic[slot]
    hits.part[i] = world.slot_part[slot]


@wp.kernel
def trace_rays(
    world: World,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    time: wp.array(dtype=wp.float32),
    through_glass: int,
    run: int,
    first: int,
    hits: HitBuffers,
):
    """First hits of all rays; a thread takes a run of neighbours, each of which guesses what the one before it hit."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for i in range(start, wp.min(start + run, time.shape[0])):
        hit = closest_hit(world, origin[i], direction[i], time[i], FAR, through_glass, guess)
        guess = hit.link
        store(world, hits, i, hit, direction[i], time[i])


@wp.kernel
def trace_rays_alone(
    world: World,
    first_link: wp.array(dtype=wp.int32),
    instance: wp.array(dtype=wp.int32),
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    time: wp.array(dtype=wp.float32),
    through_glass: int,
    first: int,
    hits: HitBuffers,
):
    """First hits as if for each ray only its own instance existed. first_link: as `SceneTables` has it."""
    i = first + wp.tid()
    best = Hit()
    best.link = -1
    best.t = FAR
    for link in range(first_link[instance[i] - 1], first_link[instance[i]]):
        hit = nearest_on_link(world, link, origin[i], direction[i], time[i], best.t, through_glass)
        if hit.link >= 0:
            best = hit
    store(world, hits, i, best, direction[i], time[i])


@wp.kernel
def carry_hits(
    world: World,
    later: World,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    time: wp.array(dtype=wp.float32),
    t: wp.array(dtype=wp.float32),
    link: wp.array(dtype=wp.int32),
    later_time: float,
    first: int,
    points: wp.array(dtype=wp.vec3),
):
    """Where the points that rays hit are at another time (world frame, metres); the origin where nothing was hit."""
    i = first + wp.tid()
    point = origin[i] + direction[i] * t[i]
    if link[i] >= 0:
        now = placement(world, link[i], time[i])
        then = placement(later, link[i], later_time)
        local = wp.quat_rotate_inv(now.rotation, point - now.position)
        point = wp.quat_rotate(then.rotation, local) + then.position
    points[i] = point
