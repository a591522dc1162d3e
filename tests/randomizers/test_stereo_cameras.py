"""What varies cameras keeps a stereo pair rectified, and its written calibration true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_street import scene

from randomizers.base import Randomizer
from randomizers.camera_optics import CameraOptics
from randomizers.camera_pose import CameraPose
from scenes.distributions import distribution
from scenes.rig import Rig
from scenes.streams import stream
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.kitti_rig import KittiRig

POINTS = np.random.Generator(np.random.PCG64(3)).uniform((5.0, -10.0, -1.7), (70.0, 10.0, 3.0), (200, 3))


def by_mounts(rig: Rig, camera: str) -> np.ndarray:
    """(N, 2) pixels of Velodyne points by where the sensors are mounted."""
    mount = rig.mount(camera)
    assert isinstance(mount.sensor, PinholeCamera)
    fx, fy, cx, cy = mount.sensor.K
    x, y, z = (mount.T_ego_sensor.inverse() @ rig.mount("velodyne").T_ego_sensor).apply(POINTS).T
    return np.stack([fx * x / z + cx, fy * y / z + cy], axis=1)


def by_file(rig: Rig, projection: str) -> np.ndarray:
    """(N, 2) pixels as KITTI's readme has it: P R0_rect Tr_velo_to_cam y."""
    assert rig.kitti is not None
    R0, Tr = np.eye(4), np.eye(4)
    R0[:3, :3] = np.reshape(rig.kitti.R0_rect, (3, 3))
    Tr[:3] = np.reshape(rig.kitti.Tr_velo_to_cam, (3, 4))
    x = np.c_[POINTS, np.ones(len(POINTS))] @ (np.reshape(getattr(rig.kitti, projection), (3, 4)) @ R0 @ Tr).T
    return x[:, :2] / x[:, 2:]


def moved(randomizer: Randomizer, rig: Rig) -> Rig:
    street = replace(scene(), rig=rig)
    params = randomizer.draw(street, stream(3, "test"))
    assert not any(key.startswith("image_3") for key in params)
    return randomizer.apply(street, params).rig


ANGLES = distribution((-1.0, 1.0), "angle_deg")


@pytest.mark.parametrize(
    "randomizer",
    [
        CameraPose(angle_deg=ANGLES, shift_m=distribution((-0.03, 0.03), "shift_m")),
        CameraOptics(
            focal_scale=distribution((0.8, 1.2), "focal_scale"),
            centre_shift_share=distribution((-0.02, 0.02), "centre_shift_share"),
        ),
    ],
    ids=["pose", "optics"],
)
def test_stereo_pictures_stay_rectified(randomizer: Randomizer) -> None:
    rig = moved(randomizer, KittiRig(cameras=("image_2", "image_3")).build())
    left, right = by_mounts(rig, "image_2"), by_mounts(rig, "image_3")
    assert np.abs(left[:, 1] - right[:, 1]).max() < 0.6  # f * 2.7 mm, by which P3 is lower than P2, at 5 m: 0.4 px
    for camera, projection in {"image_2": "P2", "image_3": "P3"}.items():
        np.testing.assert_allclose(by_mounts(rig, camera), by_file(rig, projection), atol=5e-3)
