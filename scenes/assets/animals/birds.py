"""Birds on the ground: pigeons, crows and geese that stand and walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.animals.bird_gait import LegBuild, body_lift, leg_angles, phase_of, standing_angles, stride_of
from scenes.assets.people.person_joints import posed_box
from scenes.assets.people.posture import quaternion, turn
from scenes.assets.people.prints import region
from scenes.assets.shaping.articulated import ABOUT_Y, BEND, Cover, Limb, articulated, at, reflected, skin, solid
from scenes.assets.shaping.contour import contour, painted
from scenes.assets.shaping.fields import (
    Field,
    ball,
    block,
    chain,
    column,
    ellipsoid,
    lengthwise,
    paired,
    placed,
    united,
)
from scenes.assets.shaping.shapes import ellipsoid as ball_patch
from scenes.assets.shaping.shapes import joined, moved
from scenes.material import Material
from scenes.pose import Part, Pose
from scenes.streams import stream

Float64 = NDArray[np.float64]
Species = Literal["pigeon", "crow", "goose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bird:
    """Shares of the body's length: hip height, breadth, neck (length, slope, radius), head, beak; sizes in metres."""

    body_m: tuple[float, float]
    hip: float
    breadth: float
    pitch_rad: float
    neck: tuple[float, float, float]
    head: float
    beak: tuple[float, float]
    colors: tuple[str, str, str, str, str]


