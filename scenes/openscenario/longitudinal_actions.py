"""Actions on speed and distance from XML: SpeedAction, SpeedProfileAction, LongitudinalDistanceAction, Synchronize."""

from __future__ import annotations

from typing import Literal

from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.openscenario.positions import read_position
from scenes.storyboard.actions import NoEffect
from scenes.storyboard.motion import (
    ChangeSpeed,
    Dimension,
    Dynamics,
    FollowSpeedProfile,
    Frame,
    KeepDistance,
    Limits,
    MatchSpeed,
    Shape,
    SpeedEntry,
    Synchronize,
)

SHAPES: tuple[Shape, ...] = ("linear", "cubic", "sinusoidal", "step")
DIMENSIONS: tuple[Dimension, ...] = ("rate", "time", "distance")
FRAMES: tuple[Frame, ...] = ("entity", "lane", "road", "trajectory")
Side = Literal["ahead", "behind", "any"]
_SIDES: dict[str, Side] = {
    "leadingReferencedEntity": "ahead",
    "trailingReferencedEntity": "behind",
    "any": "any",
}


def read_dynamics(node: Node) -> Dynamics:
    """A <SpeedActionDynamics> or <LaneChangeActionDynamics>. The sign of a rate says nothing: the goal does."""
    shape, dimension = node.choice("dynamicsShape", SHAPES), node.choice("dynamicsDimension", DIMENSIONS, "time")
    if node.has("followingMode") and node.choice("followingMode", ("follow", "position")) == "follow":
        node.note("followingMode follow has no effect: actors go exactly as their dynamics say")
    if shape == "step":
        return Dynamics(shape="step")
    value = node.number("value")
    if value < 0.0 and dimension == "rate":
        node.note("a negative rate is read without its sign: the target says whether it goes up or down")
        value = -value
    if value < 0.0:
        raise node.fault(f"value={value:g}, expected 0 or more {'s' if dimension == 'time' else 'm'}")
    if value == 0.0 and dimension != "rate":
        return Dynamics(shape="step")
    return Dynamics(shape=shape, dimension=dimension, value=value)


def read_limits(holder: Node) -> Limits:
    """The <DynamicConstraints> of an action; none: what the actor's performance allows."""
    node = holder.maybe("DynamicConstraints")
    if node is None:
        return Limits()
    if node.has("maxAccelerationRate") != node.has("maxDecelerationRate"):
        node.note("one limit of jerk holds for accelerating and for braking")
    return Limits(
        acceleration_mps2=node.limit("maxAcceleration"),
        deceleration_mps2=node.limit("maxDeceleration"),
        speed_mps=node.limit("maxSpeed"),
        jerk_mps3=min(node.limit("maxAccelerationRate"), node.limit("maxDecelerationRate")),
    )


def speed(context: Context, node: Node, actor: str) -> ChangeSpeed | MatchSpeed | NoEffect:
    """A <SpeedAction>."""
    dynamics = read_dynamics(node.only("SpeedActionDynamics"))
    if dynamics.shape != "step" and dynamics.dimension == "rate" and dynamics.value == 0.0:
        node.note("a <SpeedAction> at a rate of 0 has no effect: the speed stays as it is")
        node.journal.use_all(node.element)
        return NoEffect(reason="a speed that changes at rate 0")
    target = node.only("SpeedActionTarget").one_of("AbsoluteTargetSpeed", "RelativeTargetSpeed")
    value = target.number("value")
    if target.tag == "AbsoluteTargetSpeed":
        return ChangeSpeed(actor=actor, speed_mps=value, dynamics=dynamics)
    factor = target.choice("speedTargetValueType", ("delta", "factor")) == "factor"
    return MatchSpeed(
        actor=actor,
        reference=context.entity(target),
        delta_mps=0.0 if factor else value,
        factor=value if factor else 1.0,
        continuous=target.truth("continuous"),
        dynamics=dynamics,
    )


def profile(context: Context, node: Node, actor: str) -> FollowSpeedProfile:
    """A <SpeedProfileAction>."""
    entries = tuple(
        SpeedEntry(speed_mps=entry.number("speed"), time_s=entry.optional("time"))
        for entry in node.every("SpeedProfileEntry")
    )
    if not entries:
        raise node.fault("holds no <SpeedProfileEntry>, expected one or more")
    return FollowSpeedProfile(
        actor=actor,
        entries=entries,
        reference=context.entity(node) if node.has("entityRef") else None,
        exact=node.choice("followingMode", ("position", "follow")) == "position",
        limits=read_limits(node),
    )


def keep_distance(context: Context, node: Node, actor: str) -> KeepDistance:
    """A <LongitudinalDistanceAction>. Without displacement the actor trails the other (OpenSCENARIO 1.1)."""
    if node.has("distance") == node.has("timeGap"):
        raise node.fault("needs one of the attributes distance and timeGap")
    return KeepDistance(
        actor=actor,
        reference=context.entity(node),
        distance_m=node.optional("distance"),
        headway_s=node.optional("timeGap"),
        freespace=node.truth("freespace"),
        continuous=node.truth("continuous"),
        frame=node.choice("coordinateSystem", FRAMES, "entity"),
        side=_SIDES[node.choice("displacement", _SIDES, "trailingReferencedEntity")],
        limits=read_limits(node),
    )


def synchronize(context: Context, node: Node, actor: str) -> Synchronize:
    """A <SynchronizeAction>."""
    final = node.maybe("FinalSpeed")
    kind = None if final is None else final.one_of("AbsoluteSpeed", "RelativeSpeedToMaster")
    relative = kind is not None and kind.tag == "RelativeSpeedToMaster"
    if relative and kind is not None and kind.choice("speedTargetValueType", ("delta", "factor")) == "factor":
        raise kind.unsupported("a factor of the master's speed; speedTargetValueType delta is")
    steady = [] if kind is None else kind.every("TargetDistanceSteadyState", "TargetTimeSteadyState")
    return Synchronize(
        actor=actor,
        master=context.entity(node, "masterEntityRef"),
        master_goal=read_position(context, node.only("TargetPositionMaster")),
        goal=read_position(context, node.only("TargetPosition")),
        final_speed_mps=None if kind is None else kind.number("value"),
        relative_to_master=relative,
        steady_m=sum(s.least("distance", 0.0) for s in steady if s.tag == "TargetDistanceSteadyState"),
        steady_s=sum(s.least("time", 0.0) for s in steady if s.tag == "TargetTimeSteadyState"),
        tolerance_m=node.least("targetTolerance", 0.0, 0.0),
        master_tolerance_m=node.least("targetToleranceMaster", 0.0, 0.0),
    )
