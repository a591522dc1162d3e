"""Frames per second on a device, what they are made of, and how far they are from what bytes and rays allow."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import warp as wp

from benchmarks.gpu_rays import rates
from benchmarks.gpu_setup import Setup, camera_rays, setup
from benchmarks.gpu_timing import Cost, cost_of
from benchmarks.results import Result
from simulator.render.base import Hits
from simulator.render.motion import motion_keys, swept_bounds
from simulator.render.picture import Quality

QUALITIES: tuple[Quality, ...] = ("draft", "standard", "high")
FRAMES = 4
"""Pictures a measurement takes, each of another time, so that the world is posed anew for each."""

HIT_BYTES = 4 + 4 + 4 + 8 + 12 + 2 + 1 + 1
RGB_BYTES = 12
"""Bytes a pixel of the outputs: `Hits` and float32 radiance."""


def frames(given: Setup, quick: bool) -> list[Result]:
    """Pictures with all outputs: with copies to the host, and the time that the device's kernels take."""
    results = _geometry(given)
    for quality in QUALITIES[:2] if quick else QUALITIES:
        cost = _pictures(given, quality)
        wall, busy = cost.wall_ms / FRAMES, cost.busy_ms / FRAMES
        config = f"{quality}, each frame another time; "
        results += [
            Result(
                name=f"{quality}_host_fps", value=1000 / wall, unit="frames/s", config=config + "copied to the host"
            ),
            Result(name=f"{quality}_device_fps", value=1000 / busy, unit="frames/s", config=config + "kernels alone"),
            Result(
                name=f"{quality}_copies_ms", value=cost.copy_ms / FRAMES, unit="ms", config=config + "copies, clears"
            ),
        ]
        results += [
            Result(name=f"{quality}_kernel_{name}_ms", value=ms / FRAMES, unit="ms", config="a frame")
            for name, ms in cost.kernel_ms.items()
        ]
    return results


def world_updates(given: Setup, quick: bool) -> list[Result]:
    """What posing the world for another time costs on the host: poses, boxes, and the hierarchy over them."""
    del quick
    renderer = given.renderer("draft")
    times = itertools.cycle(np.linspace(0.1, 1.9, 37).tolist())
    bounds_m = renderer.tables.bounds_m
    keys = motion_keys(given.history, 1.0, 1.0)
    low, high = (wp.array(side, dtype=wp.vec3, device=given.device) for side in swept_bounds(bounds_m, keys))

    def poses() -> None:
        t_s = next(times)
        motion_keys(given.history, t_s, t_s)

    works = {
        "poses": poses,
        "boxes": lambda: swept_bounds(bounds_m, keys),
        **{f"bvh_{c}": lambda c=c: wp.Bvh(low, high, constructor=c) for c in ("sah", "median", "lbvh", "cubql")},
    }
    if given.device == "cpu":
        del works["bvh_lbvh"]
    built = wp.Bvh(low, high, constructor="sah")
    works["bvh_refit"] = built.refit
    config = f"{len(bounds_m)} rigid parts, wall clock"
    return [
        Result(name=f"world_{n}_ms", value=cost_of(w, given.device, given.runs).wall_ms, unit="ms", config=config)
        for n, w in works.items()
    ]


def floor(given: Setup, quick: bool) -> list[Result]:
    """The least that a draft frame can take: its rays at the measured rates, its bytes at the measured bandwidths."""
    rate = {row.name: row.value for row in rates(given, quick)}
    renderer = given.renderer("draft")
    rays = camera_rays(given, 1)
    pixels = len(rays)
    shadow = int(np.count_nonzero(renderer.trace(rays, given.history).link >= 0))
    tracing_ms = (pixels / rate["coherent_grays_s"] + shadow / rate["occlusion_grays_s"]) / 1e6
    on_device, to_host = _bandwidths(given, 2**24 if quick else 2**30)
    size = pixels * (HIT_BYTES + RGB_BYTES)
    bytes_ms, copy_ms = (1000 * size / rate for rate in (on_device, to_host))
    busy = _pictures(given, "draft").busy_ms / FRAMES
    text = f"{pixels} camera and {shadow} shadow rays at the measured rates"
    return [
        Result(name="floor_rays_ms", value=tracing_ms, unit="ms", config=text),
        Result(name="floor_bytes_ms", value=bytes_ms, unit="ms", config=f"{size / 1e6:.1f} MB written once"),
        Result(name="floor_copy_ms", value=copy_ms, unit="ms", config=f"{size / 1e6:.1f} MB to pinned memory"),
        Result(name="device_gb_s", value=on_device / 1e9, unit="GB/s", config="copy within the device, bytes written"),
        Result(name="to_host_gb_s", value=to_host / 1e9, unit="GB/s", config="copy to pinned memory"),
        Result(
            name="draft_over_floor", value=busy / (tracing_ms + bytes_ms), unit="x", config="kernels of a draft frame"
        ),
    ]


