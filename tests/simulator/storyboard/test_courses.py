"""Trajectories, routes and positions on drawn roads."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn_places import DrawnPlace, at, driver, on_lane, staged, told_of
from physics_bodies import SETTINGS, STEP_S

from scenes.errors import SceneError, UnknownName
from scenes.scene import Scene
from scenes.storyboard.motion import AssignRoute, FollowTrajectory, Teleport
from scenes.storyboard.positions import (
    LanePosition,
    Orientation,
    Position,
    RelativeLanePosition,
    RelativeObjectPosition,
    RelativeRoadPosition,
    RelativeWorldPosition,
    RoadPosition,
    Route,
    TrajectoryPosition,
    Waypoint,
    WorldPosition,
)
from scenes.storyboard.trajectories import (
    ClothoidSegment,
    ClothoidSpline,
    ControlPoint,
    Nurbs,
    Polyline,
    Trajectory,
    Vertex,
)
from simulator.storyboard.rails import rails_of_world

ORIGIN = WorldPosition(x_m=0.0, y_m=0.0)


def path(scene: Scene) -> np.ndarray:
    return rails_of_world(told_of(scene).world)[2].motion.position_m


def point(x: float, y: float, time_s: float | None = None) -> Vertex:
    return Vertex(position=WorldPosition(x_m=x, y_m=y), time_s=time_s)


def following(shape: Polyline | ClothoidSpline | Nurbs, speed: float = 10.0, **more: object) -> Scene:
    action = FollowTrajectory(actor="car", trajectory=Trajectory(name="t", shape=shape), **more)  # type: ignore[arg-type]
    return replace(staged(driver("car", speed), init=[action]), place=None)


def test_a_timed_trajectory_is_where_its_vertices_say_when_they_say() -> None:
    shape = Polyline(vertices=(point(0, 0, 0.0), point(10, 0, 2.0), point(10, 6, 3.0)))
    xy = path(following(shape, timed=True))[:, :2]
    for time_s, expected in ((1.0, (5, 0)), (2.0, (10, 0)), (2.5, (10, 3)), (3.0, (10, 6)), (4.0, (10, 12))):
        assert xy[SETTINGS.index_from(time_s)] == pytest.approx(expected, abs=1e-6)


def test_times_are_scaled_and_moved() -> None:
    shape = Polyline(vertices=(point(0, 0, 0.0), point(10, 0, 2.0)))
    xy = path(following(shape, timed=True, time_scale=2.0, time_offset_s=1.0))[:, :2]
    assert xy[SETTINGS.index_from(3.0)] == pytest.approx((5.0, 0.0), abs=1e-6)


def test_times_that_do_not_increase_are_refused() -> None:
    shape = Polyline(vertices=(point(0, 0, 0.0), point(10, 0, 0.0)))
    with pytest.raises(SceneError, match=r"trajectory 't' has times \[0.0, 0.0\]; expected increasing ones"):
        told_of(following(shape, timed=True))


def test_a_clothoid_turns_by_the_integral_of_its_curvature() -> None:
    """From 0 to 0.1 1/m over 20 m: 1 rad; the end by Fresnel integrals of amplitude sqrt(pi L / k)."""
    from scipy.special import fresnel

    segment = ClothoidSegment(curvature_start_1pm=0.0, curvature_end_1pm=0.1, length_m=20.0, start=ORIGIN)
    motion = rails_of_world(told_of(following(ClothoidSpline(segments=(segment,)))).world)[2].motion
    scale = math.sqrt(math.pi * 20.0 / 0.1)
    sine, cosine = fresnel(20.0 / scale)
    end = motion.position_m[SETTINGS.index_from(2.0), :2]
    # 40 chords of half a metre are shorter than the arc by k^2 l^3 / 24 each: 1.7 mm in all
    assert end == pytest.approx((scale * cosine, scale * sine), abs=3e-3)
    q = motion.rotation_xyzw[SETTINGS.index_from(2.0)]
    assert 2.0 * math.atan2(q[2], q[3]) == pytest.approx(1.0, abs=0.03)


def test_a_quadratic_nurbs_with_the_weights_of_a_circle_is_one() -> None:
    """A quarter of a circle of 10 m: control points of the square's corner, weight cos 45 degrees."""
    corner = math.sqrt(0.5)
    points = tuple(
        ControlPoint(position=WorldPosition(x_m=x, y_m=y), weight=w)
        for x, y, w in ((10, 0, 1), (10, 10, corner), (0, 10, 1))
    )
    shape = Nurbs(order=3, points=points, knots=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0))
    xy = path(following(shape, speed=5.0))[:, :2]
    inside = xy[SETTINGS.index_from(0.1) : SETTINGS.index_from(3.0)]
    assert np.linalg.norm(inside, axis=1) == pytest.approx(np.full(len(inside), 10.0), abs=0.02)


