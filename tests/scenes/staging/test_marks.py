"""Skid marks and puddles lie on the ground, and lead to where the truck is."""

import numpy as np
import pytest
from staged_case import staged

from scenes.asset import asset_of
from scenes.assets.street.road_marks import RoadSmear
from scenes.errors import SceneError
from scenes.staging.marks import LIFT_M


def test_marks_lead_to_the_truck_and_lie_flat() -> None:
    _, found = staged("overturned_truck", 1, "scenario.ego_reaction=none", frames=40)
    marks = [piece for piece in found.scenery if piece.name.startswith("skid_mark")]
    assert len(marks) == 2
    truck = np.array(found.actors[0].T_world_body.translation_m[:2])
    for mark in marks:
        points = asset_of(mark.asset).parts[0].mesh.vertices_m
        away = np.linalg.norm(points[:, :2] - truck, axis=1)
        assert away.min() < 12.0
        assert away.max() > 15.0
        # over 40 m a motorway rises by 4 % and falls to its side by 2.5 % at most
        assert np.ptp(points[:, 2]) < 0.06 * np.ptp(points[:, :2], axis=0).max() + LIFT_M
        normals = asset_of(mark.asset).parts[0].mesh.corner_normals
        assert normals[..., 2].min() > 0.95


def test_a_smear_with_edges_of_unlike_lengths_is_refused() -> None:
    edge = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    with pytest.raises(SceneError, match="edges of equal length, got 2 and 3 points"):
        asset_of(RoadSmear(left_m=edge, right_m=(*edge, (2.0, 0.0, 0.0))))


def test_puddles_differ_and_are_the_same_again() -> None:
    made = [staged("overturned_truck", seed, "scenario.ego_reaction=none", frames=40)[1].scenery for seed in (1, 1, 2)]
    puddles = [next(piece for piece in pieces if piece.name == "puddle") for pieces in made]
    assert puddles[0] == puddles[1] != puddles[2]
