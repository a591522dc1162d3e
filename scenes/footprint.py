"""Rectangles on the ground: what bodies cover, what they sweep, and whether two of them overlap."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.pose import Body, Pose, World
from scenes.rectangles import footprints

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """A rectangle: its centre, heading and half sizes along and across the heading."""

    centre_m: Point
    yaw_rad: float
    half_length_m: float
    half_width_m: float

    @property
    def axes(self) -> tuple[Point, Point]:
        """Unit vectors along and across the heading."""
        cosine, sine = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return (cosine, sine), (-sine, cosine)

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """From the front left one anticlockwise."""
        (ax, ay), (bx, by) = self.axes
        (x, y), long, wide = self.centre_m, self.half_length_m, self.half_width_m
        signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
        a, b, c, d = ((x + i * long * ax + j * wide * bx, y + i * long * ay + j * wide * by) for i, j in signs)
        return a, b, c, d

    def grown(self, along_m: float, across_m: float) -> Footprint:
        """With a margin on each side."""
        return Footprint(
            centre_m=self.centre_m,
            yaw_rad=self.yaw_rad,
            half_length_m=self.half_length_m + along_m,
            half_width_m=self.half_width_m + across_m,
        )

    def overlaps(self, other: Footprint) -> bool:
        """Whether they share a point: no separating axis among the four edge directions."""
        offset = (other.centre_m[0] - self.centre_m[0], other.centre_m[1] - self.centre_m[1])
        for axis in (*self.axes, *other.axes):
            distance = abs(_dot(offset, axis))
            if distance > self._reach(axis) + other._reach(axis):
                return False
        return True

    def _reach(self, axis: Point) -> float:
        along, across = self.axes
        return self.half_length_m * abs(_dot(along, axis)) + self.half_width_m * abs(_dot(across, axis))


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1]


def footprint_of(actor: Actor) -> Footprint:
    """What an actor's box covers at its initial pose."""
    pose = actor.T_world_body
    plan = footprints(actor.asset.nominal(), np.array([pose.translation_m]), np.array([pose.rotation_xyzw]))
    (x, y), (along, across) = plan.centre_m[0].tolist(), plan.half_m[0].tolist()
    yaw = math.atan2(float(plan.axis[0, 1]), float(plan.axis[0, 0]))
    return Footprint(centre_m=(x, y), yaw_rad=yaw, half_length_m=along, half_width_m=across)


def centred_pose(asset: AssetSpec, x_m: float, y_m: float, yaw_rad: float, z_m: float = 0.0) -> Pose[World, Body]:
    """The pose of an upright body whose box has its centre over (x, y)."""
    middle_m = asset.nominal().middle_m
    return Pose.planar(x_m - middle_m * math.cos(yaw_rad), y_m - middle_m * math.sin(yaw_rad), yaw_rad, z_m)


def swept(start_m: Point, end_m: Point, half_width_m: float, reach_m: float) -> Footprint:
    """The strip that a body covers on its way from start to end; reach_m: how far it extends beyond either point."""
    dx, dy = end_m[0] - start_m[0], end_m[1] - start_m[1]
    return Footprint(
        centre_m=(start_m[0] + 0.5 * dx, start_m[1] + 0.5 * dy),
        yaw_rad=math.atan2(dy, dx),
        half_length_m=0.5 * math.hypot(dx, dy) + reach_m,
        half_width_m=half_width_m,
    )


def corridors_of(actor: Actor) -> tuple[Footprint, ...]:
    """One strip for each piece of an actor's path; none for actors without one."""
    if actor.path is None:
        return ()
    box = actor.asset.nominal()
    points = actor.path.points_m
    return tuple(swept(a[:2], b[:2], 0.5 * box.width_m, 0.5 * box.length_m) for a, b in itertools.pairwise(points))
