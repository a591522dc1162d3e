"""A clip's files can be listed, and taken back without touching another clip's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exporters.example_frames import example_clip, example_frames
from exporters.files import ClipFiles, picture_bytes, replace_file
from exporters.png import rgb_png


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


def test_a_picture_is_encoded_once_and_shared_by_all_who_write_it(tmp_path: Path) -> None:
    frame = replace(next(example_frames(example_clip(0))), written={})
    one, other = ClipFiles(tmp_path / "one"), ClipFiles(tmp_path / "other")
    image = frame.cameras()[0].image
    one.write_picture("a.png", frame, image)
    other.write_picture("b/c.png", frame, image)
    first, second = tmp_path / "one/a.png", tmp_path / "other/b/c.png"
    assert first.samefile(second)
    assert other.listed() == ("b/c.png",)
    other.remove()
    assert first.read_bytes() == rgb_png(image) == picture_bytes(frame, image)


def test_a_picture_is_written_anew_where_the_shared_file_is_gone(tmp_path: Path) -> None:
    frame = replace(next(example_frames(example_clip(0))), written={})
    image = frame.cameras()[0].image
    dropped, files = ClipFiles(tmp_path / "dropped"), ClipFiles(tmp_path / "kept")
    dropped.write_picture("a.png", frame, image)
    dropped.remove()
    assert picture_bytes(frame, image) == rgb_png(image)
    files.write_picture("a.png", frame, image)
    assert (tmp_path / "kept/a.png").read_bytes() == rgb_png(image)


def test_another_picture_never_gets_the_file_of_one_that_is_gone(tmp_path: Path) -> None:
    """A frame's copies share what was written; a new array may get the address of one that was freed."""
    frame = replace(next(example_frames(example_clip(0))), written={})
    for value in range(50):
        image = np.full((8, 8, 3), value, dtype=np.uint8)
        ClipFiles(tmp_path).write_picture(f"{value}.png", replace(frame, clean={}), image)
        assert (tmp_path / f"{value}.png").read_bytes() == rgb_png(image)
