"""Mirrors and panes: what they show, where, and how much of it."""

from __future__ import annotations

import numpy as np
import pytest
from render_world import NIGHT, Solid, forward_view, placed, scene_of, still

from scenes.material import Material
from scenes.scene import Scene
from simulator.render.warp_renderer import WarpRenderer

SHINING = Material(base_color=(0, 0, 0), emission_cd_m2=1000.0, emission_color=(4.0, 0.1, 0.1))
PANE = Material(base_color=(0.02, 0.02, 0.02), glass=True)
METAL = Material(base_color=(0.9, 0.9, 0.9), metallic=1.0, roughness=0.0)
COATED = Material(base_color=(0, 0, 0), roughness=1.0, clearcoat=1.0, clearcoat_roughness=0.0)
STILL_WATER = Material(base_color=(0, 0, 0), roughness=0.0)
TRANSMITTANCE = 0.7
"""Of the renderer's panes, next to what they reflect."""


def radiance(scene: Scene, quality: str, size: tuple[int, int] = (81, 61), focal_px: float = 100.0) -> np.ndarray:
    renderer = WarpRenderer(quality=quality)  # type: ignore[arg-type]
    renderer.load(scene)
    return renderer.render(forward_view(*size, focal_px), still(scene), scene.environment, 3)[0]


def schlick(f0: float, cosine: np.ndarray) -> np.ndarray:
    return f0 + (1 - f0) * (1 - cosine) ** 5


def mirrored_by_pane(cosine: np.ndarray) -> np.ndarray:
    """Both faces of thin glass, again and again: 2 F / (1 + F)."""
    return 2.0 * schlick(0.04, cosine) / (1.0 + schlick(0.04, cosine))


@pytest.mark.parametrize("quality", ["standard", "high"])
@pytest.mark.parametrize(("ground", "f0"), [(METAL, 0.9), (COATED, 0.04), (STILL_WATER, 0.04)])
def test_a_smooth_ground_shows_a_red_board_upside_down(quality: str, ground: Material, f0: float) -> None:
    """Board at x = 20, y 0 .. 2, z 1 .. 3, camera 1.5 m high, f = 100 px: z lies at row 30 + 5 (1.5 - z).

    Its image at -z: rows 42.5 .. 52.5 within columns 30 .. 40; all else is night.
    """
    board = placed("board", Solid(shape="wall", size_m=2.0, material=SHINING), 20.0, 1.0, 2.0)
    image = radiance(scene_of(board, ground=ground, environment=NIGHT), quality)
    red = image[..., 0]
    slope = (np.arange(44, 52) - 30) / 100
    expected = schlick(f0, slope / np.sqrt(1 + slope**2)) * 4000.0
    # The lobes' fits hold within .02 of the albedo, see `white_albedo`. Paths choose lobes by chance: 16 a pixel
    # deviate by up to .5 / 4, the 9 of a row by .5 / 12 of the board's radiance.
    noise = {"standard": 0.0, "high": 3 * 0.5 / 12}[quality]
    mirrored = red[44:52, 31:40]
    np.testing.assert_allclose(mirrored.mean(axis=1), expected, atol=(0.02 + noise) * 4000)
    assert mirrored.mean() == pytest.approx(expected.mean(), abs=(0.02 + noise / np.sqrt(8)) * 4000)
    if quality == "standard":
        assert np.ptp(mirrored, axis=1).max() < 0.01 * 4000
    np.testing.assert_allclose(image[44:52, 31:40, 1] / red[44:52, 31:40], 0.1 / 4.0, rtol=0.02)
    # An image's outline may take part of the pixels beside it, and water of roughness .03 a few samples beyond.
    assert red[34:42].mean(axis=1).max() < 0.005 * 4000
    assert red[54:].mean(axis=1).max() < 0.005 * 4000
    assert red[43:53, :28].max() < 0.02 * 4000
    assert red[43:53, 43:].max() < 0.02 * 4000
    # The board itself.
    np.testing.assert_allclose(red[24:32, 31:40], 4000.0, rtol=1e-3)


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_a_pane_lets_most_of_the_light_behind_it_pass(quality: str) -> None:
    """70 % of what its two faces do not reflect: 7.7 % at normal incidence, by Schlick at others."""
    behind = placed("lit", Solid(shape="wall", size_m=40.0, material=SHINING), 12.0, 0.0, 1.5)
    pane = placed("pane", Solid(shape="pane", size_m=9.0, material=PANE), 5.0, 0.0, 1.5)
    image = radiance(scene_of(behind, pane, environment=NIGHT), quality, (65, 41), 40.0)
    u, v = np.meshgrid((np.arange(65) - 32) / 40, (np.arange(41) - 20) / 40)
    expected = TRANSMITTANCE * (1 - mirrored_by_pane(1 / np.sqrt(1 + u**2 + v**2))) * 4000
    inside = np.s_[4:-4, 4:-4]
    # Of what the pane mirrors back to the board, 7.7 %, the board's gloss returns 4 %: .3 %, by chance in some pixels.
    np.testing.assert_allclose(image[..., 0][inside], expected[inside], rtol=0.01)
    assert image[..., 0][inside].mean() == pytest.approx(expected[inside].mean(), rel=2e-3)


