"""Ramps of a motorway: the piece that parts from the main line within a junction, and the road beyond it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.roads.cubic import Cubic
from scenes.roads.lane import LaneSection
from scenes.roads.road import Road, RoadLink, RoadType
from scenes.roads.road_object import Outline, RoadCorner, RoadObject
from scenes.roads.templates.alignment import Alignment
from scenes.roads.templates.joining import RoadEnd, to_junction, to_road, with_ends
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import (
    backwards,
    constant,
    levelled,
    scaled,
    slope_at,
    smooth,
    straight,
    stretch,
    summed,
    value_at,
)

GORE_M = 70.0  # chosen: over which ramp and main line part; 4.1 m at its end, room for both shoulders
RADIUS_M = 200.0  # chosen: a loose ramp for 70 km/h
LANE_M = 4.5  # RAA 2008: one lane of ramps of cross section Q1
BEYOND: tuple[tuple[float, float, float], ...] = (
    (15.0, -1.0 / RADIUS_M, -1.0 / RADIUS_M),
    (40.0, -1.0 / RADIUS_M, 0.0),
    (40.0, 0.0, 1.0 / RADIUS_M),
    (30.0, 1.0 / RADIUS_M, 1.0 / RADIUS_M),
    (40.0, 1.0 / RADIUS_M, 0.0),
)
"""Length and curvatures, those of the main line added, of the pieces away from it: out, and back to run beside it."""
STRIP_M = 0.75  # to the left of the lane
CROSSFALL = 0.05  # chosen: of bends of that radius
LIMIT_MPS = 80.0 / 3.6
_HATCH_GAP_M, _HATCH_WIDTH_M, _HATCH_LEAN_M = 4.0, 1.0, 2.0  # chosen within sign 298 of StVO, RMS-1 4.5


def parted_m(s_m: float) -> float:
    """How far the ramp's left edge lies off the main line, `s_m` behind the point where they touch.

    Two clothoids whose curvatures differ by up to 1/R after G metres part by s^3 / (6 R G), for small angles.
    """
    return s_m**3 / (6.0 * RADIUS_M * GORE_M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """A ramp beside a main line. at_m: station at which it touches. edge_m: t of the lane's border that it touches."""

    name: str
    alignment: Alignment
    elevation: tuple[Cubic, ...]
    superelevation: tuple[Cubic, ...]
    paint: LinePaint
    edge_m: float
    lane_width_m: float
    shoulder_m: float
    at_m: float

    def leaving(self, main: str, exit_lane: int, junction: str) -> list[Road]:
        """The parting piece and the road beyond it. main: the road whose lane `-exit_lane` leads here."""
        free_id, gore_id = f"{self.name}_off_ramp", f"{self.name}_off_ramp_gore"
        gore, free = self._away(1.0)
        span = (self.at_m, self.at_m + GORE_M)
        fall = value_at(self.superelevation, self.at_m)
        parting = (Cubic(start_m=0.0, coefficients=(0.0, 0.0, 0.0, -fall * parted_m(1.0))),)
        z = summed(self._edge_height(span), parting)
        beyond = levelled(value_at(z, GORE_M), slope_at(z, GORE_M), free.length_m)
        tilt = stretch(self.superelevation, *span)
        turned = smooth([(0.0, value_at(tilt, GORE_M)), (40.0, CROSSFALL), (60.0, CROSSFALL), (120.0, 0.025)])
        lanes = with_ends(self._lanes("offRamp", True), {-1: -exit_lane}, {-1: -1})
        return [
            self._road(
                gore_id,
                gore,
                lanes,
                (z, tilt),
                (to_road(RoadEnd(road=main, contact="end")), to_road(RoadEnd(road=free_id, contact="start"))),
                junction,
            ),
            self._road(free_id, free, self._free_lanes("offRamp"), (beyond, turned), (to_junction(junction), None)),
        ]

    def joining(self, main: str, entry_lane: int, junction: str) -> list[Road]:
        """The road that leads here and the joining piece. main: the road whose lane `-entry_lane` goes on."""
        free_id, gore_id = f"{self.name}_on_ramp", f"{self.name}_on_ramp_gore"
        gore, free = (way.reversed() for way in self._away(-1.0))
        span = (self.at_m - GORE_M, self.at_m)
        fall = value_at(self.superelevation, self.at_m)
        parting = (Cubic(start_m=0.0, coefficients=(0.0, 0.0, 0.0, -fall * parted_m(1.0))),)
        z = summed(self._edge_height(span), backwards(parting, GORE_M))
        before = backwards(levelled(value_at(z, 0.0), -slope_at(z, 0.0), free.length_m), free.length_m)
        tilt = stretch(self.superelevation, *span)
        turned = smooth([(0.0, 0.025), (60.0, CROSSFALL), (110.0, CROSSFALL), (free.length_m, value_at(tilt, 0.0))])
        lanes = with_ends(self._lanes("onRamp", False), {-1: -1}, {-1: -entry_lane})
        return [
            self._road(free_id, free, self._free_lanes("onRamp"), (before, turned), (None, to_junction(junction))),
            self._road(
                gore_id,
                gore,
                lanes,
                (z, tilt),
                (to_road(RoadEnd(road=free_id, contact="end")), to_road(RoadEnd(road=main, contact="start"))),
                junction,
            ),
        ]

    def _away(self, sense: float) -> tuple[Alignment, Alignment]:
        """The ways from the touching point inside the junction and beyond; sense: 1 along the main line, -1 against."""
        touch = self.alignment.at(self.at_m).moved(0.0, self.edge_m, 0.0 if sense > 0.0 else math.pi)
        run = 0.0
        parts = [Alignment.of(touch)]
        for length, first, last in ((GORE_M, 0.0, -1.0 / RADIUS_M), *BEYOND):
            ends = [self._edge_curvature(self.at_m + sense * at) for at in (run, run + length)]
            made = parts[-1].clothoid(length, sense * (first + ends[0]), sense * (last + ends[1]))
            parts[-1] = made
            if len(parts) == 1:
                parts.append(Alignment.of(made.end))
            run += length
        return parts[0], parts[1]

    def _edge_curvature(self, s_m: float) -> float:
        """Curvature of the main line's edge at a station."""
        main = self.alignment.curvature_at(s_m)
        return main / (1.0 - main * self.edge_m)

    def _edge_height(self, span_m: tuple[float, float]) -> tuple[Cubic, ...]:
        """Height of the main line's edge between stations; tan(x) is x to 1 mm up to a crossfall of 7 %."""
        tilt = stretch(self.superelevation, *span_m)
        return summed(stretch(self.elevation, *span_m), scaled(tilt, self.edge_m))

    def _lanes(self, kind: str, widening: bool) -> tuple[LaneSection, ...]:
        """Lanes of the piece inside the junction, between the main line's lane and the ramp's width."""
        narrow_wide = [(0.0, 0.0), (GORE_M, 1.0)] if widening else [(0.0, 1.0), (GORE_M, 0.0)]
        share = straight(narrow_wide)
        width = summed(scaled(share, LANE_M - self.lane_width_m), constant(self.lane_width_m))
        return self._section(kind, width, scaled(share, STRIP_M))

    def _free_lanes(self, kind: str) -> tuple[LaneSection, ...]:
        return self._section(kind, constant(LANE_M), constant(STRIP_M))

    def _section(self, kind: str, width: tuple[Cubic, ...], strip: tuple[Cubic, ...]) -> tuple[LaneSection, ...]:
        lane = LanePlan(name="ramp", kind=kind, width=width, marks=(self.paint.outer_edge(),))
        shoulder = LanePlan(name="shoulder", kind="shoulder", width=constant(self.shoulder_m))
        side = LanePlan(name="strip", kind="shoulder", width=strip)
        return sections_of(
            [SectionPlan(s_m=0.0, right=(lane, shoulder), left=(side,), centre=(self.paint.median_edge(),))]
        )

    def _road(
        self,
        road_id: str,
        plan: Alignment,
        lanes: tuple[LaneSection, ...],
        profiles: tuple[tuple[Cubic, ...], tuple[Cubic, ...]],
        links: tuple[RoadLink | None, RoadLink | None],
        junction: str | None = None,
    ) -> Road:
        return Road(
            id=road_id,
            length_m=plan.length_m,
            plan=plan.records,
            sections=lanes,
            elevation=profiles[0],
            superelevation=profiles[1],
            junction=junction,
            types=(RoadType(s_m=0.0, kind="motorway", limit_mps=LIMIT_MPS),),
            predecessor=links[0],
            successor=links[1],
        )


def hatching(name: str, edge_m: float, *, reverse: bool) -> tuple[RoadObject, ...]:
    """Slanting bars between the main line's edge and the ramp's, in coordinates of the main line's piece."""
    made: list[RoadObject] = []
    s = 30.0
    while s + _HATCH_WIDTH_M < GORE_M:
        far = -parted_m(s + _HATCH_WIDTH_M + _HATCH_LEAN_M)
        corners = [(s, -0.15), (s + _HATCH_WIDTH_M, -0.15)]
        lean = _HATCH_LEAN_M * min(1.0, -far / 2.0)
        corners += [(s + _HATCH_WIDTH_M + lean, far), (s + lean, far)]
        placed = [(GORE_M - s if reverse else s, edge_m + t) for s, t in corners]
        outline = Outline(corners=tuple(RoadCorner(s_m=s, t_m=t, z_m=0.0, height_m=0.0) for s, t in placed))
        middle_s, middle_t = placed[0]
        made.append(
            RoadObject(
                id=f"{name}_hatch_{len(made)}",
                kind="roadMark",
                name="hatching",
                s_m=middle_s,
                t_m=middle_t,
                outlines=(outline,),
            )
        )
        s += _HATCH_GAP_M
    return tuple(made)
