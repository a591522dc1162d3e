"""What a format calls the ontology's classes: the table's column, with the changes that a run asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from scenes.errors import UnknownName
from scenes.ontology import CLASSES, class_by_id

Column = Literal["kitti", "coco", "nuscenes", "cityscapes"]
Changes = Mapping[str, str | None]
"""Other names for single classes of the ontology, None to leave one out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMap:
    """names: the format's, by class of the ontology, complete; None: the format has no name for it."""

    names: Mapping[str, str | None]

    def name_of(self, semantic: int) -> str | None:
        """The format's name of the class with this id."""
        return self.names[class_by_id(semantic).name]

    def things(self) -> dict[str, str | None]:
        """The part of the map that is about countable things."""
        return {entry.name: self.names[entry.name] for entry in CLASSES if entry.kind == "thing"}


def class_map(column: Column, changes: Changes, allowed: Collection[str] = (), path: str = "classes") -> ClassMap:
    """The column of the ontology's table with changes. allowed: what the format can say; empty: what the column says.

    Raises UnknownName for a change of no class, or to a name that the format has not.
    """
    names: dict[str, str | None] = {entry.name: getattr(entry, column) for entry in CLASSES}
    known = allowed or {name for name in names.values() if name is not None}
    for name, wanted in changes.items():
        if name not in names:
            raise UnknownName(path, "semantic class", name, names)
        if wanted is not None and wanted not in known:
            raise UnknownName(f"{path}.{name}", f"{column} class", wanted, sorted(known))
    return ClassMap(names={**names, **changes})
