"""Objects from plain config: types are checked, faults name the place, strangers' classes are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from scenes.distributions import Distribution, Uniform
from scenes.errors import ConfigError, UnknownName
from simulator.build import build

HERE = __name__
ANY_SPEED = Uniform(0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    radius_m: float = 0.3


SMALL = Wheel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    name: str
    wheels: int = 4
    heavy: bool = False
    size_m: tuple[float, float] = (1.0, 2.0)
    tags: tuple[str, ...] = ()
    colour: Literal["red", "blue"] = "red"
    load_kg: float | None = None
    spare: Wheel = SMALL
    by_name: dict[str, Wheel] | None = None
    speed_mps: Distribution = ANY_SPEED

    def __post_init__(self) -> None:
        if self.wheels < 0:
            raise ValueError(f"wheels must not be negative, got {self.wheels}")
        if self.wheels > 100:
            raise ConfigError("wheels", f"got {self.wheels}, allowed up to 100")


class Plain:
    def __init__(self, count: int, label: str = "a") -> None:
        self.made = (count, label)


def cart(**fields: Any) -> Cart:
    made = build({"_target_": f"{HERE}.Cart", "name": "c", **fields}, "cart", [HERE])
    assert isinstance(made, Cart)
    return made


def test_values_become_the_types_that_the_class_asks_for() -> None:
    made = cart(size_m=[1, 2.5], tags=["a", "b"], load_kg=3, spare={"radius_m": 1}, by_name={"x": {"radius_m": 2}})
    assert made.size_m == (1.0, 2.5)
    assert isinstance(made.size_m[0], float)
    assert made.tags == ("a", "b")
    assert made.load_kg == 3.0
    assert made.spare == Wheel(radius_m=1.0)
    assert made.by_name == {"x": Wheel(radius_m=2.0)}
    assert cart(load_kg=None).load_kg is None


def test_distributions_may_be_numbers_pairs_or_mappings() -> None:
    assert cart(speed_mps=[2, 3]).speed_mps == Uniform(2.0, 3.0)
    with pytest.raises(ConfigError, match=r"cart\.speed_mps.*low 3 above high 2"):
        cart(speed_mps=[3, 2])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"wheels": 1.5}, "cart.wheels: got 1.5, allowed: an integer"),
        ({"wheels": True}, "cart.wheels: got True, allowed: an integer"),
        ({"heavy": 1}, "cart.heavy: got 1, allowed: true or false"),
        ({"size_m": [1]}, "cart.size_m: got 1 values, allowed: 2"),
        ({"size_m": "12"}, "cart.size_m: got '12', allowed: a list"),
        ({"size_m": [1, "x"]}, "cart.size_m.1: got 'x', allowed: a number"),
        ({"load_kg": "much"}, "cart.load_kg: got 'much', allowed: a number"),
        ({"name": None}, "cart.name: got nothing (null), allowed: a text"),
        ({"spare": {"radius_m": "r"}}, "cart.spare.radius_m: got 'r', allowed: a number"),
        ({"wheels": -1}, "cart: wheels must not be negative, got -1"),
        ({"wheels": 101}, "cart.wheels: got 101, allowed up to 100"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_place(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as fault:
        cart(**fields)
    assert str(fault.value) == message


def test_unknown_keys_and_choices_get_the_nearest_valid_one() -> None:
    with pytest.raises(UnknownName, match=r"cart\.wheel: unknown key 'wheel'\. Did you mean 'wheels'\?"):
        cart(wheel=3)
    with pytest.raises(UnknownName, match=r"cart\.colour: unknown value 'bleu'\. Did you mean 'blue'\?"):
        cart(colour="bleu")


def test_missing_keys_are_named() -> None:
    with pytest.raises(ConfigError, match=r"cart\.name: is missing; Cart needs it"):
        build({"_target_": f"{HERE}.Cart"}, "cart", [HERE])


def test_classes_that_are_no_dataclasses_are_checked_by_their_parameters() -> None:
    assert build({"_target_": f"{HERE}.Plain", "count": 2}, "p", [HERE]).made == (2, "a")
    with pytest.raises(ConfigError, match=r"p\.count: got 'two', allowed: an integer"):
        build({"_target_": f"{HERE}.Plain", "count": "two"}, "p", [HERE])


@pytest.mark.parametrize("target", ["os.system", "builtins.eval", "subprocess.Popen", "numpy.ndarray", "scenesque.X"])
def test_targets_outside_the_allowed_packages_are_refused(target: str) -> None:
    with pytest.raises(ConfigError, match=r"x\._target_: '.*' is outside the allowed packages \(scenes, "):
        build({"_target_": target}, "x")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("simulator.files.Path", "is pathlib.Path, outside the allowed packages"),
        ("simulator.files.os.system", "does not exist: no module 'simulator.files.os'"),
        ("simulator.cli.main", "is not a class of the module"),
        ("scenes.nowhere.Thing", "does not exist: no module 'scenes.nowhere'"),
        ("scenes.scenario.Scenario", "is abstract: it lacks build, draw, refusals"),
    ],
)
def test_what_an_allowed_module_merely_imports_is_refused_too(target: str, message: str) -> None:
    with pytest.raises(ConfigError) as fault:
        build({"_target_": target}, "x")
    assert message in str(fault.value)


def test_nested_targets_are_checked_against_the_same_packages() -> None:
    with pytest.raises(ConfigError, match=r"cart\.spare\._target_: 'os\.PathLike' is outside"):
        cart(spare={"_target_": "os.PathLike"})
    with pytest.raises(ConfigError, match=r"cart\.spare: got a Plain, allowed: a Wheel"):
        cart(spare={"_target_": f"{HERE}.Plain", "count": 1})
