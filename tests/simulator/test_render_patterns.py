"""Procedural detail keeps the material's base colour as its mean and is gone before it could alias."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.noise import joints, stripe
from simulator.render.kernels.patterns import PATTERNS, detail_at
from simulator.render.kernels.relief import bent

wp.set_module_options(kernel_options())

BASE = (0.24, 0.15, 0.10)
PLACES = 200_000
DETAILED = [name for name in PATTERNS if name != "plain"]


@wp.kernel
def evaluate(
    pattern: int,
    base: wp.vec3,
    normal: wp.vec3,
    view: wp.vec3,
    cone: float,
    position: wp.array(dtype=wp.vec3),
    color: wp.array(dtype=wp.vec3),
    bend: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    detail = detail_at(pattern, base, position[i], normal, view, cone)
    color[i] = detail.color
    bend[i] = detail.bend


@wp.kernel
def lines(x: wp.array(dtype=float), period: float, width: float, footprint: float, out: wp.array(dtype=wp.vec2)):
    i = wp.tid()
    out[i] = wp.vec2(joints(x[i], period, width, footprint), stripe(x[i], width, footprint))


@wp.kernel
def tilt(normal: wp.vec3, bend: wp.vec3, out: wp.array(dtype=wp.vec3)):
    out[0] = bent(normal, bend)


def device_vectors(values: Any) -> Any:
    return wp.array(np.ascontiguousarray(values), dtype=wp.vec3, device="cpu")


def detail(name: str, cone_m: float, places: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Colours and slopes (N, 3) of a pattern seen head-on: on a wall that faces -y, or on the ground."""
    wall = name in {"brick", "plaster", "bark", "foliage"}
    if places is None:
        i = np.arange(PLACES)
        a, b = i * 0.7548776662 % 1 * 400, i * 0.5698402910 % 1 * 400
        places = np.stack([a, 0 * b, b] if wall else [a, b, 0 * b], -1)
    color, bend = (wp.zeros(len(places), dtype=wp.vec3, device="cpu") for _ in range(2))
    normal = (0.0, -1.0, 0.0) if wall else (0.0, 0.0, 1.0)
    view = wp.vec3(*(-x for x in normal))
    inputs = [PATTERNS.index(name), wp.vec3(*BASE), wp.vec3(*normal), view, cone_m, device_vectors(places)]
    wp.launch(evaluate, dim=len(places), inputs=inputs, outputs=[color, bend], device="cpu")
    return color.numpy().astype(np.float64), bend.numpy().astype(np.float64)


@pytest.mark.parametrize("name", DETAILED)
@pytest.mark.parametrize("cone_m", [0.0005, 0.004, 0.03, 0.3, 5.0])
def test_the_mean_of_a_pattern_is_the_base_colour_at_any_distance(name, cone_m) -> None:
    color, _ = detail(name, cone_m)
    # 2 %: masks' measured means; noise of 400 m of cells of the coarsest octave (8 m): 0.1 * 0.4 / 50.
    np.testing.assert_allclose(color.mean(axis=0), BASE, rtol=0.02)


@pytest.mark.parametrize("name", DETAILED)
def test_detail_is_there_close_by_and_gone_far_off(name) -> None:
    near, near_bend = detail(name, 0.001)
    far, far_bend = detail(name, 10.0)
    assert near.std(axis=0)[1] > 0.03 * BASE[1]
    # Joints of 1 cm in 40 cm under pixels of 10 m: sides of the box hold at most one joint more or less.
    assert far.std(axis=0)[1] < 0.003 * BASE[1]
    assert not far_bend.any()
    assert near_bend.any() or name == "foliage"


@pytest.mark.parametrize("name", DETAILED)
@pytest.mark.parametrize("cone_m", [0.01, 0.05, 0.2])
def test_neighbouring_pixels_vary_less_than_pixels_apart(name, cone_m) -> None:
    """A pattern that its footprint samples finely enough changes little over a third of a pixel."""
    i = np.arange(60_000)
    a, b = i * 0.7548776662 % 1 * 400, i * 0.5698402910 % 1 * 400
    wall = name in {"brick", "plaster", "bark", "foliage"}
    here = np.stack([a, 0 * b, b] if wall else [a, b, 0 * b], -1)
    there = here + np.array([0.24, 0.0, 0.24] if wall else [0.24, 0.24, 0.0]) * cone_m
    step = (detail(name, cone_m, there)[0] - detail(name, cone_m, here)[0])[:, 1].std()
    spread = detail(name, cone_m, here)[0][:, 1].std()
    # Waves of two pixels or more, moved by 0.34 of a pixel, change by at most 2 sin(0.34 pi / 2); white noise by 1.41.
    assert step < 1.02 * spread + 0.002 * BASE[1]


def test_stripes_cover_exactly_their_share_of_a_footprint() -> None:
    x = np.random.Generator(np.random.Philox(3)).uniform(-50, 50, 2000)
    out = wp.zeros(len(x), dtype=wp.vec2, device="cpu")
    for footprint in (0.004, 0.1, 1.3):
        inputs = [wp.array(x, dtype=float, device="cpu"), 0.4, 0.03, footprint]
        wp.launch(lines, dim=len(x), inputs=inputs, outputs=[out], device="cpu")
        offsets = (np.arange(2000) + 0.5) / 2000 * footprint - footprint / 2
        places = x[:, None] + offsets
        of_grid = np.abs(places - 0.4 * np.round(places / 0.4)) < 0.015
        of_one = np.abs(places) < 0.015
        expected = np.stack([of_grid.mean(axis=1), of_one.mean(axis=1)], -1)
        # Counting misses half a step at each of up to 8 edges; float32 rounds 50 m to 4e-6.
        np.testing.assert_allclose(out.numpy(), expected, atol=4 / 2000 + 8e-6 / footprint)


def test_a_slope_tilts_the_normal_by_its_angle() -> None:
    out = wp.zeros(1, dtype=wp.vec3, device="cpu")
    wp.launch(tilt, dim=1, inputs=[wp.vec3(0, 0, 1), wp.vec3(0.5, 0, 0.3)], outputs=[out], device="cpu")
    slope = math.atan(0.5)
    np.testing.assert_allclose(out.numpy()[0], (-math.sin(slope), 0.0, math.cos(slope)), atol=1e-6)
