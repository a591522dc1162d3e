"""Each check finds the corruption that was planted for it, and no other check complains; the gate finds its own."""

from __future__ import annotations

import json
from pathlib import Path

import plants as p
import pytest
from plants import Plant
from spoilt import MANIFEST, Spoilt

from simulator.config import load_config
from simulator.generation import generate
from simulator.validation.gate import check_staged
from simulator.validation.report import report_text
from simulator.validation.validate import validate

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools, numpy 2

SMALL = ("scenario=parked_street", "rig=minimal", "clips=2", "frames=3", "seed=3", "renderer.quality=draft")

PLANTS = (
    Plant("an altered byte", lambda s: s.write(p.CLOUD, p.flipped(12)(s.read(p.CLOUD))), "files.hash", p.CLOUD),
    Plant("a longer file", lambda s: s.write(p.CALIB, s.read(p.CALIB) + b"\n"), "files.size kitti.format", p.CALIB),
    Plant("a missing file", lambda s: (s.root / p.DEPTH).unlink(), "files.missing", p.DEPTH),
    Plant("no manifest", lambda s: (s.root / MANIFEST).unlink(), "files.missing", MANIFEST),
    Plant("a foreign file", lambda s: s.write("kitti/notes.txt", b"mine\n"), "files.unlisted", "kitti/notes.txt"),
    Plant("a foreign folder", lambda s: s.write("old/a.txt", b"old\n"), "files.unlisted", "old/a.txt"),
    Plant("staging left", lambda s: s.write(".staging/000001-x/a", b""), "files.staging", ".staging"),
    Plant(
        "a cut picture",
        lambda s: s.change("coco/images/000000.png", p.cut),
        "files.decodes",
        "coco/images/000000.png",
        "cut off",
    ),
    Plant("a cut record", lambda s: s.change(p.FRAMES, p.cut), "files.decodes", p.FRAMES, "line"),
    Plant("cut points", lambda s: s.change(p.POINTS, p.cut), "files.decodes", p.POINTS),
    Plant("a broken array", lambda s: s.change(p.POINTS, p.broken_member), "files.decodes", p.POINTS, "cannot be read"),
    Plant("a cut scene", lambda s: s.change("record/scenes/000000.json", p.cut), "files.decodes", "scenes/000000"),
    Plant("a cut table", lambda s: s.change(p.TRAIN, p.cut), "files.decodes", p.TRAIN),
    Plant("a cut shard", lambda s: s.change("record/shards/000000.json", p.cut), "files.decodes", "shards/000000"),
    Plant("half a shard", lambda s: s.json("record/shards/000000.json", p.half_shard), "shards.whole", "shards/000000"),
    Plant(
        "another schema",
        lambda s: s.json("record/run.json", lambda found: p.set_to(found, "schema_version", 2)),
        "record.schema",
        "record/run.json",
        "schema_version 2",
    ),
    Plant("no velocity", p.state(0, lambda one: one["things"][0].pop("velocity_mps")), "record.schema", p.FRAMES),
    Plant(
        "frames in disorder",
        lambda s: s.lines("record/clips.jsonl", lambda clips: clips[0]["frame_numbers"].reverse()),
        "record.frames",
        p.FRAMES,
    ),
    Plant(
        "more visible than there is",
        p.state(0, lambda one: p.set_to(p.small_view(one), "truncation", 1.5)),
        "record.views",
        p.FRAMES,
    ),
    Plant(
        "an unknown class",
        p.everywhere(p.still_thing, lambda thing: p.set_to(thing, "semantic", 250)),
        "record.ids",
        p.FRAMES,
        "does not know",
    ),
    Plant(
        "points of the wrong number",
        p.state(0, lambda one: p.set_to(p.unseen(one)["lidar_points"], "roof", 1)),
        "record.points",
        p.POINTS,
    ),
    Plant(
        "an array that is too short",
        lambda s: s.array(0, "roof/000000/ring.npy", p.npy_of_other_length),
        "record.points",
        p.POINTS,
        "differ in length",
    ),
    Plant(
        "a box without its points",
        p.everywhere(lambda one: p.unseen(one, scanned=True), lambda thing: p.moved(thing, 2, 3.0)),
        "record.boxes_hold_points",
        p.POINTS,
        "lie outside its box",
    ),
    Plant("a jump", p.state(1, lambda one: p.moved(p.unseen(one), 0, 3.0)), "record.teleports", p.FRAMES, "3.00 m"),
    Plant("a gap in a track", p.state(1, p.without(p.unseen)), "record.tracks", p.FRAMES, "is gone"),
    Plant(
        "a box that grows",
        p.state(1, lambda one: p.set_to(p.unseen(one)["box"]["size_m"], 0, 9.0)),
        "record.tracks",
        p.FRAMES,
        "changes its size",
    ),
    Plant("a type that KITTI has not", p.column(0, lambda _: "Bus"), "kitti.format", p.LABEL, "known type"),
    Plant("a level with decimals", p.column(2, lambda word: f"{word}.00"), "kitti.format", p.LABEL, "integer"),
    Plant("a wrong level", p.column(2, lambda word: "2" if word == "0" else "0"), "kitti.labels_agree", p.LABEL),
    Plant("a box off by a pixel", p.column(6, lambda word: f"{float(word) - 1:.2f}"), "kitti.labels_agree", p.LABEL),
    Plant("a place off by 10 cm", p.column(13, lambda word: f"{float(word) + 0.1:.2f}"), "kitti.labels_agree", p.LABEL),
    Plant("a height off by 10 cm", p.column(8, lambda word: f"{float(word) + 0.1:.2f}"), "kitti.labels_agree", p.LABEL),
    Plant("a missing row", lambda s: s.change(p.LABEL, lambda d: d.partition(b"\n")[2]), "kitti.labels_agree", p.LABEL),
    Plant("a box that projects elsewhere", p.wide_box, "kitti.box_projects", p.LABEL, "2D box"),
    Plant("another mount", p.matrix("Tr_velo_to_cam", 3, 0.05), "kitti.calib_agrees", p.CALIB, "0.050 m"),
    Plant("a moved cloud", p.cloud(p.half_a_metre_on), "kitti.cloud_agrees", p.CLOUD, "not where the record"),
    Plant("a point too few", p.cloud(lambda points: points[:-1]), "kitti.cloud_agrees", p.CLOUD, "strongest returns"),
    Plant("a cut cloud", lambda s: s.change(p.CLOUD, lambda data: data[:-4]), "kitti.format", p.CLOUD, "16 bytes"),
    Plant("a missing label", lambda s: s.remove(p.LABEL), "kitti.complete", p.LABEL),
    Plant("a frame in two sets", p.moved_frame, "kitti.sets", "ImageSets/val.txt"),
    Plant(
        "a mapping of no class",
        lambda s: s.json("kitti/mapping.json", lambda found: p.set_to(found["classes"], "vehicle.ufo", "Car")),
        "kitti.mapping",
        "kitti/mapping.json",
        "vehicle.ufo",
    ),
    Plant("depth off by 20 cm", p.depth(lambda _, depth_m: depth_m + 0.2), "agree.depth_lidar", p.DEPTH, "0.05 m"),
    Plant("a thing too far", p.depth(p.car_is_far), "agree.masks_depth", p.DEPTH, "have a depth outside"),
    Plant(
        "masks of each other's things",
        p.masks_elsewhere,
        "agree.masks_depth agree.masks_lidar coco.labels_agree",
        "",
        "another thing",
    ),
    Plant("a loose box", p.annotation(lambda a: p.set_to(a["bbox"], 2, a["bbox"][2] + 1)), "coco.masks", p.TRAIN),
    Plant("a wrong area", p.annotation(lambda a: p.set_to(a, "area", a["area"] + 1)), "coco.masks", p.TRAIN, "area"),
    Plant("an id of 0", p.annotation(lambda a: p.set_to(a, "id", 0)), "coco.annotations coco.complete", p.TRAIN),
    Plant(
        "no category",
        p.annotation(lambda a: p.set_to(a, "category_id", 7777)),
        "coco.categories coco.complete",
        p.TRAIN,
        "7777",
    ),
    Plant("another occlusion", p.annotation(lambda a: p.set_to(a, "occlusion", 0.123)), "coco.labels_agree", p.TRAIN),
    Plant(
        "a missing annotation", lambda s: s.json(p.TRAIN, lambda f: f["annotations"].pop(0)), "coco.complete", p.TRAIN
    ),
    Plant(
        "a size that is not the image's",
        lambda s: s.json(p.TRAIN, lambda found: p.set_to(found["images"][0], "width", 7)),
        "coco.images",
        p.TRAIN,
    ),
    Plant(
        "an image that is not there",
        lambda s: s.json(p.TRAIN, lambda found: p.set_to(found["images"][0], "file_name", "999.png")),
        "coco.images",
        p.TRAIN,
        "is missing",
    ),
)


