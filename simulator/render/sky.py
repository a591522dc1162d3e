"""Sun and sky in photometric units: Preetham's clear sky, blended with the CIE overcast sky and a layer of clouds.

Preetham, Shirley, Smits: A Practical Analytic Model for Daylight, SIGGRAPH 1999 (appendix A.2: sky, A.1: sunlight).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment

Float64 = NDArray[np.float64]

SKY_ROWS, SKY_COLUMNS = 192, 1024
SUN_ILLUMINANCE_LX = 128_000.0
"""Extraterrestrial solar illuminance, lux (IES Lighting Handbook: 127.5 klx)."""
SUN_RADIUS_RAD = 0.00465
"""Angular radius of the sun: 0.533 degrees across."""
GROUND_ALBEDO = 0.15
"""Mean reflectance of streets and grass, for light from below the horizon (chosen)."""
_XYZ_TO_SRGB = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
_SRGB_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_PALE_BLUE = np.array([0.93, 1.0, 1.2]) / (np.array([0.93, 1.0, 1.2]) @ _SRGB_LUMINANCE)
"""Linear sRGB of haze at luminance 1 (chosen: about 7500 K)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SkyLight:
    """Light from above. direction (3,) towards the sun, world frame; sun_lx (3,) RGB illuminance facing it;
    radiance (SKY_ROWS, SKY_COLUMNS, 3) float32 cd/m2 RGB, row 0 at the horizon (rows: elevation squared-spaced, see
    `row_elevations`), column 0 towards +x, counter-clockwise; ground (3,) radiance from below; ambient_lx (3,) sky
    illuminance on the horizontal.
    """

    direction: Float64
    sun_lx: Float64
    radiance: NDArray[np.float32]
    ground: Float64
    ambient_lx: Float64


def row_elevations() -> Float64:
    """Elevation (rad) of each row: finer near the horizon, where streets look."""
    return (math.pi / 2) * (np.arange(SKY_ROWS) / (SKY_ROWS - 1)) ** 2


@lru_cache(maxsize=8)
def sky_light(environment: Environment) -> SkyLight:
    """The light of an environment."""
    elevation, azimuth = environment.sun_elevation_rad, environment.sun_azimuth_rad
    sun = np.array(
        [
            math.cos(elevation) * math.cos(azimuth),
            math.cos(elevation) * math.sin(azimuth),
            math.sin(elevation),
        ]
    )
    directions = _directions()
    cover = environment.cloud_cover
    clear = _whitened_horizon(_preetham(directions, sun, environment.turbidity))
    direct = SUN_ILLUMINANCE_LX * _sun_transmittance(elevation, environment.turbidity)
    clear_lx = _horizontal_illuminance(clear)
    total = clear_lx @ _SRGB_LUMINANCE + (direct @ _SRGB_LUMINANCE) * sun[2]
    # CIE overcast sky (CIE S 011): Lz (1 + 2 sin gamma) / 3, giving 7/9 pi Lz lux on the ground. A closed deck passes
    # about a third of the global light (Kasten & Czeplak 1980: 1 - 0.75 * cover^3.4 leaves a quarter).
    zenith = 0.3 * total / (7.0 / 9.0 * math.pi)
    overcast = zenith * (1 + 2 * directions[..., 2:3]) / 3 * np.array([0.97, 1.0, 1.03])
    veil = _clouds(directions, cover)[..., None]
    lit = (0.35 + 0.65 * (1 - cover)) * (0.55 * total / math.pi) * np.array([1.02, 1.0, 0.98])
    cloud = (1 - cover) * lit + cover * overcast
    radiance = (1 - veil) * clear + veil * cloud
    sun_lx = direct * (1 - cover) ** 1.5
    ambient = _horizontal_illuminance(radiance)
    return SkyLight(
        direction=sun,
        sun_lx=sun_lx,
        radiance=radiance.astype(np.float32),
        ground=GROUND_ALBEDO * (ambient + sun_lx * sun[2]) / math.pi,
        ambient_lx=ambient,
    )


def _directions() -> Float64:
    elevation = row_elevations()[:, None]
    azimuth = (2 * math.pi * np.arange(SKY_COLUMNS) / SKY_COLUMNS)[None, :]
    flat = np.cos(elevation)
    return np.stack(
        [flat * np.cos(azimuth), flat * np.sin(azimuth), np.broadcast_to(np.sin(elevation), (SKY_ROWS, SKY_COLUMNS))],
        -1,
    )


def _horizontal_illuminance(radiance: Float64) -> Float64:
    """Lux (3,) on the horizontal: integral of L sin(elevation) over the hemisphere."""
    elevation = row_elevations()
    weight = np.gradient(elevation) * np.cos(elevation) * np.sin(elevation) * (2 * math.pi / SKY_COLUMNS)
    return np.asarray(np.einsum("r,rcx->x", weight, radiance), dtype=np.float64)


