"""COCO run-length masks of all instances in one pass over the id image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Rle:
    """One mask in COCO's compressed form. size: (height, width) px. counts: ASCII."""

    size: tuple[int, int]
    counts: str

    def json(self) -> dict[str, object]:
        """As `segmentation` has it."""
        return {"size": list(self.size), "counts": self.counts}


def encode_ids(instance: NDArray[np.uint16], ids: Iterable[int]) -> dict[int, Rle]:
    """The mask `instance == id` of each id, from (H, W) ids; the bytes are those of `pycocotools.mask.encode`.

    The image is cut into runs of equal id once, in COCO's column-major order; a mask's counts are its runs and the
    gaps between them.
    """
    height, width = instance.shape
    flat = instance.ravel(order="F")
    cuts = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts = np.concatenate(([0], cuts))
    ends = np.concatenate((cuts, [flat.size]))
    order = np.argsort(flat[starts], kind="stable")
    sorted_ids = flat[starts][order]
    out: dict[int, Rle] = {}
    for wanted in ids:
        first, last = np.searchsorted(sorted_ids, wanted, "left"), np.searchsorted(sorted_ids, wanted, "right")
        runs = order[first:last]
        out[wanted] = _compressed(_counts(starts[runs], ends[runs], flat.size), height, width)
    return out


def encode_mask(mask: NDArray[np.bool_]) -> Rle:
    """One (H, W) mask."""
    return encode_ids(mask.astype(np.uint16), (1,))[1]


def _counts(starts: NDArray[np.int64], ends: NDArray[np.int64], total: int) -> list[int]:
    """Alternating lengths off, on, off, ... of runs [start, end); the last off only where it is not empty."""
    edges = np.empty(2 * len(starts) + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, total
    edges[1:-1:2], edges[2:-1:2] = starts, ends
    counts: list[int] = np.diff(edges).tolist()
    return counts if counts[-1] or len(counts) == 1 else counts[:-1]


def _compressed(counts: list[int], height: int, width: int) -> Rle:
    encoded = coco_mask.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return Rle(size=(height, width), counts=encoded["counts"].decode("ascii"))
