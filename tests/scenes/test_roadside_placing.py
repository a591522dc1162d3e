"""What stands beside roads: on no lane, in nothing else, out of what is kept clear, alike for a seed."""

from __future__ import annotations

import pytest
import shapely
from places import BEND_300, country_road, motorway, place, street

from scenes.asset import asset_of
from scenes.roads.place import Setting, Surroundings
from scenes.roadside.dress import RULES, Dressing, dress
from scenes.roadside.road_areas import road_areas
from scenes.roadside.stand import Stand, settled
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
