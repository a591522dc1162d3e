"""Falling rain and snow in pictures: how many, how long, how opaque, how bright, and what hides them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lamp_world import bulb, source
from render_world import NIGHT, Solid, placed, scene_of, still

from scenes.environment import Environment
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.lenses.pinhole import Pinhole
from scenes.pose import Pose
from scenes.weather import rain, snow
from scenes.weather.particle_light import ANGLES, cloud_gain, drop_gain, flake_gain
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.airborne import with_airborne
from simulator.sensors.camera.drop_field import LEAST_PX, NEAREST_M, Extent, populations
from simulator.sensors.camera.particles_in_view import Sight, in_view, pixels_a_radian
from simulator.sensors.camera.streaks import Lines, draw, exposed

LENS = Pinhole(width_px=310, height_px=94, fx_px=720.0, fy_px=720.0, cx_px=155.0, cy_px=47.0)
AHEAD = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 1.65], [0, 0, 0, 1]])
"""Camera 1.65 m up that looks along world x."""


def sight(t_s: float = 0.0, y_m: float = 0.0, **changes: Any) -> Sight:
    pose = AHEAD.copy()
    pose[1, 3] = y_m
    here = Sight(lens=LENS, T_world_camera=Pose.from_matrix(pose), velocity_mps=np.zeros(3), t_s=t_s, exposure_s=0.004)
    return replace(here, **changes)


def line(**changes: Any) -> Lines:
    start, end = np.array([changes.pop("start", (20.0, 10.0))]), np.array([changes.pop("end", (40.0, 30.0))])
    sharp = np.array([changes.pop("sharp_px", 0.5)])
    range_m = np.array([changes.pop("range_m", 3.0)])
    width, opacity = exposed(start, end, sharp, 720.0, range_m)
    return Lines(
        start=start, end=end, width_px=width, opacity=opacity, range_m=range_m, radiance=np.full((1, 3), 1000.0)
    )


class TestLightOfParticles:
    def test_gains_scatter_what_arrives(self) -> None:
        """The integral over all directions is the albedo; of a drop's rays four orders keep 99.6 %."""
        angle = np.radians(np.arange(ANGLES))
        ring = 2.0 * math.pi * np.sin(angle) * math.radians(1.0)
        assert float(np.sum(flake_gain(0.9) * ring)) == pytest.approx(0.9, rel=1e-3)
        assert float(np.sum(cloud_gain(0.8, 0.5) * ring)) == pytest.approx(0.8, rel=5e-3)
        assert float(np.sum(drop_gain() * ring)) == pytest.approx(0.997, rel=0.01)

    def test_drops_show_the_rainbow_at_138_degrees_and_the_dark_band_before_it(self) -> None:
        gain = drop_gain()
        peak = 130 + int(np.argmax(gain[130:150]))
        assert abs(peak - 138) <= 2
        assert gain[peak] > 8.0 * gain[118]
        assert gain[10] > 15.0 * gain[peak]

    def test_a_drop_takes_a_lamps_light_by_its_distance_and_angle(self) -> None:
        """I / d^2 times the gain: a bulb at the eye lights what comes back, one ahead what goes on.

        1000 cd over 5 m squared is 40 lx.
        """
        ahead = bulb("a", Pose.planar(10.0, 0.0, math.pi, 2.0), source())
        at_eye = bulb("b", Pose.planar(0.0, 0.0, 0.0, 2.0), source())
        for lamp, degrees in ((ahead, 0), (at_eye, 180)):
            scene = scene_of(lamp, environment=NIGHT)
            renderer = WarpRenderer(quality="draft", threads=1)
            renderer.load(scene)
            point = np.array([[5.0, 0.0, 2.0]], dtype=np.float32)
            seen = renderer.lamplit(point, np.array([0.0, 0.0, 2.0]), drop_gain(), still(scene), NIGHT, 0.0)
            np.testing.assert_allclose(seen[0], 40.0 * drop_gain()[degrees], rtol=1e-2)
        day = Environment()
        assert not renderer.lamplit(point, np.zeros(3), drop_gain(), still(scene), day, 0.0).any()


