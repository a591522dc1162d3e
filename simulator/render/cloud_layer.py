"""The form of the clouds: heaps over a tile of fractal noise, repeated on a shell around the planet.

They are sampled around the viewer at distances of even ratio. A ray that climbs through the layer then meets each of
its slices the same number of samples farther out, whatever its elevation, so that slices are shifts of one array.
"""

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
THICKNESS_M = 600.0
"""How high they pile (WMO: cumulus mediocris, as wide as high)."""
EXTINCTION_PER_M = 0.05
"""Extinction where noise is one deviation above the edge (Hess et al. 1998: cumulus 0.02 to 0.08 per m)."""
EARTH_M = 6_371_000.0
TILE_PX, TILE_M = 640, 20_480.0
"""The layer repeats after TILE_M."""
HAZE_M = 22_000.0
"""Distance at which haze of turbidity 3 has taken 63 % of a cloud's contrast (chosen: such air lets see 20 km far
at the ground, and the path rises out of it)."""
_LEVELS = 7
_NARROWING = 1.3
"""Deviations of the noise that a heap loses from base to top (chosen: heaps as wide as high)."""
_NEAR_M, _RATIO, _RINGS = 50.0, 0.015, 530
"""First distance, logarithm of the ratio of distances, and their number: up to 140 km, the shell's horizon."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CloudLayer:
    """What is seen of the clouds, each (SKY_ROWS, SKY_COLUMNS): veil, their opacity 0..1 less what haze before them
    hides; depth, thin 0 to thick 1; rise, base 0 to top 1; relief, contrast of a closed deck around 1; shade, a light
    each: share of it that reaches them past their neighbours.
    """

    veil: Float32
    depth: Float32
    rise: Float32
    relief: Float32
    shade: tuple[Float32, ...]


def cloud_layer(cover: float, turbidity: float, towards: tuple[Float64, ...]) -> CloudLayer:
    """The clouds of a weather, which stay when only the time of day changes; towards: directions (3,) of the lights."""
    if cover == 0.0:
        return _no_clouds(len(towards))
    noise = _noise_tile()
    edge = np.float32(np.quantile(noise[::4, ::4], 1.0 - 0.98 * cover))
    thick = np.clip((noise - edge) / np.float32(1.1), 0.0, 1.0)
    shades = [np.exp(-2.2 * _towards_light(thick, d)) for d in towards]
    draw = stream(0, "clouds", repr(cover), repr(turbidity))
    tile = np.stack([noise, *shades], -1).astype(np.float32)
    around = _around(tile, draw.uniform(0.0, TILE_PX, 2))
    seen = _on_map(np.concatenate([_heaps(around[..., 0] - edge), around], -1))
    haze = np.exp(-_shell_distance_m()[:, None] / (HAZE_M * 3.0 / turbidity)).astype(np.float32)
    relief = 1.0 + 0.10 * (seen[..., 3] - seen[..., 3].mean(axis=1, keepdims=True)) * haze
    veil, covered = seen[..., 0], np.maximum(seen[..., 0], np.float32(1e-6))
    return CloudLayer(
        veil=veil * haze,
        rise=np.asarray(seen[..., 1] / covered, dtype=np.float32),
        depth=np.asarray(seen[..., 2] / covered, dtype=np.float32),
        relief=relief.astype(np.float32),
        shade=tuple(seen[..., 4 + k] for k in range(len(towards))),
    )


def _no_clouds(lights: int) -> CloudLayer:
    zero, one = (np.full((SKY_ROWS, SKY_COLUMNS), x, dtype=np.float32) for x in (0.0, 1.0))
    return CloudLayer(veil=zero, rise=zero, depth=zero, relief=one, shade=(one,) * lights)


def _heaps(above: Float32) -> Float32:
    """Opacity, and rise and depth weighted by it (_RINGS, SKY_COLUMNS, 3), of rays that meet the base at each ring.

    above (_RINGS, SKY_COLUMNS): noise over the clouds' edge.
    """
    ring_m = _NEAR_M * np.exp(_RATIO * np.arange(_RINGS))
    slant = np.minimum(np.hypot(ring_m, BASE_M) / BASE_M, 8.0)[:, None].astype(np.float32)
    through = np.ones_like(above)
    out = np.zeros((*above.shape, 3), dtype=np.float32)
    slices = int(math.log1p(THICKNESS_M / BASE_M) / _RATIO) + 1
    for k in range(slices):
        height = BASE_M * math.expm1(k * _RATIO)
        step = BASE_M * math.expm1((k + 1) * _RATIO) - height
        met = above if k == 0 else np.concatenate([above[k:], above[-k:]])
        share = height / THICKNESS_M
        inside = np.clip(met - np.float32(_NARROWING * share**1.3), 0.0, 1.0)
        depth = inside * slant * np.float32(EXTINCTION_PER_M * step)
        # 1 - exp(-x) by its Pade approximant; slices are thin.
        seen = through * (depth / (1.0 + depth))
        through -= seen
        out[..., 1] += seen * np.float32(share)
        out[..., 2] += seen * inside
    out[..., 0] = 1.0 - through
    return out


def _on_map(rings: Float32) -> Float32:
    """Values (_RINGS, SKY_COLUMNS, C) on the sky map (SKY_ROWS, SKY_COLUMNS, C)."""
    flat = _shell_distance_m() * np.sqrt(1.0 - row_heights() ** 2)
    ring = np.clip(np.log(np.maximum(flat, _NEAR_M) / _NEAR_M) / _RATIO, 0.0, _RINGS - 1.001)
    first = ring.astype(np.int64)
    share = (ring - first).astype(np.float32)[:, None, None]
    return np.asarray(rings[first] * (1.0 - share) + rings[first + 1] * share, dtype=np.float32)


def _shell_distance_m() -> Float64:
    """Distance (SKY_ROWS,) from the street to the shell of the clouds' base."""
    rise = EARTH_M * row_heights()
    return np.asarray(-rise + np.sqrt(rise**2 + 2.0 * EARTH_M * BASE_M + BASE_M**2), dtype=np.float64)


