"""What people wear: which cloth covers which part of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.assets.body_shape import (
    FOREARM,
    PELVIS,
    SHANK,
    SHIRT,
    SHORT_SLEEVE,
    SHORTS_LEG,
    THIGH,
    TROUSER_LEG,
    UPPER_ARM,
    Figure,
    hand_solids,
    limb_solid,
    shoe_solids,
    trunk_solid,
)
from scenes.assets.lofts import Float64, Solid, flat_tube, loft, refine, rings, rounded
from scenes.assets.shapes import joined

Clothing = Literal["trousers_shirt", "trousers_tshirt", "shorts_tshirt", "dress", "coat"]
Bag = Literal["none", "backpack"]

ADULT_LEG_M = 0.491 * 1.75
"""Hip to ankle of an adult of 1.75 m (Drillis & Contini 1966)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A closed surface of one material that belongs to one labelled part."""

    material: str
    part: str
    solid: Solid


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """One way to dress.

    ease_m: the top's distance from a close-fitting shirt. skirt_m: hem below the hips of a 1.75 m adult, 0: no skirt.
    """

    sleeves: Literal["long", "short"]
    legs: Literal["trousers", "shorts", "bare"]
    ease_m: float = 0.0
    skirt_m: float = 0.0


OUTFITS: dict[Clothing, Outfit] = {
    "trousers_shirt": Outfit(sleeves="long", legs="trousers"),
    "trousers_tshirt": Outfit(sleeves="short", legs="trousers", ease_m=0.004),
    "shorts_tshirt": Outfit(sleeves="short", legs="shorts", ease_m=0.004),
    "dress": Outfit(sleeves="short", legs="bare", skirt_m=0.40),
    "coat": Outfit(sleeves="long", legs="trousers", ease_m=0.016, skirt_m=0.36),
}


def trunk_patches(figure: Figure, outfit: Outfit, bag: Bag) -> list[Patch]:
    """Pelvis, chest and what hangs on them, in the root part's frame."""
    shirt = figure.trunk(SHIRT)
    shirt[:-2, 2:] += outfit.ease_m * figure.proportions.girth
    patches = [Patch(material="shirt", part="torso", solid=trunk_solid(shirt, 15))]
    if outfit.legs != "bare":
        patches.append(Patch(material="trousers", part="torso", solid=trunk_solid(figure.trunk(PELVIS), 6)))
    if outfit.skirt_m:
        patches.append(Patch(material="shirt", part="torso", solid=skirt_solid(figure, outfit)))
    if bag == "backpack":
        patches.append(Patch(material="bag", part="torso", solid=backpack_solid(figure, shirt)))
    return patches


def skirt_solid(figure: Figure, outfit: Outfit) -> Solid:
    """A skirt or coat-tails from the waist to the hem, in the root part's frame."""
    top = figure.trunk(SHIRT)[:2]
    top[:, 2:] += (outfit.ease_m + 0.003) * figure.proportions.girth
    return _skirt_between(figure, outfit, [top[0], top[1]])


def skirt_panel_solid(figure: Figure, outfit: Outfit, before: float, behind: float) -> Solid:
    """Half of a skirt that swings with the thighs; before, behind: factors of its reach. Its top hides inside the
    skirt.
    """
    top = figure.trunk(SHIRT)[:1]
    top[:, 2:] += (outfit.ease_m - 0.012) * figure.proportions.girth
    top[:, 0] = 0.0
    solid = _skirt_between(figure, outfit, [top[0]])
    x = solid[0][:, 0]
    vertices = solid[0].copy()
    vertices[:, 0] = np.where(x > 0, before, behind) * x
    return vertices, solid[1]


def _skirt_between(figure: Figure, outfit: Outfit, top: list[Float64]) -> Solid:
    """A flaring skirt below given sections (lowest first)."""
    p = figure.proportions
    flare = (0.03 if outfit.legs == "bare" else 0.012) * p.girth
    low = top[0].copy()
    low[0] = -outfit.skirt_m * p.leg_m / ADULT_LEG_M
    low[2:] += flare
    middle = 0.5 * (low + top[0])
    middle[2:4] += 0.004 * p.girth
    return loft(rings(refine([tuple(row) for row in [low, middle, *top]], 4), 18, 2.2))


def arm_patches(figure: Figure, outfit: Outfit, name: str, side: float) -> tuple[list[Patch], list[Patch]]:
    """Upper arm and forearm with hand, each below its upper joint. name: left or right."""
    p = figure.proportions
    upper, lower, hand = f"upper_arm_{name}", f"forearm_{name}", f"hand_{name}"
    long = outfit.sleeves == "long"
    ease = 0.006 + outfit.ease_m * 0.5
    skin_or_sleeve = "shirt" if long else "skin"
    arm = figure.limb(UPPER_ARM, p.upper_arm_m, ease if long else 0.0)
    fore = figure.limb(FOREARM, p.forearm_m, ease if long else 0.0)
    bare = arm if long else arm[:3]
    upper_patches = [Patch(material=skin_or_sleeve, part=upper, solid=limb_solid(bare, 5, 12, True, long))]
    if not long:
        sleeve = figure.limb(SHORT_SLEEVE, p.upper_arm_m, outfit.ease_m)
        upper_patches.append(Patch(material="shirt", part=upper, solid=limb_solid(sleeve, 4, 12, False, True)))
    if long:
        fore[:, 2:] += np.linspace(0.006, 0.0, len(fore))[:, None] * p.girth
    lower_patches = [Patch(material=skin_or_sleeve, part=lower, solid=limb_solid(fore, 6, 12, False, True))]
    wrist = np.array([0.0, 0.0, p.forearm_m])
    hand_patch = joined([(v - wrist, f) for v, f in hand_solids(figure, side)])
    lower_patches.append(Patch(material="skin", part=hand, solid=hand_patch))
    return upper_patches, lower_patches


