"""KITTI tracking, read back by a reader that shares no code with it and, where it is installed, by TrackEval."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import orjson
import pytest
from kitti_fixtures import needs_real_frames, real_matrices
from kitti_worlds import DUE, published_clip, published_frames, without

from exporters.base import PublishedClip
from exporters.example_frames import example_clip, example_frames, example_measures
from exporters.kitti import KittiExporter
from exporters.kitti_calib import published_calib
from exporters.kitti_label import LabelFile, LabelRow, alpha_of
from exporters.kitti_track_rows import track_lines, truncated_level
from exporters.kitti_tracking import KittiTrackingExporter
from exporters.testing import INFO, export_clips
from scenes.errors import ConfigError, OutputError, UnknownName
from scenes.ontology import class_of
from scenes.pose import Pose
from simulator.frame import Clip, Frame, PixelBox
from simulator.validation.kitti_tracking_reader import Sequence, TrackRow, read_labels, read_seqmap, read_tracking

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on numpy 2

# real lines of tracking sequence 0000, as quoted in public readers of the format
REAL_ROWS = (
    "0 0 Van 0 0 -1.793451 296.744956 161.752147 455.226042 292.372804 2.000000 1.823255 4.433886 "
    "-4.552284 1.858523 13.410495 -2.115488",
    "0 1 Cyclist 0 0 -1.936993 737.619499 161.531951 931.112229 374.000000 1.739063 0.824591 1.785241 "
    "1.640400 1.675660 5.776261 -1.675458",
)
REAL_DONT_CARE = (
    "0 -1 DontCare -1 -1 -10.000000 219.000000 188.000000 245.000000 218.000000 "
    "-1000.000000 -1000.000000 -1000.000000 -10.000000 -1.000000 -1.000000 -1.000000\n"
)
"""A real line but for the box, whose digits ours has not."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tracking")
    exporter = KittiTrackingExporter()
    exporter.finalize(folder, INFO, export_clips(exporter, folder, range(3)))
    return folder


@pytest.fixture(scope="module")
def dataset(root: Path) -> dict[str, Sequence]:
    return read_tracking(root / "training")


def write(exporter: KittiTrackingExporter, root: Path, frames: list[Frame], clip: Clip | None = None) -> Path:
    clip = clip or example_clip(0)
    exporter.open(root, INFO)
    exporter.begin_clip(clip)
    for frame in frames:
        exporter.write(frame)
    numbers = tuple(frame.number for frame in frames)
    published = PublishedClip(clip=clip.index, frame_numbers=numbers, files=exporter.end_clip(example_measures()))
    exporter.finalize(root, INFO, (published,))
    return root / "training"


def frames() -> list[Frame]:
    return [replace(frame, due=DUE) for frame in example_frames(example_clip(0))]


def test_a_track_is_an_instance_through_the_clip(dataset: dict[str, Sequence]) -> None:
    tracks: dict[int, list[TrackRow]] = {}
    for row in dataset["0000"].rows:
        tracks.setdefault(row.track, []).append(row)
    assert {track: rows[0].type for track, rows in tracks.items()} == {
        2: "Car",
        3: "Pedestrian",
        6: "Cyclist",
        8: "Van",
        9: "Truck",
    }
    assert all([row.frame for row in rows] == [0, 1, 2] for rows in tracks.values())
    walked = np.diff([row.location_m[0] for row in tracks[3]])
    np.testing.assert_allclose(walked, -0.14, atol=1e-6)  # 1.4 m/s to the left, 10 Hz


def test_rows_say_what_the_object_format_says_with_more_digits(root: Path, tmp_path: Path) -> None:
    exporter = KittiExporter()
    export_clips(exporter, tmp_path, range(1))
    for number in range(3):
        rows = [line.split(" ") for line in (root / "training/label_02/0000.txt").read_text().splitlines()]
        ours = [words[2:] for words in rows if words[0] == str(number)]
        objects = [
            line.split(" ") for line in (tmp_path / f"training/label_2/{number:06d}.txt").read_text().splitlines()
        ]
        assert [words[0] for words in ours] == [words[0] for words in objects]
        assert [words[2] for words in ours] == [words[2] for words in objects]
        for track, thing in zip(ours, objects, strict=True):
            np.testing.assert_allclose(
                [float(word) for word in track[3:]], [float(word) for word in thing[3:]], atol=0.00501
            )


def test_pictures_clouds_and_lines_are_those_of_their_frame(dataset: dict[str, Sequence]) -> None:
    for clip in range(3):
        sequence = dataset[f"{clip:04d}"]
        for frame, cloud, oxts in zip(example_frames(example_clip(clip)), sequence.clouds, sequence.oxts, strict=True):
            np.testing.assert_array_equal(cloud, frame.lidars()[0].points)
            np.testing.assert_allclose(oxts[8], 6.0)  # vf
        east_m = np.diff(sequence.oxts[:, 1]) * math.pi / 180 * 6378137.0 * math.cos(math.radians(sequence.oxts[0, 0]))
        np.testing.assert_allclose(east_m, 0.6, atol=1e-8)


