"""A peer: Mitsuba's path tracer, given the scene once, so that samples are timed and not the building of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Timed, Wanted, timed
from scenes.environment import Environment
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView
from simulator.render.lamps import lamp_sites, lamp_table
from simulator.render.mitsuba.camera import sensor_of
from simulator.render.mitsuba.geometry import patches_of
from simulator.render.mitsuba.importance import chances
from simulator.render.mitsuba.lamps import clearances_m
from simulator.render.mitsuba.renderer import ROULETTE_DEPTH, MitsubaRenderer
from simulator.render.mitsuba.variant import require_mitsuba
from simulator.render.mitsuba.world import point_like, surface_states, world_content
from simulator.render.rays import pinhole_rays
from simulator.render.sky import sky_light

BOUNCES = 6
"""As the renderer beside it at `high`."""
SAMPLES_A_PASS = 16
"""The vectorised variant has all samples of a pass in memory together."""
WARM_UP = Wanted(samples=1, seed=99)


class MitsubaPeer:
    """One view of a scene at its time, without air. Raises DeviceError for an unusable variant."""

    def __init__(
        self, variant: str, scene: Scene, history: WorldHistory, environment: Environment, view: PinholeView
    ) -> None:
        self._mi = mi = require_mitsuba(variant)
        near = MitsubaRenderer(variant=variant)
        near.load(scene)
        tables, light = near.tables, sky_light(environment)
        sites = point_like(lamp_sites(tables.links))
        states = surface_states(tables, sites, history, view.t_s, environment)
        patches = patches_of(tables, history.links_at(view.t_s), states, range(len(tables.links)))
        lamps = lamp_table(sites, history, view.t_s, environment)
        rays = pinhole_rays(view)
        trace = lambda rays: near.trace(rays, history)  # noqa: E731
        weights = chances(light, lamps, rays, trace(rays), trace)
        clear = clearances_m(lamps, trace, view.t_s)
        content = world_content(mi, tables, patches, light, lamps, clear, environment, weights)
        paths = {"type": "volpath", "max_depth": BOUNCES + 1, "rr_depth": ROULETTE_DEPTH}
        self._scene: Any = mi.load_dict({"type": "scene", "integrator": paths, **content}, parallel=False)
        self._sensor: Any = mi.load_dict(sensor_of(mi, view))

    def pictures(self, wanted: Sequence[Wanted]) -> dict[Wanted, Timed]:
        """Pictures in cd/m2, after one that is not timed, for which the vectorised variant compiles its program.

        Raises ValueError for denoised ones: Mitsuba's denoiser is OptiX's, which needs a GPU.
        """
        if any(each.denoised for each in wanted):
            raise ValueError("Mitsuba has no denoiser on a CPU")
        self._drawn(WARM_UP)
        return {each: timed(lambda each=each: self._drawn(each)) for each in wanted}

    def _drawn(self, wanted: Wanted) -> NDArray[np.float32]:
        """The mean of passes with their own seeds."""
        spp = min(wanted.samples, SAMPLES_A_PASS)
        passes = -(-wanted.samples // spp)
        total = np.zeros(1)
        for index in range(passes):
            seed = wanted.seed * 4096 + index
            total = total + np.array(self._mi.render(self._scene, sensor=self._sensor, spp=spp, seed=seed))
        return np.asarray(total / passes, dtype=np.float32)
