"""What it costs to write: one KITTI frame, run-length masks, 100,000 annotations. CPU time of one process."""

from __future__ import annotations

import itertools
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from pycocotools import mask as coco_mask

from benchmarks.frame import FRAME, bench, renderer_of
from benchmarks.results import Result, in_turn_ms
from exporters.base import PublishedClip, RunInfo
from exporters.coco import CocoExporter
from exporters.kitti import KittiExporter
from exporters.rle import encode_ids
from simulator.frame import Frame
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.sensors.base import Mounting

INFO = RunInfo(name="bench", seed=7, clips=1, frames=1, fps=10.0, val_share=0.2, version="bench")
ROUNDS = 15
CLIPS, IMAGES, MASKS = 10, 500, 20
"""100,000 annotations."""


@cache
def frame() -> Frame:
    """The named frame with a picture in standard quality, its LiDAR sweep and labels."""
    b = bench()
    scene, history = b.clip.scene, b.clip.history
    renderer = renderer_of("standard", b.clip)
    readings = {}
    for mount in scene.rig.mounts:
        mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        readings[mount.name] = mount.sensor.measure(mounting, renderer, history, scene.environment, b.t_s, 1, {})[0]
    return make_frame(LabelledWorld(scene=scene, history=history, renderer=renderer), readings, 0, FRAME)


def kitti_write() -> list[Result]:
    """Picture, depth, cloud, calibration and labels of one frame, encoded and written to new files."""
    shown, exporter, numbers = frame(), KittiExporter(), itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        exporter.open(Path(folder), INFO)
        exporter.begin_clip(bench().clip.clip)
        write = lambda: exporter.write(replace(shown, number=next(numbers), shared={}))  # noqa: E731
        (value,) = in_turn_ms(write, rounds=ROUNDS, clock=time.process_time)
    points = len(shown.lidars()[0].points)
    config = f"CPU time, least of {ROUNDS}; {bench().description}, standard, {points} LiDAR points"
    return [Result(name="kitti_write_cpu_ms", value=value, unit="ms", config=config)]


def rle20() -> list[Result]:
    """Run-length masks of the 20 largest instances, against pycocotools' encoder on each mask."""
    camera = frame().cameras()[0]
    views = sorted(frame().views[camera.name], key=lambda view: -view.visible_px)[:MASKS]
    ids = [view.instance for view in views]
    ours = lambda: encode_ids(camera.instance, ids)  # noqa: E731
    theirs = lambda: [coco_mask.encode(np.asfortranarray(camera.instance == i, dtype=np.uint8)) for i in ids]  # noqa: E731
    value, peer_value = in_turn_ms(ours, theirs, rounds=ROUNDS, clock=time.process_time)
    return [
        Result(
            name="rle20_ms",
            value=value,
            unit="ms",
            config=f"CPU time, least of {ROUNDS}; {len(ids)} instances, {sum(v.visible_px for v in views)} px",
            peer="pycocotools.mask.encode, a mask at a time",
            peer_value=peer_value,
        )
    ]


def coco100k() -> list[Result]:
    """Merging the parts of ten clips into COCO's files: 100,000 annotations with masks."""
    shown, exporter = frame(), CocoExporter()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        exporter.open(root, INFO)
        exporter.begin_clip(bench().clip.clip)
        exporter.write(shown)
        (part,) = (root / name for name in exporter.end_clip({}) if name.startswith("parts/"))
        head, *lines = part.read_bytes().splitlines()
        masks = list(itertools.islice(itertools.cycle(lines), MASKS))
        image = {**orjson.loads(head)["images"][0], "annotations": MASKS}
        first = orjson.dumps({"images": [image] * IMAGES, "counted": {}})
        text = b"".join(line + b"\n" for line in (first, *(masks * IMAGES)))
        for clip in range(CLIPS):
            (root / f"parts/clip-{clip:06d}.jsonl").write_bytes(text)
        published = [PublishedClip(clip=clip, frame_numbers=(), files=()) for clip in range(CLIPS)]
        merge = lambda: exporter.finalize(root, INFO, published)  # noqa: E731
        (value,) = in_turn_ms(merge, rounds=3, clock=time.process_time)
    config = f"CPU time, least of 3; {CLIPS * IMAGES * MASKS} annotations in {CLIPS * IMAGES} images, both splits"
    return [Result(name="coco100k_s", value=value / 1000.0, unit="s", config=config)]


ALL = {"kitti_write": kitti_write, "rle20": rle20, "coco100k": coco100k}
