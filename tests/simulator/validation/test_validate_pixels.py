"""COCO panoptic and KITTI's pixel benchmarks that say what is not so are found by the check of just that."""

from __future__ import annotations

from pathlib import Path

import pytest
from depth_flow_plants import DEPTH_FLOW_PLANTS
from panoptic_plants import PANOPTIC_PLANTS
from plants import Plant
from spoilt import Spoilt

from simulator.config import load_config
from simulator.generation import generate
from simulator.validation.validate import validate

pytestmark = pytest.mark.slow

SMALL = ("scenario=parked_street", "rig=minimal", "clips=2", "frames=3", "seed=3", "renderer.quality=draft")
FORMATS = ("exporter=[coco_panoptic,kitti_depth_flow]", "exporter.kitti_depth_flow.baseline_m=0.5")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of three small frames."""
    out = tmp_path_factory.mktemp("written") / "out"
    assert generate(load_config([*SMALL, *FORMATS, f"out={out}"])).complete
    return out


def test_what_we_write_is_valid(written: Path) -> None:
    report = validate(written)
    assert report.findings.counts("error") == {}
    assert report.findings.counts("warning") == {}
    assert report.formats == {"coco_panoptic": "coco_panoptic", "kitti_depth_flow": "kitti_depth_flow"}


@pytest.mark.parametrize("plant", [*PANOPTIC_PLANTS, *DEPTH_FLOW_PLANTS], ids=lambda plant: plant.name)
def test_planted_corruptions_are_found(written: Path, tmp_path: Path, plant: Plant) -> None:
    spoilt = Spoilt(written, tmp_path / "spoilt")
    plant.spoil(spoilt)
    findings = validate(spoilt.root).findings
    assert sorted(findings.counts("error")) == sorted(plant.checks.split()), findings.json("error")
    told = [finding for check in plant.checks.split() for finding in findings.kept("error", check)]
    assert all(plant.file in finding.file for finding in told), told
    assert any(plant.told in finding.reason for finding in told), told
