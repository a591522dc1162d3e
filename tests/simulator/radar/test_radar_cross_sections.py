"""Whole things have the radar cross-sections at 77 GHz that are published for their kind."""

from __future__ import annotations

import numpy as np
import pytest
from radar_cross_section import cross_sections_m2, decibels

from scenes.asset import AssetSpec
from scenes.assets.families import example, families
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.radar.surfaces import returned_share

EXPECTED_DB = {
    "city_car": (7.0, 13.0),
    "adult": (-10.0, -2.0),
    "child": (-12.0, -6.0),
    "refuse_truck": (15.0, 30.0),
    "bicycle": (-5.0, 2.0),
    "motorcycle": (0.0, 7.0),
    "traffic_cone": (-20.0, -10.0),
    "red_deer": (-7.0, -3.0),
}
"""Of the mean over all sides, dBsm (reference section 9; pedestrians: JRC EUR 25762)."""


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def spec_of(name: str) -> AssetSpec:
    spec = example(families()[name])
    assert spec is not None
    return spec


@pytest.mark.parametrize("name", EXPECTED_DB)
def test_the_mean_over_all_sides_is_that_of_the_table(name: str, renderer: WarpRenderer) -> None:
    low, high = EXPECTED_DB[name]
    assert low <= decibels(cross_sections_m2(renderer, spec_of(name), 12).mean()) <= high


def test_a_car_glints_from_its_sides_and_hides_its_corners(renderer: WarpRenderer) -> None:
    seen = decibels(cross_sections_m2(renderer, spec_of("city_car"), 12))
    assert seen[[3, 9]].min() > np.median(seen) + 5.0
    assert seen.min() > 0.0
    assert seen.max() < 20.0


def test_surfaces_return_more_the_more_they_face_the_radar() -> None:
    cosine = np.linspace(0.0, 1.0, 50)
    for semantic in range(112):
        share = returned_share(np.full(50, semantic, np.uint8), np.ones(50, np.uint8), cosine)
        assert (np.diff(share) >= 0.0).all()
