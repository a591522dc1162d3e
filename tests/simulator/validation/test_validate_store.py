"""A store that says what is not so is found by the check of just that."""

from __future__ import annotations

from pathlib import Path

import pytest
from plants import Plant
from spoilt import Spoilt
from store_plants import STORE_PLANTS

from simulator.config import load_config
from simulator.generation import generate
from simulator.validation.validate import validate

pytestmark = pytest.mark.slow

SMALL = ("scenario=parked_street", "rig=minimal", "clips=2", "frames=3", "seed=3", "renderer.quality=draft")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of three small frames."""
    out = tmp_path_factory.mktemp("stored") / "out"
    assert generate(load_config([*SMALL, "exporter=[swerve]", f"out={out}"])).complete
    return out


def test_a_store_that_we_write_is_valid(stored: Path) -> None:
    report = validate(stored)
    assert report.findings.counts("error") == {}
    assert report.formats == {"swerve": "store"}


@pytest.mark.parametrize("plant", STORE_PLANTS, ids=lambda plant: plant.name)
def test_planted_corruptions_of_the_store_are_found(stored: Path, tmp_path: Path, plant: Plant) -> None:
    spoilt = Spoilt(stored, tmp_path / "spoilt")
    plant.spoil(spoilt)
    findings = validate(spoilt.root).findings
    assert sorted(findings.counts("error")) == sorted(plant.checks.split()), findings.json("error")
    told = [finding for check in plant.checks.split() for finding in findings.kept("error", check)]
    assert all(plant.file in finding.file for finding in told), told
    assert any(plant.told in finding.reason for finding in told), told
