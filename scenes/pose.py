"""Rigid poses whose frames are part of their type: `Pose[World, Ego] @ Pose[Ego, Optical] -> Pose[World, Optical]`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Real = TypeVar("Real", float, Float64)


class World:
    """Right-handed, x east, y north, z up, metres."""


class Body:
    """A body's own frame, ISO 8855: x forward, y left, z up; origin on the ground (vehicles: below the rear axle)."""


class Part:
    """An articulated part's own frame, at its joint."""


class Box:
    """A 3D box's frame: x forward, y left, z up, origin at the bottom centre."""


class SensorFrame:
    """A sensor's own frame; cameras: x right, y down, z forward; LiDAR: x forward, y left, z up."""


class LampFrame:
    """A lamp's own frame: x forward along its beam, y left, z up."""


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose(Generic[A, B]):
    """`T_a_b`: maps coordinates in frame B to coordinates in frame A.

    translation_m: origin of B in A, metres. rotation_xyzw: unit quaternion (x, y, z, w).
    """

    translation_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation_xyzw: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)

    def __post_init__(self) -> None:
        norm = math.sqrt(sum(q * q for q in self.rotation_xyzw))
        if not abs(norm - 1.0) < 1e-6:
            raise ValueError(f"rotation_xyzw must be a unit quaternion, its norm is {norm}")

    @classmethod
    def planar(cls, x_m: float, y_m: float, yaw_rad: float, z_m: float = 0.0) -> Pose[A, B]:
        """A pose in the ground plane: position and heading (counter-clockwise from x)."""
        return cls(
            translation_m=(float(x_m), float(y_m), float(z_m)),
            rotation_xyzw=(0.0, 0.0, math.sin(yaw_rad / 2), math.cos(yaw_rad / 2)),
        )

    @classmethod
    def from_matrix(cls, matrix: Float64) -> Pose[A, B]:
        """From a 4x4 (or 3x4) homogeneous matrix; the rotation is projected onto the nearest orthonormal one."""
        u, _, vt = np.linalg.svd(matrix[:3, :3])
        rotation = u @ np.diag([1.0, 1.0, np.linalg.det(u @ vt)]) @ vt
        x, y, z = (float(c) for c in matrix[:3, 3])
        return cls(translation_m=(x, y, z), rotation_xyzw=quaternion_of(rotation))

    @classmethod
    def from_arrays(cls, position_m: Float64, rotation_xyzw: Float64) -> Pose[A, B]:
        """From arrays (3,) and (4,); the quaternion is normalised."""
        q = np.asarray(rotation_xyzw, dtype=np.float64)
        q = q / np.linalg.norm(q)
        return cls(
            translation_m=(float(position_m[0]), float(position_m[1]), float(position_m[2])),
            rotation_xyzw=(float(q[0]), float(q[1]), float(q[2]), float(q[3])),
        )

    def rotation(self) -> Float64:
        """Rotation matrix (3, 3)."""
        return np.array(_rotation_rows(*self.rotation_xyzw), dtype=np.float64)

    def matrix(self) -> Float64:
        """Homogeneous matrix (4, 4)."""
        out = np.eye(4)
        out[:3, :3] = self.rotation()
        out[:3, 3] = self.translation_m
        return out

    def inverse(self) -> Pose[B, A]:
        """T_b_a."""
        x, y, z, w = self.rotation_xyzw
        t = -(self.rotation().T @ np.asarray(self.translation_m))
        return Pose(translation_m=(float(t[0]), float(t[1]), float(t[2])), rotation_xyzw=(-x, -y, -z, w))

    def __matmul__(self, other: Pose[B, C]) -> Pose[A, C]:
        t = self.rotation() @ np.asarray(other.translation_m) + np.asarray(self.translation_m)
        return Pose.from_arrays(t, np.array(_hamilton(*self.rotation_xyzw, *other.rotation_xyzw)))

    def apply(self, points_m: Float64) -> Float64:
        """Maps points (..., 3) in B to A."""
        return np.asarray(points_m @ self.rotation().T + np.asarray(self.translation_m), dtype=np.float64)

    @property
    def yaw_rad(self) -> float:
        """Heading of B's x axis in A's x-y plane."""
        r = self.rotation()
        return math.atan2(r[1, 0], r[0, 0])


def multiply_quaternions(a: Float64, b: Float64) -> Float64:
    """Hamilton product of (..., 4) xyzw quaternions: the rotation b first, then a."""
    return np.stack(_hamilton(*np.moveaxis(a, -1, 0), *np.moveaxis(b, -1, 0)), axis=-1)


def _hamilton(
    ax: Real, ay: Real, az: Real, aw: Real, bx: Real, by: Real, bz: Real, bw: Real
) -> tuple[Real, Real, Real, Real]:
    """Components of the product; numbers or arrays of them."""
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def rotate(rotation_xyzw: Float64, vectors: Float64) -> Float64:
    """Rotates vectors (..., 3) by unit quaternions (..., 4)."""
    axis, w = rotation_xyzw[..., :3], rotation_xyzw[..., 3:4]
    twice = 2.0 * _cross(axis, vectors)
    return np.asarray(vectors + w * twice + _cross(axis, twice), dtype=np.float64)


def _cross(a: Float64, b: Float64) -> Float64:
    """Cross products (..., 3); numpy's own takes ten times as long for one of them."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=-1)


def axis_angle(axis: tuple[float, float, float], angle_rad: float | Float64) -> Float64:
    """Quaternion(s) (..., 4) of a rotation about a unit axis."""
    half = np.asarray(angle_rad, dtype=np.float64) / 2
    sine = np.sin(half)
    return np.stack([axis[0] * sine, axis[1] * sine, axis[2] * sine, np.cos(half)], axis=-1)


def rotation_of(q: Float64) -> Float64:
    """Rotation matrices (..., 3, 3) of unit quaternions (..., 4)."""
    rows = _rotation_rows(*np.moveaxis(np.asarray(q, dtype=np.float64), -1, 0))
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _rotation_rows(x: Real, y: Real, z: Real, w: Real) -> tuple[tuple[Real, Real, Real], ...]:
    """Rows of the matrix; numbers or arrays of them. One pose's few numbers are ten times faster in plain Python."""
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
        (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
        (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
    )


def quaternion_of(rotation: Float64) -> tuple[float, float, float, float]:
    """Unit quaternion (x, y, z, w) with w >= 0 of a rotation matrix (Shepperd 1978: pivot on the largest component)."""
    r = np.asarray(rotation, dtype=np.float64)
    squares = np.array(
        [
            1 + r[0, 0] - r[1, 1] - r[2, 2],
            1 - r[0, 0] + r[1, 1] - r[2, 2],
            1 - r[0, 0] - r[1, 1] + r[2, 2],
            1 + r[0, 0] + r[1, 1] + r[2, 2],
        ]
    )
    k = int(np.argmax(squares))
    pairs = {
        0: [squares[0], r[1, 0] + r[0, 1], r[0, 2] + r[2, 0], r[2, 1] - r[1, 2]],
        1: [r[1, 0] + r[0, 1], squares[1], r[2, 1] + r[1, 2], r[0, 2] - r[2, 0]],
        2: [r[0, 2] + r[2, 0], r[2, 1] + r[1, 2], squares[2], r[1, 0] - r[0, 1]],
        3: [r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], squares[3]],
    }
    q = np.asarray(pairs[k])
    q = q / np.linalg.norm(q)
    if q[3] < 0:
        q = -q
    return (float(q[0]), float(q[1]), float(q[2]), float(q[3]))
