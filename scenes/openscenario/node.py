"""Typed reading of elements whose attributes are values, parameters or expressions."""

from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from scenes.errors import InputFileError
from scenes.openscenario.expressions import ExpressionError, Number, evaluate
from scenes.openscenario.journal import Journal, UnsupportedElement
from scenes.openscenario.scope import Scope
from scenes.safe_xml import Element

LARGEST = 1e12
"""No number of a scenario is larger; chosen: nanoseconds of a day are 1e14, and nobody writes these."""
_REFERENCE = re.compile(r"\$(\w+)")
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """An element of a file with the parameters that it sees. Asking for a child marks it as read."""

    file: str
    element: Element
    scope: Scope
    journal: Journal

    @property
    def tag(self) -> str:
        """The element's name."""
        return self.element.tag

    def seeing(self, scope: Scope) -> Node:
        """The same element with other parameters."""
        return replace(self, scope=scope)

    def has(self, name: str) -> bool:
        """Whether an attribute is given and not empty."""
        return bool(self.element.attributes.get(name, "").strip())

    def text(self, name: str, default: str | None = None) -> str:
        """An attribute with parameters and expressions put in; without a default it must be there.

        Raises InputFileError for a missing attribute and for what is wrong with an expression.
        """
        given = self.element.attributes.get(name)
        if given is None:
            if default is not None:
                return default
            have = ", ".join(sorted(self.element.attributes)) or "none"
            raise self.fault(f"attribute '{name}' is missing; the element has {have}")
        try:
            return resolved(given.strip(), self.scope)
        except ExpressionError as fault:
            raise self.fault(f"{name}='{given.strip()[:120]}': {fault}") from None

    def label(self, name: str = "name") -> str:
        """A name, which stays as it is where it is no valid expression: some tools write such names."""
        given = self.element.attributes.get(name, "").strip()
        try:
            return resolved(given, self.scope)
        except ExpressionError:
            self.note(f"a name that is no valid expression stays as it is: {given[:60]}")
            return given

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number; without a default it must be there. An empty attribute counts as missing."""
        if not self.has(name) and default is not None:
            return default
        given = self.text(name)
        try:
            value = float(given)
        except ValueError:
            raise self.fault(f"{name}='{given[:40]}' is not a number") from None
        if math.isinf(value) or math.isnan(value):
            raise self.fault(f"{name}='{given[:40]}' is not finite, expected a number")
        if abs(value) > LARGEST:
            raise self.fault(f"{name}={value:g} is out of range, allowed -{LARGEST:g} to {LARGEST:g}")
        return value

    def limit(self, name: str) -> float:
        """A number of 0 or more that may be left out or infinite (INF): no limit."""
        if not self.has(name) or self.text(name).lower() in ("inf", "infinity"):
            return math.inf
        return self.least(name, 0.0)

    def least(self, name: str, least: float, default: float | None = None) -> float:
        """A number of at least so much."""
        value = self.number(name, default)
        if value < least:
            raise self.fault(f"{name}={value:g}, expected {least:g} or more")
        return value

    def optional(self, name: str) -> float | None:
        """A number, or None where it is not given."""
        return self.number(name) if self.has(name) else None

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number such as a lane's id; '-1.0' is one."""
        value = self.number(name, None if default is None else float(default))
        if value != round(value):
            raise self.fault(f"{name}={value:g} is not a whole number")
        return round(value)

    def truth(self, name: str, default: Literal["true", "false"] | None = None) -> bool:
        """True or false."""
        given = self.text(name, default).lower()
        if given not in ("true", "false", "1", "0"):
            raise self.fault(f"{name}='{given[:40]}' is neither true nor false")
        return given in ("true", "1")

    def parameter(self, name: str) -> str:
        """The name of a parameter, which some files write with its $. Raises InputFileError for an unknown one."""
        given = self.element.attributes.get(name, "").strip().lstrip("$")
        if not self.scope.knows(given):
            raise self.fault(f"{name}='{given[:80]}': no such parameter; there are {', '.join(self.scope.names())}")
        return given

    def moment(self, name: str) -> datetime.datetime:
        """A date and time."""
        given = self.text(name)
        try:
            return datetime.datetime.fromisoformat(given)
        except ValueError:
            raise self.fault(f"{name}='{given[:40]}' is no date and time such as 2025-06-13T12:00:00") from None

    def choice(self, name: str, allowed: Iterable[Word], default: Word | None = None) -> Word:
        """An attribute that must be one of the allowed words."""
        value, words = self.text(name, default), tuple(allowed)
        for word in words:
            if value == word:
                return word
        near = difflib.get_close_matches(value, words, n=1, cutoff=0.4)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise self.fault(f"{name}='{value[:40]}' is unknown.{hint} Valid: {', '.join(words)}")

    def inner(self) -> list[Node]:
        """All children."""
        return [self._node(child) for child in self.element.children]

    def every(self, *tags: str) -> list[Node]:
        """The children of these tags, in the file's order."""
        return [self._node(child) for child in self.element.children if child.tag in tags]

    def maybe(self, tag: str) -> Node | None:
        """The first child of that tag, if there is one."""
        child = self.element.first(tag)
        return None if child is None else self._node(child)

    def only(self, tag: str) -> Node:
        """The child of that tag, which must be there."""
        child = self.maybe(tag)
        if child is None:
            raise self.fault(f"element <{tag}> is missing")
        return child

    def one_of(self, *tags: str) -> Node:
        """The first child of one of these tags. Raises InputFileError where there is none."""
        found = self.every(*tags)
        if found:
            return found[0]
        have = ", ".join(f"<{child.tag[:40]}>" for child in self.element.children) or "no element"
        raise self.fault(f"holds {have}, expected one of {', '.join(f'<{tag}>' for tag in tags)}")

    def fault(self, problem: str) -> InputFileError:
        """The error to raise for this element."""
        return InputFileError(self.file, self.element.line, f"{self.element.path()}: {problem}")

    def unsupported(self, why: str) -> UnsupportedElement:
        """The error to raise for an element that cannot be run; with it all that it holds is dealt with."""
        self.journal.use_all(self.element)
        return UnsupportedElement(self.file, self.element, f"<{self.tag}> is not supported: {why}")

    def note(self, what: str) -> None:
        """Remarks that something has no effect or is read as something else."""
        self.journal.remark(what, self.file, self.element)

    def passed_over(self, why: str) -> None:
        """The element and all that it holds have no effect, which is remarked."""
        self.journal.use_all(self.element)
        self.note(f"<{self.tag}> {why}")

    def _node(self, child: Element) -> Node:
        self.journal.use(child)
        return Node(self.file, child, self.scope, self.journal)


def resolved(given: str, scope: Scope) -> str:
    """A text with parameters and expressions put in. Raises ExpressionError."""
    if given.startswith("${") and given.endswith("}"):
        return shown(evaluate(given[2:-1], lambda name: as_number(name, scope.text(name))))
    if given.startswith("$"):
        match = _REFERENCE.fullmatch(given)
        if match is None:
            raise ExpressionError("neither $name nor ${expression}")
        return scope.text(match.group(1))
    return given


def as_number(name: str, text: str) -> Number:
    """A parameter's value inside an expression. Raises ExpressionError where it is no number."""
    if text in ("true", "false"):
        return text == "true"
    try:
        value = float(text)
    except ValueError:
        raise ExpressionError(f"${name} is '{text[:40]}', which is not a number") from None
    if not math.isfinite(value):
        raise ExpressionError(f"${name} is {text[:40]}, which is not finite")
    return value


def shown(value: Number) -> str:
    """A value as a text that reads back as the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
