"""Derived measures against hand-made geometry and brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from physics_bodies import CAR, PERSON, SETTINGS, Block, follower, scene_of

from scenes.actor import Actor
from scenes.measures import ClipMeasures, Sighting
from scenes.pose import Pose
from scenes.rectangles import Rectangles, gap_m, overlapping, time_to_overlap_s
from scenes.scene import Scene
from simulator.measures import measure_clip
from simulator.physics.engine import simulate


def measures(scene: Scene, sightings: tuple[Sighting, ...] = ()) -> ClipMeasures:
    return measure_clip(scene, simulate(scene, SETTINGS), sightings)


def rectangle(x: float, y: float, yaw: float, length: float, width: float) -> Rectangles:
    return Rectangles(
        centre_m=np.array([[x, y]]),
        axis=np.array([[math.cos(yaw), math.sin(yaw)]]),
        half_m=np.array([[length / 2, width / 2]]),
    )


def test_ttc_to_a_standing_car_ahead_is_gap_over_speed() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    ahead = Actor(name="ahead", asset=CAR, T_world_body=Pose.planar(34.5, 0.0, 0.0))
    found = measures(scene_of(ahead, ego=ego, key_actor="ahead"))
    gap = 34.5 - 0.9 - 3.6
    assert found.ttc_s == pytest.approx([(gap - k) / 10.0 for k in range(20)], abs=1e-9)
    assert found.min_ttc_s == pytest.approx((gap - 19.0) / 10.0, abs=1e-9)
    assert found.min_gap_m == pytest.approx(gap - 19.0, abs=1e-9)


def test_ttc_to_a_child_that_crosses_counts_both_motions() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    # the child's box (0.4 along its way, 0.5 across) reaches the lane's edge at y = -0.9 after (3 - 0.9 - 0.2) / 2 s
    child = follower("child", [(20.0, -3.0), (20.0, 9.0)], 2.0, PERSON)
    found = measures(scene_of(child, ego=ego, key_actor="child", duration_s=0.5))
    front_arrives = (20.0 - 0.25 - 3.6) / 10.0
    assert found.ttc_s[0] == pytest.approx(max(front_arrives, (3.0 - 0.9 - 0.2) / 2.0), abs=1e-9)


def test_bodies_that_pass_each_other_have_no_ttc() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    oncoming = follower("oncoming", [(80, 3.5), (0, 3.5)], 10.0)
    found = measures(scene_of(oncoming, ego=ego, key_actor="oncoming"))
    assert found.ttc_s == (None,) * 20
    assert found.min_ttc_s is None


def test_first_sight_is_the_first_frame_with_a_visible_pixel() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    ahead = Actor(name="ahead", asset=CAR, T_world_body=Pose.planar(34.5, 0.0, 0.0))
    seen = tuple(
        Sighting(frame=k, visible_px=0 if k < 3 else 50, amodal_px=60, visible_height_px=20) for k in range(20)
    )
    found = measures(scene_of(ahead, ego=ego, key_actor="ahead"), seen)
    assert found.first_visible_s == pytest.approx(0.3)
    assert found.first_visible_distance_m == pytest.approx(30.0 - 3.0, abs=1e-9)
    assert measures(scene_of(ahead, ego=ego, key_actor="ahead")).first_visible_s is None


def test_initial_penetrations_name_the_pairs_that_stand_inside_each_other() -> None:
    cars = (
        Actor(name="a", asset=CAR, T_world_body=Pose.planar(0, 0, 0)),
        Actor(name="b", asset=CAR, T_world_body=Pose.planar(4.0, 0.5, 0.3)),
        Actor(name="clear", asset=CAR, T_world_body=Pose.planar(0, -1.85, 0)),
        Actor(name="on_roof", asset=Block(), T_world_body=Pose(translation_m=(0.0, 0.0, 1.45))),
    )
    assert measures(scene_of(*cars, key_actor="a")).initial_penetrations == (("a", "b"),)


SIDE = st.floats(0.3, 5.0)
PLACE = st.floats(-8.0, 8.0)
TURN = st.floats(-3.2, 3.2)
SPEED = st.floats(-10.0, 10.0)


@given(a=st.tuples(TURN, SIDE, SIDE), b=st.tuples(PLACE, PLACE, TURN, SIDE, SIDE), v=st.tuples(SPEED, SPEED))
@settings(max_examples=150, deadline=None)
def test_time_to_overlap_agrees_with_stepping(
    a: tuple[float, ...], b: tuple[float, ...], v: tuple[float, float]
) -> None:
    still, mover = rectangle(0, 0, *a), rectangle(*b)
    tau = float(time_to_overlap_s(still, mover, np.array([v]))[0])
    step = 0.02
    times = np.arange(0, 4, step)
    path = Rectangles(
        centre_m=mover.centre_m + times[:, None] * np.array([v]),
        axis=np.repeat(mover.axis, len(times), 0),
        half_m=mover.half_m,
    )
    touching = overlapping(
        Rectangles(
            centre_m=np.repeat(still.centre_m, len(times), 0),
            axis=np.repeat(still.axis, len(times), 0),
            half_m=still.half_m,
        ),
        path,
    )
    assert not touching[times < tau - 1e-9].any()
    if math.isfinite(tau):
        at = Rectangles(centre_m=mover.centre_m + tau * np.array([v]), axis=mover.axis, half_m=mover.half_m)
        assert gap_m(still, at)[0] == pytest.approx(0.0, abs=1e-6)


@given(a=st.tuples(TURN, SIDE, SIDE), b=st.tuples(PLACE, PLACE, TURN, SIDE, SIDE))
@settings(max_examples=80, deadline=None)
def test_the_gap_is_the_smallest_distance_between_their_outlines(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    one, other = rectangle(0, 0, *a), rectangle(*b)
    gap = float(gap_m(one, other)[0])
    if overlapping(one, other)[0]:
        assert gap == 0.0
        return
    share = np.linspace(0, 1, 101)[:, None]
    outlines = []
    for box in (one, other):
        corners = box.corners_m()[0]
        outlines.append(
            np.concatenate([p + share * (q - p) for p, q in zip(corners, np.roll(corners, -1, 0), strict=True)])
        )
    brute = np.linalg.norm(outlines[0][:, None] - outlines[1][None], axis=2).min()
    # samples lie up to a two-hundredth of a side (5 m) from the nearest points
    assert gap <= brute + 1e-9
    assert brute <= gap + 2 * 5.0 / 200


def test_a_crash_is_in_the_measures_with_who_was_handed_over_and_by_whom() -> None:
    parked = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(12.0, 0.0, 0.0))
    scene = scene_of(parked, ego=follower("ego", [(0, 0), (100, 0)], 10.0), key_actor="parked")
    found = measures(scene)
    (contact,) = found.contacts
    assert (contact.one, contact.other) == ("ego", "parked")
    # the ego's front is 3.6 m ahead of its origin, the parked car's rear 0.9 m behind its own
    assert contact.time_s == pytest.approx((12.0 - 0.9 - 3.6) / 10.0, abs=1 / 240)
    assert [(one.actor, one.by) for one in found.handovers] == [("ego", "parked"), ("parked", "ego")]
    assert all(one.time_s == pytest.approx(contact.time_s - 1 / 240, abs=1e-9) for one in found.handovers)
