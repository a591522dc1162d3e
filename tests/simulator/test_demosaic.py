"""Malvar, He and Cutler's filters against an independent formula, and what they must leave alone."""

from __future__ import annotations

import numpy as np
import pytest
import warp as wp
from numpy.typing import NDArray
from scipy import ndimage

from scenes.streams import stream
from simulator.render.device import kernel_options
from simulator.sensors.camera.kernels.demosaic import demosaiced
from simulator.sensors.camera.sensor_chain import FILTER_CODES

wp.set_module_options(kernel_options())

Float64 = NDArray[np.float64]
PATTERNS = ("rggb", "grbg", "gbrg", "bggr")


@wp.kernel
def demosaic_all(mosaic: wp.array(dtype=float), width: int, height: int, code: int, rgb: wp.array(dtype=wp.vec3)):
    i = wp.tid()
    rgb[i] = demosaiced(mosaic, width, height, code, i % width, i // width)


def ours(mosaic: Float64, pattern: str) -> Float64:
    height, width = mosaic.shape
    rgb = wp.empty(mosaic.size, dtype=wp.vec3, device="cpu")
    values = wp.array(mosaic.astype(np.float32).ravel(), dtype=float, device="cpu")
    wp.launch(demosaic_all, dim=mosaic.size, inputs=[values, width, height, FILTER_CODES[pattern]], outputs=[rgb])
    return np.asarray(rgb.numpy(), dtype=np.float64).reshape(height, width, 3)


def colors_of(pattern: str, shape: tuple[int, int]) -> NDArray[np.int64]:
    """(H, W) 0 red, 1 green, 2 blue."""
    tile = np.array(["rgb".index(letter) for letter in pattern]).reshape(2, 2)
    return np.tile(tile, (shape[0] // 2 + 1, shape[1] // 2 + 1))[: shape[0], : shape[1]]


def mosaic_of(rgb: Float64, pattern: str) -> Float64:
    colors = colors_of(pattern, rgb.shape[:2])
    return np.take_along_axis(rgb, colors[..., None], axis=-1)[..., 0]


# Figure 2 of the paper, times 8.
GREEN = np.array([[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]]) / 8
IN_ROW = np.array([[0, 0, 0.5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, 0.5, 0, 0]]) / 8
OTHER = np.array([[0, 0, -1.5, 0, 0], [0, 2, 0, 2, 0], [-1.5, 0, 6, 0, -1.5], [0, 2, 0, 2, 0], [0, 0, -1.5, 0, 0]]) / 8


def published(mosaic: Float64, pattern: str) -> Float64:
    """The same by convolutions, mirrored about the border's pixels."""
    green, row, column, other = (ndimage.correlate(mosaic, k, mode="mirror") for k in (GREEN, IN_ROW, IN_ROW.T, OTHER))
    colors = colors_of(pattern, mosaic.shape)
    red_rows = (colors == 0).any(axis=1)[:, None] & np.ones_like(colors, dtype=bool)
    made = np.empty((*mosaic.shape, 3))
    made[..., 1] = np.where(colors == 1, mosaic, green)
    at_green = {0: np.where(red_rows, row, column), 2: np.where(red_rows, column, row)}
    for k in (0, 2):
        made[..., k] = np.where(colors == k, mosaic, np.where(colors == 1, at_green[k], other))
    return made


@pytest.mark.parametrize("pattern", PATTERNS)
def test_filters_are_the_published_ones(pattern: str) -> None:
    mosaic = stream(1, "demosaic").random((20, 26))
    np.testing.assert_allclose(ours(mosaic, pattern), published(mosaic, pattern), atol=2e-6)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_flat_colours_and_common_ramps_are_reproduced(pattern: str) -> None:
    """A ramp that all three colours share is exact away from the border, where mirroring bends it."""
    v, u = np.mgrid[0:16, 0:22]
    for rgb in (
        np.broadcast_to([0.2, 0.5, 0.9], (16, 22, 3)),
        np.stack([0.3 + 0.01 * u + 0.02 * v, 0.5 + 0.01 * u + 0.02 * v, 0.1 + 0.01 * u + 0.02 * v], axis=-1),
    ):
        made = ours(mosaic_of(np.asarray(rgb, dtype=np.float64), pattern), pattern)
        np.testing.assert_allclose(made[2:-2, 2:-2], rgb[2:-2, 2:-2], atol=1e-6)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_grey_edges_keep_no_more_colour_than_published(pattern: str) -> None:
    edge = np.full((12, 12, 3), 0.1)
    edge[:, 6:] = 0.8
    made = ours(mosaic_of(edge, pattern), pattern)
    assert np.ptp(made[:, :3], axis=-1).max() < 1e-6
    assert np.ptp(made, axis=-1).max() < 0.5
