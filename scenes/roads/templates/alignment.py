"""Plan views laid end to end: lines, arcs and clothoids whose headings join, bends, turns through junctions, cuts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenes.roads.plan import Arc, Line, ParamPoly3, PlanRecord, PlanShape, Spiral
from scenes.roads.plan_curves import local_points

STRAIGHT_RAD = math.radians(0.5)
"""Chosen: ends whose headings differ by less are joined by a line or an S, not by a bend."""
CLOTHOID_SHARE = 0.6
"""Chosen: of a turn's angle that its two clothoids take; drivers turn the wheel through most of a corner."""
TOUCH_M = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPose:
    """A place and a direction in the ground plane."""

    x_m: float
    y_m: float
    heading_rad: float

    def moved(self, ahead_m: float, left_m: float = 0.0, turn_rad: float = 0.0) -> PlanPose:
        """A pose ahead and to the left of this one, turned to the left."""
        cos, sin = math.cos(self.heading_rad), math.sin(self.heading_rad)
        return PlanPose(
            x_m=self.x_m + ahead_m * cos - left_m * sin,
            y_m=self.y_m + ahead_m * sin + left_m * cos,
            heading_rad=self.heading_rad + turn_rad,
        )

    def seen_from(self, other: PlanPose) -> tuple[float, float, float]:
        """Metres ahead and to the left of another pose, and the turn from it, in -pi to pi."""
        dx, dy = self.x_m - other.x_m, self.y_m - other.y_m
        cos, sin = math.cos(other.heading_rad), math.sin(other.heading_rad)
        turn = math.remainder(self.heading_rad - other.heading_rad, math.tau)
        return dx * cos + dy * sin, dy * cos - dx * sin, turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A plan view under way: its records and the pose at its end. `of` begins one, the others lengthen it."""

    records: tuple[PlanRecord, ...]
    end: PlanPose
    length_m: float

    @classmethod
    def of(cls, start: PlanPose) -> Alignment:
        """Nothing yet, at a pose."""
        return cls(records=(), end=start, length_m=0.0)

    def line(self, length_m: float) -> Alignment:
        """With a straight piece."""
        return self._with(length_m, Line())

    def arc(self, length_m: float, curvature_per_m: float) -> Alignment:
        """With a circular piece; left bends have positive curvature."""
        return self._with(length_m, Arc(curvature_per_m=curvature_per_m))

    def clothoid(self, length_m: float, start_per_m: float, end_per_m: float) -> Alignment:
        """With a piece between two curvatures."""
        return self._with(length_m, Spiral(start_curvature_per_m=start_per_m, end_curvature_per_m=end_per_m))

    def bend(self, radius_m: float, angle_rad: float, clothoid_m: float) -> Alignment:
        """With a clothoid in, an arc and a clothoid out that turn by an angle, left positive.

        Where the angle is too small for two clothoids of that length, they are shortened and no arc is left.
        """
        curvature = math.copysign(1.0 / radius_m, angle_rad)
        clothoid = min(clothoid_m, abs(angle_rad) * radius_m)
        rest = abs(angle_rad) * radius_m - clothoid  # each clothoid turns by length / (2 radius)
        return self.clothoid(clothoid, 0.0, curvature).arc(rest, curvature).clothoid(clothoid, curvature, 0.0)

    def _with(self, length_m: float, shape: PlanShape) -> Alignment:
        if length_m <= TOUCH_M:
            return self
        record = PlanRecord(
            s_m=self.length_m,
            x_m=self.end.x_m,
            y_m=self.end.y_m,
            heading_rad=self.end.heading_rad,
            length_m=length_m,
            shape=shape,
        )
        u, v, turn, _ = (float(row[0]) for row in local_points(record, np.array([length_m])))
        return Alignment(
            records=(*self.records, record), end=self.end.moved(u, v, turn), length_m=self.length_m + length_m
        )

    def at(self, s_m: float) -> PlanPose:
        """The pose at a station; stations outside continue the ends straight on."""
        record = next((r for r in reversed(self.records) if r.s_m <= s_m), self.records[0])
        inside = min(max(s_m - record.s_m, 0.0), record.length_m)
        u, v, turn, _ = (float(row[0]) for row in local_points(record, np.array([inside])))
        start = PlanPose(x_m=record.x_m, y_m=record.y_m, heading_rad=record.heading_rad)
        return start.moved(u, v, turn).moved(s_m - record.s_m - inside)

    def curvature_at(self, s_m: float) -> float:
        """The curvature at a station, 1/m, left positive; 0 outside."""
        if not 0.0 <= s_m <= self.length_m:
            return 0.0
        record = next((r for r in reversed(self.records) if r.s_m <= s_m), self.records[0])
        return float(local_points(record, np.array([min(s_m - record.s_m, record.length_m)]))[3][0])

    def cut(self, start_m: float, end_m: float) -> Alignment:
        """The stretch between two stations, its stations counted from 0. Lines, arcs and clothoids only."""
        made = Alignment.of(self.at(start_m))
        for record in self.records:
            low, high = max(start_m, record.s_m), min(end_m, record.s_m + record.length_m)
            made = made._with(high - low, _part(record, low - record.s_m, high - record.s_m))
        return made

    def reversed(self) -> Alignment:
        """The same line run through from its end to its start."""
        made = Alignment.of(self.end.moved(0.0, 0.0, math.pi))
        for record in reversed(self.records):
            made = made._with(record.length_m, _backwards(record.shape))
        return made


def _part(record: PlanRecord, low_m: float, high_m: float) -> PlanShape:
    """A record's shape between two distances from its start."""
    shape = record.shape
    if not isinstance(shape, Spiral):
        return shape
    rate = (shape.end_curvature_per_m - shape.start_curvature_per_m) / record.length_m
    first = shape.start_curvature_per_m
    return Spiral(start_curvature_per_m=first + rate * low_m, end_curvature_per_m=first + rate * high_m)


