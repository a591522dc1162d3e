"""oxts lines: real ones are made again from what they say, readers get our poses back, and levers swing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from kitti_worlds import published_clip, published_frames, tumbling_ego, tumbling_frames
from numpy.typing import NDArray

from exporters.example_frames import example_clip
from exporters.kitti_oxts import DATAFORMAT, GRAVITY_MPS2, ImuState, imu_mount, imu_state, oxts_lines
from exporters.kitti_sensors import KittiChoice, KittiReadings
from scenes.pose import Pose
from simulator.frame import Clip, Frame

# 2011_09_26_drive_0001, frame 0, as quoted in public readers of the format
REAL = (
    "49.015003823272 8.4342971002335 116.43032836914 0.035752 0.00903 -2.6087069803847 -6.811441479104 "
    "-11.275641809511 13.172716663769 -0.12475264293164 -0.032919903047354 -0.44519814607457 0.042957369847256 "
    "10.209865300506 -0.34030092211055 -0.31686915378551 10.209117821189 0.0090951755733632 -0.023140741253985 "
    "-0.017909034508194 0.0089018002187228 -0.022495299354602 -0.018809330937153 0.027658633371879 "
    "0.012727922061358 4 11 6 6 6"
)
NAMES = [line.split(":")[0] for line in DATAFORMAT.splitlines()]


def readings(frame: Frame, clip: Clip) -> KittiReadings:
    kitti = KittiChoice().readings(clip, frame)
    assert kitti is not None
    return kitti


def fields(line: str) -> dict[str, float]:
    return dict(zip(NAMES, map(float, line.split()), strict=True))


def attitude(roll: float, pitch: float, yaw: float) -> NDArray[np.float64]:
    """Rz(yaw) Ry(pitch) Rx(roll), as the devkit's convertOxtsToPose has it."""
    cr, sr, cp, sp = math.cos(roll), math.sin(roll), math.cos(pitch), math.sin(pitch)
    cy, sy = math.cos(yaw), math.sin(yaw)
    Rx = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    Ry = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    Rz = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    return np.asarray(Rz @ Ry @ Rx, dtype=np.float64)


def test_a_real_line_follows_from_its_own_attitude_and_vectors() -> None:
    """Force and rate about the level axes are those about the vehicle's, turned; forward velocity from north and east.

    What is left is the filter's own: some hundredths of m/s2. (The sign of the real vl is not the readme's.)
    """
    real = fields(REAL)
    R = attitude(real["roll"], real["pitch"], real["yaw"])
    state = ImuState(
        position_m=np.zeros(3),
        rotation=R,
        velocity_mps=np.array([real["ve"], real["vn"], real["vu"]]),
        force_mps2=R @ np.array([real["ax"], real["ay"], real["az"]]),
        spin_radps=R @ np.array([real["wx"], real["wy"], real["wz"]]),
    )
    ours = fields(oxts_lines([state])[0])
    for name in ("roll", "pitch", "yaw", "vn", "ve", "vu", "ax", "ay", "az", "wx", "wy", "wz"):
        assert ours[name] == pytest.approx(real[name], abs=1e-9), name
    for name, tolerance in (("vf", 1e-3), ("af", 0.03), ("al", 0.03), ("au", 0.03), ("wf", 3e-4), ("wl", 3e-4)):
        assert ours[name] == pytest.approx(real[name], abs=tolerance), name
    assert [ours[name] for name in NAMES[25:]] == [4, 11, 6, 6, 6]
    assert abs(ours["vl"]) == pytest.approx(abs(real["vl"]), abs=0.02)


