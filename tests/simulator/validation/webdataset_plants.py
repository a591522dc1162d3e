"""Planted corruptions of WebDataset."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable

import format_plants as f
import numpy as np
from plants import Plant, cut
from spoilt import Json, Spoilt

SHARD = "webdataset/shards/clip-000000.tar"
Members = list[tuple[str, bytes]]


def members(change: Callable[[Members], object]) -> f.Spoil:
    """Changes the names and contents of the first shard's members in place."""

    def spoil(data: bytes) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            found = [(info.name, stream.read()) for info in tar if (stream := tar.extractfile(info)) is not None]
        change(found)
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, content in found:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        return out.getvalue()

    return lambda s: s.change(SHARD, spoil)


def member(ending: str, change: Callable[[bytes], bytes]) -> f.Spoil:
    """Changes the first member that ends so."""

    def change_one(found: Members) -> None:
        at = next(i for i, (name, _) in enumerate(found) if name.endswith(ending))
        found[at] = (found[at][0], change(found[at][1]))

    return members(change_one)


def labels(change: Callable[[Json], object]) -> f.Spoil:
    def spoil(data: bytes) -> bytes:
        found = json.loads(data)
        change(found)
        return json.dumps(found).encode()

    return member(".json", spoil)


def arrays(ending: str, change: Callable[[dict[str, np.ndarray]], object]) -> f.Spoil:
    def spoil(data: bytes) -> bytes:
        found, out = dict(np.load(io.BytesIO(data))), io.BytesIO()
        change(found)
        np.savez(out, **found)
        return out.getvalue()

    return member(ending, spoil)


def more_pixels(found: Json) -> None:
    found["sensors"]["front"]["things"][0]["visible_px"] += 1


def fewer_points(found: dict[str, np.ndarray]) -> None:
    for name in found:
        found[name] = found[name][:-1]


def in_both(s: Spoilt) -> None:
    s.change("webdataset/val.txt", lambda data: data + s.read("webdataset/train.txt"))


WEBDATASET_PLANTS = (
    Plant("a picture less", members(lambda found: found.pop(1)), "webdataset.complete", SHARD, "not the files"),
    Plant("labels less", members(lambda found: found.pop(0)), "webdataset.complete", SHARD, "no json"),
    Plant(
        "a frame less", members(lambda found: found.__delitem__(slice(0, 4))), "webdataset.complete", SHARD, "000000"
    ),
    Plant(
        "a file apart", members(lambda found: found.append(found.pop(0))), "webdataset.format", SHARD, "stands apart"
    ),
    Plant("a file twice", members(lambda found: found.insert(0, found[0])), "webdataset.format", SHARD, "stands twice"),
    Plant("a cut picture", member(".png", cut), "files.decodes", SHARD, "cut off"),
    Plant("labels of nothing", labels(lambda found: found.pop("sensors")), "webdataset.format", SHARD, "sensors"),
    Plant("a pixel too many", labels(more_pixels), "webdataset.labels_agree", SHARD, "the mask"),
    Plant("a point too few", arrays("roof.npz", fewer_points), "webdataset.cloud_agrees", SHARD, "points"),
    Plant("a shard in both lists", in_both, "webdataset.splits", "webdataset/val.txt", "2 times"),
)
