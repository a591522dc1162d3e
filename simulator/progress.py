"""Progress of a run: a live bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from simulator.executors.base import ClipFaulted, Event, FrameDone, ShardDone
from simulator.frame_count import FrameCount
from simulator.listening import Listener, LogLost, Planned
from simulator.quantities import clock_text

LINE_EVERY_S = 10.0
LINE_EVERY_SHARE = 1.0 / 20.0
"""Between two plain lines: these seconds, and this share of the run so far. Chosen: one sees at once that it goes on,
and the lines of a day are less than two hundred."""

SHOWN_NAMES = 3
"""Of what is told in one line; chosen: the run's log has all."""

SHOWN_TROUBLES = 50
"""Faults and failed shards that are told one by one; chosen: those of a run that fails all over stand in its log."""


@contextmanager
def progress(debug: bool, stream: TextIO) -> Iterator[Listener]:
    """A listener that shows how far a run is, frames per second, failures and the time to go."""
    with _bar(debug, stream) if stream.isatty() else _lines(debug, stream) as listener:
        yield listener


class Pace:
    """Counts what a run has made since it was planned. Frames of earlier runs do not count."""

    def __init__(self) -> None:
        self.frames = FrameCount()
        self.troubles = 0
        self._faults = self._given_up = 0
        self._started_s = time.monotonic()

    def hear(self, event: Event | Planned | LogLost) -> None:
        """One more thing has happened."""
        self.frames.hear(event)
        if isinstance(event, Planned):
            self._started_s = time.monotonic()
        elif isinstance(event, ClipFaulted):
            self._faults += 1
            self.troubles += 1
        elif isinstance(event, ShardDone):
            self._given_up += event.failed_clips
            self.troubles += bool(event.failed_clips or event.problem)

    def text(self) -> str:
        """Speed, failures so far and the time to go."""
        rate = self.frames.done / max(time.monotonic() - self._started_s, 1e-9)
        told = [f"{rate:.2f} frames/s"]
        if self._given_up:
            told.append(f"{self._given_up} clip{_s(self._given_up)} given up")
        if self._faults:
            told.append(f"{self._faults} fault{_s(self._faults)}")
        if self.frames.done:
            told.append(f"{clock_text(self.frames.left / rate)} to go")
        return ", ".join(told)


@contextmanager
def _bar(debug: bool, stream: TextIO) -> Iterator[Listener]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("frames"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=Console(file=stream)) as bar:
        task = bar.add_task("frames", total=None, told="")
        pace = Pace()

        def hear(event: Event | Planned | LogLost) -> None:
            pace.hear(event)
            frames = pace.frames
            bar.update(task, completed=frames.done, total=frames.done + frames.left, told=pace.text())
            if (told := _told(event, pace.troubles, debug)) is not None:
                bar.console.print(told, markup=False)

        yield hear


@contextmanager
def _lines(debug: bool, stream: TextIO) -> Iterator[Listener]:
    lines = _Lines(debug, stream)
    yield lines.hear
    lines.show()


class _Lines:
    """Prints a line when the last one is old enough."""

    def __init__(self, debug: bool, stream: TextIO) -> None:
        self._debug = debug
        self._stream = stream
        self._pace = Pace()
        self._shown = 0
        self._started_s = self._shown_s = time.monotonic()

    def hear(self, event: Event | Planned | LogLost) -> None:
        self._pace.hear(event)
        if isinstance(event, FrameDone):
            if self._is_due():
                self.show()
        elif (told := _told(event, self._pace.troubles, self._debug)) is not None:
            print(told, file=self._stream, flush=True)

    def show(self) -> None:
        frames = self._pace.frames
        if frames.done in (0, self._shown):
            return
        self._shown, self._shown_s = frames.done, time.monotonic()
        line = f"{frames.done}/{frames.done + frames.left} frames, {self._pace.text()}"
        print(line, file=self._stream, flush=True)

    def _is_due(self) -> bool:
        now_s = time.monotonic()
        pause_s = max(LINE_EVERY_S, (now_s - self._started_s) * LINE_EVERY_SHARE)
        return not self._shown or now_s - self._shown_s > pause_s


def _told(event: Event | Planned | LogLost, troubles: int, debug: bool) -> str | None:
    """What is said about the plan, a fault or a finished shard: nothing when all went well, or too much did not."""
    if isinstance(event, Planned):
        return _plan_told(event)
    if isinstance(event, LogLost):
        return event.problem
    told = _trouble_told(event, debug)
    if told is None or troubles > SHOWN_TROUBLES:
        return None
    last = "\nmore of this is only counted here; it stands in record/host/log-*" if troubles == SHOWN_TROUBLES else ""
    return told + last


def _trouble_told(event: Event, debug: bool) -> str | None:
    if isinstance(event, ClipFaulted):
        return f"clip {event.clip}: {event.problem}" + (f"\n{event.trace}" if debug else "")
    return _shard_told(event, debug) if isinstance(event, ShardDone) else None


def _shard_told(event: ShardDone, debug: bool) -> str | None:
    if event.hopeless:
        return event.trace if debug else None  # the run ends with this problem's text
    if event.problem is not None:
        return f"shard {event.shard}: {event.problem}" + (f"\n{event.trace}" if debug else "")
    if event.failed_clips:
        clips = f"{event.failed_clips} clip{_s(event.failed_clips)}"
        return f"shard {event.shard}: {clips} given up, see record/clips.jsonl"
    return None


def _plan_told(event: Planned) -> str:
    if not event.frames:
        return f"nothing to make: all {event.published_frames} frames are there from an earlier run"
    text = f"{event.frames} frames to make"
    if event.published_frames:
        text += f", {event.published_frames} are there from an earlier run"
    if event.kernels:
        text += "; the first run compiles kernels, which takes up to a minute"
    if event.damaged_kernels:
        text += f"; damaged compiled kernels are compiled again: {_some(event.damaged_kernels)}"
    return text


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:SHOWN_NAMES])
    return shown if len(names) <= SHOWN_NAMES else f"{shown} and {len(names) - SHOWN_NAMES} more"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
