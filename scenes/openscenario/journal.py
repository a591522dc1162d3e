"""What is learnt while files are read: which elements were used, notes, and faults."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from scenes.errors import InputFileError
from scenes.safe_xml import Element

P = ParamSpec("P")
T = TypeVar("T")


class UnsupportedElement(InputFileError):
    """An element of OpenSCENARIO, or of nobody, that cannot be run here; says why."""

    def __init__(self, file: str, element: Element, why: str) -> None:
        self.file, self.element, self.why = file, element, why
        super().__init__(file, element.line, f"{element.path()}: {why}")


class Faults(ABC):
    """What becomes of a fault that concerns one piece of a file."""

    @abstractmethod
    def tell(self, fault: InputFileError) -> None:
        """Raises it, or keeps it and lets reading go on without the piece."""


class Raised(Faults):
    """The first fault ends the reading."""

    def tell(self, fault: InputFileError) -> None:
        """Raises it."""
        raise fault


class Collected(Faults):
    """All faults are kept, in the order in which they were met."""

    def __init__(self) -> None:
        self.faults: list[InputFileError] = []

    def tell(self, fault: InputFileError) -> None:
        """Keeps it."""
        self.faults.append(fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that was read and has no effect, or was read as something else: what, how often, where first."""

    what: str
    count: int
    file: str
    path: str
    line: int

    def __str__(self) -> str:
        times = f"{self.count} x, first " if self.count > 1 else ""
        return f"{self.what} ({times}{Path(self.file).name}, line {self.line})"


class Journal:
    """Of one reading. faults: what becomes of them."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._used: set[int] = set()
        self._kept: list[Element] = []
        self._remarks: dict[str, tuple[int, str, Element]] = {}

    def use(self, element: Element) -> None:
        """The element was read."""
        if id(element) not in self._used:
            self._used.add(id(element))
            self._kept.append(element)  # as long as it lives, nobody else has its id

    def use_all(self, element: Element) -> None:
        """The element and all that it holds count as read."""
        self.use(element)
        for child in element.children:
            self.use_all(child)

    def used(self, element: Element) -> bool:
        """Whether the element was read."""
        return id(element) in self._used

    def unread(self, element: Element) -> Iterator[Element]:
        """The elements below one that was read which nobody asked for, without what lies below these."""
        for child in element.children:
            if self.used(child):
                yield from self.unread(child)
            else:
                yield child

    def remark(self, what: str, file: str, element: Element) -> None:
        """Counts one occurrence."""
        count, first_file, first = self._remarks.get(what, (0, file, element))
        self._remarks[what] = (count + 1, first_file, first)

    def remarks(self) -> tuple[Remark, ...]:
        """All remarks, in the order in which they were first made."""
        return tuple(
            Remark(what=what, count=count, file=file, path=element.path(), line=element.line)
            for what, (count, file, element) in self._remarks.items()
        )

    def attempt(self, reader: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What a reader makes of a piece of a file; None where its fault was kept."""
        try:
            return reader(*args, **kwargs)
        except InputFileError as fault:
            self.faults.tell(fault)
            return None