def _preetham(directions: Float64, sun: Float64, turbidity: float) -> Float64:
    """Clear-sky radiance (..., 3), linear sRGB in cd/m2."""
    t = turbidity
    perez = {
        "Y": (
            0.1787 * t - 1.4630,
            -0.3554 * t + 0.4275,
            -0.0227 * t + 5.3251,
            0.1206 * t - 2.5771,
            -0.0670 * t + 0.3703,
        ),
        "x": (
            -0.0193 * t - 0.2592,
            -0.0665 * t + 0.0008,
            -0.0004 * t + 0.2125,
            -0.0641 * t - 0.8989,
            -0.0033 * t + 0.0452,
        ),
        "y": (
            -0.0167 * t - 0.2608,
            -0.0950 * t + 0.0092,
            -0.0079 * t + 0.2102,
            -0.0441 * t - 1.6537,
            -0.0109 * t + 0.0529,
        ),
    }
    theta_s = math.acos(min(1.0, sun[2]))
    chi = (4.0 / 9.0 - t / 120.0) * (math.pi - 2 * theta_s)
    zenith_y = max(0.05, (4.0453 * t - 4.9710) * math.tan(chi) - 0.2155 * t + 2.4192) * 1000.0
    powers = np.array([theta_s**3, theta_s**2, theta_s, 1.0])
    zenith_xy = [
        float(np.array([t * t, t, 1.0]) @ np.array(table) @ powers)
        for table in (
            [
                [0.00166, -0.00375, 0.00209, 0.0],
                [-0.02903, 0.06377, -0.03202, 0.00394],
                [0.11693, -0.21196, 0.06052, 0.25886],
            ],
            [
                [0.00275, -0.00610, 0.00317, 0.0],
                [-0.04214, 0.08970, -0.04153, 0.00516],
                [0.15346, -0.26756, 0.06670, 0.26688],
            ],
        )
    ]
    cos_theta = np.maximum(directions[..., 2], 0.01)
    gamma = np.arccos(np.clip(directions @ sun, -1.0, 1.0))

    def relative(c: tuple[float, float, float, float, float]) -> Float64:
        a, b, cc, d, e = c
        sky = (1 + a * np.exp(b / cos_theta)) * (1 + cc * np.exp(d * gamma) + e * np.cos(gamma) ** 2)
        zenith = (1 + a * math.exp(b)) * (1 + cc * math.exp(d * theta_s) + e * math.cos(theta_s) ** 2)
        return np.asarray(sky / zenith, dtype=np.float64)

    luminance = zenith_y * relative(perez["Y"])
    x = zenith_xy[0] * relative(perez["x"])
    y = np.maximum(zenith_xy[1] * relative(perez["y"]), 1e-3)
    xyz = np.stack([luminance * x / y, luminance, luminance * (1 - x - y) / y], -1)
    return np.asarray(np.maximum(xyz @ _XYZ_TO_SRGB.T, 0.0), dtype=np.float64)


def _whitened_horizon(clear: Float64) -> Float64:
    """Preetham's fit is too saturated, and magenta near the horizon (Zotti et al. 2007), where real haze is pale blue.

    Chosen by eye: a fifth less saturation everywhere, up to four fifths at the horizon. Luminance is kept.
    """
    luminance = clear @ _SRGB_LUMINANCE
    pale = luminance[..., None] * _PALE_BLUE
    share = 0.2 + 0.6 * np.exp(-row_elevations() / 0.15)[:, None, None]
    return np.asarray(clear + share * (pale - clear), dtype=np.float64)


def _sun_transmittance(elevation_rad: float, turbidity: float) -> Float64:
    """RGB transmittance of the air along the sun's path: Rayleigh and aerosol (Preetham 1999, A.1)."""
    zenith_deg = 90.0 - math.degrees(elevation_rad)
    mass = 1.0 / (math.sin(elevation_rad) + 0.15 * (93.885 - zenith_deg) ** -1.253)
    wavelength_um = np.array([0.61, 0.55, 0.465])
    beta = 0.04608 * turbidity - 0.04586
    return np.asarray(np.exp(-0.008735 * wavelength_um**-4.08 * mass - beta * wavelength_um**-1.3 * mass))


def _clouds(directions: Float64, cover: float) -> Float64:
    """Opacity 0..1 of a cloud layer seen in perspective: fractal value noise on a plane above the street."""
    height = np.maximum(directions[..., 2], 0.02)
    plane = directions[..., :2] / (height + 0.08)[..., None] * 1.6
    density = np.zeros(directions.shape[:-1])
    for octave in range(5):
        density += _value_noise(plane * 2.0**octave + 17.0 * octave) * 0.5**octave
    density = density / 1.94
    threshold = 0.72 - 0.55 * cover
    veil = np.clip((density - threshold) / 0.25, 0.0, 1.0)
    # Far clouds merge into haze, and their noise would alias in the map's rows: they fade below 9 degrees.
    far = np.clip(directions[..., 2] / 0.16, 0.0, 1.0)
    veil = veil * veil * (3 - 2 * veil) * far * far
    return np.asarray(np.maximum(veil * min(1.0, 0.35 + cover * 2), cover**2), dtype=np.float64)


def _value_noise(p: Float64) -> Float64:
    """Smooth value noise in 0..1 of points (..., 2), by an integer hash of the cell corners."""
    cell = np.floor(p).astype(np.int64)
    f = p - cell
    f = f * f * (3 - 2 * f)

    def corner(dx: int, dy: int) -> Float64:
        h = ((cell[..., 0] + dx) * 73856093) ^ ((cell[..., 1] + dy) * 19349663)
        h = (h ^ (h >> 13)) * 1274126177
        return np.asarray(((h ^ (h >> 16)) & 0xFFFF) / 65535.0, dtype=np.float64)

    low = corner(0, 0) * (1 - f[..., 0]) + corner(1, 0) * f[..., 0]
    high = corner(0, 1) * (1 - f[..., 0]) + corner(1, 1) * f[..., 0]
    return np.asarray(low * (1 - f[..., 1]) + high * f[..., 1], dtype=np.float64)
