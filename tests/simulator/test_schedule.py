"""When sensors measure: DESIGN section 13, "Time"."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.rig import Between, Mount
from simulator.schedule import check_lead, check_rates, due_numbers, own_number, own_time_s, reading_time_s
from simulator.sensors.lidar.spinning_lidar import SpinningLidar


def mount(rate_hz: float, offset_s: float = 0.0, between: Between | None = None) -> Mount:
    return Mount(
        name="roof", sensor=SpinningLidar(rate_hz=rate_hz, offset_s=offset_s), T_ego_sensor=Pose(), between=between
    )


RATES = st.floats(0.5, 200.0)
FPS = st.floats(0.5, 50.0)


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 500))
def test_whole_multiples_measure_exactly_at_the_tick(fps: int, multiple: int, index: int) -> None:
    sensor = mount(float(fps * multiple)).sensor
    assert own_number(sensor, float(fps), index) == index * multiple
    assert own_time_s(sensor, float(fps), index) == index / fps


@given(RATES, FPS, st.floats(-0.2, 0.2), st.integers(0, 300))
def test_a_frames_own_reading_is_the_nearest(rate_hz: float, fps: float, offset_s: float, index: int) -> None:
    sensor = mount(rate_hz, offset_s).sensor
    off_s = abs(own_time_s(sensor, fps, index) - index / fps)
    assert off_s <= 0.5 / rate_hz * (1 + 1e-6) + 1e-9


@given(RATES, FPS, st.floats(-0.2, 0.2), st.integers(1, 100))
def test_every_reading_belongs_to_one_frame(rate_hz: float, fps: float, offset_s: float, frames: int) -> None:
    if rate_hz < fps:
        return
    roof = mount(rate_hz, offset_s)
    numbers = [n for index in range(frames) for n in due_numbers(roof, fps, index)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert all(due_numbers(roof, fps, index)[-1] == own_number(roof.sensor, fps, index) for index in range(frames))


def test_nuscenes_keyframes() -> None:
    """12 Hz pictures, 20 Hz sweeps and 13 Hz radars at 2 frames per second; of two as near radar scans the earlier."""
    assert due_numbers(mount(20.0), 2.0, 1) == tuple(range(1, 11))
    assert due_numbers(mount(12.0, between="skipped"), 2.0, 1) == (6,)
    assert due_numbers(mount(13.0), 2.0, 1) == (1, 2, 3, 4, 5, 6)
    assert due_numbers(mount(13.0), 2.0, 2)[-1] == 13
    assert reading_time_s(mount(13.0).sensor, 6) == 6 / 13


def test_slow_sensors_are_refused_by_name() -> None:
    check_rates(10.0, (mount(10.0),))
    check_rates(7.0, (mount(10.0),))
    with pytest.raises(ConfigError, match=r"'roof' measures 5 times a second.*up to 5"):
        check_rates(10.0, (mount(5.0),))


def test_readings_that_begin_before_the_simulation_are_refused_by_name() -> None:
    """Half a revolution takes 0.125 s at 4 Hz and 0.1 s at 5 Hz."""
    check_lead(0.1, 10.0, (mount(10.0, -0.04), mount(5.1)))
    check_lead(0.13, 4.0, (mount(4.0),))
    for roof, fps in ((mount(4.0), 4.0), (mount(5.0, -0.05), 5.0)):
        with pytest.raises(ConfigError, match=r"physics\.lead_s: got 0\.1; .* sensor 'roof' begins 0\.1"):
            check_lead(0.1, fps, (roof,))


def test_offsets_move_all_readings() -> None:
    assert math.isclose(own_time_s(mount(10.0, 0.035).sensor, 10.0, 4), 0.435)
    assert math.isclose(own_time_s(mount(10.0, -0.01).sensor, 10.0, 4), 0.39)
