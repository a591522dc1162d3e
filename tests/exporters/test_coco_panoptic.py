"""COCO panoptic files, read and scored by panopticapi's own code."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from PIL import Image

from exporters.coco_categories import CATEGORIES
from exporters.coco_panoptic import CocoPanopticExporter
from exporters.coco_panoptic_categories import PANOPTIC_CATEGORIES, panoptic_category_map
from exporters.example_frames import example_clip, example_frames
from exporters.testing import INFO, check_exporter, export_clips
from scenes.errors import UnknownName
from scenes.ontology import CLASSES, class_of

ROAD, SKY = 149, 187


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panoptic")
    exporter = CocoPanopticExporter()
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


def _load(root: Path, part: str) -> dict[str, Any]:
    return orjson.loads((root / f"annotations/panoptic_{part}.json").read_bytes())


def _ids(path: Path) -> np.ndarray:
    red, green, blue = np.asarray(Image.open(io.BytesIO(path.read_bytes()))).astype(np.uint32).transpose(2, 0, 1)
    return red + 256 * green + 65536 * blue


def test_it_conforms(tmp_path: Path) -> None:
    check_exporter(CocoPanopticExporter(), tmp_path)


@pytest.mark.parametrize("part", ["train", "val"])
def test_pictures_and_json_say_the_same(root: Path, part: str) -> None:
    written = _load(root, part)
    images = {image["id"]: image for image in written["images"]}
    frames = {(clip, f.index): f for clip in range(3) for f in example_frames(example_clip(clip))}
    assert len(written["annotations"]) == len(images) > 0
    for annotation in written["annotations"]:
        image = images[annotation["image_id"]]
        frame = frames[image["clip"], image["frame"]]
        camera = frame.cameras()[0]
        ids = _ids(root / f"annotations/panoptic_{part}" / annotation["file_name"])
        assert {s["id"] for s in annotation["segments_info"]} == set(np.unique(ids).tolist()) - {0}
        for segment in annotation["segments_info"]:
            mask = ids == segment["id"]
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            width, height = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
            assert segment["bbox"] == [columns[0], rows[0], width, height]
            assert segment["area"] == mask.sum()
            assert segment["iscrowd"] == 0
            if segment["id"] < 65536:
                np.testing.assert_array_equal(mask, camera.instance == segment["id"])
            else:
                assert segment["id"] - 65536 == segment["category_id"] in (ROAD, SKY)
    assert (root / "images" / image["file_name"]).is_file()


def test_things_keep_their_id_and_category_over_the_clip(root: Path) -> None:
    written = _load(root, "train")
    clips = {image["id"]: image["clip"] for image in written["images"]}
    found: dict[tuple[int, int], set[int]] = {}
    for annotation in written["annotations"]:
        for segment in annotation["segments_info"]:
            found.setdefault((clips[annotation["image_id"]], segment["id"]), set()).add(segment["category_id"])
    assert all(len(categories) == 1 for categories in found.values())
    assert {key[1] for key in found} == {2, 3, 4, 6, 7, 8, 9, 65536 + ROAD, 65536 + SKY}


def test_void_is_counted_and_classes_may_become_void(tmp_path: Path) -> None:
    exporter = CocoPanopticExporter(classes={"vehicle.van": None, "sky": None})
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, (0, 2)))
    expected = 0
    for clip in (0, 2):
        for frame in example_frames(example_clip(clip)):
            camera = frame.cameras()[0]
            expected += int(np.count_nonzero((camera.instance == 8) | (camera.semantic == class_of("sky").id)))
            ids = _ids(tmp_path / f"panoptic/{frame.number:06d}.png")
            assert not ids[camera.instance == 8].any()
    mapping = orjson.loads((tmp_path / "mapping.json").read_bytes())
    assert mapping["counted"] == {"void_px": expected}
    assert mapping["classes"]["vehicle.van"] is None


def test_categories_are_the_official_ones_where_coco_has_them() -> None:
    by_name = {category.name: category for category in PANOPTIC_CATEGORIES}
    assert {one.name for one in CATEGORIES} == {one.name for one in PANOPTIC_CATEGORIES if one.isthing}
    assert (by_name["road"].id, by_name["road"].color, by_name["road"].isthing) == (149, (128, 64, 128), 0)
    assert (by_name["car"].id, by_name["car"].color, by_name["car"].isthing) == (3, (0, 0, 142), 1)
    assert len({one.id for one in PANOPTIC_CATEGORIES}) == len(PANOPTIC_CATEGORIES)
    assert len({one.color for one in PANOPTIC_CATEGORIES}) == len(PANOPTIC_CATEGORIES)
    assert (0, 0, 0) not in {one.color for one in PANOPTIC_CATEGORIES}
    mapped = panoptic_category_map({})
    assert {entry.id for entry in CLASSES if entry.coco is not None} == set(mapped)
    assert all(mapped[e.id].isthing == (e.kind == "thing") for e in CLASSES if e.id in mapped)


def test_things_cannot_become_stuff() -> None:
    with pytest.raises(UnknownName, match="coco thing category"):
        CocoPanopticExporter(classes={"vehicle.van": "road"})
    with pytest.raises(UnknownName, match=r"static\.pole"):
        CocoPanopticExporter(classes={"static.pole": "car"})
    assert CocoPanopticExporter(classes={"static.pole": "fence-merged"})


def test_panopticapi_scores_the_truth_1_against_itself(root: Path) -> None:
    evaluation = pytest.importorskip("panopticapi.evaluation")
    written = _load(root, "train")
    categories = {category["id"]: category for category in written["categories"]}
    pairs = [(annotation, orjson.loads(orjson.dumps(annotation))) for annotation in written["annotations"]]
    folder = str(root / "annotations/panoptic_train")
    stat = evaluation.pq_compute_single_core(0, pairs, folder, folder, categories)
    for isthing in (None, True, False):
        result, _ = stat.pq_average(categories, isthing=isthing)
        assert (result["pq"], result["sq"], result["rq"]) == (1.0, 1.0, 1.0)
        assert result["n"] > 0
