"""Where a pattern is looked at, and what it answers."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())

GRAZING = wp.constant(0.02)


@wp.struct
class Patch:
    """A piece of surface under a pixel, in the dominant plane of its face: (x, y) on floors, (horizontal, up) on walls.

    along, across: the plane's axes in the part's frame. spread: the pixel's extent along both, m. footprint: its longer
    side, m. wall: 1 on walls.
    """

    p: wp.vec2
    spread: wp.vec2
    footprint: float
    along: wp.vec3
    across: wp.vec3
    wall: int


@wp.struct
class Detail:
    """color: linear reflectance. roughness: added to the material's. slope: of the relief along the patch's axes.

    bend: the slope as a vector of the part's frame.
    """

    color: wp.vec3
    roughness: float
    slope: wp.vec2
    bend: wp.vec3


@wp.func
def patch_at(position: wp.vec3, normal: wp.vec3, view: wp.vec3, cone: float) -> Patch:
    """The patch at a point. view: unit; a cone of that width meets a plane in an ellipse, stretched along the view."""
    q = Patch()
    if wp.abs(normal[2]) > 0.7:
        q.along = wp.vec3(1.0, 0.0, 0.0)
        q.across = wp.vec3(0.0, 1.0, 0.0)
    else:
        q.wall = 1
        q.across = wp.vec3(0.0, 0.0, 1.0)
        if wp.abs(normal[0]) > wp.abs(normal[1]):
            q.along = wp.vec3(0.0, 1.0, 0.0)
        else:
            q.along = wp.vec3(1.0, 0.0, 0.0)
    q.p = wp.vec2(wp.dot(position, q.along), wp.dot(position, q.across))
    slant = wp.max(wp.abs(wp.dot(view, normal)), GRAZING)
    a = wp.dot(view, q.along) / slant
    b = wp.dot(view, q.across) / slant
    q.spread = wp.vec2(cone * wp.sqrt(1.0 + a * a), cone * wp.sqrt(1.0 + b * b))
    # Noise is alike along all directions: between the ellipse's axes, nearer to the long one, where it would alias.
    q.footprint = cone / (wp.sqrt(slant) * wp.sqrt(wp.sqrt(slant)))
    return q


@wp.func
def bent(normal: wp.vec3, bend: wp.vec3) -> wp.vec3:
    """A normal tilted by a relief of that slope (both in one frame; Mikkelsen 2010, surface gradients)."""
    return wp.normalize(normal - (bend - normal * wp.dot(bend, normal)))
