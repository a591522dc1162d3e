"""Prepares what the kernels need to know of a lens and of the light before it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.lenses.base import Lens
from simulator.sensors.camera.chain import Shot
from simulator.sensors.camera.kernels.lens import PLACES, Stray
from simulator.sensors.camera.launching import by_reference, on_device, pixels_of
from simulator.sensors.camera.optics import Optics
from simulator.sensors.camera.paraxial import centre_px, focal_px
from simulator.sensors.camera.stray_light import PITCH_PX, sharp_share, stray_light

Float32 = NDArray[np.float32]

FRACTIONS = 64
"""Places within a pixel for which taps are tabulated."""

LEAST_TAP = 0.01
"""Smaller weights are left out and the others share theirs: 9 taps do for most pixels instead of 25 (chosen)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LensLight:
    """What kernels ask of a picture before its lens, on the device; `held` keeps alive what they hold by address."""

    inputs: tuple[Any, ...]
    strays: Any
    falloff: Float32
    held: Any


def light_behind(optics: Optics, radiance: Float32, shot: Shot) -> LensLight:
    """The light of radiance (H, W, 3). inputs: scene, taps, columns, rows."""
    height, width = radiance.shape[:2]
    device, centre = shot.device, centre_px(shot.lens)
    inputs = (
        pixels_of(radiance, device),
        on_device(taps(optics.psf_sigma_px).ravel(), float, device),
        on_device(origins(width, centre[0], optics.lateral_color), int, device),
        on_device(origins(height, centre[1], optics.lateral_color), int, device),
    )
    stray = Stray()
    astray = np.zeros((1, 0, 3), dtype=np.float32)
    if optics.glare is not None:
        astray = stray_light(radiance, optics.glare, focal_px(shot.lens), centre)
        stray.sharp_share = sharp_share(optics.glare)
    stray.light = pixels_of(astray, device)
    stray.rows, stray.columns = astray.shape[:2]
    stray.pitch = float(PITCH_PX)
    strays = by_reference(stray, Stray, device)
    return LensLight(inputs=inputs, strays=strays, falloff=falloff(optics, shot.lens), held=stray)


def falloff(optics: Optics, lens: Lens) -> Float32:
    """(H, W) light that reaches each pixel, of that on the axis: cos(theta)^n (1 - a r^2), r = 1 in the far corner."""
    return _falloff(optics.falloff_exponent, optics.vignetting_share, lens)


@functools.lru_cache(maxsize=8)
def _falloff(exponent: float, vignetting: float, lens: Lens) -> Float32:
    cosine = np.clip(np.nan_to_num(lens.pixel_directions()[..., 2]), 0.0, 1.0)
    cu, cv = centre_px(lens)
    u = np.arange(lens.width_px)[None, :] - cu
    v = np.arange(lens.height_px)[:, None] - cv
    square = u * u + v * v
    made = (cosine**exponent * (1.0 - vignetting * square / max(float(square.max()), 1e-9))).astype(np.float32)
    made.flags.writeable = False
    return made


@functools.lru_cache(maxsize=64)
def origins(count: int, centre: float, lateral_color: float) -> NDArray[np.int32]:
    """(3 * count,) where red, green and blue of each column (or row) come from: pixel * PLACES + row of `taps`.

    Red is drawn larger by 1 + lateral_color about the centre, blue smaller; kept inside the picture.
    """
    scale = np.array([1.0 + lateral_color, 1.0, 1.0 - lateral_color])[:, None]
    place = np.clip(centre + (np.arange(count)[None, :] - centre) / scale, 0.0, count - 1.0)
    pixel = np.floor(place + 0.5)
    row = np.floor((place - pixel + 0.5) * FRACTIONS + 0.5)
    made: NDArray[np.int32] = (pixel * int(PLACES) + row).astype(np.int32).ravel()
    made.flags.writeable = False
    return made


@functools.lru_cache(maxsize=8)
def taps(sigma_px: float) -> Float32:
    """(FRACTIONS + 1, 5): weights, sum 1, of five pixels for a point at row / FRACTIONS - 1/2 from the middle one.

    A Gaussian sampled at the pixels' centres; of a perfect lens the two nearest, linearly.
    """
    place = np.arange(FRACTIONS + 1)[:, None] / FRACTIONS - 0.5
    distance = np.arange(-2, 3)[None, :] - place
    weight = np.maximum(1.0 - np.abs(distance), 0.0)
    if sigma_px > 0.0:
        weight = np.exp(-0.5 * (distance / sigma_px) ** 2)
        weight = np.where(weight < LEAST_TAP * weight.sum(axis=1, keepdims=True), 0.0, weight)
    made: Float32 = (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)
    made.flags.writeable = False
    return made
