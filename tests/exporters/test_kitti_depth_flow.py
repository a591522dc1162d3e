"""KITTI's depth, stereo, flow and semantics, decoded with OpenCV and compared with the world of boxes."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import orjson
import pytest

from exporters.base import PublishedClip
from exporters.cityscapes_labels import LABELS
from exporters.example_boxes import Solid, trace
from exporters.example_frames import FRAMES, example_clip, example_frames
from exporters.example_readings import K, pixel_rays
from exporters.kitti_depth_flow import KittiDepthFlowExporter
from exporters.kitti_drives import drive_of
from exporters.testing import INFO, check_exporter, export_clips
from scenes.errors import ConfigError, OutputError, UnknownName
from scenes.ontology import class_by_id
from scenes.pose import Pose
from simulator.frame import CameraReading, Clip, Frame

BASELINE_M = 0.5
WIDTH, HEIGHT = 256, 96


def _read(root: Path, name: str) -> np.ndarray:
    image = cv2.imread(str(root / name), cv2.IMREAD_UNCHANGED)
    assert image is not None, name
    return image


@functools.cache
def _stereo(clip: int) -> tuple[Frame, ...]:
    """The example's frames with a right camera, 0.5 m to the right."""
    return tuple(_with_right(frame) for frame in example_frames(example_clip(clip)))


def _solids(frame: Frame) -> list[Solid]:
    return [
        Solid(instance=t.instance, group=t.group, name=t.name, semantic=class_by_id(t.semantic).name, box=t.box)
        for t in frame.things.values()
    ]


def _with_right(frame: Frame) -> Frame:
    left = frame.cameras()[0]
    T_left_right = Pose(translation_m=(BASELINE_M, 0.0, 0.0))
    T_world_right = left.T_world_sensor @ T_left_right
    hits = trace(T_world_right, pixel_rays(0, 0, WIDTH, HEIGHT), _solids(frame))
    depth = np.where(np.isfinite(hits.distance), hits.distance, 0.0).astype(np.float32).reshape(HEIGHT, WIDTH)
    right = replace(
        left,
        name="image_3",
        T_ego_sensor=left.T_ego_sensor @ T_left_right,
        T_world_sensor=T_world_right,
        depth_m=depth,
        image=left.image.copy(),
    )
    return replace(frame, readings={left.name: left, "image_3": right, "velodyne": frame.lidars()[0]}, written={})


def _kitti(frame: Frame) -> dict[str, tuple[float, ...]]:
    fx, fy, cx, cy = K
    P2 = (fx, 0.0, cx, 0.0, 0.0, fy, cy, 0.0, 0.0, 0.0, 1.0, 0.0)
    P3 = (fx, 0.0, cx, -fx * BASELINE_M, *P2[4:])
    left, lidar = frame.cameras()[0], frame.lidars()[0]
    Tr = (left.T_ego_sensor.inverse() @ lidar.T_ego_sensor).matrix()[:3]
    imu = lidar.T_ego_sensor.inverse().matrix()[:3]
    eye = tuple(np.eye(3).ravel().tolist())
    rigid = {"Tr_velo_to_cam": tuple(Tr.ravel().tolist()), "Tr_imu_to_velo": tuple(imu.ravel().tolist())}
    return {"P0": P2, "P1": P2, "P2": P2, "P3": P3, "R0_rect": eye, **rigid}


def _export(root: Path, frames: tuple[Frame, ...], **options: Any) -> Path:
    exporter = KittiDepthFlowExporter(**options)
    exporter.open(root, INFO)
    exporter.begin_clip(replace(example_clip(frames[0].clip), kitti=_kitti(frames[0])))
    for frame in frames:
        exporter.write(frame)
    numbers = tuple(frame.number for frame in frames)
    published = PublishedClip(clip=frames[0].clip, frame_numbers=numbers, files=exporter.end_clip({}))
    exporter.finalize(root, INFO, [published])
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _export(tmp_path_factory.mktemp("stereo"), _stereo(0))


def _mapping(root: Path) -> dict[str, Any]:
    return orjson.loads((root / "mapping.json").read_bytes())


