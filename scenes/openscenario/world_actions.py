"""Actions on the world from XML: entities, values, traffic signals, the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scenes.openscenario.context import Context
from scenes.openscenario.elements import Elements
from scenes.openscenario.environment import read_environment
from scenes.openscenario.node import Node
from scenes.openscenario.positions import read_position
from scenes.storyboard.actions import (
    AddEntity,
    DeleteEntity,
    ModifyValue,
    NoEffect,
    SetSignal,
    SetSignalPhase,
    SetValue,
    WorldAction,
)


def read_global_action(context: Context, elements: Elements, holder: Node) -> tuple[WorldAction, ...]:
    """What a <GlobalAction> does. Raises InputFileError, UnsupportedElement."""
    node = holder.one_of(*READERS)
    return READERS[node.tag](context, elements, node)


def _environment(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del elements
    return (read_environment(context, node),)


def _entity(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del elements
    actor = context.entity(node)
    action = node.one_of("AddEntityAction", "DeleteEntityAction")
    if action.tag == "DeleteEntityAction":
        return (DeleteEntity(actor=actor),)
    return (AddEntity(actor=actor, position=read_position(context, action.only("Position"))),)


def _parameter(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del context, elements
    name = node.parameter("parameterRef")
    return (_changed(node, name),)


def _variable(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del context
    return (_changed(node, elements.variable(node, "variableRef")),)


def _changed(node: Node, name: str) -> WorldAction:
    """Setting or modifying a value."""
    action = node.one_of("SetAction", "ModifyAction")
    if action.tag == "SetAction":
        return SetValue(name=name, value=action.text("value"))
    rule = action.only("Rule").one_of("AddValue", "MultiplyByValue")
    return ModifyValue(name=name, operator="add" if rule.tag == "AddValue" else "multiply", value=rule.number("value"))


def _infrastructure(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del context
    action = node.only("TrafficSignalAction").one_of("TrafficSignalStateAction", "TrafficSignalControllerAction")
    if action.tag == "TrafficSignalStateAction":
        return (SetSignal(signal=action.text("name"), state=action.text("state")),)
    return (
        SetSignalPhase(
            controller=elements.controller(action, "trafficSignalControllerRef"), phase=action.text("phase")
        ),
    )


def _traffic(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del context, elements
    raise node.unsupported("traffic that comes and goes by itself; name its vehicles as entities")


def _monitor(context: Context, elements: Elements, node: Node) -> tuple[WorldAction, ...]:
    del context, elements
    node.passed_over("has no effect: what a dataset records does not depend on monitors")
    return (NoEffect(reason="a monitor"),)


READERS: Mapping[str, Callable[[Context, Elements, Node], tuple[WorldAction, ...]]] = MappingProxyType(
    {
        "EnvironmentAction": _environment,
        "EntityAction": _entity,
        "ParameterAction": _parameter,
        "VariableAction": _variable,
        "InfrastructureAction": _infrastructure,
        "TrafficAction": _traffic,
        "SetMonitorAction": _monitor,
    }
)
"""By the element's name."""
