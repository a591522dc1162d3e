"""The land around roads: joined to their borders, on no lane, without holes, smooth, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from map_fixtures import each_real_map, needs_real_maps
from places import BEND_300, HILL, country_road, motorway, place, street

from scenes.asset import asset_of
from scenes.opendrive.reader import read_opendrive
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Setting, Surroundings
from scenes.roadside.height_field import HeightField
from scenes.roadside.land_kinds import BANDS, LAND
from scenes.roadside.terrain import SKIRT_M, Ground, RoadsideTerrain, ground_of

RURAL = Surroundings(setting="rural", hills_m=30.0)
PLACES = {
    "street": (place(street()), Surroundings(setting="town")),
    "bend": (place(country_road(plan=BEND_300, profile=HILL)), RURAL),
    "motorway": (place(motorway(plan=BEND_300)), Surroundings(setting="motorway", hills_m=60.0)),
}
LONG_M = 2000.0
JOINT_M = 0.002  # vertices are rounded to 0.1 mm, and borders climb less than steeply over that


def rim_points(ground: Ground) -> np.ndarray:
    """Points (N, 2) all along the roads' borders, corners among them."""
    return shapely.get_coordinates(shapely.segmentize(shapely.boundary(ground.areas.covered), 0.7))


def land_of(ground: Ground) -> HeightField:
    return HeightField.of(ground.vertices_m, ground.faces)


def roads_of(ground: Ground) -> HeightField:
    patch = ground.surface.patch
    return HeightField.of(patch.vertices_m, patch.faces[~patch.upright])


@pytest.mark.parametrize("name", PLACES)
def test_land_meets_the_roads_borders_at_their_height(name: str) -> None:
    ground = ground_of(*PLACES[name], 3)
    points = rim_points(ground)
    land, roads = land_of(ground).at(points), roads_of(ground).at(points)
    assert np.isfinite(land).all()
    assert (land - roads).min() > -JOINT_M
    # Across the ends of roads, kerbs step where the land runs straight; its skirt closes what is below it.
    ends = np.abs(land - roads) > JOINT_M
    assert (land - roads).max() < SKIRT_M
    assert ends.mean() < 0.02


@pytest.mark.parametrize("name", PLACES)
def test_land_covers_all_but_the_roads_and_nothing_twice(name: str) -> None:
    ground = ground_of(*PLACES[name], 3)
    triangles = shapely.polygons(ground.vertices_m[ground.faces][:, :, :2])
    whole = shapely.coverage_union_all(triangles)
    roads = ground.areas.covered
    assert shapely.area(triangles).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.intersection(whole, roads).area < 1e-3 * roads.length * JOINT_M
    together = shapely.get_parts(shapely.union_all([whole, roads], grid_size=1e-3))
    assert (
        sum(shapely.Polygon(hole).area for part in together for hole in part.interiors) < 1e-3 * JOINT_M * roads.length
    )


@pytest.mark.slow
@needs_real_maps
@each_real_map
def test_land_meets_the_roads_of_real_maps(path) -> None:  # type: ignore[no-untyped-def]
    network = read_opendrive(path).network
    if max(road.length_m for road in network.roads) > LONG_M:
        pytest.skip("as the other straight ones, only longer")
    ground = ground_of(network, Surroundings(setting="suburb"), 1)
    points = rim_points(ground)
    land, roads = land_of(ground).at(points), roads_of(ground).at(points)
    assert np.isfinite(land).all()
    # Where connecting roads of a junction overlap, their surface is blended within a centimetre of either.
    assert np.nanquantile(np.abs(land - roads), 0.98) < 0.01
    assert np.nanmin(land - roads) > -0.02
    assert np.nanmax(land - roads) < SKIRT_M


def test_heights_follow_the_profile_of_the_setting_off_the_road() -> None:
    ground = ground_of(place(country_road()), Surroundings(setting="rural"), 0)
    land = land_of(ground)
    for reach, drop, _ in BANDS["rural"]:
        if reach < 6.0:
            points = np.column_stack([np.linspace(80.0, 220.0, 8), np.full(8, 4.0 + reach)])
            assert land.at(points) == pytest.approx(drop, abs=0.02)


def test_no_step_is_steeper_than_a_cutting() -> None:
    ground = ground_of(*PLACES["bend"], 5)
    edges = np.concatenate([ground.faces[:, [0, 1]], ground.faces[:, [1, 2]]])
    a, b = ground.vertices_m[edges[:, 0]], ground.vertices_m[edges[:, 1]]
    run = np.linalg.norm((b - a)[:, :2], axis=1)
    slope = np.abs(b - a)[:, 2] / np.maximum(run, 0.2)
    assert slope.max() < 1.0 / 1.2  # cuttings and banks are 1:1.5, rounded at their edges


def test_hills_rise_as_high_as_asked_and_leave_the_road_alone() -> None:
    network = place(country_road())
    flat = ground_of(network, Surroundings(setting="rural"), 7)
    hilly = ground_of(network, Surroundings(setting="rural", hills_m=40.0), 7)
    assert 20.0 < np.ptp(hilly.vertices_m[:, 2]) < 80.0
    points = np.column_stack([np.linspace(20.0, 280.0, 14), np.full(14, 8.0)])
    assert land_of(hilly).at(points) == pytest.approx(land_of(flat).at(points), abs=0.01)


def test_islands_between_roads_are_filled() -> None:
    ways = [(0.0, 0.0, 0.0), (300.0, 0.0, np.pi / 2), (300.0, 300.0, np.pi), (0.0, 300.0, -np.pi / 2)]
    plans = [f'<geometry s="0" x="{x}" y="{y}" hdg="{h}" length="300"><line/></geometry>' for x, y, h in ways]
    network = place(*(country_road(str(k), plan) for k, plan in enumerate(plans)))
    ground = ground_of(network, Surroundings(setting="suburb"), 0)
    inside = np.column_stack([np.linspace(10.0, 290.0, 40), np.linspace(12.0, 288.0, 40)])
    assert np.isfinite(ground.field.at(inside)).all()


@pytest.mark.parametrize("setting", list(BANDS))
def test_every_setting_has_land_of_known_kinds_that_builds(setting: Setting) -> None:
    asset = asset_of(RoadsideTerrain(network=place(street()), surroundings=Surroundings(setting=setting)))
    assert {slot.material for slot in asset.slots} == set(LAND)
    assert asset.triangles > 1000
    assert asset.parts[0].mesh.corner_normals[:, :, 2].max() > 0.99


def test_the_same_seed_makes_the_same_bytes_and_another_one_other_land() -> None:
    def build(seed: int, network: RoadNetwork) -> str:
        ground_of.cache_clear()
        return RoadsideTerrain(network=network, surroundings=RURAL, seed=seed).build().parts[0].mesh.key

    network = place(country_road(plan=BEND_300))
    assert build(1, network) == build(1, network)
    assert build(1, network) != build(2, network)
