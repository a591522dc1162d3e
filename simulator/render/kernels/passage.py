"""How much of a light arrives: what lies between a point and the sun, a lamp or a piece of sky."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import pane_transmittance
from simulator.render.kernels.textures import passes_cutout
from simulator.render.kernels.tracing import FLOAT_STEP, LAYER_GAP, MAX_LAYERS, placement, slot_of
from simulator.render.kernels.world import CUTOUT, GLASS, World

wp.set_module_options(kernel_options())

LIKE_STEPS = wp.constant(8)
"""Of 255: a difference of light that shows no edge (chosen: 3 %, less than any pane takes)."""


@wp.struct
class Passage:
    """share: of the light that arrives, 1 where nothing is in between, 0 behind what is opaque, else what panes leave.

    blocker: the opaque link that was found, -1 for none.
    """

    share: float
    blocker: int


@wp.func
def share_through(world: World, link: int, face: int, u: float, v: float, direction: wp.vec3) -> float:
    """Share of light that passes a point of a face: 1 through holes, less through panes, else 0. Link's frame."""
    surface = int(world.slot_surface[slot_of(world, link, face)])
    if surface == CUTOUT:
        return wp.where(passes_cutout(world, link, face, u, v), 1.0, 0.0)
    if surface == GLASS:
        cosine = wp.dot(wp.mesh_eval_face_normal(world.mesh[link], face), direction) / wp.length(direction)
        return pane_transmittance(wp.abs(cosine))
    return 0.0


@wp.func
def share_past_layers(world: World, link: int, origin: wp.vec3, direction: wp.vec3, max_t: float) -> float:
    """Share of light that passes a link with panes or holes before max_t. Ray in the link's frame."""
    gap = LAYER_GAP / wp.length(direction)
    share = float(1.0)
    start = float(0.0)
    layer = int(0)
    while layer < MAX_LAYERS and share > 0.0:
        query = wp.mesh_query_ray(world.mesh[link], origin + direction * start, direction, max_t - start)
        if not query.result:
            return share
        share = share * share_through(world, link, query.face, query.u, query.v, direction)
        start = (start + query.t) * (1.0 + FLOAT_STEP) + gap
        layer += 1
    return share


@wp.func
def share_past(
    world: World, link: int, origin: wp.vec3, direction: wp.vec3, time: float, max_t: float, panes: int
) -> float:
    """Share of light that passes one link before max_t; `panes` as in `passage`."""
    at = placement(world, link, time)
    local_origin = wp.quat_rotate_inv(at.rotation, origin - at.position)
    local_direction = wp.quat_rotate_inv(at.rotation, direction)
    if (int(world.link_surface[link]) & (CUTOUT + panes * GLASS)) != 0:
        return share_past_layers(world, link, local_origin, local_direction, max_t)
    return wp.where(wp.mesh_query_ray_anyhit(world.mesh[link], local_origin, local_direction, max_t), 0.0, 1.0)


@wp.func
def passage(
    world: World, origin: wp.vec3, direction: wp.vec3, time: float, max_t: float, guess: int, panes: int
) -> Passage:
    """What a light leaves along a ray before max_t. guess: a link that probably hides it, -1 for none.

    panes: 1 where light comes through them; 0 where they hide it, which costs less: any face of their link ends the
    search then.
    """
    out = Passage()
    out.share = 1.0
    out.blocker = -1
    if guess >= 0:
        out.share = share_past(world, guess, origin, direction, time, max_t, panes)
        if out.share == 0.0:
            out.blocker = guess
            return out
    query = wp.bvh_query_ray(world.tlas, origin, direction)
    link = int(0)
    while wp.bvh_query_next(query, link, max_t):
        if link != guess:
            out.share = out.share * share_past(world, link, origin, direction, time, max_t, panes)
            if out.share == 0.0:
                out.blocker = link
                return out
    return out


@wp.func
def stored_share(share: float) -> wp.uint8:
    """A share in 255 steps; 0 stands for darkness alone."""
    return wp.uint8(wp.ceil(share * 255.0 - 1.0e-3))


@wp.func
def share_from(stored: wp.uint8) -> float:
    """The share that was stored."""
    return float(stored) / 255.0


@wp.func
def alike(a: wp.uint8, b: wp.uint8) -> bool:
    """Whether two stored shares differ by less than a shadow's edge, as behind a bent pane."""
    return wp.abs(int(a) - int(b)) <= LIKE_STEPS
