"""Streams are what was put in, and the same bytes wherever in memory the encoder lies."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from isal import isal_zlib

from exporters.example_frames import example_clip, example_frames
from exporters.kitti_flow import code_flow
from simulator.deflate import RAW_STREAM, ZLIB_STREAM, deflated
from simulator.frame import CameraReading

PLACES = 8_000


@given(pieces=st.lists(st.binary(max_size=9), max_size=6), stream=st.sampled_from([RAW_STREAM, ZLIB_STREAM]))
def test_zlib_reads_what_was_written(pieces: list[bytes], stream: int) -> None:
    assert zlib.decompress(b"".join(deflated(pieces, stream)), stream) == b"".join(pieces)


def _flow_picture() -> bytes:
    """A coded flow of the example clip, each pixel less its left one: among its matches are some 32 KiB back."""
    frame = next(example_frames(example_clip(1)))
    camera = next(reading for reading in frame.readings.values() if isinstance(reading, CameraReading))
    code = code_flow(camera.flow_px, np.isfinite(camera.flow_px).all(axis=2)).code
    lines = code.astype(">u2").view(np.uint8).reshape(len(code), -1)
    differences = lines.copy()
    differences[:, 6:] -= lines[:, :-6]
    return np.insert(differences, 0, 1, axis=1).tobytes()


def _packed_at_many_places(pack: Callable[[], bytes]) -> set[int]:
    encoder_bytes = sys.getsizeof(isal_zlib.compressobj(1))
    taken, found = [], set()
    for _ in range(PLACES):
        found.add(zlib.crc32(pack()))
        taken.append(np.empty(encoder_bytes, dtype=np.uint8))  # where the last encoder lay; the next lies elsewhere
    return found


def test_bytes_do_not_depend_on_where_the_encoder_lies() -> None:
    picture = _flow_picture()
    assert len(_packed_at_many_places(lambda: b"".join(deflated([picture], ZLIB_STREAM)))) == 1
