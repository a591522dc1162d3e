"""Echoes of pulses: footprints on edges, panes, mirrors, motion, and the kernel against plain rays."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.material import Material
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.frame import LidarReading, PointKind
from simulator.render.base import Renderer
from simulator.render.echo_tracer import scatter_of
from simulator.render.pulses import MIXED, SURFACE, Pulses, disc_footprint
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.beam_table import BeamFan
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.receiver import Receiver
from simulator.sensors.lidar.returns import numbers, reported
from simulator.sensors.lidar.spinning_heads import Hdl32, Os1128
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

MOUNTING = Mounting(name="velodyne", T_ego_sensor=Pose(translation_m=(0.76, 0.0, 1.73)))
PERFECT = Receiver(range_sigma_m=0.0, range_cell_m=0.0, lost_share=0.0, fading_db=0.0, level_sigma_share=0.0)
FAN = BeamFan(count=12, top_rad=0.03, bottom_rad=-0.2, firings=900)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def pulses_at(direction: np.ndarray, *, sub_rays: int = 5, mirrored_share: float = 1.0, row: int = 0) -> Pulses:
    direction = np.asarray(direction, dtype=np.float32).reshape(-1, 3)
    return Pulses(
        origin_m=np.tile(np.float32([0.0, 0.0, 1.5]), (len(direction), 1)),
        direction=direction / np.linalg.norm(direction, axis=1, keepdims=True),
        time_s=np.full(len(direction), 0.2, dtype=np.float32),
        footprint=disc_footprint(4e-3, sub_rays),
        reach_m=120.0,
        echo_gap_m=0.3,
        mirrored_share=mirrored_share,
        row=row,
    )


@pytest.mark.parametrize("sub_rays", [1, 5, 7, 9, 19, 30])
def test_a_footprint_has_the_moments_of_its_disc(sub_rays: int) -> None:
    slopes = disc_footprint(4e-3, sub_rays).astype(np.float64)
    assert slopes[0].tolist() == [0.0, 0.0]
    if sub_rays > 1:
        radius = math.tan(2e-3)
        assert (slopes**2).mean(axis=0).sum() == pytest.approx(radius**2 / 2, rel=1e-5)
        assert np.abs(slopes).max() <= 1.3 * radius


def test_a_wall_returns_its_reflectivity_over_the_square_of_range(renderer: WarpRenderer) -> None:
    scene = world_of(crate("wall", 20.5, 0.0, size_m=(1.0, 30.0, 20.0), reflectivity=0.4))
    renderer.load(scene)
    echoes = renderer.echoes(pulses_at([1, 0, 0]), drifting(scene), scene.environment, 0)
    assert echoes.range_m[0, 0] == pytest.approx(20.0, abs=1e-3)
    assert echoes.power[0, 0] == pytest.approx(0.4 / 400, rel=1e-3)
    assert not echoes.power[0, 1:].any()
    assert echoes.kind[0, 0] == SURFACE


def test_an_edge_gives_two_echoes_that_share_the_footprint(renderer: WarpRenderer) -> None:
    """The beam's axis passes just beside a crate: one of five rays meets the crate, four the wall 10 m behind it."""
    near = crate("near", 10.0, -1.0, size_m=(1.0, 2.0, 3.0), reflectivity=0.5)
    wall = crate("wall", 20.5, 0.0, size_m=(1.0, 30.0, 20.0), reflectivity=0.5)
    scene = world_of(near, wall)
    renderer.load(scene)
    echoes = renderer.echoes(pulses_at([1, 1e-5, 0]), drifting(scene), scene.environment, 0)
    assert sorted(echoes.range_m[0, :2]) == pytest.approx([9.5, 20.0], abs=5e-3)
    by_range = np.argsort(echoes.range_m[0, :2])
    assert echoes.power[0, by_range] == pytest.approx([0.2 * 0.5 / 9.5**2, 0.8 * 0.5 / 400], rel=1e-2)
    assert echoes.instance[0, by_range].tolist() == [2, 3]


