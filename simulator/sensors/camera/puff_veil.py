"""A picture seen through spray, blown snow, dust and smoke: puffs take light, and send that of sky, sun and lamps.

Scattering is counted once, with the light that is about; puffs throw no shadows on each other or on the road.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.lenses.base import Lens
from scenes.weather.particle_light import cloud_gain, gain_at
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.kernels.puffs import device_puffs, veil_rows
from simulator.render.puffs import REACH, Puffs, near
from simulator.render.sky import sky_light
from simulator.sensors.camera.particles_in_view import Sight, cone_of
from simulator.sensors.camera.precipitation import into_camera, open_mean, picture_mean
from simulator.sensors.camera.streaks import DEVICE, by_rows, launcher

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

FARTHEST_M = 250.0
_FAINTEST = 5e-4
"""Optical depth through the middle from which a puff is drawn (chosen: an eighth of a count)."""
_FORWARD = 0.75
"""Asymmetry of scattering at droplets of 10 to 100 micrometres, snow and dust (chosen)."""
_SEEN_SHARE = 0.5
_UP = np.array([[0.0, 0.0, 1.0]])
_CORNERS = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])


def through_puffs(
    radiance: Float32,
    range_m: Float32,
    sight: Sight,
    environment: Environment,
    history: WorldHistory,
    renderer: Renderer,
) -> Float32:
    """The picture (H, W, 3) through all puffs of the time; itself where there are none. range_m (H, W), 0: sky."""
    puffs = near(renderer.puffs(history, environment, sight.t_s), sight.eye_m, FARTHEST_M)
    puffs = puffs.where(puffs.extinction_per_m * puffs.sigma_m * np.sqrt(2.0 * np.pi) > _FAINTEST)
    if not len(puffs):
        return radiance
    camera_m = into_camera(puffs.centre_m - sight.eye_m, sight)
    spans = _spans(camera_m, puffs.sigma_m, sight.lens)
    shown = _in_cone(puffs, sight) & (spans[:, 0] <= spans[:, 1]) & (spans[:, 2] <= spans[:, 3])
    if not shown.any():
        return radiance
    source = _source(puffs.where(shown), radiance, sight, environment, history, renderer)
    local = Puffs(
        centre_m=camera_m[shown],
        sigma_m=puffs.sigma_m[shown],
        extinction_per_m=puffs.extinction_per_m[shown],
        albedo=puffs.albedo[shown],
    )
    return _veiled(radiance, range_m, local, source, spans[shown], sight.lens)


def _veiled(
    radiance: Float32, range_m: Float32, puffs: Puffs, source: Float64, spans: NDArray[np.int64], lens: Lens
) -> Float32:
    """Puffs in the camera's axes, of which each is looked for in its span of columns and rows."""
    height, width = range_m.shape
    start, item = by_rows(np.arange(len(puffs)), spans[:, 2].astype(np.float64), spans[:, 3].astype(np.float64), height)
    pixels = height * width
    picture = wp.array(np.ascontiguousarray(radiance).reshape(-1, 3), dtype=wp.vec3, device=DEVICE)
    depth = wp.zeros(pixels, dtype=wp.float32, device=DEVICE)
    light = wp.zeros(pixels, dtype=wp.vec3, device=DEVICE)
    inputs = [
        device_puffs(puffs, source, DEVICE),
        wp.vec3(0.0, 0.0, 0.0),
        _device_directions(lens),
        wp.array(np.ascontiguousarray(range_m).reshape(-1), dtype=wp.float32, device=DEVICE),
        wp.array(spans[:, :2].astype(np.int32), dtype=wp.vec2i, device=DEVICE),
        *(wp.array(x.astype(np.int32), dtype=wp.int32, device=DEVICE) for x in (start, item)),
        width,
    ]
    launcher().launch_each(veil_rows, height, inputs, [depth, light, picture])
    return np.asarray(picture.numpy(), dtype=np.float32).reshape(radiance.shape)


def _in_cone(puffs: Puffs, sight: Sight) -> NDArray[np.bool_]:
    """(K,) whether any direction of the camera's may meet a puff."""
    axis, cosine, _ = cone_of(sight)
    offset = puffs.centre_m - sight.eye_m
    away = np.sqrt(np.sum(offset * offset, axis=1))
    off_axis = np.arccos(np.clip(np.sum(offset * axis, axis=1) / np.maximum(away, 1e-6), -1.0, 1.0))
    size = np.arcsin(np.clip(REACH * puffs.sigma_m / np.maximum(away, 1e-6), 0.0, 1.0))
    return np.asarray((away < REACH * puffs.sigma_m) | (off_axis - size < np.arccos(max(cosine, -1.0))))


def _spans(camera_m: Float64, sigma_m: Float64, lens: Lens) -> NDArray[np.int64]:
    """(K, 4) first and last column, first and last row in which puffs may be seen; last before first: none."""
    width, height = lens.size_px
    corner = camera_m[:, None, :] + REACH * sigma_m[:, None, None] * _CORNERS
    image = lens.project(corner)
    lost = np.asarray(np.isnan(image[..., 0]) | np.isnan(image[..., 1]))
    low = np.floor(np.where(lost[..., None], np.inf, image).min(axis=1))
    high = np.ceil(np.where(lost[..., None], -np.inf, image).max(axis=1))
    away = np.sqrt(np.sum(camera_m * camera_m, axis=1))
    # Who stands in a puff, or has it beside him, may see it anywhere.
    anywhere = (away < 1.8 * REACH * sigma_m) | (np.any(lost, axis=1) & ~np.all(lost, axis=1))
    low[anywhere], high[anywhere] = -1.0, float(max(width, height))
    spans = np.column_stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]])
    bounds = np.array([width, width, height, height])
    return np.asarray(np.clip(spans, [0, -1, 0, -1], bounds - [0, 1, 0, 1]), dtype=np.int64)


def _source(
    puffs: Puffs,
    radiance: Float32,
    sight: Sight,
    environment: Environment,
    history: WorldHistory,
    renderer: Renderer,
) -> Float64:
    """Radiance (K, 3) of endless air like each puff: of all that is around, of the sun or moon, of lamps."""
    sky = sky_light(environment)
    gain = cloud_gain(1.0, _FORWARD)
    offset = puffs.centre_m - sight.eye_m
    look = offset / np.maximum(np.sqrt(np.sum(offset * offset, axis=1, keepdims=True)), 1e-6)
    open_air = 0.5 * (open_mean(sky, _UP) + open_mean(sky, -_UP))
    around = (1.0 - _SEEN_SHARE) * open_air + _SEEN_SHARE * picture_mean(radiance)
    sun = gain_at(gain, np.sum(look * sky.direction, axis=1))[:, None] * sky.sun_lx
    lamps = renderer.lamplit(puffs.centre_m.astype(np.float32), sight.eye_m, gain, history, environment, sight.t_s)
    return np.asarray(puffs.albedo * (around + sun + lamps), dtype=np.float64)


@lru_cache(maxsize=8)
def _device_directions(lens: Lens) -> Any:
    """(H * W) unit directions of the pixels in the camera's axes; 0 where the lens shows nothing."""
    directions = np.nan_to_num(lens.pixel_directions().reshape(-1, 3))
    return wp.array(directions.astype(np.float32), dtype=wp.vec3, device=DEVICE)
