"""Sensor faults: drawn a sensor at a time, and true where truth is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen_street import scene

from randomizers.base import Randomizer
from randomizers.faults_calibration import FaultsCalibration
from randomizers.faults_clock import FaultsClock
from randomizers.faults_dropped import FaultsDropped
from randomizers.faults_lens import FaultsLens
from randomizers.faults_lidar import FaultsLidar
from randomizers.faults_pixels import FaultsPixels
from randomizers.faults_radar import FaultsRadar
from randomizers.mount_draws import values_of
from randomizers.testing import check_randomizer
from scenes.beam_faults import BeamFaults
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.rig import Mount, Rig
from scenes.streams import stream
from simulator.sensors.camera.fixed_pattern import fixed_pattern
from simulator.sensors.camera.image_sensor import ImageSensor
from simulator.sensors.radar.fmcw_radar import FmcwRadar
from simulator.sensors.rigs.kitti_rig import KittiRig

FAULTS: dict[type[Randomizer], dict[str, Any]] = {
    FaultsClock: {"offset_s": [-0.01, 0.01], "drift_ppm": 30, "jitter_s": 0.001, "latency_s": 0.02},
    FaultsDropped: {"lost_share": [0.1, 0.2], "burst": [1, 3]},
    FaultsCalibration: {"angle_deg": [-1, 1], "shift_m": [-0.05, 0.05]},
    FaultsLens: {"dirt_share": 0.4, "opacity_share": 0.9, "softness_px": 20, "drops_share": 0.2, "drop_mm": 2},
    FaultsPixels: {"dead_share": 0.01, "hot_share": 0.002, "dead_rows": 2},
    FaultsLidar: {"dead_rings": 3, "blocked_width_deg": [10, 40]},
    FaultsRadar: {"blockage_db": 6, "interference_probability": 0.4},
}


def fault(kind: type[Randomizer], probability: float = 1.0) -> Any:
    return kind(probability=probability, **{k: distribution(v, k) for k, v in FAULTS[kind].items()})  # type: ignore[call-arg]


def rig() -> Rig:
    """A stereo pair, a LiDAR and a radar."""
    kitti = KittiRig(cameras=("image_2", "image_3")).build()
    radar = Mount(name="radar", sensor=FmcwRadar(), T_ego_sensor=Pose(translation_m=(3.5, 0.0, 0.5)))
    return replace(kitti, mounts=(*kitti.mounts, radar))


def struck(kind: type[Randomizer], seed: int = 0) -> Rig:
    return check_randomizer(fault(kind), replace(scene(), rig=rig()), seed).rig


@pytest.mark.parametrize("kind", FAULTS)
def test_nobody_is_struck_with_probability_0_and_somebody_with_1(kind: type[Randomizer]) -> None:
    whole = replace(scene(), rig=rig())
    assert check_randomizer(fault(kind, 0.0), whole).rig == whole.rig
    assert struck(kind) != whole.rig


@pytest.mark.parametrize("kind", FAULTS)
def test_one_sensor_more_changes_no_others_draws(kind: type[Randomizer]) -> None:
    few = replace(rig(), mounts=rig().mounts[1:])
    draws = [fault(kind, 0.5).draw(replace(scene(), rig=r), stream(4, "x")) for r in (rig(), few)]
    assert draws[1].items() <= draws[0].items()


def test_names_with_dots_keep_their_own_values() -> None:
    """`front.left` does not strike `front`."""
    front, left = (Mount(name=name, sensor=FmcwRadar(), T_ego_sensor=Pose()) for name in ("front", "front.left"))
    params = {"sub_seed": 1, "front.left.lost_share": 0.5, "front.burst": 2}
    assert values_of(front, params) == {"burst": 2}
    assert values_of(left, params) == {"lost_share": 0.5}


@pytest.mark.parametrize("kind", FAULTS)
def test_probabilities_are_checked(kind: type[Randomizer]) -> None:
    with pytest.raises(ConfigError, match="probability"):
        fault(kind, 1.5)


def test_clocks_and_losses_reach_every_sensor() -> None:
    assert all(mount.clock.drift_ppm == 30.0 for mount in struck(FaultsClock).mounts)
    assert all(0.1 <= mount.dropout.lost_share <= 0.2 for mount in struck(FaultsDropped).mounts)


POINTS = np.array([[8.0, 1.0, -1.0], [20.0, -4.0, 0.5], [60.0, 10.0, 2.0]])


@given(st.integers(0, 2**32))
def test_miscalibration_moves_what_is_believed_and_nothing_else(seed: int) -> None:
    before, after = rig(), struck(FaultsCalibration, seed)
    assert after.kitti is not None
    for mount in before.mounts:
        assert after.mount(mount.name).T_ego_sensor == mount.T_ego_sensor
        assert after.mount(mount.name).calibrated != mount.T_ego_sensor
    for name, projection in {"image_2": "P2", "image_3": "P3"}.items():
        # The matrices say what is believed: velodyne points to pixels, by poses and by KITTI's readme.
        camera = after.mount(name)
        sensor: Any = camera.sensor
        fx, fy, cx, cy = sensor.K
        x, y, z = (camera.calibrated.inverse() @ after.mount("velodyne").calibrated).apply(POINTS).T
        R0, Tr = np.eye(4), np.eye(4)
        R0[:3, :3] = np.reshape(after.kitti.R0_rect, (3, 3))
        Tr[:3] = np.reshape(after.kitti.Tr_velo_to_cam, (3, 4))
        told = np.c_[POINTS, np.ones(3)] @ (np.reshape(getattr(after.kitti, projection), (3, 4)) @ R0 @ Tr).T
        believed = np.stack([fx * x / z + cx, fy * y / z + cy], axis=1)
        # The published rotation is orthonormal to 1e-6 or so, which is what Pose makes of it.
        np.testing.assert_allclose(told[:, :2] / told[:, 2:], believed, atol=0.02)


def test_a_calibration_from_a_file_is_left_alone() -> None:
    pinned = replace(scene(), rig=replace(rig(), calibration_pinned=True))
    assert check_randomizer(fault(FaultsCalibration), pinned) == pinned


def test_lenses_are_soiled() -> None:
    for name in ("image_2", "image_3"):
        camera: Any = struck(FaultsLens).mount(name).sensor
        assert camera.chain.cover.dirt.cover_share == 0.4
        assert camera.chain.cover.drops.cover_share == 0.2
    one, other = (struck(FaultsLens).mount(name).sensor for name in ("image_2", "image_3"))
    assert one.chain.cover.dirt.seed != other.chain.cover.dirt.seed  # type: ignore[attr-defined]


def test_dead_pixels_and_rows_gather_nothing() -> None:
    camera: Any = struck(FaultsPixels).mount("image_2").sensor
    chip = camera.chain.sensor
    assert (chip.dead_share, chip.dead_rows) == (0.01, 2)
    gain = fixed_pattern(chip, "image_2", (400, 300)).gain.reshape(300, 400)
    dead = gain == 0.0
    assert int(dead.all(axis=1).sum()) == 2
    # 1 % of 119,200 pixels, within four standard deviations of a binomial.
    assert dead[~dead.all(axis=1)].mean() == pytest.approx(0.01, abs=4 * (0.01 / 119_200) ** 0.5)
    whole = fixed_pattern(ImageSensor(), "image_2", (400, 300)).gain
    assert (whole > 0.0).all()


def test_silent_beams() -> None:
    ring = np.repeat(np.arange(4, dtype=np.uint8), 360)
    azimuth = np.radians(np.tile(np.arange(360.0), 4))
    direction = np.stack([np.cos(azimuth), np.sin(azimuth), 0.0 * azimuth], axis=1).astype(np.float32)
    silent = BeamFaults(dead_rings=(0.3,), blocked_from_deg=350.5, blocked_width_deg=20.0).silent(ring, direction)
    shape = silent.reshape(4, 360)
    assert shape[1].all()
    assert [int(row.sum()) for row in shape[[0, 2, 3]]] == [20, 20, 20]
    assert shape[0, [351, 359, 0, 10]].all()
    assert not BeamFaults().silent(ring, direction).any()


@pytest.mark.parametrize("wrong", [{"dead_rings": (1.0,)}, {"blocked_width_deg": 400.0}, {"blocked_from_deg": 1e3}])
def test_impossible_beam_faults_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        BeamFaults(**wrong)


def test_lidars_and_radars_break() -> None:
    after = struck(FaultsLidar)
    lidar: Any = after.mount("velodyne").sensor
    assert len(lidar.faults.dead_rings) == 3
    assert after.mount("radar") == rig().mount("radar")
    radar: Any = struck(FaultsRadar).mount("radar").sensor
    assert (radar.blockage_db, radar.interference_probability) == (6.0, 0.4)
