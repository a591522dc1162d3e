"""Where what moves will be over a clip, sampled, and whether two of them come near each other at one time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.footprint import Footprint
from scenes.storyboard import AtTime, Event, SetSpeed

Float64 = NDArray[np.float64]

STEP_S = 0.1
"""Chosen: a vehicle at 130 km/h moves by less than its length meanwhile."""
LOOK_M = 1.0
"""Chosen: headings are taken over twice this."""
LEVEL_M = 3.0
"""Chosen: what is farther above or below passes on a bridge."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Course:
    """A box over T times: its middle (T, 2) and height (T,) above ground zero, heading, speed (T,), half sizes."""

    centre_m: Float64
    height_m: Float64
    yaw_rad: Float64
    speed_mps: Float64
    travelled_m: Float64
    half_length_m: float
    half_width_m: float

    def with_room(self, lead_s: float, around_m: float, beside_m: float) -> Course:
        """Longer by what is covered in a time ahead, and by margins along and beside."""
        ahead = lead_s * float(self.speed_mps.max())
        way = np.stack([np.cos(self.yaw_rad), np.sin(self.yaw_rad)], axis=1)
        return replace(
            self,
            centre_m=self.centre_m + 0.5 * ahead * way,
            half_length_m=self.half_length_m + 0.5 * ahead + around_m,
            half_width_m=self.half_width_m + beside_m,
        )

    def at_start(self) -> Course:
        """Its first time alone."""
        return replace(
            self,
            centre_m=self.centre_m[:1],
            height_m=self.height_m[:1],
            yaw_rad=self.yaw_rad[:1],
            speed_mps=self.speed_mps[:1],
            travelled_m=self.travelled_m[:1],
        )

    def meets(self, other: Course) -> bool:
        """Whether both share a point at one time."""
        offset = other.centre_m - self.centre_m
        reach = np.hypot(self.half_length_m, self.half_width_m) + np.hypot(other.half_length_m, other.half_width_m)
        near = np.hypot(offset[:, 0], offset[:, 1]) <= reach
        near &= np.abs(other.height_m - self.height_m) < LEVEL_M
        rows = np.flatnonzero(near)
        if not len(rows):
            return False
        mine, others = (self.half_length_m, self.half_width_m), (other.half_length_m, other.half_width_m)
        return bool(_overlap(offset[rows], self.yaw_rad[rows], mine, other.yaw_rad[rows], others).any())

    def hits(self, standing: Iterable[Footprint]) -> bool:
        """Whether it comes over one of some rectangles that stay where they are."""
        mine = (self.half_length_m, self.half_width_m)
        low, high = self.centre_m.min(axis=0), self.centre_m.max(axis=0)
        radius = float(np.hypot(*mine))
        for one in standing:
            other = (one.half_length_m, one.half_width_m)
            reach = radius + float(np.hypot(*other))
            place = np.array(one.centre_m)
            if ((place < low - reach) | (place > high + reach)).any():
                continue
            offset = place - self.centre_m
            rows = np.flatnonzero(np.hypot(offset[:, 0], offset[:, 1]) <= reach)
            yaw = np.full(len(rows), one.yaw_rad)
            if len(rows) and _overlap(offset[rows], self.yaw_rad[rows], mine, yaw, other).any():
                return True
        return False


def _overlap(
    offset: Float64, yaw: Float64, half: tuple[float, float], other_yaw: Float64, other_half: tuple[float, float]
) -> NDArray[np.bool_]:
    """(K,) whether rectangles share a point: no separating axis among the edge directions of both."""
    turn = other_yaw - yaw
    cosine, sine = np.abs(np.cos(turn)), np.abs(np.sin(turn))
    apart = np.zeros(len(offset), dtype=np.bool_)
    for angle, own, far in ((yaw, half, other_half), (other_yaw, other_half, half)):
        along = np.abs(offset[:, 0] * np.cos(angle) + offset[:, 1] * np.sin(angle))
        across = np.abs(-offset[:, 0] * np.sin(angle) + offset[:, 1] * np.cos(angle))
        apart |= along > own[0] + far[0] * cosine + far[1] * sine
        apart |= across > own[1] + far[0] * sine + far[1] * cosine
    return ~apart


def course_of(actor: Actor, events: Iterable[Event], duration_s: float) -> Course:
    """Where an actor's box will be while it follows its path with the speeds that events ask of it."""
    assert actor.path is not None  # callers ask for what moves
    s, speed = _travel(actor, events, duration_s)
    points = np.array(actor.path.points_m)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = _on(points, along, s)
    look = _on(points, along, s + LOOK_M) - _on(points, along, s - LOOK_M)
    yaw = np.arctan2(look[:, 1], look[:, 0])
    box = actor.asset.nominal()
    middle = at[:, :2] + box.middle_m * np.stack([np.cos(yaw), np.sin(yaw)], axis=1)
    return Course(
        centre_m=middle,
        height_m=at[:, 2],
        yaw_rad=yaw,
        speed_mps=speed,
        travelled_m=s,
        half_length_m=0.5 * box.length_m,
        half_width_m=0.5 * box.width_m,
    )


def _travel(actor: Actor, events: Iterable[Event], duration_s: float) -> tuple[Float64, Float64]:
    """Distance and speed (T,) under its events, which change it linearly."""
    own = sorted(
        (event.trigger.time_s, action.speed_mps, action.acceleration_mps2)
        for event in events
        if isinstance(event.trigger, AtTime)
        for action in event.actions
        if isinstance(action, SetSpeed) and action.actor == actor.name
    )
    count = int(np.ceil(duration_s / STEP_S - 1e-9)) + 1
    distance, speed = np.zeros(count), np.full(count, actor.speed_mps)
    target, rate = actor.speed_mps, 1.0
    for k in range(1, count):
        while own and own[0][0] <= (k - 1) * STEP_S + 1e-9:
            _, target, rate = own.pop(0)
        change = np.clip(target - speed[k - 1], -rate * STEP_S, rate * STEP_S)
        speed[k] = speed[k - 1] + change
        distance[k] = distance[k - 1] + 0.5 * (speed[k] + speed[k - 1]) * STEP_S
    return distance, speed


def _on(points: Float64, along: Float64, s_m: Float64) -> Float64:
    """Points (T, 3) at distances, straight on beyond both ends."""
    k = np.clip(np.searchsorted(along, s_m, side="right") - 1, 0, len(along) - 2)
    share = (s_m - along[k]) / (along[k + 1] - along[k])
    return np.asarray(points[k] + share[:, None] * (points[k + 1] - points[k]))