def test_surfaces_within_a_pulses_length_mix_at_their_mean_range(renderer: WarpRenderer) -> None:
    near = crate("near", 10.0, -1.0, size_m=(1.0, 2.0, 3.0), reflectivity=0.5)
    behind = crate("behind", 10.2, 0.0, size_m=(1.0, 6.0, 3.0), reflectivity=0.5)
    scene = world_of(near, behind)
    renderer.load(scene)
    echoes = renderer.echoes(pulses_at([1, 1e-5, 0]), drifting(scene), scene.environment, 0)
    assert echoes.kind[0, 0] == MIXED
    weights = np.array([0.2 / 9.5**2, 0.8 / 9.7**2])
    assert echoes.range_m[0, 0] == pytest.approx(np.average([9.5, 9.7], weights=weights), abs=2e-3)
    assert not echoes.power[0, 1:].any()


def test_a_mirror_that_returns_nothing_mixes_with_nothing(renderer: WarpRenderer) -> None:
    """Chrome beside the beam's axis, 20 cm before a wall: one of five rays meets it and comes to nothing."""
    near = crate("near", 10.0, -1.0, size_m=(1.0, 2.0, 3.0), chrome=True)
    scene = world_of(near, crate("behind", 10.2, 0.0, size_m=(1.0, 6.0, 3.0)))
    renderer.load(scene)
    echoes = renderer.echoes(pulses_at([1, 1e-5, 0]), drifting(scene), scene.environment, 0)
    assert (echoes.kind[0, 0], echoes.instance[0, 0]) == (SURFACE, 3)
    assert echoes.power[0, 0] == pytest.approx(0.8 * 0.5 / 9.7**2, rel=1e-2)


def test_a_slope_explains_as_much_as_a_footprint_is_wide(renderer: WarpRenderer) -> None:
    """Nineteen rays on ground seen 11 degrees flat: one surface, as plain rays say."""
    scene = world_of(ground=Ground())
    renderer.load(scene)
    pulses = pulses_at([1.0, 0.0, -0.2], sub_rays=19)
    ours = renderer.echoes(pulses, drifting(scene), scene.environment, 0)
    plain = Renderer.echoes(renderer, pulses, drifting(scene), scene.environment, 0)
    np.testing.assert_allclose(ours.power, plain.power, rtol=1e-3, atol=1e-9)
    np.testing.assert_array_equal(ours.kind, plain.kind)
    assert ours.kind[0, 0] == SURFACE


def test_no_pulses_have_no_echoes(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground())
    renderer.load(scene)
    echoes = renderer.echoes(pulses_at(np.zeros((0, 3))), drifting(scene), scene.environment, 0)
    assert echoes.range_m.shape == (0, 3)


def test_panes_dim_what_is_behind_and_may_show_a_ghost(renderer: WarpRenderer) -> None:
    """A pane at 45 degrees: the wall ahead is dimmed, the wall to the left stands ghostly ahead at the way's length."""
    pane = crate("pane", 5.0, 0.0, yaw_rad=math.pi / 4, size_m=(0.004, 3.0, 3.0), glass=True)
    ahead = crate("ahead", 20.5, 0.0, size_m=(1.0, 10.0, 5.0))
    side = crate("side", 5.0, -8.5, size_m=(10.0, 1.0, 5.0), reflectivity=0.5)
    scene = world_of(pane, ahead, side)
    renderer.load(scene)
    for follow in (0.0, 1.0):
        echoes = renderer.echoes(pulses_at([1, 0, 0], mirrored_share=follow), drifting(scene), scene.environment, 0)
        assert echoes.range_m[0, 0] == pytest.approx(20.0, abs=2e-2)
        assert 0.05 < echoes.power[0, 0] / (0.5 / 400) < 0.6
        ghosts = echoes.kind[0] == 2
        assert ghosts.any() == bool(follow)
        if follow:
            assert echoes.range_m[0, ghosts][0] == pytest.approx(5.0 + 8.0, abs=0.05)
            assert echoes.power[0, ghosts][0] < 0.05 * 0.5 / 13.0**2


