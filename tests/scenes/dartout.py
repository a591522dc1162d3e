"""The shipped scenario with some values changed, and a rig to see it with."""

from __future__ import annotations

from importlib import resources
from typing import Any

import numpy as np
from omegaconf import OmegaConf

from scenes.pose import Pose
from scenes.rig import Mount, Rig, SensorSpec
from scenes.scenario import ClipRequest, Params
from scenes.scenarios.child_dartout_parked import ChildDartoutParked
from scenes.scene import Scene
from scenes.streams import stream
from simulator.build import build

CAMERA_M = (1.03, 0.06, 1.65)
OPTICAL = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
"""Camera axes as columns in the ego's axes."""


def scenario(**changes: Any) -> ChildDartoutParked:
    file = resources.files("conf") / "scenario" / "child_dartout_parked.yaml"
    node = OmegaConf.to_container(OmegaConf.create(file.read_text()))
    assert isinstance(node, dict)
    made = build({**node, **changes}, "scenario")
    assert isinstance(made, ChildDartoutParked)
    return made


def request(frames: int = 20, fps: float = 10.0) -> ClipRequest:
    T_ego_camera = np.eye(4)
    T_ego_camera[:3, :3], T_ego_camera[:3, 3] = OPTICAL, CAMERA_M
    mounts = (
        Mount(name="velodyne", sensor=SensorSpec(), T_ego_sensor=Pose(translation_m=(0.76, 0.0, 1.73))),
        Mount(name="camera", sensor=SensorSpec(), T_ego_sensor=Pose.from_matrix(T_ego_camera)),
    )
    return ClipRequest(frames=frames, fps=fps, rig=Rig(name="test", mounts=mounts))


def staged(seed: int, frames: int = 20, fps: float = 10.0, **changes: Any) -> tuple[Params, Scene]:
    """Drawn parameters and their scene."""
    asked = request(frames, fps)
    family = scenario(**changes)
    params = family.draw(asked, stream(seed, "draw"))
    return params, family.build(params, asked, stream(seed, "build"))
