"""Actions across the road: to another lane, to an offset in the lane, beside another."""

from __future__ import annotations

import math

from scenes.behaviour.base import Side
from scenes.errors import SceneError
from scenes.roads.lane_graph import LaneKey
from scenes.storyboard.motion import ChangeLane, KeepLateralDistance, OffsetInLane
from simulator.storyboard.agent import Agent
from simulator.storyboard.lateral import OffsetPlan, planned, planned_by_acceleration
from simulator.storyboard.running import Domain, Running, Scope

SIGNAL_M = 1.0
"""Chosen: changes of at least that much are shown by the indicator."""


class Sideways(Running):
    """A change of the offset from the present course by a plan."""

    domains: tuple[Domain, ...] = ("lateral",)

    def __init__(self, scope: Scope, agent: Agent, plan: OffsetPlan, who: str) -> None:
        super().__init__(scope, agent, who)
        self._plan = plan
        self._from_m = agent.odometer_m
        agent.sway(scope.row, plan)

    def tick(self) -> bool:
        """Until the goal is reached."""
        return not self._plan.is_done(self.elapsed_s, self.agent.odometer_m - self._from_m)

    def stop(self) -> None:
        """The present offset stays."""
        self.agent.sway(self.scope.row, OffsetPlan(start_m=self.agent.d_m, end_m=self.agent.d_m))


class LaneChange(Sideways):
    """To the middle of another lane (or beside it), along which the actor goes on."""

    def __init__(self, scope: Scope, action: ChangeLane, who: str) -> None:
        agent = scope.mover(action.actor, who)
        enter_lane(scope, agent, _target(scope, agent, action, who))
        plan = planned(agent.d_m, action.offset_m, action.dynamics)
        self._side: Side = "left" if plan.end_m > plan.start_m else "right"
        self._shown = abs(plan.end_m - plan.start_m) >= SIGNAL_M
        super().__init__(scope, agent, plan, who)
        if self._shown:
            scope.timelines.indicate(scope.world.time_s, agent.instance, self._side)

    def tick(self) -> bool:
        """Until the lane is reached; then the indicator goes off."""
        goes_on = super().tick()
        if not goes_on:
            self._show_off()
        return goes_on

    def stop(self) -> None:
        """The present offset stays."""
        super().stop()
        self._show_off()

    def hand_over(self) -> None:
        """The indicator goes off."""
        self._show_off()

    def _show_off(self) -> None:
        if self._shown:
            self.scope.timelines.indicate(self.scope.world.time_s, self.agent.instance, None)


def enter_lane(scope: Scope, agent: Agent, key: LaneKey) -> None:
    """The actor's course is from now on that along a lane, in the direction in which it goes; it stays where it is.

    Where ways part it goes on along the roads that it was to follow.
    """
    lanes = scope.lanes(agent.name)
    travel = lanes.path(key)
    nearest = int(((travel.points_m[:, :2] - [agent.x_m, agent.y_m]) ** 2).sum(axis=1).argmin())
    along = float(travel.heading_rad[nearest])
    against = math.cos(agent.yaw_rad - along) < 0.0
    before = agent.course
    roads, name = (frozenset[str](), "") if before is None else (before.meant_roads(), before.name)
    reach = scope.reach_m() + float(travel.distance_m[-1])
    course = lanes.onward(key, reach, against=against, roads=roads, name=name)
    s, d = course.foot(agent.x_m, agent.y_m)
    agent.follow(scope.row, course, s, OffsetPlan(start_m=d, end_m=d))
    agent.s_m, agent.d_m = s, d


def _target(scope: Scope, agent: Agent, action: ChangeLane, who: str) -> LaneKey:
    """The lane that a change goes to. Relative lanes count to the left of the reference, lane 0 left out."""
    lanes = scope.lanes(who)
    here = scope.positions.lane_of(agent, who)
    if action.reference is None:
        return lanes.key_at(here.key.road, action.lane, here.station_m)
    other = scope.world.agent(action.reference, who)
    there = scope.positions.lane_of(other, who)
    heading = float(lanes.curve(there.key.road).plan_at(there.station_m).heading_rad[0])
    left = 1 if math.cos(other.yaw_rad - heading) > 0.0 else -1
    found = lanes.neighbour(there.key, left * action.lane)
    if found is None:
        section = lanes.road(there.key.road).sections[there.key.section]
        present = ", ".join(str(one.id) for one in section.lanes if one.id != 0)
        raise SceneError(
            f"{who}: there is no lane {abs(action.lane)} to the {'left' if action.lane > 0 else 'right'} of "
            f"'{other.name}', who is in lane {there.key.lane} of road '{there.key.road}' with lanes {present}"
        )
    if found.road == here.key.road:
        return lanes.key_at(found.road, found.lane, here.station_m)
    return found


