"""Rays per second on a device: coherent, incoherent, occlusion, LiDAR; and what hierarchy and launch shape suit it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import warp as wp

from benchmarks import gpu_kernels
from benchmarks.gpu_setup import Setup, bounced_rays, camera_rays, lidar_rays
from benchmarks.gpu_timing import Cost, cost_of
from benchmarks.results import Result
from simulator.render.base import Rays
from simulator.render.kernels import tracing
from simulator.render.warp_renderer import WarpRenderer
from simulator.render.worlds import Worlds

FAR_M = 1.0e4


def rates(given: Setup, quick: bool) -> list[Result]:
    """Rates of one KITTI picture's rays, of one bounce from each, of occlusion along those, and of one LiDAR sweep."""
    del quick
    renderer = given.renderer("draft")
    coherent = camera_rays(given, 1)
    incoherent = bounced_rays(coherent, renderer.trace(coherent, given.history))
    lidar = lidar_rays(given)
    swept = _traced(given, renderer, lidar)
    return [
        *_rate("coherent", _traced(given, renderer, coherent), len(coherent)),
        *_rate("incoherent", _traced(given, renderer, incoherent), len(incoherent)),
        *_rate("occlusion", _occluded(given, renderer, incoherent), len(incoherent)),
        *_rate("lidar", swept, len(lidar)),
        Result(name="lidar_scans_s", value=1000 / swept.busy_ms, unit="scans/s", config=f"{len(lidar)} rays, kernels"),
        Result(name="lidar_scans_host_s", value=1000 / swept.wall_ms, unit="scans/s", config="with copies both ways"),
    ]


def views_a_launch(given: Setup, quick: bool) -> list[Result]:
    """Camera rays of several views in one launch: whether one view fills the device."""
    renderer = given.renderer("draft")
    results = []
    for views in (1, 2) if quick else (1, 2, 4, 8):
        rays = camera_rays(given, views)
        cost = _traced(given, renderer, rays)
        rate = len(rays) / cost.busy_ms / 1e6
        name, config = f"coherent_{views}_views_grays_s", f"{len(rays)} rays in one launch"
        results.append(Result(name=name, value=rate, unit="Grays/s", config=config))
    return results


def sweep(given: Setup, quick: bool) -> list[Result]:
    """Grays/s by the way the meshes' hierarchies are built, leaf size and CUDA block size; and what building costs."""
    coherent = camera_rays(given, 1)
    first = given.renderer("draft")
    incoherent = bounced_rays(coherent, first.trace(coherent, given.history))
    before = tracing.trace_rays.module.options["block_dim"]
    results = []
    for constructor, leaf_size in product(_constructors(given.device), (2, 4) if quick else (1, 2, 4, 8)):
        building = cost_of(lambda c=constructor, n=leaf_size: given.renderer("draft", c, n), given.device, 1)
        kind = f"{constructor}_leaf{leaf_size}"
        results.append(
            Result(name=f"build_{kind}_ms", value=building.wall_ms, unit="ms", config="all meshes of the scene")
        )
        renderer = given.renderer("draft", constructor, leaf_size)
        for block in _blocks(given.device):
            wp.set_module_options({"block_dim": block}, module=tracing)
            for name, rays in (("coherent", coherent), ("incoherent", incoherent)):
                rate = len(rays) / _traced(given, renderer, rays).busy_ms / 1e6
                config = f"{constructor}, leaf {leaf_size}, block {block}"
                results.append(Result(name=f"{name}_{kind}_block{block}", value=rate, unit="Grays/s", config=config))
    wp.set_module_options({"block_dim": before}, module=tracing)
    return results


def _constructors(device: str) -> tuple[str, ...]:
    """Those that the device has; `lbvh` is CUDA's, where a CPU would build `sah` in its place."""
    return ("sah", "median", "cubql") if device == "cpu" else ("sah", "median", "lbvh", "cubql")


def _blocks(device: str) -> tuple[int, ...]:
    """CUDA block sizes; a CPU has none."""
    return (64,) if device == "cpu" else (32, 64, 128, 256)


def _traced(given: Setup, renderer: WarpRenderer, rays: Rays) -> Cost:
    return cost_of(lambda: renderer.trace(rays, given.history), given.device, given.runs)


def _occluded(given: Setup, renderer: WarpRenderer, rays: Rays) -> Cost:
    """Any-hit queries, their rays already on the device."""
    worlds = Worlds(renderer.tables, given.device)  # keeps the hierarchy alive
    world = worlds.over(given.history, float(rays.time_s.min()), float(rays.time_s.max()))
    blocked_by = wp.empty(len(rays), dtype=wp.int32, device=given.device)
    arrays = [
        wp.array(values, dtype=kind, device=given.device)
        for values, kind in ((rays.origin_m, wp.vec3), (rays.direction, wp.vec3), (rays.time_s, wp.float32))
    ]

    def work() -> None:
        inputs = [world, *arrays, FAR_M]
        wp.launch(gpu_kernels.occlude, dim=len(rays), inputs=inputs, outputs=[blocked_by], device=given.device)

    return cost_of(work, given.device, given.runs)


def _rate(name: str, cost: Cost, rays: int) -> Iterator[Result]:
    config = f"{rays} rays, {'kernels' if cost.kernel_ms else 'wall clock'}"
    yield Result(name=f"{name}_grays_s", value=rays / cost.busy_ms / 1e6, unit="Grays/s", config=config)
    yield Result(name=f"{name}_ms", value=cost.busy_ms, unit="ms", config=config)
