"""Light and weather by name."""

from dataclasses import replace

import pytest
from seen_street import scene

from randomizers.conditions import Conditions
from randomizers.testing import check_randomizer
from scenes.conditions import CONDITIONS
from scenes.distributions import distribution
from scenes.environment import Environment
from scenes.errors import ConfigError, UnknownName


def conditions(value: object) -> Conditions:
    return Conditions(condition=distribution(value, "condition"))


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_scene_gets_the_named_light_and_keeps_where_the_sun_stands(name: str) -> None:
    now = Environment(sun_azimuth_rad=-2.0, moon_azimuth_rad=1.0)
    after = check_randomizer(conditions(name), replace(scene(), environment=now)).environment
    pattern, base_m = after.fog_pattern, after.fog_base_m
    named = replace(CONDITIONS[name], fog_pattern=pattern, fog_base_m=base_m)
    assert after == replace(named, sun_azimuth_rad=-2.0, moon_azimuth_rad=1.0)


def test_as_is_leaves_a_bright_scene_alone() -> None:
    assert check_randomizer(conditions("as_is"), scene()) == scene()


def test_as_is_lights_lamps_in_a_dark_scene() -> None:
    dark = replace(scene(), environment=Environment(sun_elevation_rad=-0.3))
    assert check_randomizer(conditions("as_is"), dark).ego.lamps_on == ("head", "tail")


def test_by_night_the_ego_drives_with_lamps_and_the_parked_car_is_dark() -> None:
    after = check_randomizer(conditions("night"), scene())
    assert after.ego.lamps_on == ("head", "tail")
    assert {actor.lamps_on for actor in after.actors} == {()}  # a child and a parked car


def test_a_choice_draws_each_name() -> None:
    mixed = conditions({"kind": "choice", "weights": {"noon": 1, "fog": 1}})
    drawn = {check_randomizer(mixed, scene(), seed).environment.mor_m for seed in range(12)}
    assert drawn == {CONDITIONS["noon"].mor_m, CONDITIONS["fog"].mor_m}


def test_another_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'overcast'"):
        conditions("overcasted")
    with pytest.raises(ConfigError, match="allowed: as_is, noon"):
        conditions(3)
