"""What of a scenario file is supported: each element, where it stands first, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenes.errors import InputFileError
from scenes.openscenario.document import read_root
from scenes.openscenario.journal import Collected, Remark, UnsupportedElement
from scenes.openscenario.reader import OpenScenario, read_openscenario
from scenes.safe_xml import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """One kind of element in a file. line: of the first. fate: read, no effect or not supported, and why."""

    tag: str
    count: int
    line: int
    fate: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Of one file. faults: why it cannot run, in its order; told: what it says, None where that cannot be known."""

    rows: tuple[ElementRow, ...]
    faults: tuple[str, ...]
    remarks: tuple[Remark, ...]
    told: OpenScenario | None


def survey(path: Path) -> Survey:
    """Reads all of a file that can be read. Raises InputFileError for what is no scenario at all."""
    collected = Collected()
    root = read_root(path.expanduser().resolve())
    told: OpenScenario | None = None
    try:
        told = read_openscenario(path, faults=collected)
    except InputFileError as fault:
        collected.faults.append(fault)
    except ValueError as fault:
        # A storyboard that misses a piece may contradict itself, which the piece's own fault explains.
        if not collected.faults:
            raise InputFileError(str(path), None, str(fault)) from None
    remarks = () if told is None else told.remarks
    return Survey(
        rows=tuple(_rows(root, collected.faults, remarks)),
        faults=tuple(dict.fromkeys(str(fault) for fault in collected.faults)),
        remarks=remarks,
        told=None if collected.faults else told,
    )


def _rows(root: Element, faults: list[InputFileError], remarks: tuple[Remark, ...]) -> Iterator[ElementRow]:
    """In the order of the first of each kind."""
    found: dict[str, list[Element]] = {}
    for element in _walk(root):
        found.setdefault(element.tag, []).append(element)
    refused = {fault.element.tag: fault.why for fault in faults if isinstance(fault, UnsupportedElement)}
    silent = {remark.path.rpartition("/")[2].partition("[")[0]: remark.what for remark in remarks}
    for tag, elements in found.items():
        fate, why = "read", ""
        if tag in refused:
            fate, why = "not supported", refused[tag].partition("is not supported: ")[2] or refused[tag]
        elif tag in silent and "no effect" in silent[tag]:
            fate, why = "no effect", silent[tag]
        elif tag in silent:
            why = silent[tag]
        yield ElementRow(tag=tag, count=len(elements), line=elements[0].line, fate=fate, why=why)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _walk(child)
