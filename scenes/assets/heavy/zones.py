"""What describes a shell: its levels, the zones let into it, the openings of its wheels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Face = Literal["front", "left", "rear", "right"]
Where = Literal["front", "left", "rear", "right", "sides", "nose", "tail", "all"]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A horizontal section: its ends, half width, how far the front is bowed, and radii of the corners in plan."""

    z_m: float
    front_m: float
    rear_m: float
    half_m: float
    bow_m: float = 0.0
    nose_m: float = 0.12
    tail_m: float = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A rectangle of the skin. low_m, high_m: along x on the sides, along y on the ends; whole faces without them.

    nose and tail are an end with its corners, all is the whole ring. sunk_m: how far it lies behind the skin (negative:
    before it), with a rim of `rim`. Later zones lie over earlier ones.
    """

    where: Where
    bottom_m: float
    top_m: float
    material: str
    part: str = "body"
    low_m: float = -1e3
    high_m: float = 1e3
    sunk_m: float = 0.0
    rim: str = "trim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arch:
    """A wheel's opening in both sides: the axle's position, the wheel's radius, the opening's."""

    x_m: float
    z_m: float
    radius_m: float


def pane(
    where: Where, upright_m: Span, along_m: Span, sunk_m: float = 0.0, material: str = "glass", rim: str = "trim"
) -> Zone:
    """A window, from (bottom, top) and (low, high)."""
    (bottom, top), (low, high) = upright_m, along_m
    return Zone(
        where=where,
        bottom_m=bottom,
        top_m=top,
        low_m=low,
        high_m=high,
        material=material,
        part="window",
        sunk_m=sunk_m,
        rim=rim,
    )


def seam(where: Where, upright_m: Span, at_m: float, half_m: float = 0.006) -> Zone:
    """An upright gap between sheets, as at a door's edge."""
    bottom, top = upright_m
    return Zone(where=where, bottom_m=bottom, top_m=top, low_m=at_m - half_m, high_m=at_m + half_m, material="gap")


def grille(where: Where, upright_m: Span, half_m: float, part: str, sunk_m: float) -> Zone:
    """A grille in the middle of an end, `half_m` to both sides."""
    bottom, top = upright_m
    return Zone(
        where=where,
        bottom_m=bottom,
        top_m=top,
        low_m=-half_m,
        high_m=half_m,
        material="grille",
        part=part,
        sunk_m=sunk_m,
    )