def test_a_walker_goes_straight_on_where_a_trajectory_across_the_road_ends() -> None:
    shape = Polyline(vertices=(point(50, -20), point(50, -10)))
    action = FollowTrajectory(actor="car", trajectory=Trajectory(name="t", shape=shape))
    xy = path(staged(driver("car", 4.0), init=[action]))[:, :2]
    assert xy[SETTINGS.index_from(7.0)] == pytest.approx((50.0, -20.0 + 28.0), abs=1e-6)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (LanePosition(road="1", lane=-2, s_m=50.0, offset_m=0.5), (50.0, -3.875 + 0.5, 0.0)),
        (LanePosition(road="1", lane=2, s_m=50.0), (50.0, 3.875, math.pi)),
        (RoadPosition(road="1", s_m=50.0, t_m=-3.0), (50.0, -3.0, 0.0)),
        (RelativeLanePosition(entity="other", lanes=-1, ds_m=10.0), (110.0, -7.625, 0.0)),
        (RelativeLanePosition(entity="other", lanes=0, along_lane_m=-10.0), (90.0, -3.875, 0.0)),
        (RelativeRoadPosition(entity="other", ds_m=5.0, dt_m=1.0), (105.0, -2.875, 0.0)),
        (RelativeObjectPosition(entity="other", dx_m=-10.0, dy_m=1.0), (90.0, -2.875, 0.0)),
        (RelativeWorldPosition(entity="other", dx_m=1.0, dy_m=2.0), (101.0, -1.875, 0.0)),
        (WorldPosition(x_m=30.0, y_m=-7.625), (30.0, -7.625, 0.0)),
        (
            WorldPosition(x_m=30.0, y_m=40.0, orientation=Orientation(yaw_rad=1.2, relative=False)),
            (30.0, 40.0, 1.2),
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, tuple) else "",
)
def test_positions_are_where_the_road_says(position: Position, expected: tuple[float, float, float]) -> None:
    scene = staged(
        driver("car", 0.0),
        driver("other", 0.0),
        init=[on_lane("other", -2, 100.0), Teleport(actor="car", position=position)],
    )
    agent = told_of(scene).world.agent("car")
    assert (agent.x_m, agent.y_m) == pytest.approx(expected[:2], abs=1e-6)
    assert math.cos(agent.yaw_rad - expected[2]) == pytest.approx(1.0, abs=1e-6)


def test_a_position_on_a_trajectory_of_the_storyboard() -> None:
    line = Trajectory(name="line", shape=Polyline(vertices=(point(0, 0), point(0, 40))))
    where = Teleport(actor="car", position=TrajectoryPosition(trajectory="line", s_m=15.0, t_m=2.0))
    scene = replace(staged(driver("car", 0.0), init=[where]), place=None)
    board = replace(scene.storyboard, trajectories=(line,))
    agent = told_of(replace(scene, storyboard=board)).world.agent("car")
    assert (agent.x_m, agent.y_m) == pytest.approx((-2.0, 15.0), abs=1e-9)
    with pytest.raises(UnknownName, match="unknown trajectory 'line'"):
        told_of(scene)


def test_a_lane_that_the_road_does_not_have_is_refused() -> None:
    scene = staged(driver("car", 0.0), init=[on_lane("car", 9, 100.0)])
    with pytest.raises(SceneError, match=r"road '1' has no lane 9 at s = 100 m; there are -4, -3, -2, -1, 1, 2, 3, 4"):
        told_of(scene)
    with pytest.raises(SceneError, match="asks for lanes, and this scene has no place with roads"):
        told_of(replace(staged(driver("car", 0.0), init=[on_lane("car", -2, 100.0)]), place=None))


def test_oncoming_traffic_follows_its_own_lane() -> None:
    xy = path(staged(driver("car", 10.0), init=[on_lane("car", 2, 200.0)]))[:, :2]
    assert xy[SETTINGS.index_from(3.0)] == pytest.approx((170.0, 3.875), abs=1e-6)


def test_a_car_joins_the_lane_of_its_route() -> None:
    """The route lies one lane to the left: it is reached within 40 m."""
    waypoints = tuple(Waypoint(position=LanePosition(road="1", lane=-2, s_m=s)) for s in (0.0, 280.0))
    route = AssignRoute(actor="car", route=Route(name="r", waypoints=waypoints))
    xy = path(staged(driver("car", 20.0), init=[on_lane("car", -3, 20.0)], events=[at(1.0, route)]))[:, :2]
    assert xy[SETTINGS.index_from(1.0), 1] == pytest.approx(-7.625, abs=1e-6)
    assert xy[SETTINGS.index_from(3.2), 1] == pytest.approx(-3.875, abs=1e-6)
    assert np.abs(np.diff(xy[:, 1])).max() < 20.0 * STEP_S * 0.2


def test_a_hill_is_driven_over_with_the_nose_up() -> None:
    hill = '<elevationProfile><elevation s="0" a="0" b="0.06" c="0" d="0"/></elevationProfile>'
    place = DrawnPlace(kind="country_road", profile=hill)
    motion = rails_of_world(told_of(staged(driver("car", 10.0), init=[on_lane("car", -1, 20.0)], where=place)).world)[
        2
    ].motion
    up = motion.velocity_mps[100]
    assert up[2] / up[0] == pytest.approx(0.06, abs=1e-6)
    assert motion.rotation_xyzw[100, 1] == pytest.approx(-math.sin(math.atan(0.06) / 2), abs=1e-6)
