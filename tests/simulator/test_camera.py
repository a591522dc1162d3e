"""The pinhole camera: projection, depth, flow, sky, exposure and response."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.errors import ConfigError
from scenes.ontology import class_of
from simulator.frame import CameraReading
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.chain import IdealChain
from simulator.sensors.camera.exposure import WHITE, AutoExposure, FixedExposure, camera_response, expose, meter
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.camera.presets import KittiFlea2
from simulator.sensors.rigs.mounted_rig import Placement
from simulator.sensors.testing import check_sensor

CAMERA = PinholeCamera(fx_px=80.0, fy_px=80.0, cx_px=39.5, cy_px=24.5, width_px=80, height_px=50)
MOUNTING = Mounting(name="front", T_ego_sensor=Placement(sensor=CAMERA, x_m=1.0, y_m=0.0, z_m=1.5).pose())


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def shot(renderer: WarpRenderer, scene, history, t_s: float = 0.1) -> CameraReading:
    renderer.load(scene)
    reading, _ = CAMERA.measure(MOUNTING, renderer, history, scene.environment, t_s, 0, {})
    assert isinstance(reading, CameraReading)
    return reading


def test_a_crate_covers_the_pixels_that_its_corners_project_to(renderer: WarpRenderer) -> None:
    """Front face 1 m wide, 10 m ahead, 2 m high from the ground: u = 39.5 -+ 4, v = 24.5 + 80 * (1.5 - z) / 10."""
    scene = world_of(crate("a", 11.5, 0.0, size_m=(1.0, 1.0, 2.0)))
    reading = shot(renderer, scene, drifting(scene))
    rows, columns = np.nonzero(reading.instance == 2)
    assert (columns.min(), columns.max()) == (36, 43)
    assert (rows.min(), rows.max()) == (21, 36)
    np.testing.assert_allclose(reading.depth_m[reading.instance == 2], 10.0, rtol=1e-6)
    np.testing.assert_allclose(reading.normal[25, 40], (0.0, 0.0, -1.0), atol=1e-6)


def test_left_is_left_and_up_is_up(renderer: WarpRenderer) -> None:
    scene = world_of(crate("left", 10.0, 2.0), crate("high", 10.0, 0.0, 2.5))
    reading = shot(renderer, scene, drifting(scene))
    assert np.nonzero(reading.instance == 2)[1].max() < 39
    assert np.nonzero(reading.instance == 3)[0].max() < 24


def test_sky_is_named_and_has_neither_depth_nor_flow(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground())
    reading = shot(renderer, scene, drifting(scene))
    sky = reading.semantic == class_of("sky").id
    assert sky[0].all()
    assert not sky[-1].any()
    assert (reading.depth_m[sky] == 0).all()
    assert np.isnan(reading.flow_px[sky]).all()
    assert (reading.instance[sky] == 0).all()


def test_nothing_flows_where_nothing_moves(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    reading = shot(renderer, scene, drifting(scene))
    seen = reading.depth_m > 0
    # World positions are float32: 2^-24 of 100 m at the shortest depth of 4.9 m, times 80 px.
    assert np.abs(reading.flow_px[seen]).max() < 80 * 100 * 2**-23 / 4.9


def test_flow_of_a_crossing_crate_is_f_v_dt_over_z(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 11.5, 0.0, size_m=(1.0, 1.0, 2.0)))
    reading = shot(renderer, scene, drifting(scene, {"a": (0.0, -3.0, 0.0)}))
    flow = reading.flow_px[(reading.instance == 2) & (np.abs(reading.depth_m - 10.0) < 1e-3)]
    np.testing.assert_allclose(flow, np.tile([80 * 3.0 * 0.1 / 10.0, 0.0], (len(flow), 1)), atol=1e-3)


def test_metered_grey_comes_out_as_grey() -> None:
    """A uniform luminance is exposed to 18 % linear, which the sRGB curve writes as 118."""
    radiance = np.full((40, 60, 3), 3000.0, dtype=np.float32)
    ev = meter(radiance).ev100
    assert ev == pytest.approx(math.log2(3000.0 * 8.0), abs=1e-4)
    assert np.unique(expose(radiance, ev)).tolist() == [118]


def test_one_stop_less_doubles_the_linear_value() -> None:
    radiance = np.full((4, 4, 3), 100.0, dtype=np.float32)
    ev = meter(radiance).ev100
    assert expose(radiance * 2, ev)[0, 0, 0] == expose(radiance, ev - 1)[0, 0, 0]


def test_centre_weighs_more_than_the_border() -> None:
    spot = np.full((60, 80, 3), 100.0, dtype=np.float32)
    border = spot.copy()
    spot[20:40, 25:55] = 1600.0
    border[:7] = border[-8:] = 1600.0  # twice as many bright pixels
    assert meter(spot).ev100 > meter(border).ev100


def test_response_rises_steadily_to_white_without_a_step() -> None:
    x = np.linspace(0.0, WHITE, 20001)
    y = camera_response(x)
    assert y[0] == 0.0
    assert y[-1] == pytest.approx(1.0)
    assert (np.diff(y) > 0).all()
    assert camera_response(np.array([0.18]))[0] == pytest.approx(0.4614, abs=1e-4)


def test_image_has_neither_nan_nor_wrapped_highlights() -> None:
    radiance = np.array([[[np.nan, 1e9, -5.0], [np.inf, 0.0, 1e-9]]], dtype=np.float32)
    assert expose(radiance, 10.0).tolist() == [[[0, 255, 0], [255, 0, 0]]]


def test_exposure_follows_the_light_with_its_time_constants() -> None:
    exposure = AutoExposure(tau_bright_s=0.2, tau_dark_s=1.0)
    grey = np.full((20, 20, 3), 4000.0, dtype=np.float32)  # a quarter of it is daylight still
    first = exposure.settle(grey, 0.1, {})
    brighter = exposure.settle(grey * 4, 0.1, first)
    darker = exposure.settle(grey / 4, 0.1, first)
    assert brighter["ev100"] - first["ev100"] == pytest.approx(2 * (1 - math.exp(-0.5)), abs=1e-5)
    assert darker["ev100"] - first["ev100"] == pytest.approx(-2 * (1 - math.exp(-0.1)), abs=1e-5)
    assert FixedExposure(ev100=12.0).settle(grey, 0.1, first) == {"ev100": 12.0}


def test_camera_keeps_the_sensor_promises(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    check_sensor(CAMERA, renderer, scene, drifting(scene), 0.1)


def test_a_camera_with_a_whole_chain_keeps_them_too(renderer: WarpRenderer) -> None:
    """Its state tells how long it exposed; raw numbers and linear light come along where they are kept."""
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    camera = dataclasses.replace(CAMERA, chain=KittiFlea2(keep=("raw", "hdr")))
    reading = check_sensor(camera, renderer, scene, drifting(scene), 0.1)
    assert isinstance(reading, CameraReading)
    assert reading.raw is not None
    assert reading.raw.shape == (50, 80)
    assert reading.hdr is not None
    assert reading.hdr.shape == (50, 80, 3)
    _, state = camera.measure(MOUNTING, renderer, drifting(scene), scene.environment, 0.1, 0, {})
    assert state["exposure_s"] == camera.chain.settings(state["ev100"]).time_s > 0.0


def test_exposure_adapts_over_the_time_since_the_picture_before(renderer: WarpRenderer) -> None:
    """A camera of 10 Hz whose pictures are taken every half second has adapted for half a second."""
    scene = world_of(ground=Ground())
    camera = dataclasses.replace(CAMERA, exposure=AutoExposure(tau_bright_s=0.5, tau_dark_s=0.5))
    renderer.load(scene)
    history = drifting(scene)

    def settled(**state: float) -> float:
        return float(camera.measure(MOUNTING, renderer, history, scene.environment, 0.5, 0, state)[1]["ev100"])

    metered = settled()
    for before_s in (0.0, 0.4):
        gone = 1.0 - math.exp((before_s - 0.5) / 0.5)
        assert settled(ev100=metered - 2.0, t_s=before_s) == pytest.approx(metered - 2.0 + 2.0 * gone, abs=1e-3)


def test_an_exposure_longer_than_the_frame_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"exposes for up to 0\.2 s, which is longer than the frame.*at most 0\.1 s"):
        dataclasses.replace(CAMERA, chain=IdealChain(longest_s=0.2))


def test_impossible_sizes_are_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="width_px"):
        PinholeCamera(fx_px=1.0, fy_px=1.0, cx_px=0.0, cy_px=0.0, width_px=0, height_px=4)
    with pytest.raises(ConfigError, match="tau_dark_s"):
        AutoExposure(tau_dark_s=0.0)
