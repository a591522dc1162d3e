"""The still street: nothing moves, nothing overlaps, everything stands where such things stand."""

import itertools

import numpy as np
import pytest
from clip_request import request

from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.footprint import footprint_of
from scenes.roads.urban_street import UrbanStreet
from scenes.scenarios.parked_street import ParkedStreet
from scenes.scene import Scene
from scenes.streams import stream
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings


def still(seed: int, people: object = 6, share: object = 0.7) -> Scene:
    family = ParkedStreet(
        crosswalk_distance_m=distribution([14, 30], "crosswalk_distance_m"),
        occupancy_share=distribution(share, "occupancy_share"),
        people=distribution(people, "people"),
        street=UrbanStreet(),
    )
    asked = request(10)
    return family.build(family.draw(asked, stream(seed, "draw")), asked, stream(seed, "build"))


def test_nothing_moves() -> None:
    history = simulate(still(3), PhysicsSettings())
    assert not np.ptp(history.body_position_m, axis=0).any()
    assert not np.ptp(history.moving_position_m, axis=0).any()
    assert not history.body_velocity_mps.any()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_two_things_stand_in_each_other(seed: int) -> None:
    scene = still(seed)
    placed = [(a.name, footprint_of(a)) for a in scene.bodies() if not a.name.startswith(("bin", "sign"))]
    overlapping = [(a, b) for (a, fa), (b, fb) in itertools.combinations(placed, 2) if fa.overlaps(fb)]
    assert [pair for pair in overlapping if any("person" in n or "parked" in n or n == "ego" for n in pair)] == []


def test_full_bays_and_people_are_as_asked() -> None:
    scene = still(1, people=9, share=1.0)
    names = [a.name for a in scene.actors]
    assert sum(n.startswith("parked_") for n in names) == len(scene.road.bays)
    assert sum(n.startswith("person_") for n in names) == 9


def test_more_bays_than_there_are_cannot_be_taken() -> None:
    with pytest.raises(ConfigError, match=r"occupancy_share: got 1\.2, allowed 0 to 1"):
        still(1, share=1.2)
