"""Grown trees and bushes: heights as told, budgets kept, seasons seen, a hundred seeds make a hundred trees."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from scenes.asset import Asset, asset_of
from scenes.assets.plants.branching import Crown, crown_ratio, grow
from scenes.assets.plants.bush import Bush
from scenes.assets.plants.grown_tree import Tree, tapered_tubes
from scenes.assets.plants.tree_species import SPECIES, SpeciesName
from scenes.painted import PAINTED
from scenes.streams import stream

each_species = pytest.mark.parametrize("species", SPECIES)


@each_species
def test_a_tree_is_as_high_as_told_stands_in_the_ground_and_keeps_its_budget(species: SpeciesName) -> None:
    for height in (0.0, 8.0):
        asset = asset_of(Tree(species=species, height_m=height))
        wanted = height or SPECIES[species].height_m
        assert asset.box.height_m == pytest.approx(wanted, rel=0.09)
        assert asset.parts[0].mesh.vertices_m[:, 2].min() == pytest.approx(-0.1, abs=0.01)
    assert 5_000 < asset.triangles < 24_000
    assert asset.semantic == "static.vegetation"


@each_species
def test_crowns_are_as_slender_or_broad_as_their_species(species: SpeciesName) -> None:
    box = asset_of(Tree(species=species)).box
    slender = {"poplar": (0.12, 0.45), "spruce": (0.3, 0.62), "oak": (0.75, 1.6), "cherry": (0.65, 1.4)}
    low, high = slender.get(species, (0.3, 1.15))
    assert low < box.width_m / box.height_m < high


def leaf_colors(asset: Asset) -> np.ndarray:
    return np.array([m.base_color for name, m in asset.materials if name.startswith("leaf")])


@each_species
def test_seasons_show(species: SpeciesName) -> None:
    seasons = {
        season: asset_of(Tree(species=species, season=season)) for season in ("spring", "summer", "autumn", "winter")
    }
    summer = leaf_colors(seasons["summer"])
    assert (summer[:, 1] > summer[:, 0]).all()  # green
    textures = {m.base_color_texture for name, m in seasons["winter"].materials if name.startswith("leaf")}
    (texture,) = textures
    assert texture is not None
    if species in {"spruce", "pine"}:
        assert "needles" in texture.source
        assert seasons["winter"].triangles < seasons["summer"].triangles
    else:
        assert "bare_twig" in texture.source
        autumn = leaf_colors(seasons["autumn"])[1]
        assert autumn[0] > autumn[1]  # yellow to red
        assert seasons["autumn"].triangles < seasons["summer"].triangles


@pytest.mark.parametrize("species", ["young"])
def test_a_hundred_seeds_make_a_hundred_trees_and_one_seed_the_same(species: SpeciesName) -> None:
    keys = {Tree(species=species, twig_share=0.2, seed=seed).build().parts[0].mesh.key for seed in range(100)}
    assert len(keys) == 100
    assert (
        Tree(seed=5, twig_share=0.2).build().parts[0].mesh.key == Tree(seed=5, twig_share=0.2).build().parts[0].mesh.key
    )


@each_species
def test_branches_start_on_their_parents_and_grow_thinner(species: SpeciesName) -> None:
    stems = grow(SPECIES[species].habit, stream(3, "test"))
    trunk = stems[0]
    assert trunk.points_m[0] == pytest.approx([0.0, 0.0, 0.0])
    assert {stem.level for stem in stems} == {0, 1, 2}
    for stem in stems[1:]:
        assert (np.diff(stem.radii_m) < 0).all()
        assert stem.radii_m[0] < trunk.radii_m[0]
    for stem in [stem for stem in stems if stem.level == 1]:
        foot = stem.points_m[0]
        segments = [(a, b) for a, b in zip(trunk.points_m[:-1], trunk.points_m[1:], strict=True)]
        away = [
            np.linalg.norm(foot - a - np.clip((foot - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1) * (b - a))
            for a, b in segments
        ]
        assert min(away) < 1e-9


def test_crown_shapes_lie_between_nothing_and_the_longest_branch() -> None:
    for crown in get_args(Crown):
        values = [crown_ratio(crown, r) for r in np.linspace(0.0, 1.0, 21)]
        assert min(values) > 0.1
        assert max(values) <= 1.0
    assert crown_ratio("conical", 1.0) > 4 * crown_ratio("conical", 0.0)


def test_tubes_keep_their_radius_and_look_outward() -> None:
    points = np.array([[[0, 0, 0], [0, 0, 1], [0.2, 0, 2]], [[5, 0, 0], [6, 0, 0], [7, 0, 0]]], dtype=np.float64)
    vertices, faces, normals = tapered_tubes(points, np.full((2, 3), 0.1), 8)
    away = vertices.reshape(2, 3, 8, 3) - points[:, :, None]
    np.testing.assert_allclose(np.linalg.norm(away, axis=-1), 0.1)
    corner = vertices[faces]
    face_normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert (np.einsum("ij,ikj->ik", face_normal, normals) > 0).all()


@pytest.mark.parametrize("name", ["twig", "small_leaves", "needles", "bare_twig"])
def test_twigs_cover_a_believable_share_of_their_card(name: str) -> None:
    alpha = PAINTED[name]()[..., 3]
    low, high = (0.07, 0.3) if name == "bare_twig" else (0.18, 0.7)
    assert low < (alpha > 127).mean() < high
    # the card's foot is the lower edge's middle
    assert (alpha[-20:, 110:146] > 0).any()


@pytest.mark.parametrize("kind", ["leafy", "small_leaved", "conifer"])
def test_bushes_are_as_large_as_told(kind: str) -> None:
    box = asset_of(Bush(kind=kind, width_m=2.0, height_m=1.5)).box  # type: ignore[arg-type]
    assert box.height_m == pytest.approx(1.5, rel=0.25)
    assert box.width_m == pytest.approx(2.0, rel=0.35)
    keys = {Bush(seed=seed, width_m=0.8, height_m=0.7).build().parts[0].mesh.key for seed in range(20)}
    assert len(keys) == 20
