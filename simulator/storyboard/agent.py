"""One body that moves by the story: its course, its offset from it, and how both came about."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import asset_of
from simulator.storyboard.course import Course, LaneSpan
from simulator.storyboard.lateral import OffsetPlan

Float64 = NDArray[np.float64]

LEAST_ALONG_MPS = 1.0
"""Chosen: a heading is that of the motion at this speed along the course at least, so that nobody who stands turns."""
LEAST_STRETCH = 0.2
"""Chosen: beyond a bend's centre a course has no sides; offsets count as if a fifth of its radius were left."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Sway:
    """An offset plan, and the state and the odometer at which it began."""

    row: int
    odometer_m: float
    plan: OffsetPlan


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stretch:
    """A course that is followed from a state on. The arc length is the odometer plus `shifts` (state, metres), linear
    in between: offsets make ways longer or shorter than the course.
    """

    row: int
    course: Course
    shifts: list[tuple[int, float]]
    sways: list[Sway] = field(default_factory=list)


class Agent:
    """A body of the story now. What stands (static and dynamic bodies) is one without a column.

    column: of the world's odometer and speeds. on_foot: whether it walks (or sits in what is pushed), rather than
    drives or rides. front_m, rear_m: from the origin to the foremost and rearmost point of its box. stretches: the
    courses that it has followed. x_m, y_m, z_m, yaw_rad: of the body's origin. s_m, d_m: on its course; drift_mps: how
    fast d changes. speed_mps: of the body along its heading. still_since_row: the state since which it stands. carrier:
    with whom it moves, whose frame it shares.
    """

    def __init__(self, instance: int, body: Actor, column: int | None, course: Course | None) -> None:
        asset = asset_of(body.asset)
        self.name, self.instance, self.body, self.column = body.name, instance, body, column
        self.box, self.semantic = asset.box, asset.semantic
        self.on_foot = asset.semantic.startswith("human.") and body.group == 0
        self.front_m = self.box.middle_m + 0.5 * self.box.length_m
        self.rear_m = self.box.middle_m - 0.5 * self.box.length_m
        self.stretches: list[Stretch] = []
        if course is not None:
            self.stretches.append(Stretch(row=0, course=course, shifts=[(0, 0.0)]))
        self.x_m, self.y_m, self.z_m = body.T_world_body.translation_m
        self.yaw_rad = body.T_world_body.yaw_rad
        self.s_m = self.d_m = self.drift_mps = self.odometer_m = self.acceleration_mps2 = 0.0
        self.speed_mps = body.speed_mps if column is not None else 0.0
        self.present = True
        self.still_since_row: int | None = 0
        self.carrier: Agent | None = None

    @property
    def course(self) -> Course | None:
        """The course that it follows; None for what stands."""
        if self.carrier is not None:
            return self.carrier.course
        return self.stretches[-1].course if self.stretches else None

    def span(self) -> LaneSpan | None:
        """The lane of its course that it is at."""
        return None if self.course is None else self.course.span_at(self.s_m)

    def velocity_mps(self) -> tuple[float, float]:
        """In the world's plane."""
        return self.speed_mps * math.cos(self.yaw_rad), self.speed_mps * math.sin(self.yaw_rad)

    def ride(self) -> None:
        """Is where its carrier is."""
        other = self.carrier
        assert other is not None
        self.x_m, self.y_m, self.z_m, self.yaw_rad = other.x_m, other.y_m, other.z_m, other.yaw_rad
        self.s_m, self.d_m, self.drift_mps, self.odometer_m = other.s_m, other.d_m, other.drift_mps, other.odometer_m
        self.speed_mps, self.acceleration_mps2 = other.speed_mps, other.acceleration_mps2
        self.still_since_row = other.still_since_row

    def place(self, row: int, step_s: float, odometer_m: float, speed_mps: float, acceleration_mps2: float) -> None:
        """Goes to the pose of a state; rows never decrease."""
        stretch = self.stretches[-1]
        shift = stretch.shifts[-1][1]
        if stretch.sways and (self.d_m != 0.0 or self.drift_mps != 0.0 or len(stretch.shifts) > 1):
            shift += (odometer_m - self.odometer_m) * (self._pace() - 1.0)
            stretch.shifts.append((row, shift))
        self.odometer_m, self.speed_mps, self.acceleration_mps2 = odometer_m, speed_mps, acceleration_mps2
        self.s_m = odometer_m + shift
        self._sway(row, step_s)
        self.x_m, self.y_m, self.z_m, self.yaw_rad = stretch.course.at(self.s_m, self.d_m)
        if self.drift_mps != 0.0:
            slip = math.atan2(self.drift_mps, self._along_mps())
            self.yaw_rad += slip if speed_mps >= 0.0 else -slip

    def _along_mps(self) -> float:
        return max(abs(self.speed_mps), LEAST_ALONG_MPS)

    def _pace(self) -> float:
        """Metres of the course per metre driven: cos(slip) / (1 - curvature offset)."""
        assert self.course is not None
        slip = math.cos(math.atan2(self.drift_mps, self._along_mps()))
        return slip / max(1.0 - self.course.curvature_at(self.s_m) * self.d_m, LEAST_STRETCH)

    def _sway(self, row: int, step_s: float) -> None:
        """The offset and its rate now."""
        sways = self.stretches[-1].sways
        if not sways:
            self.d_m = self.drift_mps = 0.0
            return
        sway = sways[-1]
        if sway.plan.is_step:
            self.d_m, self.drift_mps = sway.plan.end_m, 0.0
            return
        elapsed = np.array([(row - sway.row) * step_s])
        travelled = np.array([self.odometer_m - sway.odometer_m])
        self.d_m = float(sway.plan.offset_m(elapsed, travelled)[0])
        self.drift_mps = float(sway.plan.rate_mps(elapsed, travelled, np.array([self.speed_mps]))[0])

    def follow(self, row: int, course: Course, s_m: float, plan: OffsetPlan | None = None) -> None:
        """From a state on, another course, at an arc length of it, with an offset that goes its way."""
        made = Stretch(row=row, course=course, shifts=[(row, s_m - self.odometer_m)])
        if plan is not None:
            made.sways.append(Sway(row=row, odometer_m=self.odometer_m, plan=plan))
        if self.stretches and self.stretches[-1].row == row:
            self.stretches.pop()
        self.stretches.append(made)

    def settle(self, s_m: float, d_m: float) -> None:
        """Is at a place of its course at once."""
        assert self.course is not None
        at = self.course.at(s_m, d_m)
        self.s_m, self.d_m, self.drift_mps = s_m, d_m, 0.0
        self.x_m, self.y_m, self.z_m, self.yaw_rad = at.x_m, at.y_m, at.z_m, at.yaw_rad

    def sway(self, row: int, plan: OffsetPlan) -> None:
        """From a state on, another plan of the offset."""
        sways = self.stretches[-1].sways
        if sways and sways[-1].row == row:
            sways.pop()
        sways.append(Sway(row=row, odometer_m=self.odometer_m, plan=plan))
