"""A nuScenes dataset of the example world, read back by a strict reader that shares no code with the exporter."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import orjson
import pytest
from nuscenes_world import HALF_FRAME_NS, RADAR, T_EGO_RADAR, VERSION, rich_frames, write_clip, write_dataset
from radar_pcd_reader import read_radar_pcd

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_frames
from exporters.nuscenes import NuscenesExporter
from exporters.nuscenes_annotations import annotated
from exporters.nuscenes_clouds import PointLabels, axes_of
from exporters.nuscenes_schema import CATEGORIES, attribute_of, token, visibility_of
from exporters.testing import INFO
from scenes.errors import ConfigError, OutputError, UnknownName
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.ontology import class_of
from scenes.pose import Body, Pose, SensorFrame
from simulator.frame import Frame, LidarReading
from simulator.validation.nuscenes_reader import NuscenesTables, Row, read_tables


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All frames are samples."""
    return write_dataset(NuscenesExporter(keyframe_hz=10.0), tmp_path_factory.mktemp("nuscenes"))


@pytest.fixture(scope="module")
def tables(root: Path) -> NuscenesTables:
    return read_tables(root, VERSION)


def _frames(clip: int = 0) -> list[Frame]:
    return rich_frames(example_clip(clip))


def _boxes(tables: NuscenesTables, clip: int, index: int) -> dict[int, Row]:
    """Annotations of one sample by our instance id."""
    (scene,) = tables.of("scene", name=f"scene-{clip:06d}")
    sample = tables.of("sample", scene_token=scene["token"])[index]
    rows = tables.of("sample_annotation", sample_token=sample["token"])
    return {tables.rows["instance"][row["instance_token"]]["swerve_instance"]: row for row in rows}


def _keyframes(tables: NuscenesTables, clip: int, channel: str) -> list[Row]:
    (scene,) = tables.of("scene", name=f"scene-{clip:06d}")
    samples = [row["token"] for row in tables.of("sample", scene_token=scene["token"])]
    rows = [row for row in tables.of("sample_data", is_key_frame=True) if row["sample_token"] in samples]
    return [row for row in rows if tables.channel(row) == channel]


def _pose(row: Row) -> Pose[object, object]:
    w, x, y, z = row["rotation"]
    return Pose(translation_m=tuple(row["translation"]), rotation_xyzw=(x, y, z, w))


def _world_of(tables: NuscenesTables, row: Row, points: np.ndarray) -> np.ndarray:
    sensor = tables.rows["calibrated_sensor"][row["calibrated_sensor_token"]]
    ego = tables.rows["ego_pose"][row["ego_pose_token"]]
    return _pose(ego).apply(_pose(sensor).apply(points))


def test_every_clip_is_a_scene_and_every_frame_a_sample(tables: NuscenesTables) -> None:
    assert [row["name"] for row in tables.of("scene")] == ["scene-000000", "scene-000001", "scene-000002"]
    assert len(tables.of("sample")) == 9
    assert {row["channel"] for row in tables.of("sensor")} == {"image_2", "LIDAR_TOP", RADAR}


def test_boxes_are_the_things_boxes_about_their_middles(tables: NuscenesTables) -> None:
    for clip in (0, 2):
        for frame in _frames(clip):
            boxes = _boxes(tables, clip, frame.index)
            for instance in (2, 3, 8):
                row, solid = boxes[instance], frame.things[instance].box
                middle = solid.corners_m().mean(axis=0)
                np.testing.assert_allclose(row["translation"], middle, atol=1e-9)
                assert row["size"] == [solid.width_m, solid.length_m, solid.height_m]
                np.testing.assert_allclose(_pose(row).rotation(), solid.T_world_box.rotation(), atol=1e-12)


def test_a_rider_and_the_bicycle_are_one_box_around_both(tables: NuscenesTables) -> None:
    frame, boxes = _frames()[0], _boxes(tables, 0, 0)
    assert 7 not in boxes
    row = boxes[6]
    category = tables.rows["category"][tables.rows["instance"][row["instance_token"]]["category_token"]]["name"]
    assert category == "vehicle.bicycle"
    assert row["attribute_tokens"] == [token("attribute", "cycle.with_rider")]
    half = np.array(row["size"])[[1, 0, 2]] / 2
    for member in (6, 7):
        local = _pose(row).inverse().apply(frame.things[member].box.corners_m())
        assert (np.abs(local) <= half + 1e-9).all()


