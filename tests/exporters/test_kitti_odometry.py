"""KITTI odometry sequences, read back by hand and, where it is installed, by pykitti."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
from kitti_worlds import published_clip, published_frames, tumbling_frames, without
from numpy.typing import NDArray

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_measures
from exporters.kitti_odometry import KittiOdometryExporter
from exporters.testing import INFO
from simulator.frame import Clip, Frame


def write(root: Path, frames: list[Frame], clip: Clip | None = None) -> Path:
    exporter, clip = KittiOdometryExporter(), clip or example_clip(0)
    exporter.open(root, INFO)
    exporter.begin_clip(clip)
    for frame in frames:
        exporter.write(frame)
    numbers = tuple(frame.number for frame in frames)
    published = PublishedClip(clip=clip.index, frame_numbers=numbers, files=exporter.end_clip(example_measures()))
    exporter.finalize(root, INFO, (published,))
    return root


def camera_poses(frames: list[Frame]) -> list[NDArray[np.float64]]:
    """Camera 2 of each frame in the first frame's."""
    poses = [frame.cameras()[0].T_world_sensor for frame in frames]
    return [(poses[0].inverse() @ pose).matrix() for pose in poses]


@pytest.mark.parametrize("published", [False, True])
def test_poses_are_camera_zeros_in_the_first_frame(tmp_path: Path, published: bool) -> None:
    world = published_frames() if published else tumbling_frames()
    write(tmp_path, world, published_clip() if published else None)
    written = np.loadtxt(tmp_path / "poses/00.txt").reshape(-1, 3, 4)
    np.testing.assert_array_equal(written[0], np.eye(4)[:3])
    rows = dict(line.split(": ") for line in (tmp_path / "sequences/00/calib.txt").read_text().splitlines())
    P2 = np.array([float(word) for word in rows["P2"].split()]).reshape(3, 4)
    T_cam2_cam0 = np.eye(4)
    T_cam2_cam0[:3, 3] = np.linalg.solve(P2[:, :3], P2[:, 3])
    for pose, expected in zip(written, camera_poses(world), strict=True):
        T_first_cam0 = np.vstack([pose, [0, 0, 0, 1]])
        np.testing.assert_allclose(T_cam2_cam0 @ T_first_cam0 @ np.linalg.inv(T_cam2_cam0), expected, atol=1e-9)


def test_tr_takes_points_to_the_rectified_camera(tmp_path: Path) -> None:
    world = tumbling_frames()
    write(tmp_path, world)
    rows = dict(line.split(": ") for line in (tmp_path / "sequences/00/calib.txt").read_text().splitlines())
    assert list(rows) == ["P0", "P1", "P2", "P3", "Tr"]
    Tr = np.array([float(word) for word in rows["Tr"].split()]).reshape(3, 4)
    camera, lidar = world[0].cameras()[0], world[0].lidars()[0]
    np.testing.assert_allclose(Tr, (camera.T_ego_sensor.inverse() @ lidar.T_ego_sensor).matrix()[:3], atol=1e-11)


def test_clouds_are_deskewed(tmp_path: Path) -> None:
    first = tumbling_frames()[0]
    lidar = first.lidars()[0]
    shifted = replace(lidar, deskewed_m=lidar.deskewed_m + np.float32(0.25))
    write(tmp_path, [replace(first, readings={**first.readings, lidar.name: shifted})])
    cloud = np.fromfile(tmp_path / "sequences/00/velodyne/000000.bin", dtype="<f4").reshape(-1, 4)
    np.testing.assert_array_equal(cloud, np.column_stack([shifted.deskewed_m, lidar.points[:, 3]]))


def test_frames_with_a_lost_reading_leave_a_longer_step_in_time_and_place(tmp_path: Path) -> None:
    first, second, third = tumbling_frames()
    write(tmp_path, [first, without(second, "image_2"), third])
    np.testing.assert_allclose(np.loadtxt(tmp_path / "sequences/00/times.txt"), [0.0, 0.2])
    poses = np.loadtxt(tmp_path / "poses/00.txt").reshape(-1, 3, 4)
    np.testing.assert_allclose(poses[1], camera_poses([first, third])[1][:3], atol=1e-9)
    assert orjson.loads((tmp_path / "mapping.json").read_bytes())["counted"] == {"frames_left_out": 1}


def test_pykitti_loads_a_sequence(tmp_path: Path) -> None:
    pykitti = pytest.importorskip("pykitti")
    world = tumbling_frames()
    write(tmp_path, world)
    sequence = pykitti.odometry(str(tmp_path), "00")
    assert len(sequence) == 3
    assert [time.total_seconds() for time in sequence.timestamps] == [0.0, 0.1, 0.2]
    for pose, expected in zip(sequence.poses, camera_poses(world), strict=True):
        np.testing.assert_allclose(pose, expected, atol=1e-9)  # of this rig, camera 2 is camera 0
    for frame, picture, cloud in zip(world, sequence.cam2, sequence.velo, strict=True):
        np.testing.assert_array_equal(np.asarray(picture), frame.cameras()[0].image)
        np.testing.assert_array_equal(cloud[:, :3], frame.lidars()[0].deskewed_m)
