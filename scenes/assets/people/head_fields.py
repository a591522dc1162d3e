"""Heads as signed-distance fields: skull, face, ears, neck, hair; heights counted from the chin, x = 0 at the ears.

Sizes are an adult's of 1.75 m: 0.2275 m from chin to the top of short hair, 0.154 m wide (DIN 33402-2, rounded).
"""

from __future__ import annotations

import functools
from typing import Literal

import numpy as np

from scenes.assets.shaping.contour import Surface, contour, painted
from scenes.assets.shaping.fields import (
    Field,
    ball,
    below,
    block,
    chain,
    column,
    common,
    ellipsoid,
    grown,
    outside,
    paired,
    placed,
    round_cone,
    united,
    wrinkled,
)
from scenes.assets.shaping.lofts import Rows
from scenes.assets.shaping.shapes import Patch, joined, mirrored, moved, tube
from scenes.assets.shaping.shapes import ellipsoid as ball_patch

Hair = Literal["short", "long", "ponytail", "bald", "cap", "buzz", "curly", "bob", "bun", "receding"]
Beard = Literal["none", "stubble", "full"]
Build = Literal["male", "female", "child"]

# Rows (height above the chin, centre x, half width, reach before, behind), metres, adult of 1.75 m; x = 0 at the ears.
SKULL: Rows = (
    (-0.012, 0.020, 0.030, 0.035, 0.040),
    (0.000, 0.022, 0.036, 0.066, 0.055),
    (0.012, 0.020, 0.046, 0.074, 0.068),
    (0.035, 0.012, 0.058, 0.083, 0.078),
    (0.058, 0.006, 0.064, 0.086, 0.088),
    (0.082, 0.0, 0.069, 0.089, 0.090),
    (0.100, 0.0, 0.071, 0.084, 0.096),
    (0.118, 0.0, 0.073, 0.090, 0.101),
    (0.148, 0.0, 0.077, 0.090, 0.103),
)
CELL_M = 0.0135
"""Chosen: nose, brows and lips show; a head has about 3,500 triangles."""


@functools.cache
def head_surface(build: Build, beard: Beard, cell_m: float) -> Surface:
    """Skull, face and ears; lips have label 1, the beard 2."""
    surface = contour(face_field(build), cell_m)
    lips = paired(
        chain([(0.0985, 0, 0.0390), (0.0945, 0.012, 0.0392), (0.0850, 0.0245, 0.0418)], [0.0078, 0.0066, 0.0030])
    )
    return painted(surface, [lips, _beard(beard)])


def eye_solids(build: Build) -> tuple[Patch, Patch]:
    """Whites and irises of both eyes; eyes hardly grow, so that children's are large in their faces."""
    large = 1.22 if build == "child" else 1.0
    white = moved(ball_patch((0.0062, 0.0132 * large, 0.0060 * large), 6, 12), (0.0848, 0.0315, 0.1005))
    iris = moved(ball_patch((0.0048, 0.0064 * large, 0.0058 * large), 6, 10), (0.0872, 0.0315, 0.1005))
    return joined([white, mirrored(white)]), joined([iris, mirrored(iris)])


def brow_solid(build: Build) -> Patch:
    """Eyebrows, thinner on women."""
    thick = 0.0042 if build == "male" else 0.0030
    out = 0.0 if build == "male" else 0.0045  # a softer ridge fills the forehead further
    path = [(0.0935 + out, 0.015, 0.1215), (0.0915 + out, 0.033, 0.1255), (0.0790 + out, 0.048, 0.1195)]
    brow = tube(path, [0.9 * thick, thick, 0.6 * thick], 6)
    return joined([brow, mirrored(brow)])


def face_field(build: Build) -> Field:
    """The bare head without its neck."""
    male = build == "male"
    skull = skull_field()
    ridge = paired(
        chain([(0.080, 0.008, 0.1195), (0.079, 0.030, 0.1245), (0.060, 0.052, 0.1165)], [0.0090, 0.0095, 0.0085])
    )
    cheek = paired(ellipsoid((0.057, 0.043, 0.076), (0.028, 0.022, 0.024)))
    wide = {"male": 0.046, "female": 0.040, "child": 0.037}[build]
    chin_x = 0.068 if build == "child" else 0.079
    chin = ellipsoid((chin_x, 0, 0.011), (0.018, 0.024 if male else 0.018, 0.016))
    jaw = paired(
        chain([(0.0, wide + 0.008, 0.050), (0.022, wide, 0.022), (chin_x - 0.009, 0.014, 0.004)], [0.013, 0.013, 0.012])
    )
    head = united(skull, cheek, chin, jaw, blend_m=0.028)
    head = united(head, ridge, blend_m=0.016 if male else 0.030)
    sockets = paired(ellipsoid((0.1025, 0.031, 0.1010), (0.0165, 0.021, 0.0130)))
    head = common(head, outside(sockets), blend_m=0.016)
    eyes = paired(ball((0.0765, 0.0315, 0.1010), 0.0134))
    head = united(head, eyes, blend_m=0.004)
    width = 1.0 if male else 0.86
    tip = 0.1015 if build == "child" else 0.1115
    nose = united(
        chain(
            [(0.088, 0, 0.108), (tip - 0.0105, 0, 0.085), (tip, 0, 0.0685)],
            [0.0075 * width, 0.0085 * width, 0.0105 * width],
            0.006,
        ),
        paired(ellipsoid((tip - 0.0120, 0.0125 * width, 0.0655), (0.012, 0.0085, 0.0085))),
        blend_m=0.008,
    )
    head = united(head, nose, blend_m=0.010)
    mouth = paired(
        chain([(0.0895, 0, 0.0390), (0.0860, 0.012, 0.0392), (0.0760, 0.0245, 0.0418)], [0.0092, 0.0085, 0.0060], 0.004)
    )
    head = united(head, mouth, blend_m=0.008)
    ear = common(
        ellipsoid((-0.006, 0.078, 0.090), (0.019, 0.012, 0.032)),
        outside(ellipsoid((0.002, 0.090, 0.092), (0.010, 0.007, 0.020))),
        blend_m=0.006,
    )
    return united(head, paired(placed(ear, (0.0, 0.0, 0.0), -0.12)), blend_m=0.006)


