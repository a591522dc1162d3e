"""Scenes travel as JSON and come back equal, bit for bit."""

from __future__ import annotations

import math

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.actor import Actor, Path
from scenes.environment import Environment
from scenes.errors import ConfigError, SceneError
from scenes.json_codec import decode, encode
from scenes.material import Material
from scenes.pose import Pose
from scenes.storyboard import AtTime, Event, Launch, SetSpeed, Storyboard

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
triples = st.tuples(numbers, numbers, numbers)
shares = st.floats(0.0, 1.0)


@given(triples, numbers, shares)
def test_any_float_of_a_scene_comes_back_exactly(
    velocity: tuple[float, float, float], time_s: float, red: float
) -> None:
    value = (
        Storyboard(
            events=(
                Event(name="e", trigger=AtTime(time_s=time_s), actions=(Launch(actor="a", velocity_mps=velocity),)),
            )
        ),
        Material(base_color=(red, 0.0, 1.0)),
        Pose(translation_m=velocity),
    )
    assert decode(orjson.loads(orjson.dumps(encode(value)))) == value


def test_unions_nesting_and_defaults_come_back_equal() -> None:
    value = (
        Event(
            name="x", trigger=AtTime(time_s=1.0), actions=(SetSpeed(actor="a", speed_mps=1.0, acceleration_mps2=2.0),)
        ),
        Environment(),
        Path(points_m=((0.0, 0.0, 0.0), (1.0, 0.0, 0.0))),
        None,
        (),
        True,
        1,
        1.0,
        math.inf,
    )
    back = decode(orjson.loads(orjson.dumps(encode(value))))
    assert back == value
    assert [type(item) for item in back] == [type(item) for item in value]


def test_numpy_floats_become_plain_ones_of_the_same_value() -> None:
    encoded = encode(Pose(translation_m=(np.float64(0.1), 0.0, 0.0)))
    assert type(encoded["translation_m"][0]) is float


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, np.zeros(2), {1}, object()])
def test_what_is_no_value_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(SceneError, match=r"scene\.1: a \w+ cannot be part of a scene"):
        encode((0, value))


def test_types_outside_the_packages_are_never_made() -> None:
    with pytest.raises(ConfigError, match=r"scene\.0: 'pathlib\.Path' is outside the allowed packages"):
        decode([{"_type": "pathlib.Path"}])
    with pytest.raises(ConfigError, match=r"outside the allowed packages \(randomizers\)"):
        decode(encode(Environment()), packages=("randomizers",))


def test_damaged_data_is_told_with_its_place() -> None:
    damaged = encode(Environment())
    damaged["colour"] = 1.0
    with pytest.raises(ConfigError, match=r"scene: Environment.*'colour'"):
        decode(damaged)
    with pytest.raises(ConfigError, match="an object without '_type'"):
        decode({"x": 1})


def test_a_value_that_its_class_refuses_stays_refused() -> None:
    broken = encode(Actor.__dataclass_fields__["T_world_body"].default)
    broken["rotation_xyzw"] = [0.0, 0.0, 0.0, 2.0]
    with pytest.raises(ConfigError, match="unit quaternion"):
        decode(broken)
