"""Lamps as light sources: which shine, where they are listed, and what they give, against closed forms and sums."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from lamp_world import Bulb, LitWorld, bulb, shining, source
from render_world import GREY, Solid, placed, scene_of, sliding, still

from scenes.actor import Actor, Scenery
from scenes.environment import Environment
from scenes.lamp import aimed
from scenes.links import links_of
from scenes.pose import Pose
from scenes.streams import stream
from simulator.render.lamp_air import brightest_in_air
from simulator.render.lamp_clusters import lamp_tree
from simulator.render.lamps import lamp_sites, lamp_states, lamp_table
from simulator.render.photometry import PHOTOMETRIES, relative_intensity
from simulator.render.uploads import LAMPS

UP = [0.0, 0.0, 1.0]
NIGHT = Environment(sun_elevation_rad=-0.5, street_lights_on=True)


def lit_from_above(height_m=4.0, **changes):
    """A lamp that shines straight down on the ground."""
    lamp = source(T_part_lamp=aimed((0, 0, 0), (0, 0, -1)), **changes)
    return bulb("lamp", Pose(translation_m=(0.0, 0.0, height_m)), lamp)


def states_at(actor: Actor, t_s: float, environment: Environment = NIGHT) -> dict[str, int]:
    scene = scene_of(actor, environment=environment)
    rows = lamp_states(lamp_sites(links_of(scene)), still(scene), t_s, environment)
    return dict(zip(LAMPS, rows[2].tolist(), strict=True))


def test_actors_lamps_are_on_as_the_actor_says_and_street_lamps_as_the_environment_says() -> None:
    actor = bulb("a", Pose(), source(), on=("head", "tail"))
    on = {"none", "head", "tail", "street", "window"}
    assert {name for name, state in states_at(actor, 0.0).items() if state} == on
    assert states_at(actor, 0.0, Environment())["street"] == 0


def test_brake_lamps_follow_the_motion() -> None:
    scene = scene_of(bulb("a", Pose(), source("brake"), on=()))
    history = still(scene)
    braking = history.brake_lamp.copy()
    braking[100:, 1] = True
    history = replace(history, brake_lamp=braking)
    assert [len(shining(scene, history, t)) for t in (0.0, 1.0)] == [0, 1]


@pytest.mark.parametrize(("lamp", "rate_hz"), [("indicator_left", 1.5), ("beacon", 2.0), ("signal_flash", 1.0)])
def test_flashing_lamps_keep_their_rate_and_half_their_time(lamp, rate_hz) -> None:
    scene = scene_of(bulb("a", Pose(), source(), on=(lamp,)))
    sites, history = lamp_sites(links_of(scene)), still(scene)
    times = np.arange(1000) / 1000  # multiples of both periods' halves fit into two or three flashes
    on = np.array([lamp_states(sites, history, float(t), NIGHT)[2, LAMPS.index(lamp)] for t in times])
    assert np.sum(np.diff(on) == 1) == pytest.approx(rate_hz, abs=1.0)
    period = round(1000 / rate_hz)
    assert on[:period].mean() == pytest.approx(0.5, abs=0.002)


def test_a_lamp_rides_on_its_moving_body() -> None:
    lamp = source(T_part_lamp=aimed((1.0, 0.0, 0.5), (0, 1, 0)))
    scene = scene_of(bulb("a", Pose.planar(5.0, 0.0, math.pi / 2), lamp))
    table = shining(scene, sliding(scene, (2.0, 0.0, 0.0)), 0.5)
    np.testing.assert_allclose(table.position_m, [[6.0, 1.0, 0.5]], atol=1e-12)
    np.testing.assert_allclose(table.axes[0], [[-1, 0, 0], [0, -1, 0], [0, 0, 1]], atol=1e-12)


def test_scenery_shines_when_street_lights_are_on() -> None:
    lamp = Scenery(name="l", asset=Bulb(lamps=(source("street"),)))
    for environment, lamps in ((NIGHT, 1), (Environment(), 0)):
        scene = replace(scene_of(environment=environment), scenery=(lamp,))
        assert len(shining(scene)) == lamps


def test_a_scene_without_lamps_is_dark() -> None:
    world = LitWorld(scene_of(ground=GREY))
    assert (world.radiance([[0, 0, 0], [1e4, 0, 0]], [UP, UP]) == 0).all()
    assert (world.irradiance([[0, 0, 0]], [UP]) == 0).all()


def test_the_ground_below_a_lamp_has_the_illuminance_of_the_inverse_square_law() -> None:
    world = LitWorld(scene_of(lit_from_above(), ground=GREY))
    x = np.array([0.0, 1.0, 3.0, 6.0, 20.0])
    points = np.stack([x, 0 * x, 0 * x], axis=1)
    distance = np.hypot(x, 4.0)
    expected = 1000.0 * (4.0 / distance) ** 2 / distance**2
    # The disc's law differs from the point's by (r / d)^2 < 2e-4; float32 adds 1e-6.
    irradiance = world.irradiance(points, [UP] * 5)
    np.testing.assert_allclose(irradiance, np.repeat(expected[:, None], 3, axis=1), rtol=3e-4)
    # A rough dielectric keeps within some per cent of Lambert's law when seen from above.
    radiance = world.radiance(points, [UP] * 5)[:, 0]
    np.testing.assert_allclose(radiance, expected * 0.5 / math.pi, rtol=0.12)


def test_the_lamps_colour_is_the_lights() -> None:
    world = LitWorld(scene_of(lit_from_above(color=(2.0, 1.0, 0.25)), ground=GREY))
    red, green, blue = world.irradiance([[0.5, 0.5, 0.0]], [UP])[0]
    assert red / green == pytest.approx(2.0, rel=1e-5)
    assert blue / green == pytest.approx(0.25, rel=1e-5)


@pytest.mark.parametrize("shadow_rays", [1, 4])
def test_behind_a_wall_it_is_dark_and_beside_its_shadow_it_is_not(shadow_rays) -> None:
    lamp = bulb("lamp", Pose(translation_m=(0.0, 0.0, 1.0)), source())
    wall = placed("wall", Solid(shape="wall", size_m=1.0), 5.0, 0.0, 1.0)
    world = LitWorld(scene_of(lamp, wall))
    facing = [-1.0, 0.0, 0.0]
    behind, beside = world.radiance([[10.0, 0.5, 1.0], [10.0, 1.5, 1.0]], [facing, facing], shadow_rays)
    assert (behind == 0).all()
    assert (beside > 0).all()
    assert (world.irradiance([[10.0, 0.5, 1.0]], [facing]) == 0).all()


def test_the_lamps_own_housing_does_not_shade_it_and_its_back_is_dark() -> None:
    lamp = bulb("lamp", Pose(translation_m=(0.0, 0.0, 1.0)), source())
    world = LitWorld(scene_of(lamp))
    ahead, back = world.radiance([[3.0, 0.0, 1.0], [-3.0, 0.0, 1.0]], [[-1.0, 0, 0], [1.0, 0, 0]])
    assert ahead[0] > 0
    assert (back == 0).all()


def test_one_hidden_lamp_of_two_takes_exactly_its_own_light_away() -> None:
    down = source(T_part_lamp=aimed((0, 0, 0), (0, 0, -1)))
    near = bulb("near", Pose(translation_m=(-2.0, 0.0, 4.0)), down)
    far = bulb("far", Pose(translation_m=(3.0, 0.0, 4.0)), down)
    roof = placed("roof", Solid(shape="ground", size_m=1.0), 1.5, 0.0, 2.0)  # between the origin and the far lamp
    open_air, shaded, alone = (LitWorld(scene_of(*actors)) for actors in ((near, far), (near, far, roof), (near, roof)))
    both, one, expected = (w.radiance([[0.0, 0, 0]], [UP], 2)[0, 0] for w in (open_air, shaded, alone))
    assert one == pytest.approx(expected, rel=1e-5)
    assert both > 1.2 * one


def test_lamps_beyond_the_shadow_rays_are_hidden_as_much_as_those_that_are_traced() -> None:
    down = source(T_part_lamp=aimed((0, 0, 0), (0, 0, -1)))
    ring = [bulb(f"l{k}", Pose(translation_m=(2 * math.cos(k), 2 * math.sin(k), 4.0)), down) for k in range(8)]
    roof = placed("roof", Solid(shape="ground", size_m=4.0), 0.0, 0.0, 1.0)
    world = LitWorld(scene_of(*ring, roof))
    assert (world.radiance([[0.0, 0, 0]], [UP], 3) == 0).all()
    assert world.radiance([[0.0, 0, 0]], [UP], 0)[0, 0] > 0


def test_a_hidden_lamp_that_a_wet_road_mirrors_takes_no_other_light_away() -> None:
    down = source(T_part_lamp=aimed((0, 0, 0), (0, 0, -1)))
    above = [bulb(f"l{k}", Pose(translation_m=(0.2 * k, 3.0, 8.0)), down) for k in range(6)]
    oncoming = bulb(
        "oncoming", Pose(translation_m=(40.0, 0.0, 1.0)), source(peak_cd=2e4, T_part_lamp=aimed((0, 0, 0), (-1, 0, 0)))
    )
    wall = placed("wall", Solid(shape="wall", size_m=2.0), 20.0, 0.0, 1.0)
    seen = (-0.9997, 0.0, 0.025)  # the lamp's mirrored direction
    both, alone = LitWorld(scene_of(*above, oncoming, wall)), LitWorld(scene_of(*above, wall))
    for rays in (1, 4):
        got = both.radiance([[0.0, 0, 0]], [UP], rays, roughness=0.2, view=seen)[0, 0]
        expected = alone.radiance([[0.0, 0, 0]], [UP], rays, roughness=0.2, view=seen)[0, 0]
        assert both.radiance([[0.0, 0, 0]], [UP], 0, roughness=0.2, view=seen)[0, 0] > 5 * expected
        # What goes over to the others is at most the light of the first untraced lamp, one of six alike.
        assert got == pytest.approx(float(expected), rel=1 / 6)


def test_bounced_light_is_right_on_average_where_half_of_the_lamps_are_hidden() -> None:
    down = source(T_part_lamp=aimed((0, 0, 0), (0, 0, -1)))
    seen = bulb("seen", Pose(translation_m=(-3.0, 0.0, 4.0)), down)
    hidden = bulb("hidden", Pose(translation_m=(2.0, 0.0, 4.0)), down)
    roof = placed("roof", Solid(shape="ground", size_m=1.0), 1.0, 0.0, 2.0)
    world = LitWorld(scene_of(seen, hidden, roof))
    values = np.array([world.irradiance([[0.0, 0, 0]], [UP], (k + 0.5) / 64)[0, 0] for k in range(64)])
    expected = 1000.0 * 16.0 / 25.0**2
    # 64 strata of u: the share of the lamp that is seen is met within 1 / 64 of the sum.
    assert float(values.mean()) == pytest.approx(expected, abs=float(values.max()) / 64)


def test_the_device_tables_are_the_closed_forms() -> None:
    world = LitWorld(scene_of(lit_from_above()))
    direction = stream(4, "directions").normal(size=(2000, 3)) * (1.0, 0.3, 0.1)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    h, v = np.arctan2(direction[:, 1], direction[:, 0]), np.arcsin(direction[:, 2])
    for index, kind in enumerate(PHOTOMETRIES):
        np.testing.assert_allclose(
            world.relative_intensity(index, direction), relative_intensity(kind, h, v), atol=0.02
        )


def test_a_table_of_no_lamps_has_their_shapes() -> None:
    scene = scene_of()
    table = lamp_table(lamp_sites(links_of(scene)), still(scene), 0.0, NIGHT)
    assert table.position_m.shape == (0, 3)
    assert table.axes.shape == (0, 3, 3)
    assert len(brightest_in_air(lamp_tree(table), np.zeros(3), 0.01).row) == 0
