"""How alike two pictures are as a camera would show them: one global gain, PSNR and SSIM of 8-bit pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from simulator.sensors.camera.exposure import AutoExposure, expose

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

SSIM_SIGMA_PX = 1.5
SSIM_C1, SSIM_C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""Wang, Bovik, Sheikh & Simoncelli, IEEE Transactions on Image Processing 13 (2004), section III.B."""
MOST_GAIN_EV = 1.0
"""Chosen: a renderer that is off by more than a stop has an error, which no gain shall hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """gain: what our radiance is multiplied by. psnr_db, psnr_not_sky_db: of 8-bit pixels, as they are.
    noiseless_psnr_db, noiseless_not_sky_db: less the reference's own noise. ssim: of grey values, mean.
    """

    gain: float
    psnr_db: float
    psnr_not_sky_db: float
    noiseless_psnr_db: float
    noiseless_not_sky_db: float
    ssim: float


def compare(
    ours: Float32, halves: tuple[Float32, Float32], not_sky: NDArray[np.bool_]
) -> tuple[Likeness, UInt8, UInt8]:
    """Likeness of radiance (H, W, 3) to a reference in two independent halves, and both as pixels (H, W, 3).

    The exposure is the reference's, as the automatic camera sets it. Noise of the reference is what its halves differ
    by: a mean of two has a quarter of their difference's variance.
    """
    reference = 0.5 * (halves[0] + halves[1])
    ev100 = float(AutoExposure().settle(reference, 0.0, {})["ev100"])
    shown = expose(reference, ev100)
    gain = best_gain(ours, shown, ev100)
    ours_shown = expose(ours * np.float32(gain), ev100)
    square = _squares(ours_shown, shown)
    noise = 0.25 * _squares(expose(halves[0], ev100), expose(halves[1], ev100))
    likeness = Likeness(
        gain=gain,
        psnr_db=psnr_db(float(square.mean())),
        psnr_not_sky_db=psnr_db(float(square[not_sky].mean())),
        noiseless_psnr_db=psnr_db(float(square.mean() - noise.mean())),
        noiseless_not_sky_db=psnr_db(float(square[not_sky].mean() - noise[not_sky].mean())),
        ssim=ssim(ours_shown, shown),
    )
    return likeness, ours_shown, shown


def best_gain(ours: Float32, shown: UInt8, ev100: float) -> float:
    """The gain with the least squared difference of pixels."""

    def error(stops: float) -> float:
        return float(_squares(expose(ours * np.float32(2.0**stops), ev100), shown).mean())

    found = minimize_scalar(error, bounds=(-MOST_GAIN_EV, MOST_GAIN_EV), method="bounded", options={"xatol": 1e-3})
    return float(2.0**found.x)


def psnr_db(mean_square: float) -> float:
    """Peak signal to noise ratio of 8-bit pixels."""
    return 10.0 * math.log10(255.0**2 / max(mean_square, 1e-3))


def ssim(a: UInt8, b: UInt8) -> float:
    """Mean structural similarity of the grey values of two pictures (H, W, 3), Gaussian windows."""
    x, y = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float64) for image in (a, b))

    def mean(image: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(image, (11, 11), SSIM_SIGMA_PX), dtype=np.float64)

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    alike = (2 * mx * my + SSIM_C1) * (2 * both + SSIM_C2) / ((mx * mx + my * my + SSIM_C1) * (vx + vy + SSIM_C2))
    return float(alike.mean())


def side_by_side(ours: UInt8, reference: UInt8) -> UInt8:
    """Ours above the reference above their difference, four times as strong around grey."""
    difference = np.clip(128 + 4 * (ours.astype(np.int64) - reference), 0, 255).astype(np.uint8)
    return np.concatenate([ours, reference, difference])


def _squares(a: UInt8, b: UInt8) -> NDArray[np.float64]:
    """(H, W) mean squared difference over channels."""
    return np.asarray(((a.astype(np.float64) - b) ** 2).mean(axis=2), dtype=np.float64)
