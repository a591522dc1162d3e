"""SIGINT and SIGTERM end the program within seconds, whatever native code it is in; what it published is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import warp as wp
from conftest import ROOT, TINY, digests, program_environment

from simulator import generate, load_config
from simulator.files import write_atomically
from simulator.layout import RUN_FILE
from simulator.plan import Shard
from simulator.publish import ShardContents, publish, staging

HELD = """
import hashlib, signal
from simulator.ending import end_in_time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: None)
end_in_time(grace_s=0.2)
print("held", flush=True)
hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
"""
"""Half an hour of native code from which Python hears no signal."""

REAL = ("clips=2", "frames=50")
TRACED = (*TINY, "renderer=warp")

PROMISED_S = 10.0

SLOWEST = "mirrors"
"""The module of kernels that takes longest to compile, 5 to 30 s."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_native_code_that_does_not_end_is_cut_off(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HELD],
        env=program_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "in the middle of native code; published clips are intact, the same command continues" in told


def test_a_signal_waits_until_a_shard_is_published_even_where_other_threads_could_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atomically(tmp_path / RUN_FILE, b'{"config_hash": "h", "config": {}}')
    parked = threading.Event()
    threading.Thread(target=parked.wait, daemon=True).start()

    def interrupted(*arguments: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)
        write_atomically(*arguments)

    monkeypatch.setattr("simulator.publish.write_atomically", interrupted)
    shard = Shard(index=0, clips=(0,))
    with pytest.raises(KeyboardInterrupt), staging(tmp_path, shard) as folder:
        publish(tmp_path, shard, folder, ShardContents(config_hash="h", clips=[], failures=[]))
    parked.set()
    assert (tmp_path / "record/shards/000000.json").exists()


def _start(cache: Path, command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *command],
        cwd=ROOT,
        env={**program_environment(), "WARP_CACHE_PATH": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _stop(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Sends a signal; the process has to end as promised and say so."""
    process.send_signal(number)
    sent_s = time.monotonic()
    _, told = process.communicate(timeout=2 * PROMISED_S)
    print(f"{number.name}: {time.monotonic() - sent_s:.2f} s\n{told}")
    assert process.returncode == 128 + number
    assert "published clips are intact, the same command continues" in told
    assert "Traceback" not in told


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGTERM), (1, signal.SIGINT), (2, signal.SIGTERM)])
def test_a_run_ends_while_it_compiles_kernels(tmp_path: Path, workers: int, number: signal.Signals) -> None:
    straight, out, cache = tmp_path / "straight", tmp_path / "out", tmp_path / "cache"
    assert generate(load_config([*TRACED, f"out={straight}"])).complete
    shutil.copytree(wp.config.kernel_cache_dir, cache / wp.__version__)
    for folder in cache.glob(f"*/*{SLOWEST}*"):
        shutil.rmtree(folder)
    command = [*TRACED, f"workers={workers}", f"out={out}"]
    process = _start(cache, command)
    # Warp compiles in a folder whose name ends with process and thread.
    while not any(cache.glob(f"*/wp_*{SLOWEST}_*_p*_t*")):
        assert process.poll() is None
        time.sleep(0.01)
    _stop(process, number)
    assert not list((out / "record/shards").glob("*"))
    assert generate(load_config(command)).complete
    assert digests(out) == digests(straight)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_ends_while_storage_does_not_answer(tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out"
    command = [*TINY, "exporter.points.delay_s=600", f"workers={workers}", f"out={out}"]
    process = _start(tmp_path / "cache", command)
    while len(list(out.glob(".staging/*/record/frames/*"))) < workers:
        assert process.poll() is None
        time.sleep(0.01)
    _stop(process, signal.SIGTERM)
    assert not list((out / "record/shards").glob("*"))


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGTERM), (2, signal.SIGINT)])
def test_a_run_ends_while_it_renders_a_real_clip(tmp_path: Path, workers: int, number: signal.Signals) -> None:
    wp.init()
    process = _start(Path(wp.config.kernel_cache_dir).parent, [*REAL, f"workers={workers}", f"out={tmp_path}"])
    while not any(tmp_path.glob(".staging/*/**/*.png")):
        assert process.poll() is None
        time.sleep(0.01)
    _stop(process, number)
    assert not (tmp_path / ".staging").exists()
    assert not list((tmp_path / "record/shards").glob("*"))
