"""What a run asks of a clip: a LiDAR and a camera that looks ahead."""

from __future__ import annotations

import numpy as np

from scenes.pose import Pose
from scenes.rig import Mount, Rig, SensorSpec
from scenes.scenario import ClipRequest

CAMERA_M = (1.03, 0.06, 1.65)
OPTICAL = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
"""Camera axes as columns in the ego's axes."""


def request(frames: int = 20, fps: float = 10.0) -> ClipRequest:
    T_ego_camera = np.eye(4)
    T_ego_camera[:3, :3], T_ego_camera[:3, 3] = OPTICAL, CAMERA_M
    mounts = (
        Mount(name="velodyne", sensor=SensorSpec(), T_ego_sensor=Pose(translation_m=(0.76, 0.0, 1.73))),
        Mount(name="camera", sensor=SensorSpec(), T_ego_sensor=Pose.from_matrix(T_ego_camera)),
    )
    return ClipRequest(frames=frames, fps=fps, rig=Rig(name="test", mounts=mounts))
