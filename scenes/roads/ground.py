"""Stepped ground: cells of a grid with a kind each and the risers between them; materials of streets; terrain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.assets.shaping.shapes import quads
from scenes.material import Material, Pattern
from scenes.mesh import MeshBuilder

Float64 = NDArray[np.float64]
Kinds = NDArray[np.int64]

SKIRT_M = -0.6  # the grid's rim reaches below the terrain
TERRAIN_Z_M = -0.15  # chosen: below every road surface, above the rim
TERRAIN_REACH_M = 700.0  # chosen: horizon within 0.14 degrees of the true one for a camera at 1.65 m
MARKING_CD_LX_M2 = 0.15  # EN 1436, class R3 of permanent white markings

_GREY = tuple[str, tuple[float, float, float], float, Pattern, float]
# material name, linear reflectance, roughness, pattern, reflectivity at 905 nm (chosen: dry mid-life surfaces)
_MATERIALS: tuple[_GREY, ...] = (
    ("asphalt", (0.092, 0.091, 0.090), 0.85, "asphalt", 0.17),
    ("gutter", (0.20, 0.195, 0.185), 0.85, "concrete", 0.30),
    ("parking", (0.135, 0.132, 0.130), 0.85, "cobbles", 0.22),
    ("marking", (0.52, 0.52, 0.50), 0.60, "worn_paint", 0.75),
    ("kerb", (0.29, 0.282, 0.268), 0.80, "concrete", 0.38),
    ("setts", (0.19, 0.185, 0.18), 0.85, "cobbles", 0.28),
    ("slabs", (0.25, 0.242, 0.228), 0.85, "paving", 0.38),
    ("grass", (0.060, 0.115, 0.030), 0.95, "grass", 0.45),
)
# material, semantic class, whether the cell lies at the pavement's height
GROUND_KINDS: tuple[tuple[str, str, bool], ...] = (
    ("asphalt", "flat.driveable_surface", False),
    ("gutter", "flat.driveable_surface", False),
    ("parking", "flat.parking", False),
    ("marking", "flat.marking", False),
    ("marking", "flat.crosswalk", False),
    ("asphalt", "flat.crosswalk", False),
    ("kerb", "flat.kerb", True),
    ("setts", "flat.sidewalk", True),
    ("slabs", "flat.sidewalk", True),
    ("grass", "flat.terrain", True),
)
ASPHALT, GUTTER, PARKING, LINE, STRIPE, STRIPE_GAP, KERB, SETTS, SLABS, GARDEN = range(len(GROUND_KINDS))
OUTSIDE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain(AssetSpec):
    """The land around and below a street, to the horizon; body frame: that of the world."""

    length_m: float

    def build(self) -> Asset:
        """A flat grid of some hundred metres a cell."""
        xs = np.linspace(-TERRAIN_REACH_M, self.length_m + TERRAIN_REACH_M, 17)
        ys = np.linspace(-TERRAIN_REACH_M, TERRAIN_REACH_M, 13)
        kinds = np.full((16, 12), GARDEN)
        corners, _ = _tops(xs, ys, kinds, np.full(kinds.shape, TERRAIN_Z_M))
        builder = MeshBuilder()
        builder.add(*quads(corners), 0, crease_rad=0.0)
        return Asset(
            name="terrain",
            semantic="flat.terrain",
            parts=(AssetPart(name="surface", mesh=builder.build()),),
            slots=(Slot(material="grass", part="surface", semantic="flat.terrain"),),
            materials=ground_materials(),
            box=BodyBox(length_m=float(xs[-1] - xs[0]), width_m=2 * TERRAIN_REACH_M, height_m=0.0),
        )


def ground_asset(name: str, xs: Float64, ys: Float64, kinds: Kinds, kerb_m: float) -> Asset:
    """Stepped ground of the cells (X, Y) between xs (X + 1,) and ys (Y + 1,), pavements `kerb_m` high, as one mesh."""
    heights = np.array([kerb_m if raised else 0.0 for *_, raised in GROUND_KINDS] + [SKIRT_M])
    corners, slots = terraces(xs, ys, kinds, heights)
    builder = MeshBuilder()
    for slot in np.unique(slots):
        builder.add(*quads(corners[slots == slot]), int(slot), crease_rad=0.0)
    return Asset(
        name=name,
        semantic="flat.driveable_surface",
        parts=(AssetPart(name="surface", mesh=builder.build()),),
        slots=tuple(Slot(material=m, part="surface", semantic=s) for m, s, _ in GROUND_KINDS),
        materials=ground_materials(),
        box=BodyBox.around(np.array([[xs[0], ys[0], 0.0], [xs[-1], ys[-1], kerb_m]])),
    )


def ground_materials() -> tuple[tuple[str, Material], ...]:
    """The materials of every ground surface, by name."""
    return tuple(
        (
            name,
            Material(
                base_color=color,
                roughness=roughness,
                pattern=pattern,
                beads_cd_lx_m2=MARKING_CD_LX_M2 if pattern == "worn_paint" else 0.0,
                lidar_reflectivity=reflectivity,
            ),
        )
        for name, color, roughness, pattern, reflectivity in _MATERIALS
    )


def _tops(xs: Float64, ys: Float64, kinds: Kinds, z: Float64) -> tuple[Float64, Kinds]:
    """Upward quads (K, 4, 3) of the cells (X, Y) that have ground, and their kinds (K,)."""
    i, j = np.nonzero(kinds != OUTSIDE)
    x = np.stack([xs[i], xs[i + 1], xs[i + 1], xs[i]], axis=1)
    y = np.stack([ys[j], ys[j], ys[j + 1], ys[j + 1]], axis=1)
    return np.stack([x, y, np.repeat(z[i, j][:, None], 4, axis=1)], axis=2), kinds[i, j]


def terraces(xs: Float64, ys: Float64, kinds: Kinds, heights: Float64) -> tuple[Float64, Kinds]:
    """Quads (K, 4, 3) and kinds (K,) of a stepped ground: tops, and the risers between cells of different height.

    heights: by kind, the last one that of OUTSIDE. A riser belongs to the higher cell.
    """
    rim = np.pad(kinds, 1, constant_values=OUTSIDE)
    z = heights[rim]
    parts = [_tops(xs, ys, kinds, heights[kinds])]
    i, j = np.nonzero(z[1:, 1:-1] != z[:-1, 1:-1])
    parts.append(
        _risers(xs[i], ys[j], xs[i], ys[j + 1], z[i, j + 1], z[i + 1, j + 1], rim[i, j + 1], rim[i + 1, j + 1])
    )
    i, j = np.nonzero(z[1:-1, 1:] != z[1:-1, :-1])
    parts.append(
        _risers(xs[i + 1], ys[j], xs[i], ys[j], z[i + 1, j], z[i + 1, j + 1], rim[i + 1, j], rim[i + 1, j + 1])
    )
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _risers(
    x0: Float64,
    y0: Float64,
    x1: Float64,
    y1: Float64,
    z_low: Float64,
    z_high: Float64,
    kind_low: Kinds,
    kind_high: Kinds,
) -> tuple[Float64, Kinds]:
    """Vertical quads over edges (x0, y0)-(x1, y1) between the cell on the lower-coordinate side and the one beyond."""
    xy = [np.stack([x0, y0], 1), np.stack([x1, y1], 1)]
    faces_up = z_low > z_high  # the higher cell lies on the lower-coordinate side: the riser looks to the far side
    a = np.where(faces_up[:, None], xy[0], xy[1])
    b = np.where(faces_up[:, None], xy[1], xy[0])
    bottom, top = np.minimum(z_low, z_high)[:, None], np.maximum(z_low, z_high)[:, None]
    corners = np.stack(
        [np.hstack([a, bottom]), np.hstack([b, bottom]), np.hstack([b, top]), np.hstack([a, top])], axis=1
    )
    return corners, np.where(faces_up, kind_low, kind_high)
