"""What people carry: in hands that are free, hanging down, rolling on the ground, and nowhere else."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.assets.people.activities import BUSY, Activity, carrying_hands
from scenes.assets.people.carried import HELD, STRAPPED, Bag
from scenes.assets.people.crowd import draw_person, person_of
from scenes.assets.people.person import Adult, Child, Person
from scenes.assets.people.resting_people import HorseRider, SittingPerson
from scenes.assets.two_wheelers.riders import BicycleRider, KickScooterRider, MotorcycleRider
from scenes.pose import rotation_of
from scenes.streams import stream
from simulator.physics.articulation import part_poses

Float64 = NDArray[np.float64]


def carried_points_m(spec: Person, speed_mps: float, count: int = 24) -> tuple[Float64, Float64]:
    """Vertices (T, V, 3) of what one hand carries, and its grip (T, 3), in the body frame along 1.4 m of way."""
    asset = asset_of(spec)
    speed = np.full(count, speed_mps)
    distance = np.linspace(0.0, 1.4, count) if speed_mps else np.zeros(count)
    angles, lift = spec.joint_angles(distance, speed), spec.root_height(distance, speed)
    position, rotation = part_poses(asset, angles, lift)
    (k,) = (k for k, part in enumerate(asset.parts) if part.name.startswith("carried"))
    points = np.stack([np.einsum("vj,ij->vi", asset.parts[k].mesh.vertices_m, rotation_of(q)) for q in rotation[:, k]])
    return points + position[:, k][:, None], position[:, k]


@pytest.mark.parametrize("bag", sorted(HELD))
@pytest.mark.parametrize("activity", get_args(Activity))
def test_who_needs_both_hands_carries_nothing_in_them(activity: Activity, bag: Bag) -> None:
    if len(BUSY[activity]) == 2:
        with pytest.raises(ValueError, match=f"Adult: bag '{bag}' needs a hand, and activity '{activity}' takes both"):
            Adult(activity=activity, bag=bag)
    else:
        assert not {*Adult(activity=activity, bag=bag).carrying()} & {*BUSY[activity]}


def test_a_load_changes_hands_where_the_right_one_is_busy() -> None:
    assert carrying_hands("walking", "suitcase") == ("right",)
    assert carrying_hands("waving", "suitcase") == ("left",)
    assert carrying_hands("walking", "shopping_bags") == ("right", "left")
    assert carrying_hands("phone_call", "shopping_bags") == ("left",)
    assert carrying_hands("phone_call", "phone") == ()


@pytest.mark.parametrize(
    "spec", [Adult(bag="suitcase"), Child(bag="suitcase"), Adult(bag="suitcase", activity="waving")]
)
@pytest.mark.parametrize("speed_mps", [0.0, 1.4, 2.5])
def test_a_suitcase_stays_on_its_wheels(spec: Person, speed_mps: float) -> None:
    """Within 4 mm, of which 1 mm is the polygon of its wheels and 3 mm the arm that is not quite in the plane."""
    points, grip = carried_points_m(spec, speed_mps)
    assert np.abs(points[..., 2].min(axis=1)).max() < 0.004
    lowest = points[np.arange(len(points)), points[..., 2].argmin(axis=1)]
    assert (lowest[:, 0] < grip[:, 0] - 0.2).all(), "behind the hand"


@pytest.mark.parametrize("activity", ["waving", "phone_call"])
def test_shopping_bags_hang_below_the_hand(activity: Activity) -> None:
    """The middle of the bottom is within 4 degrees of the plumb line: the roll of a swinging arm out of its plane."""
    spec = Adult(bag="shopping_bags", activity=activity)
    points, grip = carried_points_m(spec, 1.4)
    low = points[..., 2].min(axis=1)
    for at, hand, z in zip(points, grip, low, strict=True):
        bottom = at[at[:, 2] < z + 0.03].mean(axis=0)
        assert np.linalg.norm((bottom - hand)[:2]) < np.tan(np.radians(4.0)) * (hand[2] - bottom[2])
    assert low.min() > 0.05


@pytest.mark.parametrize("activity", get_args(Activity))
def test_nothing_carried_is_near_the_head(activity: Activity) -> None:
    for bag in ("suitcase", "shopping_bags", "cane"):
        if len(BUSY[activity]) < 2:
            spec = Adult(activity=activity, bag=bag)  # type: ignore[arg-type]
            asset = asset_of(spec)
            position, _ = part_poses(asset, np.zeros((1, len(asset.parts))), np.zeros(1))
            held = [position[0, k, 2] for k, part in enumerate(asset.parts) if part.name.startswith("carried")]
            assert held
            assert max(held) < 0.55 * spec.height_m


@pytest.mark.parametrize("kind", [BicycleRider, MotorcycleRider, KickScooterRider, HorseRider])
def test_riders_carry_on_their_backs_only(kind: type[Person]) -> None:
    for bag in get_args(Bag):
        if bag in STRAPPED or bag == "none":
            assert kind(bag=bag, height_m=1.75).carrying() == ()
        else:
            with pytest.raises(ValueError, match=rf"bag must be one of none, backpack, school_bag, got {bag}"):
                kind(bag=bag, height_m=1.75)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody crouches with a handbag"):
        Adult(activity="crouching", bag="handbag")
    with pytest.raises(ValueError, match="activity must be one of walking, got waving"):
        BicycleRider(activity="waving")
    with pytest.raises(ValueError, match="bag must be one of none, got suitcase"):
        SittingPerson(bag="suitcase")


def test_streets_never_draw_what_is_refused() -> None:
    for k in range(600):
        person_of(draw_person(stream(5, "crowd", k), 1.76, 1.3 if k % 2 else 0.0))
