"""The default backend: NVIDIA Warp, the same kernels on CPU threads and CUDA."""

from __future__ import annotations

import os
from typing import Any, Literal

import numpy as np
import warp as wp

from scenes.environment import Environment
from scenes.errors import ConfigError, SceneError
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.base import Float32, Hits, PinholeView, Rays, Renderer
from simulator.render.device import require_device
from simulator.render.geometry import MeshStore, SceneTables, scene_tables
from simulator.render.kernels import camera, filtering, shading, tracing
from simulator.render.kernels import view as view_kernels
from simulator.render.kernels.sky import device_light
from simulator.render.kernels.world import HIT_FIELDS, HIT_TYPES, WORLD_FIELDS, HitBuffers, World, hit_buffers
from simulator.render.motion import MotionKeys, motion_keys, swept_bounds
from simulator.render.rays import PixelRange
from simulator.render.sky import sky_light
from simulator.render.uploads import LAMPS, device_array, upload_materials, upload_world
from simulator.render.visibility import Visibility

Quality = Literal["draft", "standard", "high"]
SAMPLES: dict[Quality, int] = {"draft": 1, "standard": 4, "high": 16}
"""Camera samples a pixel (chosen: draft for speed, standard for training, high for documents)."""

MAX_SAMPLES = 4096
"""Chosen: noise is a sixteenth of what high leaves, and a frame still ends."""

_FILTER_STRIDES: dict[Quality, tuple[int, ...]] = {"draft": (), "standard": (1, 2, 4, 8), "high": (1, 2)}
_CPU_RUN = 64
"""Neighbouring rays that one CPU thread takes in turn (measured: 16 to 256 are equally fast; a GPU wants 1)."""


