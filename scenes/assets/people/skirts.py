"""Skirts and coat-tails: what hangs from the waist, and the panels that swing with the thighs."""

from __future__ import annotations

import numpy as np

from scenes.assets.people.body_shape import SHIRT, Figure
from scenes.assets.people.outfits import Outfit
from scenes.assets.shaping.lofts import Float64, Solid, loft, refine, rings

ADULT_LEG_M = 0.491 * 1.75
"""Hip to ankle of an adult of 1.75 m (Drillis & Contini 1966)."""


def skirt_solid(figure: Figure, outfit: Outfit) -> Solid:
    """A skirt or coat-tails from the waist to the hem, in the root part's frame."""
    top = figure.trunk(SHIRT)[:2]
    top[:, 2:] += (outfit.ease_m + 0.014) * figure.proportions.girth
    return _skirt_between(figure, outfit, [top[0], top[1]])


def skirt_panel_solid(figure: Figure, outfit: Outfit, before: float, behind: float) -> Solid:
    """Half of a skirt that swings with the thighs; before, behind: factors of its reach. Its top hides inside the
    skirt.
    """
    top = figure.trunk(SHIRT)[:1]
    top[:, 2:] += (outfit.ease_m + 0.006) * figure.proportions.girth
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
