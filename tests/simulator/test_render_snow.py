"""Lying snow: white where the sky is faced, roads last; the same laws on the host and in the kernels."""

from __future__ import annotations

import numpy as np
import pytest
import warp as wp

from scenes.material import Material
from scenes.ontology import class_of
from simulator.render.device import kernel_options
from simulator.render.kernels import bsdf
from simulator.render.kernels.snow import mean_snowed, snowed
from simulator.render.snow import DRIVEN, NONE, OPEN, SNOW, TRODDEN, TWIGS, carriers, level_share, snowy_material

wp.set_module_options(kernel_options())

GRASS = Material(base_color=(0.06, 0.11, 0.03), roughness=0.95)
UP, WALL = (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)


@wp.kernel
def snowy_surface(
    albedo: wp.vec3,
    normal: wp.vec3,
    glass: int,
    cover: float,
    kind: int,
    footprint: float,
    position: wp.array(dtype=wp.vec3),
    albedo_out: wp.array(dtype=wp.vec3),
    mean_out: wp.array(dtype=wp.vec3),
    normal_out: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    s = bsdf.Surface()
    s.position = position[i]
    s.geometric = normal
    s.shading = normal
    s.albedo = albedo
    s.roughness = 0.95
    s.glass = glass
    out = snowed(s, cover, kind, footprint)
    albedo_out[i] = out.albedo
    mean_out[i] = mean_snowed(s, cover, kind).albedo
    normal_out[i] = out.shading


def snowy(
    cover: float,
    kind: int = OPEN,
    normal: tuple[float, float, float] = UP,
    footprint_m: float = 0.01,
    glass: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Albedos, their means for bounced light, and normals (N, 3) at places spread over a square kilometre."""
    count = 40_000
    i = np.arange(count)
    places = np.stack([i * 0.7548776662 % 1 * 1000, i * 0.5698402910 % 1 * 1000, np.zeros(count)], -1)
    outputs = [wp.zeros(count, dtype=wp.vec3, device="cpu") for _ in range(3)]
    position = wp.array(places, dtype=wp.vec3, device="cpu")
    inputs = [wp.vec3(*GRASS.base_color), wp.vec3(*normal), glass, cover, kind, footprint_m, position]
    wp.launch(snowy_surface, count, inputs=inputs, outputs=outputs, device="cpu")
    albedo, mean, shading = (out.numpy() for out in outputs)
    return albedo, mean, shading


@pytest.mark.parametrize("kind", [OPEN, DRIVEN, TRODDEN, TWIGS])
@pytest.mark.parametrize("cover", [0.3, 0.6, 0.9, 1.0])
def test_the_mean_is_the_host_s_law(kind: int, cover: float) -> None:
    _, mean, _ = snowy(cover, kind)
    np.testing.assert_allclose(mean[0], snowy_material(GRASS, cover, kind).base_color, rtol=1e-5)


@pytest.mark.parametrize("kind", [OPEN, DRIVEN, TRODDEN])
@pytest.mark.parametrize("cover", [0.6, 0.9])
def test_patches_cover_the_share_that_was_asked(kind: int, cover: float) -> None:
    """The level of patches is the logistic stand-in of a normal quantile, right to 0.01, and edges are wide: 0.06."""
    albedo, mean, _ = snowy(cover, kind)
    bare = GRASS.base_color[1]
    lying = (albedo[:, 1] - bare).mean() / max((mean[0, 1] - bare) / level_share(cover, kind), 1e-6)
    assert lying == pytest.approx(level_share(cover, kind), abs=0.06)


def test_open_ground_is_white_at_a_full_cover_and_walls_are_bare() -> None:
    albedo, _, _ = snowy(1.0)
    np.testing.assert_allclose(albedo, np.broadcast_to(SNOW, albedo.shape), rtol=1e-5)
    np.testing.assert_allclose(snowy(1.0, normal=WALL)[0][0], GRASS.base_color, rtol=1e-6)


def test_carriageways_are_cleared_before_pavements_and_those_before_lawns() -> None:
    for cover in (0.2, 0.4, 0.7, 1.0):
        assert level_share(cover, DRIVEN) <= level_share(cover, TRODDEN) <= level_share(cover, OPEN)
    assert level_share(0.5, DRIVEN) == 0.0
    assert level_share(1.0, DRIVEN) == 1.0


def test_panes_and_the_living_carry_none() -> None:
    np.testing.assert_allclose(snowy(1.0, glass=1)[0][0], GRASS.base_color, rtol=1e-6)
    kinds = carriers()
    for name in ("human.pedestrian.adult", "human.rider.bicycle", "animal.dog", "vehicle.ego"):
        assert kinds[class_of(name).id] == NONE
    for name, kind in (("vehicle.car", OPEN), ("flat.marking", DRIVEN), ("static.vegetation", TWIGS)):
        assert kinds[class_of(name).id] == kind


def test_far_away_patches_become_their_mean() -> None:
    albedo, mean, _ = snowy(0.6, footprint_m=5.0)
    np.testing.assert_allclose(albedo, mean, rtol=1e-5)


def test_snow_has_a_soft_relief_that_fades_with_distance() -> None:
    near, far = snowy(1.0)[2], snowy(1.0, footprint_m=5.0)[2]
    tilt = np.degrees(np.arccos(np.clip(near[:, 2], -1.0, 1.0)))
    assert 0.1 < tilt.mean() < 8.0
    np.testing.assert_allclose(far, np.broadcast_to(UP, far.shape), atol=1e-6)


def test_no_snow_changes_nothing() -> None:
    np.testing.assert_array_equal(snowy(0.0)[0], np.broadcast_to(np.float32(GRASS.base_color), (40_000, 3)))
    assert snowy_material(GRASS, 0.0, OPEN) == GRASS
