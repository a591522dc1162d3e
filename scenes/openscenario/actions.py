"""Actions from XML: private ones for each of their actors, global ones once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scenes.openscenario import appearance_actions as appearance
from scenes.openscenario import lateral_actions as lateral
from scenes.openscenario import longitudinal_actions as longitudinal
from scenes.openscenario.context import Context
from scenes.openscenario.elements import Elements
from scenes.openscenario.node import Node
from scenes.openscenario.world_actions import read_global_action
from scenes.storyboard.actions import Action, NoEffect

Reader = Callable[[Context, Node, str], Action | tuple[Action, ...]]
_UNSUPPORTED: Mapping[str, str] = MappingProxyType(
    {
        "TrailerAction": "trailers that are coupled and uncoupled",
        "RandomRouteAction": "routes that nobody gave",
    }
)
READERS: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        "LongitudinalAction": {
            "SpeedAction": longitudinal.speed,
            "SpeedProfileAction": longitudinal.profile,
            "LongitudinalDistanceAction": longitudinal.keep_distance,
        },
        "LateralAction": {
            "LaneChangeAction": lateral.lane_change,
            "LaneOffsetAction": lateral.lane_offset,
            "LateralDistanceAction": lateral.lateral_distance,
        },
        "RoutingAction": {
            "AssignRouteAction": lateral.assign_route,
            "FollowTrajectoryAction": lateral.follow_trajectory,
            "AcquirePositionAction": lateral.acquire_position,
        },
        "AppearanceAction": {
            "LightStateAction": appearance.light_state,
            "AnimationAction": appearance.animation,
        },
    }
)
"""Private actions by the elements around them."""
DIRECT: Mapping[str, Reader] = MappingProxyType(
    {
        "SynchronizeAction": longitudinal.synchronize,
        "TeleportAction": lateral.teleport,
        "VisibilityAction": appearance.visibility,
        "ActivateControllerAction": appearance.activate,
        "ControllerAction": appearance.controller,
    }
)
"""Private actions without an element around them."""


def read_action(context: Context, elements: Elements, holder: Node, actors: tuple[str, ...]) -> tuple[Action, ...]:
    """What an <Action> of an event does: a private one once for each actor. Raises InputFileError."""
    if not holder.inner():
        holder.note("an <Action> that holds nothing has no effect")
        return (NoEffect(reason="an action that holds nothing"),)
    node = holder.one_of("PrivateAction", "GlobalAction", "UserDefinedAction")
    if node.tag == "GlobalAction":
        return read_global_action(context, elements, node)
    if node.tag == "UserDefinedAction":
        node.passed_over("has no effect: it is made for another program")
        return (NoEffect(reason="an action that a user defined"),)
    if not actors:
        raise node.fault("is an action of nobody: the maneuver group names no actors")
    return tuple(action for actor in actors for action in read_private_action(context, node, actor))


def read_private_action(context: Context, holder: Node, actor: str) -> tuple[Action, ...]:
    """What a <PrivateAction> does for one actor."""
    node = holder.one_of(*READERS, *DIRECT, *_UNSUPPORTED)
    if node.tag in DIRECT:
        made = DIRECT[node.tag](context, node, actor)
    elif node.tag in _UNSUPPORTED:
        raise node.unsupported(_UNSUPPORTED[node.tag])
    else:
        kinds = READERS[node.tag]
        inner = node.one_of(*kinds, *_UNSUPPORTED)
        if inner.tag in _UNSUPPORTED:
            raise inner.unsupported(_UNSUPPORTED[inner.tag])
        made = kinds[inner.tag](context, inner, actor)
    return made if isinstance(made, tuple) else (made,)
