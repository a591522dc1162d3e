"""Everything that shading needs of one picture, in one struct."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.air import Air
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.camera import Camera, Ray, camera_ray, carried
from simulator.render.kernels.lamp_glow import Glow
from simulator.render.kernels.lamp_tables import Lamps
from simulator.render.kernels.patterns import FOLIAGE
from simulator.render.kernels.sky import Light
from simulator.render.kernels.surfaces import LEAF_TRANSMITTANCE, mean_surface_at, placed_at, surface_at
from simulator.render.kernels.tracing import placement, slot_of
from simulator.render.kernels.world import Hit, Materials, World

wp.set_module_options(kernel_options())


@wp.struct
class Stage:
    """A scene at one time under its light. lamp_rays: shadow rays a sample for the strongest lamps."""

    world: World
    materials: Materials
    light: Light
    lamps: Lamps
    air: Air
    glow: Glow
    lamp_rays: int
    time: float


Staged = wp.array(dtype=Stage)
"""A stage by reference, as an array of one: Warp hands structs over by value, and a stage is 3 kB."""


def by_reference(stage: Any, device: str) -> Any:
    """A stage as kernels take it; it must outlive what is returned."""
    return wp.array([stage], dtype=Stage, device=device)


@wp.func
def staged_ray(stage: Staged, camera: Camera, link: int, u: float, v: float) -> Ray:
    """The ray through image point (u, v) that meets a link, as of the stage's time; of a miss, the ray itself."""
    return carried(stage[0].world, link, camera_ray(camera, u, v), stage[0].time)


@wp.func
def staged_pixel(stage: Staged, camera: Camera, link: int, i: int) -> Ray:
    """`staged_ray` through the centre of the i-th pixel, row-major."""
    return staged_ray(stage, camera, link, float(i % camera.width), float(i // camera.width))


@wp.func
def surface_of(stage: Staged, hit: Hit, origin: wp.vec3, direction: wp.vec3, pixel_rad: float) -> Surface:
    """The surface at a hit with everything on it."""
    return surface_at(stage[0].world, stage[0].materials, hit, origin, direction, stage[0].time, pixel_rad)


@wp.func
def is_foliage(stage: Staged, link: int, face: int) -> bool:
    """Whether a face is a leaf."""
    return stage[0].materials.pattern[stage[0].world.slot_material[slot_of(stage[0].world, link, face)]] == FOLIAGE


@wp.func
def bare_surface(stage: Staged, hit: Hit, origin: wp.vec3, direction: wp.vec3) -> Surface:
    """Where a hit lies, its normals and whether light comes through it: what visibility needs, without its looks."""
    at = placement(stage[0].world, hit.link, stage[0].time)
    s = placed_at(stage[0].world, hit, at, origin, direction)
    if is_foliage(stage, hit.link, hit.face):
        s.thin = LEAF_TRANSMITTANCE
    return s


@wp.func
def mean_surface_of(stage: Staged, hit: Hit, origin: wp.vec3, direction: wp.vec3) -> Surface:
    """The surface at a hit without its detail, for light that bounces."""
    return mean_surface_at(stage[0].world, stage[0].materials, hit, origin, direction, stage[0].time)


@wp.func
def lights_as_lamp(stage: Staged, hit: Hit) -> bool:
    """Whether a hit's emission reaches surfaces as a lamp of the scene, so that rays must not count it once more."""
    return stage[0].world.slot_source[slot_of(stage[0].world, hit.link, hit.face)] != wp.uint8(0)
