"""Farm animals that stray: horses, cows and sheep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from scenes.assets.animals.animal_horns import horn_pieces, mane_piece
from scenes.assets.animals.farm_plans import COW, HORSE, SHEEP
from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark
from scenes.assets.animals.quadruped_head import Piece, head_frame
from scenes.assets.animals.quadruped_plan import Plan
from scenes.assets.shaping.limbs import ellipsoid

HorseCoat = Literal["bay", "chestnut", "grey", "black", "palomino"]
CowBreed = Literal["holstein", "simmental", "brown_swiss", "angus"]
SheepBreed = Literal["white_faced", "black_faced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horse(Quadruped):
    """Equus caballus, 1.40 to 1.78 m at the withers (riding horses)."""

    SEMANTIC: ClassVar[str] = "animal.horse"
    WITHERS_M: ClassVar[tuple[float, float]] = (1.10, 1.80)

    withers_m: float = 1.60
    color: HorseCoat = "bay"

    def plan(self) -> Plan:
        """A riding horse."""
        return self.varied(HORSE)

    def coat(self) -> Coat:
        """Base colour, black points of bays, white socks and blaze by the seed."""
        back, flank, belly, hair = {
            "bay": ("3f2213", "4c2a18", "5a361f", "0f0c0a"),
            "chestnut": ("5c3018", "6b3a1e", "7a4828", "5f341b"),
            "grey": ("8d8b88", "a3a19d", "b5b2ad", "c4c0b8"),
            "black": ("161311", "1a1614", "1f1a17", "0f0d0c"),
            "palomino": ("9a6f3c", "ab8149", "bd9762", "d8ccb4"),
        }[self.color]
        points = (self.sock(True, 0.34), self.sock(False, 0.38)) if self.color == "bay" else ()
        rng = self.rng("white")
        white: list[Mark] = []
        if rng.random() < 0.6:
            white.append(
                Mark(balls=(self.on_head(0.28, 0.17, 0.0, 0.055), self.on_head(0.80, 0.10, 0.0, 0.045)), mirrored=False)
            )
        if rng.random() < 0.5:
            white.append(self.sock(False, 0.20))
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            marks=points,
            mark="120e0c",
            others=tuple(white),
            hair=hair,
            head=-0.05,
            ear_inside="4a3a2e",
            hooves="3a322b",
            roughness=0.62,
        )

    def extras(self) -> dict[str, list[Piece]]:
        """The mane."""
        return {"neck": [mane_piece(self.plan(), self.bend_rad(), 0.022, 0.075)]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cow(Quadruped):
    """Bos taurus, 1.25 to 1.55 m at the withers (breed standards)."""

    SEMANTIC: ClassVar[str] = "animal.cow"
    WITHERS_M: ClassVar[tuple[float, float]] = (1.15, 1.60)

    withers_m: float = 1.42
    breed: CowBreed = "holstein"

    def plan(self) -> Plan:
        """A dairy cow."""
        return self.varied(COW)

    def coat(self) -> Coat:
        """Patches by the seed for Holsteins and Simmentals."""
        if self.breed == "brown_swiss":
            return Coat(
                back=self.toned("5a4a3b"),
                flank=self.toned("6b5a48"),
                belly="85755f",
                head=-0.2,
                ear_inside="b9a88f",
                legs=0.1,
                nose="1c1614",
                horn="b5a88c",
            )
        if self.breed == "angus":
            return Coat(back="14110f", flank="181412", belly="1c1815", ear_inside="2a221d", nose="15110f")
        dark = "12100f" if self.breed == "holstein" else "6b4023"
        nose = "2a2322" if self.breed == "holstein" else "b58a7c"
        face = Mark(balls=(self.on_head(0.15, 0.0, 0.22, 0.24), self.on_head(0.55, -0.06, 0.20, 0.14)))
        rest: tuple[Mark, ...] = ()
        if self.breed == "simmental":
            rest = (Mark(balls=((0.30, 0.14, 0.80, 0.26), (-0.30, 0.16, 0.76, 0.24))),)
            face = Mark(balls=((0.50, 0.05, 0.80, 0.16), (0.66, 0.04, 0.92, 0.13)))
        return Coat(
            back="d6cfc2",
            flank="dcd6ca",
            belly="d8d0c2",
            mark=dark,
            marks=(face, *rest, *self._patches()),
            ears=-0.0,
            ear_inside="a98c7c",
            nose=nose,
            contrast=0.5,
            horn="b5a88c",
            ragged=0.02,
        )

    def extras(self) -> dict[str, list[Piece]]:
        """The udder, and horns of Simmentals."""
        bag = ellipsoid((-0.27, 0.0, 0.44), (0.12, 0.09, 0.085))
        teats = [
            ellipsoid((-0.27 + dx, dy, 0.355), (0.012, 0.012, 0.03), 0.0, 0.02)
            for dx in (-0.04, 0.05)
            for dy in (-0.04, 0.04)
        ]
        out = {"torso": [Piece(limbs=(bag, *teats), material="ear", part="torso", cells=10)]}
        if self.breed == "simmental":
            frame = head_frame(self.plan(), self.bend_rad())
            out["head"] = horn_pieces(frame, (0.04, 0.13, 0.14), 0.55, 0.045)
        return out

    def _patches(self) -> tuple[Mark, ...]:
        """Three to six large patches, different on both sides."""
        rng = self.rng("patches")
        out = []
        for _ in range(int(rng.integers(4, 8))):
            x, z = float(rng.uniform(-0.48, 0.42)), float(rng.uniform(0.60, 1.0))
            side = float(rng.choice([-1.0, 1.0]))
            r = float(rng.uniform(0.09, 0.19))
            x2, z2 = x + float(rng.normal(0, 0.11)), z + float(rng.normal(0, 0.08))
            out.append(Mark(balls=((x, side * 0.20, z, r), (x2, side * 0.20, z2, 0.75 * r)), mirrored=False))
        return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheep(Quadruped):
    """Ovis aries in wool, 60 to 85 cm at the withers (breed standards)."""

    SEMANTIC: ClassVar[str] = "animal.sheep"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.50, 0.90)

    withers_m: float = 0.70
    breed: SheepBreed = "white_faced"

    def plan(self) -> Plan:
        """A ewe in wool."""
        return self.varied(SHEEP)

    def coat(self) -> Coat:
        """Wool, soiled below; faces and legs white or black."""
        face = "c9bca6" if self.breed == "white_faced" else "1a1614"
        bare = (
            Mark(balls=(self.on_head(0.25, -0.02, 0.0, 0.26), self.on_head(1.0, -0.03, 0.0, 0.20)), mirrored=False),
            self.sock(True, 0.36),
            self.sock(False, 0.40),
        )
        return Coat(
            back=self.toned("bdb096", 0.06),
            flank=self.toned("c7bba2", 0.06),
            belly="9a8c74",
            mark=face,
            marks=bare,
            head=0.0,
            ears=0.0,
            ear_inside=face,
            nose="3a2f2b",
            ragged=0.02,
            roughness=0.95,
        )
