"""Dogs of several breeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from scenes.assets.animals.pet_plans import DOG
from scenes.assets.animals.quadruped import Quadruped
from scenes.assets.animals.quadruped_coat import Coat, Mark
from scenes.assets.animals.quadruped_plan import EarPlan, Plan, reshaped

Breed = Literal["retriever", "shepherd", "terrier", "dachshund", "poodle", "husky"]

SIZES_M: dict[str, tuple[float, float, float]] = {
    "retriever": (0.51, 0.57, 0.61),
    "shepherd": (0.55, 0.61, 0.65),
    "terrier": (0.25, 0.30, 0.38),
    "dachshund": (0.19, 0.22, 0.27),
    "poodle": (0.35, 0.45, 0.60),
    "husky": (0.51, 0.56, 0.60),
}
"""Least, usual and greatest height at the withers: FCI standards 111, 166, 345, 148, 172, 270 (dachshunds by chest)."""

_PRICKED = EarPlan(at=(0.20, 0.22, 0.15), toward=(0.0, 0.25, 1.0), length=0.44, width=0.30, tip=0.08)
_FOLDED = EarPlan(at=(0.20, 0.24, 0.16), toward=(0.1, 0.7, 0.8), length=0.30, width=0.26, lop=0.75, tip=0.15)
_LONG = EarPlan(at=(0.16, 0.17, 0.20), toward=(-0.1, 0.8, 0.3), length=0.52, width=0.30, lop=0.95, tip=0.6)
_TAIL_UP = ((-0.50, 0.92, 0.045), (-0.58, 1.04, 0.04), (-0.60, 1.18, 0.035), (-0.58, 1.30, 0.02))
_TAIL_CURLED = (
    (-0.50, 0.92, 0.065),
    (-0.63, 1.00, 0.088),
    (-0.69, 1.13, 0.10),
    (-0.62, 1.25, 0.085),
    (-0.50, 1.29, 0.035),
)
_TAIL_LOW = ((-0.51, 0.86, 0.055), (-0.60, 0.70, 0.055), (-0.66, 0.52, 0.06), (-0.74, 0.40, 0.05), (-0.80, 0.36, 0.02))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dog(Quadruped):
    """A dog. withers_m: 0 for the breed's usual height."""

    SEMANTIC: ClassVar[str] = "animal.dog"
    WITHERS_M: ClassVar[tuple[float, float]] = (0.19, 0.80)

    withers_m: float = 0.0
    breed: Breed = "retriever"

    def __post_init__(self) -> None:
        low, usual, high = SIZES_M[self.breed]
        if self.withers_m == 0.0:
            object.__setattr__(self, "withers_m", usual)
        if not low <= self.withers_m <= high:
            raise ValueError(f"Dog: withers_m of a {self.breed} must lie in {low}..{high}, got {self.withers_m}")

    def plan(self) -> Plan:
        """Its breed's build."""
        return self.varied(_breed_plan(self.breed))

    def coat(self) -> Coat:
        """Its breed's colours, which of them by the seed."""
        return {
            "retriever": self._retriever,
            "shepherd": self._shepherd,
            "terrier": self._terrier,
            "dachshund": self._dachshund,
            "poodle": self._poodle,
            "husky": self._husky,
        }[self.breed]()

    def _retriever(self) -> Coat:
        colors = (("94713f", "a58653", "bfa274"), ("b39568", "c0a67d", "cfbb97"), ("1c1815", "211c18", "26201b"))
        back, flank, belly = colors[self.seed % 3]
        return Coat(
            back=self.toned(back),
            flank=self.toned(flank),
            belly=self.toned(belly),
            legs=0.15,
            tail=0.15,
            ears=-0.25,
            ear_inside="9a7a5c",
        )

    def _shepherd(self) -> Coat:
        saddle = Mark(
            balls=(
                (-0.95, 0.0, 0.40, 0.05),
                (-0.52, 0.0, 0.95, 0.13),
                (-0.25, 0.0, 1.02, 0.22),
                (0.10, 0.0, 1.04, 0.26),
                (0.40, 0.0, 1.04, 0.15),
                (0.58, 0.0, 1.22, 0.05),
            ),
            mirrored=False,
        )
        mask = Mark(balls=(self.on_head(0.62, 0.0, 0.0, 0.16), self.on_head(1.0, -0.04, 0.0, 0.17)), mirrored=False)
        return Coat(
            back=self.toned("6a4a2c"),
            flank=self.toned("8a6238"),
            belly=self.toned("a9855a"),
            mark="14100d",
            marks=(saddle, mask),
            legs=0.1,
            ears=-0.4,
            tail=-0.5,
            ragged=0.03,
        )

    def _terrier(self) -> Coat:
        rng = self.rng("patches")
        tan = ("8a5a30", "3a2618", "1c1714")[self.seed % 3]
        side = float(rng.choice([-1.0, 1.0]))
        head = Mark(balls=(self.on_head(0.15, 0.15, 0.22, 0.24), self.on_head(0.48, 0.08, 0.19, 0.13)))
        flank = Mark(
            balls=(
                (float(rng.uniform(-0.3, 0.2)), side * 0.12, 0.85, float(rng.uniform(0.08, 0.16))),
                (-0.50, 0.0, 0.92, 0.10),
            ),
            mirrored=False,
        )
        return Coat(
            back="dcd6cc",
            flank="e2ddd4",
            belly="e6e2da",
            mark=tan,
            marks=(head, flank),
            ears=0.0,
            ear_inside=tan,
            contrast=0.4,
            ragged=0.02,
        )

    def _dachshund(self) -> Coat:
        if self.seed % 2:
            return Coat(back=self.toned("6e3a1c"), flank=self.toned("7c4522"), belly=self.toned("8d5630"), ears=-0.3)
        feet = (self.sock(True, 0.34), self.sock(False, 0.34))
        face = Mark(balls=(self.on_head(0.66, -0.12, 0.10, 0.10), self.on_head(0.95, -0.10, 0.05, 0.08)))
        return Coat(back="17120f", flank="1b1512", belly="221a15", other="8a552a", others=(*feet, face), ears=-0.2)

    def _poodle(self) -> Coat:
        back = ("dcd3c4", "1a1715", "a0714a", "6b6662")[self.seed % 4]
        return Coat(back=back, flank=back, belly=back, contrast=0.3, ear_inside=back)

    def _husky(self) -> Coat:
        dark = ("4a4744", "2b2826", "6b4a33")[self.seed % 3]
        white = (
            Mark(balls=(self.on_head(0.55, -0.12, 0.08, 0.16), self.on_head(0.9, -0.05, 0.03, 0.14))),
            Mark(
                balls=(
                    (0.56, 0.0, 0.86, 0.12),
                    (0.50, 0.0, 0.62, 0.14),
                    (0.20, 0.0, 0.46, 0.12),
                    (-0.2, 0.0, 0.5, 0.1),
                ),
                mirrored=False,
            ),
            self.sock(True, 0.50),
            self.sock(False, 0.46),
        )
        return Coat(
            back=dark,
            flank=self.toned("8d8a86"),
            belly="d9d5cd",
            other="e2ded6",
            others=white,
            ears=-0.4,
            legs=0.4,
            eyes="31475c",
            ragged=0.025,
        )


