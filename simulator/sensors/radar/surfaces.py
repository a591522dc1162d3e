"""How surfaces return and mirror millimetre waves, by their class and part.

A ray tube that meets a surface with an area A across the ray returns sigma = A (diffuse c + specular c^sharpness) m2,
c the cosine of the angle of incidence: a constant-gamma floor and the glint of panels that face the radar. The numbers
are chosen so that whole things have the radar cross-sections of the table in docs/radar_and_motion.md (77 GHz; car 0 to
20 dBsm, adult -10 to -2, truck 15 to 30, bicycle -5 to 2, ...); tests measure that they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import CLASSES, PARTS

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarSurface:
    """mirror_gain: share of the power that a smooth surface of it sends on by reflection."""

    diffuse_gain: float
    specular_gain: float
    sharpness: float
    mirror_gain: float = 0.0


METAL = RadarSurface(diffuse_gain=0.9, specular_gain=26.0, sharpness=40.0, mirror_gain=0.2)
PLATE = RadarSurface(diffuse_gain=1.0, specular_gain=150.0, sharpness=60.0, mirror_gain=0.0)
RAIL = RadarSurface(diffuse_gain=1.5, specular_gain=10.0, sharpness=8.0, mirror_gain=0.5)
FRAME = RadarSurface(diffuse_gain=2.5, specular_gain=6.0, sharpness=4.0)
MACHINE = RadarSurface(diffuse_gain=1.6, specular_gain=6.0, sharpness=6.0)
BODY = RadarSurface(diffuse_gain=0.35, specular_gain=0.5, sharpness=6.0)
PLASTIC = RadarSurface(diffuse_gain=0.1, specular_gain=0.4, sharpness=10.0)
OBJECT = RadarSurface(diffuse_gain=0.5, specular_gain=4.0, sharpness=10.0)
MASONRY = RadarSurface(diffuse_gain=0.15, specular_gain=4.0, sharpness=80.0, mirror_gain=0.15)
LEAVES = RadarSurface(diffuse_gain=0.08, specular_gain=0.0, sharpness=1.0)
GROUND = RadarSurface(diffuse_gain=0.2, specular_gain=0.0, sharpness=1.0)
GRASS = RadarSurface(diffuse_gain=0.6, specular_gain=0.0, sharpness=1.0)
POLE = RadarSurface(diffuse_gain=2.0, specular_gain=8.0, sharpness=8.0)
NOTHING = RadarSurface(diffuse_gain=0.0, specular_gain=0.0, sharpness=1.0)

_BY_PREFIX = (
    ("vehicle.bicycle", FRAME),
    ("vehicle.kick_scooter", FRAME),
    ("vehicle.motorcycle", MACHINE),
    ("vehicle", METAL),
    ("human.pedestrian.stroller", OBJECT),
    ("human.pedestrian.wheelchair", OBJECT),
    ("human", BODY),
    ("animal", BODY),
    ("movable_object.trafficcone", PLASTIC),
    ("movable_object.beacon", PLASTIC),
    ("movable_object.ball", PLASTIC),
    ("movable_object.box", PLASTIC),
    ("movable_object.plastic_bag", PLASTIC),
    ("movable_object.tree_trunk", BODY),
    ("movable_object.shopping_cart", MACHINE),
    ("movable_object", OBJECT),
    ("object.traffic_sign", PLATE),
    ("object", OBJECT),
    ("static_object.bicycle_rack", FRAME),
    ("flat.terrain", GRASS),
    ("flat.gravel", GRASS),
    ("flat.kerb", MASONRY),
    ("flat", GROUND),
    ("static.vegetation", LEAVES),
    ("static.guard_rail", RAIL),
    ("static.pole", POLE),
    ("static.street_lamp", POLE),
    ("static.fence", POLE),
    ("static.billboard", PLATE),
    ("static", MASONRY),
)
"""The first prefix that fits a class's name counts; what fits none returns nothing."""

_PART_GAINS = {"window": 0.3, "wheel": 0.4, "mirror": 0.3, "interior": 0.3, "hair": 0.5, "hat": 0.5}
"""Glass lets half of the wave through, twice; rubber and cloth are no metal (chosen)."""


def _surface_of(name: str) -> RadarSurface:
    return next((surface for prefix, surface in _BY_PREFIX if name.startswith(prefix)), NOTHING)


_SURFACES = tuple(_surface_of(entry.name) for entry in CLASSES)
_DIFFUSE, _SPECULAR, _SHARPNESS, _MIRROR = (
    np.array([getattr(s, name) for s in _SURFACES])
    for name in ("diffuse_gain", "specular_gain", "sharpness", "mirror_gain")
)
_PART = np.array([_PART_GAINS.get(name, 1.0) for name in PARTS])


def returned_share(semantic: NDArray[np.uint8], part: NDArray[np.uint8], cosine: Float64) -> Float64:
    """(N,) radar cross-section per area across the ray, of hits with cosines of incidence in 0..1."""
    glint = _SPECULAR[semantic] * cosine ** _SHARPNESS[semantic]
    return np.asarray(_PART[part] * (_DIFFUSE[semantic] * cosine + glint))


def mirrored_share(semantic: NDArray[np.uint8], part: NDArray[np.uint8]) -> Float64:
    """(N,) share of the power that a reflection leaves, 0 where nothing mirrors."""
    return np.asarray(_MIRROR[semantic] * _PART[part])
