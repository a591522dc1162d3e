"""Somebody who crosses: a course over the ground, at a pace that brings them to a point of it at a time."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Path
from scenes.errors import SceneError
from scenes.pose import Body, Pose, World
from scenes.staging.venue import Venue
from scenes.storyboard import AtTime, Event, SetSpeed

Point3 = tuple[float, float, float]

STEP_M = 0.3
"""Chosen: between points of a course, over which a kerb is stepped."""
WALK_MPS2 = 2.5
"""Chosen: a walker's steps to speed and to a stop; people reach their pace in one or two steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A stop on a course: where, and for how long one stands."""

    at_m: float
    stands_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A course of points on the ground, walked at a speed so that `pass_m` along it is reached at `pass_s`.

    halt: before that point. Who would have started after the clip's start stands at the first point until then. At the
    last point they stop.
    """

    points_m: tuple[Point3, ...]
    speed_mps: float
    pass_m: float
    pass_s: float
    halt: Halt | None = None
    acceleration_mps2: float = WALK_MPS2

    @property
    def length_m(self) -> float:
        """Length of the course."""
        return sum(math.dist(a, b) for a, b in itertools.pairwise(self.points_m))

    @property
    def _lost_s(self) -> float:
        """By which a halt delays: the stand, and braking and starting, which take twice the time of rolling on."""
        return 0.0 if self.halt is None else self.halt.stands_s + self.speed_mps / self.acceleration_mps2

    @property
    def _soft_s(self) -> float:
        """By how much a change of speed begins before the moment at which a sudden one would be as good."""
        return 0.5 * self.speed_mps / self.acceleration_mps2

    @property
    def _under_way_s(self) -> float:
        """For how long who starts about time 0 has been gaining speed at it."""
        return max(self._soft_s - self.start_s, 0.0) if self.start_s >= 0.0 else 0.0

    @property
    def start_s(self) -> float:
        """When the first point is left at full speed; before the clip for who is under way at its start."""
        return self.pass_s - self.pass_m / self.speed_mps - self._lost_s

    def along_m(self, t_s: float) -> float:
        """Distance along the course at a time, without the softness of starts and stops."""
        gone = t_s - self.start_s
        if self.halt is not None:
            before = self.halt.at_m / self.speed_mps
            gone = gone if gone < before else max(before, gone - self._lost_s)
        return min(max(gone * self.speed_mps, 0.0), self.length_m)

    def at(self, t_s: float) -> Pose[World, Body]:
        """The upright pose at a time."""
        return self.pose(self.along_m(t_s))

    def pose(self, along_m: float) -> Pose[World, Body]:
        """The upright pose at a distance along the course."""
        points = np.array(self.points_m)
        run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        x, y, z = (float(np.interp(along_m, run, points[:, k])) for k in range(3))
        k = int(np.clip(np.searchsorted(run, along_m, side="right") - 1, 0, len(points) - 2))
        step = points[k + 1] - points[k]
        return Pose.planar(x, y, math.atan2(step[1], step[0]), z)

    def path(self) -> Path:
        """What is left of the course at time 0."""
        first = self.along_m(0.0) + 0.5 * self.acceleration_mps2 * self._under_way_s**2
        points = np.array(self.points_m)
        run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        rest = [tuple(float(v) for v in point) for point in points[run > first + 1e-6]]
        if not rest:
            raise SceneError("somebody has walked their course before the clip begins")
        return Path(points_m=(self.pose(first).translation_m, *rest))  # type: ignore[arg-type]

    def initial_mps(self) -> float:
        """Speed at time 0."""
        if self.start_s >= 0.0:
            return self.acceleration_mps2 * self._under_way_s
        return 0.0 if self._halted_at(0.0) else self.speed_mps

    def events(self, *names: str) -> tuple[Event, ...]:
        """The changes of speed of those who walk it."""
        soft = self._soft_s
        changes: list[tuple[float, float]] = []
        if self.start_s >= 0.0:
            changes.append((max(self.start_s - soft, 0.0), self.speed_mps))
        if self.halt is not None:
            stops = self.start_s + self.halt.at_m / self.speed_mps
            changes += [(stops - soft, 0.0), (stops + self._lost_s - soft, self.speed_mps)]
        arrives = self.start_s + self.length_m / self.speed_mps + self._lost_s
        changes.append((arrives - soft, 0.0))
        return tuple(
            Event(
                name=f"{name}_pace_{k}",
                trigger=AtTime(time_s=max(0.0, at_s)),
                actions=(SetSpeed(actor=name, speed_mps=speed, acceleration_mps2=self.acceleration_mps2),),
            )
            for name in names
            for k, (at_s, speed) in enumerate(changes)
            if at_s >= 0.0
        )

    def _halted_at(self, t_s: float) -> bool:
        if self.halt is None:
            return False
        stops = self.start_s + self.halt.at_m / self.speed_mps
        return stops <= t_s < stops + self._lost_s


def course(venue: Venue, corners_m: tuple[tuple[float, float], ...]) -> tuple[Point3, ...]:
    """A polyline over the ground: points between the corners, each at the ground's height."""
    made: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in itertools.pairwise(corners_m):
        pieces = max(1, math.ceil(math.hypot(bx - ax, by - ay) / STEP_M))
        made += [(ax + (bx - ax) * k / pieces, ay + (by - ay) * k / pieces) for k in range(pieces)]
    made.append(corners_m[-1])
    heights = venue.heights_m(np.array(made))
    return tuple((x, y, float(z)) for (x, y), z in zip(made, heights, strict=True))
