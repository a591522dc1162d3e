"""Wild boar and their striped piglets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from scenes.assets.animals.animal_horns import tusk_pieces
from scenes.assets.animals.game_plans import BOAR
from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark
from scenes.assets.animals.quadruped_head import Piece, head_frame
from scenes.assets.animals.quadruped_plan import Plan, reshaped

BoarKind = Literal["boar", "sow", "piglet"]
SIZES_M: dict[str, tuple[float, float, float]] = {
    "boar": (0.70, 0.88, 1.10),
    "sow": (0.60, 0.74, 0.90),
    "piglet": (0.18, 0.27, 0.45),
}
"""Least, usual and greatest height at the withers (Briedermann 1990, rounded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WildBoar(Quadruped):
    """Sus scrofa. withers_m: 0 for the usual height of its kind."""

    SEMANTIC: ClassVar[str] = "animal.wild_boar"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.18, 1.10)

    withers_m: float = 0.0
    kind: BoarKind = "boar"

    def __post_init__(self) -> None:
        low, usual, high = SIZES_M[self.kind]
        if self.withers_m == 0.0:
            object.__setattr__(self, "withers_m", usual)
        if not low <= self.withers_m <= high:
            raise ValueError(f"WildBoar: withers_m of a {self.kind} must lie in {low}..{high}, got {self.withers_m}")

    def plan(self) -> Plan:
        """Boars are high in front, sows flatter, piglets round with short snouts."""
        if self.kind == "boar":
            return self.varied(BOAR)
        if self.kind == "sow":
            return self.varied(reshaped(BOAR, girth=0.95, leg=1.04), head=0.97)
        return self.varied(reshaped(replace(BOAR, relief_share=0.003), leg=1.06, length=0.92, girth=0.98), head=0.92)

    def coat(self) -> Coat:
        """Black-brown bristles; piglets ochre with pale stripes."""
        if self.kind == "piglet":
            stripes = tuple(
                Mark(balls=tuple(self.on_flank(x, z + 0.10 * (x - 0.3), 0.026) for x in np.linspace(-0.5, 0.45, 9)))
                for z in (0.95, 0.84, 0.71, 0.58)
            )
            return Coat(
                back="3f2c1b", flank="5f452b", belly="836a4b", other="b79b72", others=stripes, head=-0.1, ragged=0.01
            )
        back, flank, belly = ("221c18", "2d2620", "352d26") if self.seed % 2 else ("33291f", "40342a", "483c32")
        snout = Mark(balls=(self.on_head(0.72, -0.08, 0.0, 0.17),), mirrored=False)
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            marks=(),
            legs=-0.4,
            other="5c5046",
            others=(snout,),
            ears=-0.2,
            ear_inside="3a3029",
            nose="3a2e2a",
            horn="d8cfb8",
            eyeshine=0.0,
            ragged=0.04,
        )

    def extras(self) -> dict[str, list[Piece]]:
        """Tusks of boars."""
        if self.kind != "boar":
            return {}
        return {"head": tusk_pieces(head_frame(self.plan(), self.bend_rad()), 1.0)}
