"""Lamps go on when it is dark, foggy or rainy, and only where somebody drives."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.actor import Actor, Path
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.person import Adult
from scenes.conditions import CONDITIONS, condition
from scenes.environment import Environment
from scenes.errors import UnknownName
from scenes.json_codec import decode, encode
from scenes.lighting import needs_head_lamps, needs_street_lamps, with_lamps_for_light
from scenes.pose import Pose
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard

AHEAD = Path(points_m=((0.0, 3.0, 0.0), (50.0, 3.0, 0.0)))


def street(environment: Environment) -> Scene:
    """The ego stands; one car drives and indicates, a man walks, one car is parked."""
    driving = Actor(
        name="driving", asset=FLEET["van"], body="kinematic", path=AHEAD, lamps_on=("indicator_left",), speed_mps=5.0
    )
    walking = Actor(name="walking", asset=Adult(), body="kinematic", path=AHEAD, mass_kg=75.0)
    parked = Actor(name="parked", asset=FLEET["small_car"], T_world_body=Pose.planar(20.0, -5.0, 0.0))
    return Scene(
        road=RoadNetwork(name="none", lanes=()),
        scenery=(),
        ego=Actor(name="ego", asset=FLEET["sedan"]),
        actors=(driving, walking, parked),
        environment=environment,
        storyboard=Storyboard(),
        rig=Rig(name="none", mounts=()),
        case=Case(id="T", name="test", key_actor="walking"),
        duration_s=1.0,
    )


def test_at_night_the_ego_and_moving_vehicles_have_head_and_tail_lamps_on() -> None:
    lit = with_lamps_for_light(street(condition("night")))
    assert lit.ego.lamps_on == ("head", "tail")
    on = {actor.name: actor.lamps_on for actor in lit.actors}
    assert on == {"driving": ("indicator_left", "head", "tail"), "walking": (), "parked": ()}
    assert lit.environment.street_lights_on


def test_by_day_the_scene_stays_as_it_is() -> None:
    scene = street(condition("noon"))
    assert with_lamps_for_light(scene) == scene


def test_lamps_that_somebody_switched_on_stay_on_by_day() -> None:
    scene = street(replace(condition("noon"), street_lights_on=True))
    lit = with_lamps_for_light(replace(scene, ego=replace(scene.ego, lamps_on=("head",))))
    assert lit.ego.lamps_on == ("head",)
    assert lit.environment.street_lights_on


@pytest.mark.parametrize(
    ("environment", "head", "street_lamps"),
    [
        (Environment(sun_elevation_rad=math.radians(5.0)), False, False),
        (Environment(sun_elevation_rad=math.radians(2.0)), True, False),
        (Environment(sun_elevation_rad=math.radians(-2.0)), True, True),
        (Environment(mor_m=1500.0), False, False),
        (Environment(mor_m=500.0), True, False),
        (Environment(wetness=0.8, cloud_cover=0.9), True, False),
        (Environment(wetness=0.8, cloud_cover=0.1), False, False),  # the sun is back after the shower
    ],
)
def test_what_light_asks_for(environment: Environment, head: bool, street_lamps: bool) -> None:
    assert needs_head_lamps(environment) == head
    assert needs_street_lamps(environment) == street_lamps


@given(
    st.builds(
        Environment,
        sun_elevation_rad=st.floats(-1.5, 1.5),
        cloud_cover=st.floats(0, 1),
        mor_m=st.floats(10, 100_000),
        wetness=st.floats(0, 1),
    )
)
def test_switching_twice_is_switching_once_and_survives_json(environment: Environment) -> None:
    once = with_lamps_for_light(street(environment))
    assert with_lamps_for_light(once) == once
    assert decode(encode(once)) == once


def test_the_named_conditions_light_lamps_as_their_names_say() -> None:
    head = {name for name, environment in CONDITIONS.items() if needs_head_lamps(environment)}
    assert head == {"dusk", "night", "wet_night", "rain", "snow", "fog"} | {
        "patchy_fog",
        "ground_fog",
        "heavy_rain",
        "spray",
        "snowfall",
        "dust",
        "smoke",
    }
    lamps = {name for name, environment in CONDITIONS.items() if environment.street_lights_on}
    assert lamps == {"dusk", "night", "wet_night"}


def test_a_mistyped_condition_names_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'wet_night'"):
        condition("wetnight")
