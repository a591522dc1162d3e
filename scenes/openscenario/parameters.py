"""Declarations of parameters and variables: types, values, constraints, and assignments to them."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Mapping

from scenes.errors import InputFileError
from scenes.openscenario.node import Node
from scenes.openscenario.scope import Scope

TYPES = ("integer", "int", "double", "string", "unsignedInt", "unsignedShort", "boolean", "dateTime")
RULES = ("equalTo", "greaterThan", "lessThan", "greaterOrEqual", "lessOrEqual", "notEqualTo")
_WHOLE: Mapping[str, tuple[float, float]] = {
    "integer": (-(2**31), 2**31 - 1),
    "int": (-(2**31), 2**31 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
}


class ConstraintViolated(InputFileError):
    """A parameter's value is outside the constraints that its declaration states."""


def scope_of(holder: Node, assigned: Mapping[str, str], outer: Scope | None = None) -> Scope:
    """The parameters that an element's ParameterDeclarations declare, with assigned values in the place of their own.

    Raises InputFileError for an assignment to a parameter that is not declared, and for one declared twice otherwise.
    """
    block = holder.maybe("ParameterDeclarations")
    found: dict[str, Callable[[], str]] = {}
    scope = Scope(found, outer)
    for declaration in [] if block is None else block.every("ParameterDeclaration"):
        name = declaration.element.attributes.get("name", "").strip().lstrip("$")
        if not name:
            raise declaration.fault("attribute 'name' is missing")
        if name in found:
            declaration.note(f"parameter '{name}' is declared twice: the last one counts")
        found[name] = _worked_out(declaration.seeing(scope), name, assigned.get(name))
    for name in assigned:
        if name not in found:
            raise holder.fault(f"no parameter '{name}' is declared{_nearest(name, tuple(found))}")
    return scope


def entry_scope(entry: Node, reference: Node) -> Scope:
    """The parameters of a catalog's entry, with what its reference assigns. One that the entry does not declare has no
    effect, which is remarked: some tools assign what only some entries know.
    """
    block = entry.maybe("ParameterDeclarations")
    known = [] if block is None else [d.element.attributes.get("name", "").strip().lstrip("$") for d in block.inner()]
    given = assignments(reference)
    for name in given:
        if name not in known:
            reference.note(f"an assignment to '{name}' has no effect: the entry does not declare it")
    return scope_of(entry, {name: value for name, value in given.items() if name in known}, reference.scope)


def assignments(reference: Node) -> dict[str, str]:
    """The values that a CatalogReference or a set of values gives to parameters."""
    block = reference.maybe("ParameterAssignments")
    given = {} if block is None else {_target(node): node.text("value") for node in block.every("ParameterAssignment")}
    return {**given, **{_target(node): node.text("value") for node in reference.every("ParameterAssignment")}}


def variables(scenario: Node) -> tuple[tuple[str, str], ...]:
    """Names and initial values of a scenario's variables."""
    block = scenario.maybe("VariableDeclarations")
    found = [] if block is None else block.every("VariableDeclaration")
    return tuple((node.text("name"), _typed(node, node.text("value"), "variableType")) for node in found)


def meets(value: str, rule: str, bound: str) -> bool:
    """Whether a value stands in a relation to another: as numbers where both are, else as texts."""
    left, right = _comparable(value), _comparable(bound)
    if isinstance(left, float) != isinstance(right, float):
        left, right = value, bound
    order = (left > right) - (left < right)  # type: ignore[operator]
    return {
        "equalTo": order == 0,
        "notEqualTo": order != 0,
        "greaterThan": order > 0,
        "lessThan": order < 0,
        "greaterOrEqual": order >= 0,
        "lessOrEqual": order <= 0,
    }[rule]


def _target(assignment: Node) -> str:
    """The parameter that is assigned to; some files write it with its $, which would mean the value of another."""
    return assignment.element.attributes.get("parameterRef", "").strip().lstrip("$")


def _worked_out(declaration: Node, name: str, assigned: str | None) -> Callable[[], str]:
    def value() -> str:
        found = declaration.text("value") if assigned is None else assigned
        found = _typed(declaration, found, "parameterType")
        _check_constraints(declaration, name, found)
        return found

    for group in declaration.every("ConstraintGroup"):
        group.every("ValueConstraint")  # read when the value is known, but used in any case
    return value


def _check_constraints(declaration: Node, name: str, value: str) -> None:
    """Any of the groups must hold, of a group all."""
    groups = declaration.every("ConstraintGroup")
    told = []
    for group in groups:
        missed = [text for text, holds in _constraints(group, value) if not holds]
        if not missed:
            return
        told.append(" and ".join(missed))
    if groups:
        raise ConstraintViolated(
            declaration.file,
            declaration.element.line,
            f"{declaration.element.path()}: {name}={value} does not meet its constraint {' or '.join(told)}",
        )


def _constraints(group: Node, value: str) -> list[tuple[str, bool]]:
    found = []
    for node in group.every("ValueConstraint"):
        rule, bound = node.choice("rule", RULES), node.text("value")
        found.append((f"{rule} {bound}", meets(value, rule, bound)))
    return found


def _typed(node: Node, value: str, attribute: str) -> str:
    """A value that fits the declared type."""
    kind = node.choice(attribute, TYPES)
    if kind == "string":
        return value
    if kind == "boolean":
        if value.lower() not in ("true", "false", "1", "0"):
            raise node.fault(f"value='{value[:40]}' is neither true nor false, as {attribute}={kind} asks for")
        return "true" if value.lower() in ("true", "1") else "false"
    if kind == "dateTime":
        try:
            datetime.datetime.fromisoformat(value)
        except ValueError:
            raise node.fault(f"value='{value[:40]}' is no date and time such as 2025-06-13T12:00:00") from None
        return value
    number = _comparable(value)
    if not isinstance(number, float):
        raise node.fault(f"value='{value[:40]}' is not a number, as {attribute}={kind} asks for")
    if kind in _WHOLE:
        low, high = _WHOLE[kind]
        if number != round(number) or not low <= number <= high:
            raise node.fault(f"value={value[:40]} is no {kind}: a whole number from {low:g} to {high:g}")
    return value


def _comparable(value: str) -> float | str:
    try:
        number = float(value)
    except ValueError:
        return value
    return value if number != number else number  # noqa: PLR0124 (not a number)


def _nearest(name: str, names: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    return f". Did you mean '{near[0]}'?" if near else f"; there are {', '.join(sorted(names)) or 'none'}"
