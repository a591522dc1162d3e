"""Where a position of the storyboard turns out to be."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.roads.lane_graph import LaneKey


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpot:
    """A place on a lane: the road's station, and the road's t."""

    key: LaneKey
    station_m: float
    t_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the world. lane: where it lies on one of the place's roads."""

    x_m: float
    y_m: float
    z_m: float
    yaw_rad: float
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    lane: LaneSpot | None = None
