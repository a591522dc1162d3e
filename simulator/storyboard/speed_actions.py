"""Actions that change somebody's speed, towards a value that they know when they begin or read off another."""

from __future__ import annotations

import math

from scenes.errors import SceneError
from scenes.storyboard.motion import ChangeSpeed, Dynamics, FollowSpeedProfile, MatchSpeed, SetSpeed
from simulator.storyboard.agent import Agent
from simulator.storyboard.longitudinal import LinearPieces, ShapedChange, change_duration_s
from simulator.storyboard.running import USUAL, Domain, Running, Scope


class Ramp(Running):
    """To a speed at a rate."""

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, action: SetSpeed, who: str) -> None:
        super().__init__(scope, scope.mover(action.actor, who), who)
        self._goal_mps = action.speed_mps
        scope.world.head_for(self.agent, action.speed_mps, action.acceleration_mps2)

    def tick(self) -> bool:
        """Until the speed is reached."""
        return self.agent.speed_mps != self._goal_mps

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)


class Change(Running):
    """To a speed by a shape."""

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, agent: Agent, goal_mps: float, dynamics: Dynamics, who: str) -> None:
        super().__init__(scope, agent, who)
        self._goal_mps = goal_mps
        start = agent.speed_mps
        self._duration_s = change_duration_s(start, goal_mps, dynamics, who)
        if self._duration_s <= 0.0:
            scope.world.set_speed(agent, goal_mps)
        elif not math.isfinite(self._duration_s):
            scope.world.keep_speed(agent)
        elif dynamics.shape == "linear":
            scope.world.head_for(agent, goal_mps, abs(goal_mps - start) / self._duration_s)
        else:
            plan = ShapedChange(start_mps=start, end_mps=goal_mps, time_s=self._duration_s, shape=dynamics.shape)
            scope.world.prescribe(agent, plan)

    def tick(self) -> bool:
        """Until its time is over."""
        if self.elapsed_s < self._duration_s - 1e-9:
            return True
        self.scope.world.set_speed(self.agent, self._goal_mps)
        return False

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)


def change_speed(scope: Scope, action: ChangeSpeed, who: str) -> Running:
    """To an absolute speed."""
    return Change(scope, scope.mover(action.actor, who), action.speed_mps, action.dynamics, who)


class Match(Running):
    """Another's speed, by a factor and a difference: once by a shape, then from tick to tick if continuous."""

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, action: MatchSpeed, who: str) -> None:
        super().__init__(scope, scope.mover(action.actor, who), who)
        self._action = action
        self._reference = scope.world.agent(action.reference, who)
        self._change: Change | None = Change(scope, self.agent, self._goal_mps(), action.dynamics, who)

    def _goal_mps(self) -> float:
        return self._reference.speed_mps * self._action.factor + self._action.delta_mps

    def tick(self) -> bool:
        """The change, then the following."""
        if self._change is not None:
            if self._change.tick():
                return True
            self._change = None
            if not self._action.continuous:
                return False
        goal = self._goal_mps()
        rate = abs(goal - self.agent.speed_mps) / self.scope.tick_s
        self.scope.world.head_for(self.agent, goal, rate if rate > 0.0 else 1.0)
        return True

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)


class Profile(Running):
    """Speeds one after the other, linear in between; those without a time as fast as limits allow."""

    domains: tuple[Domain, ...] = ("longitudinal",)

    def __init__(self, scope: Scope, action: FollowSpeedProfile, who: str) -> None:
        super().__init__(scope, scope.mover(action.actor, who), who)
        if not action.entries:
            raise SceneError(f"{who}: a speed profile needs entries")
        base = 0.0 if action.reference is None else scope.world.agent(action.reference, who).speed_mps
        times, speeds = [0.0], [self.agent.speed_mps]
        for entry in action.entries:
            goal = base + entry.speed_mps
            limits = action.limits
            goal = max(-limits.speed_mps, min(limits.speed_mps, goal))
            faster = abs(goal) > abs(speeds[-1])
            rate = min(
                limits.acceleration_mps2 if faster else limits.deceleration_mps2,
                USUAL.acceleration_mps2 if faster else USUAL.deceleration_mps2,
            )
            fastest_s = abs(goal - speeds[-1]) / rate
            given_s = fastest_s if entry.time_s is None else entry.time_s
            took = given_s if action.exact else max(given_s, fastest_s)
            if took <= 0.0:
                speeds[-1] = goal
                continue
            times.append(times[-1] + took)
            speeds.append(goal)
        self._goal_mps = speeds[-1]
        self._duration_s = times[-1]
        if len(times) == 1:
            scope.world.set_speed(self.agent, self._goal_mps)
        else:
            scope.world.prescribe(self.agent, LinearPieces(times_s=tuple(times), speeds_mps=tuple(speeds)))

    def tick(self) -> bool:
        """Until the last speed."""
        if self.elapsed_s < self._duration_s - 1e-9:
            return True
        self.scope.world.set_speed(self.agent, self._goal_mps)
        return False

    def stop(self) -> None:
        """The present speed stays."""
        self.scope.world.keep_speed(self.agent)
