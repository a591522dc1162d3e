"""Actors: things with an identity, a body and perhaps a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.asset import AssetSpec
from scenes.behaviour.base import Behaviour
from scenes.lamp import Beacons
from scenes.material import Lamp, Material
from scenes.pose import Body, Pose, World

BodyKind = Literal["static", "kinematic", "dynamic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A polyline on the ground: world x, y, z in metres; a kinematic body's origin follows it by arc length."""

    points_m: tuple[tuple[float, float, float], ...]

    def __post_init__(self) -> None:
        if len(self.points_m) < 2:
            raise ValueError("a path needs at least two points")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One physical thing.

    body: static (never moves), kinematic (follows `path`, or without one what the storyboard says, on the roads of the
    scene's place; its speed starts at `speed_mps` and is changed by actions), dynamic (moved by physics; starts at rest
    until launched). Kinematic bodies that crash or are released become dynamic. mass_kg, friction (its outside against
    dry asphalt), restitution: None, as its class usually has it.
    appearance: (material name, material) pairs that replace those of the asset. lamps_on: lamps that are switched on.
    group: shared by instances that belong together, 0 for none. behaviour: who decides over speed and lane while no
    action of the storyboard does; None: the speed stays as it is. carried_by: the actor with which it moves and whose
    body frame it shares, such as a rider's machine. signal: the id of the place's traffic signal that it shows.
    beacons: how its beacons flash, None: as those of its asset.
    """

    name: str
    asset: AssetSpec
    body: BodyKind = "static"
    T_world_body: Pose[World, Body] = Pose()
    path: Path | None = None
    speed_mps: float = 0.0
    mass_kg: float | None = None
    friction: float | None = None
    restitution: float | None = None
    appearance: tuple[tuple[str, Material], ...] = ()
    lamps_on: tuple[Lamp, ...] = ()
    group: int = 0
    behaviour: Behaviour | None = None
    carried_by: str | None = None
    signal: str | None = None
    beacons: Beacons | None = None

    def __post_init__(self) -> None:
        if self.path is not None and self.body != "kinematic":
            raise ValueError(f"actor '{self.name}': a path belongs to kinematic bodies, and only to them")
        if self.mass_kg is not None and self.mass_kg <= 0:
            raise ValueError(f"actor '{self.name}': mass_kg must be positive, got {self.mass_kg}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """A piece of the uncountable world: ground, building, tree, pole. Instance 0, never moves."""

    name: str
    asset: AssetSpec
    T_world_body: Pose[World, Body] = Pose()
    appearance: tuple[tuple[str, Material], ...] = ()
