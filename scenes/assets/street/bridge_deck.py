"""A bridge under a road along any path: slab with edge beams, parapets, girders, piers, and abutments at its ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import sweep
from scenes.assets.street.road_restraint import stations
from scenes.assets.street.tunnel_lining import rings_along
from scenes.material import Material

Float64 = NDArray[np.float64]
Path = tuple[tuple[float, float, float], ...]

_MATERIALS: dict[str, Material] = {
    "concrete": Material(base_color=(0.36, 0.352, 0.34), roughness=0.85, pattern="concrete", lidar_reflectivity=0.42),
    "cap": Material(base_color=(0.42, 0.412, 0.40), roughness=0.85, pattern="concrete", lidar_reflectivity=0.45),
    "steel": Material(base_color=(0.30, 0.315, 0.33), roughness=0.5, metallic=0.4, lidar_reflectivity=0.4),
}
SLAB_M, GIRDER_M = 0.35, 0.9
"""Chosen: slab at its edges, and girders below it (spans of 20 to 30 m of prestressed concrete)."""
CAP_M = 0.45
"""Width of the caps beside the road that carry the parapets; chosen after RiZ-ING Kap 1."""
PARAPET_M = 1.0
"""RiZ-ING Gel 4: railings are 1.00 m high, 1.30 m where bicycles pass."""
UNDER_M = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeDeck(AssetSpec):
    """A bridge about a path on the road's surface. half_width_m: to the road's borders.

    piers_m: height of the columns at the path's points (0: none there). abutment_m: how deep the walls at both ends go.
    """

    path_m: Path = ((-15.0, 0.0, 6.0), (0.0, 0.0, 6.0), (15.0, 0.0, 6.0))
    half_width_m: float = 5.0
    piers_m: tuple[float, ...] = (0.0, 5.0, 0.0)
    abutment_m: float = 5.0

    def build(self) -> Asset:
        """One mesh; its top lies a little below the road's surface."""
        path = np.array(self.path_m)
        half = self.half_width_m
        top = -UNDER_M
        under, girder = top - SLAB_M, top - SLAB_M - GIRDER_M
        right = [(half + CAP_M, top), (half + CAP_M, under), (0.6 * half, under - 0.2), (0.6 * half, girder)]
        slab = sweep([*right, *((-x, z) for x, z in reversed(right))], path)
        rails = [piece for side in (-1.0, 1.0) for piece in self._parapet(path, side)]
        caps = [self._cap(path, side) for side in (-1.0, 1.0)]
        pieces = [
            Piece(patch=joined([slab, *self._piers(path), *self._abutments(path)]), material="concrete", part="wall"),
            Piece(patch=joined(caps), material="cap", part="base"),
            Piece(
                patch=joined(rails),
                material="steel",
                part="frame",
            ),
        ]
        return assemble("bridge_deck", "static.bridge", pieces, _MATERIALS)

    def _cap(self, path: Float64, side: float) -> Patch:
        near, far = self.half_width_m, self.half_width_m + CAP_M + 0.1
        low, high = sorted((side * near, side * far))
        return sweep([(low, -0.5), (high, -0.5), (high, 0.16), (low, 0.16)], path)

    def _parapet(self, path: Float64, side: float) -> list[Patch]:
        """Posts every 2 m, a hand rail, and bars between."""
        left = side * (self.half_width_m + 0.5 * CAP_M)
        line = rings_along(path, left, 0.16)
        bars = ((PARAPET_M, 0.035), (0.7, 0.015), (0.42, 0.015), (0.14, 0.015))
        rails = [tube(line + np.array([0.0, 0.0, z]), r, 6) for z, r in bars]
        posts = [moved(box((-0.03, -0.03, 0.0), (0.03, 0.03, PARAPET_M)), at, yaw) for at, yaw in stations(line, 2.0)]
        return [*rails, *posts]

    def _piers(self, path: Float64) -> list[Patch]:
        """Two columns under a cross beam where they are asked for."""
        low = -UNDER_M - SLAB_M - GIRDER_M
        made = []
        for k, deep in enumerate(self.piers_m):
            if deep > 1.5 and 0 < k < len(path) - 1:
                way = path[k + 1] - path[k - 1]
                yaw = float(np.arctan2(way[1], way[0]))
                half = 0.6 * self.half_width_m
                beam = box((-0.5, -half, low - 0.8), (0.5, half, low))
                feet = [s * 0.6 * half for s in (-1.0, 1.0)]
                legs = [box((-0.4, y - 0.45, -deep - 0.6), (0.4, y + 0.45, low - 0.8)) for y in feet]
                made += [moved(patch, path[k], yaw) for patch in (beam, *legs)]
        return made

    def _abutments(self, path: Float64) -> list[Patch]:
        """A wall under either end, with wings along the road."""
        made = []
        half = self.half_width_m + CAP_M
        for at, way in ((path[0], path[1] - path[0]), (path[-1], path[-2] - path[-1])):
            yaw = float(np.arctan2(way[1], way[0]))
            deep = -self.abutment_m - 1.0
            wall = box((-0.6, -half, deep), (0.9, half, -UNDER_M - 0.02))
            wings = [box((-4.0, s * half - 0.2, deep), (0.0, s * half + 0.2, 0.1)) for s in (-1.0, 1.0)]
            made += [moved(patch, at, yaw) for patch in (wall, *wings)]
        return made
