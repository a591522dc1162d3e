"""Lamps in tiny scenes, and kernels that ask the renderer's lamp functions at points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import warp as wp
from render_world import Solid, still

from scenes.actor import Actor
from scenes.asset import Asset, AssetSpec
from scenes.lamp import LampSource
from scenes.links import links_of
from scenes.material import Lamp
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.device import kernel_options
from simulator.render.geometry import scene_tables
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.lamp_airlight import lamp_airlight
from simulator.render.kernels.lamp_glow import Glow, device_glow, fill_glow, lamp_glow
from simulator.render.kernels.lamp_tables import Lamps, device_lamps, relative_intensity
from simulator.render.kernels.lamps import lamp_irradiance, lamp_light
from simulator.render.kernels.world import WORLD_FIELDS, World
from simulator.render.lamp_air import AirLamps
from simulator.render.lamp_clusters import lamp_tree
from simulator.render.lamp_grid import lamp_grid
from simulator.render.lamps import LampTable, lamp_sites, lamp_table
from simulator.render.mesh_store import MeshStore
from simulator.render.motion import motion_keys, swept_bounds
from simulator.render.rays import PinholeView
from simulator.render.uploads import device_array, upload_world

wp.set_module_options(kernel_options())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulb(AssetSpec):
    """A little square with light sources on it; it is in their way but counts as their housing."""

    lamps: tuple[LampSource, ...]

    def build(self) -> Asset:
        return replace(Solid(shape="wall", size_m=0.02).build(), lamps=self.lamps)


def source(lamp: Lamp = "head", **changes: Any) -> LampSource:
    """A white lambertian lamp of 1000 cd that shines along x."""
    given = {"name": "lamp", "part": 0, "lamp": lamp, "photometry": "lambertian", "T_part_lamp": Pose(), "peak_cd": 1e3}
    return LampSource(**{**given, **changes})


def bulb(name: str, at: Pose[Any, Any], lamp: LampSource, on: tuple[Lamp, ...] = ("head",)) -> Actor:
    """An actor that is a lamp."""
    return Actor(name=name, asset=Bulb(lamps=(lamp,)), T_world_body=at, lamps_on=on)


def shining(scene: Scene, history: WorldHistory | None = None, t_s: float = 0.0) -> LampTable:
    """The lamps of a scene that shine."""
    return lamp_table(lamp_sites(links_of(scene)), history or still(scene), t_s, scene.environment)


class LitWorld:
    """A scene's world and lamps on the CPU, to be asked at points of matt surfaces."""

    def __init__(self, scene: Scene, in_air: Sequence[int] = (), **grid: Any) -> None:
        self._tables = scene_tables(scene, MeshStore("cpu"))
        history = still(scene)
        keys = motion_keys(history, 0.0, 0.0)
        low, high = swept_bounds(self._tables.bounds_m, keys)
        self._bvh = wp.Bvh(device_array(low, wp.vec3, "cpu"), device_array(high, wp.vec3, "cpu"), constructor="sah")
        static = upload_world(self._tables, "cpu")
        self.world = World()
        for name in WORLD_FIELDS:
            setattr(self.world, name, getattr(static, name))
        self.world.tlas = self._bvh.id
        self.world.keys, self.world.key_start, self.world.key_step = 1, 0.0, 1.0
        self.world.position = device_array(keys.position_m.reshape(-1, 3).astype(np.float32), wp.vec3, "cpu")
        self.world.rotation = device_array(keys.rotation_xyzw.reshape(-1, 4).astype(np.float32), wp.quat, "cpu")
        self.world.moving = device_array(keys.moving.astype(np.int32), wp.int32, "cpu")
        self.table = shining(scene)
        self._grid = lamp_grid(lamp_tree(self.table), **grid)
        air = AirLamps(row=np.array(in_air, dtype=np.int64), share=np.ones(len(in_air)))
        self.lamps = device_lamps(self._grid, air, "cpu")

    def listed(self, points_m: Any) -> list[int]:
        """How many lamps the cells of points list."""
        grid = self._grid
        column, row = np.floor((np.asarray(points_m)[:, :2] - grid.corner_m) / grid.cell_m).astype(int).T
        return [int(n) for n in np.diff(grid.cell_start)[row * grid.size[0] + column]]

    def radiance(
        self, points_m: Any, normals: Any, shadow_rays: int = 4, roughness: float = 1.0, view: Any = None
    ) -> Any:
        """`lamp_light` (N, 3) seen from a direction, or along the normals, of surfaces of albedo 0.5."""
        return self._asked(points_m, normals, 0, shadow_rays, roughness, view)

    def irradiance(self, points_m: Any, normals: Any, u: float = 0.0) -> Any:
        """`lamp_irradiance` (N, 3)."""
        return self._asked(points_m, normals, 1, 0, u)

    def airlight(self, origins_m: Any, directions: Any, distance_m: float, extinction_per_m: float) -> Any:
        """`lamp_airlight` (N, 3)."""
        n = len(origins_m)
        out = wp.zeros(n, dtype=wp.vec3, device="cpu")
        inputs = [self.lamps, _vec3(origins_m), _vec3(directions), distance_m, extinction_per_m]
        wp.launch(_ask_air, dim=n, inputs=inputs, outputs=[out], device="cpu")
        return out.numpy()

    def glow(self, view: PinholeView, directions: Any, distances_m: Any, extinction_per_m: float) -> Any:
        """`lamp_glow` (N, 3) of a view's grid."""
        grid = device_glow(device_camera(view, "cpu"), extinction_per_m, "cpu")
        wp.launch(fill_glow, dim=grid.columns * grid.rows, inputs=[self.lamps, 0], outputs=[grid], device="cpu")
        n = len(directions)
        out = wp.zeros(n, dtype=wp.vec3, device="cpu")
        distances = device_array(np.asarray(distances_m, dtype=np.float32), wp.float32, "cpu")
        wp.launch(_ask_glow, dim=n, inputs=[grid, _vec3(directions), distances], outputs=[out], device="cpu")
        return out.numpy()

    def relative_intensity(self, kind: int, directions: Any) -> Any:
        """The device's table (N,) in unit directions of the lamp's frame."""
        out = wp.zeros(len(directions), dtype=wp.float32, device="cpu")
        wp.launch(_ask_table, len(directions), [self.lamps, kind, _vec3(directions)], [out], device="cpu")
        return out.numpy()

    def _asked(self, points_m: Any, normals: Any, question: int, rays: int, parameter: float, view: Any = None) -> Any:
        views = normals if view is None else np.tile(view, (len(points_m), 1))
        out = wp.zeros(len(points_m), dtype=wp.vec3, device="cpu")
        inputs = [self.world, self.lamps, _vec3(points_m), _vec3(normals), _vec3(views), question, rays, parameter]
        wp.launch(_ask_surface, dim=len(points_m), inputs=inputs, outputs=[out], device="cpu")
        return out.numpy()


