"""Roads as data: lanes with centre lines, kerb-parking bays, and queries along them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from typing import Literal

from scenes.errors import UnknownName
from scenes.roads.junction import Junction
from scenes.roads.road import Road

LaneKind = Literal["driving", "parking", "pavement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One lane. centre_m: (x, y, z) points in driving direction.

    A lane of two points stands for a street that goes on behind both; one of more points is sampled and ends there.
    """

    id: str
    kind: LaneKind
    width_m: float
    centre_m: tuple[tuple[float, float, float], ...]
    speed_limit_mps: float = 13.89

    @property
    def length_m(self) -> float:
        """Arc length of the centre line."""
        return sum(math.dist(a, b) for a, b in zip(self.centre_m, self.centre_m[1:], strict=False))

    @property
    def goes_on(self) -> bool:
        """Whether what moves may go straight on beyond its ends."""
        return len(self.centre_m) == 2

    def point(self, s_m: float, t_m: float = 0.0) -> tuple[float, float, float, float]:
        """(x, y, z, heading) at arc length s and lateral offset t (left positive); extrapolated beyond the ends."""
        rest = s_m
        last = len(self.centre_m) - 2
        for index, (a, b) in enumerate(zip(self.centre_m, self.centre_m[1:], strict=False)):
            piece = math.dist(a, b)
            if rest <= piece or index == last:
                share = rest / piece
                heading = math.atan2(b[1] - a[1], b[0] - a[0])
                return (
                    a[0] + share * (b[0] - a[0]) - t_m * math.sin(heading),
                    a[1] + share * (b[1] - a[1]) + t_m * math.cos(heading),
                    a[2] + share * (b[2] - a[2]),
                    heading,
                )
            rest -= piece
        raise AssertionError("unreachable: a lane has at least two points")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bay:
    """One kerb-parking bay: its centre on the ground, the heading of a vehicle parked with the traffic, its length."""

    x_m: float
    y_m: float
    yaw_rad: float
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadNetwork:
    """The roads of a place with their junctions; or, of a street that its template draws itself, lanes and bays.

    roads, junctions: reference lines with lanes, as OpenDRIVE files and templates have them. lanes: centre lines
    alone, of streets without roads behind them or of lines that traffic follows over several. bays: where vehicles
    may park.
    """

    name: str
    lanes: tuple[Lane, ...] = ()
    bays: tuple[Bay, ...] = ()
    roads: tuple[Road, ...] = ()
    junctions: tuple[Junction, ...] = ()
    key: int = field(default=0, init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        """A hash of the content, taken once: networks of whole towns stand in specifications that are looked up often.

        Of the text of all fields rather than of `hash`, which differs from process to process.
        """
        if not self.key:
            content = repr((self.name, self.lanes, self.bays, self.roads, self.junctions)).encode()
            digest = hashlib.blake2b(content, digest_size=7).digest()
            object.__setattr__(self, "key", int.from_bytes(digest, "big") + 1)
        return self.key

    def lane(self, lane_id: str) -> Lane:
        """The lane of that id; raises UnknownName."""
        for lane in self.lanes:
            if lane.id == lane_id:
                return lane
        raise UnknownName("road", "lane", lane_id, (lane.id for lane in self.lanes))

    def road(self, road_id: str) -> Road:
        """The road of that id; raises UnknownName."""
        for road in self.roads:
            if road.id == road_id:
                return road
        raise UnknownName("road", "road", road_id, (road.id for road in self.roads))

    def of_kind(self, kind: LaneKind) -> tuple[Lane, ...]:
        """All lanes of a kind, in the network's order."""
        return tuple(lane for lane in self.lanes if lane.kind == kind)
