"""Light that goes astray in a lens: veiling glare, star-bursts and ghosts, at half the picture's resolution."""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import fft

from simulator.sensors.camera.optics import Glare

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

PITCH_PX = 2
"""Pixels of a cell; chosen: spikes stay narrow, and a picture costs tens of milliseconds."""
STAR_CORE_RAD = 0.002
"""Chosen: nearer to a light than this, spikes are no brighter."""


def sharp_share(glare: Glare) -> float:
    """What of the light stays where it belongs."""
    return 1.0 - glare.veil_share - glare.star.share - sum(share for _, share in glare.ghosts)


def stray_light(radiance: Float32, glare: Glare, focal_px: float, centre_px: tuple[float, float]) -> Float32:
    """(h, w, 3) radiance in cells of PITCH_PX that comes from elsewhere in the picture (H, W, 3).

    All light that a picture holds is kept, but for what leaves over its borders.
    """
    height, width = radiance.shape[:2]
    size = (-(-width // PITCH_PX), -(-height // PITCH_PX))
    cells = np.nan_to_num(np.asarray(cv2.resize(radiance, size, interpolation=cv2.INTER_AREA), dtype=np.float64))
    spread = np.stack([_convolved(cells[..., k], glare, focal_px / PITCH_PX) for k in range(3)], axis=-1)
    for magnification, share in glare.ghosts:
        spread += share * _ghost(cells, magnification, glare.ghost_radius_px / PITCH_PX, centre_px)
    return spread.astype(np.float32)


def _convolved(cells: Float64, glare: Glare, focal_cells: float) -> Float64:
    """A colour spread by the long-range point spread; zeros beyond the border, double precision for the sun."""
    height, width = cells.shape
    padded, transfer = _transfer(glare, focal_cells, (height, width))
    spectrum = fft.rfft2(cells, padded)
    return np.asarray(fft.irfft2(spectrum * transfer, padded)[:height, :width])


@functools.lru_cache(maxsize=8)
def _transfer(
    glare: Glare, focal_cells: float, shape: tuple[int, int]
) -> tuple[tuple[int, int], NDArray[np.complex128]]:
    """The padded shape and the point spread's transform, for pictures of this shape."""
    padded = (fft.next_fast_len(2 * shape[0] - 1, real=True), fft.next_fast_len(2 * shape[1] - 1, real=True))
    y = _offsets(padded[0])[:, None] / focal_cells
    x = _offsets(padded[1])[None, :] / focal_cells
    return padded, fft.rfft2(long_spread(glare, x, y, 1.0 / focal_cells))


def long_spread(glare: Glare, x_rad: Float64, y_rad: Float64, cell_rad: float) -> Float64:
    """Weights of stray light at angles from its source, sum veil_share + star.share over the whole grid.

    Veil: 1 / (theta^2 + theta0^2)^1.5. Star: 1 / (theta^2 + theta1^2) along spikes of Gaussian profile, one an edge of
    the aperture on either side, so that an odd number of blades makes twice as many (Fraunhofer diffraction at a
    polygon: each edge spreads light to both sides at right angles to it).
    """
    square = x_rad * x_rad + y_rad * y_rad
    veil = 1.0 / (square + glare.core_rad**2) ** 1.5
    total = glare.veil_share * veil / veil.sum()
    star = glare.star
    if star.share == 0.0:
        return np.asarray(total)
    width = max(star.width_px / PITCH_PX, 0.4) * cell_rad
    spikes = np.zeros_like(square)
    for blade in range(star.blades if star.blades % 2 else star.blades // 2):
        angle = star.turn_rad + blade * 2.0 * math.pi / star.blades
        across = x_rad * math.sin(angle) - y_rad * math.cos(angle)
        spikes += np.exp(-0.5 * (across / width) ** 2)
    spikes /= square + STAR_CORE_RAD**2
    return np.asarray(total + star.share * spikes / spikes.sum())


def _ghost(cells: Float64, magnification: float, radius: float, centre_px: tuple[float, float]) -> Float64:
    """Light of a place p as a disc about c - k (p - c). Its area grows by k^2, so that its radiance falls so."""
    height, width = cells.shape[:2]
    cu, cv = ((c + 0.5) / PITCH_PX - 0.5 for c in centre_px)
    k = magnification
    to = np.array([[-k, 0.0, cu + k * cu], [0.0, -k, cv + k * cv]])
    mirrored = cv2.warpAffine(_antialiased(cells, k), to, (width, height), flags=cv2.INTER_LINEAR)
    reach = math.ceil(radius)
    d = np.arange(-reach, reach + 1)
    disc = (d[:, None] ** 2 + d[None, :] ** 2 <= radius * radius).astype(np.float64)
    blurred = cv2.filter2D(mirrored, -1, disc / disc.sum(), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(blurred / (k * k), dtype=np.float64)


def _antialiased(cells: Float64, magnification: float) -> Float64:
    """Cells whose sums survive being drawn smaller."""
    if abs(magnification) >= 1.0:
        return cells
    side = 2 * round(0.5 / abs(magnification)) + 1
    return np.asarray(cv2.blur(cells, (side, side), borderType=cv2.BORDER_CONSTANT))


def _offsets(count: int) -> Float64:
    """Offsets of a periodic grid, 0 first, negative ones from the end."""
    k = np.arange(count, dtype=np.float64)
    return np.where(k <= count // 2, k, k - count)
