"""A place to look at one thing alone: even ground, one sun, and a camera that fits any size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor, Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot, asset_of
from scenes.environment import Environment
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Body, Part, Pose, SensorFrame, World
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard

Float64 = NDArray[np.float64]

FLOOR_M = 2000.0
"""Edge of the ground; chosen: its end is the horizon for all but the largest things."""
AWAY_M = 900.0
"""Chosen: how far the ego, which every scene has, stands behind the camera."""
LIGHT = Environment(sun_elevation_rad=math.radians(42.0), sun_azimuth_rad=math.radians(80.0), cloud_cover=0.1)
"""Chosen: high from the side, so that faces towards the camera are lit and shadows tell depth."""
AZIMUTH_RAD, ELEVATION_RAD = math.radians(32.0), math.radians(17.0)
"""Where the camera stands, seen from the thing, whose front is at 0; chosen: front, side and a little of the top."""
MARGIN = 0.86
"""Share of the picture that a thing fills; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioFloor(AssetSpec):
    """Grey ground at z = 0."""

    def build(self) -> Asset:
        """One square."""
        half = FLOOR_M / 2
        corners = [[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]]
        builder = MeshBuilder()
        builder.add(corners, [[0, 1, 2], [0, 2, 3]], 0)
        return Asset(
            name="studio_floor",
            semantic="flat.other",
            parts=(AssetPart(name="surface", mesh=builder.build()),),
            slots=(Slot(material="floor", part="surface", semantic="flat.other"),),
            materials=(("floor", Material(base_color=(0.30, 0.30, 0.30), roughness=0.9)),),
            box=BodyBox(length_m=FLOOR_M, width_m=FLOOR_M, height_m=0.0),
        )


def studio(spec: AssetSpec) -> Scene:
    """A scene of one frame in which a thing stands alone, at the origin, as it stands still."""
    low, _ = extent(*map(asset_of, shown(spec)))
    # What reaches below its own ground (posts, kerbs) is shown whole.
    T_world_body: Pose[World, Body] = Pose(translation_m=(0.0, 0.0, max(0.0, -float(low[2]))))
    pieces = zip(("exhibit", "companion"), shown(spec), strict=False)
    return Scene(
        road=RoadNetwork(name="studio", lanes=()),
        scenery=(
            Scenery(name="floor", asset=StudioFloor()),
            *(Scenery(name=name, asset=piece, T_world_body=T_world_body) for name, piece in pieces),
        ),
        ego=Actor(name="ego", asset=StudioFloor(), T_world_body=Pose(translation_m=(AWAY_M, 0.0, -AWAY_M))),
        actors=(),
        environment=LIGHT,
        storyboard=Storyboard(),
        rig=Rig(name="studio", mounts=()),
        case=Case(id="studio", name="studio", key_actor="ego"),
        duration_s=0.1,
    )


def shown(spec: AssetSpec) -> tuple[AssetSpec, ...]:
    """A thing, and what carries it."""
    companion = spec.companion()
    return (spec,) if companion is None else (spec, companion)


def extent(*assets: Asset) -> tuple[Float64, Float64]:
    """Lower and upper corner (3,) of all parts in the body frame that they share, joints at zero."""
    points = np.concatenate([_points(asset) for asset in assets])
    return points.min(axis=0), points.max(axis=0)


def _points(asset: Asset) -> Float64:
    """(N, 3) vertices of all triangles in the body frame, joints at zero."""
    poses: list[Pose[Body, Part]] = []
    points = []
    for part in asset.parts:
        above: Pose[Body, Part] = poses[part.parent] if part.parent >= 0 else Pose()
        poses.append(above @ part.T_parent_part)
        points.append(poses[-1].apply(part.mesh.vertices_m[np.unique(part.mesh.faces)].astype(np.float64)))
    return np.concatenate(points)


def camera_pose(
    spec: AssetSpec, K: tuple[float, float, float, float], size_px: tuple[int, int]
) -> Pose[World, SensorFrame]:
    """Where the studio's camera sees all of a thing, as large as it fits: the same direction for all."""
    points = np.concatenate([_points(asset_of(piece)) for piece in shown(spec)])
    points = points + np.array([0.0, 0.0, max(0.0, -float(points[:, 2].min()))])
    toward = np.array(
        [
            math.cos(ELEVATION_RAD) * math.cos(AZIMUTH_RAD),
            math.cos(ELEVATION_RAD) * math.sin(AZIMUTH_RAD),
            math.sin(ELEVATION_RAD),
        ]
    )
    forward = -toward
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    R = np.stack([right, np.cross(forward, right), forward], axis=1)
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = R, middle + toward * _distance((points - middle) @ R, K, size_px)
    return Pose.from_matrix(matrix)


def _distance(in_camera: Float64, K: tuple[float, float, float, float], size_px: tuple[int, int]) -> float:
    """The least distance at which all points, given about the middle, lie inside the margin of the picture."""
    fx, fy, _, _ = K
    tan_x, tan_y = MARGIN * size_px[0] / (2 * fx), MARGIN * size_px[1] / (2 * fy)
    # |x| <= tan (z + d) for every point
    need = np.maximum(np.abs(in_camera[:, 0]) / tan_x, np.abs(in_camera[:, 1]) / tan_y) - in_camera[:, 2]
    return max(float(need.max()), 0.05)
