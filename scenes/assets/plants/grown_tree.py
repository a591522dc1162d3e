"""Trees of a species in a season: grown stems, and twigs as cut-out cards along them. Foot at the origin."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.assets.plants.branching import Stem, grow
from scenes.assets.plants.foliage import Twigs, add_twigs
from scenes.assets.plants.tree_species import SPECIES, Color, Season, SpeciesName, Tones, TreeSpecies
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.streams import stream
from scenes.texture import Texture

Float64 = NDArray[np.float64]

SIDES = (11, 6, 3)
"""Chosen: facets of trunk, branches and shoots."""
PRUNED = 0.85
"""Chosen: branches that begin a little lower rise above the pruned height."""
FEW_SIDES: tuple[tuple[float, tuple[int, ...]], ...] = ((0.08, (5,)), (0.4, (7, 3)))
"""Chosen: trees of at most such a share of twigs are far away: their shoots, and then their branches, are thinner than
a pixel, and their stems have few facets."""
SEASON_SHARE: dict[Season, float] = {"spring": 0.75, "summer": 1.0, "autumn": 0.72, "winter": 0.62}
"""Chosen: cards of a season over those of summer; in winter they are leafless twigs."""
_SLOTS = ("bark", "wood", "leaf_dark", "leaf", "leaf_light")
_TWIG_WOOD: Color = (0.092, 0.076, 0.060)
_PARTS = ("trunk", "branch", "crown", "crown", "crown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree(AssetSpec):
    """One tree. height_m: 0 for the species' usual height. twig_share: of the usual twigs, fewer and larger ones for
    trees that nothing comes near. clear_m: height up to which it is pruned, as street trees are.
    """

    species: SpeciesName = "lime"
    season: Season = "summer"
    height_m: float = 0.0
    twig_share: float = 1.0
    clear_m: float = 0.4
    seed: int = 0

    def build(self) -> Asset:
        """Stems as tapered tubes; twigs on the shoots and the outer halves of the branches."""
        kind = SPECIES[self.species]
        height = self.height_m or kind.height_m
        stems, rng = _grown(self.species, self.seed)
        scale = height / max(float(stem.points_m[:, 2].max()) for stem in stems) * 0.98
        stems = [stem for stem in stems if stem.level == 0 or scale * stem.points_m[0, 2] >= PRUNED * self.clear_m]
        builder = MeshBuilder()
        for level, sides in enumerate(self._sides()):
            chosen = [stem for stem in stems if stem.level == level]
            points = scale * np.array([stem.points_m for stem in chosen])
            points[..., 2] -= 0.1 if level == 0 else 0.0
            radii = scale * np.array([stem.radii_m for stem in chosen])
            vertices, faces, normals = tapered_tubes(points, radii, sides)
            builder.add(vertices, faces, min(level, 1), normals=normals)
        size = kind.twig_m * (height / kind.height_m) ** 0.7 / math.sqrt(self.twig_share)
        count = int(kind.twigs * SEASON_SHARE[self.season] * self.twig_share)
        twigs = _twigs(stems, scale, kind, count, size, rng)
        add_twigs(builder, twigs, (2, 3, 4), rng=rng, size_m=size, lowest_m=self.clear_m)
        mesh = builder.build()
        reach = 2 * float(np.percentile(np.abs(mesh.vertices_m[:, :2]), 99.5))
        return Asset(
            name=f"tree_{self.species}_{self.season}",
            semantic="static.vegetation",
            parts=(AssetPart(name="crown", mesh=mesh),),
            slots=tuple(
                Slot(material=m, part=p, semantic="static.vegetation") for m, p in zip(_SLOTS, _PARTS, strict=True)
            ),
            materials=_materials(kind, self.season),
            box=BodyBox(length_m=reach, width_m=reach, height_m=float(mesh.vertices_m[:, 2].max())),
        )

    def _sides(self) -> tuple[int, ...]:
        return next((sides for share, sides in FEW_SIDES if self.twig_share <= share), SIDES)


def _grown(species: SpeciesName, seed: int) -> tuple[list[Stem], np.random.Generator]:
    """The stems, and the generator as their growth left it."""
    stems, state = _growth(species, seed)
    rng = stream(seed, "asset.tree", species)
    rng.bit_generator.state = state
    return list(stems), rng


@functools.lru_cache(maxsize=64)
def _growth(species: SpeciesName, seed: int) -> tuple[tuple[Stem, ...], Mapping[str, Any]]:
    """Trees of one shape differ by season, height and details; their growth is the slow part."""
    rng = stream(seed, "asset.tree", species)
    stems = tuple(grow(SPECIES[species].habit, rng))
    return stems, rng.bit_generator.state


def tapered_tubes(points: Float64, radii: Float64, sides: int) -> tuple[Float64, NDArray[np.int64], Float64]:
    """Tubes along S polylines (S, N, 3) of radii (S, N): vertices, faces (F, 3), round normals (F, 3, 3); open ends."""
    tangent = np.gradient(points, axis=1)
    tangent /= np.linalg.norm(tangent, axis=2, keepdims=True)
    upright = np.abs(tangent[:, :1, 2:]) > 0.9
    across = np.cross(tangent, np.where(upright, np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])))
    across /= np.linalg.norm(across, axis=2, keepdims=True)
    other = np.cross(tangent, across)
    angle = 2 * math.pi * np.arange(sides) / sides
    out = np.cos(angle)[:, None] * across[:, :, None] + np.sin(angle)[:, None] * other[:, :, None]
    vertices = points[:, :, None] + radii[:, :, None, None] * out
    stems, rings = points.shape[:2]
    s, i, j = np.meshgrid(np.arange(stems), np.arange(rings - 1), np.arange(sides), indexing="ij")
    a = ((s * rings + i) * sides + j).reshape(-1)
    b = ((s * rings + i) * sides + (j + 1) % sides).reshape(-1)
    faces = np.concatenate([np.column_stack([a, b, b + sides]), np.column_stack([a, b + sides, a + sides])])
    return vertices.reshape(-1, 3), faces, out.reshape(-1, 3)[faces]


def _twigs(
    stems: list[Stem], scale: float, kind: TreeSpecies, count: int, size_m: float, rng: np.random.Generator
) -> Twigs:
    """`count` twigs spread over shoots and outer branches by their lengths."""
    bearers = [stem for stem in stems if stem.level > 0]
    weight = np.array([stem.length_m * (1.0 if stem.level == 2 else 0.45) for stem in bearers])
    weight += 0.3 * weight.mean()
    of = rng.choice(len(bearers), size=count, p=weight / weight.sum())
    share = np.where([bearers[k].level == 2 for k in of], rng.uniform(0.0, 1.0, count), rng.uniform(0.25, 1.0, count))
    rows = [bearers[k].at(min(float(s), 0.999)) for k, s in zip(of, share, strict=True)]
    foot = np.array([row[0] for row in rows]) * scale
    along = np.array([row[1] for row in rows]) + 0.55 * rng.normal(size=(count, 3))
    along += np.array([0.0, 0.0, -1.2 * kind.hang_share])
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    middle = foot + 0.42 * size_m * along
    low, high = middle.min(axis=0), middle.max(axis=0)
    centre = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2] + 0.42 * (high[2] - low[2])])
    out = (middle - centre) / ((high - low) / 2)
    depth = np.linalg.norm(out, axis=1)
    facing = out + np.array([0.0, 0.0, 0.9 if kind.twig == "needles" else 0.25])
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    level = (middle[:, 2] - low[2]) / (high[2] - low[2])
    # shoots share a tone, which is what breaks a crown up
    tone = 0.42 * level + 0.38 * np.clip(depth, 0, 1.2) + 0.12 * rng.normal(size=len(bearers))[of]
    return Twigs(at_m=middle, facing=facing, tone=tone + 0.06 * rng.normal(size=count), along=along)


def _materials(kind: TreeSpecies, season: Season) -> tuple[tuple[str, Material], ...]:
    bark = Material(base_color=kind.bark, roughness=0.95, pattern="bark", lidar_reflectivity=0.35)
    tones: Tones | None = kind.tones[season]
    if tones is None:
        tones = (_color(_TWIG_WOOD, 0.8), _TWIG_WOOD, _color(_TWIG_WOOD, 1.25))
    texture = "bare_twig" if kind.tones[season] is None else kind.twig
    leaves = [_leaf(color, texture) for color in tones]
    wood = replace(bark, base_color=kind.wood or kind.bark)
    return (("bark", bark), ("wood", wood), *zip(_SLOTS[2:], leaves, strict=True))


def _color(color: Color, factor: float) -> Color:
    return (factor * color[0], factor * color[1], factor * color[2])


def _leaf(color: Color, texture: str) -> Material:
    return Material(
        base_color=color,
        roughness=0.6,
        pattern="plain" if texture == "bare_twig" else "foliage",
        lidar_reflectivity=0.35 if texture == "bare_twig" else 0.5,
        base_color_texture=Texture(source=f"painted:{texture}", color_space="linear"),
        alpha_cutoff=0.5,
    )
