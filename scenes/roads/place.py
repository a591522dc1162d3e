"""A place: its roads, and what kind of country they run through."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

from scenes.roads.lane_graph import LaneGraph
from scenes.roads.network import RoadNetwork

Setting = Literal["motorway", "rural", "town", "suburb", "industrial", "parking"]
"""What stands beside the roads: rails and noise walls; fields and woods; closed fronts; gardens; halls; car parks."""

Country = Literal["DE", "US"]
"""Whose signs and marks a place has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a place is like beside its roads. hills_m: how high the country rises beyond the verges, its amplitude.

    Raises ValueError for hills that are no height.
    """

    setting: Setting
    country: Country = "DE"
    hills_m: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.hills_m <= 200.0:
            raise ValueError(f"hills_m must lie in 0 to 200, got {self.hills_m}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(ABC):
    """A place that roads are built in. Frozen: equal descriptions make equal roads; what varies is drawn before."""

    @abstractmethod
    def network(self) -> RoadNetwork:
        """Roads and junctions with their marks, signals, objects and structures."""

    @abstractmethod
    def surroundings(self) -> Surroundings:
        """What stands beside the roads."""

    def notes(self) -> tuple[str, ...]:
        """What of its source could not be taken over as it stands, a line each."""
        return ()


@functools.lru_cache(maxsize=8)
def network_of(place: Place) -> RoadNetwork:
    """A place's roads, made once a process."""
    return place.network()


@functools.lru_cache(maxsize=8)
def graph_of(place: Place) -> LaneGraph:
    """Which lane of a place leads to which, made once a process."""
    return LaneGraph.of(network_of(place))