def test_velocity_is_that_of_the_surface_point_of_a_turning_body(renderer: WarpRenderer) -> None:
    """v + w x r of a crate that drives at 10 m/s and turns at 0.5 rad/s."""
    scene = world_of(crate("car", 12.0, 0.0, size_m=(2.0, 4.0, 3.0)))
    history = drifting(scene, {"car": (10.0, -2.0, 0.0)}, {"car": 0.5})
    renderer.load(scene)
    pulses = pulses_at([[1, y, 0] for y in (-0.08, 0.0, 0.05)])
    echoes = renderer.echoes(pulses, history, scene.environment, 0)
    centre, _ = history.bodies_at(2, np.array([0.2]))
    for k in range(3):
        point = pulses.origin_m[k] + pulses.direction[k] * echoes.range_m[k, 0]
        lever = point - centre[0]
        expected = np.array([10.0 - 0.5 * lever[1], -2.0 + 0.5 * lever[0], 0.0])
        # A difference over 1 ms of float32 positions some 10 m from the origin: 2 * 5e-7 / 1e-3.
        np.testing.assert_allclose(echoes.velocity_mps[k, 0], expected, atol=5e-3)


def streets() -> Scene:
    return world_of(
        crate("a", 8.0, 1.0, size_m=(2.0, 1.0, 1.4)),
        crate("b", 14.0, -3.0, yaw_rad=0.6, size_m=(4.0, 2.0, 2.0), arm_m=1.0),
        crate("c", 25.0, 4.0, size_m=(1.0, 8.0, 4.0), reflectivity=0.1),
        ground=Ground(),
    )


def test_kernel_and_plain_rays_agree(renderer: WarpRenderer) -> None:
    """Order-free (row 0) every footprint is traced: the kernel is the NumPy grouping of plain rays."""
    scene = streets()
    history = drifting(scene, {"b": (3.0, 1.0, 0.0)})
    renderer.load(scene)
    scan = FAN.scan(10.0, 0.0)
    pulses = pulses_at(scan.direction)
    ours = renderer.echoes(pulses, history, scene.environment, 0)
    plain = Renderer.echoes(renderer, pulses, history, scene.environment, 0)
    same = np.isclose(ours.range_m, plain.range_m, atol=2e-3) & (ours.kind == plain.kind)
    # Rays that graze an edge may fall on either side by float32's last bit.
    assert same.mean() > 0.998
    assert np.isclose(ours.power, plain.power, rtol=2e-3, atol=1e-9).mean() > 0.998
    assert (ours.instance == plain.instance).mean() > 0.998
    assert np.isclose(ours.velocity_mps, plain.velocity_mps, atol=2e-2).mean() > 0.998


def test_footprints_are_traced_towards_edges_only(renderer: WarpRenderer) -> None:
    """With the scan's grid known, other rays meet the plane of their axis, with nearly the same echoes."""
    scene = streets()
    history = drifting(scene)
    renderer.load(scene)
    scan = FAN.scan(10.0, 0.0)
    full = renderer.echoes(pulses_at(scan.direction), history, scene.environment, 0)
    quick = renderer.echoes(pulses_at(scan.direction, row=scan.row), history, scene.environment, 0)
    assert (full.instance[:, 0] == quick.instance[:, 0]).mean() > 0.999
    met = (full.range_m[:, 0] > 0) & (quick.range_m[:, 0] > 0)
    assert (np.abs(full.range_m - quick.range_m)[met, 0] < 0.001 * full.range_m[met, 0]).mean() > 0.998
    assert np.isclose(full.power, quick.power, rtol=0.01).mean() > 0.99
    assert (full.kind == quick.kind).mean() > 0.998


