"""The strict reader of tracking takes our files, and nothing that is spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exporters.kitti_tracking import KittiTrackingExporter
from exporters.testing import INFO, export_clips
from simulator.validation.kitti_reader import KittiFormatError
from simulator.validation.kitti_tracking_reader import read_tracking

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on numpy 2


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tracking")
    exporter = KittiTrackingExporter(min_height_px=20)  # the far truck becomes a DontCare row
    exporter.finalize(root, INFO, export_clips(exporter, root, (0, 1)))
    return root / "training"


def test_our_files_are_accepted(dataset: Path) -> None:
    sequences = read_tracking(dataset)
    assert {name: sequence.length for name, sequence in sequences.items()} == {"0000": 3, "0001": 3}
    assert sequences["0000"].rows
    assert sequences["0000"].dont_care
    assert not sequences["0001"].rows


def _text(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return change


LABEL, CALIB, OXTS = "label_02/0000.txt", "calib/0000.txt", "oxts/0000.txt"


@pytest.mark.parametrize(
    ("name", "change", "complaint"),
    [
        (LABEL, _text("Car 0 0", "Car 0.00 0"), "integer levels"),
        (LABEL, _text("Pedestrian", "Person_sitting"), "17 columns"),
        (LABEL, _text("-10.000000 -1.000000", "-1.000000 -10.000000"), "fillers"),
        (LABEL, _text("1 3 Pedestrian", "1 2 Pedestrian"), "a track once"),
        (LABEL, _text("2 2 Car", "2 2 Van"), "one type a track"),
        (LABEL, lambda data: b"".join(reversed(data.splitlines(keepends=True))), "by frame"),
        (LABEL, _text("2 2 Car", "3 2 Car"), "a frame below"),
        (CALIB, _text("R_rect ", "R_rect: "), "beginning with"),
        (CALIB, _text("Tr_velo_cam", "Tr_velo_to_cam"), "beginning with"),
        (OXTS, _text(" 6 6 6\n", " 6 6 6.0\n"), "integers"),
        (OXTS, lambda data: b"".join(data.splitlines(keepends=True)[1:]), "one a frame"),
        ("instances_txt/0000.txt", lambda data: b"".join(data.splitlines(keepends=True)[1:]), "masks of instances_txt"),
        ("evaluate_tracking.seqmap.training", _text("000003", "000004"), "together"),
    ],
)
def test_spoilt_files_are_refused(
    dataset: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes], complaint: str
) -> None:
    spoilt = tmp_path / "training"
    shutil.copytree(dataset, spoilt)
    (spoilt / name).write_bytes(change((spoilt / name).read_bytes()))
    with pytest.raises(KittiFormatError, match=complaint):
        read_tracking(spoilt)


def test_a_gap_is_refused(dataset: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "training"
    shutil.copytree(dataset, spoilt)
    (spoilt / "velodyne/0000/000001.bin").unlink()
    with pytest.raises(KittiFormatError, match="files 0 to 2"):
        read_tracking(spoilt)
