"""A process keeps as many cores busy as it is given, and a run has as many workers as there is room for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.control_groups import Limits
from simulator.resources import free_bytes, own_cores, usable_cores, workers_that_fit


@pytest.mark.parametrize(("share", "cores"), [(None, 10**9), (1.0, 1), (0.2, 1), (1.5, 2), (1e9, 10**9)])
def test_affinity_and_a_container_limit_the_cores(share: float | None, cores: int) -> None:
    assert usable_cores(Limits(cpu_share=share)) == min(cores, len(os.sched_getaffinity(0)))


def test_free_memory_is_the_machines_or_what_its_container_has_left() -> None:
    meminfo = "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\n"
    assert free_bytes(meminfo, Limits()) == 8_192_000_000
    assert free_bytes(meminfo, Limits(memory_bytes=4_000_000_000, used_bytes=1_000_000_000)) == 3_000_000_000
    assert free_bytes(meminfo, Limits(memory_bytes=90_000_000_000)) == 8_192_000_000


def test_a_worker_a_core_as_far_as_memory_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.resources.usable_cores", lambda: 8)
    monkeypatch.setattr("simulator.resources.MEMORY_FILE", tmp_path / "meminfo")
    assert workers_that_fit() == 8
    for free_kb, workers in ((100_000_000, 8), (8_000_000, 3), (10_000, 1)):
        (tmp_path / "meminfo").write_text(f"MemAvailable: {free_kb} kB\n")
        assert workers_that_fit() == workers


@pytest.mark.parametrize(("told", "cores"), [("1", 1), ("3", 3), ("5,2", 5), ("0", 1)])
def test_openmps_variable_is_the_share(told: str, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert own_cores() == cores


@pytest.mark.parametrize("told", ["", "many"])
def test_without_it_all_usable_cores_are_ones_own(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert own_cores() == usable_cores()
