"""Masks as polygons that rasterise back to themselves, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from exporters.outlines import outlines
from exporters.rle import Rle
from simulator.frame import PixelBox

_DIGITS = 3  # thirds and sixths of a pixel, far from the halves at which rasterisers round


def exact_polygons(mask: NDArray[np.bool_], box: PixelBox, rle: Rle) -> list[list[float]] | None:
    """Polygons [x0, y0, x1, y1, ...] in pixel edges, one a connected part of `mask` (H, W), which lies within `box`.

    None where `pycocotools` does not rasterise them to exactly the mask, which `rle` repeats: it has a hole.
    """
    height, width = rle.size
    polygons: list[list[float]] = [np.round(part, _DIGITS).ravel().tolist() for part in outlines(mask, box)]
    drawn = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
    return polygons if drawn["counts"].decode("ascii") == rle.counts else None
