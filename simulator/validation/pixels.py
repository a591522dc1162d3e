"""Pictures as arrays, and what the ids in them cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.decoding import Broken, check_png, decode_picture
from simulator.validation.findings import Damaged
from simulator.validation.stored import Dataset

GREY, RGB = 0, 2
"""Colour types of PNG files (PNG specification, section 11.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Pixels of one id. box: left, top, right, bottom, inclusive."""

    area_px: int
    box: tuple[int, int, int, int]


def png_samples(dataset: Dataset, file: str, bits: int, colour: int, check: str = "files.decodes") -> NDArray[Any]:
    """Samples (H, W) or (H, W, 3), red first, of a PNG file. Raises Damaged, of `check` where it is of another kind."""
    data = dataset.bytes(file)
    try:
        png, image = check_png(data), decode_picture(data)
    except Broken as fault:
        raise Damaged(file, str(fault)) from None
    if (png.bits, png.colour) != (bits, colour):
        reason = f"has {png.bits} bits and colour type {png.colour}, expected {bits} and {colour}"
        raise Damaged(file, reason, check=check)
    return image if image.ndim == 2 else image[..., ::-1]


def regions(ids: NDArray[Any]) -> dict[int, Region]:
    """What each id of an image (H, W) covers, 0 left out."""
    flat = ids.ravel()
    taken = np.flatnonzero(flat)
    if not len(taken):
        return {}
    order = taken[np.argsort(flat[taken], kind="stable")]
    numbers, starts, areas = np.unique(flat[order], return_index=True, return_counts=True)
    rows, columns = np.divmod(order, ids.shape[1])
    sides = (
        np.minimum.reduceat(columns, starts),
        np.minimum.reduceat(rows, starts),
        np.maximum.reduceat(columns, starts),
        np.maximum.reduceat(rows, starts),
    )
    boxes = np.stack(sides, axis=1).tolist()
    return {
        number: Region(area_px=area, box=(box[0], box[1], box[2], box[3]))
        for number, area, box in zip(numbers.tolist(), areas.tolist(), boxes, strict=True)
    }
