"""The ontology is a contract on disk: ids never move, every format's names are that format's own."""

from __future__ import annotations

import pytest

from scenes.errors import UnknownName
from scenes.ontology import CLASSES, PARTS, class_by_id, class_of, part_id

NUSCENES_LIDARSEG = [
    "noise",
    "animal",
    "human.pedestrian.adult",
    "human.pedestrian.child",
    "human.pedestrian.construction_worker",
    "human.pedestrian.personal_mobility",
    "human.pedestrian.police_officer",
    "human.pedestrian.stroller",
    "human.pedestrian.wheelchair",
    "movable_object.barrier",
    "movable_object.debris",
    "movable_object.pushable_pullable",
    "movable_object.trafficcone",
    "static_object.bicycle_rack",
    "vehicle.bicycle",
    "vehicle.bus.bendy",
    "vehicle.bus.rigid",
    "vehicle.car",
    "vehicle.construction",
    "vehicle.emergency.ambulance",
    "vehicle.emergency.police",
    "vehicle.motorcycle",
    "vehicle.trailer",
    "vehicle.truck",
    "flat.driveable_surface",
    "flat.other",
    "flat.sidewalk",
    "flat.terrain",
    "static.manmade",
    "static.other",
    "static.vegetation",
    "vehicle.ego",
]

KITTI = {"Car", "Van", "Truck", "Pedestrian", "Person_sitting", "Cyclist", "Tram", "Misc"}

CITYSCAPES = {
    "unlabeled",
    "ego vehicle",
    "static",
    "dynamic",
    "ground",
    "road",
    "sidewalk",
    "parking",
    "rail track",
    "building",
    "wall",
    "fence",
    "guard rail",
    "bridge",
    "tunnel",
    "pole",
    "polegroup",
    "traffic light",
    "traffic sign",
    "vegetation",
    "terrain",
    "sky",
    "person",
    "rider",
    "car",
    "truck",
    "bus",
    "caravan",
    "trailer",
    "train",
    "motorcycle",
    "bicycle",
}


def test_the_id_of_a_class_is_its_place_and_fits_a_byte() -> None:
    assert [entry.id for entry in CLASSES] == list(range(len(CLASSES)))
    assert len(CLASSES) <= 256


def test_names_of_classes_and_parts_are_unique() -> None:
    assert len({entry.name for entry in CLASSES}) == len(CLASSES)
    assert len(set(PARTS)) == len(PARTS) <= 256


def test_the_first_32_classes_are_the_nuscenes_lidarseg_indices() -> None:
    assert [entry.nuscenes for entry in CLASSES[:32]] == NUSCENES_LIDARSEG
    assert [entry.name for entry in CLASSES[1:32]] == NUSCENES_LIDARSEG[1:]


@pytest.mark.parametrize(
    ("name", "place"),
    [("vehicle.car", 17), ("sky", 32), ("vehicle.van", 55), ("movable_object.ball", 80), ("object.bin", 95)],
)
def test_ids_that_are_on_disk_never_move(name: str, place: int) -> None:
    assert class_of(name).id == place


@pytest.mark.parametrize(("name", "place"), [("none", 0), ("body", 1), ("head", 13), ("surface", 28), ("panel", 35)])
def test_part_ids_that_are_on_disk_never_move(name: str, place: int) -> None:
    assert part_id(name) == place


def test_every_format_name_belongs_to_that_format() -> None:
    assert {entry.kitti for entry in CLASSES} - {None} == KITTI
    assert {entry.nuscenes for entry in CLASSES} - {None} <= set(NUSCENES_LIDARSEG)
    assert {entry.cityscapes for entry in CLASSES} <= CITYSCAPES


def test_only_things_are_objects_and_only_the_ego_is_ego() -> None:
    assert all(entry.kitti is None for entry in CLASSES if entry.kind != "thing")
    assert all(entry.coco for entry in CLASSES if entry.kind == "thing")
    assert [entry.name for entry in CLASSES if entry.kind == "ego"] == ["vehicle.ego"]


def test_lookups_agree() -> None:
    for entry in CLASSES:
        assert class_of(entry.name) is class_by_id(entry.id) is entry


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'vehicle\.car'\?"):
        class_of("vehicle.carr")
    with pytest.raises(UnknownName, match="Did you mean 'head_lamp'"):
        part_id("headlamp")
    with pytest.raises(UnknownName, match="semantic class id '255'"):
        class_by_id(255)
