"""Our PNG files are PNG files: other decoders read back the same samples."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from exporters.png import grey8_png, grey16_png, rgb16_png, rgb_png
from scenes.streams import stream

SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))


def _cv2(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


@given(size=SIZES, key=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_rgb_reads_back_through_cv2_and_pillow(size: tuple[int, int], key: int) -> None:
    image = stream(key, "rgb").integers(0, 256, (*size, 3), dtype=np.uint8)
    data = rgb_png(image)
    np.testing.assert_array_equal(_cv2(data)[:, :, ::-1], image)
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(opened), image)


@given(size=SIZES, key=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_grey16_reads_back_through_cv2_and_pillow(size: tuple[int, int], key: int) -> None:
    image = stream(key, "grey").integers(0, 65_536, size, dtype=np.uint16)
    data = grey16_png(image)
    assert _cv2(data).dtype == np.uint16
    np.testing.assert_array_equal(_cv2(data), image)
    with Image.open(io.BytesIO(data)) as opened:
        np.testing.assert_array_equal(np.asarray(opened).astype(np.uint16), image)


def test_views_and_read_only_images_are_taken_as_they_are() -> None:
    image = stream(1, "view").integers(0, 256, (20, 30, 3), dtype=np.uint8)
    flipped = image[::-1, ::2]
    flipped.flags.writeable = False
    np.testing.assert_array_equal(_cv2(rgb_png(flipped))[:, :, ::-1], flipped)


def test_the_same_image_gives_the_same_bytes() -> None:
    image = stream(2, "same").integers(0, 256, (64, 64, 3), dtype=np.uint8)
    assert rgb_png(image) == rgb_png(image.copy())


def test_other_shapes_and_types_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        rgb_png(np.zeros((4, 4), np.uint8))
    with pytest.raises(ValueError, match="uint16"):
        grey16_png(np.zeros((4, 4), np.uint8))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="uint8"):
        grey8_png(np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="uint16"):
        rgb16_png(np.zeros((4, 4, 3), np.uint8))  # type: ignore[arg-type]


@given(size=SIZES, key=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_rgb16_reads_back_through_cv2(size: tuple[int, int], key: int) -> None:
    image = stream(key, "rgb16").integers(0, 65_536, (*size, 3), dtype=np.uint16)
    read = _cv2(rgb16_png(image))
    assert read.dtype == np.uint16
    np.testing.assert_array_equal(read[:, :, ::-1], image)


@given(size=SIZES, key=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_grey8_reads_back_through_cv2_and_pillow(size: tuple[int, int], key: int) -> None:
    image = stream(key, "grey8").integers(0, 256, size, dtype=np.uint8)
    data = grey8_png(image)
    np.testing.assert_array_equal(_cv2(data), image)
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.mode == "L"
        np.testing.assert_array_equal(np.asarray(opened), image)
