"""Who decides: behaviours, actions that hold a domain, controllers that are switched, riders that are carried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from drawn_places import at, driver, on_lane, staged, told_of
from physics_bodies import PERSON, SETTINGS

from scenes.actor import Actor
from scenes.behaviour.base import Behaviour, Decision, View
from scenes.errors import SceneError, UnknownName
from scenes.roads.templates.x_junction import XJunction
from scenes.storyboard.actions import AddEntity
from scenes.storyboard.motion import AssignRoute, ChangeLane, ChangeSpeed, Dynamics, SetController, Teleport
from scenes.storyboard.positions import LanePosition, Route, Waypoint
from simulator.storyboard.rails import rails_of_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeding(Behaviour):
    """Speeds up at 1 m/s2."""

    def decide(self, view: View, state: Any) -> tuple[Decision, Any]:
        return Decision(acceleration_mps2=1.0), state


SPEEDING = replace(driver("car", 10.0), behaviour=Speeding())
HALF_S = Dynamics(shape="linear", value=0.5)


def speeds(*events: Any, times: tuple[float, ...]) -> list[float]:
    world = told_of(staged(SPEEDING, init=[on_lane("car", -2, 20.0)], events=events)).world
    return [float(world.speed_mps[SETTINGS.index_from(t), world.agent("car").column]) for t in times]


def test_a_behaviour_decides_at_every_tick() -> None:
    assert speeds(times=(0.0, 1.0, 2.5)) == pytest.approx([10.0, 11.0, 12.5])


def test_a_controller_that_is_switched_off_leaves_the_speed_as_it_is() -> None:
    off, on = (SetController(actor="car", longitudinal=value) for value in (False, True))
    assert speeds(at(1.0, off), at(2.0, on), times=(1.0, 2.0, 3.0)) == pytest.approx([11.0, 11.0, 12.0])


def test_an_action_goes_before_the_behaviour_which_goes_on_after_it() -> None:
    brake = ChangeSpeed(actor="car", speed_mps=6.0, dynamics=HALF_S)
    assert speeds(at(1.0, brake), times=(1.0, 1.25, 1.5, 2.5)) == pytest.approx([11.0, 8.5, 6.0, 7.0])


def test_a_rider_goes_with_the_machine_and_may_be_named_for_it() -> None:
    rider = Actor(name="rider", asset=PERSON, body="kinematic", carried_by="bike")
    brake = ChangeSpeed(actor="rider", speed_mps=0.0, dynamics=HALF_S)
    scene = staged(driver("bike", 5.0), rider, init=[on_lane("bike", -3, 20.0)], events=[at(1.0, brake)])
    rails = rails_of_world(told_of(scene).world)
    assert rails[2].motion.position_m.tobytes() == rails[3].motion.position_m.tobytes()
    assert rails[3].speed_mps[-1] == 0.0


def test_rings_of_carriers_and_carriers_that_are_not_there_are_refused() -> None:
    one = Actor(name="one", asset=PERSON, body="kinematic", carried_by="two")
    two = Actor(name="two", asset=PERSON, body="kinematic", carried_by="one")
    with pytest.raises(SceneError, match="actors carry each other: one -> two -> one"):
        told_of(staged(one, two, init=[]))
    with pytest.raises(UnknownName, match="actor 'one': carried_by: unknown actor 'two'"):
        told_of(staged(one, init=[]))


def test_who_is_added_later_is_not_there_before() -> None:
    add = AddEntity(actor="car", position=LanePosition(road="1", lane=-2, s_m=100.0))
    told = told_of(staged(driver("car", 10.0), init=[], events=[at(2.0, add)]))
    assert [(p.present, pytest.approx(p.time_s)) for p in told.truth.presence] == [(False, -0.1), (True, 2.0)]
    position = rails_of_world(told.world)[2].motion.position_m
    assert position[SETTINGS.index_from(2.0), 0] == pytest.approx(100.0)
    assert position[SETTINGS.index_from(3.0), 0] == pytest.approx(110.0)


def test_a_story_told_twice_is_the_same_to_the_bit() -> None:
    brake = ChangeSpeed(actor="car", speed_mps=6.0, dynamics=Dynamics(shape="sinusoidal", value=1.5))
    change = ChangeLane(actor="car", lane=-1, reference="car", dynamics=Dynamics(shape="cubic", value=2.0))
    scene = staged(SPEEDING, init=[on_lane("car", -2, 20.0)], events=[at(1.0, brake, change)])
    one, two = (rails_of_world(told_of(scene).world)[2] for _ in range(2))
    for name in ("position_m", "rotation_xyzw", "velocity_mps", "spin_radps"):
        assert getattr(one.motion, name).tobytes() == getattr(two.motion, name).tobytes()


def test_a_change_of_lanes_on_a_route_keeps_to_the_route() -> None:
    """It is to turn left from the inner lane, overtakes on the right before, and turns left all the same."""
    west, north = (LanePosition(road=road, lane=lane, s_m=10.0) for road, lane in (("west", -1), ("north", 1)))
    route = Route(name="left", waypoints=(Waypoint(position=west), Waypoint(position=north)))
    quick = Dynamics(shape="cubic", value=2.0)
    out, back = (ChangeLane(actor="car", lane=k, reference="car", dynamics=quick) for k in (-1, 1))
    init = [Teleport(actor="car", position=west), AssignRoute(actor="car", route=route)]
    place = XJunction(main_lanes=2)
    made = staged(driver("car", 12.0), init=init, events=[at(1.0, out), at(4.0, back)], duration_s=14.0, where=place)
    agent = told_of(made).world.agent("car")
    span = agent.span()
    assert span is not None
    assert span.key.road == "north"
    assert agent.course is not None
    assert agent.course.name == "left"
