"""The backend for those who live in PyTorch: PyTorch3D's rasteriser, and a picture that carries gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import SceneError, UnsupportedRays
from scenes.pose import rotate
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.geometry import SceneTables, mean_albedo_of, reflectivity_of, scene_tables
from simulator.render.lamps import LampSites, lamp_sites, lamp_states
from simulator.render.mesh_store import MeshStore
from simulator.render.rays import (
    Float32,
    Hits,
    LonePixels,
    Mask,
    PinholeView,
    PixelRange,
    Rays,
    View,
    each_alone,
    require_pinhole,
)
from simulator.render.torch_raster.library import require_pytorch3d

if TYPE_CHECKING:
    import torch

    from simulator.render.torch_raster.picture import Surfaces, TorchPicture
    from simulator.render.torch_raster.world import Seen, TorchWorld

T = TypeVar("T")


class Pytorch3dRenderer(Renderer):
    """Depth, normals, ids and a plainly shaded picture of pinhole views; `picture` is the same with gradients.

    Raises DeviceError where PyTorch3D or the device is missing.
    """

    PINHOLE_ONLY = True

    def __init__(self, *, device: str = "cpu") -> None:
        require_pytorch3d(device)
        self._device = device
        self._store = MeshStore("cpu")
        self._tables: SceneTables | None = None
        self._world: TorchWorld | None = None
        self._surfaces: Surfaces | None = None
        self._sites: LampSites | None = None

    @property
    def tables(self) -> SceneTables:
        """Tables of the loaded scene. Raises SceneError before `load`."""
        return _loaded(self._tables)

    def load(self, scene: Scene) -> None:
        """See `Renderer.load`."""
        from simulator.render.torch_raster.picture import Surfaces  # noqa: PLC0415 (loads PyTorch)
        from simulator.render.torch_raster.world import TorchWorld  # noqa: PLC0415

        self._tables = scene_tables(scene, self._store)
        self._world = TorchWorld(self._tables, self._device)
        self._surfaces = Surfaces.of(self._tables.materials, self._device)
        self._sites = lamp_sites(self._tables.links)

    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """See `Renderer.trace`. Raises UnsupportedRays for rays that are not the pixels of a pinhole view."""
        if rays.view is None:
            raise UnsupportedRays(
                f"renderer=pytorch3d rasterises the pixels of pinhole views, and got {len(rays)} rays that are none, "
                "such as a LiDAR, a radar or another lens sends: use renderer=warp"
            )
        return self._hits(self._see(rays.view, history, None, rays.through_glass), len(rays))

    def trace_alone(self, rays: Rays, history: WorldHistory, instances: NDArray[np.int32]) -> Hits:
        """See `Renderer.trace_alone`. Raises UnsupportedRays for rays of no view that differ in origin or time."""
        return each_alone(rays, instances, lambda some, instance: self._trace_alone(some, history, instance))

    def _trace_alone(self, rays: Rays, history: WorldHistory, instance: int) -> Hits:
        if rays.view is not None:
            return self._hits(self._see(rays.view, history, instance, rays.through_glass), len(rays))
        if len(rays) and not ((rays.origin_m == rays.origin_m[0]).all() and (rays.time_s == rays.time_s[0]).all()):
            raise UnsupportedRays(
                f"renderer=pytorch3d looks from one point at one time, and got {len(rays)} rays of several: "
                "use renderer=warp"
            )
        world = _loaded(self._world)
        t_s = float(rays.time_s[0]) if len(rays) else history.start_s
        origin = rays.origin_m[0] if len(rays) else np.zeros(3)
        chosen = world.chosen(instance, rays.through_glass)
        seen = world.cast(origin, rays.direction, world.vertices(history, t_s), chosen)
        return self._hits(seen, len(rays))

    def look(self, view: View, history: WorldHistory, box: PixelRange | None = None) -> Hits:
        """See `Renderer.look`."""
        pinhole = require_pinhole(view, "pytorch3d")
        return self._look(pinhole if box is None else _cropped(pinhole, box), history, None)

    def silhouettes(self, view: View, history: WorldHistory, asked: Sequence[LonePixels]) -> list[Mask]:
        """See `Renderer.silhouettes`. One thing is rasterised after another, each in its own box."""
        pinhole = require_pinhole(view, "pytorch3d")

        def draw(thing: LonePixels) -> Mask:
            met = self._look(_cropped(pinhole, thing.box), history, thing.instance).link >= 0
            return np.asarray(met.reshape(thing.pixels.shape) & thing.pixels)

        return [draw(thing) if thing.pixels.any() else np.zeros_like(thing.pixels) for thing in asked]

    def _look(self, view: PinholeView, history: WorldHistory, instance: int | None) -> Hits:
        return self._hits(self._see(view, history, instance, through_glass=False), view.size_px[0] * view.size_px[1])

    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """See `Renderer.carry`."""
        points = (rays.origin_m + rays.direction * hits.t[:, None]).astype(np.float64)
        then = history.links_at(time_s)
        for t_s in np.unique(rays.time_s):
            now = history.links_at(float(t_s))
            some = np.flatnonzero((rays.time_s == t_s) & (hits.link >= 0))
            link = hits.link[some]
            back = now.rotation_xyzw[link] * np.array([-1.0, -1.0, -1.0, 1.0])
            local = rotate(back, points[some] - now.position_m[link])
            points[some] = rotate(then.rotation_xyzw[link], local) + then.position_m[link]
        return points.astype(np.float32)

    def render(self, view: View, history: WorldHistory, environment: Environment, seed: int) -> tuple[Float32, Hits]:
        """See `Renderer.render`. Nothing is drawn at random: the seed has no effect."""
        del seed
        view = require_pinhole(view, "pytorch3d")
        seen = self._see(view, history, None, through_glass=False)
        image = self._picture(seen, view, history, environment, None).radiance
        hits = self._hits(seen, view.size_px[0] * view.size_px[1])
        return image.cpu().numpy().astype(np.float32), hits

    def reflectivity(self, hits: Hits) -> Float32:
        """See `Renderer.reflectivity`."""
        return reflectivity_of(self.tables, hits)

    def albedo(self, view: View, hits: Hits, history: WorldHistory) -> Float32:
        """See `Renderer.albedo`. Materials have one colour each, the mean of their patterns and textures."""
        del history
        return mean_albedo_of(self.tables, view, hits)

    def vertices(self, history: WorldHistory, t_s: float) -> torch.Tensor:
        """(V, 3) float64 metres: every link's vertices in the world, in the order of links and of their meshes."""
        return _loaded(self._world).vertices(history, t_s).clone()

    def faces(self) -> torch.Tensor:
        """(F, 3) int64: the vertices of every triangle; `TorchPicture.triangle` counts along it."""
        return _loaded(self._world).triangles.faces.clone()

    def vertices_of(self, instance: int) -> torch.Tensor:
        """Indices of the vertices of one instance, 0 for the scenery."""
        triangles = _loaded(self._world).triangles
        return triangles.faces[triangles.instance == instance].unique()

    def base_colors(self) -> torch.Tensor:
        """(M, 3) float64 base colours of the scene's distinct materials, in the order of `tables.materials`."""
        return _loaded(self._surfaces).base_color.clone()

    def materials_of(self, instance: int) -> torch.Tensor:
        """Indices of the materials of one instance, 0 for the scenery; others may share them."""
        triangles = _loaded(self._world).triangles
        return triangles.material[triangles.instance == instance].unique()

    def picture(
        self,
        view: PinholeView,
        history: WorldHistory,
        environment: Environment,
        *,
        vertices_m: torch.Tensor | None = None,
        base_color: torch.Tensor | None = None,
    ) -> TorchPicture:
        """What `render` shows, as tensors with gradients with respect to whichever of the two is given and asks for it.

        vertices_m: (V, 3) in place of `vertices(history, view.t_s)`. base_color: (M, 3) in place of `base_colors()`.
        The triangle that a pixel shows is taken as fixed: outlines carry no gradient.
        """
        seen = self._see(view, history, None, through_glass=False, vertices_m=vertices_m)
        return self._picture(seen, view, history, environment, base_color)

    def _see(
        self,
        view: PinholeView,
        history: WorldHistory,
        instance: int | None,
        through_glass: bool,
        vertices_m: torch.Tensor | None = None,
    ) -> Seen:
        world = _loaded(self._world)
        at = world.vertices(history, view.t_s) if vertices_m is None else vertices_m
        return world.see(view, at, world.chosen(instance, through_glass))

    def _picture(
        self,
        seen: Seen,
        view: PinholeView,
        history: WorldHistory,
        environment: Environment,
        base_color: torch.Tensor | None,
    ) -> TorchPicture:
        from simulator.render.torch_raster.picture import picture_of  # noqa: PLC0415 (loads PyTorch)

        surfaces = _loaded(self._surfaces)
        if base_color is not None:
            surfaces = replace(surfaces, base_color=base_color)
        lamps_on = lamp_states(_loaded(self._sites), history, view.t_s, environment)
        return picture_of(_loaded(self._world).triangles, seen, surfaces, lamps_on, view, environment)

    def _hits(self, seen: Seen, rays: int) -> Hits:
        from simulator.render.torch_raster.world import hits_of  # noqa: PLC0415 (loads PyTorch)

        return Hits(**hits_of(self.tables, _loaded(self._world).triangles, seen, rays))


def _cropped(view: PinholeView, box: PixelRange) -> PinholeView:
    """The view of a box of a view's pixels."""
    left, top, right, bottom = box
    fx, fy, cx, cy = view.K
    return replace(view, K=(fx, fy, cx - left, cy - top), size_px=(right - left + 1, bottom - top + 1))


def _loaded(part: T | None) -> T:
    """What `load` made. Raises SceneError before."""
    if part is None:
        raise SceneError("the renderer has no scene: call load(scene) first")
    return part