def _vec3(values: Any) -> Any:
    return device_array(np.asarray(values, dtype=np.float32), wp.vec3, "cpu")


@wp.kernel
def _ask_surface(
    world: World,
    lamps: Lamps,
    point: wp.array(dtype=wp.vec3),
    normal: wp.array(dtype=wp.vec3),
    view: wp.array(dtype=wp.vec3),
    question: int,
    shadow_rays: int,
    parameter: float,
    out: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    s = Surface()
    s.position = point[i]
    s.geometric = normal[i]
    s.shading = normal[i]
    s.albedo = wp.vec3(0.5, 0.5, 0.5)
    if question == 0:
        s.roughness = parameter
        out[i] = lamp_light(world, lamps, s, wp.normalize(view[i]), 0.0, wp.vec2(0.0, 0.0), shadow_rays)
    else:
        out[i] = lamp_irradiance(world, lamps, s, 0.0, parameter)


@wp.kernel
def _ask_air(
    lamps: Lamps,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    distance: float,
    extinction: float,
    out: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    out[i] = lamp_airlight(lamps, origin[i], wp.normalize(direction[i]), distance, extinction)


@wp.kernel
def _ask_glow(
    glow: Glow, direction: wp.array(dtype=wp.vec3), distance: wp.array(dtype=wp.float32), out: wp.array(dtype=wp.vec3)
):
    i = wp.tid()
    out[i] = lamp_glow(glow, direction[i], distance[i])


@wp.kernel
def _ask_table(lamps: Lamps, kind: int, direction: wp.array(dtype=wp.vec3), out: wp.array(dtype=wp.float32)):
    i = wp.tid()
    out[i] = relative_intensity(lamps, kind, wp.normalize(direction[i]))
