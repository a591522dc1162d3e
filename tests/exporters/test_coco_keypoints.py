"""People's keypoints as COCO has them, and everything scored by evaluators that others wrote."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from exporters.base import PublishedClip
from exporters.coco import CocoExporter
from exporters.example_frames import example_clip, example_frames
from exporters.testing import INFO, export_clips
from scenes.ontology import class_by_id
from scenes.skeletons import PERSON
from simulator.frame import Frame, ThingInView

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pycocotools on numpy 2


def _with_points(frame: Frame) -> Frame:
    """Every person gets 17 points across its silhouette's box; one is outside, the next hidden, the next seen, ..."""

    def pointed(view: ThingInView) -> ThingInView:
        if not class_by_id(frame.things[view.instance].semantic).name.startswith("human"):
            return view
        box, count = view.amodal_box, len(PERSON.points)
        x, y = np.linspace(box.left, box.right, count), np.linspace(box.top, box.bottom, count)
        points = np.column_stack([x, y]).astype(np.float32)
        state = (np.arange(count) % 3).astype(np.uint8)
        points[state == 0] = np.nan
        return replace(view, keypoints_px=points, keypoint_state=state)

    return replace(frame, views={name: tuple(map(pointed, views)) for name, views in frame.views.items()})


@pytest.fixture(scope="module", params=["rle", "polygons"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coco")
    exporter = CocoExporter(keypoints="write", segmentation=request.param)
    exporter.open(folder, INFO)
    published = []
    for index in range(3):
        clip = example_clip(index)
        exporter.begin_clip(clip)
        frames = [_with_points(frame) for frame in example_frames(clip)]
        for frame in frames:
            exporter.write(frame)
        numbers = tuple(frame.number for frame in frames)
        published.append(PublishedClip(clip=index, frame_numbers=numbers, files=exporter.end_clip({})))
    exporter.finalize(folder, INFO, published)
    return folder


def _load(root: Path, kind: str) -> dict[str, Any]:
    return orjson.loads((root / f"annotations/{kind}_train.json").read_bytes())


def test_only_people_are_in_the_file_with_the_ids_of_instances(root: Path) -> None:
    people, instances = _load(root, "person_keypoints"), _load(root, "instances")
    assert people["images"] == instances["images"]
    (category,) = people["categories"]
    assert (category["id"], category["name"], len(category["keypoints"])) == (1, "person", 17)
    assert {point for edge in category["skeleton"] for point in edge} == set(range(1, 18))  # counted from 1
    assert [16, 14] in category["skeleton"]  # left ankle, left knee: the first edge of COCO's own file
    by_id = {a["id"]: a for a in instances["annotations"]}
    assert [a["id"] for a in people["annotations"]] == [
        a["id"] for a in instances["annotations"] if a["category_id"] == 1
    ]
    assert people["annotations"]
    for annotation in people["annotations"]:
        same = {key: value for key, value in annotation.items() if key not in ("keypoints", "num_keypoints")}
        assert same == by_id[annotation["id"]]


def test_points_outside_are_0_0_0_and_the_rest_are_counted(root: Path) -> None:
    frames = {(clip, f.index): _with_points(f) for clip in range(3) for f in example_frames(example_clip(clip))}
    for annotation in _load(root, "person_keypoints")["annotations"]:
        frame = frames[annotation["clip"], annotation["frame"]]
        view = next(v for v in frame.views["image_2"] if v.instance == annotation["track_id"])
        x, y, v = np.reshape(annotation["keypoints"], (17, 3)).T
        assert view.keypoint_state is not None
        assert view.keypoints_px is not None
        assert v.tolist() == view.keypoint_state.tolist()
        assert annotation["num_keypoints"] == np.count_nonzero(view.keypoint_state)
        assert not x[v == 0].any()
        assert not y[v == 0].any()
        np.testing.assert_allclose(np.column_stack([x, y])[v > 0], view.keypoints_px[v > 0], atol=0.0051)


def test_frames_without_keypoints_have_people_with_none(tmp_path: Path) -> None:
    exporter = CocoExporter(keypoints="write")
    assert exporter.wants() == {"keypoints"}
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    frame = next(example_frames(example_clip(0)))
    bare = tuple(replace(view, keypoints_px=None, keypoint_state=None) for view in frame.views["image_2"])
    exporter.write(replace(frame, views={"image_2": bare}))
    files = exporter.end_clip({})
    exporter.finalize(tmp_path, INFO, [PublishedClip(clip=0, frame_numbers=(0,), files=files)])
    annotations = _load(tmp_path, "person_keypoints")["annotations"]
    assert annotations
    assert all(a["num_keypoints"] == 0 and a["keypoints"] == [0] * 51 for a in annotations)


def test_mapping_says_what_was_left_out(root: Path) -> None:
    mapping = orjson.loads((root / "mapping.json").read_bytes())
    polygons = mapping["segmentation"] == "polygons"
    assert mapping["counted"]["things_with_too_few_visible_px"] == 6  # the hidden child, three frames of two clips
    assert ("masks_with_holes_as_rle" in mapping["counted"]) == polygons
    forms = {type(a["segmentation"]) for a in _load(root, "instances")["annotations"]}
    assert forms <= ({list, dict} if polygons else {dict})
    assert (list in forms) == polygons


def _pycocotools(truth: Path, results: list[dict[str, Any]], kind: str) -> float:
    return _score(COCO, COCOeval, truth, results, kind)


def _faster_coco_eval(truth: Path, results: list[dict[str, Any]], kind: str) -> float:
    other = pytest.importorskip("faster_coco_eval")
    return _score(other.COCO, other.COCOeval_faster, truth, results, kind)


def _hotcoco(truth: Path, results: list[dict[str, Any]], kind: str) -> float:
    other = pytest.importorskip("hotcoco")
    return _score(other.COCO, other.COCOeval, truth, results, kind)


def _score(coco: Any, evaluator: Any, truth: Path, results: list[dict[str, Any]], kind: str) -> float:
    with _quiet():
        loaded = coco(str(truth))
        scoring = evaluator(loaded, loaded.loadRes(results), kind)
        scoring.evaluate()
        scoring.accumulate()
        scoring.summarize()
    return float(scoring.stats[0])


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()):
        yield


@pytest.mark.parametrize("evaluator", [_pycocotools, _faster_coco_eval, _hotcoco])
@pytest.mark.parametrize("kind", ["bbox", "segm", "keypoints"])
def test_the_truth_scores_1_against_itself(
    root: Path, kind: str, evaluator: Callable[[Path, list[dict[str, Any]], str], float]
) -> None:
    name = "person_keypoints" if kind == "keypoints" else "instances"
    keys = {"bbox": "bbox", "segm": "segmentation", "keypoints": "keypoints"}
    truth = _load(root, name)
    results = []
    for annotation in truth["annotations"]:
        said = annotation[keys[kind]]
        if kind == "segm" and isinstance(said, list):  # results are RLE
            image = next(i for i in truth["images"] if i["id"] == annotation["image_id"])
            merged = coco_mask.merge(coco_mask.frPyObjects(said, image["height"], image["width"]))
            said = {**merged, "counts": merged["counts"].decode("ascii")}
        ids = {key: annotation[key] for key in ("image_id", "category_id")}
        results.append({**ids, keys[kind]: said, "score": 0.9})
    assert results
    assert evaluator(root / f"annotations/{name}_train.json", results, kind) == pytest.approx(1.0, abs=1e-9)


def test_what_is_called_a_person_and_is_none_has_no_keypoints(tmp_path: Path) -> None:
    exporter = CocoExporter(keypoints="write", classes={"vehicle.van": "person"})
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, (0,)))
    people = orjson.loads((tmp_path / "annotations/person_keypoints_train.json").read_bytes())["annotations"]
    assert {len(one["keypoints"]) for one in people} == {51}
    assert {one["num_keypoints"] for one in people if one["class"] == "vehicle.van"} == {0}
