"""Air and fog: Koschmieder's law on the device, and what a layer of fog does to the light."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import warp as wp

from scenes.environment import Environment
from scenes.weather.air import air_at, extinction_at, optical_depth
from simulator.render.air import air_medium, extinction_per_m
from simulator.render.fog import layer_depth
from simulator.render.kernels.air import Air, device_air, veil_of
from simulator.render.kernels.sky import Light, device_light
from simulator.render.mitsuba.air import through_air
from simulator.render.rays import Rays
from simulator.render.sky import SkyLight, sky_light
from simulator.render.spectrum import LUMINANCE

Array = np.ndarray[Any, Any]


def foggy(mor_m: float, elevation_deg: float = 40.0) -> Environment:
    return Environment(sun_elevation_rad=math.radians(elevation_deg), cloud_cover=0.0, mor_m=mor_m)


@wp.kernel
def _through(air: Air, light: Light, at: wp.array(dtype=wp.vec4), dark: float, out: wp.array(dtype=wp.vec3)):  # type: ignore[valid-type]
    i = wp.tid()
    veil = veil_of(air, light, wp.vec3(0.0, 0.0, 1.5), wp.vec3(at[i][0], at[i][1], at[i][2]), at[i][3])
    out[i] = veil.light + veil.left * dark


def seen(
    environment: Environment, direction: list[float], distances_m: list[float], radiance: float, t_s: float = 0.0
) -> Array:
    at = np.array([[*direction, d] for d in distances_m], dtype=np.float32)
    out = wp.empty(len(at), dtype=wp.vec3)
    light, air = device_light(sky_light(environment), "cpu"), device_air(air_medium(environment, t_s))
    wp.launch(_through, len(at), inputs=[air, light, wp.array(at, dtype=wp.vec4), radiance], outputs=[out])
    return out.numpy()


def global_lx(sky: SkyLight) -> float:
    return float((sky.sun_lx * max(sky.direction[2], 0.0) + sky.ambient_lx) @ LUMINANCE)


@pytest.mark.parametrize("mor_m", [50.0, 400.0, 8_000.0, 30_000.0])
def test_at_the_optical_range_a_twentieth_of_the_contrast_is_left(mor_m: float) -> None:
    environment = foggy(mor_m)
    near_dark, dark, endless = seen(environment, [1.0, 0.0, 0.0], [0.0, mor_m, 1e7], 0.0)
    bright = seen(environment, [1.0, 0.0, 0.0], [mor_m], 1000.0)[0]
    np.testing.assert_allclose(near_dark, 0.0, atol=1e-3)
    # In green, for which the range is defined; 0.549 instead of 0.55 micrometres changes it by 2 %.
    assert (bright - dark)[1] / 1000.0 == pytest.approx(0.05, rel=0.02)
    np.testing.assert_allclose(endless, sky_light(environment).radiance[0, 0], rtol=1e-3)


def test_clear_air_turns_far_darkness_blue_and_fog_is_grey() -> None:
    assert extinction_per_m(30_000.0)[2] > 1.3 * extinction_per_m(30_000.0)[0]
    np.testing.assert_allclose(extinction_per_m(100.0) / (math.log(20.0) / 100.0), 1.0, rtol=2e-3)
    # Rayleigh alone: 300 km is what the cleanest air allows.
    ratio = extinction_per_m(300_000.0)
    assert ratio[2] / ratio[0] == pytest.approx((0.611 / 0.464) ** 4, rel=0.01)


def test_dense_fog_has_no_sun_and_a_sky_that_is_air() -> None:
    sky = sky_light(foggy(100.0))
    assert float(sky.sun_lx @ LUMINANCE) < 0.03 * float(sky.ambient_lx @ LUMINANCE)
    # 5 degrees above the horizon the layer's edge is 2.3 km away: nothing but air is seen, alike all around.
    ring = sky.radiance[2:60] @ LUMINANCE.astype(np.float32)
    assert ring.std(axis=1).max() / ring.mean() < 0.15
    up = seen(foggy(100.0), [0.6, 0.0, 0.8], [1e6], 0.0)[0] @ LUMINANCE
    assert up == pytest.approx(float(sky.radiance[200].mean(axis=0) @ LUMINANCE), rel=0.25)


@pytest.mark.parametrize("elevation_deg", [3.0, 20.0, 60.0])
def test_fog_gives_back_what_it_does_not_send_up(elevation_deg: float) -> None:
    bare = global_lx(sky_light(foggy(30_000.0, elevation_deg)))
    for mor_m in (5_000.0, 1_000.0, 200.0, 50.0):
        depth = layer_depth(mor_m)
        # Bohren 1987; the sky that shines through unscattered is not dimmed twice, so thin layers may keep more.
        expected = bare * 2.0 / (2.0 + 0.15 * depth)
        assert global_lx(sky_light(foggy(mor_m, elevation_deg))) == pytest.approx(expected, rel=0.02)


def test_clearer_air_gives_more_direct_light_without_a_step() -> None:
    suns = [float(sky_light(foggy(x)).sun_lx @ LUMINANCE) for x in (100, 300, 1_000, 3_000, 9_900, 10_100, 300_000)]
    assert all(a <= b for a, b in itertools.pairwise(suns))
    assert suns[4] == pytest.approx(suns[5], rel=0.01)


def test_a_lamp_less_night_fog_stays_dark() -> None:
    sky = sky_light(Environment(sun_elevation_rad=-0.6, moon_lit_share=0.0, mor_m=80.0))
    assert global_lx(sky) < 0.1


def test_a_layer_on_the_ground_is_thin_above_and_thick_along_it() -> None:
    """Against `scenes.weather.air.optical_depth`, level, up and down from 1.5 m."""
    environment = Environment(mor_m=60.0, fog_height_m=2.0)
    for direction, far_m in (([1.0, 0.0, 0.0], 25.0), ([0.96, 0.0, 0.28], 25.0), ([0.8, 0.0, -0.6], 12.0)):
        dark, bright = (seen(environment, direction, [far_m], level)[0] for level in (0.0, 1000.0))
        depth = optical_depth(air_at(environment, 0.0), np.array([0, 0, 1.5]), np.array(direction), np.array(far_m))
        assert (bright - dark)[1] / 1000.0 == pytest.approx(math.exp(-float(depth)), rel=0.02)


def test_below_three_heights_under_its_base_a_layer_grows_no_denser() -> None:
    environment = Environment(mor_m=3_000.0, fog_height_m=0.5)
    for direction, distance_m in (([0.8, 0.0, -0.6], 40.0), ([0.96, 0.0, -0.28], 20.0)):
        dark, bright = (seen(environment, direction, [distance_m], level)[0] for level in (0.0, 1000.0))
        at_m = np.array([0.0, 0.0, 1.5]) + np.outer((np.arange(4000) + 0.5) / 4000 * distance_m, direction)
        depth = float(np.mean(extinction_at(air_at(environment, 0.0), at_m))) * distance_m
        assert depth > 0.05
        assert -math.log((bright - dark)[1] / 1000.0) == pytest.approx(depth, rel=0.02)


@pytest.mark.parametrize(
    "environment",
    [
        Environment(mor_m=60.0, fog_height_m=2.0),
        Environment(mor_m=80.0, fog_patchiness=0.8, fog_height_m=4.0, fog_pattern=3, wind_mps=4.0),
        Environment(mor_m=300.0),
    ],
)
def test_the_reference_backend_sees_the_same_air(environment: Environment) -> None:
    """At a time at which patches have drifted."""
    direction, distances, t_s = [0.48, 0.64, -0.6], [0.0, 2.0, 7.0, 20.0], 3.0
    rays = Rays(
        origin_m=np.tile(np.float32([0.0, 0.0, 1.5]), (4, 1)),
        direction=np.tile(np.float32(direction), (4, 1)) * np.float32(2.0),
        time_s=np.full(4, t_s, dtype=np.float32),
    )
    t = np.float32(distances) / np.float32(2.0)
    for level in (0.0, 1000.0):
        radiance = np.full((4, 3), level, dtype=np.float32)
        theirs = through_air(radiance, t, rays, environment, sky_light(environment))
        np.testing.assert_allclose(theirs, seen(environment, direction, distances, level, t_s), rtol=2e-3, atol=1e-3)


@pytest.mark.parametrize("height_m", [0.0, 4.0])
def test_patches_on_the_device_are_those_on_the_host(height_m: float) -> None:
    environment = Environment(mor_m=80.0, fog_patchiness=0.8, fog_height_m=height_m, fog_pattern=3)
    distances = [1.0, 7.0, 30.0, 60.0]
    dark, bright = (seen(environment, [0.6, 0.8, 0.0], distances, level) for level in (0.0, 1000.0))
    depth = optical_depth(
        air_at(environment, 0.0), np.array([0, 0, 1.5]), np.array([0.6, 0.8, 0.0]), np.array(distances)
    )
    np.testing.assert_allclose((bright - dark)[:, 1] / 1000.0, np.exp(-depth), rtol=0.02, atol=1e-3)


def test_dust_colours_the_sky_and_fog_does_not() -> None:
    """What dust gives back has its albedo's colour, at the horizon whole."""
    clear, dusty = (
        sky_light(Environment(sun_elevation_rad=0.8, dust_mor_m=x)).radiance[0].mean(axis=0) for x in (300_000.0, 100.0)
    )
    assert dusty[0] / dusty[2] > 1.2 * clear[0] / clear[2]
