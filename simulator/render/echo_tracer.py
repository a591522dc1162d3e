"""Echoes of pulses on a device: the scene's reflectors, scratch buffers, the launch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import warp as wp

from scenes.environment import Environment
from scenes.material import Material
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.kernels.backscatter import Reflectors
from simulator.render.kernels.echoes import ECHO_TYPES, EchoBuffers
from simulator.render.kernels.footprints import gather_echoes, meet_axes
from simulator.render.kernels.pulse_rays import RAY_TYPES, PulseBuffers, RayBuffers
from simulator.render.pulses import ECHOES, INCIDENCE_EXPONENT, MAX_SUB_RAYS, VELOCITY_STEP_S, Echoes, Pulses
from simulator.render.uploads import device_array

MIRROR_METALLIC, MIRROR_ROUGHNESS = 0.8, 0.15
"""Chosen: smoother metal than this is a mirror to a pulse, like chrome and traffic mirrors."""
_HOST_NAMES = {"range": "range_m", "velocity": "velocity_mps"}


class EchoTracer:
    """Traces pulses; keeps the buffers of rays from sweep to sweep."""

    def __init__(self, launcher: BandLauncher, device: str, run: int) -> None:
        self._launcher = launcher
        self._device = device
        self._run = run
        self._rays: tuple[int, Any] = (0, None)

    def echoes(
        self, world: Any, materials: tuple[Material, ...], pulses: Pulses, environment: Environment, seed: int
    ) -> Echoes:
        """Echoes of pulses in a world that spans their times; without pulses it may be None."""
        count = len(pulses)
        out = EchoBuffers()
        for name, dtype in ECHO_TYPES.items():
            setattr(out, name, wp.empty(count * ECHOES, dtype=dtype, device=self._device))
        if count:
            inputs = [world, self._reflectors(materials, environment), self._pulses(pulses, seed)]
            rays = self._scratch(count * (len(pulses.footprint) + 1))
            runs = -(-count // self._run)
            self._launcher.launch(meet_axes, runs, [*inputs, self._run], [rays])
            self._launcher.launch(gather_echoes, runs, [*inputs, rays, self._run], [out])
        return _on_host(out, count)

    def _pulses(self, pulses: Pulses, seed: int) -> Any:
        if not 1 <= len(pulses.footprint) < MAX_SUB_RAYS - 1:
            raise ValueError(f"a footprint has 1 to {MAX_SUB_RAYS - 2} rays, got {len(pulses.footprint)}")
        made = PulseBuffers()
        made.origin = device_array(pulses.origin_m, wp.vec3, self._device)
        made.direction = device_array(pulses.direction, wp.vec3, self._device)
        made.time = device_array(pulses.time_s, wp.float32, self._device)
        made.footprint = device_array(pulses.footprint, wp.vec2, self._device)
        made.reach = pulses.reach_m
        made.echo_gap = pulses.echo_gap_m
        made.mirrored_share = pulses.mirrored_share
        made.row = pulses.row
        made.seed = seed & 0x7FFFFFFF
        return made

    def _reflectors(self, materials: tuple[Material, ...], environment: Environment) -> Any:
        made = Reflectors()
        scatter = np.array([scatter_of(m) for m in materials], dtype=np.float32).reshape(-1, 4)
        made.scatter = device_array(scatter, wp.vec4, self._device)
        made.exponent = INCIDENCE_EXPONENT
        made.wetness = environment.wetness
        return made

    def _scratch(self, rays: int) -> Any:
        if self._rays[0] < rays:
            made = RayBuffers()
            for name, dtype in RAY_TYPES.items():
                setattr(made, name, wp.empty(rays, dtype=dtype, device=self._device))
            self._rays = (rays, made)
        return self._rays[1]


def pulse_span(pulses: Pulses, history: WorldHistory) -> tuple[float, float]:
    """Times that pulses need a world over: a little more than their own, as velocities are differences."""
    first_s = float(pulses.time_s.min(initial=np.inf)) - VELOCITY_STEP_S
    last_s = float(pulses.time_s.max(initial=-np.inf)) + VELOCITY_STEP_S
    return max(first_s, history.start_s), min(last_s, history.end_s)


def scatter_of(material: Material) -> tuple[float, float, float, float]:
    """Diffuse reflectivity, pi * R_A of films, pi * R_L of beads, share of a mirror (`kernels.backscatter`).

    A diffuse reflector of rho has a luminance coefficient of rho / pi (CIE), so that a film of R_A shines like one of
    pi * R_A towards the lamp.
    """
    smooth = material.metallic >= MIRROR_METALLIC and material.roughness <= MIRROR_ROUGHNESS
    film, beads = math.pi * material.retroreflection_cd_lx_m2, math.pi * material.beads_cd_lx_m2
    return (material.lidar_reflectivity, film, beads, 0.9 if smooth else 0.0)


def _on_host(buffers: Any, count: int) -> Echoes:
    arrays = {}
    for name in ECHO_TYPES:
        array = getattr(buffers, name).numpy()
        array = array.reshape(count, ECHOES, *array.shape[1:])
        array.flags.writeable = False
        arrays[_HOST_NAMES.get(name, name)] = array
    return Echoes(**arrays)
