"""One-pass run lengths are the run lengths that pycocotools makes of each mask alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco_mask

from exporters.rle import encode_ids, encode_mask
from scenes.streams import stream

IMAGES = arrays.arrays(np.uint16, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 3))


@given(image=IMAGES)
@settings(max_examples=150, deadline=None)
def test_every_id_equals_pycocotools_byte_by_byte(image: np.ndarray) -> None:
    encoded = encode_ids(image, range(5))
    for instance in range(5):
        expected = coco_mask.encode(np.asfortranarray(image == instance, dtype=np.uint8))
        assert encoded[instance].size == tuple(expected["size"])
        assert encoded[instance].counts == expected["counts"].decode("ascii")


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools 2.0 on numpy 2
def test_a_street_sized_image_decodes_to_its_masks() -> None:
    coarse = stream(3, "rle").integers(0, 65_536, (25, 83), dtype=np.uint16)
    image = np.kron(coarse, np.ones((15, 15), np.uint16))
    wanted = [int(i) for i in np.unique(coarse)[:20]]
    for instance, rle in encode_ids(image, wanted).items():
        decoded = coco_mask.decode({"size": list(rle.size), "counts": rle.counts.encode("ascii")})
        np.testing.assert_array_equal(decoded.astype(bool), image == instance)


@pytest.mark.parametrize("value", [False, True])
def test_full_and_empty_masks(value: bool) -> None:
    mask = np.full((5, 7), value)
    expected = coco_mask.encode(np.asfortranarray(mask, dtype=np.uint8))
    assert encode_mask(mask).counts == expected["counts"].decode("ascii")
