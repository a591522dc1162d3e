"""Road marks along a lane's border."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """One painted line of a mark, again and again: `length_m` of paint, `space_m` of none; 0 and 0: without a gap.

    offset_m: where it begins behind the mark's start. t_offset_m: its middle, left of the border.
    """

    width_m: float
    t_offset_m: float = 0.0
    length_m: float = 0.0
    space_m: float = 0.0
    offset_m: float = 0.0
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One piece of paint that is not repeated: an `explicit` line of OpenDRIVE. Offsets as in `MarkLine`."""

    offset_m: float
    length_m: float
    t_offset_m: float
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadMark:
    """A mark from `offset_m` behind its section's start to the next mark.

    kind: OpenDRIVE's type ('solid', 'broken', 'solid broken' ...). width_m: of one line; None: by weight.
    lines: as the file has them; empty: the kind's own pattern. lane_change: 'both', 'increase', 'decrease', 'none'.
    """

    offset_m: float
    kind: str
    color: str = "standard"
    weight: str = "standard"
    width_m: float | None = None
    lane_change: str = "both"
    lines: tuple[MarkLine, ...] = ()
    strokes: tuple[Stroke, ...] = ()