@needs_real_frames
@pytest.mark.parametrize("line", REAL_ROWS)
def test_alpha_and_text_are_those_of_real_rows(line: str) -> None:
    """The recording has the calibration of object frame 000001."""
    words = line.split(" ")
    calib = published_calib(real_matrices("000001"))
    x, y, z, rotation_y = (float(word) for word in words[13:17])
    alpha = alpha_of(rotation_y, np.array([x, y, z]), calib, "velodyne")
    assert alpha == pytest.approx(float(words[5]), abs=1.5e-6)
    h, w, l = (float(word) for word in words[10:13])  # noqa: E741
    row = LabelRow(
        instance=int(words[1]), kind=words[2], truncation=0.0, occluded=0, visible_share=1.0, alpha_rad=alpha,
        box=PixelBox(left=1, top=2, right=3, bottom=4), height_m=h, width_m=w, length_m=l, location_m=(x, y, z),
        rotation_y_rad=rotation_y,
    )  # fmt: skip
    ours = track_lines(0, LabelFile(rows=(row,)), (0.15, 0.5))[0].split()
    assert ours[:5] == words[:5]
    assert ours[10:] == words[10:]


def test_dont_care_rows_are_the_real_ones() -> None:
    label = LabelFile(dont_care=(PixelBox(left=219, top=188, right=245, bottom=218),))
    assert track_lines(0, label, (0.15, 0.5)) == [REAL_DONT_CARE]


def test_truncation_becomes_a_level(dataset: dict[str, Sequence]) -> None:
    assert [truncated_level(share, (0.15, 0.5)) for share in (0.0, 0.15, 0.16, 0.5, 0.51, 1.0)] == [0, 0, 1, 1, 2, 2]
    assert {row.truncated for row in dataset["0000"].rows if row.type == "Van"} == {2}  # 0.55 and more


def test_people_who_sit_are_persons(tmp_path: Path) -> None:
    seated = [
        replace(frame, things={**frame.things, 3: replace(frame.things[3], semantic=class_of(SITS).id)})
        for frame in frames()
    ]
    training = write(KittiTrackingExporter(), tmp_path / "seated", seated)
    rows, _ = read_labels(training / "label_02/0000.txt", (256, 96), 3)
    assert {row.type for row in rows if row.track == 3} == {"Person"}
    with pytest.raises(UnknownName, match="Person"):
        KittiTrackingExporter(classes={SITS: "Person_sitting"})


SITS = "human.pedestrian.sitting"


def test_frames_with_a_lost_reading_are_left_out_of_all_files(tmp_path: Path) -> None:
    first, second, third = frames()
    for lost in DUE:
        training = write(KittiTrackingExporter(), tmp_path / lost, [first, without(second, lost), third])
        sequence = read_tracking(training)["0000"]
        assert sequence.length == 2
        np.testing.assert_array_equal(sequence.clouds[1], third.lidars()[0].points)
        walked = [row.location_m[0] for row in sequence.rows if row.track == 3]
        assert walked[1] - walked[0] == pytest.approx(-0.28, abs=2e-6)
        notes = orjson.loads((tmp_path / lost / "metadata/clip-000000.json").read_bytes())
        assert [(note["frame"], note["frame_of_clip"], note["time_ns"]) for note in notes["frames"]] == [
            (0, 0, 0),
            (1, 2, 200_000_000),
        ]
        assert notes["left_out"] == [{"frame_of_clip": 1, "frame_of_run": 1, "time_ns": 100_000_000, "lost": [lost]}]
        counted = orjson.loads((tmp_path / lost / "mapping.json").read_bytes())["counted"]
        assert counted["frames_left_out"] == 1


def test_a_clip_without_a_whole_frame_is_no_sequence(tmp_path: Path) -> None:
    training = write(KittiTrackingExporter(), tmp_path, [without(frame, "image_2") for frame in frames()])
    assert read_seqmap(training / "evaluate_tracking.seqmap.training") == {}
    assert not (training / "label_02").exists()


def test_a_calibration_that_changes_is_refused(tmp_path: Path) -> None:
    first, second, _ = frames()
    camera = second.cameras()[0]
    turned = camera.T_ego_sensor @ Pose.planar(0.0, 0.0, 0.01)
    with pytest.raises(OutputError, match="frame 1 of clip 0"):
        write(KittiTrackingExporter(), tmp_path, [first, replace(second, calibrated={camera.name: turned})])


def test_a_published_calibration_keeps_its_digits(tmp_path: Path) -> None:
    training = write(KittiTrackingExporter(mots="leave_out"), tmp_path, published_frames(), published_clip())
    lines = (training / "calib/0000.txt").read_text().splitlines()
    assert lines[2].startswith("P2: 7.215377000000e+02 0.000000000000e+00 6.095593000000e+02 4.485728000000e+01 ")
    assert lines[6].startswith("Tr_imu_velo 9.999976000000e-01 7.553071000000e-04 -2.035826000000e-03 -8.086759")
    assert not (training / "instances").exists()


