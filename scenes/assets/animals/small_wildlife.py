"""Small animals that cross roads: foxes, hares, badgers and raccoons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark, ring
from scenes.assets.animals.quadruped_plan import Plan
from scenes.assets.animals.small_plans import BADGER, FOX, HARE, RACCOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Fox(Quadruped):
    """Vulpes vulpes, 35 to 45 cm at the withers (Larivière & Pasitschniak-Arts 1996)."""

    SEMANTIC: ClassVar[str] = "animal.fox"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.33, 0.46)

    withers_m: float = 0.39

    def plan(self) -> Plan:
        """A red fox."""
        return self.varied(FOX)

    def coat(self) -> Coat:
        """Red with white throat and tail's tip, black stockings and backs of ears."""
        white = (
            Mark(balls=(self.on_head(0.95, -0.09, 0.02, 0.055), self.on_head(0.62, -0.17, 0.08, 0.10))),
            Mark(balls=((0.64, 0.0, 0.86, 0.07), (0.56, 0.0, 0.66, 0.08), (0.40, 0.0, 0.50, 0.07)), mirrored=False),
            Mark(balls=((-1.50, 0.0, 0.42, 0.11), (-1.62, 0.0, 0.42, 0.10)), mirrored=False),
        )
        black = (self.sock(True, 0.40), self.sock(False, 0.32))
        return Coat(
            back=self.toned("7d3f1a"),
            flank=self.toned("95501f"),
            belly=self.toned("ab7a4c"),
            mark="15100d",
            marks=black,
            others=white,
            other="dcd3c4",
            ears=-1.0,
            ear_inside="cdbfae",
            eyes="8a5a1a",
            ragged=0.02,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hare(Quadruped):
    """Lepus europaeus; about 30 cm at the shoulder on its feet (Bock 2020: body 48 to 68 cm)."""

    SEMANTIC: ClassVar[str] = "animal"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.24, 0.34)

    withers_m: float = 0.29

    def plan(self) -> Plan:
        """A brown hare."""
        return self.varied(HARE)

    def coat(self) -> Coat:
        """Tawny, white below, black tips of ears and top of the tail."""
        tips = Mark(balls=(self.on_head(-0.45, 1.12, 0.32, 0.16),))
        tail = Mark(balls=((-0.72, 0.0, 0.78, 0.05),), mirrored=False)
        return Coat(
            back=self.toned("5c4630"),
            flank=self.toned("7a5f42"),
            belly="a89272",
            mark="15110e",
            marks=(tips, tail),
            tail=0.8,
            ear_inside="a58d70",
            eyes="3a2412",
            eyeshine=150.0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Badger(Quadruped):
    """Meles meles, about 30 cm at the withers (Neal & Cheeseman 1996)."""

    SEMANTIC: ClassVar[str] = "animal"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.25, 0.36)

    withers_m: float = 0.30

    def plan(self) -> Plan:
        """A badger."""
        return self.varied(BADGER)

    def coat(self) -> Coat:
        """Grey above, black below and on the legs, the head white with two black stripes."""
        stripe = Mark(
            balls=(
                self.on_head(0.02, 0.20, 0.26, 0.09),
                self.on_head(0.5, 0.11, 0.15, 0.07),
                self.on_head(0.88, 0.03, 0.07, 0.035),
            )
        )
        head = Mark(balls=(self.on_head(0.15, 0.05, 0.0, 0.40), self.on_head(0.9, 0.02, 0.0, 0.22)), mirrored=False)
        return Coat(
            back=self.toned("7a766c"),
            flank=self.toned("57524a"),
            belly="191614",
            mark="d3cdc0",
            marks=(head,),
            others=(stripe,),
            other="14110f",
            legs=1.0,
            contrast=1.2,
            tail=0.1,
            ears=-0.2,
            ear_inside="1c1815",
            eyeshine=200.0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Raccoon(Quadruped):
    """Procyon lotor, 23 to 30 cm at the withers (Lotze & Anderson 1979)."""

    SEMANTIC: ClassVar[str] = "animal"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.22, 0.32)

    withers_m: float = 0.27

    def plan(self) -> Plan:
        """A raccoon."""
        return self.varied(RACCOON)

    def coat(self) -> Coat:
        """Grizzled grey, a black mask under white brows, black rings on the tail."""
        mask = Mark(balls=(self.on_head(0.58, 0.08, 0.10, 0.085), self.on_head(0.48, -0.02, 0.30, 0.11)))
        rings = tuple(
            ring(x, z, 0.10, 0.12)
            for x, z in ((-0.80, 0.59), (-0.99, 0.48), (-1.18, 0.40), (-1.36, 0.36), (-1.54, 0.36))
        )
        white = (
            Mark(balls=(self.on_head(0.92, -0.02, 0.05, 0.09),)),
            Mark(balls=(self.on_head(0.50, 0.23, 0.14, 0.06), self.on_head(0.36, 0.12, 0.34, 0.06))),
        )
        return Coat(
            back=self.toned("4a443c"),
            flank=self.toned("696258"),
            belly="8d8576",
            mark="13100e",
            marks=(mask, *rings),
            others=white,
            other="cfc8ba",
            tail=0.3,
            legs=-0.3,
            ear_inside="b5aa98",
            eyeshine=900.0,
            ragged=0.02,
        )
