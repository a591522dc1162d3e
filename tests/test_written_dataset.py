"""What a stranger finds in a written dataset: labels, clouds, depth and record agree, seen from the files alone.

The geometry is written again here; of the project it uses no more than the command line's entry and the strict reader.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from written_dataset import Float64, Json, Written, placed, read_written, rotation, wrapped

from simulator.config import load_config
from simulator.generation import generate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # pycocotools with numpy 2
]

FPS = 10.0
MIRROR_M = 0.25
"""How far a vehicle's mirror stands out of its box; Regulation 46 allows 0.25 m."""
NOISE_M = 0.04
"""Five standard deviations of the LiDAR's range error for strong echoes."""
LIMB_M = 0.5
"""How far hands and feet leave the nominal box of a person, and the suitcase that some pull behind them."""
PEOPLE = (2, 3, 4, 6)
"""Class ids of people on foot."""
ROUNDED = 0.0051
"""Half of KITTI's last digit."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of the KITTI car around the reveal, which end before anybody is struck."""
    out = tmp_path_factory.mktemp("written") / "out"
    asked = ["clips=2", "frames=12", "seed=8", "renderer.quality=draft", "scenario.ttc_reveal_s=[1.2,1.3]"]
    asked += ["scenario.light=noon", "scenario.ball=yes", "scenario.visible_share=0.5"]
    assert generate(load_config([*asked, f"out={out}"])).complete
    return out


@pytest.fixture(scope="module")
def frames(root: Path) -> list[Written]:
    return read_written(root)


def between(depth_m: Float64, pixels: Float64) -> Float64:
    """Depth (N,) between pixel centres: its inverse is linear over a plane's image."""
    corner = np.floor(pixels).astype(int)
    (x, y), (right, down) = corner.T, (pixels - corner).T
    with np.errstate(divide="ignore"):
        inverse = 1.0 / depth_m
    upper = inverse[y, x] * (1.0 - right) + inverse[y, x + 1] * right
    lower = inverse[y + 1, x] * (1.0 - right) + inverse[y + 1, x + 1] * right
    return np.asarray(1.0 / (upper * (1.0 - down) + lower * down))


def clips_of(frames: list[Written]) -> Iterator[list[Written]]:
    for clip in sorted({frame.state["clip"] for frame in frames}):
        yield [frame for frame in frames if frame.state["clip"] == clip]


def named(frame: Written, name: str) -> Json:
    return next(thing for thing in frame.state["things"] if thing["name"] == name)


def test_label_rows_say_what_the_record_says(frames: list[Written]) -> None:
    for frame in frames:
        velo = frame.state["sensors"]["velodyne"]["T_world_sensor"]
        to_rect = frame.kitti.calib.velo_to_rect()
        assert len(frame.labelled) == len(frame.kitti.labels)
        for number, label in zip(frame.labelled, frame.kitti.labels, strict=True):
            thing, view = frame.things[number], frame.views[number]
            share = view["visible_px"] / view["amodal_px"]
            assert label.occluded == (share < 0.8) + (share < 0.4)
            assert label.truncation == pytest.approx(view["truncation"], abs=ROUNDED)
            assert list(label.bbox) == view["amodal_box"]
            box, (length_m, width_m, height_m) = thing["box"]["T_world_box"], thing["box"]["size_m"]
            assert label.size_m == pytest.approx((height_m, width_m, length_m), abs=ROUNDED)
            bottom = (np.array(box[:3]) - velo[:3]) @ rotation(velo[3:])
            rect = (to_rect @ np.append(bottom, 1.0))[:3]
            assert label.location_m == pytest.approx(rect, abs=ROUNDED)
            ahead = to_rect[:3, :3] @ rotation(velo[3:]).T @ rotation(box[3:])[:, 0]
            rotation_y = np.arctan2(-ahead[2], ahead[0])
            assert abs(wrapped(rotation_y - label.rotation_y_rad)) < ROUNDED
            alpha = label.rotation_y_rad + np.arctan2(bottom[1], bottom[0])
            assert abs(wrapped(alpha - label.alpha_rad)) < 2 * ROUNDED


