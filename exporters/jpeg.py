"""JPEG pictures, for formats whose readers expect them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def rgb_jpeg(image: NDArray[np.uint8], quality: int) -> bytes:
    """A complete baseline JPEG of an (H, W, 3) uint8 RGB image, colours at half resolution. quality: 1..100.

    Raises ValueError for any other shape or type.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"an RGB JPEG needs (H, W, 3) uint8, got {image.shape} {image.dtype}")
    _, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data)