def test_a_baseline_of_ones_own_conforms(tmp_path: Path) -> None:
    check_exporter(KittiDepthFlowExporter(baseline_m=0.5), tmp_path)


def test_depth_is_that_of_every_pixel_in_both_cameras(root: Path) -> None:
    for frame in _stereo(0):
        for number, camera in (("02", frame.readings["image_2"]), ("03", frame.readings["image_3"])):
            assert isinstance(camera, CameraReading)
            name = f"train/{drive_of(0)}/proj_depth/groundtruth/image_{number}/{frame.index:010d}.png"
            code = _read(root, name)
            assert code.dtype == np.uint16
            fits = (camera.depth_m > 0) & (camera.depth_m < 255.99)
            np.testing.assert_allclose(code[fits] / 256.0, camera.depth_m[fits], atol=0.5 / 256 + 1e-9)
            assert not code[camera.depth_m == 0].any()
            assert not code[camera.depth_m > 256].any()


def test_raw_depth_is_that_of_lidar_points_on_their_pixels(root: Path) -> None:
    frame = _stereo(0)[0]
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    code = _read(root, f"train/{drive_of(0)}/proj_depth/velodyne_raw/image_02/{0:010d}.png")
    T_camera_lidar = camera.T_ego_sensor.inverse() @ lidar.T_ego_sensor
    points = T_camera_lidar.apply(lidar.points[:, :3].astype(np.float64))
    expected: dict[tuple[int, int], float] = {}
    for x, y, z in points[points[:, 2] > 0]:
        column, row = round(K[0] * x / z + K[2]), round(K[1] * y / z + K[3])
        if 0 <= column < WIDTH and 0 <= row < HEIGHT:
            expected[row, column] = min(expected.get((row, column), np.inf), z)
    assert len(expected) > 300
    assert {tuple(place) for place in np.argwhere(code).tolist()} == set(expected)
    for place, depth_m in expected.items():
        assert code[place] / 256.0 == pytest.approx(depth_m, abs=0.5 / 256 + 1e-4)  # float32 points


def test_disparity_is_that_of_the_geometry(root: Path) -> None:
    frame = _stereo(0)[0]
    depth = frame.cameras()[0].depth_m.astype(np.float64)
    code = _read(root, "training/disp_occ_0/000000_10.png")
    expected = K[0] * BASELINE_M / np.where(depth > 0, depth, np.inf)
    valid = (expected > 1 / 256) & (expected < 255)
    np.testing.assert_allclose(code[valid] / 256.0, expected[valid], atol=0.5 / 256 + 1e-6)
    assert not code[depth == 0].any()


def _shown_by_right(frame: Frame, points_m: np.ndarray) -> np.ndarray:
    """Whether the right camera's own rays to points (N, 3) in the world reach them."""
    right = frame.readings["image_3"]
    assert isinstance(right, CameraReading)
    local = right.T_world_sensor.inverse().apply(points_m)
    reached = trace(right.T_world_sensor, local, _solids(frame)).distance >= 1.0 - 1e-6
    ahead = local[:, 2] > 0
    pixels = local[:, :2] / np.where(ahead, local[:, 2], 1.0)[:, None] * np.array(K[:2]) + np.array(K[2:])
    inside = ((pixels >= -0.5) & (pixels < np.array([WIDTH, HEIGHT]) - 0.5)).all(axis=1)
    return reached & ahead & inside


