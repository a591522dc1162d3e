"""A run with radar, IMU, receiver and wheels, from the command's overrides to files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from radar_pcd_reader import read_radar_pcd

from simulator import generate, load_config

PLACE = "x_m: 3.4, y_m: 0.0, z_m: 0.5"
SENSORS = {
    "radar": "{_target_: simulator.sensors.radar.fmcw_radar.FmcwRadar, rays: 256}",
    "imu": "{_target_: simulator.sensors.motion.imu.Imu}",
    "gnss": "{_target_: simulator.sensors.motion.gnss.Gnss, mode: rtk}",
    "wheels": "{_target_: simulator.sensors.motion.wheel_odometry.WheelOdometry}",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_every_sensor_is_written_at_its_own_rate(tmp_path: Path) -> None:
    mounts = [f"+rig.mounts.{name}={{sensor: {sensor}, {PLACE}}}" for name, sensor in SENSORS.items()]
    out = tmp_path / "out"
    overrides = ["scenario=parked_street", "rig=minimal", "exporter=[sensors]", "seed=3", "clips=1", "frames=3"]
    generate(load_config([*overrides, *mounts, f"out={out}", "renderer.quality=draft"]))
    clip = out / "sensors" / "clip_000000"
    radar, imu = rows_of(clip / "radar" / "times.csv"), rows_of(clip / "imu" / "samples.csv")
    assert 3 <= len(radar) <= 4
    assert 20 <= len(imu) <= 22
    assert (np.diff([int(row["time_ns"]) for row in imu]) == 10_000_000).all()
    np.testing.assert_allclose(np.diff([int(row["time_ns"]) for row in radar]), 1e9 / 13.0, atol=1.0)
    names, points = read_radar_pcd(clip / "radar" / "000002.pcd")
    assert names[:3] == ["x", "y", "z"]
    assert points.shape[1] > 10
    with np.load(out / "record" / "points" / "000000.npz") as record:
        kinds = [name for name in record.files if name.startswith("radar/") and name.endswith("/kind")]
        assert len(kinds) == len(radar)
        assert record[kinds[-1]].shape == record[kinds[-1].replace("kind", "instance")].shape
    assert {row["fix"] for row in rows_of(clip / "gnss" / "samples.csv")} <= {"none", "float", "fixed"}
    assert 10 <= len(rows_of(clip / "wheels" / "samples.csv")) <= 12
