"""Actions that look at somebody else at every tick: a distance that is kept, an arrival together."""

from __future__ import annotations

import math

from scenes.errors import SceneError
from scenes.storyboard.motion import KeepDistance, Synchronize
from simulator.storyboard.agent import Agent
from simulator.storyboard.distances import Measure, ahead_m
from simulator.storyboard.longitudinal import STANDING_MPS, meeting_cubic, time_to_cover_s
from simulator.storyboard.running import USUAL, Domain, Running, Scope
from simulator.storyboard.spots import Spot

GAIN_PER_S = 0.8
"""Chosen: a gap is closed by that share of what is missing a second, without overshoot."""
REACHED_M, REACHED_MPS = 0.1, 0.1
"""Chosen: a distance is reached when it is that near, at about the other's speed."""


class Gap(Running):
    """A distance or a time headway to another, kept by the speed alone.

    The speed aimed at is the other's, and a share of what is missing, never more than what can be braked away over the
    rest: sqrt(2 b e). The acceleration is what reaches it within half a second, within the limits.
    """

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, action: KeepDistance, who: str) -> None:
        super().__init__(scope, scope.mover(action.actor, who), who)
        self._action = action
        self._reference = scope.world.agent(action.reference, who)
        ahead = self._ahead()
        self._side = {"behind": 1.0, "ahead": -1.0, "any": math.copysign(1.0, ahead)}[action.side]
        self._fixed = None if action.headway_s is not None else action.distance_m
        if self._fixed is None and action.headway_s is None:
            self._fixed = self._gap()

    def _ahead(self) -> float:
        """How far the reference's origin is ahead of the actor's."""
        frame = self._action.frame if self.agent.course is not None else "entity"
        return ahead_m(self.agent, self._reference, Measure(distance="longitudinal", frame=frame), self.who)

    def _gap(self) -> float:
        """The distance as the action counts it: positive with the reference on its side."""
        between = self._side * self._ahead()
        if not self._action.freespace:
            return between
        first, last = (self._reference, self.agent) if self._side > 0.0 else (self.agent, self._reference)
        return between - last.front_m + first.rear_m

    def tick(self) -> bool:
        """Steers by the speed for one tick."""
        other, now = self._reference.speed_mps, self.agent.speed_mps
        wanted = self._fixed if self._fixed is not None else (self._action.headway_s or 0.0) * max(now, 0.0)
        missing = self._side * (self._gap() - wanted)  # positive: drive faster
        if not self._action.continuous and abs(missing) <= REACHED_M and abs(now - other) <= REACHED_MPS:
            self.scope.world.keep_speed(self.agent)
            return False
        limits = self._action.limits
        gas = min(limits.acceleration_mps2, USUAL.acceleration_mps2)
        brake = min(limits.deceleration_mps2, USUAL.deceleration_mps2)
        back = 0.5 * (brake if missing > 0.0 else gas)
        extra = math.copysign(min(GAIN_PER_S * abs(missing), math.sqrt(2.0 * back * abs(missing))), missing)
        goal = min(max(other + extra, 0.0), limits.speed_mps)
        rate = min(max((goal - now) / 0.5, -brake), gas)
        after = max(now + rate * self.scope.tick_s, 0.0)
        self.scope.world.head_for(self.agent, after, abs(rate) if abs(rate) > 1e-9 else 1.0)
        return True

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)


class Meeting(Running):
    """An arrival at a place when another arrives at theirs.

    At every tick: how long the master will take, as it drives now; then the smoothest motion that arrives in that
    time, at the final speed where there is one (`meeting_cubic`); before the goal it may drive at that for a while.
    """

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, action: Synchronize, who: str) -> None:
        super().__init__(scope, scope.mover(action.actor, who), who)
        self._action = action
        self._master = scope.world.agent(action.master, who)
        if self._master.column is None:
            raise SceneError(f"{who}: the master '{action.master}' never moves, and arrives nowhere")

    def tick(self) -> bool:
        """Plans anew; ends when either has arrived."""
        action, agent = self._action, self.agent
        left = _left_m(agent, self.scope.positions.spot(action.goal, self.who))
        masters = _left_m(self._master, self.scope.positions.spot(action.master_goal, self.who))
        due = masters_time_s(self.scope, self._master, masters - action.master_tolerance_m)
        if masters <= action.master_tolerance_m or left <= action.tolerance_m:
            if action.final_speed_mps is not None:
                self.scope.world.set_speed(agent, self._final_mps() or 0.0)
            else:
                self.scope.world.keep_speed(agent)
            return False
        if not math.isfinite(due):
            self.scope.world.keep_speed(agent)  # the master stands: nothing to aim at yet
            return True
        self._aim(left - action.tolerance_m, due)
        return True

    def _final_mps(self) -> float | None:
        if self._action.final_speed_mps is None:
            return None
        return self._action.final_speed_mps + (self._master.speed_mps if self._action.relative_to_master else 0.0)

    def _aim(self, left_m: float, due_s: float) -> None:
        """Heads for a place that far away in that time."""
        final, now = self._final_mps(), self.agent.speed_mps
        steady_s = self._action.steady_s
        if final is not None and abs(final) > STANDING_MPS:
            steady_s = max(steady_s, self._action.steady_m / abs(final))
        if steady_s > 0.0 and final is not None:
            if due_s <= steady_s + self.scope.tick_s:
                self.scope.world.head_for(self.agent, final, USUAL.deceleration_mps2)
                return
            left_m, due_s = left_m - final * steady_s, due_s - steady_s
        plan = meeting_cubic(left_m, due_s, now, final)
        soon = now + plan.acceleration_mps2 * self.scope.tick_s
        if soon < 0.0 or (now <= STANDING_MPS and plan.acceleration_mps2 < 0.0):
            self.scope.world.head_for(self.agent, 0.0, max(-plan.acceleration_mps2, 1e-3))  # waits
        else:
            self.scope.world.prescribe(self.agent, plan)

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)


def _left_m(agent: Agent, goal: Spot) -> float:
    """How far a body's origin has to go along its course to be beside a place; negative behind it."""
    assert agent.course is not None
    return agent.course.foot(goal.x_m, goal.y_m, agent.s_m)[0] - agent.s_m


def masters_time_s(scope: Scope, master: Agent, left_m: float) -> float:
    """When somebody arrives who goes on with the change of speed that is under way; infinite where never."""
    assert master.column is not None
    target = float(scope.world.target_mps[master.column])
    rate = float(scope.world.rate_mps2[master.column])
    if scope.world.is_prescribed(master):
        target = master.speed_mps
    return time_to_cover_s(left_m, master.speed_mps, target, rate)