class WarpRenderer(Renderer):
    """Ray tracing with sun, shadows, sky, GGX, glass and one diffuse bounce (not at `draft`).

    quality: draft (1 sample, sun shadow, unoccluded sky), standard, high. samples: overrides the quality's number.
    threads: CPU threads, 0 for all cores. Raises DeviceError for an unusable device.
    """

    def __init__(
        self, *, device: str = "cpu", quality: Quality = "standard", samples: int | None = None, threads: int = 0
    ) -> None:
        if samples is not None and not 1 <= samples <= MAX_SAMPLES:
            raise ConfigError("renderer.samples", f"got {samples}, allowed: 1 to {MAX_SAMPLES}")
        if threads < 0:
            raise ConfigError("renderer.threads", f"got {threads}, expected 0 (all cores) or more")
        self._device = require_device(device)
        self._quality = quality
        self._samples = SAMPLES[quality] if samples is None else samples
        self._launcher = BandLauncher(device, threads or os.cpu_count() or 1)
        self._store = MeshStore(device)
        self._run = _CPU_RUN if device == "cpu" else 1
        self._tables: SceneTables | None = None
        self._static_world: Any = None
        self._materials: Any = None
        self._world_key: tuple[int, float, float] | None = None
        self._world: Any = None
        self._alive: list[Any] = []
        self._visibility: Visibility | None = None
        self._shown: tuple[Hits, Any] | None = None

    @property
    def tables(self) -> SceneTables:
        """Tables of the loaded scene. Raises SceneError before `load`."""
        if self._tables is None:
            raise SceneError("the renderer has no scene: call load(scene) first")
        return self._tables

    def load(self, scene: Scene) -> None:
        """Uploads meshes that are new and the tables of the scene."""
        tables = scene_tables(scene, self._store)
        self._tables = tables
        self._static_world = upload_world(tables, self._device)
        self._materials = upload_materials(tables.materials, self._device)
        self._world_key = None
        self._visibility = Visibility(tables, self._launcher, self._device)

    def look(
        self, view: PinholeView, history: WorldHistory, box: PixelRange | None = None, alone: int | None = None
    ) -> Hits:
        """See `Renderer.look`."""
        rasterizer = self._visibility.rasterizer if self._visibility is not None else None
        if rasterizer is None:
            return super().look(view, history, box, alone)
        links = None if alone is None else self._links_of(alone)
        return self._kept(rasterizer.hits(self._poses_at(history, view.t_s), history, view, box, links))

    def pixel_geometry(
        self, view: PinholeView, hits: Hits, history: WorldHistory, after: PinholeView
    ) -> tuple[Float32, Float32]:
        """See `Renderer.pixel_geometry`."""
        width, height = view.size_px
        normal = wp.empty(width * height, dtype=wp.vec3, device=self._device)
        flow = wp.empty(width * height, dtype=wp.vec2, device=self._device)
        inputs = [
            self._poses_at(history, view.t_s),
            self._poses_at(history, after.t_s),
            camera.device_camera(view),
            camera.device_camera(after),
            self._device_hits(hits),
        ]
        self._launcher.launch(view_kernels.move_pixels, width * height, inputs, [normal, flow])
        return normal.numpy().reshape(height, width, 3), flow.numpy().reshape(height, width, 2)

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """See `Renderer.trace`."""
        buffers = hit_buffers(len(rays), self._device)
        if len(rays):
            world = self._world_at(history, float(rays.time_s.min()), float(rays.time_s.max()))
            inputs = [world, *self._ray_arrays(rays), int(rays.through_glass), self._run]
            self._launcher.launch(tracing.trace_rays, self._runs(len(rays)), inputs, [buffers])
        return _host_hits(buffers)

    def trace_alone(self, rays: Rays, history: WorldHistory, instance: int) -> Hits:
        """See `Renderer.trace_alone`."""
        buffers = hit_buffers(len(rays), self._device)
        if len(rays):
            links = self._links_of(instance)
            world = self._world_at(history, float(rays.time_s.min()), float(rays.time_s.max()))
            inputs = [world, links.start, links.stop, *self._ray_arrays(rays), int(rays.through_glass)]
            self._launcher.launch(tracing.trace_rays_alone, len(rays), inputs, [buffers])
        return _host_hits(buffers)

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """See `Renderer.carry`."""
        points = wp.zeros(len(rays), dtype=wp.vec3, device=self._device)
        if len(rays):
            now = self._world_at(history, float(rays.time_s.min()), float(rays.time_s.max()))
            later = self._world_of(motion_keys(history, time_s, time_s), hierarchy=None)
            inputs = [
                now,
                later,
                *self._ray_arrays(rays),
                self._array(hits.t, wp.float32),
                self._array(hits.link, wp.int32),
                time_s,
            ]
            self._launcher.launch(tracing.carry_hits, len(rays), inputs, [points])
        return np.asarray(points.numpy(), dtype=np.float32)

    def render(
        self, view: PinholeView, history: WorldHistory, environment: Environment, seed: int
    ) -> tuple[Float32, Hits]:
        """See `Renderer.render`."""
        width, height = view.size_px
        count = width * height
        world = self._world_at(history, view.t_s, view.t_s)
        eye = camera.device_camera(view)
        radiance, diffuse, irradiance, spare = (wp.empty(count, dtype=wp.vec3, device=self._device) for _ in range(4))
        assert self._visibility is not None
        hits = self._visibility.hits(world, history, view)
        self._switch_lamps(history.braking_at(view.t_s))
        self._materials.wetness = environment.wetness
        light = device_light(sky_light(environment), self._device)
        indirect = shading.OPEN_SKY if self._quality == "draft" else shading.TRACED
        lit_by = [world, self._materials, light, eye, hits]
        noise = [indirect, seed & 0x7FFFFFFF]
        sunlit = wp.empty(count, dtype=wp.uint8, device=self._device)
        layers = [radiance, diffuse, irradiance]
        self._launcher.launch(shading.shade_centres, self._runs(count), [*lit_by, *noise, self._run], [*layers, sunlit])
        if self._samples > 1:
            further = [sunlit, self._samples, int(self._quality == "high")]
            self._launcher.launch(shading.refine_pixels, count, [*lit_by, *further, *noise], layers)
        for stride in _FILTER_STRIDES[self._quality]:
            smooth = [eye, hits.t, hits.normal, stride, irradiance]
            self._launcher.launch(filtering.smooth_irradiance, count, smooth, [spare])
            irradiance, spare = spare, irradiance
        self._launcher.launch(filtering.compose, count, [diffuse, irradiance], [radiance])
        image = np.asarray(radiance.numpy(), dtype=np.float32).reshape(height, width, 3)
        return image, self._kept(hits)

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

    def _links_of(self, instance: int) -> range:
        """The links of the ego or an actor."""
        first, last = (int(x) for x in self.tables.first_link[instance - 1 : instance + 1])
        return range(first, last)

    def _kept(self, buffers: Any) -> Hits:
        """Buffers on the host; the device's stay at hand for `pixel_geometry`."""
        hits = _host_hits(buffers)
        self._shown = (hits, buffers)
        return hits

    def _device_hits(self, hits: Hits) -> Any:
        """Hits as device buffers; those of the last picture are still there."""
        if self._shown is not None and self._shown[0] is hits:
            return self._shown[1]
        buffers = HitBuffers()
        for name, dtype in HIT_TYPES.items():
            setattr(buffers, name, self._array(getattr(hits, name), dtype))
        return buffers

    def _poses_at(self, history: WorldHistory, time_s: float) -> Any:
        """The world at one time; without a hierarchy, unless it was the last one asked for."""
        time_s = float(np.float32(time_s))
        if self._world_key == (id(history), time_s, time_s):
            return self._world
        return self._world_of(motion_keys(history, time_s, time_s), hierarchy=None)

    def _runs(self, rays: int) -> int:
        """Threads for that many rays."""
        return -(-rays // self._run)

    def _array(self, values: Any, dtype: Any) -> Any:
        return device_array(values, dtype, self._device)

    def _ray_arrays(self, rays: Rays) -> list[Any]:
        return [
            self._array(rays.origin_m.astype(np.float32, copy=False), wp.vec3),
            self._array(rays.direction.astype(np.float32, copy=False), wp.vec3),
            self._array(rays.time_s.astype(np.float32, copy=False), wp.float32),
        ]

    def _switch_lamps(self, braking: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Lamp states by instance; 'none' (emission without a lamp) always shines, brake lamps follow the history."""
        on = np.zeros((self.tables.instances + 1, len(LAMPS)), dtype=np.uint8)
        on[:, LAMPS.index("none")] = 1
        on[1:, LAMPS.index("brake")] = braking
        self._materials.lamp_on = self._array(on.reshape(-1), wp.uint8)

    def _world_at(self, history: WorldHistory, first_s: float, last_s: float) -> Any:
        """The world over a span of time; the last one asked for is kept."""
        # Rays carry float32 times: rounding here lets a view and its rays share one world.
        first_s, last_s = float(np.float32(first_s)), float(np.float32(last_s))
        key = (id(history), first_s, last_s)
        if self._world_key != key:
            keys = motion_keys(history, first_s, last_s)
            low, high = swept_bounds(self.tables.bounds_m, keys)
            hierarchy = wp.Bvh(self._array(low, wp.vec3), self._array(high, wp.vec3), constructor="sah")
            self._world = self._world_of(keys, hierarchy)
            self._world_key = key
            self._alive = [hierarchy, history]
        return self._world

    def _world_of(self, keys: MotionKeys, hierarchy: Any) -> Any:
        world = World()
        for name in WORLD_FIELDS:
            setattr(world, name, getattr(self._static_world, name))
        world.tlas = hierarchy.id if hierarchy is not None else wp.uint64(0)
        world.keys = len(keys.position_m)
        world.key_start = keys.start_s
        world.key_step = keys.step_s
        world.position = self._array(keys.position_m.reshape(-1, 3).astype(np.float32), wp.vec3)
        world.rotation = self._array(keys.rotation_xyzw.reshape(-1, 4).astype(np.float32), wp.quat)
        world.moving = self._array(keys.moving.astype(np.int32), wp.int32)
        return world


def _host_hits(buffers: Any) -> Hits:
    """Buffers on the host, read-only."""
    arrays = {name: getattr(buffers, name).numpy() for name in HIT_FIELDS}
    for array in arrays.values():
        array.flags.writeable = False
    return Hits(**arrays)
