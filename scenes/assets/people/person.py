"""People: articulated figures with published proportions, dressed, walking and running."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, BodyBox, asset_of
from scenes.assets.people.activities import (
    ON_PHONE,
    Activity,
    activity_posture,
    carrying_hands,
    hand_shapes,
    umbrella_hand_m,
)
from scenes.assets.people.body_motion import Motion, motion_along
from scenes.assets.people.body_shape import Figure, Sex
from scenes.assets.people.carried import STRAPPED, Bag, Side, in_hand, on_trunk, umbrella
from scenes.assets.people.carrying import carried_limbs, hand_m, rolling_rad, with_load
from scenes.assets.people.clothing import CLOTHES, DEFAULT_MATERIALS
from scenes.assets.people.figure_fields import HandShape
from scenes.assets.people.garments import COARSER, Detail, Tailor, right_of
from scenes.assets.people.head_fields import (
    CELL_M,
    Beard,
    Build,
    Hair,
    brow_solid,
    eye_solids,
    hair_surface,
    head_surface,
    neck_field,
)
from scenes.assets.people.headwear import HIDES_HAIR, MATERIALS_OF, Headwear, headwear_surface
from scenes.assets.people.outfits import OUTFITS, Clothing, Outfit
from scenes.assets.people.person_joints import (
    LEG_PARTS,
    PART_NAMES,
    joint_of,
    keypoints_of,
    neck_root_m,
    nominal_box,
    posed_box,
)
from scenes.assets.people.posture import Posture
from scenes.assets.people.proportions import CHILD_HEIGHTS_M, Proportions, adult_proportions, child_proportions
from scenes.assets.people.skirts import skirt_panel_solid
from scenes.assets.shaping.articulated import Cover, Limb, articulated, skin, solid
from scenes.assets.shaping.contour import Surface, contour

Float64 = NDArray[np.float64]

CHILD_FACE_M = 1.45
"""Below this stature faces are children's, whatever the sex; chosen."""
FACE_SHARE = 0.78
"""Cells of faces are finer than those of hair; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(AssetSpec, ABC):
    """A person. Abstract: choose `Adult`, `Child` or another kind.

    height_m: from the ground to the top of the (short) hair, in shoes. physique: -1 slender, 0 average, 1 heavy.
    Every person has the same material names, so that one appearance suits all: skin, hair, shirt (the outer top; coat,
    dress), inner (what is under an open top), accent, trousers (or shorts), shoes, soles (and socks), bag, hat, eyes,
    lips; uniforms have colours of their own. stride_offset: strides made before the start, so that people do not walk
    in step. gaze_rad: how far the head is turned to the left. detail: far has a fifth of the triangles.
    What needs a hand is in one that the activity leaves free, hangs down from it while the arm moves, and rolls behind
    or stands on the ground if it does. BAGS, ACTIVITIES: what a kind may carry and do.
    Raises ValueError for a height or physique out of range, and for a bag that does not go with the activity.
    """

    SEMANTIC: ClassVar[str]
    HEIGHTS_M: ClassVar[tuple[float, float]]
    BAGS: ClassVar[tuple[Bag, ...]] = get_args(Bag)
    ACTIVITIES: ClassVar[tuple[Activity, ...]] = get_args(Activity)

    height_m: float
    physique: float = 0.0
    sex: Sex = "male"
    hair: Hair = "short"
    beard: Beard = "none"
    headwear: Headwear = "none"
    clothing: Clothing = "trousers_shirt"
    bag: Bag = "none"
    activity: Activity = "walking"
    gaze_rad: float = 0.0
    stride_offset: float = 0.0
    detail: Detail = "near"

    def semantic(self) -> str:
        """Class name in the ontology."""
        return self.SEMANTIC

    def __post_init__(self) -> None:
        low, high = self.HEIGHTS_M
        if not low <= self.height_m <= high:
            raise ValueError(f"{type(self).__name__}: height_m must lie in {low}..{high}, got {self.height_m}")
        if not -1.0 <= self.physique <= 1.0:
            raise ValueError(f"{type(self).__name__}: physique must lie in -1..1, got {self.physique}")
        if not -1.3 <= self.gaze_rad <= 1.3:
            raise ValueError(f"{type(self).__name__}: gaze_rad must lie in -1.3..1.3, got {self.gaze_rad}")

        for name, value, able in (("bag", self.bag, self.BAGS), ("activity", self.activity, self.ACTIVITIES)):
            if value not in able:
                raise ValueError(f"{type(self).__name__}: {name} must be one of {', '.join(able)}, got {value}")
        try:
            carrying_hands(self.activity, self.bag)
        except ValueError as fault:
            raise ValueError(f"{type(self).__name__}: {fault}") from fault

    @classmethod
    def examples(cls) -> Iterable[Mapping[str, Any]]:
        """People as streets have them."""
        from scenes.assets.people.crowd import drawn_looks  # noqa: PLC0415 (it draws kinds that are defined from here)

        return drawn_looks(cls)

    @abstractmethod
    def proportions(self) -> Proportions:
        """Segment lengths of this person."""

    def posture(self) -> Posture:
        """How this person is held before any joint moves."""
        return activity_posture(self.proportions(), self.activity, self.bag, self.stoop_rad(), self.gaze_rad)

    def stoop_rad(self) -> float:
        """How far the trunk leans forward while standing."""
        return 0.12 if self.activity == "pushing" else 0.0

    def hair_material(self) -> str:
        """Of hair and beard."""
        return "hair"

    def hands(self) -> tuple[HandShape, HandShape]:
        """Shapes of the left and the right hand."""
        return hand_shapes(self.activity, self.bag)

    def box(self, limbs: list[Limb]) -> BodyBox:
        """The nominal box: the same for all who stand, walk and run; else what the posture fills."""
        return posed_box(limbs) if self.activity == "crouching" else nominal_box(self.height_m)

    def nominal(self) -> BodyBox:
        """The box, which all who are upright have without their geometry."""
        upright = type(self).box is Person.box and self.activity != "crouching"
        return nominal_box(self.height_m) if upright else asset_of(self).box

    def carrying(self) -> tuple[Side, ...]:
        """Hands that carry the bag."""
        return carrying_hands(self.activity, self.bag)

    def outfit(self) -> Outfit:
        """What this person wears."""
        worn = OUTFITS[self.clothing]
        return replace(worn, straps=True) if self.bag in STRAPPED else worn

    def build(self) -> Asset:
        """The figure in its posture, standing straight with hanging arms unless it does something else."""
        p = self.proportions()
        posture = self.posture()
        limbs = []
        for name, covers in self._covers(p).items():
            parent, pose, axis = joint_of(name, p, posture)
            limbs.append(Limb(name=name, covers=covers, parent=parent, T_parent_part=pose, axis=axis))
        limbs += carried_limbs(self.bag, p, limbs, self.carrying())
        return articulated(
            type(self).__name__.lower(),
            self.SEMANTIC,
            limbs,
            dict(DEFAULT_MATERIALS),
            self.box(limbs),
            keypoints=keypoints_of(limbs, p),
            always=tuple(CLOTHES),
        )

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, parts), radians, of standing, walking or running; the rows are a series in order of time."""
        still, motion = self.posture().still, self._motion(distance_m, speed_mps)
        zero = np.zeros(len(distance_m))
        angles = with_load(motion.angles_rad | dict.fromkeys(still, zero), self.carrying())
        if self.bag == "suitcase":
            (side,), p = self.carrying(), self.proportions()
            hand = hand_m(p, self.posture(), side)
            angles[f"carried_{side}"] = rolling_rad(angles["torso"], motion.lift_m, p.hip_height_m, hand)
        return np.column_stack([angles.get(part.name, zero) for part in asset_of(self).parts])

    def root_height(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Lift of the body (T,), metres, that keeps its lowest foot on the ground; running adds its short flights."""
        if self.posture().still >= LEG_PARTS:
            return np.zeros(len(distance_m))
        return self._motion(distance_m, speed_mps).lift_m

    def _motion(self, distance_m: Float64, speed_mps: Float64) -> Motion:
        series = (np.asarray(numbers, np.float64).tobytes() for numbers in (distance_m, speed_mps))
        return motion_along(self.proportions(), self.stride_offset, *series)

    def _covers(self, p: Proportions) -> dict[str, list[Cover]]:
        """Surfaces of every part, each in its part's frame."""
        figure = Figure(proportions=p, physique=self.physique, sex=self.sex)
        outfit = self.outfit()
        tailor = Tailor(figure=figure, outfit=outfit, detail=self.detail)
        hands = self.carrying()
        held = umbrella(umbrella_hand_m(p, hands[0]), 0.74 * p.girth) if self.bag == "umbrella" else []
        phones = hands if self.bag == "phone" else ()
        phones = ("right",) if self.activity in ON_PHONE else phones
        out: dict[str, list[Cover]] = {
            "torso": [*tailor.trunk(), *on_trunk(self.bag, figure), *held],
            "head": self._head(p),
        }
        left, right = self.hands()
        upper, lower = tailor.arm(left)
        out["upper_arm_left"], out["forearm_left"] = upper, list(lower)
        other = lower if right == left else tailor.arm(right)[1]
        out["upper_arm_right"] = right_of(upper)
        out["forearm_right"] = right_of(other)
        for hand in phones:
            out[f"forearm_{hand}"] += in_hand(figure, hand)
        thigh, shank, foot = tailor.leg()
        for name, turned in (("left", list), ("right", right_of)):
            out[f"thigh_{name}"], out[f"shank_{name}"], out[f"foot_{name}"] = turned(thigh), turned(shank), turned(foot)
        if outfit.skirt_m:
            for name, before, behind in (("skirt_front", 1.0, 0.4), ("skirt_back", 0.4, 1.0)):
                out[name] = [solid(skirt_panel_solid(figure, outfit, before, behind), outfit.top, "torso", 1.25)]
        return {name: out[name] for name in (*PART_NAMES, *(k for k in out if k not in PART_NAMES))}

    def _head(self, p: Proportions) -> list[Cover]:
        """Head, neck, hair and what is worn, in the head part's frame, whose origin is the neck's root."""
        lift = np.array([0.0, 0.0, p.chin_height_m - neck_root_m(p)])
        cell = round(CELL_M * COARSER[self.detail], 5)
        build: Build = self.sex if self.height_m > CHILD_FACE_M else "child"
        wear: Headwear = "baseball_cap" if self.hair == "cap" and self.headwear == "none" else self.headwear
        hair: Hair = (
            "cap" if wear != "none" and self.hair not in ("long", "ponytail", "bald", "bun", "bob") else self.hair
        )

        def scaled(surface: Surface) -> Surface:
            return Surface(
                vertices_m=surface.vertices_m * p.head_scale + lift,
                faces=surface.faces,
                normals=surface.normals,
                label=surface.label,
            )

        face = scaled(head_surface(build, self.beard, round(FACE_SHARE * cell, 5)))
        covers = [skin(face, ("skin", "lips", self.hair_material()), "head")]
        details = zip(
            (*eye_solids(build), brow_solid(build)), ("eye_whites", "eyes", self.hair_material()), strict=True
        )
        covers += [solid((v * p.head_scale + lift, f), material, "head") for (v, f), material in details]
        grown_hair = None if wear in HIDES_HAIR else hair_surface(hair, build, cell)
        if grown_hair is not None:
            covers.append(skin(scaled(grown_hair), self.hair_material(), "hair"))
        if wear != "none":
            covers.append(skin(scaled(headwear_surface(wear, round(1.25 * cell, 5))), MATERIALS_OF[wear], "hat"))
        neck = neck_field(float(lift[2]), p.girth, p.head_scale, build)
        covers.append(skin(contour(neck, 0.014 * p.girth * COARSER[self.detail]), "skin", "neck"))
        return covers


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
