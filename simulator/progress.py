"""Progress of a run: a live bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from simulator.executors.base import Event, FrameDone, ShardDone
from simulator.generation import Listener

LINE_EVERY_S = 10.0
"""Between two plain lines; chosen: a log of a day's run stays below ten thousand lines."""


@contextmanager
def progress(frames: int, debug: bool, stream: TextIO = sys.stderr) -> Iterator[Listener]:
    """A listener that shows how far a run of that many frames is, frames per second and the time to go."""
    with _bar(frames, debug, stream) if stream.isatty() else _lines(frames, debug, stream) as listener:
        yield listener


@contextmanager
def _bar(frames: int, debug: bool, stream: TextIO) -> Iterator[Listener]:
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
        task = bar.add_task("frames", total=frames, rate="")

        def hear(event: Event) -> None:
            if isinstance(event, FrameDone):
                bar.advance(task)
                done = bar.tasks[0].completed
                bar.update(task, rate=f"{done / (time.monotonic() - started):.2f} frames/s")
            elif (told := _told(event, debug)) is not None:
                bar.console.print(told, markup=False)

        yield hear


@contextmanager
def _lines(frames: int, debug: bool, stream: TextIO) -> Iterator[Listener]:
    lines = _Lines(frames, debug, stream)
    yield lines.hear
    lines.show()


class _Lines:
    """Counts frames and prints a line when the last one is old enough."""

    def __init__(self, frames: int, debug: bool, stream: TextIO) -> None:
        self._frames = frames
        self._debug = debug
        self._stream = stream
        self._done = 0
        self._started = time.monotonic()
        self._shown_s = self._started

    def hear(self, event: Event) -> None:
        if isinstance(event, FrameDone):
            self._done += 1
            if self._done == 1 or time.monotonic() - self._shown_s > LINE_EVERY_S:
                self.show()
        elif (told := _told(event, self._debug)) is not None:
            print(told, file=self._stream, flush=True)

    def show(self) -> None:
        self._shown_s = time.monotonic()
        rate = self._done / max(self._shown_s - self._started, 1e-9)
        left_s = (self._frames - self._done) / rate if rate else 0.0
        line = f"{self._done}/{self._frames} frames, {rate:.2f} frames/s, {left_s:.0f} s to go"
        print(line, file=self._stream, flush=True)


def _told(event: ShardDone, debug: bool) -> str | None:
    """What is said about a finished shard: nothing when all went well."""
    if event.problem is not None:
        return f"shard {event.shard}: {event.problem}" + (f"\n{event.trace}" if debug else "")
    if event.failed_clips:
        return f"shard {event.shard}: {event.failed_clips} clip(s) given up, see record/clips.jsonl"
    return None
