"""Lenses that differ, and calibrations that say so."""

import numpy as np
import pytest
from camera_street import filmed

from randomizers.camera_optics import CameraOptics
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError
from simulator.sensors.camera.pinhole import PinholeCamera


def optics(focal_scale: object = 1.1, shift: object = (-0.01, 0.01)) -> CameraOptics:
    return CameraOptics(
        focal_scale=distribution(focal_scale, "focal_scale"),
        centre_shift_share=distribution(shift, "centre_shift_share"),
    )


def test_camera_and_calibration_have_the_same_new_lens() -> None:
    after = check_randomizer(optics(), filmed())
    camera, kitti, before = after.rig.mount("image_2").sensor, after.rig.kitti, filmed().rig.kitti
    assert isinstance(camera, PinholeCamera)
    assert kitti is not None
    assert before is not None
    old, new = (np.array(matrices.P2).reshape(3, 4) for matrices in (before, kitti))
    assert (new[0, 0], new[1, 1], new[0, 2], new[1, 2]) == pytest.approx(camera.K[:4])
    assert camera.fx_px == pytest.approx(1.1 * old[0, 0])
    assert abs(camera.cx_px - old[0, 2]) <= 12.0
    # The camera stays where it is: inv(K) P has the same last column.
    np.testing.assert_allclose(
        np.linalg.solve(new[:, :3], new[:, 3]), np.linalg.solve(old[:, :3], old[:, 3]), atol=1e-12
    )


def test_a_calibration_from_a_file_is_kept() -> None:
    assert check_randomizer(optics(), filmed(pinned=True)) == filmed(pinned=True)


def test_impossible_lenses_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"focal_scale: got 0, allowed 0\.3 to 3"):
        optics(0)
