"""A road through a tunnel: one tube for both directions or one for each; walkways, a gradient, a bend.

Cross sections after RAA and RABT (FGSV 2006): lanes of 3.50 m, edge strips of 0.25 to 0.50 m, walkways of 1.00 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import Structure
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import constant, grades
from scenes.roads.templates.roadside_design import sign, speed_sign
from scenes.roads.templates.template import Limits, Template, check_fields

Tubes = Literal["one", "two"]

APART_M = 8.0  # chosen: between the walls of two tubes
CLOTHOID_M = 60.0
CURVE_M = 120.0
KERB_M = 0.07  # RABT: low, so that one can step on it anywhere
_CODE = {"DE": "327", "US": "W14-2"}

_LIMITS: Limits = {
    "tunnel_m": (200.0, 3000.0),
    "approach_m": (60.0, 1000.0),
    "lanes": (1, 3),
    "lane_width_m": (3.0, 3.75),
    "strip_m": (0.25, 1.5),
    "walkway_m": (0.7, 2.0),
    "radius_m": (250.0, 5000.0),
    "turn_rad": (-0.8, 0.8),
    "grade_share": (-0.05, 0.05),
    "limit_kmh": (30.0, 120.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadTunnel(Template):
    """Roads 'both', or 'east' and 'west', from the origin along +x. lanes: of each direction.

    approach_m: of open road at either end. grade_share: of the tunnel, upwards to the east. Raises ConfigError for a
    field out of range.
    """

    tunnel_m: float = 300.0
    approach_m: float = 150.0
    tubes: Tubes = "one"
    lanes: int = 1
    lane_width_m: float = 3.5
    strip_m: float = 0.5
    walkway_m: float = 1.0
    radius_m: float = 800.0
    turn_rad: float = 0.15
    grade_share: float = 0.0
    limit_kmh: float = 80.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """A ridge above the tunnel."""
        return Surroundings(setting="rural", country=self.country, hills_m=20.0)

    def drawn(self) -> RoadNetwork:
        """One road, or two that run opposite ways."""
        if self.tubes == "one":
            return RoadNetwork(name="road_tunnel", roads=(self._road("both", self._line(0.0, back=False)),))
        half = 0.5 * APART_M + 0.5 * self.lanes * self.lane_width_m + self.strip_m + self.walkway_m
        east = self._road("east", self._line(-half, back=False))
        return RoadNetwork(name="road_tunnel", roads=(east, self._road("west", self._line(half, back=True))))

    def _line(self, left_m: float, *, back: bool) -> Alignment:
        """The reference line of a tube whose middle lies to the left of the axis, or its reverse."""
        length = self.tunnel_m + 2.0 * self.approach_m
        radius = self.radius_m - math.copysign(left_m, self.turn_rad * left_m)
        most = max(0.7 * length - CLOTHOID_M, 0.0) / self.radius_m
        angle = math.copysign(min(abs(self.turn_rad), most), self.turn_rad)
        start = Alignment.of(PlanPose(x_m=0.0, y_m=left_m, heading_rad=0.0))
        if abs(angle) < 1e-3:
            line = start.line(length)
        else:
            bent = start.bend(radius, angle, CLOTHOID_M).length_m
            straight = 0.5 * (length - bent)
            line = start.line(straight).bend(radius, angle, CLOTHOID_M).line(straight)
        return line.reversed() if back else line

    def _lanes(self) -> SectionPlan:
        """Lanes, strips and walkways; in a tube of its own a direction's reference line is the middle of its lanes."""
        paint = LinePaint(country=self.country, road="rural" if self.tubes == "one" else "motorway")
        width = constant(self.lane_width_m)
        edge = [
            LanePlan(name="strip", kind="shoulder", width=constant(self.strip_m)),
            LanePlan(name="walkway", kind="sidewalk", width=constant(self.walkway_m), height_m=KERB_M),
        ]
        right = [
            LanePlan(
                name=f"lane{k}",
                kind="driving",
                width=width,
                marks=(paint.between_lanes() if k < self.lanes else paint.outer_edge(),),
            )
            for k in range(1, self.lanes + 1)
        ]
        if self.tubes == "one":
            both = (*right, *edge)
            return SectionPlan(s_m=0.0, right=both, left=both, centre=(paint.no_overtaking(),))
        return SectionPlan(s_m=0.0, right=(*right, *edge), left=tuple(edge), centre=(paint.median_edge(),))

    def _road(self, name: str, line: Alignment) -> Road:
        length = line.length_m
        rise = self.grade_share * self.tunnel_m * (-1.0 if name == "west" else 1.0)
        ends = (self.approach_m, length - self.approach_m)
        low = 0.0 if name != "west" else -rise
        height = grades([(0.0, low), (ends[0], low), (ends[1], low + rise), (length, low + rise)], CURVE_M)
        one = self.tubes == "one"
        limit = self.limit_kmh / 3.6
        return Road(
            id=name,
            length_m=length,
            plan=line.records,
            sections=sections_of([self._lanes()]),
            elevation=height,
            lane_offset=() if one else constant(0.5 * self.lanes * self.lane_width_m),
            types=(RoadType(s_m=0.0, kind="rural" if one else "motorway", limit_mps=limit),),
            structures=(
                Structure(
                    id=f"{name}_tunnel",
                    kind="tunnel",
                    s_m=self.approach_m,
                    length_m=ends[1] - ends[0],
                    name="tunnel",
                    form="standard",
                    lighting_share=1.0,
                ),
            ),
            signals=self._signals(name, ends, limit),
        )

    def _signals(self, name: str, ends: tuple[float, float], limit_mps: float) -> tuple[RoadSignal, ...]:
        """Tunnel and limit before each entrance."""
        one = self.tubes == "one"
        t = (self.lanes if one else 0.5 * self.lanes) * self.lane_width_m + self.strip_m + self.walkway_m + 1.0
        made = [
            sign(f"{name}_sign", ends[0] - 12.0, -t, _CODE[self.country], self.country),
            speed_sign(f"{name}_limit", ends[0] - 40.0, -t, limit_mps, self.country),
        ]
        if one:
            made.append(sign(f"{name}_sign_back", ends[1] + 12.0, t, _CODE[self.country], self.country, "", "-"))
            made.append(speed_sign(f"{name}_limit_back", ends[1] + 40.0, t, limit_mps, self.country, "-"))
        return tuple(made)
