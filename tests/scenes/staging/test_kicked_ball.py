"""A kicked ball: bounces against their closed forms, and where it is when a clip begins after the kick."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staged_case import case

from scenes.footprint import footprint_of
from scenes.friction import GRAVITY_MPS2
from scenes.scenarios.child_dartout_parked import ChildDartoutParked
from scenes.staging.crossing import AFTER_M
from scenes.staging.kicked_ball import FOOTBALL, LEAD_S, KickedBall, bounced
from scenes.staging.line import sign_of
from scenes.staging.venue import venue_of
from scenes.storyboard import Launch
from scenes.streams import stream


def test_a_ball_rises_to_e_squared_of_the_height_it_fell() -> None:
    fall_s = math.sqrt(2.0 / GRAVITY_MPS2)
    up = 0.7 * GRAVITY_MPS2 * fall_s
    height, speed = bounced(1.0, 0.0, 0.7, fall_s + up / GRAVITY_MPS2)
    assert height == pytest.approx(0.49)
    assert speed == pytest.approx(0.0, abs=1e-9)


@given(st.floats(0.0, 2.0), st.floats(0.0, 4.0), st.floats(0.0, 0.9), st.floats(0.0, 30.0))
def test_a_ball_never_sinks_and_never_gains(height_m: float, up_mps: float, restitution: float, time_s: float) -> None:
    height, speed = bounced(height_m, up_mps, restitution, time_s)
    energy = height * GRAVITY_MPS2 + 0.5 * speed**2
    assert height >= -1e-9
    assert energy <= height_m * GRAVITY_MPS2 + 0.5 * up_mps**2 + 1e-9


def test_a_ball_comes_to_roll() -> None:
    assert bounced(0.1, 2.0, 0.7, 60.0) == (0.0, 0.0)


def ball(kick_s: float) -> KickedBall:
    """Two metres beyond the kerb of an urban road, kicked towards the road."""
    made, asked = case("child_dartout_parked")
    assert isinstance(made, ChildDartoutParked)
    assert asked.places is not None
    venue = venue_of(asked.places.place(made.draw(asked, stream(1, "draw"))), 1)
    at = venue.find(30.0, AFTER_M, stream(1, "find"), lambda at: "" if at.kerb_m(at.near) else "no kerb")
    side = at.near
    return KickedBall(
        approach=at, venue=venue, side=side, away_m=at.edge_m(side) + 2.0, kick_s=kick_s, speed_mps=3.0, hop_mps=1.5
    )


def left_m(kicked: KickedBall) -> float:
    """How far from the ego's line it begins, on its side."""
    x, y, heading = kicked.approach.line.pose(kicked.approach.at_m)
    bx, by = footprint_of(kicked.actor("ball")).centre_m
    return sign_of(kicked.side) * (-(bx - x) * math.sin(heading) + (by - y) * math.cos(heading))


def test_before_its_kick_it_lies_where_it_was_put() -> None:
    kicked = ball(0.7)
    actor, event = kicked.actor("ball"), kicked.kicked("ball")
    assert left_m(kicked) == pytest.approx(kicked.away_m, abs=0.01)
    ground = kicked.venue.height_m(*actor.T_world_body.translation_m[:2])
    assert actor.T_world_body.translation_m[2] == pytest.approx(ground + FOOTBALL.radius_m)
    assert event.trigger.time_s == 0.7


def test_one_that_was_kicked_before_the_clip_is_on_its_way_and_lower_than_the_kerb() -> None:
    kicked = ball(-1.1)
    assert left_m(kicked) == pytest.approx(kicked.away_m - 3.0 * (1.1 - LEAD_S), abs=0.01)
    assert kicked.kicked("ball").trigger.time_s == -LEAD_S
    assert (
        kicked.actor("ball").T_world_body.translation_m[2] < ball(0.7).actor("ball").T_world_body.translation_m[2] + 0.2
    )


def test_none_begins_beyond_the_far_kerb() -> None:
    assert left_m(ball(-60.0)) > -ball(0.0).approach.edge_m("left") - ball(0.0).approach.edge_m("right")


def test_it_rolls_without_slip_towards_the_road() -> None:
    kicked = ball(0.5)
    (launch,) = kicked.kicked("ball").actions
    assert isinstance(launch, Launch)
    (vx, vy, up), (wx, wy, wz) = launch.velocity_mps, launch.spin_radps
    assert math.hypot(vx, vy) == pytest.approx(3.0)
    assert up == 1.5
    # where it touches the ground it stands still: v + w x (0, 0, -r) = 0
    assert (vx - wy * FOOTBALL.radius_m, vy + wx * FOOTBALL.radius_m, wz) == pytest.approx((0.0, 0.0, 0.0))
    x, y = kicked.approach.point(0.0, sign_of(kicked.side) * kicked.away_m)
    bx, by = kicked.approach.point(0.0, 0.0)
    assert (bx - x) * vx + (by - y) * vy > 0.0
