"""Light against closed forms: illuminance, Lambert's law, shadows; and pictures that are finite whatever the scene."""

from __future__ import annotations

import math

import numpy as np
import pytest
from render_world import Solid, forward_view, noon, placed, scene_of, still

from scenes.material import Material
from simulator.render.sky import sky_at, sky_light
from simulator.render.warp_renderer import WarpRenderer

WHITE = Material(base_color=(0.6, 0.6, 0.6), roughness=1.0)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def test_clear_noon_gives_about_a_hundred_kilolux() -> None:
    sky = sky_light(noon())
    global_lx = float((sky.sun_lx * sky.direction[2] + sky.ambient_lx) @ LUMINANCE)
    # CIE 110-1994: 80 to 110 klx at 60 degrees of solar elevation under a clear sky.
    assert 80_000 < global_lx < 115_000
    assert 0.05 < float(sky.ambient_lx @ LUMINANCE) / global_lx < 0.35


def test_overcast_has_no_sun_and_a_zenith_three_times_the_horizon() -> None:
    sky = sky_light(noon(cloud_cover=1.0))
    assert (sky.sun_lx == 0).all()
    luminance = sky.radiance @ LUMINANCE.astype(np.float32)
    # CIE overcast sky: L = Lz (1 + 2 sin) / 3.
    np.testing.assert_allclose(luminance[-1].mean() / luminance[0].mean(), 3.0, rtol=0.02)


def test_low_sun_is_redder_and_weaker_than_high_sun() -> None:
    low, high = sky_light(noon(elevation_deg=5.0)).sun_lx, sky_light(noon(elevation_deg=60.0)).sun_lx
    assert low[0] / low[2] > 2.0 * high[0] / high[2]
    assert (low < high).all()


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_a_matt_ground_in_the_open_has_lambert_radiance(quality) -> None:
    scene = scene_of(ground=WHITE, environment=noon())
    renderer = WarpRenderer(quality=quality)
    renderer.load(scene)
    image, _ = renderer.render(forward_view(), still(scene), scene.environment, 3)
    sky = sky_light(scene.environment)
    expected = 0.6 / math.pi * (sky.sun_lx * sky.direction[2] + sky.ambient_lx)
    ground = image[36:].reshape(-1, 3).mean(axis=0)
    # The dielectric lobe adds at most F0 = 4 % of the sun away from the mirror direction.
    np.testing.assert_allclose(ground, expected, rtol=0.05)


def test_a_shadow_lies_where_the_sun_puts_it() -> None:
    wall = Solid(shape="sphere", size_m=1.0, material=WHITE)
    environment = noon(elevation_deg=45.0, azimuth_deg=90.0)  # the sun stands to the left: shadows fall to the right
    scene = scene_of(placed("ball", wall, 8.0, 1.0, 3.0), ground=WHITE, environment=environment)
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)
    view = forward_view(161, 121, 120.0)
    image, hits = renderer.render(view, still(scene), environment, 0)

    def pixel(x: float, y: float, z: float) -> tuple[int, int]:
        return round(60 - 120 * (z - 1.5) / x), round(80 - 120 * y / x)

    shadow = pixel(8.0, 1.0 - 3.0, 0.0)  # the centre's shadow: height * cot(45 degrees) away from the sun
    lit = pixel(8.0, 1.0 - 3.0 - 2.5, 0.0)
    assert hits.instance.reshape(121, 161)[shadow] == 0
    sky = sky_light(environment)
    expected = float(sky.ambient_lx.sum() / (sky.ambient_lx + sky.sun_lx * sky.direction[2]).sum())
    assert image[shadow].sum() / image[lit].sum() == pytest.approx(expected, rel=0.05)


def test_brake_lamps_shine_only_while_braking() -> None:
    lamp = Material(base_color=(1.0, 0.1, 0.1), lamp="brake", emission_cd_m2=10_000.0)
    scene = scene_of(placed("lamp", Solid(shape="wall", size_m=1.0, material=lamp), 5.0, 0.0, 1.5))
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)
    dark = still(scene)
    off, _ = renderer.render(forward_view(), dark, scene.environment, 0)
    dark.brake_lamp.flags.writeable = True
    dark.brake_lamp[:, scene.instance_of("lamp") - 1] = True
    on, _ = renderer.render(forward_view(), dark, scene.environment, 0)
    # The camera is to the sun's side, so only the emission differs.
    assert on[24, 32, 0] - off[24, 32, 0] == pytest.approx(10_000.0, rel=1e-3)  # 5 m of air


@pytest.mark.parametrize("size", [(1, 1), (7, 3)])
def test_an_empty_scene_is_sky_and_finite(size) -> None:
    scene = scene_of()
    renderer = WarpRenderer(quality="standard")
    renderer.load(scene)
    image, hits = renderer.render(forward_view(*size), still(scene), scene.environment, 0)
    assert np.isfinite(image).all()
    assert (image > 0).all()
    assert (hits.link == -1).all()


def test_a_camera_inside_a_body_still_gives_finite_pixels() -> None:
    scene = scene_of(placed("around", Solid(shape="sphere", size_m=3.0), 0.0, 0.0, 1.5), ground=WHITE)
    renderer = WarpRenderer(quality="standard")
    renderer.load(scene)
    image, hits = renderer.render(forward_view(), still(scene), scene.environment, 0)
    assert np.isfinite(image).all()
    assert (hits.instance == scene.instance_of("around")).all()


def test_a_leaf_with_the_sun_behind_it_glows_and_a_board_does_not() -> None:
    seen = {}
    environment = noon(elevation_deg=10.0, azimuth_deg=0.0)  # the camera looks into the sun
    for pattern in ("foliage", "plain"):
        material = Material(base_color=(0.1, 0.2, 0.05), pattern=pattern)
        scene = scene_of(placed("it", Solid(shape="wall", size_m=4.0, material=material), 5.0, 0.0, 1.5))
        renderer = WarpRenderer(quality="draft")
        renderer.load(scene)
        image, _ = renderer.render(forward_view(), still(scene), environment, 0)
        seen[pattern] = image[12:36, 20:44].reshape(-1, 3).mean(axis=0)
    sky = sky_light(environment)
    behind = math.cos(math.radians(10.0)) * sky.sun_lx + ambient_behind(sky)
    glow = np.array([0.1, 0.2, 0.05]) * 0.6 / math.pi * behind
    # The pattern's mean is the base colour within a few per cent of noise over this patch.
    np.testing.assert_allclose(seen["foliage"] - seen["plain"], glow, rtol=0.15)


def ambient_behind(sky) -> np.ndarray:
    """Irradiance of an upright surface that faces +x, by summing the sky's map and the ground over directions."""
    elevation, azimuth = np.meshgrid(np.linspace(-90, 90, 181)[1:-1], np.arange(0, 360, 2.0), indexing="ij")
    elevation, azimuth = np.radians(elevation), np.radians(azimuth)
    flat = np.cos(elevation)
    directions = np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(elevation)], axis=-1)
    weight = flat * math.radians(1.0) * math.radians(2.0) * np.maximum(directions[..., 0], 0.0)
    return np.einsum("ij,ijc->c", weight, sky_at(sky, directions))
