"""Conditions at the time at which they first hold, derived by hand. Cars are 4.5 m long and 1.8 m wide, their origin
0.9 m before the rear end.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_places import DrawnPlace, at, driver, on_lane, staged, told_of
from physics_bodies import CAR, PERSON

from scenes.actor import Actor
from scenes.errors import SceneError, UnknownName
from scenes.pose import Pose
from scenes.storyboard import Event, when
from scenes.storyboard.actions import Action, ModifyValue, SetValue
from scenes.storyboard.conditions import (
    AccelerationIs,
    AngleIs,
    ClearanceIs,
    Collides,
    DistanceIs,
    EndOfRoad,
    EntityCondition,
    HeadwayIs,
    OffRoad,
    Reaches,
    RelativeSpeedIs,
    SpeedIs,
    StandsStill,
    StateCondition,
    TimeOfDay,
    TimeToCollisionIs,
    Travelled,
    ValueCondition,
    WorldCondition,
)
from scenes.storyboard.motion import ChangeLane, ChangeSpeed, Dynamics
from scenes.storyboard.positions import LanePosition, WorldPosition
from scenes.storyboard.triggers import Condition

TICK_S = 1.0 / 40.0

STOPPED = LanePosition(road="1", lane=-2, s_m=120.0)


def first_s(
    asks: EntityCondition | WorldCondition,
    *,
    speed: float = 10.0,
    more: tuple[Action, ...] = (),
    others: tuple[Actor, ...] = (),
    lane: int = -2,
    place: DrawnPlace | None = None,
    duration_s: float = 12.0,
) -> float | None:
    """When a condition first holds for a car that starts at s = 20 m, while more happens at 1 s; None: never."""
    entities = ("car",) if isinstance(asks, EntityCondition) else ()
    event = Event(name="asked", trigger=when(Condition(asks=asks, entities=entities)), actions=())
    events = [event, *([at(1.0, *more)] if more else [])]
    scene = staged(
        driver("car", speed),
        *others,
        init=[on_lane("car", lane, 20.0)],
        events=events,
        duration_s=duration_s,
        where=place,
    )
    board = replace(scene.storyboard, values=(("mode", "calm"), ("count", "3")), clock_s=43_195.0)
    began = [t.time_s for t in told_of(replace(scene, storyboard=board)).truth.transitions if t.path == "asked"]
    return round(began[0], 6) if began else None


def after(exact_s: float) -> object:
    """The first tick at or after a time."""
    return pytest.approx(exact_s + 0.5 * TICK_S, abs=0.5 * TICK_S + 1e-6)


PARKED = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(120.0, -3.875, 0.0))
BRAKE = ChangeSpeed(actor="car", speed_mps=0.0, dynamics=Dynamics(shape="linear", value=2.0))


@pytest.mark.parametrize(
    ("asks", "time_s"),
    [
        # 10 to 0 m/s from 1 to 3 s: below 4 m/s after 1.2 s of it
        (SpeedIs(rule="lessThan", speed_mps=4.0), 2.2),
        (AccelerationIs(rule="lessOrEqual", acceleration_mps2=-5.0), 1.0 + TICK_S),
        (StandsStill(duration_s=1.5), 4.5),
        # 10 m and 10 m of braking
        (Travelled(distance_m=18.0), 1.0 + 2.0 - (2.0 * 2.0 / 5.0) ** 0.5),
        (RelativeSpeedIs(other="parked", rule="lessThan", speed_mps=4.0), 2.2),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, float) else "",
)
def test_conditions_on_a_car_that_brakes(asks: EntityCondition, time_s: float) -> None:
    assert first_s(asks, more=(BRAKE,), others=(PARKED,)) == after(time_s)


@pytest.mark.parametrize(
    ("asks", "gap_m"),
    [
        # origins 100 m apart at first; the front is 3.6 m ahead of the origin, the parked rear 0.9 m behind its own
        (DistanceIs(target="parked", rule="lessThan", value_m=40.0), 60.0),
        (DistanceIs(target="parked", rule="lessThan", value_m=40.0, freespace=True), 60.0 - 4.5),
        (DistanceIs(target="parked", rule="lessThan", value_m=40.0, distance="longitudinal", frame="lane"), 60.0),
        (DistanceIs(target=STOPPED, rule="lessThan", value_m=40.0, distance="longitudinal"), 60.0),
        (HeadwayIs(other="parked", rule="lessThan", value_s=3.0), 100.0 - 4.5 - 30.0),
        (HeadwayIs(other="parked", rule="lessThan", value_s=3.0, freespace=False, distance="longitudinal"), 70.0),
        (TimeToCollisionIs(target="parked", rule="lessThan", value_s=3.0), 100.0 - 4.5 - 30.0),
        (TimeToCollisionIs(target="parked", rule="lessThan", value_s=3.0, distance="longitudinal", frame="road"), 65.5),
        (Reaches(position=STOPPED, tolerance_m=20.0), 80.0),
        (Collides(other="parked"), 95.5),
        (Collides(of_class="vehicle."), 95.5),
        (Collides(), 95.5),
    ],
    ids=lambda value: f"{type(value).__name__}" if not isinstance(value, float) else "",
)
def test_conditions_on_a_car_that_comes_nearer(asks: EntityCondition, gap_m: float) -> None:
    """At 10 m/s."""
    assert first_s(asks, others=(PARKED,)) == after(gap_m / 10.0)


def test_the_lateral_distance_of_a_lane_change() -> None:
    """A linear change over 3.75 m in 3 s from 1 s on: a metre is left after 0.8 s."""
    asks = DistanceIs(target="parked", rule="greaterThan", value_m=1.0, distance="lateral", frame="lane")
    change = ChangeLane(actor="car", lane=-1, reference="car", dynamics=Dynamics(shape="linear", value=3.0))
    assert first_s(asks, more=(change,), others=(PARKED,)) == after(1.8)


def test_somebody_of_another_class_is_not_asked_for() -> None:
    assert first_s(Collides(of_class="human."), others=(PARKED,)) is None
    walker = replace(PARKED, asset=PERSON)
    assert first_s(Collides(of_class="human."), others=(walker,)) == after((100.0 - 3.6 - 0.2) / 10.0)


def test_the_road_ends_where_it_ends() -> None:
    """300 m of road from 20 m on at 40 m/s: 7 s; half a second later it has been so for as long."""
    assert first_s(EndOfRoad(duration_s=0.5), speed=40.0) == after(7.5)


def test_the_verge_is_off_the_road() -> None:
    """Lane -3 is 3.75 m wide, beside it nobody drives. Linear, 3.125 m in 2.5 s: the border is passed after 1.5 s."""
    change = ChangeLane(actor="car", lane=-1, reference="car", dynamics=Dynamics(shape="linear", value=2.5))
    assert first_s(OffRoad(duration_s=0.5), more=(change,), lane=-3) == after(1.0 + 1.5 + 0.5)


def test_a_heading_against_the_lane() -> None:
    """Cubic over 3.75 m in 2 s at 10 m/s: the steepest is 1.5 3.75 / 2 m/s of 10, 0.274 rad; 0.2 rad before that."""
    change = ChangeLane(actor="car", lane=-1, reference="car", dynamics=Dynamics(shape="cubic", value=2.0))
    asks = AngleIs(angle_rad=-0.2, tolerance_rad=0.005, against="lane")
    # 6 x (1 - x) 3.75 / 2 = 10 tan 0.2 at x = 0.242; within the tolerance a little before
    found = first_s(asks, more=(change,))
    assert found == pytest.approx(1.0 + 2.0 * 0.242, abs=0.06)


def test_the_next_lane_is_clear_until_somebody_is_beside() -> None:
    """The other stands 60 m ahead in lane -3; free ahead are 20 m: from 40 m - bodies on it is not."""
    beside = replace(PARKED, T_world_body=Pose.planar(80.0, -7.625, 0.0))
    asks = ClearanceIs(ahead_m=20.0, behind_m=5.0, lanes_from=-1, lanes_to=-1)
    event_free = first_s(asks, others=(beside,))
    assert event_free == 0.0
    fell = Condition(asks=asks, entities=("car",), edge="falling")
    scene = staged(
        driver("car", 10.0),
        beside,
        init=[on_lane("car", -2, 20.0)],
        events=[Event(name="asked", trigger=when(fell), actions=())],
    )
    times = [t.time_s for t in told_of(scene).truth.transitions]
    assert times[0] == after((60.0 - 4.5 - 20.0) / 10.0)


def test_values_are_set_added_to_and_compared() -> None:
    assert first_s(ValueCondition(name="count", rule="equalTo", value="3.0")) == 0.0
    double = ModifyValue(name="count", operator="multiply", value=2.0)
    more = ModifyValue(name="count", operator="add", value=1.5)
    assert first_s(ValueCondition(name="count", rule="greaterThan", value="7"), more=(double, more)) == after(1.0)
    loud = SetValue(name="mode", value="loud")
    assert first_s(ValueCondition(name="mode", rule="equalTo", value="loud"), more=(loud,)) == after(1.0)
    with pytest.raises(SceneError, match="'calm' and 'loud' are no numbers"):
        first_s(ValueCondition(name="mode", rule="lessThan", value="loud"))
    with pytest.raises(UnknownName, match="unknown variable or parameter 'modes'"):
        first_s(ValueCondition(name="modes", rule="equalTo", value="loud"))


def test_the_time_of_day_goes_on_with_the_clip() -> None:
    """It is five seconds before noon."""
    assert first_s(TimeOfDay(rule="greaterOrEqual", clock_s=43_200.0)) == after(5.0)


def test_an_element_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match=r"unknown event of the storyboard 'aksed'. Did you mean 'asked'"):
        first_s(StateCondition(kind="event", element="aksed", state="completeState"))


def test_lanes_of_somebody_who_follows_none_are_refused() -> None:
    asks = DistanceIs(target="car", rule="lessThan", value_m=1.0, distance="longitudinal", frame="lane")
    event = Event(name="e", trigger=when(Condition(asks=asks, entities=("parked",))), actions=())
    scene = staged(driver("car", 10.0), PARKED, init=[on_lane("car", -2, 20.0)], events=[event])
    with pytest.raises(SceneError, match="'parked' follows no lane; expected coordinateSystem entity"):
        told_of(scene)


@pytest.mark.parametrize(("which", "time_s"), [("any", 5.0), ("all", 9.0)])
def test_one_or_all_of_several(which: str, time_s: float) -> None:
    """50 m at 10 m/s, and at 50/9 m/s."""
    asks = Condition(asks=Travelled(distance_m=50.0), entities=("car", "slow"), which=which)  # type: ignore[arg-type]
    scene = staged(
        driver("car", 10.0),
        driver("slow", 50.0 / 9.0),
        init=[on_lane("car", -2, 20.0), on_lane("slow", -3, 20.0)],
        events=[Event(name="e", trigger=when(asks), actions=())],
        duration_s=10.0,
    )
    assert told_of(scene).truth.transitions[0].time_s == after(time_s)


def test_world_positions_have_no_lane_far_from_roads() -> None:
    asks = DistanceIs(target=WorldPosition(x_m=20.0, y_m=500.0), rule="greaterThan", value_m=506.0)
    # sqrt(503.875^2 + (10 t)^2) > 506
    assert first_s(asks) == after((506.0**2 - 503.875**2) ** 0.5 / 10.0)
