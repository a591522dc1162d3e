"""What a thing is made of as it stands in a scene, and the same thing made of something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from scenes.actor import Actor, Scenery
from scenes.asset import asset_of
from scenes.material import Material

Thing = TypeVar("Thing", Actor, Scenery)
Color = tuple[float, float, float]
Change = Callable[[str, Material], Material | None]
"""The material to be of that name, or None to leave it."""


def materials_of(thing: Actor | Scenery) -> dict[str, Material]:
    """Its materials by name: those of its asset, with its appearance over them."""
    return {**dict(asset_of(thing.asset).materials), **dict(thing.appearance)}


def repainted(thing: Thing, change: Change) -> Thing:
    """The thing with every material changed that `change` has another one for."""
    made = {name: change(name, old) for name, old in materials_of(thing).items()}
    changed = {name: new for name, new in made.items() if new is not None}
    return with_materials(thing, changed) if changed else thing


def with_materials(thing: Thing, changed: Mapping[str, Material]) -> Thing:
    """The thing with these materials, by name; its others stay."""
    return replace(thing, appearance=tuple({**dict(thing.appearance), **changed}.items()))


def scaled(color: Color, factor: float) -> Color:
    """A reflectance times a factor, at most 0.9: nothing outdoors but fresh snow reflects more."""
    red, green, blue = (min(0.9, max(0.0, c * factor)) for c in color)
    return red, green, blue


def blended(color: Color, other: Color, share: float) -> Color:
    """A share of another colour over a colour, as areas side by side mix."""
    red, green, blue = ((1.0 - share) * a + share * b for a, b in zip(color, other, strict=True))
    return red, green, blue


def luminance(color: Color) -> float:
    """Rec. 709 luminance of linear RGB."""
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
