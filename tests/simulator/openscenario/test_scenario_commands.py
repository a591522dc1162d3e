"""`swerve list elements FILE`, and what a run says before its first clip."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_fixtures import VARIATIONS, needs_real_scenarios, real_scenario

from simulator.cli import BAD_INPUT, main


@needs_real_scenarios
def test_a_file_that_runs_is_listed_element_by_element_with_its_story(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "elements", str(real_scenario("slow-lead-vehicle"))]) == 0
    told = capsys.readouterr().out
    assert "TimeToCollisionCondition" in told
    assert "runs: ego is 'Ego', 2 entities" in told
    assert "brake_Event starts" in told
    assert "the stop trigger ends it: frames=113" in told


@needs_real_scenarios
def test_a_variation_says_how_many_clips_it_makes(capsys: pytest.CaptureFixture[str]) -> None:
    path = next(path for path in VARIATIONS if path.stem == "CPNCO")
    assert main(["list", "elements", str(path)]) == 0
    assert "12 parameter sets" in capsys.readouterr().out


@needs_real_scenarios
def test_more_clips_than_sets_are_refused_before_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(path for path in VARIATIONS if path.stem == "CPNCO")
    words = ["scenario=openscenario", f"scenario.variation={path}", "clips=13", f"out={tmp_path / 'run'}"]
    assert main(words) == BAD_INPUT
    assert "got 13, allowed: at most 12" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_run_without_a_file_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario=openscenario", f"out={tmp_path / 'run'}"]) == BAD_INPUT
    assert "scenario.file: is empty, expected the path of a scenario (.xosc)" in capsys.readouterr().err


def test_elements_of_no_file_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "elements"]) == BAD_INPUT
    assert "swerve list elements FILE.xosc" in capsys.readouterr().err
    assert main(["list", "elements", "gone.xosc"]) == BAD_INPUT
    assert "cannot be read" in capsys.readouterr().err
