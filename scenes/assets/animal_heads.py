"""Heads of four-legged animals along their own x axis: skull, muzzle, ears, shining eyes, antlers, horns."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.articulated import Cover, skin, solid
from scenes.assets.contour import contour, painted
from scenes.assets.fields import Field, ball, chain, ellipsoid, paired, united, wrinkled
from scenes.assets.prints import region
from scenes.assets.quadruped_shape import HEAD_CELL, Beast
from scenes.assets.shapes import Patch, joined, moved, tube
from scenes.assets.shapes import ellipsoid as ball_patch

Float64 = NDArray[np.float64]
Headgear = Literal["none", "roe", "stag", "palms", "horns"]
_FAR_AWAY = ball((0.0, 0.0, -100.0), 1e-3)


def head_covers(beast: Beast, headgear: Headgear) -> list[Cover]:
    """The head before its joint at the end of the neck, nose ahead."""
    b, w = beast.build, beast.withers_m
    length, skull, muzzle, drop = b.head
    size = length * w
    rs, rm = skull * size, muzzle * size
    field = _head_field(beast, size, rs, rm)
    light, dark = _paint(beast, size, rs, rm, drop)
    surface = painted(contour(field, HEAD_CELL * size), [light, dark])
    face = "dark" if b.pattern == "woolly" else "coat"
    covers = [skin(surface, (face, "light", "nose"), "head")]
    eye_x, eye_z = 0.62 * rs + 0.30 * rs, 0.32 * rs
    eye = moved(
        ball_patch((0.10 * rs + 0.02 * size, 0.06 * rs + 0.008 * size, 0.10 * rs + 0.015 * size), 6, 10),
        (eye_x, 0.80 * rs * _narrow(beast), eye_z),
    )
    other = (eye[0] * [1.0, -1.0, 1.0], eye[1][:, ::-1])
    covers.append(solid(joined([eye, other]), "eye", "head"))
    if headgear in ("roe", "stag", "palms", "horns"):
        covers.append(solid(_headgear(headgear, rs, size), "antler", "head"))
    if b.pattern == "points" and b.head_rad == 0.52:
        tusk = chain(
            [(0.80 * size, 0.07 * size, -0.10 * size), (0.84 * size, 0.11 * size, -0.03 * size)],
            [0.02 * size, 0.008 * size],
        )
        covers.append(skin(contour(paired(tusk), 0.014 * size), "antler", "head"))
    return covers


def _narrow(beast: Beast) -> float:
    """How much slimmer than high a head is."""
    return 0.80 if beast.build.foot == "hoof" else 0.95


def _head_field(beast: Beast, size: float, rs: float, rm: float) -> Field:
    b, drop = beast.build, beast.build.head[3]
    nose = (size - rm - 0.35 * rs, 0.0, -drop * size)
    bridge = (0.48 * size, 0.0, -0.45 * drop * size)
    skull = ellipsoid((0.30 * rs, 0, 0), (1.10 * rs, rs * (1.0 if b.foot == "paw" else 0.86), rs))
    snout = chain([(0.45 * rs, 0, -0.10 * rs), bridge, nose], [0.82 * rs, 0.55 * rs + 0.45 * rm, rm], 0.2 * rm)
    jaw = chain(
        [
            (0.15 * rs, 0, -0.55 * rs),
            (0.60 * size, 0, -drop * size - 0.45 * rm),
            (size - 1.2 * rm - 0.35 * rs, 0, -drop * size - 0.40 * rm),
        ],
        [0.42 * rs, 0.62 * rm, 0.62 * rm],
        0.2 * rm,
    )
    brow = paired(ball((0.75 * rs, 0.55 * rs, 0.42 * rs), 0.24 * rs))
    head = united(skull, snout, jaw, brow, blend_m=0.35 * rs)
    squeeze = _narrow(beast)
    scale = np.array([1.0, squeeze, 1.0])
    inner = head
    head = Field(
        distance=lambda p: squeeze * inner.distance(p / scale), low_m=head.low_m * scale, high_m=head.high_m * scale
    )
    if b.pattern == "woolly":
        head = united(
            head,
            wrinkled(ellipsoid((-0.15 * rs, 0, 0.25 * rs), (1.05 * rs, 1.0 * rs, 0.95 * rs)), 0.05 * rs, 0.5 * rs),
            blend_m=0.2 * rs,
        )
    reach, radius, dx, dy, dz = b.ear
    way = np.array([dx, dy, dz]) / np.linalg.norm([dx, dy, dz])
    root = np.array([-0.10 * rs, 0.62 * rs * squeeze, 0.70 * rs if dz > -0.2 else 0.45 * rs])
    tip = root + reach * size * way
    middle = root + 0.42 * reach * size * way
    ear = chain(
        [root, middle, tip], [0.75 * radius * size, radius * size * 0.85, 0.28 * radius * size], 0.1 * radius * size
    )
    return united(head, paired(ear), blend_m=0.18 * rs)


def _paint(beast: Beast, size: float, rs: float, rm: float, drop: float) -> tuple[Field, Field]:
    """Lighter cheeks or a blaze, and the nose."""
    b = beast.build
    nose = ball((size - 0.42 * rm - 0.30 * rs, 0.0, -drop * size + 0.30 * rm), 0.62 * rm)
    if b.foot == "hoof":
        nose = ball((size - 0.30 * rs, 0.0, -drop * size), 0.80 * rm)
    if b.pattern in ("fox", "tabby"):
        cheek = region(lambda x, y, z: z + 0.10 * rs + 0.5 * drop * x - 0.25 * np.abs(y))
        return cheek, nose
    if b.pattern == "patches":
        return region(lambda x, y, z: np.maximum(np.abs(y) - 0.40 * rs, 0.2 * rs - z - 0.5 * x)), nose
    if b.pattern == "rump":
        return ball((size - rm - 0.35 * rs, 0.0, -drop * size - 1.1 * rm), 0.9 * rm), nose
    if b.pattern == "saddle":
        mask = region(lambda x, y, z: 0.52 * size - x)
        return _FAR_AWAY, united(nose, mask)
    return _FAR_AWAY, nose


def _headgear(kind: Headgear, rs: float, size: float) -> Patch:
    """Antlers or horns of both sides."""
    root = np.array([0.05 * rs, 0.42 * rs, 0.80 * rs])
    if kind == "horns":
        sides = [
            tube(
                [root, root + np.array([0.1, 0.55, 0.1]) * size, root + np.array([0.2, 0.62, 0.42]) * size],
                [0.055 * size, 0.04 * size, 0.008 * size],
                8,
            )
        ]
    elif kind == "roe":
        beam = [root, root + np.array([0.02, 0.12, 0.45]) * size, root + np.array([-0.04, 0.22, 1.0]) * size]
        sides = [tube(beam, [0.055 * size, 0.045 * size, 0.012 * size], 7)]
        sides.append(tube([beam[1], beam[1] + np.array([0.22, 0.06, 0.18]) * size], [0.038 * size, 0.008 * size], 6))
        sides.append(
            tube(
                [beam[1] + np.array([-0.03, 0.05, 0.25]) * size, beam[1] + np.array([-0.26, 0.10, 0.38]) * size],
                [0.034 * size, 0.008 * size],
                6,
            )
        )
    elif kind == "stag":
        beam = [
            root,
            root + np.array([-0.35, 0.45, 0.50]) * size,
            root + np.array([-0.30, 0.85, 1.15]) * size,
            root + np.array([0.05, 0.80, 1.75]) * size,
        ]
        sides = [tube(beam, [0.075 * size, 0.06 * size, 0.05 * size, 0.012 * size], 8)]
        tines = (
            (0.08, (0.55, 0.15, 0.35)),
            (0.22, (0.50, 0.20, 0.40)),
            (0.55, (0.45, 0.0, 0.42)),
            (0.80, (-0.10, 0.30, 0.45)),
            (0.84, (0.35, -0.10, 0.40)),
        )
        stations = np.linspace(0.0, 1.0, 4)
        for at, way in tines:
            start = np.array([np.interp(at, stations, [p[k] for p in beam]) for k in range(3)])
            bent = start + 0.5 * np.array(way) * size * np.array([1.0, 1.0, 0.6])
            sides.append(
                tube([start, bent, start + np.array(way) * size], [0.045 * size, 0.036 * size, 0.008 * size], 6)
            )
    else:
        stem = [root, root + np.array([0.0, 0.50, 0.10]) * size]
        sides = [tube(stem, [0.065 * size, 0.06 * size], 8)]
        for k, x in enumerate((-0.30, -0.12, 0.08, 0.28, 0.46)):
            end = root + np.array([x, 1.15 + 0.12 * (2 - abs(k - 2)), 0.62 - 0.05 * abs(k - 1)]) * size
            middle = root + np.array([0.6 * x, 0.85, 0.28]) * size
            sides.append(tube([stem[1], middle, end], [0.07 * size, 0.11 * size, 0.015 * size], 7))
    one = joined(sides)
    return joined([one, (one[0] * [1.0, -1.0, 1.0], one[1][:, ::-1])])
