"""What people wear on their heads: caps, hats, scarves, hoods and helmets; heights counted from the chin."""

from __future__ import annotations

import functools
from typing import Literal

from scenes.assets.people.head_fields import skull_field
from scenes.assets.shaping.contour import Surface, contour, painted
from scenes.assets.shaping.fields import (
    Field,
    ball,
    below,
    block,
    chain,
    common,
    ellipsoid,
    grown,
    leaning,
    outside,
    paired,
    placed,
    united,
    wrinkled,
)

Headwear = Literal[
    "none",
    "baseball_cap",
    "beanie",
    "sun_hat",
    "headscarf",
    "hood",
    "turban",
    "bicycle_helmet",
    "motorcycle_helmet",
    "open_helmet",
    "safety_helmet",
    "fire_helmet",
    "police_cap",
]

HIDES_HAIR: frozenset[Headwear] = frozenset(
    ("headscarf", "hood", "turban", "motorcycle_helmet", "beanie", "open_helmet", "fire_helmet")
)
MATERIALS_OF: dict[Headwear, tuple[str, ...]] = {
    "none": ("hat",),
    "baseball_cap": ("hat", "accent"),
    "beanie": ("hat", "accent"),
    "sun_hat": ("hat", "trim"),
    "headscarf": ("hat", "hat"),
    "hood": ("shirt", "shirt"),
    "turban": ("hat", "hat"),
    "bicycle_helmet": ("hat", "trim"),
    "motorcycle_helmet": ("hat", "visor"),
    "open_helmet": ("hat", "visor"),
    "safety_helmet": ("helmet_white", "helmet_white"),
    "fire_helmet": ("hi_vis", "visor"),
    "police_cap": ("police_blue", "trim"),
}
"""Of the labels of each surface."""


@functools.cache
def headwear_surface(kind: Headwear, cell_m: float) -> Surface:
    """The surface; label 1 is its second colour."""
    shape, second = _SHAPES[kind]()
    return painted(contour(shape, cell_m), [second])


_NOTHING = ball((0.0, 0.0, -10.0), 1e-3)


def _cap() -> tuple[Field, Field]:
    crown = common(grown(skull_field(), 0.016), outside(below(0.140, 0.05)), blend_m=0.008)
    crown = united(crown, ellipsoid((0.035, 0, 0.190), (0.06, 0.06, 0.045)), blend_m=0.03)
    peak = placed(
        common(ellipsoid((0.10, 0, 0), (0.085, 0.078, 0.012)), outside(below(-0.001, 0.0)), blend_m=0.003),
        (0, 0, 0.142),
        0.18,
    )
    return united(crown, peak, blend_m=0.006), _NOTHING


def _beanie() -> tuple[Field, Field]:
    crown = common(grown(skull_field(), 0.018), outside(below(0.126, 0.25)), blend_m=0.01)
    bobble = ball((-0.03, 0, 0.255), 0.024)
    roll = common(grown(skull_field(), 0.024), outside(below(0.126, 0.25)), below(0.160, 0.25), blend_m=0.008)
    return united(wrinkled(crown, 0.0015, 0.02), roll, bobble, blend_m=0.006), bobble


def _sun_hat() -> tuple[Field, Field]:
    crown = common(grown(skull_field(), 0.020), outside(below(0.145)), blend_m=0.008)
    brim = ellipsoid((0.0, 0, 0.146), (0.185, 0.165, 0.010))
    band = common(grown(crown, 0.004), below(0.172))
    return united(crown, brim, blend_m=0.018), common(band, outside(below(0.150)))


def _headscarf() -> tuple[Field, Field]:
    wrap = united(
        grown(skull_field(), 0.016),
        chain([(-0.02, 0, 0.06), (-0.012, 0, -0.05)], [0.086, 0.088], 0.04),
        ellipsoid((-0.005, 0, -0.105), (0.125, 0.150, 0.050)),
        blend_m=0.06,
    )
    face = ellipsoid((0.112, 0, 0.075), (0.085, 0.064, 0.092))
    inside = common(grown(skull_field(), 0.004), leaning((0.03, 0, 0), (-1, 0, 0)))
    shape = common(wrinkled(wrap, 0.0035, 0.06), outside(face), outside(inside), blend_m=0.012)
    return shape, _NOTHING


def _hood() -> tuple[Field, Field]:
    wrap = united(
        grown(skull_field(), 0.028), chain([(-0.03, 0, 0.08), (-0.03, 0, -0.06)], [0.098, 0.092], 0.04), blend_m=0.05
    )
    face = ellipsoid((0.125, 0, 0.085), (0.095, 0.074, 0.115))
    return common(wrinkled(wrap, 0.003, 0.07), outside(face), blend_m=0.016), _NOTHING


