"""Longitudinal markings of two countries, by what they mean.

Germany: RMS-1 (FGSV 1993), RASt 06 for towns. United States: MUTCD 2009, section 3A.06 and part 3B, 3D.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.roads.mark import MarkLine, RoadMark
from scenes.roads.place import Country

RoadClass = Literal["motorway", "rural", "town"]

_DE_NARROW_M = {"motorway": 0.15, "rural": 0.12, "town": 0.12}
_DE_BROAD_M = {"motorway": 0.30, "rural": 0.25, "town": 0.25}
_DE_DASHES_M = {"motorway": (6.0, 12.0), "rural": (4.0, 8.0), "town": (3.0, 6.0)}
_DE_WARNING_M = {"motorway": (12.0, 6.0), "rural": (6.0, 3.0), "town": (3.0, 1.5)}
_DE_BLOCK_M = {"motorway": (6.0, 6.0), "rural": (3.0, 3.0), "town": (1.5, 1.5)}
_DE_CYCLE_M = 0.25  # a cycle lane's broad line, RMS-1
_US_NORMAL_M, _US_WIDE_M = 0.15, 0.30  # 4 to 6 inches, and at least twice that
_US_DASHES_M = (3.05, 9.14)  # 10 feet of line, 30 of gap
_US_DOTTED_M = (0.91, 2.74)  # 3 feet and 9: lanes that end or leave, 3B.04
_US_CYCLE_M = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePaint:
    """The markings of a kind of road in a country."""

    country: Country
    road: RoadClass

    @property
    def narrow_m(self) -> float:
        """Width of an ordinary line."""
        return _US_NORMAL_M if self.country == "US" else _DE_NARROW_M[self.road]

    def outer_edge(self) -> RoadMark:
        """The outer edge of the carriageway; broad beside a German motorway's hard shoulder."""
        broad = self.country == "DE" and self.road == "motorway"
        return _line("solid", _DE_BROAD_M[self.road] if broad else self.narrow_m, change="none")

    def median_edge(self) -> RoadMark:
        """The inner edge of a carriageway with a median: yellow in the United States (3B.06)."""
        return _line("solid", self.narrow_m, self._against, change="none")

    def between_lanes(self) -> RoadMark:
        """Between lanes of one direction."""
        return _line("broken", self.narrow_m, dashes=self._dashes)

    def solid_between_lanes(self) -> RoadMark:
        """Between lanes of one direction where they may not be changed."""
        return _line("solid", self.narrow_m, change="none")

    def between_directions(self) -> RoadMark:
        """Where overtaking is allowed."""
        return _line("broken", self.narrow_m, self._against, dashes=self._dashes)

    def warning(self) -> RoadMark:
        """Before a solid line or where sight gets short; the United States keep the broken line."""
        dashes = _US_DASHES_M if self.country == "US" else _DE_WARNING_M[self.road]
        return _line("broken", self.narrow_m, self._against, dashes=dashes)

    def no_overtaking(self) -> RoadMark:
        """A solid line; two yellow ones in the United States (3B.01)."""
        if self.country == "DE":
            return _line("solid", self.narrow_m, change="none")
        return self.double()

    def double(self) -> RoadMark:
        """Two solid lines a line's width apart."""
        w = self.narrow_m
        lines = (MarkLine(width_m=w, t_offset_m=w), MarkLine(width_m=w, t_offset_m=-w))
        return RoadMark(offset_m=0.0, kind="solid solid", color=self._against, lane_change="none", lines=lines)

    def block(self) -> RoadMark:
        """Broad broken line beside lanes that leave or join."""
        if self.country == "US":
            return _line("broken", _US_WIDE_M, dashes=_US_DOTTED_M)
        return _line("broken", _DE_BROAD_M[self.road], dashes=_DE_BLOCK_M[self.road])

    def cycle_lane(self) -> RoadMark:
        """Between a lane of motor traffic and a cycle lane."""
        return _line("solid", _US_CYCLE_M if self.country == "US" else _DE_CYCLE_M, change="none")

    def parking_edge(self) -> RoadMark:
        """Between a lane and the kerb-parking bays beside it."""
        return _line("solid", 0.10 if self.country == "US" else 0.12)

    def crossing_guide(self) -> RoadMark:
        """A cycle lane's or turning lane's edge through a junction: short dashes (RMS-1 4.4; MUTCD 3B.08)."""
        if self.country == "US":
            return _line("broken", _US_NORMAL_M, dashes=(0.61, 1.22))
        return _line("broken", _DE_BROAD_M["town"] if self.road == "town" else self.narrow_m, dashes=(0.5, 0.5))

    @property
    def _dashes(self) -> tuple[float, float]:
        return _US_DASHES_M if self.country == "US" else _DE_DASHES_M[self.road]

    @property
    def _against(self) -> str:
        """The colour towards the other direction's traffic."""
        return "yellow" if self.country == "US" else "white"


def _line(
    kind: str, width_m: float, color: str = "white", dashes: tuple[float, float] = (0.0, 0.0), change: str = "both"
) -> RoadMark:
    line = MarkLine(width_m=width_m, length_m=dashes[0], space_m=dashes[1])
    return RoadMark(offset_m=0.0, kind=kind, color=color, width_m=width_m, lane_change=change, lines=(line,))
