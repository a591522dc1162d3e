"""Billboards (scenery: pictures of people and cars on them are none). Each stands on z = 0, its picture towards +x."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.planar import standing
from scenes.assets.shaping.shapes import box, joined, moved
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.street.poster import INKS, PosterKind, poster
from scenes.material import Material
from scenes.streams import stream

BoardFormat = Literal["large", "city_light"]

_FORMATS: dict[BoardFormat, tuple[float, float, float]] = {"large": (3.56, 2.52, 1.1), "city_light": (1.19, 1.75, 0.75)}
"""Width, height and lower edge of the picture: 18/1 sheets and city lights, as German boards have them."""
LAYER_M = 0.0015
_MATERIALS: dict[str, Material] = {
    **INKS,
    "frame": Material(base_color=(0.16, 0.165, 0.17), roughness=0.4, metallic=0.5, lidar_reflectivity=0.35),
    "back": Material(base_color=(0.30, 0.31, 0.30), roughness=0.7, lidar_reflectivity=0.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Billboard(AssetSpec):
    """A board with a printed picture. seed: of the picture's figures, colours and words."""

    picture: PosterKind = "people"
    format: BoardFormat = "large"
    seed: int = 0

    def build(self) -> Asset:
        """Picture in layers, frame, back, posts or a foot."""
        width, height, low = _FORMATS[self.format]
        rng = stream(self.seed, "asset.billboard", self.picture)
        middle = (0.0, 0.0, low + height / 2)
        pieces = [
            Piece(
                patch=moved(standing(flat, 0.03 + LAYER_M * k), middle),
                material=f"ink_{ink}",
                part="panel",
            )
            for k, ink, flat in poster(self.picture, width, height, rng)
        ]
        half, top, rim = width / 2, low + height, 0.06 if self.format == "large" else 0.1
        bars = [box((-0.06, -half - rim, z), (0.1, half + rim, z + rim)) for z in (low - rim, top)]
        bars += [box((-0.06, y, low), (0.1, y + rim, top)) for y in (-half - rim, half)]
        pieces.append(Piece(patch=joined(bars), material="frame", part="frame"))
        pieces.append(Piece(patch=box((-0.05, -half, low), (0.02, half, top)), material="back", part="sign_back"))
        if self.format == "large":
            legs = [box((-0.14, y - 0.06, -0.3), (-0.06, y + 0.06, top)) for y in (-0.6 * half, 0.6 * half)]
            pieces.append(Piece(patch=joined(legs), material="frame", part="pole"))
        else:
            foot = rounded_box((0.2, 0.62, low - rim), 0.04)
            pieces.append(Piece(patch=foot, material="frame", part="base", crease_rad=SOFT_RAD))
        return assemble(f"billboard_{self.format}", "static.billboard", pieces, _MATERIALS)
