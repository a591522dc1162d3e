"""Wet surfaces: darker, glossier, mirrors where water stands; the same laws on the host and in the kernels."""

from __future__ import annotations

import numpy as np
import pytest
import warp as wp

from scenes.material import Material
from simulator.render.device import kernel_options
from simulator.render.kernels import bsdf
from simulator.render.kernels.wetness import wetted
from simulator.render.wetness import PUDDLE_ROUGHNESS, PUDDLE_SHARE, SHED_SHARE, WATER_F0, closing_share, wet_material

wp.set_module_options(kernel_options())

ASPHALT = Material(base_color=(0.10, 0.09, 0.08), roughness=0.85)


@wp.kernel
def wet_surface(
    albedo: wp.vec3,
    roughness: float,
    clearcoat: float,
    normal: wp.vec3,
    wetness: float,
    closing_share: float,
    puddles: int,
    footprint: float,
    position: wp.array(dtype=wp.vec3),
    albedo_out: wp.array(dtype=wp.vec3),
    coat_out: wp.array(dtype=wp.vec3),
    normal_out: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    s = bsdf.Surface()
    s.position = position[i]
    s.geometric = normal
    s.shading = normal
    s.albedo = albedo
    s.roughness = roughness
    s.clearcoat = clearcoat
    s.coat_f0 = bsdf.DIELECTRIC_F0
    out = wetted(s, wetness, closing_share, puddles == 1, footprint)
    albedo_out[i] = out.albedo
    coat_out[i] = wp.vec3(out.clearcoat, out.coat_f0, out.coat_roughness)
    normal_out[i] = out.shading


def wet(
    material: Material,
    wetness: float,
    normal: tuple[float, float, float] = (0.0, 0.0, 1.0),
    puddles: bool = False,
    footprint_m: float = 0.01,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Albedos, (clear coat, F0, roughness) and normals (N, 3) at places spread over a square kilometre."""
    count = 40_000
    i = np.arange(count)
    places = np.stack([i * 0.7548776662 % 1 * 1000, i * 0.5698402910 % 1 * 1000, np.zeros(count)], -1)
    outputs = [wp.zeros(count, dtype=wp.vec3, device="cpu") for _ in range(3)]
    inputs = [wp.vec3(*material.base_color), material.roughness, material.clearcoat, wp.vec3(*normal), wetness]
    inputs += [
        closing_share(material.pattern),
        int(puddles),
        footprint_m,
        wp.array(places, dtype=wp.vec3, device="cpu"),
    ]
    wp.launch(wet_surface, dim=count, inputs=inputs, outputs=outputs, device="cpu")
    albedo, coat, normals = (array.numpy() for array in outputs)
    return albedo, coat, normals


def test_dry_surfaces_stay_as_they_are() -> None:
    albedo, coat, _ = wet(ASPHALT, 0.0, puddles=True)
    np.testing.assert_allclose(albedo[0], ASPHALT.base_color, rtol=1e-6)
    assert (coat[:, 0] == 0).all()
    assert wet_material(ASPHALT, 0.0) == ASPHALT


@pytest.mark.parametrize("wetness", [0.2, 0.5, 1.0])
@pytest.mark.parametrize(("normal", "upward"), [((0.0, 0.0, 1.0), 1.0), ((1.0, 0.0, 0.0), 0.0)])
def test_kernels_and_host_follow_one_law(wetness, normal, upward) -> None:
    albedo, coat, _ = wet(ASPHALT, wetness, normal)
    expected = wet_material(ASPHALT, wetness, upward)
    np.testing.assert_allclose(albedo[0], expected.base_color, rtol=1e-5)
    assert coat[0, 0] == pytest.approx(expected.clearcoat)
    if upward:
        assert coat[0, 1] == pytest.approx(WATER_F0)
        assert coat[0, 2] == pytest.approx(expected.clearcoat_roughness)


def test_a_soaked_road_has_a_third_to_half_of_its_dry_albedo_and_a_wall_most_of_it() -> None:
    road = wet_material(ASPHALT, 0.5).base_color[0] / ASPHALT.base_color[0]
    wall = wet_material(ASPHALT, 0.5, upward_share=0.0).base_color[0] / ASPHALT.base_color[0]
    assert 0.3 < road < 0.5
    assert 0.75 < wall < 0.95


def test_paint_and_metal_darken_little() -> None:
    lacquer = Material(base_color=(0.5, 0.5, 0.5), roughness=0.4)
    steel = Material(base_color=(0.5, 0.5, 0.5), roughness=0.9, metallic=1.0)
    assert wet_material(lacquer, 1.0).base_color == pytest.approx(lacquer.base_color)
    assert wet_material(steel, 1.0).base_color == pytest.approx(steel.base_color)


@pytest.mark.parametrize("pattern", ["grass", "foliage"])
def test_no_film_closes_over_blades_and_leaves(pattern) -> None:
    meadow = Material(base_color=(0.1, 0.2, 0.05), roughness=0.9, pattern=pattern)
    assert wet_material(meadow, 1.0).clearcoat == pytest.approx(SHED_SHARE)
    assert wet(meadow, 1.0)[1][0, 0] == pytest.approx(SHED_SHARE)
    assert wet_material(meadow, 1.0).base_color[1] < 0.12  # soaked all the same


def test_a_car_keeps_its_own_clear_coat() -> None:
    car = Material(base_color=(0.5, 0.1, 0.1), roughness=0.35, clearcoat=1.0)
    assert wet_material(car, 1.0).clearcoat_ior == 1.5
    assert wet(car, 1.0)[1][0, 1] == pytest.approx(0.04)


@pytest.mark.parametrize("wetness", [0.7, 1.0])
def test_puddles_cover_their_share_of_the_road(wetness) -> None:
    _, coat, _ = wet(ASPHALT, wetness, puddles=True)
    share = float((coat[:, 2] < 2 * PUDDLE_ROUGHNESS).mean())
    # Banks count half; the hollows are nearly normally distributed: within a quarter of the share.
    assert share == pytest.approx(PUDDLE_SHARE * (wetness - 0.5) / 0.5, rel=0.25)


def test_puddles_lie_level_and_mirror() -> None:
    _, coat, normals = wet(ASPHALT, 1.0, puddles=True)
    standing = coat[:, 2] <= PUDDLE_ROUGHNESS * 1.001
    assert standing.any()
    # Ripples are 0.006 steep at most.
    assert normals[standing, 2].min() > 0.9999


def test_the_mean_albedo_of_a_drying_road_does_not_depend_on_its_patches() -> None:
    patchy, _, _ = wet(ASPHALT, 0.25, puddles=True)
    even = wet_material(ASPHALT, 0.25).base_color
    # Second order of the patches' spread in the albedo's bent law.
    np.testing.assert_allclose(patchy.mean(axis=0), even, rtol=0.03)
