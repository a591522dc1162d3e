"""COCO's three kinds of files, read by datumaro."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exporters.base import Exporter
from exporters.coco import CocoExporter
from exporters.coco_panoptic import CocoPanopticExporter
from exporters.example_frames import example_clip, example_frames
from exporters.testing import INFO, export_clips

pytestmark = pytest.mark.filterwarnings("ignore")


def _items(exporter: Exporter, folder: Path, name: str) -> dict[str, Any]:
    datumaro = pytest.importorskip("datumaro")
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return {item.id: item for item in datumaro.Dataset.import_from(str(folder), name)}


def test_instances(tmp_path: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    items = _items(CocoExporter(), tmp_path, "coco_instances")
    frame = next(example_frames(example_clip(0)))
    camera = frame.cameras()[0]
    assert len(items) == 9
    masks = [a for a in items["000000"].annotations if a.type == datumaro.AnnotationType.mask]
    found = {np.asarray(mask.image).astype(bool).tobytes() for mask in masks}
    views = [view for view in frame.views["image_2"] if view.visible_px >= 10]
    assert found == {(camera.instance == view.instance).tobytes() for view in views}
    assert len(masks) == len(views)
    np.testing.assert_array_equal(items["000000"].media.data[:, :, ::-1], camera.image)


def test_person_keypoints(tmp_path: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    items = _items(CocoExporter(keypoints="write"), tmp_path, "coco_person_keypoints")
    frame = next(example_frames(example_clip(0)))
    views = {view.instance: view for view in frame.views["image_2"]}
    points = [a for a in items["000000"].annotations if a.type == datumaro.AnnotationType.points]
    assert len(points) == 2  # the pedestrian and the rider; the child is hidden
    found = {tuple(value.value for value in annotation.visibility) for annotation in points}
    states = {number: view.keypoint_state for number, view in views.items()}
    assert found == {tuple(state.tolist()) for number in (3, 7) if (state := states[number]) is not None}


def test_panoptic(tmp_path: Path) -> None:
    items = _items(CocoPanopticExporter(), tmp_path, "coco_panoptic")
    camera = next(example_frames(example_clip(0))).cameras()[0]
    masks = {annotation.id: np.asarray(annotation.image).astype(bool) for annotation in items["000000"].annotations}
    for instance in (2, 3, 4, 8, 9):
        np.testing.assert_array_equal(masks[instance], camera.instance == instance)