def agreement(given: Setup, quick: bool) -> list[Result]:
    """CUDA against the CPU on one picture (DESIGN section 6): ids and depth away from silhouettes, radiance."""
    del quick
    if given.device == "cpu":
        return []
    reference = setup("cpu", given.size_px, 1)
    (ours, seen), (theirs, expected) = (
        one.renderer("draft").render(one.view(), one.history, one.scene.environment, 1) for one in (given, reference)
    )
    inside = _away_from_silhouettes(expected, given.size_px)
    same = (seen.instance == expected.instance)[inside]
    depth = np.abs(seen.t - expected.t)[inside] <= 1e-3 + 1e-4 * expected.t[inside]
    scale = 255.0 / float(np.percentile(theirs, 99.0))
    close = (np.abs(ours - theirs).max(axis=-1) * scale <= 1.0).reshape(-1)
    shares = {"agree_ids": same.mean(), "agree_depth": depth.mean(), "agree_radiance": close.mean()}
    config = "share of pixels within DESIGN section 6's tolerances, against the CPU"
    return [Result(name=name, value=float(share), unit="", config=config) for name, share in shares.items()]


def _geometry(given: Setup) -> list[Result]:
    """Depth, normals, instance, part, semantic and flow, without colour."""
    renderer = given.renderer("draft")
    views = itertools.cycle([given.view(3 * index) for index in range(FRAMES)])

    def work() -> None:
        view = next(views)
        hits = renderer.look(view, given.history)
        renderer.pixel_geometry(view, hits, given.history, replace(view, t_s=view.t_s + 0.1))

    cost = cost_of(work, given.device, given.runs)
    config = "depth, normals, instance, part, semantic, flow; "
    return [
        Result(name="geometry_host_fps", value=1000 / cost.wall_ms, unit="frames/s", config=config + "to the host"),
        Result(name="geometry_device_fps", value=1000 / cost.busy_ms, unit="frames/s", config=config + "kernels alone"),
    ]


def _pictures(given: Setup, quality: Quality) -> Cost:
    renderer = given.renderer(quality)
    views = [given.view(3 * index) for index in range(FRAMES)]
    environment = given.scene.environment

    def work() -> None:
        for index, view in enumerate(views):
            renderer.render(view, given.history, environment, index)

    return cost_of(work, given.device, max(2, given.runs // 2))


def _bandwidths(given: Setup, size: int) -> tuple[float, float]:
    """Bytes a second of copies within the device, and from it to the host's pinned memory."""
    source = wp.zeros(size, dtype=wp.uint8, device=given.device)
    beside = wp.empty(size, dtype=wp.uint8, device=given.device)
    host = wp.empty(size, dtype=wp.uint8, device="cpu", pinned=given.device != "cpu")
    inner = cost_of(lambda: wp.copy(beside, source), given.device, given.runs)
    outer = cost_of(lambda: wp.copy(host, source), given.device, given.runs)
    return 1000 * size / inner.wall_ms, 1000 * size / outer.wall_ms


def _away_from_silhouettes(hits: Hits, size_px: tuple[int, int]) -> np.ndarray:
    """(N,) pixels whose eight neighbours show the same rigid part; the picture's edge is left out."""
    width, height = size_px
    link = hits.link.reshape(height, width)
    inside = np.zeros((height, width), dtype=np.bool_)
    middle = link[1:-1, 1:-1]
    steps = itertools.product((0, 1, 2), repeat=2)
    same = [link[y : y + height - 2, x : x + width - 2] == middle for y, x in steps]
    inside[1:-1, 1:-1] = np.logical_and.reduce(same)
    return inside.reshape(-1)
