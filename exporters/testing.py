"""The conformance test of exporters; a plug-in's author runs it on their own class:

def test_my_format(tmp_path): check_exporter(MyExporter(), tmp_path)
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from exporters.base import Exporter, PublishedClip, RunInfo
from exporters.example_frames import FPS, FRAMES, example_clip, example_frames, example_measures

CLIPS = 3
INFO = RunInfo(name="example", seed=7, clips=CLIPS, frames=FRAMES, fps=FPS, val_share=0.3, version="0")


def check_exporter(exporter: Exporter, tmp_path: Path) -> None:
    """Drives copies of a fresh exporter through whole lives. Raises AssertionError with what it breaks.

    Checked: listed files are exactly what a clip wrote, relative and sorted; an aborted clip leaves nothing and may be
    written again; the bytes do not depend on the order of clips or on what was exported before; finalize works in
    another process (a fresh instance, the published files alone), twice the same, reads no files but those that
    `read_by_finalize` names, and sees no unpublished clip.
    """
    straight, backwards, third = tmp_path / "straight", tmp_path / "backwards", tmp_path / "aborted"
    published = export_clips(copy.deepcopy(exporter), straight, range(CLIPS))
    export_clips(copy.deepcopy(exporter), backwards, reversed(range(CLIPS)))
    _same_bytes(_bytes(straight), _bytes(backwards), "a clip's files depend on the clips before it")
    _check_abort(copy.deepcopy(exporter), third, _bytes(straight), published)
    _check_finalize(exporter, straight, published)
    _check_finalize(exporter, backwards, published)
    _same_bytes(_bytes(straight), _bytes(backwards), "finalize depends on the order in which clips were written")
    _check_read(exporter, tmp_path / "read", backwards, published)
    _check_unpublished(exporter, tmp_path / "unpublished", published)


def export_clips(exporter: Exporter, root: Path, clips: Iterable[int]) -> list[PublishedClip]:
    """Writes example clips below `root` and returns what a shard's manifest would say of them, by clip."""
    root.mkdir(parents=True, exist_ok=True)
    exporter.open(root, INFO)
    return sorted((_export_clip(exporter, root, index) for index in clips), key=lambda entry: entry.clip)


def _export_clip(exporter: Exporter, root: Path, index: int) -> PublishedClip:
    before = set(_bytes(root))
    clip = example_clip(index)
    numbers = []
    exporter.begin_clip(clip)
    for frame in example_frames(clip):
        exporter.write(frame)
        numbers.append(frame.number)
    files = exporter.end_clip(example_measures())
    _require(
        isinstance(files, tuple) and list(files) == sorted(set(files)), "end_clip must list each file once, sorted"
    )
    for name in files:
        path = PurePosixPath(name)
        _require(not path.is_absolute() and ".." not in path.parts, f"'{name}' must be relative to the root folder")
    added = set(_bytes(root)) - before
    _require(set(files) == added, f"end_clip listed and wrote different files: {sorted(set(files) ^ added)}")
    return PublishedClip(clip=index, frame_numbers=tuple(numbers), files=files)


def _check_abort(exporter: Exporter, root: Path, expected: dict[str, bytes], published: list[PublishedClip]) -> None:
    root.mkdir(parents=True)
    exporter.open(root, INFO)
    exporter.begin_clip(example_clip(0))
    exporter.write(next(example_frames(example_clip(0))))
    exporter.abort_clip()
    left = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    _require(not left, f"an aborted clip left {left}")
    again = _export_clip(exporter, root, 0)
    _require(again == published[0], "a clip written after an abort lists other files")
    exporter.begin_clip(example_clip(2))
    exporter.abort_clip()
    own = {name: expected[name] for name in again.files}
    _same_bytes(_bytes(root), own, "an abort changed the files of another clip, or of the same clip written again")


def _check_finalize(exporter: Exporter, root: Path, published: list[PublishedClip]) -> None:
    clips = _bytes(root)
    files = copy.deepcopy(exporter).finalize(root, INFO, tuple(reversed(published)))
    first = _bytes(root)
    _require(list(files) == sorted(set(files)), "finalize must list each file once, sorted")
    _require(set(files) == set(first) - set(clips), "finalize listed and wrote different files")
    _same_bytes({name: first[name] for name in clips}, clips, "finalize changed a published clip's files")
    again = copy.deepcopy(exporter).finalize(root, INFO, tuple(published))
    _require(again == files, "finalize lists other files the second time")
    _same_bytes(_bytes(root), first, "finalize is not idempotent, or depends on the order of its clips")


def _check_read(exporter: Exporter, root: Path, whole: Path, published: list[PublishedClip]) -> None:
    """Finalize writes the same where nothing is but what it says that it reads."""
    for clip in published:
        named = exporter.read_by_finalize(clip)
        _require(set(named) <= set(clip.files), f"read_by_finalize names no file of the clip: {sorted(named)[:5]}")
        for name in named:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(whole / name, root / name)
    root.mkdir(exist_ok=True)
    try:
        files = copy.deepcopy(exporter).finalize(root, INFO, tuple(published))
    except FileNotFoundError as fault:
        raise AssertionError(f"finalize reads what read_by_finalize does not name: {fault.filename}") from None
    lone, beside = _bytes(root), _bytes(whole)
    for name in files:
        _require(lone[name] == beside[name], f"finalize reads what read_by_finalize does not name, for '{name}'")


def _check_unpublished(exporter: Exporter, root: Path, published: list[PublishedClip]) -> None:
    """Finalize of two clips of three says the same whether or not the third one's files lie about."""
    clean, littered = root / "clean", root / "littered"
    export_clips(copy.deepcopy(exporter), clean, range(CLIPS - 1))
    export_clips(copy.deepcopy(exporter), littered, range(CLIPS))
    info = replace(INFO, clips=CLIPS - 1)
    known = tuple(published[: CLIPS - 1])
    files = copy.deepcopy(exporter).finalize(clean, info, known)
    copy.deepcopy(exporter).finalize(littered, info, known)
    lone, beside = _bytes(clean), _bytes(littered)
    for name in files:
        _require(lone[name] == beside[name], f"finalize let an unpublished clip into '{name}'")
    copy.deepcopy(exporter).finalize(clean, info, ())


def _bytes(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _same_bytes(one: dict[str, bytes], other: dict[str, bytes], message: str) -> None:
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    _require(not differing, f"{message}: {differing[:5]}")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)
