"""Street trees: a trunk, branches, and crowns of leaves around several lobes; and hedges of the same leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.assets.plants.foliage import LEAF_AREA, Twigs, add_twigs, around_lobes
from scenes.assets.shaping.shapes import Patch, box, joined, quads, tube
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.streams import stream
from scenes.texture import Texture

Species = Literal["round", "columnar", "spreading", "conical"]
Float64 = NDArray[np.float64]

_BARK, _LEAF, _LIGHT, _DARK, _INNER, _SOIL, _FRAME = range(7)
_SLOTS: tuple[tuple[str, str, str], ...] = (
    ("bark", "trunk", "static.vegetation"),
    ("leaf", "crown", "static.vegetation"),
    ("leaf_light", "crown", "static.vegetation"),
    ("leaf_dark", "crown", "static.vegetation"),
    ("leaf_inner", "crown", "static.vegetation"),
    ("soil", "surface", "flat.terrain"),
    ("pit_frame", "surface", "flat.sidewalk"),
)
_TWIG = Texture(source="painted:twig", color_space="linear")


def _leaf(red: float, green: float, blue: float) -> Material:
    """Leaves on twigs' cards."""
    return Material(
        base_color=(red, green, blue),
        roughness=0.6,
        pattern="foliage",
        lidar_reflectivity=0.5,
        base_color_texture=_TWIG,
        alpha_cutoff=0.5,
    )


# Leaves reflect about 0.05, 0.10, 0.03 in red, green, blue and half of the light at 905 nm (ECOSTRESS, deciduous);
# light and dark ones are chosen about this, as young and old leaves differ. Their picture takes a third of the light.
_MATERIALS: tuple[tuple[str, Material], ...] = (
    ("bark", Material(base_color=(0.115, 0.090, 0.068), roughness=0.95, pattern="bark", lidar_reflectivity=0.35)),
    ("leaf", _leaf(0.098, 0.178, 0.045)),
    ("leaf_light", _leaf(0.142, 0.234, 0.060)),
    ("leaf_dark", _leaf(0.069, 0.133, 0.035)),
    ("leaf_inner", Material(base_color=(0.02, 0.04, 0.01), roughness=0.9, pattern="foliage", lidar_reflectivity=0.4)),
    ("soil", Material(base_color=(0.075, 0.055, 0.038), roughness=1.0, pattern="asphalt", lidar_reflectivity=0.3)),
    ("pit_frame", Material(base_color=(0.26, 0.25, 0.24), roughness=0.85, pattern="concrete", lidar_reflectivity=0.35)),
)
# crown: share of the height where it begins, its width over the height; lobes; lobe's radius over the crown's
_FORMS: dict[Species, tuple[float, float, int, float]] = {
    "round": (0.27, 0.56, 15, 0.46),
    "columnar": (0.20, 0.30, 14, 0.62),
    "spreading": (0.34, 0.92, 18, 0.38),
    "conical": (0.22, 0.50, 15, 0.50),
}
PIT_M = 1.3  # chosen: side of the tree pit; FLL asks for 1.5 m2 of open ground or more
# chosen: leaf area over the crown's surface; street trees have 3 to 5, the inner sheets stand for the rest
COVER = 0.78
CLEAR_M = 2.0  # chosen: street trees are pruned clear of heads
TWIGS_A_M2 = 110.0  # chosen: of a clipped hedge, leaves of 6 cm cover it about once
_LEAF_SLOTS = (_DARK, _LEAF, _LIGHT)
SHEETS = 80  # chosen: a lobe's sheets cover its middle about once
FAR_LEAVES = 1600  # chosen: enough for a crown that is never nearer than some 30 m, where a leaf is 4 px long


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetTree(AssetSpec):
    """A broad-leaved tree on a pavement, foot at the origin, in a square pit.

    leaves: triangles of foliage, two a twig; fewer are larger, for trees that nothing comes near.
    """

    species: Species = "round"
    height_m: float = 9.0
    leaves: int = 6000
    seed: int = 0

    def build(self) -> Asset:
        """One mesh: trunk, branches towards the lobes, dark inner sheets, leaves around them."""
        rng = stream(self.seed, "asset.street_tree", self.species)
        centres, radii = self._lobes(rng)
        builder = MeshBuilder()
        builder.add(*self._wood(centres, rng), _BARK, crease_rad=1.2)
        builder.add(*_inner(centres, radii, rng), _INNER, crease_rad=0.0)
        twigs = around_lobes(centres, radii, self.leaves // 2, rng)
        extent = np.ptp(centres, axis=0) + 2 * radii.mean()
        surface = math.pi * (extent[0] + extent[1]) / 2 * extent[2]
        size_m = math.sqrt(COVER * surface / (LEAF_AREA * len(twigs.at_m)))
        add_twigs(builder, twigs, _LEAF_SLOTS, rng=rng, size_m=size_m, lowest_m=CLEAR_M)
        _add_pit(builder)
        width = 2 * float(np.abs(centres[:, :2]).max() + radii.max())
        return _asset(f"tree_{self.species}", builder, BodyBox(length_m=width, width_m=width, height_m=self.height_m))

    def _lobes(self, rng: np.random.Generator) -> tuple[Float64, Float64]:
        """Centres (N, 3) and radii (N, 3) of the crown's lobes."""
        start, spread, count, share = _FORMS[self.species]
        low, high = start * self.height_m, self.height_m
        radius = spread * self.height_m / 2
        golden = math.pi * (3 - math.sqrt(5))
        angle = golden * np.arange(count) + rng.uniform(0, 2 * math.pi) + rng.normal(scale=0.25, size=count)
        level = (np.arange(count) + 0.5) / count
        if self.species == "conical":
            reach = 1.0 - 0.9 * level
        elif self.species == "columnar":
            reach = np.sin(math.pi * (0.12 + 0.80 * level))
        else:
            reach = np.sqrt(np.clip(1 - (2.0 * level - 0.92) ** 2, 0.02, 1))
        lobe = share * radius * rng.uniform(0.8, 1.2, count) * (0.55 + 0.45 * reach)
        out = np.clip(reach * radius * rng.uniform(0.8, 1.1, count) - lobe * 0.75, 0, None)
        z = low + lobe * 0.6 + level * (high - low - lobe * 1.5)
        centres = np.stack([out * np.cos(angle), out * np.sin(angle), z], axis=1)
        return centres, lobe[:, None] * np.array([1.0, 1.0, 0.85]) * rng.uniform(0.9, 1.15, (count, 3))

    def _wood(self, centres: Float64, rng: np.random.Generator) -> Patch:
        """A slightly bent trunk and one branch a lobe."""
        foot = 0.016 * self.height_m + 0.02
        top = 0.72 * self.height_m
        sway = rng.uniform(-0.025, 0.025, 2) * self.height_m
        t = np.array([0.0, 0.03, 0.3, 0.6, 1.0])
        trunk = np.stack([sway[0] * t**2, sway[1] * t**2, top * t - 0.1], axis=1)
        pieces = [tube(trunk, foot * np.array([1.55, 1.1, 0.95, 0.7, 0.25]), 9)]
        begin = _FORMS[self.species][0] * self.height_m
        for centre in centres[::2]:
            rise = 0.9 * math.hypot(centre[0], centre[1])
            level = np.clip(centre[2] - rise, 0.75 * begin, 0.95 * top)
            share = level / top
            root = np.array([sway[0] * share**2, sway[1] * share**2, level])
            bend = (root + centre) / 2 + [0, 0, -0.03 * self.height_m]
            pieces.append(tube([root, bend, centre], foot * np.array([0.42, 0.3, 0.1]), 5))
        return joined(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge(AssetSpec):
    """A clipped hedge along y, centred on the origin. twig_share: of the usual twigs; fewer are larger."""

    length_m: float = 4.0
    width_m: float = 0.6
    height_m: float = 1.2
    twig_share: float = 1.0
    seed: int = 0

    def build(self) -> Asset:
        """A dark body and leaves over its five visible sides."""
        rng = stream(self.seed, "asset.hedge")
        size = np.array([self.width_m, self.length_m, self.height_m])
        half = size / 2 * [1, 1, 0]
        builder = MeshBuilder()
        builder.add(*box(-half * 0.82, half * [0.82, 0.99, 0] + [0, 0, 0.92 * self.height_m]), _INNER, crease_rad=0.0)
        areas = np.array(
            [size[1] * size[2], size[1] * size[2], size[0] * size[2], size[0] * size[2], size[0] * size[1]]
        )
        count = int(TWIGS_A_M2 * areas.sum() * self.twig_share)
        side = rng.choice(5, size=count, p=areas / areas.sum())
        unit = rng.uniform(-0.5, 0.5, (count, 3))
        facing = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1.0]])[side]
        at = np.where(facing != 0, facing * 0.5 * rng.uniform(0.86, 1.04, (count, 1)), unit) * size
        at[:, 2] += size[2] / 2
        tone = 0.3 + 0.3 * at[:, 2] / size[2] + rng.normal(scale=0.14, size=count)
        twigs = Twigs(at_m=at, facing=facing, tone=tone)
        add_twigs(builder, twigs, _LEAF_SLOTS, rng=rng, size_m=0.17 / math.sqrt(self.twig_share), lowest_m=0.0)
        extent = BodyBox(length_m=self.width_m, width_m=self.length_m, height_m=self.height_m)
        return _asset("hedge", builder, extent)


