"""Runs that benchmarks time are whole, and what is read of their time is what their logs and metrics say."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT, TINY

from benchmarks.memory import resident_mb
from benchmarks.warm_runs import WarmProcess, together
from benchmarks.whole_runs import shards_s, until_first_frame


@pytest.fixture(autouse=True)
def _the_plug_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{ROOT / 'tests' / 'simulator'}")


def test_processes_that_stay_make_datasets_one_after_the_other() -> None:
    with WarmProcess(threads=1) as one, WarmProcess(threads=1) as other:
        assert together([one], [*TINY, "clips=1"])[1] == 2
        assert together([one, other], [*TINY, "clips=2"])[1] == 8


def test_a_run_that_fails_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="no_such_scenario"):
        shards_s(sys.executable, ["scenario=no_such_scenario"])
    with pytest.raises(RuntimeError, match="points"):
        until_first_frame(["scenario=no_such_scenario"], "points/points/*.pts")


def test_the_shards_of_a_run_take_a_part_of_its_time() -> None:
    assert shards_s(sys.executable, TINY) > 0.0


def test_the_first_clip_begins_before_the_first_frame_is_there() -> None:
    seconds = until_first_frame([*TINY, "exporter.points.delay_s=0.2"], "points/points/*.pts")
    assert 0.0 < seconds["clip"] < seconds["frame"]


def test_memory_is_looked_at_after_every_frame() -> None:
    assert len(resident_mb(TINY)) == 6
