"""Each check of a format beside KITTI object and COCO finds its planted corruption, and no other check complains."""

from __future__ import annotations

from pathlib import Path

import pytest
from drive_plants import ODOMETRY_PLANTS, RAW_PLANTS
from nuscenes_plants import NUSCENES_PLANTS
from plants import Plant
from spoilt import Spoilt
from tracking_plants import TRACKING_PLANTS
from webdataset_plants import WEBDATASET_PLANTS
from yolo_plants import YOLO_PLANTS

from simulator.config import load_config
from simulator.generation import generate
from simulator.validation.validate import validate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # pycocotools, numpy 2
]

FORMATS = ("kitti_odometry", "kitti_raw", "kitti_tracking", "nuscenes", "webdataset", "yolo")
SMALL = (
    *("scenario=parked_street", "rig=minimal", "clips=2", "frames=3", "seed=3", "renderer.quality=draft"),
    *(f"exporter=[{','.join(FORMATS)}]", "exporter.nuscenes.keyframe_hz=10"),
)


@pytest.fixture(scope="module")
def small_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of three small frames in all of these formats."""
    out = tmp_path_factory.mktemp("small") / "out"
    assert generate(load_config([*SMALL, f"out={out}"])).complete
    return out


@pytest.fixture
def spoilt(small_dataset: Path, tmp_path: Path) -> Spoilt:
    return Spoilt(small_dataset, tmp_path / "spoilt")


def test_what_we_write_is_valid(small_dataset: Path) -> None:
    report = validate(small_dataset)
    assert report.findings.json("error") == {}
    assert report.formats == {name: name for name in FORMATS}


@pytest.mark.parametrize(
    "plant",
    [*TRACKING_PLANTS, *NUSCENES_PLANTS, *YOLO_PLANTS, *ODOMETRY_PLANTS, *RAW_PLANTS, *WEBDATASET_PLANTS],
    ids=lambda plant: plant.name,
)
def test_planted_corruptions_are_found(spoilt: Spoilt, plant: Plant) -> None:
    plant.spoil(spoilt)
    report = validate(spoilt.root)
    assert sorted(report.findings.counts("error")) == sorted(plant.checks.split()), report.findings.json("error")
    findings = [report.findings.kept("error", check)[0] for check in plant.checks.split()]
    assert all(plant.file in finding.file for finding in findings), findings
    assert any(plant.told in finding.reason for finding in findings), findings
