"""Albedo images: the colours of materials, whatever light and weather do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from render_world import NIGHT, Solid, forward_view, noon, placed, scene_of, sliding, still
from seen_world import crate, drifting, world_of
from textured_world import Board, checks, saved

from scenes.environment import Environment
from scenes.material import Material
from scenes.scene import Scene
from simulator.frame import CameraReading
from simulator.labels.albedo import srgb_code
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.geometry import mean_albedo_of
from simulator.render.rays import View
from simulator.render.textures import DECODE, mean_color
from simulator.render.views import camera_view
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement

Float32 = NDArray[np.float32]
COLOR = (0.61, 0.3, 0.04)
PAINT = Material(base_color=COLOR, roughness=1.0)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def albedo_of(renderer: WarpRenderer, scene: Scene, history: WorldHistory | None = None) -> Float32:
    renderer.load(scene)
    view, history = forward_view(), history or still(scene)
    return renderer.albedo(view, renderer.look(view, history), history)


def board(material: Material, size_m: float = 2.0) -> Scene:
    return scene_of(placed("w", Solid(shape="wall", size_m=size_m, material=material), 5.0, 0.0, 1.5))


def test_a_plain_patch_has_its_materials_colour_and_the_sky_none(renderer: WarpRenderer) -> None:
    albedo = albedo_of(renderer, board(PAINT))
    sky = (albedo == 0.0).all(axis=2)
    assert 0.5 < sky.mean() < 0.9
    np.testing.assert_array_equal(albedo[~sky], np.broadcast_to(np.float32(COLOR), albedo[~sky].shape))


@pytest.mark.parametrize(
    ("change", "share"),
    [({"metallic": 1.0}, 0.0), ({"metallic": 0.25}, 0.75), ({"glass": True}, 0.0), ({"clearcoat": 1.0}, 1.0)],
)
def test_metals_and_panes_reflect_nothing_diffusely(
    renderer: WarpRenderer, change: dict[str, float], share: float
) -> None:
    albedo = albedo_of(renderer, board(replace(PAINT, **change)))
    np.testing.assert_allclose(albedo[24, 32], share * np.float32(COLOR), rtol=1e-6)
    hits = renderer.look(forward_view(), still(board(PAINT)))
    flat = mean_albedo_of(renderer.tables, forward_view(), hits)
    np.testing.assert_allclose(flat, albedo, rtol=1e-6)


def test_light_and_weather_change_nothing(renderer: WarpRenderer) -> None:
    brick = Material(base_color=(0.4, 0.25, 0.2), pattern="brick")
    scene = scene_of(
        placed("w", Solid(shape="wall", size_m=3.0, material=brick), 6.0, 0.0, 1.5),
        ground=Material(base_color=(0.1, 0.1, 0.1), pattern="asphalt"),
    )
    history, view = still(scene), forward_view()
    weather = Environment(sun_elevation_rad=0.3, wetness=1.0, snow_cover=0.8)
    images = []
    for environment in (noon(), noon(azimuth_deg=-90.0, elevation_deg=10.0), NIGHT, weather):
        renderer.load(replace(scene, environment=environment))
        _, hits = renderer.render(view, history, environment, 0)
        images.append(renderer.albedo(view, hits, history))
    assert len({image.tobytes() for image in images}) == 1
    wall = renderer.look(view, history).instance.reshape(48, 64) == 2
    assert np.ptp(images[0][wall], axis=0).max() > 0.05  # bricks and mortar
    # A pattern's mean is its base colour; the wall shows some hundred bricks.
    np.testing.assert_allclose(images[0][wall].mean(axis=0), (0.4, 0.25, 0.2), rtol=0.15)


def test_images_multiply_the_colour(renderer: WarpRenderer, tmp_path: Path) -> None:
    image = saved(tmp_path, checks(8, 8), "srgb")
    painted = replace(PAINT, base_color_texture=image)
    scene = scene_of(placed("b", Board(material=painted, size_m=3.0), 4.0, 0.0, 1.5))
    albedo = albedo_of(renderer, scene)
    met = renderer.look(forward_view(), still(scene)).link.reshape(48, 64) >= 0
    expected = np.array(COLOR) * mean_color(image)
    np.testing.assert_allclose(albedo[met].mean(axis=0), expected, rtol=0.05)
    assert albedo[met].std(axis=0)[0] > 0.1
    flat = mean_albedo_of(renderer.tables, forward_view(), renderer.look(forward_view(), still(scene)))
    np.testing.assert_allclose(flat[met], np.broadcast_to(expected, flat[met].shape), rtol=1e-5)


def test_paint_moves_with_its_body(renderer: WarpRenderer, tmp_path: Path) -> None:
    """The same board, eight pixels to the side."""
    painted = Material(base_color=(1.0, 1.0, 1.0), base_color_texture=saved(tmp_path, checks(4, 4), "srgb"))
    scene = scene_of(placed("b", Board(material=painted, size_m=2.0), 6.0, 0.0, 1.5))
    history = sliding(scene, (0.0, -1.0, 0.0))
    renderer.load(scene)
    seen = []
    for t_s in (0.0, 0.8):
        view: View = forward_view(t_s=t_s)
        seen.append(renderer.albedo(view, renderer.look(view, history), history))
    # f v t / z = 60 * 0.8 / 6 px; farther from the middle a pixel's cone is a little wider.
    same = np.isclose(seen[0][:, :-8], seen[1][:, 8:], atol=0.05).all(axis=2)
    assert same.mean() > 0.99
    assert seen[0].std() > 0.1


def test_codes_are_those_of_srgb() -> None:
    np.testing.assert_array_equal(srgb_code(DECODE[:256]), np.arange(256))
    between = 0.5 * (DECODE[1:256].astype(np.float64) + DECODE[:255])
    assert (np.abs(srgb_code(between).astype(int) - np.arange(255)) <= 1).all()
    np.testing.assert_array_equal(srgb_code(np.array([-0.1, 1.2])), [0, 255])


def test_frames_have_albedo_where_it_is_wanted(renderer: WarpRenderer) -> None:
    camera = PinholeCamera(fx_px=80.0, fy_px=80.0, cx_px=39.5, cy_px=24.5, width_px=80, height_px=50)
    rig = MountedRig(mounts={"front": Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5)}).build()
    scene = world_of(crate("c", 8.0, 0.0, 0.5), rig=rig)
    history = drifting(scene)
    renderer.load(scene)
    mounting = Mounting(name="front", T_ego_sensor=rig.mounts[0].T_ego_sensor)
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, 0.0, 0, {})
    assert isinstance(reading, CameraReading)
    world = LabelledWorld(scene=scene, history=history, renderer=renderer)
    assert make_frame(world, {"front": reading}, 0, 0).albedo == {}
    image = make_frame(replace(world, wanted=frozenset(["albedo"])), {"front": reading}, 0, 0).albedo["front"]
    assert not image.flags.writeable
    np.testing.assert_array_equal((image > 0).all(axis=2), reading.depth_m > 0)
    assert (image[reading.depth_m > 0] == srgb_code(np.array(0.4))).all()
    assert camera_view(reading.lens, reading.T_ego_sensor, history, 0.0).size_px == (80, 50)
