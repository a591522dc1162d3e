"""Sensors inside the ego's body are refused, sensors far from it are told of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from seen_world import Crate, Ground, drifting, world_of

from scenes.asset import AssetSpec
from scenes.assets.cars.sedan import Sedan
from scenes.errors import ConfigError
from scenes.rig import Mount, Rig
from scenes.scene import Scene
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Sensor
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.lidar.beam_table import BeamFan
from simulator.sensors.lidar.spinning_lidar import SpinningLidar
from simulator.sensors.mount_checks import check_mounts
from simulator.sensors.radar.fmcw_radar import FmcwRadar
from simulator.sensors.rigs.mounted_rig import Placement

CAMERA = PinholeCamera(fx_px=80.0, fy_px=80.0, cx_px=39.5, cy_px=24.5, width_px=80, height_px=50)
LIDAR = SpinningLidar(beams=BeamFan(count=2, top_rad=0.0, bottom_rad=-0.1, firings=8))


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def mount(x_m: float, y_m: float, z_m: float, sensor: Sensor = CAMERA) -> Mount:
    return Placement(sensor=sensor, x_m=x_m, y_m=y_m, z_m=z_m).mount("front")


CAR = Sedan(seed=0, detail="far", length_m=4.5, width_m=1.8, height_m=1.45, wheelbase_m=2.7, front_overhang_m=0.86)
"""As the scenarios' ego is."""


def check(renderer: WarpRenderer, placed: Mount, ego: AssetSpec = CAR, ground: Ground | None = None) -> tuple[str, ...]:
    bare = world_of(ground=ground)
    own = replace(bare.ego, asset=ego)
    scene: Scene = replace(bare, ego=own, rig=Rig(name="r", mounts=(placed,)))
    renderer.load(scene)
    return check_mounts(scene, drifting(scene), renderer)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((1.2, 0.0, 1.7), id="over the roof"),
        pytest.param((3.62, 0.0, 0.65), id="before the nose"),
        pytest.param((2.0, 1.08, 1.02), id="at a mirror"),
        pytest.param((-1.0, 0.0, 0.95), id="behind the boot"),
    ],
)
def test_sensors_on_the_skin_are_free(renderer: WarpRenderer, place: tuple[float, float, float]) -> None:
    for sensor in (CAMERA, LIDAR):
        assert check(renderer, mount(*place, sensor=sensor), ground=Ground()) == ()


@pytest.mark.parametrize(
    "place", [pytest.param((3.0, 0.0, 0.6), id="engine"), pytest.param((1.0, 0.3, 1.1), id="cabin")]
)
def test_sensors_inside_are_refused_by_name_and_place(
    renderer: WarpRenderer, place: tuple[float, float, float]
) -> None:
    for sensor in (CAMERA, LIDAR):
        told = rf"rig\.front: is inside the ego's body 'ego': at x {place[0]:.2f}.*nearest surface \d.* m away"
        with pytest.raises(ConfigError, match=told):
            check(renderer, mount(*place, sensor=sensor), ground=Ground())


def test_radars_look_through_bumpers(renderer: WarpRenderer) -> None:
    assert check(renderer, mount(3.4, 0.0, 0.5, sensor=FmcwRadar())) == ()


def test_a_sensor_in_a_box_is_inside(renderer: WarpRenderer) -> None:
    with pytest.raises(ConfigError, match=r"in all directions, the nearest surface 0\.5"):
        check(renderer, mount(0.0, 0.0, 0.5), Crate(size_m=(1.0, 1.0, 1.0), semantic="vehicle.ego"))


def test_sensors_far_away_are_told_of(renderer: WarpRenderer) -> None:
    (note,) = check(renderer, mount(17.0, 0.0, 1.5))
    assert "'front' is mounted 13.4 m away from the ego" in note
