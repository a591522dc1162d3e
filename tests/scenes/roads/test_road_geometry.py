"""Road geometry against closed forms: circles, Euler spirals, parabolas, tilted planes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import fresnel

from scenes.roads.cross_section import CrossSection
from scenes.roads.cubic import Cubic, Profile
from scenes.roads.lane import LaneHeight, LaneSection, RoadLane
from scenes.roads.plan import Arc, Line, ParamPoly3, PlanRecord, PlanShape, Poly3, Spiral
from scenes.roads.plan_curves import local_points
from scenes.roads.projection import project
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve

ROUNDING_M = 1e-9  # float64 at a few hundred metres


def record(shape: PlanShape, length_m: float = 100.0, heading_rad: float = 0.0) -> PlanRecord:
    return PlanRecord(s_m=0.0, x_m=0.0, y_m=0.0, heading_rad=heading_rad, length_m=length_m, shape=shape)


def constant(value: float, start_m: float = 0.0) -> Cubic:
    return Cubic(start_m=start_m, coefficients=(value, 0.0, 0.0, 0.0))


def simple_road(shape: PlanShape, lanes: tuple[RoadLane, ...] = (), **fields: object) -> Road:
    section = LaneSection(s_m=0.0, lanes=lanes or (RoadLane(id=0, kind="none"),))
    return Road(id="1", length_m=100.0, plan=(record(shape),), sections=(section,), **fields)  # type: ignore[arg-type]


def test_an_arc_is_a_circle() -> None:
    s = np.linspace(0.0, 100.0, 31)
    u, v, turn, curvature = local_points(record(Arc(curvature_per_m=-0.05)), s)
    np.testing.assert_allclose(np.hypot(u, v + 20.0), 20.0, atol=ROUNDING_M)
    np.testing.assert_allclose(turn, -0.05 * s)
    assert (curvature == -0.05).all()


def test_a_nearly_straight_arc_does_not_cancel() -> None:
    u, v, _, _ = local_points(record(Arc(curvature_per_m=1e-9)), np.array([100.0]))
    np.testing.assert_allclose([u[0], v[0]], [100.0, 5e-6], atol=1e-12)  # s - k^2 s^3 / 6, k s^2 / 2


@pytest.mark.parametrize("end", [0.1, -0.1, 1e-6, 0.5])
def test_a_spiral_from_straight_is_fresnels(end: float) -> None:
    """x + i y = a (C + i S)(s / a) with a = sqrt(pi / |rate|), Abramowitz & Stegun 7.3."""
    length, s = 100.0, np.linspace(0.0, 100.0, 41)
    u, v, turn, _ = local_points(record(Spiral(start_curvature_per_m=0.0, end_curvature_per_m=end)), s)
    scale = math.sqrt(math.pi * length / abs(end))
    sine, cosine = fresnel(s / scale)
    np.testing.assert_allclose(u, scale * cosine, atol=1e-8)
    np.testing.assert_allclose(v, math.copysign(1.0, end) * scale * sine, atol=1e-8)
    np.testing.assert_allclose(turn, 0.5 * end * s**2 / length)


@given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.floats(1.0, 300.0))
def test_any_spiral_is_its_integral_within_a_micrometre(start: float, end: float, length: float) -> None:
    shape = Spiral(start_curvature_per_m=start, end_curvature_per_m=end)
    u, v, _, _ = local_points(record(shape, length), np.array([length]))
    x = np.linspace(0.0, length, 20_001)  # Simpson: h^4 / 180 L f'''' <= 1e-8 m for these bounds
    angle = start * x + 0.5 * (end - start) / length * x**2
    weights = np.where(np.arange(len(x)) % 2 == 1, 4.0, 2.0) * (x[1] / 3.0)
    weights[[0, -1]] = x[1] / 3.0
    np.testing.assert_allclose([u[0], v[0]], [weights @ np.cos(angle), weights @ np.sin(angle)], atol=1e-6)


def test_stations_on_a_cubic_measure_its_length() -> None:
    shape = Poly3(v=(0.0, 0.1, 0.01, -5e-5))
    u, v, turn, _ = local_points(record(shape), np.array([60.0]))
    run, _ = quad(lambda x: math.hypot(1.0, 0.1 + 0.02 * x - 1.5e-4 * x * x), 0.0, u[0], epsabs=1e-10)
    assert run == pytest.approx(60.0, abs=1e-8)
    assert v[0] == pytest.approx(0.1 * u[0] + 0.01 * u[0] ** 2 - 5e-5 * u[0] ** 3)
    assert math.tan(turn[0]) == pytest.approx(0.1 + 0.02 * u[0] - 1.5e-4 * u[0] ** 2)


def test_both_parameters_of_a_cubic_describe_the_same_curve() -> None:
    long = ParamPoly3(u=(0.0, 1.0, 1e-3, 0.0), v=(0.0, 0.0, 2e-3, -1e-5), parameter="arc_length")
    short = ParamPoly3(u=(0.0, 100.0, 10.0, 0.0), v=(0.0, 0.0, 20.0, -10.0), parameter="normalized")
    s = np.linspace(0.0, 100.0, 11)
    for one, two in zip(local_points(record(long), s), local_points(record(short), s), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-12)


def test_records_meet_and_the_ends_go_on_straight() -> None:
    first = record(Line(), 50.0)
    second = PlanRecord(s_m=50.0, x_m=50.0, y_m=0.0, heading_rad=0.0, length_m=50.0, shape=Arc(curvature_per_m=0.01))
    section = LaneSection(s_m=0.0, lanes=(RoadLane(id=0, kind="none"),))
    curve = RoadCurve.of(Road(id="1", length_m=100.0, plan=(first, second), sections=(section,)))
    plan = curve.plan_at([-5.0, 50.0 - 1e-9, 50.0, 110.0])
    np.testing.assert_allclose(plan.xy_m[:3], [[-5.0, 0.0], [50.0, 0.0], [50.0, 0.0]], atol=1e-8)
    end = np.array([50.0 + 100.0 * math.sin(0.5), 100.0 * (1.0 - math.cos(0.5))])
    np.testing.assert_allclose(plan.xy_m[3], end + 10.0 * np.array([math.cos(0.5), math.sin(0.5)]), atol=ROUNDING_M)


def test_profiles_hold_from_record_to_record() -> None:
    profile = Profile.of((Cubic(start_m=10.0, coefficients=(1.0, 2.0, 3.0, 4.0)), constant(7.0, 20.0)))
    np.testing.assert_allclose(profile.at(np.array([5.0, 12.0, 25.0])), [0.0, 1.0 + 4.0 + 12.0 + 32.0, 7.0])
    np.testing.assert_allclose(profile.slope(np.array([12.0])), [2.0 + 12.0 + 48.0])


def test_positive_superelevation_falls_to_the_right() -> None:
    tilt = math.radians(5.0)
    curve = RoadCurve.of(simple_road(Line(), elevation=(constant(3.0),), superelevation=(constant(tilt),)))
    made = curve.points([10.0, 10.0], [-4.0, 4.0])
    np.testing.assert_allclose(made.position_m[:, 2], [3.0 - 4.0 * math.tan(tilt), 3.0 + 4.0 * math.tan(tilt)])
    np.testing.assert_allclose(made.normal, [[0.0, -math.sin(tilt), math.cos(tilt)]] * 2, atol=1e-12)


@given(st.floats(5.0, 95.0), st.floats(-8.0, 8.0))
def test_normals_are_those_of_the_surface(s: float, t: float) -> None:
    """Against central differences of positions: error h^2 f''' / 6, below 1e-6 at h = 1e-3 m."""
    road = simple_road(
        Spiral(start_curvature_per_m=0.0, end_curvature_per_m=0.05),
        elevation=(Cubic(start_m=0.0, coefficients=(0.0, 0.05, 1e-3, -1e-5)),),
        superelevation=(Cubic(start_m=0.0, coefficients=(0.0, 1e-3, 0.0, 0.0)),),
    )
    curve, h = RoadCurve.of(road), 1e-3
    p = curve.points([s + h, s - h, s, s], [t, t, t + h, t - h]).position_m
    normal = np.cross(p[0] - p[1], p[2] - p[3])
    np.testing.assert_allclose(curve.points(s, t).normal[0], normal / np.linalg.norm(normal), atol=1e-6)


@given(st.floats(0.0, 100.0), st.floats(-9.0, 9.0))
def test_projection_undoes_the_way_to_the_world(s: float, t: float) -> None:
    curve = RoadCurve.of(simple_road(Spiral(start_curvature_per_m=-0.05, end_curvature_per_m=0.1)))
    back = project(curve, curve.points(s, t).position_m[:, :2], np.array([s + 1.0]))
    np.testing.assert_allclose([back[0][0], back[1][0]], [s, t], atol=1e-6)


def test_lanes_lie_side_by_side_from_the_moved_reference_line() -> None:
    lanes = (
        RoadLane(id=-2, kind="shoulder", borders=(constant(5.0),)),
        RoadLane(id=-1, kind="driving", widths=(constant(3.0),)),
        RoadLane(id=0, kind="none"),
        RoadLane(id=1, kind="driving", widths=(Cubic(start_m=0.0, coefficients=(3.0, 0.01, 0.0, 0.0)),)),
        RoadLane(id=2, kind="sidewalk", widths=(constant(2.0), constant(-1.0, 60.0))),
    )
    cross = CrossSection.of(simple_road(Line(), lanes, lane_offset=(constant(0.5),)), 0)
    np.testing.assert_allclose(
        cross.borders_m(np.array([0.0, 80.0])), [[-4.5, -2.5, 0.5, 3.5, 5.5], [-4.5, -2.5, 0.5, 4.3, 4.3]]
    )
    assert cross.middle_m(-1, np.array([0.0]))[0] == pytest.approx(-1.0)


def test_heights_lie_on_the_side_they_are_named_for() -> None:
    height = (LaneHeight(offset_m=20.0, inner_m=0.1, outer_m=0.2),)
    lanes = tuple(
        RoadLane(id=i, kind="sidewalk", widths=(constant(2.0),) if i else (), heights=height if i else ())
        for i in (-1, 0, 1)
    )
    cross = CrossSection.of(simple_road(Line(), lanes), 0)
    np.testing.assert_allclose(cross.heights_m(np.array([10.0, 30.0]))[0], 0.0)
    np.testing.assert_allclose(cross.heights_m(np.array([30.0]))[0], [[0.2, 0.1], [0.1, 0.2]])
