"""What junctions of streets share: their fields, their arms' cross sections and how traffic is controlled."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from scenes.errors import ConfigError
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.templates.arm import TURN_OPENING_M, TURN_STORAGE_M, Arm, Crossing, Priority
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.meeting import junction_of_arms, setbacks, turns_from
from scenes.roads.templates.street_side import StreetSide
from scenes.roads.templates.template import Limits, Template, check_fields

Control = Literal["signalised", "stop", "yield", "right_before_left"]
TurnLanes = Literal["none", "main", "all"]
Parking = Literal["none", "both"]

PARKING_END_M = 5.0  # StVO section 12: no parking 5 m before a junction; the crosswalk's room comes on top

_LIMITS: Limits = {
    "arm_m": (80.0, 1000.0),
    "main_lanes": (1, 3),
    "side_lanes": (1, 2),
    "lane_width_m": (2.75, 4.0),
    "kerb_radius_m": (3.0, 15.0),
    "pavement_m": (1.8, 6.0),
    "kerb_m": (0.03, 0.2),
    "skew_rad": (-0.6, 0.6),
    "limit_kmh": (10.0, 70.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetJunction(Template):
    """Arms around the origin. arm_m: length of each. main_lanes, side_lanes: of each direction of the two roads.

    skew_rad: by which the side road leaves a right angle. Raises ConfigError for a field out of range.
    """

    arm_m: float = 110.0
    main_lanes: int = 1
    side_lanes: int = 1
    lane_width_m: float = 3.25
    control: Control = "signalised"
    turn_lanes: TurnLanes = "none"
    crosswalks: Crossing = "marked"
    cycle: Literal["none", "lane"] = "none"
    parking: Parking = "none"
    kerb_radius_m: float = 6.0
    pavement_m: float = 3.0
    kerb_m: float = 0.12
    skew_rad: float = 0.0
    limit_kmh: float = 50.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)
        if self.control == "right_before_left" and (self.main_lanes > 1 or self.turn_lanes != "none"):
            given = f"main_lanes {self.main_lanes}, turn_lanes {self.turn_lanes}"
            raise ConfigError("road.control", f"right_before_left needs main_lanes 1 and turn_lanes none, got {given}")

    def surroundings(self) -> Surroundings:
        """A town."""
        return Surroundings(setting="town", country=self.country)

    @abstractmethod
    def directions(self) -> tuple[tuple[str, float, bool], ...]:
        """Name, outward direction and whether it is of the main road, of every arm, counter-clockwise."""

    def drawn(self) -> RoadNetwork:
        """Arms, connecting roads and one junction, 'crossing'."""
        plans = self.directions()
        sides = [self._side(main=main) for _, _, main in plans]
        angles = [angle for _, angle, _ in plans]
        wanted = [self.turn_lanes == "all" or (self.turn_lanes == "main" and main) for _, _, main in plans]
        turns = [turns_from(angles, k) for k in range(len(plans))]
        turning = [wish and "left" in turns[k] for k, wish in enumerate(wanted)]
        halves = [
            side.driven_m + (0.5 * side.lane_width_m if t else 0.0) for side, t in zip(sides, turning, strict=True)
        ]
        back = setbacks(angles, halves, self.kerb_radius_m)
        arms = [
            Arm(
                name=name,
                outward_rad=angle,
                setback_m=back[k],
                length_m=self.arm_m,
                side=sides[k],
                country=self.country,
                priority=self._priority(main=main),
                crossing=self.crosswalks,
                limit_mps=self.limit_kmh / 3.6,
                turn_lane="left" if turning[k] else "none",
                turns=turns[k],
            )
            for k, (name, angle, main) in enumerate(plans)
        ]
        roads, junction = junction_of_arms("crossing", arms)
        return RoadNetwork(name=type(self).__name__, roads=roads, junctions=(junction,))

    def _priority(self, *, main: bool) -> Priority:
        match self.control:
            case "signalised":
                return "lights"
            case "right_before_left":
                return "none"
            case "stop" | "yield":
                return "main" if main else self.control

    def _side(self, *, main: bool) -> StreetSide:
        free = TURN_OPENING_M + TURN_STORAGE_M if self.turn_lanes != "none" else 0.0
        end = self.arm_m - max(free, 6.0 + PARKING_END_M) - 2.0
        parked = ((6.0, end),) if self.parking == "both" and end > 16.0 else ()
        return StreetSide(
            lanes=self.main_lanes if main else self.side_lanes,
            lane_width_m=self.lane_width_m,
            paint=LinePaint(country=self.country, road="town"),
            cycle=self.cycle,
            parking=parked,
            pavement_m=self.pavement_m,
            kerb_m=self.kerb_m,
        )


EAST, NORTH, WEST, SOUTH = 0.0, 0.5 * math.pi, math.pi, 1.5 * math.pi
