"""KITTI raw drives, read back by code of its own and, where it is installed, by pykitti."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import orjson
import pytest
from kitti_fixtures import needs_real_frames, real_matrices
from kitti_worlds import DUE, published_clip, published_frames, tumbling_frames, without
from numpy.typing import NDArray

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.kitti_calib import published_calib
from exporters.kitti_drives import LAST_CLIP, day_of, drive_of, timestamp
from exporters.kitti_raw import KittiRawExporter
from exporters.kitti_raw_calib import cam_to_cam, imu_to_velo, velo_to_cam
from exporters.testing import INFO, export_clips
from scenes.errors import OutputError
from simulator.frame import CameraReading, Clip, Frame
from simulator.validation.kitti_reader import read_png, read_velodyne

DAY, DRIVE = "2000_01_01", "2000_01_01_drive_0000_sync"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    exporter = KittiRawExporter()
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


def write(root: Path, frames: list[Frame], clip: Clip | None = None, **settings: Any) -> Path:
    exporter, clip = KittiRawExporter(**settings), clip or example_clip(0)
    exporter.open(root, INFO)
    exporter.begin_clip(clip)
    for frame in frames:
        exporter.write(frame)
    numbers = tuple(frame.number for frame in frames)
    published = PublishedClip(clip=clip.index, frame_numbers=numbers, files=exporter.end_clip(example_measures()))
    exporter.finalize(root, INFO, (published,))
    return root / DAY / DRIVE


def frames() -> list[Frame]:
    return [replace(frame, due=DUE) for frame in example_frames(example_clip(0))]


def lines(file: Path) -> list[str]:
    text = file.read_text()
    assert text.endswith("\n")
    return text.splitlines()


def calib(file: Path) -> dict[str, np.ndarray[Any, Any]]:
    """As pykitti's read_calib_file: a key, a colon, numbers."""
    pairs = (line.split(":", 1) for line in lines(file))
    return {key: np.array([float(word) for word in words.split()]) for key, words in pairs if key != "calib_time"}


def test_every_stream_has_a_file_and_a_time_a_frame(root: Path) -> None:
    drive = root / DAY / DRIVE
    names = [f"{number:010d}" for number in range(3)]
    for stream, ending in (("image_02", ".png"), ("velodyne_points", ".bin"), ("oxts", ".txt")):
        assert sorted(path.name for path in (drive / stream / "data").iterdir()) == [name + ending for name in names]
        assert lines(drive / stream / "timestamps.txt") == [
            "2000-01-01 12:00:00.000000000",
            "2000-01-01 12:00:00.100000000",
            "2000-01-01 12:00:00.200000000",
        ]
    assert not (drive / "image_03").exists()
    for frame, name in zip(frames(), names, strict=True):
        np.testing.assert_array_equal(
            read_velodyne(drive / f"velodyne_points/data/{name}.bin"), frame.lidars()[0].points
        )
        picture = read_png(drive / f"image_02/data/{name}.png", bits=8, colour=2)
        np.testing.assert_array_equal(picture, frame.cameras()[0].image)
    begin, end = (lines(drive / f"velodyne_points/timestamps_{side}.txt")[1] for side in ("start", "end"))
    assert (begin, end) == ("2000-01-01 12:00:00.050000000", "2000-01-01 12:00:00.149722222")


def test_splits_name_drives_by_clip(root: Path) -> None:
    train, val = (lines(root / f"splits/{part}.txt") for part in ("train", "val"))
    assert sorted([*train, *val]) == [
        "2000_01_01/2000_01_01_drive_0000_sync",
        "2000_01_02/2000_01_02_drive_0001_sync",
        "2000_01_03/2000_01_03_drive_0002_sync",
    ]
    assert all((root / name / "tracklet_labels.xml").exists() for name in [*train, *val])


def test_days_and_times_are_counted() -> None:
    assert (day_of(60), drive_of(60)) == ("2000_03_01", "2000_03_01_drive_0060_sync")  # 2000 is a leap year
    assert timestamp(0, 12 * 3600 * 10**9) == "2000-01-02 00:00:00.000000000"
    assert timestamp(1, -1) == "2000-01-02 11:59:59.999999999"


def test_clips_after_the_last_day_are_refused() -> None:
    assert day_of(LAST_CLIP) == "9999_12_30"
    with pytest.raises(OutputError, match="a day of its own"):
        day_of(LAST_CLIP + 1)


