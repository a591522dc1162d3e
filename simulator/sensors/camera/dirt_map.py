"""Dirt on the glass: which share of a pixel's light its specks stop."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.lens_cover import LensDirt
from scenes.streams import stream

Float32 = NDArray[np.float32]

PITCH_PX = 4
"""Chosen: specks are blurred over ten pixels and more; they are made at a quarter of the resolution."""
_SCALES = ((1.2, 1.0), (3.0, 0.9), (8.0, 0.6))
"""Of the specks, over their softness, and weights; chosen by looking: grains, splashes, smears."""


@functools.lru_cache(maxsize=8)
def dirt_map(dirt: LensDirt, size_px: tuple[int, int]) -> Float32:
    """(H, W) shares of light stopped, 0 to opacity_share: the highest smoothed noise, blurred by defocus."""
    width, height = size_px
    if dirt.cover_share * dirt.opacity_share == 0.0:
        share = np.zeros((height, width), dtype=np.float32)
    else:
        sigma = dirt.softness_px / PITCH_PX
        shape = (-(-height // PITCH_PX), -(-width // PITCH_PX))
        rng = stream(dirt.seed, "camera.dirt")
        layers = [weight * _smooth(rng.standard_normal(shape), scale * sigma) for scale, weight in _SCALES]
        field = np.sum(layers, axis=0)
        specks = np.asarray(field >= np.quantile(field, 1.0 - dirt.cover_share), dtype=np.float32)
        blurred = cv2.GaussianBlur(specks, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        share = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR) * np.float32(dirt.opacity_share)
    share.flags.writeable = False
    return np.asarray(share, dtype=np.float32)


def _smooth(noise: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Noise of standard deviation 1 without detail below sigma."""
    smooth = cv2.GaussianBlur(noise, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT)
    return np.asarray(smooth / smooth.std())
