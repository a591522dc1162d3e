"""The page about formats says of every exporter what it writes, and its tables are the ontology's."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenes.ontology import CLASSES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/formats.md").read_text()
EXPORTERS = sorted(path.stem for path in (ROOT / "conf/exporter").glob("*.yaml"))


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_every_exporter_is_on_the_page(exporter: str) -> None:
    assert f"`{exporter}`" in PAGE


@pytest.mark.parametrize("column", ["kitti", "nuscenes", "coco", "cityscapes"])
def test_the_tables_of_classes_are_the_ontologys(column: str) -> None:
    classes: dict[str, list[str]] = {}
    for entry in CLASSES:
        name = getattr(entry, column)
        if name is not None:
            classes.setdefault(name, []).append(entry.name)
    rows = [f"| {name} | {', '.join(names)} |" for name, names in sorted(classes.items())]
    assert "\n".join([f"| {column} | classes of the ontology |", "|---|---|", *rows]) in PAGE
