"""What the pixels of a view show: pinholes are rasterised on a CPU, all else is traced, with the same hits."""

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
from simulator.render.rays import PinholeView, View


class Visibility:
    """Primary hits of one loaded scene."""

    def __init__(self, tables: SceneTables, launcher: BandLauncher, device: str, run: int) -> None:
        self._launcher = launcher
        self._device = device
        self._run = run
        self.rasterizer = Rasterizer(tables, launcher) if device == "cpu" else None

    def hits(self, world: Any, history: WorldHistory, view: View) -> Any:
        """`HitBuffers` of all pixel centres, row-major. The world has its hierarchy."""
        if self.rasterizer is not None and isinstance(view, PinholeView):
            return self.rasterizer.hits(world, history, view)
        width, height = view.size_px
        buffers = hit_buffers(width * height, self._device)
        inputs = [world, device_camera(view, self._device), self._run]
        self._launcher.launch(view_kernels.trace_view, -(-width * height // self._run), inputs, [buffers])
        return buffers

    def glimpses(self, world: Any, history: WorldHistory, view: View, offsets_px: NDArray[np.float64]) -> Any:
        """`Glimpses` of rays beside pixel centres by offsets_px (S, 2). Raises ConfigError for 2^31 rays or more."""
        if len(offsets_px) * view.size_px[0] * view.size_px[1] >= 2**31:
            few = 2**31 // (view.size_px[0] * view.size_px[1])
            raise ConfigError("renderer.samples", f"got {len(offsets_px) + 1}, allowed for this picture: at most {few}")
        out = Glimpses()
        out.offset = wp.array(offsets_px.astype(np.float32), dtype=wp.vec2, device=self._device)
        if self.rasterizer is not None and isinstance(view, PinholeView):
            layers = self.rasterizer.glimpses(world, history, view, offsets_px)
            out.inverse_depth, out.link, out.face = layers
            return out
        pixels = view.size_px[0] * view.size_px[1]
        rays = len(offsets_px) * pixels
        out.inverse_depth = wp.empty(rays, dtype=wp.float32, device=self._device)
        out.link = wp.empty(rays, dtype=wp.int32, device=self._device)
        out.face = wp.empty(rays, dtype=wp.int32, device=self._device)
        camera = device_camera(view, self._device)
        for k, offset in enumerate(offsets_px):
            layer = [part[k * pixels : (k + 1) * pixels] for part in (out.inverse_depth, out.link, out.face)]
            inputs = [world, camera, wp.vec2(*(float(x) for x in offset)), self._run]
            self._launcher.launch(view_kernels.glimpse_view, -(-pixels // self._run), inputs, layer)
        return out
