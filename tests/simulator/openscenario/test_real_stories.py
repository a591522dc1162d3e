"""Real scenario files run to their end, their events at the times that their numbers imply, derived here by hand.

Decisions fall on ticks of 25 ms: what is asked for at a time happens at the first tick after it, what waits for another
element's state a tick later for each. Roads that bend make paths a little longer than stations.
"""

from __future__ import annotations

import functools
import math
from pathlib import Path

import pytest
from scenario_fixtures import SCENARIOS, each_real_scenario, needs_real_scenarios, real_scenario

from scenes.openscenario.reader import read_openscenario
from scenes.openscenario.scene import Staging, bare_scene
from scenes.rig import Rig
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.log import StoryTruth
from simulator.storyboard.runtime import tell

pytestmark = needs_real_scenarios

TICKS = 0.076
"""Three ticks: a trigger, its event, and one that waits for its state."""
KMH = 1 / 3.6
TOLD_S = {
    **{"tunnels": 46.0, "acc-test": 36.0, "synchronize": 33.0, "traffic_lights": 31.0, "trajectory-test": 30.0},
    **{"cut-in": 23.0, "pedestrian": 15.0, "slow-lead": 12.0, "ltap-od": 11.0, "speed-profile": 15.0, "drop": 9.0},
    **{"bicycle": 7.0, "CBNAO": 12.0, "CCFtap": 22.0, "CCRs": 7.0, "CP": 8.0, "alks_scenario_4_3_2": 23.0},
    **{"alks_scenario_4_4_1": 23.0, "alks_scenario_4_1_2": 51.0},
}
"""How much is told, by the beginnings of names: a little more than the story lasts."""
USUAL_S = 41.0
ENDLESS = "alks_scenario_4_1_1"
"""5 km at 60 km/h, 300 s."""


def told(path: Path) -> StoryTruth:
    seconds = next((s for name, s in TOLD_S.items() if path.stem.startswith(name)), USUAL_S)
    return _told(path, 10.0 if path.stem.startswith(ENDLESS) else seconds)


@functools.cache
def _told(path: Path, seconds: float) -> StoryTruth:
    staging = Staging(rig=Rig(name="none", mounts=()), frames=round(10 * seconds), fps=10.0)
    return tell(bare_scene(read_openscenario(path), staging, 0), PhysicsSettings(rate_hz=80)).truth


@pytest.mark.slow
@each_real_scenario
def test_every_story_is_told_until_its_stop_trigger_ends_it(path: Path) -> None:
    if path.stem.startswith(ENDLESS):
        assert told(path).stopped_s is None
    else:
        assert told(path).stopped_s is not None


def began_s(stem: str, element: str, nth: int = 0) -> float:
    return _times(stem, element, "runningState")[nth]


def ended_s(stem: str, element: str, nth: int = 0) -> float:
    return _times(stem, element, "completeState")[nth]


def stopped_s(stem: str) -> float:
    stopped = told(real_scenario(stem)).stopped_s
    assert stopped is not None
    return stopped


def _times(stem: str, element: str, state: str) -> list[float]:
    all_of = told(real_scenario(stem)).transitions
    return [one.time_s for one in all_of if one.path.rpartition("::")[2] == element and one.state == state]


def soon(time_s: float, ticks: float = TICKS) -> object:
    """At or up to a few ticks after a time."""
    return pytest.approx(time_s + ticks / 2, abs=ticks / 2 + 1e-6)


@pytest.mark.parametrize("stem", ["cut-in", "cut-in_environment"])
def test_cut_in(stem: str) -> None:
    # The ego at 30 m/s is 25 m ahead of a car at 1.2 times its speed, which waits for a tick or two: at a headway of
    # 0.4 s = 12 m the other changes lanes in 3 s, at 0.7 s = 21 m it brakes from 36 m/s with 4 m/s2.
    waits = 0.05
    first = waits + (25.0 + waits * 30.0 + 0.4 * 30.0) / 6.0
    assert began_s(stem, "CutInEvent") == soon(first)
    assert ended_s(stem, "CutInAction") == pytest.approx(began_s(stem, "CutInEvent") + 3.0)
    assert began_s(stem, "OvertakerBrakeEvent") == soon(first + 0.3 * 30.0 / 6.0)
    braked = began_s(stem, "OvertakerBrakeEvent") + 36.0 / 4.0
    assert ended_s(stem, "OvertakerBrakeEvent") == soon(braked)
    assert stopped_s(stem) == soon(braked + 5.0)


def test_weather_of_the_cut_in_changes_when_the_file_says() -> None:
    for name, time_s in (("nightTimeEvent", 1.0), ("morningTimeEvent", 4.0), ("noonTimeEvent", 7.0)):
        assert began_s("cut-in_environment", name) == soon(time_s)


