"""What people wear: offset shells over a figure's trunk and limbs, with folds, and colours painted onto them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.body_shape import Figure, shoe_solids
from scenes.assets.people.figure_fields import (
    HandShape,
    forearm_field,
    hand_field,
    shank_field,
    thigh_field,
    trouser_leg_field,
    trunk_field,
    upper_arm_field,
)
from scenes.assets.people.outfits import Outfit
from scenes.assets.people.prints import PRINT_MATERIALS, band, braces, prints
from scenes.assets.people.skirts import skirt_solid
from scenes.assets.shaping.articulated import Cover, reflected, shifted, skin, solid
from scenes.assets.shaping.contour import contour, painted
from scenes.assets.shaping.fields import Field, below, common, grown, outside, round_cone, wrinkled

Float64 = NDArray[np.float64]
Detail = Literal["near", "far"]

COARSER: dict[Detail, float] = {"near": 1.0, "far": 2.1}
"""Cells of the far level are so many times larger; chosen: about a fifth of the triangles."""
TRUNK_CELL_M, LIMB_CELL_M, HAND_CELL_M = 0.026, 0.0230, 0.0125
"""Chosen: about 20,000 triangles a person; of an adult of 1.75 m, others in proportion."""
_SHIRT_EASE = 0.008


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tailor:
    """Covers of a figure in an outfit."""

    figure: Figure
    outfit: Outfit
    detail: Detail = "near"

    def trunk(self) -> list[Cover]:
        """Top, trousers' upper part, skirt and vest, in the torso's frame."""
        f, o = self.figure, self.outfit
        g, trunk = f.proportions.girth, f.proportions.trunk_m
        body, cell = trunk_field(f), self._cell(TRUNK_CELL_M)
        ease = (_SHIRT_EASE + o.ease_m) * g
        top = wrinkled(grown(body, ease), o.folds_m * g, 0.19 * g)
        top = common(
            top,
            outside(below(o.hem_share * trunk)),
            below((1.055 + 0.035 * o.collar_share) * trunk, 0.25),
            blend_m=0.012 * g,
        )
        covers = [skin(painted(contour(top, cell), prints(o, trunk, g)), PRINT_MATERIALS[o.front](o), "torso")]
        if o.legs != "bare":
            seat = common(grown(body, 0.004 * g), below((o.hem_share + 0.06) * trunk), blend_m=0.01 * g)
            covers.append(skin(contour(seat, cell), o.bottom, "torso"))
        if o.skirt_m:
            covers.append(solid(skirt_solid(f, o), o.top, "torso", 1.25))
        if o.vest:
            covers.append(self._vest(body))
        return covers

    def arm(self, hand: HandShape) -> tuple[list[Cover], list[Cover]]:
        """Left upper arm, and left forearm with the hand."""
        f, o, p = self.figure, self.outfit, self.figure.proportions
        g, cell = p.girth, self._cell(LIMB_CELL_M)
        ease = 0.006 + 0.5 * o.ease_m
        fold, top = 0.6 * o.folds_m * g, "accent" if o.front == "yoke" else o.top
        sleeve = wrinkled(upper_arm_field(f, ease), fold, 0.12 * g)
        upper = []
        if o.sleeves != "long":
            length = 0.60 if o.sleeves == "short" else 0.05
            sleeve = common(
                wrinkled(upper_arm_field(f, ease + 0.006), fold, 0.12 * g),
                outside(below(-length * p.upper_arm_m)),
                blend_m=0.006,
            )
            upper.append(skin(contour(upper_arm_field(f), cell), "skin", "upper_arm_left"))
        bands = [band(-0.62 * p.upper_arm_m, 0.025)] if o.banded else []
        upper.append(skin(painted(contour(sleeve, cell), bands), (top, "reflective"), "upper_arm_left"))
        lower_field = forearm_field(f, ease) if o.sleeves == "long" else forearm_field(f)
        names: tuple[str, ...] = ("skin",)
        if o.sleeves == "long":
            lower_field = wrinkled(lower_field, fold, 0.11 * g, 1.0)
            names = (top, "reflective")
        lower_bands = [band(-0.6 * p.forearm_m, 0.025)] if o.banded and o.sleeves == "long" else []
        lower = [skin(painted(contour(lower_field, cell), lower_bands), names, "forearm_left")]
        palm = contour(hand_field(f, hand), self._cell(HAND_CELL_M))
        lower.append(shifted(skin(palm, o.gloves or "skin", "hand_left"), (0.0, 0.0, -p.forearm_m)))
        return upper, lower

    def leg(self) -> tuple[list[Cover], list[Cover], list[Cover]]:
        """Left thigh, shank and foot."""
        f, o, p = self.figure, self.outfit, self.figure.proportions
        g, cell = p.girth, self._cell(LIMB_CELL_M)
        thigh, shank = thigh_field(f), shank_field(f)
        names: tuple[str, ...] = ("skin", "soles", "shoes")
        thighs: list[Cover] = []
        if o.legs == "trousers":
            thigh = wrinkled(thigh_field(f, 0.006 + o.leg_ease_m), 0.45 * o.folds_m * g, 0.21 * g)
            shank = wrinkled(trouser_leg_field(f, 0.006 + 1.2 * o.leg_ease_m), 0.55 * o.folds_m * g, 0.17 * g, 2.0)
            names = (o.bottom, "reflective", "shoes")
        elif o.legs == "shorts":
            shorts = common(
                wrinkled(thigh_field(f, 0.014), o.folds_m * g, 0.12 * g),
                outside(below(-0.80 * p.thigh_m)),
                blend_m=0.008,
            )
            thighs.append(skin(contour(shorts, cell), o.bottom, "thigh_left"))
        thighs.append(skin(contour(thigh, cell), names[0], "thigh_left"))
        socks = [below(-0.86 * p.shank_m)] if o.legs != "trousers" else []
        bands = [band(-0.35 * p.shank_m, 0.028)] if o.banded and o.legs == "trousers" else socks
        boots = [below(-0.60 * p.shank_m)] if o.boots else [below(-10.0)]
        lower = painted(contour(shank, cell), [*(bands or [below(-10.0)]), *boots])
        upper, sole = shoe_solids(f)
        ankle = grown(
            round_cone((-0.004, 0, 0.0), (-0.004, 0, 0.02), 0.034 * f.limb_girth, 0.034 * f.limb_girth), 0.004
        )
        cover = "shoes" if o.boots else (names[0] if o.legs == "trousers" else "soles")
        feet = [
            solid(upper, "shoes", "foot_left", 1.25),
            solid(sole, "soles", "foot_left", 1.25),
            skin(contour(ankle, cell), cover, "foot_left"),
        ]
        return thighs, [skin(lower, names, "shank_left")], feet

    def _vest(self, body: Field) -> Cover:
        """A sleeveless vest with two bands around the trunk and two over the shoulders (EN ISO 20471)."""
        f, o = self.figure, self.outfit
        g, trunk = f.proportions.girth, f.proportions.trunk_m
        shell = grown(body, (_SHIRT_EASE + o.ease_m + 0.010) * g)
        y = f.proportions.shoulder_half_m
        hole = round_cone((0.0, y + 0.045 * g, 0.75 * trunk), (0.0, 1.6 * y, 0.95 * trunk), 0.085 * g, 0.095 * g)
        holes = Field(distance=lambda p: hole.distance(np.abs(p)), low_m=hole.low_m, high_m=hole.high_m)
        shape = common(
            shell, outside(below(0.02 * trunk)), below(1.015 * trunk, 0.45), outside(holes), blend_m=0.012 * g
        )
        bands = [band(0.22 * trunk, 0.026), band(0.44 * trunk, 0.026), braces(0.115 * g, 0.024, 0.44 * trunk)]
        return skin(painted(contour(shape, self._cell(TRUNK_CELL_M)), bands), (o.vest, *["reflective"] * 3), "torso")

    def _cell(self, of_adult_m: float) -> float:
        return of_adult_m * self.figure.proportions.girth * COARSER[self.detail]


def right_of(covers: list[Cover]) -> list[Cover]:
    """The other side's."""
    return [reflected(cover, cover.part.replace("left", "right")) for cover in covers]
