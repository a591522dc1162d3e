"""A loaded scene's geometry at the times that are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import warp as wp

from simulator.physics.history import WorldHistory
from simulator.render.geometry import SceneTables
from simulator.render.kernels.world import WORLD_FIELDS, World
from simulator.render.motion import MotionKeys, motion_keys, swept_bounds
from simulator.render.uploads import device_array, upload_world


class Worlds:
    """Device worlds of one scene; the last one with a hierarchy is kept, as most questions concern one time."""

    def __init__(self, tables: SceneTables, device: str) -> None:
        self._device = device
        self._bounds_m = tables.bounds_m
        self._static = upload_world(tables, device)
        self._key: tuple[int, float, float] | None = None
        self._world: Any = None
        self._alive: list[Any] = []

    def over(self, history: WorldHistory, first_s: float, last_s: float) -> Any:
        """The world over a span of time, with its hierarchy."""
        # Rays carry float32 times: rounding here lets a view and its rays share one world.
        first_s, last_s = float(np.float32(first_s)), float(np.float32(last_s))
        key = (id(history), first_s, last_s)
        if self._key != key:
            keys = motion_keys(history, first_s, last_s)
            low, high = swept_bounds(self._bounds_m, keys)
            hierarchy = wp.Bvh(
                device_array(low, wp.vec3, self._device),
                device_array(high, wp.vec3, self._device),
                constructor="sah",
            )
            self._world = self._with(keys, hierarchy.id)
            self._key = key
            self._alive = [hierarchy, history]
        return self._world

    def at(self, history: WorldHistory, time_s: float) -> Any:
        """`posed` at one time."""
        return self.posed(history, time_s, time_s)

    def posed(self, history: WorldHistory, first_s: float, last_s: float) -> Any:
        """The world over a span of time; without a hierarchy, unless it is the one that is kept."""
        first_s, last_s = float(np.float32(first_s)), float(np.float32(last_s))
        if self._key == (id(history), first_s, last_s):
            return self._world
        return self._with(motion_keys(history, first_s, last_s), 0)

    def _with(self, keys: MotionKeys, hierarchy: int) -> Any:
        world = World()
        for name in WORLD_FIELDS:
            setattr(world, name, getattr(self._static, name))
        world.tlas = wp.uint64(hierarchy)
        world.keys = len(keys.position_m)
        world.key_start = keys.start_s
        world.key_step = keys.step_s
        world.position = self._array(keys.position_m.reshape(-1, 3), np.float32, wp.vec3)
        world.rotation = self._array(keys.rotation_xyzw.reshape(-1, 4), np.float32, wp.quat)
        world.moving = self._array(keys.moving, np.int32, wp.int32)
        return world

    def _array(self, values: Any, kind: Any, dtype: Any) -> Any:
        return device_array(values.astype(kind), dtype, self._device)
