"""Where a lens's image ends: blind pixels, the rim beside them, and panoramas, whose ends meet."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import warp as wp
from render_world import NIGHT
from seen_world import crate, drifting, world_of

from scenes.lenses.base import Lens
from scenes.lenses.equirectangular import Equirectangular
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.weather.plume import Plume
from simulator.frame import CameraReading
from simulator.labels.views import count_views
from simulator.render.kernels.camera import Camera, camera_direction, device_camera
from simulator.render.lens_view import LensView, blind_pixels
from simulator.render.rays import LonePixels
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.airborne import with_airborne
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.rigs.mounted_rig import Placement

T_S = 0.2
FISHEYE = KannalaBrandt(
    width_px=80, height_px=64, fx_px=24.0, fy_px=24.0, cx_px=39.5, cy_px=31.5, max_angle_rad=math.radians(70.0)
)
PANORAMA = Equirectangular(width_px=240, height_px=120)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def mounting_of(lens: Lens) -> tuple[LensCamera, Mounting]:
    camera = LensCamera(optics=lens)
    return camera, Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5).pose())


@wp.kernel
def _directions(camera: Camera, at: wp.array(dtype=wp.vec2), out: wp.array(dtype=wp.vec3)):  # type: ignore[valid-type]
    i = wp.tid()
    out[i] = camera_direction(camera, at[i][0], at[i][1])


def test_blind_pixels_see_nothing_that_stands_straight_ahead(renderer: WarpRenderer) -> None:
    scene = world_of(crate("wall", 6.0, 0.0, size_m=(1.0, 6.0, 6.0)))
    renderer.load(scene)
    history = drifting(scene)
    camera, mounting = mounting_of(FISHEYE)
    view = camera.view(mounting, history, T_S)
    blind = blind_pixels(FISHEYE)
    assert blind[0, 0]
    hits = renderer.look(view, history)
    _, shown = renderer.render(view, history, scene.environment, 0)
    for name in ("link", "primitive", "instance", "semantic", "t"):
        np.testing.assert_array_equal(getattr(hits, name), getattr(shown, name))
    corner = renderer.look(view, history, (0, 0, 5, 3))
    assert (corner.link == -1).all()
    box = (0, 0, 79, 63)
    (mask,) = renderer.silhouettes(view, history, [LonePixels(instance=2, box=box, pixels=np.ones((64, 80), bool))])
    assert mask.sum() > 50
    assert not (mask & blind).any()


def test_beside_blind_pixels_rays_stay_within_a_pixel_of_their_own(renderer: WarpRenderer) -> None:
    scene = world_of()
    camera, mounting = mounting_of(FISHEYE)
    view = camera.view(mounting, drifting(scene), T_S)
    assert isinstance(view, LensView)
    v, u = np.nonzero(~blind_pixels(FISHEYE))
    at = np.stack([u, v], axis=1).astype(np.float64)
    own = FISHEYE.pixel_directions()[v, u] @ view.T_world_camera.rotation().T
    for offset in ((0.4, 0.4), (-0.4, 0.3), (0.0, -0.45), (0.0, 0.0)):
        out = wp.empty(len(at), dtype=wp.vec3)
        places = wp.array((at + offset).astype(np.float32), dtype=wp.vec2)
        wp.launch(_directions, len(at), inputs=[device_camera(view, "cpu"), places], outputs=[out])
        got = out.numpy()
        np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1.0, atol=2e-3)
        assert np.linalg.norm(got - own, axis=1).max() < 1.5 * math.hypot(*offset) / 24.0 + 1e-5


def test_puffs_light_up_no_blind_pixel(renderer: WarpRenderer) -> None:
    smoky = replace(NIGHT, plumes=(Plume(position_m=(6.0, 0.0, 0.5), extinction_per_m=1.0, color=(0.9, 0.9, 0.9)),))
    scene = replace(world_of(), environment=smoky)
    renderer.load(scene)
    seeing = ~blind_pixels(FISHEYE)
    before = np.where(seeing[..., None], np.float32(30.0), np.float32(0.0)) * np.ones(3, np.float32)
    ranges = np.where(seeing, np.float32(40.0), np.float32(0.0))
    _, mounting = mounting_of(FISHEYE)
    after = with_airborne(before, ranges, FISHEYE, mounting, renderer, drifting(scene), smoky, T_S, {})
    assert np.abs(after - before)[seeing].max() > 3.0
    assert not after[~seeing].any()


def test_what_stands_across_a_panoramas_seam_is_whole(renderer: WarpRenderer) -> None:
    scene = world_of(
        crate("behind", -6.0, 0.0, size_m=(1.0, 2.0, 2.0)), crate("under", 0.0, 0.0, size_m=(2.0, 2.0, 0.5))
    )
    history = drifting(scene)
    renderer.load(scene)
    camera, mounting = mounting_of(PANORAMA)
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, T_S, 0, {})
    assert isinstance(reading, CameraReading)
    views = {view.instance: view for view in count_views(scene, history, renderer, reading)}
    assert (reading.instance[:, 0] == 2).any()
    assert (reading.instance[-1] == 3).any()
    assert views[2].truncation == 0.0
    assert views[3].truncation == 0.0


def test_a_half_panorama_still_cuts(renderer: WarpRenderer) -> None:
    lens = Equirectangular(width_px=120, height_px=120, horizontal_rad=math.pi)
    scene = world_of(crate("beside", 0.0, 5.0, size_m=(2.0, 1.0, 2.0)))
    history = drifting(scene)
    renderer.load(scene)
    camera, mounting = mounting_of(lens)
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, T_S, 0, {})
    assert isinstance(reading, CameraReading)
    (view,) = count_views(scene, history, renderer, reading)
    assert view.truncation == pytest.approx(0.5, abs=0.02)
