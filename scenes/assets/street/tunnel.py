"""A road tunnel: rectangular tube under a mound with two portals, and the luminaire that hangs along its ceiling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, moved, quads
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.lamp import LampSource, aimed
from scenes.light_color import color_of_chromaticity, color_of_temperature
from scenes.material import Material

PANEL_TOP_M = (
    3.0  # chosen: bright panels up to where head lamps reach, RABT 2006 asks for bright walls up to 3 m or more
)
MOUND_TOP_M = 7.8  # chosen: 2.3 m of earth and concrete over the ceiling
MOUND_HALF_M, SLOPE_M = 9.5, 12.0  # chosen: half-width of the mound's top, and how far its slopes reach beyond
FOOT_M = -0.3  # walls reach below the road
SEAM_M = 10.0  # chosen: length of a cast segment of the tube
SIGN_SPACING_M = 25.0  # signs of escape routes, RABT 2006
SIGN_CD_M2 = 100.0  # chosen: backlit sign, EN 1838 asks for 2 cd/m2 or more
SIGN_GREEN = color_of_chromaticity(0.25, 0.55)  # chosen: within the green of ISO 3864-4
LENS_M = 0.018  # chosen: how far a luminaire's lens stands out of its frame
RIBS_M = np.linspace(-0.5, 0.5, 11)  # chosen: cooling ribs along a luminaire's back

MATERIALS: dict[str, Material] = {
    "panel": Material(base_color=(0.50, 0.49, 0.45), roughness=0.5, pattern="concrete", lidar_reflectivity=0.55),
    "concrete": Material(base_color=(0.27, 0.262, 0.25), roughness=0.85, pattern="concrete", lidar_reflectivity=0.38),
    "soot": Material(base_color=(0.14, 0.136, 0.13), roughness=0.9, pattern="concrete", lidar_reflectivity=0.25),
    "seam": Material(base_color=(0.05, 0.05, 0.05), roughness=0.9, lidar_reflectivity=0.1),
    "grass": Material(base_color=(0.060, 0.115, 0.030), roughness=0.95, pattern="grass", lidar_reflectivity=0.45),
    "tray": Material(base_color=(0.40, 0.41, 0.42), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
    "sign": Material(
        base_color=(0.02, 0.25, 0.08), roughness=0.4, emission_cd_m2=SIGN_CD_M2, emission_color=SIGN_GREEN
    ),
    "housing": Material(base_color=(0.30, 0.31, 0.32), roughness=0.5, metallic=0.5, lidar_reflectivity=0.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelTube(AssetSpec):
    """Walls and ceiling from x = 0 to `length_m` about y = 0, a mound over them, a head wall at either end.

    half_width_m: from the centre line to the walls. height_m: of the ceiling over the road at z = 0. The tube is open
    at both ends and below.
    """

    length_m: float
    half_width_m: float = 4.75
    height_m: float = 5.5

    def build(self) -> Asset:
        """One mesh."""
        pieces = [
            Piece(patch=self._walls(FOOT_M, PANEL_TOP_M), material="panel", part="wall"),
            Piece(patch=self._walls(PANEL_TOP_M, self.height_m), material="concrete", part="wall"),
            Piece(patch=self._ceiling(), material="soot", part="wall"),
            Piece(patch=self._seams(), material="seam", part="wall"),
            Piece(patch=self._trays(), material="tray", part="body"),
            Piece(patch=self._signs(), material="sign", part="panel"),
            Piece(
                patch=joined([self._head_wall(0.0), self._head_wall(self.length_m)]), material="concrete", part="wall"
            ),
            Piece(patch=self._mound(), material="grass", part="surface", semantic="flat.terrain"),
        ]
        return assemble("tunnel_tube", "static.tunnel", pieces, MATERIALS)

    def _walls(self, low_m: float, high_m: float) -> Patch:
        """Both walls between two heights, facing each other."""
        y, end = self.half_width_m, self.length_m
        left = [(0, y, low_m), (end, y, low_m), (end, y, high_m), (0, y, high_m)]
        right = [(end, -y, low_m), (0, -y, low_m), (0, -y, high_m), (end, -y, high_m)]
        return quads([left, right])

    def _ceiling(self) -> Patch:
        y, z, end = self.half_width_m, self.height_m, self.length_m
        return quads([[(0, y, z), (end, y, z), (end, -y, z), (0, -y, z)]])

    def _seams(self) -> Patch:
        """Joints between cast segments: thin dark bands just before walls and ceiling."""
        y, z, half = self.half_width_m - 0.003, self.height_m - 0.003, 0.02
        bands = []
        for x in np.arange(SEAM_M, self.length_m - 0.5 * SEAM_M, SEAM_M):
            low, high = x - half, x + half
            bands += [
                [(low, y, FOOT_M), (high, y, FOOT_M), (high, y, z), (low, y, z)],
                [(high, -y, FOOT_M), (low, -y, FOOT_M), (low, -y, z), (high, -y, z)],
                [(low, y, z), (high, y, z), (high, -y, z), (low, -y, z)],
            ]
        return quads(bands)

    def _trays(self) -> Patch:
        """Cable trays along both upper corners."""
        y, z = self.half_width_m, self.height_m
        return joined(
            [box((0.5, s * y - 0.2, z - 0.55), (self.length_m - 0.5, s * y + 0.2, z - 0.47)) for s in (-1, 1)]
        )

    def _signs(self) -> Patch:
        """Small lit signs of the escape route on both walls."""
        y = self.half_width_m
        places = np.arange(0.5 * SIGN_SPACING_M, self.length_m, SIGN_SPACING_M)
        return joined([box((x, s * y - 0.04, 1.1), (x + 0.6, s * y + 0.04, 1.4)) for x in places for s in (-1, 1)])

    def _head_wall(self, x_m: float) -> Patch:
        """The wall around an opening in the shape of the mound's section, facing away from the tube."""
        y, z, top, edge = self.half_width_m, self.height_m, MOUND_TOP_M, MOUND_HALF_M
        foot = edge + SLOPE_M
        parts = np.array(
            [
                [(-foot, FOOT_M), (-y, FOOT_M), (-y, top), (-edge, top)],
                [(y, FOOT_M), (foot, FOOT_M), (edge, top), (y, top)],
                [(-y, z), (y, z), (y, top), (-y, top)],
            ]
        )
        corners = np.concatenate([np.full((3, 4, 1), x_m), parts], axis=2)
        return quads(corners if x_m > 0.0 else corners[:, ::-1])

    def _mound(self) -> Patch:
        """Top and side slopes; the top lies a little below the head walls, as a parapet."""
        edge, top, end = MOUND_HALF_M, MOUND_TOP_M - 0.3, self.length_m
        foot = edge + SLOPE_M
        section = [(foot, FOOT_M), (edge, top), (-edge, top), (-foot, FOOT_M)]
        strips = [[(0.0, *a), (0.0, *b), (end, *b), (end, *a)] for a, b in pairwise(section)]
        return quads(strips)


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelLamp(AssetSpec):
    """A flat luminaire along x; its body frame's origin is at the ceiling. It shines day and night, straight down.

    flux_lm: 10,000 lm every 10 m in two rows give some 100 lx in a tube of two lanes, the inner zone of CIE 88.
    """

    flux_lm: float = 10_000.0
    color_kelvin: float = 4000.0

    def build(self) -> Asset:
        """Ribbed housing on two brackets, and below it a lens of luminance flux / (pi area)."""
        color = color_of_temperature(self.color_kelvin)
        half_x, half_y, low = 0.55, 0.14, -0.14
        housing = joined(
            [
                moved(rounded_box((1.2, 0.32, 0.06), 0.02), (0.0, 0.0, low + 0.015)),
                moved(rounded_box((1.1, 0.22, 0.05), 0.015), (0.0, 0.0, low + 0.055)),
                *(box((x - 0.006, -0.10, low + 0.10), (x + 0.006, 0.10, low + 0.118)) for x in RIBS_M),
            ]
        )
        brackets = [box((x - 0.025, -0.09, low + 0.05), (x + 0.025, 0.09, 0.0)) for x in (-0.38, 0.38)]
        plates = [box((x - 0.05, -0.13, -0.008), (x + 0.05, 0.13, 0.0)) for x in (-0.38, 0.38)]
        rim = [(-half_x, -half_y), (-half_x, half_y), (half_x, half_y), (half_x, -half_y)]
        sides = [[(*b, low), (*a, low), (*a, low + LENS_M), (*b, low + LENS_M)] for a, b in pairwise([*rim, rim[0]])]
        pane = quads([[(*corner, low) for corner in rim], *sides])
        area_m2 = 4.0 * half_x * half_y + 4.0 * (half_x + half_y) * LENS_M
        light = Material(
            base_color=(0.6, 0.6, 0.58),
            roughness=0.3,
            emission_cd_m2=self.flux_lm / (math.pi * area_m2),
            emission_color=color,
        )
        source = LampSource(
            name="tunnel",
            part=0,
            lamp="none",
            photometry="lambertian",
            T_part_lamp=aimed((0.0, 0.0, low - 0.01), (0.0, 0.0, -1.0)),
            peak_cd=self.flux_lm / math.pi,
            color=color,
            radius_m=math.sqrt(area_m2 / math.pi),
        )
        pieces = [
            Piece(patch=housing, material="housing", part="lamp", semantic="static.street_lamp", crease_rad=SOFT_RAD),
            Piece(patch=joined([*brackets, *plates]), material="tray", part="lamp", semantic="static.street_lamp"),
            Piece(patch=pane, material="light", part="lamp", semantic="static.street_lamp"),
        ]
        return assemble("tunnel_lamp", "static.street_lamp", pieces, {**MATERIALS, "light": light}, (source,))