def test_attributes_say_what_things_do(tables: NuscenesTables) -> None:
    boxes, names = _boxes(tables, 0, 0), {row["token"]: row["name"] for row in tables.of("attribute")}
    said = {instance: [names[t] for t in row["attribute_tokens"]] for instance, row in boxes.items()}
    assert said[2] == ["vehicle.parked"]
    assert said[3] == ["pedestrian.moving"]
    assert said[5] == ["pedestrian.standing"]
    assert said[8] == ["vehicle.stopped"]
    assert said[4] == []


@pytest.mark.parametrize(
    ("category", "motion", "posture", "name"),
    [
        ("human.pedestrian.adult", "moving", "sitting", "pedestrian.sitting_lying_down"),
        ("human.pedestrian.child", "stopped", "lying", "pedestrian.sitting_lying_down"),
        ("human.pedestrian.stroller", "moving", "", None),
        ("human.pedestrian.wheelchair", "moving", "sitting", None),
        ("vehicle.bicycle", "parked", "", "cycle.without_rider"),
        ("vehicle.emergency.police", "moving", "", "vehicle.moving"),
        ("movable_object.trafficcone", "stopped", "", None),
        ("animal", "moving", "walking", None),
    ],
)
def test_attributes_by_category(category: str, motion: str, posture: str, name: str | None) -> None:
    found = attribute_of(category, {"motion": motion, "posture": posture}, has_rider=False)
    assert found == (() if name is None else (token("attribute", name),))


def test_visibility_is_the_share_of_all_cameras_pixels(tables: NuscenesTables) -> None:
    checked = set()
    for frame in _frames():
        boxes = _boxes(tables, 0, frame.index)
        views = {view.instance: view for view in frame.views["image_2"]}
        for instance in (2, 3, 4, 5, 8, 9):
            if instance in boxes and instance in views:
                share = views[instance].visible_px / views[instance].amodal_px
                level = "1" if share < 0.4 else "2" if share < 0.6 else "3" if share < 0.8 else "4"
                assert boxes[instance]["visibility_token"] == level
                checked.add(level)
    assert len(checked) > 1
    assert [visibility_of(share) for share in (0.0, 0.39, 0.4, 0.6, 0.8, 1.0)] == ["1", "1", "2", "3", "4", "4"]


def test_two_cameras_pixels_are_added(tables: NuscenesTables) -> None:
    frame = _frames()[0]
    camera = frame.cameras()[0]
    blind = tuple(replace(view, visible_px=0, modal_box=None) for view in frame.views[camera.name])
    both = replace(
        frame,
        readings={**frame.readings, "second": replace(camera, name="second")},
        views={**frame.views, "second": blind},
    )
    classes = NuscenesExporter()._classes
    one, two = (
        {a.instance: a.row["visibility_token"] for a in annotated(f, f.readings.values(), f.things, classes)}
        for f in (frame, both)
    )
    assert (one[3], two[3]) == ("4", "2")  # half of the pixels of both together


def test_points_of_boxes_are_those_of_the_files(tables: NuscenesTables) -> None:
    for frame in _frames():
        lidar, boxes = frame.lidars()[0], _boxes(tables, 0, frame.index)
        for instance in (2, 3, 8):
            assert boxes[instance]["num_lidar_pts"] == np.count_nonzero(lidar.instance == instance)
        assert boxes[6]["num_lidar_pts"] == np.count_nonzero(np.isin(lidar.instance, (6, 7)))
        assert boxes[6]["num_radar_pts"] == 2
        assert boxes[3]["num_radar_pts"] == 1
        assert boxes[2]["num_radar_pts"] == 0  # its echo is a mirror image


def test_a_thing_that_nothing_measured_has_no_box() -> None:
    frame = _frames()[0]
    lidar = frame.lidars()[0]
    dark = replace(
        frame,
        readings={lidar.name: replace(lidar, instance=np.where(lidar.instance == 2, 0, lidar.instance).astype("u2"))},
        views={},
    )
    found = annotated(dark, dark.readings.values(), dark.things, NuscenesExporter()._classes)
    measured = set(np.unique(lidar.instance).tolist()) - {0, 2, 7}
    assert {a.instance for a in found} == measured


