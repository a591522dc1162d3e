"""Buildings: shut on all sides, their faces turned outwards, of the size that they say, different by seed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, asset_of
from scenes.assets.buildings.apartment_block import ApartmentBlock
from scenes.assets.buildings.barn import Barn
from scenes.assets.buildings.church import Church
from scenes.assets.buildings.detached_house import DetachedHouse
from scenes.assets.buildings.industrial_hall import IndustrialHall
from scenes.assets.buildings.office_block import OfficeBlock
from scenes.assets.buildings.petrol_station import CLEARANCE_M, LANE_M, PetrolStation
from scenes.assets.buildings.pitched_roof import PitchedRoof
from scenes.assets.buildings.supermarket import Supermarket
from scenes.streams import stream

Float64 = NDArray[np.float64]

BUILDINGS: tuple[AssetSpec, ...] = (
    DetachedHouse(garage="none"),
    DetachedHouse(finish="siding", storeys=1, porch="veranda", shutters="pair", garage="none"),
    DetachedHouse(finish="timber", ends="hip", width_m=13.0, solar_panels=12, garage="none"),
    DetachedHouse(finish="brick", ridge="across_front", garage="none"),
    ApartmentBlock(sections=1, storeys=4),
    ApartmentBlock(sections=2, storeys=3, finish="render"),
    OfficeBlock(bays_wide=3, bays_deep=2, storeys=4),
    OfficeBlock(bays_wide=2, bays_deep=2, storeys=3, facade="ribbon"),
    OfficeBlock(bays_wide=2, bays_deep=2, storeys=3, facade="piers"),
    IndustrialHall(width_m=24.0, depth_m=18.0),
    IndustrialHall(width_m=24.0, depth_m=18.0, use="warehouse"),
    Supermarket(),
    Barn(silo="none"),
    Church(),
)


def triangles_m(asset: Asset) -> Float64:
    """(F, 3, 3) corners."""
    mesh = asset.parts[0].mesh
    return mesh.vertices_m.astype(np.float64)[mesh.faces]


def first_hit(origin: Float64, direction: Float64, corners: Float64) -> tuple[float, int]:
    """Distance and index of the first triangle that a ray meets (Moeller and Trumbore 1997); infinite and -1: none."""
    edge1, edge2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    p = np.cross(direction, edge2)
    determinant = np.einsum("ij,ij->i", edge1, p)
    safe = np.where(np.abs(determinant) > 1e-12, determinant, np.inf)
    to = origin - corners[:, 0]
    u = np.einsum("ij,ij->i", to, p) / safe
    q = np.cross(to, edge1)
    v = q @ direction / safe
    t = np.einsum("ij,ij->i", edge2, q) / safe
    t = np.where((u >= 0) & (v >= 0) & (u + v <= 1) & (t > 0) & np.isfinite(safe), t, np.inf)
    index = int(t.argmin())
    return (float(t[index]), index) if np.isfinite(t[index]) else (float("inf"), -1)


@pytest.mark.parametrize("spec", BUILDINGS, ids=lambda spec: type(spec).__name__)
def test_nobody_sees_through_a_building_or_the_back_of_its_faces(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    corners = triangles_m(asset)
    rng = stream(3, "test.buildings")
    low, high = corners.reshape(-1, 3).min(axis=0), corners.reshape(-1, 3).max(axis=0)
    middle = np.array([-asset.box.length_m / 2, 0.0, 0.0])
    for _ in range(80):
        # What is shut is the walls: the upper end of aims stays below the lowest eaves.
        aim = middle + rng.uniform(-0.3, 0.3, 3) * (high - low) * (1, 1, 0) + (0, 0, rng.uniform(0.3, 2.2))
        angle = rng.uniform(0, 2 * np.pi)
        origin = aim + 150.0 * np.array([np.cos(angle), np.sin(angle), rng.uniform(0.0, 0.3)])
        direction = (aim - origin) / np.linalg.norm(aim - origin)
        distance, index = first_hit(origin, direction, corners)
        assert index >= 0, f"a ray from {origin} to {aim} passes"
        normal = np.cross(corners[index, 1] - corners[index, 0], corners[index, 2] - corners[index, 0])
        assert normal @ direction < 0, f"the back of a face at {origin + distance * direction}"


@pytest.mark.parametrize("spec", BUILDINGS, ids=lambda spec: type(spec).__name__)
def test_a_building_fills_its_box_and_its_front_stands_at_zero(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    points = triangles_m(asset).reshape(-1, 3)
    overhang_m = 0.75  # roofs, plinths and buttresses stand out by less
    assert asset.box.width_m / 2 - 0.05 < points[:, 1].max() < asset.box.width_m / 2 + overhang_m
    assert asset.box.length_m - 0.05 < -points[:, 0].min() < asset.box.length_m + overhang_m + 1.0  # canopies
    assert points[:, 2].max() <= asset.box.height_m + 0.6
    assert points[:, 2].max() >= asset.box.height_m - 2.5


@pytest.mark.parametrize("kind", [DetachedHouse, ApartmentBlock, OfficeBlock, IndustrialHall])
def test_another_seed_is_another_house_and_the_same_one_the_same(kind: type[AssetSpec]) -> None:
    first, again, other = (kind(seed=seed).build() for seed in (1, 1, 2))  # type: ignore[call-arg]
    assert first.parts[0].mesh.key == again.parts[0].mesh.key != other.parts[0].mesh.key


def test_sizes_that_nobody_builds_are_refused_with_their_range() -> None:
    with pytest.raises(ValueError, match="15 to 200 m wide"):
        IndustrialHall(width_m=5.0)
    with pytest.raises(ValueError, match="3 to 14 storeys"):
        ApartmentBlock(storeys=40)
    with pytest.raises(ValueError, match="ridge along the longer side"):
        PitchedRoof(low_m=(-9.0, -3.0), high_m=(0.0, 3.0), eaves_m=3.0, rise_share=0.5, ends="hip")


def test_a_ridge_lies_as_high_as_rise_and_half_the_span_say() -> None:
    roof = PitchedRoof(low_m=(-8.0, -6.0), high_m=(0.0, 6.0), eaves_m=5.0, rise_share=0.75)
    assert roof.ridge_m == pytest.approx(5.0 + 0.75 * 4.0)
    assert roof.slope_point(1.0, 4.0)[2] == pytest.approx(5.0)


def test_lorries_pass_between_the_islands_of_a_petrol_station_and_hit_neither_pump_nor_canopy() -> None:
    corners = triangles_m(asset_of(PetrolStation(islands=2)))
    lane_x_m = -4.0 - LANE_M / 2
    for height in (0.1, 2.0, 4.0):
        for aside in (-1.3, 0.0, 1.3):
            origin = np.array([lane_x_m + aside, -40.0, height])
            assert first_hit(origin, np.array([0.0, 1.0, 0.0]), corners)[1] == -1
    under = np.array([lane_x_m, 0.0, 0.1])
    assert first_hit(under, np.array([0.0, 0.0, 1.0]), corners)[0] == pytest.approx(CLEARANCE_M - 0.1, abs=0.01)
