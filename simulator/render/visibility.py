"""What the pixels of a pinhole view show: rasterised on a CPU, traced on a GPU, with the same hits."""

from __future__ import annotations

from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.errors import ConfigError
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.geometry import SceneTables
from simulator.render.kernels import view as view_kernels
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.edges import Glimpses
from simulator.render.kernels.world import hit_buffers
from simulator.render.raster import Rasterizer
from simulator.render.rays import PinholeView, shifted


class Visibility:
    """Primary hits of one loaded scene."""

    def __init__(self, tables: SceneTables, launcher: BandLauncher, device: str) -> None:
        self._launcher = launcher
        self._device = device
        self.rasterizer = Rasterizer(tables, launcher) if device == "cpu" else None

    def hits(self, world: Any, history: WorldHistory, view: PinholeView) -> Any:
        """`HitBuffers` of all pixel centres, row-major. The world has its hierarchy."""
        if self.rasterizer is not None:
            return self.rasterizer.hits(world, history, view)
        width, height = view.size_px
        buffers = hit_buffers(width * height, self._device)
        self._launcher.launch(view_kernels.trace_view, width * height, [world, device_camera(view)], [buffers])
        return buffers

    def glimpses(self, world: Any, history: WorldHistory, view: PinholeView, offsets_px: NDArray[np.float64]) -> Any:
        """`Glimpses` of rays beside pixel centres by offsets_px (S, 2). Raises ConfigError for 2^31 rays or more."""
        if len(offsets_px) * view.size_px[0] * view.size_px[1] >= 2**31:
            few = 2**31 // (view.size_px[0] * view.size_px[1])
            raise ConfigError("renderer.samples", f"got {len(offsets_px) + 1}, allowed for this picture: at most {few}")
        out = Glimpses()
        out.offset = wp.array(offsets_px.astype(np.float32), dtype=wp.vec2, device=self._device)
        if self.rasterizer is not None:
            layers = self.rasterizer.glimpses(world, history, view, offsets_px)
            out.inverse_depth, out.link, out.face = layers
            return out
        pixels = view.size_px[0] * view.size_px[1]
        rays = len(offsets_px) * pixels
        out.inverse_depth = wp.empty(rays, dtype=wp.float32, device=self._device)
        out.link = wp.empty(rays, dtype=wp.int32, device=self._device)
        out.face = wp.empty(rays, dtype=wp.int32, device=self._device)
        for k, offset in enumerate(offsets_px):
            camera = device_camera(shifted(view, offset))
            layer = [part[k * pixels : (k + 1) * pixels] for part in (out.inverse_depth, out.link, out.face)]
            self._launcher.launch(view_kernels.glimpse_view, pixels, [world, camera], layer)
        return out
