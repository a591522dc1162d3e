"""Clouds: a layer of fractal noise seen in perspective, lit by sun and moon; closing to the CIE overcast sky."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.render.atmosphere import Atmosphere
from simulator.render.clear_sky import FarLight, arriving_lx
from simulator.render.cloud_layer import BASE_M, CloudLayer
from simulator.render.sky_map import horizontal_lx, map_cosines, row_heights
from simulator.render.spectrum import LUMINANCE

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Daylight:
    """A clear sky and its lights. radiance (rows, columns, 3); lights and what of each arrives at the ground (3,), lux,
    facing it, brightest first.
    """

    radiance: Float32
    lights: tuple[FarLight, ...]
    direct_lx: tuple[Float64, ...]

    @property
    def global_lx(self) -> Float64:
        """Illuminance (3,) on the horizontal by sky and lights."""
        sky = horizontal_lx(self.radiance)
        pairs = zip(self.direct_lx, self.lights, strict=True)
        return np.asarray(sky + sum(lx * max(light.direction[2], 0.0) for lx, light in pairs), dtype=np.float64)


def clouded(daylight: Daylight, layer: CloudLayer, air: Atmosphere, cover: float) -> Float32:
    """The sky (rows, columns, 3) behind and in clouds that take a share `cover` of the direct light.

    What the clouds take they scatter: the sky as a whole gives what is left of the clear day's light (Kasten and
    Czeplak 1980: 1 - 0.75 cover^3.4) without the direct light that still arrives.
    """
    left = daylight.global_lx * (1.0 - 0.75 * cover**3.4)
    pairs = zip(daylight.direct_lx, daylight.lights, strict=True)
    wanted = left - sum(lx * (1.0 - cover) * max(light.direction[2], 0.0) for lx, light in pairs)
    veil = layer.veil[..., None]
    behind = daylight.radiance * (1.0 - veil)
    lit = _lit(daylight, layer, air) * veil
    need = (wanted - horizontal_lx(behind)) @ LUMINANCE / max(float(horizontal_lx(lit) @ LUMINANCE), 1e-12)
    # Thin veils and low suns would ask for impossible clouds (chosen limits).
    broken = behind + lit * np.float32(np.clip(need, 0.6, 1.8))
    closed = np.float32(_smoothstep((cover - 0.5) / 0.5))
    return np.asarray(broken + (_overcast(wanted, layer) - broken) * closed, dtype=np.float32)


def _overcast(horizontal: Float64, layer: CloudLayer) -> Float32:
    """CIE overcast sky (CIE S 011/E:2003, type 1 in its old form): Lz (1 + 2 sin) / 3, which gives 7/9 pi Lz lux."""
    grey = 0.5 * horizontal + 0.5 * (horizontal @ LUMINANCE) * np.array([0.97, 1.0, 1.05])
    zenith = grey / (7.0 / 9.0 * math.pi)
    shape = (1.0 + 2.0 * row_heights()[:, None]) / 3.0 * layer.relief
    return np.asarray(shape[..., None] * zenith, dtype=np.float32)


def _lit(daylight: Daylight, layer: CloudLayer, air: Atmosphere) -> Float32:
    """Radiance (rows, columns, 3) of cloud: lit sides bright, thick bases grey, thin edges before the light glowing."""
    around = horizontal_lx(daylight.radiance) / math.pi
    # Bases see the ground and some sky, tops the sky (chosen shares).
    ambient = (0.45 + 0.25 * (1.0 - layer.depth) + 0.3 * layer.rise)[..., None] * around
    out = ambient.astype(np.float32)
    for light, shade in zip(daylight.lights, layer.shade, strict=True):
        at_base = arriving_lx(air, light, BASE_M).astype(np.float32)
        cosine = map_cosines(light.direction)
        forward = 0.06 / (1.64 - 1.6 * cosine) ** 1.5 * np.exp(-4.0 * layer.depth)
        # A side that faces the light sends back more than one that hides it.
        facing = 1.0 - 0.35 * layer.rise * (0.5 + 0.5 * cosine)
        lit = np.maximum((1.0 - 0.75 * layer.depth) * shade, layer.rise * facing)
        out += ((0.75 / math.pi) * lit + forward)[..., None] * at_base
    return out


def _smoothstep(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)
