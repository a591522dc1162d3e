"""Bushes: many stems from one foot and a crown of twigs around lobes that touch the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.assets.plants.foliage import LEAF_AREA, add_twigs, around_lobes
from scenes.assets.plants.grown_tree import tapered_tubes
from scenes.assets.plants.tree_species import SPECIES, Color, Season
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.streams import stream
from scenes.texture import Texture

BushKind = Literal["leafy", "small_leaved", "conifer"]
COVER = 1.1
"""Chosen: leaf area over the crown's surface."""
_TWIGS: dict[BushKind, tuple[str, Color]] = {
    "leafy": ("twig", (0.085, 0.150, 0.042)),
    "small_leaved": ("small_leaves", (0.075, 0.125, 0.045)),
    "conifer": ("needles", (0.055, 0.105, 0.050)),
}
_SLOTS = ("wood", "leaf_dark", "leaf", "leaf_light")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bush(AssetSpec):
    """One bush, foot at the origin. Bare in winter but for conifers; in autumn it turns as limes do.

    twig_share: of the usual twigs, fewer and larger ones for bushes that nothing comes near.
    """

    kind: BushKind = "leafy"
    season: Season = "summer"
    width_m: float = 1.6
    height_m: float = 1.3
    twig_share: float = 1.0
    seed: int = 0

    def build(self) -> Asset:
        """Bent stems, lobes about their ends, twigs over the lobes."""
        rng = stream(self.seed, "asset.bush", self.kind)
        count = 9
        angle = 2.4 * np.arange(count) + 0.4 * rng.normal(size=count)
        reach = 0.32 * self.width_m * np.sqrt((np.arange(count) + 0.4) / count)
        lobe = 0.24 * self.width_m * rng.uniform(0.8, 1.15, count)
        tall = 0.45 * self.height_m * rng.uniform(0.85, 1.15, count) * (1 - 0.35 * reach / reach.max())
        centres = np.column_stack(
            [reach * np.cos(angle), reach * np.sin(angle), np.maximum(tall, 0.32 * self.height_m)]
        )
        radii = np.column_stack([lobe, lobe, np.minimum(1.05 * centres[:, 2], self.height_m - centres[:, 2])])
        builder = MeshBuilder()
        share = np.linspace(0.0, 1.0, 5)[None, :, None]
        stems = (
            centres[:, None]
            * share
            * [1.0, 1.0, 1.5]
            * np.concatenate([share**0.7, share**0.7, np.ones_like(share)], 2)
        )
        vertices, faces, normals = tapered_tubes(stems, np.linspace(0.022, 0.004, 5) * np.ones((count, 1)), 5)
        builder.add(vertices, faces, 0, normals=normals)
        twigs = around_lobes(centres, radii, int(900 * self.width_m * self.height_m * self.twig_share), rng)
        surface = math.pi * self.width_m * (0.25 * self.width_m + self.height_m)
        size = math.sqrt(COVER * surface / (LEAF_AREA * len(twigs.at_m)))
        add_twigs(builder, twigs, (1, 2, 3), rng=rng, size_m=size, lowest_m=0.02)
        mesh = builder.build()
        extent = np.abs(mesh.vertices_m[:, :2]).max(axis=0)
        return Asset(
            name=f"bush_{self.kind}_{self.season}",
            semantic="static.vegetation",
            parts=(AssetPart(name="crown", mesh=mesh),),
            slots=tuple(
                Slot(material=m, part="branch" if m == "wood" else "crown", semantic="static.vegetation")
                for m in _SLOTS
            ),
            materials=self._materials(),
            box=BodyBox(
                length_m=2 * float(extent[0]), width_m=2 * float(extent[1]), height_m=float(mesh.vertices_m[:, 2].max())
            ),
        )

    def _materials(self) -> tuple[tuple[str, Material], ...]:
        texture, green = _TWIGS[self.kind]
        wood = Material(base_color=(0.10, 0.082, 0.065), roughness=0.95, pattern="bark", lidar_reflectivity=0.35)
        tones = [tuple(factor * c for c in green) for factor in (0.7, 1.0, 1.35)]
        if self.kind != "conifer":
            year = SPECIES["lime"].tones[self.season]
            if year is None:
                texture, tones = "bare_twig", [tuple(f * c for c in (0.10, 0.08, 0.062)) for f in (0.8, 1.0, 1.25)]
            elif self.season != "summer":
                tones = list(year)
        leaves = [
            Material(
                base_color=(color[0], color[1], color[2]),
                roughness=0.6,
                pattern="plain" if texture == "bare_twig" else "foliage",
                lidar_reflectivity=0.5,
                base_color_texture=Texture(source=f"painted:{texture}", color_space="linear"),
                alpha_cutoff=0.5,
            )
            for color in tones
        ]
        return (("wood", wood), *zip(_SLOTS[1:], leaves, strict=True))