def leg_patches(figure: Figure, outfit: Outfit, name: str) -> tuple[list[Patch], list[Patch], list[Patch]]:
    """Thigh, shank and foot, each below its upper joint."""
    p = figure.proportions
    thigh_part, shank_part, foot_part = f"thigh_{name}", f"shank_{name}", f"foot_{name}"
    trousers = outfit.legs == "trousers"
    thigh = figure.limb(THIGH, p.thigh_m, 0.006 if trousers else 0.0)
    cloth = "trousers" if trousers else "skin"
    shorts_on = outfit.legs == "shorts"
    shown = thigh[:3] if shorts_on else thigh
    leg = limb_solid(shown, 4 if shorts_on else 6, 12, True, not shorts_on)
    thighs = [Patch(material=cloth, part=thigh_part, solid=leg)]
    if shorts_on:
        shorts = figure.limb(SHORTS_LEG, p.thigh_m)
        thighs.append(Patch(material="trousers", part=thigh_part, solid=limb_solid(shorts, 4, 14, False, True)))
    shank = figure.limb(TROUSER_LEG if trousers else SHANK, p.shank_m)
    shanks = [Patch(material=cloth, part=shank_part, solid=limb_solid(shank, 7, 12, False, True))]
    if not trousers:
        shanks.append(Patch(material="soles", part=shank_part, solid=limb_solid(_sock(figure), 3, 12, False, False)))
    upper, sole = shoe_solids(figure)
    feet = [
        Patch(material="shoes", part=foot_part, solid=upper),
        Patch(material="soles", part=foot_part, solid=sole),
        Patch(material=cloth if trousers else "soles", part=foot_part, solid=_ankle(figure)),
    ]
    return thighs, shanks, feet


def _sock(figure: Figure) -> Float64:
    """A sock's sections above the ankle."""
    p = figure.proportions
    sections = figure.limb(SHANK, p.shank_m, 0.004)
    table = refine([tuple(row) for row in sections], 21)
    return table[:5]


def _ankle(figure: Figure) -> Solid:
    """A ball around the ankle joint that closes the gap between shank and shoe."""
    r = 0.040 * figure.limb_girth
    table = np.array([[0.0, -0.004, 0.9 * r, r, 1.1 * r], [0.01, -0.004, 0.9 * r, r, 1.1 * r]])
    return loft(rings(rounded(table, 0.9 * r, 0.9 * r, 2), 8))


def backpack_solid(figure: Figure, shirt: Float64) -> Solid:
    """A backpack with two straps over the shoulders, fitted to the shirt's sections."""
    p = figure.proportions
    trunk = p.trunk_m
    back = -float(np.interp(0.7 * trunk, shirt[:, 0], shirt[:, 4] - shirt[:, 1]))
    g = p.girth
    rows = np.array([(0.16, 0.13, 0.06), (0.26, 0.15, 0.085), (0.60, 0.145, 0.075), (0.88, 0.12, 0.05)])
    table = [(t * trunk, back - 0.8 * d * g, w * g, d * g, d * g) for t, w, d in rows]
    bag = loft(rings(rounded(refine(table, 5), 0.03 * g, 0.04 * g, 2), 12, 3.6))
    return joined([bag, _strap(shirt, trunk, g, 1.0), _strap(shirt, trunk, g, -1.0)])


def _strap(shirt: Float64, trunk: float, g: float, side: float) -> Solid:
    """A strap from the bag's top over the shoulder and down the chest to under the arm."""
    y = np.array([0.085, 0.092, 0.096, 0.098, 0.105, 0.118, 0.140]) * g * side
    z = np.array([0.86, 0.97, 1.035, 0.97, 0.85, 0.66, 0.48]) * trunk
    sign = np.array([-1.0, -1.0, 0.0, 1.0, 1.0, 1.0, 0.8])
    centre, half, front, behind = (np.interp(z, shirt[:, 0], shirt[:, k]) for k in range(1, 5))
    share = np.clip(1.0 - (np.abs(y) / half) ** 2.35, 0.0, 1.0) ** (1 / 2.35)
    x = centre + sign * np.where(sign > 0, front, behind) * share
    path = np.column_stack([x, y, z + np.array([0, 0, 0.012, 0, 0, 0, 0]) * g])
    return flat_tube(path, np.tile([0.022 * g, 0.012 * g], (7, 1)), 6, (0.0, 1.0, 0.0))
