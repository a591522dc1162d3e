"""Which lamps light the air that a camera looks through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.render.lamp_clusters import LampTree

Float64 = NDArray[np.float64]

MOST = 14
"""Chosen: the own head lamps, the street's next lamps and those of a few cars or shops."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AirLamps:
    """Rows (A,) of a lamp tree, strongest first, and the share (A,) of their light that is shown, 0 .. 1."""

    row: NDArray[np.int64]
    share: Float64


NO_AIR_LAMPS = AirLamps(row=np.zeros(0, dtype=np.int64), share=np.zeros(0))
"""For clear air."""


def brightest_in_air(tree: LampTree, eye_m: Float64, extinction_per_m: float, most: int = MOST) -> AirLamps:
    """At most `most` lamps that light the air around an eye (3,) most.

    By peak exp(-beta d) / d: the integral of 1 / r^2 along a line that passes a lamp is pi over their distance. Lamps
    nearer than 1 m count as 1 m away. Lamps up to twice as strong as the first that is left out fade, so that none
    appears at once as the eye moves.
    """
    stands = np.flatnonzero(
        tree.stands_at(np.arange(len(tree.table)), np.broadcast_to(eye_m[:2], (len(tree.table), 2)))
    )
    distance = np.maximum(np.linalg.norm(tree.table.position_m[stands] - eye_m, axis=1), 1.0)
    bound = tree.table.peak_cd[stands] * np.exp(-extinction_per_m * distance) / distance
    order = np.argsort(-bound, kind="stable")
    left_out = bound[order[most]] if len(order) > most else 0.0
    chosen = order[:most]
    share = np.clip(bound[chosen] / max(left_out, 1e-30) - 1.0, 0.0, 1.0)
    return AirLamps(row=stands[chosen], share=share)
