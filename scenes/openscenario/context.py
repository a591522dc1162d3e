"""What the pieces of one scenario share while it is read: entities by name, catalogs, trajectories that are named."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scenes.errors import UnknownName
from scenes.openscenario.catalogs import Catalogs
from scenes.openscenario.node import Node
from scenes.openscenario.parameters import scope_of
from scenes.storyboard.trajectories import Trajectory


class Trajectories:
    """Trajectories by name. Two different ones of one name get different names."""

    def __init__(self) -> None:
        self._by_name: dict[str, Trajectory] = {}

    def named(self, trajectory: Trajectory) -> Trajectory:
        """The trajectory, known from now on under a name of its own."""
        name, count = trajectory.name, 1
        while name in self._by_name and replace(self._by_name[name], name=trajectory.name) != trajectory:
            count += 1
            name = f"{trajectory.name}#{count}"
        self._by_name.setdefault(name, replace(trajectory, name=name))
        return self._by_name[name]

    def all(self) -> tuple[Trajectory, ...]:
        """In the order in which they were read."""
        return tuple(self._by_name.values())


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Context:
    """Of one scenario. entities: what each is (vehicle, pedestrian ...). selections: groups of them, by name.

    controlled: entities whose controller is one of ours. clock: date and time of the first frame, where the file says
    one, and whether it advances.
    """

    catalogs: Catalogs
    entities: Mapping[str, str]
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trajectories: Trajectories = field(default_factory=Trajectories)
    controlled: frozenset[str] = frozenset()
    clock: tuple[datetime.datetime, bool] | None = None

    def entity(self, node: Node, attribute: str = "entityRef") -> str:
        """The entity that an attribute names. Raises InputFileError for one that does not exist, with the nearest."""
        name = node.text(attribute)
        if name not in self.entities:
            unknown = UnknownName("", "entity", name, (*self.entities, *self.selections))
            raise node.fault(f"{attribute}: {unknown}")
        return name

    def members(self, node: Node) -> tuple[str, ...]:
        """The entities that an EntityRef names: itself, or those of a selection."""
        name = node.text("entityRef")
        return self.selections[name] if name in self.selections else (self.entity(node),)

    def chosen(self, node: Node, *kinds: str) -> Node:
        """The child of one of the kinds, or the entry of a catalog in its place, with its parameters."""
        found = node.one_of(*kinds, "CatalogReference")
        if found.tag == "CatalogReference":
            return self.catalogs.entry(found, *kinds)
        return found.seeing(scope_of(found, {}, found.scope))
