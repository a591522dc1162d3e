"""Kinds of people, what they push and how they rest: classes, proportions, contacts, and a crowd of individuals."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.families import example, families
from scenes.assets.people.activities import HANDLE_M, Activity, pushing_reach_m
from scenes.assets.people.crowd import FIELDS, draw_person, person_of
from scenes.assets.people.people_kinds import Elderly, PoliceOfficer, Teenager, Toddler, TrafficWarden
from scenes.assets.people.person import Adult, Child, Person
from scenes.assets.people.proportions import proportions_of
from scenes.assets.people.pushed import HandCart, Pushed, Rollator, ShoppingCart, Stroller
from scenes.assets.people.resting_people import HorseRider, LyingPerson, SittingPerson, WheelchairUser
from scenes.assets.people.wheelchair import Wheelchair
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.kick_scooter import KickScooter
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.pose import Pose, rotation_of
from scenes.riding import together
from scenes.streams import stream
from scenes.studio import extent
from simulator.physics.articulation import part_poses

Float64 = NDArray[np.float64]
PUSHED: list[Pushed] = [Stroller(), ShoppingCart(), Rollator(), HandCart()]
WANTED = {
    *("human.pedestrian.adult", "human.pedestrian.child", "human.pedestrian.construction_worker"),
    *("human.pedestrian.police_officer", "human.pedestrian.firefighter", "human.pedestrian.paramedic"),
    *("human.pedestrian.traffic_warden", "human.pedestrian.sitting", "human.pedestrian.lying"),
    *("human.pedestrian.stroller", "human.pedestrian.wheelchair", "human.pedestrian.personal_mobility"),
    *("human.rider.bicycle", "human.rider.motorcycle", "human.rider.kick_scooter", "human.rider.animal"),
    *("vehicle.bicycle", "vehicle.motorcycle", "vehicle.kick_scooter", "movable_object.shopping_cart"),
    *("movable_object.pushable_pullable", "animal.dog", "animal.cat", "animal.deer", "animal.wild_boar"),
    *("animal.horse", "animal.cow", "animal.sheep", "animal.bird", "animal.fox"),
}


def crowd(count: int) -> list[Person]:
    return [person_of(draw_person(stream(0, "crowd", k), 1.76, 1.3 if k % 2 else 0.0)) for k in range(count)]


def hand_m(spec: Person, side: str) -> Float64:
    """(3,) the middle of a fist in the body's frame, joints at zero."""
    asset, p = asset_of(spec), spec.proportions()
    position, rotation = part_poses(asset, np.zeros((1, len(asset.parts))), np.zeros(1))
    k = [part.name for part in asset.parts].index(f"forearm_{side}")
    down = np.array([0.0, 0.0, -p.forearm_m - 0.42 * p.hand_m])
    return np.asarray(position[0, k] + np.einsum("ij,j->i", rotation_of(rotation[0, k]), down))


def test_every_class_of_people_animals_and_what_they_ride_has_an_asset() -> None:
    alive = [kind for kind in families().values() if hasattr(kind, "SEMANTIC")]
    examples = [*map(example, alive), Bicycle(), Motorcycle(), KickScooter(), Wheelchair()]
    made = {asset_of(spec).semantic for spec in examples if spec is not None}
    assert made >= WANTED


def test_a_hundred_drawn_people_are_a_hundred_different_people() -> None:
    people = crowd(100)
    assert len(set(people)) == 100
    assert {type(person) for person in people} == {Adult, Teenager, Elderly, Child}
    looks = {(p.clothing, p.hair, p.headwear, p.bag, p.activity, p.sex, type(p)) for p in people}
    assert len(looks) >= 85
    assert {p.activity for p in people} >= {"walking", "arms_crossed", "hands_in_pockets"}


def test_a_draw_is_the_same_for_the_same_stream_and_holds_plain_values() -> None:
    one, two = (draw_person(stream(3, "somebody"), 1.76, 0.0) for _ in range(2))
    assert one == two
    assert tuple(one) == FIELDS
    assert all(isinstance(value, str | float | int) for value in one.values())


def test_a_few_drawn_people_build_sound_meshes() -> None:
    for person in crowd(6):
        asset = asset_of(person)
        assert len(asset.keypoints) == 17
        for part in asset.parts:
            v = part.mesh.vertices_m.astype(np.float64)
            a, b, c = (v[part.mesh.faces[:, k]] for k in range(3))
            normal = np.cross(b - a, c - a)
            side = np.einsum("fi,fki->fk", normal, part.mesh.corner_normals.astype(np.float64))
            assert (side > 0).mean() > 0.97, (person, part.name)
            assert np.einsum("ij,ij->", a, np.cross(b, c)) > 0.0, (person, part.name)


