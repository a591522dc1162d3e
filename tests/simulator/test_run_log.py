"""What happens in a run stands in a log of lines of JSON, as it happens, whatever ends the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TINY, program_environment

from scenes.errors import OutputError
from simulator import generate, load_config
from simulator.executors.base import ClipBegun
from simulator.listening import LogLost
from simulator.run_log import JOB_VARIABLES, RunLog

BUG = ("exporter.points.fault=bug", "exporter.points.fault_at=3")


def lines_of(out: Path) -> list[dict[str, Any]]:
    (log,) = (out / "record/host").glob("log-*.jsonl")
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_run_tells_plan_clips_shards_and_end(tmp_path: Path) -> None:
    assert generate(load_config([*TINY, "clips=2", f"out={tmp_path}"])).complete
    lines = lines_of(tmp_path)
    names = [line["event"] for line in lines]
    assert names == ["run_planned", *["clip_begun", "shard_done"] * 2, "run_ended"]
    assert (lines[0]["frames"], lines[0]["shards"], lines[0]["published_frames"]) == (4, 2, 0)
    assert lines[0]["config_hash"] == json.loads((tmp_path / "record/run.json").read_text())["config_hash"]
    assert {"host", "device"} <= lines[0]["machine"].keys()
    assert (lines[-1]["reason"], lines[-1]["frames"], lines[-1]["shards"]) == ("complete", 4, 2)
    assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)


def test_the_schedulers_job_stands_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"SLURM_JOB_ID": "1234", "SLURM_ARRAY_TASK_ID": "1"}
    for name in JOB_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    generate(load_config([*TINY, f"out={tmp_path}", "executor=array", "executor.count=2"]))
    assert lines_of(tmp_path)[0]["job"] == told


def test_faults_stand_in_the_log_with_their_tracebacks(tmp_path: Path) -> None:
    generate(load_config([*TINY, *BUG, f"out={tmp_path}"]))
    faults = [line for line in lines_of(tmp_path) if line["event"] == "clip_faulted"]
    assert [fault["clip"] for fault in faults] == [1, 1]
    assert "division by zero" in faults[0]["problem"]
    assert "exporter.py" in faults[0]["trace"]
    end = lines_of(tmp_path)[-1]
    assert (end["reason"], end["faults"], end["given_up_clips"], end["frames"]) == ("incomplete", 2, 1, 4)


def test_a_run_that_cannot_go_on_tells_why(tmp_path: Path) -> None:
    fault = ("exporter.points.fault=disk_full", "exporter.points.fault_at=3")
    with pytest.raises(OutputError):
        generate(load_config([*TINY, *fault, f"out={tmp_path}"]))
    problem, end = lines_of(tmp_path)[-2:]
    assert (problem["event"], problem["shard"], problem["hopeless"]) == ("shard_problem", 1, True)
    assert end["reason"] == "failed"
    assert "no space is left on the device" in end["problem"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_and_the_end_that_it_makes_are_told(tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *TINY, "exporter.points.delay_s=0.3", f"out={tmp_path / 'out'}"],
        cwd=ROOT,
        env=program_environment(),
        stderr=subprocess.DEVNULL,
    )
    while not (tmp_path / "out/record/shards/000000.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    process.wait(60)
    heard, end = lines_of(tmp_path / "out")[-2:]
    assert (heard["event"], heard["signal"]) == ("signal_received", number.name)
    assert end["reason"] == "interrupted"


def test_a_log_that_cannot_be_written_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("a file where a folder is needed")
    heard: list[object] = []
    with RunLog(tmp_path, {}, heard.append) as log:
        for clip in range(3):
            log(ClipBegun(clip=clip))
        log.ended("complete")
    lost = [event for event in heard if isinstance(event, LogLost)]
    assert len(lost) == 1
    assert "log cannot be written" in lost[0].problem
    assert [event.clip for event in heard if isinstance(event, ClipBegun)] == [0, 1, 2]


def test_lines_are_there_as_soon_as_they_are_told(tmp_path: Path) -> None:
    with RunLog(tmp_path, {}, None) as log:
        log(ClipBegun(clip=7))
        assert lines_of(tmp_path)[-1]["clip"] == 7


def test_what_is_no_utf8_is_logged_all_the_same(tmp_path: Path) -> None:
    with RunLog(tmp_path, {"command": [os.fsdecode(b"out=\xff")]}, None) as log:
        log._write("run_planned", **log._facts)
    assert lines_of(tmp_path)[0]["command"] == ["out=\udcff"]
