"""What is fixed to a car: only mirrors, aerials and tow bars leave its box, and no further than real ones do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from scenes.asset import Asset
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fittings import ROOF_BOX_M
from scenes.assets.cars.fleet import FLEET, fleet_car
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.minivan import Minivan
from scenes.assets.cars.wagon import Wagon

MIRROR_M, AERIAL_M, TOW_BAR_M, PLATE_M = 0.25, 0.22, 0.115, 0.012


def beyond_box(asset: Asset) -> tuple[np.ndarray, np.ndarray]:
    """How far the body reaches below and above its box along x, y and z."""
    box = asset.box
    points = asset.parts[0].mesh.vertices_m - np.array(box.T_body_box.translation_m)
    half = np.array([box.length_m / 2, box.width_m / 2])
    over = points.max(axis=0) - [*half, box.height_m]
    return -points.min(axis=0) - [*half, 0.0], over


def fleet() -> Iterator[VehicleSpec]:
    for name in FLEET:
        yield from (replace(fleet_car(name, variant), detail="far") for variant in range(3))


def with_roof_boxes(kind: type[VehicleSpec]) -> Iterator[VehicleSpec]:
    drawn = (kind(seed=seed, detail="far") for seed in range(200))
    return (spec for spec in drawn if spec.design().fittings.roof_box)


@pytest.mark.slow
def test_fittings_leave_the_box_no_further_than_real_ones_do() -> None:
    for spec in fleet():
        below, above = beyond_box(spec.build())
        assert below[0] < TOW_BAR_M, spec
        assert above[0] < PLATE_M, spec
        assert max(below[1], above[1]) < MIRROR_M, spec
        assert above[2] < AERIAL_M, spec


def test_a_tow_bar_is_at_the_rear_whatever_the_bumper_looks_like() -> None:
    towing = [spec for seed in range(60) if (spec := Minivan(seed=seed, detail="far")).design().fittings.tow_bar]
    assert len(towing) > 3
    for spec in towing:
        below, above = beyond_box(spec.build())
        assert 0.05 < below[0] < TOW_BAR_M, spec
        assert above[0] < PLATE_M, spec


@pytest.mark.parametrize("kind", [Hatchback, Wagon])
def test_a_roof_box_is_in_the_cars_box(kind: type[VehicleSpec]) -> None:
    spec = next(with_roof_boxes(kind))
    asset = spec.build()
    assert asset.box.height_m == pytest.approx(spec.size().height_m + ROOF_BOX_M[1])
    assert -0.03 < beyond_box(asset)[1][2] < 0.03