def _towards_light(thick: Float32, direction: Float64) -> Float32:
    """Thickness (TILE_PX, TILE_PX) met on the way to a light: the mean of three points of the way."""
    flat = direction[:2] / max(float(np.linalg.norm(direction[:2])), 1e-9)
    reach_px = min(0.5 * THICKNESS_M / max(math.tan(abs(math.asin(direction[2]))), 0.25), 1_200.0) / (TILE_M / TILE_PX)
    out = np.zeros_like(thick)
    for share in (0.25, 0.6, 1.0):
        # Axis 0 of the tile is x, axis 1 is y.
        shift = np.round(-flat * reach_px * share).astype(int)
        out += np.roll(thick, (int(shift[0]), int(shift[1])), (0, 1)) / 3.0
    return out


def _around(tile: Float32, offset_px: Float64) -> Float32:
    """The tile (TILE_PX, TILE_PX, C) around the viewer (_RINGS, SKY_COLUMNS, C), far rings from its smaller copies."""
    ring_px = _NEAR_M * np.exp(_RATIO * np.arange(_RINGS)) * (TILE_PX / TILE_M)
    # Rings and columns both stand about a hundredth of their distance apart.
    level = np.clip(np.log2(np.maximum(0.01 * ring_px, 1.0)), 0.0, _LEVELS - 1.001)
    azimuth = column_azimuths()
    towards = np.stack([np.cos(azimuth), np.sin(azimuth)]).astype(np.float32)
    out = np.zeros((_RINGS, SKY_COLUMNS, tile.shape[-1]), dtype=np.float32)
    for k in range(_LEVELS):
        share = np.clip(1.0 - np.abs(level - k), 0.0, 1.0).astype(np.float32)
        rings = np.flatnonzero(share > 0)
        if rings.size:
            far = (ring_px[rings, None] / 2**k).astype(np.float32)
            x, y = (far * towards[axis] + np.float32(offset_px[axis] / 2**k) for axis in (0, 1))
            out[rings] += _bilinear(tile, x, y) * share[rings, None, None]
        tile = (tile[0::2, 0::2] + tile[1::2, 0::2] + tile[0::2, 1::2] + tile[1::2, 1::2]) * np.float32(0.25)
    return out


def _bilinear(tile: Float32, x: Float32, y: Float32) -> Float32:
    size = np.int32(tile.shape[0])
    x0, y0 = np.floor(x - 0.5).astype(np.int32), np.floor(y - 0.5).astype(np.int32)
    fx, fy = (x - 0.5 - x0).astype(np.float32)[..., None], (y - 0.5 - y0).astype(np.float32)[..., None]
    flat = tile.reshape(int(size) * int(size), -1)
    low, high = (x0 % size) * size, ((x0 + 1) % size) * size
    left, right = y0 % size, (y0 + 1) % size
    near = flat.take(low + left, axis=0) * (1 - fy) + flat.take(low + right, axis=0) * fy
    far = flat.take(high + left, axis=0) * (1 - fy) + flat.take(high + right, axis=0) * fy
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
