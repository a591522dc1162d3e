"""Puffs against numerical integration, and wakes against what makes them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import warp as wp
from hypothesis import given, settings
from hypothesis import strategies as st
from render_world import NIGHT, Solid, placed, scene_of, sliding, still

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.json_codec import decode, encode
from scenes.lenses.pinhole import Pinhole
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.weather.plume import Plume
from simulator.physics.history import WorldHistory
from simulator.render.kernels.puffs import depth_of_ways, device_puffs
from simulator.render.puffs import NO_PUFFS, Puffs, extinction_at, joined, near, optical_depth
from simulator.render.wakes import SPRAY, Vehicles, amounts, puffs_at, vehicles_of
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.airborne import with_airborne

LENS = Pinhole(width_px=120, height_px=60, fx_px=100.0, fy_px=100.0, cx_px=59.5, cy_px=29.5)
AHEAD = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, 1.5], [0, 0, 0, 1]])
WET = Environment(wetness=0.9, cloud_cover=1.0)


def puff(x: float = 5.0, y: float = 0.3, z: float = 1.0, sigma_m: float = 0.8, extinction: float = 0.5) -> Puffs:
    return Puffs(
        centre_m=np.array([[x, y, z]]),
        sigma_m=np.array([sigma_m]),
        extinction_per_m=np.array([extinction]),
        albedo=np.ones((1, 3)),
    )


def car_at(speed_mps: float) -> tuple[Scene, WorldHistory]:
    """A car of the tests' making that slides along x at a speed."""
    scene = scene_of(placed("car", Solid(shape="wall", size_m=1.8), 0.0, 0.0, 0.0), environment=WET)
    return scene, sliding(scene, (speed_mps, 0.0, 0.0))


CAR = Vehicles(instance=np.array([2]), width_m=np.array([1.8]), behind_m=np.array([1.0]))


@given(st.floats(-4.0, 8.0), st.floats(-1.5, 1.5), st.floats(0.2, 2.0), st.floats(0.5, 20.0))
@settings(max_examples=60, deadline=None)
def test_depth_is_the_integral_of_the_extinction(x: float, y: float, sigma_m: float, distance_m: float) -> None:
    cloud = puff(x, y, 0.4, sigma_m)
    direction = np.array([0.8, 0.36, 0.48])
    s = (np.arange(20_000) + 0.5) * (distance_m / 20_000)
    numeric = float(np.sum(extinction_at(cloud, s[:, None] * direction))) * distance_m / 20_000
    closed = optical_depth(cloud, np.zeros((1, 3)), direction[None], np.array([distance_m]))[0]
    assert closed == pytest.approx(numeric, rel=1e-4, abs=1e-7)
    depth = wp.zeros(1, dtype=wp.float32, device="cpu")
    ways = [wp.array(v, dtype=wp.vec3, device="cpu") for v in (np.zeros((1, 3)), direction[None])]
    far = wp.array(np.array([distance_m]), dtype=wp.float32, device="cpu")
    wp.launch(depth_of_ways, 1, [device_puffs(cloud, np.zeros((1, 3)), "cpu"), *ways, far, 0], [depth], device="cpu")
    # Beyond three sigma the kernel counts nothing, and its erf is right within 5e-4.
    most = 0.5 * sigma_m * math.sqrt(2.0 * math.pi)
    assert float(depth.numpy()[0]) == pytest.approx(closed, abs=0.012 * most)


def test_depths_add_up_and_near_ones_are_chosen() -> None:
    both = joined([puff(), puff(x=80.0)])
    ways = (np.zeros((1, 3)), np.array([[1.0, 0.0, 0.0]]), np.array([200.0]))
    parts = sum(float(optical_depth(p, *ways)[0]) for p in (puff(), puff(x=80.0)))
    assert float(optical_depth(both, *ways)[0]) == pytest.approx(parts)
    assert len(near(both, np.zeros(3), 50.0)) == 1
    assert len(joined([])) == len(NO_PUFFS) == 0


