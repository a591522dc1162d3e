"""A renderer of black pictures whose labels are those of the real one."""

from __future__ import annotations

import numpy as np

from scenes.environment import Environment
from simulator.physics.history import WorldHistory
from simulator.render.base import Float32, Hits, PinholeView
from simulator.render.warp_renderer import WarpRenderer


class LabelsOnly(WarpRenderer):
    """threads: of the CPU, 0 for all cores."""

    def __init__(self, threads: int = 0) -> None:
        super().__init__(threads=threads, quality="draft")

    def render(
        self, view: PinholeView, history: WorldHistory, environment: Environment, seed: int
    ) -> tuple[Float32, Hits]:
        """Nothing shines; what each pixel shows is as ever."""
        width, height = view.size_px
        return np.zeros((height, width, 3), np.float32), self.look(view, history)
