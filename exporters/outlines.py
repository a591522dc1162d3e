"""Outlines of masks, a sixth of a pixel inside their edges."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.frame import PixelBox

Float64 = NDArray[np.float64]

_FINER = 3  # contours run through pixel centres: those of thirds of pixels lie a sixth inside, and rounding restores it


def outlines(mask: NDArray[np.bool_], box: PixelBox) -> list[Float64]:
    """One polygon (N, 2) x, y in pixel edges for each connected part of `mask` (H, W), which lies within `box`.

    Parts are joined over corners; holes are lost.
    """
    cut = mask[box.top : box.bottom + 1, box.left : box.right + 1].astype(np.uint8)
    finer = cut.repeat(_FINER, axis=0).repeat(_FINER, axis=1)
    contours, _ = cv2.findContours(finer, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    corner = np.array([box.left, box.top], dtype=np.float64)
    return [(contour.reshape(-1, 2) + 0.5) / _FINER + corner for contour in contours]


def joined(parts: Sequence[Float64]) -> Float64:
    """One polygon of several: each part hangs on what is joined before by a bridge without width, at nearest points."""
    ordered = sorted(parts, key=len, reverse=True)
    whole = ordered[0]
    for part in ordered[1:]:
        distance = np.square(whole[:, None] - part[None]).sum(axis=2)
        here, there = np.unravel_index(int(distance.argmin()), distance.shape)
        around = np.concatenate([part[there:], part[: there + 1]])
        whole = np.concatenate([whole[: here + 1], around, whole[here:]])
    return whole