def offset_in_lane(scope: Scope, action: OffsetInLane, who: str) -> Running:
    """To an offset from the middle of the lane, or from another's."""
    agent = scope.mover(action.actor, who)
    if action.continuous:
        return HeldOffset(scope, action, who)
    goal = action.offset_m + (0.0 if action.reference is None else scope.world.agent(action.reference, who).d_m)
    return Sideways(scope, agent, planned_by_acceleration(agent.d_m, goal, action.shape, action.lateral_mps2), who)


class HeldOffset(Running):
    """An offset that is gone to, then kept for good; another's is followed."""

    domains: tuple[Domain, ...] = ("lateral",)

    def __init__(self, scope: Scope, action: OffsetInLane, who: str) -> None:
        agent = scope.mover(action.actor, who)
        super().__init__(scope, agent, who)
        self._action = action
        self._reference = None if action.reference is None else scope.world.agent(action.reference, who)
        self._plan = planned_by_acceleration(agent.d_m, self._goal(), action.shape, action.lateral_mps2)
        agent.sway(scope.row, self._plan)

    def _goal(self) -> float:
        return self._action.offset_m + (0.0 if self._reference is None else self._reference.d_m)

    def tick(self) -> bool:
        """Never ends; a reference is followed once its offset is reached."""
        if self._reference is not None and self._plan.is_done(self.elapsed_s, 0.0) and self.elapsed_s > 0.0:
            plan = OffsetPlan(start_m=self.agent.d_m, end_m=self._goal(), shape="linear", over_s=self.scope.tick_s)
            self.agent.sway(self.scope.row, plan)
        return True

    def stop(self) -> None:
        """The present offset stays."""
        self.agent.sway(self.scope.row, OffsetPlan(start_m=self.agent.d_m, end_m=self.agent.d_m))


class LateralGap(Running):
    """A lateral distance to another, measured across the actor's own course, kept within the limits."""

    domains: tuple[Domain, ...] = ("lateral",)

    def __init__(self, scope: Scope, action: KeepLateralDistance, who: str) -> None:
        agent = scope.mover(action.actor, who)
        super().__init__(scope, agent, who)
        self._action = action
        self._reference = scope.world.agent(action.reference, who)
        gap = agent.d_m - self._reference_d_m()
        self._side = 1.0 if gap >= 0.0 else -1.0
        half = 0.5 * (agent.box.width_m + self._reference.box.width_m) if action.freespace else 0.0
        wanted = abs(gap) if action.distance_m is None else action.distance_m + half
        self._wanted_m = wanted
        plan = planned_by_acceleration(agent.d_m, self._goal(), "sinusoidal", self._limit())
        self._plan = plan
        agent.sway(scope.row, plan)

    def _limit(self) -> float | None:
        most = self._action.limits.acceleration_mps2
        return most if math.isfinite(most) else None

    def _reference_d_m(self) -> float:
        assert self.agent.course is not None
        return self.agent.course.foot(self._reference.x_m, self._reference.y_m, self.agent.s_m)[1]

    def _goal(self) -> float:
        return self._reference_d_m() + self._side * self._wanted_m

    def tick(self) -> bool:
        """Until the distance is reached; a continuous one is followed from then on."""
        if self.elapsed_s <= 0.0 or not self._plan.is_done(self.elapsed_s, 0.0):
            return True
        if not self._action.continuous:
            return False
        plan = OffsetPlan(start_m=self.agent.d_m, end_m=self._goal(), shape="linear", over_s=self.scope.tick_s)
        self.agent.sway(self.scope.row, plan)
        return True

    def stop(self) -> None:
        """The present offset stays."""
        self.agent.sway(self.scope.row, OffsetPlan(start_m=self.agent.d_m, end_m=self.agent.d_m))
