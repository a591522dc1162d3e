"""The shipped rigs: published geometry, stereo that stays rectified, and what no rig may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.rig import Mount, Rig
from simulator.config import load_config
from simulator.parts import build_rig
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.lidar.spinning_lidar import SpinningLidar
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement
from simulator.sensors.rigs.rig_checks import check_rig

CAMERA = PinholeCamera(fx_px=500.0, fy_px=500.0, cx_px=319.5, cy_px=179.5, width_px=640, height_px=360)

POINTS = np.random.Generator(np.random.PCG64(3)).uniform((5.0, -10.0, -1.7), (70.0, 10.0, 3.0), (200, 3))


def shipped(*overrides: str) -> Rig:
    return build_rig(load_config(overrides))


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


def test_kitti_stereo_has_the_published_base() -> None:
    rig = shipped("rig=kitti_stereo")
    left, right = rig.mount("image_2"), rig.mount("image_3")
    base = (left.T_ego_sensor.inverse() @ right.T_ego_sensor).translation_m
    assert base[0] == pytest.approx(0.5327, abs=5e-5)
    assert left.T_ego_sensor.rotation_xyzw == pytest.approx(right.T_ego_sensor.rotation_xyzw)
    for camera, projection in {"image_2": "P2", "image_3": "P3"}.items():
        np.testing.assert_allclose(by_mounts(rig, camera), by_file(rig, projection), atol=5e-3)


NUSCENES = {
    "CAM_FRONT": (0.3, -0.3, 64.6),
    "CAM_FRONT_LEFT": (55.2, 0.1, 64.3),
    "CAM_FRONT_RIGHT": (-56.4, -0.8, 64.8),
    "CAM_BACK_LEFT": (108.6, -0.9, 65.0),
    "CAM_BACK_RIGHT": (-110.8, -0.9, 64.8),
    "CAM_BACK": (179.9, 1.0, 89.3),
}
"""Yaw, elevation of the optical axis, horizontal field of view, degrees, as published."""


@pytest.mark.parametrize("name", NUSCENES)
def test_nuscenes_cameras_look_where_they_do_in_the_dataset(name: str) -> None:
    yaw_deg, up_deg, fov_deg = NUSCENES[name]
    mount = shipped("rig=nuscenes", "fps=2").mount(name)
    x, y, z = mount.T_ego_sensor.rotation()[:, 2]
    assert math.degrees(math.atan2(y, x)) == pytest.approx(yaw_deg, abs=0.05)
    assert math.degrees(math.asin(z)) == pytest.approx(up_deg, abs=0.05)
    assert isinstance(mount.sensor, PinholeCamera)
    seen_deg = 2.0 * math.degrees(math.atan(800.0 / mount.sensor.fx_px))
    assert seen_deg == pytest.approx(fov_deg, abs=0.1)


def test_nuscenes_cameras_are_triggered_as_the_lidar_turns_past() -> None:
    rig = shipped("rig=nuscenes", "fps=2")
    order = sorted(NUSCENES, key=lambda name: rig.mount(name).sensor.offset_s)
    clockwise = ["FRONT_LEFT", "FRONT", "FRONT_RIGHT", "BACK_RIGHT", "BACK", "BACK_LEFT"]
    assert order == [f"CAM_{place}" for place in clockwise]


def test_nuscenes_lidar_passes_the_middle_of_each_view_as_its_camera_is_triggered() -> None:
    """In the head's own time: the pulses nearest to a camera's optical axis fire when it takes its picture."""
    rig = shipped("rig=nuscenes", "fps=2")
    top = rig.mount("LIDAR_TOP")
    assert isinstance(top.sensor, SpinningLidar)
    scan = top.sensor.scan(0.0)
    aside = (top.T_ego_sensor.rotation() @ scan.direction.astype(np.float64).T).T
    for name in NUSCENES:
        axis = rig.mount(name).T_ego_sensor.rotation()[:2, 2]
        nearest = np.argsort(-(aside[:, :2] @ axis) / np.linalg.norm(aside[:, :2], axis=1))[:32]
        fired_s = scan.offset_s[scan.moment[nearest]]
        # Both ends of a revolution look backwards, half a turn before and after.
        off_s = np.abs((fired_s - rig.mount(name).sensor.offset_s + 0.025) % 0.05 - 0.025)
        assert off_s.max() < 2e-4


def test_angles_turn_left_and_down() -> None:
    placement = Placement(sensor=CAMERA, x_m=1.0, y_m=0.0, z_m=1.5, yaw_deg=90.0, pitch_deg=30.0)
    forward = placement.pose().rotation()[:, 2]
    np.testing.assert_allclose(forward, [0.0, math.cos(math.radians(30)), -0.5], atol=1e-12)


def test_a_placement_times_its_sensor() -> None:
    mount = Placement(sensor=CAMERA, x_m=1.0, y_m=0.0, z_m=1.5, rate_hz=30.0, offset_s=0.01).mount("front")
    assert (mount.sensor.rate_hz, mount.sensor.offset_s) == (30.0, 0.01)


def rig_of(*mounts: Mount) -> Rig:
    return Rig(name="mine", mounts=mounts)


def front(**changes: object) -> Mount:
    return replace(Mount(name="front", sensor=CAMERA, T_ego_sensor=Pose()), **changes)  # type: ignore[arg-type]


BAD: dict[str, Callable[[], Rig]] = {
    "rig.front: two sensors have this name": lambda: rig_of(front(), front()),
    "the rig 'mine' has no sensor": rig_of,
    r"rig\.a/b: is no name": lambda: rig_of(front(name="a/b")),
    r"rig\.front: its pose must be finite": lambda: rig_of(front(T_ego_sensor=Pose(translation_m=(math.nan, 0, 0)))),
    r"rig\.front\.offset_s: got nan": lambda: rig_of(front(sensor=replace(CAMERA, offset_s=math.nan))),
}


@pytest.mark.parametrize("told", BAD)
def test_impossible_rigs_are_refused_by_name(told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        check_rig(BAD[told]())


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("rig.mounts.front.sensor.rate_hz=0", r"rate_hz: must be positive"),
        ("rig.mounts.front.sensor.fx_px=0", r"fx_px: must be positive"),
        ("rig.mounts.front.yaw=3", r"unknown key 'yaw'\. Did you mean 'yaw_deg'"),
        ("rig.mounts.front.between=always", r"unknown value 'always'.*measured, skipped"),
        ("rig.mounts.front.clock.jitter_s=-1", r"rig\.mounts\.front\.clock\.jitter_s: got -1"),
        ("rig.mounts.front.dropout.lost_share=2", r"rig\.mounts\.front\.dropout\.lost_share: got 2"),
    ],
)
def test_bad_keys_are_told_with_their_place(override: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        shipped("rig=minimal", override)


def test_kitti_needs_its_left_camera() -> None:
    with pytest.raises(ConfigError, match=r"rig\.cameras: got \['image_3'\]"):
        shipped("rig=kitti", "rig.cameras=[image_3]")


def test_a_mounted_rig_needs_a_sensor() -> None:
    with pytest.raises(ConfigError, match="at least one sensor"):
        MountedRig(mounts={})
