"""How things of a written clip move, seen from the ego."""

from __future__ import annotations

import math

import numpy as np
from written_clip import WrittenClip
from written_dataset import Float64


def ego_yaw_rad(clip: WrittenClip, frame: int) -> float:
    x, y, z, w = clip.frames[frame]["T_world_ego"][3:]
    return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


def in_ego_m(clip: WrittenClip, frame: int, instance: int | None = None) -> tuple[float, float]:
    """Ahead of and left of the ego's rear axle: a thing's box centre; the key actor's by default."""
    at = np.array(clip.thing(frame, instance)["box"]["T_world_box"][:2])
    return _turned(clip, frame, at - np.array(clip.frames[frame]["T_world_ego"][:2]))


def velocity_in_ego_mps(clip: WrittenClip, frame: int, instance: int | None = None) -> tuple[float, float]:
    """A thing's velocity over ground, along and left of the ego's heading; the key actor's by default."""
    return _turned(clip, frame, np.array(clip.thing(frame, instance)["velocity_mps"][:2]))


def speeds_mps(clip: WrittenClip, instance: int | None = None) -> Float64:
    """The key actor's speed over ground at each frame."""
    frames = range(len(clip.frames))
    return np.array([np.linalg.norm(clip.thing(k, instance)["velocity_mps"]) for k in frames])


def across_mps(clip: WrittenClip) -> float:
    """The key actor's fastest speed across the ego's heading."""
    return max(abs(velocity_in_ego_mps(clip, frame)[1]) for frame in range(len(clip.frames)))


def _turned(clip: WrittenClip, frame: int, vector: Float64) -> tuple[float, float]:
    yaw = ego_yaw_rad(clip, frame)
    ahead = vector[0] * math.cos(yaw) + vector[1] * math.sin(yaw)
    return float(ahead), float(-vector[0] * math.sin(yaw) + vector[1] * math.cos(yaw))
