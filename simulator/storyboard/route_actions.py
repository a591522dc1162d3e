"""Actions that say where somebody goes: teleports, trajectories, routes, a position to be acquired."""

from __future__ import annotations

import math

import numpy as np

from scenes.errors import SceneError
from scenes.storyboard.actions import AddEntity
from scenes.storyboard.motion import AssignRoute, FollowTrajectory, GoTo, Teleport
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course, course_of
from simulator.storyboard.lateral import OffsetPlan
from simulator.storyboard.longitudinal import STANDING_MPS, TimedPoints
from simulator.storyboard.route_courses import course_to, route_course
from simulator.storyboard.running import USUAL, Domain, Running, Scope
from simulator.storyboard.spots import Spot
from simulator.storyboard.trajectories import timed_course
from simulator.storyboard.world_actions import appear

ALONG_RAD = math.radians(45.0)
"""Chosen: who looks that little away from a lane's direction follows it; others go straight ahead."""
ARRIVAL_M = 0.01
"""Chosen: a centimetre from the goal is there."""
ARRIVAL_MPS2 = 2.0
"""Chosen: how somebody brakes for where they want to be."""


def teleport(scope: Scope, action: Teleport, who: str) -> None:
    """The actor is at a position from now on, at its present speed."""
    agent = scope.mover(action.actor, who)
    put(scope, agent, scope.positions.spot(action.position, who))


def add_entity(scope: Scope, action: AddEntity, who: str) -> None:
    """The actor appears at a position."""
    agent = scope.world.agent(action.actor, who)
    if agent.column is not None:
        put(scope, agent, scope.positions.spot(action.position, who))
    appear(scope, action, who)


def put(scope: Scope, agent: Agent, spot: Spot) -> None:
    """Onto a spot: along the lane there where the actor looks along it, else straight ahead."""
    course, s, d = course_from(scope, spot)
    plan = None if d == 0.0 else OffsetPlan(start_m=d, end_m=d)
    agent.follow(scope.row, course, s, plan)
    agent.settle(s, d)


def course_from(scope: Scope, spot: Spot) -> tuple[Course, float, float]:
    """A course from a spot on, and where on it (s, d) the spot is."""
    lanes = scope.world.lanes
    if lanes is not None and spot.lane is not None:
        station, key = spot.lane.station_m, spot.lane.key
        ahead = float(lanes.curve(key.road).plan_at(station).heading_rad[0])
        ahead += 0.0 if lanes.forward(key) else math.pi
        turn = math.remainder(spot.yaw_rad - ahead, 2.0 * math.pi)
        if abs(turn) < ALONG_RAD or abs(turn) > math.pi - ALONG_RAD:
            reach = scope.reach_m() + lanes.road(key.road).length_m
            course = lanes.onward(key, reach, against=abs(turn) > ALONG_RAD)
            s, d = course.foot(spot.x_m, spot.y_m)
            return course, s, (d if abs(d) > 1e-6 else 0.0)
    end = (spot.x_m + math.cos(spot.yaw_rad), spot.y_m + math.sin(spot.yaw_rad), spot.z_m)
    return course_of([(spot.x_m, spot.y_m, spot.z_m), end], "a course straight ahead"), 0.0, 0.0


def put_on_trajectory(scope: Scope, action: FollowTrajectory, who: str) -> None:
    """The actor is at time 0 where a trajectory that it follows from the beginning begins."""
    agent = scope.mover(action.actor, who)
    course = timed_course(action.trajectory, lambda position: scope.positions.spot(position, who), who).course
    agent.follow(scope.row, course, action.start_m)
    agent.settle(action.start_m, 0.0)


