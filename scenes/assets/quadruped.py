"""Four-legged animals: skeleton with twelve leg joints, neck, head and tail; gaits whose feet do not slide."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.animal_coats import Palette, coat_materials
from scenes.assets.animal_heads import Headgear, head_covers
from scenes.assets.articulated import ABOUT_Y, BEND, Limb, articulated, reflected
from scenes.assets.person_joints import posed_box
from scenes.assets.posture import quaternion, turn
from scenes.assets.quadruped_builds import BUILDS, QuadrupedBuild
from scenes.assets.quadruped_gait import (
    FEET,
    Stride,
    body_lift,
    landing,
    leg_angles,
    phase_of,
    standing_angles,
    stride_of,
)
from scenes.assets.quadruped_shape import Beast, leg_covers, neck_covers, tail_covers, trunk_covers
from scenes.pose import Part, Pose
from scenes.streams import stream

Float64 = NDArray[np.float64]
Head = Literal["up", "grazing"]

PART_NAMES = (
    *("torso", "neck", "head", "tail"),
    *(
        f"{end}_{segment}_{side}"
        for end in ("hind", "fore")
        for side in ("left", "right")
        for segment in ("upper", "lower", "foot")
    ),
)
"""Parts of every four-legged animal in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadruped(AssetSpec, ABC):
    """A four-legged animal whose size and coat are drawn by its seed. head: raised, or down at the grass."""

    SEMANTIC: ClassVar[str]

    seed: int = 0
    head: Head = "up"

    @abstractmethod
    def kind(self) -> str:
        """Its name among `BUILDS`."""

    @abstractmethod
    def palettes(self) -> tuple[Palette, ...]:
        """Coats that occur."""

    def headgear(self) -> Headgear:
        """What grows on the head."""
        return "none"

    @property
    def beast(self) -> Beast:
        """Build and size."""
        build = self.build_of()
        rng = stream(self.seed, "animal", self.kind())
        low, high = build.withers_m
        return Beast(build=build, withers_m=round(float(rng.uniform(low, high)), 3), pattern_phase=float(rng.random()))

    def build_of(self) -> QuadrupedBuild:
        """Proportions of its kind."""
        return BUILDS[self.kind()]

    def build(self) -> Asset:
        """Standing on all joints at zero, heading along x, the middle of the trunk above the origin."""
        beast = self.beast
        limbs = _limbs(beast, self.headgear(), self.head)
        coats = self.palettes()
        palette = coats[int(stream(self.seed, "coat", self.kind()).integers(len(coats)))]
        return articulated(self.kind(), self.SEMANTIC, limbs, coat_materials(palette), posed_box(limbs))

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, 16), radians: legs by the gait, neck and tail a little."""
        beast, phase, stride = self._in_stride(distance_m, speed_mps)
        lift = self.root_height(distance_m, speed_mps)
        legs = dict(zip(("hind", "fore"), beast.legs(), strict=True))
        angles: dict[str, Float64] = {}
        for number, foot in enumerate(FEET):
            end, side = foot.split("_")
            leg = legs[end]
            slopes = leg_angles(leg, stride, phase - landing(stride, number), lift)
            rest = standing_angles(leg)
            before, still = np.zeros(len(phase)), 0.0
            for segment, slope, at_rest in zip(("upper", "lower", "foot"), slopes, rest, strict=True):
                angles[f"{end}_{segment}_{side}"] = slope - before - (at_rest - still)
                before, still = slope, at_rest
        nod = stride.moving * (
            0.05 * np.cos(4 * np.pi * phase) * (1 - stride.gallop) + 0.12 * stride.gallop * np.sin(2 * np.pi * phase)
        )
        angles["neck"], angles["head"] = nod + 0.25 * stride.gallop * stride.moving, -0.6 * nod
        angles["tail"] = -0.35 * stride.gallop * stride.moving
        zero = np.zeros(len(phase))
        return np.column_stack([angles.get(name, zero) for name in PART_NAMES])

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Lift of the body (T,), metres: it rises and falls with the stride while the feet stay on the ground."""
        beast, phase, stride = self._in_stride(distance_m, speed_mps)
        return body_lift(beast.legs()[0].root_m[1], stride, phase)

    def _in_stride(self, distance_m: Float64, speed_mps: Float64) -> tuple[Beast, Float64, Stride]:
        beast = self.beast
        height = beast.legs()[0].root_m[1]
        distance, speed = np.asarray(distance_m, dtype=np.float64), np.asarray(speed_mps, dtype=np.float64)
        offset = float(stream(self.seed, "stride").random())
        return beast, offset + phase_of(height, distance, speed), stride_of(height, speed)


def _limbs(beast: Beast, headgear: Headgear, head: Head) -> list[Limb]:
    b, w = beast.build, beast.withers_m
    length, slope = b.neck[0] * w, b.neck[1]
    down = slope if head == "up" else min(-0.75, slope - 1.25)
    nose = b.head_rad if head == "up" else 1.15
    nx, nz = beast.neck_root_m()
    nz -= 0.10 * w if head == "grazing" else 0.0
    limbs = [
        Limb(name="torso", covers=trunk_covers(beast)),
        Limb(
            name="neck",
            covers=neck_covers(beast),
            parent="torso",
            T_parent_part=_joint((nx, 0.0, nz), -down),
            axis=ABOUT_Y,
        ),
        Limb(
            name="head",
            covers=head_covers(beast, headgear),
            parent="neck",
            T_parent_part=_joint((length, 0.0, 0.01 * w), down + nose),
        ),
        Limb(
            name="tail",
            covers=tail_covers(beast),
            parent="torso",
            T_parent_part=_joint((-0.50 * beast.trunk_m, 0.0, (b.back[0] - 0.04) * w), 0.0),
        ),
    ]
    for end, leg, half, radii in zip(("hind", "fore"), beast.legs(), beast.half_m(), (b.hind, b.fore), strict=True):
        first, second, third = standing_angles(leg)
        x, z = leg.root_m
        covers = leg_covers(beast, leg, radii)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            places = (
                ("torso", (x, sign * half, z), first),
                (f"{end}_upper_{side}", (0.0, 0.0, -leg.upper_m), second - first),
                (f"{end}_lower_{side}", (0.0, 0.0, -leg.lower_m), third - second),
            )
            for segment, (parent, at, angle), own in zip(("upper", "lower", "foot"), places, covers, strict=True):
                worn = own if sign > 0 else [reflected(c) for c in own]
                limbs.append(
                    Limb(
                        name=f"{end}_{segment}_{side}",
                        covers=worn,
                        parent=parent,
                        T_parent_part=_joint(at, -angle),
                        axis=BEND,
                    )
                )
    return limbs


def _joint(offset_m: tuple[float, float, float], pitch_rad: float) -> Pose[Part, Part]:
    return Pose(translation_m=offset_m, rotation_xyzw=quaternion(turn("y", pitch_rad)))
