"""A process keeps as many cores busy as it is given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.cores import own_cores, usable_cores


def test_a_container_limits_the_cores(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    everything = usable_cores(tmp_path / "no such file")
    assert everything == len(os.sched_getaffinity(0))
    for told, cores in (
        ("max 100000", everything),
        ("100000 100000", 1),
        ("20000 100000", 1),
        ("999999999 100000", everything),
    ):
        quota.write_text(told)
        assert usable_cores(quota) == cores


@pytest.mark.parametrize(("told", "cores"), [("1", 1), ("3", 3), ("5,2", 5), ("0", 1)])
def test_openmps_variable_is_the_share(told: str, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert own_cores() == cores


@pytest.mark.parametrize("told", ["", "many"])
def test_without_it_all_usable_cores_are_ones_own(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    assert own_cores() == usable_cores()
