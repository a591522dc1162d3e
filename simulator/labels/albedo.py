"""What surfaces reflect, as a picture: the light is left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.labels.looked import Looked
from simulator.labels.world import LabelledWorld

_STEPS = 1 << 16
"""Of linear light: in the dark, where sRGB's codes are nearest to each other, 20 a code."""


def albedo_image(world: LabelledWorld, looked: Looked) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB code of the diffuse reflectance in a reading's pixels, 0 for the sky. The renderer has the scene
    loaded. Dry and without snow: weather is no property of a surface.
    """
    coded = srgb_code(world.renderer.albedo(looked.view, looked.hits, world.history))
    coded.flags.writeable = False
    return coded


def srgb_code(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """The nearest 8-bit codes of linear values 0..1 (IEC 61966-2-1)."""
    step = np.rint(np.clip(linear, 0.0, 1.0) * np.float32(_STEPS - 1)).astype(np.uint16)
    return np.asarray(_CODES[step], dtype=np.uint8)


def _codes() -> NDArray[np.uint8]:
    value = np.arange(_STEPS) / (_STEPS - 1)
    coded = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
    return np.rint(coded * 255.0).astype(np.uint8)


_CODES = _codes()
