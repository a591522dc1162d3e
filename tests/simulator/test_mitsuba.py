"""The path-traced reference sees the same geometry as the default renderer, and light by closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from render_world import GREY, Solid, forward_view, noon, placed, scene_of, sliding, still

pytest.importorskip("mitsuba", reason="the reference backend needs the package 'mitsuba'")

from scenes.errors import ConfigError, UnsupportedRays
from scenes.material import Material
from simulator.render.mitsuba.renderer import MitsubaRenderer
from simulator.render.rays import Rays, pinhole_rays
from simulator.render.sky import sky_at, sky_light
from simulator.render.testing import check_renderer
from simulator.render.warp_renderer import WarpRenderer

WHITE_WALL = Solid(shape="wall", size_m=3.0, material=Material(base_color=(0.6, 0.6, 0.6), roughness=1.0))


def world():
    scene = scene_of(
        placed("near", Solid(shape="sphere", size_m=0.8), 6.0, 0.5, 1.2),
        placed("far", WHITE_WALL, 11.0, -0.5, 1.5, 0.4),
        ground=GREY,
    )
    return scene, sliding(scene, (2.0, 1.0, 0.0))


def pictured(scene, view, samples: int = 64):
    renderer = MitsubaRenderer(samples=samples)
    renderer.load(scene)
    return renderer.render(view, still(scene), scene.environment, 1)[0]


def test_it_keeps_the_laws_of_renderers() -> None:
    scene, history = world()
    check_renderer(MitsubaRenderer(samples=2), scene, history, forward_view(24, 16, 20.0, t_s=0.25))


def test_geometry_is_that_of_the_default_renderer() -> None:
    scene, history = world()
    view = forward_view(60, 20, 50.0, t_s=0.25)
    seen = []
    for renderer in (WarpRenderer(quality="draft", threads=1), MitsubaRenderer()):
        renderer.load(scene)
        seen.append(renderer.trace(pinhole_rays(view), history))
    ours, theirs = seen
    same = ours.link == theirs.link
    assert same.mean() >= 0.999
    assert (ours.instance[same] == theirs.instance[same]).all()
    assert (ours.semantic[same] == theirs.semantic[same]).all()
    np.testing.assert_allclose(theirs.t[same], ours.t[same], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(theirs.normal[same], ours.normal[same], atol=1e-4)
    together = same & (ours.primitive == theirs.primitive)
    assert together.mean() >= 0.99
    np.testing.assert_allclose(theirs.barycentric[together], ours.barycentric[together], atol=2e-3)


def test_a_thing_carried_moves_with_its_body() -> None:
    scene, history = world()
    view = forward_view(24, 16, 20.0, t_s=0.25)
    rays = pinhole_rays(view)
    renderers = (WarpRenderer(quality="draft", threads=1), MitsubaRenderer())
    for renderer in renderers:
        renderer.load(scene)
    hits = renderers[0].trace(rays, history)
    ours, theirs = (renderer.carry(rays, hits, history, 0.5) for renderer in renderers)
    np.testing.assert_allclose(theirs, ours, atol=1e-3)


def test_the_picture_is_where_its_rays_are() -> None:
    """An off-centre principal point: the wall's silhouette in the picture is that of its pixel-centre rays."""
    scene = scene_of(placed("wall", WHITE_WALL, 8.0, 0.7, 1.9), environment=noon())
    view = replace(forward_view(40, 30, 30.0), K=(30.0, 30.0, 15.0, 18.0))
    renderer = MitsubaRenderer(samples=16)
    renderer.load(scene)
    image, hits = renderer.render(view, still(scene), scene.environment, 1)
    wall = hits.instance.reshape(30, 40) == scene.instance_of("wall")
    inside = wall & np.roll(wall, 1, 0) & np.roll(wall, -1, 0) & np.roll(wall, 1, 1) & np.roll(wall, -1, 1)
    sky = sky_light(scene.environment)
    open_sky = ~wall & ~np.roll(wall, 1, 0) & ~np.roll(wall, -1, 0) & ~np.roll(wall, 1, 1) & ~np.roll(wall, -1, 1)
    below = open_sky.copy()
    below[:20] = False
    # Less the haze.
    np.testing.assert_allclose(image[below], np.broadcast_to(sky.ground, image[below].shape), rtol=1e-2)
    assert inside.sum() > 50
    # The wall faces away from the sun and is no mirror: it is far from the ground's even radiance behind it.
    assert (np.abs(image[inside & (np.arange(30)[:, None] >= 20)] / sky.ground - 1.0).max(axis=1) > 0.1).all()


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 200.0])
def test_shadows_fall_away_from_the_sun(azimuth_deg: float) -> None:
    """A ball 3 m above the ground shadows the spot that lies opposite of the sun, and not the others."""
    scene = scene_of(
        placed("ball", Solid(shape="sphere", size_m=0.5), 12.0, 0.0, 3.0),
        ground=GREY,
        environment=noon(elevation_deg=60.0, azimuth_deg=azimuth_deg),
    )
    view = forward_view(90, 80, 60.0, z_m=6.0)
    image = pictured(scene, view, samples=16).sum(axis=2)
    away = 3.0 / math.tan(math.radians(60.0))

    def at(azimuth: float) -> float:
        x, y = 12.0 - away * math.cos(math.radians(azimuth)), -away * math.sin(math.radians(azimuth))
        return float(image[round(39.5 + 60.0 * 6.0 / x), round(44.5 - 60.0 * y / x)])

    lit = [at(azimuth_deg + turn) for turn in (120.0, 240.0)]
    assert at(azimuth_deg) < 0.6 * min(lit)


