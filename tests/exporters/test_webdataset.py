"""WebDataset's shards: what its own reader makes of them, and what any tar program does."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from exporters.base import RunInfo
from exporters.example_frames import FRAMES, example_clip, example_frames
from exporters.testing import CLIPS, INFO, export_clips
from exporters.webdataset import WebDatasetExporter
from scenes.errors import ConfigError, UnknownName
from simulator.frame import Thing

RIG = RunInfo(
    name="webdataset", seed=7, clips=1, frames=1, fps=10, val_share=0.3, version="0", sensors=("image_2", "velodyne")
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("webdataset")
    exporter = WebDatasetExporter()
    exporter.finalize(root, INFO, export_clips(exporter, root, range(CLIPS)))
    return root


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {entry.name: _content(tar, entry) for entry in tar}


def test_a_sample_holds_every_sensor_and_all_labels_side_by_side(written: Path) -> None:
    names = list(members(written / "shards/clip-000002.tar"))
    expected = ["json", "image_2.png", "image_2.npz", "velodyne.npz"]
    assert names == [f"{2 * FRAMES + k:06d}.{extension}" for k in range(FRAMES) for extension in expected]


def test_arrays_are_those_of_the_frame(written: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    files = members(written / "shards/clip-000000.tar")
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    pixels = np.load(io.BytesIO(files["000000.image_2.npz"]))
    points = np.load(io.BytesIO(files["000000.velodyne.npz"]))
    np.testing.assert_array_equal(pixels["depth_m"], camera.depth_m)
    np.testing.assert_array_equal(pixels["instance"], camera.instance)
    np.testing.assert_array_equal(points["points"], lidar.points)
    np.testing.assert_array_equal(points["semantic"], lidar.semantic)


def test_arrays_of_labels_need_not_lie_in_one_piece(tmp_path: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    assert any(thing.future is not None and thing.keypoints_m is not None for thing in frame.things.values())
    files = []
    for name, one in (("whole", frame), ("spread", replace(frame, things=_spread(frame.things)))):
        exporter = WebDatasetExporter()
        exporter.open(tmp_path / name, RIG)
        exporter.begin_clip(example_clip(0))
        exporter.write(one)
        (shard,) = exporter.end_clip({})
        files.append((tmp_path / name / shard).read_bytes())
    assert files[0] == files[1]


def _spread(things: Mapping[int, Thing]) -> dict[int, Thing]:
    """The same values with arrays whose neighbours in memory are others'."""
    return {
        instance: replace(
            thing,
            keypoints_m=None if thing.keypoints_m is None else np.asfortranarray(thing.keypoints_m),
            future=thing.future
            and replace(
                thing.future,
                position_m=np.asfortranarray(thing.future.position_m),
                yaw_rad=np.repeat(thing.future.yaw_rad, 2)[::2],
            ),
        )
        for instance, thing in things.items()
    }


def test_labels_count_what_the_masks_hold(written: Path) -> None:
    files = members(written / "shards/clip-000000.tar")
    pixels = np.load(io.BytesIO(files["000000.image_2.npz"]))
    labels = orjson.loads(files["000000.json"])
    seen = labels["sensors"]["image_2"]["things"]
    assert len(seen) > 3
    for entry in seen:
        rows, columns = np.nonzero(pixels["instance"] == entry["instance"])
        assert len(rows) == entry["visible_px"]
        if len(rows):
            left, top = columns.min(), rows.min()
            assert entry["box"] == [left, top, columns.max() - left + 1, rows.max() - top + 1]


def test_boxes_stand_in_the_frames_of_world_ego_and_sensor(written: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    labels = orjson.loads(members(written / "shards/clip-000000.tar")["000000.json"])
    world = {entry["instance"]: entry["box"] for entry in labels["things"]}
    for name, sensor in labels["sensors"].items():
        assert sensor["things"]
        T_world_sensor = frame.readings[name].T_world_sensor
        for entry in sensor["things"]:
            box = world[entry["instance"]]
            there = T_world_sensor.apply(np.array([entry["T_sensor_box"][:3]]))
            np.testing.assert_allclose(there, [box["T_world_box"][:3]], atol=1e-9)
            ego = frame.T_world_ego.apply(np.array([box["T_ego_box"][:3]]))
            np.testing.assert_allclose(ego, [box["T_world_box"][:3]], atol=1e-9)


def test_every_shard_is_in_one_split(written: Path) -> None:
    train, val = ((written / f"{name}.txt").read_text().splitlines() for name in ("train", "val"))
    assert sorted(train + val) == sorted(path.relative_to(written).as_posix() for path in written.rglob("*.tar"))
    assert train
    assert val


def test_members_have_no_date_and_no_owner(written: Path) -> None:
    with tarfile.open(written / "shards/clip-000000.tar") as tar:
        assert {(entry.mtime, entry.uid, entry.gid, entry.uname) for entry in tar} == {(0, 0, 0, "")}


def test_sensors_of_a_run_are_checked() -> None:
    with pytest.raises(UnknownName, match="unknown sensor 'rear'"):
        WebDatasetExporter(sensors=("rear",)).check(RIG)
    with pytest.raises(ConfigError, match=r"'cam\.left' holds a dot"):
        WebDatasetExporter().check(RunInfo(**{**_fields(RIG), "sensors": ("cam.left",)}))


@pytest.mark.filterwarnings("ignore")
def test_webdatasets_own_reader_decodes_every_sample(written: Path) -> None:
    webdataset = pytest.importorskip("webdataset", reason="webdataset is not installed (extra test-formats)")
    shards = [str(path) for path in sorted((written / "shards").iterdir())]
    samples = list(webdataset.WebDataset(shards, shardshuffle=False, empty_check=False).decode("rgb8"))
    assert [sample["__key__"] for sample in samples] == [f"{k:06d}" for k in range(CLIPS * FRAMES)]
    frames = [frame for clip in range(CLIPS) for frame in example_frames(example_clip(clip))]
    for sample, frame in zip(samples, frames, strict=True):
        np.testing.assert_array_equal(sample["image_2.png"], frame.cameras()[0].image)
        np.testing.assert_array_equal(dict(sample["image_2.npz"])["depth_m"], frame.cameras()[0].depth_m)
        assert sample["json"]["number"] == frame.number


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(entry)
    assert file is not None
    return file.read()


def _fields(info: RunInfo) -> dict[str, Any]:
    return {name: getattr(info, name) for name in RunInfo.__dataclass_fields__}