@pytest.fixture(scope="module")
def small_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of three small frames, KITTI and COCO."""
    out = tmp_path_factory.mktemp("small") / "out"
    assert generate(load_config([*SMALL, f"out={out}"])).complete
    return out


@pytest.fixture
def spoilt(small_dataset: Path, tmp_path: Path) -> Spoilt:
    return Spoilt(small_dataset, tmp_path / "spoilt")


def test_what_we_write_is_valid(small_dataset: Path) -> None:
    report = validate(small_dataset)
    assert report.findings.counts("error") == {}
    assert report.findings.counts("warning") == {}
    assert (report.clips, report.frames) == (2, 6)
    assert report.formats == {"kitti": "kitti", "coco": "coco"}
    assert report_text(report).endswith("\nvalid")


@pytest.mark.parametrize(
    ("change", "check"),
    [(lambda image: image * 0, "pictures.black"), (lambda image: image | 255, "pictures.saturated")],
)
def test_pictures_that_show_nothing_are_warned_of(spoilt: Spoilt, change: p.Change, check: str) -> None:
    p.picture(change)(spoilt)
    report = validate(spoilt.root)
    assert report.is_valid
    assert report.findings.counts("warning") == {check: 1}


def test_a_picture_that_stands_twice_is_warned_of(spoilt: Spoilt) -> None:
    spoilt.rewrite("coco/images/000001.png", spoilt.read("coco/images/000000.png"))
    report = validate(spoilt.root)
    assert report.is_valid
    assert report.findings.json("warning")["pictures.duplicate"]["first"][0]["reason"] == "is the same as 000000.png"


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_planted_corruptions_are_found(spoilt: Spoilt, plant: Plant) -> None:
    plant.spoil(spoilt)
    report = validate(spoilt.root)
    assert sorted(report.findings.counts("error")) == sorted(plant.checks.split()), report.findings.json("error")
    for check in plant.checks.split():
        finding = report.findings.kept("error", check)[0]
        assert plant.file in finding.file
    reasons = [f.reason for check in plant.checks.split() for f in report.findings.kept("error", check)]
    assert any(plant.told in reason for reason in reasons), reasons
    text = report_text(report)
    assert plant.file in text
    assert "NOT valid" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("kitti/training/label_2/000000.txt", b" 0.00 ", b" 0.000 ", "kitti.format"),
        ("kitti/training/label_2/000000.txt", b"Car 0.00", b"Van 0.00", "kitti.labels_agree"),
        ("kitti/training/calib/000000.txt", b"P1:", b"P9:", "kitti.format"),
        ("record/frames/000000.jsonl", b'"semantic":', b'"class":', "record.schema"),
        ("coco/parts/clip-000000.jsonl", b"[", b"", "files.decodes"),
    ],
)
def test_rows_and_states_are_checked_before_they_are_published(
    spoilt: Spoilt, file: str, old: bytes, new: bytes, told: str
) -> None:
    run = json.loads(spoilt.read("record/run.json"))
    clip = json.loads(spoilt.read("record/clips.jsonl").splitlines()[0])
    assert check_staged(spoilt.root, clip, run["config"]["exporter"]) == ()
    assert old in spoilt.read(file)
    spoilt.write(file, spoilt.read(file).replace(old, new, 1))
    faults = check_staged(spoilt.root, clip, run["config"]["exporter"])
    assert any(fault.startswith(f"{told}: {file}") for fault in faults), faults
