"""Friction between tyres and the ground, by surface and weather."""

from __future__ import annotations

from typing import Literal, get_args

from scenes.environment import Environment
from scenes.errors import UnknownName

Surface = Literal["asphalt", "concrete", "cobblestones", "gravel", "grass", "snow", "ice"]

GRAVITY_MPS2 = 9.81

_POINTS: dict[str, tuple[float, float, float]] = {
    "asphalt": (0.80, 0.60, 0.50),
    "concrete": (0.80, 0.60, 0.50),
    "cobblestones": (0.60, 0.40, 0.35),
    "gravel": (0.55, 0.50, 0.45),
    "grass": (0.45, 0.30, 0.20),
    "snow": (0.28, 0.22, 0.20),
    "ice": (0.12, 0.08, 0.06),
}
"""Dry, under a closed film of water, in puddles (wetness 0, 0.5 and 1).

Asphalt, gravel, snow and ice lie in the ranges that the catalogue of edge cases gives (7.4): dry 0.8 to 0.9, wet 0.5 to
0.7, snow 0.2 to 0.35, ice 0.05 to 0.15, gravel 0.5 to 0.6; the others and wet snow, ice and gravel are chosen between.
"""
DRY_ASPHALT = _POINTS["asphalt"][0]
"""What friction coefficients of actors are given against."""


def tyre_friction(environment: Environment, surface: Surface = "asphalt") -> float:
    """The friction coefficient of a rubber tyre. Linear in the wetness between its three points.

    Under snow it goes over to that of snow: roads with the share that is white once half of all ground is, as they are
    cleared until then; gravel and grass with the cover. Raises UnknownName for another surface.
    """
    if surface not in _POINTS:
        raise UnknownName("friction", "surface", surface, get_args(Surface))
    bare = _at_wetness(surface, environment.wetness)
    if surface in ("snow", "ice"):
        return bare
    cover = environment.snow_cover
    white = cover if surface in ("gravel", "grass") else max(0.0, 2.0 * cover - 1.0)
    return bare + white * (_at_wetness("snow", environment.wetness) - bare)


def max_deceleration_mps2(environment: Environment, surface: Surface = "asphalt") -> float:
    """The hardest braking that the tyres allow on level ground: friction times gravity (Coulomb)."""
    return tyre_friction(environment, surface) * GRAVITY_MPS2


def _at_wetness(surface: Surface, wetness: float) -> float:
    dry, film, puddles = _POINTS[surface]
    if wetness <= 0.5:
        return dry + (film - dry) * wetness / 0.5
    return film + (puddles - film) * (wetness - 0.5) / 0.5
