"""Bodies of four-legged animals as signed-distance fields, each part in its frame, and the colours of their coats."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.articulated import Cover, skin
from scenes.assets.contour import contour, painted
from scenes.assets.fields import Field, ball, below, chain, column, ellipsoid, lengthwise, paired, united, wrinkled
from scenes.assets.prints import region
from scenes.assets.quadruped_builds import STATIONS, QuadrupedBuild
from scenes.assets.quadruped_gait import LegBuild

Float64 = NDArray[np.float64]

TRUNK_CELL, LIMB_CELL, HEAD_CELL = 0.034, 0.026, 0.060
"""Cells of trunk and limbs as shares of the withers height, of heads as shares of their length; chosen: some 15,000
triangles."""
_FAR_AWAY = ball((0.0, 0.0, -100.0), 1e-3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beast:
    """A build at a size, with the phase of its coat's pattern."""

    build: QuadrupedBuild
    withers_m: float
    pattern_phase: float

    @property
    def trunk_m(self) -> float:
        """Length of the trunk."""
        return self.build.length * self.withers_m

    def legs(self) -> tuple[LegBuild, LegBuild]:
        """Hind and fore leg: hip at 0.80, middle of the shoulder at 0.74 of the withers' height; chosen proportions."""
        w, b = self.withers_m, self.build
        low = 0.5 * (b.back[3] + b.belly[3])
        fore_z, hind_z = min(0.74, low + 0.04) * w, min(0.80, 0.5 * (b.back[1] + b.belly[1]) + 0.05) * w
        hind = LegBuild(
            root_m=(STATIONS[1] * self.trunk_m + 0.02 * w, hind_z),
            toe_x_m=-0.06 * w,
            upper_m=0.385 * hind_z,
            lower_m=0.415 * hind_z,
            cannon_m=0.345 * hind_z,
            cannon_rad=0.10,
            bends=1.0,
        )
        fore = LegBuild(
            root_m=((STATIONS[4] - 0.01) * self.trunk_m + 0.05 * w, fore_z),
            toe_x_m=-0.055 * w,
            upper_m=0.365 * fore_z,
            lower_m=0.375 * fore_z,
            cannon_m=0.350 * fore_z,
            cannon_rad=0.02,
            bends=-1.0,
        )
        return hind, fore

    def half_m(self) -> tuple[float, float]:
        """Distance of hind and fore legs from the middle."""
        w, half = self.withers_m, self.build.half
        return 0.60 * half[1] * w, 0.62 * half[4] * w

    def neck_root_m(self) -> tuple[float, float]:
        """(x, z) of the neck's joint."""
        b, w = self.build, self.withers_m
        z = 0.5 * (b.back[4] + b.belly[4]) + 0.27 * (b.back[4] - b.belly[4])
        return (0.36 * self.trunk_m, z * w)


def trunk_covers(beast: Beast) -> list[Cover]:
    """Trunk with shoulders and haunches, in the body's frame."""
    w, b, length = beast.withers_m, beast.build, beast.trunk_m
    rows = []
    for x, top, low, half in zip(STATIONS, b.back, b.belly, b.half, strict=True):
        middle = 0.52 * top + 0.48 * low
        rows.append((x * length, middle * w, half * w, (top - middle) * w, (middle - low) * w))
    body = lengthwise(column(rows, 2.1, 0.05 * w))
    hind, fore = beast.legs()
    out_h, out_f = beast.half_m()
    haunch = ellipsoid(
        (hind.root_m[0] + 0.01 * w, out_h, hind.root_m[1] - 0.03 * w),
        (0.145 * w, 0.45 * b.half[1] * w + 0.03 * w, 0.17 * w),
    )
    shoulder = ellipsoid(
        (fore.root_m[0], out_f, fore.root_m[1] - 0.02 * w), (0.115 * w, 0.42 * b.half[4] * w + 0.02 * w, 0.18 * w)
    )
    nx, nz = beast.neck_root_m()
    withers = ball((nx, 0.0, nz), b.neck[2] * 0.9 * w)
    field = united(body, paired(haunch), paired(shoulder), withers, blend_m=0.09 * w)
    if b.pattern == "woolly":
        field = wrinkled(field, 0.018 * w, 0.13 * w)
    surface = painted(contour(field, TRUNK_CELL * w), _coat_regions(beast))
    return [skin(surface, ("coat", "light", "dark"), "torso")]


