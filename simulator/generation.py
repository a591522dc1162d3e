"""The composition root: checks a run, plans its shards, has them made, and finalizes the dataset."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Mapping
from typing import Any

from scenes.errors import OutputError
from simulator.cast import Cast, build_cast
from simulator.config import RunConfig
from simulator.dataset import check_out, locked, open_out
from simulator.executors.base import Event, Executor, ShardDone, Work
from simulator.files import disk_fault
from simulator.finalize import Summary, finalize
from simulator.parts import build_executor, build_exporters, check_exporters
from simulator.plan import Shard, plan
from simulator.provenance import kernels_compiled, run_record, write_host_record
from simulator.publish import clear_staging, published
from simulator.worker import ShardWorker


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The run has been checked and is about to start. frames: to be made now; published_frames: an earlier run made.

    kernels: whether the machine has no compiled kernels yet, so that the first frame waits for the compiler.
    """

    frames: int
    published_frames: int
    kernels: bool


Listener = Callable[[Event | Planned], None]
"""Hears of the plan, and of every frame and shard as it happens."""


def generate(config: RunConfig, listener: Listener | None = None) -> Summary:
    """Makes the dataset that a config describes, or what is missing of it, and finalizes it.

    Nothing is written before the whole config has been checked. Raises ConfigError, InputFileError, DeviceError and
    OutputError; clips that could not be made are told in the summary.
    """
    parts, executor, run = checked(config)
    return make_dataset(config, executor, run, ShardWorker(config, run["config_hash"], parts), listener)


def make_dataset(
    config: RunConfig, executor: Executor, run: Mapping[str, Any], work: Work, listener: Listener | None
) -> Summary:
    """Has the shards made that are not published yet, and finalizes. run: what `record/run.json` is to hold."""
    out = config.out
    try:
        with locked(out):
            open_out(out, run, config.settings.overwrite)
            clear_staging(out)
            todo = remaining(config, executor, run)
            _announce(config, todo, listener)
            started = time.monotonic()
            try:
                problems = _work_through(executor, todo, work, listener)
            finally:
                clear_staging(out)
            summary = finalize(out)
            write_host_record(out, config, {"shards": len(todo), "elapsed_s": time.monotonic() - started})
    except OSError as fault:
        told = disk_fault(fault, out)
        raise told if told is not None else fault from fault
    return dataclasses.replace(summary, problems=problems)


def checked(config: RunConfig) -> tuple[Cast, Executor, dict[str, Any]]:
    """Everything that can be wrong with a run before its first clip is looked at here; nothing is written.

    Returns the parts, the executor and what `record/run.json` is to hold.
    """
    executor = build_executor(config)
    plan(config.settings.clips, executor.clips_per_shard)
    exporters = build_exporters(config)
    parts = build_cast(config)
    check_exporters(config, exporters, parts.rig)
    parts.check_clips()
    run = run_record(config, parts.rig, parts.inputs())
    check_out(config.out, run, config.settings.overwrite)
    return parts, executor, run


def remaining(config: RunConfig, executor: Executor, run: Mapping[str, Any]) -> list[Shard]:
    """Shards of the plan that have not been published by an earlier, interrupted run."""
    shards = plan(config.settings.clips, executor.clips_per_shard)
    return [shard for shard in shards if published(config.out, shard, run["config_hash"]) is None]


def _announce(config: RunConfig, todo: list[Shard], listener: Listener | None) -> None:
    if listener is None:
        return
    frames = sum(len(shard.clips) for shard in todo) * config.settings.frames
    whole = config.settings.clips * config.settings.frames
    listener(Planned(frames=frames, published_frames=whole - frames, kernels=bool(todo) and not kernels_compiled()))


def _work_through(executor: Executor, todo: list[Shard], work: Work, listener: Listener | None) -> tuple[str, ...]:
    """Has all shards made. Returns what went wrong; raises OutputError when the run cannot go on."""
    problems = []
    with contextlib.ExitStack() as stack:
        events = executor.run(todo, work)
        stack.callback(getattr(events, "close", lambda: None))
        for event in events:
            if listener is not None:
                listener(event)
            if isinstance(event, ShardDone) and event.problem is not None:
                if event.hopeless:
                    raise OutputError(event.problem)
                problems.append(f"shard {event.shard}: {event.problem}")
    return tuple(problems)
