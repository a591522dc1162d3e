"""What a radar's rays meet: first surfaces beyond the own bumper, how fast they move, what they mirror."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, SensorFrame, World, rotate
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, Rays, Renderer

Float64 = NDArray[np.float64]

BUMPER_M = 0.6
"""The own body is a radome within this distance of the radar (chosen: bumpers and badges are plastic)."""
STEP_M = 0.01
"""A ray goes on this far behind what it passes."""
PASSES = 6
HALF_STEP_S = 0.005
"""Half of the interval over which velocities are measured: short beside a scan, long beside a step of the physics."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Radar:
    """Where a radar is at a time: its pose, its velocity (3,) m/s in the world, its height above the ground."""

    T_world_sensor: Pose[World, SensorFrame]
    velocity_mps: Float64
    height_m: float
    t_s: float

    @property
    def origin_m(self) -> Float64:
        """(3,) in the world."""
        return np.asarray(self.T_world_sensor.translation_m)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surfaces:
    """What N rays met. distance_m: 0 where nothing. point_m, velocity_mps, normal (N, 3): in the world."""

    hits: Hits
    distance_m: Float64
    point_m: Float64
    velocity_mps: Float64
    normal: Float64


def radar_at(history: WorldHistory, mount: Pose[Body, SensorFrame], t_s: float) -> Radar:
    """The radar's state from the ego's motion. mount: T_ego_sensor."""
    times = np.array([t_s - HALF_STEP_S, t_s + HALF_STEP_S])
    position, rotation = history.bodies_at(EGO_INSTANCE, times)
    places = position + rotate(rotation, np.broadcast_to(np.asarray(mount.translation_m), (2, 3)))
    body = history.body_at(EGO_INSTANCE, t_s)
    T_world_sensor: Pose[World, SensorFrame] = body @ mount
    return Radar(
        T_world_sensor=T_world_sensor,
        velocity_mps=(places[1] - places[0]) / (2.0 * HALF_STEP_S),
        height_m=T_world_sensor.translation_m[2] - body.translation_m[2],
        t_s=t_s,
    )


def look(renderer: Renderer, history: WorldHistory, origin_m: Float64, direction: Float64, t_s: float) -> Surfaces:
    """First surfaces of rays from (N, 3) along unit (N, 3) in the world; the own bumper lets them pass.

    Whatever of the ego lies farther away ends a ray: nothing is returned from there.
    """
    hits = _trace(renderer, history, origin_m, direction, t_s)
    distance = hits.t.astype(np.float64)
    for _ in range(PASSES):
        behind = np.flatnonzero((hits.instance == EGO_INSTANCE) & (distance < BUMPER_M))
        if not len(behind):
            break
        start = distance[behind] + STEP_M
        further = _trace(
            renderer, history, origin_m[behind] + start[:, None] * direction[behind], direction[behind], t_s
        )
        hits = _with(hits, behind, further)
        distance[behind] = np.where(further.t > 0, start + further.t, 0.0)
    distance = np.where((hits.t > 0) & (hits.instance != EGO_INSTANCE), distance, 0.0)
    point = origin_m + distance[:, None] * direction
    return Surfaces(
        hits=hits,
        distance_m=distance,
        point_m=point,
        velocity_mps=point_velocities(history, hits.link, point, t_s),
        normal=hits.normal.astype(np.float64),
    )


def point_velocities(history: WorldHistory, link: NDArray[np.int32], point_m: Float64, t_s: float) -> Float64:
    """(N, 3) m/s of the material points of links at points (N, 3) of the world at t; 0 where link is -1."""
    now, before, after = (history.links_at(t_s + step) for step in (0.0, -HALF_STEP_S, HALF_STEP_S))
    own = np.maximum(link, 0)
    turned_back = now.rotation_xyzw[own] * np.array([-1.0, -1.0, -1.0, 1.0])
    local = rotate(turned_back, point_m - now.position_m[own])
    moved = [state.position_m[own] + rotate(state.rotation_xyzw[own], local) for state in (before, after)]
    return np.where((link >= 0)[:, None], (moved[1] - moved[0]) / (2.0 * HALF_STEP_S), 0.0)


def mirrored(direction: Float64, normal: Float64) -> Float64:
    """(N, 3) unit directions after upright mirrors: only the normal's level part turns a ray.

    Rails are corrugated and car flanks curved along the vertical: they fan a wave up and down, not sideways.
    """
    level = normal * np.array([1.0, 1.0, 0.0])
    level = level / np.maximum(np.sqrt((level**2).sum(axis=1, keepdims=True)), 1e-9)
    return np.asarray(direction - 2.0 * (direction * level).sum(axis=1, keepdims=True) * level)


def _trace(renderer: Renderer, history: WorldHistory, origin_m: Float64, direction: Float64, t_s: float) -> Hits:
    rays = Rays(
        origin_m=np.ascontiguousarray(origin_m, dtype=np.float32),
        direction=np.ascontiguousarray(direction, dtype=np.float32),
        time_s=np.full(len(direction), t_s, dtype=np.float32),
    )
    return renderer.trace(rays, history)


def _with(hits: Hits, places: NDArray[np.intp], others: Hits) -> Hits:
    """Hits in which some are replaced."""
    arrays = {}
    for field in fields(Hits):
        array = getattr(hits, field.name).copy()
        array[places] = getattr(others, field.name)
        arrays[field.name] = array
    return replace(hits, **arrays)
