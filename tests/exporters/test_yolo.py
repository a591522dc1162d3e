"""YOLO files: rows within the image and equal to the masks, and read by supervision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import orjson
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from exporters.example_frames import example_clip, example_frames
from exporters.outlines import joined, outlines
from exporters.testing import INFO, check_exporter, export_clips
from exporters.yolo import YoloExporter
from exporters.yolo_classes import DETECTED, flip_idx
from exporters.yolo_label import Task, box_values
from scenes.errors import ConfigError
from scenes.skeletons import PERSON
from simulator.frame import Frame, PixelBox

WIDTH, HEIGHT = 256, 96


def _written(folder: Path, **options: Any) -> Path:
    exporter = YoloExporter(**options)
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {task: _written(tmp_path_factory.mktemp(task), task=task) for task in ("detect", "segment", "pose")}


def _frames() -> dict[int, Frame]:
    return {frame.number: frame for clip in range(3) for frame in example_frames(example_clip(clip))}


def _rows(root: Path, number: int) -> list[list[float]]:
    lines = (root / f"labels/{number:06d}.txt").read_text().splitlines()
    return [[float(value) for value in line.split(" ")] for line in lines]


@pytest.mark.parametrize("task", ["segment", "pose"])
def test_other_tasks_conform(task: Task, tmp_path: Path) -> None:
    check_exporter(YoloExporter(task=task), tmp_path)


def test_boxes_are_those_of_the_visible_pixels(roots: dict[str, Path]) -> None:
    for number, frame in _frames().items():
        views = [v for v in frame.views["image_2"] if v.visible_px >= 10]
        rows = _rows(roots["detect"], number)
        assert len(rows) == len(views)
        for (kind, x, y, width, height), view in zip(rows, views, strict=True):
            mask = frame.cameras()[0].instance == view.instance
            on = np.nonzero(mask.any(axis=0))[0], np.nonzero(mask.any(axis=1))[0]
            edges = [
                (x - width / 2) * WIDTH,
                (x + width / 2) * WIDTH,
                (y - height / 2) * HEIGHT,
                (y + height / 2) * HEIGHT,
            ]
            expected = [on[0][0], on[0][-1] + 1, on[1][0], on[1][-1] + 1]
            np.testing.assert_allclose(edges, expected, atol=WIDTH * 1e-6)
            assert DETECTED[int(kind)] in ("person", "car", "truck", "bicycle", "sports ball")


@given(data=st.data(), size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)))
def test_no_box_leaves_the_image_by_a_digit(data: st.DataObject, size: tuple[int, int]) -> None:
    (left, right), (top, bottom) = (
        sorted(data.draw(st.tuples(st.integers(0, side - 1), st.integers(0, side - 1)))) for side in size
    )
    x, y, width, height = map(float, box_values(PixelBox(left=left, top=top, right=right, bottom=bottom), size))
    for centre, extent in ((x, width), (y, height)):
        assert 0.0 < extent <= 1.0
        assert round(centre * 1e7) - round(extent * 1e6) * 5 >= 0  # in ten-millionths: no rounding of floats
        assert round(centre * 1e7) + round(extent * 1e6) * 5 <= 10_000_000
    assert x - width / 2 == pytest.approx(left / size[0], abs=1e-6)
    assert y + height / 2 == pytest.approx((bottom + 1) / size[1], abs=1e-6)


def _filled(row: list[float]) -> np.ndarray:
    """As Ultralytics draws a row (data/utils.py, polygon2mask): points cut to whole pixels, edges included."""
    points = np.reshape(row[1:], (-1, 2)) * (WIDTH, HEIGHT)
    return cv2.fillPoly(np.zeros((HEIGHT, WIDTH), np.uint8), [points.astype(np.int32)], 1).astype(bool)


def test_outlines_fill_to_the_visible_pixels(roots: dict[str, Path]) -> None:
    exact = 0
    for number, frame in _frames().items():
        views = [v for v in frame.views["image_2"] if v.visible_px >= 10]
        for row, view in zip(_rows(roots["segment"], number), views, strict=True):
            mask = frame.cameras()[0].instance == view.instance
            filled, parts = _filled(row), ndimage.label(mask, structure=np.ones((3, 3)))[1]
            assert not (mask & ~filled).any()
            if parts == 1 and (ndimage.binary_fill_holes(mask) == mask).all():
                np.testing.assert_array_equal(filled, mask)
                exact += 1
    assert exact > 20


def test_parts_are_joined_and_holes_filled_and_both_counted(tmp_path: Path) -> None:
    frame = next(example_frames(example_clip(0)))
    camera = frame.cameras()[0]
    instance = np.zeros_like(camera.instance)
    instance[10:30, 10:30] = 2
    instance[15:20, 15:20] = 0
    instance[40:50, 60:80] = instance[60:70, 60:70] = 3
    views = tuple(
        replace(view, visible_px=int((instance == view.instance).sum()), modal_box=box)
        for view, box in zip(
            frame.views["image_2"][:2],
            (PixelBox(left=10, top=10, right=29, bottom=29), PixelBox(left=60, top=40, right=79, bottom=69)),
            strict=True,
        )
    )
    exporter = YoloExporter(task="segment")
    exporter.open(tmp_path, INFO)
    exporter.begin_clip(example_clip(0))
    readings = {**frame.readings, camera.name: replace(camera, instance=instance)}
    exporter.write(replace(frame, readings=readings, views={camera.name: views}))
    exporter.end_clip({})
    counted = orjson.loads((tmp_path / "parts/clip-000000.json").read_bytes())["counted"]
    assert counted == {"masks_of_several_parts_joined": 1, "masks_with_holes_filled": 1}
    whole, two = _rows(tmp_path, 0)
    np.testing.assert_array_equal(_filled(whole), ndimage.binary_fill_holes(instance == 2))
    bridge = _filled(two) & (instance != 3)
    assert not ((instance == 3) & ~_filled(two)).any()
    assert 0 < bridge.sum() <= 2 * 10  # the gap of ten rows, a pixel or two wide


def test_joined_outlines_keep_every_point() -> None:
    mask = np.zeros((20, 20), dtype=bool)
    mask[2:5, 2:5] = mask[2:5, 10:15] = mask[12:18, 3:9] = True
    parts = outlines(mask, PixelBox(left=2, top=2, right=14, bottom=17))
    whole = joined(parts)
    assert len(parts) == 3
    assert len(whole) == sum(map(len, parts)) + 2 * (len(parts) - 1)
    assert {tuple(p) for part in parts for p in part} == {tuple(p) for p in whole}


def test_poses_are_people_with_the_keypoints_of_the_view(roots: dict[str, Path]) -> None:
    found = 0
    for number, frame in _frames().items():
        views = {v.instance: v for v in frame.views["image_2"] if v.visible_px >= 10}
        people = [v for n, v in views.items() if n in (3, 5, 7)]
        for row, view in zip(_rows(roots["pose"], number), people, strict=True):
            assert len(row) == 5 + 51
            assert row[0] == 0
            assert view.keypoints_px is not None
            assert view.keypoint_state is not None
            x, y, v = np.reshape(row[5:], (17, 3)).T
            assert v.tolist() == view.keypoint_state.tolist()
            seen = v > 0
            expected = (view.keypoints_px[seen] + 0.5) / (WIDTH, HEIGHT)
            np.testing.assert_allclose(np.column_stack([x, y])[seen], expected, atol=1e-6)
            assert not x[~seen].any()
            found += 1
    assert found == 12


def test_what_is_called_a_person_and_is_none_has_no_keypoints(tmp_path: Path) -> None:
    exporter = YoloExporter(task="pose", classes={"vehicle.van": "person"})
    exporter.finalize(tmp_path, INFO, export_clips(exporter, tmp_path, (0,)))
    rows = _rows(tmp_path, 0)
    assert [len(row) for row in rows] == [5 + 51] * len(rows)
    assert [any(row[5:]) for row in rows].count(False) == 1


def test_only_poses_want_keypoints() -> None:
    assert YoloExporter(task="pose").wants() == {"keypoints"}
    assert not YoloExporter().wants()


def test_data_yaml_names_splits_by_clip(roots: dict[str, Path]) -> None:
    for task, root in roots.items():
        data = yaml.safe_load((root / "data.yaml").read_text())
        assert "path" not in data
        listed = {part: (root / data[part]).read_text().splitlines() for part in ("train", "val")}
        assert all((root / name).is_file() for names in listed.values() for name in names)
        clips = {part: {int(name[-10:-4]) // 3 for name in names} for part, names in listed.items()}
        assert clips["train"].isdisjoint(clips["val"])
        assert clips["train"] | clips["val"] == {0, 1, 2}
        if task == "pose":
            assert (data["kpt_shape"], data["names"]) == ([17, 3], {0: "person"})
        else:
            assert data["names"][2] == "car"
            assert data["names"][79] == "toothbrush"
            assert len(data["names"]) > 100


def test_flipping_swaps_left_and_right() -> None:
    indices = flip_idx()
    assert [indices[i] for i in indices] == list(range(17))
    assert PERSON.points[indices[PERSON.points.index("left_wrist")]] == "right_wrist"
    assert indices[0] == 0


def test_a_frame_without_things_has_an_empty_file(roots: dict[str, Path]) -> None:
    assert (roots["detect"] / "labels/000003.txt").read_bytes() == b""


def test_settings_are_checked() -> None:
    with pytest.raises(ConfigError, match="min_visible_px"):
        YoloExporter(min_visible_px=0)


@pytest.mark.parametrize("task", ["detect", "segment"])
def test_supervision_reads_it(roots: dict[str, Path], task: str) -> None:
    supervision = pytest.importorskip("supervision")
    root = roots[task]
    read = supervision.DetectionDataset.from_yolo(
        images_directory_path=str(root / "images"),
        annotations_directory_path=str(root / "labels"),
        data_yaml_path=str(root / "data.yaml"),
        force_masks=task == "segment",
    )
    assert read.classes == list(DETECTED)
    frames = _frames()
    for path, _, found in read:
        frame = frames[int(Path(path).stem)]
        views = [v for v in frame.views["image_2"] if v.visible_px >= 10]
        assert len(found) == len(views)
        for place, view in enumerate(views):
            mask = frame.cameras()[0].instance == view.instance
            if task == "detect":
                box = view.modal_box
                assert box is not None
                expected = [box.left, box.top, box.right + 1, box.bottom + 1]
                np.testing.assert_allclose(found.xyxy[place], expected, atol=0.01)
            else:  # it rounds points to the nearest pixel, which moves right and lower edges out by one
                around = ndimage.binary_dilation(mask, structure=np.ones((3, 3)))
                assert not (mask & ~found.mask[place]).any()
                assert (found.mask[place] & ~around).sum() <= 40  # bridges between parts
