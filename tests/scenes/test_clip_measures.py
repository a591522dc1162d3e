"""Measures of a clip that follow from others."""

from __future__ import annotations

import pytest

from scenes.measures import ClipMeasures


def moving(left_m: tuple[float, ...]) -> ClipMeasures:
    return ClipMeasures(
        key_actor="child",
        ttc_s=(None,) * len(left_m),
        min_ttc_s=None,
        min_gap_m=1.0,
        first_visible_s=None,
        first_visible_distance_m=None,
        sightings=(),
        left_m=left_m,
    )


def test_a_crossing_speed_is_the_way_across_over_the_time() -> None:
    assert moving((3.0, 2.0, -1.0)).crossing_mps(fps=10.0) == pytest.approx(20.0)
    assert moving((-1.0, -1.0)).crossing_mps(fps=10.0) == 0.0


def test_one_frame_shows_no_speed() -> None:
    assert moving((3.0,)).crossing_mps(fps=10.0) is None