def test_lidar_top_is_turned_so_that_y_points_ahead(tables: NuscenesTables) -> None:
    for frame, row in zip(_frames(), _keyframes(tables, 0, "LIDAR_TOP"), strict=True):
        lidar, cloud = frame.lidars()[0], tables.cloud(row)
        np.testing.assert_array_equal(cloud[:, 0], -lidar.points[:, 1])
        np.testing.assert_array_equal(cloud[:, 1], lidar.points[:, 0])
        np.testing.assert_array_equal(cloud[:, 3], np.rint(lidar.points[:, 3] * 255))
        truth = lidar.T_world_sensor.apply(lidar.deskewed_m.astype(np.float64))
        np.testing.assert_allclose(_world_of(tables, row, cloud[:, :3].astype(np.float64)), truth, atol=1e-9)


def test_rings_count_from_below(tables: NuscenesTables) -> None:
    frame, (row, *_) = _frames()[0], _keyframes(tables, 0, "LIDAR_TOP")
    cloud = tables.cloud(row)
    ground = frame.lidars()[0].instance == 0
    slope = cloud[:, 2] / np.hypot(cloud[:, 0], cloud[:, 1])
    means = [slope[ground & (cloud[:, 4] == ring)].mean() for ring in np.unique(cloud[ground, 4])]
    assert cloud[:, 4].min() == 0
    assert (np.diff(means) > 0).all()


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0, -90.0, 40.0, -130.0])
def test_any_mounting_gets_the_nearest_quarter(yaw_deg: float) -> None:
    T_ego_sensor: Pose[Body, SensorFrame] = Pose.planar(1.0, 0.2, math.radians(yaw_deg), z_m=1.8)
    axes = axes_of("LIDAR_TOP", T_ego_sensor)
    points = np.array([[1.0, 2.0, 3.0], [-4.0, 0.5, 0.0]], dtype=np.float32)
    np.testing.assert_allclose(
        axes.pose(T_ego_sensor).apply(axes.turned(points).astype(np.float64)),
        T_ego_sensor.apply(points.astype(np.float64)),
        atol=1e-9,
    )
    forward = axes.pose(T_ego_sensor).rotation()[:, 1]
    assert forward[0] >= math.cos(math.radians(45.0)) - 1e-9
    assert axes_of("LIDAR_SIDE", T_ego_sensor).quarters == 0


def test_point_labels_are_categories_and_instances(tables: NuscenesTables) -> None:
    for frame, row in zip(_frames(), _keyframes(tables, 0, "LIDAR_TOP"), strict=True):
        (lidarseg,) = tables.of("lidarseg", sample_data_token=row["token"])
        (panoptic,) = tables.of("panoptic", sample_data_token=row["token"])
        labels = np.fromfile(tables.root / lidarseg["filename"], dtype=np.uint8)
        codes = np.load(tables.root / panoptic["filename"])["data"]
        lidar = frame.lidars()[0]
        names = [CATEGORIES[label] for label in labels]
        of_instance = {i: {names[k] for k in np.flatnonzero(lidar.instance == i)} for i in (2, 3, 6, 7, 8, 9)}
        assert of_instance[2] == of_instance[8] == {"vehicle.car"}  # a van is a car
        assert of_instance[6] | of_instance[7] <= {"vehicle.bicycle"}
        assert set(labels[lidar.instance == 0].tolist()) == {24}
        assert (codes[lidar.instance == 0] == 24_000).all()
        car, van = (set(codes[lidar.instance == i].tolist()) for i in (2, 8))
        assert len(car) == len(van) == 1
        assert car != van
        ridden = set(codes[np.isin(lidar.instance, (6, 7))].tolist())
        assert len(ridden) == 1


def test_points_of_weather_and_of_nameless_classes_are_noise() -> None:
    lidar = _frames()[0].lidars()[0]
    classes = ("void", "vehicle.train", "vehicle.ego", "object.bench", "flat.ice", "animal.dog")
    semantic = np.array([class_of(name).id for name in classes], dtype=np.uint8)
    few = {"instance": np.zeros(6, np.uint16), "return_number": np.array([1, 1, 1, 1, 2, 1], np.uint8)}
    labels = PointLabels(classes=NuscenesExporter()._classes)
    found = labels.categories(replace(lidar, semantic=semantic, **few))
    names = ["noise", "noise", "vehicle.ego", "static.manmade", "animal"]
    assert [CATEGORIES[index] for index in found] == names  # the weaker return is not in the file