class TestStreaks:
    @given(st.floats(0.2, 30.0), st.floats(0.0, 200.0), st.floats(0.3, 20.0))
    def test_a_streak_covers_as_much_as_the_disc_that_made_it(
        self, sharp_px: float, length_px: float, range_m: float
    ) -> None:
        """Opacity times area is pi/4 w^2, in focus or not, moving or not."""
        start, end = np.zeros((1, 2)), np.array([[length_px, 0.0]])
        width, opacity = exposed(start, end, np.array([sharp_px]), 720.0, np.array([range_m]))
        area = width[0] * length_px + 0.25 * math.pi * width[0] ** 2
        assert opacity[0] * area == pytest.approx(0.25 * math.pi * sharp_px**2)
        assert opacity[0] <= 1.0

    @given(st.floats(8.0, 50.0), st.floats(8.0, 50.0), st.floats(0.0, 25.0), st.floats(0.0, 6.28))
    @settings(max_examples=40, deadline=None)
    def test_what_is_drawn_is_what_was_said(self, x: float, y: float, length: float, turn: float) -> None:
        """The sum over pixels is that of the streak, wherever it lies between them, within what sampling leaves."""
        end = (x + length * math.cos(turn), y + length * math.sin(turn))
        one = line(start=(x, y), end=end, sharp_px=2.5, range_m=10.0)
        picture = draw(np.zeros((100, 100, 3), np.float32), np.zeros((100, 100), np.float32), one)
        inside = all(2.0 < c < 97.0 for c in end)
        if inside:
            assert picture[..., 1].sum() / 1000.0 == pytest.approx(0.25 * math.pi * 2.5**2, rel=0.13)

    def test_what_is_nearer_hides_it(self) -> None:
        range_m = np.full((60, 60), 2.0, np.float32)
        range_m[:, 30:] = 5.0
        picture = draw(np.zeros((60, 60, 3), np.float32), range_m, line(range_m=3.0))
        assert picture[:, :30].max() == 0.0
        assert picture[:, 30:].max() > 0.0

    def test_it_is_as_long_as_the_drop_falls_while_exposed(self) -> None:
        """f v t / Z: 720 px * 6.5 m/s * 4 ms / 2 m = 9.4 px."""
        start, end = (LENS.project(np.array([[0.0, s * 0.5 * 0.004 * 6.5, 2.0]])) for s in (-1, 1))
        assert float(np.hypot(*(end - start)[0])) == pytest.approx(720.0 * 6.5 * 0.004 / 2.0)


