"""From a colour filter array to a picture: Malvar, He and Cutler's filters, colour matrix and tone curve."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.sensors.camera.kernels.mosaic import MONO, color_of

wp.set_module_options(kernel_options())


@wp.func
def mirrored(k: int, count: int) -> int:
    """A neighbour's index, mirrored at the border, where it keeps its colour; clamped in pictures of a few pixels."""
    m = wp.abs(k)
    if m >= count:
        m = 2 * (count - 1) - m
    return wp.clamp(m, 0, count - 1)


@wp.func
def filtered(color: int, next_color: int, here: float, near: wp.vec3, far: wp.vec2) -> wp.vec3:
    """Red, green, blue by the 5 x 5 linear filters of Malvar, He and Cutler, ICASSP 2004, figure 2.

    next_color: of the pixel beside. near: sums of the two neighbours across, the two along and the four diagonal ones;
    far: of the two in two pixels' distance across, and along.
    """
    if color == 1:
        beside = (5.0 * here + 4.0 * near[0] - near[2] - far[0] + 0.5 * far[1]) / 8.0
        above = (5.0 * here + 4.0 * near[1] - near[2] - far[1] + 0.5 * far[0]) / 8.0
        if next_color == 0:
            return wp.vec3(beside, here, above)
        return wp.vec3(above, here, beside)
    green = (4.0 * here + 2.0 * (near[0] + near[1]) - far[0] - far[1]) / 8.0
    other = (6.0 * here + 2.0 * near[2] - 1.5 * (far[0] + far[1])) / 8.0
    if color == 0:
        return wp.vec3(here, green, other)
    return wp.vec3(other, green, here)


@wp.func
def demosaiced(mosaic: wp.array(dtype=float), width: int, height: int, code: int, u: int, v: int) -> wp.vec3:
    """Linear red, green, blue of a pixel."""
    color = color_of(code, u, v)
    next_color = color_of(code, u + 1, v)
    i = v * width + u
    if u > 1 and v > 1 and u < width - 2 and v < height - 2:
        up = i - width
        down = i + width
        near = wp.vec3(
            mosaic[i - 1] + mosaic[i + 1],
            mosaic[up] + mosaic[down],
            mosaic[up - 1] + mosaic[up + 1] + mosaic[down - 1] + mosaic[down + 1],
        )
        far = wp.vec2(mosaic[i - 2] + mosaic[i + 2], mosaic[up - width] + mosaic[down + width])
        return filtered(color, next_color, mosaic[i], near, far)
    row = v * width
    left = mirrored(u - 1, width)
    right = mirrored(u + 1, width)
    above = mirrored(v - 1, height) * width
    below = mirrored(v + 1, height) * width
    near = wp.vec3(
        mosaic[row + left] + mosaic[row + right],
        mosaic[above + u] + mosaic[below + u],
        mosaic[above + left] + mosaic[above + right] + mosaic[below + left] + mosaic[below + right],
    )
    far = wp.vec2(
        mosaic[row + mirrored(u - 2, width)] + mosaic[row + mirrored(u + 2, width)],
        mosaic[mirrored(v - 2, height) * width + u] + mosaic[mirrored(v + 2, height) * width + u],
    )
    return filtered(color, next_color, mosaic[i], near, far)


@wp.func
def shown(tones: wp.array(dtype=wp.uint8), linear: float, white: float) -> wp.uint8:
    """A pixel value, by the tone curve over the square root of the linear value."""
    steps = float(tones.shape[0] - 1)
    share = wp.clamp(linear / white, 0.0, 1.0)
    return tones[int(wp.sqrt(share) * steps + 0.5)]


@wp.kernel
def develop_picture(
    mosaic: wp.array(dtype=float),
    width: int,
    height: int,
    code: int,
    has_roots: wp.bool,
    matrix: wp.mat33,
    tones: wp.array(dtype=wp.uint8),
    white: float,
    first: int,
    picture: wp.array(dtype=wp.uint8),
):
    """Three bytes a pixel. has_roots: the mosaic holds square roots, as companding sensors send them: between values
    that differ a thousandfold, filters of linear ones would ring.
    """
    i = first + wp.tid()
    color = wp.vec3(mosaic[i], mosaic[i], mosaic[i])
    if code != MONO:
        color = demosaiced(mosaic, width, height, code, i % width, i // width)
    if has_roots:
        color = wp.vec3(
            color[0] * wp.abs(color[0]),
            color[1] * wp.abs(color[1]),
            color[2] * wp.abs(color[2]),
        )
    if code != MONO:
        color = matrix * color
    for k in range(3):
        picture[3 * i + k] = shown(tones, color[k], white)


@wp.kernel
def sharpen(
    soft: wp.array(dtype=wp.uint8), width: int, height: int, weight: float, first: int, sharp: wp.array(dtype=wp.uint8)
):
    """Adds the luma's difference from its mean over 3 x 3 pixels (binomial weights), times `weight`, to all colours."""
    i = first + wp.tid()
    u = i % width
    v = i // width
    here = float(0.0)
    mean = float(0.0)
    for dv in range(-1, 2):
        for du in range(-1, 2):
            k = 3 * (wp.clamp(v + dv, 0, height - 1) * width + wp.clamp(u + du, 0, width - 1))
            luma = 0.299 * float(soft[k]) + 0.587 * float(soft[k + 1]) + 0.114 * float(soft[k + 2])
            mean += luma * float((2 - wp.abs(du)) * (2 - wp.abs(dv))) / 16.0
            if du == 0 and dv == 0:
                here = luma
    for k in range(3):
        sharp[3 * i + k] = wp.uint8(wp.clamp(float(soft[3 * i + k]) + weight * (here - mean) + 0.5, 0.0, 255.0))
