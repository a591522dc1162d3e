"""From a country's sign numbers to the faces that we can make; what has none is told, never left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scenes.assets.signs.traffic_light import SignalShape
from scenes.assets.signs.traffic_sign import Country
from scenes.roads.road_signal import RoadSignal

UNKNOWN: Mapping[Country, str] = MappingProxyType({"DE": "danger", "US": "object_marker"})
"""What stands where a code has no face of ours; chosen: it warns of anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFace:
    """A face: kind and words of `TrafficSign`. known: whether the code is in our tables."""

    kind: str
    country: Country
    words: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LightFace:
    """A traffic light's head."""

    shape: SignalShape


# VzKat 2017; '=value' where the sign shows its value
DE_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "101": ("danger", ""), "102": ("crossroads", ""), "103": ("curve", "=turn"), "105": ("double_curve", "=turn"),
        "108": ("gradient", "=value"), "110": ("gradient", "=value"), "112": ("uneven_road", ""),
        "113": ("ice", ""), "114": ("slippery", ""), "120": ("narrowing", ""), "121": ("narrowing", ""),
        "123": ("roadworks", ""), "124": ("queue", ""), "125": ("two_way", ""), "131": ("signals_ahead", ""),
        "133": ("pedestrians", ""), "136": ("children", ""), "138": ("cyclists", ""), "142": ("animals", ""),
        "150": ("railway_crossing", ""), "151": ("railway_crossing", ""), "201": ("crossbuck", ""),
        "205": ("give_way", ""), "206": ("stop", ""), "209": ("direction", "=turn"), "211": ("direction", "=turn"),
        "215": ("roundabout", ""), "220": ("one_way", "=turn"), "222": ("direction", "=pass"),
        "224": ("bus_stop", ""), "237": ("path", "bicycle"), "239": ("path", "foot"), "240": ("path", "shared"),
        "250": ("no_vehicles", ""), "253": ("no_lorries", ""), "254": ("no_bicycles", ""),
        "255": ("no_motorcycles", ""), "259": ("no_pedestrians", ""), "262": ("weight_limit", "=value"),
        "264": ("width_limit", "=value"), "265": ("height_limit", "=value"), "267": ("no_entry", ""),
        "272": ("no_turn", "left"), "274": ("speed_limit", "=value"), "274.1": ("speed_zone", "=value"),
        "276": ("no_overtaking", "cars"), "277": ("no_overtaking", "lorries"), "278": ("end_of_limit", "=value"),
        "280": ("end_of_all", ""), "282": ("end_of_all", ""), "283": ("no_stopping", ""), "286": ("no_parking", ""),
        "301": ("right_of_way", ""), "306": ("priority", ""), "308": ("priority_over_oncoming", ""),
        "310": ("town", "=text"), "314": ("parking", ""), "325.1": ("living_street", ""),
        "330.1": ("motorway", ""), "331.1": ("expressway", ""), "332": ("exit", "=text"), "333": ("exit", "=text"),
        "350": ("crossing", ""),
        "327": ("tunnel", ""), "357": ("dead_end", ""), "415": ("signpost", "=text"), "418": ("signpost", "=text"),
        "432": ("signpost", "=text"), "440": ("motorway_board", "=text"), "448": ("motorway_board", "=text"),
        "449": ("motorway_board", "=text"), "450": ("distance_beacon", "=beacon"), "454": ("detour", "=text"),
        "455": ("detour", "=text"), "600": ("barrier_board", ""), "605": ("beacon_board", "=turn"),
        "625": ("chevrons", "=turn"), "1000": ("plate", "=text"), "1004": ("plate", "=text"),
    }
)  # fmt: skip
"""Kinds and words by number of the German catalogue."""

US_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "R1-1": ("stop", ""), "R1-2": ("give_way", ""), "R2-1": ("speed_limit", "=value"), "R3-1": ("no_turn", "right"),
        "R3-2": ("no_turn", "left"), "R3-4": ("no_turn", "left"), "R3-5": ("lane_only", "=turn"),
        "R3-7": ("lane_only", "=turn"), "R4-1": ("no_passing", ""), "R4-7": ("direction", "right"),
        "R5-1": ("no_entry", ""), "R5-1A": ("wrong_way", ""), "R6-1": ("one_way", "=turn"),
        "R6-2": ("one_way", "=turn"),
        "R7-1": ("no_parking", ""), "R8-3": ("no_parking", ""), "R10-11": ("turn_on_red", ""),
        "R12-1": ("weight_limit", "=text"), "R15-1": ("crossbuck", ""), "W1-1": ("turn", "=turn"),
        "W1-2": ("curve", "=turn"), "W1-4": ("double_curve", "=turn"), "W1-6": ("arrow_board", "=turn"),
        "W1-8": ("chevrons", "=turn"), "W2-1": ("crossroads", ""), "W2-6": ("roundabout", ""),
        "W3-1": ("stop_ahead", ""), "W3-3": ("signals_ahead", ""), "W4-1": ("merge", "=turn"),
        "W4-2": ("narrowing", "=turn"), "W5-1": ("narrowing", "=turn"), "W6-3": ("two_way", ""),
        "W8-5": ("slippery", ""), "W11-1": ("cyclists", ""), "W11-2": ("pedestrians", ""), "W11-3": ("animals", ""),
        "S1-1": ("children", ""), "W13-1": ("advisory_speed", "=value"), "W14-1": ("dead_end", ""),
        "W12-2": ("low_clearance", ""), "W14-2": ("no_outlet", ""), "R4-8": ("direction", "left"),
        "G20-2": ("end_road_work", ""), "D4-1": ("parking", ""),
        "W20-1": ("road_work_ahead", ""), "W20-2": ("detour", ""), "W21-1": ("roadworks", ""),
        "D3-1": ("street_name", "=text"), "E1-1": ("motorway_board", "=text"), "E1-5": ("motorway_board", "=text"),
        "E5-1": ("exit", "=text"), "M1-1": ("route", "=text"), "OM-3": ("object_marker", "=turn"),
    }
)  # fmt: skip
"""Kinds and words by code of the MUTCD (2009)."""

