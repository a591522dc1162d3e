"""Planted corruptions: each spoils a dataset in one way that exactly one check, or those named, must find."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from spoilt import Json, Spoilt

TRAIN = "coco/annotations/instances_train.json"
LABEL, CALIB = "kitti/training/label_2/000000.txt", "kitti/training/calib/000000.txt"
CLOUD, DEPTH = "kitti/training/velodyne/000000.bin", "kitti/training/depth_2/000000.png"
FRAMES, POINTS = "record/frames/000000.jsonl", "record/points/000000.npz"

Change = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Plant:
    """checks: all that find it. file: which each of them names. told: a part of the reason."""

    name: str
    spoil: Callable[[Spoilt], object]
    checks: str
    file: str
    told: str = ""


def largest(rows: list[str]) -> int:
    """The row of the largest thing that the image does not cut."""

    def area(row: str) -> float:
        columns = row.split(" ")
        left, top, right, bottom = map(float, columns[4:8])
        return (right - left) * (bottom - top) if columns[1] == "0.00" else 0.0

    return max(range(len(rows)), key=lambda number: area(rows[number]))


def words(change: Callable[[list[str]], object]) -> Callable[[Spoilt], object]:
    """Changes the columns of the largest row of the first label file."""

    def spoil(data: bytes) -> bytes:
        rows = data.decode().splitlines()
        number = largest(rows)
        columns = rows[number].split(" ")
        change(columns)
        rows[number] = " ".join(columns)
        return "".join(f"{row}\n" for row in rows).encode()

    return lambda s: s.change(LABEL, spoil)


def column(place: int, value: Callable[[str], str]) -> Callable[[Spoilt], object]:
    return words(lambda columns: columns.__setitem__(place, value(columns[place])))


def matrix(key: str, place: int, by: float) -> Callable[[Spoilt], object]:
    def spoil(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
        numbers = lines[at].split(" ")
        numbers[place + 1] = f"{float(numbers[place + 1]) + by:.12e}"
        lines[at] = " ".join(numbers)
        return "\n".join(lines).encode()

    return lambda s: s.change(CALIB, spoil)


def cloud(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    return lambda s: s.change(CLOUD, lambda data: change(np.frombuffer(data, "<f4").reshape(-1, 4).copy()).tobytes())


def depth(change: Callable[[Spoilt, np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    """Changes the first frame's depth in metres; what has none keeps none."""

    def spoil(s: Spoilt) -> None:
        code = cv2.imdecode(np.frombuffer(s.read(DEPTH), np.uint8), cv2.IMREAD_UNCHANGED)
        changed = np.where(code > 0, np.rint(change(s, code / 256.0) * 256.0), 0).astype(np.uint16)
        s.rewrite(DEPTH, cv2.imencode(".png", changed)[1].tobytes())

    return spoil


def car_is_far(s: Spoilt, depth_m: np.ndarray) -> np.ndarray:
    """The pixels of the nearest labelled thing are 5 m too far."""
    annotations = [a for a in json.loads(s.read(TRAIN))["annotations"] if a["frame"] == 0]
    x, y, width, height = (int(v) for v in max(annotations, key=lambda a: a["area"])["bbox"])
    out = depth_m.copy()
    out[y : y + height, x : x + width] += 5.0
    return out


def annotation(change: Callable[[Json], object]) -> Callable[[Spoilt], object]:
    """Changes the first annotation."""
    return lambda s: s.json(TRAIN, lambda found: change(found["annotations"][0]))


def unseen(state: Json, scanned: bool = False) -> Json:
    """The state's first thing that no camera shows; and with or without points of the LiDAR."""
    seen = {view["instance"] for views in state["views"].values() for view in views}
    return next(
        thing
        for thing in state["things"]
        if thing["instance"] not in seen and (thing["lidar_points"].get("roof", 0) > 4) == scanned
    )


def state(index: int, change: Callable[[Json], object]) -> Callable[[Spoilt], object]:
    return lambda s: s.lines(FRAMES, lambda states: change(states[index]))


def moved(thing: Json, axis: int, by_m: float) -> None:
    for box in ("box", "box_upright"):
        thing[box]["T_world_box"][axis] += by_m