def test_proportions_grow_without_jumps_from_toddler_to_adult() -> None:
    """A head is a quarter to a fifth of a toddler's stature and an eighth of an adult's (Snyder et al. 1977)."""
    heights = np.arange(0.74, 1.90, 0.01)
    everyone = [proportions_of(float(h)) for h in heights]
    heads = np.array([p.head_m / p.height_m for p in everyone])
    legs = np.array([p.hip_height_m for p in everyone])
    assert (np.diff(heads) < 0.002).all()
    assert 0.19 < heads[0] < 0.25
    assert 0.125 < heads[-1] < 0.135
    assert (np.diff(legs) > 0.0).all()
    assert np.diff(legs).max() < 0.012


@pytest.mark.parametrize("activity", get_args(Activity))
def test_every_activity_keeps_the_feet_on_the_ground(activity: Activity) -> None:
    spec = Adult(activity=activity)
    asset = asset_of(spec)
    still = np.zeros(1)
    position, rotation = part_poses(asset, spec.joint_angles(still, still), spec.root_height(still, still))
    lowest = min(
        float((np.einsum("vj,j->v", p.mesh.vertices_m, rotation_of(rotation[0, k])[2]) + position[0, k, 2]).min())
        for k, p in enumerate(asset.parts)
    )
    assert lowest == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("spec", PUSHED, ids=lambda spec: type(spec).__name__)
def test_who_pushes_has_both_hands_at_the_height_of_the_handle(spec: Pushed) -> None:
    pusher = Adult(activity="pushing", height_m=spec.pusher_height_m)
    for side in ("left", "right"):
        hand = hand_m(pusher, side)
        assert hand[2] == pytest.approx(HANDLE_M, abs=0.01)
        assert hand[0] == pytest.approx(spec.ahead_m(), abs=0.01)
    assert pushing_reach_m(pusher.proportions()) == pytest.approx(spec.ahead_m())


@pytest.mark.parametrize("spec", [*PUSHED, Wheelchair()], ids=lambda spec: type(spec).__name__)
def test_what_is_pushed_stands_on_its_wheels_and_rolls(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    assert extent(asset)[0][2] == pytest.approx(0.0, abs=0.01)
    angles = spec.joint_angles(np.array([0.0, 1.0]), np.ones(2))[1]
    for k, part in enumerate(asset.parts):
        if part.name.startswith("wheel"):
            assert angles[k] * part.T_parent_part.translation_m[2] == pytest.approx(1.0, rel=0.01)


def test_a_wheelchair_user_holds_the_rims_and_sits_on_the_seat() -> None:
    spec = WheelchairUser()
    for side, sign in (("left", 1.0), ("right", -1.0)):
        assert hand_m(spec, side) == pytest.approx([0.10, sign * 0.315, 0.545], abs=0.01)
    hip = asset_of(spec).parts[0].T_parent_part.translation_m
    assert hip[2] - 0.49 == pytest.approx(0.09, abs=0.015)


@pytest.mark.parametrize("lying", ["back", "front", "side"])
def test_who_lies_touches_the_ground_and_is_flat(lying: str) -> None:
    asset = asset_of(LyingPerson(lying=lying))  # type: ignore[arg-type]
    low, high = extent(asset)
    assert low[2] == pytest.approx(0.0, abs=0.05)
    assert high[2] < 0.65
    assert high[0] - low[0] > 1.4


def test_who_sits_has_the_feet_on_the_ground() -> None:
    for height in (1.55, 1.72, 1.90):
        assert extent(asset_of(SittingPerson(height_m=height)))[0][2] == pytest.approx(0.0, abs=0.03)


def test_a_rider_sits_on_the_horse_and_follows_its_back() -> None:
    rider = HorseRider()
    distance, speed = np.linspace(0.0, 3.0, 20), np.full(20, 3.5)
    assert rider.root_height(distance, speed) == pytest.approx(rider.horse.root_height(distance, speed))
    hip = asset_of(rider).parts[0].T_parent_part.translation_m[2]
    assert 0.0 < hip - 0.94 * rider.horse.withers_m < 0.25


def test_an_old_person_stoops_and_is_grey_whatever_hair_is_drawn() -> None:
    asset = asset_of(Elderly())
    assert "grey_hair" in {slot.material for slot in asset.slots}
    assert extent(asset)[1][2] < 1.66
    with pytest.raises(ValueError, match="lean_rad must lie in"):
        Elderly(lean_rad=1.0)


def test_uniforms_do_not_change_with_drawn_clothes() -> None:
    for spec in (PoliceOfficer(), TrafficWarden()):
        worn = {slot.material for slot in asset_of(spec).slots}
        assert worn & {"police_blue", "hi_vis"}
    assert asset_of(Toddler()).semantic == "human.pedestrian.child"


def test_rider_and_machine_share_a_group_and_a_place() -> None:
    place: Pose = Pose.planar(3.0, 1.0, 0.4)  # type: ignore[type-arg]
    chair, user = together("chair", Wheelchair(), WheelchairUser(), group=2, T_world_body=place)
    assert chair.group == user.group == 2
    assert chair.T_world_body == user.T_world_body
    with pytest.raises(ValueError, match="group of at least 1"):
        together("chair", Wheelchair(), WheelchairUser(), group=0, T_world_body=place)
