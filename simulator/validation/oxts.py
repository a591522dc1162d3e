"""Poses of KITTI's oxts lines, as the raw devkit's readers make them (convertOxtsToPose.m; pykitti the same)."""

from __future__ import annotations

import numpy as np

from simulator.validation.geometry import Float64

EARTH_RADIUS_M = 6_378_137.0


def oxts_poses(lines: Float64) -> Float64:
    """(N, 4, 4) poses of the inertial unit, east, north and up from Mercator's origin. lines: (N, 30)."""
    scale = float(np.cos(np.radians(lines[0, 0])))
    poses = np.tile(np.eye(4), (len(lines), 1, 1))
    for pose, line in zip(poses, lines, strict=True):
        latitude, longitude, altitude_m, roll, pitch, yaw = line[:6]
        pose[:3, :3] = _about(2, yaw) @ _about(1, pitch) @ _about(0, roll)
        north = np.log(np.tan(np.pi * (90.0 + latitude) / 360.0))
        pose[:3, 3] = [
            scale * np.radians(longitude) * EARTH_RADIUS_M,
            scale * EARTH_RADIUS_M * north,
            altitude_m,
        ]
    return np.asarray(poses)


def _about(axis: int, angle_rad: float) -> Float64:
    """(3, 3) rotation about x, y or z."""
    c, s = float(np.cos(angle_rad)), float(np.sin(angle_rad))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[first, first], matrix[second, second] = c, c
    matrix[first, second], matrix[second, first] = -s, s
    return matrix
