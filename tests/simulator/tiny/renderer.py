"""A renderer to which the world is empty: fast, and every ray misses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import Float32, Hits, PinholeView, Rays, Renderer


class BlankRenderer(Renderer):
    """threads: as other renderers have; nothing depends on it."""

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads

    def load(self, scene: Scene) -> None:
        pass

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        return _nothing(len(rays))

    def trace_alone(self, rays: Rays, history: WorldHistory, instances: NDArray[np.int32]) -> Hits:
        return _nothing(len(rays))

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        return rays.origin_m

    def render(
        self, view: PinholeView, history: WorldHistory, environment: Environment, seed: int
    ) -> tuple[Float32, Hits]:
        width, height = view.size_px
        radiance = np.full((height, width, 3), 1000.0 * environment.sun_elevation_rad, np.float32)
        return radiance, _nothing(width * height)

    def reflectivity(self, hits: Hits) -> Float32:
        return np.zeros(len(hits.t), np.float32)

    def albedo(self, view: PinholeView, hits: Hits, history: WorldHistory) -> Float32:
        width, height = view.size_px
        return np.zeros((height, width, 3), np.float32)


def _nothing(count: int) -> Hits:
    return Hits(
        t=np.zeros(count, np.float32),
        link=np.full(count, -1, np.int32),
        primitive=np.zeros(count, np.int32),
        barycentric=np.zeros((count, 2), np.float32),
        normal=np.zeros((count, 3), np.float32),
        instance=np.zeros(count, np.uint16),
        semantic=np.zeros(count, np.uint8),
        part=np.zeros(count, np.uint8),
    )