def test_instances_keep_their_numbers_over_the_scene_and_those_beyond_999_have_none() -> None:
    lidar = _frames()[0].lidars()[0]
    semantic = class_of("vehicle.car").id

    def cloud(ids: np.ndarray) -> LidarReading:
        many = {"semantic": np.full(len(ids), semantic, np.uint8), "return_number": np.ones(len(ids), np.uint8)}
        return replace(lidar, instance=ids.astype(np.uint16), **many)

    labels = PointLabels(classes=NuscenesExporter()._classes)
    codes = []
    for ids in (np.arange(1, 1101), np.arange(1100, 0, -1)):
        reading = cloud(ids)
        path = labels.panoptic(reading, labels.categories(reading), {})
        codes.append(_npz(path))
    np.testing.assert_array_equal(codes[0], codes[1][::-1])
    np.testing.assert_array_equal(codes[0][:999], 17_000 + np.arange(1, 1000))
    assert (codes[0][999:] == 17_000).all()
    assert labels.unnumbered == 2 * 101


def _npz(data: bytes) -> np.ndarray:
    import io

    return np.asarray(np.load(io.BytesIO(data))["data"])


def test_radar_files_hold_the_readings(tables: NuscenesTables) -> None:
    for frame, row in zip(_frames(), _keyframes(tables, 0, RADAR), strict=True):
        names, points = read_radar_pcd(tables.root / row["filename"])
        np.testing.assert_array_equal(points[names.index("x")], frame.radars()[0].points["x"])
        calibrated = tables.rows["calibrated_sensor"][row["calibrated_sensor_token"]]
        assert calibrated["translation"] == list(T_EGO_RADAR.translation_m)
        assert calibrated["camera_intrinsic"] == []


def test_pictures_are_jpegs_of_high_quality_and_intrinsics_those_of_the_lens(tables: NuscenesTables) -> None:
    for frame, row in zip(_frames(), _keyframes(tables, 0, "image_2"), strict=True):
        camera = frame.cameras()[0]
        assert row["fileformat"] == "jpg"
        picture = cv2.imread(str(tables.root / row["filename"]))[:, :, ::-1]
        assert picture.shape[:2] == (row["height"], row["width"])
        apart = np.abs(picture.astype(int) - camera.image.astype(int))
        assert apart.mean() < 3.0
        fx, fy, cx, cy = camera.K
        sensor = tables.rows["calibrated_sensor"][row["calibrated_sensor_token"]]
        assert sensor["camera_intrinsic"] == [[fx, 0.0, cx], [0.0, fy, cy], [0.0, 0.0, 1.0]]


def test_points_fall_on_pixels_of_their_own_instance(tables: NuscenesTables) -> None:
    checked = agreeing = 0
    for frame, row, picture in zip(
        _frames(), _keyframes(tables, 0, "LIDAR_TOP"), _keyframes(tables, 0, "image_2"), strict=True
    ):
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        world = _world_of(tables, row, tables.cloud(row)[:, :3].astype(np.float64))
        sensor = tables.rows["calibrated_sensor"][picture["calibrated_sensor_token"]]
        ego = tables.rows["ego_pose"][picture["ego_pose_token"]]
        seen = _pose(sensor).inverse().apply(_pose(ego).inverse().apply(world))
        ahead = seen[:, 2] > 0.5
        projected = seen[ahead] @ np.array(sensor["camera_intrinsic"]).T
        u, v = np.rint(projected[:, :2] / projected[:, 2:]).astype(int).T
        height, width = camera.instance.shape
        inside = (u > 0) & (v > 0) & (u < width - 1) & (v < height - 1)
        for x, y, z, own in zip(
            u[inside], v[inside], seen[ahead][inside, 2], lidar.instance[ahead][inside], strict=True
        ):
            around = np.s_[y - 1 : y + 2, x - 1 : x + 2]
            depth_m = camera.depth_m[around]
            if not ((depth_m > 0) & (depth_m < z * 0.95)).any():
                checked += 1
                agreeing += own in camera.instance[around]
    assert checked > 500
    assert agreeing == checked