def _coat_regions(beast: Beast) -> list[Field]:
    """Where the trunk's coat is light, and where it is dark."""
    w, b, length = beast.withers_m, beast.build, beast.trunk_m
    phase = 6.28 * beast.pattern_phase
    belly = region(lambda x, y, z: z - np.interp(x / length, STATIONS, b.belly) * w - 0.07 * w)
    stations = np.asarray(STATIONS)
    if b.pattern == "patches":
        size = 0.42 * w

        def spots(x: Float64, y: Float64, z: Float64) -> Float64:
            side = np.sign(y + 1e-9) * 1.7
            a = np.sin(2 * np.pi * x / (2.1 * size) + phase + side) + np.sin(
                2 * np.pi * (z + 0.6 * x) / (1.7 * size) + 2 * phase
            )
            return np.asarray(0.1 * w * (a + 0.6 * np.sin(2 * np.pi * (y + 0.3 * z) / size + phase) + 0.15))

        return [region(spots), _FAR_AWAY]
    if b.pattern == "saddle":
        saddle = region(lambda x, y, z: np.interp(x / length, stations, [0.80, 0.76, 0.72, 0.70, 0.74, 0.84]) * w - z)
        return [belly, saddle]
    if b.pattern == "tabby":
        stripes = region(
            lambda x, y, z: (
                0.05
                * w
                * (
                    0.30
                    - np.sin(2 * np.pi * (x + 0.25 * z) / (0.17 * w) + 1.5 * np.sin(9.0 * z / w + phase))
                    + 1.6 * (z < 0.62 * w)
                )
            )
        )
        return [belly, stripes]
    if b.pattern == "rump":
        mirror = ball((STATIONS[0] * length - 0.05 * w, 0.0, 0.82 * w), 0.20 * w)
        return [united(mirror, belly), _FAR_AWAY]
    if b.pattern == "fox":
        chest = ball((0.52 * length, 0.0, 0.58 * w), 0.16 * w)
        return [united(chest, belly), _FAR_AWAY]
    return [_FAR_AWAY, _FAR_AWAY]


def neck_covers(beast: Beast) -> list[Cover]:
    """The neck along its own x axis, with a mane on horses."""
    w, b = beast.withers_m, beast.build
    length, _, low, high = b.neck
    flat = chain(
        [(-0.04 * w, 0, -0.02 * w), (0.5 * length * w, 0, 0.0), (length * w, 0, 0.01 * w)],
        [low * w, 0.5 * (low + high) * w, high * w],
        0.03 * w,
    )
    field = _narrowed(flat, 0.80 if b.foot == "hoof" else 0.95)
    if b.pattern == "woolly":
        field = wrinkled(field, 0.014 * w, 0.13 * w)
    light = [region(lambda x, y, z: z + 0.55 * high * w)] if b.pattern in ("fox", "saddle", "tabby") else [_FAR_AWAY]
    covers = [skin(painted(contour(field, LIMB_CELL * w), light), ("coat", "light"), "neck")]
    if b.head_rad == 0.72:
        crest = chain(
            [
                (0.02 * w, 0, 0.84 * low * w),
                (0.55 * length * w, 0, 1.10 * high * w + 0.02 * w),
                (1.06 * length * w, 0, 1.12 * high * w),
            ],
            [0.034 * w, 0.040 * w, 0.028 * w],
            0.02 * w,
        )
        fall = chain(
            [(0.10 * w, 0.055 * w, 0.45 * low * w), (0.9 * length * w, 0.05 * w, 0.7 * high * w)],
            [0.032 * w, 0.028 * w],
            0.02 * w,
        )
        covers.append(
            skin(
                contour(wrinkled(united(crest, fall, blend_m=0.04 * w), 0.004 * w, 0.05 * w), LIMB_CELL * w),
                "mane",
                "hair",
            )
        )
    return covers


def tail_covers(beast: Beast) -> list[Cover]:
    """The tail behind its root."""
    w, b = beast.withers_m, beast.build
    path = [(0.07 * w, 0.0, -0.01 * w), *((x * w, 0.0, z * w) for x, z in b.tail)]
    radii = np.linspace(0.85 * b.tail_radii[0], b.tail_radii[1], len(path)) * w
    if b.pattern == "fox":
        radii = np.array([0.045, 0.075, 0.105, 0.10, 0.03][: len(path)]) * w
    field = chain(path, [float(r) for r in radii], 0.03 * w)
    end_x, end_z = b.tail[-1]
    tip = ball((end_x * w, 0.0, end_z * w), 0.20 * w)
    base = (
        "dark"
        if b.pattern == "saddle"
        else "mane"
        if b.head_rad == 0.72
        else "light"
        if b.pattern == "rump"
        else "coat"
    )
    tip_paint = (
        "light"
        if b.pattern == "fox"
        else "dark"
        if b.pattern in ("tabby", "saddle", "points") and base == "coat"
        else base
    )
    cell = min(LIMB_CELL * w, 0.9 * float(radii.min()))
    return [skin(painted(contour(field, cell), [tip]), (base, tip_paint), "tail")]


