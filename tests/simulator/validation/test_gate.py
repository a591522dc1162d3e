"""A clip that fails structurally is quarantined by the run itself: kept, counted, told, and in no format's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, TINY, Program, digests

from simulator import generate, load_config
from simulator.finalize import finalize
from simulator.validation.validate import validate

BROKEN = ("exporter.points.fault=broken", "exporter.points.fault_at=3")
"""In frame 3, which is of clip 1."""


@pytest.fixture(scope="module")
def quarantined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gate") / "out"
    summary = generate(load_config([*TINY, *BROKEN, f"out={out}"]))
    assert summary.quarantined == {
        1: "it failed the gate: files.decodes: points/points/cut_off.png: is cut off within a chunk"
    }
    assert summary.failed_clips == (1,)
    assert not summary.complete
    return out


def test_a_broken_file_of_a_plug_in_quarantines_its_clip(quarantined: Path) -> None:
    names = set(digests(quarantined))
    place = "record/quarantine/clip-000001"
    assert {f"{place}/points/points/{n:06d}.pts" for n in (2, 3)} <= names
    assert {f"{place}/points/points/cut_off.png", f"{place}/record/frames/000001.jsonl"} <= names
    assert not {"points/points/000002.pts", "points/points/cut_off.png", "record/frames/000001.jsonl"} & names
    assert (quarantined / "points/index.txt").read_text().split() == ["0", "1", "4", "5"]


def test_the_record_says_why(quarantined: Path) -> None:
    entry = [json.loads(line) for line in (quarantined / "record/clips.jsonl").read_text().splitlines()][1]
    assert entry["quarantined"]["reasons"] == ["files.decodes: points/points/cut_off.png: is cut off within a chunk"]
    assert json.loads((quarantined / "record/manifest.json").read_text())["failed_clips"] == [1]


def test_what_is_left_is_valid_and_the_report_tells_of_the_rest(quarantined: Path) -> None:
    report = validate(quarantined)
    assert report.is_valid, report.findings.json("error")
    assert report.quarantined == (1,)
    assert report.clips == 2


def test_a_rerun_and_another_number_of_workers_tell_the_same(quarantined: Path, tmp_path: Path) -> None:
    before = digests(quarantined)
    assert list(generate(load_config([*TINY, *BROKEN, f"out={quarantined}"])).quarantined) == [1]
    finalize(quarantined)
    assert digests(quarantined) == before
    generate(load_config([*TINY, *BROKEN, f"out={tmp_path / 'two'}", "workers=2"]))
    assert digests(tmp_path / "two") == before


def test_without_the_gate_it_is_published_and_the_validator_finds_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert generate(load_config([*TINY, *BROKEN, f"out={out}", "gate=false"])).complete
    assert list(validate(out).findings.counts("error")) == ["files.decodes"]


def test_the_command_line_tells_and_its_status_says_so(swerve: Program) -> None:
    made = swerve(*TINY, *BROKEN, "out=out")
    assert made.returncode == 1
    assert "clip 1 is in out/record/quarantine: it failed the gate: files.decodes" in made.stderr
    checked = swerve("validate", "out", "out=report.json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "quarantined by the run: clips 1" in checked.stdout


def test_a_dataset_that_is_none_is_refused(swerve: Program, tmp_path: Path) -> None:
    told = swerve("validate", str(ROOT / "docs"))
    assert told.returncode == 2
    assert "is not a dataset of this program" in told.stderr
    assert swerve("validate").returncode == 2
