"""THW, DRAC, PET and whether a careful driver prevents the crash, against closed forms."""

from dataclasses import replace

import pytest
from physics_bodies import CAR, PERSON, SETTINGS, follower, scene_of

from scenes.actor import Actor
from scenes.behaviour.careful_stop import CAREFUL
from scenes.measures import ClipMeasures, Sighting
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.staging.speed_profile import SpeedProfile, pressed_brake
from scenes.storyboard import Storyboard
from simulator.measures import measure_clip
from simulator.physics.engine import simulate

FRONT_M = 1.35 + 2.25
"""From a car's origin to its front."""


def measures(scene: Scene, first_seen: int = 0) -> ClipMeasures:
    seen = tuple(
        Sighting(frame=k, visible_px=400 * (k >= first_seen), amodal_px=400, visible_height_px=20 * (k >= first_seen))
        for k in range(scene.frames)
    )
    return measure_clip(scene, simulate(scene, SETTINGS), seen)


def standing(x_m: float, y_m: float = 0.0) -> Scene:
    ego = follower("ego", [(0, 0), (300, 0)], 10.0)
    ahead = Actor(name="ahead", asset=CAR, T_world_body=Pose.planar(x_m, y_m, 0.0))
    return scene_of(ahead, ego=ego, key_actor="ahead")


def test_headway_is_the_gap_over_the_egos_speed() -> None:
    ego, lead = follower("ego", [(0, 0), (100, 0)], 10.0), follower("lead", [(25, 0), (125, 0)], 10.0)
    found = measures(scene_of(lead, ego=ego, key_actor="lead"))
    assert found.thw_s == pytest.approx([(25.0 - 4.5) / 10.0] * 20, abs=1e-9)
    assert found.min_thw_s == pytest.approx(2.05, abs=1e-9)
    assert found.drac_mps2 == (None,) * 20


def test_who_is_beside_or_behind_has_no_headway() -> None:
    assert measures(standing(30.0, 2.5)).thw_s == (None,) * 20
    assert measures(standing(-30.0)).thw_s == (None,) * 20


def test_drac_is_speed_squared_over_twice_the_gap() -> None:
    found = measures(standing(50.0))
    gap = 50.0 - 0.9 - FRONT_M
    assert found.drac_mps2[0] == pytest.approx(100.0 / (2.0 * gap), abs=1e-9)
    assert found.max_drac_mps2 == pytest.approx(100.0 / (2.0 * (gap - 19.0)), abs=1e-9)


def test_offsets_count_from_the_middle_of_the_egos_front() -> None:
    found = measures(standing(50.0, 3.0))
    assert (found.ahead_m[0], found.left_m[0]) == pytest.approx((50.0 + 1.35 - FRONT_M, 3.0), abs=1e-9)


def test_pet_is_the_time_between_two_who_cross() -> None:
    # the ego's front is at the walker's near side after (30 - 0.25 - 3.6) / 10 = 2.615 s; the walker's rear leaves the
    # ego's strip at y = 0.9 + 0.2, where it is after (5 + 1.1) / 4 = 1.525 s
    ego = follower("ego", [(0, 0), (300, 0)], 10.0)
    walker = follower("walker", [(30.0, -5.0), (30.0, 40.0)], 4.0, PERSON)
    found = measures(scene_of(walker, ego=ego, key_actor="walker", duration_s=4.0))
    assert found.pet_s == pytest.approx(2.615 - 1.525, abs=0.1)


def test_pet_is_none_for_ways_that_share_no_place_and_0_for_a_crash() -> None:
    assert measures(standing(30.0, 5.0)).pet_s is None
    assert measures(standing(20.0)).pet_s == 0.0


@pytest.mark.parametrize(("spare_m", "preventable"), [(0.5, True), (-0.5, False)])
def test_a_standing_car_is_preventable_beyond_the_stopping_distance(spare_m: float, preventable: bool) -> None:
    stop_m = CAREFUL.distance_m(10.0, 60.0)
    found = measures(standing(stop_m + spare_m + 0.9 + FRONT_M)).prevention
    assert found is not None
    assert (found.risk_s, found.preventable) == (0.0, preventable)
    if not preventable:
        # v^2 = 2 a d over the last half metre
        assert found.impact_mps == pytest.approx((2.0 * CAREFUL.deceleration_mps2 * 0.5) ** 0.5, abs=0.15)


def test_what_is_seen_late_is_seen_as_a_risk_late() -> None:
    found = measures(standing(28.0), first_seen=8).prevention
    assert found is not None
    assert found.risk_s == pytest.approx(0.8)
    assert not found.preventable


def test_nothing_is_to_be_prevented_where_nobody_closes_in() -> None:
    assert measures(standing(30.0, 5.0)).prevention is None


@pytest.mark.parametrize(("reveal_s", "risk_s"), [(0.3, 0.3), (-0.5, 0.0)])
def test_a_staged_danger_shows_at_its_reveal_or_when_the_clip_begins(reveal_s: float, risk_s: float) -> None:
    scene = standing(28.0)
    scene = replace(scene, case=replace(scene.case, parameters=(("reveal_s", reveal_s),)))
    found = measures(scene, first_seen=8).prevention
    assert found is not None
    assert found.risk_s == risk_s


def test_who_brakes_in_the_clip_is_not_braked_twice() -> None:
    # the ego stops half a metre short of who stands there; braking it once more from where it first showed is the same
    stop_m = CAREFUL.distance_m(10.0, 60.0)
    scene = standing(stop_m + 0.5 + 0.9 + FRONT_M)
    slows = SpeedProfile(
        initial_mps=10.0, changes=pressed_brake(CAREFUL.brakes_after_s, CAREFUL.deceleration_mps2, CAREFUL.jerk_mps3)
    )
    board = Storyboard(events=slows.events("ego", "brakes"))
    staged = replace(scene.case, parameters=(("reveal_s", 0.0),))
    found = measures(replace(scene, case=staged, storyboard=board), first_seen=19).prevention
    assert found is not None
    assert found.preventable


def test_on_snow_the_careful_driver_stops_later() -> None:
    scene = standing(CAREFUL.distance_m(10.0, 60.0) + 0.5 + 0.9 + FRONT_M)
    snow = replace(scene, environment=replace(scene.environment, snow_cover=1.0))
    found = measures(snow).prevention
    assert found is not None
    assert not found.preventable
