"""Small plots of curves, drawn with OpenCV: what the documentation needs of a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

UInt8 = NDArray[np.uint8]
Float64 = NDArray[np.float64]

SIZE_PX = (440, 320)
LEFT, TOP, RIGHT, BOTTOM = 52, 34, 14, 30
INK, GRID = (40, 40, 40), (225, 225, 225)


@dataclass(frozen=True, eq=False, slots=True)
class Curves:
    """A family of curves of one colour: values (C, K), NaN where there is none; their mean is drawn thick."""

    name: str
    color: tuple[int, int, int]
    values: Float64


def panel(title: str, x: Float64, families: Sequence[Curves], x_end: float, y_end: float) -> UInt8:
    """(H, W, 3) a plot of families of curves over x (K,), axes from 0 to x_end and y_end."""
    width, height = SIZE_PX
    image = np.full((height, width, 3), 255, dtype=np.uint8)
    box = np.array([width - LEFT - RIGHT, height - TOP - BOTTOM])

    def place(xs: Float64, ys: Float64) -> Float64:
        share = np.stack([np.asarray(xs) / x_end, 1.0 - np.clip(np.asarray(ys) / y_end, 0.0, 1.0)], axis=-1)
        return np.asarray(share * box + [LEFT, TOP])

    for k in range(6):
        for start, end, value, at in (
            ((0, y_end * k / 5), (x_end, y_end * k / 5), y_end * k / 5, (-46, 4)),
            ((x_end * k / 5, 0), (x_end * k / 5, y_end), x_end * k / 5, (-10, 18)),
        ):
            a, b = (tuple(int(c) for c in np.round(place(np.float64(p[0]), np.float64(p[1])))) for p in (start, end))
            cv2.line(image, a, b, GRID, 1, cv2.LINE_AA)
            _write(image, f"{value:.3g}", (a[0] + at[0], a[1] + at[1]), INK)
    for order, family in enumerate(families):
        faint = tuple(int(0.35 * c + 0.65 * 255) for c in family.color)
        for row in family.values:
            _line(image, place(x, row), row, faint, 1)
        some = np.isfinite(family.values).any(axis=0)
        mean = np.full(len(x), np.nan)
        mean[some] = np.nanmean(family.values[:, some], axis=0)
        _line(image, place(x, mean), mean, family.color, 2)
        _write(image, family.name, (width - 150, TOP + 14 + 15 * order), family.color)
    _write(image, title, (LEFT - 30, 20), INK, 0.44)
    return image


def _line(image: UInt8, at: Float64, values: Float64, color: tuple[int, ...], thick: int) -> None:
    for k in range(len(values) - 1):
        if np.isfinite(values[k : k + 2]).all():
            a, b = (tuple(int(c) for c in np.round(at[i] * 16)) for i in (k, k + 1))
            cv2.line(image, a, b, color, thick, cv2.LINE_AA, shift=4)


def _write(image: UInt8, text: str, at: tuple[int, int], color: tuple[int, ...], size: float = 0.38) -> None:
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, color, 1, cv2.LINE_AA)