def tracklets(file: Path) -> list[dict[str, Any]]:
    """As the devkit's readers: counts before items, and one pose a frame."""
    top = ElementTree.parse(file).getroot()
    assert top.attrib == {"signature": "serialization::archive", "version": "9"}
    (listed,) = top
    assert [child.tag for child in listed[:2]] == ["count", "item_version"]
    assert int(listed[0].text or "") == len(listed) - 2
    found = []
    for item in listed[2:]:
        poses = item.find("poses")
        assert poses is not None
        assert int(poses[0].text or "") == len(poses) - 2
        numbers = [{field.tag: float(field.text or "nan") for field in pose} for pose in poses[2:]]
        found.append(
            {
                "type": item.findtext("objectType"),
                "size": [float(item.findtext(side) or "nan") for side in "hwl"],
                "first": int(item.findtext("first_frame") or "-1"),
                "poses": numbers,
            }
        )
        assert item.findtext("finished") == "1"
    return found


def test_tracklets_are_the_boxes_in_the_velodynes_frame(root: Path) -> None:
    found = tracklets(root / DAY / DRIVE / "tracklet_labels.xml")
    assert [track["type"] for track in found] == ["Car", "Pedestrian", "Cyclist", "Van", "Truck"]
    car = found[0]
    assert car["size"] == [1.5, 1.8, 4.2]
    for frame, pose in zip(frames(), car["poses"], strict=True):
        box = frame.things[2].box.T_world_box
        T_velo_box = frame.lidars()[0].T_world_sensor.inverse() @ box
        np.testing.assert_allclose([pose["tx"], pose["ty"], pose["tz"]], T_velo_box.translation_m, atol=6e-7)
        assert pose["rz"] == pytest.approx(T_velo_box.yaw_rad, abs=6e-7)
        assert (pose["rx"], pose["ry"], pose["state"]) == (0.0, 0.0, 2.0)
    assert [pose["truncation"] for pose in found[3]["poses"]] == [1.0, 1.0, 1.0]  # the van is cut by the image
    assert [pose["occlusion"] for pose in found[4]["poses"]] == [1.0, 0.0, 0.0]


def test_class_attributes_stand_on_the_first_of_each_kind(root: Path) -> None:
    text = (root / DAY / DRIVE / "tracklet_labels.xml").read_text()
    assert [text.count(f'class_id="{number}"') for number in range(4)] == [1, 1, 1, 1]


def out_of_view(frame: Frame, instance: int) -> Frame:
    views = {name: tuple(v for v in seen if v.instance != instance) for name, seen in frame.views.items()}
    return replace(frame, views=views)


def test_a_track_has_a_pose_while_its_thing_is_out_of_view(tmp_path: Path) -> None:
    first, second, third = frames()
    found = tracklets(write(tmp_path, [first, out_of_view(second, 2), third]) / "tracklet_labels.xml")
    car = next(track for track in found if track["type"] == "Car")
    assert [(pose["truncation"], pose["occlusion"]) for pose in car["poses"]] == [(0, 0), (2, -1), (0, 0)]
    assert car["poses"][1]["tx"] == pytest.approx((car["poses"][0]["tx"] + car["poses"][2]["tx"]) / 2, abs=1e-6)


def test_a_track_ends_with_its_last_row_and_begins_with_its_first(tmp_path: Path) -> None:
    first, second, third = frames()
    late = [out_of_view(first, 2), second, out_of_view(third, 2)]
    found = tracklets(write(tmp_path, late) / "tracklet_labels.xml")
    car = next(track for track in found if track["type"] == "Car")
    assert (car["first"], len(car["poses"])) == (1, 1)


def test_a_thing_that_is_gone_for_a_while_comes_back_as_another_track(tmp_path: Path) -> None:
    first, second, third = frames()
    things = {number: thing for number, thing in second.things.items() if number != 2}
    found = tracklets(write(tmp_path, [first, replace(out_of_view(second, 2), things=things), third]) / XML)
    assert [(track["first"], len(track["poses"])) for track in found if track["type"] == "Car"] == [(0, 1), (2, 1)]


XML = "tracklet_labels.xml"


