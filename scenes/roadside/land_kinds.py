"""What ground beside roads can be: materials and classes, and how verges run off a road by its setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scenes.material import Material, Pattern
from scenes.roads.place import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class LandKind:
    """One kind of ground. color: linear reflectance. lidar_reflectivity: reflectivity at 905 nm."""

    name: str
    semantic: str
    color: tuple[float, float, float]
    pattern: Pattern
    lidar_reflectivity: float

    @property
    def material(self) -> Material:
        """How it looks."""
        return Material(
            base_color=self.color, roughness=0.95, pattern=self.pattern, lidar_reflectivity=self.lidar_reflectivity
        )


def _kind(
    name: str, semantic: str, color: tuple[float, float, float], pattern: Pattern, lidar_reflectivity: float
) -> LandKind:
    return LandKind(name=name, semantic=semantic, color=color, pattern=pattern, lidar_reflectivity=lidar_reflectivity)


# Reflectances chosen about those of the ECOSTRESS library: green grass, dry grass, loam, straw, litter, gravel.
LAND_KINDS: tuple[LandKind, ...] = (
    _kind("grass", "flat.terrain", (0.062, 0.112, 0.032), "grass", 0.45),
    _kind("verge", "flat.terrain", (0.098, 0.112, 0.046), "grass", 0.42),
    _kind("meadow", "flat.terrain", (0.082, 0.128, 0.038), "grass", 0.47),
    _kind("crop", "flat.terrain", (0.048, 0.094, 0.024), "grass", 0.50),
    _kind("stubble", "flat.terrain", (0.235, 0.185, 0.088), "grass", 0.45),
    _kind("rape", "flat.terrain", (0.105, 0.135, 0.036), "grass", 0.47),
    _kind("soil", "flat.terrain", (0.098, 0.070, 0.046), "asphalt", 0.28),
    _kind("forest_floor", "flat.terrain", (0.058, 0.052, 0.030), "grass", 0.35),
    _kind("gravel", "flat.gravel", (0.200, 0.186, 0.160), "asphalt", 0.35),
    _kind("slabs", "flat.sidewalk", (0.235, 0.228, 0.214), "paving", 0.38),
    _kind("street", "flat.driveable_surface", (0.092, 0.091, 0.090), "asphalt", 0.17),
    _kind("yard", "flat.other", (0.118, 0.115, 0.110), "asphalt", 0.22),
)
LAND = {kind.name: index for index, kind in enumerate(LAND_KINDS)}
"""Index of every kind by its name; faces of the terrain carry it."""

Band = tuple[float, float, str]
"""Outer distance from the road's border, height there against the border, and what lies inside of it."""

BANDS: Mapping[Setting, tuple[Band, ...]] = MappingProxyType(
    {
        # Verge of 1.5 m falling at 12 %, embankment 1:1.5 eased to 1:3, ditch (RAA 2008, RAS-Ew: troughs 0.2 to 0.5 m)
        "motorway": (
            (1.5, -0.12, "verge"), (4.5, -0.75, "grass"), (6.0, -0.85, "grass"), (8.5, -0.25, "grass"),
            (14.0, 0.0, "meadow"),
        ),
        # RAL 2012: verge 1.5 m, trough of 2 m
        "rural": (
            (1.5, -0.10, "verge"), (2.6, -0.42, "grass"), (3.4, -0.45, "grass"), (5.0, -0.05, "grass"),
            (9.0, 0.0, "meadow"),
        ),
        "town": ((1.2, 0.0, "slabs"), (6.0, 0.0, "yard"), (14.0, 0.0, "grass")),
        "suburb": ((0.8, 0.02, "grass"), (5.0, 0.05, "grass"), (14.0, 0.1, "grass")),
        "industrial": ((1.5, -0.02, "verge"), (5.0, 0.0, "grass"), (14.0, 0.0, "yard")),
        "parking": ((1.0, 0.03, "grass"), (4.0, 0.05, "grass"), (14.0, 0.0, "meadow")),
    }
)  # fmt: skip
"""How the ground runs off a road; chosen where no source is named."""

FAR_M: tuple[float, ...] = (22.0, 32.0, 46.0, 66.0, 95.0, 135.0, 190.0, 270.0, 380.0, 540.0, 760.0)
"""Distances of the rings beyond the bands; chosen: steps grow with the distance, the last one is the horizon."""

_COUNTRYSIDE = (
    ("crop", 0.27),
    ("stubble", 0.16),
    ("rape", 0.1),
    ("soil", 0.1),
    ("meadow", 0.17),
    ("forest_floor", 0.2),
)

FIELDS: Mapping[Setting, tuple[tuple[str, float], ...]] = MappingProxyType(
    {
        "motorway": _COUNTRYSIDE,
        "rural": _COUNTRYSIDE,
        "town": (("grass", 0.8), ("yard", 0.2)),
        "suburb": (("grass", 0.7), ("meadow", 0.3)),
        "industrial": (("yard", 0.55), ("grass", 0.3), ("gravel", 0.15)),
        "parking": (("meadow", 0.5), ("grass", 0.3), ("forest_floor", 0.2)),
    }
)  # fmt: skip
"""What lies beyond the bands and how often; chosen: arable land, grassland and woods as in Germany (BMEL 2022)."""