def everywhere(choose: Callable[[Json], Json], change: Callable[[Json], object]) -> Callable[[Spoilt], object]:
    """Changes a thing, chosen in the first frame, in all frames of its clip."""

    def spoil(s: Spoilt) -> None:
        number = choose(json.loads(s.read(FRAMES).splitlines()[0]))["instance"]
        s.states(0, lambda one: [change(thing) for thing in one["things"] if thing["instance"] == number])

    return spoil


def still_thing(state: Json) -> Json:
    return unseen(state)


def without(instance_of: Callable[[Json], Json]) -> Callable[[Json], object]:
    def change(one: Json) -> None:
        one["things"].remove(instance_of(one))

    return change


def wide_box(s: Spoilt) -> None:
    """A row's 2D box, and all that is recorded of it, reaches 60 px too far to one side."""
    rows = s.read(LABEL).decode().splitlines()
    number = largest(rows)
    row = rows[number].split(" ")
    note = json.loads(s.read("kitti/metadata/clip-000000.json"))["frames"][0]["objects"][number]
    left, _, right, _ = (round(float(word)) for word in row[4:8])
    new = (left - 60, right) if left > 60 else (left, right + 60)
    words(lambda columns: columns.__setitem__(slice(4, 8, 2), [f"{side:.2f}" for side in new]))(s)

    def record(one: Json) -> None:
        view = next(view for view in one["views"]["front"] if view["instance"] == note["instance"])
        view["amodal_box"][0], view["amodal_box"][2] = new

    state(0, record)(s)

    def coco(found: Json) -> None:
        for one in found["annotations"]:
            if (one["clip"], one["frame"], one["track_id"]) == (0, 0, note["instance"]):
                one["amodal_bbox"][0], one["amodal_bbox"][2] = float(new[0]), float(new[1] - new[0] + 1)

    for part in ("train", "val"):
        s.json(f"coco/annotations/instances_{part}.json", coco)


def small_view(one: Json) -> Json:
    """A view of too few pixels for any format."""
    return min(one["views"]["front"], key=lambda view: view["visible_px"])


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def flipped(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def moved_frame(s: Spoilt) -> None:
    names = (s.root / "kitti/ImageSets/train.txt").read_bytes().splitlines(keepends=True)
    s.change("kitti/ImageSets/val.txt", lambda data: b"".join(sorted([*data.splitlines(keepends=True), names[0]])))


def in_both_splits(s: Spoilt) -> None:
    """An image of the training split's clip also stands in the validation split."""
    image = json.loads(s.read(TRAIN))["images"][0]
    s.json(
        "coco/annotations/instances_val.json",
        lambda found: found["images"].append({**image, "id": 99, "file_name": found["images"][0]["file_name"]}),
    )


def picture_of(file: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    def spoil(s: Spoilt) -> None:
        image = cv2.imdecode(np.frombuffer(s.read(file), np.uint8), cv2.IMREAD_UNCHANGED)
        assert image is not None
        s.rewrite(file, cv2.imencode(".png", change(image))[1].tobytes())

    return spoil


def picture(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    return picture_of("coco/images/000000.png", change)


def set_to(container: Any, key: Any, value: Any) -> None:
    container[key] = value


def half_shard(found: Json) -> None:
    found["files"][0]["sha256"] = "0" * 64


def broken_member(data: bytes) -> bytes:
    """A byte within the compressed numbers of the archive's first array."""
    return flipped(200)(data)


def npy_of_other_length(array: np.ndarray) -> np.ndarray:
    return array[:-1]


def half_a_metre_on(points: np.ndarray) -> np.ndarray:
    points[:, 0] += 0.5
    return points


def masks_elsewhere(s: Spoilt) -> None:
    """The first frame's largest masks swap their things."""

    def swap(found: Json) -> None:
        own = [one for one in found["annotations"] if one["frame"] == 0]
        first, second = sorted(own, key=lambda one: -one["area"])[:2]
        first["track_id"], second["track_id"] = second["track_id"], first["track_id"]

    s.json(TRAIN, swap)
