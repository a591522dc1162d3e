"""Actions on lanes and offsets, and on routes, from XML."""

from __future__ import annotations

from scenes.openscenario.context import Context
from scenes.openscenario.longitudinal_actions import FRAMES, SHAPES, read_dynamics, read_limits
from scenes.openscenario.node import Node
from scenes.openscenario.positions import read_position, read_route
from scenes.openscenario.trajectories import read_trajectory, untimed
from scenes.storyboard.motion import (
    AssignRoute,
    ChangeLane,
    FollowTrajectory,
    GoTo,
    KeepLateralDistance,
    OffsetInLane,
    Teleport,
)


def lane_change(context: Context, node: Node, actor: str) -> ChangeLane:
    """A <LaneChangeAction>."""
    target = node.only("LaneChangeTarget").one_of("AbsoluteTargetLane", "RelativeTargetLane")
    return ChangeLane(
        actor=actor,
        lane=target.integer("value"),
        reference=context.entity(target) if target.tag == "RelativeTargetLane" else None,
        offset_m=node.number("targetLaneOffset", 0.0),
        dynamics=read_dynamics(node.only("LaneChangeActionDynamics")),
    )


def lane_offset(context: Context, node: Node, actor: str) -> OffsetInLane:
    """A <LaneOffsetAction>."""
    target = node.only("LaneOffsetTarget").one_of("AbsoluteTargetLaneOffset", "RelativeTargetLaneOffset")
    dynamics = node.only("LaneOffsetActionDynamics")
    return OffsetInLane(
        actor=actor,
        offset_m=target.number("value"),
        reference=context.entity(target) if target.tag == "RelativeTargetLaneOffset" else None,
        continuous=node.truth("continuous"),
        shape=dynamics.choice("dynamicsShape", SHAPES),
        lateral_mps2=dynamics.least("maxLateralAcc", 0.0) if dynamics.has("maxLateralAcc") else None,
    )


def lateral_distance(context: Context, node: Node, actor: str) -> KeepLateralDistance:
    """A <LateralDistanceAction>."""
    if node.has("displacement") and node.text("displacement") != "any":
        node.note("a displacement of a LateralDistanceAction has no effect: the actor stays on the side where it is")
    return KeepLateralDistance(
        actor=actor,
        reference=context.entity(node),
        distance_m=node.optional("distance"),
        freespace=node.truth("freespace"),
        continuous=node.truth("continuous"),
        frame=node.choice("coordinateSystem", FRAMES, "lane"),
        limits=read_limits(node),
    )


def teleport(context: Context, node: Node, actor: str) -> Teleport:
    """A <TeleportAction>."""
    return Teleport(actor=actor, position=read_position(context, node.only("Position")))


def follow_trajectory(context: Context, node: Node, actor: str) -> FollowTrajectory:
    """A <FollowTrajectoryAction>; in 1.0 the trajectory stands in it directly."""
    holder = node.maybe("TrajectoryRef") or node
    reference = node.only("TimeReference")
    timing = reference.maybe("Timing")
    if timing is None:
        reference.only("None")
    trajectory = read_trajectory(context, context.chosen(holder, "Trajectory"), actor)
    mode = node.one_of("TrajectoryFollowingMode").choice("followingMode", ("position", "follow"))
    return FollowTrajectory(
        actor=actor,
        trajectory=context.trajectories.named(trajectory if timing is not None else untimed(trajectory)),
        timed=timing is not None,
        time_scale=1.0 if timing is None else timing.number("scale", 1.0),
        time_offset_s=0.0 if timing is None else timing.number("offset", 0.0),
        relative=timing is None
        or timing.choice("domainAbsoluteRelative", ("relative", "absolute"), "relative") == "relative",
        exact=mode == "position",
        start_m=node.least("initialDistanceOffset", 0.0, 0.0),
    )


def assign_route(context: Context, node: Node, actor: str) -> AssignRoute:
    """An <AssignRouteAction>."""
    return AssignRoute(actor=actor, route=read_route(context, context.chosen(node, "Route")))


def acquire_position(context: Context, node: Node, actor: str) -> GoTo:
    """An <AcquirePositionAction>."""
    return GoTo(actor=actor, position=read_position(context, node.only("Position")))
