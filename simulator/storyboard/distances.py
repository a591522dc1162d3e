"""Distances between bodies, and to places: along an entity's axes, along its course, or the shortest."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.errors import SceneError
from scenes.storyboard.conditions import Distance
from scenes.storyboard.motion import Frame
from simulator.storyboard.agent import Agent
from simulator.storyboard.spots import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured: longitudinal, lateral or straight; in which frame; between bodies (freespace) or origins."""

    distance: Distance = "euclidean"
    frame: Frame = "entity"
    freespace: bool = False


def corners(agent: Agent) -> list[tuple[float, float]]:
    """The corners of a body's box on the ground."""
    c, s = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad)
    half = 0.5 * agent.box.width_m
    return [
        (agent.x_m + c * x - s * y, agent.y_m + s * x + c * y)
        for x in (agent.front_m, agent.rear_m)
        for y in (half, -half)
    ]


def touching(a: Agent, b: Agent) -> bool:
    """Whether two bodies' footprints share a point, and their heights overlap."""
    reach = a.box.length_m + a.box.width_m + b.box.length_m + b.box.width_m
    if math.hypot(a.x_m - b.x_m, a.y_m - b.y_m) > reach:
        return False
    low_a, low_b = (o.z_m + o.box.T_body_box.translation_m[2] for o in (a, b))
    if low_a >= low_b + b.box.height_m or low_b >= low_a + a.box.height_m:
        return False
    return gap_m(a, b) <= 0.0


def gap_m(a: Agent, b: Agent | Spot) -> float:
    """Between the footprints of two bodies, or of one and a point; 0 where they overlap.

    Two convex areas overlap unless an edge of one separates them; apart, they are nearest at a corner of one.
    """
    if isinstance(b, Spot):
        return _off(a, *_seen_from(a, [(b.x_m, b.y_m)])[0])
    theirs, ours = _seen_from(a, corners(b)), _seen_from(b, corners(a))
    if not _separates(a, theirs) and not _separates(b, ours):
        return 0.0
    return min(*(_off(a, *point) for point in theirs), *(_off(b, *point) for point in ours))


def _seen_from(agent: Agent, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in the axes of a body's footprint, from its middle."""
    c, s, middle = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad), agent.box.middle_m
    away = [(x - agent.x_m, y - agent.y_m) for x, y in points]
    return [(c * dx + s * dy - middle, c * dy - s * dx) for dx, dy in away]


def _off(agent: Agent, along_m: float, across_m: float) -> float:
    """How far a point in its axes is off a body's footprint."""
    box = agent.box
    return math.hypot(max(abs(along_m) - 0.5 * box.length_m, 0.0), max(abs(across_m) - 0.5 * box.width_m, 0.0))


def _separates(agent: Agent, points: list[tuple[float, float]]) -> bool:
    """Whether all points in its axes lie beyond one edge of a body's footprint."""
    along, across = [point[0] for point in points], [point[1] for point in points]
    half_length, half_width = 0.5 * agent.box.length_m, 0.5 * agent.box.width_m
    beyond = min(along) > half_length or max(along) < -half_length
    return beyond or min(across) > half_width or max(across) < -half_width


def distance_m(a: Agent, to: Agent | Spot, measure: Measure, who: str) -> float:
    """The distance, never negative; 0 between bodies that overlap where it is measured.

    Raises SceneError for a distance along the lane, road or trajectory of somebody who follows none.
    """
    if measure.distance == "euclidean":
        if not measure.freespace:
            return math.hypot(to.x_m - a.x_m, to.y_m - a.y_m)
        return gap_m(a, to)
    low, high = _extent(a, to, measure, who)
    own_low, own_high = _own_extent(a, measure)
    if low <= own_high and high >= own_low:
        return 0.0
    return low - own_high if low > own_high else own_low - high


def ahead_m(a: Agent, to: Agent | Spot, measure: Measure, who: str) -> float:
    """The signed distance between origins along or across the frame: ahead and left are positive."""
    low, _ = _extent(a, to, Measure(distance=measure.distance, frame=measure.frame), who)
    return low


def _own_extent(a: Agent, measure: Measure) -> tuple[float, float]:
    if not measure.freespace:
        return 0.0, 0.0
    if measure.distance == "longitudinal":
        return a.rear_m, a.front_m
    return -0.5 * a.box.width_m, 0.5 * a.box.width_m


def _extent(a: Agent, to: Agent | Spot, measure: Measure, who: str) -> tuple[float, float]:
    """From where to where the other reaches, along or across the frame, from the entity's origin."""
    points = corners(to) if isinstance(to, Agent) and measure.freespace else [(to.x_m, to.y_m)]
    component = 0 if measure.distance == "longitudinal" else 1
    if measure.frame == "entity":
        c, s = math.cos(a.yaw_rad), math.sin(a.yaw_rad)
        away = [(x - a.x_m, y - a.y_m) for x, y in points]
        found = [(c * x + s * y, c * y - s * x)[component] for x, y in away]
    else:
        if a.course is None:
            raise SceneError(f"{who}: '{a.name}' follows no {measure.frame}; expected coordinateSystem entity")
        feet = [a.course.foot(x, y, a.s_m) for x, y in points]
        found = [(s - a.s_m, d - a.d_m)[component] for s, d in feet]
    return min(found), max(found)
