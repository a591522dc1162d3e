"""Domestic cats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from scenes.assets.animals.pet_plans import CAT
from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark, ring
from scenes.assets.animals.quadruped_plan import Plan

CatCoat = Literal["tabby", "black", "ginger", "tuxedo", "grey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cat(Quadruped):
    """A domestic cat, 23 to 28 cm at the withers (Sunquist & Sunquist 2002, Felis catus: rounded)."""

    SEMANTIC: ClassVar[str] = "animal.cat"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.21, 0.30)

    withers_m: float = 0.25
    fur: CatCoat = "tabby"

    def plan(self) -> Plan:
        """A short-haired cat."""
        return self.varied(CAT)

    def coat(self) -> Coat:
        """One of five coats."""
        if self.fur == "tabby":
            return Coat(
                back=self.toned("5c4c3b"),
                flank=self.toned("75634e"),
                belly="a8957c",
                mark="2a211a",
                marks=self._stripes(),
                nose="8a5b52",
                eyes="6f7a2c",
                ragged=0.02,
            )
        if self.fur == "ginger":
            return Coat(
                back=self.toned("a5602a"),
                flank=self.toned("b8763e"),
                belly="d6ad80",
                mark="8a4a1c",
                marks=self._stripes(),
                nose="b57a6c",
                eyes="7f7a2c",
                ragged=0.02,
            )
        if self.fur == "tuxedo":
            bib = Mark(balls=((0.60, 0.0, 0.74, 0.10), (0.42, 0.0, 0.47, 0.11), (-0.3, 0.0, 0.5, 0.08)), mirrored=False)
            face = Mark(balls=(self.on_head(0.9, -0.16, 0.05, 0.14), self.on_head(0.72, -0.32, 0.05, 0.14)))
            white = (bib, face, self.sock(True, 0.20), self.sock(False, 0.16))
            return Coat(back="151311", flank="191614", belly="1e1a17", others=white, eyes="7b842f")
        plain = {"black": ("121010", "161312", "1a1715"), "grey": ("4a4c50", "56585c", "65676a")}[self.fur]
        return Coat(back=plain[0], flank=plain[1], belly=plain[2], eyes="8a7a24", ear_inside="5a4a45")

    def _stripes(self) -> tuple[Mark, ...]:
        """Bars down the flanks, rings on legs and tail, the line along the back."""
        flank = [
            Mark(
                balls=tuple(
                    self.on_flank(x - 0.15 * (1.0 - z), z, 0.028 - 0.03 * (1.0 - z)) for z in (0.98, 0.86, 0.74, 0.62)
                )
            )
            for x in (-0.50, -0.36, -0.22, -0.08, 0.06, 0.20, 0.34)
        ]
        legs = [
            Mark(balls=((x, 0.02, z, 0.02), (x, 0.30, z, 0.02))) for x, z in ((0.30, 0.44), (0.31, 0.33), (-0.47, 0.42))
        ]
        tail = [
            ring(x, z, 0.056, 0.05)
            for x, z in ((-0.80, 0.91), (-0.95, 0.95), (-1.10, 1.01), (-1.24, 1.10), (-1.35, 1.22))
        ]
        spine = Mark(balls=((-0.55, 0.0, 1.0, 0.035), (0.45, 0.0, 1.0, 0.035)), mirrored=False)
        tip = Mark(balls=((-1.41, 0.0, 1.36, 0.06), (-1.43, 0.0, 1.45, 0.06)), mirrored=False)
        return (*flank, *legs, *tail, spine, tip)
