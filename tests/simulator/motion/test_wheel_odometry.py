"""Wheel odometry: ticks of a rolled distance, wear, slip, turning."""

from __future__ import annotations

import math

import pytest
from seen_world import drifting, world_of
from steady_motion import circling, speeding

from scenes.errors import ConfigError
from scenes.pose import Pose
from simulator.frame import OdometryReading
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.motion.wheel_odometry import WheelOdometry
from simulator.sensors.testing import check_sensor

MOUNTING = Mounting(name="wheels", T_ego_sensor=Pose())
EXACT = WheelOdometry(scale_ratio=0.0, slip_share=0.0)


def driven(wheels: WheelOdometry, history: WorldHistory, end_s: float, seed: int = 0) -> list[OdometryReading]:
    renderer, readings, state = WarpRenderer(quality="draft", threads=1), [], {}
    environment = world_of().environment
    for k in range(round(end_s * wheels.rate_hz) + 1):
        reading, state = wheels.measure(MOUNTING, renderer, history, environment, k / wheels.rate_hz, seed, state)
        assert isinstance(reading, OdometryReading)
        readings.append(reading)
    return readings


def test_keeps_the_promises_of_sensors() -> None:
    scene = world_of()
    check_sensor(WheelOdometry(), WarpRenderer(quality="draft", threads=1), scene, drifting(scene), 0.3)


def test_ticks_count_the_way() -> None:
    """5 m/s for 2 s, and the interval before the first sample: 10.1 m of 2 pi 0.32 / 96 m each, rounded down."""
    last = driven(EXACT, speeding(0.0), 2.0)[-1]
    assert last.ticks_left == last.ticks_right
    assert last.ticks_left == pytest.approx(10.1 / (2 * math.pi * 0.32 / 96), abs=1.0)


def test_speed_and_yaw_rate_come_from_the_ticks() -> None:
    readings = driven(EXACT, circling(radius_m=20.0, speed_mps=10.0), 2.0)[1:]
    tick_mps = 2 * math.pi * 0.32 / 96 * 50.0
    mean = sum(r.speed_mps for r in readings) / len(readings)
    turning = sum(r.yaw_rate_radps for r in readings) / len(readings)
    assert mean == pytest.approx(10.0, abs=tick_mps / len(readings) * 2)
    assert turning == pytest.approx(0.5, abs=2 * tick_mps / 1.55 / len(readings) * 2)
    assert all(abs(r.speed_mps - 10.0) <= tick_mps for r in readings)
    assert readings[0].true_speed_mps == pytest.approx(10.0, abs=1e-3)


def test_worn_wheels_count_too_much_by_their_radius() -> None:
    worn = WheelOdometry(scale_ratio=0.05, slip_share=0.0)
    exact, wrong = driven(EXACT, speeding(0.0), 2.0)[-1], driven(worn, speeding(0.0), 2.0, seed=3)[-1]
    ratio = wrong.ticks_left / exact.ticks_left
    assert ratio != pytest.approx(1.0, abs=0.004)
    assert 0.8 < ratio < 1.25


def test_driven_wheels_slip_with_the_acceleration() -> None:
    slipping = WheelOdometry(scale_ratio=0.0, slip_share=0.1)
    exact, fast = driven(EXACT, speeding(4.0), 2.0)[-1], driven(slipping, speeding(4.0), 2.0)[-1]
    assert fast.ticks_left / exact.ticks_left == pytest.approx(1.0 + 0.1 * 4.0 / 9.80665, abs=0.002)


def test_in_reverse_driven_wheels_slip_backwards() -> None:
    """From 5 m/s to -15 m/s in 5 s: the wheels are braked for 1.25 s, and driven backwards from then on."""
    slipping, history = WheelOdometry(scale_ratio=0.0, slip_share=0.1), speeding(-4.0, 5.5)
    tick_m, share = 2 * math.pi * 0.32 / 96, 0.1 * 4.0 / 9.80665
    exact, slipped = ([r.ticks_left * tick_m for r in driven(w, history, 5.0)] for w in (EXACT, slipping))
    backwards = 0.5 * 4.0 * 3.75**2
    halt = round(1.25 * 50)
    assert exact[-1] - exact[halt] == pytest.approx(-backwards, abs=2 * tick_m)
    assert slipped[-1] - slipped[halt] == pytest.approx(-backwards * (1.0 + share), abs=2 * tick_m)


@pytest.mark.parametrize("name", ["rate_hz", "track_m", "radius_m", "ticks"])
def test_bad_wheels_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        WheelOdometry(**{name: 0})
    with pytest.raises(ConfigError, match="slip_share"):
        WheelOdometry(slip_share=1.0)
