"""A clip's files can be listed, and taken back without touching another clip's."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporters.files import ClipFiles, replace_file


def test_files_are_listed_sorted_whatever_the_order_of_writing(tmp_path: Path) -> None:
    files = ClipFiles(tmp_path)
    files.write("b/2.txt", b"2")
    files.write("a/1.txt", b"1")
    assert files.listed() == ("a/1.txt", "b/2.txt")


def test_removing_a_clip_leaves_the_others(tmp_path: Path) -> None:
    kept, dropped = ClipFiles(tmp_path), ClipFiles(tmp_path)
    kept.write("a/1.txt", b"1")
    dropped.write("a/2.txt", b"2")
    dropped.write("b/c/3.txt", b"3")
    dropped.remove()
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/1.txt"]


def test_a_write_that_failed_half_way_is_removed_too(tmp_path: Path) -> None:
    files = ClipFiles(tmp_path)
    (tmp_path / "a").write_bytes(b"a file where a folder should be")
    with pytest.raises(FileExistsError):
        files.write("a/1.txt", b"1")
    assert files.listed() == ()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    assert replace_file(tmp_path, "x/y.json", b"old") == "x/y.json"
    replace_file(tmp_path, "x/y.json", b"new")
    assert (tmp_path / "x/y.json").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y.json"]
