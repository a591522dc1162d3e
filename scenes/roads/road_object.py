"""Objects, tunnels and bridges along a road, as OpenDRIVE and the templates describe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadCorner:
    """An outline's corner in the road's coordinates; z_m above the road's surface there."""

    s_m: float
    t_m: float
    z_m: float
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCorner:
    """An outline's corner in the object's own frame (u forward, v left, z up)."""

    u_m: float
    v_m: float
    z_m: float
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A polygon or polyline around an object, extruded by its corners' heights."""

    corners: tuple[RoadCorner, ...] | tuple[LocalCorner, ...]
    closed: bool = True
    outer: bool = True
    fill: str = ""
    lane_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An object again and again, or stretched without a gap (`distance_m` 0), from `s_m` on over `length_m`.

    Pairs: at the start and at the end, linear between; None: as the object itself says.
    """

    s_m: float
    length_m: float
    distance_m: float
    t_m: tuple[float, float]
    z_m: tuple[float, float] = (0.0, 0.0)
    height_m: tuple[float, float] | None = None
    width_m: tuple[float, float] | None = None
    object_length_m: tuple[float, float] | None = None
    radius_m: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectMarking:
    """Paint along an object's edge. side: 'left', 'right', 'front' or 'rear' of its box; '' with `corners`.

    corners: indices of the outline's corners that the line runs over. Neither: the colour of the object as a whole.
    line_m, space_m: dashes, 0 and 0 for none. start_m, stop_m: by how much the line is shorter at either end.
    """

    side: str = ""
    corners: tuple[int, ...] = ()
    color: str = "white"
    width_m: float = 0.12
    line_m: float = 0.0
    space_m: float = 0.0
    start_m: float = 0.0
    stop_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """The lanes, by their ids, that something holds for."""

    from_lane: int
    to_lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadObject:
    """A thing beside or on the road: place in road coordinates, size, outlines and repetitions.

    heading_rad, pitch_rad, roll_rad: relative to the road. z_m: above its surface. Sizes that are 0 are not given.
    """

    id: str
    kind: str
    name: str
    s_m: float
    t_m: float
    z_m: float = 0.0
    heading_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    length_m: float = 0.0
    width_m: float = 0.0
    height_m: float = 0.0
    radius_m: float = 0.0
    orientation: str = "none"
    subtype: str = ""
    outlines: tuple[Outline, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    markings: tuple[ObjectMarking, ...] = ()
    validity: tuple[Validity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A tunnel or a bridge over a stretch of the road. form: OpenDRIVE's type ('standard', 'underpass', 'concrete')."""

    id: str
    kind: Literal["tunnel", "bridge"]
    s_m: float
    length_m: float
    name: str = ""
    form: str = ""
    lighting_share: float = 0.0
    daylight_share: float = 0.0
    validity: tuple[Validity, ...] = ()
