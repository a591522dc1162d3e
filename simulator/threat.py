"""How near ego and key actor come to a collision over time: TTC, THW, DRAC, PET, seen from above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox, asset_of
from scenes.rectangles import Rectangles, footprints, gap_m, overlapping, time_to_overlap_s
from scenes.scene import EGO_INSTANCE, Scene
from simulator.physics.history import WorldHistory

Float64 = NDArray[np.float64]

TTC_HORIZON_S = 10.0
"""Chosen: what lies further ahead is no conflict; TTC below 1.5 to 4 s is what the literature calls critical."""
PET_STEP_S = 0.05
"""Chosen: PET is known to this; literature calls below 1.5 s critical."""
SLOWEST_MPS = 0.1
"""Chosen: below, a headway says nothing."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pair:
    """Ego and key actor over a clip. key: instance id."""

    history: WorldHistory
    key: int
    ego_box: BodyBox
    key_box: BodyBox
    duration_s: float

    @classmethod
    def of(cls, scene: Scene, history: WorldHistory, key: int) -> Pair:
        """The ego and one actor of a simulated scene."""
        boxes = [asset_of(scene.bodies()[instance - 1].asset).box for instance in (EGO_INSTANCE, key)]
        return cls(history=history, key=key, ego_box=boxes[0], key_box=boxes[1], duration_s=scene.duration_s)

    def plans(self, times_s: Float64) -> tuple[Rectangles, Rectangles]:
        """The ground rectangles of ego and key actor at times (T,)."""
        ego = footprints(self.ego_box, *self.history.bodies_at(EGO_INSTANCE, times_s))
        return ego, footprints(self.key_box, *self.history.bodies_at(self.key, times_s))

    def gaps_m(self, times_s: Float64) -> Float64:
        """(T,) distances between the two, 0 where they overlap."""
        return gap_m(*self.plans(times_s))

    def ttc_s(self, times_s: Float64) -> tuple[float | None, ...]:
        """Times after which they would touch if both kept their velocities and headings.

        0 while they touch, None beyond the horizon.
        """
        found = self._ttc_s(times_s)
        return tuple(float(t) if t <= TTC_HORIZON_S else None for t in found)

    def thw_s(self, times_s: Float64) -> tuple[float | None, ...]:
        """Free distance ahead of the ego's front to a key actor that reaches into the strip before it, over its speed.

        None beside and behind the ego, and where the ego stands.
        """
        ego, other = self.plans(times_s)
        along, across = self._extents(ego, other)
        speed = (self._velocities(EGO_INSTANCE, self.ego_box, times_s) * ego.axis).sum(axis=1)
        free = along[:, 0] - ego.half_m[:, 0]
        inside = (across[:, 0] < ego.half_m[:, 1]) & (across[:, 1] > -ego.half_m[:, 1]) & (free >= 0.0)
        valid = inside & (speed > SLOWEST_MPS)
        return tuple(float(f / v) if ok else None for f, v, ok in zip(free, speed, valid, strict=True))

    def drac_mps2(self, times_s: Float64) -> tuple[float | None, ...]:
        """Deceleration rate to avoid a crash (Almqvist et al. 1991): closing speed squared over twice the distance.

        Closing counts along the ego's heading. As the distance is that speed times the TTC, it is v / (2 TTC); None
        without a TTC, where they touch, and where the ego closes in on nobody.
        """
        ttc = self._ttc_s(times_s)
        ego, _ = self.plans(times_s)
        closing = self._closing(times_s)
        ahead = -(closing * ego.axis).sum(axis=1)
        valid = (ttc <= TTC_HORIZON_S) & (ttc > 0.0) & (ahead > 0.0)
        return tuple(float(v / (2.0 * t)) if ok else None for v, t, ok in zip(ahead, ttc, valid, strict=True))

    def offset_m(self, times_s: Float64) -> tuple[Float64, Float64]:
        """Of the key actor's middle (T,) ahead of the middle of the ego's front, and (T,) to the left of its axis."""
        ego, other = self.plans(times_s)
        offset = other.centre_m - ego.centre_m
        left = np.stack([-ego.axis[:, 1], ego.axis[:, 0]], axis=1)
        return (offset * ego.axis).sum(axis=1) - ego.half_m[:, 0], (offset * left).sum(axis=1)

    def pet_s(self) -> float | None:
        """Post-encroachment time (Allen et al. 1978): the least time between one box being at a place and the other.

        Over the whole history; 0 where they touch, None where what they cover has no place in common.
        """
        times = np.arange(0.0, self.history.end_s, PET_STEP_S)
        ego, other = self.plans(times)
        rows = np.arange(len(times))
        for lag in range(len(times)):
            first, second = rows[: len(times) - lag], rows[lag:]
            if overlapping(ego.at(first), other.at(second)).any() or overlapping(ego.at(second), other.at(first)).any():
                return lag * PET_STEP_S
        return None

    def _ttc_s(self, times_s: Float64) -> Float64:
        return time_to_overlap_s(*self.plans(times_s), self._closing(times_s))

    def _closing(self, times_s: Float64) -> Float64:
        """Velocities (T, 2) of the key actor less the ego's."""
        other = self._velocities(self.key, self.key_box, times_s)
        return other - self._velocities(EGO_INSTANCE, self.ego_box, times_s)

    def _velocities(self, instance: int, box: BodyBox, times_s: Float64) -> Float64:
        """Velocities (T, 2) of a box's bottom centre: in a turn the origin alone says too little."""
        offset = np.array(box.T_body_box.translation_m)
        out = np.zeros((len(times_s), 2))
        for k, t_s in enumerate(times_s):
            velocity, spin = self.history.velocity_at(instance, float(t_s))
            lever = self.history.body_at(instance, float(t_s)).rotation() @ offset
            out[k] = (velocity + np.cross(spin, lever))[:2]
        return out

    def _extents(self, ego: Rectangles, other: Rectangles) -> tuple[Float64, Float64]:
        """Least and greatest coordinates (T, 2) of the key actor along and across the ego, from the ego's middle."""
        corners = other.corners_m() - ego.centre_m[:, None]
        left = np.stack([-ego.axis[:, 1], ego.axis[:, 0]], axis=1)
        along, across = (np.einsum("tkc,tc->tk", corners, axis) for axis in (ego.axis, left))
        return np.stack([along.min(1), along.max(1)], axis=1), np.stack([across.min(1), across.max(1)], axis=1)