class TestTheField:
    @pytest.mark.parametrize(("kind", "rate"), [("rain", 10.0), ("rain", 50.0), ("snow", 1.0)])
    def test_as_many_as_the_distribution_says(self, kind: Any, rate: float) -> None:
        """Within 2 m of the camera, of more than a size: within five sigma of the mean of a Poisson number."""
        found = in_view(kind, rate, sight(), Environment())
        swell = 1.0 if kind == "rain" else 10.0 ** (1.0 / 3.0)
        least_mm = 3.0
        density = (rain.drops_per_m3 if kind == "rain" else snow.flakes_per_m3)(rate, least_mm / swell)
        u, v = np.meshgrid(np.arange(310.0), np.arange(94.0))
        solid = float(np.sum(LENS.directions(u, v)[..., 2] ** 3) / 720.0**2)
        mean = density * solid * (2.0**3 - NEAREST_M**3) / 3.0
        at = LENS.project(found.offset_m @ AHEAD[:3, :3])
        inside = (np.abs(at - [154.5, 46.5]) < [155.0, 47.0]).all(axis=1)
        near = np.linalg.norm(found.offset_m, axis=1) < 2.0
        count = int(np.count_nonzero(inside & near & (found.diameter_m > 1e-3 * least_mm)))
        assert abs(count - mean) < 5.0 * math.sqrt(mean) + 2.0

    def test_particles_stay_themselves_from_frame_to_frame(self) -> None:
        """A hundredth of a second later each that is still in view has fallen by its speed and drifted by the wind."""
        windy = Environment(wind_mps=4.0, wind_azimuth_rad=1.0)
        now, later = (in_view("rain", 10.0, sight(t_s), windy) for t_s in (3.0, 3.01))
        moved = now.offset_m + 0.01 * now.velocity_mps
        nearest = np.array([np.abs(later.offset_m - p).sum(axis=1).min() for p in moved[:400]])
        assert np.mean(nearest < 1e-4) > 0.8  # the others have left the cone

    def test_another_pattern_is_another_field(self) -> None:
        first, same, other = (in_view("rain", 10.0, sight(), Environment(fog_pattern=n)).offset_m for n in (1, 1, 2))
        np.testing.assert_array_equal(first, same)
        assert np.isin(first[:, 0], other[:, 0]).mean() < 0.01

    def test_two_cameras_see_the_same_particles(self) -> None:
        left, right = (in_view("snow", 1.0, sight(y_m=y), Environment()) for y in (0.0, 0.05))
        placed = left.offset_m - [0.0, 0.05, 0.0]
        nearest = np.array([np.abs(right.offset_m - p).sum(axis=1).min() for p in placed[:400]])
        assert np.mean(nearest < 1e-4) > 0.8

    def test_all_are_wide_enough_to_be_seen(self) -> None:
        found = in_view("rain", 5.0, sight(), Environment())
        width = 720.0 * found.diameter_m / np.linalg.norm(found.offset_m, axis=1)
        assert width.min() >= 0.99 * LEAST_PX

    def test_wider_ones_alone_where_there_are_too_many(self) -> None:
        extent = Extent(across_ratio=0.8, up_ratio=0.3, ahead_ratio=0.5)
        cloudburst = populations("rain", 120.0, 720.0, extent, 0)
        assert sum(len(p.diameter_m) for p in cloudburst) < 150_000

    def test_a_fisheye_sees_them_all_around(self) -> None:
        lens = KannalaBrandt(width_px=300, height_px=300, fx_px=90.0, fy_px=90.0, cx_px=150.0, cy_px=150.0)
        found = in_view("snow", 2.0, sight(lens=lens), Environment())
        assert pixels_a_radian(lens) == pytest.approx(90.0, rel=0.01)
        assert (found.offset_m[:, 0] < 0.0).any()
        assert (np.abs(found.offset_m[:, 1]) > 0.8 * np.linalg.norm(found.offset_m, axis=1)).any()


class TestWholePictures:
    def picture(self, environment: Environment, roof: bool = False) -> tuple[Any, Any]:
        """What a camera at x = 0 sees before and with what falls, over a dark ground."""
        above = (placed("roof", Solid(shape="ground", size_m=60.0), 0.0, 0.0, 6.0),) if roof else ()
        scene = scene_of(*above, environment=environment)
        renderer = WarpRenderer(quality="draft", threads=1)
        renderer.load(scene)
        before = np.full((94, 310, 3), 50.0, np.float32)
        after = with_airborne(
            before,
            np.zeros((94, 310), np.float32),
            LENS,
            Mounting(name="front", T_ego_sensor=still(scene).body_at(1, 0.5).inverse() @ Pose.from_matrix(AHEAD)),
            renderer,
            still(scene),
            environment,
            0.5,
            {"exposure_s": 0.01},
        )
        return before, after

    def test_nothing_falls_and_nothing_changes(self) -> None:
        before, after = self.picture(Environment())
        assert after is before

    @pytest.mark.parametrize("falls", [{"rain_mmph": 20.0}, {"snow_mmph": 2.0}])
    def test_it_falls_in_the_open_alike_on_every_run_and_not_under_a_roof(self, falls: dict[str, float]) -> None:
        weather = replace(Environment(cloud_cover=1.0), **falls)
        before, after = self.picture(weather)
        np.testing.assert_array_equal(after, self.picture(weather)[1])
        assert np.mean(np.abs(after - before).max(axis=2) > 1.0) > 0.01
        np.testing.assert_array_equal(self.picture(weather, roof=True)[1], before)

    def test_more_snow_is_more_of_the_picture(self) -> None:
        changed = [
            np.mean(np.abs(np.subtract(*self.picture(Environment(cloud_cover=1.0, snow_mmph=rate)))))
            for rate in (0.3, 1.0, 3.0)
        ]
        assert changed[0] < changed[1] < changed[2]