def test_what_the_right_camera_does_not_show_is_left_out_of_noc(root: Path) -> None:
    frame, later = _stereo(0)[:2]
    camera, motion = frame.cameras()[0], frame.motion["image_2"]
    occ, noc = (_read(root, f"training/disp_{kind}_0/000000_10.png") for kind in ("occ", "noc"))
    np.testing.assert_array_equal(noc[noc > 0], occ[noc > 0])
    rays = pixel_rays(0, 0, WIDTH, HEIGHT)
    points = camera.T_world_sensor.apply(rays * camera.depth_m.reshape(-1, 1).astype(np.float64))
    truth = (_shown_by_right(frame, points) & (camera.depth_m.ravel() > 0)).reshape(HEIGHT, WIDTH)
    near = occ > 256  # a pixel and more
    assert (truth[near] == (noc[near] > 0)).mean() > 0.99  # the rest lies at silhouettes
    assert np.count_nonzero(near & ~truth) > 200
    occ_1, noc_1 = (_read(root, f"training/disp_{kind}_1/000000_10.png") for kind in ("occ", "noc"))
    valid = (motion.next_depth_m > 0) & (occ_1 > 0)
    expected = K[0] * BASELINE_M / motion.next_depth_m[valid].astype(np.float64)
    np.testing.assert_allclose(occ_1[valid] / 256.0, expected, atol=0.5 / 256 + 1e-4)
    assert not noc_1[motion.gone_next].any()
    moved = points.reshape(HEIGHT, WIDTH, 3)[:, :] + (
        motion.scene_flow_m.astype(np.float64) @ camera.T_world_sensor.rotation().T
    )
    shown = _shown_by_right(later, np.nan_to_num(moved).reshape(-1, 3)).reshape(HEIGHT, WIDTH) & ~motion.gone_next
    near = (occ_1 > 256) & (motion.next_depth_m > 0)
    assert (shown[near] == (noc_1[near] > 0)).mean() > 0.985


def test_flow_decodes_to_the_readings_and_noc_leaves_out_what_is_gone(root: Path) -> None:
    for frame in _stereo(0)[:-1]:
        camera, motion = frame.cameras()[0], frame.motion["image_2"]
        occ, noc = (_read(root, f"training/flow_{kind}/{frame.number:06d}_10.png") for kind in ("occ", "noc"))
        assert occ.dtype == np.uint16
        flow, valid = (occ[:, :, 2:0:-1].astype(np.float64) - 32_768) / 64, occ[:, :, 0] == 1  # OpenCV turns RGB round
        fits = np.isfinite(camera.flow_px).all(axis=2) & (np.abs(camera.flow_px) < 511).all(axis=2)
        assert valid[fits].all()
        assert not valid[~np.isfinite(camera.flow_px).all(axis=2)].any()
        np.testing.assert_allclose(flow[fits], camera.flow_px[fits], atol=1 / 128 + 1e-4)
        np.testing.assert_array_equal(noc[:, :, 0] == 1, valid & ~motion.gone_next)


def test_pictures_are_the_frame_and_the_next(root: Path) -> None:
    frames = _stereo(0)
    for frame, later in itertools.pairwise(frames):
        for name in ("image_2", "image_3"):
            for suffix, shown in (("10", frame), ("11", later)):
                camera = shown.readings[name]
                assert isinstance(camera, CameraReading)
                written = _read(root, f"training/{name}/{frame.number:06d}_{suffix}.png")
                np.testing.assert_array_equal(written[:, :, ::-1], camera.image)
    assert not (root / f"training/flow_occ/{FRAMES - 1:06d}_10.png").exists()
    assert (root / "ImageSets/train.txt").read_text() == "000000\n000001\n"


def test_moving_things_are_in_the_object_map(root: Path) -> None:
    frame = _stereo(0)[0]
    code = _read(root, "training/obj_map/000000_10.png")
    np.testing.assert_array_equal(code, (frame.cameras()[0].instance == 3).astype(np.uint8))  # the pedestrian alone


def test_semantics_are_cityscapes_ids_with_instances(root: Path) -> None:
    frame = _stereo(0)[0]
    camera = frame.cameras()[0]
    semantic, instance = (_read(root, f"training/{kind}/000000_10.png") for kind in ("semantic", "instance"))
    colors = _read(root, "training/semantic_rgb/000000_10.png")[:, :, ::-1]
    assert (semantic.dtype, instance.dtype) == (np.uint8, np.uint16)
    np.testing.assert_array_equal(instance >> 8, semantic)
    for number, thing in frame.things.items():
        mask = camera.instance == number
        if mask.any():
            label = LABELS[class_by_id(thing.semantic).cityscapes or "unlabeled"]
            assert set(semantic[mask].tolist()) == {label.id}
            assert (len(set((instance[mask] & 255).tolist())), (instance[mask] & 255 > 0).all()) == (
                1,
                label.has_instances,
            )
            assert set(map(tuple, colors[mask].tolist())) == {label.color}
    cars = {int(value) for value in np.unique(instance[semantic == 26] & 255)}
    assert cars == {1, 2}  # the car and the van


