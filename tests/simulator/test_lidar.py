"""The spinning LiDAR against closed forms: cones on the ground, firing times, skew of moving walls, what returns."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.frame import LidarReading
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.beam_table import BeamFan, Hdl64Kitti, firing_offsets
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.receiver import Receiver
from simulator.sensors.lidar.spinning_lidar import SpinningLidar
from simulator.sensors.testing import check_sensor

MOUNTING = Mounting(name="velodyne", T_ego_sensor=Pose(translation_m=(0.76, 0.0, 1.73)))
PERFECT = Receiver(range_sigma_m=0.0, range_cell_m=0.0, lost_share=0.0, fading_db=0.0, level_sigma_share=0.0)
PENCIL = Optics(sub_rays=1)
EXACT = SpinningLidar(receiver=PERFECT, optics=PENCIL)
LEVEL = SpinningLidar(
    beams=BeamFan(count=1, top_rad=0.0, bottom_rad=0.0, firings=720),
    receiver=PERFECT,
    optics=PENCIL,
    max_range_m=120.0,
)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def sweep(
    renderer: WarpRenderer,
    lidar: SpinningLidar,
    scene: Scene,
    history: WorldHistory,
    t_s: float = 0.2,
    seed: int = 0,
) -> LidarReading:
    renderer.load(scene)
    reading, state = lidar.measure(MOUNTING, renderer, history, scene.environment, t_s, seed, {"kept": 1})
    assert state == {"kept": 1}
    assert isinstance(reading, LidarReading)
    return reading


def test_hdl64_has_the_measured_beams_and_two_blocks_of_origins() -> None:
    table = Hdl64Kitti().table()
    assert table.beams == 64
    assert abs(table.firings - 2158) <= 1
    assert Hdl64Kitti(steps="even").table().firings == 2158
    assert np.degrees(table.elevation_rad[[0, 63]]) == pytest.approx((1.937, -25.003))
    assert (np.diff(table.elevation_rad) < 0).all()
    assert table.origin_m[31, 2] - table.origin_m[32, 2] > 0.07


def test_beams_are_recovered_from_cones_on_flat_ground(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground(reflectivity=2.0))
    reading = sweep(renderer, EXACT, scene, drifting(scene))
    table = Hdl64Kitti().table()
    radius = np.hypot(reading.points[:, 0], reading.points[:, 1])
    seen = np.unique(reading.ring)
    # Down to -1.5 degrees the ground lies within the range of 80 m, in every azimuth.
    assert set(seen) >= {ring for ring in range(64) if math.degrees(table.elevation_rad[ring]) < -1.5}
    for ring in seen:
        at = reading.ring == ring
        expected = (1.73 + table.origin_m[ring, 2]) / math.tan(-table.elevation_rad[ring])
        # The storage grid rounds by 0.5 mm an axis; float32 of a 400 m square adds 200 m * 2^-23 / sin(elevation).
        slack = 1e-3 + 5e-5 / -math.sin(table.elevation_rad[ring])
        np.testing.assert_allclose(radius[at], expected, atol=slack)
        np.testing.assert_allclose(reading.points[at, 2], -1.73, atol=1.01e-3)


def test_file_order_is_ring_by_ring_and_counter_clockwise_from_forward(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground(reflectivity=2.0))
    reading = sweep(renderer, EXACT, scene, drifting(scene))
    assert (np.diff(reading.ring.astype(int)) >= 0).all()
    azimuth = np.arctan2(reading.points[:, 1], reading.points[:, 0]) % (2 * math.pi)
    # The grid of 1 mm turns a point by at most 0.5 mm / radius.
    azimuth = np.where(azimuth > 2 * math.pi - 1e-4, 0.0, azimuth)
    for ring in np.unique(reading.ring):
        at = azimuth[reading.ring == ring]
        assert at[0] < 1e-3
        assert (np.diff(at) > 0).all()


def test_points_lie_on_the_millimetre_grid(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    reading = sweep(renderer, SpinningLidar(), scene, drifting(scene))
    millimetres = reading.points[:, :3].astype(np.float64) * 1e3
    np.testing.assert_allclose(millimetres, np.round(millimetres), atol=80e3 * 2**-23)


def test_each_firing_has_its_own_time_and_forward_is_the_readings(renderer: WarpRenderer) -> None:
    offset = firing_offsets(Hdl64Kitti(steps="even").table().turn_rad, 10.0)
    assert offset[0] == 0.0
    assert offset.max() == pytest.approx(0.05)
    assert offset.min() == pytest.approx(-0.05 + 0.1 / 2158)
    scene = world_of(ground=Ground(reflectivity=2.0))
    reading = sweep(renderer, EXACT, scene, drifting(scene))
    azimuth = np.arctan2(reading.points[:, 1], reading.points[:, 0])
    turned = azimuth / (2 * math.pi) * 1e8
    turned[azimuth < -math.pi + 1e-3] += 1e8 * (reading.offset_ns[azimuth < -math.pi + 1e-3] > 0)
    # 0.5 mm of rounding at the nearest ground point, 3.6 m away, is 2.2e-5 turns, 2.2e3 ns.
    np.testing.assert_allclose(reading.offset_ns, turned, atol=3e3)


def test_moving_wall_is_skewed_by_its_speed_times_the_firing_time(renderer: WarpRenderer) -> None:
    """A wall that comes at 20 m/s: its point fired at azimuth a lies at x = x0 - 20 * a / (2 pi) * 0.1 s."""
    scene = world_of(crate("wall", 20.5, 0.0, size_m=(1.0, 30.0, 5.0)))
    reading = sweep(renderer, LEVEL, scene, drifting(scene, {"wall": (-20.0, 0.0, 0.0)}), t_s=0.2)
    ahead = np.abs(np.arctan2(reading.points[:, 1], reading.points[:, 0])) < 0.5
    x, y = reading.points[ahead, 0], reading.points[ahead, 1]
    expected = 20.0 - 0.76 - 20.0 * (0.2 + np.arctan2(y, x) / (2 * math.pi) * 0.1)
    # Half the storage grid, and float32 time: 20 m/s * 0.25 s * 2^-24 is nothing beside it.
    np.testing.assert_allclose(x, expected, atol=0.6e-3)
    assert x.max() - x.min() > 0.2


def test_moving_ego_sees_still_things_from_where_it_is_at_each_firing(renderer: WarpRenderer) -> None:
    scene = world_of(crate("wall", 20.5, 0.0, size_m=(1.0, 30.0, 5.0)))
    history = drifting(scene, {"ego": (15.0, 0.0, 0.0)}, {"ego": 0.4})
    reading = sweep(renderer, LEVEL, scene, history, t_s=0.2)
    ahead = np.flatnonzero(np.abs(reading.points[:, 1]) < 4.0)
    for k in ahead:
        pose = history.body_at(1, 0.2 + reading.offset_ns[k] * 1e-9) @ MOUNTING.T_ego_sensor
        assert pose.apply(reading.points[k, :3].astype(np.float64))[0] == pytest.approx(20.0, abs=1.5e-3)


def test_beams_pass_glass_and_never_return_the_ego(renderer: WarpRenderer) -> None:
    pane = crate("pane", 5.0, 0.0, size_m=(0.01, 4.0, 3.0), glass=True)
    wall = crate("wall", 10.0, 0.0, size_m=(1.0, 4.0, 3.0))
    scene = world_of(pane, wall)
    reading = sweep(renderer, EXACT, scene, drifting(scene))
    assert set(np.unique(reading.instance)) == {3}
    ahead = reading.points[np.abs(reading.points[:, 1]) < 0.5]
    assert ahead[:, 0].min() == pytest.approx(9.5 - 0.76, abs=1e-3)


def test_dark_things_vanish_where_their_echo_is_too_faint() -> None:
    range_m = np.array([59.0, 61.0, 40.0, 120.0], dtype=np.float32)
    reflectivity = np.array([0.1, 0.1, 0.04, 0.8], dtype=np.float32)
    assert Receiver().detected(reflectivity / range_m**2, 0.0).tolist() == [True, False, False, True]


def test_recorded_reflectance_is_logarithmic_with_kittis_steps_and_ceiling() -> None:
    receiver, range_m = Receiver(), np.full(50, 15.0, dtype=np.float32)
    reflectivity = np.geomspace(1e-3, 30.0, 50).astype(np.float32)
    value = receiver.recorded(reflectivity / range_m**2, range_m, np.zeros(50, dtype=np.float32))
    step = receiver.level_step_share
    np.testing.assert_allclose(value / step, np.round(value / step), atol=1e-4)
    assert value[0] == 0.0
    assert value.max() == pytest.approx(0.99)
    assert (np.diff(value) >= 0).all()
    pair = receiver.recorded(np.float32([0.1, 1.0]) / 225, range_m[:2], np.zeros(2, dtype=np.float32))
    assert pair[1] - pair[0] == pytest.approx(receiver.decade_share, abs=step)


def test_near_echoes_are_recorded_alike_and_far_ones_fall_with_the_square_of_range() -> None:
    receiver = Receiver(level_step_share=0.0)
    range_m = np.array([5.0, 20.0, 44.0], dtype=np.float32)
    level = receiver.recorded(0.4 / range_m**2, range_m, np.zeros(3, dtype=np.float32))
    assert level[0] == pytest.approx(level[1])
    assert level[1] - level[2] == pytest.approx(receiver.decade_share * 2 * math.log10(2.0), abs=1e-3)


def test_noise_is_keyed_by_the_seed_and_has_the_stated_spread(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground(reflectivity=2.0))
    history = drifting(scene)
    noisy_lidar = SpinningLidar(receiver=dataclasses.replace(PERFECT, range_sigma_m=0.02), optics=PENCIL)
    noisy = sweep(renderer, noisy_lidar, scene, history, seed=1)
    other = sweep(renderer, noisy_lidar, scene, history, seed=2)
    clean = sweep(renderer, EXACT, scene, history)
    ring = 50
    spread = [np.linalg.norm(r.points[r.ring == ring, :3], axis=1) for r in (noisy, other, clean)]
    assert not np.array_equal(spread[0], spread[1])
    # Standard error of a standard deviation of 2158 samples: 0.02 / sqrt(2 * 2158) = 3e-4; five of them.
    assert np.std(spread[0] - spread[2].mean()) == pytest.approx(0.02, abs=1.5e-3)


def test_the_stated_share_of_echoes_is_lost_wherever_they_come_from(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground(reflectivity=2.0))
    history = drifting(scene)
    whole = sweep(renderer, EXACT, scene, history)
    forgetful = SpinningLidar(receiver=dataclasses.replace(PERFECT, lost_share=0.2), optics=PENCIL)
    some = sweep(renderer, forgetful, scene, history)
    # Binomial: five standard deviations of sqrt(0.2 * 0.8 / 1e5).
    assert len(some.points) / len(whole.points) == pytest.approx(0.8, abs=0.0065)
    assert set(map(bytes, some.points)) <= set(map(bytes, whole.points))


def test_lidar_keeps_the_sensor_promises(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    check_sensor(SpinningLidar(), renderer, scene, drifting(scene), 0.1)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (SpinningLidar, {"rate_hz": 0.0}),
        (SpinningLidar, {"max_range_m": 0.5}),
        (SpinningLidar, {"min_range_m": -0.1}),
        (Receiver, {"range_sigma_m": -1.0}),
        (Receiver, {"lost_share": 1.5}),
        (Receiver, {"faintest_range_m": 0.0}),
        (Optics, {"sub_rays": 0}),
        (Optics, {"sub_rays": 99}),
        (Optics, {"divergence_rad": -1.0}),
        (Optics, {"echo_gap_m": 0.0}),
    ],
)
def test_impossible_values_are_refused_by_name(kind: type, change: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(change))):
        kind(**change)


def test_a_body_at_many_times_is_where_it_is_at_each() -> None:
    scene = world_of(crate("a", 8.0, 1.0))
    history = drifting(scene, {"a": (3.0, -1.0, 0.5)}, {"a": 2.0})
    times = np.array([-0.2, -0.013, 0.0, 0.1, 0.4567, 1.0])
    position, rotation = history.bodies_at(2, times)
    for k, t_s in enumerate(times):
        pose = history.body_at(2, t_s)
        np.testing.assert_allclose(position[k], pose.translation_m, atol=1e-12)
        np.testing.assert_allclose(rotation[k], pose.rotation_xyzw, atol=1e-12)
    with pytest.raises(ValueError, match="outside"):
        history.bodies_at(2, np.array([0.0, 1.1]))
