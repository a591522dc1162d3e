"""Whether sets of values meet the constraints that a scenario states for its parameters, for many sets at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scenes.openscenario.document import read_root
from scenes.openscenario.journal import Journal, Raised
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import ConstraintViolated, scope_of
from scenes.openscenario.scope import NOTHING
from scenes.safe_xml import Element

_REFERENCE = re.compile(r"\$(\w+)")


class Constraints:
    """Those of one scenario. varied: the parameters whose values differ from set to set.

    A parameter is looked at once for all sets that agree in what its value and bounds depend on.
    Raises InputFileError for a varied parameter that the scenario does not declare.
    """

    def __init__(self, scenario: Path, node: Node, varied: Sequence[str]) -> None:
        self._root = Node(str(scenario), read_root(scenario), NOTHING, Journal(Raised()))
        uses = _uses(self._root.element)
        for name in varied:
            if name not in uses:
                there = ", ".join(sorted(uses)) or "none"
                raise node.fault(f"parameter '{name}' is not declared by {scenario.name}; there are {there}")
        self._needs = {name: tuple(v for v in varied if v in _closure(name, uses)) for name in uses}
        self._known: dict[tuple[str, ...], bool] = {}

    def met(self, values: Mapping[str, str]) -> bool:
        """Whether a set meets all of them. Raises InputFileError for a value that is none of its parameter's type."""
        return all(self._one(name, values) for name in self._needs)

    def check(self, values: Mapping[str, str]) -> None:
        """Raises ConstraintViolated for the first that a set does not meet."""
        scope = scope_of(self._root, values)
        for name in scope.names():
            scope.text(name)

    def _one(self, name: str, values: Mapping[str, str]) -> bool:
        key = (name, *(values[v] for v in self._needs[name]))
        if key not in self._known:
            try:
                scope_of(self._root, values).text(name)
            except ConstraintViolated:
                self._known[key] = False
            else:
                self._known[key] = True
        return self._known[key]


def _uses(root: Element) -> dict[str, set[str]]:
    """The parameters that each declaration names in its value and its bounds."""
    block = root.first("ParameterDeclarations")
    declarations = [] if block is None else block.all("ParameterDeclaration")
    return {
        declaration.attributes.get("name", "").strip().lstrip("$"): set(_named(declaration))
        for declaration in declarations
    }


def _named(element: Element) -> Iterator[str]:
    for value in element.attributes.values():
        yield from _REFERENCE.findall(value)
    for child in element.children:
        yield from _named(child)


def _closure(name: str, uses: Mapping[str, set[str]]) -> set[str]:
    """A parameter and all that it depends on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += uses.get(one, ())
    return found