def test_labels_are_those_of_cityscapesscripts() -> None:
    labels = pytest.importorskip("cityscapesscripts.helpers.labels")
    theirs = {one.name: one for one in labels.labels if one.id >= 0}
    assert theirs.keys() == LABELS.keys()
    for name, ours in LABELS.items():
        one = theirs[name]
        assert (ours.id, ours.train_id, ours.color, ours.has_instances) == (
            one.id,
            one.trainId,
            one.color,
            one.hasInstances,
        )


def test_what_codes_cannot_say_is_counted(tmp_path: Path) -> None:
    frames = _stereo(0)
    first = frames[0].cameras()[0]
    depth, flow = first.depth_m.copy(), first.flow_px.copy()
    far_before = np.count_nonzero(depth >= 255.9985)
    depth[90, 10:14] = 300.0
    depth[91, 10] = 0.1  # 750 px of disparity
    flow[90, 20:23] = 600.0
    changed = replace(first, depth_m=depth, flow_px=flow)
    readings = {**frames[0].readings, "image_2": changed}
    root = _export(tmp_path, (replace(frames[0], readings=readings, written={}), frames[1]), right_camera="")
    counted = _mapping(root)["counted"]
    later = np.count_nonzero(frames[1].cameras()[0].depth_m >= 255.9985)
    assert counted["groundtruth_beyond_range_px"] == far_before + 4 + later
    assert counted["flow_beyond_range_px"] >= 3
    assert counted["disparity_beyond_range_px"] >= 1
    assert not _read(root, f"train/{drive_of(0)}/proj_depth/groundtruth/image_02/{0:010d}.png")[90, 10:14].any()
    assert not _read(root, "training/flow_occ/000000_10.png")[90, 20:23].any()
    assert _read(root, "training/disp_occ_0/000000_10.png")[91, 10] == 0


def test_no_scene_reaches_over_a_lost_reading(tmp_path: Path) -> None:
    frames = _stereo(0)
    due = {name: type(reading) for name, reading in frames[1].readings.items()}
    lost = replace(frames[1], readings={"velodyne": frames[1].lidars()[0]}, due=due, written={})
    root = _export(tmp_path, (frames[0], lost, frames[2]))
    assert _mapping(root)["counted"]["frames_left_out"] == 1
    assert not (root / "training").exists()
    assert (root / f"train/{drive_of(0)}/proj_depth/groundtruth/image_02/{1:010d}.png").exists()


def _rate(clip: Clip, rate_hz: float, **mount: str) -> Clip:
    return replace(clip, scene={"rig": {"mounts": [{"name": "image_2", "sensor": {"rate_hz": rate_hz}, **mount}]}})


def _at(camera: CameraReading, time_ns: int, grey: int) -> CameraReading:
    return replace(camera, time_ns=time_ns, image=np.full_like(camera.image, grey))


def _fast(tmp_path: Path, sweep_times_ns: tuple[int, ...], **mount: str) -> Path:
    """Two frames at 10 Hz of a camera of 30 Hz, with these readings between them."""
    first, second = (replace(frame, written={}) for frame in tuple(example_frames(example_clip(0)))[:2])
    camera = second.cameras()[0]
    sweeps = tuple(_at(camera, time_ns, grey) for grey, time_ns in enumerate(sweep_times_ns, 1))
    exporter = KittiDepthFlowExporter()
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(_rate(example_clip(0), 30.0, **mount))
    exporter.write(first)
    exporter.write(replace(second, sweeps={"image_2": sweeps}))
    published = PublishedClip(clip=0, frame_numbers=(0, 1), files=exporter.end_clip({}))
    exporter.finalize(tmp_path, INFO, [published])
    return tmp_path


