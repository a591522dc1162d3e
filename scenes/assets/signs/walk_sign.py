"""The pedestrian head of the United States (an instance): faces +x, its back at x = 0 and its lower edge at z = 0.

`Actor.lamps_on`: ("signal_red",) shows the hand, ("signal_green",) the walker.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.planar import Flat, filled, placed, plate, rectangle, rounded, standing
from scenes.assets.shaping.shapes import Patch, box, joined
from scenes.assets.signs import pictograms as draw
from scenes.assets.signs.traffic_light import DEPTH_M, HEAD_MATERIALS, HOUSINGS, Housing, brackets
from scenes.lamp import LampSource, aimed
from scenes.light_color import SIGNAL_AMBER, Color
from scenes.material import Lamp, Material

WALK_CD_M2 = 3000.0
"""ITE PTCSI (2011): 1,400 cd/m2 for the hand and 2,200 for the walker at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkSign(AssetSpec):
    """An orange hand and a white walker side by side (MUTCD 4E.04), 0.46 x 0.43 m."""

    housing: Housing = "dark"

    def build(self) -> Asset:
        """Housing, visor around its face, two lit symbols."""
        shell = rounded(rectangle(0.46, 0.43, (0.0, 0.215)), 0.03)
        pieces = [
            Piece(patch=plate(shell, 0.0, DEPTH_M), material="housing"),
            Piece(patch=brackets(0.43), material="bracket", part="frame"),
            Piece(patch=standing(filled(rectangle(0.41, 0.38, (0.0, 0.215))), DEPTH_M + 0.002), material="mask"),
            Piece(patch=_hood(0.43, 0.4, 0.215), material="visor"),
        ]
        materials = {**HEAD_MATERIALS, "housing": Material(base_color=HOUSINGS[self.housing], roughness=0.45)}
        lamps = []
        symbols: tuple[tuple[str, Lamp, Color, Flat], ...] = (
            ("hand", "signal_red", SIGNAL_AMBER, placed(draw.hand(), 0.29, (-0.09, 0.215))),
            ("walker", "signal_green", (1.0, 1.0, 1.0), placed(draw.walker(), 0.31, (0.1, 0.215))),
        )
        for name, lamp, color, flat in symbols:
            pieces.append(Piece(patch=standing(flat, DEPTH_M + 0.004), material=name, part="lamp"))
            materials[name] = Material(
                base_color=(0.03, 0.03, 0.03),
                lamp=lamp,
                emission_cd_m2=WALK_CD_M2,
                emission_color=color,
            )
            lamps.append(
                LampSource(
                    name=name,
                    part=0,
                    lamp=lamp,
                    photometry="signal",
                    T_part_lamp=aimed((DEPTH_M + 0.03, float(flat[0][:, 0].mean()), 0.215), (1.0, 0.0, 0.0)),
                    peak_cd=WALK_CD_M2 * 0.03,
                    color=color,
                    radius_m=0.1,
                )
            )
        return assemble("walk_sign", "object.traffic_light", pieces, materials, tuple(lamps))


def _hood(width: float, height: float, up: float) -> Patch:
    """Three flat sheets over and beside a face."""
    half, top, reach = width / 2, up + height / 2, DEPTH_M + 0.16
    sides = [box((DEPTH_M - 0.01, y - 0.003, up - 0.4 * height), (reach - 0.03, y + 0.003, top)) for y in (-half, half)]
    return joined([box((DEPTH_M - 0.01, -half, top - 0.003), (reach, half, top + 0.003)), *sides])
