"""People and balls: proportions, parts, materials, and a gait that stays on the ground."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import Asset, asset_of
from scenes.assets.people.body_shape import sole_outline
from scenes.assets.people.carried import Bag
from scenes.assets.people.clothing import CLOTHES
from scenes.assets.people.gait import Legs, leg_in_stride, pace_of
from scenes.assets.people.head_fields import Hair
from scenes.assets.people.headwear import Headwear
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.person import Adult, Child, Person
from scenes.assets.people.person_joints import PART_NAMES
from scenes.assets.street.ball import Ball
from scenes.pose import axis_angle, rotation_of

Float64 = NDArray[np.float64]
BOTH = [Adult(), Child()]
PEOPLE = [
    *BOTH,
    Adult(height_m=1.60, sex="female", hair="long", clothing="dress"),
    Adult(height_m=1.90, physique=1.0, hair="bald", clothing="coat"),
    Child(height_m=0.95, hair="ponytail", bag="backpack"),
    Child(height_m=1.35, hair="cap", clothing="trousers_tshirt"),
]
SPEEDS_MPS = [0.2, 0.6, 1.0, 1.4, 1.8, 2.2, 2.8, 3.5]


def part_transforms(asset: Asset, angles: Float64, lift_m: float) -> list[Float64]:
    """T_body_part (4, 4) of every part."""
    out: list[Float64] = []
    for part, angle in zip(asset.parts, angles, strict=True):
        joint = np.eye(4)
        joint[:3, :3] = rotation_of(axis_angle(part.axis, float(angle)))
        above = out[part.parent] if part.parent >= 0 else np.eye(4)
        if part.parent < 0:
            above[2, 3] = lift_m
        out.append(above @ part.T_parent_part.matrix() @ joint)
    return out


def posed(spec: Person, distance_m: Float64, speed_mps: Float64) -> list[dict[str, Float64]]:
    """Vertices (V, 3) in the body frame by part, for every row of the series."""
    asset = asset_of(spec)
    angles, lift = spec.joint_angles(distance_m, speed_mps), spec.root_height(distance_m, speed_mps)
    return [
        {
            part.name: part.mesh.vertices_m @ T[:3, :3].T + T[:3, 3]
            for part, T in zip(asset.parts, part_transforms(asset, a, float(h)), strict=True)
        }
        for a, h in zip(angles, lift, strict=True)
    ]


def legs_of(spec: Person) -> Legs:
    p = spec.proportions()
    return Legs(thigh_m=p.thigh_m, shank_m=p.shank_m, sole_m=sole_outline(p))


def stride_m(spec: Person, speed_mps: float) -> float:
    return float(pace_of(legs_of(spec), np.array([speed_mps])).stride_m[0])


def cycle(spec: Person, speed_mps: float, count: int = 48) -> tuple[Float64, Float64]:
    """Distances and speeds of one stride."""
    return np.arange(count) / count * stride_m(spec, speed_mps), np.full(count, speed_mps)


@pytest.mark.parametrize("spec", PEOPLE)
def test_a_standing_person_is_as_high_as_asked_hair_and_shoes_included(spec: Person) -> None:
    points = np.concatenate(list(posed(spec, np.zeros(1), np.zeros(1))[0].values()))
    assert points[:, 2].max() == pytest.approx(spec.height_m, abs=0.02)
    assert points[:, 2].min() == pytest.approx(0.0, abs=0.005)


@pytest.mark.parametrize("spec", PEOPLE)
def test_left_and_right_mirror_each_other(spec: Person) -> None:
    asset = asset_of(spec)
    parts = {part.name: part.mesh.vertices_m for part in asset.parts}
    for name, points in parts.items():
        if name.endswith("left"):
            other = parts[name.replace("left", "right")] * np.array([1.0, -1.0, 1.0])
            distance = np.linalg.norm(points[:, None] - other[None], axis=2).min(axis=1)
            assert distance.max() < 1e-5, name


@pytest.mark.parametrize("spec", PEOPLE)
def test_parts_and_slots_have_the_names_that_labels_use(spec: Person) -> None:
    asset = asset_of(spec)
    assert tuple(part.name for part in asset.parts)[: len(PART_NAMES)] == PART_NAMES
    limbs = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")
    expected = {"head", "neck", "torso", *(f"{limb}_{side}" for limb in limbs for side in ("left", "right"))}
    assert {slot.part for slot in asset.slots} - {"hair", "hat", "bag"} == expected
    kind = "child" if isinstance(spec, Child) else "adult"
    assert {slot.semantic for slot in asset.slots} == {f"human.pedestrian.{kind}"} == {asset.semantic}


def test_every_person_can_wear_every_appearance() -> None:
    for spec in PEOPLE:
        assert set(CLOTHES) <= {name for name, _ in asset_of(spec).materials}
    for name, table in CLOTHES.items():
        assert sum(weight for _, weight, _ in table) == pytest.approx(1.0), name
        assert len({choice for choice, _, _ in table}) == len(table), name


def test_every_outfit_keeps_the_triangle_budget() -> None:
    """Every outfit, hair, bag and headwear once; near 10,000 to 32,000, far 40 % or less."""
    rounds = max(map(len, map(get_args, (Clothing, Hair, Bag, Headwear))))
    for k in range(rounds):
        clothing, hair, bag, wear = (get_args(a)[k % len(get_args(a))] for a in (Clothing, Hair, Bag, Headwear))
        spec = (Adult if k % 3 else Child)(clothing=clothing, hair=hair, bag=bag, headwear=wear)
        near, far = spec.build().triangles, replace(spec, detail="far").build().triangles
        assert 10_000 <= near <= 32_000, (clothing, hair, bag, wear)
        assert far < 0.42 * near, (clothing, hair, bag, wear)


def test_equal_descriptions_build_equal_meshes() -> None:
    one, two = (Child(height_m=1.2, physique=0.3).build() for _ in range(2))
    assert [part.mesh.key for part in one.parts] == [part.mesh.key for part in two.parts]


def test_a_child_is_not_a_small_adult() -> None:
    adult, child = Adult().proportions(), Child().proportions()
    assert child.head_m / child.height_m > 1.25 * adult.head_m / adult.height_m
    assert 1 / 6.2 < child.head_m / child.height_m < 1 / 5.4
    assert child.hip_height_m / child.height_m < adult.hip_height_m / adult.height_m


@pytest.mark.parametrize("spec", BOTH)
@pytest.mark.parametrize("speed_mps", SPEEDS_MPS)
def test_feet_neither_sink_nor_hover(spec: Person, speed_mps: float) -> None:
    """Walkers touch the ground always; runners fly, by no more than 5 % of the leg (about 4 cm of an adult)."""
    lowest = np.array([min(p[:, 2].min() for p in body.values()) for body in posed(spec, *cycle(spec, speed_mps))])
    run = pace_of(legs_of(spec), np.array([speed_mps])).run[0]
    assert lowest.min() > -0.005
    assert lowest.max() < 0.005 + 0.05 * run * legs_of(spec).length_m


@pytest.mark.parametrize("spec", BOTH)
@pytest.mark.parametrize("speed_mps", SPEEDS_MPS)
def test_the_gait_repeats_after_a_stride(spec: Person, speed_mps: float) -> None:
    distance, speed = cycle(spec, speed_mps)
    later = distance + 3 * stride_m(spec, speed_mps)
    assert spec.joint_angles(distance, speed) == pytest.approx(spec.joint_angles(later, speed), abs=1e-9)
    assert spec.root_height(distance, speed) == pytest.approx(spec.root_height(later, speed), abs=1e-9)


@pytest.mark.parametrize("spec", BOTH)
@pytest.mark.parametrize("speed_mps", SPEEDS_MPS[2:])
def test_the_right_leg_follows_half_a_stride_behind_the_left(spec: Person, speed_mps: float) -> None:
    distance, speed = cycle(spec, speed_mps)
    angles = spec.joint_angles(distance, speed)
    column = {name: k for k, name in enumerate(PART_NAMES)}
    for limb in ("thigh", "shank", "foot", "upper_arm", "forearm"):
        left, right = angles[:, column[f"{limb}_left"]], angles[:, column[f"{limb}_right"]]
        assert np.roll(left, len(left) // 2) == pytest.approx(right, abs=1e-9), limb


@pytest.mark.parametrize("spec", BOTH)
@pytest.mark.parametrize("speed_mps", [1.0, 1.4, 2.8])
def test_arms_swing_against_the_legs(spec: Person, speed_mps: float) -> None:
    angles = spec.joint_angles(*cycle(spec, speed_mps))
    arm, thigh = PART_NAMES.index("upper_arm_left"), PART_NAMES.index("thigh_left")
    assert np.corrcoef(angles[:, arm], angles[:, thigh])[0, 1] < -0.5


@pytest.mark.parametrize("spec", BOTH)
def test_a_start_from_standing_has_no_jump(spec: Person) -> None:
    """0 to 3 m/s in 1.5 s at 240 Hz, through walking into running.

    No joint turns faster than 1.25 times the fastest in a steady run at 3 m/s; a jump of one degree in one step adds
    4.2 rad/s, more than that quarter for adults and about as much for children.
    """
    t = np.arange(0.0, 2.5, 1 / 240)
    speed = np.minimum(2.0 * t, 3.0)
    distance = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]) / 240)])
    rate = np.diff(spec.joint_angles(distance, speed), axis=0) * 240
    steady = np.diff(spec.joint_angles(3.0 * t, np.full_like(t, 3.0)), axis=0) * 240
    assert np.abs(rate).max() < 1.25 * np.abs(steady).max()
    assert np.abs(np.diff(spec.root_height(distance, speed))).max() * 240 < 1.0


@pytest.mark.parametrize("spec", BOTH)
@pytest.mark.parametrize("speed_mps", [1.0, 1.4, 2.8])
def test_the_supporting_foot_does_not_slip(spec: Person, speed_mps: float) -> None:
    """While the left sole is flat its lowest points stand still in the world: 1 cm a step is allowed."""
    legs, count = legs_of(spec), 200
    phase = np.linspace(0.0, 1.0, count, endpoint=False)
    speed = np.full(count, speed_mps)
    pose, _ = leg_in_stride(legs, pace_of(legs, speed), phase)
    flat = np.abs(pose.hip_rad - pose.knee_rad + pose.ankle_rad) < 0.01
    flat &= phase < pace_of(legs, speed).duty
    distance = phase * stride_m(spec, speed_mps)
    heel = np.array([body["foot_left"][:, 0].min() for body in posed(spec, distance[flat], speed[flat])])
    assert flat.sum() > 10
    assert np.ptp(heel + distance[flat]) < 0.01


@pytest.mark.parametrize("spec", BOTH, ids=repr)
def test_who_is_pushed_faster_than_anybody_runs_still_has_legs_that_reach(spec: Person) -> None:
    speed = np.repeat([10.0, 15.0, 25.0], 40)
    distance = np.tile(np.linspace(0.0, 8.0, 40), 3)
    assert np.isfinite(spec.joint_angles(distance, speed)).all()
    assert np.isfinite(spec.root_height(distance, speed)).all()


def test_standing_is_slightly_asymmetric() -> None:
    angles = Adult().joint_angles(np.zeros(1), np.zeros(1))[0]
    assert angles[PART_NAMES.index("shank_left")] != pytest.approx(angles[PART_NAMES.index("shank_right")], abs=0.005)


def test_a_running_child_bends_its_elbows_and_lifts_its_knees() -> None:
    spec = Child()
    degrees = np.degrees(spec.joint_angles(*cycle(spec, 2.8)))
    elbow, knee = degrees[:, PART_NAMES.index("forearm_left")], degrees[:, PART_NAMES.index("shank_left")]
    assert 80 < elbow.mean() < 100
    assert 90 < knee.max() < 110


@pytest.mark.parametrize(("speed_mps", "low", "high"), [(1.4, 1.25, 1.55), (3.0, 1.9, 2.4)])
def test_strides_of_adults_are_as_long_as_measured(speed_mps: float, low: float, high: float) -> None:
    """Murray et al. 1964: about 1.5 m at 1.5 m/s; Cavanagh & Kram 1989: about 2.15 m at 3.15 m/s."""
    assert low < stride_m(Adult(), speed_mps) < high


@pytest.mark.parametrize("bad", [{"height_m": 1.7}, {"height_m": 0.5}, {"physique": 2.0}])
def test_impossible_children_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"Child: (height_m|physique) must lie in"):
        Child(**bad)  # type: ignore[arg-type]


def test_a_ball_is_a_two_coloured_sphere_about_its_origin() -> None:
    asset = asset_of(Ball(radius_m=0.11))
    mesh = asset.parts[0].mesh
    assert asset.triangles <= 2000
    assert np.linalg.norm(mesh.vertices_m, axis=1) == pytest.approx(0.11, abs=1e-6)
    assert {slot.semantic for slot in asset.slots} == {"movable_object.ball"}
    corners = mesh.vertices_m[mesh.faces]
    outward = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (np.sum(outward * corners.mean(axis=1), axis=1) > 0).all()
    share = (mesh.face_slot == 1).mean()
    assert share == pytest.approx(12 * 5 / 180, abs=1e-9)
