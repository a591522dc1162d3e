"""What all formats of sequences do with a right camera, with clean twins, with lost readings and with each other."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
from kitti_worlds import DUE, published_clip, stereo_frames, without

from exporters.base import Exporter, PublishedClip
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.kitti import KittiExporter
from exporters.kitti_depth_flow import KittiDepthFlowExporter
from exporters.kitti_drives import drive_of
from exporters.kitti_odometry import KittiOdometryExporter
from exporters.kitti_raw import KittiRawExporter
from exporters.kitti_tracking import KittiTrackingExporter
from exporters.testing import INFO
from scenes.errors import OutputError, UnknownName
from simulator.frame import Frame
from simulator.validation.kitti_reader import read_png

DRIVE = "2000_01_01/2000_01_01_drive_0000_sync"
FORMATS: list[tuple[type[Exporter], str]] = [
    (KittiTrackingExporter, "training/image_0{camera}/0000/{frame:06d}.png"),
    (KittiRawExporter, DRIVE + "/image_0{camera}/data/{frame:010d}.png"),
    (KittiOdometryExporter, "sequences/00/image_{camera}/{frame:06d}.png"),
]


def write(exporter: Exporter, root: Path, frames: list[Frame]) -> tuple[str, ...]:
    exporter.open(root, INFO)
    exporter.begin_clip(published_clip())
    for frame in frames:
        exporter.write(frame)
    return exporter.end_clip(example_measures())


@pytest.mark.parametrize(("kind", "path"), FORMATS)
def test_the_right_camera_is_written_where_the_rig_has_it(kind: type[Exporter], path: str, tmp_path: Path) -> None:
    frames = stereo_frames()
    files = write(kind(), tmp_path, frames)
    for frame in frames:
        for camera in (2, 3):
            name = path.format(camera=camera, frame=frame.index)
            assert name in files
            picture = frame.cameras()[camera - 2].image
            np.testing.assert_array_equal(read_png(tmp_path / name, bits=8, colour=2), picture)
    alone = write(kind(right_camera=""), tmp_path / "alone", frames)  # type: ignore[call-arg]
    assert not [name for name in alone if "image_03" in name or "image_3" in name]


@pytest.mark.parametrize(("kind", "path"), FORMATS)
def test_a_frame_without_its_right_picture_is_left_out(kind: type[Exporter], path: str, tmp_path: Path) -> None:
    first, second, third = stereo_frames()
    files = write(kind(), tmp_path, [first, without(second, "image_3"), third])
    assert path.format(camera=2, frame=1) in files
    assert path.format(camera=2, frame=2) not in files
    assert read_png(tmp_path / path.format(camera=3, frame=1), bits=8, colour=2).tobytes() == (
        third.cameras()[1].image.tobytes()
    )


@pytest.mark.parametrize(("kind", "path"), FORMATS)
def test_clean_twins_stand_in_a_folder_beside(kind: type[Exporter], path: str, tmp_path: Path) -> None:
    first = stereo_frames()[0]
    clean = replace(first.cameras()[0], image=np.full_like(first.cameras()[0].image, 77))
    files = write(kind(), tmp_path, [replace(first, clean={"image_2": clean})])
    twin = path.replace("{camera}", "{camera}_clean").format(camera=2, frame=0)
    assert twin in files
    assert (read_png(tmp_path / twin, bits=8, colour=2) == 77).all()
    assert twin.replace("2_clean", "3_clean") not in files


@pytest.mark.parametrize(("kind", "path"), FORMATS)
def test_a_named_sensor_must_be_of_the_rig(kind: type[Exporter], path: str) -> None:
    exporter = kind(lidar="roof")  # type: ignore[call-arg]
    with pytest.raises(UnknownName, match="roof"):
        exporter.check(replace(INFO, sensors=("image_2", "velodyne")))


def test_formats_of_one_run_share_their_pictures(tmp_path: Path) -> None:
    frames = [replace(frame, written={}) for frame in stereo_frames()]
    for kind, _ in FORMATS:
        write(kind(), tmp_path / kind.__name__, frames)
    for camera in (2, 3):
        names = [tmp_path / kind.__name__ / path.format(camera=camera, frame=1) for kind, path in FORMATS]
        assert len({name.stat().st_ino for name in names}) == 1


def test_depth_and_raw_pictures_of_a_frame_have_one_name(tmp_path: Path) -> None:
    first, second, third = example_frames(example_clip(0))
    frames = [replace(first, due=DUE), without(second, "velodyne"), replace(third, due=DUE)]
    files = {}
    for kind in (KittiRawExporter, KittiDepthFlowExporter):
        exporter: Exporter = kind()
        exporter.open(tmp_path / kind.__name__, INFO)
        exporter.begin_clip(example_clip(0))
        for frame in frames:
            exporter.write(frame)
        files[kind] = exporter.end_clip(example_measures())
    drive = f"{drive_of(0)}/image_02/data/"
    raw, depth = ({name.partition(drive)[2] for name in written if drive in name} for written in files.values())
    assert raw == depth == {"0000000000.png", "0000000001.png"}
    assert [name for name in files[KittiDepthFlowExporter] if name.endswith("groundtruth/image_02/0000000001.png")]


@pytest.mark.parametrize("kind", [KittiExporter, *(kind for kind, _ in FORMATS)])
def test_finalize_holds_the_metadata_of_one_clip_at_a_time(kind: type[Exporter], tmp_path: Path) -> None:
    files = write(kind(), tmp_path, [frame for frame in stereo_frames() for _ in range(30)])
    known = (tmp_path / "metadata/clip-000000.json").read_bytes()
    for clip in range(1, 40):
        (tmp_path / f"metadata/clip-{clip:06d}.json").write_bytes(known)
    published = [PublishedClip(clip=clip, frame_numbers=(), files=files) for clip in range(40)]
    kind().finalize(tmp_path, INFO, published)  # whatever is made once is made
    tracemalloc.start()
    kept = orjson.loads(known)
    one_clip = tracemalloc.get_traced_memory()[1]
    del kept
    tracemalloc.reset_peak()
    kind().finalize(tmp_path, INFO, published)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * one_clip


@pytest.mark.parametrize("kind", [KittiExporter, KittiDepthFlowExporter, *(kind for kind, _ in FORMATS)])
def test_a_named_right_camera_needs_a_calibration(kind: type[Exporter], tmp_path: Path) -> None:
    exporter = kind(right_camera="image_2_wide")  # type: ignore[call-arg]
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    with pytest.raises(OutputError, match="'image_2_wide' is named, and only a rig with a KITTI calibration"):
        exporter.write(next(example_frames(example_clip(0))))
