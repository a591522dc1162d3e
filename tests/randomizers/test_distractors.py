"""Distractors on the ground and in the air."""

import itertools

import numpy as np
import pytest
from furnished_street import furnished

from randomizers.distractors import Distractors
from randomizers.ground import Ground
from randomizers.testing import check_randomizer
from scenes.actor import Actor
from scenes.distributions import distribution
from scenes.errors import UnknownName
from scenes.footprint import corridors_of, footprint_of
from scenes.scene import Scene

KINDS = {"kind": "choice", "values": ["carton", "traffic_cone", "solid_ball", "solid_star"]}


def distractors(placed: object = 15, kind: object = None, flying: object = 0, size_m: object = 0.5) -> Distractors:
    given = {"placed_per_100m": placed, "kind": kind or KINDS, "flying": flying, "flying_size_m": size_m}
    return Distractors(**{name: distribution(value, name) for name, value in given.items()})


def things(scene: Scene, start: str) -> list[Actor]:
    return [actor for actor in scene.actors if actor.name.startswith(start)]


def test_placed_ones_lie_on_the_ground_out_of_everybody_s_way() -> None:
    scene = check_randomizer(distractors(), furnished(), seed=3)
    placed = things(scene, "placed_")
    assert len(placed) > 12
    for actor in placed:
        foot = footprint_of(actor)
        box = actor.T_world_body @ actor.asset.nominal().T_body_box
        height, _ = Ground.of(furnished()).at(np.array([foot.centre_m]))
        assert box.translation_m[2] == pytest.approx(height[0], abs=1e-9)
        assert not any(foot.overlaps(strip) for body in furnished().bodies() for strip in corridors_of(body))
    for one, other in itertools.combinations(placed, 2):
        assert not footprint_of(one).overlaps(footprint_of(other))


def test_flying_ones_hang_beside_the_ego_s_way_as_instances_of_their_class() -> None:
    flying = things(check_randomizer(distractors(0, flying=30), furnished()), "flying_")
    assert len(flying) == 30
    for actor in flying:
        x, y, z = actor.T_world_body.translation_m
        assert actor.asset.semantic() == "object.distractor"
        assert x > furnished().ego.T_world_body.translation_m[0]
        assert abs(y + 1.5) > 1.9
        assert z > 0.2
    assert len({actor.appearance for actor in flying}) == 30


def test_another_number_of_flying_ones_leaves_the_first_ones_where_they_are() -> None:
    few, many = (check_randomizer(distractors(0, flying=count), furnished()) for count in (3, 8))
    assert things(many, "flying_")[:3] == things(few, "flying_")


def test_objects_of_pybullet_can_be_placed() -> None:
    base = distractors(kind="carton")
    made = Distractors(
        placed_per_100m=base.placed_per_100m,
        kind=distribution("robot_arm", "kind"),
        flying=base.flying,
        flying_size_m=base.flying_size_m,
        assets=("pybullet",),
    )
    placed = things(check_randomizer(made, furnished()), "placed_")
    assert {actor.asset.semantic() for actor in placed} == {"object.distractor"}


def test_assets_that_there_are_not_are_refused() -> None:
    with pytest.raises(UnknownName, match="kind: unknown asset 'cartn'"):
        distractors(kind="cartn")
