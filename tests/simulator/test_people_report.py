"""Declared and drawn looks, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenes.errors import OutputError
from simulator.layout import SCHEMA_VERSION
from simulator.people_report import people_report

DECLARED = {
    "_target_": "randomizers.people.People",
    "sex": {"kind": "choice", "weights": {"female": 1, "male": 3}},
    "skin": {"kind": "choice", "weights": {"tone_01": 1, "tone_02": 1}},
    "clothing_female": "dress",
}


def dataset(out: Path, randomizers: dict[str, object]) -> Path:
    drawn = {
        "sub_seed": 7,
        **{"a.sex": "female", "a.skin": "tone_01", "a.clothing": "dress"},
        **{"b.sex": "male", "b.skin": "tone_01", "b.clothing": "suit"},
    }
    clip = {"clip": 0, "drawn": {"randomizer.people": drawn}}
    (out / "record").mkdir(parents=True)
    run = {"schema_version": SCHEMA_VERSION, "config_hash": "x", "config": {"randomizer": randomizers}}
    (out / "record/run.json").write_text(json.dumps(run))
    (out / "record/clips.jsonl").write_text(json.dumps(clip) + "\n")
    return out


def test_shares_stand_beside_each_other(tmp_path: Path) -> None:
    lines = people_report(dataset(tmp_path / "out", {"people": DECLARED})).splitlines()
    assert lines[0] == "2 people"
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("  ")}
    assert rows["female"] == ["25.0", "%", "50.0", "%", "1"]
    assert rows["tone_01"] == ["50.0", "%", "100.0", "%", "2"]
    assert rows["dress"] == ["100.0", "%", "100.0", "%", "1"]
    assert "suit" not in rows


def test_a_dataset_without_that_record_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="were not drawn by the randomizer 'people'"):
        people_report(dataset(tmp_path / "out", {"sky": {}}))
