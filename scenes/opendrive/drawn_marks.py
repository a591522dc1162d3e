"""Paint that maps hold under other words: RoadRunner's untyped objects (CARLA's towns), flat signals (esmini's)."""

from __future__ import annotations

import re
from dataclasses import replace

from scenes.opendrive.source import Source
from scenes.roads.road_object import ObjectMarking, RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.safe_xml import Element

FLAT_M = 0.05
"""Signals that are no higher lie on the road; chosen."""
HOLDING_LINES, CROSSWALKS = ("294",), ("1000003",)
"""Codes of flat signals: a stop line (VzKat 294), and a crosswalk as esmini's maps number it."""
STOP_LINE_M = 0.5
"""Width of stop lines: RMS-1; MUTCD 2009 3B.16 has 12 to 24 inches."""
CROSSWALK_M = 4.0
"""Of crosswalks that say no value; RMS-1's usual width."""
_UNTYPED = frozenset(["-1", "", "none", "unknown"])
_LINE = re.compile(r"(Solid|Dashed|DashedShort)(Single|Double)(White|Yellow)")
_DASHES_M = {"Solid": (0.0, 0.0), "Dashed": (3.0, 9.0), "DashedShort": (0.6, 1.8)}
"""Paint and gap: MUTCD 2009 3A.06, 10 and 30 feet; dotted lines 2 and 6 feet."""
_LINE_M = {"Single": 0.12, "Double": 0.36}
_SIGN = re.compile(r"sign|assembly|spp?eed_?\d|oneway|donotenter", re.IGNORECASE)


def as_drawn(source: Source, element: Element, thing: RoadObject) -> RoadObject | None:
    """An object under OpenDRIVE's own words; None for what is a sign among the signals, or paint that we have not.

    Both are noted; objects of known types and others without a type come back as they are.
    """
    if thing.kind not in _UNTYPED:
        return thing
    painted = _painted(thing)
    if painted is not None:
        return painted
    if thing.name.startswith("Stencil_") or thing.name.endswith("Region"):
        source.note("unsupported", f"<object> named '{thing.name[:40]}': not painted", element)
        return None
    if _SIGN.search(thing.name):
        source.note("ignored", f"<object> named '{thing.name[:40]}': signs are read from <signals>", element)
        return None
    return thing


def drawn_signals(signals: tuple[RoadSignal, ...]) -> tuple[tuple[RoadSignal, ...], tuple[RoadObject, ...]]:
    """The signals that stand, and as objects those that lie on the road."""
    flat = {signal.id: made for signal in signals if (made := _flat(signal)) is not None}
    return tuple(signal for signal in signals if signal.id not in flat), tuple(flat.values())


def _painted(thing: RoadObject) -> RoadObject | None:
    """A line, a stop line or a crosswalk; None for what is none by its name."""
    line = _LINE.fullmatch(thing.name)
    if line is not None:
        paint, space = _DASHES_M[line[1]]
        return _along_outline(thing, line[3].lower(), _LINE_M[line[2]], paint, space)
    if thing.name == "StopLine":
        return _along_outline(thing, "white", STOP_LINE_M, 0.0, 0.0)
    return replace(thing, kind="crosswalk") if thing.name.endswith("Crosswalk") else None


def _along_outline(thing: RoadObject, color: str, width_m: float, line_m: float, space_m: float) -> RoadObject:
    """Paint along all corners of an object's outlines."""
    count = sum(len(outline.corners) for outline in thing.outlines)
    marking = ObjectMarking(corners=tuple(range(count)), color=color, width_m=width_m, line_m=line_m, space_m=space_m)
    return replace(thing, kind="roadMark", markings=(marking,) if count > 1 else ())


def _flat(signal: RoadSignal) -> RoadObject | None:
    """A signal that lies on the road, as its paint; None for one that stands."""
    if signal.height_m > FLAT_M or signal.code not in (*HOLDING_LINES, *CROSSWALKS) or signal.width_m <= 0.0:
        return None
    crosswalk = signal.code in CROSSWALKS
    try:
        along = float(signal.text_value) if crosswalk else STOP_LINE_M
    except ValueError:
        along = CROSSWALK_M
    return RoadObject(
        id=f"signal_{signal.id}",
        kind="crosswalk" if crosswalk else "roadMark",
        name=signal.name,
        s_m=signal.s_m,
        t_m=signal.t_m,
        length_m=along if along > 0.0 else CROSSWALK_M,
        width_m=signal.width_m,
    )
