"""The places of a run from its `road` node: what is fixed, and what every clip draws anew."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from scenes.distributions import Distribution, distribution
from scenes.errors import ConfigError
from scenes.json_codec import allowed_type
from scenes.roads.place import Place
from scenes.roads.place_family import PlaceFamily, as_field
from scenes.scenario import Scenario
from scenes.streams import stream
from simulator.build import TARGET, build, placed

GROUP = "road"


def build_places(node: Mapping[str, Any], packages: Sequence[str]) -> PlaceFamily | None:
    """The family of places that a config node describes; None for no node.

    A number or name is fixed; a list or mapping where the place has a number or a name is a distribution. Raises
    ConfigError and UnknownName that name the key.
    """
    if not node:
        return None
    kind = allowed_type(str(node.get(TARGET)), packages, f"{GROUP}.{TARGET}")
    if not issubclass(kind, Place):
        raise ConfigError(f"{GROUP}.{TARGET}", f"{kind.__qualname__} is not a Place")
    varied = {
        str(key): distribution(value, f"{GROUP}.{key}") for key, value in node.items() if _drawn(kind, str(key), value)
    }
    fixed = {key: value for key, value in node.items() if key not in varied}
    first = {name: as_field(kind, name, _middle(source)) for name, source in varied.items()}
    prototype = build({**fixed, **first}, GROUP, packages)
    try:
        return PlaceFamily(prototype=prototype, varied=tuple(varied.items()))
    except ConfigError as fault:
        raise placed(fault, GROUP) from None


def check_place(scenario: Scenario, places: PlaceFamily | None) -> None:
    """Raises ConfigError where a scenario needs a place and none is chosen, or brings its own and one is."""
    name = type(scenario).__name__
    if scenario.TAKES_PLACE and places is None:
        raise ConfigError(GROUP, f"none is chosen, and {name} needs one; expected a choice such as {GROUP}=urban")
    if places is not None and not scenario.TAKES_PLACE:
        raise ConfigError(GROUP, f"{name} brings its own street and takes no other; leave {GROUP} out")
    if places is not None:
        scenario.check_places(places)


def _drawn(kind: type[Place], key: str, value: object) -> bool:
    """Whether a value is a distribution of a number or a name."""
    if not isinstance(value, Mapping | list | tuple):
        return False
    hint = typing.get_type_hints(kind).get(key)
    named = {field.name for field in dataclasses.fields(kind)}
    return key in named and (hint in (int, float) or typing.get_origin(hint) is typing.Literal)


def _middle(source: Distribution) -> Any:
    """Some value of a distribution, always the same."""
    return source.sample(stream(0, "road.prototype"))
