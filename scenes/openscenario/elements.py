"""The names in a storyboard that conditions refer to: stories, acts, groups, maneuvers, events, actions; variables."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from scenes.openscenario.context import Context
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import scope_of
from scenes.storyboard.conditions import ElementKind

SEPARATOR = "::"
Place = tuple[str, ...]


class Elements:
    """All elements of a storyboard by kind, each by the names of what it lies in and its own."""

    def __init__(
        self, places: list[tuple[ElementKind, Place]], variables: tuple[str, ...], controllers: tuple[str, ...]
    ):
        self._places = places
        self._variables = variables
        self._controllers = controllers

    def found(self, node: Node, kind: ElementKind, reference: str) -> tuple[ElementKind, str]:
        """The kind and the full path of the element that a reference means.

        A name that several have stays as it is. Raises InputFileError for a name that nobody has, with the nearest.
        """
        wanted = tuple(part for part in reference.split(SEPARATOR) if part)
        fitting = [(k, place) for k, place in self._places if place[-len(wanted) :] == wanted]
        own = [(k, place) for k, place in fitting if k == kind]
        if fitting and not own:
            node.note(f"a condition on a {kind} names a {fitting[0][0]}: it is read as one on this")
        chosen = own or fitting
        if not chosen:
            names = [place[-1] for _, place in self._places]
            near = difflib.get_close_matches(reference, names, n=1, cutoff=0.4)
            hint = f". Did you mean '{near[0]}'?" if near else ""
            raise node.fault(f"storyboardElementRef='{reference[:80]}': the storyboard has no such element{hint}")
        if len(set(chosen)) > 1:
            node.note(f"several elements are called '{reference[:60]}': a condition on it asks for any of them")
            return chosen[0][0], reference
        return chosen[0][0], SEPARATOR.join(chosen[0][1])

    def variable(self, node: Node, attribute: str) -> str:
        """The variable that an attribute names. Raises InputFileError for one that is not declared."""
        return _known(node, attribute, "variable", self._variables)

    def controller(self, node: Node, attribute: str) -> str:
        """The controller of traffic signals that an attribute names. Raises InputFileError."""
        return _known(node, attribute, "controller of traffic signals", self._controllers)


def _known(node: Node, attribute: str, what: str, names: tuple[str, ...]) -> str:
    name = node.text(attribute).lstrip("$")
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f". Did you mean '{near[0]}'?" if near else ""
    raise node.fault(f"{attribute}='{name[:80]}': no such {what}{hint}; there are {', '.join(names) or 'none'}")


def places(context: Context, storyboard: Node) -> Iterator[tuple[ElementKind, Place]]:
    """Every named element of a storyboard, in the file's order."""
    for story in storyboard.every("Story"):
        here: Place = (story.label(),)
        yield "story", here
        inside = story.seeing(scope_of(story, {}, story.scope))
        for act in inside.every("Act"):
            in_act = (*here, act.label())
            yield "act", in_act
            for group in act.every("ManeuverGroup"):
                in_group = (*in_act, group.label())
                yield "maneuverGroup", in_group
                for maneuver in maneuvers(context, group):
                    yield from _in_maneuver(maneuver, in_group)


def maneuvers(context: Context, group: Node) -> Iterator[Node]:
    """The maneuvers of a group, those of catalogs in the place of their references, with their parameters.

    Those that cannot be found are told as faults.
    """
    for node in group.every("Maneuver", "CatalogReference"):
        if node.tag == "Maneuver":
            yield node.seeing(scope_of(node, {}, node.scope))
            continue
        found = node.journal.attempt(context.catalogs.entry, node, "Maneuver")
        if found is not None:
            yield found


def _in_maneuver(maneuver: Node, group: Place) -> Iterator[tuple[ElementKind, Place]]:
    place = (*group, maneuver.label())
    yield "maneuver", place
    for event in maneuver.every("Event"):
        in_event = (*place, event.label())
        yield "event", in_event
        for action in event.every("Action"):
            yield "action", (*in_event, action.label())
