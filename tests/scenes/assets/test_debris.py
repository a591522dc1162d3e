"""Debris and lost cargo: sizes of the edge cases E20 and E21, at rest on the road, a hundred different ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from solid_checks import is_closed, lowest_m, normals_follow_faces, volume_m3

from scenes.asset import AssetSpec, asset_of
from scenes.assets.street.debris import LooseTyre, Rock, RubbishBag, TyreTread
from scenes.assets.street.lost_cargo import Carton, Ladder, Mattress, Pallet, Pipe, Sofa, Suitcase
from scenes.assets.street.lost_parts import LoadingRamp, LooseWheel
from scenes.ontology import class_of

SPECS: list[tuple[AssetSpec, tuple[float, float, float]]] = [
    (LooseTyre(), (0.64, 0.64, 0.2)),
    (Carton(), (0.6, 0.4, 0.4)),
    (Pallet(), (1.2, 0.8, 0.144)),
    (Mattress(), (2.0, 1.4, 0.25)),
    (Ladder(), (3.06, 0.44, 0.075)),
    (Pipe(), (2.0, 0.18, 0.18)),
    (Sofa(), (0.84, 1.7, 0.86)),
    (Suitcase(), (0.78, 0.47, 0.28)),
    (LooseWheel(), (0.64, 0.64, 0.2)),
    (LoadingRamp(), (2.32, 0.33, 0.1)),
]
every = pytest.mark.parametrize("spec", [spec for spec, _ in SPECS] + [TyreTread(), Rock(), RubbishBag()], ids=str)


@pytest.mark.parametrize(("spec", "size"), SPECS, ids=[type(spec).__name__ for spec, _ in SPECS])
def test_sizes_are_those_of_real_ones(spec: AssetSpec, size: tuple[float, float, float]) -> None:
    box = asset_of(spec).box
    assert (box.length_m, box.width_m) == pytest.approx(size[:2], rel=0.08)
    assert box.height_m == pytest.approx(size[2], rel=0.25)


@every
def test_debris_rests_on_the_road_as_an_instance_and_looks_outward(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    assert lowest_m(asset) == pytest.approx(0.0, abs=2e-3)
    assert class_of(asset.semantic).kind == "thing"
    assert normals_follow_faces(asset.parts[0].mesh) > 0.99
    assert volume_m3(asset.parts[0].mesh) > 0.0


@pytest.mark.parametrize("spec", [TyreTread(), LooseTyre(), Rock(), Pipe(), TyreTread(curl_share=0.0, seed=3)], ids=str)
def test_solid_debris_is_closed(spec: AssetSpec) -> None:
    assert is_closed(asset_of(spec).parts[0].mesh)


@pytest.mark.parametrize("seed", range(8))
def test_treads_lie_in_the_ranges_of_the_edge_case(seed: int) -> None:
    for length in (0.3, 1.5):
        box = asset_of(TyreTread(length_m=length, width_m=0.25, curl_share=0.5, seed=seed)).box
        assert 0.25 < box.length_m <= 1.55
        assert 0.1 < box.width_m <= 0.30
        assert 0.015 < box.height_m < 0.65
    flat = asset_of(TyreTread(length_m=1.0, curl_share=0.0, seed=seed)).box
    assert 0.9 < flat.length_m < 1.05
    assert flat.height_m < 0.12


@pytest.mark.parametrize("make", [TyreTread, Rock, RubbishBag, Carton, Mattress], ids=lambda make: make.__name__)
def test_a_hundred_seeds_make_a_hundred_things_and_one_seed_the_same(make: Callable[..., AssetSpec]) -> None:
    keys = {make(seed=seed).build().parts[0].mesh.key for seed in range(100)}
    assert len(keys) == 100
    assert make(seed=7).build().parts[0].mesh.key == make(seed=7).build().parts[0].mesh.key


def test_tyres_are_as_dark_as_rubber() -> None:
    for _, material in asset_of(TyreTread()).materials:
        assert 0.02 < float(np.mean(material.base_color)) < 0.07