@pytest.mark.parametrize("published", [False, True])
def test_a_reader_gets_the_velodyne_and_camera_poses_back(published: bool) -> None:
    """The projection of convertOxtsToPose, written out here, and the files' own calibration."""
    clip = published_clip() if published else example_clip(0)
    frames = published_frames() if published else tumbling_frames()
    taken = [readings(frame, clip) for frame in frames]
    lines = [fields(line) for line in oxts_lines([imu_state(f, k) for f, k in zip(frames, taken, strict=True)])]
    scale = math.cos(math.radians(lines[0]["lat"]))
    places = np.array(
        [
            (
                scale * math.radians(line["lon"]) * 6378137.0,
                scale * 6378137.0 * math.log(math.tan(math.pi * (90.0 + line["lat"]) / 360.0)),
                line["alt"],
            )
            for line in lines
        ]
    )
    first = frames[0].T_world_ego @ imu_mount(frames[0], taken[0])
    for frame, kitti, line, place in zip(frames, taken, lines, places - places[0], strict=True):
        T_world_imu = np.eye(4)
        T_world_imu[:3, :3] = attitude(line["roll"], line["pitch"], line["yaw"])
        T_world_imu[:3, 3] = place + np.asarray(first.translation_m)
        T_velo_imu = np.vstack([kitti.calib.matrices["Tr_imu_to_velo"], [0, 0, 0, 1]])
        T_world_velo = T_world_imu @ np.linalg.inv(T_velo_imu)
        # the published matrices have seven digits: their rotations are not quite rotations
        tolerance = 1e-6 if published else 1e-8
        np.testing.assert_allclose(T_world_velo, frame.lidars()[0].T_world_sensor.matrix(), atol=tolerance)


def test_a_steady_turn_swings_the_unit_outwards() -> None:
    """A circle of radius R at rate w: at lever (a, b) speed is w (R - b, a), force w2 (a, b - R) towards the centre."""
    frame = tumbling_frames()[0]
    w, radius_m = 0.5, 20.0
    turning = replace(
        frame,
        T_world_ego=Pose.planar(0.0, 0.0, 0.0),
        ego_velocity_mps=(w * radius_m, 0.0, 0.0),
        ego_spin_radps=(0.0, 0.0, w),
        ego_acceleration_mps2=(0.0, w * w * radius_m, 0.0),
    )
    kitti = readings(turning, example_clip(0))
    T_velo_imu = kitti.calib.matrices["Tr_imu_to_velo"].copy()
    away = replace(kitti.calib, matrices={**kitti.calib.matrices, "Tr_imu_to_velo": T_velo_imu})
    lever = np.array([1.5, -0.4, 0.9])
    T_velo_imu[:, 3] = T_velo_imu[:, 3] + T_velo_imu[:, :3] @ lever
    line = fields(oxts_lines([imu_state(turning, replace(kitti, calib=away))])[0])
    assert line["vf"] == pytest.approx(w * (radius_m - lever[1]))
    assert line["vl"] == pytest.approx(w * lever[0])
    assert line["ax"] == pytest.approx(-w * w * lever[0])
    assert line["ay"] == pytest.approx(w * w * (radius_m - lever[1]))
    assert line["az"] == pytest.approx(GRAVITY_MPS2)
    assert line["wu"] == pytest.approx(w)


def test_a_front_that_points_down_pitches_up_in_numbers() -> None:
    state = ImuState(
        position_m=np.zeros(3),
        rotation=attitude(0.0, 0.2, 0.0),
        velocity_mps=np.zeros(3),
        force_mps2=np.array([0.0, 0.0, GRAVITY_MPS2]),
        spin_radps=np.zeros(3),
    )
    assert state.rotation[2, 0] < 0  # forward goes down
    line = fields(oxts_lines([state])[0])
    assert line["pitch"] == pytest.approx(0.2)
    assert line["ax"] == pytest.approx(-GRAVITY_MPS2 * math.sin(0.2))  # the seat pushes back
    assert line["au"] == pytest.approx(GRAVITY_MPS2)


def test_without_a_lidar_the_camera_places_the_unit() -> None:
    frame = published_frames()[0]
    both = readings(frame, published_clip())
    alone = replace(both, lidar=None)
    np.testing.assert_allclose(
        imu_mount(frame, alone).matrix(), imu_mount(frame, both).matrix(), atol=1e-6
    )  # as exact as the camera is mounted


def test_the_ego_does_not_move_between_lines_for_nothing() -> None:
    frames = [replace(frame, T_world_ego=tumbling_ego(0)) for frame in tumbling_frames()]
    lines = oxts_lines([imu_state(frame, readings(frame, example_clip(0))) for frame in frames])
    assert len(set(lines)) == 1
    assert oxts_lines([]) == ()