def test_readings_between_samples_are_sweeps_of_the_next_sample(tmp_path: Path) -> None:
    frames = _frames()
    write_dataset(NuscenesExporter(keyframe_hz=5.0), tmp_path)
    tables = read_tables(tmp_path, VERSION)
    (scene,) = tables.of("scene", name="scene-000000")
    samples = tables.of("sample", scene_token=scene["token"])
    assert len(samples) == 2
    chain = [row for row in tables.of("sample_data") if row["sample_token"] in {s["token"] for s in samples}]
    lidar = [row for row in chain if tables.channel(row) == "LIDAR_TOP"]
    start_us = lidar[0]["timestamp"]
    assert [row["timestamp"] - start_us for row in lidar] == [0, 50_000, 100_000, 150_000, 200_000]
    assert [row["is_key_frame"] for row in lidar] == [True, False, False, False, True]
    assert [row["sample_token"] for row in lidar[1:]] == [samples[1]["token"]] * 4
    sweep = frames[1].sweeps["velodyne"][0]
    assert isinstance(sweep, LidarReading)
    truth = sweep.T_world_sensor.apply(sweep.deskewed_m.astype(np.float64))
    cloud = tables.cloud(lidar[1])[:, :3].astype(np.float64)
    np.testing.assert_allclose(_world_of(tables, lidar[1], cloud), truth, atol=1e-9)
    ego = tables.rows["ego_pose"][lidar[1]["ego_pose_token"]]
    assert ego["translation"][0] == pytest.approx(6.0 * HALF_FRAME_NS * 1e-9)
    assert len(tables.of("lidarseg")) == 2 * 3


def test_what_follows_the_last_sample_belongs_to_it(tmp_path: Path) -> None:
    write_dataset(NuscenesExporter(), tmp_path)  # 2 Hz of 10: the first of three frames
    tables = read_tables(tmp_path, VERSION)
    assert len(tables.of("sample")) == 3
    counted = orjson.loads((tmp_path / "mapping.json").read_bytes())["counted"]
    assert counted["readings_after_the_last_sample"] == 3 * (2 * 3 + 2)
    assert counted["samples"] == 3


def test_every_frame_is_a_sample_where_the_rates_do_not_divide(tmp_path: Path) -> None:
    write_dataset(NuscenesExporter(keyframe_hz=3.0), tmp_path, clips=1)
    assert len(read_tables(tmp_path, VERSION).of("sample")) == 3


def test_a_frame_that_lacks_a_reading_is_no_sample(tmp_path: Path) -> None:
    first, second, third = _frames()
    broken = replace(first, readings={n: r for n, r in first.readings.items() if n != "velodyne"})
    exporter = NuscenesExporter(keyframe_hz=10.0 / 3.0)
    published = write_clip(exporter, tmp_path, example_clip(0), [broken, second, third])
    exporter.finalize(tmp_path, INFO, [published])
    tables = read_tables(tmp_path, VERSION)
    (sample,) = tables.of("sample")  # the next whole frame
    assert sample["timestamp"] == tables.rows["sample_data"][_keyframes(tables, 0, "image_2")[0]["token"]]["timestamp"]
    assert len(tables.of("sample_data", is_key_frame=False)) == 2 + 1 + 1 + 3


def test_a_clip_without_a_whole_frame_leaves_no_scene(tmp_path: Path) -> None:
    broken = [replace(frame, readings={n: r for n, r in frame.readings.items() if n != RADAR}) for frame in _frames()]
    exporter = NuscenesExporter()
    lost = write_clip(exporter, tmp_path, example_clip(0), broken)
    assert lost.files == ("parts/clip-000000.json",)
    whole = write_clip(exporter, tmp_path, example_clip(2), _frames(2))
    exporter.finalize(tmp_path, INFO, [lost, whole])
    assert [row["name"] for row in read_tables(tmp_path, VERSION).of("scene")] == ["scene-000002"]
    splits = orjson.loads((tmp_path / VERSION / "splits.json").read_bytes())
    assert sorted(name for names in splits.values() for name in names) == ["scene-000002"]
    assert orjson.loads((tmp_path / "mapping.json").read_bytes())["counted"]["clips_without_sample"] == 1


