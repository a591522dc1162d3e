"""The strict reader takes real KITTI and our files, and nothing that is spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from kitti_fixtures import REAL_FRAMES, REAL_TRAINING, needs_real_frames

from exporters.kitti import KittiExporter
from exporters.testing import INFO, export_clips
from simulator.validation.kitti_reader import KittiFormatError, read_dataset, read_frame


@needs_real_frames
@pytest.mark.parametrize("name", REAL_FRAMES)
def test_real_frames_are_accepted(name: str) -> None:
    frame = read_frame(REAL_TRAINING, name)
    assert len(frame.velodyne) > 100_000
    assert frame.labels


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kitti")
    exporter = KittiExporter(min_height_px=20)  # the far truck becomes a DontCare row
    published = export_clips(exporter, root, (0, 1))
    exporter.finalize(root, INFO, published)
    return root


def test_our_files_are_accepted(dataset: Path) -> None:
    assert sorted(read_dataset(dataset)) == [f"{number:06d}" for number in range(6)]


def _text(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return change


def _last_line_first(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([lines[-1], *lines[:-1]])


def _nan(data: bytes) -> bytes:
    return np.full(4, np.nan, "<f4").tobytes() + data[16:]


LABEL, CALIB, CLOUD = "label_2/000000.txt", "calib/000000.txt", "velodyne/000000.bin"
IMAGE, DEPTH = "image_2/000000.png", "depth_2/000000.png"


@pytest.mark.parametrize(
    ("file", "change", "complaint"),
    [
        (LABEL, _text("Car 0.00 0", "Car 0.00 0.00"), "integer"),
        (LABEL, _text("Car 0.00", "Car  0.00"), "15 columns"),
        (LABEL, _text("Car 0.00", "Bus 0.00"), "known type"),
        (LABEL, _text("Car 0.00", "Car 1.10"), "truncated"),
        (LABEL, _text("Car 0.00", "Car 0"), "two decimals"),
        (LABEL, _text("DontCare -1 -1", "DontCare -1.00 -1"), "fixed fillers"),
        (LABEL, _text("\nDontCare", "\n\nDontCare"), "empty line"),
        (LABEL, _text("\n", "\r\n"), "LF"),
        (LABEL, _text("95.00", "96.00"), "inside"),
        (LABEL, _last_line_first, "last"),
        (LABEL, lambda data: data[:-1], "newline"),
        (LABEL, lambda data: b"", "at least one row"),
        (CALIB, lambda data: data[:-1], "one empty line"),
        (CALIB, _text("P1:", "P9:"), "P1"),
        (CALIB, _text("R0_rect:", "R_rect"), "R0_rect"),
        (CALIB, _text("e+00", "e+0"), "%.12e"),
        (CALIB, lambda data: b"".join(data.splitlines(keepends=True)[::-1]), "7 lines|P0"),
        (CLOUD, lambda data: data[:-4], "16 bytes"),
        (CLOUD, lambda data: b"", "16 bytes"),
        (CLOUD, _nan, "finite"),
        (IMAGE, lambda data: data[:60] + b"\0\0" + data[62:], "checksum"),
        (IMAGE, lambda data: b"P6" + data, "PNG file"),
    ],
)
def test_planted_faults_are_found(
    dataset: Path, tmp_path: Path, file: str, change: Callable[[bytes], bytes], complaint: str
) -> None:
    spoilt = tmp_path / "kitti"
    shutil.copytree(dataset, spoilt)
    path = spoilt / "training" / file
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(KittiFormatError, match=complaint):
        read_dataset(spoilt)


def test_pictures_of_the_wrong_depth_are_found(dataset: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "kitti"
    shutil.copytree(dataset, spoilt)
    shutil.copy(spoilt / "training" / IMAGE, spoilt / "training" / DEPTH)
    with pytest.raises(KittiFormatError, match="16 bits"):
        read_dataset(spoilt)


@pytest.mark.parametrize(
    ("part", "change", "complaint"),
    [
        ("val", lambda lines: ["000000", *lines], "share frames"),
        ("train", lambda lines: lines[:-1], "trainval"),
        ("train", lambda lines: [*lines[:-1], lines[-1].lstrip("0")], "six-digit"),
        ("train", lambda lines: lines[::-1], "sorted"),
    ],
)
def test_faults_in_image_sets_are_found(
    dataset: Path, tmp_path: Path, part: str, change: Callable[[list[str]], list[str]], complaint: str
) -> None:
    spoilt = tmp_path / "kitti"
    shutil.copytree(dataset, spoilt)
    path = spoilt / "ImageSets" / f"{part}.txt"
    path.write_text("".join(f"{line}\n" for line in change(path.read_text().split())))
    with pytest.raises(KittiFormatError, match=complaint):
        read_dataset(spoilt)
