"""Buildings: other paint on walls, roofs, doors and awnings, and how weathered each house is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from randomizers.base import Randomizer
from randomizers.looks import Color, blended, luminance, repainted, scaled
from randomizers.room import stands
from scenes.actor import Scenery
from scenes.distributions import Distribution, check_range, number
from scenes.material import Material
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
PAINTS: Mapping[str, Color] = {
    "white": (0.70, 0.69, 0.66),
    "cream": (0.62, 0.55, 0.40),
    "sand": (0.50, 0.42, 0.29),
    "ochre": (0.47, 0.30, 0.10),
    "apricot": (0.56, 0.34, 0.20),
    "salmon": (0.50, 0.27, 0.20),
    "brick_red": (0.30, 0.10, 0.07),
    "light_grey": (0.46, 0.46, 0.45),
    "grey": (0.27, 0.275, 0.28),
    "anthracite": (0.075, 0.08, 0.085),
    "sage": (0.33, 0.38, 0.28),
    "mint": (0.42, 0.54, 0.44),
    "sky_blue": (0.36, 0.47, 0.56),
    "slate_blue": (0.16, 0.22, 0.30),
    "rose": (0.55, 0.36, 0.35),
    "brown": (0.17, 0.11, 0.075),
}
"""Linear reflectances of facade paints; chosen from plaster colour cards (light reference values 8 to 70)."""
PAINTED = frozenset({"plaster", "plain"})
"""Patterns of walls that are painted; bricks, concrete and timber keep their colour."""
WALLS = frozenset({"wall", "siding", "spandrel", "render"})
TRIMMED = frozenset({"door", "gate", "shutter", "awning", "sign"})
AGEING = frozenset({*WALLS, "base", "roof", "brick", "sill", "chimney", "concrete", "timber", "trim"})
GRIME: Color = (0.105, 0.10, 0.088)
"""Soot and algae on old walls; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buildings(Randomizer):
    """Repaints and ages buildings.

    repainted_share: chance of each building to get another wall colour out of PAINTS, and of its doors, shutters and
    awnings to get theirs. weathering: of each building, 0 new paint to 1 never cleaned. Each has its own stream.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = ("weathering",)

    repainted_share: Distribution
    weathering: Distribution

    def __post_init__(self) -> None:
        check_range(self.repainted_share, "repainted_share", 0.0, 1.0, "")
        check_range(self.weathering, "weathering", 0.0, 1.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The share, and wall, trim and weathering of every building, by `<name>.<value>`."""
        share, sub_seed = number(self.repainted_share, rng), int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {"repainted_share": share, "sub_seed": sub_seed}
        names = tuple(PAINTS)
        for piece in filter(_is_building, scene.scenery):
            own = stream(sub_seed, piece.name)
            again, wall, trim = float(own.random()), own.integers(len(names)), own.integers(len(names))
            if again < share:
                params |= {f"{piece.name}.wall": names[int(wall)], f"{piece.name}.trim": names[int(trim)]}
            params[f"{piece.name}.weathering"] = number(self.weathering, own)
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with those buildings."""
        return replace(
            scene, scenery=tuple(_aged(p, params) if f"{p.name}.weathering" in params else p for p in scene.scenery)
        )


def _is_building(piece: Scenery) -> bool:
    return stands(piece) and piece.asset.semantic() == "static.building"


def _aged(piece: Scenery, params: Params) -> Scenery:
    wall, trim = (params.get(f"{piece.name}.{key}") for key in ("wall", "trim"))
    grime = 0.45 * float(params[f"{piece.name}.weathering"])

    def change(name: str, old: Material) -> Material | None:
        new = old
        if name in WALLS and wall is not None and old.pattern in PAINTED:
            new = replace(new, base_color=PAINTS[str(wall)], lidar_reflectivity=0.3 + 0.5 * PAINTS[str(wall)][0])
        if name in TRIMMED and trim is not None:
            # Doors and shutters are darker than walls; nothing of them is as bright as plaster.
            new = replace(new, base_color=scaled(PAINTS[str(trim)], min(1.0, 0.25 / luminance(PAINTS[str(trim)]))))
        if name in AGEING and grime > 0.0:
            new = replace(new, base_color=blended(new.base_color, GRIME, grime))
        return new if new != old else None

    return repainted(piece, change)