def leg_covers(beast: Beast, leg: LegBuild, radii: tuple[float, float, float, float]) -> list[list[Cover]]:
    """Upper, lower and cannon of a left leg, each below its joint."""
    w, b = beast.withers_m, beast.build
    r0, r1, r2, r3 = (r * w for r in radii)
    r0, r1 = 1.22 * r0, 1.12 * r1
    top = "coat"
    sock = (
        "dark"
        if b.pattern in ("points", "fox", "saddle")
        else "light"
        if b.pattern == "patches" and b.foot == "paw"
        else top
    )
    if b.pattern == "woolly":
        sock = "dark"
    upper = _narrowed(
        chain([(0, 0, 0.02 * w), (0, 0, -0.45 * leg.upper_m), (0, 0, -leg.upper_m)], [r0, 0.92 * r0, r1], 0.03 * w),
        0.72,
    )
    bulge = 0.12 * leg.lower_m * (-leg.bends)
    lower = chain(
        [(0, 0, 0), (0.35 * bulge, 0, -0.25 * leg.lower_m), (0, 0, -leg.lower_m)], [r1, 0.92 * r1, r2], 0.02 * w
    )
    foot, split = _foot(beast, leg, r2, r3)
    cell = min(LIMB_CELL * w, 0.95 * r2)
    if b.pattern == "woolly":
        upper = wrinkled(upper, 0.012 * w, 0.13 * w)
    lower_label = [below(-0.35 * leg.lower_m)]
    hoof = "hoof" if b.foot == "hoof" else sock
    return [
        [skin(contour(upper, LIMB_CELL * w), top, "leg")],
        [skin(painted(contour(lower, cell), lower_label), (top, sock), "leg")],
        [skin(painted(contour(foot, min(cell, 0.8 * r3)), [split]), (sock, hoof), "leg")],
    ]


def _foot(beast: Beast, leg: LegBuild, r2: float, r3: float) -> tuple[Field, Field]:
    """Cannon and hoof or paw; its lowest point lies at the cannon's length. And the region of the hoof."""
    w, length, tilt = beast.withers_m, leg.cannon_m, leg.cannon_rad
    if beast.build.foot == "paw":
        pad = _turned(
            ellipsoid((0.028 * w, 0, -length + 0.85 * r3), (1.55 * r3, 1.05 * r3, 0.85 * r3)), (0, 0, -length), -tilt
        )
        shaft = chain([(0, 0, 0), (0, 0, -length + 1.1 * r3)], [r2, 0.9 * r3])
        return united(shaft, pad, blend_m=0.6 * r3), _FAR_AWAY
    fetlock = (0.0, 0.0, -length + 3.2 * r3)
    shaft = chain([(0, 0, 0), (0, 0, -0.5 * length), fetlock], [r2, 0.85 * r3, 1.05 * r3], 0.3 * r3)
    hoof = _turned(
        chain([(0.2 * r3, 0, -length + 1.9 * r3), (0.75 * r3, 0, -length + 1.12 * r3)], [0.95 * r3, 1.12 * r3]),
        (0, 0, -length),
        -tilt,
    )
    return united(shaft, hoof, blend_m=0.8 * r3), below(-length + 1.75 * r3)


def _turned(field: Field, about: tuple[float, float, float], pitch_rad: float) -> Field:
    """The field turned about a point."""
    c, s = math.cos(pitch_rad), math.sin(pitch_rad)
    x0, _, z0 = about

    def distance(p: Float64) -> Float64:
        x, z = p[:, 0] - x0, p[:, 2] - z0
        return field.distance(np.column_stack([c * x - s * z + x0, p[:, 1], s * x + c * z + z0]))

    reach = float(np.abs(np.concatenate([field.low_m - np.array(about), field.high_m - np.array(about)])).max()) * 1.3
    return Field(distance=distance, low_m=np.array(about) - reach, high_m=np.array(about) + reach)


def _narrowed(field: Field, share: float) -> Field:
    """The field squeezed across."""
    scale = np.array([1.0, share, 1.0])
    return Field(
        distance=lambda p: share * field.distance(p / scale), low_m=field.low_m * scale, high_m=field.high_m * scale
    )
