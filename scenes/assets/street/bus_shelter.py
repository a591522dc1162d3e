"""A bus shelter of steel and glass with a bench and a poster (scenery), open towards +x, standing on z = 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import standing
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.street.poster import INKS, PosterKind, poster
from scenes.material import Material
from scenes.streams import stream

_MATERIALS: dict[str, Material] = {
    **INKS,
    "frame": Material(base_color=(0.11, 0.115, 0.12), roughness=0.4, metallic=0.5, lidar_reflectivity=0.35),
    "glass": Material(base_color=(0.03, 0.035, 0.036), roughness=0.03, glass=True, lidar_reflectivity=0.05),
    "dots": Material(base_color=(0.62, 0.62, 0.60), roughness=0.6, lidar_reflectivity=0.6),
    "slats": Material(base_color=(0.22, 0.125, 0.065), roughness=0.7, lidar_reflectivity=0.45),
    "timetable": Material(base_color=(0.70, 0.68, 0.52), roughness=0.5, lidar_reflectivity=0.6),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BusShelter(AssetSpec):
    """Two to four bays of 1.3 m along y, 1.5 m deep, 2.45 m high. seed: of the poster in its right end."""

    bays: int = 3
    picture: PosterKind = "family"
    seed: int = 0

    def build(self) -> Asset:
        """Posts, roof with a rounded edge, panes with bird strips, poster box, bench, timetable."""
        half, back, front = 0.65 * self.bays, -0.7, 0.75
        ys = [-half + 1.3 * k for k in range(self.bays + 1)]
        posts = [box((back - 0.03, y - 0.03, -0.05), (back + 0.03, y + 0.03, 2.3)) for y in ys]
        posts += [box((0.3, y - 0.03, -0.05), (0.36, y + 0.03, 2.3)) for y in (-half, half)]
        beams = [box((back, y - 0.03, 2.24), (front - 0.08, y + 0.03, 2.32)) for y in ys]
        roof = moved(rounded_box((front - back + 0.14, 2 * half + 0.3, 0.12), 0.05), ((front + back) / 2, 0.0, 2.31))
        panes = [_pane((back, a + 0.05), (back, b - 0.05)) for a, b in pairwise(ys)]
        panes.append(_pane((back + 0.06, -half), (0.28, -half)))
        strips = [box((back + 0.006, a + 0.1, 1.35), (back + 0.008, b - 0.1, 1.4)) for a, b in pairwise(ys)]
        rails = [tube([(back, -half, z), (back, half, z)], 0.018, 8) for z in (0.12, 2.2)]
        seat = [box((x - 0.045, -0.8 * half, 0.44), (x + 0.045, 0.55 * half, 0.47)) for x in (-0.5, -0.39, -0.28)]
        legs = [box((-0.55, y - 0.03, 0.0), (-0.23, y + 0.03, 0.44)) for y in (-0.7 * half, 0.45 * half)]
        box_ = [box((-0.62, half - 0.09, 0.3), (0.6, half + 0.09, 2.2))]
        table = box((back + 0.01, 0.62 * half, 1.1), (back + 0.03, 0.62 * half + 0.5, 1.8))
        pieces = [
            Piece(patch=joined([*posts, *beams, *legs, *box_]), material="frame", part="frame"),
            Piece(patch=roof, material="frame", part="roof", crease_rad=SOFT_RAD),
            Piece(patch=joined(panes), material="glass", part="window"),
            Piece(patch=joined(strips), material="dots", part="window"),
            Piece(patch=joined(rails), material="frame", part="frame", crease_rad=ROUND_RAD),
            Piece(patch=joined(seat), material="slats", part="body"),
            Piece(patch=table, material="timetable", part="panel"),
            *self._poster(half),
        ]
        return assemble("bus_shelter", "static.manmade", pieces, _MATERIALS)

    def _poster(self, half: float) -> list[Piece]:
        """The picture on both faces of the box at the right end, towards +y and -y."""
        width, height = 1.08, 1.7
        inks = poster(self.picture, width, height, stream(self.seed, "asset.bus_shelter"))
        pieces = []
        for side in (1.0, -1.0):
            for k, ink, flat in inks:
                points, faces = standing(flat, 0.092 + 0.0015 * k)
                # turned about z: its face looks along +y or -y
                turned = points[:, [1, 0, 2]] * [-side, side, 1.0]
                at = turned + np.array([-0.01, half, 1.25])
                pieces.append(
                    Piece(patch=(at, faces), material=f"ink_{ink}", part="panel", semantic="static.billboard")
                )
        return pieces


def _pane(start: tuple[float, float], end: tuple[float, float]) -> Patch:
    """An upright pane of 8 mm between two points of the plane."""
    (x0, y0), (x1, y1) = start, end
    thin = 0.004
    if x0 == x1:
        return box((x0 - thin, y0, 0.15), (x0 + thin, y1, 2.18))
    return box((x0, y0 - thin, 0.15), (x1, y0 + thin, 2.18))
