"""White balance takes a part of the light's tint out, and keeps what is grey grey."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.errors import ConfigError
from simulator.sensors.camera.exposure import expose
from simulator.sensors.camera.white_balance import WhiteBalance, gains_of


def tinted(red: float, green: float, blue: float) -> np.ndarray:
    return np.tile(np.float32([red, green, blue]), (16, 16, 1))


def test_full_share_makes_the_median_grey() -> None:
    radiance = tinted(800.0, 1000.0, 1600.0)
    state = WhiteBalance(balanced_share=1.0).settle(radiance, 0.1, {})
    np.testing.assert_allclose(gains_of(state), (1000 / 800, 1.0, 1000 / 1600), rtol=1e-6)
    pixel = expose(radiance, 11.0, gains_of(state))[0, 0]
    assert pixel[0] == pixel[1] == pixel[2]


def test_a_grey_world_is_left_alone() -> None:
    assert gains_of(WhiteBalance().settle(tinted(500.0, 500.0, 500.0), 0.1, {})) == (1.0, 1.0, 1.0)


def test_a_red_wall_over_less_than_half_of_the_picture_changes_nothing() -> None:
    radiance = tinted(500.0, 500.0, 500.0)
    radiance[:, :4] = (900.0, 200.0, 100.0)
    assert gains_of(WhiteBalance().settle(radiance, 0.1, {})) == (1.0, 1.0, 1.0)


def test_meadows_do_not_make_the_road_between_them_purple() -> None:
    radiance = tinted(330.0, 440.0, 220.0)  # sunlit grass: reflectances of about 0.06, 0.08 and 0.04
    radiance[:, :4] = (500.0, 500.0, 500.0)
    assert gains_of(WhiteBalance().settle(radiance, 0.1, {})) == (1.0, 1.0, 1.0)


def test_where_nothing_may_be_grey_all_of_the_picture_counts() -> None:
    red, _, blue = gains_of(WhiteBalance(balanced_share=1.0).settle(tinted(330.0, 440.0, 220.0), 0.1, {}))
    assert (red, blue) == pytest.approx((440 / 330, 2.0), rel=1e-6)


def test_adaptation_follows_its_time_constant() -> None:
    balance = WhiteBalance(balanced_share=1.0, tau_s=0.5)
    grey = balance.settle(tinted(500.0, 500.0, 500.0), 0.1, {})
    red = gains_of(balance.settle(tinted(500.0, 500.0, 1000.0), 0.5, grey))
    assert red[2] == pytest.approx(0.5 ** (1 - np.exp(-1.0)), rel=1e-5)


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"white_balance\.balanced_share: got 1\.5, allowed 0 to 1"):
        WhiteBalance(balanced_share=1.5)
