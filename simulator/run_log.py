"""The log of a run: `record/host/log-<start>-<host>-<pid>.jsonl`, one JSON object a line, written as things happen."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from simulator.config import RunConfig
from simulator.executors.array import INDEX_VARIABLES
from simulator.executors.base import ClipBegun, ClipFaulted, Event, ShardDone
from simulator.executors.seating import workers_here
from simulator.frame_count import FrameCount
from simulator.layout import HOST
from simulator.listening import Listener, LogLost, Planned
from simulator.machine import machine_facts, versions
from simulator.wall_clock import utc_now

SIGNALS = {"KeyboardInterrupt": "SIGINT", "Terminated": "SIGTERM"}
"""What ends a run from outside, by the exception that the program makes of it."""

JOB_VARIABLES = (*INDEX_VARIABLES, "SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "AWS_BATCH_JOB_ID")
"""Where schedulers tell a process which job it is: what their own logs and accounts are found by."""


class RunLog:
    """A listener that writes what it hears, and passes it on. A context: leaving it writes how the run ended.

    facts: of the run, for its first line. A log that cannot be written is told once, as LogLost, and the run goes on.
    """

    def __init__(self, out: Path, facts: Mapping[str, Any], listener: Listener | None) -> None:
        # To the microsecond: processes in containers may have a host's name and a number in common.
        started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self._path = out / HOST / f"log-{started}-{platform.node() or 'host'}-{os.getpid()}.jsonl"
        self._facts = facts
        self._listener = listener
        self._file: int | None = None
        self._lost = False
        self._frames = FrameCount()
        self._counts = dict.fromkeys(("shards", "problems", "given_up_clips", "faults"), 0)
        self._reason = "failed"
        self._began_s = time.monotonic()

    def __call__(self, event: Event | Planned | LogLost) -> None:
        """One more thing has happened."""
        self._frames.hear(event)
        if isinstance(event, Planned):
            self._write("run_planned", **self._facts, **_plan(event))
        elif isinstance(event, ClipBegun):
            self._write("clip_begun", clip=event.clip)
        elif isinstance(event, ClipFaulted):
            self._counts["faults"] += 1
            self._write("clip_faulted", clip=event.clip, problem=event.problem, trace=event.trace)
        elif isinstance(event, ShardDone):
            self._shard(event)
        if self._listener is not None:
            self._listener(event)

    def ended(self, reason: str) -> None:
        """How the run has ended, unless something goes wrong after all."""
        self._reason = reason

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        told: dict[str, Any] = {}
        if fault is not None:
            name = type(fault).__name__
            signal = SIGNALS.get(name)
            if signal is not None:
                self._write("signal_received", signal=signal)
            self._reason = "interrupted" if signal is not None else "failed"
            told = {"problem": signal or f"{name}: {fault}"}
            if signal is None:
                told["trace"] = "".join(traceback.format_exception(fault))
        told |= {"frames": self._frames.done, **self._counts, "seconds": round(time.monotonic() - self._began_s, 3)}
        self._write("run_ended", reason=self._reason, **told)
        if self._file is not None:
            os.close(self._file)

    def _shard(self, event: ShardDone) -> None:
        if event.problem is None:
            self._counts["shards"] += 1
            self._counts["given_up_clips"] += event.failed_clips
            self._write("shard_done", shard=event.shard, failed_clips=event.failed_clips)
            return
        self._counts["problems"] += 1
        told = {"problem": event.problem, "hopeless": event.hopeless, "trace": event.trace}
        self._write("shard_problem", shard=event.shard, **told)

    def _write(self, event: str, **told: Any) -> None:
        """Appends a line. No fault of the disk gets out."""
        if self._lost:
            return
        line = _line({"time": utc_now(), "event": event, **told})
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.write(self._file, line)
        except OSError as fault:
            self._lost = True
            if self._listener is not None:
                self._listener(LogLost(problem=f"the run's log cannot be written: {self._path}: {fault.strerror}"))


def run_facts(config: RunConfig, config_hash: str) -> dict[str, Any]:
    """What a log's first line says of the run."""
    return {
        "command": sys.argv,
        "config_hash": config_hash,
        "pid": os.getpid(),
        "workers": workers_here(config),
        "executor": dict(config.nodes["executor"]),
        "job": {name: os.environ[name] for name in JOB_VARIABLES if name in os.environ},
        "machine": machine_facts(config.settings.device),
        "versions": versions(),
    }


def _line(told: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(told) + b"\n"
    except TypeError:  # paths that are no UTF-8, or whatever a plug-in's config may hold
        return json.dumps(told, default=str).encode() + b"\n"


def _plan(event: Planned) -> dict[str, Any]:
    plan = {"shards": len(event.shards), "frames": event.frames, "published_frames": event.published_frames}
    return {**plan, "damaged_kernels": event.damaged_kernels} if event.damaged_kernels else plan
