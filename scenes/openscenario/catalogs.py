"""Catalogs: entries of other files, by the catalog's name and the entry's, with their own parameters."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from scenes.errors import InputFileError
from scenes.openscenario.document import Surroundings, read_root
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import entry_scope
from scenes.safe_xml import Element

KINDS: Mapping[str, str] = {
    "VehicleCatalog": "Vehicle",
    "ControllerCatalog": "Controller",
    "PedestrianCatalog": "Pedestrian",
    "MiscObjectCatalog": "MiscObject",
    "EnvironmentCatalog": "Environment",
    "ManeuverCatalog": "Maneuver",
    "TrajectoryCatalog": "Trajectory",
    "RouteCatalog": "Route",
}
"""The catalogs that a scenario names folders of, and what they hold."""
MAX_FILES = 500  # chosen: catalog files of a folder that are looked into


class Catalogs:
    """The catalogs of one scenario. Files are read when an entry is asked for."""

    def __init__(self, scenario: Node, where: Surroundings) -> None:
        self._where = where
        self._folders: dict[str, Node] = {}
        block = scenario.maybe("CatalogLocations")
        for location in [] if block is None else block.inner():
            if location.tag not in KINDS:
                raise location.fault(f"is no catalog; expected one of {', '.join(KINDS)}")
            self._folders[location.tag] = location.only("Directory")

    def entry(self, reference: Node, *kinds: str) -> Node:
        """What a CatalogReference refers to, with its parameters. kinds: elements that may stand here.

        Raises InputFileError for an unknown catalog or entry, with the nearest name, and for a wrong kind of entry.
        """
        catalog, name = reference.text("catalogName"), reference.text("entryName")
        file, root = self._catalog(reference, catalog, kinds)
        entries = [e for c in root.all("Catalog") for e in c.children if e.attributes.get("name", "") == name]
        fitting = [e for e in entries if e.tag in kinds]
        if not fitting and entries:
            raise reference.fault(f"entry '{name}' is a <{entries[0].tag}>, expected {' or '.join(kinds)}")
        if not fitting:
            names = [e.attributes.get("name", "") for c in root.all("Catalog") for e in c.children]
            raise reference.fault(f"catalog '{catalog}' ({file.name}) has no entry '{name}'{_nearest(name, names)}")
        reference.journal.use(fitting[0])
        plain = Node(str(file), fitting[0], reference.scope, reference.journal)
        return plain.seeing(entry_scope(plain, reference))

    def _catalog(self, reference: Node, name: str, kinds: tuple[str, ...]) -> tuple[Path, Element]:
        """The file of a catalog: one whose Catalog has that name, else one that is itself called so."""
        names: list[str] = []
        for location, directory in self._folders.items():
            if KINDS[location] not in kinds:
                continue
            files = _files(reference, self._where.found(directory, "path", ()))
            called = [file for file in files if file.stem == name]
            for file in (*called, *(file for file in files if file not in called)):
                root = _read(reference, file)
                own = [] if root is None else [c.attributes.get("name", "") for c in root.all("Catalog")]
                if root is not None and own and (name in own or file.stem == name):
                    return file, root
                names += own
        if not any(KINDS[location] in kinds for location in self._folders):
            wanted = " or ".join(key for key, kind in KINDS.items() if kind in kinds)
            raise reference.fault(f"catalog '{name}' is asked for, but CatalogLocations names no {wanted}")
        raise reference.fault(f"no catalog '{name}'{_nearest(name, names)}")


def _files(reference: Node, folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise reference.fault(f"the catalog's folder {folder} does not exist")
    return sorted(folder.glob("*.xosc"))[:MAX_FILES]


def _read(reference: Node, file: Path) -> Element | None:
    """The root of a catalog's file; None for one that is none, which is remarked."""
    try:
        return read_root(file)
    except InputFileError as fault:
        reference.note(f"a file among the catalogs cannot be read and is left out: {fault}")
        return None


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    listed = ", ".join(sorted({n for n in names if n})[:24]) or "none"
    return f". Did you mean '{near[0]}'? There are {listed}" if near else f"; there are {listed}"
