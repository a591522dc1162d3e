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
from simulator.render.base import Float32, Hits, PinholeView, Rays, Renderer
from simulator.render.geometry import MeshStore, SceneTables, scene_tables
from simulator.render.mitsuba.camera import sensor_of
from simulator.render.mitsuba.geometry import Patch, mesh_of, patches_of
from simulator.render.mitsuba.light import sky_emitter, sun_emitter
from simulator.render.mitsuba.materials import bsdf_of
from simulator.render.mitsuba.tracing import carried, first_hits, hits_of
from simulator.render.mitsuba.variant import require_mitsuba
from simulator.render.rays import pinhole_rays
from simulator.render.sky import sky_light
from simulator.render.uploads import LAMPS

MAX_SAMPLES = 65_536
MAX_DEPTH = 64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Shown:
    """Geometry of some links at one time, in Mitsuba's hands."""

    key: tuple[Any, ...]
    patches: tuple[Patch, ...]
    meshes: tuple[Any, ...]
    scene: Any


class MitsubaRenderer(Renderer):
    """Unbiased light transport, for comparison; seconds to minutes a picture.

    variant: scalar_rgb works everywhere; llvm_ad_rgb needs LLVM 17 or newer; cuda_ad_rgb a GPU. samples: camera samples
    a pixel, taken `samples_a_pass` at a time. depth: longest path in segments. Raises DeviceError for an unusable
    variant, ConfigError for a number out of range.
    """

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
        self._shown = None

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """See `Renderer.trace`. Raises UnsupportedRays for rays of several times, or that pass through glass."""
        return self._trace(rays, history, range(len(self.tables.links)))

    def trace_alone(self, rays: Rays, history: WorldHistory, instance: int) -> Hits:
        """See `Renderer.trace_alone`."""
        first, last = (int(x) for x in self.tables.first_link[instance - 1 : instance + 1])
        return self._trace(rays, history, range(first, last))

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """See `Renderer.carry`."""
        if not len(rays):
            return np.zeros((0, 3), dtype=np.float32)
        return carried(rays, hits, history.links_at(_one_time(rays)), history.links_at(time_s))

    def render(
        self, view: PinholeView, history: WorldHistory, environment: Environment, seed: int
    ) -> tuple[Float32, Hits]:
        """See `Renderer.render`."""
        mi = self._mi
        hits = self.trace(pinhole_rays(view), history)
        light = sky_light(environment)
        lit = lamp_states(self.tables, history, view.t_s)
        patches = patches_of(self.tables, history.links_at(view.t_s), lit, range(len(self.tables.links)))
        content: dict[str, Any] = {
            "type": "scene",
            "integrator": {"type": "volpath", "max_depth": self._depth, "rr_depth": 4},
            "sky": sky_emitter(mi, light),
        }
        sun = sun_emitter(mi, light)
        if sun is not None:
            content["sun"] = sun
        for index, mesh in enumerate(self._meshes(patches)):
            content[f"patch{index}"] = mesh
        scene = mi.load_dict(content, parallel=False)
        sensor = mi.load_dict(sensor_of(mi, view))
        passes = -(-self._samples // self._samples_a_pass)
        total = np.zeros((view.size_px[1], view.size_px[0], 3))
        for index in range(passes):
            number = (seed * passes + index) & 0x7FFFFFFF
            picture = mi.render(scene, sensor=sensor, spp=self._samples_a_pass, seed=number)
            total += np.array(picture, dtype=np.float64)
        return (total / passes).astype(np.float32), hits

    def reflectivity(self, hits: Hits) -> Float32:
        """See `Renderer.reflectivity`."""
        tables = self.tables
        table = np.array([m.lidar_reflectivity for m in tables.materials], dtype=np.float32)
        out = np.zeros(len(hits.t), dtype=np.float32)
        met = hits.link >= 0
        link = hits.link[met]
        face = tables.face_slot[tables.face_offset[link] + hits.primitive[met]]
        out[met] = table[tables.slot_material[tables.slot_offset[link] + face]]
        return out

    def _trace(self, rays: Rays, history: WorldHistory, links: range) -> Hits:
        if rays.through_glass:
            raise UnsupportedRays("renderer=mitsuba cannot let rays pass panes as LiDAR does: use renderer=warp")
        if not len(rays):
            return hits_of(self.tables, (), _nothing(0), rays)
        shown = self._geometry(history, _one_time(rays), links)
        found = first_hits(self._mi, shown.scene, shown.meshes, rays) if shown.meshes else _nothing(len(rays))
        return hits_of(self.tables, shown.patches, found, rays)

    def _geometry(self, history: WorldHistory, t_s: float, links: range) -> _Shown:
        """Bare geometry for tracing; the last that was asked for is kept."""
        key = (id(history), t_s, links)
        if self._shown is None or self._shown.key != key:
            dark = np.zeros((self.tables.instances + 1, len(self.tables.materials)), dtype=np.bool_)
            patches = patches_of(self.tables, history.links_at(t_s), dark, links)
            plain = self._mi.load_dict({"type": "diffuse"})
            meshes = tuple(mesh_of(self._mi, patch, plain, None) for patch in patches)
            content = {f"patch{index}": mesh for index, mesh in enumerate(meshes)}
            scene = self._mi.load_dict({"type": "scene", **content}, parallel=False)
            self._shown = _Shown(key=key, patches=patches, meshes=meshes, scene=scene)
        return self._shown

    def _meshes(self, patches: tuple[Patch, ...]) -> list[Any]:
        """Meshes with surfaces, and emitters where a lamp is on."""
        mi = self._mi
        surfaces = {k: mi.load_dict(bsdf_of(self.tables.materials[k])) for k in {p.material for p in patches}}
        meshes = []
        for patch in patches:
            emitter = None
            if patch.lit:
                radiance = list(self.tables.materials[patch.material].emitted_cd_m2)
                emitter = mi.load_dict({"type": "area", "radiance": {"type": "rgb", "value": radiance}})
            meshes.append(mesh_of(mi, patch, surfaces[patch.material], emitter))
        return meshes


def lamp_states(tables: SceneTables, history: WorldHistory, t_s: float) -> NDArray[np.bool_]:
    """(instances + 1, materials) whether a material shines: emission without a lamp always, brake lamps as braking."""
    on = np.zeros((tables.instances + 1, len(LAMPS)), dtype=np.bool_)
    on[:, LAMPS.index("none")] = True
    on[1:, LAMPS.index("brake")] = history.braking_at(t_s)
    kind = np.array([LAMPS.index(m.lamp) for m in tables.materials], dtype=np.int64)
    shines = np.array([m.emission_cd_m2 > 0 for m in tables.materials], dtype=np.bool_)
    return np.asarray(on[:, kind] & shines, dtype=np.bool_)


def _one_time(rays: Rays) -> float:
    first, last = float(rays.time_s.min()), float(rays.time_s.max())
    if first != last:
        given = f"rays between {first} and {last} s"
        raise UnsupportedRays(f"renderer=mitsuba shows the world at one time a call, got {given}: use renderer=warp")
    return first


def _nothing(count: int) -> Any:
    zeros = np.zeros(count, dtype=np.int64)
    return np.zeros(count, dtype=np.float32), zeros - 1, zeros, np.zeros((count, 2), dtype=np.float32)