def test_projected_boxes_enclose_the_silhouettes_but_for_mirrors_and_limbs(frames: list[Written]) -> None:
    for frame in frames:
        edge = np.array([*frame.kitti.size, *frame.kitti.size]) - 1.0
        for label in frame.kitti.labels:
            corners = label.corners_rect()
            if corners[:, 2].min() < 1.0:
                continue
            pixels = frame.kitti.calib.project_rect(corners)
            left, top, right, bottom = np.clip(np.concatenate([pixels.min(0), pixels.max(0)]), 0.0, edge)
            stands_out_m = LIMB_M if label.type == "Pedestrian" else MIRROR_M
            allowed = 1.5 + frame.kitti.calib.matrices["P2"][0, 0] * stands_out_m / corners[:, 2].min()
            low = (label.bbox[0] - left, label.bbox[1] - top, right - label.bbox[2], bottom - label.bbox[3])
            assert min(low) > -allowed, (frame.kitti.name, label)


def test_points_lie_in_the_box_of_their_thing(frames: list[Written]) -> None:
    """Within 5 cm of range noise and curved motion, but for mirrors, limbs and points between two surfaces."""
    counted = outside = 0
    for frame in frames:
        instance, whole = frame.points("instance"), frame.points("kind") == 0
        for number, thing in frame.things.items():
            assert thing["lidar_points"]["velodyne"] == np.count_nonzero(instance == number)
            own = frame.carried_m[(instance == number) & whole]
            box, size = thing["box"]["T_world_box"], np.array(thing["box"]["size_m"])
            local = (own - box[:3]) @ rotation(box[3:]) - [0.0, 0.0, size[2] / 2]
            beyond = (np.abs(local) - size / 2).max(axis=1, initial=-1.0)
            limit = LIMB_M if thing["semantic"] in PEOPLE else MIRROR_M
            assert beyond.max(initial=0.0) < limit + NOISE_M
            counted, outside = counted + len(own), outside + int(np.count_nonzero(beyond > 0.05))
    assert counted > 10_000
    assert outside < 0.02 * counted


