"""Textures by context: other materials that roads, pavements, parking bays and walls are really made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.ground import is_ground
from randomizers.looks import repainted
from randomizers.room import stands
from scenes.actor import Scenery
from scenes.distributions import Distribution, check_names
from scenes.material import Material, Pattern
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
AS_IS = "as_is"


def _made(red: float, green: float, blue: float, pattern: Pattern, lidar: float, roughness: float = 0.85) -> Material:
    return Material(base_color=(red, green, blue), roughness=roughness, pattern=pattern, lidar_reflectivity=lidar)


ROADS: Mapping[str, Material] = {
    "asphalt": _made(0.092, 0.091, 0.090, "asphalt", 0.17),
    "concrete": _made(0.255, 0.248, 0.232, "concrete", 0.32),
    "setts": _made(0.135, 0.130, 0.126, "cobbles", 0.22),
    "red_asphalt": _made(0.145, 0.085, 0.070, "asphalt", 0.22),
    "chippings": _made(0.185, 0.176, 0.160, "asphalt", 0.28, 0.95),
}
PAVEMENTS: Mapping[str, Material] = {
    "slabs": _made(0.25, 0.242, 0.228, "paving", 0.38),
    "setts": _made(0.19, 0.185, 0.18, "cobbles", 0.28),
    "asphalt": _made(0.105, 0.104, 0.102, "asphalt", 0.2),
    "concrete": _made(0.29, 0.282, 0.265, "concrete", 0.35),
    "clinker": _made(0.20, 0.095, 0.068, "brick", 0.3),
    "sandstone": _made(0.36, 0.29, 0.20, "paving", 0.45),
}
WALLS: Mapping[str, Material] = {
    "plaster": _made(0.52, 0.48, 0.40, "plaster", 0.6, 0.9),
    "brick": _made(0.265, 0.126, 0.096, "brick", 0.35, 0.9),
    "yellow_brick": _made(0.36, 0.28, 0.18, "brick", 0.42, 0.9),
    "concrete": _made(0.33, 0.325, 0.31, "concrete", 0.4, 0.9),
    "sandstone": _made(0.40, 0.31, 0.20, "paving", 0.48, 0.9),
    "timber": _made(0.17, 0.105, 0.062, "bark", 0.35, 0.85),
}
"""Dry linear reflectances and those at 905 nm, chosen after ECOSTRESS's man-made materials."""

_GROUNDS: Mapping[str, str] = {
    **dict.fromkeys(["asphalt", "street"], "road"),
    **dict.fromkeys(["slabs"], "pavement"),
    **dict.fromkeys(["parking"], "parking"),
}
"""Which of the choices a ground's material goes by; setts along kerbs, gutters and markings stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Textures(Randomizer):
    """Makes roads, pavements, parking bays and walls of other things, each of what such surfaces are made of.

    road: of ROADS, pavement and parking: of PAVEMENTS, once a clip; wall: of WALLS, of each building with a stream of
    its own. `as_is` leaves the scene's. Put it before `road_surface`, which ages asphalt, and `buildings`.
    Raises UnknownName for another material.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("wall",)

    road: Distribution
    pavement: Distribution
    parking: Distribution
    wall: Distribution

    def __post_init__(self) -> None:
        for name, table in (("road", ROADS), ("pavement", PAVEMENTS), ("parking", PAVEMENTS), ("wall", WALLS)):
            check_names(getattr(self, name), name, "material", (AS_IS, *table))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The materials' names, those of walls as `<building>.wall`."""
        params: dict[str, float | int | str | bool] = {
            name: str(getattr(self, name).sample(rng)) for name in ("road", "pavement", "parking")
        }
        sub_seed = int(rng.integers(SEED_LIMIT))
        params["sub_seed"] = sub_seed
        for piece in scene.scenery:
            if stands(piece) and piece.asset.semantic() == "static.building":
                params[f"{piece.name}.wall"] = str(self.wall.sample(stream(sub_seed, piece.name)))
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene made of those."""
        return replace(scene, scenery=tuple(_rebuilt(piece, params) for piece in scene.scenery))


def _rebuilt(piece: Scenery, params: Params) -> Scenery:
    wall = str(params.get(f"{piece.name}.wall", AS_IS))
    if wall != AS_IS:
        return repainted(piece, lambda name, _: WALLS[wall] if name in ("wall", "siding") else None)
    if is_ground(piece):
        return repainted(piece, lambda name, _: _ground(name, params))
    return piece


def _ground(name: str, params: Params) -> Material | None:
    use = _GROUNDS.get(name)
    if use is None or params[use] == AS_IS:
        return None
    return (ROADS if use == "road" else PAVEMENTS)[str(params[use])]
