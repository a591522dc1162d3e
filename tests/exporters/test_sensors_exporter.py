"""The plain exporter: conformance, and every kind of reading read back from its files."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from radar_pcd_reader import read_radar_pcd

from exporters.example_frames import example_clip, example_frames
from exporters.radar_pcd import radar_pcd
from exporters.sensors import SensorsExporter
from exporters.testing import INFO, check_exporter
from scenes.clock import Stamp
from scenes.errors import UnknownName
from scenes.pose import Pose
from simulator.frame import Frame, GnssReading, ImuReading, OdometryReading, RadarReading
from simulator.readings.radar import RADAR_POINT

MOUNT: Pose = Pose(translation_m=(3.4, 0.0, 0.5))
PLACE: Pose = Pose(translation_m=(9.4, 0.0, 0.5))


def radar_reading(count: int, time_ns: int = 0) -> RadarReading:
    points = np.zeros(count, dtype=RADAR_POINT)
    for place, name in enumerate(RADAR_POINT.names or ()):
        points[name] = np.arange(count) + place
    return RadarReading(
        name="RADAR_FRONT",
        time_ns=time_ns,
        T_ego_sensor=MOUNT,
        T_world_sensor=PLACE,
        points=points,
        instance=np.arange(count, dtype=np.uint16),
        semantic=np.full(count, 17, np.uint8),
        kind=np.zeros(count, np.uint8),
        offset_ns=np.zeros(count, np.int32),
        snr_db=np.full(count, 20.0, np.float32),
    )


def samples(time_ns: int) -> tuple[ImuReading, GnssReading, OdometryReading]:
    placed = {"time_ns": time_ns, "T_ego_sensor": MOUNT, "T_world_sensor": PLACE}
    imu = ImuReading(
        name="imu",
        specific_force_mps2=(0.1, 0.2, 9.8),
        angular_rate_radps=(0.0, 0.01, 1 / 3),
        true_specific_force_mps2=(0.0, 0.0, 9.81),
        true_angular_rate_radps=(0.0, 0.0, 1 / 3),
        **placed,
    )
    gnss = GnssReading(
        name="gnss",
        fix="code",
        position_m=(1.0, 2.0, 3.0),
        velocity_mps=(4.0, 5.0, 6.0),
        latitude_deg=49.0123456789,
        longitude_deg=8.4,
        altitude_m=115.0,
        position_sigma_m=(1.0, 1.0, 2.0),
        velocity_sigma_mps=0.05,
        satellites=14,
        hdop_ratio=0.8,
        vdop_ratio=1.2,
        true_position_m=(1.1, 2.1, 3.1),
        true_velocity_mps=(4.0, 5.0, 6.0),
        **placed,
    )
    wheels = OdometryReading(
        name="wheels",
        ticks_left=12,
        ticks_right=13,
        speed_mps=1.5,
        yaw_rate_radps=0.1,
        true_speed_mps=1.49,
        **placed,
    )
    return imu, gnss, wheels


def full_frames() -> list[Frame]:
    """The example frames with a radar, an IMU that measures twice a frame, a receiver and wheels."""
    frames = []
    for frame in example_frames(example_clip(0)):
        radar = radar_reading(frame.index * 2, frame.time_ns)
        before, (now, gnss, wheels) = samples(frame.time_ns - 50_000_000)[0], samples(frame.time_ns)
        own = {r.name: r for r in (radar, now, gnss, wheels)}
        late = Stamp(time_ns=now.time_ns, stamp_ns=now.time_ns + 7, arrival_ns=now.time_ns + 9)
        changed = dataclasses.replace(
            frame,
            readings={**frame.readings, **own},
            sweeps={"imu": (before,)} if frame.index else {},
            stamps={"imu": late},
            calibrated={"RADAR_FRONT": Pose(translation_m=(3.5, 0.0, 0.5))},
        )
        frames.append(changed)
    return frames


def written(folder: Path, exporter: SensorsExporter | None = None) -> Path:
    exporter = exporter or SensorsExporter()
    exporter.open(folder, INFO)
    exporter.begin_clip(example_clip(0))
    for frame in full_frames():
        exporter.write(frame)
    files = exporter.end_clip({})
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == list(files)
    return folder / "clip_000000"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_keeps_the_promises_of_exporters(tmp_path: Path) -> None:
    check_exporter(SensorsExporter(), tmp_path)


def test_images_and_clouds_come_back_as_they_were(tmp_path: Path) -> None:
    folder, frames = written(tmp_path), full_frames()
    for index, frame in enumerate(frames):
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        assert (np.asarray(Image.open(folder / "image_2" / f"{index:06d}.png")) == camera.image).all()
        with np.load(folder / "velodyne" / f"{index:06d}.npz") as cloud:
            for name in ("points", "offset_ns", "ring", "instance", "semantic"):
                assert (cloud[name] == getattr(lidar, name)).all()
    times = rows_of(folder / "image_2" / "times.csv")
    assert [int(row["time_ns"]) for row in times] == [frame.time_ns for frame in frames]
    assert [row["file"] for row in times] == ["000000", "000001", "000002"]


def test_raw_and_linear_pictures_come_back_where_a_camera_keeps_them(tmp_path: Path) -> None:
    frame = next(iter(example_frames(example_clip(0))))
    camera = frame.cameras()[0]
    height, width = camera.image.shape[:2]
    raw = np.arange(height * width, dtype=np.uint16).reshape(height, width)
    hdr = camera.image.astype(np.float32) * 1e3
    kept = dataclasses.replace(camera, raw=raw, hdr=hdr)
    exporter = SensorsExporter()
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    exporter.write(dataclasses.replace(frame, readings={**frame.readings, camera.name: kept}))
    exporter.end_clip({})
    folder = tmp_path / "clip_000000" / camera.name
    assert (np.asarray(Image.open(folder / "000000.raw.png")) == raw).all()
    assert (np.load(folder / "000000.hdr.npy") == hdr).all()


def test_radar_points_come_back_through_a_reader_of_the_header(tmp_path: Path) -> None:
    folder = written(tmp_path) / "RADAR_FRONT"
    for index, frame in enumerate(full_frames()):
        names, points = read_radar_pcd(folder / f"{index:06d}.pcd")
        own = frame.radars()[0]
        assert tuple(names) == RADAR_POINT.names
        assert points.shape == (18, len(own.points))
        for name, row in zip(names, points, strict=True):
            assert (row == own.points[name]).all()
        with np.load(folder / f"{index:06d}.npz") as truth:
            assert (truth["instance"] == own.instance).all()
            assert (truth["points"] == own.points).all()


def test_the_radar_header_is_nuscenes_own() -> None:
    """The example header in nuscenes-devkit 1.2.0, RadarPointCloud.from_file, but for the counts."""
    lines = radar_pcd(radar_reading(125).points).split(b"\nDATA")[0].decode().splitlines()
    assert lines[2] == (
        "FIELDS x y z dyn_prop id rcs vx vy vx_comp vy_comp is_quality_valid ambig_state x_rms y_rms "
        "invalid_state pdh0 vx_rms vy_rms"
    )
    assert lines[3] == "SIZE 4 4 4 1 2 4 4 4 4 4 1 1 1 1 1 1 1 1"
    assert lines[4] == "TYPE F F F I I F F F F F I I I I I I I I"
    assert lines[6:10] == ["WIDTH 125", "HEIGHT 1", "VIEWPOINT 0 0 0 1 0 0 0", "POINTS 125"]
    with pytest.raises(ValueError, match="RADAR_POINT"):
        radar_pcd(np.zeros(3))


def test_samples_are_lines_with_every_time_and_exact_numbers(tmp_path: Path) -> None:
    folder = written(tmp_path)
    imu = rows_of(folder / "imu" / "samples.csv")
    assert len(imu) == 5
    assert [int(row["time_ns"]) for row in imu] == sorted(int(row["time_ns"]) for row in imu)
    assert float(imu[0]["angular_rate_radps_z"]) == 1 / 3
    assert int(imu[0]["stamp_ns"]) == int(imu[0]["time_ns"]) + 7
    gnss = rows_of(folder / "gnss" / "samples.csv")
    assert float(gnss[0]["latitude_deg"]) == 49.0123456789
    assert gnss[0]["fix"] == "code"
    assert rows_of(folder / "wheels" / "samples.csv")[2]["ticks_right"] == "13"
    ego = rows_of(folder / "ego.csv")
    assert [float(row["x_m"]) for row in ego] == [f.T_world_ego.translation_m[0] for f in full_frames()]


def test_calibration_states_what_the_rigs_files_say_and_keeps_the_truth(tmp_path: Path) -> None:
    calibration = json.loads((written(tmp_path) / "calibration.json").read_text())
    assert {name: entry["kind"] for name, entry in calibration.items()} == {
        "RADAR_FRONT": "radar",
        "gnss": "gnss",
        "image_2": "camera",
        "imu": "imu",
        "velodyne": "lidar",
        "wheels": "odometry",
    }
    assert calibration["RADAR_FRONT"]["T_ego_sensor"][0][3] == 3.5
    assert calibration["RADAR_FRONT"]["true_T_ego_sensor"][0][3] == 3.4
    assert "true_T_ego_sensor" not in calibration["imu"]
    assert calibration["image_2"]["lens"]["fx_px"] == full_frames()[0].cameras()[0].K[0]


def test_a_choice_of_sensors_leaves_the_others_out(tmp_path: Path) -> None:
    folder = written(tmp_path, SensorsExporter(sensors=("imu",)))
    assert sorted(p.name for p in folder.iterdir()) == ["calibration.json", "ego.csv", "imu"]
    info = dataclasses.replace(INFO, sensors=("imu", "gnss"))
    SensorsExporter(sensors=("imu",)).check(info)
    with pytest.raises(UnknownName, match="gnss"):
        SensorsExporter(sensors=("gns",)).check(info)
