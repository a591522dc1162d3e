"""The high quality against closed forms of light that goes to and fro: furnaces and integrating spheres."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from lamp_world import bulb, source
from render_world import NIGHT, Solid, forward_view, noon, placed, scene_of, still

from scenes.material import Material
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.render.base import PinholeView
from simulator.render.warp_renderer import WarpRenderer

SURFACES = 7
"""That a path meets: the camera's and six more."""
ENTERING = 0.91287 + 0.00495 + 0.17829 - 0.11616
"""Mean share of light that enters a dielectric of roughness 1, `mean_below_interface`; the rest is its gloss."""


def albedo(base: float) -> float:
    """Of a rough dielectric, over all directions: gloss, and the base colour below it."""
    return 1.0 - ENTERING + base * ENTERING


def series(ratio: float, first: int, last: int) -> float:
    return sum(ratio**k for k in range(first, last + 1))


def radiance(scene: Scene, view: PinholeView, samples: int, seed: int = 1, threads: int = 0) -> np.ndarray:
    renderer = WarpRenderer(quality="high", samples=samples, threads=threads)
    renderer.load(scene)
    return renderer.render(view, still(scene), scene.environment, seed)[0]


def ball(radius_m: float, material: Material, at: tuple[float, float, float] = (0.0, 0.0, 1.5)) -> Scene:
    around = placed("ball", Solid(shape="sphere", size_m=radius_m, material=material), *at)
    return scene_of(around, environment=NIGHT)


@pytest.mark.parametrize("base", [0.0, 0.5, 0.8])
def test_inside_a_glowing_ball_radiance_is_the_series_of_its_bounces(base: float) -> None:
    """White furnace: walls that emit E and reflect A show E (1 + A + ... + A^7) everywhere, whatever their shape."""
    glowing = Material(base_color=(base,) * 3, roughness=1.0, emission_cd_m2=100.0)
    image = radiance(ball(3.0, glowing, (0.5, 0.3, 1.5)), forward_view(32, 24, 20.0), 16)
    expected = 100.0 * series(albedo(base), 0, SURFACES - 1)
    # Lobes chosen by chance: .5 a bounce at most, 6 bounces, 16 samples of 768 pixels: 1 % of the mean, and the fits'.
    assert image.mean() == pytest.approx(expected, rel=0.015)
    # Smoothed within 6 pixels: no pixel stands out.
    assert np.abs(image / image.mean() - 1.0).max() < 0.06


@pytest.mark.parametrize("base", [0.5, 0.8])
def test_an_integrating_sphere_is_evenly_lit_behind_its_lamp(base: float) -> None:
    """E = Phi / S (A + A^2 + ...) where the lamp itself does not shine: seven surfaces leave out what comes after."""
    radius_m, peak_cd = 2.0, 1000.0
    walls = Solid(shape="sphere", size_m=radius_m, material=Material(base_color=(base,) * 3, roughness=1.0))
    lamp = bulb("bulb", Pose.planar(0.0, 0.0, math.pi, 1.5), source(peak_cd=peak_cd))  # shines towards -x
    scene = scene_of(placed("ball", walls, 0.0, 0.0, 1.5), lamp, environment=NIGHT)
    before = forward_view(32, 24, 20.0)  # looks along +x, from just before the lamp
    place = Pose.from_arrays(np.array([0.0, 0.0, 0.05]), np.array([0.0, 0.0, 0.0, 1.0]))
    image = radiance(scene, replace(before, T_world_camera=before.T_world_camera @ place), 16)

    flux_lm, area_m2 = math.pi * peak_cd, 4 * math.pi * radius_m**2
    a = albedo(base)
    expected = a / math.pi * flux_lm / area_m2 * series(a, 1, SURFACES - 1)
    # The gloss of 2 % does not spread light evenly; noise as in the furnace.
    assert image[..., 1].mean() == pytest.approx(expected, rel=0.02 + 0.01)
    quarters = [image[:12, :16].mean(), image[:12, 16:].mean(), image[12:, :16].mean(), image[12:, 16:].mean()]
    assert max(quarters) / min(quarters) < 1.06


def test_black_walls_return_next_to_nothing() -> None:
    """Below the gloss of 2 % a black base takes everything."""
    walls = Solid(shape="sphere", size_m=2.0, material=Material(base_color=(0.0, 0.0, 0.0), roughness=1.0))
    lamp = bulb("bulb", Pose.planar(0.0, 0.0, math.pi, 1.5), source(peak_cd=1000.0))
    scene = scene_of(placed("ball", walls, 0.0, 0.0, 1.5), lamp, environment=NIGHT)
    before = forward_view(32, 24, 20.0)
    place = Pose.from_arrays(np.array([0.0, 0.0, 0.05]), np.array([0.0, 0.0, 0.0, 1.0]))
    image = radiance(scene, replace(before, T_world_camera=before.T_world_camera @ place), 4)
    of_grey_walls = albedo(0.5) / math.pi * (math.pi * 1000.0) / (4 * math.pi * 2.0**2) * albedo(0.5)
    assert 0.0 < image.mean() < 0.02 * of_grey_walls


def test_colours_bleed() -> None:
    """In a red ball each bounce is redder than the one before."""
    red = Material(base_color=(0.8, 0.2, 0.2), roughness=1.0, emission_cd_m2=100.0)
    image = radiance(ball(3.0, red), forward_view(24, 16, 20.0), 16).reshape(-1, 3).mean(axis=0)
    expected = [100.0 * series(albedo(base), 0, SURFACES - 1) for base in (0.8, 0.2, 0.2)]
    np.testing.assert_allclose(image, expected, rtol=0.03)


def test_a_plane_in_the_open_has_lamberts_radiance_and_hardly_any_noise() -> None:
    matt = Material(base_color=(0.6, 0.6, 0.6), roughness=1.0)
    environment = noon(cloud_cover=1.0)
    image = radiance(scene_of(ground=matt, environment=environment), forward_view(64, 48, 60.0), 16)
    ground = image[36:, :, 1]
    assert ground.std() / ground.mean() < 0.02
