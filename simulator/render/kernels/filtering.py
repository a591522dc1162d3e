"""Kernels that smooth the indirect light within surfaces and add it to the picture."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction

wp.set_module_options(kernel_options())


@wp.kernel
def smooth_irradiance(
    camera: Camera,
    t: wp.array(dtype=wp.float32),
    normal: wp.array(dtype=wp.vec3),
    stride: int,
    source: wp.array(dtype=wp.vec3),
    first: int,
    out: wp.array(dtype=wp.vec3),
):
    """One pass of an edge-avoiding a-trous filter (Dammertz et al. 2010) over pixels of the same plane."""
    i = first + wp.tid()
    x = i % camera.width
    y = i // camera.width
    if t[i] <= 0.0:
        out[i] = source[i]
        return
    centre = camera_direction(camera, float(x), float(y)) * t[i]
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            px = x + dx * stride
            py = y + dy * stride
            if px >= 0 and px < camera.width and py >= 0 and py < camera.height:
                j = py * camera.width + px
                if t[j] > 0.0:
                    other = camera_direction(camera, float(px), float(py)) * t[j]
                    off_plane = wp.abs(wp.dot(normal[i], other - centre))
                    bend = wp.max(wp.dot(normal[i], normal[j]), 0.0)
                    kernel_weight = 1.0 / float((1 + dx * dx) * (1 + dy * dy))
                    tolerance = 0.02 + 0.004 * t[i]
                    w = kernel_weight * wp.pow(bend, 16.0) * wp.exp(-off_plane / tolerance)
                    total += source[j] * w
                    weight += w
    out[i] = total / wp.max(weight, 1.0e-6)


@wp.kernel
def compose(
    diffuse: wp.array(dtype=wp.vec3), irradiance: wp.array(dtype=wp.vec3), first: int, radiance: wp.array(dtype=wp.vec3)
):
    """Adds the diffusely reflected irradiance to the radiance; anything not finite becomes black."""
    i = first + wp.tid()
    total = radiance[i] + wp.cw_mul(diffuse[i], irradiance[i])
    if not wp.isfinite(total):
        total = wp.vec3(0.0, 0.0, 0.0)
    radiance[i] = total