def test_two_panes_take_their_share_twice() -> None:
    """Paths of high quality; between the panes light goes to and fro: 1 / (1 - R^2)."""
    behind = placed("lit", Solid(shape="wall", size_m=40.0, material=SHINING), 12.0, 0.0, 1.5)
    panes = [placed(f"pane{x}", Solid(shape="pane", size_m=9.0, material=PANE), x, 0.0, 1.5) for x in (5.0, 6.0)]
    image = radiance(scene_of(behind, *panes, environment=NIGHT), "high", (33, 25), 200.0)
    # The second pane reflects by chance: 16 * 825 draws of R = 7.7 %, a relative deviation of .27 / 115 = .23 %.
    once = float(mirrored_by_pane(np.ones(1))[0])
    expected = (TRANSMITTANCE * (1 - once)) ** 2 / (1 - once**2) * 4000
    assert image[..., 0].mean() == pytest.approx(expected, rel=4 * 0.0023 + 0.002)


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_a_pane_mirrors_what_stands_beside_it(quality: str) -> None:
    """At 45 degrees the view turns to the left: a board there shows at R(45 degrees), red, before the dark behind."""
    pane = placed("pane", Solid(shape="pane", size_m=3.0, material=PANE), 6.0, 0.0, 1.5, yaw_rad=-np.pi / 4)
    board = placed("board", Solid(shape="wall", size_m=6.0, material=SHINING), 6.0, 8.0, 1.5, yaw_rad=np.pi / 2)
    other = placed("board", Solid(shape="wall", size_m=6.0, material=SHINING), 6.0, -8.0, 1.5, yaw_rad=np.pi / 2)
    left, right = (
        radiance(scene_of(pane, b, environment=NIGHT), quality, (21, 15), 100.0)[..., 0].mean() for b in (board, other)
    )
    expected = float(mirrored_by_pane(np.sqrt(0.5))) * 4000
    seen, not_seen = max(left, right), min(left, right)
    assert seen == pytest.approx(expected, rel=0.05)  # +-0.1 rad of view about 45 degrees
    assert not_seen < 0.01 * expected
    # A pane whose normal is turned by -45 degrees from -x to (-1, 1): the left is mirrored.
    assert left == seen


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_a_matt_ground_shows_no_image(quality: str) -> None:
    matt = Material(base_color=(0.0, 0.0, 0.0), roughness=1.0)
    board = placed("board", Solid(shape="wall", size_m=2.0, material=SHINING), 20.0, 1.0, 2.0)
    image = radiance(scene_of(board, ground=matt, environment=NIGHT), quality)
    assert image[42:56, :, 0].max() < 0.02 * 4000


def test_a_puddle_shows_the_board_and_a_dry_road_does_not() -> None:
    """Standing water covers part of a road at wetness 1; there the board's image is as bright as Fresnel's law says."""
    road = Material(base_color=(0.1, 0.1, 0.1), roughness=0.9, pattern="asphalt")
    board = placed("board", Solid(shape="wall", size_m=6.0, material=SHINING), 20.0, 0.0, 3.2)
    images = {}
    for wetness in (0.0, 1.0):
        environment = type(NIGHT)(
            sun_elevation_rad=NIGHT.sun_elevation_rad,
            moon_elevation_rad=NIGHT.moon_elevation_rad,
            mor_m=NIGHT.mor_m,
            cloud_cover=0.0,
            wetness=wetness,
        )
        images[wetness] = radiance(scene_of(board, ground=road, environment=environment), "standard")[40:58, 30:50, 0]
    assert images[0.0].max() < 0.05 * 4000
    assert np.percentile(images[1.0], 90) > 0.15 * 4000
