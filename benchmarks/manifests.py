"""Merging the manifests of very many shards: what `swerve finalize` does at the end of a run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from benchmarks.results import Result
from simulator import __version__
from simulator.config import load_config
from simulator.layout import CLIP_FOLDERS, MANIFESTS, RUN_FILE, SCHEMA_VERSION

SHARDS = 100_000
HASH = "simulated"
EMPTY = hashlib.sha256(b"").hexdigest()

DRAWN = 60
"""Drawn values of a clip; chosen: they make a manifest of four kilobytes. Those of a street full of traffic, with every
car's colours and every person's clothes, are seven times as long."""

MEASURED = """
import re, sys, time
from pathlib import Path
from simulator.finalize import finalize
began_s, began_core_s = time.perf_counter(), time.process_time()
summary = finalize(Path(sys.argv[1]))
print(time.perf_counter() - began_s, time.process_time() - began_core_s)
peak_kib = int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
print(peak_kib * 1024 / 1e6, summary.clips)
"""
"""Finalizes in a process of its own: seconds, those of a core, the most memory that it ever had in MB, and clips.
Not by getrusage(2), whose figure a process takes over from the one that has started it."""


def manifest_merge() -> list[Result]:
    """One clip a shard, one frame a clip, four empty files each: time and memory of finalizing them."""
    with tempfile.TemporaryDirectory() as folder:
        size = simulate(Path(folder), SHARDS)
        done = subprocess.run([sys.executable, "-c", MEASURED, folder], capture_output=True, text=True, check=True)
    seconds, core_seconds, megabytes, clips = map(float, done.stdout.split())
    assert clips == SHARDS
    config = f"one run: {SHARDS} shards of one clip, 4 files each, just written; manifests of {size / SHARDS:.0f} bytes"
    return [
        Result(name="manifest_merge_100k_s", value=seconds, unit="s", config=config),
        Result(name="manifest_merge_100k_core_s", value=core_seconds, unit="s", config=config),
        Result(name="manifest_merge_100k_mb", value=megabytes, unit="MB", config=config),
    ]


def simulate(out: Path, shards: int) -> int:
    """Writes the record of a run whose shards are all published; returns the bytes of their manifests."""
    config = load_config(["exporter=[webdataset]", "frames=1", f"clips={shards}"]).identity()
    run = {
        "schema_version": SCHEMA_VERSION,
        "config_hash": HASH,
        "config": {**config, "rig_hash": ""},
        "version": __version__,
    }
    for folder in (*CLIP_FOLDERS, MANIFESTS, "webdataset"):
        (out / folder).mkdir(parents=True)
    (out / RUN_FILE).write_bytes(orjson.dumps(run))
    size = 0
    for clip in range(shards):
        name = f"{clip:06d}"
        files = {
            "record": [f"record/scenes/{name}.json", f"record/frames/{name}.jsonl", f"record/points/{name}.npz"],
            "webdataset": [f"shard-{name}.tar"],
        }
        data = orjson.dumps(_manifest(clip, files))
        (out / MANIFESTS / f"{name}.json").write_bytes(data)
        size += len(data)
        for path in _paths(files):
            os.close(os.open(out / path, os.O_CREAT | os.O_WRONLY, 0o644))
    return size


def _manifest(clip: int, files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The manifest of a shard of one clip, as a run writes it."""
    drawn = {f"actor_{k:02d}.appearance.colour": clip + k / 7.0 for k in range(DRAWN)}
    entry = {
        "clip": clip,
        "attempt": 0,
        "case": {"id": "E01", "name": "child_dartout_parked", "anomalies": [2], "asked": {}},
        "frame_numbers": [clip],
        "drawn": {"scenario": drawn},
        "notes": [],
        "story": {"transitions": [], "signals": [], "presence": []},
        "refused": [],
        "measures": {"key_actor": "child", "ttc_s": [2.0]},
        "files": files,
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "config_hash": HASH,
        "shard": clip,
        "clips": [entry],
        "failures": [],
        "files": [{"path": path, "sha256": EMPTY, "bytes": 0} for path in _paths(files)],
    }


def _paths(files: Mapping[str, Sequence[str]]) -> list[str]:
    """From the dataset's folder."""
    return sorted(path if owner == "record" else f"{owner}/{path}" for owner in files for path in files[owner])


ALL = {"manifest_merge": manifest_merge}
