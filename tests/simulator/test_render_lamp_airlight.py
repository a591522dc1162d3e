"""Light of lamps that fog scatters into the eye, against a fine quadrature of the single-scattering integral."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from lamp_world import LitWorld, bulb, source
from render_world import forward_view, scene_of

from scenes.lamp import aimed
from scenes.pose import Pose
from simulator.render.photometry import PHOTOMETRIES, relative_intensity

EXTINCTION_PER_M = math.log(20) / 100  # a meteorological optical range of 100 m
G = 0.9


def world_of(photometry, position_m, axis) -> LitWorld:
    lamp = source(photometry=photometry, peak_cd=1000.0, T_part_lamp=aimed((0, 0, 0), axis))
    return LitWorld(scene_of(bulb("lamp", Pose(translation_m=position_m), lamp)), in_air=[0])


def scattered(world: LitWorld, origin, direction, distance_m, extinction) -> float:
    """beta * integral of I p exp(-beta (t + r)) / r^2 dt, by 40,000 even steps of the angle at the lamp."""
    lamp, axes = world.table.position_m[0], world.table.axes[0]
    offset = lamp - np.asarray(origin)
    along = float(offset @ direction)
    height = math.sqrt(offset @ offset - along**2)
    edges = np.linspace(math.atan(-along / height), math.atan((distance_m - along) / height), 40_001)
    angle = 0.5 * (edges[1:] + edges[:-1])
    t = along + height * np.tan(angle)
    ray = t[:, None] * direction - offset
    r = np.linalg.norm(ray, axis=1)
    local = (ray / r[:, None]) @ axes.T
    kind = PHOTOMETRIES[world.table.photometry[0]]
    intensity = 1000.0 * relative_intensity(kind, np.arctan2(local[:, 1], local[:, 0]), np.arcsin(local[:, 2]))
    cosine = -(ray / r[:, None]) @ direction
    phase = (1 - G * G) / (4 * math.pi * (1 + G * G - 2 * G * cosine) ** 1.5)
    values = intensity * phase * np.exp(-extinction * (t + r))
    return float(extinction * values.sum() * (edges[1] - edges[0]) / height)


def picture_directions():
    """Directions of a wide picture along x."""
    y, z = np.meshgrid(np.linspace(-0.5, 0.5, 11), np.linspace(-0.25, 0.15, 9))
    out = np.stack([np.ones(y.size), y.ravel(), z.ravel()], axis=1)
    return out / np.linalg.norm(out, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("photometry", "position_m", "axis"),
    [
        ("low_beam", (1.5, 0.6, -0.9), (1.0, 0.0, 0.0)),  # the ego's own
        ("low_beam", (30.0, 3.5, -0.9), (-1.0, 0.0, 0.0)),  # oncoming
        ("high_beam", (30.0, 3.5, -0.9), (-1.0, 0.0, 0.0)),
        ("street", (20.0, -5.0, 6.5), (0.0, 0.0, -1.0)),
        ("lambertian", (15.0, -0.5, -0.55), (-1.0, 0.0, 0.0)),
        ("beacon", (25.0, 2.5, 0.5), (1.0, 0.0, 0.0)),
    ],
)
def test_airlight_is_the_single_scattering_integral(photometry, position_m, axis) -> None:
    world = world_of(photometry, position_m, axis)
    directions = picture_directions()
    origin = np.zeros(3)
    expected = np.array([scattered(world, origin, d, 60.0, EXTINCTION_PER_M) for d in directions])
    got = world.airlight(np.zeros_like(directions), directions, 60.0, EXTINCTION_PER_M)[:, 0]
    # Few midpoints: chosen for 8 % of the largest value in the picture (2 % of it on average).
    assert np.abs(got - expected).max() < 0.08 * expected.max()
    assert np.abs(got - expected).mean() < 0.02 * expected.max()


def test_clear_air_and_a_scene_without_lamps_have_none() -> None:
    world = world_of("lambertian", (15.0, 0.5, 0.0), (-1.0, 0.0, 0.0))
    assert (world.airlight([[0, 0, 0]], [[1, 0, 0]], 60.0, 0.0) == 0).all()
    assert (LitWorld(scene_of()).airlight([[0, 0, 0]], [[1, 0, 0]], 60.0, 0.03) == 0).all()


def test_airlight_grows_with_the_distance_and_stays_finite_through_the_lamp_itself() -> None:
    world = world_of("lambertian", (15.0, 0.0, 0.0), (-1.0, 0.0, 0.0))
    values = [world.airlight([[0, 0, 0]], [[1, 0.03, 0]], d, EXTINCTION_PER_M)[0, 0] for d in (5.0, 12.0, 30.0, 1e9)]
    assert np.isfinite(world.airlight([[0, 0, 0]], [[1, 0, 0]], 60.0, EXTINCTION_PER_M)).all()
    # Each length has midpoints of its own: equal within their error.
    assert all(later > 0.97 * earlier for earlier, later in itertools.pairwise(values))
    assert values[1] > 1.2 * values[0]


def test_fog_without_end_is_looked_through_to_ten_extinction_lengths() -> None:
    world = world_of("street", (20.0, -5.0, 6.5), (0.0, 0.0, -1.0))
    far, sky = (world.airlight([[0, 0, 0]], [[1, 0, 0.1]], d, EXTINCTION_PER_M)[0, 0] for d in (334.0, 1e9))
    assert far == pytest.approx(sky, rel=1e-3)


def test_the_pictures_grid_agrees_with_the_single_ray() -> None:
    world = LitWorld(
        scene_of(
            bulb(
                "street",
                Pose(translation_m=(20.0, -5.0, 8.0)),
                source(photometry="street", peak_cd=8000.0, T_part_lamp=aimed((0, 0, 0), (0, 0, -1))),
            ),
            bulb(
                "car",
                Pose(translation_m=(30.0, 3.5, 0.7)),
                source(photometry="low_beam", peak_cd=4e4, T_part_lamp=aimed((0, 0, 0), (-1, 0, 0))),
            ),
            bulb("own", Pose(translation_m=(1.5, 0.6, 0.7)), source(photometry="low_beam", peak_cd=4e4)),
        ),
        in_air=[0, 1, 2],
    )
    view = forward_view(width=320, height=96, focal_px=400.0)  # a ray each 2 pixels
    u, v = np.meshgrid(np.arange(1.0, 320, 13), np.arange(3.0, 96, 7))
    directions = np.stack([np.ones(u.size), (159.5 - u.ravel()) / 400, (47.5 - v.ravel()) / 400], axis=1)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    origin = np.tile([0.0, 0.0, 1.5], (len(directions), 1))
    for distance in (4.0, 15.0, 60.0, 250.0):
        exact = world.airlight(origin, directions, distance, EXTINCTION_PER_M)[:, 1]
        got = world.glow(view, 3.0 * directions, np.full(len(directions), distance), EXTINCTION_PER_M)[:, 1]
        # Largest errors: where a beam's edge lies between two slices, and beside a lamp between two rays.
        assert np.abs(got - exact).max() < 0.25 * exact.max()
        assert np.abs(got - exact).mean() < 0.1 * exact.mean()


def test_clear_air_has_no_grid() -> None:
    world = LitWorld(scene_of())
    assert (world.glow(forward_view(), [[1.0, 0.0, 0.0]], [50.0], 0.0) == 0).all()