def test_the_sky_is_seen_where_it_is() -> None:
    """Broken clouds ahead of the camera, the sun behind it: a map that is turned or mirrored differs everywhere."""
    scene = scene_of(environment=noon(cloud_cover=0.5, azimuth_deg=150.0, elevation_deg=40.0))
    view = replace(forward_view(40, 30, 30.0), K=(30.0, 30.0, 19.5, 31.0))
    image = pictured(scene, view, samples=64)
    finer = replace(view, K=(120.0, 120.0, 79.5, 125.5), size_px=(160, 120))
    directions = pinhole_rays(finer).direction.reshape(30, 4, 40, 4, 3).astype(np.float64)
    expected = sky_at(sky_light(scene.environment), directions).mean(axis=(1, 3))
    # 64 samples of a pixel whose radiance varies by a factor of 1.5 across it: 1.5 / 4 / 8 is 5 %, of clouds' edges.
    assert abs(np.log(image / expected)).mean() < 0.03
    assert np.corrcoef(image[..., 0].ravel(), expected[..., 0].ravel())[0, 1] > 0.99


def test_open_ground_has_the_radiance_of_its_illuminance() -> None:
    """Albedo / pi times (sun on the horizontal + sky); the interface adds its sheen, within 5 %."""
    scene = scene_of(ground=Material(base_color=(0.5, 0.5, 0.5), roughness=1.0), environment=noon())
    light = sky_light(scene.environment)
    view = forward_view(8, 6, 6.0, z_m=3.0)
    image = pictured(scene, view, samples=256)
    expected = 0.5 / math.pi * (light.ambient_lx + light.sun_lx * light.direction[2])
    np.testing.assert_allclose(image[-1].mean(axis=0), expected, rtol=0.05)


def test_rays_that_it_cannot_trace_are_refused() -> None:
    scene, history = world()
    renderer = MitsubaRenderer()
    renderer.load(scene)
    rays = pinhole_rays(forward_view(4, 3))
    with pytest.raises(UnsupportedRays, match="one time"):
        renderer.trace(replace(rays, time_s=np.linspace(0, 0.1, 12, dtype=np.float32)), history)
    with pytest.raises(UnsupportedRays, match="panes"):
        renderer.trace(replace(rays, through_glass=True), history)
    with pytest.raises(UnsupportedRays, match="square"):
        renderer.render(replace(forward_view(4, 3), K=(5.0, 6.0, 1.5, 1.0)), history, scene.environment, 0)
    nothing = np.zeros((0, 3), dtype=np.float32)
    none = renderer.trace(Rays(origin_m=nothing, direction=nothing, time_s=nothing[:, 0]), history)
    assert len(none.t) == 0


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="samples"):
        MitsubaRenderer(samples=0)
