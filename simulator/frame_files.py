"""The files that exporters write for one frame of a clip, told apart from those that tell of the whole clip."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.frame import Clip, Frame
from simulator.ports import ExporterPort

Opened = Callable[[Path], ExporterPort]
"""An exporter of the run, opened in a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFiles:
    """own: the frame's, relative to `root`. shared: those that other frames are in as well. problem: why there is
    nothing, empty where there is.
    """

    root: Path
    own: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Neighbours:
    """A frame among frames that stand for those before it, which exporters may count, and one for the next."""

    clip: Clip
    measures: Mapping[str, Any]
    before: Sequence[Frame] = field(default_factory=tuple)
    frame: Frame
    after: Frame


def frame_files(opened: Opened, place: Path, shown: Neighbours) -> FrameFiles:
    """Has an exporter write a frame. Files are the frame's that no frame before has, and that the next leaves alone.

    place: a folder of its own.
    """
    root = place / "frame"
    try:
        earlier = _written(opened(_made(place / "before")), shown, shown.before) if shown.before else set()
        written = _written(opened(_made(root)), shown, (*shown.before, shown.frame))
        longer = _written(opened(_made(place / "after")), shown, (*shown.before, shown.frame, shown.after))
    except Exception as fault:  # a plug-in that cannot write parts of a clip is no fault of the frame
        return FrameFiles(root=root, problem=f"{type(fault).__name__}: {fault}")
    changing = {f for f in written & longer if not filecmp.cmp(root / f, place / "after" / f, shallow=False)}
    return FrameFiles(
        root=root,
        own=tuple(sorted((written & longer) - earlier - changing)),
        shared=tuple(sorted(changing | (written - longer))),
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _written(exporter: ExporterPort, shown: Neighbours, frames: Sequence[Frame]) -> set[str]:
    exporter.begin_clip(shown.clip)
    try:
        for frame in frames:
            exporter.write(frame)
        return set(exporter.end_clip(shown.measures))
    except BaseException:
        exporter.abort_clip()
        raise
