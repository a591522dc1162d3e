"""What the logs of runs say: how each ended, and which have not told their end."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from simulator.layout import HOST, LOCK_FILE

TAIL_BYTES = 1 << 16
"""Of a log's end, in which its last line is looked for; chosen: longer than a line with a long traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRun:
    """One process that made the dataset or a share of it. reason: how it ended; None: it has not told.

    started, heard: times of its first and its last line, which says `last`. count: elements of its job array, None
    without one.
    """

    host: str
    pid: int
    started: str
    heard: str
    last: str
    reason: str | None
    count: int | None


def read_runs(out: Path) -> tuple[LoggedRun, ...]:
    """The logged runs of a dataset, in the order of their start; logs that cannot be read are left out."""
    logs = (out / HOST).glob("log-*.jsonl")
    found = [run for run in map(_read, logs) if run is not None]
    return tuple(sorted(found, key=lambda run: (run.started, run.host, run.pid)))


def is_locked(out: Path) -> bool:
    """Whether a run that wants the dataset for itself is writing now. Elements of a job array share the lock."""
    try:
        handle = os.open(out / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    finally:
        os.close(handle)
    return False


def _read(path: Path) -> LoggedRun | None:
    try:
        with path.open("rb") as log:
            first: Mapping[str, Any] = orjson.loads(log.readline())
            log.seek(max(0, path.stat().st_size - TAIL_BYTES))
            last = _last(log.read().splitlines())
        return LoggedRun(
            host=str(first["machine"]["host"]),
            pid=int(first["pid"]),
            started=_moment(first["time"]),
            heard=_moment(last.get("time", first["time"])),
            last=_in_words(last),
            reason=str(last["reason"]) if last.get("event") == "run_ended" else None,
            count=first["executor"].get("count"),
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _moment(text: Any) -> str:
    """A time of a log. Raises ValueError or TypeError where it is none."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="milliseconds")


def _in_words(line: Mapping[str, Any]) -> str:
    """Which clip or shard a line is about, and what happened to it."""
    event = str(line.get("event", ""))
    thing, _, happened = event.partition("_")
    return f"{thing} {line[thing]} {happened}" if thing in line else event.replace("_", " ")


def _last(lines: list[bytes]) -> Mapping[str, Any]:
    """The last whole line; a process that was killed, or a full disk, may have cut off the one after it."""
    for line in reversed(lines):
        try:
            told: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(told, dict):
            return told
    return {}
