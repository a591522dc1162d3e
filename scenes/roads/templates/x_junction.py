"""A crossing of two streets."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.roads.templates.street_junction import EAST, NORTH, SOUTH, WEST, StreetJunction


@dataclass(frozen=True, slots=True, kw_only=True)
class XJunction(StreetJunction):
    """The main road runs from west to east, the side road from south to north."""

    def directions(self) -> tuple[tuple[str, float, bool], ...]:
        """Four arms."""
        return (
            ("east", EAST, True),
            ("north", NORTH + self.skew_rad, False),
            ("west", WEST, True),
            ("south", SOUTH + self.skew_rad, False),
        )