def test_slow_lead_vehicle() -> None:
    # 150 m apart, closing at 29 m/s: 2.7 s are left after 150 / 29 - 2.7 s; then 30 m/s at 6 m/s2.
    braking = 150.0 / 29.0 - 2.7
    assert began_s("slow-lead-vehicle", "brake_Event") == soon(braking)
    assert ended_s("slow-lead-vehicle", "brake_Event") == soon(began_s("slow-lead-vehicle", "brake_Event") + 5.0)
    # Slower than the lead's 1 m/s after 29 of the 30 m/s are gone; the stop trigger waits for 4 s more.
    assert stopped_s("slow-lead-vehicle") == soon(braking + 29.0 / 6.0 + 4.0)


def test_speed_profile() -> None:
    # Entries 0, 4, 4 and 2 s after each other, from 2 s on.
    assert began_s("speed-profile", "SpeedProfileEvent1") == soon(2.0)
    assert ended_s("speed-profile", "SpeedProfileEvent") == soon(12.0)
    assert stopped_s("speed-profile") == soon(14.0)


def test_bicycle_falls_by_its_trajectory() -> None:
    assert ended_s("bicycle_fall_over", "FollowTrajectory 1") == soon(4.0)
    assert stopped_s("bicycle_fall_over") == soon(6.0)


def test_bicycle_drops() -> None:
    assert began_s("drop-bike", "accelerate event") == soon(2.0)
    assert ended_s("drop-bike", "accelerate event") == soon(began_s("drop-bike", "accelerate event") + 2.0)
    assert began_s("drop-bike", "drop of bike") == soon(4.3)
    assert stopped_s("drop-bike") == soon(8.0)


def test_acc() -> None:
    # Changes of lanes take 1.5 and 1.4 s, 30 km/h are braked at 4 m/s2; then 10 m/s2 for 3 s, and 8 m/s2 down to 5 m/s.
    stem = "acc-test"
    for name, start, lasts in (("LaneChange1Event", 5.0, 1.5), ("LaneChange2Event", 7.0, 1.4)):
        assert began_s(stem, name) == soon(start)
        assert ended_s(stem, name) == soon(began_s(stem, name) + lasts)
    assert ended_s(stem, "TargetBrakeEvent") == soon(11.0 + 30.0 * KMH / 4.0)
    assert began_s(stem, "TargetAccelerateEvent") == soon(17.0)
    assert stopped_s(stem) == soon(20.0 + (30.0 - 5.0) / 8.0 + 12.0)


def test_traffic_lights() -> None:
    # 50 m before the light at s = 109 from s = 10 at 13.889 m/s; then delays of 3, 3 + 0.5, 3 + 1, 9 and 10 s.
    stem = "traffic_lights"
    amber = (109.0 - 50.0 - 10.0) / 13.889
    assert began_s(stem, "StopLightEvent") == soon(amber)
    # Brakes evenly over 44 m.
    assert ended_s(stem, "StopOnRedEvent") == soon(amber + 2.0 * 44.0 / 13.889)
    red = amber + 3.0
    for name, after in (
        ("StopLightEvent2", 0.0),
        ("PedestrianLightEvent", 3.0),
        ("WalkOnGreenEvent1", 3.5),
        ("WalkOnGreenEvent2", 4.0),
        ("PedestrianLightEvent2", 9.0),
        ("StopLightEvent3", 10.0),
        ("DriveOnGreenEvent", 10.5),
    ):
        assert began_s(stem, name) == soon(red + after), name
    assert stopped_s(stem) == soon(30.0)


def test_trajectories() -> None:
    # 40 m behind, 14 m/s faster: 0.5 s headway at 30 m/s are 15 m; 0.2 s of delay. Then 6, 4 and 12.2 s of lines.
    stem = "trajectory-test"
    start = (40.0 - 15.0) / 14.0 + 0.2
    assert began_s(stem, "FollowTrajectoryPLineEvent") == soon(start)
    for name, before, lasts in (
        ("FollowTrajectoryPLineEvent", began_s(stem, "FollowTrajectoryPLineEvent"), 6.0),
        ("FollowTrajectoryClothoidEvent", ended_s(stem, "FollowTrajectoryPLineEvent"), 4.0),
        ("FollowTrajectoryNurbsEvent", ended_s(stem, "FollowTrajectoryClothoidEvent"), 12.2),
    ):
        assert ended_s(stem, name) == soon(before + lasts), name
    assert stopped_s(stem) == soon(ended_s(stem, "FollowTrajectoryNurbsEvent") + 5.0)


def test_pedestrian_crosses_and_the_ego_brakes() -> None:
    # 5 m at 10 m/s; 1.5 m/s at 2 m/s2; braking 10 m/s at 5.1 m/s2.
    assert began_s("pedestrian", "ped_event") == soon(0.5)
    assert ended_s("pedestrian", "walk_speed") == soon(0.5 + 1.5 / 2.0)
    assert ended_s("pedestrian", "brake_Event") == soon(began_s("pedestrian", "brake_Event") + 10.0 / 5.1)
    assert began_s("pedestrian", "brake_Event") < ended_s("pedestrian", "walk_route")


