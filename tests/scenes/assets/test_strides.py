"""Strides: what gaits share, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.assets.shaping.strides import GRAVITY_MPS2, froude_number, hermite, smooth_step, strides_made


def test_a_froude_number_is_one_where_the_leg_as_a_pendulum_leaves_the_ground() -> None:
    speed = np.array([-1.0, 1.0]) * np.sqrt(GRAVITY_MPS2 * 0.9)
    assert froude_number(0.9, speed, 0.1) == pytest.approx(1.0)
    assert froude_number(0.9, np.array([0.0, 0.05]), 0.1) == pytest.approx(0.01 / (GRAVITY_MPS2 * 0.9))


def test_strides_of_one_length_are_the_distance_over_it() -> None:
    way = np.linspace(3.0, 9.0, 7)
    assert strides_made(np.full(7, 1.5), way) == pytest.approx(way / 1.5)


def test_strides_that_lengthen_are_fewer_on_the_same_way() -> None:
    """Stride 1 + x over x from 0 to 1: the integral of 1 / (1 + x) is log 2; trapezes err by h^2 / 12 at most."""
    x = np.linspace(0.0, 1.0, 101)
    assert strides_made(1.0 + x, x)[-1] == pytest.approx(np.log(2.0), abs=0.01**2 / 12)


def test_a_smooth_step_is_level_at_both_ends() -> None:
    ends = smooth_step(np.array([-1.0, 0.0, 0.5, 1.0, 2.0]), 0.0, 1.0)
    assert ends == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
    assert smooth_step(np.array([1e-4, 1.0 - 1e-4]), 0.0, 1.0) == pytest.approx([0.0, 1.0], abs=4e-8)


def test_a_hermite_cubic_is_the_cubic_of_its_ends_and_slopes() -> None:
    u = np.linspace(0.0, 1.0, 11)
    cubic = 2.0 - 3.0 * u + 0.5 * u**2 + 4.0 * u**3
    slope_at_1 = np.array(-3.0 + 1.0 + 12.0)
    assert hermite(u, 2.0, -3.0, 3.5, slope_at_1) == pytest.approx(cubic, abs=1e-14)
