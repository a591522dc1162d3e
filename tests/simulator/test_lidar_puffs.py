"""Spray and smoke before a LiDAR: Beer-Lambert there and back, and a return of the cloud's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.render.puffs import NO_PUFFS, Puffs, optical_depth
from simulator.render.pulses import Pulses, disc_footprint
from simulator.sensors.lidar.puff_echo import puff_echoes


def pulses(count: int = 1) -> Pulses:
    return Pulses(
        origin_m=np.zeros((count, 3), np.float32),
        direction=np.tile(np.array([1.0, 0.0, 0.0], np.float32), (count, 1)),
        time_s=np.zeros(count, np.float32),
        footprint=disc_footprint(0.002, 1),
        reach_m=80.0,
        echo_gap_m=0.5,
        mirrored_share=0.0,
    )


def cloud(x_m: float, extinction: float, y_m: float = 0.0) -> Puffs:
    return Puffs(
        centre_m=np.array([[x_m, y_m, 0.0]]),
        sigma_m=np.array([1.0]),
        extinction_per_m=np.array([extinction]),
        albedo=np.ones((1, 3)),
    )


@given(st.floats(3.0, 60.0), st.floats(0.05, 1.0), st.floats(-2.0, 2.0), st.floats(5.0, 70.0))
@settings(max_examples=30, deadline=None)
def test_echoes_lose_what_the_way_there_and_back_takes(x_m: float, beta: float, y_m: float, wall_m: float) -> None:
    echo_m = np.array([[wall_m, 0.0, 0.0]], np.float32)
    found = puff_echoes(
        cloud(x_m, beta, y_m), pulses(), echo_m, np.array([wall_m], np.float32), np.zeros(1, np.float32)
    )
    assert found is not None
    way = (np.zeros((1, 3)), np.array([[1.0, 0.0, 0.0]]), np.array([wall_m]))
    depth = float(optical_depth(cloud(x_m, beta, y_m), *way)[0])
    # The kernel's erf is right within 5e-4, and it ends at three sigma.
    assert float(found.left[0, 0]) == pytest.approx(np.exp(-2.0 * depth), abs=0.06 * beta)


def test_a_cloud_returns_where_it_is_and_the_thicker_the_stronger() -> None:
    free = np.array([80.0], np.float32)
    echo_m = np.zeros((1, 3), np.float32)
    thin, thick = (puff_echoes(cloud(20.0, b), pulses(), echo_m, free, np.zeros(1, np.float32)) for b in (0.05, 0.4))
    assert thin is not None
    assert thick is not None
    assert abs(float(thin.range_m[0]) - 20.0) < 1.0
    assert 18.0 < float(thick.range_m[0]) < 20.0
    assert thick.power[0] > 2.0 * thin.power[0] > 0.0


def test_a_wall_before_a_cloud_hides_it_and_clear_air_does_nothing() -> None:
    near = np.array([5.0], np.float32)
    found = puff_echoes(cloud(30.0, 0.5), pulses(), near[:, None], near, np.zeros(1, np.float32))
    assert found is not None
    assert float(found.power[0]) < 1e-6
    assert float(found.left[0, 0]) == pytest.approx(1.0)
    assert puff_echoes(NO_PUFFS, pulses(), near[:, None], near, np.zeros(1, np.float32)) is None
