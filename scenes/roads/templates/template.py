"""What all templates share: whose signs, on which side traffic keeps, and the check of ranges."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scenes.errors import ConfigError
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Country, Place
from scenes.roads.templates.mirrored import mirrored

Traffic = Literal["right", "left"]
Limits = Mapping[str, tuple[float, float]]
"""Smallest and largest value of fields, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template(Place):
    """A place made by code. traffic: the side that it keeps to; 'left' is the mirror image of 'right'."""

    country: Country = "DE"
    traffic: Traffic = "right"

    def network(self) -> RoadNetwork:
        """The roads, for the side that traffic keeps to."""
        drawn = self.drawn()
        return drawn if self.traffic == "right" else mirrored(drawn)

    @abstractmethod
    def drawn(self) -> RoadNetwork:
        """The roads for traffic that keeps right."""


def check_fields(template: Template, limits: Limits) -> None:
    """Raises ConfigError that names the first field out of its range."""
    for name, (low, high) in limits.items():
        value = getattr(template, name)
        if not low <= value <= high:
            raise ConfigError(f"road.{name}", f"got {value}, allowed {low:g} to {high:g}")
