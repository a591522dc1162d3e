"""Runs of the program in processes of their own, and what their logs and metrics say of time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import orjson

from simulator.layout import HOST, SHARD_METRICS, STAGING

LONGEST_S = 300.0
"""A run that takes longer has gone wrong."""


def shards_s(python: str, overrides: Sequence[str]) -> float:
    """Seconds from the begin of a run's first shard to the end of its last one.

    What a worker builds before its first clip is left out: Ray's actors do so before they have a shard. Raises
    RuntimeError where the run failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "set"
        command = [python, "-m", "simulator", *overrides, f"out={out}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-2000:]}")
        shards = [orjson.loads(path.read_bytes()) for path in (out / SHARD_METRICS).glob("*.json")]
    began = min(_moment(shard["started"]) + shard["stages_s"]["start_up"] for shard in shards)
    return max(_moment(shard["ended"]) for shard in shards) - began


def until_first_frame(overrides: Sequence[str], file: str) -> dict[str, float]:
    """Seconds from the start of a run's process to its first clip's begin, and to a file of its first frame.

    file: below the dataset's folder. The run is ended then. Byte code is kept, as Python does where nobody forbids it.
    Raises RuntimeError where it ends before.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "set"
        began = datetime.now().astimezone()
        start = time.perf_counter()
        command = [sys.executable, "-m", "simulator", *overrides, f"out={out}"]
        environment = {name: told for name, told in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not any((out / STAGING).glob(f"*/{file}")):
                if run.poll() is not None or time.perf_counter() - start > LONGEST_S:
                    raise RuntimeError(f"{' '.join(command)}: has made no {file}")
                time.sleep(0.01)
            first_s = time.perf_counter() - start
        finally:
            run.send_signal(signal.SIGTERM)
            run.wait()
        (log,) = (out / HOST).glob("log-*.jsonl")
        events = [orjson.loads(line) for line in log.read_bytes().splitlines()]
    begun = next(datetime.fromisoformat(event["time"]) for event in events if event["event"] == "clip_begun")
    return {"clip": (begun - began).total_seconds(), "frame": first_s}


def _moment(text: str) -> float:
    """Seconds since 1970."""
    return datetime.fromisoformat(text).timestamp()
