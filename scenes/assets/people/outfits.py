"""Ways to dress: a table of outfits by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Clothing = Literal[
    "trousers_shirt",
    "trousers_tshirt",
    "shorts_tshirt",
    "dress",
    "coat",
    "jacket",
    "hoodie",
    "suit",
    "skirt",
    "winter_coat",
    "raincoat",
    "striped",
    "sport",
    "long_dress",
    "reflective_vest",
    "police",
    "firefighter",
    "paramedic",
    "construction",
    "warden",
    "motorcycle_suit",
    "cycling",
]
Front = Literal["plain", "open", "suit", "stripes", "yoke", "scoop", "zip", "bands"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """One way to dress.

    ease_m: the top's distance from a close-fitting shirt, leg_ease_m: the trousers' likewise. hem_share: where the top
    ends, in trunk lengths above the hip joints. collar_share: 0 none, 1 high. skirt_m: hem below an adult's hips, 0
    for none. front: what is printed on the top. banded: reflecting bands around arms and legs. vest: its material, or
    empty. straps: of a bag over the shoulders.
    """

    sleeves: Literal["long", "short", "none"] = "long"
    legs: Literal["trousers", "shorts", "bare"] = "trousers"
    top: str = "shirt"
    bottom: str = "trousers"
    ease_m: float = 0.0
    leg_ease_m: float = 0.004
    folds_m: float = 0.0032
    hem_share: float = 0.04
    collar_share: float = 0.5
    skirt_m: float = 0.0
    front: Front = "plain"
    banded: bool = False
    vest: str = ""
    boots: bool = False
    gloves: str = ""
    straps: bool = False


OUTFITS: dict[Clothing, Outfit] = {
    "trousers_shirt": Outfit(),
    "trousers_tshirt": Outfit(sleeves="short", ease_m=0.004, front="scoop", collar_share=0.4),
    "shorts_tshirt": Outfit(sleeves="short", legs="shorts", ease_m=0.004, front="yoke"),
    "dress": Outfit(sleeves="short", legs="bare", skirt_m=0.40, front="scoop", hem_share=0.02, folds_m=0.002),
    "coat": Outfit(ease_m=0.016, skirt_m=0.36, front="open", collar_share=1.0, hem_share=0.02),
    "jacket": Outfit(ease_m=0.014, front="open", collar_share=1.0, hem_share=-0.06, folds_m=0.0045),
    "hoodie": Outfit(ease_m=0.012, collar_share=1.2, hem_share=-0.05, folds_m=0.0045, front="zip"),
    "suit": Outfit(top="trousers", ease_m=0.010, front="suit", collar_share=0.9, hem_share=-0.16, folds_m=0.002),
    "skirt": Outfit(legs="bare", skirt_m=0.42, top="trousers", front="yoke", hem_share=0.02, folds_m=0.002),
    "winter_coat": Outfit(ease_m=0.034, leg_ease_m=0.006, collar_share=1.5, skirt_m=0.16, front="zip", folds_m=0.005),
    "raincoat": Outfit(ease_m=0.024, collar_share=1.2, skirt_m=0.40, front="zip", hem_share=0.02, boots=True),
    "striped": Outfit(front="stripes", ease_m=0.003),
    "sport": Outfit(sleeves="short", legs="shorts", ease_m=0.002, front="yoke", folds_m=0.0025),
    "long_dress": Outfit(legs="bare", skirt_m=0.76, hem_share=0.02, ease_m=0.008, folds_m=0.002),
    "reflective_vest": Outfit(ease_m=0.006, vest="hi_vis"),
    "police": Outfit(
        top="police_blue", bottom="police_blue", ease_m=0.010, front="bands", collar_share=0.9, boots=True,
        hem_share=-0.04,
    ),
    "firefighter": Outfit(
        top="fire_cloth", bottom="fire_cloth", ease_m=0.028, leg_ease_m=0.018, front="bands", banded=True,
        collar_share=1.4,
        boots=True, hem_share=-0.16, folds_m=0.006, gloves="black",
    ),
    "paramedic": Outfit(
        top="hi_vis_orange", bottom="hi_vis_orange", ease_m=0.012, leg_ease_m=0.010, front="bands", banded=True,
        boots=True,
    ),
    "construction": Outfit(
        bottom="hi_vis_orange", ease_m=0.008, leg_ease_m=0.010, banded=True, vest="hi_vis_orange", boots=True,
    ),
    "warden": Outfit(ease_m=0.012, bottom="police_blue", vest="hi_vis", hem_share=-0.05),
    "motorcycle_suit": Outfit(
        top="leather", bottom="leather", ease_m=0.010, leg_ease_m=0.006, front="yoke", collar_share=1.3, boots=True,
        gloves="black", folds_m=0.004,
    ),
    "cycling": Outfit(sleeves="short", legs="shorts", ease_m=-0.003, front="yoke", folds_m=0.001, hem_share=-0.02),
}  # fmt: skip
"""Eases and hems are chosen by looking."""
