"""What the making of a shard took: `record/host/shards/NNNNNN.json`, outside the promise of equal bytes."""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from simulator.files import files_below
from simulator.layout import SCHEMA_VERSION, SHARD_METRICS
from simulator.machine import gpu_memory, kernel_hashes, machine_facts, versions
from simulator.plan import Shard
from simulator.publish import ShardContents
from simulator.stage_clock import StageClock
from simulator.storage import Storage
from simulator.wall_clock import utc_now


class ShardMeter:
    """Measures the making of one shard, from its construction on.

    clock: stages are timed with it. tries: clips that were begun, again after a fault, too.
    """

    def __init__(self, shard: Shard, device: str) -> None:
        self.clock = StageClock()
        self.tries = 0
        self._shard = shard
        self._device = device
        self._bytes = 0
        self._started = utc_now()
        self._began_s = time.perf_counter()

    def weigh(self, folder: Path) -> None:
        """Takes down how much lies in the staging folder."""
        self._bytes = sum(path.stat().st_size for path in files_below(folder))

    def keep(self, storage: Storage, contents: ShardContents) -> None:
        """Writes what was measured until now, after the shard has been published."""
        record = orjson.dumps(self._record(contents), option=orjson.OPT_INDENT_2)
        storage.keep(f"{SHARD_METRICS}/{self._shard.name}.json", record)

    def _record(self, contents: ShardContents) -> dict[str, Any]:
        seconds = time.perf_counter() - self._began_s
        frames = sum(len(clip["frame_numbers"]) for clip in contents.clips)
        return {
            "schema_version": SCHEMA_VERSION,
            "config_hash": contents.config_hash,
            "shard": self._shard.index,
            "clips": len(contents.clips),
            "failed_clips": len(contents.failures),
            "tries": self.tries,
            "frames": frames,
            "bytes": self._bytes,
            "started": self._started,
            "ended": utc_now(),
            "seconds": round(seconds, 4),
            "frames_per_second": round(frames / seconds, 4),
            "stages_s": {stage: round(spent_s, 4) for stage, spent_s in self.clock.seconds.items()},
            "pid": os.getpid(),
            "memory": {"peak_bytes": _peak_memory_bytes(), **gpu_memory(self._device)},
            "machine": machine_facts(self._device),
            "versions": versions(),
            "kernels": kernel_hashes(),
        }


def _peak_memory_bytes() -> int:
    """The most that was resident of this process since it started; Linux counts KiB, macOS bytes (getrusage(2))."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
