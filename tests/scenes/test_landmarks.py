"""Landmarks lie where their names say, and move with the limbs that they name."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.asset import Asset, AssetSpec, asset_of
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.sedan import Sedan
from scenes.assets.heavy.bus import CityBus
from scenes.assets.heavy.caravan import Caravan
from scenes.assets.people.person import Adult
from scenes.assets.signs.traffic_sign import TrafficSign
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.riders import BicycleRider
from scenes.landmarks import Landmarks, landmarks_of
from scenes.part_poses import part_poses
from scenes.pose import rotate


def placed(
    spec: AssetSpec, distance_m: float, speed_mps: float
) -> tuple[Asset, dict[str, np.ndarray], list[np.ndarray]]:
    """The asset, its landmarks by name and its parts' vertices, in the body frame after a way."""
    asset = asset_of(spec)
    marks = landmarks_of(asset)
    assert isinstance(marks, Landmarks)
    way, speed = np.array([distance_m]), np.array([speed_mps])
    position, rotation = part_poses(asset, spec.joint_angles(way, speed), spec.root_height(way, speed))
    points = rotate(rotation[0, marks.part], marks.position_m) + position[0, marks.part]
    vertices = [
        rotate(rotation[0, k][None], part.mesh.vertices_m.astype(np.float64)) + position[0, k]
        for k, part in enumerate(asset.parts)
    ]
    return asset, dict(zip(marks.skeleton.points, points, strict=True)), vertices


@pytest.mark.parametrize("distance_m", [0.0, 0.35, 0.8])
def test_joints_of_a_walking_person_lie_in_the_limbs_that_they_name(distance_m: float) -> None:
    asset, points, vertices = placed(Adult(detail="far"), distance_m, 1.5)
    parts = {part.name: vertices[k] for k, part in enumerate(asset.parts)}
    for side in ("left", "right"):
        for joint, limb, reach_m in (("wrist", "forearm", 0.06), ("ankle", "foot", 0.08), ("knee", "shank", 0.10)):
            assert np.linalg.norm(parts[f"{limb}_{side}"] - points[f"{side}_{joint}"], axis=1).min() < reach_m
        # A wrist is where the forearm ends, an elbow where it begins, wherever both have swung to.
        forearm_m = np.linalg.norm(points[f"{side}_wrist"] - points[f"{side}_elbow"])
        assert 0.2 < forearm_m < 0.3
        hand = parts[f"forearm_{side}"][
            np.linalg.norm(parts[f"forearm_{side}"] - points[f"{side}_wrist"], axis=1).argmax()
        ]
        assert np.linalg.norm(hand - points[f"{side}_elbow"]) < 0.1
    ahead = {side: points[f"{side}_ankle"][0] for side in ("left", "right")}
    swings = {side: points[f"{side}_wrist"][0] for side in ("left", "right")}
    if abs(ahead["left"] - ahead["right"]) > 0.2:
        assert (ahead["left"] > ahead["right"]) != (swings["left"] > swings["right"]), "arms swing against the legs"


def test_faces_look_ahead_and_left_is_left() -> None:
    _, points, _ = placed(Adult(detail="far"), 0.0, 0.0)
    assert points["nose"][0] > max(points[f"{side}_ear"][0] for side in ("left", "right")) + 0.08
    for joint in ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        assert points[f"left_{joint}"][1] > 0.0 > points[f"right_{joint}"][1]
    heights = [points[f"left_{joint}"][2] for joint in ("eye", "shoulder", "elbow", "wrist", "knee", "ankle")]
    assert heights == sorted(heights, reverse=True)


def test_feet_of_a_rider_turn_with_the_pedals() -> None:
    rider = BicycleRider(detail="far")
    low = [placed(rider, way, 5.0)[1] for way in (0.0, 1.4, 2.8)]
    rise = np.ptp([points["left_ankle"][2] for points in low])
    assert rise > 0.15
    assert np.ptp([points["left_wrist"][2] for points in low]) < 0.02


@pytest.mark.parametrize("spec", [Sedan(detail="far"), CityBus(), Caravan()])
def test_points_of_vehicles_are_on_their_wheels_lamps_and_roofs(spec: AssetSpec) -> None:
    asset, points, _ = placed(spec, 1.0, 5.0)
    top_m = asset.box.T_body_box.translation_m[2] + asset.box.height_m
    for name, point in points.items():
        if np.isnan(point).any():
            assert asset.semantic == "vehicle.caravan"
            assert name.startswith(("wheel_front", "head_lamp"))
            continue
        assert (point[1] > 0.0) == name.endswith("left")
        mirrored = points[name.replace("left", "right") if name.endswith("left") else name.replace("right", "left")]
        np.testing.assert_allclose(mirrored, point * [1.0, -1.0, 1.0], atol=0.03)
        if name.startswith("roof"):
            assert 0.8 * top_m < point[2] < top_m + 0.01
        if name.startswith("wheel"):
            assert abs(point[2]) < 0.25 * top_m
            assert abs(point[1]) > 0.4 * asset.box.width_m
    if not np.isnan(points["head_lamp_left"]).any():
        assert points["head_lamp_left"][0] > points["wheel_front_left"][0] > points["wheel_rear_left"][0]
    assert points["wheel_rear_left"][0] > points["tail_lamp_left"][0]


def test_open_cars_have_no_roof_and_signs_no_landmarks() -> None:
    _, points, _ = placed(Convertible(detail="far"), 0.0, 0.0)
    assert all(np.isnan(points[name]).all() for name in points if name.startswith("roof"))
    assert landmarks_of(asset_of(TrafficSign())) is None


def test_a_motorcycle_tells_the_points_that_a_bicycle_names() -> None:
    _, named, _ = placed(Bicycle(), 0.0, 0.0)
    _, told, _ = placed(Motorcycle(), 0.0, 0.0)
    for points in (named, told):
        assert not np.isnan(np.stack(list(points.values()))).any()
        assert points["wheel_front"][0] - points["wheel_rear"][0] > 0.9
        assert points["grip_left"][1] > 0.2 > -0.2 > points["grip_right"][1]
        assert points["wheel_rear"][0] < points["saddle"][0] < points["grip_left"][0]
        assert points["saddle"][2] > 2.0 * points["wheel_rear"][2]
