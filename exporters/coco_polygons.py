"""Masks as polygons that rasterise back to themselves, pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from exporters.rle import Rle
from simulator.frame import PixelBox

_FINER = 3  # a contour through the centres of thirds of pixels lies inside the mask by a sixth: rounding restores it
_DIGITS = 3  # thirds and sixths of a pixel, far from the halves at which rasterisers round


def exact_polygons(mask: NDArray[np.bool_], box: PixelBox, rle: Rle) -> list[list[float]] | None:
    """Polygons [x0, y0, x1, y1, ...] in pixel edges, one a connected part of `mask` (H, W), which lies within `box`.

    None where `pycocotools` does not rasterise them to exactly the mask, which `rle` repeats: it has a hole.
    """
    height, width = rle.size
    cut = mask[box.top : box.bottom + 1, box.left : box.right + 1].astype(np.uint8)
    finer = cut.repeat(_FINER, axis=0).repeat(_FINER, axis=1)
    contours, _ = cv2.findContours(finer, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    corner = np.array([box.left, box.top], dtype=np.float64)
    points = [(contour.reshape(-1, 2) + 0.5) / _FINER + corner for contour in contours]
    polygons: list[list[float]] = [np.round(part, _DIGITS).ravel().tolist() for part in points]
    drawn = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
    return polygons if drawn["counts"].decode("ascii") == rle.counts else None
