"""The default backend: NVIDIA Warp, the same kernels on CPU threads and CUDA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError, SceneError
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.base import Float32, Hits, LonePixels, Mask, PinholeView, Rays, Renderer
from simulator.render.device import require_device
from simulator.render.echo_tracer import EchoTracer, pulse_span
from simulator.render.geometry import SceneTables, reflectivity_of, scene_tables, without_sources
from simulator.render.kernels import tracing
from simulator.render.kernels import view as view_kernels
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.world import HIT_TYPES, HitBuffers, hit_buffers
from simulator.render.lens_view import LensView, blind_pixels
from simulator.render.mesh_store import MeshStore
from simulator.render.picture import FOUND_BY_PATHS, LAMP_RAYS, SAMPLES, Painter, Quality
from simulator.render.puffs import Puffs
from simulator.render.pulses import Echoes, Pulses
from simulator.render.rays import PixelRange, View, pixels_of, time_span, whole
from simulator.render.stages import Stages
from simulator.render.uploads import device_array, host_hits
from simulator.render.visibility import Visibility
from simulator.render.wakes import Vehicles, puffs_at, vehicles_of
from simulator.render.worlds import Worlds

MAX_SAMPLES: dict[Quality, int] = {"draft": 1, "standard": 64, "high": 4096}
"""Draft has one by what it is; at standard each keeps 12 bytes a pixel; at high noise is an eighth of what 64 samples
leave, and a frame still ends (chosen)."""

_FEWEST_DRAWN = 4096
"""Pixels from which rasterising them is cheaper than tracing them (measured: it costs some 2 ms in any case)."""
_CPU_RUN = 64
"""Neighbouring rays that one CPU thread takes in turn (measured: 16 to 256 are equally fast; a GPU wants 1)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Loaded:
    """What a scene is on the device."""

    tables: SceneTables
    worlds: Worlds
    visibility: Visibility
    stages: Stages
    vehicles: Vehicles


