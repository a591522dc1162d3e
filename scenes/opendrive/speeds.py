"""Speed limits from XML, in metres per second."""

from __future__ import annotations

import math

from scenes.opendrive.source import Source
from scenes.safe_xml import Element

_MPS = {"m/s": 1.0, "km/h": 1.0 / 3.6, "kmh": 1.0 / 3.6, "mph": 0.44704}
MAX_MPS = 200.0  # chosen: no road's limit is higher


def read_speed(source: Source, element: Element) -> float | None:
    """The limit of a <speed>: infinite for 'no limit', None for 'undefined'. Without a unit it is in m/s."""
    given = source.text(element, "max")
    if given.lower() == "no limit":
        return math.inf
    if given.lower() in {"undefined", ""}:
        return None
    unit = source.choice(element, "unit", _MPS, "m/s")
    limit = source.number(element, "max") * _MPS[unit]
    if not 0.0 <= limit <= MAX_MPS:
        raise source.fault(element, f"max='{given[:40]}' {unit} is {limit:.1f} m/s, allowed 0 to {MAX_MPS:g} m/s")
    return limit