def test_heads_with_staggered_rings_have_no_grid_and_trace_every_ray() -> None:
    """An OS1's neighbours a ring on lie seven degrees off level; an HDL-32E's less than a firing aside."""
    assert Os1128().scan(10.0, 0.0).row == 0
    assert SpinningLidar(beams=Hdl32(), rate_hz=20.0).scan(0.0).row == 1085


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("strongest", [(0, 1), (1, 0)]),
        ("last", [(0, 2), (1, 0)]),
        ("dual", [(0, 1), (0, 2), (1, 0)]),
        ("triple", [(0, 1), (0, 0), (0, 2), (1, 0)]),
    ],
)
def test_modes_report_their_echoes_strongest_first(mode: str, expected: list[tuple[int, int]]) -> None:
    power = np.float32([[2.0, 3.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    range_m = np.float32([[5.0, 9.0, 30.0], [4.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    pulse, column = reported(power, range_m, mode)  # type: ignore[arg-type]
    assert list(zip(pulse.tolist(), column.tolist(), strict=True)) == expected
    assert numbers(pulse).tolist() == [1, *([2, 3][: len(expected) - 2]), 1]


def test_dual_reports_the_two_strongest_where_the_last_is_the_strongest() -> None:
    pulse, column = reported(np.float32([[2.0, 3.0, 1.0]]), np.float32([[5.0, 40.0, 30.0]]), "dual")
    assert (pulse.tolist(), column.tolist()) == ([0, 0], [1, 0])


def test_deskewed_points_of_still_things_lie_where_they_are(renderer: WarpRenderer) -> None:
    """From a car that drives and turns, raw points of a still wall are bent, de-skewed ones are plane."""
    scene = world_of(crate("wall", 20.5, 0.0, size_m=(1.0, 30.0, 6.0)))
    history = drifting(scene, {"ego": (15.0, 0.0, 0.0)}, {"ego": 0.4})
    renderer.load(scene)
    lidar = SpinningLidar(
        beams=BeamFan(count=1, top_rad=0.0, bottom_rad=0.0, firings=1440),
        receiver=PERFECT,
        optics=Optics(sub_rays=1),
    )
    reading, _ = lidar.measure(MOUNTING, renderer, history, scene.environment, 0.2, 0, {})
    assert isinstance(reading, LidarReading)
    front = np.abs(reading.points[:, 1]) < 8.0
    true = reading.T_world_sensor.apply(reading.deskewed_m[front].astype(np.float64))
    np.testing.assert_allclose(true[:, 0], 20.0, atol=1.5e-3)
    raw = reading.T_world_sensor.apply(reading.points[front, :3].astype(np.float64))
    assert np.ptp(raw[:, 0]) > 0.05


def test_retro_reflectors_saturate_and_edges_have_their_kind(renderer: WarpRenderer) -> None:
    scene = world_of(
        crate("sign", 15.0, 0.0, size_m=(0.1, 1.0, 3.0), reflectivity=40.0),
        crate("wall", 15.2, 0.0, size_m=(0.1, 9.0, 3.0), reflectivity=0.4),
        *(crate(f"post {k}", 15.0, 1.0 + 0.37 * k, size_m=(0.1, 0.1, 3.0)) for k in range(8)),
    )
    renderer.load(scene)
    lidar = SpinningLidar(receiver=PERFECT)
    reading, _ = lidar.measure(MOUNTING, renderer, drifting(scene), scene.environment, 0.2, 0, {})
    assert isinstance(reading, LidarReading)
    sign = (reading.instance == 2) & (reading.kind == PointKind.SURFACE)
    assert np.median(reading.points[sign, 3]) == pytest.approx(0.99)
    assert (reading.kind == PointKind.MIXED).sum() > 5


def test_films_and_beads_count_as_pi_times_their_coefficient() -> None:
    sign = Material(base_color=(0.7, 0.7, 0.7), retroreflection_cd_lx_m2=250.0)
    paint = dataclasses.replace(sign, retroreflection_cd_lx_m2=0.0, beads_cd_lx_m2=0.2, lidar_reflectivity=0.6)
    assert scatter_of(sign)[1] == pytest.approx(250.0 * math.pi)
    assert scatter_of(paint) == pytest.approx((0.6, 0.0, 0.2 * math.pi, 0.0))
    chrome = Material(base_color=(0.9, 0.9, 0.9), metallic=1.0, roughness=0.05)
    assert scatter_of(chrome)[3] > 0.5
