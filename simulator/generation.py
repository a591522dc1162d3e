"""The composition root: checks a run, plans its shards, has them made, and finalizes the dataset."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from scenes.errors import ConfigError, OutputError, RunStopped
from simulator.cast import Cast, build_cast
from simulator.config import RunConfig
from simulator.executors.base import Executor, ShardDone, Work
from simulator.files import disk_fault
from simulator.listening import Listener, Planned
from simulator.parts import build_executor, build_exporters, check_exporters
from simulator.plan import Shard, plan
from simulator.provenance import damaged_kernels, kernels_compiled, remember_kernels, run_record
from simulator.run_log import RunLog, run_facts
from simulator.storage import storage_of
from simulator.survey import Summary
from simulator.worker import ShardWorker


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
    """Has the shards made that are not published yet, and finalizes. run: what `record/run.json` is to hold.

    Where other processes of the run make the other shards, the last one finalizes.
    """
    storage, shared = storage_of(config), executor.SHARES_OUT
    try:
        with storage.opened(run, overwrite=config.settings.overwrite, shared=shared) as host:
            todo = remaining(config, executor, run)
            with RunLog(host, run_facts(config, run["config_hash"]), listener) as log:
                log(_planned(config, executor, todo))
                try:
                    problems = _work_through(executor, todo, work, log)
                finally:
                    storage.clear_up(shared=shared)
                    remember_kernels()
                summary = _finalized_by_the_last(config, executor, todo) if shared else storage.finalize()
                log.ended("complete" if summary.complete and not problems else "incomplete")
    except OSError as fault:
        told = disk_fault(fault, storage.place)
        raise fault if told is None else RunStopped(str(told)) from fault
    return dataclasses.replace(summary, problems=problems)


def _finalized_by_the_last(config: RunConfig, executor: Executor, made: Sequence[Shard]) -> Summary:
    """Finalizes where all shards are there. What other processes have not made, or could not, is for them to tell."""
    storage, shards = storage_of(config), _plan(config, executor)
    own, absent = executor.share(shards), storage.absent(shards)
    if absent or (not made and storage.is_finalized()):
        of_others = {shard.index for shard in absent} - {shard.index for shard in own}
        return dataclasses.replace(storage.survey(own), others_shards=tuple(sorted(of_others)))
    # Two that publish the last two shards at the same time both finalize, one after the other: the same bytes twice.
    return storage.finalize().for_maker_of(own)


def checked(config: RunConfig) -> tuple[Cast, Executor, dict[str, Any]]:
    """Everything that can be wrong with a run before its first clip is looked at here; nothing is written.

    Returns the parts, the executor and what `record/run.json` is to hold.
    """
    executor = build_executor(config)
    executor.share(_plan(config, executor))
    exporters = build_exporters(config)
    parts = build_cast(config)
    check_exporters(config, exporters, parts.rig)
    parts.check_clips()
    run = run_record(config, parts.rig, parts.inputs())
    if executor.SHARES_OUT and config.settings.overwrite:
        raise ConfigError(
            "overwrite", "would remove what other processes of the run have made; remove the folder first"
        )
    storage_of(config).check(run, overwrite=config.settings.overwrite)
    return parts, executor, run


def remaining(config: RunConfig, executor: Executor, run: Mapping[str, Any]) -> list[Shard]:
    """The process's shards that have not been published by an earlier, interrupted run, or hold clips that faulted."""
    return storage_of(config).unsettled(executor.share(_plan(config, executor)), run["config_hash"])


def _plan(config: RunConfig, executor: Executor) -> tuple[Shard, ...]:
    return plan(config.settings.clips, executor.clips_per_shard)


def _planned(config: RunConfig, executor: Executor, todo: list[Shard]) -> Planned:
    clips = sum(len(shard.clips) for shard in todo)
    whole = sum(len(shard.clips) for shard in executor.share(_plan(config, executor)))
    return Planned(
        shards=tuple(todo),
        frames_per_clip=config.settings.frames,
        published_frames=(whole - clips) * config.settings.frames,
        kernels=bool(todo) and not kernels_compiled(),
        damaged_kernels=damaged_kernels() if todo else (),
    )


def _work_through(executor: Executor, todo: list[Shard], work: Work, listener: Listener) -> tuple[str, ...]:
    """Has all shards made. Returns what went wrong; raises OutputError when the run cannot go on."""
    problems = []
    with contextlib.ExitStack() as stack:
        events = executor.run(todo, work)
        stack.callback(getattr(events, "close", lambda: None))
        for event in events:
            listener(event)
            if isinstance(event, ShardDone) and event.problem is not None:
                if event.hopeless:
                    raise (RunStopped if event.passing else OutputError)(event.problem)
                problems.append(f"shard {event.shard}: {event.problem}")
    return tuple(problems)
