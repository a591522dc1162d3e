"""Stories from XML: acts, maneuver groups, maneuvers, events."""

from __future__ import annotations

from typing import Literal

from scenes.openscenario.actions import read_action, read_private_action
from scenes.openscenario.context import Context
from scenes.openscenario.elements import Elements, maneuvers
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import scope_of
from scenes.openscenario.triggers import read_start, read_stop
from scenes.openscenario.world_actions import read_global_action
from scenes.storyboard.actions import Action
from scenes.storyboard.stories import Act, Event, Maneuver, ManeuverGroup, Priority, Story
from scenes.storyboard.triggers import Trigger

_PRIORITIES: dict[str, Priority] = {
    "override": "override",
    "overwrite": "override",
    "skip": "skip",
    "parallel": "parallel",
}
"""overwrite is what 1.0 and 1.1 call override."""
MOST_TIMES = 1_000_000
"""Chosen: as good as always."""
Selecting = Literal["named", "triggering"]


def read_story(context: Context, elements: Elements, node: Node) -> Story:
    """A <Story>."""
    inside = node.seeing(scope_of(node, {}, node.scope))
    return Story(name=node.label(), acts=tuple(_act(context, elements, act) for act in inside.every("Act")))


def read_init(context: Context, elements: Elements, storyboard: Node) -> tuple[Action, ...]:
    """The actions of <Init>: global ones first, as they stand, then those of each entity."""
    actions = storyboard.only("Init").only("Actions")
    made: list[Action] = []
    for holder in actions.every("GlobalAction"):
        made += actions.journal.attempt(read_global_action, context, elements, holder) or ()
    for holder in actions.every("UserDefinedAction"):
        holder.passed_over("has no effect: it is made for another program")
    for private in actions.every("Private"):
        made += private.journal.attempt(_private, context, private) or ()
    return tuple(made)


def _private(context: Context, private: Node) -> list[Action]:
    made: list[Action] = []
    for actor in context.members(private):
        for holder in private.every("PrivateAction"):
            made += holder.journal.attempt(read_private_action, context, holder, actor) or ()
    return made


def _act(context: Context, elements: Elements, node: Node) -> Act:
    return Act(
        name=node.label(),
        groups=tuple(_group(context, elements, group) for group in node.every("ManeuverGroup")),
        start=read_start(context, elements, node),
        stop=read_stop(context, elements, node),
    )


def _group(context: Context, elements: Elements, node: Node) -> ManeuverGroup:
    actors = node.only("Actors")
    named = tuple(dict.fromkeys(e for ref in actors.every("EntityRef") for e in context.members(ref)))
    selecting: Selecting = "triggering" if actors.truth("selectTriggeringEntities", "false") else "named"
    return ManeuverGroup(
        name=node.label(),
        maneuvers=tuple(
            Maneuver(
                name=maneuver.label(),
                events=tuple(
                    event
                    for found in maneuver.every("Event")
                    if (event := node.journal.attempt(_event, context, elements, found, named, selecting))
                ),
            )
            for maneuver in maneuvers(context, node)
        ),
        times=_times(node),
    )


def _event(context: Context, elements: Elements, node: Node, named: tuple[str, ...], selecting: Selecting) -> Event:
    trigger = read_start(context, elements, node)
    actors = (*named, *_triggering(node, trigger)) if selecting == "triggering" else named
    made: list[tuple[str, Action]] = []
    for holder in node.every("Action"):
        name = holder.label()
        found = holder.journal.attempt(read_action, context, elements, holder, actors)
        made += [(name, action) for action in found or ()]
    return Event(
        name=node.label(),
        trigger=trigger,
        actions=tuple(action for _, action in made),
        priority=_PRIORITIES[node.choice("priority", _PRIORITIES)],
        times=_times(node),
        action_names=tuple(name for name, _ in made),
    )


def _triggering(node: Node, trigger: Trigger | None) -> tuple[str, ...]:
    """Whoever triggers is known here where every condition on entities is of the same one."""
    groups = () if trigger is None else trigger.groups
    asked = {entity for group in groups for condition in group for entity in condition.entities}
    if len(asked) > 1:
        raise node.unsupported("actors that are chosen by who triggers; name them in <Actors>")
    return tuple(asked)


def _times(node: Node) -> int:
    """How often; -1 or 0 is read as always, as some tools write it."""
    times = node.integer("maximumExecutionCount", 1)
    if times < 1:
        node.note("a maximumExecutionCount below 1 is read as always")
        return MOST_TIMES
    return times
