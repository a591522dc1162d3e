"""How drops and dirt on the glass look: what each pixel sees through them."""

from __future__ import annotations

import cv2
import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.lens_cover import LensCover
from scenes.lenses.base import Lens
from simulator.sensors.camera.dirt_map import dirt_map
from simulator.sensors.camera.drop_map import blur_px, drop_map
from simulator.sensors.camera.kernels.cover import look_through
from simulator.sensors.camera.launching import launcher, on_device, picture_of, pixels_of
from simulator.sensors.camera.paraxial import focal_px

Float32 = NDArray[np.float32]

PITCH_PX = 8
"""Chosen: drops are out of focus and turn and shrink what they show; they look it up at an eighth of the resolution."""
DROP_TRANSMITTANCE = 0.96
"""Chosen: Fresnel losses of two surfaces, of which that of water and glass is small (2 % at n = 1.33)."""
DIRT_TINT = np.array([0.26, 0.21, 0.16])
"""Light that dirt sends on, of the mean light that falls on it; chosen: wet loam."""
BRIGHTEST_LIT = 50.0
"""Times the median luminance at which light on dirt is cut off (chosen: a lamp lights a speck, not the whole glass)."""


def seen_through(cover: LensCover, radiance: Float32, lens: Lens, device: str) -> Float32:
    """Radiance (H, W, 3) as it is behind drops and dirt; the same array where the glass is clean."""
    if cover.is_clean:
        return radiance
    height, width = radiance.shape[:2]
    coarse = _coarse(radiance)
    sigma = blur_px(cover.drops, focal_px(lens)) / PITCH_PX
    blurred = cv2.GaussianBlur(coarse * DROP_TRANSMITTANCE, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    drops = drop_map(cover.drops, (width, height), focal_px(lens))
    dirt = dirt_map(cover.dirt, (width, height))
    seen = wp.empty(width * height, dtype=wp.vec3, device=device)
    behind_drops = pixels_of(np.asarray(blurred, dtype=np.float32), device)
    inputs = [
        *(pixels_of(radiance, device), width, behind_drops, blurred.shape[1], blurred.shape[0], float(PITCH_PX)),
        *(pixels_of(drops, device), on_device(dirt.reshape(-1), float, device), _light_on(coarse)),
    ]
    launcher(device).launch(look_through, width * height, inputs, [seen])
    return picture_of(seen, radiance.shape)


def _coarse(radiance: Float32) -> Float32:
    """Means of cells of PITCH_PX; what is not a number is black."""
    height, width = radiance.shape[:2]
    size = (-(-width // PITCH_PX), -(-height // PITCH_PX))
    return np.nan_to_num(np.asarray(cv2.resize(radiance, size, interpolation=cv2.INTER_AREA), dtype=np.float32))


def _light_on(coarse: Float32) -> wp.vec3:
    """What dirt looks like in this light, cd/m2."""
    limit = BRIGHTEST_LIT * float(np.median(coarse)) + 1e-6
    mean = np.minimum(coarse, limit).astype(np.float64).mean(axis=(0, 1)) * DIRT_TINT
    return wp.vec3(*(float(c) for c in mean))
