"""A whole KITTI dataset, read back by a reader that shares no code with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.kitti import KittiExporter
from exporters.kitti_calib import derived_calib
from exporters.testing import INFO, export_clips
from scenes.errors import ConfigError, OutputError, UnknownName
from simulator.frame import Clip, Frame
from simulator.validation.kitti_reader import KittiFrame, read_dataset


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitti")
    exporter = KittiExporter()
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


@pytest.fixture(scope="module")
def dataset(root: Path) -> dict[str, KittiFrame]:
    return read_dataset(root)


def _frames() -> list[Frame]:
    return [frame for clip in range(3) for frame in example_frames(example_clip(clip))]


def _write(exporter: KittiExporter, root: Path, clip: Clip, frames: list[Frame]) -> PublishedClip:
    exporter.open(root, INFO)
    exporter.begin_clip(clip)
    for frame in frames:
        exporter.write(frame)
    return PublishedClip(
        clip=clip.index, frame_numbers=tuple(f.number for f in frames), files=exporter.end_clip(example_measures())
    )


def test_every_frame_is_there_with_its_own_points_and_depth(dataset: dict[str, KittiFrame]) -> None:
    for frame in _frames():
        read = dataset[f"{frame.number:06d}"]
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        np.testing.assert_array_equal(read.velodyne, lidar.points)
        within = camera.depth_m < 255.99
        assert read.depth_m is not None
        np.testing.assert_allclose(read.depth_m[within], camera.depth_m[within], atol=0.5 / 256)
        assert not read.depth_m[~within].any()


def test_points_fall_on_pixels_of_their_own_instance(dataset: dict[str, KittiFrame]) -> None:
    for frame in _frames():
        read = dataset[f"{frame.number:06d}"]
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        xyz = read.velodyne[:, :3].astype(np.float64)
        rect = np.column_stack([xyz, np.ones(len(xyz))]) @ read.calib.velo_to_rect().T
        u, v = np.rint(read.calib.project_rect(rect[:, :3])).astype(int).T
        inside = (rect[:, 2] > 0.5) & (u > 0) & (v > 0) & (u < read.size[0] - 1) & (v < read.size[1] - 1)
        checked = 0
        for place in np.flatnonzero(inside):
            around = np.s_[v[place] - 1 : v[place] + 2, u[place] - 1 : u[place] + 2]
            depth_m = camera.depth_m[around]
            nearer = (depth_m > 0) & (
                depth_m < rect[place, 2] * 0.95
            )  # the camera, 0.3 m ahead, sees something before it
            if not nearer.any():
                checked += 1
                assert lidar.instance[place] in camera.instance[around]
        assert checked > 500


def test_every_object_has_its_points_inside_its_box(dataset: dict[str, KittiFrame]) -> None:
    frame, read = _frames()[0], dataset["000000"]
    lidar = frame.lidars()[0]
    car = next(label for label in read.labels if label.type == "Car")
    on_car = read.velodyne[lidar.instance == 2, :3].astype(np.float64)
    rect = (np.column_stack([on_car, np.ones(len(on_car))]) @ read.calib.velo_to_rect().T)[:, :3] - np.array(
        car.location_m
    )
    c, s = np.cos(car.rotation_y_rad), np.sin(car.rotation_y_rad)
    along, across = c * rect[:, 0] - s * rect[:, 2], s * rect[:, 0] + c * rect[:, 2]
    h, w, length = car.size_m
    slack = 0.005 + 0.005 * length  # location and angle have two decimals
    assert len(on_car) > 20
    assert np.abs(along).max() < length / 2 + slack
    assert np.abs(across).max() < w / 2 + slack
    assert -h - slack < rect[:, 1].min() < rect[:, 1].max() < slack


def test_splits_are_by_clip(root: Path) -> None:
    sets = {name: (root / "ImageSets" / f"{name}.txt").read_text().split() for name in ("train", "val", "trainval")}
    clips = {name: {int(number) // 3 for number in numbers} for name, numbers in sets.items()}
    assert clips["train"] | clips["val"] == clips["trainval"] == {0, 1, 2}
    assert clips["train"] & clips["val"] == set()
    assert sets["trainval"] == [f"{number:06d}" for number in range(9)]


def test_the_description_says_what_was_decided_and_counts_depth_beyond_the_code(root: Path) -> None:
    said = orjson.loads((root / "mapping.json").read_bytes())
    assert said["classes"]["vehicle.bus.rigid"] == "Truck"
    assert said["classes"]["movable_object.ball"] is None
    assert said["label_rules"]["alpha_origin"] == "velodyne"
    beyond = sum(int((frame.cameras()[0].depth_m * 256 > 65_535.5).sum()) for frame in _frames())
    assert said["depth_2"]["pixels_beyond_range_set_to_0"] == beyond > 0
    assert said["counted"] == {"depth_beyond_range_px": beyond, "frames_left_out": 0}
    assert any("256 m" in sentence for sentence in said["lost"])


def test_the_metadata_keeps_instances_and_exact_shares(root: Path) -> None:
    note = orjson.loads((root / "metadata/clip-000000.json").read_bytes())
    assert [item["instance"] for item in note["frames"][0]["objects"]] == [2, 3, 6, 8, 9]
    truck = note["frames"][0]["objects"][4]
    view = next(view for view in _frames()[0].views["image_2"] if view.instance == 9)
    assert truck["visible_share"] == view.visible_px / view.amodal_px


def test_a_frame_without_objects_has_one_dont_care_row(dataset: dict[str, KittiFrame]) -> None:
    assert dataset["000003"].labels == ()
    assert dataset["000003"].dont_care == ((0.0, 0.0, 0.0, 0.0),)


def test_or_is_left_out_of_the_image_sets(tmp_path: Path) -> None:
    exporter = KittiExporter(empty_frames="leave_out")
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, range(3)))
    assert sorted(read_dataset(tmp_path)) == ["000000", "000001", "000002", "000006", "000007", "000008"]
    assert (tmp_path / "training/image_2/000003.png").exists()


def test_a_published_calibration_is_written_as_it_is(tmp_path: Path) -> None:
    frame = _frames()[0]
    matrices = derived_calib(frame.cameras()[0], frame.lidars()[0]).matrices
    marked = {name: tuple(float(v) for v in values.ravel()) for name, values in matrices.items()}
    marked["P3"] = tuple(float(v) for v in range(12))
    _write(KittiExporter(), tmp_path, replace(example_clip(0), kitti=marked), [frame])
    lines = (tmp_path / "training/calib/000000.txt").read_text().split("\n")
    assert lines[3] == "P3: " + " ".join(f"{v:.12e}" for v in range(12))


def test_a_published_calibration_of_another_rig_is_refused(tmp_path: Path) -> None:
    frame = _frames()[0]
    matrices = derived_calib(frame.cameras()[0], frame.lidars()[0]).matrices
    other = {name: tuple(float(v) for v in values.ravel()) for name, values in matrices.items()}
    other["P2"] = (other["P2"][0] * 1.01, *other["P2"][1:])
    with pytest.raises(OutputError, match="contradicts the mounts"):
        _write(KittiExporter(), tmp_path, replace(example_clip(0), kitti=other), [frame])


def test_a_rig_without_a_lidar_gives_no_velodyne(tmp_path: Path) -> None:
    frame = _frames()[0]
    camera = frame.cameras()[0]
    published = _write(KittiExporter(), tmp_path, example_clip(0), [replace(frame, readings={camera.name: camera})])
    assert not any("velodyne" in name for name in published.files)


def test_unknown_sensors_are_named_with_the_nearest(tmp_path: Path) -> None:
    info = replace(INFO, sensors=("image_2", "velodyne"))
    with pytest.raises(UnknownName, match=r"right_camera: unknown sensor 'image_22'.*Did you mean 'image_2'"):
        KittiExporter(right_camera="image_22").check(info)
    KittiExporter().check(info)
    KittiExporter(right_camera="").check(info)
    with pytest.raises(UnknownName, match="Did you mean 'image_2'"):
        _write(KittiExporter(camera="image_3"), tmp_path, example_clip(0), _frames()[:1])
    with pytest.raises(UnknownName, match="unknown lidar 'top'"):
        _write(KittiExporter(lidar="top"), tmp_path, example_clip(0), _frames()[:1])


@pytest.mark.parametrize(
    ("option", "value"), [("occluded_shares", (0.4, 0.8)), ("occluded_shares", (1.2, 0.4)), ("min_visible_px", -1)]
)
def test_impossible_options_are_refused(option: str, value: object) -> None:
    with pytest.raises(ConfigError, match=option):
        KittiExporter(**{option: value})  # type: ignore[arg-type]
