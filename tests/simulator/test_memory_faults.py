"""A clip that takes more memory than there is: blamed, given up alone and told as such, whoever notices it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TINY, program_environment

from simulator.clip_faults import trace_path

HOARDING = ("exporter.points.fault=memory", "exporter.points.fault_at=3", "executor.clips_per_shard=2")

ROOM_BYTES = 2 * 2**30
"""Address space of a process; chosen: one of TINY needs less than 1.5 GB, and the rest is soon hoarded."""

GROUP_BYTES = 900 * 2**20
"""Memory of a control group; chosen: a driver and two workers of TINY need about half."""

LIMIT_FILES = {"/sys/fs/cgroup/memory": "memory.limit_in_bytes", "/sys/fs/cgroup": "memory.max"}
"""By the root of control groups, version 1 or 2."""


def _hoard(out: Path, workers: int, limit: Callable[[], None]) -> tuple[str, dict[str, Any]]:
    """A run whose clip 1 hoards, under a limit; what it told, and what the dataset says of the clip."""
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *TINY, *HOARDING, f"workers={workers}", f"out={out}"],
        cwd=ROOT,
        env={**program_environment(), "CUDA_VISIBLE_DEVICES": ""},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    clips = [json.loads(line) for line in (out / "record/clips.jsonl").read_text().splitlines()]
    assert ["files" in clip for clip in clips] == [True, False, True]
    return done.stderr, clips[1]


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_process_that_gets_no_more_memory_blames_the_clip_and_goes_on(tmp_path: Path, workers: int) -> None:
    told, clip = _hoard(tmp_path, workers, lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM_BYTES, ROOM_BYTES)))
    assert told.count("clip 1: MemoryError: the process got no more memory") == 2
    assert "clip 1: a fault: MemoryError: the process got no more memory (tried 2 times)" in told
    assert clip["fault"]["type"] == "MemoryError"
    assert "exporter.py" in (tmp_path / trace_path(1)).read_text()


@pytest.fixture
def group() -> Iterator[Path]:
    """A control group of GROUP_BYTES, as a container or a job of Slurm's is one."""
    root = next(root for root in LIMIT_FILES if Path(root).exists())
    folder = Path(root, f"swerve-test-{os.getpid()}")
    try:
        folder.mkdir()
    except OSError as fault:
        pytest.skip(f"this user may not make a control group: {fault}")
    try:
        if not (folder / LIMIT_FILES[root]).exists():
            pytest.skip("control groups of this machine do not limit memory")
        (folder / LIMIT_FILES[root]).write_text(str(GROUP_BYTES))
        yield folder
    finally:
        while (folder / "cgroup.procs").read_text():
            time.sleep(0.05)
        folder.rmdir()


@pytest.mark.slow
def test_a_worker_that_the_system_ends_for_its_memory_is_replaced_and_the_clip_given_up(
    tmp_path: Path, group: Path
) -> None:
    told, clip = _hoard(tmp_path, 2, lambda: (group / "cgroup.procs").write_text(str(os.getpid())))
    assert told.count("clip 1: the worker process died (killed by signal 9; ") == 2
    assert "signal 9 often means that memory ran out" in clip["fault"]["message"]
    assert "(tried 2 times)" in clip["reason"]
