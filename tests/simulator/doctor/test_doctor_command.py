"""`swerve doctor` on this machine: every check runs, each fault has a remedy, and the exit status tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Program

from simulator.cli import main
from simulator.doctor import probe
from simulator.doctor.engine import check_encoders, check_physics
from simulator.doctor.finding import Finding

LEVELS = ("ok", "info", "warning", "fault")


def test_one_ray_meets_a_box_at_its_closed_form(tmp_path: Path) -> None:
    assert probe.check_trace("cpu", tmp_path).found == "on cpu a ray meets a box at 9.000000 m (closed form: 9 m)"


def test_a_ray_that_is_wrong_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "EYE_M", (1.0, 0.0, 1.0))
    finding = probe.check_trace("cpu", tmp_path)
    assert finding.level == "fault"
    assert "meets a box at 8.000000 m, expected 9 m" in finding.found


def test_a_picture_is_the_same_twice(tmp_path: Path) -> None:
    assert probe.check_repeat("cpu", tmp_path).level == "ok"


def test_physics_and_encoders_work() -> None:
    assert [check().level for check in (check_physics, check_encoders)] == ["ok", "ok"]


def test_every_check_is_a_line_and_the_folder_stays_empty(swerve: Program, tmp_path: Path) -> None:
    done = swerve("doctor", "out=mine")
    lines = done.stdout.splitlines()
    levels = [line[:8].strip() for line in lines[:-1] if line[:8].strip()]
    assert set(levels) <= set(LEVELS)
    assert done.returncode == int("fault" in levels), done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for subject in ("python", "devices", "trace", "repeat", "kernels", "out: locks", "encoders"):
        assert any(line[9:].startswith(f"{subject} ") for line in lines), subject
    assert list(tmp_path.iterdir()) == []


def test_a_device_that_is_not_there_is_a_fault_with_status_1(swerve: Program) -> None:
    done = swerve("doctor", "device=cuda:99")
    assert done.returncode == 1
    assert "cuda:99 is asked for, and only" in done.stdout
    assert "not tried, see 'devices'" in done.stdout


def test_debug_shows_where_a_check_broke(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("simulator.doctor.engine.check_encoders", broken)
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "the check broke: ZeroDivisionError: division by zero" in told
    assert "Traceback" not in told
    assert main(["doctor", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().out


def test_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "gpu"]) == 2
    assert "allowed: overrides such as device=cuda:0" in capsys.readouterr().err
