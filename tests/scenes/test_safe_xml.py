"""XML of strangers is read within limits, and what could be an attack is refused with the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenes import safe_xml
from scenes.errors import InputFileError
from scenes.safe_xml import parse, parse_file

BOMB = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]>\n<a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
FOREIGN_DTD = b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>'


def test_elements_know_their_line_and_their_place() -> None:
    root = parse(b'<a>\n <road id="7">\n  <lane id="-1"/>\n </road>\n</a>', "a.xodr")
    lane = root.children[0].children[0]
    assert (lane.line, lane.path()) == (3, "road[id=7]/lane[id=-1]")


@pytest.mark.parametrize("document", [BOMB, OUTSIDE, FOREIGN_DTD])
def test_document_types_are_refused(document: bytes) -> None:
    with pytest.raises(InputFileError, match=r"a\.xodr, line \d+: a document type .* is refused"):
        parse(document, "a.xodr")


def test_deep_nesting_is_refused() -> None:
    deep = b"<a>" * (safe_xml.MAX_DEPTH + 1) + b"</a>" * (safe_xml.MAX_DEPTH + 1)
    with pytest.raises(InputFileError, match="nested more than"):
        parse(deep, "a.xodr")


def test_floods_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_ELEMENTS", 10)
    with pytest.raises(InputFileError, match="more than 10 elements"):
        parse(b"<a>" + b"<b/>" * 10 + b"</a>", "a.xodr")
    many = " ".join(f'k{i}="1"' for i in range(safe_xml.MAX_ATTRIBUTES + 1))
    with pytest.raises(InputFileError, match="attributes, allowed"):
        parse(f"<a {many}/>".encode(), "a.xodr")
    with pytest.raises(InputFileError, match="'k' has more than"):
        parse(b'<a k="' + b"1" * (safe_xml.MAX_VALUE + 1) + b'"/>', "a.xodr")


def test_large_files_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 10)
    (tmp_path / "a.xodr").write_bytes(b"<a>         </a>")
    with pytest.raises(InputFileError, match="16 bytes, allowed 10"):
        parse_file(tmp_path / "a.xodr")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"<a><b></a>", "line 1: not well-formed XML: mismatched tag"),
        (b"", "no element found"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        (b"<a>\xff</a>", "not well-formed"),
    ],
)
def test_broken_documents_are_named(document: bytes, problem: str) -> None:
    with pytest.raises(InputFileError, match=problem):
        parse(document, "a.xodr")


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"nowhere\.xodr: cannot be read"):
        parse_file(tmp_path / "nowhere.xodr")