class WarpRenderer(Renderer):
    """Sun, sky, lamps, air and water on metallic-roughness surfaces, at three qualities.

    quality: draft (1 sample, shadows, unoccluded sky), standard (mirrors, panes, one diffuse bounce, more samples on
    edges), high (paths of several bounces). samples: overrides the quality's number, at most MAX_SAMPLES. threads: CPU
    threads, 0 for all cores. store: of meshes on the same device, by default the renderer's own. Raises DeviceError for
    an unusable device, ConfigError for a number out of range or a store on another device.
    """

    def __init__(
        self,
        *,
        device: str = "cpu",
        quality: Quality = "standard",
        samples: int | None = None,
        threads: int = 0,
        store: MeshStore | None = None,
    ) -> None:
        if samples is not None and not 1 <= samples <= MAX_SAMPLES[quality]:
            raise ConfigError("renderer.samples", f"got {samples}, allowed at {quality}: 1 to {MAX_SAMPLES[quality]}")
        if threads < 0:
            raise ConfigError("renderer.threads", f"got {threads}, expected 0 (all cores) or more")
        if store is not None and store.device != device:
            raise ConfigError("renderer.store", f"holds meshes on {store.device}, the renderer is on {device}")
        self.device = self._device = require_device(device)
        self._quality = quality
        self._samples = SAMPLES[quality] if samples is None else samples
        self._launcher = BandLauncher(device, threads)
        self._store = MeshStore(device) if store is None else store
        self._run = _CPU_RUN if device == "cpu" else 1
        self._painter = Painter(self._launcher, self._device, self._run)
        self._echo_tracer = EchoTracer(self._launcher, self._device, self._run)
        self._loaded: _Loaded | None = None
        self._shown: tuple[Hits, Any] | None = None

    @property
    def tables(self) -> SceneTables:
        """Tables of the loaded scene. Raises SceneError before `load`."""
        return self._scene.tables

    @property
    def _scene(self) -> _Loaded:
        if self._loaded is None:
            raise SceneError("the renderer has no scene: call load(scene) first")
        return self._loaded

    def load(self, scene: Scene) -> None:
        """Uploads meshes that are new and the tables of the scene."""
        found_by_paths = FOUND_BY_PATHS[self._quality]
        tables = without_sources(scene_tables(scene, self._store), found_by_paths)
        self._shown = None
        self._loaded = _Loaded(
            tables=tables,
            worlds=Worlds(tables, self._device),
            visibility=Visibility(tables, self._launcher, self._device, self._run),
            stages=Stages(tables, self._device, found_by_paths),
            vehicles=vehicles_of(tables.links),
        )

    def look(self, view: View, history: WorldHistory, box: PixelRange | None = None) -> Hits:
        """See `Renderer.look`."""
        rasterizer = self._scene.visibility.rasterizer
        drawn = isinstance(view, PinholeView) and pixels_of(box or whole(view)) >= _FEWEST_DRAWN
        if rasterizer is None or not isinstance(view, PinholeView) or not drawn:
            return super().look(view, history, box)
        world = self._scene.worlds.at(history, view.t_s)
        return self._kept(rasterizer.hits(world, history, view, box))

    def silhouettes(self, view: View, history: WorldHistory, asked: Sequence[LonePixels]) -> list[Mask]:
        """See `Renderer.silhouettes`. Large things are rasterised one by one, small ones traced, all in one launch."""
        rasterizer = self._scene.visibility.rasterizer
        if rasterizer is None or not isinstance(view, PinholeView):
            return super().silhouettes(view, history, asked)
        large = [pixels_of(thing.box) >= _FEWEST_DRAWN and bool(thing.pixels.any()) for thing in asked]
        small = [thing for thing, drawn in zip(asked, large, strict=True) if not drawn]
        traced = iter(super().silhouettes(view, history, small))
        world = self._scene.worlds.at(history, view.t_s)

        def draw(thing: LonePixels) -> Mask:
            first, last = (int(x) for x in self.tables.first_link[thing.instance - 1 : thing.instance + 1])
            return np.asarray(rasterizer.covered(world, history, view, thing.box, range(first, last)) & thing.pixels)

        return [draw(thing) if drawn else next(traced) for thing, drawn in zip(asked, large, strict=True)]

    def pixel_geometry(self, view: View, hits: Hits, history: WorldHistory, after: View) -> tuple[Float32, Float32]:
        """See `Renderer.pixel_geometry`."""
        if not (isinstance(view, PinholeView) and isinstance(after, PinholeView)):
            return super().pixel_geometry(view, hits, history, after)
        width, height = view.size_px
        normal = wp.empty(width * height, dtype=wp.vec3, device=self._device)
        flow = wp.empty(width * height, dtype=wp.vec2, device=self._device)
        worlds = [self._scene.worlds.at(history, v.t_s) for v in (view, after)]
        inputs = [
            *worlds,
            device_camera(view, self._device),
            device_camera(after, self._device),
            self._device_hits(hits),
        ]
        self._launcher.launch(view_kernels.move_pixels, width * height, inputs, [normal, flow])
        return normal.numpy().reshape(height, width, 3), flow.numpy().reshape(height, width, 2)

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """See `Renderer.trace`."""
        buffers = hit_buffers(len(rays), self._device)
        if len(rays):
            world = self._world_of(rays, history)
            inputs = [world, *self._ray_arrays(rays), int(rays.through_glass), self._run]
            self._launcher.launch(tracing.trace_rays, -(-len(rays) // self._run), inputs, [buffers])
        return host_hits(buffers)

    def trace_alone(self, rays: Rays, history: WorldHistory, instances: NDArray[np.int32]) -> Hits:
        """See `Renderer.trace_alone`."""
        buffers = hit_buffers(len(rays), self._device)
        if len(rays):
            world = self._scene.worlds.posed(history, float(rays.time_s.min()), float(rays.time_s.max()))
            owners = [self._array(x.astype(np.int32), wp.int32) for x in (self.tables.first_link, instances)]
            inputs = [world, *owners, *self._ray_arrays(rays), int(rays.through_glass)]
            self._launcher.launch(tracing.trace_rays_alone, len(rays), inputs, [buffers])
        return host_hits(buffers)

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """See `Renderer.carry`."""
        points = wp.zeros(len(rays), dtype=wp.vec3, device=self._device)
        if len(rays):
            now = self._world_of(rays, history)
            later = self._scene.worlds.at(history, time_s)
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

    def render(self, view: View, history: WorldHistory, environment: Environment, seed: int) -> tuple[Float32, Hits]:
        """See `Renderer.render`."""
        width, height = view.size_px
        scene = self._scene
        world = scene.worlds.over(history, *time_span(view))
        hits = scene.visibility.hits(world, history, view)
        stage = scene.stages.at(world, history, view, environment, LAMP_RAYS[self._quality])
        self._painter.light_air(stage)
        if self._quality == "draft":
            radiance = self._painter.draft(stage, view, hits)
        elif self._quality == "high":
            radiance = self._painter.high(stage, view, hits, self._samples, seed & 0x7FFFFFFF)
        else:
            seed = seed & 0x7FFFFFFF
            radiance = self._painter.standard(stage, history, view, hits, scene.visibility, self._samples, seed)
        image = np.asarray(radiance.numpy(), dtype=np.float32).reshape(height, width, 3)
        if isinstance(view, LensView):
            image = np.where(blind_pixels(view.lens)[..., None], np.float32(0.0), image)
        return image, self._kept(hits)

    def echoes(self, pulses: Pulses, history: WorldHistory, environment: Environment, seed: int) -> Echoes:
        """See `Renderer.echoes`."""
        world = self._scene.worlds.over(history, *pulse_span(pulses, history)) if len(pulses) else None
        return self._echo_tracer.echoes(world, self.tables.materials, pulses, environment, seed)

    def averaged(
        self,
        view: View,
        radiance: Float32,
        hits: Hits,
        moments: Sequence[View],
        history: WorldHistory,
        environment: Environment,
        seed: int,
    ) -> Float32:
        """See `Renderer.averaged`. Pinholes are shaded once; all other lenses at every moment."""
        pinholes = [moment for moment in moments if isinstance(moment, PinholeView)]
        if not isinstance(view, PinholeView) or len(pinholes) < len(moments):
            return super().averaged(view, radiance, hits, moments, history, environment, seed)
        scene = self._scene
        times = [moment.t_s for moment in (view, *pinholes)]
        world = scene.worlds.over(history, min(times), max(times))
        return self._painter.exposed(
            world, history, view, self._device_hits(hits), radiance, pinholes, scene.visibility
        )

    def puffs(self, history: WorldHistory, environment: Environment, t_s: float) -> Puffs:
        """See `Renderer.puffs`."""
        return puffs_at(self._scene.vehicles, history, environment, t_s)

    def lamplit(
        self,
        points_m: Float32,
        eye_m: NDArray[np.float64],
        gain: NDArray[np.float64],
        history: WorldHistory,
        environment: Environment,
        t_s: float,
    ) -> Float32:
        """See `Renderer.lamplit`. Of the lamps those that light the air around the eye most."""
        return self._scene.stages.lamplit(self._launcher, points_m, eye_m, gain, history, environment, t_s)

    def reflectivity(self, hits: Hits) -> Float32:
        """See `Renderer.reflectivity`."""
        return reflectivity_of(self.tables, hits)

    def albedo(self, view: View, hits: Hits, history: WorldHistory) -> Float32:
        """See `Renderer.albedo`."""
        world = self._scene.worlds.posed(history, *time_span(view))
        return self._scene.stages.albedo(self._launcher, world, view, self._device_hits(hits))

    def _kept(self, buffers: Any) -> Hits:
        """Buffers on the host; the device's stay at hand for `pixel_geometry`."""
        hits = host_hits(buffers)
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

    def _world_of(self, rays: Rays, history: WorldHistory) -> Any:
        """The world over the rays' times."""
        return self._scene.worlds.over(history, float(rays.time_s.min()), float(rays.time_s.max()))

    def _array(self, values: Any, dtype: Any) -> Any:
        return device_array(values, dtype, self._device)

    def _ray_arrays(self, rays: Rays) -> list[Any]:
        return [
            self._array(rays.origin_m.astype(np.float32, copy=False), wp.vec3),
            self._array(rays.direction.astype(np.float32, copy=False), wp.vec3),
            self._array(rays.time_s.astype(np.float32, copy=False), wp.float32),
        ]
