"""Depth in KITTI's coding: rounded, never wrapped, nothing valid becomes invalid unseen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.kitti_depth import code_depth


def _code(depth_m: float) -> int:
    return int(code_depth(np.array([[depth_m]], dtype=np.float32)).code[0, 0])


@pytest.mark.parametrize(
    ("depth_m", "code"),
    [(0.0, 0), (1.0, 256), (10.001, 2560), (10.003, 2561), (0.001, 1), (255.996, 65_535), (255.9990, 0), (300.0, 0)],
)
def test_codes(depth_m: float, code: int) -> None:
    assert _code(depth_m) == code


def test_pixels_beyond_the_range_are_counted_and_those_without_a_return_are_not() -> None:
    coded = code_depth(np.array([[0.0, 5.0, 300.0], [np.inf, 256.0, 255.0]], dtype=np.float32))
    assert coded.beyond_range_px == 3
    np.testing.assert_array_equal(coded.code, [[0, 1280, 0], [0, 0, 65_280]])


@given(depth_m=st.floats(2.0**-6, 255.5, width=32))
def test_the_decoded_depth_is_within_half_a_step(depth_m: float) -> None:
    assert abs(_code(depth_m) / 256.0 - depth_m) <= 0.5 / 256.0
