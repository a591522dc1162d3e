"""The sides of roads: where traffic ends and where the road ends, at many stations, and places beside them."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KINDS, kind_of_lane
from scenes.roadside.driven_kinds import DRIVEN
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

STEP_M = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place beside a road: world x, y, the road's heading, and the heading away from the road."""

    x_m: float
    y_m: float
    along_rad: float
    out_rad: float

    @property
    def xy(self) -> tuple[float, float]:
        """Place in the ground plane."""
        return self.x_m, self.y_m

    def moved(self, along_m: float, out_m: float) -> Spot:
        """A place so far along the road's heading and away from the road."""
        return Spot(
            x_m=self.x_m + along_m * math.cos(self.along_rad) + out_m * math.cos(self.out_rad),
            y_m=self.y_m + along_m * math.sin(self.along_rad) + out_m * math.sin(self.out_rad),
            along_rad=self.along_rad,
            out_rad=self.out_rad,
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadEdge:
    """One side of a road. side: 1 left, -1 right of the reference line. stations_m: (S,).

    kerb_t_m: outer border of the lanes that are driven on. back_t_m: the road's outer border. lane_kinds: OpenDRIVE
    lane types of the side over all sections. outer_kind: type of the lane at the border. forward: whether its
    outermost traffic runs towards higher stations. driven: whether any lane of the side is.
    """

    road: Road
    curve: RoadCurve
    side: float
    stations_m: Float64
    kerb_t_m: Float64
    back_t_m: Float64
    lane_kinds: frozenset[str]
    outer_kind: str
    forward: bool
    driven: bool

    @property
    def name(self) -> Literal["left", "right"]:
        """Which side it is."""
        return "left" if self.side > 0 else "right"

    @property
    def length_m(self) -> float:
        """Length of the reference line."""
        return self.road.length_m

    def spot(self, s_m: float, beyond_m: float, reference: Literal["kerb", "back"] = "kerb") -> Spot:
        """The place so far beyond the kerb, or beyond the road's outer border, at a station."""
        border = self.kerb_t_m if reference == "kerb" else self.back_t_m
        t = float(np.interp(s_m, self.stations_m, border)) + self.side * beyond_m
        at = self.curve.points(s_m, t)
        heading = float(at.heading_rad[0])
        x, y, _ = (float(c) for c in at.position_m[0])
        return Spot(x_m=x, y_m=y, along_rad=heading, out_rad=heading + self.side * math.pi / 2)

    def line(self, start_m: float, end_m: float, beyond_m: float, step_m: float) -> Float64:
        """World points (N, 3) along the kerb, moved out, at the road's own height."""
        s = stretch(start_m, end_m, step_m)
        t = np.interp(s, self.stations_m, self.kerb_t_m) + self.side * beyond_m
        return self.curve.points(s, t).position_m

    def pavement_m(self, s_m: float) -> float:
        """Width of what lies between the kerb and the road's outer border."""
        return float(abs(np.interp(s_m, self.stations_m, self.back_t_m - self.kerb_t_m)))


def road_edges(network: RoadNetwork) -> tuple[RoadEdge, ...]:
    """Both sides of all roads outside junctions, in the network's order, the right one first."""
    return tuple(edge for road in network.roads if road.junction is None for edge in _edges(road))


@functools.lru_cache(maxsize=512)
def _edges(road: Road) -> tuple[RoadEdge, ...]:
    curve = RoadCurve.of(road)
    rows: dict[float, list[tuple[Float64, Float64, Float64]]] = {-1.0: [], 1.0: []}
    kinds: dict[float, set[str]] = {-1.0: set(), 1.0: set()}
    forward: dict[float, bool] = {}
    driven = {-1.0: False, 1.0: False}
    outer = {-1.0: "none", 1.0: "none"}
    for index in range(len(road.sections)):
        cross = CrossSection.of(road, index)
        s = stretch(cross.start_m, cross.end_m, STEP_M)
        borders = cross.borders_m(np.minimum(s, np.nextafter(cross.end_m, -np.inf)))
        wheels = _driven(cross, borders)
        for side in (-1.0, 1.0):
            back = borders[:, 0 if side < 0 else -1]
            own = [k for k in wheels if (cross.lane_ids[k] > 0) == (side > 0)]
            kerb = borders[:, cross.centre] if not own else borders[:, min(own) if side < 0 else max(own) + 1]
            rows[side].append((s, kerb, back))
            if cross.lane_ids:
                outer[side] = cross.section.lane(cross.lane_ids[0 if side < 0 else -1]).kind
            kinds[side] |= {cross.section.lane(i).kind for i in cross.lane_ids if (i > 0) == (side > 0)}
            lanes = [k for k in own if cross.section.lane(cross.lane_ids[k]).kind not in {"parking", "shoulder"}]
            if lanes:
                driven[side] = True
                last = cross.lane_ids[min(lanes) if side < 0 else max(lanes)]
                forward.setdefault(side, road.forward(index, last))
    return tuple(
        RoadEdge(
            road=road,
            curve=curve,
            side=side,
            stations_m=np.concatenate([row[0] for row in rows[side]]),
            kerb_t_m=np.concatenate([row[1] for row in rows[side]]),
            back_t_m=np.concatenate([row[2] for row in rows[side]]),
            lane_kinds=frozenset(kinds[side]),
            outer_kind=outer[side],
            # The side without traffic of its own is beside that of the other one.
            forward=forward.get(side, forward.get(-side, True)),
            driven=driven[side],
        )
        for side in (-1.0, 1.0)
    )


def _driven(cross: CrossSection, borders: Float64) -> list[int]:
    """Indices of the lanes that are driven on."""
    return [
        k
        for k, lane_id in enumerate(cross.lane_ids)
        if KINDS[kind_of_lane(cross.section.lane(lane_id).kind, float((borders[:, k + 1] - borders[:, k]).mean()))].name
        in DRIVEN
        and float((borders[:, k + 1] - borders[:, k]).max()) > 0.1
    ]
