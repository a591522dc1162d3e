"""What conditions ask of one entity: its speed, its distance to others, where it is, what it touches."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scenes.errors import SceneError
from scenes.storyboard.conditions import (
    AccelerationIs,
    AngleIs,
    ClearanceIs,
    Collides,
    DistanceIs,
    EndOfRoad,
    EntityCondition,
    HeadwayIs,
    OffRoad,
    Reaches,
    RelativeSpeedIs,
    SpeedIs,
    StandsStill,
    TimeToCollisionIs,
    Travelled,
)
from simulator.storyboard.agent import Agent
from simulator.storyboard.distances import Measure, ahead_m, distance_m, touching
from simulator.storyboard.rules import compare
from simulator.storyboard.running import Scope
from simulator.storyboard.spots import Spot

LEAST_CLOSING_MPS = 1e-3
"""Chosen: who closes in slower than a millimetre a second never arrives."""


def holds_for(scope: Scope, agent: Agent, asks: EntityCondition, who: str) -> bool:
    """Whether a condition holds for one entity now."""
    return _ANSWERS[type(asks)](scope, agent, asks, who)


def _speed(scope: Scope, agent: Agent, asks: SpeedIs, who: str) -> bool:
    del scope, who
    speed = _component(agent, agent.velocity_mps(), agent.speed_mps, asks.direction)
    return compare(speed, asks.rule, asks.speed_mps)


def _stands_still(scope: Scope, agent: Agent, asks: StandsStill, who: str) -> bool:
    del who
    if agent.still_since_row is None:
        return False
    return (scope.row - agent.still_since_row) * scope.world.step_s >= asks.duration_s - 1e-9


def _headway(scope: Scope, agent: Agent, asks: HeadwayIs, who: str) -> bool:
    gap = distance_m(agent, scope.world.agent(asks.other, who), _measure(asks), who)
    headway = gap / agent.speed_mps if agent.speed_mps > LEAST_CLOSING_MPS else math.inf
    return compare(headway, asks.rule, asks.value_s)


def _distance(scope: Scope, agent: Agent, asks: DistanceIs, who: str) -> bool:
    return compare(distance_m(agent, _target(scope, asks.target, who), _measure(asks), who), asks.rule, asks.value_m)


def _reaches(scope: Scope, agent: Agent, asks: Reaches, who: str) -> bool:
    spot = scope.positions.spot(asks.position, who)
    return math.hypot(agent.x_m - spot.x_m, agent.y_m - spot.y_m) <= asks.tolerance_m + 1e-9


def _travelled(scope: Scope, agent: Agent, asks: Travelled, who: str) -> bool:
    del scope, who
    return agent.odometer_m >= asks.distance_m - 1e-9


def _off_road(scope: Scope, agent: Agent, asks: OffRoad, who: str) -> bool:
    return _held_s(scope, ("off road", agent.name), is_off_road(scope, agent, who)) >= asks.duration_s - 1e-9


def _end_of_road(scope: Scope, agent: Agent, asks: EndOfRoad, who: str) -> bool:
    del who
    return _held_s(scope, ("end of road", agent.name), is_at_end(agent)) >= asks.duration_s - 1e-9


def _held_s(scope: Scope, key: tuple[str, str], now: bool) -> float:
    """For how long something has held, in seconds; -1 where it does not hold."""
    if not now:
        scope.held_since.pop(key, None)
        return -1.0
    return (scope.row - scope.held_since.setdefault(key, scope.row)) * scope.world.step_s


def _measure(asks: HeadwayIs | TimeToCollisionIs | DistanceIs) -> Measure:
    return Measure(distance=asks.distance, frame=asks.frame, freespace=asks.freespace)


def _target(scope: Scope, target: object, who: str) -> Agent | Spot:
    if isinstance(target, str):
        return scope.world.agent(target, who)
    return scope.positions.spot(target, who)  # type: ignore[arg-type]


def _component(agent: Agent, velocity: tuple[float, float], total: float, direction: str | None) -> float:
    """Of a velocity in the world's plane, in the entity's axes; its total where no direction is asked for."""
    c, s = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad)
    if direction is None:
        return total
    if direction == "longitudinal":
        return c * velocity[0] + s * velocity[1]
    return c * velocity[1] - s * velocity[0] if direction == "lateral" else 0.0


def _relative_speed(scope: Scope, agent: Agent, asks: RelativeSpeedIs, who: str) -> bool:
    other = scope.world.agent(asks.other, who)
    own, its = agent.velocity_mps(), other.velocity_mps()
    difference = (own[0] - its[0], own[1] - its[1])
    total = agent.speed_mps - other.speed_mps
    return compare(_component(agent, difference, total, asks.direction), asks.rule, asks.speed_mps)


def _acceleration(scope: Scope, agent: Agent, asks: AccelerationIs, who: str) -> bool:
    del scope, who
    across = agent.speed_mps**2 * (0.0 if agent.course is None else agent.course.curvature_at(agent.s_m))
    along = agent.acceleration_mps2
    # the total of somebody who brakes is negative
    total = math.copysign(math.hypot(along, across), along)
    value = {"longitudinal": along, "lateral": across, "vertical": 0.0}.get(asks.direction or "", total)
    return compare(value, asks.rule, asks.acceleration_mps2)


def _time_to_collision(scope: Scope, agent: Agent, asks: TimeToCollisionIs, who: str) -> bool:
    return compare(_time_to_collision_s(scope, agent, asks, who), asks.rule, asks.value_s)


def _time_to_collision_s(scope: Scope, agent: Agent, asks: TimeToCollisionIs, who: str) -> float:
    """Distance over closing speed: along the entity's axis, or along the line between the two."""
    target = _target(scope, asks.target, who)
    gap = distance_m(agent, target, _measure(asks), who)
    own = agent.velocity_mps()
    its = target.velocity_mps() if isinstance(target, Agent) else (0.0, 0.0)
    closing = (own[0] - its[0], own[1] - its[1])
    away = (target.x_m - agent.x_m, target.y_m - agent.y_m)
    if asks.distance == "euclidean":
        length = math.hypot(*away)
        speed = (closing[0] * away[0] + closing[1] * away[1]) / length if length > 1e-9 else 0.0
    else:
        sign = math.copysign(1.0, ahead_m(agent, target, _measure(asks), who))
        speed = sign * _component(agent, closing, 0.0, asks.distance)
    if gap <= 0.0:
        return 0.0
    return gap / speed if speed > LEAST_CLOSING_MPS else math.inf


