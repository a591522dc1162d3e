"""Typed reading of a file's elements: every fault names the file, the line, the element and what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scenes.errors import InputFileError
from scenes.safe_xml import Element

Weight = Literal["ignored", "unsupported", "repaired"]
"""ignored: says nothing about surface, traffic or things; unsupported: it does; repaired: read as meant."""

LARGEST = 1e9
"""No station, coordinate or coefficient of a map is larger (chosen: UTM coordinates reach 1e7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote:
    """Something in a file that was not taken as it stands: what, how often, and where first."""

    weight: Weight
    what: str
    count: int
    first: str
    line: int

    def __str__(self) -> str:
        return f"{self.weight}: {self.what} ({self.count} x, first {self.first}, line {self.line})"


class Source:
    """One file being read: its name for errors, and the notes collected so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._notes: dict[tuple[Weight, str], tuple[int, Element]] = {}

    def note(self, weight: Weight, what: str, element: Element) -> None:
        """Counts one occurrence."""
        count, first = self._notes.get((weight, what), (0, element))
        self._notes[weight, what] = (count + 1, first)

    def notes(self) -> tuple[ReadNote, ...]:
        """All notes, those that matter first."""
        order = ("unsupported", "repaired", "ignored")
        made = [
            ReadNote(weight=weight, what=what, count=count, first=first.path(), line=first.line)
            for (weight, what), (count, first) in self._notes.items()
        ]
        return tuple(sorted(made, key=lambda note: (order.index(note.weight), -note.count, note.what)))

    def fault(self, element: Element, problem: str) -> InputFileError:
        """The error to raise for an element."""
        return InputFileError(self.name, element.line, f"{element.path()}: {problem}")

    def text(self, element: Element, name: str, default: str | None = None) -> str:
        """An attribute; without a default it must be there."""
        value = element.attributes.get(name)
        if value is not None:
            return value.strip()
        if default is None:
            have = ", ".join(sorted(element.attributes)) or "none"
            raise self.fault(element, f"attribute '{name}' is missing; the element has {have}")
        return default

    def number(self, element: Element, name: str, default: float | None = None) -> float:
        """A finite number of at most 1e9; without a default it must be there. An empty attribute counts as missing."""
        given = element.attributes.get(name, "").strip()
        if not given:
            if default is None:
                self.text(element, name)
                raise self.fault(element, f"attribute '{name}' is empty, expected a number")
            return default
        try:
            value = float(given)
        except ValueError:
            raise self.fault(element, f"{name}='{given[:40]}' is not a number") from None
        if not math.isfinite(value):
            raise self.fault(element, f"{name}='{given[:40]}' is not finite, expected a number")
        if abs(value) > LARGEST:
            raise self.fault(element, f"{name}={value:g} is out of range, allowed -1e9 to 1e9")
        return value

    def length(self, element: Element, name: str, default: float | None = None) -> float:
        """A number that is not negative."""
        value = self.number(element, name, default)
        if value < 0.0:
            raise self.fault(element, f"{name}={value:g} is negative, expected 0 or more")
        return value

    def integer(self, element: Element, name: str) -> int:
        """A whole number such as a lane's id."""
        given = self.text(element, name)
        try:
            return int(given)
        except ValueError:
            raise self.fault(element, f"{name}='{given[:40]}' is not a whole number") from None

    def choice(self, element: Element, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        """An attribute that must be one of the allowed words."""
        value, words = self.text(element, name, default), tuple(allowed)
        if value not in words:
            raise self.fault(element, f"{name}='{value[:40]}' is unknown, expected one of {', '.join(words)}")
        return value

    def only(self, element: Element, tag: str) -> Element:
        """The child of that tag, which must be there."""
        child = element.first(tag)
        if child is None:
            raise self.fault(element, f"element <{tag}> is missing")
        return child
