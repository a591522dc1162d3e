"""Cars of many seeds: sizes as on real roads, different shapes, designs and paints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from car_checks import PASSENGER, corners_of

from scenes.asset import asset_of
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fleet import FLEET, fleet_car
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.paint import PAINTS
from scenes.assets.cars.sedan import Sedan
from scenes.assets.cars.style import drawn
from scenes.streams import stream

KITTI_CAR = {"height_m": (1.526, 0.137), "width_m": (1.629, 0.102), "length_m": (3.883, 0.426)}
"""Mean and standard deviation of 28,742 labelled cars of KITTI."""


@pytest.mark.parametrize("kind", PASSENGER, ids=lambda kind: kind.__name__)
def test_sizes_of_passenger_cars_lie_in_the_range_of_kittis(kind: type[VehicleSpec]) -> None:
    for seed in range(40):
        size = kind(seed=seed).size()
        for name, (mean, deviation) in KITTI_CAR.items():
            assert abs(getattr(size, name) - mean) <= 3 * deviation


def test_given_sizes_are_kept() -> None:
    size = Sedan(length_m=4.75, wheelbase_m=2.85).size()
    assert (size.length_m, size.wheelbase_m) == (4.75, 2.85)
    low, high = Sedan().style().width_m
    assert low <= size.width_m <= high


def side_and_front(spec: VehicleSpec) -> np.ndarray:
    """Silhouettes from the side and the front, 2 cm a pixel, aligned at the middle and the ground."""
    asset = asset_of(spec)
    corners = np.concatenate([corners_of(asset, part) for part in range(len(asset.parts))])
    corners = corners - [asset.box.T_body_box.translation_m[0], 0.0, 0.0]
    weights = np.array([(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]) / 4.0
    points = np.einsum("kc,fcd->fkd", weights, corners).reshape(-1, 3)
    out = np.zeros((2, 320, 140), dtype=bool)
    for view, axis in enumerate((0, 1)):
        u = np.clip(((points[:, axis] + 3.2) / 0.02).astype(int), 0, 319)
        w = np.clip((points[:, 2] / 0.02).astype(int), 0, 139)
        out[view, u, w] = True
    return out


def random_cars(count: int) -> Iterator[VehicleSpec]:
    for k in range(count):
        yield PASSENGER[k % len(PASSENGER)](seed=100 + k, detail="far")


def test_random_cars_have_different_silhouettes() -> None:
    """The issue's measure: intersection over union below 0.97 for 95 % of pairs."""
    shapes = [side_and_front(spec) for spec in random_cars(24)]
    alike = [(a & b).sum() / (a | b).sum() > 0.97 for a, b in combinations(shapes, 2)]
    assert np.mean(alike) < 0.05


def test_a_hundred_random_cars_are_a_hundred_different_designs() -> None:
    cars = [PASSENGER[k % len(PASSENGER)](seed=k) for k in range(100)]
    designs = {(car.design().face, car.design().tail, car.rim()) for car in cars}
    assert len(designs) > 95
    assert len({car.design().fittings.plate for car in cars}) > 98


def test_paints_are_drawn_by_their_shares() -> None:
    count = 400
    names = {id(material): name for name, _, material in PAINTS}
    drawn_names = [names[id(Sedan(seed=seed).paint())] for seed in range(count)]
    for name, share, _ in PAINTS:
        # 4 sigma of a binomial draw
        assert abs(drawn_names.count(name) / count - share) < 4 * np.sqrt(share * (1 - share) / count) + 1e-9


def test_paint_weights_add_up_and_every_paint_has_a_clear_coat() -> None:
    assert sum(weight for _, weight, _ in PAINTS) == pytest.approx(1.0)
    assert len({name for name, _, _ in PAINTS}) == len(PAINTS)
    assert all(material.clearcoat == 1.0 for _, _, material in PAINTS)


def test_variants_of_a_fleet_name_differ_and_keep_what_defines_it() -> None:
    assert fleet_car("suv") == FLEET["suv"]
    assert len({fleet_car("suv", k) for k in range(5)}) == 5
    assert fleet_car("small_car", 3).size().length_m == FLEET["small_car"].size().length_m
    assert fleet_car("sedan", 3).size() != fleet_car("sedan", 4).size()


def test_values_lie_in_their_styles_ranges() -> None:
    style = Hatchback().style()
    for seed in range(20):
        p = drawn(style, stream(seed, "test"), {})
        assert style.length_m[0] <= p.length_m <= style.length_m[1]
        assert style.screen_deg[0] <= p.screen_deg <= style.screen_deg[1]
