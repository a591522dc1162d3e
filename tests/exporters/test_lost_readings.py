"""Frames whose readings were lost, are calibrated wrongly or are taken off the tick, in every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest

from exporters.base import Exporter, PublishedClip
from exporters.coco import CocoExporter
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.kitti import KittiExporter
from exporters.testing import INFO
from exporters.webdataset import WebDatasetExporter
from exporters.yolo import YoloExporter
from scenes.pose import Pose, axis_angle
from simulator.frame import CameraReading, Frame, LidarReading, Reading

DUE: dict[str, type[Reading]] = {"image_2": CameraReading, "velodyne": LidarReading}


def without(frame: Frame, name: str) -> Frame:
    return replace(frame, due=DUE, readings={k: r for k, r in frame.readings.items() if k != name})


def write(exporter: Exporter, root: Path, frames: list[Frame]) -> dict[str, bytes]:
    exporter.open(root, INFO)
    exporter.begin_clip(example_clip(0))
    for frame in frames:
        exporter.write(frame)
    files = exporter.end_clip(example_measures())
    published = PublishedClip(clip=0, frame_numbers=tuple(f.number for f in frames), files=files)
    written = (*files, *exporter.finalize(root, INFO, (published,)))
    return {name: (root / name).read_bytes() for name in written}


def frames() -> list[Frame]:
    return [replace(frame, due=DUE) for frame in example_frames(example_clip(0))]


def test_kitti_leaves_frames_with_a_lost_reading_out_and_says_so(tmp_path: Path) -> None:
    first, second, third = frames()
    for lost in DUE:
        files = write(KittiExporter(), tmp_path / lost, [without(first, lost), second, third])
        assert "training/image_2/000000.png" not in files
        assert "training/velodyne/000001.bin" in files
        assert files["ImageSets/trainval.txt"] == b"000001\n000002\n"
        notes = orjson.loads(files["metadata/clip-000000.json"])["frames"]
        assert notes[0]["left_out"] == [lost]
        said = orjson.loads(files["mapping.json"])
        assert said["frames_left_out"] == said["counted"]["frames_left_out"] == 1


@pytest.mark.parametrize("exporter", [CocoExporter(), YoloExporter(), WebDatasetExporter()])
def test_things_that_are_gone_at_the_tick_are_labelled_where_a_sensor_still_saw_them(
    exporter: Exporter, tmp_path: Path
) -> None:
    first, second, _ = frames()
    whole = write(exporter, tmp_path / "whole", [first])
    seen = {view.instance for view in first.views["image_2"]} & set(first.things)
    left = {instance: thing for instance, thing in first.things.items() if instance not in seen}
    gone = replace(first, things=left, things_then=dict.fromkeys(first.readings, first.things))
    written = write(exporter, tmp_path / "gone", [gone])
    assert seen
    assert written.keys() == whole.keys()
    if not isinstance(exporter, WebDatasetExporter):
        assert written == whole
    come = replace(first, things_then=dict.fromkeys(first.readings, left), views={})
    write(exporter, tmp_path / "come", [come, second])


def test_other_frames_do_not_change(tmp_path: Path) -> None:
    first, second, third = frames()
    whole = write(KittiExporter(), tmp_path / "whole", [first, second, third])
    holed = write(KittiExporter(), tmp_path / "holed", [first, without(second, "image_2"), third])
    for name in holed:
        if name.startswith("training/"):
            assert holed[name] == whole[name]


def test_coco_omits_the_image(tmp_path: Path) -> None:
    first, second, third = frames()
    files = write(CocoExporter(), tmp_path, [first, without(second, "image_2"), without(third, "velodyne")])
    assert sorted(name for name in files if name.endswith(".png")) == ["images/000000.png", "images/000002.png"]
    listed = [orjson.loads(files[f"annotations/instances_{part}.json"])["images"] for part in ("train", "val")]
    assert sorted(image["frame"] for images in listed for image in images) == [0, 2]


def test_kitti_writes_the_calibration_that_is_believed_and_labels_that_are_true(tmp_path: Path) -> None:
    first = frames()[0]
    true = first.readings["image_2"].T_ego_sensor
    error = Pose.from_arrays(np.array([0.02, 0.0, 0.0]), axis_angle((0.0, 1.0, 0.0), 0.01))
    wrong = replace(first, calibrated={"image_2": true @ error})
    files = write(KittiExporter(), tmp_path / "wrong", [wrong])
    right = write(KittiExporter(), tmp_path / "right", [first])
    assert files["training/label_2/000000.txt"] == right["training/label_2/000000.txt"]
    rows = files["training/calib/000000.txt"].decode().splitlines()
    Tr = np.array([float(v) for v in rows[5].partition(":")[2].split()]).reshape(3, 4)
    expected = ((true @ error).inverse() @ first.readings["velodyne"].T_ego_sensor).matrix()[:3]
    np.testing.assert_allclose(Tr, expected, atol=1e-11)


def test_boxes_are_those_of_the_pictures_time(tmp_path: Path) -> None:
    """Labels of a camera that is triggered after the tick come from where things are then."""
    first = frames()[0]
    ahead = Pose(translation_m=(0.5, 0.0, 0.0))
    moved = {
        number: replace(
            thing,
            box=replace(thing.box, T_world_box=ahead @ thing.box.T_world_box),
            box_upright=replace(thing.box_upright, T_world_box=ahead @ thing.box_upright.T_world_box),
        )
        for number, thing in first.things.items()
    }
    files = write(KittiExporter(), tmp_path / "late", [replace(first, things_then={"image_2": moved})])
    right = write(KittiExporter(), tmp_path / "right", [first])
    rows = [written["training/label_2/000000.txt"].decode().splitlines() for written in (files, right)]
    for late, tick in zip(*rows, strict=True):
        if not late.startswith("DontCare"):
            np.testing.assert_allclose(float(late.split()[13]) - float(tick.split()[13]), 0.5, atol=0.02)
