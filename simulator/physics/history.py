"""The whole motion of a clip, as physics left it: what sensors ask for any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, World
from simulator.storyboard.log import StoryTruth

Float64 = NDArray[np.float64]
NOTHING_TOLD = StoryTruth()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinkPoses:
    """Poses of all links at one time: `T_world_link` as positions (L, 3) metres and xyzw quaternions (L, 4)."""

    position_m: Float64
    rotation_xyzw: Float64


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """From `time_s` on physics alone moves `instance`. by: the instance that hit it; 0: the storyboard let it go."""

    time_s: float
    instance: int
    by: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WorldHistory:
    """States at the times start_s + i * step_s, i < T. Read-only.

    moving_links: (M,) int64 indices into `links_of(scene)`; moving_position_m (T, M, 3), moving_rotation_xyzw
    (T, M, 4).
    rest: poses of all links at the start (those that never move keep them).
    body_position_m (T, I, 3), body_rotation_xyzw (T, I, 4), body_velocity_mps (T, I, 3), body_spin_radps (T, I, 3),
    world frame, of the body frames of instances 1..I (index instance - 1).
    brake_lamp: (T, I) bool. contacts: (time_s, instance a, instance b) with a < b, the first touch of each pair.
    handovers: in time order. story: what happened besides motion.
    """

    start_s: float
    step_s: float
    moving_links: NDArray[np.int64]
    moving_position_m: Float64
    moving_rotation_xyzw: Float64
    rest: LinkPoses
    body_position_m: Float64
    body_rotation_xyzw: Float64
    body_velocity_mps: Float64
    body_spin_radps: Float64
    brake_lamp: NDArray[np.bool_]
    contacts: tuple[tuple[float, int, int], ...] = ()
    handovers: tuple[Handover, ...] = ()
    story: StoryTruth = NOTHING_TOLD

    @property
    def end_s(self) -> float:
        """Time of the last state."""
        return self.start_s + (len(self.body_position_m) - 1) * self.step_s

    def holds(self, t_s: float) -> bool:
        """Whether a time was simulated."""
        return -1e-6 <= (t_s - self.start_s) / self.step_s <= len(self.body_position_m) - 1 + 1e-6

    def bracket(self, t_s: float) -> tuple[int, float]:
        """Index i and share a so that t lies at (1 - a) * state i + a * state i + 1. Raises ValueError outside."""
        steps = (t_s - self.start_s) / self.step_s
        last = len(self.body_position_m) - 1
        if not self.holds(t_s):
            raise ValueError(f"time {t_s} s is outside the simulated {self.start_s} to {self.end_s} s")
        index = min(max(int(np.floor(steps + 1e-9)), 0), last - 1)
        return index, min(max(steps - index, 0.0), 1.0)

    def links_at(self, t_s: float) -> LinkPoses:
        """Poses of all links, linearly interpolated (quaternions: normalised lerp)."""
        i, a = self.bracket(t_s)
        position = self.rest.position_m.copy()
        rotation = self.rest.rotation_xyzw.copy()
        position[self.moving_links] = (1 - a) * self.moving_position_m[i] + a * self.moving_position_m[i + 1]
        rotation[self.moving_links] = _nlerp(self.moving_rotation_xyzw[i], self.moving_rotation_xyzw[i + 1], a)
        return LinkPoses(position_m=position, rotation_xyzw=rotation)

    def body_at(self, instance: int, t_s: float) -> Pose[World, Body]:
        """T_world_body of the ego (1) or an actor, interpolated."""
        i, a = self.bracket(t_s)
        k = instance - 1
        position = (1 - a) * self.body_position_m[i, k] + a * self.body_position_m[i + 1, k]
        return Pose.from_arrays(position, _nlerp(self.body_rotation_xyzw[i, k], self.body_rotation_xyzw[i + 1, k], a))

    def bodies_at(self, instance: int, times_s: Float64) -> tuple[Float64, Float64]:
        """`body_at` for many times (K,) seconds: positions (K, 3), xyzw quaternions (K, 4)."""
        i, a = self._brackets(times_s)
        k = instance - 1
        position = (1 - a) * self.body_position_m[i, k] + a * self.body_position_m[i + 1, k]
        return position, _nlerp(self.body_rotation_xyzw[i, k], self.body_rotation_xyzw[i + 1, k], a)

    def moving_at(self, places: NDArray[np.int64], times_s: Float64) -> tuple[Float64, Float64]:
        """Poses of moving links, each at its own time: places (K,) in `moving_links`, times (K,) seconds; positions
        (K, 3), xyzw quaternions (K, 4).
        """
        i, a = self._brackets(times_s)
        position = (1 - a) * self.moving_position_m[i, places] + a * self.moving_position_m[i + 1, places]
        return position, _nlerp(self.moving_rotation_xyzw[i, places], self.moving_rotation_xyzw[i + 1, places], a)

    def all_bodies_at(self, t_s: float) -> tuple[Float64, Float64]:
        """`body_at` for all I bodies: positions (I, 3), xyzw quaternions (I, 4); row instance - 1."""
        i, a = self.bracket(t_s)
        position = (1 - a) * self.body_position_m[i] + a * self.body_position_m[i + 1]
        return position, _nlerp(self.body_rotation_xyzw[i], self.body_rotation_xyzw[i + 1], a)

    def all_velocities_at(self, t_s: float) -> Float64:
        """Linear velocities (I, 3) of all bodies in the world frame, interpolated; row instance - 1."""
        i, a = self.bracket(t_s)
        return np.asarray((1 - a) * self.body_velocity_mps[i] + a * self.body_velocity_mps[i + 1])

    def velocity_at(self, instance: int, t_s: float) -> tuple[Float64, Float64]:
        """Linear and angular velocity (3,), (3,) of a body in the world frame, interpolated."""
        i, a = self.bracket(t_s)
        k = instance - 1
        linear = (1 - a) * self.body_velocity_mps[i, k] + a * self.body_velocity_mps[i + 1, k]
        spin = (1 - a) * self.body_spin_radps[i, k] + a * self.body_spin_radps[i + 1, k]
        return linear, spin

    def _brackets(self, times_s: Float64) -> tuple[NDArray[np.int64], Float64]:
        """`bracket` for many times (K,): indices (K,), shares (K, 1)."""
        steps = (np.asarray(times_s, dtype=np.float64) - self.start_s) / self.step_s
        last = len(self.body_position_m) - 1
        if len(steps) and not (steps.min() >= -1e-6 and steps.max() <= last + 1e-6):
            raise ValueError(f"some of the times are outside the simulated {self.start_s} to {self.end_s} s")
        i = np.clip(np.floor(steps + 1e-9).astype(np.int64), 0, last - 1)
        return i, np.clip(steps - i, 0.0, 1.0)[:, None]

    def braking_at(self, t_s: float) -> NDArray[np.bool_]:
        """(I,) whether each body's brake lamps are on."""
        i, _ = self.bracket(t_s)
        return np.asarray(self.brake_lamp[i], dtype=np.bool_)


def _nlerp(q0: Float64, q1: Float64, share: float | Float64) -> Float64:
    """Normalised linear interpolation of (..., 4) quaternions along the shorter arc."""
    sign = np.where(np.sum(q0 * q1, axis=-1, keepdims=True) < 0.0, -1.0, 1.0)
    q = (1 - share) * q0 + share * sign * q1
    return np.asarray(q / np.linalg.norm(q, axis=-1, keepdims=True), dtype=np.float64)
