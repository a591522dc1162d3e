"""XML from strangers: no document types, no entities, bounded depth and size."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from scenes.errors import InputFileError
from scenes.imported.limits import MAX_DEPTH, MAX_ELEMENTS

_ODD_DECLARATION = re.compile(rb'^\s*<\?xml\s+version="0\.0"\s*\?>')
"""What many robot descriptions begin with; there is no such version, so that XML readers refuse them."""


def guarded_tree(data: bytes, file: Path) -> ElementTree.Element:
    """The root element of an XML document.

    Raises InputFileError, with the line, for a document type (with which entities and outside files come), for too
    many or too deeply nested elements, and for what is not well-formed.
    """
    plain = _ODD_DECLARATION.sub(b"", data)
    _vet(plain, file)
    return ElementTree.fromstring(plain)  # no document type: nothing to expand, nothing to fetch


def _vet(data: bytes, file: Path) -> None:
    """Reads the document once without keeping anything of it."""
    parser = expat.ParserCreate()
    depth = count = 0

    def refuse(problem: str) -> InputFileError:
        return InputFileError(str(file), parser.CurrentLineNumber, problem)

    def doctype(*_: object) -> None:
        raise refuse("has a document type (<!DOCTYPE>), which may name entities and other files; it is not read")

    def begin(name: str, attributes: object) -> None:
        nonlocal depth, count
        del attributes
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH:
            raise refuse(f"<{name}> is nested {depth} deep, allowed: {MAX_DEPTH}")
        if count > MAX_ELEMENTS:
            raise refuse(f"has more than {MAX_ELEMENTS} elements")

    def end(name: str) -> None:
        nonlocal depth
        del name
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise InputFileError(
            str(file), fault.lineno, f"is not well-formed XML: {expat.ErrorString(fault.code)}"
        ) from None
