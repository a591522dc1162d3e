"""Echoes: what comes back to a radar, path by path, before any cell or noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Echoes:
    """N echoes. range_m: half the way there and back. velocity_mps: half of its rate of change, away positive, not
    folded. across: sine of azimuth (y of the unit direction of arrival), to the left. snr: mean power over the noise
    of one cell, linear. instance, semantic, kind: as in `RadarReading`.
    """

    range_m: Float64
    velocity_mps: Float64
    across: Float64
    snr: Float64
    instance: NDArray[np.uint16]
    semantic: NDArray[np.uint8]
    kind: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.range_m)

    def taken(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Echoes:
        """Some of them."""
        return Echoes(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def joined(parts: Sequence[Echoes]) -> Echoes:
    """All of them, in order."""
    return Echoes(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Echoes)})


def thinned(echoes: Echoes, steps: tuple[float, float, float]) -> Echoes:
    """Echoes of one thing, class and kind within half a cell become one, at their power's centre.

    steps: cells in range (m), velocity (m/s) and across. Sums of independent echoes stay as random as their parts:
    powers add.
    """
    if not len(echoes):
        return echoes
    places = (echoes.range_m, echoes.velocity_mps, echoes.across)
    bins = [np.floor(2.0 * place / step).astype(np.int64) for place, step in zip(places, steps, strict=True)]
    labels = [a.astype(np.int64) for a in (echoes.instance, echoes.semantic, echoes.kind)]
    _, first, group = np.unique(np.stack([*labels, *bins]), axis=1, return_index=True, return_inverse=True)
    group = group.ravel()
    power = np.asarray(np.bincount(group, echoes.snr), dtype=np.float64)
    middle = [np.bincount(group, echoes.snr * place) / np.maximum(power, 1e-300) for place in places]
    return Echoes(
        range_m=middle[0],
        velocity_mps=middle[1],
        across=middle[2],
        snr=power,
        instance=echoes.instance[first],
        semantic=echoes.semantic[first],
        kind=echoes.kind[first],
    )
