"""Light through panes against closed forms: what thin glass takes from the sun and from lamps on its way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import warp as wp
from lamp_world import LitWorld, bulb, source
from render_world import NIGHT, Solid, forward_view, noon, placed, scene_of, still

from scenes.actor import Actor
from scenes.material import Material
from scenes.pose import Pose
from simulator.render.device import kernel_options
from simulator.render.kernels import passage
from simulator.render.kernels.world import World
from simulator.render.picture import Quality
from simulator.render.warp_renderer import WarpRenderer

wp.set_module_options(kernel_options())

WHITE = Material(base_color=(0.6, 0.6, 0.6), roughness=1.0)
GLASS = Material(base_color=(0.02, 0.02, 0.02), roughness=0.03, glass=True)
TINT = 0.7
"""Share of the light that enters a pane and comes out behind it."""
NOWHERE = bulb("lamp", Pose.planar(0.0, 50.0, 0.0, 3.0), source())
"""A lamp far away: the little world needs one."""


def transmittance(cosine: float) -> float:
    """Of a thin pane of n = 1.5: its faces reflect by Schlick's F, to and fro; 1 - 2 F / (1 + F) enters."""
    fresnel = 0.04 + 0.96 * (1.0 - cosine) ** 5
    return TINT * (1.0 - fresnel) / (1.0 + fresnel)


def upright(name: str, x: float, material: Material = GLASS) -> Actor:
    """A square of 4 m across the x axis."""
    return placed(name, Solid(shape="pane", size_m=4.0, material=material), x, 0.0, 1.5)


@wp.kernel
def ask(world: World, direction: wp.array(dtype=wp.vec3), guess: int, panes: int, share: wp.array(dtype=float)):
    i = wp.tid()
    found = passage.passage(world, wp.vec3(0.0, 0.0, 1.5), direction[i], 0.0, 10.0, guess, panes)
    share[i] = found.share


def shares(actors: tuple[Actor, ...], degrees: tuple[float, ...], guess: int = -1, panes: int = 1) -> np.ndarray:
    """Of light along rays from (0, 0, 1.5), turned by angles from the x axis."""
    lit = LitWorld(scene_of(*actors, NOWHERE, environment=NIGHT))  # keeps the hierarchy that its world points to
    turned = np.radians(degrees)
    towards = np.stack([np.cos(turned), np.sin(turned), 0.0 * turned], axis=1).astype(np.float32)
    out = wp.zeros(len(degrees), dtype=float, device="cpu")
    inputs: list[Any] = [lit.world, wp.array(towards, dtype=wp.vec3, device="cpu"), guess, panes]
    wp.launch(ask, dim=len(degrees), inputs=inputs, outputs=[out], device="cpu")
    return out.numpy()


ANGLES = (0.0, 20.0, 40.0, -55.0)


@pytest.mark.parametrize("panes", [0, 1, 2, 3])
@pytest.mark.parametrize("guess", [-1, 1])
def test_light_is_left_by_each_pane_at_its_angle(panes: int, guess: int) -> None:
    """A pane guessed as what hides the light takes its share once."""
    if guess >= 0 and panes == 0:
        return
    actors = tuple(upright(f"p{i}", 1.0 + 0.1 * i) for i in range(panes))
    expected = [transmittance(math.cos(math.radians(a))) ** panes for a in ANGLES]
    # float32: some ten roundings a pane.
    np.testing.assert_allclose(shares(actors, ANGLES, guess), expected, rtol=1e-5)


def test_nothing_passes_what_is_opaque_before_or_behind_a_pane() -> None:
    wall = upright("wall", 1.2, WHITE)
    for x in (1.0, 1.4):
        assert (shares((upright("pane", x), wall), ANGLES) == 0.0).all()


def test_panes_may_be_asked_to_hide_light() -> None:
    assert (shares((upright("pane", 1.0),), ANGLES, panes=0) == 0.0).all()


def test_shares_are_kept_within_their_step_and_darkness_is_exact() -> None:
    given = np.array([0.0, 0.003, 0.25, 0.6457, 1.0], dtype=np.float32)
    out = wp.zeros(len(given), dtype=float, device="cpu")
    wp.launch(keep, len(given), [wp.array(given, dtype=float, device="cpu")], [out], device="cpu")
    assert np.abs(out.numpy() - given).max() < 1.0 / 255.0
    assert (out.numpy()[[0, -1]] == given[[0, -1]]).all()


@wp.kernel
def keep(share: wp.array(dtype=float), out: wp.array(dtype=float)):
    i = wp.tid()
    out[i] = passage.share_from(passage.stored_share(share[i]))


def test_a_lamp_behind_a_pane_lights_with_what_comes_through() -> None:
    lamp = bulb("lamp", Pose.planar(4.0, 0.0, math.pi, 1.5), source())
    point, normal = [[0.0, 0.0, 1.5]], [[1.0, 0.0, 0.0]]
    free = LitWorld(scene_of(lamp, environment=NIGHT))
    behind = LitWorld(scene_of(upright("pane", 1.0), lamp, environment=NIGHT))
    expected = transmittance(1.0)
    assert behind.irradiance(point, normal)[0, 0] / free.irradiance(point, normal)[0, 0] == pytest.approx(expected)
    assert behind.radiance(point, normal)[0, 0] / free.radiance(point, normal)[0, 0] == pytest.approx(expected)


def wall_seen(quality: Quality, base: float, *before: Actor) -> float:
    """Radiance of a wall of that albedo in a sun that stands behind the camera."""
    environment = noon(elevation_deg=30.0, azimuth_deg=180.0)
    body = Material(base_color=(base,) * 3, roughness=1.0)
    wall = placed("wall", Solid(shape="wall", size_m=2.0, material=body), 6.0, 0.0, 1.5)
    renderer = WarpRenderer(quality=quality, samples=16 if quality == "high" else 4)
    scene = scene_of(wall, *before, environment=environment)
    renderer.load(scene)
    image, _ = renderer.render(forward_view(), still(scene), environment, 1)
    return float(np.median(image[20:28, 28:36, 1]))


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_the_sun_shines_through_panes_onto_what_stands_behind_them(quality: Quality) -> None:
    """Sun and view cross one pane. What white and black differ by has no gloss, and nothing that the pane mirrors."""
    pane = placed("pane", Solid(shape="pane", size_m=6.0, material=GLASS), 5.0, 0.0, 1.5)
    open_wall = wall_seen(quality, 0.6) - wall_seen(quality, 0.0)
    behind = wall_seen(quality, 0.6, pane) - wall_seen(quality, 0.0, pane)
    expected = transmittance(math.cos(math.radians(30.0))) * transmittance(1.0)
    # A sky of up to a third of the light is besides, of which standard gives what stands behind panes a tenth. At high
    # the pane sends back up to a sixth of what the wall of 0.6 scatters.
    least, most = {"standard": (0.7, 1.0), "high": (0.95, 1.1)}[quality]
    assert least < behind / open_wall / expected < most


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_a_lamp_shines_through_the_pane_before_it(quality: Quality) -> None:
    lens = Material(base_color=(0.0, 0.0, 0.0), roughness=1.0, emission_cd_m2=500.0)
    scene = scene_of(upright("pane", 1.0), upright("lamp", 1.2, lens), environment=NIGHT)
    renderer = WarpRenderer(quality=quality, samples=1, threads=1)
    renderer.load(scene)
    view = forward_view(9, 9)
    image, _ = renderer.render(view, still(scene), scene.environment, seed=1)
    np.testing.assert_allclose(image[4, 4], 500.0 * transmittance(1.0), rtol=0.01)
