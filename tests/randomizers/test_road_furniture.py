"""Street furniture."""

import itertools
import math

import numpy as np
import pytest
from furnished_street import furnished

from randomizers.ground import Ground
from randomizers.road_furniture import ITEMS, RoadFurniture
from randomizers.testing import check_randomizer
from scenes.actor import Actor
from scenes.assets.signs.traffic_sign import TrafficSign
from scenes.assets.street.street_furniture import Bench
from scenes.distributions import distribution
from scenes.errors import UnknownName
from scenes.footprint import footprint_of
from scenes.pose import Pose
from scenes.scene import Scene


def furniture(kept: object = 1, added: object = 20, kind: object = None) -> RoadFurniture:
    given = {"kept_share": kept, "added_per_100m": added, "kind": kind or {"kind": "choice", "values": list(ITEMS)}}
    return RoadFurniture(**{name: distribution(value, name) for name, value in given.items()})


def with_bench() -> Scene:
    bench = Actor(name="bench", asset=Bench(), T_world_body=Pose.planar(30.0, 7.5, -math.pi / 2, 0.12))
    sign = Actor(name="sign", asset=TrafficSign(kind="stop"), T_world_body=Pose.planar(90.0, 5.8, 0.0, 2.2))
    return furnished().with_actors((*furnished().actors, bench, sign))


def added(scene: Scene) -> list[Actor]:
    return [actor for actor in scene.actors if actor.name.startswith("furniture_")]


def test_items_stand_on_pavements_clear_of_all_and_of_each_other() -> None:
    scene = check_randomizer(furniture(), with_bench(), seed=4)
    items = added(scene)
    assert len(items) > 15
    places = np.array([actor.T_world_body.translation_m for actor in items])
    height, names = Ground.of(furnished()).at(places[:, :2])
    np.testing.assert_allclose(places[:, 2], height, atol=1e-9)
    assert set(names) == {"flat.sidewalk"}
    for one, other in itertools.combinations(scene.bodies(), 2):
        if one in items or other in items:
            assert not footprint_of(one).overlaps(footprint_of(other)), (one.name, other.name)


@pytest.mark.parametrize(("kind", "distance_m"), [("parking_meter", 5.35 + 0.4), ("street_cabinet", 8.35 - 0.3)])
def test_each_kind_stands_at_its_edge_of_the_pavement(kind: str, distance_m: float) -> None:
    for actor in added(check_randomizer(furniture(kind=kind), furnished())):
        assert abs(footprint_of(actor).centre_m[1]) == pytest.approx(distance_m, abs=1e-6)


def test_benches_at_the_wall_look_at_the_road() -> None:
    for actor in added(check_randomizer(furniture(kind="bench"), furnished())):
        towards_road = -math.copysign(1.0, actor.T_world_body.translation_m[1])
        assert math.sin(actor.T_world_body.yaw_rad) == pytest.approx(towards_road, abs=1e-6)


def test_what_was_there_goes_but_for_signs_vehicles_and_people() -> None:
    after = check_randomizer(furniture(kept=0, added=0), with_bench())
    assert [actor.name for actor in after.actors] == ["child", "parked", "sign"]


def test_kinds_that_there_are_not_are_refused() -> None:
    with pytest.raises(UnknownName, match="kind: unknown kind of furniture 'banch'"):
        furniture(kind="banch")
