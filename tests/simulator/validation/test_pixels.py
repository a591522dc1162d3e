"""Areas and boxes of ids, counted by hand."""

from __future__ import annotations

import numpy as np

from simulator.validation.pixels import Region, regions


def test_areas_and_boxes_are_those_of_the_pixels() -> None:
    ids = np.array([[0, 7, 7, 0], [0, 7, 0, 0], [65537, 0, 0, 7]], dtype=np.uint32)
    assert regions(ids) == {7: Region(area_px=4, box=(1, 0, 3, 2)), 65537: Region(area_px=1, box=(0, 2, 0, 2))}
    assert regions(ids * 0) == {}
