"""Planted corruptions of a store: what a faulty writer of one value, array or file would leave."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
from plants import Plant, cut, picture_of
from spoilt import Json, Spoilt

INDEX = "swerve/store.json"
FRAME = "swerve/clips/000000/frames/000000.npz"
CAMERA = "front"

Arrays = dict[str, np.ndarray]


def stored(change: Callable[[Json, Arrays], object], file: str = FRAME) -> Callable[[Spoilt], object]:
    """Changes a frame's JSON, its mappings given as objects, and its plain arrays, in place."""

    def spoil(s: Spoilt) -> None:
        with zipfile.ZipFile(s.root / file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        told = json.loads(members["frame.json"])
        arrays = {n.removesuffix(".npy"): np.load(io.BytesIO(d)) for n, d in members.items() if n.endswith(".npy")}
        change(told, arrays)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("frame.json", json.dumps(told))
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w") as stream:
                    np.save(stream, array)
        s.rewrite(file, out.getvalue())

    return spoil


def value(change: Callable[[Json], object]) -> Callable[[Spoilt], object]:
    return stored(lambda told, _: change(of(told, "frame")))


def array(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    return stored(lambda _, arrays: arrays.__setitem__(name, change(arrays[name])))


def image(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    """Changes a float image whose rows are coded."""

    def spoil(_: Json, arrays: Arrays) -> None:
        coded = f"{name}.rows" in arrays
        whole = decoded(arrays.pop(f"{name}.rows")) if coded else arrays[name]
        arrays[name] = np.asarray(change(whole.copy()), whole.dtype)

    return stored(spoil)


def decoded(planes: np.ndarray) -> np.ndarray:
    bits = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<u4")[..., 0]
    return np.cumsum(bits, axis=0, dtype="<u4").view("<f4")


def of(coded: Json, key: Any) -> Any:
    """The value of a key in a coded mapping."""
    return next(item for own, item in coded["_map"] if own == key)


def views(frame: Json) -> list[Json]:
    return list(of(frame["views"], CAMERA))


def largest(frame: Json) -> Json:
    return max(views(frame), key=lambda view: view["visible_px"])


def everywhere(key: str, by: float) -> Callable[[Spoilt], object]:
    """Changes a number of the largest view in the store and the record alike."""

    def spoil(s: Spoilt) -> None:
        numbers: list[int] = []

        def change(frame: Json) -> None:
            view = largest(frame)
            view[key] = by
            numbers.append(view["instance"])

        value(change)(s)

        def recorded(states: list[Json]) -> None:
            view = next(one for one in states[0]["views"][CAMERA] if one["instance"] == numbers[0])
            view[key] = by

        s.lines("record/frames/000000.jsonl", recorded)

    return spoil


def silhouette_without(told: Json, arrays: Arrays) -> None:
    """A visible pixel that is in no edge row of the largest thing's silhouette changes places with a hidden one."""
    frame = of(told, "frame")
    for view in sorted(views(frame), key=lambda one: -one["visible_px"]):
        name = view["amodal_mask"].get("_array")
        if name is None:
            continue
        mask, box = arrays[name], view["amodal_box"]
        own = arrays[f"{CAMERA}/instance"][box["top"] : box["bottom"] + 1, box["left"] : box["right"] + 1]
        inner = np.zeros_like(mask)
        inner[1:-1, 1:-1] = True
        seen, open_ = np.argwhere(inner & (own == view["instance"])), np.argwhere(inner & ~mask)
        if len(seen) and len(open_):
            mask[tuple(seen[len(seen) // 2])] = False
            mask[tuple(open_[0])] = True
            return
    raise AssertionError("no thing of the frame has an inner pixel to hide")


def relabelled(told: Json, arrays: Arrays) -> None:
    """One pixel of the largest thing is of nothing."""
    ids = arrays[f"{CAMERA}/instance"]
    rows, columns = np.nonzero(ids == largest(of(told, "frame"))["instance"])
    middle = len(rows) // 2
    ids[rows[middle], columns[middle]] = 0


def without_thing(told: Json, arrays: Arrays) -> None:
    """The last thing is gone, and its arrays."""
    (number, _) = of(told, "frame")["things"]["_map"].pop()
    for name in [name for name in arrays if name.startswith(f"things/{number}/")]:
        del arrays[name]


def keypoints_beside(frame: Json) -> None:
    """All keypoints of a view are seen, somewhere else."""
    view = next(one for one in views(frame) if one["keypoint_state"] and one["visible_px"] > 0)
    count = view["keypoint_state"]["_small"][1][0]

    view["keypoint_state"]["_small"][2] = base64.b64encode(bytes([2] * count)).decode()
    corner = np.zeros((count, 2), "<f4").tobytes()
    view["keypoints_px"]["_small"][2] = base64.b64encode(corner).decode()


def without_picture(s: Spoilt) -> None:
    s.remove(f"swerve/clips/000000/{CAMERA}/000000.png")


def to_the_left(flow_px: np.ndarray) -> np.ndarray:
    return flow_px + np.array([-30.0, 0.0], np.float32)


STORE_PLANTS = (
    Plant("another version", lambda s: s.json(INDEX, lambda f: f.update(schema_version=9)), "store.format", INDEX, "9"),
    Plant("a clip too few", lambda s: s.json(INDEX, lambda f: f["clips"].pop()), "store.complete", INDEX, "lists"),
    Plant("no frame", lambda s: s.remove(FRAME), "store.complete", FRAME, "is missing"),
    Plant("no clip", lambda s: s.remove("swerve/clips/000001/clip.npz"), "store.complete", "000001/clip.npz"),
    Plant("no picture", without_picture, "store.complete", f"{CAMERA}/000000.png", "is missing"),
    Plant("a cut frame", lambda s: s.change(FRAME, cut), "files.decodes", FRAME),
    Plant("a field too few", value(lambda frame: frame.pop("readings")), "store.format", FRAME, "readings"),
    Plant(
        "an unknown mark", value(lambda frame: frame.update(road={"_tree": 1})), "store.format", FRAME, "mark '_tree'"
    ),
    Plant("ids of another type", array(f"{CAMERA}/instance", np.int32), "store.arrays", FRAME, "expected uint16"),
    Plant("a part too few", array(f"{CAMERA}/part", lambda part: part[:-1]), "store.arrays", FRAME, "part is uint8"),
    Plant("a stray array", stored(lambda _, a: a.update(stray=np.zeros(3))), "store.arrays", FRAME, "member stray"),
    Plant(
        "a picture of another size",
        picture_of(f"swerve/clips/000000/{CAMERA}/000000.png", lambda pixels: pixels[:-1]),
        "store.arrays",
        f"{CAMERA}/000000.png",
    ),
    Plant("another time", value(lambda frame: frame.update(time_ns=1)), "store.record_agrees", FRAME, "time_ns is 1"),
    Plant(
        "a thing that is gone",
        stored(without_thing),
        "store.record_agrees",
        FRAME,
        "store or the record alone",
    ),
    Plant(
        "another speed",
        value(lambda frame: frame["things"]["_map"][0][1].update(velocity_mps=[9.0, 0.0, 0.0])),
        "store.record_agrees",
        FRAME,
        "not where, or not what",
    ),
    Plant("a pixel of nothing", stored(relabelled), "store.views", FRAME, "its mask has"),
    Plant("a silhouette with a hole", stored(silhouette_without), "store.amodal", FRAME, "outside its silhouette"),
    Plant(
        "a contrast above 1", value(lambda f: largest(f).update(contrast=1.5)), "store.shares", FRAME, "contrast is 1.5"
    ),
    Plant("a truncation above 1", everywhere("truncation", 1.5), "store.shares record.views", "", "truncation is 1.5"),
    Plant("keypoints elsewhere", value(keypoints_beside), "store.keypoints", FRAME, "not on its pixels"),
    Plant("flow to the left", image(f"{CAMERA}/flow_px", to_the_left), "agree.flow_depth store.flow", FRAME),
    Plant(
        "depth that is not foretold",
        image(f"motion/{CAMERA}/next_depth_m", lambda depth_m: depth_m * 1.2),
        "store.flow",
        FRAME,
        "foretells",
    ),
    Plant("points of nothing", array("roof/instance", np.zeros_like), "store.points", FRAME, "instance of roof"),
    Plant(
        "depth off by 20 cm",
        image(f"{CAMERA}/depth_m", lambda depth_m: depth_m + np.float32(0.2) * (depth_m > 0)),
        "agree.depth_lidar",
        FRAME,
    ),
)