def test_a_size_that_changes_becomes_the_largest_and_is_counted(tmp_path: Path) -> None:
    first, second, third = frames()
    higher = replace(second.things[3], box=replace(second.things[3].box, height_m=1.9))
    found = tracklets(write(tmp_path, [first, replace(second, things={**second.things, 3: higher}), third]) / XML)
    assert next(track["size"] for track in found if track["type"] == "Pedestrian") == [1.9, 0.6, 0.4]
    assert orjson.loads((tmp_path / "mapping.json").read_bytes())["counted"]["tracks_of_several_sizes"] == 1


def test_frames_with_a_lost_reading_are_left_out_of_all_streams(tmp_path: Path) -> None:
    first, second, third = frames()
    drive = write(tmp_path, [first, without(second, "velodyne"), third])
    for stream in ("image_02", "velodyne_points", "oxts"):
        assert len(list((drive / stream / "data").iterdir())) == 2
        assert lines(drive / stream / "timestamps.txt")[1] == "2000-01-01 12:00:00.200000000"
    assert {len(track["poses"]) for track in tracklets(drive / XML)} == {2}
    assert orjson.loads((tmp_path / "metadata/clip-000000.json").read_bytes())["left_out"][0]["lost"] == ["velodyne"]


@needs_real_frames
def test_published_matrices_keep_the_seven_digits_of_real_files() -> None:
    """Lines of the real 2011_09_26 files, whose calibration is that of object frame 000001."""
    real = published_calib(real_matrices("000001"))
    cameras = cam_to_cam(real, {2: (1242, 375)}, "").splitlines()
    assert "S_rect_02: 1.242000e+03 3.750000e+02" in cameras
    assert (
        "P_rect_02: 7.215377e+02 0.000000e+00 6.095593e+02 4.485728e+01 0.000000e+00 7.215377e+02 1.728540e+02 "
        "2.163791e-01 0.000000e+00 0.000000e+00 1.000000e+00 2.745884e-03"
    ) in cameras
    assert (
        "R_rect_00: 9.999239e-01 9.837760e-03 -7.445048e-03 -9.869795e-03 9.999421e-01 -4.278459e-03 7.402527e-03 "
        "4.351614e-03 9.999631e-01"
    ) in cameras
    assert velo_to_cam(real, "").splitlines()[1:3] == [
        "R: 7.533745e-03 -9.999714e-01 -6.166020e-04 1.480249e-02 7.280733e-04 -9.998902e-01 9.998621e-01 "
        "7.523790e-03 1.480755e-02",
        "T: -4.069766e-03 -7.631618e-02 -2.717806e-01",
    ]
    assert imu_to_velo(real, "").splitlines()[1:] == [
        "R: 9.999976e-01 7.553071e-04 -2.035826e-03 -7.854027e-04 9.998898e-01 -1.482298e-02 2.024406e-03 "
        "1.482454e-02 9.998881e-01",
        "T: -8.086759e-01 3.195559e-01 -7.997231e-01",
    ]


def test_unrectified_cameras_and_rectified_ones_say_the_same(tmp_path: Path) -> None:
    """K (R_rect (R x + T)) of each camera is P_rect times the rectified point."""
    write(tmp_path, published_frames(), published_clip())
    known = calib(tmp_path / DAY / "calib_cam_to_cam.txt")
    point = np.array([1.5, -0.7, 12.0])
    for camera in ("00", "01", "02", "03"):
        K, R, R_rect = (known[f"{name}_{camera}"].reshape(3, 3) for name in ("K", "R", "R_rect"))
        P = known[f"P_rect_{camera}"].reshape(3, 4)
        one = K @ (R_rect @ (R @ point + known[f"T_{camera}"]))
        other = P @ np.append(known["R_rect_00"].reshape(3, 3) @ point, 1.0)
        np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.fixture(scope="module")
def pykitti() -> ModuleType:
    module: ModuleType = pytest.importorskip("pykitti")
    return module


def test_pykitti_loads_a_drive(pykitti: ModuleType, root: Path) -> None:
    drive = pykitti.raw(str(root), DAY, "0000")
    assert len(drive) == 3
    assert drive.timestamps[1] == dt.datetime(2000, 1, 1, 12, 0, 0, 100_000)
    assert not drive.cam3_files
    for frame, picture, cloud in zip(frames(), drive.cam2, drive.velo, strict=True):
        np.testing.assert_array_equal(np.asarray(picture), frame.cameras()[0].image)
        np.testing.assert_array_equal(cloud, frame.lidars()[0].points)


