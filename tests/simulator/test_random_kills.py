"""Whatever is killed at whatever moment, the same command goes on and ends with the same bytes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, TINY, digests, program_environment

from scenes.streams import stream
from simulator import generate, load_config

KILLS = 24
SHARDS = 18
RUN = (*TINY, f"clips={2 * SHARDS}", "frames=2", "executor.clips_per_shard=2", "exporter.points.delay_s=0.05")


def _start(out: Path, *overrides: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *RUN, f"out={out}", *overrides],
        cwd=ROOT,
        env=program_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _workers(process: subprocess.Popen[str]) -> list[int]:
    """Children that work (not the tracker of multiprocessing's resources)."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            with contextlib.suppress(FileNotFoundError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
    return found


def _shards(out: Path) -> int:
    return len(list((out / "record/shards").glob("*.json")))


def _moment(rng: np.random.Generator, process: subprocess.Popen[str], out: Path, made_before: int) -> None:
    """Waits: now and then for hardly anything, mostly for the middle of the work after some shards have been made."""
    if rng.random() < 0.2:
        time.sleep(rng.uniform(0.0, 3.0))
        return
    asked = made_before + int(rng.integers(1, 3))
    while process.poll() is None and _shards(out) < min(asked, SHARDS):
        time.sleep(0.01)
    time.sleep(rng.uniform(0.0, 0.3))


def _kill_one(rng: np.random.Generator, process: subprocess.Popen[str]) -> bool:
    """Kills the driver or one of its workers; whether there was one."""
    workers = _workers(process)
    victim = process.pid if not workers or rng.random() < 0.4 else int(rng.choice(workers))
    if process.poll() is not None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
        return True
    return False


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the run that nobody disturbs."""
    out = tmp_path_factory.mktemp("straight") / "out"
    assert generate(load_config([*RUN, f"out={out}"])).complete
    return digests(out)


@pytest.mark.slow
def test_killed_again_and_again_a_run_ends_with_the_same_bytes(straight: dict[str, str], tmp_path: Path) -> None:
    rng, kills, out = stream(8, "kills"), 0, tmp_path / "out"
    while kills < KILLS:
        process = _start(out, f"workers={int(rng.integers(1, 4))}")
        for _ in range(int(rng.integers(1, 4))):
            _moment(rng, process, out, _shards(out))
            kills += _kill_one(rng, process)
            if process.poll() is not None:
                break
        if rng.random() < 0.5:
            process.kill()
        process.communicate(timeout=300)
        if _shards(out) >= SHARDS // 2:
            _undo_some(rng, out)
    last = _start(out, "workers=2")
    _, told = last.communicate(timeout=300)
    assert last.returncode == 0, told
    assert digests(out) == straight
    assert not (out / ".staging").exists()


def _undo_some(rng: np.random.Generator, out: Path) -> None:
    """As if a run had got less far: shards lose their manifest, which alone makes them exist, or a file."""
    manifests = sorted((out / "record/shards").glob("*.json"))
    for place in rng.choice(len(manifests), size=len(manifests) // 2, replace=False):
        path = manifests[place]
        if rng.random() < 0.5:
            path.unlink()
        else:
            (out / json.loads(path.read_bytes())["files"][0]["path"]).unlink(missing_ok=True)


@pytest.mark.slow
def test_any_number_of_workers_makes_the_same_bytes(straight: dict[str, str], tmp_path: Path) -> None:
    for workers in (2, 3, 7):
        out = tmp_path / str(workers)
        assert generate(load_config([*RUN, f"out={out}", f"workers={workers}"])).complete
        assert digests(out) == straight
