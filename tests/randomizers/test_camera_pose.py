"""Mounting tolerance of cameras, and the calibration that follows it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import PROJECTION, scene

from randomizers.camera_pose import CameraPose
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.pose import Pose, axis_angle
from scenes.rig import Rig


def jitter(angle_deg: object = (-1.0, 1.0), shift_m: object = (-0.03, 0.03)) -> CameraPose:
    return CameraPose(angle_deg=distribution(angle_deg, "angle_deg"), shift_m=distribution(shift_m, "shift_m"))


def seen_by_mounts(rig: Rig, points: np.ndarray) -> np.ndarray:
    """Pixels of Velodyne points through the poses of the mounts."""
    T_camera_ego = rig.mount("image_2").T_ego_sensor.inverse()
    in_camera = (T_camera_ego @ rig.mount("velodyne").T_ego_sensor).apply(points)
    P2 = np.array(PROJECTION).reshape(3, 4)
    homogeneous = in_camera @ P2[:, :3].T
    return homogeneous[:, :2] / homogeneous[:, 2:]


def seen_by_file(rig: Rig, points: np.ndarray) -> np.ndarray:
    """Pixels of Velodyne points through the matrices, as the KITTI readme says: P2 R0_rect Tr_velo_to_cam y."""
    assert rig.kitti is not None
    R0, Tr = np.eye(4), np.eye(4)
    R0[:3, :3] = np.array(rig.kitti.R0_rect).reshape(3, 3)
    Tr[:3] = np.array(rig.kitti.Tr_velo_to_cam).reshape(3, 4)
    y = np.hstack([points, np.ones((len(points), 1))])
    homogeneous = y @ (np.array(rig.kitti.P2).reshape(3, 4) @ R0 @ Tr).T
    return homogeneous[:, :2] / homogeneous[:, 2:]


POINTS = np.array([[8.0, 1.0, -1.0], [20.0, -4.0, 0.5], [60.0, 10.0, 2.0]])
ROUNDING_PX = 1e-8
"""Some 30 float64 operations on pixels of some 1000: 1000 * 30 * 1e-16, and two digits to spare."""


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_written_calibration_is_how_the_camera_is_mounted(seed: int) -> None:
    moved = check_randomizer(jitter(), scene(), seed).rig
    assert np.abs(seen_by_mounts(scene().rig, POINTS) - seen_by_file(scene().rig, POINTS)).max() < ROUNDING_PX
    assert np.abs(seen_by_mounts(moved, POINTS) - seen_by_file(moved, POINTS)).max() < ROUNDING_PX
    assert np.abs(seen_by_file(moved, POINTS) - seen_by_file(scene().rig, POINTS)).max() > 0.01
    assert moved.mount("velodyne") == scene().rig.mount("velodyne")


def test_a_turn_about_the_vertical_moves_the_horizon_sideways_by_f_tan() -> None:
    """All three angles are 0.5 degrees: a far point straight ahead moves by f tan(angle) in u and in v."""
    moved = check_randomizer(jitter(angle_deg=0.5, shift_m=0), scene()).rig
    ahead = scene().rig.mount("image_2").T_ego_sensor
    far = (scene().rig.mount("velodyne").T_ego_sensor.inverse() @ ahead).apply(np.array([[0.0, 0.0, 1e6]]))
    shift = (seen_by_mounts(moved, far) - seen_by_mounts(scene().rig, far))[0]
    expected = 700.0 * math.tan(math.radians(0.5))
    second_order = 700.0 * 3 * math.radians(0.5) ** 2  # products of two of the three angles
    assert abs(abs(shift[0]) - expected) < second_order
    assert abs(abs(shift[1]) - expected) < second_order


def test_a_lidar_that_looks_ahead_is_no_camera() -> None:
    """Pitched by 60 degrees."""
    street = scene()
    lidar = street.rig.mount("velodyne")
    down = Pose(rotation_xyzw=tuple(axis_angle((0.0, 1.0, 0.0), math.radians(60.0)).tolist()))
    pitched = replace(lidar, T_ego_sensor=lidar.T_ego_sensor @ down)
    moved = check_randomizer(jitter(), replace(street, rig=replace(street.rig.with_mount(pitched), kitti=None))).rig
    assert moved.mount("velodyne") == pitched
    assert moved.mount("image_2") != street.rig.mount("image_2")


def test_a_calibration_from_a_file_is_left_alone() -> None:
    pinned = scene(pinned=True)
    assert jitter().draw(pinned, np.random.Generator(np.random.Philox(1))) == {"pinned": True}
    assert check_randomizer(jitter(), pinned) == pinned


def test_an_error_beyond_a_mount_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"angle_deg: got -20 to 20 degrees, allowed -10 to 10 degrees"):
        jitter(angle_deg=[-20, 20])
