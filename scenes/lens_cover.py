"""What lies on a lens or on the glass before it: drops of water, dirt. Weather and faults decide when, cameras how."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenes.errors import ConfigError

MAX_DROP_MM = 20.0
"""Chosen: larger drops run off."""
MAX_DISTANCE_M = 2.0
"""Chosen: from a lens to its windscreen; farther away nothing is out of focus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LensDrops:
    """Drops of water that stand on the glass and show the scene upside down, out of focus.

    cover_share: 0 none .. 1, of the picture that drops cover. diameter_mm: median (chosen: 2; drops on windscreens have
    1 to 4 mm). distance_m: of the glass from the lens. seed: which drops; equal seeds stand in equal places. Raises
    ConfigError for numbers out of range.
    """

    cover_share: float = 0.0
    diameter_mm: float = 2.0
    distance_m: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        _check("drops.cover_share", self.cover_share, 0.0, 1.0)
        _check("drops.diameter_mm", self.diameter_mm, 0.2, MAX_DROP_MM)
        _check("drops.distance_m", self.distance_m, 0.005, MAX_DISTANCE_M)


@dataclass(frozen=True, slots=True, kw_only=True)
class LensDirt:
    """Specks of mud or dust on the glass, out of focus, lit by what is around.

    cover_share: 0 clean .. 1, of the picture that specks reach. opacity_share: of the light that the middle of a speck
    stops, 0 .. 1. softness_px: standard deviation of their blur (chosen: 10 to 60, 15 by default). seed: which specks.
    Raises ConfigError for numbers out of range.
    """

    cover_share: float = 0.0
    opacity_share: float = 0.4
    softness_px: float = 15.0
    seed: int = 0

    def __post_init__(self) -> None:
        _check("dirt.cover_share", self.cover_share, 0.0, 1.0)
        _check("dirt.opacity_share", self.opacity_share, 0.0, 1.0)
        _check("dirt.softness_px", self.softness_px, 1.0, 200.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LensCover:
    """All that lies on the glass; nothing by default."""

    drops: LensDrops = field(default_factory=LensDrops)
    dirt: LensDirt = field(default_factory=LensDirt)

    @property
    def is_clean(self) -> bool:
        """Whether light passes as if there were no glass."""
        return self.drops.cover_share == 0.0 and self.dirt.cover_share * self.dirt.opacity_share == 0.0


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(name, f"got {value:g}, allowed {low:g} to {high:g}")
