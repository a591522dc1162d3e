"""Puffs on the device: their optical depth on rays, and in a picture with the light that they send."""

from __future__ import annotations

from typing import Any

import numpy as np
import warp as wp

from simulator.render.device import kernel_options
from simulator.render.puffs import REACH, Puffs

wp.set_module_options(kernel_options())

ROOT_HALF = wp.constant(0.7071067811865476)
ROOT_HALF_PI = wp.constant(1.2533141373155001)
FARTHEST = wp.constant(0.5 * REACH * REACH)
"""Of the exponent b^2 / 2 s^2."""


@wp.struct
class PuffList:
    """`simulator.render.puffs.Puffs`. source: radiance that endless air like the puff's would send, cd/m2."""

    centre: wp.array(dtype=wp.vec3)
    sigma: wp.array(dtype=wp.float32)
    extinction: wp.array(dtype=wp.float32)
    source: wp.array(dtype=wp.vec3)


def device_puffs(puffs: Puffs, source: Any, device: str) -> Any:
    """Copies puffs; source (K, 3), zeros where only their depth is asked."""
    out = PuffList()
    out.centre = wp.array(np.ascontiguousarray(puffs.centre_m, dtype=np.float32), dtype=wp.vec3, device=device)
    out.sigma = wp.array(puffs.sigma_m.astype(np.float32), dtype=wp.float32, device=device)
    out.extinction = wp.array(puffs.extinction_per_m.astype(np.float32), dtype=wp.float32, device=device)
    out.source = wp.array(np.ascontiguousarray(source, dtype=np.float32), dtype=wp.vec3, device=device)
    return out


def depth_along(puffs: Puffs, origin_m: Any, direction: Any, distance_m: Any) -> Any:
    """Optical depth (N,) float64 of all puffs on ways from (N, 3) along unit (N, 3) over (N,) m, on the host.

    `puffs.optical_depth` within its own rounding, some hundred times as fast.
    """
    count = len(distance_m)
    if not len(puffs) or not count:
        return np.zeros(count)
    depth = wp.empty(count, dtype=wp.float32, device="cpu")
    ways = [
        wp.array(np.ascontiguousarray(v, dtype=np.float32), dtype=wp.vec3, device="cpu") for v in (origin_m, direction)
    ]
    far = wp.array(np.ascontiguousarray(distance_m, dtype=np.float32), dtype=wp.float32, device="cpu")
    listed = device_puffs(puffs, np.zeros_like(puffs.centre_m), "cpu")
    wp.launch(depth_of_ways, dim=count, inputs=[listed, *ways, far, 0], outputs=[depth], device="cpu")
    return depth.numpy().astype(np.float64)


@wp.func
def error_function(x: float) -> float:
    """The error function erf within 5e-4 (Abramowitz & Stegun 7.1.27)."""
    a = wp.abs(x)
    base = 1.0 + a * (0.278393 + a * (0.230389 + a * (0.000972 + a * 0.078108)))
    square = base * base
    return wp.sign(x) * (1.0 - 1.0 / (square * square))


@wp.func
def puff_depth(puffs: PuffList, k: int, origin: wp.vec3, direction: wp.vec3, distance: float) -> float:
    """Optical depth of one puff on a way along a unit direction."""
    offset = puffs.centre[k] - origin
    middle = wp.dot(offset, direction)
    scale = ROOT_HALF / puffs.sigma[k]
    exponent = (wp.dot(offset, offset) - middle * middle) * scale * scale
    if exponent > FARTHEST:
        return 0.0
    along = error_function((distance - middle) * scale) + error_function(middle * scale)
    return puffs.extinction[k] * puffs.sigma[k] * ROOT_HALF_PI * wp.exp(-wp.max(exponent, 0.0)) * along


@wp.kernel
def depth_of_ways(
    puffs: PuffList,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    distance: wp.array(dtype=wp.float32),
    first: int,
    depth: wp.array(dtype=wp.float32),
):
    """Optical depth of all puffs on each way; directions unit."""
    i = first + wp.tid()
    total = float(0.0)
    for k in range(puffs.sigma.shape[0]):
        total += puff_depth(puffs, k, origin[i], direction[i], distance[i])
    depth[i] = total


@wp.kernel
def veil_rows(
    puffs: PuffList,
    eye: wp.vec3,
    direction: wp.array(dtype=wp.vec3),
    range_m: wp.array(dtype=wp.float32),
    columns: wp.array(dtype=wp.vec2i),
    row_start: wp.array(dtype=wp.int32),
    row_item: wp.array(dtype=wp.int32),
    width: int,
    first: int,
    depth: wp.array(dtype=wp.float32),
    light: wp.array(dtype=wp.vec3),
    picture: wp.array(dtype=wp.vec3),
):
    """A row of a picture seen through puffs, a thread each. columns: first and last of each puff.

    depth, light: zeros, which sums are kept in. Where nothing is hit, range is 0 and the way endless. Where
    direction is 0 the lens shows nothing, and no puff either.
    """
    row = first + wp.tid()
    for j in range(row_start[row], row_start[row + 1]):
        k = row_item[j]
        for column in range(columns[k][0], columns[k][1] + 1):
            pixel = row * width + column
            far = range_m[pixel]
            if far <= 0.0:
                far = 1.0e6
            look = direction[pixel]
            if wp.dot(look, look) > 0.0:
                own = puff_depth(puffs, k, eye, look, far)
                depth[pixel] = depth[pixel] + own
                light[pixel] = light[pixel] + puffs.source[k] * own
    for column in range(width):
        pixel = row * width + column
        if depth[pixel] > 0.0:
            left = wp.exp(-depth[pixel])
            picture[pixel] = picture[pixel] * left + light[pixel] * ((1.0 - left) / depth[pixel])


@wp.kernel
def depth_of_pulses(
    puffs: PuffList,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    target: wp.array(dtype=wp.float32),
    ranges: wp.array(dtype=wp.float32),
    echoes: int,
    first: int,
    depth: wp.array(dtype=wp.float32),
    moments: wp.array(dtype=wp.vec3),
):
    """Depth of puffs before each of a pulse's echoes [pulse * echoes + k], and moments of those before its target.

    moments: optical depth, its mean distance times it, and its mean squared distance times it.
    """
    i = first + wp.tid()
    for k in range(puffs.sigma.shape[0]):
        offset = puffs.centre[k] - origin[i]
        middle = wp.dot(offset, direction[i])
        aside = wp.dot(offset, offset) - middle * middle
        if aside < 2.0 * FARTHEST * puffs.sigma[k] * puffs.sigma[k]:
            own = puff_depth(puffs, k, origin[i], direction[i], target[i])
            spread = puffs.sigma[k] * puffs.sigma[k] + middle * middle
            moments[i] = moments[i] + wp.vec3(own, own * middle, own * spread)
            for j in range(echoes):
                at = i * echoes + j
                if ranges[at] > 0.0:
                    depth[at] = depth[at] + puff_depth(puffs, k, origin[i], direction[i], ranges[at])