def _turban() -> tuple[Field, Field]:
    crown = common(
        united(grown(skull_field(), 0.014), ellipsoid((-0.012, 0, 0.175), (0.130, 0.112, 0.075)), blend_m=0.03),
        outside(below(0.128, 0.22)),
        blend_m=0.012,
    )
    return wrinkled(crown, 0.004, 0.05), _NOTHING


def _bicycle_helmet() -> tuple[Field, Field]:
    shell = common(ellipsoid((-0.006, 0, 0.150), (0.142, 0.108, 0.110)), outside(below(0.148, 0.06)), blend_m=0.014)
    slots = [
        ellipsoid((x, y, 0.235), (0.045, 0.011, 0.05))
        for x, y in ((0.06, 0.0), (-0.04, 0.0), (0.05, 0.042), (-0.05, 0.045))
    ]
    vents = paired(united(*slots))
    shell = common(shell, outside(vents), blend_m=0.006)
    straps = paired(
        chain([(0.02, 0.082, 0.15), (0.0, 0.080, 0.07), (0.03, 0.050, 0.004), (0.05, 0.0, -0.012)], [0.007] * 4)
    )
    return united(shell, straps), united(straps, below(0.165, 0.06))


def _motorcycle_helmet() -> tuple[Field, Field]:
    shell = united(
        ellipsoid((-0.010, 0, 0.120), (0.145, 0.122, 0.138)),
        ellipsoid((0.060, 0, 0.045), (0.085, 0.085, 0.062)),
        blend_m=0.05,
    )
    shell = common(shell, outside(below(-0.016, 0.06)), blend_m=0.02)
    visor = common(block((0.13, 0, 0.116), (0.125, 0.20, 0.042), 0.03), outside(below(-1.0)))
    return shell, visor


def _open_helmet() -> tuple[Field, Field]:
    shell = ellipsoid((-0.010, 0, 0.120), (0.140, 0.120, 0.135))
    face = united(
        ellipsoid((0.14, 0, 0.055), (0.115, 0.085, 0.095)),
        block((0.14, 0, 0.0), (0.10, 0.075, 0.08), 0.02),
        blend_m=0.02,
    )
    shell = common(shell, outside(face), outside(below(0.02, 0.10)), blend_m=0.014)
    pane = common(
        grown(ellipsoid((-0.010, 0, 0.120), (0.140, 0.120, 0.135)), 0.004),
        outside(grown(ellipsoid((-0.010, 0, 0.120), (0.140, 0.120, 0.135)), -0.004)),
        block((0.13, 0, 0.125), (0.09, 0.088, 0.045), 0.02),
    )
    return united(shell, pane), common(block((0.13, 0, 0.125), (0.085, 0.087, 0.040), 0.02), outside(below(-1.0)))


def _safety_helmet() -> tuple[Field, Field]:
    shell = common(ellipsoid((-0.008, 0, 0.150), (0.135, 0.112, 0.115)), outside(below(0.152)), blend_m=0.006)
    brim = ellipsoid((0.012, 0, 0.153), (0.158, 0.122, 0.008))
    ribs = united(block((-0.01, 0, 0.225), (0.105, 0.016, 0.048), 0.012))
    return united(shell, brim, ribs, blend_m=0.012), _NOTHING


def _fire_helmet() -> tuple[Field, Field]:
    shell = common(ellipsoid((-0.012, 0, 0.140), (0.150, 0.128, 0.130)), outside(below(0.128, 0.12)), blend_m=0.01)
    brim = placed(ellipsoid((0.0, 0, 0.0), (0.175, 0.138, 0.010)), (-0.012, 0, 0.136), -0.10)
    crest = block((-0.02, 0, 0.235), (0.09, 0.012, 0.045), 0.01)
    return united(shell, brim, crest, blend_m=0.016), block((0.14, 0, 0.175), (0.09, 0.10, 0.022), 0.01)


def _police_cap() -> tuple[Field, Field]:
    band = common(grown(skull_field(), 0.015), outside(below(0.148)), below(0.216), blend_m=0.005)
    plate = placed(ellipsoid((0, 0, 0), (0.142, 0.132, 0.024)), (0.0, 0, 0.214), -0.12)
    peak = placed(
        common(ellipsoid((0.10, 0, 0), (0.065, 0.075, 0.012)), outside(below(-0.001)), blend_m=0.003),
        (0, 0, 0.150),
        0.32,
    )
    badge = ball((0.115, 0, 0.178), 0.018)
    return united(band, plate, peak, badge, blend_m=0.008), united(peak, badge)


_SHAPES = {
    "baseball_cap": _cap,
    "beanie": _beanie,
    "sun_hat": _sun_hat,
    "headscarf": _headscarf,
    "hood": _hood,
    "turban": _turban,
    "bicycle_helmet": _bicycle_helmet,
    "motorcycle_helmet": _motorcycle_helmet,
    "open_helmet": _open_helmet,
    "safety_helmet": _safety_helmet,
    "fire_helmet": _fire_helmet,
    "police_cap": _police_cap,
}
