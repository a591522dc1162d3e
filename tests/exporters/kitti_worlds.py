"""Example frames whose ego moves freely, and rigs with a published calibration: what sequences must keep apart."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from exporters.example_frames import example_clip, example_frames
from exporters.kitti_calib import published_calib
from scenes.pose import Body, Pose, World, axis_angle
from simulator.frame import CameraReading, Clip, Frame, LidarReading, Reading
from simulator.sensors.rigs.kitti_rig import PUBLISHED

DUE: dict[str, type[Reading]] = {"image_2": CameraReading, "velodyne": LidarReading}


def tumbling_ego(index: int) -> Pose[World, Body]:
    """A place and an attitude of the ego that no two frames share."""
    turn = axis_angle((0.3 / math.sqrt(1.34), -0.5 / math.sqrt(1.34), 1.0 / math.sqrt(1.34)), 0.4 + 0.3 * index)
    return Pose.from_arrays(np.array([120.0 + 7.0 * index, -45.0 + 3.0 * index, 2.0 + 0.5 * index]), turn)


def tumbling_frames() -> list[Frame]:
    """The frames of example clip 0 with another ego motion; their labels are void."""
    return [moved(frame, tumbling_ego(frame.index)) for frame in example_frames(example_clip(0))]


def moved(frame: Frame, T_world_ego: Pose[World, Body]) -> Frame:
    """The frame with its ego and sensors elsewhere."""
    readings = {
        name: replace(reading, T_world_sensor=T_world_ego @ reading.T_ego_sensor)
        for name, reading in frame.readings.items()
    }
    return replace(frame, T_world_ego=T_world_ego, readings=readings, due=DUE)


def published_clip() -> Clip:
    """Example clip 0 of a rig with KITTI's published calibration."""
    matrices = {name: getattr(PUBLISHED, name) for name in PUBLISHED.__dataclass_fields__}
    return replace(example_clip(0), kitti=matrices)


def published_frames() -> list[Frame]:
    """The tumbling frames with camera 2 mounted as the published calibration says; pictures and labels are void."""
    return [
        replace(frame, readings={**frame.readings, "image_2": mounted(frame, frame.cameras()[0], "image_2")})
        for frame in tumbling_frames()
    ]


def stereo_frames() -> list[Frame]:
    """The published frames with camera 3, whose picture is that of camera 2 upside down."""
    frames = []
    for frame in published_frames():
        right = mounted(frame, frame.cameras()[0], "image_3")
        right = replace(right, image=np.ascontiguousarray(right.image[::-1]))
        readings = {"image_2": frame.cameras()[0], "image_3": right, "velodyne": frame.lidars()[0]}
        frames.append(replace(frame, readings=readings, due={**DUE, "image_3": CameraReading}))
    return frames


def mounted(frame: Frame, camera: CameraReading, name: str) -> CameraReading:
    """The camera where the published calibration has the one of this name."""
    matrices = published_clip().kitti
    assert matrices is not None
    calib = published_calib(matrices)
    P = calib.matrices[f"P{name[-1]}"]
    T_camera_velo = calib.rect_from_velo()
    T_camera_velo[:3, 3] += np.linalg.solve(P[:, :3], P[:, 3])
    T_ego_camera = frame.lidars()[0].T_ego_sensor @ Pose.from_matrix(T_camera_velo).inverse()
    lens = replace(camera.lens, fx_px=P[0, 0], fy_px=P[1, 1], cx_px=P[0, 2], cy_px=P[1, 2])
    T_world_camera = frame.T_world_ego @ T_ego_camera
    return replace(camera, name=name, T_ego_sensor=T_ego_camera, T_world_sensor=T_world_camera, lens=lens)


def without(frame: Frame, name: str) -> Frame:
    """The frame with one reading lost."""
    return replace(frame, due=frame.due or DUE, readings={key: r for key, r in frame.readings.items() if key != name})
