"""The COCO files, read and scored by pycocotools."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from exporters.coco import CocoExporter
from exporters.coco_annotations import edge_box
from exporters.coco_categories import CATEGORIES
from exporters.coco_merge import AnnotationFile
from exporters.example_frames import example_clip, example_frames
from exporters.testing import INFO, export_clips
from scenes.errors import ConfigError, UnknownName
from simulator.frame import PixelBox

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on numpy 2


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coco")
    exporter = CocoExporter(amodal_masks="write")
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


def _load(root: Path, part: str) -> dict[str, Any]:
    return orjson.loads((root / f"annotations/instances_{part}.json").read_bytes())


def _both(root: Path, key: str) -> list[dict[str, Any]]:
    return [*_load(root, "train")[key], *_load(root, "val")[key]]


@pytest.mark.parametrize("kind", ["bbox", "segm"])
def test_the_ground_truth_scores_1_against_itself(root: Path, kind: str) -> None:
    truth = COCO(str(root / "annotations/instances_train.json"))
    keys = ("image_id", "category_id", "bbox", "segmentation")
    results = [{**{key: a[key] for key in keys}, "score": 0.9} for a in truth.dataset["annotations"]]
    if kind == "bbox":
        results = [{key: value for key, value in result.items() if key != "segmentation"} for result in results]
    scoring = COCOeval(truth, truth.loadRes(results), kind)
    scoring.evaluate()
    scoring.accumulate()
    scoring.summarize()
    assert scoring.stats[0] == pytest.approx(1.0, abs=1e-9)


def test_ids_start_at_1_and_are_unique_over_both_files(root: Path) -> None:
    images, annotations = _both(root, "images"), _both(root, "annotations")
    assert sorted(image["id"] for image in images) == list(range(1, 10))
    assert sorted(a["id"] for a in annotations) == list(range(1, len(annotations) + 1))
    assert {a["image_id"] for a in annotations} <= {image["id"] for image in images}


def test_boxes_and_areas_are_those_of_the_masks(root: Path) -> None:
    for annotation in _both(root, "annotations"):
        rle = {**annotation["segmentation"], "counts": annotation["segmentation"]["counts"].encode("ascii")}
        assert annotation["bbox"] == coco_mask.toBbox(rle).tolist()
        assert annotation["area"] == coco_mask.area(rle)
        assert annotation["iscrowd"] == 0


def test_masks_are_the_visible_pixels_of_each_instance(root: Path) -> None:
    images = {image["id"]: image for image in _both(root, "images")}
    frames = {(clip, f.index): f for clip in range(3) for f in example_frames(example_clip(clip))}
    for annotation in _both(root, "annotations"):
        image = images[annotation["image_id"]]
        frame = frames[image["clip"], image["frame"]]
        view = next(v for v in frame.views["image_2"] if v.instance == annotation["track_id"])
        decoded = coco_mask.decode(annotation["segmentation"])
        np.testing.assert_array_equal(decoded, frame.cameras()[0].instance == annotation["track_id"])
        alone = coco_mask.decode(annotation["amodal_segmentation"])
        assert int(alone.sum()) == annotation["amodal_area"] == view.amodal_px
        assert not (decoded & ~alone & 1).any()
        assert (annotation["occlusion"], annotation["truncation"]) == (view.occlusion, view.truncation)


def test_members_of_a_group_and_things_unknown_to_kitti_have_their_own_annotation(root: Path) -> None:
    first = [a for a in _both(root, "annotations") if (a["clip"], a["frame"]) == (0, 0)]
    names = {category["id"]: category["name"] for category in _load(root, "train")["categories"]}
    found = {a["track_id"]: names[a["category_id"]] for a in first}
    expected = {2: "car", 3: "person", 4: "sports ball", 6: "bicycle", 7: "person", 8: "car", 9: "truck"}
    assert found == expected  # the child, 5, is hidden


def test_categories_have_official_ids_where_coco_has_them() -> None:
    ids = {category.name: category.id for category in CATEGORIES}
    official = {"person": 1, "car": 3, "truck": 8, "traffic light": 10, "stop sign": 13, "dog": 18, "sports ball": 37}
    assert {name: ids[name] for name in official} == official
    assert len(set(ids.values())) == len(ids)
    assert all(number < 91 or number >= 1000 for number in ids.values())


def test_splits_are_by_clip_and_every_image_exists(root: Path) -> None:
    clips = {part: {image["clip"] for image in _load(root, part)["images"]} for part in ("train", "val")}
    assert clips["train"] & clips["val"] == set()
    assert clips["train"] | clips["val"] == {0, 1, 2}
    assert all((root / "images" / image["file_name"]).is_file() for image in _both(root, "images"))


def test_a_merge_that_fails_leaves_no_half_a_file(tmp_path: Path) -> None:
    exporter = CocoExporter()
    published = export_clips(exporter, tmp_path, (0, 1))
    (tmp_path / "parts/clip-000001.jsonl").unlink()
    with pytest.raises(FileNotFoundError):
        exporter.finalize(tmp_path, INFO, published)
    assert list((tmp_path / "annotations").iterdir()) == []


def test_several_cameras_have_a_folder_each(tmp_path: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    camera = frame.cameras()[0]
    second = replace(camera, name="image_3")
    both = replace(
        frame,
        readings={**frame.readings, "image_3": second},
        views={**frame.views, "image_3": frame.views["image_2"]},
    )
    exporter = CocoExporter()
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    exporter.write(both)
    assert exporter.end_clip({}) == (
        "images/image_2/000000.png",
        "images/image_3/000000.png",
        "parts/clip-000000.jsonl",
    )


def test_an_unknown_camera_is_named_with_the_nearest(tmp_path: Path) -> None:
    exporter = CocoExporter(cameras=("image_22",))
    with pytest.raises(UnknownName, match="Did you mean 'image_2'"):
        export_clips(exporter, tmp_path, (0,))


def test_small_things_can_be_left_out_but_hidden_ones_always_are(tmp_path: Path) -> None:
    exporter = CocoExporter(min_visible_px=400)
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, (0, 2)))
    assert min(a["area"] for a in _both(tmp_path, "annotations")) >= 400
    with pytest.raises(ConfigError, match="min_visible_px"):
        CocoExporter(min_visible_px=0)


def test_a_mask_of_pixels_200_to_300_is_101_wide() -> None:
    assert edge_box(PixelBox(left=200, top=5, right=300, bottom=5)) == [200.0, 5.0, 101.0, 1.0]


def test_files_of_many_images_are_written_with_little_memory(tmp_path: Path) -> None:
    image = b'{"file_name":"' + b"0" * 500 + b'.png"}'
    tracemalloc.start()
    with AnnotationFile(tmp_path / "many.json", {}, []) as file:
        for _ in range(5_000):
            file.add(image, ())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
    assert len(orjson.loads((tmp_path / "many.json").read_bytes())["images"]) == 5_000
    assert [path.name for path in tmp_path.iterdir()] == ["many.json"]
