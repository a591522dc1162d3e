"""Each worker gets its share of the cores, and a GPU where there are several."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from simulator import load_config
from simulator.executors.base import Event, ShardDone
from simulator.executors.local import LocalExecutor
from simulator.executors.seating import VISIBLE, seats, visible_gpus, workers_here
from simulator.plan import Shard, plan
from simulator.resources import usable_cores, workers_that_fit

THREADS = "OMP_NUM_THREADS"


def seat_told(shard: Shard) -> Generator[Event, None, None]:
    """Work that makes nothing and says where it is done."""
    yield ShardDone(shard=shard.index, problem=f"GPU {os.environ.get(VISIBLE)}, {os.environ.get(THREADS)} threads")


def test_by_default_there_is_a_worker_for_each_core() -> None:
    places = seats(None, "cpu", 1000)
    assert len(places) == workers_that_fit()
    assert {place[THREADS] for place in places} == {str(max(1, usable_cores() // len(places)))}


def test_nobody_sits_idle_and_cores_are_shared_among_those_who_work() -> None:
    assert [place[THREADS] for place in seats(7, "cpu", 1)] == [str(usable_cores())]
    assert len(seats(7, "cpu", 3)) == 3
    assert len(seats(7, "cpu", 0)) == 1


def test_gpus_are_dealt_out_by_number_or_uuid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "3, GPU-5a")
    assert visible_gpus() == ("3", "GPU-5a")
    assert [place[VISIBLE] for place in seats(None, "cuda", 9)] == ["3", "GPU-5a"]
    assert [place[VISIBLE] for place in seats(3, "cuda", 9)] == ["3", "GPU-5a", "3"]
    assert [place[VISIBLE] for place in seats(None, "cuda", 1)] == ["3"]


def test_one_gpu_by_name_is_everybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "0,1")
    assert len(seats(None, "cuda:1", 9)) == 1
    assert all(VISIBLE not in place for place in seats(4, "cuda:1", 9))


def test_worker_processes_see_their_own_gpu_and_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "4,5")
    done = LocalExecutor(workers=2, device="cuda").run(plan(20, 1), seat_told)
    told = {event.problem for event in done if isinstance(event, ShardDone)}
    share = max(1, usable_cores() // 2)
    assert told == {f"GPU 4, {share} threads", f"GPU 5, {share} threads"}
    assert os.environ[VISIBLE] == "4,5"


def test_workers_of_a_cluster_are_not_all_on_this_machine() -> None:
    assert workers_here(load_config(["workers=64", "clips=100"])) == 64
    assert workers_here(load_config(["workers=64", "clips=3"])) == 3
    assert workers_here(load_config(["executor=array", "executor.count=9", "executor.workers=2"])) == 2
    assert workers_here(load_config(["executor=ray", "executor.address=auto", "workers=64"])) == 1
