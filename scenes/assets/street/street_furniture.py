"""Street furniture: lamp post, litter bin, wheelie bin, bench, bollard, hydrant, cabinet, low wall, fence.

Each stands on z = 0 of its body frame with its front towards +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, cylinder, extrude, joined, lathe, moved, quads, tube
from scenes.lamp import LampSource, aimed
from scenes.light_color import color_of_temperature
from scenes.material import Material

MATERIALS: dict[str, Material] = {
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
    "dark_steel": Material(base_color=(0.045, 0.05, 0.05), roughness=0.5, lidar_reflectivity=0.2),
    "lamp_glass": Material(base_color=(0.62, 0.62, 0.58), roughness=0.3, lidar_reflectivity=0.4),
    "plastic": Material(base_color=(0.045, 0.048, 0.05), roughness=0.55, lidar_reflectivity=0.15),
    "lid": Material(base_color=(0.045, 0.048, 0.05), roughness=0.5, lidar_reflectivity=0.15),
    "rubber": Material(base_color=(0.02, 0.02, 0.02), roughness=0.9, lidar_reflectivity=0.1),
    "bin_orange": Material(base_color=(0.70, 0.16, 0.02), roughness=0.45, lidar_reflectivity=0.5),
    "wood": Material(base_color=(0.20, 0.115, 0.06), roughness=0.75, lidar_reflectivity=0.45),
    "red": Material(base_color=(0.42, 0.03, 0.02), roughness=0.4, lidar_reflectivity=0.35),
    "white": Material(base_color=(0.70, 0.70, 0.68), roughness=0.4, lidar_reflectivity=0.8),
    # EN 12899-1, class RA1 white.
    "reflector": Material(
        base_color=(0.70, 0.70, 0.68), roughness=0.4, retroreflection_cd_lx_m2=70.0, lidar_reflectivity=1.2
    ),
    "cabinet": Material(base_color=(0.30, 0.31, 0.29), roughness=0.6, lidar_reflectivity=0.4),
    "concrete": Material(base_color=(0.28, 0.27, 0.26), roughness=0.85, pattern="concrete", lidar_reflectivity=0.38),
    "brick": Material(base_color=(0.265, 0.126, 0.096), roughness=0.9, pattern="brick", lidar_reflectivity=0.35),
}

STREET_PEAK_CD_PER_LM = 0.757
"""Peak intensity over flux of the photometry `street`, whose wings reach far along the street."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LampPost(AssetSpec):
    """A tapered steel mast with an arm towards +x that carries a flat luminaire.

    flux_lm: of the luminaire; streets have 5,000 to 15,000 lm. color_kelvin: colour temperature, 3000 to
    4000 for LED, 2000 for sodium.
    """

    height_m: float = 7.5
    arm_m: float = 1.4
    flux_lm: float = 6000.0
    color_kelvin: float = 3000.0

    def build(self) -> Asset:
        """Mast, door, curved arm, luminaire with a pale underside that shines when street lamps are on."""
        top, arm = self.height_m, self.arm_m
        mast = lathe([(0.095, -0.05), (0.095, 1.1), (0.07, 1.15), (0.05, top - 0.6)], 12)
        curve = [(0, 0, top - 0.7), (0.05, 0, top - 0.25), (0.3 * arm, 0, top - 0.06), (arm, 0, top)]
        bend = tube(curve, [0.05, 0.045, 0.04, 0.035], 8)
        head = box((arm - 0.12, -0.15, top - 0.05), (arm + 0.55, 0.15, top + 0.06))
        glass = box((arm - 0.02, -0.12, top - 0.075), (arm + 0.48, 0.12, top - 0.045))
        low, high, under = arm - 0.02, arm + 0.48, top - 0.076
        shining = quads([(low, -0.12, under), (low, 0.12, under), (high, 0.12, under), (high, -0.12, under)])
        return assemble(
            "lamp_post",
            "static.pole",
            [
                Piece(patch=mast, material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=bend, material="steel", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=head, material="steel", part="lamp", semantic="static.street_lamp"),
                Piece(patch=glass, material="lamp_glass", part="lamp", semantic="static.street_lamp"),
                Piece(patch=shining, material="lamp_light", part="lamp", semantic="static.street_lamp"),
            ],
            {**MATERIALS, "lamp_light": self._light(0.5 * 0.24)},
            (self._source(0.5 * 0.24),),
        )

    def _light(self, area_m2: float) -> Material:
        """The underside: a plane that shines alike in all directions has the luminance flux / (pi area)."""
        return replace(
            MATERIALS["lamp_glass"],
            lamp="street",
            emission_cd_m2=self.flux_lm / (math.pi * area_m2),
            emission_color=color_of_temperature(self.color_kelvin),
        )

    def _source(self, area_m2: float) -> LampSource:
        """The light, which looks down from below the glass; z of its frame is along the arm, y along the kerb."""
        return LampSource(
            name="street",
            part=0,
            lamp="street",
            photometry="street",
            T_part_lamp=aimed((self.arm_m + 0.23, 0.0, self.height_m - 0.085), (0.0, 0.0, -1.0)),
            peak_cd=STREET_PEAK_CD_PER_LM * self.flux_lm,
            color=color_of_temperature(self.color_kelvin),
            radius_m=math.sqrt(area_m2 / math.pi),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LitterBin(AssetSpec):
    """An orange municipal litter bin on a post."""

    def build(self) -> Asset:
        """Post, drum with a dark mouth, domed lid."""
        post = cylinder(0.035, -0.05, 1.15, 8)
        drum = moved(lathe([(0.15, 0.42), (0.19, 0.46), (0.2, 0.95)], 18), (0.22, 0, 0))
        mouth = moved(cylinder(0.185, 0.95, 1.04, 18), (0.22, 0, 0))
        lid = moved(lathe([(0.21, 1.04), (0.21, 1.08), (0.12, 1.13), (0.01, 1.14)], 18), (0.22, 0, 0))
        return assemble(
            "litter_bin",
            "object.bin",
            [
                Piece(patch=drum, material="bin_orange", crease_rad=ROUND_RAD),
                Piece(patch=mouth, material="rubber", crease_rad=ROUND_RAD),
                Piece(patch=lid, material="bin_orange", crease_rad=ROUND_RAD),
                Piece(patch=post, material="steel", part="pole", crease_rad=ROUND_RAD),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelieBin(AssetSpec):
    """A 240 l two-wheeled refuse bin, 0.58 x 0.74 x 1.07 m (EN 840-1)."""

    def build(self) -> Asset:
        """Tapered body, lid in the colour of the refuse, handle, wheels."""
        body = _tapered((0.46, 0.44), (0.66, 0.56), 0.06, 0.95)
        rim = _tapered((0.70, 0.58), (0.70, 0.58), 0.94, 0.99)
        lid = _tapered((0.72, 0.58), (0.56, 0.46), 0.99, 1.06)
        handle = tube([(-0.38, -0.24, 1.0), (-0.38, 0.24, 1.0)], 0.018, 6)
        axle = tube([(-0.25, -0.29, 0.1), (-0.25, -0.23, 0.1)], 0.1, 14)
        wheels = joined([axle, moved(axle, (0, 0.52, 0))])
        return assemble(
            "wheelie_bin",
            "object.bin",
            [
                Piece(patch=joined([body, rim]), material="plastic"),
                Piece(patch=joined([lid, handle]), material="lid"),
                Piece(patch=wheels, material="rubber", part="wheel", crease_rad=ROUND_RAD),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench(AssetSpec):
    """A 1.8 m park bench with a back, seen from +x by those who face it."""

    def build(self) -> Asset:
        """Cast legs, slats of seat and back."""
        seat = [box((x - 0.045, -0.9, 0.43), (x + 0.045, 0.9, 0.46)) for x in (-0.12, -0.01, 0.10, 0.21)]
        back = [
            box((-0.23 - 0.05 * k, -0.9, z), (-0.20 - 0.05 * k, 0.9, z + 0.09)) for k, z in enumerate((0.52, 0.66, 0.8))
        ]
        legs = []
        for y in (-0.7, 0.7):
            legs.append(box((-0.2, y - 0.03, -0.02), (-0.14, y + 0.03, 0.43)))
            legs.append(box((0.16, y - 0.03, -0.02), (0.22, y + 0.03, 0.43)))
            legs.append(box((-0.2, y - 0.03, 0.39), (0.22, y + 0.03, 0.43)))
            legs.append(tube([(-0.19, y, 0.4), (-0.24, y, 0.6), (-0.34, y, 0.9)], 0.025, 6))
        return assemble(
            "bench",
            "object.bench",
            [
                Piece(patch=joined(seat + back), material="wood"),
                Piece(patch=joined(legs), material="dark_steel", part="leg"),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bollard(AssetSpec):
    """A steel bollard with two reflecting rings, 0.9 m."""

    def build(self) -> Asset:
        """Shaft, head, rings."""
        shaft = lathe([(0.055, -0.05), (0.055, 0.84), (0.065, 0.86), (0.06, 0.9), (0.02, 0.93)], 14)
        rings = joined([cylinder(0.058, z, z + 0.06, 14) for z in (0.58, 0.72)])
        return assemble(
            "bollard",
            "object.bollard",
            [
                Piece(patch=shaft, material="dark_steel", crease_rad=ROUND_RAD),
                Piece(patch=rings, material="reflector", crease_rad=ROUND_RAD),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydrant(AssetSpec):
    """A red pillar hydrant, 1.0 m (DIN EN 14384)."""

    def build(self) -> Asset:
        """Foot, pillar, hood, two side outlets."""
        pillar = lathe(
            [(0.17, -0.05), (0.17, 0.05), (0.09, 0.09), (0.09, 0.72), (0.12, 0.76), (0.12, 0.9), (0.04, 1.0)], 16
        )
        outlets = joined(
            [tube([(0, -0.2, 0.6), (0, 0.2, 0.6)], 0.055, 10), tube([(0, 0, 0.45), (0.19, 0, 0.45)], 0.06, 10)]
        )
        caps = joined([tube([(0, y, 0.6), (0, y + 0.05, 0.6)], 0.07, 8) for y in (-0.24, 0.19)])
        return assemble(
            "hydrant",
            "object.hydrant",
            [
                Piece(patch=pillar, material="red", crease_rad=ROUND_RAD),
                Piece(patch=outlets, material="red", crease_rad=ROUND_RAD),
                Piece(patch=caps, material="steel"),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetCabinet(AssetSpec):
    """A grey telecommunication cabinet with two doors towards +x."""

    def build(self) -> Asset:
        """Plinth, body, doors, sloped lid."""
        plinth = box((-0.19, -0.62, -0.05), (0.19, 0.62, 0.12))
        body = box((-0.2, -0.65, 0.12), (0.2, 0.65, 1.28))
        doors = joined([box((0.2, y - 0.3, 0.17), (0.215, y + 0.3, 1.23)) for y in (-0.315, 0.315)])
        lid = _tapered((0.46, 1.36), (0.38, 1.28), 1.28, 1.35)
        levels = (0.24, 0.275, 0.31, 0.345, 1.06, 1.095, 1.13, 1.165)
        vents = [box((0.213, y - 0.2, z), (0.218, y + 0.2, z + 0.012)) for y in (-0.315, 0.315) for z in levels]
        gap = box((0.199, -0.014, 0.17), (0.203, 0.014, 1.23))
        handle = box((0.215, 0.06, 0.66), (0.24, 0.09, 0.82))
        return assemble(
            "street_cabinet",
            "object.cabinet",
            [
                Piece(patch=joined([body, doors, lid]), material="cabinet"),
                Piece(patch=joined([gap, handle, *vents]), material="dark_steel"),
                Piece(patch=plinth, material="concrete", part="base"),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LowWall(AssetSpec):
    """A garden wall along y with a coping and end piers. material: 'brick' or 'concrete'."""

    length_m: float = 4.0
    height_m: float = 0.9
    material: str = "brick"

    def build(self) -> Asset:
        """Wall, coping, piers."""
        half, top = self.length_m / 2, self.height_m
        wall = box((-0.12, -half, -0.4), (0.12, half, top))
        coping = box((-0.16, -half, top), (0.16, half, top + 0.06))
        piers = [box((-0.2, y - 0.2, -0.4), (0.2, y + 0.2, top + 0.2)) for y in (-half + 0.2, half - 0.2)]
        caps = [box((-0.24, y - 0.24, top + 0.2), (0.24, y + 0.24, top + 0.28)) for y in (-half + 0.2, half - 0.2)]
        return assemble(
            "low_wall",
            "static.wall",
            [
                Piece(patch=joined([wall, *piers]), material=self.material, part="wall"),
                Piece(patch=joined([coping, *caps]), material="concrete", part="wall"),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence(AssetSpec):
    """A steel bar fence along y."""

    length_m: float = 4.0
    height_m: float = 1.2

    def build(self) -> Asset:
        """Posts, two rails, bars every 0.13 m."""
        half, top = self.length_m / 2, self.height_m
        rails = [box((-0.015, -half, z - 0.02), (0.015, half, z + 0.02)) for z in (0.18, top - 0.12)]
        posts = [box((-0.03, y - 0.03, -0.4), (0.03, y + 0.03, top + 0.05)) for y in (-half + 0.03, half - 0.03)]
        bars = [tube([(0, y, 0.08), (0, y, top)], 0.009, 4) for y in np.arange(-half + 0.13, half - 0.1, 0.13)]
        return assemble(
            "fence", "static.fence", [Piece(patch=joined([*rails, *posts, *bars]), material="dark_steel")], MATERIALS
        )


def _tapered(bottom_m: tuple[float, float], top_m: tuple[float, float], low_m: float, high_m: float) -> Patch:
    """A frustum with rectangular ends of the given sizes along x and y."""
    vertices, faces = extrude([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)], low_m, high_m)
    upper = vertices[:, 2:] == high_m
    size = np.where(upper, np.array(top_m), np.array(bottom_m))
    return np.column_stack([vertices[:, :2] * size, vertices[:, 2]]), faces
