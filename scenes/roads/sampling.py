"""Fewer points for a line that is sampled finely: dense in bends, sparse on straights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

CHORD_M = 0.02
"""Chosen: how far the line may leave its chords."""
LEAST_M, MOST_M = 1.0, 25.0
"""Chosen: between points, as far as the line's length allows."""
SPAN_M = 4.0
"""Chosen: over which a turn counts as curvature, longer than the corners of a finely sampled line."""


def sampled(points_m: Float64) -> Float64:
    """Points (M, 3) on a line of points (N, 3) about a metre apart: the ends, and between them some.

    Chords of a curve of radius R leave it by d where they are sqrt(8 R d) long; neighbours' lengths vary smoothly, as
    curvature does, so that headings between them do, too.
    """
    steps = np.linalg.norm(np.diff(points_m, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    tangent = np.diff(points_m, axis=0) / steps[:, None]
    middle = 0.5 * (along[1:] + along[:-1])
    ahead, behind = (
        np.stack([np.interp(along + side * 0.5 * SPAN_M, middle, tangent[:, k]) for k in range(3)], axis=1)
        for side in (1.0, -1.0)
    )
    bend = np.linalg.norm(ahead - behind, axis=1) / SPAN_M
    piece = np.clip(np.sqrt(8.0 * CHORD_M / np.maximum(bend, 1e-9)), LEAST_M, MOST_M)
    share = np.concatenate([[0.0], np.cumsum(steps * 0.5 * (1.0 / piece[1:] + 1.0 / piece[:-1]))])
    count = max(2, int(np.ceil(share[-1] - 1e-9)))  # pieces: at least two, so that a middle point is kept
    at = np.interp(np.linspace(0.0, share[-1], count + 1), share, along)
    return np.stack([np.interp(at, along, points_m[:, k]) for k in range(3)], axis=1)
