"""What lying snow does to surfaces: it hides what faces the sky, roads last. Laws shared with the kernels.

Trees and roofs keep nothing bare: the laws look at a surface's slope, material and class only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.material import Material
from scenes.ontology import CLASSES

SNOW = (0.84, 0.855, 0.875)
"""Linear reflectance of snow of some days (Warren 1982: fresh 0.9 and more in the visible, old and dirty 0.7)."""
SLUSH = (0.27, 0.262, 0.25)
"""Of driven snow with grit and salt in it (chosen)."""
SNOW_ROUGHNESS = 0.9
SNOW_KINDS = 5
NONE, OPEN, DRIVEN, TRODDEN, TWIGS = range(SNOW_KINDS)
"""How a class carries snow."""
DRIVEN_FROM, TRODDEN_FROM = 0.5, 0.25
"""`Environment.snow_cover` from which carriageways and pavements carry snow, too; before, traffic, feet and salt clear
them (chosen)."""
CLEANEST_DRIVEN = 0.85
"""How far what lies on carriageways is from slush to snow at a full cover (chosen)."""
TWIGS_SHARE = 0.35
"""Of what level ground carries, on trees and hedges (chosen)."""
STEEP, LEVEL = 0.45, 0.75
"""Upward components of normals: snow slides off below STEEP, 63 degrees, and lies above LEVEL, 41 degrees (roofs shed
snow from 60 degrees on and keep it below 30, EN 1991-1-3, 5.3.3)."""

_ROOTS: Mapping[str, int] = {
    "human": NONE,
    "animal": NONE,
    "object.traffic_light": NONE,
    "vehicle.ego": NONE,
    "static.tunnel": NONE,
    "static.vegetation": TWIGS,
    "flat.driveable_surface": DRIVEN,
    "flat.marking": DRIVEN,
    "flat.crosswalk": DRIVEN,
    "flat.manhole": DRIVEN,
    "flat.sidewalk": TRODDEN,
    "flat.kerb": TRODDEN,
    "flat.parking": TRODDEN,
}
"""By the beginning of the class name; all else is OPEN. The living, lamps and the ego, whose bonnet is warm and whose
lenses are wiped, carry none."""


def carriers() -> NDArray[np.uint8]:
    """(classes,) how each class of the ontology carries snow."""
    kinds = [next((kind for root, kind in _ROOTS.items() if c.name.startswith(root)), OPEN) for c in CLASSES]
    return np.array(kinds, np.uint8)


def level_share(cover: float, kind: int) -> float:
    """Share of a level surface of a kind that is under snow where open ground has a share `cover`."""
    start = {DRIVEN: DRIVEN_FROM, TRODDEN: TRODDEN_FROM}.get(kind, 0.0)
    share = max(0.0, (cover - start) / (1.0 - start))
    return share * {NONE: 0.0, TWIGS: TWIGS_SHARE}.get(kind, 1.0)


def cleanness(cover: float, kind: int) -> float:
    """How white what lies is, 0 slush to 1: on carriageways the whiter the more of it there is."""
    return CLEANEST_DRIVEN * level_share(cover, kind) if kind == DRIVEN else 1.0


def snowy_material(material: Material, cover: float, kind: int, upward_share: float = 1.0) -> Material:
    """The material under the mean of the snow, without its patches. upward_share: 1 for level ground, 0 for walls."""
    share = 0.0 if material.glass else level_share(cover, kind) * upward_share
    if share <= 0.0:
        return material
    clean = cleanness(cover, kind)
    white = [a + (b - a) * clean for a, b in zip(SLUSH, SNOW, strict=True)]
    red, green, blue = (old + (new - old) * share for old, new in zip(material.base_color, white, strict=True))
    left = 1.0 - share
    return replace(
        material,
        base_color=(red, green, blue),
        roughness=material.roughness * left + SNOW_ROUGHNESS * share,
        metallic=material.metallic * left,
        clearcoat=material.clearcoat * left,
        retroreflection_cd_lx_m2=material.retroreflection_cd_lx_m2 * left,
        beads_cd_lx_m2=material.beads_cd_lx_m2 * left,
    )
