"""Progress of a run: a live bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from simulator.executors.base import ClipBegun, ClipFaulted, Event, FrameDone, ShardDone
from simulator.generation import Listener, Planned

LINE_EVERY_S = 10.0
"""Between two plain lines; chosen: a log of a day's run stays below ten thousand lines."""


@contextmanager
def progress(debug: bool, stream: TextIO) -> Iterator[Listener]:
    """A listener that shows how far a run is, frames per second and the time to go."""
    with _bar(debug, stream) if stream.isatty() else _lines(debug, stream) as listener:
        yield listener


@contextmanager
def _bar(debug: bool, stream: TextIO) -> Iterator[Listener]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("frames"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    with Progress(*columns, console=Console(file=stream)) as bar:
        task = bar.add_task("frames", total=None, rate="")

        frames = _Frames()

        def hear(event: Event | Planned) -> None:
            frames.hear(event)
            if isinstance(event, FrameDone):
                rate = frames.done / (time.monotonic() - started)
                bar.update(task, completed=frames.done, rate=f"{rate:.2f} frames/s")
                return
            if isinstance(event, Planned):
                bar.update(task, total=event.frames)
            if (told := _told(event, debug)) is not None:
                bar.console.print(told, markup=False)

        yield hear


@contextmanager
def _lines(debug: bool, stream: TextIO) -> Iterator[Listener]:
    lines = _Lines(debug, stream)
    yield lines.hear
    lines.show()


class _Frames:
    """Counts frames; those of a clip that is begun again once."""

    def __init__(self) -> None:
        self._of_clip: Counter[int] = Counter()

    def hear(self, event: Event | Planned) -> None:
        if isinstance(event, FrameDone):
            self._of_clip[event.clip] += 1
        elif isinstance(event, ClipBegun):
            self._of_clip[event.clip] = 0

    @property
    def done(self) -> int:
        return self._of_clip.total()


class _Lines:
    """Prints a line when the last one is old enough."""

    def __init__(self, debug: bool, stream: TextIO) -> None:
        self._frames = 0
        self._debug = debug
        self._stream = stream
        self._counted = _Frames()
        self._shown = 0
        self._started = time.monotonic()
        self._shown_s = self._started

    def hear(self, event: Event | Planned) -> None:
        self._counted.hear(event)
        if isinstance(event, FrameDone):
            if self._counted.done == 1 or time.monotonic() - self._shown_s > LINE_EVERY_S:
                self.show()
            return
        if isinstance(event, Planned):
            self._frames, self._started = event.frames, time.monotonic()
        if (told := _told(event, self._debug)) is not None:
            print(told, file=self._stream, flush=True)

    def show(self) -> None:
        done = self._counted.done
        if done in (0, self._shown):
            return
        self._shown, self._shown_s = done, time.monotonic()
        rate = done / max(self._shown_s - self._started, 1e-9)
        left_s = (self._frames - done) / rate if rate else 0.0
        line = f"{done}/{self._frames} frames, {rate:.2f} frames/s, {left_s:.0f} s to go"
        print(line, file=self._stream, flush=True)


def _told(event: Event | Planned, debug: bool) -> str | None:
    """What is said about the plan, a fault or a finished shard: nothing when all went well."""
    if isinstance(event, Planned):
        return _plan_told(event)
    if isinstance(event, ClipFaulted):
        return f"clip {event.clip}: {event.problem}" + (f"\n{event.trace}" if debug else "")
    return _shard_told(event, debug) if isinstance(event, ShardDone) else None


def _shard_told(event: ShardDone, debug: bool) -> str | None:
    if event.hopeless:
        return event.trace if debug else None  # the run ends with this problem's text
    if event.problem is not None:
        return f"shard {event.shard}: {event.problem}" + (f"\n{event.trace}" if debug else "")
    if event.failed_clips:
        return f"shard {event.shard}: {event.failed_clips} clip(s) given up, see record/clips.jsonl"
    return None


def _plan_told(event: Planned) -> str:
    if not event.frames:
        return f"nothing to make: all {event.published_frames} frames are there from an earlier run"
    text = f"{event.frames} frames to make"
    if event.published_frames:
        text += f", {event.published_frames} are there from an earlier run"
    if event.kernels:
        text += "; the first run compiles kernels, which takes up to a minute"
    return text