def _asset(name: str, builder: MeshBuilder, box: BodyBox) -> Asset:
    return Asset(
        name=name,
        semantic="static.vegetation",
        parts=(AssetPart(name="crown", mesh=builder.build()),),
        slots=tuple(Slot(material=m, part=p, semantic=s) for m, p, s in _SLOTS),
        materials=_MATERIALS,
        box=box,
    )


def _inner(centres: Float64, radii: Float64, rng: np.random.Generator) -> Patch:
    """Ragged sheets in the lobes (N, 3), (N, 3), which keep the light from shining through the crown."""
    lobe = np.repeat(np.arange(len(centres)), SHEETS)
    out = rng.normal(size=(len(lobe), 3))
    out *= (0.55 * rng.random((len(lobe), 1)) ** (1 / 3)) / np.linalg.norm(out, axis=1, keepdims=True)
    middle = centres[lobe] + out * radii[lobe]
    corners = middle[:, None] + rng.normal(scale=0.13, size=(len(lobe), 3, 3)) * radii[lobe][:, None]
    return corners.reshape(-1, 3), np.arange(3 * len(lobe), dtype=np.int64).reshape(-1, 3)


def _add_pit(builder: MeshBuilder) -> None:
    half, rim = PIT_M / 2, 0.08
    soil = [[(-half, -half, 0.004), (half, -half, 0.004), (half, half, 0.004), (-half, half, 0.004)]]
    builder.add(*quads(soil), _SOIL, crease_rad=0.0)
    sides = [
        box((-half - rim, -half - rim, -0.02), (half + rim, -half, 0.012)),
        box((-half - rim, half, -0.02), (half + rim, half + rim, 0.012)),
        box((-half - rim, -half, -0.02), (-half, half, 0.012)),
        box((half, -half, -0.02), (half + rim, half, 0.012)),
    ]
    builder.add(*joined(sides), _FRAME, crease_rad=0.0)
