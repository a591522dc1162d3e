"""What shines behind panes, for pictures that show nothing else of it: lamps behind their lenses, lit rooms."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.air import veil_of
from simulator.render.kernels.bsdf import pane_transmittance
from simulator.render.kernels.camera import Camera
from simulator.render.kernels.stage import Staged, mean_surface_of, staged_pixel
from simulator.render.kernels.tracing import FAR, closest_hit, is_glass
from simulator.render.kernels.world import HitBuffers, hit_of

wp.set_module_options(kernel_options())


@wp.kernel
def shine_through(
    stage: Staged, camera: Camera, hits: HitBuffers, run: int, first: int, radiance: wp.array(dtype=wp.vec3)
):
    """Adds what the surface behind a pixel's pane emits. A thread takes a run of pixels."""
    start = (first + wp.tid()) * run
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        hit = hit_of(hits, i)
        if hit.link >= 0 and is_glass(stage[0].world, hit):
            seen = staged_pixel(stage, camera, hit.link, i)
            direction = seen.direction
            behind = closest_hit(stage[0].world, seen.origin, direction, stage[0].time, FAR, 1, hit.link)
            if behind.link >= 0:
                ray = wp.normalize(direction)
                pane = mean_surface_of(stage, hit, seen.origin, direction)
                share = pane_transmittance(wp.abs(wp.dot(pane.shading, ray)))
                emission = mean_surface_of(stage, behind, seen.origin, direction).emission
                far = behind.t * wp.length(direction)
                air = veil_of(stage[0].air, stage[0].light, seen.origin, ray, far)
                radiance[i] = radiance[i] + wp.cw_mul(emission, air.left) * share