class Trajectories(Running):
    """Along a trajectory to its end; by its times where it is timed, which then rule the speed as well."""

    def __init__(self, scope: Scope, action: FollowTrajectory, who: str) -> None:
        agent = scope.mover(action.actor, who)
        super().__init__(scope, agent, who)
        made = timed_course(action.trajectory, lambda position: scope.positions.spot(position, who), who)
        self._course = made.course
        self._timed = action.timed and len(made.times_s) > 1
        if action.timed and not (self._timed and (np.diff(made.times_s) > 0.0).all()):
            found = f"times {made.times_s.tolist()}" if len(made.times_s) else "no times"
            raise SceneError(f"{who}: trajectory '{action.trajectory.name}' has {found}; expected increasing ones")
        self.domains: tuple[Domain, ...] = ("lateral", "longitudinal") if self._timed else ("lateral",)
        start = action.start_m
        plan = None
        if not action.exact:
            near, d = made.course.foot(agent.x_m, agent.y_m)
            start = max(start, near)
            plan = OffsetPlan(start_m=d, end_m=0.0, shape="cubic", over_m=max(5.0, 8.0 * abs(d)))
        if self._timed:
            since = (scope.world.time_s if action.relative else 0.0) + action.time_offset_s
            times = made.times_s * action.time_scale + since - scope.world.time_s
            start = self._keep(times, made.passed_m, start)
        agent.follow(scope.row, made.course, start, plan)
        agent.s_m = start

    def _keep(self, times_s: np.ndarray, passed_m: np.ndarray, start_m: float) -> float:
        """Prescribes the motion from now on; the arc length at which it is now."""
        now = max(float(np.interp(0.0, times_s, passed_m)), start_m)
        later = (times_s > 1e-9) & (passed_m >= now)
        if not later.any():
            self._duration_s = 0.0
            return now
        times = np.concatenate([[0.0], times_s[later]])
        places = np.concatenate([[0.0], passed_m[later] - now])
        if times_s[0] > 0.0:  # waits for the first point's time
            places[1:] = passed_m[later] - passed_m[0]
        self._duration_s = float(times[-1])
        self.scope.world.prescribe(
            self.agent, TimedPoints(times_s=tuple(times.tolist()), distances_m=tuple(places.tolist()))
        )
        return now

    def tick(self) -> bool:
        """Until its last point, or its last time."""
        if self._timed:
            if self.elapsed_s < self._duration_s - 1e-9:
                return True
            self.scope.world.keep_speed(self.agent)
        elif self.agent.s_m < self._course.length_m - 1e-6 and self.elapsed_s >= 0.0:
            return True
        self.stop()
        return False

    def stop(self) -> None:
        """Goes on along the lane that it is in, if it looks along it, else straight ahead."""
        if self._timed:
            self.scope.world.keep_speed(self.agent)
        leave_line(self.scope, self.agent)


def leave_line(scope: Scope, agent: Agent) -> None:
    """From a line of its own back to the lane below, where there is one that leads the same way."""
    if scope.world.lanes is None:
        return
    spot = scope.positions.below(agent)
    if spot.lane is None:
        return
    course, s, d = course_from(scope, spot)
    if course.lanes:
        agent.follow(scope.row, course, s, OffsetPlan(start_m=d, end_m=d))
        agent.s_m, agent.d_m = s, d


def assign_route(scope: Scope, action: AssignRoute, who: str) -> None:
    """From now on along a route, from where the actor is on it."""
    agent = scope.mover(action.actor, who)
    course = route_course(scope.lanes(who), scope.positions.spot, action.route, who, scope.reach_m())
    _join(scope, agent, course, action.route.name, who)


def _join(scope: Scope, agent: Agent, course: Course, name: str, who: str) -> None:
    """Onto a course where the actor is; raises SceneError where that is far from it."""
    s, d = course.foot(agent.x_m, agent.y_m)
    if abs(d) > 20.0:
        raise SceneError(f"{who}: '{agent.name}' is {abs(d):.0f} m off the route '{name}'")
    plan = OffsetPlan(start_m=d, end_m=0.0 if abs(d) > 1e-6 else d, shape="cubic", over_m=40.0)
    agent.follow(scope.row, course, s, plan)
    agent.s_m, agent.d_m = s, d


class Acquire(Running):
    """By the shortest way over the lanes to a position, where the actor stops.

    On the way its speed is others' business; it is taken over when it is time to brake.
    """

    domains: tuple[Domain, ...] = ("lateral",)

    def __init__(self, scope: Scope, action: GoTo, who: str) -> None:
        agent = scope.mover(action.actor, who)
        super().__init__(scope, agent, who)
        goal = scope.positions.spot(action.position, who)
        course = course_to(scope.lanes(who), scope.positions.lane_of(agent, who), goal, who)
        _join(scope, agent, course, "to its goal", who)
        self._goal_m = course.foot(goal.x_m, goal.y_m)[0]

    def tick(self) -> bool:
        """Brakes so as to stand at the goal: v^2 = 2 a s; ends where it stands."""
        left, speed = self._goal_m - self.agent.s_m, self.agent.speed_mps
        brakes = "longitudinal" in self.domains
        if speed <= STANDING_MPS and (left <= ARRIVAL_M or brakes):
            self.scope.world.set_speed(self.agent, 0.0)
            return False
        needed = speed * speed / (2.0 * max(left, 1e-6))
        if brakes or needed >= ARRIVAL_MPS2:
            self.domains = ("lateral", "longitudinal")
            self.scope.world.head_for(self.agent, 0.0, min(needed, USUAL.deceleration_mps2))
        return True

    def stop(self) -> None:
        """The present speed stays."""
        if "longitudinal" in self.domains:
            self.scope.world.keep_speed(self.agent)