def test_pedestrian_is_hit_falls_and_rises() -> None:
    # The ego's front, 3.92 m before its origin, is 53 - 3.92 m from where the pedestrian's way crosses, at 9 m/s.
    stem = "pedestrian_collision"
    assert began_s(stem, "ped_walk_event") == soon(1.0 / 9.0)
    assert began_s(stem, "ped_collide_event") == pytest.approx((53.0 - 3.92) / 9.0, abs=0.15)
    assert began_s(stem, "ped_raise_event") == soon(began_s(stem, "ped_collide_event") + 0.8)
    assert stopped_s(stem) == soon(began_s(stem, "ped_raise_event") + 3.0)


def test_left_turn_across_path_meets_in_time() -> None:
    # From s = 63 to within 1 m of s = 7 at 10 m/s; four seconds at the final speed.
    assert ended_s("ltap-od", "SyncEvent") == soon((56.0 - 1.0) / 10.0)
    assert stopped_s("ltap-od") == soon(5.5 + 4.0)


def test_four_vehicles_meet_in_time() -> None:
    # The ego from s = 100 to within 1 m of s = 300 at 20 m/s.
    assert ended_s("synchronize", "Synchronize_NPC_Event") == pytest.approx(199.0 / 20.0, abs=0.1)
    assert len(_times("synchronize", "Synchronize_NPC_Event", "completeState")) == 4


def test_end_of_the_tunnels_road() -> None:
    # 570 m at 50 km/h, then 3 s at the end of the road.
    assert stopped_s("tunnels") == pytest.approx(570.0 / (50.0 * KMH) + 3.0, abs=0.15)


def test_alks_swerving_lead_vehicle() -> None:
    # A sinusoidal offset of 1.5 m within 0.3 m/s2 takes pi sqrt(d / (2 a)); 5 s at the side.
    lasts = math.pi * math.sqrt(1.5 / 0.6)
    stem = "alks_scenario_4_1_2"
    assert began_s(stem, "SwerveEvent") == soon(10.0)
    for name, before in (("SwerveEvent2", "SwerveEvent"), ("SwerveEvent4", "SwerveEvent3")):
        assert ended_s(stem, before) == soon(began_s(stem, before) + lasts)
        assert began_s(stem, name) == soon(ended_s(stem, before) + 5.0)
    assert stopped_s(stem) == soon(50.0)


def test_alks_lead_vehicle_brakes() -> None:
    # 60 km/h at 9.81 m/s2; ten seconds after it stands.
    stem = "alks_scenario_4_3_2"
    assert began_s(stem, "BrakeEvent") == soon(10.0)
    assert ended_s(stem, "BrakeEvent") == soon(10.0 + 60.0 * KMH / 9.81)
    assert stopped_s(stem) == soon(10.0 + 60.0 * KMH / 9.81 + 10.0)


def test_alks_cut_in() -> None:
    # Origins 30 + 10 * 20 / 3.6 m apart, of which a front of 3.9 and a rear of 1.1 m; 30 m are left at 20 km/h closing.
    # A sinusoidal change of a lane of 3.5 m with a peak of 2 m/s takes pi d / (2 v).
    stem = "alks_scenario_4_4_1"
    assert began_s(stem, "CutInEvent") == soon(10.0 - (3.9 + 1.1) / (20.0 * KMH))
    assert ended_s(stem, "CutInAction") == soon(began_s(stem, "CutInEvent") + math.pi * 3.5 / 4.0)
    assert stopped_s(stem) == soon(ended_s(stem, "CutInAction") + 10.0)


def test_ncap_rear_end() -> None:
    # Origins 5 s apart at 20 km/h, less a front of 1.349 + 4.358 / 2 and a rear of 4.023 / 2 - 1.328 m.
    free = 5.0 * 20.0 * KMH - (1.349 + 4.358 / 2.0) - (4.023 / 2.0 - 1.328)
    assert began_s("CCRs", "AtCollision") == soon(free / (20.0 * KMH))
    assert stopped_s("CCRs") == soon(free / (20.0 * KMH) + 1.0)


@pytest.mark.parametrize(("stem", "kmh", "time_s", "half_width_m"), [("CPNCO", 30.0, 6.0, 0.149)])
def test_ncap_child_is_met_where_the_protocol_asks(stem: str, kmh: float, time_s: float, half_width_m: float) -> None:
    # Six seconds to the child's line, less the ego's front and half of the child.
    met = time_s - (1.349 + 4.358 / 2.0 + half_width_m) / (kmh * KMH)
    assert ended_s(stem, "VRU_SynchronizeEvent") == soon(met)
    assert began_s(stem, "AtCollision") == soon(met)


def test_events_of_a_story_begin_in_the_files_order_where_it_gives_one() -> None:
    assert SCENARIOS
    for stem, names in {
        "CCFtap": ("Target_SynchronizeEvent", "TurnSignalOn_Event", "TurnSignalOff_Event", "AtCollision"),
        "CBNAO": ("AtEgoReachedSpeed", "AtCollision"),
        "CPNA": ("VRU_SynchronizeEvent", "AtCollision"),
        "alks_scenario_4_2_3": ("ActivateALKSControllerEvent", "CrossEvent"),
    }.items():
        times = [began_s(stem, name) for name in names]
        assert times == sorted(times), stem
