"""An arm of a junction: a road towards it, with a turning lane, a crosswalk, a stop line, arrows, signs and lights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scenes.roads.mark import RoadMark
from scenes.roads.place import Country
from scenes.roads.road import Road, RoadLink, RoadType
from scenes.roads.road_object import RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.pavement_marks import Arrow, arrow, give_way_line, signalised_crosswalk, stop_line
from scenes.roads.templates.profile import smooth
from scenes.roads.templates.roadside_design import patch, sign, stop_sign, yield_sign
from scenes.roads.templates.street_side import StreetSide

Priority = Literal["lights", "stop", "yield", "main", "none"]
"""What holds on an arm: lights, a stop sign, a give-way sign, the right of way, or neither."""
Crossing = Literal["none", "marked"]
Turn = Literal["left", "straight", "right"]

TURN_OPENING_M, TURN_STORAGE_M = 25.0, 30.0  # chosen: room for five cars
SETBACK_M = 0.07  # chosen: of the crosswalk from the arm's end, so that its line lies on the arm
CROSSWALK_M = 4.0
STOP_BEFORE_M = 1.0  # RiLSA 2015: stop line before a crosswalk
SOLID_M = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """An arm. outward_rad: direction from the junction's middle. setback_m: of its end from there.

    turn_lane: 'left' adds a lane for it, half of which either half of the road gives. turns: where ways lead from it.
    """

    name: str
    outward_rad: float
    setback_m: float
    length_m: float
    side: StreetSide
    country: Country
    priority: Priority
    crossing: Crossing
    limit_mps: float
    turn_lane: Literal["none", "left"] = "none"
    turns: tuple[Turn, ...] = ("left", "straight", "right")

    @property
    def shift_m(self) -> float:
        """By how much the middle line lies left of the axis at the junction."""
        return 0.5 * self.side.lane_width_m if self.turn_lane == "left" else 0.0

    @property
    def half_m(self) -> float:
        """From the axis to the kerb at the junction, on both sides."""
        return self.side.driven_m + self.shift_m

    @property
    def end(self) -> PlanPose:
        """Where the arm ends, seen in the direction into the junction."""
        away = PlanPose(x_m=0.0, y_m=0.0, heading_rad=self.outward_rad).moved(self.setback_m)
        return replace(away, heading_rad=self.outward_rad + math.pi)

    def inward(self, first_lane: int) -> PlanPose:
        """The left border of incoming lane `-first_lane` at the arm's end."""
        return self.end.moved(0.0, self.shift_m - (first_lane - 1) * self.side.lane_width_m)

    def outward(self, first_lane: int) -> PlanPose:
        """The left border of outgoing lane `first_lane`, seen in the direction of its traffic."""
        return self.end.moved(0.0, self.shift_m + (first_lane - 1) * self.side.lane_width_m, math.pi)

    @property
    def incoming(self) -> int:
        """Number of incoming motor lanes at the junction."""
        return self.side.lanes + (self.turn_lane == "left")

    def road(self, junction: RoadLink) -> Road:
        """The arm as a road that ends at the junction."""
        start = self.end.moved(-self.length_m)
        opening = self.length_m - TURN_OPENING_M - TURN_STORAGE_M
        turning = self.turn_lane == "left"
        offset = smooth([(0.0, 0.0), (opening, 0.0), (opening + TURN_OPENING_M, self.shift_m)]) if turning else ()
        return Road(
            id=self.name,
            length_m=self.length_m,
            plan=Alignment.of(start).line(self.length_m).records,
            sections=sections_of(self._plans(opening)),
            lane_offset=offset,
            types=(RoadType(s_m=0.0, kind="town", limit_mps=self.limit_mps),),
            successor=junction,
            objects=self._objects(),
            signals=self._signals(),
        )

    def _plans(self, opening_m: float) -> list[SectionPlan]:
        """The sections: one, or one before and one along the turning lane."""
        paint = self.side.paint
        usual = paint.between_directions() if self.side.lanes == 1 else paint.double()
        solid = paint.no_overtaking() if self.side.lanes == 1 else usual
        left = self.side.plans()
        if self.turn_lane == "none":
            centre = (usual, replace(solid, offset_m=self.length_m - SOLID_M))
            return [SectionPlan(s_m=0.0, right=self.side.plans(), left=left, centre=centre)]
        knots = [(0.0, 0.0), (TURN_OPENING_M, self.side.lane_width_m)]
        marks = (replace(paint.block(), offset_m=8.0), replace(paint.solid_between_lanes(), offset_m=TURN_OPENING_M))
        lane = LanePlan(name="turn", kind="driving", width=smooth(knots), marks=(_none(0.0), *marks))
        moved = _unparked(self.side)
        return [
            SectionPlan(s_m=0.0, right=self.side.plans(), left=left, centre=(usual,)),
            SectionPlan(s_m=opening_m, right=moved.plans([lane]), left=moved.plans(), centre=(solid,)),
        ]

    @property
    def _stop_m(self) -> float:
        """Where the stop line ends."""
        room = CROSSWALK_M + STOP_BEFORE_M if self.crossing == "marked" else 0.0
        return self.length_m - SETBACK_M - room

    def _objects(self) -> tuple[RoadObject, ...]:
        low, high = -self.half_m, self.half_m
        made = [*self.side.bays(-1, f"{self.name}_bay_right"), *self.side.bays(1, f"{self.name}_bay_left")]
        if self.crossing == "marked":
            span = (self.length_m - SETBACK_M - CROSSWALK_M, self.length_m - SETBACK_M)
            name = f"{self.name}_crosswalk"
            if self.priority == "lights":
                made.append(signalised_crosswalk(name, span, (low, high), self.country))
            else:
                made.append(patch(name, "crosswalk", "zebra", span, (low, high), subtype="zebra"))
        if self.priority in {"lights", "stop"}:
            made.append(stop_line(f"{self.name}_stop_line", self._stop_m, (low, self.shift_m), self.country))
        if self.priority == "yield":
            made.append(give_way_line(f"{self.name}_give_way", self._stop_m, (low, self.shift_m), self.country))
        return (*made, *self._arrows())

    def _arrows(self) -> list[RoadObject]:
        """Arrows on the incoming lanes, where one of them is for turning only."""
        if self.turn_lane == "none":
            return []
        made: list[RoadObject] = []
        for behind in (4.5, 22.0):
            for k in range(self.incoming):
                t = self.shift_m - (k + 0.5) * self.side.lane_width_m
                kind: Arrow = (
                    "arrowLeft" if k == 0 else self._outer_arrow if k == self.incoming - 1 else "arrowStraight"
                )
                name = f"{self.name}_arrow_{len(made)}"
                made.append(arrow(name, kind, self._stop_m - behind, t))
        return made

    @property
    def _outer_arrow(self) -> Arrow:
        """What the arrow on the outermost lane allows."""
        if "right" not in self.turns:
            return "arrowStraight"
        return "arrowStraightRight" if "straight" in self.turns else "arrowRight"

    def _signals(self) -> tuple[RoadSignal, ...]:
        t = -(self.half_m + 0.6)
        at = self._stop_m - 0.3
        name = f"{self.name}_control"
        match self.priority:
            case "lights":
                return (*_lights(self, at, t), *self._walk_lights())
            case "stop":
                return (stop_sign(name, at, t, self.country),)
            case "yield":
                return (yield_sign(name, at, t, self.country),)
            case "main" if self.country == "DE":
                return (sign(name, max(at - 15.0, 1.0), t, "306", "DE"),)
            case _:
                return ()

    def _walk_lights(self) -> tuple[RoadSignal, ...]:
        """A light at either end of the crosswalk."""
        if self.crossing == "none":
            return ()
        s = self.length_m - SETBACK_M - 0.3
        ends = (("right", -1.0, 0.5 * math.pi), ("left", 1.0, -0.5 * math.pi))
        return tuple(
            RoadSignal(
                id=f"{self.name}_walk_{name}",
                s_m=s,
                t_m=side * (self.half_m + 0.5),
                code="1000002",
                country="OpenDRIVE",
                dynamic=True,
                orientation="+",
                z_m=2.1,
                heading_offset_rad=turn,
                name="pedestrianLight",
            )
            for name, side, turn in ends
        )


def _lights(arm: Arm, s_m: float, t_m: float) -> Sequence[RoadSignal]:
    """Three-aspect lights: at the stop line in Germany, beyond the junction as well in the United States."""
    near = RoadSignal(
        id=f"{arm.name}_lights",
        s_m=s_m,
        t_m=t_m,
        code="1000001",
        country="OpenDRIVE",
        dynamic=True,
        orientation="+",
        z_m=2.1 if arm.country == "DE" else 3.0,
        name="trafficLight",
    )
    if arm.country == "DE":
        return (near,)
    # For the traffic from across, whose way on this arm leads out.
    far = replace(near, id=f"{arm.name}_lights_far", s_m=arm.length_m - 0.3, t_m=-t_m, orientation="-", z_m=5.2)
    return (near, far)


def _none(offset_m: float) -> RoadMark:
    return RoadMark(offset_m=offset_m, kind="none")


def _unparked(side: StreetSide) -> StreetSide:
    """The side where nothing is parked: its pavement has that width, too."""
    return replace(side, parking=(), pavement_m=side.pavement_m + side.reserve_m)


def straight_width(side: StreetSide) -> float:
    """Width of the pavement at the junction, where nothing is parked."""
    return side.outer_m - side.driven_m - side.track_m
