"""The face of a car: head lamps with what is behind their glass, grille, intakes and bumper, in several designs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.cars.cage import Zone
from scenes.assets.cars.grille import FILLS, grille_bars
from scenes.assets.cars.probe import Probe
from scenes.assets.cars.skin import Layout, shut
from scenes.assets.shaping.outlines import Field, beyond, both, filleted, grown, polygon
from scenes.assets.shaping.trimming import Trimmed
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel

Float64 = NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]
LENS_GROUP = 11
"""Group of faces that a clear lens covers."""
_ZONES = (Zone.FRONT, Zone.SIDE, Zone.HOOD, Zone.SHOULDER)

# Outlines are chosen after what cars of the last twenty years show: (share of the half width, share of the face's
# height under the bonnet's edge).
HEAD_LAMPS: dict[str, Outline] = {
    "wedge": ((0.50, -0.25), (0.86, -0.30), (1.05, -0.16), (1.05, 0.03), (0.62, -0.10)),
    "slim": ((0.44, -0.22), (0.80, -0.25), (1.05, -0.18), (1.05, -0.04), (0.50, -0.13)),
    "block": ((0.56, -0.34), (0.90, -0.36), (1.05, -0.24), (1.05, 0.0), (0.72, -0.02), (0.58, -0.08)),
    "oval": ((0.54, -0.20), (0.58, -0.31), (0.72, -0.36), (0.92, -0.30), (1.02, -0.12), (0.94, 0.0), (0.68, -0.06)),
    "hook": ((0.48, -0.20), (0.74, -0.22), (0.80, -0.33), (0.94, -0.33), (1.05, -0.15), (1.05, -0.02), (0.5, -0.10)),
}
GRILLES: dict[str, Outline] = {
    "band": ((-0.3, -0.30), (0.36, -0.30), (0.42, -0.16), (0.40, -0.08), (-0.3, -0.08)),
    "single_frame": ((-0.3, -0.76), (0.28, -0.76), (0.40, -0.30), (0.34, -0.07), (-0.3, -0.07)),
    "slot": ((-0.3, -0.21), (0.42, -0.21), (0.45, -0.12), (-0.3, -0.11)),
    "twin": ((0.03, -0.36), (0.20, -0.38), (0.30, -0.28), (0.28, -0.11), (0.05, -0.10)),
    "shield": ((-0.3, -0.46), (0.12, -0.46), (0.34, -0.24), (0.36, -0.09), (-0.3, -0.09)),
    "tall": ((-0.3, -0.40), (0.42, -0.40), (0.46, -0.12), (0.40, -0.06), (-0.3, -0.06)),
}
INTAKES: dict[str, tuple[Outline, ...]] = {
    "wide": (((-0.3, -0.93), (0.50, -0.93), (0.58, -0.80), (0.50, -0.64), (-0.3, -0.62)),),
    "winged": (
        ((-0.3, -0.93), (0.38, -0.93), (0.45, -0.80), (0.40, -0.66), (-0.3, -0.66)),
        ((0.60, -0.90), (0.82, -0.86), (0.92, -0.62), (0.84, -0.60), (0.62, -0.74)),
    ),
    "smile": (((-0.3, -0.92), (0.62, -0.90), (0.86, -0.68), (0.84, -0.62), (0.52, -0.74), (-0.3, -0.74)),),
    "slits": (
        ((-0.3, -0.93), (0.46, -0.93), (0.50, -0.84), (-0.3, -0.80)),
        ((0.74, -0.84), (0.80, -0.86), (0.90, -0.60), (0.86, -0.56)),
    ),
}
LAMP_BEND_M = 0.010
"""Lamps are divided for afar, too: their small parts would be lost. Chosen: so coarse that none is."""
_OPENINGS = (Zone.FRONT, Zone.HOOD, Zone.SIDE)
_BACK_M = 0.30
"""How far before the front axle the face ends; chosen: before the wheel arch's edge."""
LIGHTS = ("projector", "reflector", "twin", "matrix")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Names of the designs above. chrome: whether the grille has a bright frame and bars."""

    head_lamp: str
    light: str
    grille: str
    fill: str
    intake: str
    chrome: bool


def drawn_face(rng: np.random.Generator) -> Face:
    """A face, its features alike and independent of each other."""

    def pick(names: tuple[str, ...]) -> str:
        return names[int(rng.integers(len(names)))]

    return Face(
        head_lamp=pick(tuple(HEAD_LAMPS)),
        light=pick(LIGHTS),
        grille=pick(tuple(GRILLES)),
        fill=pick(tuple(FILLS)),
        intake=pick(tuple(INTAKES)),
        chrome=bool(rng.random() < 0.45),
    )


def placed(at: Layout, outline: Outline, radius_m: float = 0.02) -> Field:
    """An outline in shares as a field over the face of one car."""
    edge = at.plan.nose[1] - 0.012
    height = edge - at.plan.bottom_z_m
    points = np.array(outline) * [at.plan.half_width_m, height] + [0.0, edge]
    return both(polygon("front", filleted(points, radius_m)), beyond(0, at.p.wheelbase_m + _BACK_M))


def with_face(half: Trimmed, at: Layout, face: Face) -> tuple[Trimmed, list[Panel]]:
    """The skin with everything on its front, and what stands apart from it: lenses and grille bars of the left side."""
    ahead = (half.middles()[:, 0] > at.p.wheelbase_m + _BACK_M - 0.12) & (half.zone != Zone.BOTTOM)
    part = half.only(ahead)
    if at.style.cladding_m <= 0.0:
        apron = beyond(2, at.plan.bottom_z_m + 0.055, -1)
        part = part.painted([Zone.FRONT], apron, skin=Skin.CLADDING)
    probe = Probe.of(part, (Zone.FRONT, Zone.HOOD))
    fine, apart = part.bend_m > 0.0, []
    for index, outline in enumerate(INTAKES[face.intake]):
        hole = placed(at, outline, 0.03)
        part = part.painted(_OPENINGS, hole, skin=Skin.GRILLE, depth_m=0.035)
        apart += grille_bars(probe, hole, at.p.wheelbase_m, "mesh", Skin.TRIM) if index == 0 and fine else []
    grille = placed(at, GRILLES[face.grille], 0.025)
    if face.chrome:
        part = part.painted(_OPENINGS, grown(grille, 0.012), skin=Skin.GRILLE_BAR, depth_m=-0.004)
    part = part.painted(_OPENINGS, grille, skin=Skin.GRILLE, depth_m=0.035)
    apart += (
        grille_bars(probe, grille, at.p.wheelbase_m, face.fill, Skin.GRILLE_BAR if face.chrome else Skin.TRIM)
        if fine
        else []
    )
    lamp = placed(at, HEAD_LAMPS[face.head_lamp], 0.03)
    part = replace(part, bend_m=part.bend_m or LAMP_BEND_M)
    part = part.painted(_ZONES, lamp, skin=Skin.LAMP_HOUSING, depth_m=0.045, group=LENS_GROUP)
    apart += [lens(part), shut(part, _ZONES, grown(lamp, 0.002))]
    return half.without(ahead).joined(_head_lamp(part, lamp, face.light)), apart


def _head_lamp(half: Trimmed, lamp: Field, light: str) -> Trimmed:
    """A housing behind clear glass: lights inside, daytime running light, indicator."""
    inside = half.group == LENS_GROUP
    middles = half.vertices_m[half.faces[inside]].mean(axis=1)
    low, high = middles[:, 1].min(), middles[:, 1].max()
    level = _level(middles)
    size = 0.40 * min(float(level(low + 0.3 * (high - low))[1]), 0.16)
    for y, radius, skin in _LIGHTS[light](low, high, size):
        z = float(level(y)[0])
        ring = _disc(y, z, radius)
        half = _inlaid(half, both(grown(lamp, -0.004), grown(ring, 0.006)), Skin.GRILLE_BAR, 0.030)
        half = _inlaid(half, both(grown(lamp, -0.005), ring), skin, 0.036)
    edge = both(grown(lamp, -0.006), lambda places: -grown(lamp, -0.021)(places))
    strip = both(edge, lambda places: level_under(places, level))
    half = _inlaid(half, strip, Skin.DAYTIME, 0.020)
    tip = both(
        grown(lamp, -0.010),
        beyond(1, low + 0.76 * (high - low)),
        lambda places: -level_under(places, level) - 0.010,
    )
    return _inlaid(half, tip, Skin.INDICATOR_FRONT_LEFT, 0.028)


def level_under(places: Float64, level: Callable[[ArrayLike], tuple[Float64, Float64]]) -> Float64:
    """Positive below the lamp's middle line."""
    return np.asarray(level(places[:, 1])[0] - 0.012 - places[:, 2])


