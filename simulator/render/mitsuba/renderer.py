"""The reference backend: the same scene and camera, path-traced by Mitsuba 3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError, SceneError, UnsupportedRays
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import Float32, Hits, PinholeView, Rays, Renderer, View
from simulator.render.geometry import SceneTables, mean_albedo_of, reflectivity_of, scene_tables
from simulator.render.lamps import LampSites, lamp_sites, lamp_table
from simulator.render.mesh_store import MeshStore
from simulator.render.mitsuba.air import through_air
from simulator.render.mitsuba.camera import finer_view, sensor_of, sub_pixels
from simulator.render.mitsuba.cutouts import Cutout, cutout_of
from simulator.render.mitsuba.geometry import LampState, Patch, mesh_of, patches_of
from simulator.render.mitsuba.importance import chances
from simulator.render.mitsuba.lamps import clearances_m
from simulator.render.mitsuba.tracing import carried, first_hits, hits_of
from simulator.render.mitsuba.variant import require_mitsuba
from simulator.render.mitsuba.world import lens_content, point_like, surface_states, world_content
from simulator.render.rays import each_alone, pinhole_rays, require_pinhole
from simulator.render.sky import sky_light

MAX_SAMPLES = 65_536
MAX_DEPTH = 64
ROULETTE_DEPTH = 4
"""From here on dim paths are ended at random (chosen: the first bounces carry the picture)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Shown:
    """Geometry of some links of a history at one time, in Mitsuba's hands."""

    history: WorldHistory
    key: tuple[Any, ...]
    patches: tuple[Patch, ...]
    meshes: tuple[Any, ...]
    cutouts: tuple[Cutout | None, ...]
    scene: Any


