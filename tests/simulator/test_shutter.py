"""Motion blur and depth of field: widths by formula, light neither gained nor lost, the fast way as the plain one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from render_world import CAMERA_IN_WORLD, Solid, placed, scene_of, still
from seen_world import drifting

from scenes.errors import ConfigError
from scenes.material import Material
from scenes.pose import Pose
from simulator.render.base import PinholeView, Renderer
from simulator.render.views import focused
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.camera.shutter import Focus, Shutter

SIZE_PX = (160, 60)
FOCAL_PX = 100.0


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def view_at(t_s: float) -> PinholeView:
    at = CAMERA_IN_WORLD.copy()
    at[2, 3] = 1.0
    return PinholeView(
        T_world_camera=Pose.from_matrix(at), K=(FOCAL_PX, FOCAL_PX, 79.5, 29.5), size_px=SIZE_PX, t_s=t_s
    )


def crossing(speed_mps: float):
    """A white board 10 m ahead that crosses before a dark wall."""
    scene = scene_of(
        placed(
            "wall", Solid(shape="wall", size_m=200.0, material=Material(base_color=(0.1, 0.1, 0.1))), 20.0, 0.0, 0.0
        ),
        placed("a", Solid(shape="wall", size_m=2.0, material=Material(base_color=(0.8, 0.8, 0.8))), 10.0, 0.0, 1.0),
    )
    return scene, drifting(scene, {"a": (0.0, -speed_mps, 0.0)})


def moments(exposure_s: float, count: int) -> list[PinholeView]:
    return [view_at(0.3 + ((k + 0.5) / count - 0.5) * exposure_s) for k in range(count)]


def test_an_edge_is_smeared_over_speed_times_exposure(renderer: WarpRenderer) -> None:
    """f v t / z = 100 * 20 * 0.05 / 10 = 10 px."""
    scene, history = crossing(20.0)
    renderer.load(scene)
    radiance, hits = renderer.render(view_at(0.3), history, scene.environment, 1)
    blurred = renderer.averaged(view_at(0.3), radiance, hits, moments(0.05, 25), history, scene.environment, 1)
    row = blurred[29, :, 1] / radiance[29, :, 1]
    mixed = np.abs(np.diff(blurred[29, :, 1])) > 0.01 * abs(float(np.ptp(radiance[29, :, 1])))
    left = np.flatnonzero(mixed)
    assert np.isfinite(row).all()
    edges = np.split(left, np.flatnonzero(np.diff(left) > 5) + 1)
    assert [len(e) for e in edges] == pytest.approx([10, 10], abs=2)


def test_the_fast_way_is_the_mean_of_whole_pictures(renderer: WarpRenderer) -> None:
    scene, history = crossing(12.0)
    renderer.load(scene)
    views = moments(0.05, 9)
    radiance, hits = renderer.render(view_at(0.3), history, scene.environment, 1)
    fast = renderer.averaged(view_at(0.3), radiance, hits, views, history, scene.environment, 1)
    plain = Renderer.averaged(renderer, view_at(0.3), radiance, hits, views, history, scene.environment, 1)
    off = np.abs(fast - plain) / plain.max()
    assert np.quantile(off, 0.9) < 0.01
    assert off.mean() < 0.005
    assert fast.mean() == pytest.approx(plain.mean(), rel=0.005)


def test_what_stands_still_stays_sharp_and_bright(renderer: WarpRenderer) -> None:
    scene, history = crossing(0.0)
    renderer.load(scene)
    radiance, hits = renderer.render(view_at(0.3), history, scene.environment, 1)
    blurred = renderer.averaged(view_at(0.3), radiance, hits, moments(0.05, 5), history, scene.environment, 1)
    edge = np.abs(np.diff(hits.instance.reshape(60, 160).astype(int), axis=1)).any(axis=0)
    calm = ~(np.pad(edge, (0, 1)) | np.pad(edge, (1, 0)))
    np.testing.assert_allclose(blurred[20:40, calm], radiance[20:40, calm], rtol=0.02)


def test_defocus_spreads_a_point_over_its_circle_of_confusion(renderer: WarpRenderer) -> None:
    """Diameter A f |1 / F - 1 / z|: 0.2 * 100 * |1/2 - 1/10| = 8 px."""
    scene, _ = crossing(0.0)
    motionless = still(scene)
    renderer.load(scene)
    sharp, hits = renderer.render(view_at(0.3), motionless, scene.environment, 1)
    focus = Focus(distance_m=2.0, aperture_diameter_m=0.2, samples=61)
    views = [focused(view_at(0.3), focus.aperture_m(k, 61), 2.0) for k in range(61)]
    soft = renderer.averaged(view_at(0.3), sharp, hits, views, motionless, scene.environment, 1)
    in_focus = [focused(view_at(0.3), focus.aperture_m(k, 61), 10.0) for k in range(61)]
    crisp = renderer.averaged(view_at(0.3), sharp, hits, in_focus, motionless, scene.environment, 1)
    spread_px = 0.2 * FOCAL_PX * abs(1 / 2 - 1 / 10)
    assert width(soft) - width(sharp) == pytest.approx(spread_px, abs=2.5)
    assert abs(width(crisp) - width(sharp)) <= 2


def width(radiance: np.ndarray) -> int:
    """Columns of the middle row that differ from the background beside them."""
    row = radiance[29, :, 1]
    return int((np.abs(row - row[0]) > 0.02 * np.abs(row - row[0]).max()).sum())


class TestShutter:
    def test_as_many_moments_as_pixels_are_crossed(self) -> None:
        flow = np.full((40, 40, 2), (30.0, 0.0), dtype=np.float32)
        assert Shutter().moments_of(flow, 0.1, 0.02) == 7
        assert Shutter().moments_of(flow, 0.1, 0.0) == 1
        assert Shutter(moments=4).moments_of(flow, 0.1, 0.02) == 3
        assert Shutter(moments=1).moments_of(flow, 0.1, 0.02) == 1

    def test_sky_does_not_move(self) -> None:
        assert Shutter().moments_of(np.full((8, 8, 2), np.nan, dtype=np.float32), 0.1, 0.02) == 1

    def test_bad_values_are_named(self) -> None:
        with pytest.raises(ConfigError, match=r"shutter\.readout_s: got -1"):
            Shutter(readout_s=-1.0)
        with pytest.raises(ConfigError, match=r"focus\.distance_m: must be positive"):
            Focus(distance_m=0.0)


def test_points_of_the_opening_fill_its_disc() -> None:
    focus = Focus(aperture_diameter_m=0.02)
    points = np.array([focus.aperture_m(k, 200) for k in range(200)])
    radius = np.hypot(*points.T)
    assert radius.max() <= 0.01
    assert np.median(radius) == pytest.approx(0.01 * math.sqrt(0.5), rel=0.05)
    assert np.abs(points.mean(axis=0)).max() < 5e-4
    assert replace(focus, aperture_diameter_m=0.0).is_sharp
