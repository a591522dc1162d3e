"""Skeletons name what COCO names, and classes have the one that fits their bodies."""

from __future__ import annotations

import pytest

from scenes.errors import UnknownName
from scenes.ontology import CLASSES
from scenes.skeletons import PERSON, SKELETONS, skeleton, skeleton_of

# "skeleton" of COCO's person_keypoints_val2017.json, counted from 1 (Lin et al. 2014).
_COCO = (
    *((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9)),
    *((8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7)),
)


def test_people_have_the_points_and_lines_of_coco() -> None:
    assert len(PERSON.points) == 17
    assert PERSON.points[0] == "nose"
    assert PERSON.points[5:7] == ("left_shoulder", "right_shoulder")
    assert PERSON.edges == tuple((a - 1, b - 1) for a, b in _COCO)


def test_left_mirrors_right() -> None:
    for one in SKELETONS.values():
        swapped = [
            name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right") for name in one.points
        ]
        mirrored = {frozenset((swapped[a], swapped[b])) for a, b in one.edges}
        assert mirrored == {frozenset((one.points[a], one.points[b])) for a, b in one.edges}


def test_classes_find_their_skeleton() -> None:
    kinds = {entry.name: skeleton_of(entry.name) for entry in CLASSES}
    for name in ("human.rider.bicycle", "human.pedestrian.child", "human.pedestrian.lying"):
        assert kinds[name] is skeleton("person")
    assert kinds["vehicle.bus.rigid"] is skeleton("vehicle")
    assert kinds["vehicle.motorcycle"] is skeleton("two_wheeler")
    for name in ("vehicle.tram", "human.pedestrian.stroller", "object.traffic_sign", "animal.dog", "sky"):
        assert kinds[name] is None


def test_an_unknown_skeleton_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'person'"):
        skeleton("persons")