def test_cloud_depth_and_masks_agree(frames: list[Written]) -> None:
    """Of points that nothing nearer hides (glass stops the camera alone), 99.5 % lie within 1 px of their own thing."""
    hits = total = 0
    errors = []
    for frame in frames:
        calib, depth, (width, height) = frame.kitti.calib, frame.kitti.depth_m, frame.kitti.size
        assert depth is not None
        velo = frame.state["sensors"]["velodyne"]["T_world_sensor"]
        local = (frame.carried_m - velo[:3]) @ rotation(velo[3:])
        rect = (np.column_stack([local, np.ones(len(local))]) @ calib.velo_to_rect().T)[:, :3]
        z_m = rect[:, 2] + calib.matrices["P2"][2, 3]
        exact = calib.project_rect(rect)
        u, v = np.rint(exact).T
        seen = (z_m > 1.0) & (u >= 1) & (v >= 1) & (u <= width - 2) & (v <= height - 2)
        column, row = u[seen].astype(int), v[seen].astype(int)
        shown = np.zeros((height, width), dtype=np.int64)
        for number, mask in frame.masks.items():
            shown[mask] = number
        around = [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        depths = np.stack([np.where(depth[at] > 0, depth[at], np.inf) for at in around])
        owners, own = np.stack([shown[at] for at in around]), frame.points("instance")[seen].astype(np.int64)
        open_ = (depths.min(0) > 0.99 * z_m[seen] - 0.1) & ((own == 0) | np.isin(own, list(frame.masks)))
        hits, total = hits + int((owners == own).any(0)[open_].sum()), total + int(open_.sum())
        flat = open_ & (owners == own).all(0) & (np.ptp(np.minimum(depths, 1e3), axis=0) < 0.5)
        errors.append(between(depth, exact[seen][flat]) - z_m[seen][flat])
    assert total > 50_000
    assert hits > 0.995 * total
    error_m = np.concatenate(errors)
    assert np.median(np.abs(error_m)) < 0.02
    assert abs(np.median(error_m)) < 0.002  # half a pixel would shift the road at 10 m by 4 cm


def test_coco_masks_boxes_and_areas_are_one_thing_and_score_full_marks(root: Path, frames: list[Written]) -> None:
    for frame in frames:
        assert sum(mask.astype(int) for mask in frame.masks.values()).max() == 1
        for annotation in frame.annotations:
            mask = frame.masks[annotation["track_id"]]
            rows, columns = np.nonzero(mask)
            left, top = columns.min(), rows.min()
            assert annotation["bbox"] == [left, top, columns.max() - left + 1, rows.max() - top + 1]
            assert annotation["area"] == mask.sum() <= annotation["amodal_area"]
    for part in ("train", "val"):
        with contextlib.redirect_stdout(io.StringIO()):
            truth = COCO(str(root / f"coco/annotations/instances_{part}.json"))
            kept = ("image_id", "category_id", "segmentation")
            found = truth.loadRes([{"score": 1.0} | {k: a[k] for k in kept} for a in truth.dataset["annotations"]])
            scores = COCOeval(truth, found, "segm")
            scores.evaluate()
            scores.accumulate()
        precision = scores.eval["precision"][:, :, :, 0, 2]
        assert precision[precision > -1].min() == pytest.approx(1.0)


def test_things_keep_their_size_and_move_as_their_velocity_says(frames: list[Written]) -> None:
    """Box centres, by the trapezoid rule: exact but for what changes within a frame, at most 10 m/s2 over 0.1 s.

    A ball that hits a car changes its speed at once.
    """
    for clip in clips_of(frames):
        for before, after in itertools.pairwise(clip):
            assert list(before.things) == list(after.things)
            for old, new in zip(before.things.values(), after.things.values(), strict=True):
                assert (old["name"], old["box"]["size_m"]) == (new["name"], new["box"]["size_m"])
                if old["name"] == "ball":
                    continue
                half = [0.0, 0.0, old["box"]["size_m"][2] / 2]
                centres = [placed(thing["box"]["T_world_box"], np.array([half]))[0] for thing in (old, new)]
                mean = (np.array(old["velocity_mps"]) + new["velocity_mps"]) / 2
                assert np.abs((centres[1] - centres[0]) * FPS - mean).max() < 0.5


def test_the_conflict_runs_as_recorded(root: Path, frames: list[Written]) -> None:
    """The ball shows first, the child is hidden until asked, and without a reaction it is met when asked."""
    records = [json.loads(line) for line in (root / "record/clips.jsonl").read_text().splitlines()]
    for record, clip in zip(records, clips_of(frames), strict=True):
        asked = dict(record["case"]["asked"])
        child, ball = (named(clip[0], name)["instance"] for name in ("child", "ball"))
        shares = [1.0 - f.views[child]["occlusion"] if child in f.views else 0.0 for f in clip]
        times = np.arange(len(clip)) / FPS
        assert max(np.array(shares)[times < asked["reveal_s"] - 0.15], default=0.0) < 0.5
        assert min(np.array(shares)[times > asked["reveal_s"] + 0.15]) > 0.5
        revealed = next(k for k, share in enumerate(shares) if share >= 0.5)
        assert any(ball in f.views and f.views[ball]["visible_px"] > 10 for f in clip[:revealed])
        unbraked = times <= (np.inf if asked["ego_reaction"] == "none" else asked["reveal_s"])
        meeting = np.array(record["measures"]["ttc_s"], dtype=np.float64) + times
        assert meeting[unbraked] == pytest.approx(asked["meet_s"], abs=0.02)


def test_every_file_is_listed_and_whole(root: Path) -> None:
    listed = {f["path"]: f["sha256"] for f in json.loads((root / "record/manifest.json").read_text())["files"]}
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    made = {name for name in files if not name.startswith(("record/host/", "record/manifest"))}
    assert {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in made} == listed
