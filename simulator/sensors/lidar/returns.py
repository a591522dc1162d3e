"""Which of a pulse's echoes a scanner reports."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

ReturnMode = Literal["strongest", "last", "dual", "triple"]
"""strongest; last: the farthest; dual: both, or the two strongest where they are one (VLP-16 manual, 6.2.3); triple:
the three strongest."""


def reported(power: Float32, range_m: Float32, mode: ReturnMode) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pulse and column of the returns of echoes (N, C), power 0 for none; a pulse's strongest first."""
    if mode == "strongest":
        column = np.argmax(power, axis=1)
        pulse = np.flatnonzero(power[np.arange(len(power)), column] > 0.0)
        return pulse, column[pulse]
    if mode == "last":
        column = np.argmax(np.where(power > 0.0, range_m, -1.0), axis=1)
        pulse = np.flatnonzero(power[np.arange(len(power)), column] > 0.0)
        return pulse, column[pulse]
    order = np.argsort(-power, axis=1, kind="stable")
    row = np.arange(len(power))[:, None]
    if mode == "triple":
        chosen = order[:, :3]
    else:
        last = np.argmax(np.where(power > 0.0, range_m, -1.0), axis=1)
        second = np.where(last == order[:, 0], order[:, 1], last)
        chosen = np.stack([order[:, 0], second], axis=1)
    pulse, place = np.nonzero(power[row, chosen] > 0.0)
    return pulse, chosen[pulse, place]


def numbers(pulse: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(M,) 1, 2, 3 .. within each run of equal pulses."""
    if len(pulse) == 0:
        return np.zeros(0, dtype=np.uint8)
    starts = np.flatnonzero(np.concatenate([[True], pulse[1:] != pulse[:-1]]))
    lengths = np.diff(np.concatenate([starts, [len(pulse)]]))
    return (np.arange(len(pulse)) - np.repeat(starts, lengths) + 1).astype(np.uint8)
