"""The form of the clouds: a tile of fractal noise, repeated over a shell around the planet, seen from the street."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream
from simulator.render.sky_map import SKY_COLUMNS, SKY_ROWS, column_azimuths, row_heights

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

BASE_M = 1_500.0
"""Height of the clouds' base (WMO International Cloud Atlas: cumulus 300 to 2000 m)."""
THICKNESS_M = 300.0
"""How high they pile, for the length of their shades on each other (chosen: humble cumulus)."""
EARTH_M = 6_371_000.0
TILE_PX, TILE_M = 640, 20_480.0
"""The layer repeats after TILE_M."""
HAZE_M = 22_000.0
"""Distance at which haze of turbidity 3 has taken 63 % of a cloud's contrast (chosen: such air lets see 20 km far
at the ground, and the path rises out of it)."""
_LEVELS = 7


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CloudLayer:
    """What is seen of the clouds, each (SKY_ROWS, SKY_COLUMNS): veil, their opacity 0..1 less what haze before them
    hides; depth, thin 0 to thick 1; relief, contrast of a closed deck around 1; shade, a light each: share of it that
    reaches them past their neighbours.
    """

    veil: Float32
    depth: Float32
    relief: Float32
    shade: tuple[Float32, ...]


def cloud_layer(cover: float, turbidity: float, towards: tuple[Float64, ...]) -> CloudLayer:
    """The clouds of a weather, which stay when only the time of day changes; towards: directions (3,) of the lights."""
    noise = _noise_tile()
    threshold = float(np.quantile(noise[::4, ::4], 1.0 - 0.92 * cover)) if cover > 0 else math.inf
    thick = np.clip((noise - np.float32(threshold)) / np.float32(1.1), 0.0, 1.0)
    shades = [np.exp(-2.2 * _towards_light(thick, d)) for d in towards]
    tile = np.stack([1.0 - np.exp(-9.0 * thick), thick, noise, *shades], -1).astype(np.float32)
    draw = stream(0, "clouds", repr(cover), repr(turbidity))
    seen = _seen(tile, draw.uniform(0.0, TILE_PX, 2))
    distance = _shell_distance_m()[:, None]
    haze = np.exp(-distance / (HAZE_M * 3.0 / turbidity)).astype(np.float32)
    relief = 1.0 + 0.10 * (seen[..., 2] - seen[..., 2].mean(axis=1, keepdims=True)) * haze
    return CloudLayer(
        veil=seen[..., 0] * haze,
        depth=seen[..., 1],
        relief=relief.astype(np.float32),
        shade=tuple(seen[..., 3 + k] for k in range(len(towards))),
    )


def _shell_distance_m() -> Float64:
    """Distance (SKY_ROWS,) from the street to the shell of the clouds."""
    rise = EARTH_M * row_heights()
    return np.asarray(-rise + np.sqrt(rise**2 + 2.0 * EARTH_M * BASE_M + BASE_M**2), dtype=np.float64)


def _towards_light(thick: Float32, direction: Float64) -> Float32:
    """Thickness (TILE_PX, TILE_PX) met on the way to a light: the mean of three points of the way."""
    flat = direction[:2] / max(float(np.linalg.norm(direction[:2])), 1e-9)
    reach_px = min(THICKNESS_M / max(math.tan(abs(math.asin(direction[2]))), 0.25), 1_200.0) / (TILE_M / TILE_PX)
    out = np.zeros_like(thick)
    for share in (0.25, 0.6, 1.0):
        # Axis 0 of the tile is x, axis 1 is y.
        shift = np.round(-flat * reach_px * share).astype(int)
        out += np.roll(thick, (int(shift[0]), int(shift[1])), (0, 1)) / 3.0
    return out


def _seen(tile: Float32, offset_px: Float64) -> Float32:
    """The tile (TILE_PX, TILE_PX, C) on the map (SKY_ROWS, SKY_COLUMNS, C), with levels of detail against aliasing."""
    distance, height = _shell_distance_m(), row_heights()
    flat_px = distance * np.sqrt(1.0 - height**2) * (TILE_PX / TILE_M)
    # The length of the layer that a row covers grows with distance; a column covers less.
    stretch = np.abs(np.gradient(flat_px))
    level = np.clip(np.log2(np.maximum(stretch, 1.0)) + 0.3, 0.0, _LEVELS - 1.001)
    azimuth = column_azimuths()
    x = flat_px[:, None] * np.cos(azimuth) + offset_px[0]
    y = flat_px[:, None] * np.sin(azimuth) + offset_px[1]
    out = np.zeros((SKY_ROWS, SKY_COLUMNS, tile.shape[-1]), dtype=np.float32)
    for k in range(_LEVELS):
        share = np.clip(1.0 - np.abs(level - k), 0.0, 1.0)
        rows = np.flatnonzero(share > 0)
        if rows.size:
            out[rows] += _bilinear(tile, x[rows] / 2**k, y[rows] / 2**k) * share[rows, None, None].astype(np.float32)
        half = tile.shape[0] // 2
        tile = tile.reshape(half, 2, half, 2, -1).mean(axis=(1, 3))
    return out


def _bilinear(tile: Float32, x: Float64, y: Float64) -> Float32:
    size = tile.shape[0]
    x, y = x - 0.5, y - 0.5
    x0, y0 = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = (x - x0).astype(np.float32)[..., None], (y - y0).astype(np.float32)[..., None]
    flat = tile.reshape(size * size, -1)
    low, high = (x0 % size) * size, ((x0 + 1) % size) * size
    left, right = y0 % size, (y0 + 1) % size
    near = flat[low + left] * (1 - fy) + flat[low + right] * fy
    far = flat[high + left] * (1 - fy) + flat[high + right] * fy
    return np.asarray(near * (1 - fx) + far * fx, dtype=np.float32)


@lru_cache(maxsize=1)
def _noise_tile() -> Float32:
    """Periodic fractal noise (TILE_PX, TILE_PX) of mean 0 and deviation 1: heaps with cauliflower edges."""
    heaps = _spectral_noise("heaps", 5.0, 1.9)
    billows = sum((0.5 - np.abs(_spectral_noise(f"billow{k}", 10.0 * 2.0**k, 4.0))) * 0.55**k for k in range(4))
    noise = heaps + 0.55 * np.asarray(billows)
    return np.asarray((noise - noise.mean()) / noise.std(), dtype=np.float32)


def _spectral_noise(key: str, cycles: float, fall: float) -> Float64:
    """Periodic Gaussian noise of deviation 1 whose amplitudes peak at that many cycles a tile."""
    white = np.fft.rfft2(stream(0, "clouds.noise", key).standard_normal((TILE_PX, TILE_PX)))
    k = np.hypot(np.fft.fftfreq(TILE_PX)[:, None], np.fft.rfftfreq(TILE_PX)[None, :]) * (TILE_PX / cycles)
    field = np.fft.irfft2(white * k / (1.0 + k ** (fall + 1.0)), s=(TILE_PX, TILE_PX))
    return np.asarray((field - field.mean()) / field.std(), dtype=np.float64)