class MitsubaRenderer(Renderer):
    """Unbiased light transport, for comparison; seconds to minutes a picture.

    LiDAR and rolling shutters have rays of many times, for each of which it would have to build the world anew: it
    answers rays of one time only. variant: scalar_rgb works everywhere; llvm_ad_rgb needs LLVM 17 or newer; cuda_ad_rgb
    a GPU. samples: camera samples a pixel, of which each quarter of a pixel takes `samples_a_pass` at a time. depth:
    longest path in segments. Raises DeviceError for an unusable variant, ConfigError for a number out of range.
    """

    PINHOLE_ONLY = True

    def __init__(
        self, *, variant: str = "scalar_rgb", samples: int = 64, samples_a_pass: int = 64, depth: int = 12
    ) -> None:
        for name, value, most in (
            ("samples", samples, MAX_SAMPLES),
            ("samples_a_pass", samples_a_pass, MAX_SAMPLES),
            ("depth", depth, MAX_DEPTH),
        ):
            if not 1 <= value <= most:
                raise ConfigError(f"renderer.{name}", f"got {value}, allowed: 1 to {most}")
        self._mi = require_mitsuba(variant)
        self._samples = samples
        self._samples_a_pass = min(samples, samples_a_pass)
        self._depth = depth
        self._store = MeshStore("cpu")
        self._tables: SceneTables | None = None
        self._sites: LampSites = lamp_sites(())
        self._shown: _Shown | None = None

    @property
    def tables(self) -> SceneTables:
        """Tables of the loaded scene. Raises SceneError before `load`."""
        if self._tables is None:
            raise SceneError("the renderer has no scene: call load(scene) first")
        return self._tables

    def load(self, scene: Scene) -> None:
        """See `Renderer.load`."""
        self._tables = scene_tables(scene, self._store)
        self._sites = point_like(lamp_sites(self._tables.links))
        self._shown = None

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """See `Renderer.trace`. Raises UnsupportedRays for rays of several times, or that pass through glass."""
        return self._trace(rays, history, range(len(self.tables.links)))

    def trace_alone(self, rays: Rays, history: WorldHistory, instances: NDArray[np.int32]) -> Hits:
        """See `Renderer.trace_alone`."""

        def trace(some: Rays, instance: int) -> Hits:
            first, last = (int(x) for x in self.tables.first_link[instance - 1 : instance + 1])
            return self._trace(some, history, range(first, last))

        return each_alone(rays, instances, trace)

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """See `Renderer.carry`."""
        if not len(rays):
            return np.zeros((0, 3), dtype=np.float32)
        return carried(rays, hits, history.links_at(_one_time(rays)), history.links_at(time_s))

    def render(self, view: View, history: WorldHistory, environment: Environment, seed: int) -> tuple[Float32, Hits]:
        """See `Renderer.render`. Air is applied by distance, sub-pixel by sub-pixel; paths fly through vacuum."""
        view = require_pinhole(view, "mitsuba")
        mi, tables = self._mi, self.tables
        rays = pinhole_rays(view)
        hits = self.trace(rays, history)
        light = sky_light(environment)
        states = surface_states(tables, self._sites, history, view.t_s, environment)
        patches = patches_of(tables, history.links_at(view.t_s), states, range(len(tables.links)))
        lamps = lamp_table(self._sites, history, view.t_s, environment)

        def trace(rays: Rays) -> Hits:
            return self.trace(rays, history)

        weights = chances(light, lamps, rays, hits, trace)
        clear = clearances_m(lamps, trace, view.t_s)
        content = world_content(mi, tables, patches, light, lamps, clear, environment, weights)
        finer = finer_view(view, sub_pixels(self._samples))
        depth = {"max_depth": self._depth, "rr_depth": ROULETTE_DEPTH}
        picture = self._picture(content, {"type": "volpath", **depth}, finer, seed)
        if any(patch.state == LampState.LENS for patch in patches):
            lenses = lens_content(mi, tables, patches)
            picture += self._picture(lenses, {"type": "volpath", "max_depth": 1}, finer, seed)
        finer_rays = pinhole_rays(finer)
        t = self.trace(finer_rays, history).t
        arriving = through_air(picture.reshape(-1, 3), t, finer_rays, environment, light)
        width, height = view.size_px
        return arriving.reshape(height, -1, width, finer.size_px[0] // width, 3).mean(axis=(1, 3)), hits

    def reflectivity(self, hits: Hits) -> Float32:
        """See `Renderer.reflectivity`."""
        return reflectivity_of(self.tables, hits)

    def albedo(self, view: View, hits: Hits, history: WorldHistory) -> Float32:
        """See `Renderer.albedo`. Materials have one colour each, the mean of their patterns and textures."""
        del history
        return mean_albedo_of(self.tables, view, hits)

    def _trace(self, rays: Rays, history: WorldHistory, links: range) -> Hits:
        if rays.through_glass:
            raise UnsupportedRays("renderer=mitsuba cannot let rays pass panes as LiDAR does: use renderer=warp")
        if not len(rays):
            return hits_of(self.tables, (), _nothing(0), rays)
        shown = self._geometry(history, _one_time(rays), links)
        found = _nothing(len(rays))
        if shown.meshes:
            found = first_hits(self._mi, shown.scene, shown.meshes, shown.cutouts, rays)
        return hits_of(self.tables, shown.patches, found, rays)

    def _geometry(self, history: WorldHistory, t_s: float, links: range) -> _Shown:
        """Bare geometry for tracing; the last that was asked for is kept."""
        key = (t_s, links)
        if self._shown is None or self._shown.history is not history or self._shown.key != key:
            dark = np.zeros((self.tables.instances + 1, len(self.tables.materials)), dtype=np.int64)
            patches = patches_of(self.tables, history.links_at(t_s), dark, links)
            plain = self._mi.load_dict({"type": "diffuse"})
            meshes = tuple(mesh_of(self._mi, patch, plain, None) for patch in patches)
            content = {f"patch{index}": mesh for index, mesh in enumerate(meshes)}
            scene = self._mi.load_dict({"type": "scene", **content}, parallel=False)
            cutouts = tuple(cutout_of(self.tables.materials[patch.material], patch) for patch in patches)
            self._shown = _Shown(history=history, key=key, patches=patches, meshes=meshes, cutouts=cutouts, scene=scene)
        return self._shown

    def _picture(self, content: dict[str, Any], integrator: dict[str, Any], view: PinholeView, seed: int) -> Float32:
        """Radiance (H, W, 3) of a world: the mean of passes with their own seeds."""
        mi = self._mi
        scene = mi.load_dict({"type": "scene", "integrator": integrator, **content}, parallel=False)
        sensor = mi.load_dict(sensor_of(mi, view))
        each = max(1, self._samples // sub_pixels(self._samples) ** 2)
        passes = -(-each // self._samples_a_pass)
        total = np.zeros((view.size_px[1], view.size_px[0], 3))
        for index in range(passes):
            number = (seed * passes + index) & 0x7FFFFFFF
            samples = min(self._samples_a_pass, each)
            total += np.array(mi.render(scene, sensor=sensor, spp=samples, seed=number), dtype=np.float64)
        return np.asarray(total / passes, dtype=np.float32)


def _one_time(rays: Rays) -> float:
    first, last = float(rays.time_s.min()), float(rays.time_s.max())
    if first != last:
        given = f"rays between {first} and {last} s"
        raise UnsupportedRays(f"renderer=mitsuba shows the world at one time a call, got {given}: use renderer=warp")
    return first


def _nothing(count: int) -> Any:
    zeros = np.zeros(count, dtype=np.int64)
    return np.zeros(count, dtype=np.float32), zeros - 1, zeros, np.zeros((count, 2), dtype=np.float32)
