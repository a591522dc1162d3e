"""Which falling particles a camera sees at a time: those of its boxes that are in its cone and under no roof."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.lenses.base import Lens
from scenes.ontology import CLASSES
from scenes.pose import Pose, SensorFrame, World
from scenes.weather.air import downwind
from simulator.physics.history import WorldHistory
from simulator.render.base import Rays, Renderer
from simulator.render.kernels.streaks import Box, Cone, place_particles
from simulator.sensors.camera.drop_field import FARTHEST_M, NEAREST_M, Extent, Kind, Population, populations
from simulator.sensors.camera.streaks import DEVICE, launcher

Float64 = NDArray[np.float64]

_WIDE_COSINE = 0.3
"""Of half the view's angle, below which a lens looks all around and its boxes stand around it (chosen)."""
_EXTENT_STEP = 0.1
_SHELTER_SIDE = 12
"""Rays along each side of the square in which roofs are looked for (chosen: every 2 m or so)."""
_SHELTER_M = 12.0
"""Half side of that square (chosen: beyond it hardly a particle is drawn)."""
_ROOF_M = 60.0
"""Chosen: what is higher does not keep driven rain off."""
_LEAKY = np.array([c.id for c in CLASSES if c.name.startswith("static.vegetation")], dtype=np.uint8)
"""Crowns let it through."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Sight:
    """Where a camera is, how it moves (3,) in the world, what its lens does and how long it exposes around t_s."""

    lens: Lens
    T_world_camera: Pose[World, SensorFrame]
    velocity_mps: Float64
    t_s: float
    exposure_s: float

    @property
    def eye_m(self) -> Float64:
        """(3,) in the world."""
        return np.asarray(self.T_world_camera.translation_m, dtype=np.float64)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Particles:
    """N of them: offset from the camera (N, 3) and velocity (N, 3) in the world's axes, diameter (N,)."""

    offset_m: Float64
    velocity_mps: Float64
    diameter_m: Float64

    def where(self, chosen: NDArray[np.bool_]) -> Particles:
        """Those of the chosen (N,)."""
        return Particles(
            offset_m=self.offset_m[chosen], velocity_mps=self.velocity_mps[chosen], diameter_m=self.diameter_m[chosen]
        )


def pixels_a_radian(lens: Lens) -> float:
    """At the middle of the image."""
    u, v = 0.5 * (lens.width_px - 1), 0.5 * (lens.height_px - 1)
    a, b = lens.directions(np.array([u - 0.5, u + 0.5]), np.array([v, v]))
    return 1.0 / float(np.linalg.norm(a - b))


def in_view(kind: Kind, rate_mmph: float, sight: Sight, environment: Environment) -> Particles:
    """All particles of a rate that are wide enough to be drawn and in the camera's cone."""
    axis, cosine, extent = cone_of(sight)
    wind = environment.wind_mps * np.array(downwind(environment))
    sizes = populations(kind, rate_mmph, pixels_a_radian(sight.lens), extent, environment.fog_pattern)
    found = [_of_size(one, sight, axis, cosine, extent, wind) for one in sizes]
    none = Particles(offset_m=np.zeros((0, 3)), velocity_mps=np.zeros((0, 3)), diameter_m=np.zeros(0))
    every = [none, *found]
    return Particles(
        offset_m=np.concatenate([p.offset_m for p in every]),
        velocity_mps=np.concatenate([p.velocity_mps for p in every]) + wind,
        diameter_m=np.concatenate([p.diameter_m for p in every]),
    )