def skull_field() -> Field:
    """The head without features: sections up to the temples, and a dome."""
    low = column(SKULL, 2.2, 0.02)
    return united(low, ellipsoid((-0.008, 0, 0.131), (0.098, 0.0775, 0.084)), blend_m=0.025)


def neck_field(chin_m: float, girth: float, head_scale: float, build: Build) -> Field:
    """The neck in the head part's frame, whose origin is the neck's root; chin_m: the chin's height above it."""
    thick = (1.0 if build == "male" else 0.86) * girth
    low = np.array([-0.012, 0.0, -0.045]) * girth
    high = np.array([0.004 * head_scale, 0.0, chin_m + 0.055 * head_scale])
    throat = ellipsoid((0.042 * head_scale, 0.0, chin_m - 0.035), (0.012, 0.012, 0.016))
    neck = round_cone(low, high, 0.060 * thick, 0.053 * thick)
    return united(neck, throat, blend_m=0.02) if build == "male" else neck


@functools.cache
def hair_surface(hair: Hair, build: Build, cell_m: float) -> Surface | None:
    """What grows on the head; None where nothing does."""
    if hair == "bald":
        return None
    return contour(hair_field(hair, build), cell_m)


def hair_field(hair: Hair, build: Build) -> Field:
    """Hair as a shell over the skull that leaves face and ears free, and what hangs from it."""
    thick = {"buzz": 0.0045, "cap": 0.009, "receding": 0.008, "curly": 0.030, "bob": 0.019}.get(hair, 0.0125)
    shell = grown(skull_field(), thick)
    wave, height = {"curly": (0.022, 0.006), "buzz": (0.03, 0.0)}.get(hair, (0.032, 0.0022))
    shell = wrinkled(shell, height, wave)
    line = 0.160 if build == "male" else 0.166
    face = ellipsoid((0.112, 0, 0.055), (0.080, 0.084, line - 0.050))
    temple = paired(block((0.098, 0.085, 0.080), (0.062, 0.05, 0.062), 0.03))
    ears = paired(ellipsoid((0.006, 0.085, 0.082), (0.030, 0.030, 0.040)))
    throat = block((0.075, 0, -0.01), (0.095, 0.062, 0.045), 0.02)
    nape = {"bob": -0.012, "long": -0.02}.get(hair, 0.028)
    shell = common(shell, outside(face), outside(temple), outside(throat), outside(below(nape, -0.35)), blend_m=0.010)
    if hair in ("short", "buzz", "cap", "ponytail", "bun", "receding"):
        cheek = paired(block((0.045, 0.09, 0.020), (0.070, 0.05, 0.052), 0.015))
        shell = common(shell, outside(ears), outside(cheek), blend_m=0.008)
    if hair == "receding":
        crown = ellipsoid((0.03, 0, 0.235), (0.125, 0.062, 0.075))
        shell = common(shell, outside(crown), blend_m=0.015)
    if hair == "cap":
        shell = common(shell, below(0.150), blend_m=0.006)
    return united(shell, *_hanging(hair), blend_m=0.018) if _hanging(hair) else shell


def _hanging(hair: Hair) -> list[Field]:
    """Strands, tails and buns."""
    if hair == "long":
        back = [(-0.060, 0.03, 0.12), (-0.083, 0.045, 0.02), (-0.078, 0.050, -0.07), (-0.085, 0.045, -0.16)]
        side = [(0.012, 0.078, 0.14), (-0.006, 0.084, 0.04), (-0.014, 0.085, -0.04), (-0.020, 0.082, -0.10)]
        locks = [
            paired(chain(back, [0.045, 0.042, 0.040, 0.016], 0.02)),
            paired(chain(side, [0.012, 0.020, 0.022, 0.008], 0.01)),
        ]
        return [wrinkled(lock, 0.002, 0.03, float(k)) for k, lock in enumerate(locks)]
    if hair == "ponytail":
        path = [(-0.100, 0, 0.165), (-0.140, 0, 0.150), (-0.155, 0, 0.09), (-0.148, 0, 0.01), (-0.145, 0, -0.06)]
        return [wrinkled(chain(path, [0.018, 0.026, 0.030, 0.026, 0.008], 0.01), 0.002, 0.03)]
    if hair == "bun":
        return [wrinkled(ellipsoid((-0.112, 0, 0.165), (0.036, 0.040, 0.036)), 0.002, 0.025)]
    return []


def _beard(beard: Beard) -> Field:
    """Where hair grows on the face: cheeks below the ears, upper lip and chin; lips stay free."""
    if beard == "none":
        return ball((0.0, 0.0, -10.0), 1e-3)
    area = block((0.075, 0, 0.012), (0.062, 0.085, 0.040), 0.015)
    lip = ellipsoid((0.10, 0, 0.0525), (0.02, 0.026, 0.007))
    side = paired(chain([(0.030, 0.075, 0.080), (0.040, 0.070, 0.040)], [0.014, 0.022]))
    free = united(
        ellipsoid((0.094, 0, 0.039), (0.02, 0.025, 0.0105)),
        paired(ellipsoid((0.085, 0.040, 0.062), (0.03, 0.020, 0.025))),
    )
    return common(united(area, lip, side), outside(free))
