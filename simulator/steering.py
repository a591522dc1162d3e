"""A clip's own distributions: what its plan asks of them, and what depends on other drawn values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from scenes.distributions import Constant, Distribution
from scenes.levels import Ask, Level
from scenes.roads.place_family import PlaceFamily
from scenes.space import replaced
from scenes.streams import stream
from simulator.parts import Parts, Turn


def steered(turn: Turn, seed: int, clip: int, attempt: int) -> tuple[Parts, dict[str, float | str]]:
    """The parts whose distributions are those of one attempt of a clip; and what was asked, for the record.

    Where the plan asks for nothing and nothing is conditional, the parts are the same. Raises SceneError where what is
    asked cannot be drawn.
    """

    def stream_of(path: str) -> np.random.Generator:
        return stream(seed, f"given.{path}", clip, attempt)

    parts = turn.parts
    asked = parts.layout.ask(turn.place, attempt)
    settled = parts.space.settled(asked, stream_of)
    if not settled:
        return parts, {}
    return _with(parts, settled), {path: _told(asked[path], settled[path]) for path in asked}


def _with(parts: Parts, settled: Mapping[str, Distribution]) -> Parts:
    places = parts.request.places
    return dataclasses.replace(
        parts,
        scenario=replaced(parts.scenario, "scenario", settled),
        randomizers={name: replaced(r, f"randomizer.{name}", settled) for name, r in parts.randomizers.items()},
        request=dataclasses.replace(parts.request, places=None if places is None else _at(places, settled)),
    )


def _at(places: PlaceFamily, settled: Mapping[str, Distribution]) -> PlaceFamily:
    varied = tuple((name, settled.get(f"road.{name}", source)) for name, source in places.varied)
    return places if varied == places.varied else dataclasses.replace(places, varied=varied)


def _told(ask: Ask, settled: Distribution) -> float | str:
    if isinstance(settled, Constant):
        return settled.value
    assert isinstance(ask, Level)
    return ask.text
