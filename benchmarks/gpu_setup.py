"""The scene, rays and renderers of the graphics card's benchmark."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from benchmarks.street import LIDAR_HEIGHT_M, history_of, kitti_view, street
from scenes.pose import rotate
from scenes.scene import EGO_INSTANCE, Scene
from scenes.streams import stream
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, PinholeView, Rays
from simulator.render.mesh_store import MeshStore
from simulator.render.picture import Quality
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.lidar.beam_table import Hdl64Kitti

SEED = 7
LIFT_M = 2e-3
"""Bounced rays start this far off the surface that they leave (chosen: float32 at 300 m rounds by 3e-5 m)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Setup:
    """What all measurements share. runs: how often each is repeated."""

    device: str
    scene: Scene
    history: WorldHistory
    size_px: tuple[int, int]
    runs: int

    def view(self, index: int = 0) -> PinholeView:
        """The ego's camera at the index-th of many times."""
        return kitti_view(self.history, 0.3 + 0.05 * (index % 30), self.size_px)

    def renderer(self, quality: Quality, constructor: str = "sah", leaf_size: int = 2) -> WarpRenderer:
        """A renderer with the scene loaded."""
        store = MeshStore(self.device, constructor=constructor, leaf_size=leaf_size)
        renderer = WarpRenderer(device=self.device, quality=quality, store=store)
        renderer.load(self.scene)
        return renderer


@functools.cache
def setup(device: str, size_px: tuple[int, int], runs: int) -> Setup:
    """The benchmark's street on a device."""
    scene = street(SEED)
    return Setup(device=device, scene=scene, history=history_of(scene), size_px=size_px, runs=runs)


def camera_rays(given: Setup, views: int) -> Rays:
    """The pixel-centre rays of several views, one after another: coherent."""
    width, height = given.size_px
    origins, directions, times = [], [], []
    for view in map(given.view, range(views)):
        fx, fy, cx, cy = view.K
        across, down = np.meshgrid((np.arange(width) - cx) / fx, (np.arange(height) - cy) / fy)
        local = np.stack([across, down, np.ones_like(across)], axis=-1).reshape(-1, 3)
        directions.append((local @ view.T_world_camera.rotation().T).astype(np.float32))
        origins.append(np.tile(np.float32(view.T_world_camera.translation_m), (len(local), 1)))
        times.append(np.full(len(local), view.t_s, dtype=np.float32))
    return Rays(origin_m=np.concatenate(origins), direction=np.concatenate(directions), time_s=np.concatenate(times))


def bounced_rays(rays: Rays, hits: Hits) -> Rays:
    """One cosine-distributed ray from every hit: incoherent. Rays that hit nothing have none."""
    met = np.flatnonzero(hits.link >= 0)
    rng = stream(SEED, "bench.bounce")
    normal = hits.normal[met]
    # Lambert's law: a unit vector on the sphere that touches the surface (Shirley & Chiu 1997).
    ball = rng.standard_normal((len(met), 3)).astype(np.float32)
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    direction = normal + 0.999 * ball
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    point = rays.origin_m[met] + rays.direction[met] * hits.t[met, None]
    return Rays(origin_m=point + LIFT_M * normal, direction=direction, time_s=rays.time_s[met])


def lidar_rays(given: Setup, t_s: float = 1.0) -> Rays:
    """One revolution of an HDL-64E on the ego, each firing at its own time and from where the sensor then is."""
    scan = Hdl64Kitti().scan(rate_hz=10.0, t_s=t_s)
    times = t_s + scan.offset_s
    body_m, body_q = given.history.bodies_at(EGO_INSTANCE, times)
    lift = np.array([0.0, 0.0, LIDAR_HEIGHT_M])
    return Rays(
        origin_m=(body_m + lift)[scan.moment].astype(np.float32) + scan.origin_m,
        direction=rotate(body_q[scan.moment], scan.direction).astype(np.float32),
        time_s=times.astype(np.float32)[scan.moment],
        through_glass=True,
    )