_BIRDS: dict[Species, _Bird] = {
    "pigeon": _Bird(
        body_m=(0.21, 0.24),
        hip=0.40,
        breadth=0.25,
        pitch_rad=0.30,
        neck=(0.34, 1.05, 0.115),
        head=0.105,
        beak=(0.11, 0.028),
        colors=("6f757d", "8b9096", "33363b", "a8524a", "3a4a48"),
    ),
    "crow": _Bird(
        body_m=(0.27, 0.31),
        hip=0.46,
        breadth=0.22,
        pitch_rad=0.25,
        neck=(0.26, 0.90, 0.120),
        head=0.115,
        beak=(0.22, 0.045),
        colors=("161617", "161617", "0e0e10", "141414", "161617"),
    ),
    "goose": _Bird(
        body_m=(0.56, 0.66),
        hip=0.42,
        breadth=0.22,
        pitch_rad=0.08,
        neck=(0.60, 1.15, 0.070),
        head=0.072,
        beak=(0.12, 0.030),
        colors=("7d7265", "c9c2b6", "4a433b", "c97a3a", "6e6357"),
    ),
}
"""Wood and feral pigeon, carrion crow, greylag goose; lengths within Svensson et al. 2009. Body, belly, wing ends, legs
and beak, neck."""
PART_NAMES = (
    "torso",
    "neck",
    *(f"leg_{segment}_{side}" for side in ("left", "right") for segment in ("upper", "lower", "foot")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bird(AssetSpec):
    """A bird that stands or walks; its size is drawn by its seed."""

    SEMANTIC: ClassVar[str] = "animal.bird"

    species: Species = "pigeon"
    seed: int = 0

    @property
    def body_m(self) -> float:
        """Length of the body without tail and neck."""
        return float(stream(self.seed, "bird", self.species).uniform(*_BIRDS[self.species].body_m))

    def leg(self) -> LegBuild:
        """Thigh, shank and foot's long bone."""
        b, size = _BIRDS[self.species], self.body_m
        hip = b.hip * size
        return LegBuild(
            root_m=(-0.02 * size, hip),
            toe_x_m=0.10 * size,
            upper_m=0.34 * hip,
            lower_m=0.46 * hip,
            cannon_m=0.47 * hip,
            cannon_rad=0.42,
            bend_factor=1.0,
        )

    def build(self) -> Asset:
        """Standing with folded wings."""
        b, size, leg = _BIRDS[self.species], self.body_m, self.leg()
        limbs = [
            Limb(name="torso", covers=_body(b, size)),
            Limb(
                name="neck",
                covers=_neck(b, size),
                parent="torso",
                T_parent_part=_joint((0.36 * size, 0.0, (b.hip + 0.10 + 0.36 * b.pitch_rad) * size), -b.neck[1]),
                axis=ABOUT_Y,
            ),
        ]
        first, second, third = standing_angles(leg)
        x, z = leg.root_m
        for side, sign in (("left", 1.0), ("right", -1.0)):
            places = (
                ("torso", (x, sign * 0.40 * b.breadth * size, z), first),
                (f"leg_upper_{side}", (0.0, 0.0, -leg.upper_m), second - first),
                (f"leg_lower_{side}", (0.0, 0.0, -leg.lower_m), third - second),
            )
            for segment, (parent, place, angle), own in zip(
                ("upper", "lower", "foot"), places, _leg(leg, size), strict=True
            ):
                worn = own if sign > 0 else [reflected(c) for c in own]
                joint = _joint(place, -angle)
                limbs.append(
                    Limb(name=f"leg_{segment}_{side}", covers=worn, parent=parent, T_parent_part=joint, axis=BEND)
                )
        return articulated(self.species, self.SEMANTIC, limbs, _materials(b), posed_box(limbs))

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 8): steps, and a head that nods back and forth as it walks."""
        distance, speed = np.asarray(distance_m, dtype=np.float64), np.asarray(speed_mps, dtype=np.float64)
        leg = self.leg()
        phase, stride = phase_of(leg.root_m[1], distance, speed), stride_of(leg.root_m[1], speed)
        lift, rest = self.root_height(distance, speed), standing_angles(leg)
        angles = {"torso": np.zeros(len(phase)), "neck": 0.16 * stride.moving * np.sin(4 * np.pi * phase)}
        for side, offset in (("left", 0.0), ("right", 0.5)):
            before, still = np.zeros(len(phase)), 0.0
            slopes = leg_angles(leg, stride, phase - offset, lift)
            for segment, slope, at_rest in zip(("upper", "lower", "foot"), slopes, rest, strict=True):
                angles[f"leg_{segment}_{side}"] = slope - before - (at_rest - still)
                before, still = slope, at_rest
        return np.column_stack([angles[name] for name in PART_NAMES])

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Lift of the body (T,), metres."""
        distance, speed = np.asarray(distance_m, dtype=np.float64), np.asarray(speed_mps, dtype=np.float64)
        height = self.leg().root_m[1]
        return body_lift(height, stride_of(height, speed), phase_of(height, distance, speed))


def _body(b: _Bird, size: float) -> list[Cover]:
    rows = [
        (-0.52, 0.02, 0.10, 0.08, 0.08),
        (-0.30, 0.02, 0.72, 0.70, 0.62),
        (0.0, 0.0, 1.0, 0.98, 1.0),
        (0.28, 0.0, 0.92, 0.88, 1.0),
        (0.50, 0.03, 0.30, 0.36, 0.34),
    ]
    table = [
        (x * size, z * size, w * b.breadth * size, u * b.breadth * size, d * b.breadth * size) for x, z, w, u, d in rows
    ]
    trunk = lengthwise(column(table, 2.0, 0.05 * size))
    wing = ellipsoid(
        (-0.16 * size, 0.78 * b.breadth * size, 0.03 * size),
        (0.50 * size, 0.30 * b.breadth * size, 0.62 * b.breadth * size),
    )
    tail = block((-0.66 * size, 0, 0.045 * size), (0.26 * size, 0.36 * b.breadth * size, 0.030 * size), 0.022 * size)
    field = placed(
        united(trunk, paired(wing), tail, blend_m=0.06 * size), (0.0, 0.0, (b.hip + 0.10) * size), -b.pitch_rad
    )
    level = (b.hip + 0.02) * size
    belly = region(lambda x, y, z: z - level - b.pitch_rad * x + 0.1 * size)
    ends = region(lambda x, y, z: np.maximum(x + 0.50 * size, -1.0))
    bars = region(
        lambda x, y, z: np.maximum(
            np.abs(x + 0.22 * size + 0.4 * (z - level)) - 0.035 * size, 0.30 * b.breadth * size - np.abs(y)
        )
    )
    return [
        skin(painted(contour(field, 0.055 * size), [belly, ends, bars]), ("body", "belly", "wing", "wing"), "torso")
    ]


def _neck(b: _Bird, size: float) -> list[Cover]:
    length, slope, thick = b.neck
    up = np.array([np.cos(slope), 0.0, np.sin(slope)])  # what is level ahead, in the frame of a rising neck
    level = np.array([up[0], 0.0, -up[2]])
    end = np.array([length * size, 0.0, 0.0])
    neck = chain(
        np.array([(-0.06 * size, 0.0, 0.0), tuple(0.55 * end), tuple(end)]),
        [1.7 * thick * size, 1.05 * thick * size, 0.95 * thick * size],
        0.05 * size,
    )
    r = b.head * size
    head = ball(end + 0.35 * r * level, r)
    root = end + 0.9 * r * level
    beak = chain([root, root + b.beak[0] * size * level], [b.beak[1] * size * 1.7, b.beak[1] * size * 0.5])
    covers = [skin(contour(united(neck, head, blend_m=0.05 * size), 0.032 * size), "neck", "neck")]
    covers.append(skin(contour(beak, 0.016 * size), "legs", "head"))
    eye = ball_patch((0.16 * r, 0.10 * r, 0.16 * r), 4, 8)
    place = end + 0.75 * r * level + np.array([0.15 * r, 0.0, 0.25 * r])
    eyes = [moved(eye, place + np.array([0.0, s * 0.86 * r, 0.0])) for s in (-1.0, 1.0)]
    return [*covers, solid(joined(eyes), "eye", "head")]


def _leg(leg: LegBuild, size: float) -> list[list[Cover]]:
    thin = 0.022 * size
    upper = chain([(0, 0, 0), (0, 0, -leg.upper_m)], [0.09 * size, 0.06 * size])
    lower = chain([(0, 0, 0), (0, 0, -leg.lower_m)], [0.06 * size, 1.1 * thin])
    c, s = np.cos(leg.cannon_rad), np.sin(leg.cannon_rad)
    foot: list[Field] = [chain([(0, 0, 0), (0, 0, -leg.cannon_m + 0.6 * thin)], [thin, 0.9 * thin])]
    for ahead, out in ((0.15, 0.0), (0.13, 0.07), (0.13, -0.07), (-0.07, 0.0)):
        tip = np.array([c * ahead * size, out * size, -leg.cannon_m + 0.6 * thin - s * ahead * size])
        foot.append(chain(np.stack([np.array([0.0, 0.0, -leg.cannon_m + 0.6 * thin]), tip]), [0.7 * thin, 0.5 * thin]))
    return [
        [skin(contour(upper, 0.05 * size), "body", "leg")],
        [skin(contour(lower, 0.035 * size), "body", "leg")],
        [skin(contour(united(*foot), 0.6 * thin), "legs", "leg")],
    ]


def _joint(offset_m: tuple[float, float, float], pitch_rad: float) -> Pose[Part, Part]:
    return at(*offset_m) @ Pose(rotation_xyzw=quaternion(turn("y", pitch_rad)))


def _materials(b: _Bird) -> dict[str, Material]:
    def feather(code: str) -> Material:
        red, green, blue = ((byte / 255) ** 2.2 for byte in bytes.fromhex(code))
        return Material(base_color=(red, green, blue), roughness=0.75, lidar_reflectivity=0.35)

    names = ("body", "belly", "wing", "legs", "neck")
    made = {name: feather(code) for name, code in zip(names, b.colors, strict=True)}
    return {**made, "eye": Material(base_color=(0.02, 0.015, 0.01), roughness=0.1, lidar_reflectivity=0.2)}