def test_stated_calibration_is_written_and_the_ego_stays_true(tmp_path: Path) -> None:
    off: Pose[Body, SensorFrame] = Pose.planar(1.4, 0.0, 0.0, z_m=1.7)
    frames = [replace(frame, calibrated={"velodyne": off}) for frame in _frames()]
    exporter = NuscenesExporter()
    exporter.finalize(tmp_path, INFO, [write_clip(exporter, tmp_path, example_clip(0), frames)])
    tables = read_tables(tmp_path, VERSION)
    (row,) = _keyframes(tables, 0, "LIDAR_TOP")
    sensor = tables.rows["calibrated_sensor"][row["calibrated_sensor_token"]]
    assert sensor["translation"] == list(off.translation_m)
    ego = tables.rows["ego_pose"][row["ego_pose_token"]]
    np.testing.assert_allclose(_pose(ego).matrix(), frames[0].T_world_ego.matrix(), atol=1e-9)


def test_splits_are_named_after_the_version(root: Path) -> None:
    splits = orjson.loads((root / VERSION / "splits.json").read_bytes())
    assert set(splits) == {"swerve_train", "swerve_val"}
    assert sorted(name for names in splits.values() for name in names) == [
        "scene-000000",
        "scene-000001",
        "scene-000002",
    ]


def test_a_rig_without_lidar_has_no_point_labels(tmp_path: Path) -> None:
    exporter = NuscenesExporter(sensors=("image_2",))
    clip = example_clip(0)
    published: PublishedClip = write_clip(exporter, tmp_path, clip, list(example_frames(clip)))
    exporter.finalize(tmp_path, INFO, [published])
    tables = read_tables(tmp_path, VERSION)
    assert not (tmp_path / VERSION / "lidarseg.json").exists()
    assert {row["num_lidar_pts"] for row in tables.of("sample_annotation")} == {0}


def test_png_pictures_are_exact_and_twins_are_written(tmp_path: Path) -> None:
    frame = _frames()[0]
    clean = {"image_2": replace(frame.cameras()[0], image=frame.cameras()[0].image[:, ::-1])}
    exporter = NuscenesExporter(image_format="png", channels={"image_2": "CAM_FRONT"})
    files = write_clip(exporter, tmp_path, example_clip(0), [replace(frame, clean=clean)]).files
    (name,) = (name for name in files if name.startswith("samples/CAM_FRONT/"))
    twin = name.replace("samples", "samples_clean")
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / name))[:, :, ::-1], frame.cameras()[0].image)
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / twin))[:, :, ::-1], clean["image_2"].image)


def test_classes_may_be_changed(tmp_path: Path) -> None:
    exporter = NuscenesExporter(classes={"vehicle.van": "vehicle.truck", "vehicle.car": None})
    exporter.finalize(tmp_path, INFO, [write_clip(exporter, tmp_path, example_clip(0), _frames())])
    tables = read_tables(tmp_path, VERSION)
    boxes = _boxes(tables, 0, 0)
    assert 2 not in boxes
    van = tables.rows["instance"][boxes[8]["instance_token"]]
    assert tables.rows["category"][van["category_token"]]["name"] == "vehicle.truck"


def test_settings_are_checked() -> None:
    with pytest.raises(ConfigError, match="trainval"):
        NuscenesExporter(version="v1.0-mini")
    with pytest.raises(ConfigError, match="keyframe_hz"):
        NuscenesExporter(keyframe_hz=0.0)
    with pytest.raises(ConfigError, match="jpeg_quality"):
        NuscenesExporter(jpeg_quality=0)
    with pytest.raises(ConfigError, match="several sensors"):
        NuscenesExporter(channels={"a": "CAM_FRONT", "b": "CAM_FRONT"})
    with pytest.raises(UnknownName, match=r"vehicle\.car"):
        NuscenesExporter(classes={"vehicle.van": "vehicle.cars"})
    info = replace(INFO, sensors=("image_2", "velodyne"))
    with pytest.raises(UnknownName, match="velodyne"):
        NuscenesExporter(channels={"velodyn": "LIDAR_TOP"}).check(info)
    with pytest.raises(UnknownName, match="image_2"):
        NuscenesExporter(sensors=("image_3",)).check(info)


def test_a_lens_that_no_matrix_describes_is_refused(tmp_path: Path) -> None:
    frame = _frames()[0]
    camera = frame.cameras()[0]
    lens = KannalaBrandt(width_px=256, height_px=96, fx_px=80.0, fy_px=80.0, cx_px=127.5, cy_px=47.5)
    bent = replace(frame, readings={**frame.readings, "image_2": replace(camera, lens=lens)})
    with pytest.raises(OutputError, match="image_2"):
        write_clip(NuscenesExporter(), tmp_path, example_clip(0), [bent])
