"""Triggers and conditions by value from XML."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from scenes.openscenario.context import Context
from scenes.openscenario.elements import Elements
from scenes.openscenario.entity_conditions import read_entity_condition
from scenes.openscenario.node import Node
from scenes.storyboard.conditions import (
    Always,
    ElementKind,
    ElementState,
    Rule,
    SignalCondition,
    SignalPhaseCondition,
    SimulationTime,
    StateCondition,
    ValueCondition,
    WorldCondition,
)
from scenes.storyboard.triggers import Condition, Edge, Trigger

_RULES: tuple[Rule, ...] = get_args(Rule)
_EDGES: tuple[Edge, ...] = get_args(Edge)
_KINDS: tuple[ElementKind, ...] = get_args(ElementKind)
_STATES: tuple[ElementState, ...] = get_args(ElementState)
_WHICH: tuple[Literal["any", "all"], ...] = ("any", "all")


def read_start(context: Context, elements: Elements, holder: Node) -> Trigger | None:
    """The <StartTrigger> of an act or event; None: at once, as it is without one."""
    node = holder.maybe("StartTrigger")
    if node is None:
        return None
    if not node.every("ConditionGroup"):
        node.note("a <StartTrigger> without conditions starts at once")
        return None
    return read_trigger(context, elements, node)


def read_stop(context: Context, elements: Elements, holder: Node) -> Trigger | None:
    """The <StopTrigger> of a storyboard or act; None: never."""
    node = holder.maybe("StopTrigger")
    return None if node is None or not node.every("ConditionGroup") else read_trigger(context, elements, node)


def read_trigger(context: Context, elements: Elements, node: Node) -> Trigger:
    """Any of the groups. A group of which a condition cannot be read is left out where faults are collected."""
    groups = []
    for group in node.every("ConditionGroup"):
        made = [group.journal.attempt(_condition, context, elements, c) for c in group.every("Condition")]
        if not made:
            raise group.fault("holds no <Condition>, expected one or more")
        if None not in made:
            groups.append(tuple(c for c in made if c is not None))
    return Trigger(groups=tuple(groups))


def _condition(context: Context, elements: Elements, node: Node) -> Condition:
    name, edge = node.label(), node.choice("conditionEdge", _EDGES, "none")
    delay = node.least("delay", 0.0, 0.0)
    asked = node.one_of("ByValueCondition", "ByEntityCondition")
    if asked.tag == "ByValueCondition":
        asks = _by_value(context, elements, asked)
        return Condition(asks=asks, edge=edge, delay_s=delay, name=name)
    triggering = asked.only("TriggeringEntities")
    entities = tuple(dict.fromkeys(e for node in triggering.every("EntityRef") for e in context.members(node)))
    if not entities:
        raise triggering.fault("names no entity, expected one or more <EntityRef>")
    which = triggering.choice("triggeringEntitiesRule", _WHICH)
    return Condition(
        asks=read_entity_condition(context, asked.only("EntityCondition")),
        entities=entities,
        which=which,
        edge=edge,
        delay_s=delay,
        name=name,
    )


def _by_value(context: Context, elements: Elements, holder: Node) -> WorldCondition:
    node = holder.one_of(*_BY_VALUE)
    return _BY_VALUE[node.tag](context, elements, node)


def _simulation_time(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context, elements
    return SimulationTime(rule=node.choice("rule", _RULES), value_s=node.number("value"))


def _state(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context
    kind = node.choice("storyboardElementType", _KINDS)
    found, element = elements.found(node, kind, node.label("storyboardElementRef"))
    return StateCondition(kind=found, element=element, state=node.choice("state", _STATES))


def _parameter(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context, elements
    name = node.parameter("parameterRef")
    return ValueCondition(name=name, rule=node.choice("rule", _RULES), value=node.text("value"))


def _variable(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context
    name = elements.variable(node, "variableRef")
    return ValueCondition(name=name, rule=node.choice("rule", _RULES), value=node.text("value"))


def _user_defined(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context, elements
    raise node.unsupported("values of other programs are not known here; use a variable")


def _signal(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context, elements
    return SignalCondition(signal=node.text("name"), state=node.text("state"))


def _signal_phase(context: Context, elements: Elements, node: Node) -> WorldCondition:
    del context
    return SignalPhaseCondition(
        controller=elements.controller(node, "trafficSignalControllerRef"), phase=node.text("phase")
    )


def _time_of_day(context: Context, elements: Elements, node: Node) -> WorldCondition:
    """A date and time, which the clip reaches after the difference to the one at which it starts."""
    del elements
    rule = node.choice("rule", _RULES)
    asked = node.moment("dateTime")
    if context.clock is None:
        raise node.fault("no <TimeOfDay> of an environment in <Init> says when the clip starts")
    start, advances = context.clock
    value = (_aware(asked) - _aware(start)).total_seconds()
    if advances:
        return SimulationTime(rule=rule, value_s=value)
    order = (value < 0.0) - (value > 0.0)
    held = {
        "equalTo": order == 0,
        "notEqualTo": order != 0,
        "greaterThan": order > 0,
        "lessThan": order < 0,
        "greaterOrEqual": order >= 0,
        "lessOrEqual": order <= 0,
    }[rule]
    return Always() if held else SimulationTime(rule="lessThan", value_s=-1.0)


def _aware(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


_BY_VALUE: Mapping[str, Callable[[Context, Elements, Node], WorldCondition]] = MappingProxyType(
    {
        "SimulationTimeCondition": _simulation_time,
        "StoryboardElementStateCondition": _state,
        "ParameterCondition": _parameter,
        "VariableCondition": _variable,
        "UserDefinedValueCondition": _user_defined,
        "TrafficSignalCondition": _signal,
        "TrafficSignalControllerCondition": _signal_phase,
        "TimeOfDayCondition": _time_of_day,
    }
)
