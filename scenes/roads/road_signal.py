"""Signs and traffic lights along a road."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.roads.road_object import Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSignal:
    """A sign or a traffic light. code, subcode, country: the sign's number in its country's catalogue.

    orientation: '+' for traffic towards higher stations, '-' for the other, 'none' for both. z_m: of its lower edge
    above the road. heading_offset_rad: turn against that orientation. text_value: as the file has it, with its unit.
    """

    id: str
    s_m: float
    t_m: float
    code: str
    subcode: str = ""
    country: str = ""
    name: str = ""
    text: str = ""
    text_value: str = ""
    unit: str = ""
    dynamic: bool = False
    orientation: str = "none"
    z_m: float = 0.0
    heading_offset_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    height_m: float = 0.0
    width_m: float = 0.0
    validity: tuple[Validity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReference:
    """A signal of this or another road that holds here as well."""

    signal: str
    s_m: float
    t_m: float
    orientation: str = "none"
    validity: tuple[Validity, ...] = ()