def depth_around(
    camera: CameraReading, v: NDArray[np.int64], u: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the largest depth of the same thing in a pixel and its eight neighbours."""
    instance, depth_m = np.pad(camera.instance, 1), np.pad(camera.depth_m.astype(np.float64), 1)
    steps = [(dv, du) for dv in range(3) for du in range(3)]
    same = np.stack([instance[v + dv, u + du] == camera.instance[v, u] for dv, du in steps])
    around = np.stack([depth_m[v + dv, u + du] for dv, du in steps])
    return np.where(same, around, np.inf).min(axis=0), np.where(same, around, 0.0).max(axis=0)


def test_pykittis_projection_lands_where_our_depth_says(pykitti: ModuleType, root: Path) -> None:
    drive = pykitti.raw(str(root), DAY, "0000")
    seen = 0
    for frame, cloud in zip(frames(), drive.velo, strict=True):
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        points = np.column_stack([cloud[:, :3].astype(np.float64), np.ones(len(cloud))])
        image = points @ (drive.calib.P_rect_20 @ drive.calib.T_cam0_velo).T
        ahead = image[:, 2] > 1.0
        u, v = np.rint(image[ahead, :2] / image[ahead, 2:]).astype(int).T
        inside = (u >= 0) & (u < 256) & (v >= 0) & (v < 96)
        own = camera.instance[v[inside], u[inside]] == lidar.instance[ahead][inside]
        own &= lidar.instance[ahead][inside] > 0
        low, high = depth_around(camera, v[inside][own], u[inside][own])
        depth = image[ahead][inside][own, 2]
        # at a rim a surface goes on for half a pixel; and a face that the scanner alone sees is behind the other
        assert np.mean((depth > low * 0.99) & (depth < high * 1.01)) > 0.99
        seen += int(own.sum())
    assert seen > 100


@pytest.mark.parametrize("published", [False, True])
def test_pykittis_poses_are_the_sensors(pykitti: ModuleType, tmp_path: Path, published: bool) -> None:
    world = published_frames() if published else tumbling_frames()
    write(tmp_path, world, published_clip() if published else None)
    drive = pykitti.raw(str(tmp_path), DAY, "0000")
    T_imu_velo = np.linalg.inv(drive.calib.T_velo_imu)
    # pykitti counts from the first position of the unit
    start = (world[0].lidars()[0].T_world_sensor.matrix() @ drive.calib.T_velo_imu)[:3, 3]
    for frame, oxts in zip(world, drive.oxts, strict=True):
        T_world_velo = oxts.T_w_imu @ T_imu_velo
        T_world_velo[:3, 3] += start
        np.testing.assert_allclose(T_world_velo, frame.lidars()[0].T_world_sensor.matrix(), atol=1e-6)
        P = drive.calib.P_rect_20
        T_cam2_cam0 = np.eye(4)
        T_cam2_cam0[:3, 3] = np.linalg.solve(P[:, :3], P[:, 3])
        T_world_camera = T_world_velo @ np.linalg.inv(T_cam2_cam0 @ drive.calib.T_cam0_velo)
        np.testing.assert_allclose(T_world_camera, frame.cameras()[0].T_world_sensor.matrix(), atol=2e-6)


@pytest.mark.filterwarnings("ignore")  # of its own dependencies
def test_datumaro_finds_the_boxes(root: Path) -> None:
    dataset = pytest.importorskip("datumaro").Dataset.import_from(str(root / DAY / DRIVE), "kitti_raw")
    items = {item.attributes["frame"]: item for item in dataset}
    assert sorted(items) == [0, 1, 2]
    names = [label.name for label in next(iter(dataset.categories().values()))]
    for frame in frames():
        item = items[frame.index]
        found = {names[cuboid.label]: cuboid for cuboid in item.annotations}
        assert sorted(found) == ["Car", "Cyclist", "Pedestrian", "Truck", "Van"]
        T_velo_box = frame.lidars()[0].T_world_sensor.inverse() @ frame.things[2].box.T_world_box
        np.testing.assert_allclose(found["Car"].position, T_velo_box.translation_m, atol=0.00501)  # its own rounding
        assert found["Car"].rotation[2] == pytest.approx(T_velo_box.yaw_rad, abs=0.00501)
        assert list(found["Car"].scale) == [1.5, 1.8, 4.2]
        assert len({cuboid.attributes["track_id"] for cuboid in item.annotations}) == 5