def _level(middles: Float64) -> Callable[[ArrayLike], tuple[Float64, Float64]]:
    """(middle height, height) of the lamp over y."""
    bins = np.round(middles[:, 1] / 0.04).astype(int)
    known = np.unique(bins)
    low = np.array([middles[bins == b, 2].min() for b in known])
    high = np.array([middles[bins == b, 2].max() for b in known])

    def level(y: ArrayLike) -> tuple[Float64, Float64]:
        at = np.asarray(y, dtype=np.float64) / 0.04
        bottom, top = np.asarray(np.interp(at, known, low)), np.asarray(np.interp(at, known, high))
        return 0.5 * (bottom + top), top - bottom

    return level


def _inlaid(half: Trimmed, field: Field, skin: int, depth_m: float) -> Trimmed:
    """Something inside the lamp."""
    cut, mask = half.cut(_ZONES, field)
    return cut.marked(mask & (cut.group == LENS_GROUP), skin=skin, depth_m=depth_m)


def _disc(y: float, z: float, radius: float) -> Field:
    return lambda places: radius - np.hypot(places[:, 1] - y, places[:, 2] - z)


Lights = list[tuple[float, float, int]]


def _projector(low: float, high: float, size: float) -> Lights:
    return [(low + 0.33 * (high - low), size, Skin.HEAD_LAMP)]


def _twin(low: float, high: float, size: float) -> Lights:
    return [(low + share * (high - low), 0.9 * size, Skin.HEAD_LAMP) for share in (0.26, 0.56)]


def _reflector(low: float, high: float, size: float) -> Lights:
    return [(low + 0.36 * (high - low), 1.25 * size, Skin.HEAD_LAMP)]


def _matrix(low: float, high: float, size: float) -> Lights:
    return [(low + share * (high - low), 0.55 * size, Skin.HEAD_LAMP) for share in (0.2, 0.36, 0.52, 0.66)]


_LIGHTS: dict[str, Callable[[float, float, float], Lights]] = {
    "projector": _projector,
    "twin": _twin,
    "reflector": _reflector,
    "matrix": _matrix,
}


def lens(half: Trimmed) -> Panel:
    """The clear lens over everything of the lamps' group, flush with the skin."""
    own = half.group == LENS_GROUP
    flush = replace(half, depth_m=np.zeros(len(half.faces)))
    return Panel(
        flush.vertices_m,
        flush.faces[own],
        np.full(int(own.sum()), Skin.LENS, dtype=np.int32),
        flush.normals[flush.faces[own]],
    )
