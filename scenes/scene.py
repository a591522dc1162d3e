"""The scene: an immutable value that says everything about a clip before anything moves."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

from scenes.actor import Actor, Scenery
from scenes.environment import Environment
from scenes.errors import UnknownName
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place
from scenes.storyboard import Storyboard

Fixed = Literal["environment"]
EGO_INSTANCE = 1
MAX_INSTANCES = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Which edge case this is and what it was asked to be. parameters: drawn values by name, SI units in the names.

    nhtsa: numbers of NHTSA's pre-crash typology (DOT HS 810 767). ncap: the nearest test of Euro NCAP, "" for none.
    layers: of the PEGASUS model, "L1" to "L6". level: of corner cases (Heidecker et al. 2021), such as "scenario".
    anomalous: names of the actors that are out of place or of no usual kind; masks of anomalies follow from their ids.
    """

    id: str
    name: str
    key_actor: str
    parameters: tuple[tuple[str, float | str], ...] = ()
    nhtsa: tuple[int, ...] = ()
    ncap: str = ""
    layers: tuple[str, ...] = ()
    level: str = ""
    anomalous: tuple[str, ...] = ()

    def value(self, name: str) -> float:
        """One numeric parameter."""
        known = dict(self.parameters)
        if name not in known:
            raise UnknownName("case.parameters", "parameter", name, known)
        return float(known[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything about one clip. Randomizers rewrite it; it serialises to JSON and back exactly.

    Instance ids: 0 background (all scenery), 1 the ego, 2 + k the k-th of `actors`. notes: what of a map could not be
    as it says, a line each. place: whose roads storyboard and behaviours ask for lanes, signals and routes; None where
    all follow their own paths. fixed: what the scenario's source says and randomizers leave as it is.
    """

    road: RoadNetwork
    scenery: tuple[Scenery, ...]
    ego: Actor
    actors: tuple[Actor, ...]
    environment: Environment
    storyboard: Storyboard
    rig: Rig
    case: Case
    duration_s: float
    fps: float = field(default=10.0)
    notes: tuple[str, ...] = ()
    place: Place | None = None
    fixed: tuple[Fixed, ...] = ()

    def __post_init__(self) -> None:
        names = [self.ego.name, *(a.name for a in self.actors)]
        repeated = sorted({n for n in names if names.count(n) > 1})
        if repeated:
            raise ValueError(f"actor names must be unique, repeated: {repeated}")
        if len(self.actors) + 2 > MAX_INSTANCES:
            raise ValueError(f"at most {MAX_INSTANCES - 2} actors, got {len(self.actors)}")

    @property
    def frames(self) -> int:
        """Frames of the clip at times k / fps."""
        return round(self.duration_s * self.fps)

    def instance_of(self, name: str) -> int:
        """The instance id of the ego or an actor; raises UnknownName."""
        if name == self.ego.name:
            return EGO_INSTANCE
        for index, actor in enumerate(self.actors):
            if actor.name == name:
                return EGO_INSTANCE + 1 + index
        raise UnknownName("scene", "actor", name, [self.ego.name, *(a.name for a in self.actors)])

    def bodies(self) -> tuple[Actor, ...]:
        """The ego and the actors: `bodies()[i]` has instance id i + 1."""
        return (self.ego, *self.actors)

    def with_actors(self, actors: tuple[Actor, ...]) -> Scene:
        """A scene with other actors."""
        return replace(self, actors=actors)

    def keeping_fixed(self, changed: Scene) -> Scene:
        """Another state of this scene, with what is fixed in it as it is here."""
        return replace(changed, environment=self.environment) if "environment" in self.fixed else changed

    def ending(self, at_s: float) -> Scene:
        """The scene cut after a time, to whole frames, at least one; as it is where it ends before."""
        frames = max(1, min(self.frames, math.ceil(at_s * self.fps - 1e-6)))
        return replace(self, duration_s=frames / self.fps)
