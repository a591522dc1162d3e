"""The base of the edge cases: every distribution is drawn by its own stream, staged on a place, and judged."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar

import numpy as np

from scenes.conditions import CONDITIONS, condition
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.measures import ClipMeasures
from scenes.roads.place_family import PREFIX, PlaceFamily
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scene import Case, Scene
from scenes.staging.acceptance import generic_refusals
from scenes.staging.shipped_roads import shipped_name
from scenes.staging.staged import Staged, scene_of
from scenes.staging.venue import Venue, venue_of
from scenes.streams import stream

SEED_LIMIT = 2**53
"""Sub-seeds stay exact in every JSON reader."""
Ranges = Mapping[str, tuple[float, float, str]]
"""Smallest and largest value of a field, and its unit."""
_SI = {"_kmh": ("_mps", 1.0 / 3.6), "_deg": ("_rad", np.pi / 180.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeCase(Scenario):
    """An edge case of the catalogue on any place that has what it needs.

    A case is a frozen dataclass of distributions with a table of their ranges, `stage`, and `predicate`.
    CASE: its id, name, pre-crash types of NHTSA, Euro NCAP test, PEGASUS layers and corner-case level. ROADS: choices
    of conf/road on which it can be. RANGES, NAMES: of its own fields. WISHES: values of a place's fields that vary from
    clip to clip which the case needs; where the user fixes them, theirs hold.
    MEETING_TOLERANCE_S: within which ego and key actor touch without a reaction. MEETS: what of the key actor the ego
    meets where that is none of its box.

    ego_speed_kmh: constant before any reaction. ego_reaction: `careful` (UN R157's driver, from the reveal on) or
    `none`. light: of `scenes.conditions`, by name.
    """

    TAKES_PLACE: ClassVar[bool] = True
    CASE: ClassVar[Case]
    ROADS: ClassVar[tuple[str, ...]]
    RANGES: ClassVar[Ranges] = {}
    NAMES: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    WISHES: ClassVar[Mapping[str, str]] = {}
    MEETING_TOLERANCE_S: ClassVar[float] = 0.15
    MEETS: ClassVar[str] = ""

    ego_speed_kmh: Distribution
    ego_reaction: Distribution
    light: Distribution

    def __post_init__(self) -> None:
        for name, (low, high, unit) in {"ego_speed_kmh": (3.0, 150.0, "km/h"), **self.RANGES}.items():
            check_range(getattr(self, name), name, low, high, unit)
        for name, valid in self._names().items():
            check_names(getattr(self, name), name, name, valid)

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """The place's numbers and every field's, SI units; each by its own stream, so that a new one moves no other."""
        places = self._places(request)
        seed = int(rng.integers(SEED_LIMIT))
        own_params: dict[str, float | int | str | bool] = {}
        for field in fields(self):
            source = getattr(self, field.name)
            if isinstance(source, Distribution):
                own = stream(seed, "case", field.name)
                if field.name in self._names():
                    own_params[field.name] = str(source.sample(own))
                else:
                    name, factor = _si(field.name)
                    own_params[name] = number(source, own) * factor
        params = dict(places.draw(stream(seed, "place"))) | {"place_seed": seed}
        varied = dict(places.varied)
        params |= {
            PREFIX + name: value
            for name, value in self.wishes(own_params).items()
            if name in varied and value in varied[name].names() | varied[name].atoms()
        }
        params |= own_params
        wanted = self.place_numbers(params, request, stream(seed, "place.numbers"))
        return params | {PREFIX + name: value for name, value in wanted.items() if name in varied}

    def wishes(self, params: Params) -> Mapping[str, str | float]:
        """What it needs of a place's fields that vary, by its own drawn parameters."""
        del params
        return self.WISHES

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """Stages the case on the place, and dresses the place around it. Raises SceneError where it does not fit."""
        venue = venue_of(self._places(request).place(params), int(params["place_seed"]))
        staged = self.stage(params, venue, request, stream(int(params["place_seed"]), "stage"))
        return scene_of(staged, venue, replace(self.CASE, key_actor=staged.key_actor), params, request)

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The tests of every case, then its own predicate."""
        return (*generic_refusals(scene, measures), *self.predicate(scene, measures))

    @abstractmethod
    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """Ego, actors and events of drawn parameters. Raises SceneError, with numbers, where they do not fit."""

    @abstractmethod
    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Why the clip does not show what the case is called; empty where it does."""

    def place_numbers(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> dict[str, float | str]:
        """Values of a place which the case needs instead of those drawn; where the user fixes them, theirs hold."""
        del params, request, rng
        return {}

    def environment(self, params: Params) -> Environment:
        """Light and weather of drawn parameters."""
        return condition(str(params["light"]))

    def _names(self) -> dict[str, tuple[str, ...]]:
        return {"ego_reaction": ("careful", "none"), "light": tuple(CONDITIONS), **self.NAMES}

    def check_places(self, places: PlaceFamily) -> None:
        """Raises ConfigError for a shipped road that is none of ROADS; others show when clips are staged."""
        name = shipped_name(places.prototype)
        if name is not None and name not in self.ROADS:
            raise ConfigError("road", f"{self.CASE.name} cannot take place on road={name}; {self._usable}")

    @property
    def _usable(self) -> str:
        return "expected one of " + ", ".join(f"road={road}" for road in self.ROADS)

    def _places(self, request: ClipRequest) -> PlaceFamily:
        if request.places is None:
            raise ConfigError("road", f"{self.CASE.name} needs a place; {self._usable}")
        return request.places


def _si(name: str) -> tuple[str, float]:
    """A parameter's name and the factor that makes its value SI."""
    for suffix, (instead, factor) in _SI.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix) + instead, factor
    return name, 1.0