def _breed_plan(breed: Breed) -> Plan:
    """The retriever's build, altered."""
    if breed == "shepherd":
        head = replace(DOG.head, ear=_PRICKED, length=0.43)
        return reshaped(replace(DOG, head=head, tail=_TAIL_LOW, relief_share=0.003, tuft_share=0.06), length=1.06)
    if breed == "terrier":
        head = replace(DOG.head, ear=_FOLDED)
        short = replace(DOG, head=head, tail=_TAIL_UP, relief_share=0.004)
        return reshaped(short, leg=0.90, head=1.08, girth=1.05)
    if breed == "dachshund":
        head = replace(DOG.head, ear=_LONG, pitch_deg=8.0)
        return reshaped(replace(DOG, head=head, tail=_tapered()), leg=0.44, length=1.22, girth=0.92, head=0.98)
    if breed == "poodle":
        head = replace(DOG.head, ear=_LONG, length=0.40)
        pom = (*_TAIL_UP[:2], (-0.60, 1.16, 0.05), (-0.59, 1.27, 0.085), (-0.58, 1.36, 0.06))
        return replace(reshaped(DOG, girth=1.08, leg=1.03), head=head, tail=pom, relief_share=0.014, tuft_share=0.10)
    if breed == "husky":
        head = replace(DOG.head, ear=_PRICKED, length=0.40)
        return reshaped(replace(DOG, head=head, tail=_TAIL_CURLED, relief_share=0.004, tuft_share=0.07), girth=1.10)
    return replace(DOG, relief_share=0.004, tuft_share=0.09)


def _tapered() -> tuple[tuple[float, float, float], ...]:
    """A dachshund's straight thin tail."""
    return tuple((x, z, 0.7 * r) for x, z, r in DOG.tail)
