"""The nuScenes dataset as nuScenes' own devkit reads, projects and scores it.

The devkit (Apache-2.0) asks for numpy 1 and shapely 2.0 and works with ours; so it is no extra, but is installed by

pip install --no-deps nuscenes-devkit==1.2.0 descartes==1.1.0
pip install pyquaternion cachetools fire scikit-learn matplotlib tqdm
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nuscenes_world import RADAR, VERSION, rich_frames, write_dataset

from exporters.example_frames import example_clip
from exporters.nuscenes import NuscenesExporter
from simulator.frame import Frame

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
devkit = pytest.importorskip("nuscenes.nuscenes")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

CAMERA = "CAM_FRONT"


@pytest.fixture(scope="module")
def nusc(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("nuscenes")
    write_dataset(NuscenesExporter(keyframe_hz=10.0, channels={"image_2": CAMERA}), root)
    return devkit.NuScenes(version=VERSION, dataroot=str(root), verbose=False)


def _samples(nusc: Any) -> Iterator[tuple[Frame, Any]]:
    """Our frames beside the devkit's samples, of clips that have things."""
    for scene in nusc.scene:
        clip = int(scene["name"].removeprefix("scene-"))
        sample = nusc.get("sample", scene["first_sample_token"])
        for frame in rich_frames(example_clip(clip)):
            if frame.things:
                yield frame, sample
            sample = nusc.get("sample", sample["next"]) if sample["next"] else None


def _instance(nusc: Any, annotation: Any) -> int:
    return int(nusc.get("instance", annotation["instance_token"])["swerve_instance"])


def test_every_key_is_found_by_the_devkit(nusc: Any) -> None:
    assert len(nusc.sample) == 9
    checked = 0
    for table in nusc.table_names:
        for row in getattr(nusc, table):
            for column, value in row.items():
                other = column.removesuffix("_token").removeprefix("first_").removeprefix("last_")
                other = "sample_annotation" if other == "annotation" else other
                if column.endswith("_token") and value:
                    assert nusc.get(other, value)["token"] == value
                    checked += 1
    assert checked > 300


def test_pictures_clouds_and_radar_files_open(nusc: Any) -> None:
    from nuscenes.utils.data_classes import LidarPointCloud, LidarSegPointCloud, RadarPointCloud

    for frame, sample in _samples(nusc):
        lidar_path = nusc.get_sample_data_path(sample["data"]["LIDAR_TOP"])
        assert LidarPointCloud.from_file(lidar_path).nbr_points() == len(frame.lidars()[0].points)
        radar = RadarPointCloud.from_file(nusc.get_sample_data_path(sample["data"][RADAR]))
        assert radar.nbr_points() == len(frame.radars()[0].points)
        labels = f"{nusc.dataroot}/{nusc.get('lidarseg', sample['data']['LIDAR_TOP'])['filename']}"
        assert len(LidarSegPointCloud(lidar_path, labels).labels) == len(frame.lidars()[0].points)
        path, boxes, intrinsics = nusc.get_sample_data(sample["data"][CAMERA])
        assert Path(path).is_file()
        assert boxes
        np.testing.assert_allclose(intrinsics[[0, 1, 0, 1], [0, 1, 2, 2]], frame.cameras()[0].K)


def test_sweeps_are_gathered_by_the_devkit(nusc: Any) -> None:
    from nuscenes.utils.data_classes import LidarPointCloud

    frames = [(frame, sample) for frame, sample in _samples(nusc) if frame.index == 2]
    for frame, sample in frames:
        cloud, times = LidarPointCloud.from_file_multisweep(nusc, sample, "LIDAR_TOP", "LIDAR_TOP", nsweeps=5)
        assert cloud.nbr_points() > 4 * len(frame.lidars()[0].points) * 0.9  # near ones are dropped
        np.testing.assert_allclose(np.unique(times.round(6)), [0.0, 0.05, 0.1, 0.15, 0.2], atol=1e-6)


