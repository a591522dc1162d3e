"""Files of OpenSCENARIO: read safely, of a version that we know, and found only below a folder that is allowed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenes.errors import InputFileError
from scenes.openscenario.node import Node
from scenes.safe_xml import Element, parse_file

MINORS = (0, 3)
LEVELS_UP = 3
"""How many folders above a scenario's own its maps and catalogs may lie. Chosen: Euro NCAP's files need three."""


def read_root(path: Path) -> Element:
    """The root of a file of OpenSCENARIO XML 1.0 to 1.3. Raises InputFileError for another one."""
    try:
        stamp = path.stat()
    except OSError as fault:
        raise InputFileError(str(path), None, f"cannot be read: {fault.strerror}") from None
    if path.suffix == ".osc":
        raise InputFileError(str(path), None, "is OpenSCENARIO DSL (2.x), expected XML 1.0 to 1.3")
    return _root(str(path), stamp.st_mtime_ns, stamp.st_size)


@functools.lru_cache(maxsize=64)
def _root(path: str, changed_ns: int, size: int) -> Element:
    del changed_ns, size  # they only tell one content of the file from another
    root = parse_file(Path(path))
    if root.tag != "OpenSCENARIO":
        raise InputFileError(path, root.line, f"the document is a <{root.tag[:40]}>, expected <OpenSCENARIO>")
    header = root.first("FileHeader")
    if header is None:
        raise InputFileError(path, root.line, "element <FileHeader> is missing")
    major, minor = (_revision(path, header, name) for name in ("revMajor", "revMinor"))
    known = f"expected 1.{MINORS[0]} to 1.{MINORS[1]}"
    if (major, minor) == (0, 9):
        raise InputFileError(path, header.line, f"OpenSCENARIO 0.9 has other elements, {known}: convert the file")
    if major != 1:
        raise InputFileError(path, header.line, f"OpenSCENARIO {major}.{minor}, {known}")
    return root


def _revision(path: str, header: Element, name: str) -> int:
    given = header.attributes.get(name, "")
    if not given.strip().isdigit():
        raise InputFileError(path, header.line, f"FileHeader: {name}='{given[:40]}' is not a whole number")
    return int(given)


def check_header(scenario: Node) -> None:
    """Marks what a header says about itself as read, and remarks on a version later than those known."""
    header = scenario.only("FileHeader")
    header.journal.use_all(header.element)
    minor = header.integer("revMinor")
    if minor > MINORS[1]:
        header.note(f"OpenSCENARIO 1.{minor}, read as 1.{MINORS[1]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the files of a scenario may lie. root: nothing outside it is read."""

    file: Path
    root: Path

    @classmethod
    def of(cls, file: Path) -> Surroundings:
        """Those of a scenario: up to LEVELS_UP folders above its own."""
        own = file.expanduser().resolve()
        parents = own.parents
        return cls(file=own, root=parents[min(LEVELS_UP, len(parents) - 1)])

    def found(self, node: Node, attribute: str, suffixes: Sequence[str]) -> Path:
        """The file or, without suffixes, the folder that an attribute names, relative to the scenario's folder.

        Raises InputFileError for an address, for what lies outside the root, and for what is not there.
        """
        given = node.text(attribute)
        if "://" in given or given.startswith(("\\\\", "//")):
            raise node.fault(f"{attribute}='{given[:120]}' is an address; only files are read")
        path = (self.file.parent / given.replace("\\", "/")).resolve()
        if not path.is_relative_to(self.root):
            raise node.fault(f"{attribute}='{given[:120]}' lies outside {self.root}, where nothing is read")
        if suffixes and path.suffix.lower() not in suffixes:
            raise node.fault(f"{attribute}='{given[:120]}' does not end in {' or '.join(suffixes)}")
        if suffixes and not path.is_file():
            raise node.fault(f"{attribute}='{given[:120]}': there is no file {path}")
        return path
