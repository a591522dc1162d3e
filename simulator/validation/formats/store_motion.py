"""Flow carries every pixel's thing and depth to where the camera's next reading has them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.stored import Json

FEWEST = 100
"""Pixels of a thing, or of a picture, below which a share says nothing; chosen."""

MISSED_SHARE = 0.01
"""Of all pixels whose thing is not at or next to where flow leads; chosen: 3 in 100,000 of ours."""

THING_MISSED_SHARE = 0.1
"""Of one thing's; chosen: a far bin that turns misses 4 %."""

DEPTH_MISSED_SHARE = 0.02
"""Of pixels that are not in the depth that is foretold; chosen: 1 in 2,000 of ours."""

DEPTH_SHARE, DEPTH_M = 0.02, 0.05
"""How far a depth may be from those at and around the place, of itself and in metres; chosen: slopes between pixels."""


def carried_fault(before: Json, after: Json, camera: str) -> str:
    """What flow of a camera of the frame `before` says otherwise than the pixels of the frame `after`.

    Pixels that the next reading does not show (`gone_next`) are left out; without pixel motion nothing tells which.
    """
    motion = before["motion"].get(camera)
    if motion is None:
        return ""
    old, new = before["readings"][camera], after["readings"][camera]
    flow_px, stays = old["flow_px"], np.isfinite(old["flow_px"]).all(axis=2) & ~motion["gone_next"]
    rows, columns = np.nonzero(stays)
    if len(rows) < FEWEST or old["instance"].shape != new["instance"].shape:
        return ""
    u = np.rint(columns + flow_px[rows, columns, 0].astype(np.float64)).astype(np.int64)
    v = np.rint(rows + flow_px[rows, columns, 1].astype(np.float64)).astype(np.int64)
    height, width = stays.shape
    outside = (u < -1) | (u > width) | (v < -1) | (v > height)
    if outside.mean() > MISSED_SHARE:
        return f"{int(outside.sum())} of {len(u)} pixels leave the image, and are not told to be gone"
    inside = (u >= 1) & (u < width - 1) & (v >= 1) & (v < height - 1)
    rows, columns, u, v = rows[inside], columns[inside], u[inside], v[inside]
    own = old["instance"][rows, columns]
    hits = (_around(new["instance"], u, v) == own).any(axis=0)
    return _missed(own, hits) or _depth_fault(motion["next_depth_m"][rows, columns], _around(new["depth_m"], u, v))


def _missed(own: NDArray[Any], hits: NDArray[np.bool_]) -> str:
    missed = len(hits) - int(np.count_nonzero(hits))
    if missed > MISSED_SHARE * len(hits):
        return f"flow leads {missed} of {len(hits)} pixels to another thing"
    counts = np.bincount(own)
    lost = np.bincount(own[~hits], minlength=len(counts))
    wrong = np.flatnonzero((counts >= FEWEST) & (lost > THING_MISSED_SHARE * counts))
    if not len(wrong):
        return ""
    number = int(wrong[0])
    return f"flow leads {lost[number]} of {counts[number]} pixels of instance {number} to another thing"


def _depth_fault(foretold_m: NDArray[Any], around_m: NDArray[Any]) -> str:
    """Points behind the image plane, which wide lenses see, are left out."""
    ahead = (foretold_m > 0.0) & (around_m >= 0.0).all(axis=0)
    foretold_m, around_m = foretold_m[ahead], around_m[:, ahead]
    nearest = np.where(around_m > 0.0, around_m, np.inf).min(axis=0)
    farthest = around_m.max(axis=0)
    near = foretold_m >= nearest * (1.0 - DEPTH_SHARE) - DEPTH_M
    far = foretold_m <= farthest * (1.0 + DEPTH_SHARE) + DEPTH_M
    missed = int(np.count_nonzero(~(near & far)))
    if missed <= DEPTH_MISSED_SHARE * len(foretold_m):
        return ""
    return f"{missed} of {len(foretold_m)} pixels are not in the depth that next_depth_m foretells"


def _around(array: NDArray[Any], u: NDArray[np.int64], v: NDArray[np.int64]) -> NDArray[Any]:
    """(9, N) values of an image (H, W) at and around pixels."""
    return np.stack([array[v + i, u + j] for i in (-1, 0, 1) for j in (-1, 0, 1)])