SE_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "A1": ("curve", "=turn"), "A5": ("narrowing", ""), "A10": ("slippery", ""), "A13": ("pedestrians", ""),
        "A15": ("children", ""), "A19": ("animals", ""), "A20": ("roadworks", ""), "A40": ("danger", ""),
        "B1": ("give_way", ""), "B2": ("stop", ""), "B3": ("crossing", ""), "B4": ("priority", ""),
        "C1": ("no_entry", ""), "C2": ("no_vehicles", ""), "C27": ("no_overtaking", "cars"), "C28": ("end_of_all", ""),
        "C31": ("speed_limit", "=tens"), "C35": ("no_parking", ""), "C39": ("no_stopping", ""),
    }
)  # fmt: skip
"""Swedish codes of our fixtures and their neighbours, with the German faces that resemble theirs (Vienna, 1968)."""

CN_CODES: Mapping[str, tuple[str, str]] = MappingProxyType({"JIN": ("speed_limit", "=value")})
"""Codes of Chinese maps."""

_TABLES: Mapping[str, tuple[Country, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {"DE": ("DE", DE_CODES), "US": ("US", US_CODES), "SE": ("DE", SE_CODES), "CN": ("DE", CN_CODES)}
)
_OF_COUNTRY: Mapping[str, str] = MappingProxyType({"DEU": "DE", "GERMANY": "DE", "USA": "US", "SWE": "SE", "CHN": "CN"})

# numbers that the OpenDRIVE standard gives traffic lights without a country
LIGHTS: Mapping[str, SignalShape] = MappingProxyType(
    {
        "1000001": "ball", "1000002": "pedestrian", "1000007": "pedestrian", "1000008": "ball", "1000009": "ball",
        "1000010": "ball", "1000011": "ball", "1000012": "ball", "1000013": "bicycle", "1000014": "ball",
    }
)  # fmt: skip
"""Heads by number."""
_ARROWS: Mapping[str, SignalShape] = MappingProxyType({"10": "arrow_left", "20": "arrow_right", "30": "arrow_straight"})
_IN_NAME = re.compile(r"^(?P<country>[a-z]{2})_(?P<code>[0-9.]+|[A-Z][0-9]+-[0-9A]+)(?:-(?P<value>.+))?$")


def face_of(signal: RoadSignal, country: Country) -> SignFace | LightFace:
    """What a signal shows; `country` holds where it names none."""
    code, subcode, where = signal.code.upper(), signal.subcode, signal.country.upper()
    if code in LIGHTS:
        return LightFace(shape=_ARROWS.get(subcode, "ball") if code == "1000011" else LIGHTS[code])
    if signal.dynamic and where in {"", "OPENDRIVE"}:
        return LightFace(shape="ball")
    value = signal.text_value
    named = _IN_NAME.match(signal.name) if not code else None
    if named is not None:
        where, code, value = named["country"].upper(), named["code"], named["value"] or value
    table = _OF_COUNTRY.get(where, where)
    if table not in _TABLES:
        table = country
    look, codes = _TABLES[table]
    for key in (
        f"{code}.{subcode}",
        f"{code}-{subcode}",
        f"{code}{subcode}",
        code,
        code.split("-")[0],
        code.split(".")[0],
    ):
        if key in codes:
            rest = code.removeprefix(key).lstrip("-") or subcode
            kind, rule = codes[key]
            return SignFace(kind=kind, country=look, words=_words(rule, value, rest, signal))
    return SignFace(kind=UNKNOWN[look], country=look, known=False)


def _words(rule: str, value: str, rest: str, signal: RoadSignal) -> str:
    """What a sign says: its value, text or direction, as its rule tells."""
    number = value if value not in {"", "-1", "-1.0", "0", "0.0", "-1.0000000000000000e+00"} else ""
    if rule == "=value":
        return _number(number or rest)
    if rule == "=tens":
        tens = _number(number or rest)
        return f"{int(tens) * 10}" if tens.isdigit() and int(tens) < 15 else tens
    if rule == "=text":
        return signal.text
    if rule == "=beacon":
        return {"50": "300", "51": "200", "52": "100"}.get(rest, _number(number))
    if rule in {"=turn", "=pass"}:
        side = {"10": "left", "20": "right", "L": "left", "R": "right"}.get(rest, "")
        return f"pass_{side or 'right'}" if rule == "=pass" else side
    return "" if rule.startswith("=") else rule


def _number(text: str) -> str:
    """A number without needless decimals; other texts are none."""
    try:
        value = float(text)
    except ValueError:
        return ""
    return "" if value <= 0.0 else f"{value:g}"
