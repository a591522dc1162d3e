"""KITTI's 16-bit codes: whatever goes in, a pixel says the truth or nothing, and what it could not say is counted."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exporters.kitti_depth import code_depth, depth_of_points
from exporters.kitti_flow import code_disparity, code_flow

ANY = st.floats(width=32)
NEAR = st.one_of(st.floats(-600, 600, width=32), ANY)
YES = np.ones((1, 1), dtype=bool)


@given(u=NEAR, v=NEAR)
def test_flow_is_within_half_a_step_or_invalid_and_counted(u: float, v: float) -> None:
    coded = code_flow(np.array([[[u, v]]], dtype=np.float32), YES)
    r, g, valid = (int(value) for value in coded.code[0, 0])
    fits = all(math.isfinite(x) and -512.0 - 1 / 128 <= x <= 65_535 / 64 - 512 + 1 / 128 for x in (u, v))
    if valid:
        assert fits
        assert abs((r - 32_768) / 64 - u) <= 1 / 128
        assert abs((g - 32_768) / 64 - v) <= 1 / 128
        assert coded.beyond_range_px == 0
    else:
        assert (r, g) == (0, 0)
        assert coded.beyond_range_px == (math.isfinite(u) and math.isfinite(v))
        assert not (abs(u) <= 511.9 and abs(v) <= 511.9)


def test_flow_at_the_ends_of_its_range() -> None:
    flow = np.array([[[-512.0, 511.984375], [-512.02, 0.0], [0.0, 512.0], [np.nan, 0.0], [0.0, 0.0]]], dtype=np.float32)
    coded = code_flow(flow, np.ones((1, 5), dtype=bool))
    np.testing.assert_array_equal(coded.code[0], [[0, 65_535, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0], [32_768, 32_768, 1]])
    assert coded.beyond_range_px == 2
    hidden = code_flow(flow, np.zeros((1, 5), dtype=bool))
    assert not hidden.code.any()
    assert hidden.beyond_range_px == 0


@given(disparity=NEAR)
def test_disparity_is_within_half_a_step_or_invalid_and_counted(disparity: float) -> None:
    coded = code_disparity(np.array([[disparity]], dtype=np.float64), YES)
    _check_256ths(int(coded.code[0, 0]), disparity, coded.beyond_range_px)


@given(depth=NEAR)
def test_depth_is_within_half_a_step_or_invalid_and_counted(depth: float) -> None:
    coded = code_depth(np.array([[depth]], dtype=np.float32))
    _check_256ths(int(coded.code[0, 0]), depth, coded.beyond_range_px)


def _check_256ths(code: int, value: float, beyond_px: int) -> None:
    if code:
        assert value > 0
        assert abs(code / 256 - value) <= (0.5 / 256 if value > 0.5 / 256 else 1 / 256)  # the nearest valid is 1
        assert beyond_px == 0
    else:
        assert not 0 < value <= 65_535 / 256
        assert beyond_px == (value > 0)


def test_of_points_on_one_pixel_the_nearest_stays() -> None:
    P = np.array([[10.0, 0.0, 4.0, 0.0], [0.0, 10.0, 2.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    points = np.array([[0.0, 0.0, 8.0], [0.0, 0.0, 5.0], [1.0, 0.0, 10.0], [0.0, 0.0, -3.0], [99.0, 0.0, 10.0]])
    depth = depth_of_points(points, P, (9, 5))
    assert depth.shape == (5, 9)
    assert depth[2, 4] == 5.0
    assert depth[2, 5] == 10.0
    assert np.count_nonzero(depth) == 2
