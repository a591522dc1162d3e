"""People: articulated figures with published proportions, dressed, walking and running."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot, asset_of
from scenes.assets import head_shape
from scenes.assets.body_motion import Motion, motion_of
from scenes.assets.body_shape import Figure, Sex, sole_outline
from scenes.assets.clothing import DEFAULT_MATERIALS
from scenes.assets.gait import Legs, stride_phase
from scenes.assets.head_shape import Hair
from scenes.assets.lofts import Solid
from scenes.assets.outfit import (
    OUTFITS,
    Bag,
    Clothing,
    Patch,
    arm_patches,
    leg_patches,
    skirt_panel_solid,
    trunk_patches,
)
from scenes.assets.proportions import CHILD_HEIGHTS_M, Proportions, adult_proportions, child_proportions
from scenes.mesh import MeshBuilder
from scenes.pose import Part, Pose

Float64 = NDArray[np.float64]
Axis = tuple[float, float, float]

BEND = (0.0, -1.0, 0.0)
"""Axis about which positive angles swing a hanging limb forward (flexion)."""
PITCH = (0.0, 1.0, 0.0)
"""Axis about which positive angles lean forward, and bend knees."""
SMOOTH_RAD = 1.25
"""Crease angle of bodies: chosen so that hems stay sharp and lofts of few sections look round."""
SHOULDER_DEPTH = 0.905
"""Height of the shoulder joint's centre in trunk lengths: some 5 cm below the acromion (de Leva 1996, rounded)."""
ABDUCTION_RAD = 0.11
"""Upper arms stand off the trunk by this angle; forearms turn most of it back. Chosen by looking."""
KNOCK_RAD = 0.035
"""Thighs lean inward by this angle, so that the feet stand closer than the hips. Chosen by looking."""
PART_NAMES = (
    "torso",
    "head",
    *(f"{limb}_{side}" for side in ("left", "right") for limb in ("upper_arm", "forearm")),
    *(f"{limb}_{side}" for side in ("left", "right") for limb in ("thigh", "shank", "foot")),
)
"""Parts of every person in order; dresses and coats add skirt_front and skirt_back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(AssetSpec, ABC):
    """A person. Abstract: choose `Adult` or `Child`.

    height_m: from the ground to the top of the (short) hair, in shoes. physique: -1 slender, 0 average, 1 heavy.
    Every person has the same material names, so that one appearance suits all: skin, hair, shirt (the outer top; coat,
    dress), trousers (or shorts), shoes, soles (and socks), bag, hat, eyes, lips. stride_offset: strides made before the
    start, so that people do not walk in step.
    Raises ValueError for a height or physique out of range.
    """

    SEMANTIC: ClassVar[str]
    HEIGHTS_M: ClassVar[tuple[float, float]]

    height_m: float
    physique: float = 0.0
    sex: Sex = "male"
    hair: Hair = "short"
    clothing: Clothing = "trousers_shirt"
    bag: Bag = "none"
    stride_offset: float = 0.0

    def __post_init__(self) -> None:
        low, high = self.HEIGHTS_M
        if not low <= self.height_m <= high:
            raise ValueError(f"{type(self).__name__}: height_m must lie in {low}..{high}, got {self.height_m}")
        if not -1.0 <= self.physique <= 1.0:
            raise ValueError(f"{type(self).__name__}: physique must lie in -1..1, got {self.physique}")

    @abstractmethod
    def proportions(self) -> Proportions:
        """Segment lengths of this person."""

    def build_parts(self) -> dict[str, list[Patch]]:
        """Surfaces of every part, each in its part's frame."""
        figure = Figure(proportions=self.proportions(), physique=self.physique, sex=self.sex)
        outfit = OUTFITS[self.clothing]
        out = {"torso": trunk_patches(figure, outfit, self.bag), "head": self._head(figure)}
        for name, side in (("left", 1.0), ("right", -1.0)):
            out[f"upper_arm_{name}"], out[f"forearm_{name}"] = arm_patches(figure, outfit, name, side)
        for name in ("left", "right"):
            out[f"thigh_{name}"], out[f"shank_{name}"], out[f"foot_{name}"] = leg_patches(figure, outfit, name)
        if outfit.skirt_m:
            for name, before, behind in (("skirt_front", 1.0, 0.4), ("skirt_back", 0.4, 1.0)):
                panel = skirt_panel_solid(figure, outfit, before, behind)
                out[name] = [Patch(material="shirt", part="torso", solid=panel)]
        return out

    def _head(self, figure: Figure) -> list[Patch]:
        """Head, neck, face and hair in the head part's frame, whose origin is the neck's root."""
        p = figure.proportions
        lift = np.array([0.0, 0.0, p.chin_height_m - neck_root_m(p)])

        def scaled(solid: Solid) -> Solid:
            return solid[0] * p.head_scale + lift, solid[1]

        pieces: list[tuple[str, Solid | None]] = [
            ("skin", head_shape.skin_solid()),
            ("eyes", head_shape.eye_solids()),
            ("hair", head_shape.brow_solids()),
            ("lips", head_shape.mouth_solid()),
            ("hair", head_shape.hair_solid(self.hair)),
            ("hat", head_shape.cap_solid() if self.hair == "cap" else None),
        ]
        patches = [Patch(material=name, part="head", solid=scaled(s)) for name, s in pieces if s is not None]
        neck = head_shape.neck_solid(float(lift[2]), p.girth, p.head_scale)
        return [*patches, Patch(material="skin", part="head", solid=neck)]

    def build(self) -> Asset:
        """The figure standing straight, arms hanging, when all joint angles are zero."""
        p = self.proportions()
        patches = self.build_parts()
        keys = sorted({(patch.material, patch.part) for group in patches.values() for patch in group})
        slots = tuple(Slot(material=material, part=part, semantic=self.SEMANTIC) for material, part in keys)
        parts: list[AssetPart] = []
        for name, group in patches.items():
            builder = MeshBuilder()
            for patch in group:
                builder.add(*patch.solid, slot=keys.index((patch.material, patch.part)), crease_rad=SMOOTH_RAD)
            parent, pose, axis = joint_of(name, p)
            index = [part.name for part in parts].index(parent) if parent else -1
            parts.append(AssetPart(name=name, mesh=builder.build(), parent=index, T_parent_part=pose, axis=axis))
        return Asset(
            name=type(self).__name__.lower(),
            semantic=self.SEMANTIC,
            parts=tuple(parts),
            slots=slots,
            materials=DEFAULT_MATERIALS,
            box=nominal_box(self.height_m),
        )

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, parts), radians, of standing, walking or running; the rows are a series in order of time."""
        angles = self._motion(distance_m, speed_mps).angles_rad
        zero = np.zeros(len(distance_m))
        return np.column_stack([angles.get(part.name, zero) for part in asset_of(self).parts])

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Lift of the body (T,), metres, that keeps its lowest foot on the ground; running adds its short flights."""
        return self._motion(distance_m, speed_mps).lift_m

    def _motion(self, distance_m: Float64, speed_mps: Float64) -> Motion:
        p = self.proportions()
        legs = Legs(thigh_m=p.thigh_m, shank_m=p.shank_m, sole_m=sole_outline(p))
        phase = self.stride_offset + stride_phase(legs, distance_m, speed_mps)
        return motion_of(legs, phase, speed_mps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adult(Person):
    """A grown-up."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.adult"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (1.40, 2.10)

    height_m: float = 1.75

    def proportions(self) -> Proportions:
        """Segment lengths of this person."""
        return adult_proportions(self.height_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Person):
    """A child of about 3 to 9 years, with a child's large head and short legs."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.child"
    HEIGHTS_M: ClassVar[tuple[float, float]] = CHILD_HEIGHTS_M

    height_m: float = 1.15
    clothing: Clothing = "shorts_tshirt"

    def proportions(self) -> Proportions:
        """Segment lengths of this child."""
        return child_proportions(self.height_m)


def nominal_box(height_m: float) -> BodyBox:
    """The mean KITTI pedestrian, 1.76 x 0.66 x 0.84 m (height, width, length), scaled to the height."""
    return BodyBox(length_m=0.84 / 1.76 * height_m, width_m=0.66 / 1.76 * height_m, height_m=height_m)


def neck_root_m(p: Proportions) -> float:
    """Height of the joint between trunk and neck: a little above the shoulders, in the collar."""
    return p.shoulder_height_m + 0.06 * p.trunk_m


def joint_of(name: str, p: Proportions) -> tuple[str, Pose[Part, Part], Axis]:
    """Parent (empty: the body), `T_parent_part` and axis of a part."""
    side = -1.0 if name.endswith("right") else 1.0
    limb = name.removesuffix("_left").removesuffix("_right")
    suffix = name[len(limb) :]
    shoulder = (-0.012 * p.girth, side * p.shoulder_half_m, SHOULDER_DEPTH * p.trunk_m)
    place: dict[str, tuple[str, tuple[float, float, float], float, Axis]] = {
        "torso": ("", (0.0, 0.0, p.hip_height_m), 0.0, PITCH),
        "head": ("torso", (-0.018 * p.girth, 0.0, neck_root_m(p) - p.hip_height_m), 0.0, PITCH),
        "upper_arm": ("torso", shoulder, ABDUCTION_RAD * side, BEND),
        "forearm": (f"upper_arm{suffix}", (0.0, 0.0, -p.upper_arm_m), -0.8 * ABDUCTION_RAD * side, BEND),
        "thigh": ("torso", (0.0, side * p.hip_half_m, 0.0), -KNOCK_RAD * side, BEND),
        "shank": (f"thigh{suffix}", (0.0, 0.0, -p.thigh_m), 0.0, PITCH),
        "foot": (f"shank{suffix}", (0.0, 0.0, -p.shank_m), KNOCK_RAD * side, BEND),
        "skirt_front": ("torso", (0.0, 0.0, 0.0), 0.0, BEND),
        "skirt_back": ("torso", (0.0, 0.0, 0.0), 0.0, BEND),
    }
    parent, offset, roll, axis = place[limb]
    return parent, Pose(translation_m=offset, rotation_xyzw=(math.sin(roll / 2), 0.0, 0.0, math.cos(roll / 2))), axis
