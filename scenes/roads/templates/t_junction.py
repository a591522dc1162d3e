"""A street that ends at another."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.roads.templates.street_junction import EAST, SOUTH, WEST, StreetJunction


@dataclass(frozen=True, slots=True, kw_only=True)
class TJunction(StreetJunction):
    """The main road runs from west to east, the side road joins from the south."""

    def directions(self) -> tuple[tuple[str, float, bool], ...]:
        """Three arms."""
        return (("east", EAST, True), ("west", WEST, True), ("south", SOUTH + self.skew_rad, False))
