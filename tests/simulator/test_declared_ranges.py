"""Whatever a shipped scenario or randomizer draws has a range or a list of names, and says so where it is left."""

import dataclasses
from collections.abc import Iterator

import pytest

from scenes.distributions import Constant
from scenes.errors import ConfigError
from scenes.space import parameters_of
from simulator.compose import group_targets
from simulator.config import load_config
from simulator.parts import build_drawn

RANDOMIZERS = sorted(group_targets("randomizer"))
SCENARIOS = sorted(set(group_targets("scenario")) - {"openscenario"})  # that one draws from its file
ON_PLACES = {"drive": ("road=urban",)}
"""Scenarios that leave the place to the user."""


def parts(kind: str, name: str) -> Iterator[object]:
    if kind == "scenario":
        yield build_drawn(load_config([f"scenario={name}", *ON_PLACES.get(name, ())]))[0]
    else:
        yield from build_drawn(load_config([f"randomizer=[{name}]"]))[2].values()


@pytest.mark.parametrize(
    ("kind", "name"), [*(("scenario", name) for name in SCENARIOS), *(("randomizer", name) for name in RANDOMIZERS)]
)
def test_a_value_out_of_its_range_is_refused_with_field_value_and_what_is_allowed(kind: str, name: str) -> None:
    for part in parts(kind, name):
        for parameter in parameters_of(part, kind):
            for value, text in ((1e12, "1e+12"), (-1e12, "-1e+12"), ("nonsense", "nonsense")):
                with pytest.raises(ConfigError) as fault:
                    dataclasses.replace(part, **{parameter.name: Constant(value)})  # type: ignore[type-var]
                told = str(fault.value)
                assert fault.value.path.endswith(parameter.name), told
                assert text in told
                assert "allowed" in told or "Valid: " in told
