"""Other vehicles on lines: speeds in closed form, offsets across the line, ways of the length that the speed says."""

import math

import numpy as np
import pytest

from scenes.assets.cars.fleet import FLEET
from scenes.errors import SceneError
from scenes.roads.place import Place
from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.rural_road import RuralRoad
from scenes.staging.foresight import least_ttc_s, touch_s
from scenes.staging.lanes import lane_along, neighbour
from scenes.staging.line import Approach
from scenes.staging.sideways import LaneShift, Wobble
from scenes.staging.speed_profile import SpeedChange, SpeedProfile, closing_s, pressed_brake
from scenes.staging.timing import Timing
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue, venue_of
from scenes.streams import stream

CAR = FLEET["sedan"]
ROADS: dict[str, Place] = {"motorway": Motorway(lanes=3), "rural": RuralRoad()}


def place(road: str) -> tuple[Venue, Approach]:
    """A station on a road."""
    venue = venue_of(ROADS[road], 5)
    return venue, venue.find(100.0, 100.0, stream(2, "where"), lambda at: "")


def test_distance_and_speed_are_those_of_small_steps() -> None:
    changes = (
        SpeedChange(at_s=0.5, speed_mps=20.0, rate_mps2=3.0),
        SpeedChange(at_s=1.0, speed_mps=5.0, rate_mps2=4.0),
        SpeedChange(at_s=5.0, speed_mps=0.0, rate_mps2=8.0),
    )
    profile = SpeedProfile(initial_mps=10.0, changes=changes)
    step, speed, run = 1e-3, 10.0, 0.0
    for k in range(8000):
        now = [change for change in changes if change.at_s <= k * step + 1e-9][-1:]
        target, rate = (now[0].speed_mps, now[0].rate_mps2) if now else (speed, 1.0)
        after = speed + math.copysign(min(abs(target - speed), rate * step), target - speed)
        run, speed = run + 0.5 * (speed + after) * step, after
        # steps end at their target a little late: by less than a step
        assert profile.speed_mps((k + 1) * step) == pytest.approx(speed, abs=1e-6)
    assert profile.distance_m(8.0) == pytest.approx(run, abs=1e-2)


def test_a_pressed_brake_loses_the_speed_that_its_ramp_loses() -> None:
    profile = SpeedProfile(initial_mps=30.0, changes=pressed_brake(1.0, 8.0, 16.0))
    # on the ramp of 0.5 s half of 8 m/s2 on average, then all of it
    assert profile.speed_mps(1.5) == pytest.approx(30.0 - 0.5 * 8.0 * 0.5)
    assert profile.speed_mps(2.5) == pytest.approx(28.0 - 8.0)
    assert profile.speed_mps(9.0) == 0.0


@pytest.mark.parametrize("rate", [2.0, 5.0])
def test_a_gap_to_somebody_who_brakes_closes_with_the_square_of_time(rate: float) -> None:
    braking = SpeedProfile(initial_mps=20.0, changes=(SpeedChange(at_s=3.0, speed_mps=0.0, rate_mps2=rate),))
    assert closing_s(20.0, braking, 3.0, 10.0) == pytest.approx(math.sqrt(2.0 * 10.0 / rate), abs=1e-6)


def test_a_gap_to_somebody_faster_never_closes() -> None:
    assert closing_s(20.0, SpeedProfile(initial_mps=21.0), 0.0, 10.0) == math.inf


def test_a_lane_shift_has_its_peak_speed_and_ends_beside() -> None:
    shift = LaneShift(begins_s=2.0, by_m=-3.5, peak_mps=1.4)
    times = np.linspace(0.0, 10.0, 10001)
    moved = shift.moved_m(times)
    assert np.abs(np.gradient(moved, times)).max() == pytest.approx(1.4, rel=1e-4)
    assert moved[0] == 0.0
    assert moved[-1] == -3.5
    assert shift.moved_m(np.array([shift.reaches_s(1.0)]))[0] == pytest.approx(-1.0, abs=1e-6)
    assert LaneShift.reaching(4.0, 1.0, -3.5, 1.4).reaches_s(1.0) == pytest.approx(4.0)


def test_a_wobble_has_its_standard_deviation() -> None:
    moved = Wobble(sigma_m=0.2, period_s=4.0, phase_rad=1.0).moved_m(np.linspace(0.0, 4000.0, 100001))
    assert moved.std() == pytest.approx(0.2, rel=0.01)


@pytest.mark.parametrize("road", ["motorway", "rural"])
@pytest.mark.parametrize("against", [False, True])
def test_ways_are_as_long_as_the_speed_says(road: str, against: bool) -> None:
    venue, at = place(road)
    pace = SpeedProfile(initial_mps=15.0, changes=pressed_brake(2.0, 4.0, 10.0, 8.0))
    shift = LaneShift(begins_s=1.0, by_m=3.5, peak_mps=2.0)
    run = VehicleRun.of(at.line, pace, at.at_m, 2.02, 5.0, sideways=(shift,), left_m=-3.5, against=against)
    assert run.at_m(2.02) == pytest.approx(at.at_m, abs=1e-6)
    assert run.beside_m(5.0) == pytest.approx(0.0, abs=1e-6)
    points = np.array(run.path(venue).points_m)
    # chords of curves are shorter, hills longer; a decimetre in sixty metres
    length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    assert length == pytest.approx(pace.distance_m(float(run.times_s[-1])), abs=0.15)
    heights = venue.heights_m(points[:, :2])
    assert np.abs(points[:, 2] - heights).max() < 0.05
    assert math.cos(run.pose(0.0, venue).yaw_rad - at.heading()) == pytest.approx(-1.0 if against else 1.0, abs=0.1)


def test_head_on_they_touch_when_their_fronts_have_closed_the_distance() -> None:
    _, at = place("motorway")
    box = CAR.nominal()
    ego = VehicleRun.of(at.line, SpeedProfile(initial_mps=20.0), at.at_m - 50.0, 0.0, 6.0)
    other = VehicleRun.of(at.line, SpeedProfile(initial_mps=10.0), at.at_m + 40.0, 0.0, 6.0, against=True)
    expected = (90.0 - 2.0 * box.front_m) / 30.0
    assert touch_s(ego, box, other, box) == pytest.approx(expected, abs=0.03)
    when = Timing(reveal_s=0.5, meet_s=expected, duration_s=1.0)
    assert least_ttc_s(ego, box, other, box, when, 10.0) == pytest.approx(expected - 0.9, abs=0.03)


def test_who_drives_away_is_never_met() -> None:
    _, at = place("motorway")
    box = CAR.nominal()
    ego = VehicleRun.of(at.line, SpeedProfile(initial_mps=20.0), at.at_m - 30.0, 0.0, 3.0)
    other = VehicleRun.of(at.line, SpeedProfile(initial_mps=25.0), at.at_m, 0.0, 3.0)
    with pytest.raises(SceneError, match="never touch"):
        touch_s(ego, box, other, box)
    with pytest.raises(SceneError, match="never come within"):
        least_ttc_s(ego, box, other, box, Timing(reveal_s=0.0, meet_s=2.0, duration_s=2.0), 10.0)


def test_rural_roads_have_an_oncoming_lane_and_none_beside() -> None:
    venue, at = place("rural")
    span = (at.at_m - 50.0, at.at_m + 50.0)
    oncoming = lane_along(venue, at.line, *span, "left", along=False)
    assert oncoming is not None
    assert not oncoming.along
    assert oncoming.middle_m > 2.0
    assert lane_along(venue, at.line, *span, "left", along=True) is None
    assert neighbour(at, "right") is None
