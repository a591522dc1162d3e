"""Positions and orientations from XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.storyboard.positions import (
    LanePosition,
    Orientation,
    Position,
    RelativeLanePosition,
    RelativeObjectPosition,
    RelativeRoadPosition,
    RelativeWorldPosition,
    RoadPosition,
    Route,
    RoutePosition,
    RouteStrategy,
    TrajectoryPosition,
    Waypoint,
    WorldPosition,
)

_STRATEGIES: tuple[RouteStrategy, ...] = ("shortest", "fastest", "leastIntersections", "random")


def read_position(context: Context, holder: Node) -> Position:
    """What a <Position>, or an element that holds a position, says. Raises InputFileError, UnsupportedElement."""
    node = holder.one_of(*READERS, "GeoPosition")
    if node.tag == "GeoPosition":
        raise node.unsupported("maps here have no place on the globe; give road or world coordinates")
    return READERS[node.tag](context, node)


def _world(context: Context, node: Node) -> WorldPosition:
    del context
    turn = Orientation(
        yaw_rad=node.number("h", 0.0), pitch_rad=node.number("p", 0.0), roll_rad=node.number("r", 0.0), relative=False
    )
    return WorldPosition(x_m=node.number("x"), y_m=node.number("y"), z_m=node.optional("z"), orientation=turn)


def _lane(context: Context, node: Node) -> LanePosition:
    del context
    return LanePosition(
        road=node.text("roadId"),
        lane=node.integer("laneId"),
        s_m=node.number("s"),
        offset_m=node.number("offset", 0.0),
        orientation=_orientation(node),
    )


def _road(context: Context, node: Node) -> RoadPosition:
    del context
    return RoadPosition(
        road=node.text("roadId"), s_m=node.number("s"), t_m=node.number("t"), orientation=_orientation(node)
    )


def _relative_world(context: Context, node: Node) -> RelativeWorldPosition:
    return RelativeWorldPosition(
        entity=context.entity(node),
        dx_m=node.number("dx"),
        dy_m=node.number("dy"),
        dz_m=node.number("dz", 0.0),
        orientation=_orientation(node),
    )


def _relative_object(context: Context, node: Node) -> RelativeObjectPosition:
    return RelativeObjectPosition(
        entity=context.entity(node),
        dx_m=node.number("dx"),
        dy_m=node.number("dy"),
        dz_m=node.number("dz", 0.0),
        orientation=_orientation(node),
    )


def _relative_lane(context: Context, node: Node) -> RelativeLanePosition:
    if node.has("ds") and node.has("dsLane"):
        raise node.fault("has both attributes ds and dsLane, expected one")
    if not node.has("ds") and not node.has("dsLane"):
        node.note("a <RelativeLanePosition> without ds or dsLane is read as one beside the entity")
    return RelativeLanePosition(
        entity=context.entity(node),
        lanes=node.integer("dLane"),
        ds_m=None if node.has("dsLane") else node.number("ds", 0.0),
        along_lane_m=node.optional("dsLane"),
        offset_m=node.number("offset", 0.0),
        orientation=_orientation(node),
    )


def _relative_road(context: Context, node: Node) -> RelativeRoadPosition:
    return RelativeRoadPosition(
        entity=context.entity(node), ds_m=node.number("ds"), dt_m=node.number("dt"), orientation=_orientation(node)
    )


def _route(context: Context, node: Node) -> Position:
    reference = node.only("RouteRef")
    route = read_route(context, context.chosen(reference, "Route"))
    where = node.only("InRoutePosition").one_of("FromRoadCoordinates", "FromLaneCoordinates", "FromCurrentEntity")
    if where.tag == "FromCurrentEntity":
        raise where.unsupported("give the path length along the route instead: FromLaneCoordinates")
    if where.tag == "FromRoadCoordinates":
        return RoutePosition(
            route=route, s_m=where.number("pathS"), t_m=where.number("t"), orientation=_orientation(node)
        )
    return RoutePosition(
        route=route,
        s_m=where.number("pathS"),
        lane=where.integer("laneId") if where.has("laneId") else None,
        offset_m=where.number("laneOffset", 0.0),
        orientation=_orientation(node),
    )


def _trajectory(context: Context, node: Node) -> TrajectoryPosition:
    # Loaded here: trajectories are made of positions.
    from scenes.openscenario.trajectories import read_trajectory, untimed  # noqa: PLC0415

    found = context.chosen(node.only("TrajectoryRef"), "Trajectory")
    trajectory = context.trajectories.named(untimed(read_trajectory(context, found)))
    return TrajectoryPosition(
        trajectory=trajectory.name, s_m=node.number("s"), t_m=node.number("t", 0.0), orientation=_orientation(node)
    )


READERS: Mapping[str, Callable[[Context, Node], Position]] = MappingProxyType(
    {
        "WorldPosition": _world,
        "LanePosition": _lane,
        "RoadPosition": _road,
        "RelativeWorldPosition": _relative_world,
        "RelativeObjectPosition": _relative_object,
        "RelativeLanePosition": _relative_lane,
        "RelativeRoadPosition": _relative_road,
        "RoutePosition": _route,
        "TrajectoryPosition": _trajectory,
    }
)
"""By the element's name."""


def read_route(context: Context, node: Node) -> Route:
    """A <Route>. Raises InputFileError for fewer than two waypoints, UnsupportedElement for relative ones."""
    made = []
    for waypoint in node.every("Waypoint"):
        position = read_position(context, waypoint.only("Position"))
        if not isinstance(position, LanePosition | RoadPosition | WorldPosition):
            raise waypoint.unsupported("waypoints are lane, road or world positions here")
        made.append(Waypoint(position=position, strategy=waypoint.choice("routeStrategy", _STRATEGIES)))
    if len(made) < 2:
        raise node.fault(f"has {len(made)} waypoints, expected two or more")
    return Route(name=node.label(), waypoints=tuple(made), closed=node.truth("closed", "false"))


def _orientation(holder: Node) -> Orientation:
    """A position's <Orientation>; none: as its reference looks. Without a type it is absolute (OpenSCENARIO 1.3)."""
    node = holder.maybe("Orientation")
    if node is None:
        return Orientation()
    relative = node.choice("type", ("relative", "absolute"), "absolute") == "relative"
    return Orientation(
        yaw_rad=node.number("h", 0.0),
        pitch_rad=node.number("p", 0.0),
        roll_rad=node.number("r", 0.0),
        relative=relative,
    )
