"""The careful driver's stop: its closed forms against integration, and the regulation's numbers."""

import numpy as np
import pytest

from scenes.behaviour.careful_stop import CAREFUL


def test_the_numbers_are_the_regulations() -> None:
    assert (CAREFUL.brakes_after_s, CAREFUL.ramp_s) == (pytest.approx(1.15), pytest.approx(0.6))
    assert CAREFUL.jerk_mps3 == pytest.approx(12.65, abs=0.01)


@pytest.mark.parametrize("speed_mps", [1.0, 5.0, 13.9, 36.1])
def test_speed_and_distance_are_the_integrals_of_the_braking(speed_mps: float) -> None:
    step = 1e-3
    times = np.arange(0.0, CAREFUL.stops_after_s(speed_mps) + 0.5, step)
    braking = np.array([CAREFUL.braking_mps2(t + 0.5 * step) for t in times])
    speed = np.maximum(speed_mps - np.cumsum(braking) * step, 0.0)
    covered = np.cumsum(speed) * step
    asked = times + step
    # the sum of right ends is off by half a step of the whole change of speed
    assert [CAREFUL.speed_mps(speed_mps, t) for t in asked] == pytest.approx(speed.tolist(), abs=0.01)
    assert [CAREFUL.distance_m(speed_mps, t) for t in asked] == pytest.approx(covered.tolist(), abs=speed_mps * step)


def test_it_stands_from_its_stopping_time_on() -> None:
    stop_s = CAREFUL.stops_after_s(13.9)
    assert CAREFUL.speed_mps(13.9, stop_s) == pytest.approx(0.0, abs=1e-9)
    assert CAREFUL.speed_mps(13.9, stop_s - 0.1) > 0.5
    assert CAREFUL.distance_m(13.9, stop_s + 5.0) == CAREFUL.distance_m(13.9, stop_s)
