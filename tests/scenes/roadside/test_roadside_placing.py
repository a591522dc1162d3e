"""What stands beside roads: on no lane, in nothing else, out of what is kept clear, alike for a seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from places import BEND_300, HILL, LINE_300, country_road, lane, motorway, one_way, place, street

from scenes.asset import asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree_species import Season
from scenes.assets.street.street_furniture import LampPost
from scenes.roads.place import Setting, Surroundings
from scenes.roadside.dress import RULES, Dressing, dress
from scenes.roadside.road_areas import road_areas
from scenes.roadside.stand import Stand, Thing, box_area, settled
from scenes.roadside.terrain import ground_of
from scenes.streams import stream

LYING = {"manhole", "asphalt_repair", "fallen_leaves", "gantry"}
"""What lies on lanes, and what stands on legs beside them with its middle above."""
NETWORKS = {
    "street": place(street(plan=BEND_300)),
    "country": place(country_road(plan=BEND_300)),
    "motorway": place(motorway()),
}


def dressed(name: str, setting: Setting, seed: int = 1) -> Dressing:
    return dress(NETWORKS[name], Surroundings(setting=setting, hills_m=10.0), stream(seed, "dress"), near=[(0.0, 0.0)])


def feet(dressing: Dressing) -> list[shapely.Geometry]:
    """A point for every thing that stands: where it does."""
    things = [*dressing.scenery[2:], *dressing.actors]
    standing = [thing for thing in things if asset_of(thing.asset).name not in LYING]
    return [shapely.Point(*thing.T_world_body.translation_m[:2]) for thing in standing]


@pytest.mark.parametrize("setting", list(RULES))
@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_stands_on_a_lane(name: str, setting: Setting) -> None:
    dressing = dressed(name, setting)
    driven = shapely.buffer(road_areas(NETWORKS[name]).driven, -0.02)
    shapely.prepare(driven)
    assert not any(driven.contains(foot) for foot in feet(dressing))


def test_what_comes_first_stays_and_the_next_makes_way() -> None:
    boxes = [shapely.box(x, 0.0, x + 1.0, 1.0) for x in (0.0, 0.5, 1.2, 3.0)]
    stands = [Stand(things=(), foot=foot) for foot in boxes]
    assert settled([], stands, shapely.Polygon()) == [stands[0], stands[2], stands[3]]


def test_what_stands_instead_of_another_stands_only_where_that_one_may_not() -> None:
    taken, free, aside = (Stand(things=(), foot=shapely.box(x, 0.0, x + 1.0, 1.0)) for x in (0.0, 5.0, 9.0))
    blocked = Stand(things=(), foot=shapely.box(0.5, 0.0, 1.5, 1.0))
    for first, kept in ((blocked, True), (free, False)):
        instead = replace(aside, instead_of=first)
        assert (instead in settled([], [taken, first, instead], shapely.Polygon())) == kept


def test_nothing_proposed_stands_where_it_is_forbidden_but_what_is_given_does() -> None:
    one = Stand(things=(), foot=shapely.box(0.0, 0.0, 1.0, 1.0))
    assert settled([], [one], shapely.box(0.5, 0.5, 2.0, 2.0)) == []
    assert settled([one], [], shapely.box(0.5, 0.5, 2.0, 2.0)) == [one]


def test_what_is_to_be_clear_is_clear() -> None:
    where = [(50.0, -20.0), (250.0, -20.0), (250.0, 80.0), (50.0, 80.0)]
    network = place(street())
    dressing = dress(network, Surroundings(setting="town"), stream(1, "dress"), clear=[where])
    area = shapely.Polygon(where)
    assert not any(area.contains(foot) for foot in feet(dressing))


@pytest.mark.parametrize("setting", list(RULES))
def test_equal_seeds_dress_alike_and_others_differ(setting: Setting) -> None:
    assert dressed("street", setting, 4) == dressed("street", setting, 4)
    assert dressed("street", setting, 4) != dressed("street", setting, 5)


@pytest.mark.parametrize("setting", list(RULES))
def test_names_are_unique_and_something_stands_there(setting: Setting) -> None:
    dressing = dressed("street", setting)
    names = [thing.name for thing in (*dressing.scenery, *dressing.actors)]
    assert len(set(names)) == len(names) > 20


def spots(dressing: Dressing, name: str) -> np.ndarray:
    """Places (N, 3) of the things of one name."""
    things = [thing for thing in (*dressing.scenery, *dressing.actors) if thing.name.rsplit("_", 1)[0] == name]
    return np.array([thing.T_world_body.translation_m for thing in things]).reshape(-1, 3)


@pytest.mark.parametrize("setting", ["town", "suburb", "industrial"])
def test_nothing_that_stands_is_inside_a_building(setting: Setting) -> None:
    dressing = dress(place(street(plan=BEND_300)), Surroundings(setting=setting), stream(2, "dress"), near=[(0.0, 0.0)])
    things = [*dressing.scenery[2:], *dressing.actors]
    buildings = [thing for thing in things if asset_of(thing.asset).semantic == "static.building"]
    areas = [
        shapely.buffer(box_area(Thing(name=b.name, asset=b.asset, T_world_body=b.T_world_body)), -0.1)
        for b in buildings
    ]
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    assert (first == second).all()
    others = [t for t in things if t not in buildings and asset_of(t.asset).name not in {"paved_slab", *LYING}]
    points = shapely.points([t.T_world_body.translation_m[:2] for t in others])
    assert not shapely.STRtree(areas).query(points, predicate="within").size


def test_houses_stand_side_by_side_at_the_pavements_and_look_at_the_street() -> None:
    dressing = dress(place(street()), Surroundings(setting="town"), stream(1, "dress"), near=[(0.0, 0.0)])
    houses = [thing for thing in dressing.scenery if isinstance(thing.asset, TownHouse)]
    along = [
        h for h in houses if 20.0 < h.T_world_body.translation_m[0] < 280.0 and h.T_world_body.translation_m[1] < 0
    ]
    along = [h for h in along if h.T_world_body.translation_m[1] > -12.0]
    front = 3.25 + 2.1 + 3.2
    assert all(-front - 0.5 < h.T_world_body.translation_m[1] < -front for h in along)
    assert all(abs(h.T_world_body.yaw_rad - np.pi / 2) < 0.01 for h in along)
    assert sum(h.asset.width_m for h in along) > 0.6 * 260.0  # type: ignore[attr-defined]


def test_lamps_stand_every_25_to_35_m_with_their_arms_over_the_road() -> None:
    dressing = dress(place(street()), Surroundings(setting="town"), stream(1, "dress"), near=[(0.0, 0.0)])
    lamps = [thing for thing in dressing.scenery if isinstance(thing.asset, LampPost)]
    places = np.array(sorted(lamp.T_world_body.translation_m[0] for lamp in lamps))
    assert ((np.diff(places) >= 25.0) & (np.diff(places) <= 35.0)).all()
    for lamp in lamps:
        _, y, _ = lamp.T_world_body.translation_m
        assert np.sin(lamp.T_world_body.yaw_rad) * y < 0.0


def test_delineators_stand_every_50_m_and_closer_in_bends() -> None:
    straight = dress(NETWORKS["motorway"], Surroundings(setting="motorway"), stream(1, "dress"), near=[(0.0, 0.0)])
    right = spots(straight, "delineator")
    right = np.sort(right[right[:, 1] < 0.0][:, 0])
    assert np.diff(right) == pytest.approx(50.0)
    bend = dress(NETWORKS["country"], Surroundings(setting="rural"), stream(1, "dress"), near=[(0.0, 0.0)])
    posts = spots(bend, "delineator")
    assert len(posts) == 2 * 20  # every 15 m at a radius of 125 m
    away = np.linalg.norm(posts[:, None] - posts[None, :], axis=2)
    assert away[~np.eye(len(posts), dtype=bool)].min() > 8.0


def test_motorways_have_rails_on_both_sides_and_in_the_median() -> None:
    dressing = dress(NETWORKS["motorway"], Surroundings(setting="motorway"), stream(1, "dress"), near=[(0.0, 0.0)])
    across = np.unique(np.round(spots(dressing, "guard_rail")[:, 1], 1))
    # carriageways end 12 m from the middle; the median's borders are 2 m from it
    assert across == pytest.approx([-12.6, -1.4, 1.4, 12.6])


def test_no_tree_stands_in_the_clear_zone_of_a_motorway() -> None:
    dressing = dress(NETWORKS["motorway"], Surroundings(setting="motorway"), stream(1, "dress"), near=[(0.0, 0.0)])
    trees = [t for t in dressing.scenery if isinstance(t.asset, Tree)]
    beside = [t.T_world_body.translation_m for t in trees if 0.0 < t.T_world_body.translation_m[0] < 300.0]
    assert min(abs(y) for _, y, _ in beside) > 12.0 + 7.5


def test_street_trees_stand_in_pits_a_metre_behind_the_kerb() -> None:
    dressing = dress(place(street()), Surroundings(setting="town"), stream(1, "dress"), near=[(0.0, 0.0)])
    trees, pits = spots(dressing, "street_tree"), spots(dressing, "tree_pit")
    assert len(trees) == len(pits) > 10
    assert np.abs(trees[:, 1]) == pytest.approx(3.25 + 2.1 + 1.0)


def test_leaves_lie_along_kerbs_in_autumn_only() -> None:
    seasons: tuple[tuple[Season, bool], ...] = (("summer", False), ("autumn", True))
    network, town = place(street()), Surroundings(setting="town")
    for season, lying in seasons:
        dressing = dress(network, town, stream(1, "dress"), season=season, near=[(0.0, 0.0)])
        assert bool(len(spots(dressing, "leaves"))) == lying


def test_trees_far_from_the_cameras_have_fewer_triangles() -> None:
    def fine(near: list[tuple[float, float]] | None) -> int:
        dressing = dress(NETWORKS["country"], Surroundings(setting="rural"), stream(1, "dress"), near=near)
        return sum(thing.asset.twig_share == 1.0 for thing in dressing.scenery if isinstance(thing.asset, Tree))

    assert fine([(-600.0, 0.0)]) == 0 < fine(None)


def test_a_bus_stop_has_a_shelter_behind_its_sign() -> None:
    sign = '<signal id="1" s="150" t="-6" type="224" country="DE" dynamic="no" orientation="+"/>'
    network = place(street(extra=f"<signals>{sign}</signals>"))
    (shelter,) = spots(dress(network, Surroundings(setting="town"), stream(1, "dress")), "bus_shelter")
    assert shelter[0] == pytest.approx(144.0)
    assert -8.5 < shelter[1] < -6.5


def test_a_street_of_400_m_has_as_many_triangles_as_asked() -> None:
    line = LINE_300.replace("300", "400")
    network = place(street(plan=line).replace('length="300" id', 'length="400" id'))
    dressing = dress(network, Surroundings(setting="town"), stream(1, "dress"), near=[(0.0, 0.0), (400.0, 0.0)])
    placed = sum(asset_of(thing.asset).triangles for thing in (*dressing.scenery, *dressing.actors))
    assert 300_000 <= placed <= 3_000_000


@pytest.mark.parametrize("setting", ["town", "rural", "suburb"])
def test_what_stands_stands_on_the_ground(setting: Setting) -> None:
    network, around = place(country_road(plan=BEND_300, profile=HILL)), Surroundings(setting=setting, hills_m=30.0)
    dressing = dress(network, around, stream(1, "dress"), near=[(0.0, 0.0)])
    terrain = dressing.scenery[1].asset
    ground = ground_of(network, around, terrain.seed)  # type: ignore[attr-defined]
    kinds = {"static.vegetation", "static.street_lamp", "object.bin", "object.bench", "object.hydrant"}
    things = [t for t in (*dressing.scenery[2:], *dressing.actors) if asset_of(t.asset).semantic in kinds]
    at = np.array([thing.T_world_body.translation_m for thing in things])
    assert len(at) > 5
    assert at[:, 2] == pytest.approx(ground.field.at(at[:, :2]), abs=1e-6)


def test_between_carriageways_of_their_own_stand_rails_and_no_delineators() -> None:
    lanes = [("median", 2.0), ("driving", 3.75), ("driving", 3.75), ("stop", 2.5)]
    right = "".join(lane(-k - 1, *row) for k, row in enumerate(lanes))
    back = '<geometry s="0" x="300" y="0" hdg="3.141592653589793" length="300"><line/></geometry>'
    network = place(one_way("1", LINE_300, right), one_way("2", back, right))
    dressing = dress(network, Surroundings(setting="motorway"), stream(1, "dress"), near=[(0.0, 0.0)])
    assert np.abs(spots(dressing, "delineator")[:, 1]).min() > 12.0
    rails = np.unique(np.abs(spots(dressing, "guard_rail")[:, 1]).round(1))
    assert rails == pytest.approx([1.4, 12.6])