def _backwards(shape: PlanShape) -> PlanShape:
    match shape:
        case Arc():
            return Arc(curvature_per_m=-shape.curvature_per_m)
        case Spiral():
            return Spiral(
                start_curvature_per_m=-shape.end_curvature_per_m, end_curvature_per_m=-shape.start_curvature_per_m
            )
        case _:
            return shape


def turn(start: PlanPose, end: PlanPose) -> Alignment:
    """A way from one pose to another: a line, an S where both look the same way, else a bend with clothoids.

    The bend is symmetrical about the angle between the poses' tangents; what one side is longer is a line.
    """
    ahead, left, angle = end.seen_from(start)
    if abs(angle) < STRAIGHT_RAD or ahead <= 0.0 or left * angle <= 0.0:
        return _smooth(start, end)
    from_end = left / math.sin(angle)  # from the tangents' crossing to the end
    to_start = ahead - from_end * math.cos(angle)
    tangent = min(from_end, to_start)
    if tangent <= 0.1:
        return _smooth(start, end)
    scale = tangent / _tangent_share(angle)
    arc_angle = (1.0 - CLOTHOID_SHARE) * abs(angle)
    clothoid = scale * CLOTHOID_SHARE * abs(angle)
    curvature = math.copysign(1.0 / scale, angle)
    made = Alignment.of(start).line(to_start - tangent).clothoid(clothoid, 0.0, curvature)
    made = made.arc(scale * arc_angle, curvature).clothoid(clothoid, curvature, 0.0)
    return made.line(from_end - tangent)


def _tangent_share(angle: float) -> float:
    """Tangent length of a turn of that angle whose arc has radius 1."""
    share = CLOTHOID_SHARE * abs(angle)
    unit = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0)).clothoid(share, 0.0, 1.0)
    unit = unit.arc((1.0 - CLOTHOID_SHARE) * abs(angle), 1.0).clothoid(share, 1.0, 0.0)
    return unit.end.y_m / math.sin(abs(angle))


def _smooth(start: PlanPose, end: PlanPose) -> Alignment:
    """A cubic between two poses (Hermite, tangents as long as the chord)."""
    ahead, left, angle = end.seen_from(start)
    if abs(left) < TOUCH_M and abs(angle) < TOUCH_M:
        return Alignment.of(start).line(ahead)
    chord = math.hypot(ahead, left)
    du, dv = chord * math.cos(angle), chord * math.sin(angle)
    u = (0.0, chord, 3.0 * ahead - 2.0 * chord - du, chord + du - 2.0 * ahead)
    v = (0.0, 0.0, 3.0 * left - dv, dv - 2.0 * left)
    p = np.linspace(0.0, 1.0, 2001)
    steps = np.hypot(np.diff(u[1] * p + u[2] * p**2 + u[3] * p**3), np.diff(v[2] * p**2 + v[3] * p**3))
    length = float(steps.sum())
    record = PlanRecord(
        s_m=0.0,
        x_m=start.x_m,
        y_m=start.y_m,
        heading_rad=start.heading_rad,
        length_m=length,
        shape=ParamPoly3(u=u, v=v, parameter="normalized"),
    )
    return Alignment(records=(record,), end=end, length_m=length)


def joined(pieces: Sequence[Alignment]) -> Alignment:
    """Alignments that follow each other as one."""
    records: list[PlanRecord] = []
    length = 0.0
    for piece in pieces:
        records += [replace(record, s_m=length + record.s_m) for record in piece.records]
        length += piece.length_m
    return Alignment(records=tuple(records), end=pieces[-1].end, length_m=length)
