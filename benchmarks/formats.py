"""What it costs to write: one KITTI frame, run-length masks, 100,000 annotations. CPU time of one process."""

from __future__ import annotations

import io
import itertools
import math
import tempfile
import time
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from pycocotools import mask as coco_mask

from benchmarks.frame import FRAME, OVERRIDES, bench, renderer_of
from benchmarks.results import Result, in_turn_ms
from exporters.base import PublishedClip, RunInfo
from exporters.coco import CocoExporter
from exporters.kitti import KittiExporter
from exporters.png import rgb_png
from exporters.rle import encode_ids
from exporters.swerve import SwerveExporter
from simulator import load_config, simulate_clip
from simulator.clip import SimulatedClip
from simulator.frame import Frame
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.sensors.base import Mounting
from simulator.store.frames import FrameWriter
from simulator.write_behind import WriteBehind

INFO = RunInfo(name="bench", seed=7, clips=1, frames=1, fps=10.0, val_share=0.2, version="bench")
ROUNDS = 15
CLIPS, IMAGES, MASKS = 10, 500, 20
"""100,000 annotations."""
BESIDE = 8


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
        write = lambda: exporter.write(replace(shown, number=next(numbers), written={}))  # noqa: E731
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


def store_write() -> list[Result]:
    """Everything of one frame into the store, against numpy's own compressed files of the same arrays."""
    shown = frame()
    camera, lidar = shown.cameras()[0], shown.lidars()[0]
    arrays = {
        f"{reading.name}/{entry.name}": getattr(reading, entry.name)
        for reading in (camera, lidar)
        for entry in fields(reading)
        if isinstance(getattr(reading, entry.name), np.ndarray)
    }
    memory = io.BytesIO()
    ours = lambda: FrameWriter().encode(shown)  # noqa: E731
    theirs = lambda: np.savez_compressed(io.BytesIO(), **arrays)  # noqa: E731
    np.savez_compressed(memory, **arrays)
    value, peer_value = in_turn_ms(ours, theirs, rounds=5, clock=time.process_time)
    ours_mb = (len(FrameWriter().encode(shown).archive) + len(rgb_png(camera.image))) / 1e6
    config = f"CPU time, least of 5; {ours_mb:.1f} MB with its picture, {memory.getbuffer().nbytes / 1e6:.1f} by numpy"
    peer = "numpy.savez_compressed of the two readings"
    name = "store_write_cpu_ms"
    return [Result(name=name, value=value, unit="ms", config=config, peer=peer, peer_value=peer_value)]


def write_behind() -> list[Result]:
    """A frame's time while KITTI, COCO and the store are written beside rendering, against rendering alone."""
    named = [override for override in OVERRIDES if not override.startswith("frames=")]
    config = load_config([*named, "renderer.quality=draft", "renderer.threads=1", f"frames={BESIDE}"])
    clip = simulate_clip(config, 0)
    times = {"alone": math.inf, "in turn": math.inf, "beside": math.inf}
    for name in [*times, *times]:
        with tempfile.TemporaryDirectory() as folder:
            times[name] = min(times[name], _written_ms(clip, Path(folder), name))
    told = f"by the clock, {BESIDE} draft frames, rendered by one thread; in turn {times['in turn']:.0f} ms"
    peer = "rendering alone"
    value = times["beside"]
    return [Result(name="frame_written_ms", value=value, unit="ms", config=told, peer=peer, peer_value=times["alone"])]


def _written_ms(clip: SimulatedClip, folder: Path, how: str) -> float:
    """Milliseconds a frame of a clip, written not at all, after each frame or beside the next one."""
    exporters = [] if how == "alone" else [KittiExporter(), CocoExporter(), SwerveExporter(labels=())]
    for index, exporter in enumerate(exporters):
        (folder / str(index)).mkdir()
        exporter.open(folder / str(index), INFO)
        exporter.begin_clip(clip.clip)

    def write(frame: Frame) -> None:
        for exporter in exporters:
            exporter.write(frame)

    start = time.perf_counter()
    if how == "beside":
        with WriteBehind[Frame](write) as behind:
            for frame in clip.frames():
                behind.put(frame)
    else:
        for frame in clip.frames():
            write(frame)
    return 1000 * (time.perf_counter() - start) / clip.clip.frames


ALL = {
    "store_write": store_write,
    "write_behind": write_behind,
    "kitti_write": kitti_write,
    "rle20": rle20,
    "coco100k": coco100k,
}
