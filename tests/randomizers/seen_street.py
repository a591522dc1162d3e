"""A small street scene for the tests of randomizers, made from a few real assets."""

from __future__ import annotations

import math

import numpy as np

from scenes.actor import Actor, Path
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.person import Child
from scenes.environment import Environment
from scenes.pose import Pose
from scenes.rig import KittiCalibration, Mount, Rig, SensorSpec
from scenes.roads.network import Bay, Lane, RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard
from simulator.sensors.camera.pinhole import PinholeCamera

PROJECTION = (700.0, 0.0, 600.0, 45.0, 0.0, 700.0, 180.0, 0.2, 0.0, 0.0, 1.0, 0.003)
CAMERA = PinholeCamera(fx_px=700.0, fy_px=700.0, cx_px=600.0, cy_px=180.0, width_px=1242, height_px=375)
TURN = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]])
"""Camera axes (right, down, forward) of points in a vehicle's axes (forward, left, up)."""


def rig(pinned: bool = False) -> Rig:
    """One camera `image_2` and a Velodyne that realise a KITTI calibration with a rectification that is no identity."""
    angle = 0.01
    rectify = np.array(
        [[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0], [0.0, 0.0, 1.0]]
    )
    Tr = np.eye(4)
    Tr[:3, :3], Tr[:3, 3] = TURN, (0.01, -0.08, -0.27)
    kitti = KittiCalibration(
        P0=PROJECTION,
        P1=PROJECTION,
        P2=PROJECTION,
        P3=PROJECTION,
        R0_rect=tuple(rectify.ravel()),
        Tr_velo_to_cam=tuple(Tr[:3].ravel()),
        Tr_imu_to_velo=tuple(np.eye(4)[:3].ravel()),
    )
    P2 = np.array(PROJECTION).reshape(3, 4)
    T_camera_velo = np.eye(4)
    T_camera_velo[:3] = rectify @ Tr[:3]
    T_camera_velo[:3, 3] += np.linalg.solve(P2[:, :3], P2[:, 3])
    T_ego_velo: Pose = Pose(translation_m=(0.76, 0.0, 1.73))
    camera = Pose.from_matrix(T_ego_velo.matrix() @ np.linalg.inv(T_camera_velo))
    return Rig(
        name="small",
        mounts=(
            Mount(name="image_2", sensor=CAMERA, T_ego_sensor=camera),
            Mount(name="velodyne", sensor=SensorSpec(), T_ego_sensor=T_ego_velo),
        ),
        kitti=kitti,
        calibration_pinned=pinned,
    )


def scene(pinned: bool = False) -> Scene:
    """120 m of street: the ego drives east, a child crosses at x = 60 m, one car is parked."""

    def lane(lane_id: str, kind: str, y: float, z: float, ends: tuple[float, float]) -> Lane:
        width = {"driving": 3.25, "parking": 2.1, "pavement": 3.0}[kind]
        return Lane(id=lane_id, kind=kind, width_m=width, centre_m=((ends[0], y, z), (ends[1], y, z)))

    east, west = (0.0, 120.0), (120.0, 0.0)
    lanes = (
        lane("east", "driving", -1.625, 0.0, east),
        lane("west", "driving", 1.625, 0.0, west),
        lane("pavement_right", "pavement", -6.85, 0.12, east),
        lane("pavement_left", "pavement", 6.85, 0.12, west),
    )
    bays = tuple(
        Bay(x_m=14.0 + 5.7 * k, y_m=side * 4.3, yaw_rad=0.0 if side < 0 else math.pi, length_m=5.7)
        for side in (-1.0, 1.0)
        for k in range(17)
    )
    ego = Actor(
        name="ego",
        asset=FLEET["sedan"],
        body="kinematic",
        T_world_body=Pose.planar(20.0, -1.5, 0.0),
        path=Path(points_m=((20.0, -1.5, 0.0), (110.0, -1.5, 0.0))),
        speed_mps=10.0,
    )
    child = Actor(
        name="child",
        asset=Child(height_m=1.15),
        body="kinematic",
        T_world_body=Pose.planar(60.0, -6.0, math.pi / 2, 0.12),
        path=Path(points_m=((60.0, -6.0, 0.12), (60.0, 3.0, 0.0))),
    )
    parked = Actor(name="parked", asset=FLEET["small_car"], T_world_body=Pose.planar(52.0, -4.3, 0.0))
    return Scene(
        road=RoadNetwork(name="small", lanes=lanes, bays=bays),
        scenery=(),
        ego=ego,
        actors=(child, parked),
        environment=Environment(),
        storyboard=Storyboard(),
        rig=rig(pinned),
        case=Case(id="T", name="test", key_actor="child"),
        duration_s=2.0,
        fps=10.0,
    )