def outdoors(particles: Particles, sight: Sight, history: WorldHistory, renderer: Renderer) -> Particles:
    """Those that fell from the open sky: nothing falls in tunnels, under bridges, awnings and roofs."""
    if not len(particles.diameter_m):
        return particles
    step = np.linspace(-_SHELTER_M, _SHELTER_M, _SHELTER_SIDE)
    x, y = (axis.ravel() for axis in np.meshgrid(step, step))
    origin = sight.eye_m + np.column_stack([x, y, np.zeros_like(x)])
    up = np.broadcast_to(np.array([0.0, 0.0, 1.0], dtype=np.float32), origin.shape)
    rays = Rays(
        origin_m=origin.astype(np.float32), direction=up, time_s=np.full(len(origin), sight.t_s, dtype=np.float32)
    )
    hits = renderer.trace(rays, history)
    roofed = (hits.t > 0.0) & (hits.t < _ROOF_M) & ~np.isin(hits.semantic, _LEAKY)
    if not roofed.any():
        return particles
    scale = (_SHELTER_SIDE - 1) / (2.0 * _SHELTER_M)
    cell = np.clip(np.rint((particles.offset_m[:, :2] + _SHELTER_M) * scale), 0, _SHELTER_SIDE - 1).astype(np.int64)
    return particles.where(~roofed.reshape(_SHELTER_SIDE, _SHELTER_SIDE)[cell[:, 1], cell[:, 0]])


def cone_of(sight: Sight) -> tuple[Float64, float, Extent]:
    """The view's axis in the world, the cosine of its half angle, and how large a box holds it."""
    lens = sight.lens
    u, v = np.meshgrid(np.linspace(-0.5, lens.width_px - 0.5, 17), np.linspace(-0.5, lens.height_px - 0.5, 9))
    camera = lens.directions(u.ravel(), v.ravel())
    camera = camera[np.isfinite(camera).all(axis=1)]
    rotation = sight.T_world_camera.rotation()
    looks = camera[:, :1] * rotation[:, 0] + camera[:, 1:2] * rotation[:, 1] + camera[:, 2:] * rotation[:, 2]
    mean = looks.mean(axis=0)
    axis = np.asarray(rotation[:, 2] if np.linalg.norm(mean) < 0.1 else mean / np.linalg.norm(mean))
    cosine = float(np.min(np.sum(looks * axis, axis=1))) - 0.02
    ahead = 0.5 if cosine > _WIDE_COSINE else 0.0
    corners = np.concatenate([looks, np.zeros((1, 3))]) - ahead * axis
    across = float(np.hypot(corners[:, 0], corners[:, 1]).max()) if ahead else 1.0
    up = float(np.abs(corners[:, 2]).max()) if ahead else 1.0
    extent = Extent(
        across_ratio=math.ceil(across / _EXTENT_STEP) * _EXTENT_STEP,
        up_ratio=math.ceil(up / _EXTENT_STEP) * _EXTENT_STEP,
        ahead_ratio=ahead,
    )
    return axis, cosine, extent


def _of_size(one: Population, sight: Sight, axis: Float64, cosine: float, extent: Extent, wind: Float64) -> Particles:
    """Those of one size class."""
    middle = axis * (extent.ahead_ratio * one.reach_m)
    box, cone = Box(), Cone()
    box.side, box.middle = wp.vec3(*one.side_m), wp.vec3(*middle)
    box.shift = wp.vec3(*np.mod(wind * sight.t_s - sight.eye_m - middle + 0.5 * one.side_m, one.side_m))
    cone.axis, cone.cosine = wp.vec3(*axis), cosine
    cone.near, cone.far, cone.reach_ratio = NEAREST_M, FARTHEST_M, one.reach_ratio
    count = len(one.diameter_m)
    position = wp.empty(count, dtype=wp.vec3, device=DEVICE)
    seen = wp.empty(count, dtype=wp.uint8, device=DEVICE)
    arrays = [
        wp.array(one.place_m, dtype=wp.vec3, device=DEVICE),
        wp.array(one.velocity_mps, dtype=wp.vec3, device=DEVICE),
        wp.array(one.diameter_m, dtype=wp.float32, device=DEVICE),
    ]
    launcher().launch(place_particles, count, [*arrays, sight.t_s, box, cone], [position, seen])
    chosen = np.flatnonzero(seen.numpy())
    return Particles(
        offset_m=position.numpy()[chosen].astype(np.float64),
        velocity_mps=one.velocity_mps[chosen].astype(np.float64),
        diameter_m=one.diameter_m[chosen].astype(np.float64),
    )
