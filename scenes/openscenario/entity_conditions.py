"""Conditions that ask about entities, from XML; the forms of 1.0 are read as what they became."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.openscenario.positions import read_position
from scenes.storyboard.conditions import (
    AccelerationIs,
    AngleIs,
    ClearanceIs,
    Collides,
    Distance,
    DistanceIs,
    EndOfRoad,
    EntityCondition,
    HeadwayIs,
    OffRoad,
    Reaches,
    RelativeSpeedIs,
    Rule,
    SpeedIs,
    StandsStill,
    TimeToCollisionIs,
    Travelled,
)
from scenes.storyboard.motion import Frame

_RULES: tuple[Rule, ...] = get_args(Rule)
_FRAMES: tuple[Frame, ...] = get_args(Frame)
_DISTANCES: Mapping[str, Distance] = MappingProxyType(
    {
        "longitudinal": "longitudinal",
        "lateral": "lateral",
        "euclidianDistance": "euclidean",
        "cartesianDistance": "euclidean",
    }
)
_CLASSES: Mapping[str, str] = MappingProxyType(
    {"pedestrian": "human", "vehicle": "vehicle", "miscellaneous": "movable_object"}
)
"""Prefixes of the ontology for OpenSCENARIO's types of objects."""
Direction = Literal["longitudinal", "lateral", "vertical"]
_DIRECTIONS: tuple[Direction, ...] = ("longitudinal", "lateral", "vertical")


def read_entity_condition(context: Context, holder: Node) -> EntityCondition:
    """What an <EntityCondition> asks. Raises InputFileError, UnsupportedElement."""
    node = holder.one_of(*READERS)
    return READERS[node.tag](context, node)


def _rule(node: Node) -> Rule:
    return node.choice("rule", _RULES)


def _direction(node: Node) -> Direction | None:
    return node.choice("direction", _DIRECTIONS) if node.has("direction") else None


def _measured(node: Node) -> tuple[Frame, Distance]:
    """In which system and how a distance is measured; alongRoute is what 1.0 says."""
    given = node.choice("relativeDistanceType", _DISTANCES, "euclidianDistance")
    if node.has("alongRoute") and not node.has("coordinateSystem"):
        if node.truth("alongRoute"):
            return "road", "longitudinal" if not node.has("relativeDistanceType") else _DISTANCES[given]
        return "entity", _DISTANCES[given]
    if node.has("routingAlgorithm"):
        node.note("a routingAlgorithm has no effect: distances follow the actor's own course")
    return node.choice("coordinateSystem", _FRAMES, "entity"), _DISTANCES[given]


def _speed(context: Context, node: Node) -> SpeedIs:
    del context
    return SpeedIs(rule=_rule(node), speed_mps=node.number("value"), direction=_direction(node))


def _relative_speed(context: Context, node: Node) -> RelativeSpeedIs:
    return RelativeSpeedIs(
        other=context.entity(node), rule=_rule(node), speed_mps=node.number("value"), direction=_direction(node)
    )


def _acceleration(context: Context, node: Node) -> AccelerationIs:
    del context
    return AccelerationIs(rule=_rule(node), acceleration_mps2=node.number("value"), direction=_direction(node))


def _stand_still(context: Context, node: Node) -> StandsStill:
    del context
    return StandsStill(duration_s=node.least("duration", 0.0))


def _headway(context: Context, node: Node) -> HeadwayIs:
    frame, distance = _measured(node)
    return HeadwayIs(
        other=context.entity(node),
        rule=_rule(node),
        value_s=node.number("value"),
        freespace=node.truth("freespace"),
        frame=frame,
        distance=distance,
    )


def _time_to_collision(context: Context, node: Node) -> TimeToCollisionIs:
    frame, distance = _measured(node)
    target = node.only("TimeToCollisionConditionTarget").one_of("EntityRef", "Position")
    return TimeToCollisionIs(
        target=context.entity(target) if target.tag == "EntityRef" else read_position(context, target),
        rule=_rule(node),
        value_s=node.number("value"),
        freespace=node.truth("freespace"),
        frame=frame,
        distance=distance,
    )


