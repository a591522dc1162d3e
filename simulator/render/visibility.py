"""What the pixels of a pinhole view show: rasterised on a CPU, traced on a GPU, with the same hits."""

from __future__ import annotations

from typing import Any

from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.geometry import SceneTables
from simulator.render.kernels import view as view_kernels
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.world import hit_buffers
from simulator.render.raster import Rasterizer
from simulator.render.rays import PinholeView


class Visibility:
    """Primary hits of one loaded scene."""

    def __init__(self, tables: SceneTables, launcher: BandLauncher, device: str) -> None:
        self._launcher = launcher
        self._device = device
        self.rasterizer = Rasterizer(tables, launcher) if device == "cpu" else None

    def hits(self, world: Any, history: WorldHistory, view: PinholeView) -> Any:
        """`HitBuffers` of all pixel centres, row-major."""
        if self.rasterizer is not None:
            return self.rasterizer.hits(world, history, view)
        width, height = view.size_px
        buffers = hit_buffers(width * height, self._device)
        inputs = [world, device_camera(view), 1]
        self._launcher.launch(view_kernels.trace_view, width * height, inputs, [buffers])
        return buffers
