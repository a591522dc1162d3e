"""A loaded scene under its light at one time, as the kernels take it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.material import Lamp
from simulator.physics.history import WorldHistory
from simulator.render.air import air_medium, extinction_near
from simulator.render.bands import BandLauncher
from simulator.render.geometry import SceneTables
from simulator.render.kernels.air import device_air
from simulator.render.kernels.albedo import read_albedo
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.lamp_glow import device_glow
from simulator.render.kernels.lamp_particles import light_particles
from simulator.render.kernels.lamp_tables import device_lamps
from simulator.render.kernels.sky import device_light
from simulator.render.kernels.stage import Stage
from simulator.render.kernels.world import MATERIAL_FIELDS, Materials
from simulator.render.lamp_air import NO_AIR_LAMPS, brightest_in_air
from simulator.render.lamp_grid import LEAST_LX
from simulator.render.rays import View
from simulator.render.scene_lamps import SceneLamps
from simulator.render.sky import SkyLight, sky_light
from simulator.render.uploads import LAMPS, device_array, upload_materials

Float32 = NDArray[np.float32]

_LEAST_SHARE = 0.002
"""Lamps that give less than this share of the sky's light are left out (chosen: a count of 8 bits at most)."""

_NOT_FORWARD_SHARE = 1.0 - 0.9**2
"""Of the light that fog scatters: the rest, g^2, goes on nearly straight and still arrives (Joseph, Wiscombe & Weinman
1976, delta-Eddington; g = 0.9 as in `kernels.lamp_airlight`)."""
_LAMPS_GLOW_BELOW_LX = 2_000.0
"""Chosen: brighter days outshine what lamps make of the air."""
_LAMPS_GLOW_FROM_PER_M = 3e-4
"""Chosen: mist of 10 km; clearer air shows no glow."""


class Stages:
    """Materials and lamps of one scene."""

    def __init__(self, tables: SceneTables, device: str, found_by_paths: Sequence[Lamp] = ()) -> None:
        self._device = device
        self._materials = upload_materials(tables.materials, device)
        self._lamps = SceneLamps(tables.links, found_by_paths)
        self._lamps_off = wp.zeros((tables.instances + 1) * len(LAMPS), dtype=wp.uint8, device=device)

    def at(self, world: Any, history: WorldHistory, view: View, environment: Environment, lamp_rays: int) -> Any:
        """The `Stage` that a view shows. lamp_rays: shadow rays a sample."""
        sky = sky_light(environment)
        least_lx = max(LEAST_LX, _LEAST_SHARE * _global_lx(sky))
        lamps = self._lamps.at(history, view.t_s, environment, least_lx)
        materials = self._materials
        materials.wetness = environment.wetness
        materials.snow_cover = environment.snow_cover
        materials.lamp_on = device_array(lamps.states.reshape(-1), wp.uint8, self._device)
        stage = Stage()
        stage.world = world
        stage.materials = materials
        stage.light = _device_light(environment, self._device)
        medium = air_medium(environment, view.t_s)
        stage.air = device_air(medium, self._device)
        eye = np.asarray(view.T_world_camera.translation_m)
        fog_per_m = extinction_near(medium, eye)
        dark = _global_lx(sky) < _LAMPS_GLOW_BELOW_LX
        glows = dark and fog_per_m > _LAMPS_GLOW_FROM_PER_M
        stage.glow = device_glow(device_camera(view, self._device), fog_per_m if glows else 0.0, self._device)
        in_air = brightest_in_air(lamps.tree, eye, fog_per_m) if glows else NO_AIR_LAMPS
        stage.lamps = device_lamps(lamps.grid, in_air, self._device)
        stage.lamps.extinction = _NOT_FORWARD_SHARE * fog_per_m
        stage.lamp_rays = lamp_rays
        stage.time = view.t_s
        return stage

    def albedo(self, launcher: BandLauncher, world: Any, view: View, hits: Any) -> Float32:
        """`Renderer.albedo` of a view's `HitBuffers`. world: over the view's times."""
        width, height = view.size_px
        bare = Materials()
        for name in MATERIAL_FIELDS:
            setattr(bare, name, getattr(self._materials, name))
        bare.wetness, bare.snow_cover, bare.lamp_on = 0.0, 0.0, self._lamps_off
        albedo = wp.empty(width * height, dtype=wp.vec3, device=self._device)
        inputs = [world, bare, device_camera(view, self._device), hits]
        launcher.launch(read_albedo, width * height, inputs, [albedo])
        return np.asarray(albedo.numpy(), dtype=np.float32).reshape(height, width, 3)

    def lamplit(
        self,
        launcher: BandLauncher,
        points_m: Float32,
        eye_m: NDArray[np.float64],
        gain: NDArray[np.float64],
        history: WorldHistory,
        environment: Environment,
        t_s: float,
    ) -> Float32:
        """`Renderer.lamplit` by the lamps that light the air around the eye most; none by day, which outshines them."""
        sky = sky_light(environment)
        if not len(points_m) or _global_lx(sky) >= _LAMPS_GLOW_BELOW_LX:
            return np.zeros((len(points_m), 3), dtype=np.float32)
        least_lx = max(LEAST_LX, _LEAST_SHARE * _global_lx(sky))
        lit = self._lamps.at(history, t_s, environment, least_lx)
        lamps = device_lamps(lit.grid, brightest_in_air(lit.tree, eye_m, 0.0), self._device)
        radiance = wp.empty(len(points_m), dtype=wp.vec3, device=self._device)
        gains = device_array(gain, wp.float32, self._device)
        points = device_array(points_m, wp.vec3, self._device)
        launcher.launch(light_particles, len(points_m), [lamps, wp.vec3(*eye_m), gains, points], [radiance])
        return np.asarray(radiance.numpy(), dtype=np.float32)


@lru_cache(maxsize=4)
def _device_light(environment: Environment, device: str) -> Any:
    """A sky on the device; clips keep theirs from frame to frame."""
    return device_light(sky_light(environment), device)


def _global_lx(sky: SkyLight) -> float:
    """Illuminance of the ground by sun and sky."""
    return float(np.max(sky.ambient_lx + sky.sun_lx * max(0.0, float(sky.direction[2]))))
