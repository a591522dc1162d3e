"""Deer of Europe and North America: roe, red and white-tailed deer and moose, of both sexes, with their young."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from scenes.assets.animals.animal_horns import (
    MOOSE_ANTLER,
    RED_ANTLER,
    ROE_ANTLER,
    WHITETAIL_ANTLER,
    Tine,
    antler_pieces,
    palm_pieces,
)
from scenes.assets.animals.game_plans import MOOSE, RED, ROE
from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark, mixed
from scenes.assets.animals.quadruped_head import Piece, head_frame
from scenes.assets.animals.quadruped_plan import Plan, reshaped
from scenes.assets.shaping.limbs import ellipsoid

Kind = Literal["male", "female", "young"]
Season = Literal["summer", "winter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deer(Quadruped, ABC):
    """A deer. kind: with antlers, without, or this year's calf or fawn. season: of the coat."""

    SEMANTIC: ClassVar[str] = "animal.deer"
    YOUNG_M: ClassVar[tuple[float, float]]
    BUILD: ClassVar[Plan]
    ANTLER: ClassVar[tuple[Tine, ...]]
    ANTLER_FOOT: ClassVar[tuple[float, float, float]] = (0.16, 0.19, 0.09)

    kind: Kind = "female"
    season: Season = "summer"

    def __post_init__(self) -> None:
        low, high = self.YOUNG_M if self.kind == "young" else self.WITHERS_M
        if self.withers_m == 0.0:
            object.__setattr__(
                self, "withers_m", low + {"male": 0.65, "female": 0.4, "young": 0.6}[self.kind] * (high - low)
            )
        if not low <= self.withers_m <= high:
            name = f"{type(self).__name__} ({self.kind})"
            raise ValueError(f"{name}: withers_m must lie in {low}..{high}, got {self.withers_m}")

    @abstractmethod
    def colors(self) -> Coat:
        """The coat of a grown animal in its season."""

    def plan(self) -> Plan:
        """Males have stronger necks, the young long legs, short necks and large heads."""
        plan = self.BUILD
        if self.kind == "male":
            wide = tuple((x, z, 1.12 * a, 1.10 * b, 1.15 * c) for x, z, a, b, c in plan.neck)
            plan = replace(plan, neck=wide)
        if self.kind == "young":
            (x0, z0, *_), *_ = plan.neck
            neck = tuple((x0 + 0.86 * (x - x0), z0 + 0.80 * (z - z0), 1.05 * a, b, c) for x, z, a, b, c in plan.neck)
            eye = (*plan.head.eye[:3], 1.1 * plan.head.eye[3])
            plan = replace(plan, neck=neck, head=replace(plan.head, eye=eye))
            return self.varied(reshaped(plan, leg=1.10, length=0.94), head=1.12)
        return self.varied(plan)

    def coat(self) -> Coat:
        """Fawns are spotted in summer."""
        coat = self.colors()
        if self.kind == "young" and self.season == "summer":
            return replace(coat, others=(*coat.others, *self._spots()), ragged=0.006)
        return coat

    def extras(self) -> dict[str, list[Piece]]:
        """Antlers of males."""
        if self.kind != "male":
            return {}
        frame = head_frame(self.plan(), self.bend_rad())
        size = float(np.clip(self.rng("antler").normal(1.0, 0.10), 0.75, 1.25))
        return {"head": antler_pieces(frame, self.ANTLER, self.ANTLER_FOOT, size)}

    def _spots(self) -> tuple[Mark, ...]:
        rng = self.rng("spots")
        rows = []
        for k, z in enumerate((0.97, 0.90, 0.82, 0.74)):
            for x in np.arange(-0.44, 0.36, 0.085) + 0.04 * (k % 2):
                ball = self.on_flank(float(x + rng.normal(0, 0.012)), float(z + rng.normal(0, 0.012)), 0.021)
                rows.append(Mark(balls=(ball,)))
        return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoeDeer(Deer):
    """Capreolus capreolus, 63 to 78 cm at the withers (Danilkin 1996); fawns from 30 cm."""

    WITHERS_M: ClassVar[tuple[float, float]] = (0.60, 0.80)
    YOUNG_M: ClassVar[tuple[float, float]] = (0.30, 0.58)
    BUILD: ClassVar[Plan] = ROE
    ANTLER: ClassVar[tuple[Tine, ...]] = ROE_ANTLER

    withers_m: float = 0.0

    def colors(self) -> Coat:
        """Fox-red in summer, grey-brown in winter; white rump, black nose band, white chin."""
        warm = self.season == "summer"
        back, flank, belly = ("633a1f", "73472a", "987450") if warm else ("4a4037", "5a4f44", "7d7062")
        rump = Mark(balls=((-0.56, 0.0, 0.92, 0.10), (-0.55, 0.0, 0.80, 0.10)), mirrored=False)
        chin = Mark(balls=(self.on_head(0.88, -0.14, 0.03, 0.05), self.on_head(0.70, -0.17, 0.03, 0.045)))
        band = Mark(balls=(self.on_head(0.90, 0.05, 0.0, 0.085),), mirrored=False)
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            marks=(band,),
            mark="1a1411",
            others=(rump, chin),
            other="ddd2bf",
            head=-0.2,
            ears=-0.3,
            ear_inside="c9b8a4",
            horn="5b4836",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RedDeer(Deer):
    """Cervus elaphus, 95 to 140 cm at the withers (Clutton-Brock et al. 1982; Niethammer & Krapp 1986)."""

    WITHERS_M: ClassVar[tuple[float, float]] = (1.00, 1.40)
    YOUNG_M: ClassVar[tuple[float, float]] = (0.55, 0.90)
    BUILD: ClassVar[Plan] = RED
    ANTLER: ClassVar[tuple[Tine, ...]] = RED_ANTLER

    withers_m: float = 0.0

    def colors(self) -> Coat:
        """Red-brown in summer, grey-brown in winter; a buff rump, stags with a dark neck."""
        warm = self.season == "summer"
        back, flank, belly = ("553721", "66472f", "7d6347") if warm else ("40352b", "54463a", "6a5b4c")
        rump = Mark(balls=((-0.55, 0.0, 0.90, 0.12), (-0.55, 0.0, 0.78, 0.10)), mirrored=False)
        dark: tuple[Mark, ...] = ()
        if self.kind == "male":
            dark = (
                Mark(balls=((0.46, 0.0, 0.78, 0.15), (0.56, 0.0, 0.95, 0.13), (0.66, 0.0, 1.10, 0.08)), mirrored=False),
            )
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            mark=mixed(back, "000000", 0.35),
            marks=dark,
            others=(rump,),
            other="b08c5c",
            head=-0.1,
            ears=-0.1,
            ear_inside="b9a48c",
            legs=-0.15,
            horn="6b5338",
            ragged=0.03,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WhiteTailedDeer(Deer):
    """Odocoileus virginianus, 80 to 106 cm at the withers in the north of its range (Smith 1991)."""

    WITHERS_M: ClassVar[tuple[float, float]] = (0.76, 1.08)
    YOUNG_M: ClassVar[tuple[float, float]] = (0.40, 0.72)
    BUILD: ClassVar[Plan] = replace(
        RED, head=replace(RED.head, length=0.335), tail=((-0.53, 0.90, 0.04), (-0.60, 0.80, 0.05), (-0.61, 0.66, 0.025))
    )
    ANTLER: ClassVar[tuple[Tine, ...]] = WHITETAIL_ANTLER

    withers_m: float = 0.0

    def colors(self) -> Coat:
        """Tan in summer, grey in winter; white belly, throat, rings about eyes and nose, and underside of the tail."""
        warm = self.season == "summer"
        back, flank, belly = ("5c4129", "6e5238", "b7a082") if warm else ("51463b", "645848", "b9ab97")
        white = (
            Mark(balls=((-0.57, 0.0, 0.80, 0.035), (-0.58, 0.0, 0.66, 0.04)), mirrored=False),
            Mark(balls=(self.on_head(0.62, -0.24, 0.0, 0.10), self.on_head(0.25, -0.30, 0.0, 0.12)), mirrored=False),
            Mark(balls=((-0.2, 0.0, 0.50, 0.07), (0.1, 0.0, 0.47, 0.06)), mirrored=False),
            Mark(balls=(self.on_head(0.88, -0.13, 0.04, 0.05),)),
        )
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=belly,
            others=white,
            other="e0d8c8",
            ear_inside="d8c9b4",
            horn="7a6547",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moose(Deer):
    """Alces alces, 1.7 to 2.1 m at the withers, legs of 1 m (Franzmann & Schwartz 1997)."""

    WITHERS_M: ClassVar[tuple[float, float]] = (1.65, 2.10)
    YOUNG_M: ClassVar[tuple[float, float]] = (0.80, 1.50)
    BUILD: ClassVar[Plan] = MOOSE
    ANTLER: ClassVar[tuple[Tine, ...]] = MOOSE_ANTLER
    ANTLER_FOOT: ClassVar[tuple[float, float, float]] = (0.16, 0.13, 0.08)

    withers_m: float = 0.0

    def colors(self) -> Coat:
        """Black-brown with pale grey legs; calves red-brown."""
        back, flank, belly = ("5a3823", "684530", "7d6048") if self.kind == "young" else ("2e2119", "281d16", "75695d")
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            legs=0.75,
            contrast=0.55,
            head=0.1,
            ear_inside="7d6a58",
            horn="8a7250",
        )

    def coat(self) -> Coat:
        """Calves of moose have no spots."""
        return self.colors()

    def extras(self) -> dict[str, list[Piece]]:
        """Palmed antlers, and the bell that hangs from the throat."""
        frame = head_frame(self.plan(), self.bend_rad())
        x, _, z = frame.at(0.30, -0.30)
        low = self.plan().head.length
        bell = ellipsoid((x, 0.0, z - 0.10 * low), (0.07 * low, 0.05 * low, 0.22 * low))
        out = [] if self.kind == "young" else [Piece(limbs=(bell,), material="coat_head", part="head", cells=7)]
        if self.kind == "male":
            out += antler_pieces(frame, self.ANTLER, self.ANTLER_FOOT, 1.0)
            out += palm_pieces(frame, self.ANTLER_FOOT, 1.0)
        return {"head": out}
