"""OpenSCENARIO 1.0 to 1.3: a file and assigned parameters in, entities and a storyboard out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scenes.openscenario.catalogs import Catalogs
from scenes.openscenario.context import Context
from scenes.openscenario.document import Surroundings, check_header, read_root
from scenes.openscenario.elements import Elements, places
from scenes.openscenario.entities import Entity, read_entities, read_selections
from scenes.openscenario.environment import clock_of
from scenes.openscenario.journal import Faults, Journal, Raised, Remark
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import scope_of, variables
from scenes.openscenario.scope import NOTHING, Scope
from scenes.openscenario.signals import read_signals
from scenes.openscenario.stories import read_init, read_story
from scenes.openscenario.triggers import read_stop
from scenes.storyboard.motion import SetController
from scenes.storyboard.stories import Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenScenario:
    """What a file says with its parameters put in. road_file: its map, None where it names none.

    parameters: values of all global ones. remarks: what has no effect here, or was read as something else.
    """

    file: str
    road_file: str | None
    entities: tuple[Entity, ...]
    storyboard: Storyboard
    parameters: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]


def read_openscenario(
    path: Path, assigned: Mapping[str, str] | None = None, faults: Faults | None = None
) -> OpenScenario:
    """Reads a scenario file. assigned: values of global parameters that replace those of the file.

    Raises InputFileError (file, line, element, what is wrong and what was expected), of which UnsupportedElement is
    one, unless `faults` keeps them.
    """
    where = Surroundings.of(path)
    journal = Journal(faults or Raised())
    root = opened(where.file, journal)
    scope = scope_of(root, assigned or {})
    scenario = root.seeing(scope)
    made = _read(scenario, scope, where)
    for element in journal.unread(root.element):
        journal.faults.tell(Node(str(where.file), element, scope, journal).unsupported("nothing here reads it"))
    return made


def opened(file: Path, journal: Journal) -> Node:
    """The root of a scenario's file. Raises InputFileError where it is another kind of file."""
    root = Node(str(file), read_root(file), NOTHING, journal)
    if root.element.first("Storyboard") is None:
        for tag, advice in (
            ("Catalog", "a catalog, expected a scenario; give one that refers to it"),
            ("ParameterValueDistribution", "a distribution of parameters: give it as scenario.variation"),
        ):
            if root.element.first(tag) is not None:
                raise root.fault(f"is {advice}")
    check_header(root)
    return root


def _read(scenario: Node, scope: Scope, where: Surroundings) -> OpenScenario:
    parameters = tuple((name, scope.text(name)) for name in scope.names())
    catalogs = Catalogs(scenario, where)
    road_file = _road_file(scenario, where)
    entities = read_entities(catalogs, scenario)
    storyboard = scenario.only("Storyboard")
    context = Context(
        catalogs=catalogs,
        entities={entity.name: entity.kind for entity in entities},
        selections=read_selections(scenario, entities),
        controlled=frozenset(entity.name for entity in entities if entity.behaviour is not None),
    )
    context = replace(context, clock=_clock(context, storyboard))
    named = variables(scenario)
    signals = read_signals(scenario)
    elements = Elements(
        list(places(context, storyboard)), tuple(name for name, _ in named), tuple(one.name for one in signals)
    )
    init = read_init(context, elements, storyboard)
    stories = tuple(read_story(context, elements, story) for story in storyboard.every("Story"))
    stop = read_stop(context, elements, storyboard)
    monitors = scenario.maybe("MonitorDeclarations")
    if monitors is not None:
        monitors.passed_over("have no effect")
    return OpenScenario(
        file=str(where.file),
        road_file=None if road_file is None else str(road_file),
        entities=entities,
        storyboard=Storyboard(
            init=(*_inactive(entities), *init),
            stories=stories,
            stop=stop,
            values=(*parameters, *named),
            signals=signals,
            trajectories=context.trajectories.all(),
        ),
        parameters=parameters,
        remarks=scenario.journal.remarks(),
    )


def _inactive(entities: tuple[Entity, ...]) -> Iterator[SetController]:
    """Controllers decide when an action has activated them, and not before."""
    for entity in entities:
        if entity.behaviour is not None:
            yield SetController(actor=entity.name, longitudinal=False, lateral=False)


def _road_file(scenario: Node, where: Surroundings) -> Path | None:
    """The map; a picture of the scene that another program made has no effect."""
    network = scenario.only("RoadNetwork")
    graph = network.maybe("SceneGraphFile")
    if graph is not None:
        graph.passed_over("has no effect: surroundings are made from the map")
    used = network.maybe("UsedArea")
    if used is not None:
        used.passed_over("has no effect: the whole map is there")
    logic = network.maybe("LogicFile")
    if logic is None or not logic.has("filepath"):
        return None
    return where.found(logic, "filepath", (".xodr",))


def _clock(context: Context, storyboard: Node) -> tuple[datetime.datetime, bool] | None:
    """Date and time of the first frame, of the last environment in <Init>."""
    actions = storyboard.only("Init").only("Actions")
    found = None
    for holder in actions.every("GlobalAction"):
        action = holder.maybe("EnvironmentAction")
        if action is not None:
            found = actions.journal.attempt(clock_of, context, action) or found
    return found
