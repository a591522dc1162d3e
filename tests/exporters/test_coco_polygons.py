"""Polygons are their masks: pycocotools rasterises them back to the same pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco_mask
from scipy import ndimage

from exporters.coco_polygons import exact_polygons
from exporters.rle import encode_mask
from simulator.frame import PixelBox

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on numpy 2

MASKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 14), st.integers(1, 14)))


def _polygons(mask: np.ndarray) -> list[list[float]] | None:
    rows, columns = np.nonzero(mask)
    box = PixelBox(left=int(columns.min()), top=int(rows.min()), right=int(columns.max()), bottom=int(rows.max()))
    return exact_polygons(mask, box, encode_mask(mask))


def _drawn(polygons: list[list[float]], mask: np.ndarray) -> np.ndarray:
    return np.asarray(coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects(polygons, *mask.shape)))).astype(bool)


@given(mask=MASKS.filter(np.any))
@settings(max_examples=200, deadline=None)
def test_masks_without_holes_have_polygons_and_all_polygons_are_exact(mask: np.ndarray) -> None:
    polygons = _polygons(mask)
    if polygons is None:
        assert (ndimage.binary_fill_holes(mask) != mask).any()
    else:
        np.testing.assert_array_equal(_drawn(polygons, mask), mask)


@pytest.mark.parametrize("radius", [1, 2, 5, 20])
def test_a_disc_comes_back_whole(radius: int) -> None:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    mask = np.pad(x * x + y * y <= radius * radius, ((0, 3), (4, 0)))  # touches two edges of the image
    polygons = _polygons(mask)
    assert polygons is not None
    np.testing.assert_array_equal(_drawn(polygons, mask), mask)


def test_every_part_has_a_polygon() -> None:
    mask = np.zeros((9, 9), dtype=bool)
    mask[1:3, 1:3] = mask[5:8, 4:9] = True
    polygons = _polygons(mask)
    assert polygons is not None
    assert len(polygons) == 2
    np.testing.assert_array_equal(_drawn(polygons, mask), mask)


def test_a_ring_has_none() -> None:
    mask = np.ones((7, 7), dtype=bool)
    mask[3, 3] = False
    assert _polygons(mask) is None
