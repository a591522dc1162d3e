"""E23: a truck lies on its side across the lanes."""

import math

import numpy as np
import pytest
from staged_case import staged

from scenes.actor import Actor
from scenes.footprint import footprint_of
from scenes.pose import rotation_of
from scenes.staging.warned import in_a_vest

NAME, CALM = "overturned_truck", "scenario.ego_reaction=none"


def rotation(actor: Actor) -> np.ndarray:
    return np.asarray(rotation_of(np.array(actor.T_world_body.rotation_xyzw)))


@pytest.mark.parametrize("shows", ["underside", "roof"])
@pytest.mark.parametrize("turned", ["left", "right"])
def test_it_lies_on_its_side_and_shows_what_is_asked(shows: str, turned: str) -> None:
    asked = (f"scenario.shows={shows}", f"scenario.turned={turned}", "scenario.yaw_deg=60", "scenario.body=box")
    _, found = staged(NAME, 1, CALM, *asked, frames=40)
    truck = found.actors[0]
    roof = rotation(truck)[:, 2]
    assert abs(roof[2]) < math.sin(math.radians(20.0))
    heading = np.array([math.cos(found.ego.T_world_body.yaw_rad), math.sin(found.ego.T_world_body.yaw_rad)])
    # the roof looks back at the ego, or away from it
    away = float(roof[:2] @ heading)
    assert away > 0.2 if shows == "underside" else away < -0.2


@pytest.mark.parametrize("truck", ["rigid", "semi"])
def test_what_it_lost_lies_around_it_and_not_in_it(truck: str) -> None:
    asked = (f"scenario.truck={truck}", "scenario.body=curtain", "scenario.items=20")
    _, found = staged(NAME, 3, CALM, *asked, frames=40)
    wrecks = 1 if truck == "rigid" else 2
    items = found.actors[wrecks:]
    assert len(items) > 8
    prints = [footprint_of(actor) for actor in found.actors]
    for k, item in enumerate(prints[wrecks:], start=wrecks):
        assert not any(item.overlaps(other) for other in prints[:k])
    assert {actor.name for actor in found.actors} == set(found.anomalous)


def test_the_tractor_and_its_trailer_stay_coupled() -> None:
    _, found = staged(NAME, 2, CALM, "scenario.truck=semi", frames=40)
    trailer, tractor = found.actors[:2]
    assert trailer.T_world_body == tractor.T_world_body
    assert trailer.group == tractor.group > 0


def test_the_driver_stands_off_the_road_and_the_triangle_faces_who_comes() -> None:
    _, found = staged(NAME, 2, CALM, "scenario.warned=yes", "scenario.yaw_deg=20", frames=40)
    by_name = {actor.name: actor for actor in found.actors}
    ego_yaw = found.ego.T_world_body.yaw_rad
    turned = math.remainder(by_name["warning_triangle"].T_world_body.yaw_rad - ego_yaw, 2.0 * math.pi)
    # a motorway bends by 12 degrees at most on the way
    assert abs(turned) > math.radians(150.0)
    truck, driver = (np.array(by_name[name].T_world_body.translation_m[:2]) for name in ("truck", "driver"))
    assert 5.0 < float(np.linalg.norm(truck - driver)) < 45.0
    assert "driver" not in found.anomalous
    _, silent = staged(NAME, 2, CALM, "scenario.warned=no", frames=40)
    assert "driver" not in {actor.name for actor in silent.actors}


def test_drivers_are_grown_whoever_is_drawn() -> None:
    for seed in range(40):
        assert in_a_vest(seed, "waving").height_m > 1.5
