"""The declared space: what depends on what, what is refused, and what one attempt of a clip draws from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from scenes.distributions import Constant, Distribution, Uniform, distribution
from scenes.errors import ConfigError, SceneError, UnknownName
from scenes.levels import Level, Point
from scenes.space import Parameter, Space, parameters_of, recorded, replaced
from scenes.streams import stream

VAN, SPEED, GAP = Constant("van"), Uniform(10.0, 60.0), Uniform(1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    UNPLANNED: ClassVar[tuple[str, ...]] = ("gap_m",)

    kind: Distribution = VAN
    speed_kmh: Distribution = SPEED
    gap_m: Distribution = GAP
    lanes: int = 2


def conditional(given: str, **cases: object) -> Distribution:
    return distribution({"kind": "conditional", "given": given, "cases": cases}, "x")


def space(**fields: object) -> Space:
    made = {
        name: value if isinstance(value, Distribution) else distribution(value, name) for name, value in fields.items()
    }
    return Space(tuple(Parameter(path=f"scenario.{name}", source=source) for name, source in made.items()))


def streams(seed: int) -> Callable[[str], np.random.Generator]:
    return lambda path: stream(seed, path)


def test_the_distributions_of_a_part_are_its_parameters_with_units() -> None:
    found = {p.path: p for p in parameters_of(Part(), "scenario")}
    assert list(found) == ["scenario.kind", "scenario.speed_kmh", "scenario.gap_m"]
    assert [p.unit for p in found.values()] == ["", "km/h", "m"]
    assert [p.varies for p in found.values()] == [False, True, True]
    whole = Space(tuple(found.values()))
    assert [p.path for p in whole.chosen(None)] == ["scenario.speed_kmh"]
    assert [p.path for p in whole.chosen(["scenario.gap_m", "scenario.kind"])] == ["scenario.gap_m"]


def test_a_conditional_value_follows_the_one_that_it_depends_on() -> None:
    """Whatever the order of the fields: the given value is drawn first and kept, and its case is drawn from."""
    case = conditional("kind", van=[10, 20], car=[40, 60])
    whole = space(speed_kmh=case, kind={"kind": "choice", "values": ["van", "car"]})
    seen = set()
    for seed in range(20):
        settled = whole.settled({}, streams(seed))
        kind, speed = settled["scenario.kind"], settled["scenario.speed_kmh"]
        assert isinstance(kind, Constant)
        assert speed == (Uniform(10.0, 20.0) if kind.value == "van" else Uniform(40.0, 60.0))
        seen.add(kind.value)
    assert seen == {"van", "car"}


def test_chains_are_drawn_in_order_of_dependency() -> None:
    whole = space(
        c=conditional("b", **{"0..5": 1, "else": 2}),
        b=conditional("a", x=3, y=7),
        a={"kind": "choice", "values": ["x", "y"]},
    )
    assert [p.name for p in whole.in_order()] == ["a", "b", "c"]
    for seed in range(10):
        settled = whole.settled({}, streams(seed))
        assert settled["scenario.c"] == (Constant(1.0) if settled["scenario.a"] == Constant("x") else Constant(2.0))


def test_a_value_of_another_part_can_be_given_by_its_path() -> None:
    other = Parameter(path="randomizer.sky.cloud_cover", source=Uniform(0.0, 1.0))
    wet = conditional("randomizer.sky.cloud_cover", **{"0..0.5": 0, "0.5..1": [0.4, 1]})
    whole = Space((Parameter(path="randomizer.weather.wetness", source=wet), other))
    settled = whole.settled({}, streams(1))
    cloud = settled["randomizer.sky.cloud_cover"]
    assert isinstance(cloud, Constant)
    assert settled["randomizer.weather.wetness"] == (Constant(0.0) if float(cloud.value) <= 0.5 else Uniform(0.4, 1.0))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"a": conditional("b", x=1), "b": conditional("a", x=1)},
            ["scenario.a", "itself", "scenario.b -> scenario.a"],
        ),
        ({"a": conditional("a", x=1)}, ["scenario.a", "depends on itself"]),
        ({"a": conditional("kidn", x=1), "kind": "x"}, ["scenario.a.given", "kidn", "Did you mean 'scenario.kind'"]),
        (
            {"a": conditional("kind", x=1), "kind": {"kind": "choice", "values": ["x", "y"]}},
            ["scenario.a.cases", "= y"],
        ),
        ({"a": conditional("v", **{"0..4": 1, "6..10": 1}), "v": [0, 10]}, ["scenario.a.cases", "4 to 6", "else"]),
        ({"a": conditional("v", **{"0..4": 1}), "v": [0, 10]}, ["scenario.a.cases", "4 to 10"]),
        ({"a": conditional("v", **{"1..10": 1}), "v": [0, 10]}, ["scenario.a.cases", "0 to 1"]),
    ],
)
def test_dependencies_that_cannot_be_are_refused_by_name(fields: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ConfigError) as fault:
        space(**fields)
    for word in words:
        assert word in str(fault.value)


def test_what_is_drawn_for_every_vehicle_cannot_be_given() -> None:
    given = Parameter(path="scenario.v", source=Uniform(0.0, 1.0), planned=False)
    with pytest.raises(ConfigError, match=r"scenario\.a\.given.*scenario\.v is drawn more than once"):
        Space((Parameter(path="scenario.a", source=conditional("v", **{"else": 1})), given))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"given": "v", "cases": {"4..2": 1}}, ["x.cases", "4..2", "smaller"]),
        ({"given": "v", "cases": {"a..b": 1}}, ["x.cases", "a..b", "numbers"]),
        ({"given": "v", "cases": {}}, ["x.cases", "at least one"]),
        ({"given": "v", "cases": [1]}, ["x.cases", "a mapping"]),
        ({"given": 3, "cases": {"else": 1}}, ["x.given", "3", "a text"]),
        ({"given": "v", "cases": {"else": {"kind": "conditional", "given": "w", "cases": {"a": 1}}}}, ["x.cases.else"]),
        ({"given": "v", "cases": {"else": [2, 1]}}, ["x.cases.else", "low <= high"]),
    ],
)
def test_faults_of_a_conditional_name_the_key(value: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ConfigError) as fault:
        distribution({"kind": "conditional", **value}, "x")
    for word in words:
        assert word in str(fault.value)


def test_unresolved_it_cannot_be_drawn() -> None:
    with pytest.raises(SceneError, match="before kind"):
        conditional("kind", **{"else": 1}).sample(stream(0, "x"))


def test_what_a_plan_asks_replaces_what_is_declared() -> None:
    whole = space(v=[0, 10], w=[0, 1], k={"kind": "choice", "values": ["x", "y"]})
    asked = {
        "scenario.v": Level(above=2.0, upto=4.0, low=2.0),
        "scenario.k": Level(name="y"),
        "scenario.w": Point(0.25),
    }
    settled = whole.settled(asked, streams(0))
    assert settled == {
        "scenario.v": Uniform(2.0, 4.0),
        "scenario.k": Constant("y"),
        "scenario.w": Constant(0.25),
    }
    with pytest.raises(SceneError, match=r"scenario\.v: nothing is drawn above 20"):
        whole.settled({"scenario.v": Level(above=20.0, upto=30.0, low=20.0)}, streams(0))


def test_a_part_without_settled_values_stays_the_same_object() -> None:
    part = Part()
    assert replaced(part, "scenario", {"randomizer.sky.x": Constant(1.0)}) is part
    assert replaced(part, "scenario", {"scenario.speed_kmh": Constant(30.0)}).speed_kmh == Constant(30.0)


def test_records_tell_a_value_in_the_parameters_own_unit() -> None:
    drawn = {
        "scenario": {"speed_mps": 10.0, "kind": "van", "road.width_m": 3.5, "ball": True},
        "randomizer.sky": {"elevation_rad": np.pi / 6},
        "plan": {"scenario.unrecorded": 4.0},
    }

    def told(path: str) -> object:
        return recorded(Parameter(path=path, source=Constant(0.0)), drawn)

    assert told("scenario.speed_kmh") == pytest.approx(36.0)
    assert told("scenario.kind") == "van"
    assert told("scenario.ball") == "true"
    assert told("road.width_m") == 3.5
    assert told("randomizer.sky.elevation_deg") == pytest.approx(30.0)
    assert told("scenario.unrecorded") == 4.0
    assert told("scenario.nothing") is None


def test_what_is_chosen_comes_with_what_it_depends_on() -> None:
    whole = space(
        c=conditional("b", **{"0..5": [0, 1], "else": 2}),
        b=conditional("a", x=3, y=7),
        a={"kind": "choice", "values": ["x", "y"]},
        d=[0, 1],
    )
    assert [p.name for p in whole.chosen(["scenario.c"])] == ["c", "b", "a"]


def test_an_unknown_path_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'scenario\.kind'"):
        space(kind="van")["scenario.kidn"]
