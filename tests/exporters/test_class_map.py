"""A format's names for classes come from the ontology's table, whole, and a run changes single ones."""

from __future__ import annotations

import pytest

from exporters.class_map import class_map
from exporters.coco import CocoExporter
from exporters.kitti import KittiExporter
from scenes.errors import UnknownName
from scenes.ontology import CLASSES, class_of

BUS = class_of("vehicle.bus.rigid")


@pytest.mark.parametrize("column", ["kitti", "coco", "nuscenes", "cityscapes"])
def test_without_changes_it_is_the_tables_column(column: str) -> None:
    names = class_map(column, {})  # type: ignore[arg-type]
    assert [names.name_of(entry.id) for entry in CLASSES] == [getattr(entry, column) for entry in CLASSES]


def test_a_change_is_of_one_class_and_null_leaves_it_out() -> None:
    names = class_map("kitti", {BUS.name: "Misc", "vehicle.car": None})
    assert (names.name_of(BUS.id), names.name_of(class_of("vehicle.car").id)) == ("Misc", None)
    others = [entry for entry in CLASSES if entry.name not in (BUS.name, "vehicle.car")]
    assert all(names.name_of(entry.id) == entry.kitti for entry in others)


def test_things_are_the_countable_classes() -> None:
    assert set(class_map("coco", {}).things()) == {entry.name for entry in CLASSES if entry.kind == "thing"}


def test_unknown_classes_and_names_get_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"classes: unknown semantic class 'vehicle\.buss'.*vehicle\.bus"):
        class_map("kitti", {"vehicle.buss": "Truck"})
    with pytest.raises(UnknownName, match=r"unknown kitti class 'Trick'.*Did you mean 'Truck'"):
        class_map("kitti", {BUS.name: "Trick"})


@pytest.mark.parametrize("exporter", [KittiExporter, CocoExporter])
def test_exporters_refuse_them_before_a_run(exporter: type) -> None:
    with pytest.raises(UnknownName, match="unknown semantic class"):
        exporter(classes={"vehicle.buss": "Truck"})
