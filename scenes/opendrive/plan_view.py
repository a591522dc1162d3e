"""Reference lines and the profiles along them, from XML."""

from __future__ import annotations

import itertools
import math
from typing import Literal

from scenes.opendrive.source import Source
from scenes.roads.cubic import Cubic
from scenes.roads.plan import Arc, Line, ParamPoly3, PlanRecord, PlanShape, Poly3, Spiral
from scenes.safe_xml import Element

Row = tuple[float, float, float, float]

MAX_ROAD_M = 1e6  # chosen: no road of one record list is longer than 1000 km
MAX_TURN_RAD = 2000.0  # chosen: a record that winds 300 times is a fault or an attack
_SHORTEST_M = 1e-6  # records below it carry no geometry; editors leave them where records meet


def read_plan(source: Source, road: Element) -> tuple[PlanRecord, ...]:
    """The records of a road's plan view in order. Raises InputFileError without any."""
    plan = source.only(road, "planView")
    records = []
    for element in plan.all("geometry"):
        length = source.length(element, "length")
        if length > MAX_ROAD_M:
            raise source.fault(element, f"length={length:g} m, allowed up to {MAX_ROAD_M:g} m")
        if length < _SHORTEST_M:
            source.note("repaired", "<geometry> without length left out", element)
            continue
        records.append(_record(source, element, length))
    if not records:
        raise source.fault(plan, "no <geometry> with a length, expected at least one")
    if any(a.s_m > b.s_m for a, b in itertools.pairwise(records)):
        source.note("repaired", "<geometry> records sorted by s", plan)
        records.sort(key=lambda record: record.s_m)
    return tuple(records)


def read_profile(source: Source, parent: Element | None, tag: str, start: str = "s") -> tuple[Cubic, ...]:
    """Cubic records of one tag in order of their starts."""
    elements = [] if parent is None else parent.all(tag)
    rows = [Cubic(start_m=source.number(e, start), coefficients=_row(source, e, "")) for e in elements]
    if any(a.start_m > b.start_m for a, b in itertools.pairwise(rows)):
        source.note("repaired", f"<{tag}> records sorted by {start}", elements[0])
        rows.sort(key=lambda row: row.start_m)
    return tuple(rows)


def _record(source: Source, element: Element, length_m: float) -> PlanRecord:
    heading = source.number(element, "hdg")
    return PlanRecord(
        s_m=source.number(element, "s"),
        x_m=source.number(element, "x"),
        y_m=source.number(element, "y"),
        heading_rad=math.remainder(heading, 2.0 * math.pi),
        length_m=length_m,
        shape=_shape(source, element, length_m),
    )


def _shape(source: Source, record: Element, length_m: float) -> PlanShape:
    element = next((c for c in record.children if c.tag in _SHAPES), None)
    if element is None:
        found = ", ".join(f"<{child.tag}>" for child in record.children) or "nothing"
        raise source.fault(record, f"no shape, expected one of {', '.join(_SHAPES)}; found {found}")
    match element.tag:
        case "line":
            return Line()
        case "arc":
            curvature = source.number(element, "curvature")
            _check_turn(source, element, abs(curvature) * length_m)
            return Arc(curvature_per_m=curvature)
        case "spiral":
            return _spiral(source, element, length_m)
        case "poly3":
            return Poly3(v=_row(source, element, ""))
        case _:
            return _param_poly3(source, element)


_SHAPES = ("line", "arc", "spiral", "poly3", "paramPoly3")


def _spiral(source: Source, element: Element, length_m: float) -> PlanShape:
    start, end = source.number(element, "curvStart"), source.number(element, "curvEnd")
    _check_turn(source, element, max(abs(start), abs(end)) * length_m)
    return Spiral(start_curvature_per_m=start, end_curvature_per_m=end)


def _param_poly3(source: Source, element: Element) -> ParamPoly3:
    given = source.choice(element, "pRange", ("arcLength", "normalized"), "normalized")
    parameter: Literal["arc_length", "normalized"] = "arc_length" if given == "arcLength" else "normalized"
    return ParamPoly3(u=_row(source, element, "U"), v=_row(source, element, "V"), parameter=parameter)


def _check_turn(source: Source, element: Element, turn_rad: float) -> None:
    if turn_rad > MAX_TURN_RAD:
        raise source.fault(element, f"the record turns by {turn_rad:g} rad, allowed {MAX_TURN_RAD:g}")


def _row(source: Source, element: Element, suffix: str) -> Row:
    a, b, c, d = (source.number(element, name + suffix) for name in "abcd")
    return a, b, c, d
