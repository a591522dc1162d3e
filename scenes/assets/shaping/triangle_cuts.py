"""Triangles divided at points on their edges, and where on an edge a field is zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.outlines import Field

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


def roots(ends: Float64, distance: Float64, inside: Field) -> Float64:
    """Where (K,) on segments (K, 2, 3) a field is zero: regula falsi of the Illinois kind (Dowell & Jarratt 1971)."""
    low, high = np.zeros(len(ends)), np.ones(len(ends))
    at_low, at_high = distance[:, 0].copy(), distance[:, 1].copy()
    share = at_low / (at_low - at_high) if len(ends) else low
    for _ in range(3 if len(ends) else 0):
        value = inside(ends[:, 0] + share[:, None] * (ends[:, 1] - ends[:, 0]))
        same = value * at_low > 0.0
        at_high = np.where(same, 0.5 * at_high, value)
        high = np.where(same, high, share)
        at_low = np.where(same, value, 0.5 * at_low)
        low = np.where(same, share, low)
        gap = at_low - at_high
        share = np.where(np.abs(gap) > 1e-12, low + (high - low) * at_low / np.where(gap == 0.0, 1.0, gap), share)
    return np.asarray(np.clip(share, 0.001, 0.999))


def divided(faces: Int64, middle: Int64) -> tuple[Int64, Int64]:
    """Triangles (F, 3) cut at new vertices on their edges (F, 3), -1 for none: owners (G,) and triangles (G, 3)."""
    count = (middle >= 0).sum(axis=1)
    owners, parts = [np.flatnonzero(count == 0)], [faces[count == 0]]
    for cuts, pattern in _PATTERNS.items():
        which = np.flatnonzero(count == cuts)
        # turned so that the cut edge is first, or the uncut one last
        first = (middle[which] >= 0).argmax(axis=1) if cuts == 1 else ((middle[which] < 0).argmax(axis=1) + 1) % 3
        turn = (first[:, None] + np.arange(3)) % 3
        six = np.concatenate(
            [np.take_along_axis(faces[which], turn, axis=1), np.take_along_axis(middle[which], turn, axis=1)], axis=1
        )
        parts.append(six[:, np.array(pattern).reshape(-1)].reshape(-1, 3))
        owners.append(np.repeat(which, len(pattern)))
    return np.concatenate(owners), np.concatenate(parts)


_PATTERNS: dict[int, tuple[tuple[int, int, int], ...]] = {
    1: ((0, 3, 2), (3, 1, 2)),
    2: ((3, 1, 4), (0, 3, 4), (0, 4, 2)),
    3: ((0, 3, 5), (3, 1, 4), (5, 4, 2), (3, 4, 5)),
}
"""Triangles of a cut one, by its number of cut edges: corners are 0 to 2, the cuts behind them 3 to 5."""
