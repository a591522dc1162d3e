"""One labelled KITTI frame of the default street, stage by stage, and beside PyBullet's TinyRenderer."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.results import Result, in_turn_ms, median_ms
from benchmarks.tinyrenderer import TinyRenderer
from scenes.scene import EGO_INSTANCE
from simulator import generate, load_config, simulate_clip
from simulator.clip import SimulatedClip
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.parts import build_exporters, build_parts, run_info
from simulator.physics.engine import simulate
from simulator.render.base import PinholeView
from simulator.render.rays import pinhole_rays
from simulator.render.sky import sky_light
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting, Sensor

OVERRIDES = ("scenario=parked_street", "rig=kitti", "seed=7", "clips=1", "frames=20")
FRAME = 12


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Bench:
    """The named scene of these benchmarks, in the middle of its clip."""

    clip: SimulatedClip
    t_s: float
    view: PinholeView
    description: str


@cache
def bench() -> Bench:
    config = load_config([*OVERRIDES])
    clip = simulate_clip(config, 0)
    t_s = FRAME / clip.scene.fps
    mount = clip.scene.rig.mount("image_2")
    camera = mount.sensor
    view = PinholeView(
        T_world_camera=clip.history.body_at(EGO_INSTANCE, t_s) @ mount.T_ego_sensor,
        K=(camera.fx_px, camera.fy_px, camera.cx_px, camera.cy_px),
        size_px=(camera.width_px, camera.height_px),
        t_s=t_s,
    )
    renderer = renderer_of("draft", clip)
    tables = renderer.tables
    width, height = view.size_px
    description = (
        f"{width}x{height}, {tables.triangles} triangles, {len(tables.links)} rigid parts, {os.cpu_count()} threads"
    )
    return Bench(clip=clip, t_s=t_s, view=view, description=description)


def renderer_of(quality: str, clip: SimulatedClip) -> WarpRenderer:
    renderer = WarpRenderer(quality=quality)
    renderer.load(clip.scene)
    return renderer


def tinyrenderer_ratio() -> list[Result]:
    """RGB, depth and segmentation at 1 sample with sun shadow, against the same from TinyRenderer, in one run."""
    b = bench()
    scene, history = b.clip.scene, b.clip.history
    renderer = renderer_of("draft", b.clip)
    ours = lambda: renderer.render(b.view, history, scene.environment, 0)  # noqa: E731
    with TinyRenderer(scene, history, b.t_s) as peer:
        sun = sky_light(scene.environment).direction
        theirs = lambda: peer.image(b.view, sun)  # noqa: E731
        ours_ms, theirs_ms = [], []
        for _ in range(3):  # in turn, so that a drift of the machine's speed touches both
            ours_ms.append(median_ms(ours, runs=3))
            theirs_ms.append(median_ms(theirs, runs=1))
    config = f"{b.description}, 1 sample, 1 sun shadow ray a sample; TinyRenderer uses 1 core"
    value, peer_value = float(np.median(ours_ms)), float(np.median(theirs_ms))
    return [
        Result(name="frame_draft_ms", value=value, unit="ms", config=config),
        Result(
            name="tinyrenderer_ratio",
            value=value,
            unit="ms",
            config=config,
            peer="PyBullet TinyRenderer, RGB + depth + segmentation with shadow",
            peer_value=peer_value,
        ),
    ]


def frame_stages() -> list[Result]:
    """Milliseconds of one default frame: physics (its share), tracing, shading, LiDAR, labels, encoding."""
    b = bench()
    config = load_config([*OVERRIDES])
    scene, history = b.clip.scene, b.clip.history
    renderer = renderer_of("standard", b.clip)
    rays = pinhole_rays(b.view)
    sensors: dict[str, Sensor] = {m.name: m.sensor for m in scene.rig.mounts}
    readings = {}

    def measure(name: str, by: WarpRenderer = renderer) -> None:
        mounting = Mounting(name=name, T_ego_sensor=scene.rig.mount(name).T_ego_sensor)
        readings[name] = sensors[name].measure(mounting, by, history, scene.environment, b.t_s, 1, {})[0]

    physics = median_ms(lambda: simulate(scene, build_parts(config).physics), runs=1, warm_up=0) / scene.frames
    tracing, picture = in_turn_ms(
        lambda: renderer.trace(rays, history), lambda: renderer.render(b.view, history, scene.environment, 1)
    )
    # What a camera does beside rendering is small: at draft it does not drown in the picture's own variation.
    draft = renderer_of("draft", b.clip)
    draft_picture, draft_camera = in_turn_ms(
        lambda: draft.render(b.view, history, scene.environment, 1), lambda: measure("image_2", draft), rounds=6
    )
    chain = draft_camera - draft_picture
    lidar = median_ms(lambda: measure("velodyne"), runs=3)
    world = LabelledWorld(scene=scene, history=history, renderer=renderer)
    labels = median_ms(lambda: make_frame(world, readings, 0, FRAME), runs=3)
    frame = make_frame(world, readings, 0, FRAME)
    with tempfile.TemporaryDirectory() as folder:
        exporters = build_exporters(config)
        for name, exporter in exporters.items():
            root = Path(folder) / name
            root.mkdir()
            exporter.open(root, run_info(config, name, "bench"))
            exporter.begin_clip(b.clip.clip)
        taken: dict[str, list[float]] = {name: [] for name in exporters}
        for _ in range(4):
            fresh = replace(frame, written={})  # in a run, too, later exporters link what the first has encoded
            for name, exporter in exporters.items():
                taken[name].append(in_turn_ms(lambda e=exporter, f=fresh: e.write(f), rounds=1)[0])
        encoding = {name: float(np.median(times[1:])) for name, times in taken.items()}
    named = {
        "frame_standard_ms": picture,
        "stage_physics_ms": physics,
        "stage_tracing_ms": tracing,
        "stage_shading_ms": picture - tracing,
        "stage_camera_chain_ms": chain,
        "stage_lidar_ms": lidar,
        "stage_labels_ms": labels,
        "kitti_write_ms": encoding["kitti"],
        "coco_write_ms": encoding["coco"],
        "frame_all_ms": physics + picture + chain + lidar + labels + sum(encoding.values()),
    }
    return [Result(name=n, value=v, unit="ms", config=f"{b.description}, standard") for n, v in named.items()]


def end_to_end_fps() -> list[Result]:
    """Labelled KITTI frames with LiDAR on disk per second, through the whole program, kernels compiled before."""
    results = []
    for name, quality, workers in (
        ("end_to_end_fps", "standard", 1),
        ("end_to_end_two_workers_fps", "standard", 2),
        ("end_to_end_draft_fps", "draft", 1),
    ):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "set"
            chosen = [f"renderer.quality={quality}", f"workers={workers}", f"out={out}"]
            config = load_config(["seed=7", "clips=2", "frames=10", *chosen])
            start = time.perf_counter()
            summary = generate(config)
            value = summary.frames / (time.perf_counter() - start)
        text = f"2 clips of 10 frames, {quality}, kitti + coco, workers={workers}, start-up included"
        results.append(Result(name=name, value=value, unit="frames/s", config=text))
    return results


ALL = {
    "tinyrenderer_ratio": tinyrenderer_ratio,
    "frame_stages": frame_stages,
    "end_to_end_fps": end_to_end_fps,
}