def test_masks_are_the_visible_pixels_of_cars_and_pedestrians(dataset: dict[str, Sequence], root: Path) -> None:
    notes = orjson.loads((root / "metadata/clip-000000.json").read_bytes())
    assert notes["mots_instances"] == {"1001": 2, "2001": 3}
    for frame, mask in zip(example_frames(example_clip(0)), dataset["0000"].masks, strict=True):
        instance = frame.cameras()[0].instance
        expected = np.zeros_like(instance)
        for number, code in ((2, 1001), (3, 2001), (8, 10_000)):
            expected[instance == number] = code
        np.testing.assert_array_equal(mask, expected)


def test_what_has_too_few_pixels_for_a_row_is_ignored_in_masks(tmp_path: Path) -> None:
    training = write(KittiTrackingExporter(min_height_px=25), tmp_path, frames())
    first = read_tracking(training)["0000"].masks[0]
    instance = frames()[0].cameras()[0].instance
    assert set(np.unique(first[instance == 2])) == {10_000}  # the car is 20 px high


def test_the_parts_of_mots_name_the_last_frame(root: Path) -> None:
    assert read_seqmap(root / "training/evaluate_mots.seqmap.training") == {"0000": 2, "0001": 2, "0002": 2}


@pytest.mark.parametrize("shares", [(0.5, 0.15), (0.1,), (-0.1, 0.5)])
def test_truncated_shares_must_rise(shares: Any) -> None:
    with pytest.raises(ConfigError, match="two rising shares"):
        KittiTrackingExporter(truncated_shares=shares)


@pytest.fixture(scope="module")
def trackeval() -> ModuleType:
    module: ModuleType = pytest.importorskip("trackeval")
    return module


def scores(trackeval: ModuleType, benchmark: Any) -> dict[str, tuple[float, float, float]]:
    """HOTA, MOTA and IDF1 of the only tracker, by class."""
    quiet = {"PRINT_CONFIG": False}
    off = dict.fromkeys(("PRINT_RESULTS", "TIME_PROGRESS", "OUTPUT_SUMMARY", "OUTPUT_DETAILED", "PLOT_CURVES"), False)
    evaluator = trackeval.Evaluator({**quiet, **off, "LOG_ON_ERROR": None, "BREAK_ON_ERROR": True})
    metrics = trackeval.metrics
    asked = [metrics.HOTA(quiet), metrics.CLEAR(quiet), metrics.Identity(quiet)]
    results = evaluator.evaluate([benchmark], asked)[0][benchmark.get_name()]["own"]["COMBINED_SEQ"]
    return {
        kind: (float(found["HOTA"]["HOTA"].mean()), float(found["CLEAR"]["MOTA"]), float(found["Identity"]["IDF1"]))
        for kind, found in results.items()
    }


@pytest.mark.parametrize("part", ["training", "training_minus_val"])
def test_trackeval_finds_truth_perfect_and_a_swap_not(
    trackeval: ModuleType, root: Path, tmp_path: Path, part: str
) -> None:
    training = root / "training"
    found = tmp_path / "own" / "data"
    shutil.copytree(training / "label_02", found)
    setting = {
        "GT_FOLDER": str(training),
        "TRACKERS_FOLDER": str(tmp_path),
        "SPLIT_TO_EVAL": part,
        "PRINT_CONFIG": False,
    }
    perfect = scores(trackeval, trackeval.datasets.Kitti2DBox(setting))
    assert perfect == {"car": (1.0, 1.0, 1.0), "pedestrian": (1.0, 1.0, 1.0)}
    swapped = (found / "0000.txt").read_text().replace("2 2 Car", "2 77 Car")
    (found / "0000.txt").write_text(swapped)
    worse = scores(trackeval, trackeval.datasets.Kitti2DBox(setting))
    assert max(worse["car"]) < 1.0
    assert worse["pedestrian"] == (1.0, 1.0, 1.0)


def test_trackeval_finds_masks_perfect(trackeval: ModuleType, root: Path, tmp_path: Path) -> None:
    training, found = root / "training", tmp_path / "own" / "data"
    found.mkdir(parents=True)
    for file in (training / "instances_txt").iterdir():
        rows = [line for line in file.read_text().splitlines(keepends=True) if line.split()[2] != "10"]
        (found / file.name).write_text("".join(rows))
    setting = {
        "GT_FOLDER": str(training),
        "GT_LOC_FORMAT": "{gt_folder}/instances_txt/{seq}.txt",
        "TRACKERS_FOLDER": str(tmp_path),
        "SPLIT_TO_EVAL": "training",
        "PRINT_CONFIG": False,
    }
    perfect = scores(trackeval, trackeval.datasets.KittiMOTS(setting))
    assert perfect == {"car": (1.0, 1.0, 1.0), "pedestrian": (1.0, 1.0, 1.0)}