def test_flow_of_a_fast_camera_leads_to_its_own_next_reading(tmp_path: Path) -> None:
    root = _fast(tmp_path, (33_333_333, 66_666_667), between="measured")
    assert (_read(root, "training/image_2/000000_11.png") == 1).all()
    assert (root / "ImageSets/train.txt").read_text() == "000000\n"


def test_a_lost_next_reading_begins_no_scene(tmp_path: Path) -> None:
    root = _fast(tmp_path, (66_666_667,), between="measured")
    assert not (root / "training").exists()
    assert (root / "ImageSets/train.txt").read_text() == ""
    assert _mapping(root)["counted"]["scenes_without_next_picture"] == 1


def test_a_camera_whose_next_readings_are_skipped_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="'image_2' measures 30 times a second"):
        _fast(tmp_path, ())


def test_a_right_camera_that_stands_elsewhere_gives_no_disparity(tmp_path: Path) -> None:
    frames = []
    for frame in _stereo(0):
        right = frame.readings["image_3"]
        shifted = replace(right, T_ego_sensor=right.T_ego_sensor @ Pose(translation_m=(0.0, 0.03, 0.0)))
        # The written calibration, which it is not, still fits.
        calibrated = {"image_3": right.T_ego_sensor}
        frames.append(
            replace(frame, readings={**frame.readings, "image_3": shifted}, calibrated=calibrated, written={})
        )
    root = _export(tmp_path, tuple(frames))
    assert _mapping(root)["counted"]["scenes_without_disparity"] == 2
    assert not (root / "training/disp_occ_0").exists()


def test_without_a_baseline_there_is_no_disparity(tmp_path: Path) -> None:
    exporter = KittiDepthFlowExporter()
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, (0,)))
    assert not (tmp_path / "training/disp_occ_0").exists()
    assert _mapping(tmp_path)["counted"]["scenes_without_disparity"] == 2
    assert (tmp_path / "training/flow_occ/000000_10.png").exists()


def test_an_ideal_right_camera_hides_what_the_left_one_sees_before_it(tmp_path: Path) -> None:
    ideal = _export(tmp_path, tuple(example_frames(example_clip(0))), baseline_m=BASELINE_M)
    frame = _stereo(0)[0]
    camera = frame.cameras()[0]
    occ, noc = (_read(ideal, f"training/disp_{kind}_0/000000_10.png") for kind in ("occ", "noc"))
    points = camera.T_world_sensor.apply(pixel_rays(0, 0, WIDTH, HEIGHT) * camera.depth_m.reshape(-1, 1).astype(float))
    truth = _shown_by_right(frame, points).reshape(HEIGHT, WIDTH)
    near = occ > 256
    assert (truth[near] == (noc[near] > 0)).mean() > 0.97


def test_frames_need_pixel_motion_and_settings_are_checked(tmp_path: Path) -> None:
    assert KittiDepthFlowExporter().wants() == {"pixel_motion"}
    frames = tuple(replace(frame, motion={}) for frame in example_frames(example_clip(0)))
    with pytest.raises(OutputError, match="pixel motion of camera 'image_2'"):
        _export(tmp_path, frames)
    with pytest.raises(ConfigError, match="baseline_m"):
        KittiDepthFlowExporter(baseline_m=0.0)
    with pytest.raises(UnknownName, match="cityscapes class"):
        KittiDepthFlowExporter(classes={"vehicle.van": "van"})


@pytest.mark.filterwarnings("ignore")
def test_datumaro_reads_the_semantics(root: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    read = datumaro.Dataset.import_from(str(root), "kitti_segmentation")
    items = {item.id: item for item in read}
    frame = _stereo(0)[0]
    masks = [a for a in items["000000_10"].annotations if a.type == datumaro.AnnotationType.mask]
    ours = frame.cameras()[0].instance == 3
    assert any(np.array_equal(np.asarray(mask.image).astype(bool), ours) for mask in masks)
