"""The ego of a case: where it starts so that it meets somebody, and how a careful driver brakes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scenes.actor import Actor, Path
from scenes.asset import BodyBox, asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.behaviour.careful_stop import CAREFUL
from scenes.pose import Pose
from scenes.rig import Rig, forward_camera_m
from scenes.staging.line import Line
from scenes.staging.speed_profile import SpeedProfile, pressed_brake
from scenes.staging.staged import Area, hull
from scenes.staging.timing import Timing
from scenes.staging.vehicle_run import VehicleRun
from scenes.storyboard import Event

EGO = "sedan"
SIGHT_M = 1.0
"""Chosen: around lines of sight, in which nothing of the street stands."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class EgoRun:
    """The ego on a line at a constant speed, its front at `front_m` along it at `meet_s`, unless somebody brakes.

    grip_mps2: the hardest braking that the road allows.
    """

    line: Line
    speed_mps: float
    front_m: float
    meet_s: float
    grip_mps2: float = float("inf")

    @property
    def box(self) -> BodyBox:
        """The ego's body."""
        return ego_box()

    def origin_m(self, t_s: float) -> float:
        """Distance along the line of the ego's origin at a time."""
        return self.front_m - self.box.front_m - self.speed_mps * (self.meet_s - t_s)

    def camera_m(self, rig: Rig, t_s: float) -> tuple[float, float, float]:
        """World position of the first camera that looks ahead; heights count from the way."""
        ahead, left, up = forward_camera_m(rig)
        s = self.origin_m(t_s)
        x, y, heading = self.line.pose(s)
        pose: Pose[object, object] = Pose.planar(x, y, heading, float(self.line.path.at(s)[2]))
        out = pose.apply(np.array([[ahead, left, up]]))[0]
        return float(out[0]), float(out[1]), float(out[2])

    def eyes_m(self, rig: Rig, times_s: Iterable[float]) -> list[tuple[float, float]]:
        """Where on the ground that camera is at times."""
        return [self.camera_m(rig, float(t))[:2] for t in times_s]

    def sight(self, other: VehicleRun, when: Timing, rig: Rig) -> Area:
        """What lies between that camera and another vehicle's origin from the reveal to the meeting."""
        times = np.linspace(when.reveal_s, when.meet_s, 4)
        seen = [(float(x), float(y)) for x, y in other.xy_m(times)]
        return hull([*self.eyes_m(rig, times), *seen], SIGHT_M)

    def actor(self) -> Actor:
        """The ego at time 0."""
        start = self.origin_m(0.0)
        rest = self.line.path.beyond(start)
        x, y, heading = self.line.pose(start)
        points = tuple((float(px), float(py), float(pz)) for px, py, pz in rest.points_m)
        return Actor(
            name="ego",
            asset=FLEET[EGO],
            body="kinematic",
            T_world_body=Pose.planar(x, y, heading, points[0][2]),
            path=Path(points_m=points),
            speed_mps=self.speed_mps,
            mass_kg=1400.0,
        )

    def pace(self, risk_s: float | None = None) -> SpeedProfile:
        """Its speed; with a competent and careful driver who brakes to a stop for a risk that shows at a time."""
        if risk_s is None:
            return SpeedProfile(initial_mps=self.speed_mps)
        driver = CAREFUL.on(self.grip_mps2)
        changes = pressed_brake(risk_s + driver.brakes_after_s, driver.deceleration_mps2, driver.jerk_mps3)
        return SpeedProfile(initial_mps=self.speed_mps, changes=changes)

    def run(self, until_s: float, risk_s: float | None = None) -> VehicleRun:
        """Where it is over time."""
        return VehicleRun.of(self.line, self.pace(risk_s), self.origin_m(0.0), 0.0, until_s)

    def braked(self, risk_s: float | None) -> tuple[Event, ...]:
        """The events by which that driver brakes to a stop; none without a risk."""
        return self.pace(risk_s).events("ego", "brakes")


def ego_box() -> BodyBox:
    """The body of every case's ego."""
    return asset_of(FLEET[EGO]).box