class TestWakes:
    def test_only_fast_vehicles_on_wet_roads_spray(self) -> None:
        _, fast = car_at(30.0)
        _, slow = car_at(8.0)
        assert len(puffs_at(CAR, fast, WET, 1.0)) > 10
        assert len(puffs_at(CAR, slow, WET, 1.0)) == 0
        assert len(puffs_at(CAR, fast, replace(WET, wetness=0.2), 1.0)) == 0
        assert len(puffs_at(CAR, fast, replace(WET, snow_cover=1.0), 1.0)) > 0
        assert amounts(Environment()) == []

    def test_it_is_behind_the_vehicle_and_as_thick_as_published(self) -> None:
        """0.02 to 0.3 per metre within 5 to 20 m behind (beyond 50 km/h); nothing before it."""
        _, history = car_at(27.0)
        cloud = puffs_at(CAR, history, WET, 1.0)
        rear = 27.0 - 1.0
        x = rear - np.linspace(5.0, 20.0, 60)
        middle = extinction_at(cloud, np.column_stack([x, np.zeros(60), np.full(60, 0.6)]))
        assert 0.02 < float(middle.mean()) < 0.3
        ahead = extinction_at(cloud, np.array([[rear + 4.0, 0.0, 0.6]]))
        assert float(ahead[0]) < 0.01

    def test_puffs_age_and_stay_themselves(self) -> None:
        """A fiftieth of a second later every puff but the oldest is near where it was."""
        _, history = car_at(27.0)
        now, later = (puffs_at(CAR, history, WET, t) for t in (0.9, 0.92))
        old = now.where(now.centre_m[:, 0] < 10.0)
        for centre in old.centre_m[np.argsort(old.centre_m[:, 0])][2:]:
            assert np.abs(later.centre_m - centre).sum(axis=1).min() < 0.5

    def test_wider_vehicles_spray_more(self) -> None:
        _, history = car_at(27.0)
        truck = replace(CAR, width_m=np.array([2.55]))
        point = np.array([[27.0 - 9.0, 0.0, 1.8]])
        car, lorry = (float(extinction_at(puffs_at(v, history, WET, 1.0), point)[0]) for v in (CAR, truck))
        assert lorry > 1.5 * car

    def test_strength_is_none_at_first_and_all_at_last(self) -> None:
        speeds = np.array([0.0, SPRAY.from_mps, SPRAY.full_mps, 60.0])
        np.testing.assert_allclose(SPRAY.strength(speeds), [0.0, 0.0, 1.0, 1.0])

    def test_a_plume_rises_and_bends_with_the_wind(self) -> None:
        scene = scene_of()
        burning = Plume(position_m=(3.0, 0.0, 1.0))
        calm, windy = (
            puffs_at(vehicles_of([]), still(scene), Environment(plumes=(burning,), wind_mps=w), 0.5) for w in (0.0, 6.0)
        )
        assert calm.centre_m[:, 2].max() > 15.0
        assert windy.centre_m[:, 0].max() > calm.centre_m[:, 0].max() + 20.0
        air = Environment(plumes=(burning,))
        assert decode(encode(air)) == air
        with pytest.raises(ConfigError, match=r"plume\.radius_m"):
            replace(burning, radius_m=0.0)


class TestPictures:
    def seen(self, environment: Environment, range_m: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        scene = scene_of(environment=environment)
        renderer = WarpRenderer(quality="draft", threads=1)
        renderer.load(scene)
        before = np.full((60, 120, 3), 30.0, np.float32)
        ranges = np.full((60, 120), range_m, np.float32)
        mounting = Mounting(name="front", T_ego_sensor=still(scene).body_at(1, 0.5).inverse() @ Pose.from_matrix(AHEAD))
        args = (mounting, renderer, still(scene), environment, 0.5, {})
        return before, with_airborne(before, ranges, LENS, *args)  # type: ignore[arg-type]

    def test_a_plume_hides_what_is_behind_it_alone(self) -> None:
        """Black soot sends nothing: what is left is exp(-depth), by the sum of all puffs."""
        dark = replace(NIGHT, plumes=(Plume(position_m=(12.0, 0.0, 0.5), extinction_per_m=1.0, color=(0.0, 0.0, 0.0)),))
        before, nearer = self.seen(dark, 3.0)
        np.testing.assert_allclose(nearer, before, rtol=1e-3)
        _, behind = self.seen(dark, 40.0)
        cloud = puffs_at(vehicles_of([]), still(scene_of()), dark, 0.5)
        camera = LENS.pixel_directions()
        looks = np.stack([camera[..., 2], -camera[..., 0], -camera[..., 1]], axis=-1).reshape(-1, 3)
        eye = np.tile([0.0, 0.0, 1.5], (len(looks), 1))
        depth = optical_depth(cloud, eye, looks, np.full(len(looks), 40.0)).reshape(60, 120)
        np.testing.assert_allclose(behind[..., 1] / 30.0, np.exp(-depth), atol=0.03)
        assert depth.max() > 0.5

    def test_without_any_the_picture_is_itself(self) -> None:
        before, after = self.seen(Environment(), 40.0)
        assert after is before
