"""One-part assets put together from primitive surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, BodyBox, Slot
from scenes.assets.shaping.shapes import Patch
from scenes.lamp import LampSource
from scenes.material import Material
from scenes.mesh import MeshBuilder

ROUND_RAD = 0.9
"""Crease angle that smooths round surfaces of eight or more sides."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Piece:
    """A surface, what it is made of and belongs to. semantic: empty for that of the asset; crease_rad: 0 for flat.

    uv: texture coordinates (F, 3, 2) of its corners, where its material has textures.
    """

    patch: Patch
    material: str
    part: str = "body"
    semantic: str = ""
    crease_rad: float = 0.0
    uv: NDArray[np.float64] | None = None


def assemble(
    name: str,
    semantic: str,
    pieces: list[Piece],
    materials: dict[str, Material],
    lamps: tuple[LampSource, ...] = (),
) -> Asset:
    """An asset of one rigid part with these lamps.

    Its nominal box is the pieces' extent, standing on the lowest point or on z = 0.
    """
    builder = MeshBuilder()
    kinds = [(p.material, p.part, p.semantic or semantic) for p in pieces]
    slots = list(dict.fromkeys(kinds))
    for piece, kind in zip(pieces, kinds, strict=True):
        builder.add(*piece.patch, slots.index(kind), crease_rad=piece.crease_rad, uv=piece.uv)
    vertices = np.concatenate([piece.patch[0] for piece in pieces])
    used = {material for material, _, _ in slots}
    return Asset(
        name=name,
        semantic=semantic,
        parts=(AssetPart(name=kinds[0][1], mesh=builder.build()),),
        slots=tuple(Slot(material=m, part=p, semantic=s) for m, p, s in slots),
        materials=tuple((key, material) for key, material in materials.items() if key in used),
        box=BodyBox.around(np.maximum(vertices, (-np.inf, -np.inf, 0.0))),
        lamps=lamps,
    )
