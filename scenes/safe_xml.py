"""XML of strangers: a tree of elements with line numbers, read within limits and without following anything.

Document types are refused, and with them entities of every kind (XML bombs, references to files and hosts); so are deep
nesting, floods of elements and attributes, and files too large to be a map or a scenario.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from scenes.errors import InputFileError

MAX_BYTES = 256 * 2**20  # chosen: ten times the largest public town
MAX_ELEMENTS = 4_000_000  # chosen: about 1 GB of elements; the largest public town has 60,000
MAX_DEPTH = 64  # OpenDRIVE nests 10 deep, OpenSCENARIO some 30
MAX_ATTRIBUTES = 64  # OpenDRIVE's fullest element has 24
MAX_VALUE = 65_536  # characters of one attribute


class Element:
    """One element. Children in document order; `line` in the file, from 1. Made by `parse`, never changed after."""

    __slots__ = ("attributes", "children", "line", "parent", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int, parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.parent = parent
        self.children: list[Element] = []

    def all(self, tag: str) -> list[Element]:
        """The children of that tag."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Element | None:
        """The first child of that tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def path(self) -> str:
        """Where the element stands below the root, with ids and stations: 'road[id=3]/lanes/laneSection[s=0.0]'."""
        names: list[str] = []
        element: Element | None = self
        while element is not None and (element.parent is not None or not names):
            key = next((k for k in ("id", "s", "sOffset", "name") if k in element.attributes), None)
            names.append(element.tag if key is None else f"{element.tag}[{key}={element.attributes[key][:40]}]")
            element = element.parent
        return "/".join(reversed(names))


def parse_file(path: Path) -> Element:
    """The root element of a file. Raises InputFileError for a file that is missing, too large or not safe XML."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputFileError(str(path), None, f"the file has {size} bytes, allowed {MAX_BYTES}")
        data = path.read_bytes()
    except OSError as fault:
        raise InputFileError(str(path), None, f"cannot be read: {fault.strerror}") from fault
    return parse(data, str(path))


def parse(data: bytes, name: str) -> Element:
    """The root element of a document; `name` stands in errors. Raises InputFileError with the line of what is wrong."""
    tree = _Tree(name)
    try:
        tree.parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise InputFileError(name, fault.lineno, f"not well-formed XML: {expat.ErrorString(fault.code)}") from None
    except (LookupError, ValueError) as fault:  # encodings that Python does not know, or not byte by byte
        raise InputFileError(name, None, f"the document's encoding cannot be read: {fault}") from None
    if tree.root is None:
        raise InputFileError(name, None, "the document is empty")
    return tree.root


class _Tree:
    """Builds elements from expat's events and stops at the limits."""

    def __init__(self, name: str) -> None:
        self.root: Element | None = None
        self.parser = expat.ParserCreate()
        self._name = name
        self._open: list[Element] = []
        self._count = 0
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _refuse(self, problem: str) -> InputFileError:
        return InputFileError(self._name, self.parser.CurrentLineNumber, problem)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        del system, public, internal
        raise self._refuse(f"a document type (<!DOCTYPE {name}>) is refused: entities are never expanded or followed")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._refuse(f"more than {MAX_ELEMENTS} elements")
        if len(self._open) >= MAX_DEPTH:
            raise self._refuse(f"elements nested more than {MAX_DEPTH} deep")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refuse(f"<{tag[:40]}> has {len(attributes)} attributes, allowed {MAX_ATTRIBUTES}")
        long = next((key for key, value in attributes.items() if len(value) > MAX_VALUE), None)
        if long is not None:
            raise self._refuse(f"attribute '{long[:40]}' has more than {MAX_VALUE} characters")
        parent = self._open[-1] if self._open else None
        element = Element(tag, attributes, self.parser.CurrentLineNumber, parent)
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        self._open.append(element)

    def _end(self, tag: str) -> None:
        del tag
        self._open.pop()
