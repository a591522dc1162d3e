"""Falling rain and snow in a picture: streaks and flakes of true size, speed and light, hidden by what is nearer.

Drawn are particles wide enough to be seen one by one; the air's extinction stands for all of them. Not modelled: what
each drop's refracted picture of the street shows (they have its mean), gusts, and the camera's turning while it
exposes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.weather import rain, snow
from scenes.weather.particle_light import drop_gain, flake_gain, gain_at
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.irradiance import monomials
from simulator.render.sky import SkyLight, sky_light
from simulator.sensors.camera.drop_field import Kind
from simulator.sensors.camera.particles_in_view import Particles, Sight, in_view, outdoors, pixels_a_radian
from simulator.sensors.camera.streaks import Lines, draw, exposed

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

DAY_S, NIGHT_S = 1.0 / 250.0, 1.0 / 60.0
"""Exposure times where a camera tells none (chosen: an overcast street, and lamps)."""
NIGHT_BELOW_LX = 100.0
_SEEN_SHARE = 0.5
"""Of the light around a particle that is the picture's mean, the rest is the open sky's and ground's (chosen: a camera
sees the half before it, between houses; what is behind it is not known)."""
_HIGHLIGHT = 0.99
"""Quantile of the picture's luminances at which that mean cuts lamps and the sun, which light particles themselves."""
_STRIDE_PX = 4


def usual_exposure_s(environment: Environment) -> float:
    """By the light on open ground."""
    sky = sky_light(environment)
    lux = float(np.max(sky.ambient_lx + sky.sun_lx * max(0.0, float(sky.direction[2]))))
    return DAY_S if lux > NIGHT_BELOW_LX else NIGHT_S


def with_precipitation(
    radiance: Float32,
    range_m: Float32,
    sight: Sight,
    environment: Environment,
    history: WorldHistory,
    renderer: Renderer,
) -> Float32:
    """The picture (H, W, 3) with what falls before surfaces at range_m (H, W), distances along the rays, 0: sky.

    Returns the picture itself where nothing falls.
    """
    rates: tuple[tuple[Kind, float], ...] = (("rain", environment.rain_mmph), ("snow", environment.snow_mmph))
    for kind, rate_mmph in rates:
        if rate_mmph > 0.0:
            particles = outdoors(in_view(kind, rate_mmph, sight, environment), sight, history, renderer)
            light = _light(kind, particles, radiance, sight, environment, history, renderer)
            radiance = draw(radiance, range_m, _lines(particles, light, sight))
    return radiance


def _lines(particles: Particles, light: Float64, sight: Sight) -> Lines:
    """Streaks between where the particles are as the shutter opens and as it closes, seen from the moving camera."""
    way = 0.5 * sight.exposure_s * (particles.velocity_mps - sight.velocity_mps)
    start, end = (sight.lens.project(into_camera(particles.offset_m + sign * way, sight)) for sign in (-1.0, 1.0))
    kept = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    range_m = np.linalg.norm(particles.offset_m, axis=1)
    scale = pixels_a_radian(sight.lens)
    sharp = scale * particles.diameter_m / range_m
    start, end, range_m, sharp = start[kept], end[kept], range_m[kept], sharp[kept]
    width, opacity = exposed(start, end, sharp, scale, range_m)
    return Lines(start=start, end=end, width_px=width, opacity=opacity, range_m=range_m, radiance=light[kept])


def into_camera(points: Float64, sight: Sight) -> Float64:
    """World axes (N, 3) to the camera's, which are the columns of its rotation."""
    rotation = sight.T_world_camera.rotation()
    x, y, z = points[:, :1], points[:, 1:2], points[:, 2:]
    return np.asarray(x * rotation[0] + y * rotation[1] + z * rotation[2], dtype=np.float64)


def _light(
    kind: Kind,
    particles: Particles,
    radiance: Float32,
    sight: Sight,
    environment: Environment,
    history: WorldHistory,
    renderer: Renderer,
) -> Float64:
    """Radiance (N, 3) of each particle: of its surroundings, the sun or moon, and lamps.

    A drop is a lens that shows the half of the world behind it, 0.94 of its mean (Garg & Nayar 2007); a flake is white
    and shows what lights it from the camera's side.
    """
    sky = sky_light(environment)
    gain = drop_gain() if kind == "rain" else flake_gain(snow.ALBEDO)
    look = particles.offset_m / np.linalg.norm(particles.offset_m, axis=1, keepdims=True)
    facing, share = (look, rain.LENS_SHARE) if kind == "rain" else (-look, snow.ALBEDO)
    around = (1.0 - _SEEN_SHARE) * open_mean(sky, facing) + _SEEN_SHARE * picture_mean(radiance)
    sun = gain_at(gain, np.sum(look * sky.direction, axis=1))[:, None] * sky.sun_lx
    points = (particles.offset_m + sight.eye_m).astype(np.float32)
    lamps = renderer.lamplit(points, sight.eye_m, gain, history, environment, sight.t_s)
    return np.asarray(share * around + sun + lamps, dtype=np.float64)


def open_mean(sky: SkyLight, facing: Float64) -> Float64:
    """Mean radiance (N, 3), weighted by the cosine, of open sky and ground over the half space that (N, 3) faces."""
    terms = monomials(facing)
    lux = sum((terms[:, k : k + 1] * sky.irradiance[k] for k in range(terms.shape[1])), start=np.zeros((1, 3)))
    return np.maximum(lux, 0.0) / np.pi


def picture_mean(radiance: Float32) -> Float64:
    """(3,) of a picture without its brightest hundredth."""
    sample = radiance[::_STRIDE_PX, ::_STRIDE_PX].reshape(-1, 3).astype(np.float64)
    return np.asarray(np.minimum(sample, np.quantile(sample, _HIGHLIGHT, axis=0)).mean(axis=0))
