"""Birds: they stand on their feet, step as they walk, and have their class."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from scenes.asset import asset_of
from scenes.assets.animals.bird_gait import stride_of
from scenes.assets.animals.birds import Bird, Species
from scenes.ontology import class_of
from scenes.pose import rotation_of
from scenes.studio import extent
from simulator.physics.articulation import part_poses

BIRDS = [Bird(species=species) for species in get_args(Species)]


@pytest.mark.parametrize("spec", BIRDS, ids=get_args(Species))
def test_birds_have_their_class_and_a_budget(spec: Bird) -> None:
    asset = asset_of(spec)
    assert asset.semantic == "animal.bird"
    assert class_of(asset.semantic).nuscenes == "animal"
    assert 2_500 <= asset.triangles <= 26_000


@pytest.mark.parametrize("spec", BIRDS, ids=get_args(Species))
def test_birds_stand_on_their_feet_and_step(spec: Bird) -> None:
    low, _ = extent(asset_of(spec))
    assert low[2] == pytest.approx(0.0, abs=0.03 * spec.body_m)
    angles = spec.joint_angles(np.linspace(0.0, 1.0, 50), np.full(50, 0.4))
    assert np.ptp(angles[:, 2]) > 0.2
    assert spec.joint_angles(np.zeros(1), np.zeros(1)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("spec", BIRDS, ids=get_args(Species))
def test_a_foot_on_the_ground_stands_still_in_the_world(spec: Bird) -> None:
    """2 % of the hip's height over the whole stance of the left foot."""
    leg = spec.leg()
    speed = np.full(120, 0.5)
    stride = stride_of(leg.root_m[1], speed)
    distance = np.linspace(0.0, float(stride.stride_m[0]), 120, endpoint=False)
    asset = asset_of(spec)
    position, rotation = part_poses(asset, spec.joint_angles(distance, speed), spec.root_height(distance, speed))
    k = [part.name for part in asset.parts].index("leg_foot_left")
    toe = position[:, k] + np.einsum("tij,j->ti", rotation_of(rotation[:, k]), np.array([0.0, 0.0, -leg.cannon_m]))
    stance = distance / stride.stride_m < stride.duty
    assert np.ptp(toe[stance, 0] + distance[stance]) < 0.02 * leg.root_m[1]
    assert np.abs(toe[stance, 2]).max() < 0.02 * leg.root_m[1]
