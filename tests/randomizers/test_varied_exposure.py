"""Cameras that expose wrongly."""

import pytest
from camera_street import filmed

from randomizers.exposure import Exposure
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.scene import Scene
from simulator.sensors.camera.exposure import AutoExposure, FixedExposure
from simulator.sensors.camera.pinhole import PinholeCamera


def exposure(error_ev: object = 1.5, slowness: object = 2) -> Exposure:
    return Exposure(error_ev=distribution(error_ev, "error_ev"), slowness=distribution(slowness, "slowness"))


def camera(scene: Scene) -> PinholeCamera:
    sensor = scene.rig.mount("image_2").sensor
    assert isinstance(sensor, PinholeCamera)
    return sensor


def test_an_automatic_exposure_is_off_and_slower() -> None:
    before, after = AutoExposure(), camera(check_randomizer(exposure(), filmed())).exposure
    assert isinstance(after, AutoExposure)
    assert after.compensation_ev == pytest.approx(before.compensation_ev + 1.5)
    assert after.tau_dark_s == pytest.approx(2 * before.tau_dark_s)


def test_a_fixed_exposure_value_is_lower_where_the_picture_is_brighter() -> None:
    after = camera(check_randomizer(exposure(1.5), filmed(exposure=FixedExposure(ev100=12.0)))).exposure
    assert after == FixedExposure(ev100=10.5)


def test_sensors_without_an_exposure_are_left_alone() -> None:
    assert check_randomizer(exposure(), filmed()).rig.mounts[1] == filmed().rig.mounts[1]


def test_impossible_errors_are_refused() -> None:
    with pytest.raises(ConfigError, match="error_ev: got 9 EV, allowed -6 to 6 EV"):
        exposure(9)