def test_statistics_of_point_labels_name_what_is_there(nusc: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for frame, sample in _samples(nusc):
        nusc.get_sample_lidarseg_stats(sample["token"], gt_from="panoptic")
        said = capsys.readouterr().out
        assert ("vehicle.bicycle" in said) == bool(np.isin(frame.lidars()[0].instance, (6, 7)).any())
        assert "flat.driveable_surface" in said
    nusc.list_lidarseg_categories(gt_from="lidarseg")
    assert "vehicle.truck" in capsys.readouterr().out


def test_velocities_by_the_devkit_are_the_things_own(nusc: Any) -> None:
    for frame, sample in _samples(nusc):
        for own in sample["anns"]:
            annotation = nusc.get("sample_annotation", own)
            if annotation["prev"] or annotation["next"]:
                thing = frame.things[_instance(nusc, annotation)]
                # The devkit's times are float seconds since 1970, 0.24 us apart; the shortest difference is 0.1 s.
                np.testing.assert_allclose(nusc.box_velocity(own), thing.velocity_mps, atol=1e-5)


def test_points_through_the_devkits_chain_land_on_their_own_instance(nusc: Any) -> None:
    """Within a pixel of one that shows their instance, save where something nearer to the camera hides them."""
    agreeing = checked = 0
    for frame, sample in _samples(nusc):
        camera, lidar = frame.cameras()[0], frame.lidars()[0]
        pixels, depth_m, _ = nusc.explorer.map_pointcloud_to_image(sample["data"]["LIDAR_TOP"], sample["data"][CAMERA])
        kept = _projected(nusc, sample, lidar.instance)
        assert len(kept) == pixels.shape[1]
        for (u, v), z, own in zip(np.rint(pixels[:2].T).astype(int), depth_m, kept, strict=True):
            around = np.s_[max(v - 1, 0) : v + 2, max(u - 1, 0) : u + 2]
            nearest = camera.depth_m[around]
            if not ((nearest > 0) & (nearest < z * 0.95)).any():
                checked += 1
                agreeing += own in camera.instance[around]
    assert checked > 500
    assert agreeing >= 0.98 * checked


def _projected(nusc: Any, sample: Any, instance: np.ndarray) -> np.ndarray:
    """Instances of the points that the devkit keeps: it tells which by their colours, here their places in the file."""
    from nuscenes.utils.data_classes import LidarPointCloud

    original = LidarPointCloud.from_file

    def numbered(path: str) -> Any:
        cloud = original(path)
        cloud.points[3] = np.arange(cloud.nbr_points())
        return cloud

    LidarPointCloud.from_file = staticmethod(numbered)
    try:
        _, shades, _ = nusc.explorer.map_pointcloud_to_image(
            sample["data"]["LIDAR_TOP"], sample["data"][CAMERA], render_intensity=True
        )
    finally:
        LidarPointCloud.from_file = original
    # The devkit shows max(0, s^0.1 - 0.5) of s = place / last: solved for the place.
    place = np.rint((np.asarray(shades) + 0.5) ** 10 * (len(instance) - 1)).astype(int)
    assert (shades > 0).sum() > 0.99 * len(shades)
    return np.asarray(instance[place])


def test_box_corners_through_the_devkit_enclose_the_pixels(nusc: Any) -> None:
    from nuscenes.utils.geometry_utils import view_points

    checked = 0
    for frame, sample in _samples(nusc):
        camera = frame.cameras()[0]
        _, boxes, intrinsics = nusc.get_sample_data(sample["data"][CAMERA])
        members = {6: (6, 7)}
        for box in boxes:
            instance = _instance(nusc, nusc.get("sample_annotation", box.token))
            rows, columns = np.nonzero(np.isin(camera.instance, members.get(instance, (instance,))))
            if (box.corners()[2] < 0.1).any() or not rows.size:
                continue
            u, v, _ = view_points(box.corners(), intrinsics, normalize=True)
            assert u.min() - 0.5 <= columns.min()
            assert columns.max() <= u.max() + 0.5
            assert v.min() - 0.5 <= rows.min()
            assert rows.max() <= v.max() + 0.5
            checked += 1
    assert checked >= 20


def test_the_truth_scores_1(nusc: Any, tmp_path: Path) -> None:
    from nuscenes.eval.common.config import config_factory
    from nuscenes.eval.detection.evaluate import DetectionEval
    from nuscenes.utils.splits import get_scenes_of_split

    config, scored = config_factory("detection_cvpr_2019"), 0
    for split in ("swerve_train", "swerve_val"):
        names = get_scenes_of_split(split, nusc)
        samples = [s for s in nusc.sample if nusc.get("scene", s["scene_token"])["name"] in names]
        results = {sample["token"]: _predictions(nusc, sample) for sample in samples}
        if not any(results.values()):
            continue  # the empty street alone, which the devkit cannot score
        meta = dict.fromkeys(("use_camera", "use_lidar", "use_radar", "use_map", "use_external"), False)
        path = tmp_path / "results.json"
        path.write_text(json.dumps({"meta": meta, "results": results}))
        scoring = DetectionEval(nusc, config, str(path), split, str(tmp_path), verbose=False)
        metrics, _ = scoring.evaluate()
        occurring = {box.detection_name for boxes in scoring.gt_boxes.boxes.values() for box in boxes}
        assert {"car", "pedestrian", "bicycle"} <= occurring
        assert np.mean([metrics.mean_dist_aps[name] for name in occurring]) == pytest.approx(1.0)
        for name in occurring:
            for error in ("trans_err", "scale_err", "orient_err", "vel_err", "attr_err"):
                value = metrics.get_label_tp(name, error)
                assert np.isnan(value) or value == pytest.approx(0.0, abs=1e-6), (name, error)
            scored += 1
    assert scored


def test_a_shifted_box_does_not_score_1(nusc: Any, tmp_path: Path) -> None:
    """So that the test above can fail."""
    from nuscenes.eval.common.config import config_factory
    from nuscenes.eval.detection.evaluate import DetectionEval

    results = {sample["token"]: _predictions(nusc, sample) for sample in nusc.sample}
    for found in results.values():
        for box in found:
            box["translation"] = [box["translation"][0] + 0.6, *box["translation"][1:]]
    meta = dict.fromkeys(("use_camera", "use_lidar", "use_radar", "use_map", "use_external"), False)
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"meta": meta, "results": results}))
    config = config_factory("detection_cvpr_2019")
    scoring = DetectionEval(nusc, config, str(path), "swerve_train", str(tmp_path), verbose=False)
    metrics, _ = scoring.evaluate()
    assert metrics.get_label_tp("car", "trans_err") == pytest.approx(0.6, abs=1e-6)
    assert metrics.mean_dist_aps["car"] == pytest.approx(0.75)  # found at 1, 2 and 4 m, not at 0.5 m


def _predictions(nusc: Any, sample: Any) -> list[dict[str, Any]]:
    from nuscenes.eval.detection.utils import category_to_detection_name

    found = []
    for own in sample["anns"]:
        row = nusc.get("sample_annotation", own)
        name = category_to_detection_name(row["category_name"])
        if name is not None:
            attributes = [nusc.get("attribute", t)["name"] for t in row["attribute_tokens"]]
            place = {key: row[key] for key in ("sample_token", "translation", "size", "rotation")}
            velocity = np.nan_to_num(nusc.box_velocity(own)[:2]).tolist()
            score = {"detection_name": name, "detection_score": 0.9, "attribute_name": "".join(attributes)}
            found.append({**place, "velocity": velocity, **score})
    return found