def _distance(context: Context, node: Node) -> DistanceIs:
    frame, distance = _measured(node)
    return DistanceIs(
        target=read_position(context, node.only("Position")),
        rule=_rule(node),
        value_m=node.number("value"),
        freespace=node.truth("freespace"),
        frame=frame,
        distance=distance,
    )


def _relative_distance(context: Context, node: Node) -> DistanceIs:
    frame, distance = _measured(node)
    return DistanceIs(
        target=context.entity(node),
        rule=_rule(node),
        value_m=node.number("value"),
        freespace=node.truth("freespace"),
        frame=frame,
        distance=distance,
    )


def _reach(context: Context, node: Node) -> Reaches:
    return Reaches(position=read_position(context, node.only("Position")), tolerance_m=node.least("tolerance", 0.0))


def _travelled(context: Context, node: Node) -> Travelled:
    del context
    return Travelled(distance_m=node.number("value"))


def _collision(context: Context, node: Node) -> Collides:
    target = node.one_of("EntityRef", "ByType", "ByObjectType")
    if target.tag == "EntityRef":
        return Collides(other=context.entity(target))
    kind = target.choice("type", (*_CLASSES, "external"))
    if kind == "external":
        raise target.unsupported("external objects; vehicle, pedestrian and miscellaneous are")
    return Collides(of_class=_CLASSES[kind])


def _off_road(context: Context, node: Node) -> OffRoad:
    del context
    return OffRoad(duration_s=node.least("duration", 0.0))


def _end_of_road(context: Context, node: Node) -> EndOfRoad:
    del context
    return EndOfRoad(duration_s=node.least("duration", 0.0))


def _angle(context: Context, node: Node) -> AngleIs:
    del context
    _only_heading(node)
    system = node.choice("coordinateSystem", ("world", *_FRAMES), "world")
    if system not in ("world", "lane", "road"):
        raise node.unsupported(f"coordinateSystem {system}; world, lane and road are")
    return AngleIs(
        angle_rad=node.number("angle"),
        tolerance_rad=node.least("angleTolerance", 0.0),
        against="world" if system == "world" else "lane",
    )


def _relative_angle(context: Context, node: Node) -> AngleIs:
    _only_heading(node)
    return AngleIs(
        angle_rad=node.number("angle"), tolerance_rad=node.least("angleTolerance", 0.0), other=context.entity(node)
    )


def _only_heading(node: Node) -> None:
    if node.choice("angleType", ("heading", "pitch", "roll")) != "heading":
        raise node.unsupported("angles of pitch and roll; angleType heading is")


def _clearance(context: Context, node: Node) -> ClearanceIs:
    lanes = node.every("RelativeLaneRange")
    if len(lanes) > 1:
        raise lanes[1].unsupported("more than one range of lanes")
    first = lanes[0] if lanes else None
    return ClearanceIs(
        ahead_m=node.least("distanceForward", 0.0, 0.0),
        behind_m=node.least("distanceBackward", 0.0, 0.0),
        lanes_from=first.integer("from", -99) if first else -99,
        lanes_to=first.integer("to", 99) if first else 99,
        others=tuple(e for ref in node.every("EntityRef") for e in context.members(ref)),
        freespace=node.truth("freeSpace" if node.has("freeSpace") else "freespace"),
        opposite_lanes=node.truth("oppositeLanes", "false"),
    )


READERS: Mapping[str, Callable[[Context, Node], EntityCondition]] = MappingProxyType(
    {
        "SpeedCondition": _speed,
        "RelativeSpeedCondition": _relative_speed,
        "AccelerationCondition": _acceleration,
        "StandStillCondition": _stand_still,
        "TimeHeadwayCondition": _headway,
        "TimeToCollisionCondition": _time_to_collision,
        "DistanceCondition": _distance,
        "RelativeDistanceCondition": _relative_distance,
        "ReachPositionCondition": _reach,
        "TraveledDistanceCondition": _travelled,
        "CollisionCondition": _collision,
        "OffroadCondition": _off_road,
        "EndOfRoadCondition": _end_of_road,
        "AngleCondition": _angle,
        "RelativeAngleCondition": _relative_angle,
        "RelativeClearanceCondition": _clearance,
    }
)
"""By the element's name."""
