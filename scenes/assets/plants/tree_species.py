"""Species of grown trees: habit, twigs, bark, and what colour they are when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from scenes.assets.plants.branching import Habit

Season = Literal["spring", "summer", "autumn", "winter"]
SpeciesName = Literal["lime", "oak", "birch", "poplar", "maple", "cherry", "spruce", "pine", "young"]
Color = tuple[float, float, float]
Tones = tuple[Color, Color, Color]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeSpecies:
    """twig: name of the painted texture. twig_m: length of its card for a tree of `height_m`, the usual height.

    twigs: cards of a full crown in summer. hang_share: how far twigs hang, 0 along their shoot to 1 straight down.
    wood: colour of branches where it is not the bark's.
    tones: linear reflectances of dark, middle and light leaves a season; None where it is bare.
    """

    habit: Habit
    height_m: float
    twig: Literal["twig", "small_leaves", "needles"]
    twig_m: float
    twigs: int
    hang_share: float
    bark: Color
    tones: Mapping[Season, Tones | None]
    wood: Color | None = None


def _tones(middle: Color) -> Tones:
    """Dark, middle and light ones about a colour, as leaves of one crown differ."""
    r, g, b = middle
    return (0.68 * r, 0.72 * g, 0.75 * b), middle, (min(1.0, 1.4 * r), min(1.0, 1.3 * g), min(1.0, 1.3 * b))


def _year(summer: Color, autumn: Color, spring: Color | None = None) -> Mapping[Season, Tones | None]:
    fresh = (1.35 * summer[0], 1.3 * summer[1], 0.9 * summer[2])
    green, gold = _tones(summer), _tones(autumn)
    # the inner leaves are still greener then
    inner = (0.55 * autumn[0] + 0.45 * summer[0], 0.6 * summer[1] + 0.3 * autumn[1], summer[2])
    mixed = (inner, gold[1], gold[2])
    return MappingProxyType({"spring": _tones(spring or fresh), "summer": green, "autumn": mixed, "winter": None})


def _evergreen(color: Color) -> Mapping[Season, Tones | None]:
    tones = _tones(color)
    fresh = (tones[0], tones[1], (1.5 * color[0], 1.5 * color[1], color[2]))
    return MappingProxyType({"spring": fresh, "summer": tones, "autumn": tones, "winter": tones})


# Leaves reflect about 0.05, 0.10, 0.03 in red, green and blue (ECOSTRESS, deciduous); their picture takes a third.
SPECIES: Mapping[SpeciesName, TreeSpecies] = MappingProxyType(
    {
        "lime": TreeSpecies(
            habit=Habit(crown="spherical", bare=0.2, trunk=0.82, branches=42, low_deg=84, high_deg=28, reach=0.50,
                        rise=0.35, shoots=8, shoot_deg=50, shoot_reach=0.40),
            height_m=13.0, twig="twig", twig_m=0.62, twigs=4600, hang_share=0.35, bark=(0.115, 0.095, 0.075),
            tones=_year((0.090, 0.170, 0.042), (0.52, 0.36, 0.03)),
        ),
        "oak": TreeSpecies(
            habit=Habit(crown="spreading", bare=0.30, trunk=0.66, branches=32, low_deg=84, high_deg=22, reach=0.80,
                        rise=0.25, shoots=10, shoot_deg=58, shoot_reach=0.42, wobble_deg=12, radius=0.026),
            height_m=15.0, twig="twig", twig_m=0.66, twigs=5200, hang_share=0.15, bark=(0.085, 0.072, 0.058),
            tones=_year((0.082, 0.150, 0.040), (0.33, 0.17, 0.035)),
        ),
        "birch": TreeSpecies(
            habit=Habit(crown="flame", bare=0.2, trunk=0.96, branches=46, low_deg=60, high_deg=28, reach=0.34,
                        rise=-0.1, shoots=8, shoot_deg=50, shoot_reach=0.5, shoot_rise=-1.1, radius=0.011),
            height_m=13.0, twig="small_leaves", twig_m=0.66, twigs=4200, hang_share=0.85, bark=(0.56, 0.54, 0.50),
            wood=(0.10, 0.075, 0.06),
            tones=_year((0.125, 0.205, 0.050), (0.60, 0.43, 0.03)),
        ),
        "poplar": TreeSpecies(
            habit=Habit(crown="cylindrical", bare=0.08, trunk=0.97, branches=60, low_deg=30, high_deg=16, reach=0.25,
                        rise=0.5, shoots=4, shoot_deg=24, shoot_reach=0.4, shoot_rise=0.6, radius=0.014),
            height_m=20.0, twig="small_leaves", twig_m=0.75, twigs=4400, hang_share=-0.5, bark=(0.12, 0.105, 0.085),
            tones=_year((0.085, 0.160, 0.042), (0.58, 0.44, 0.05)),
        ),
        "maple": TreeSpecies(
            habit=Habit(crown="hemispherical", bare=0.24, trunk=0.76, branches=38, low_deg=76, high_deg=24, reach=0.70,
                        rise=0.2, shoots=8, shoot_deg=48, shoot_reach=0.38, wobble_deg=5),
            height_m=12.0, twig="twig", twig_m=0.60, twigs=4800, hang_share=0.2, bark=(0.125, 0.11, 0.095),
            tones=_year((0.085, 0.160, 0.038), (0.56, 0.13, 0.02)),
        ),
        "cherry": TreeSpecies(
            habit=Habit(crown="spreading", bare=0.3, trunk=0.6, branches=20, low_deg=62, high_deg=26, reach=0.75,
                        rise=0.25, shoots=9, shoot_deg=44, shoot_reach=0.42, radius=0.02),
            height_m=7.0, twig="small_leaves", twig_m=0.52, twigs=3600, hang_share=0.1, bark=(0.10, 0.06, 0.05),
            tones=_year((0.080, 0.135, 0.040), (0.50, 0.16, 0.03), (0.80, 0.55, 0.60)),
        ),
        "spruce": TreeSpecies(
            habit=Habit(crown="conical", bare=0.06, trunk=1.0, branches=85, low_deg=102, high_deg=48, reach=0.26,
                        rise=0.12, shoots=4, shoot_deg=44, shoot_reach=0.4, whorl=5, wobble_deg=4, radius=0.013),
            height_m=18.0, twig="needles", twig_m=0.80, twigs=4600, hang_share=0.25, bark=(0.095, 0.07, 0.055),
            tones=_evergreen((0.050, 0.098, 0.048)),
        ),
        "pine": TreeSpecies(
            habit=Habit(crown="spreading", bare=0.52, trunk=0.92, branches=26, low_deg=92, high_deg=36, reach=0.34,
                        rise=0.45, shoots=8, shoot_deg=52, shoot_reach=0.4, wobble_deg=12, radius=0.014),
            height_m=17.0, twig="needles", twig_m=0.72, twigs=3400, hang_share=-0.5, bark=(0.20, 0.105, 0.06),
            tones=_evergreen((0.062, 0.115, 0.062)),
        ),
        "young": TreeSpecies(
            habit=Habit(crown="flame", bare=0.42, trunk=0.92, branches=20, low_deg=56, high_deg=24, reach=0.42,
                        rise=0.3, shoots=6, shoot_deg=42, shoot_reach=0.42, radius=0.0085),
            height_m=5.0, twig="twig", twig_m=0.40, twigs=1500, hang_share=0.2, bark=(0.13, 0.11, 0.09),
            tones=_year((0.098, 0.178, 0.045), (0.50, 0.30, 0.03)),
        ),
    }
)  # fmt: skip
"""lime to cherry shed their leaves; cherry blossoms in spring; young: a street tree of a few years."""