def _collides(scope: Scope, agent: Agent, asks: Collides, who: str) -> bool:
    if asks.other is not None:
        other = scope.world.agent(asks.other, who)
        return other.present and touching(agent, other)
    for other in scope.world.agents:
        together = agent.body.group != 0 and other.body.group == agent.body.group
        fits = asks.of_class is None or other.semantic.startswith(asks.of_class)
        if other is not agent and not together and other.present and fits and touching(agent, other):
            return True
    return False


def is_off_road(scope: Scope, agent: Agent, who: str) -> bool:
    """Whether the origin lies on no driving lane. Raises SceneError where the scene has no roads."""
    lanes = scope.lanes(who)
    return lanes.lane_under(agent.x_m, agent.y_m, agent.z_m, any_kind=False)[3] > 0.0


def is_at_end(agent: Agent) -> bool:
    """Whether it is where the lanes of its course end."""
    course = agent.course
    return course is not None and bool(course.lanes) and agent.s_m >= course.length_m - 1e-6


def _angle(scope: Scope, agent: Agent, asks: AngleIs, who: str) -> bool:
    if asks.other is not None:
        zero = scope.world.agent(asks.other, who).yaw_rad
    elif asks.against == "lane":
        at = scope.positions.lane_of(agent, who)
        lanes = scope.lanes(who)
        zero = float(lanes.curve(at.key.road).plan_at(at.station_m).heading_rad[0])
        zero += 0.0 if lanes.forward(at.key) else math.pi
    else:
        zero = 0.0
    return abs(math.remainder(agent.yaw_rad - zero - asks.angle_rad, 2.0 * math.pi)) <= asks.tolerance_rad + 1e-9


def _is_clear(scope: Scope, agent: Agent, asks: ClearanceIs, who: str) -> bool:
    """Lanes are counted by widths of the entity's own from its middle, which holds where lanes are about as wide."""
    if agent.course is None:
        raise SceneError(f"{who}: '{agent.name}' follows no lane whose neighbours could be free")
    lanes = scope.lanes(who)
    at = scope.positions.lane_of(agent, who)
    width = max(lanes.middle(at.key, at.station_m)[1], 1.0)
    names = asks.others or tuple(other.name for other in scope.world.agents if other is not agent)
    for name in names:
        other = scope.world.agent(name, who)
        opposite = math.cos(other.yaw_rad - agent.yaw_rad) < 0.0
        if not other.present or (opposite and not asks.opposite_lanes):
            continue
        s, d = agent.course.foot(other.x_m, other.y_m, agent.s_m)
        if asks.lanes_from <= round(d / width) <= asks.lanes_to and _within(agent, other, s - agent.s_m, asks):
            return False
    return True


def _within(agent: Agent, other: Agent, ahead: float, asks: ClearanceIs) -> bool:
    if not asks.freespace:
        return -asks.behind_m <= ahead <= asks.ahead_m
    turned = math.cos(other.yaw_rad - agent.yaw_rad) < 0.0
    front, rear = (-other.rear_m, -other.front_m) if turned else (other.front_m, other.rear_m)
    return ahead + rear - agent.front_m <= asks.ahead_m and ahead + front - agent.rear_m >= -asks.behind_m


_ANSWERS: dict[type, Callable[[Scope, Agent, Any, str], bool]] = {
    SpeedIs: _speed,
    RelativeSpeedIs: _relative_speed,
    AccelerationIs: _acceleration,
    StandsStill: _stands_still,
    HeadwayIs: _headway,
    TimeToCollisionIs: _time_to_collision,
    DistanceIs: _distance,
    Reaches: _reaches,
    Travelled: _travelled,
    Collides: _collides,
    OffRoad: _off_road,
    EndOfRoad: _end_of_road,
    AngleIs: _angle,
    ClearanceIs: _is_clear,
}
