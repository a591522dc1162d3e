"""Things that close lanes: cones, drums, tubes, barricades, beacon boards, barriers filled with water.

Each stands on z = 0 with its front towards +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import filled, plate, rectangle, softened, standing, stripes
from scenes.assets.shaping.shapes import Patch, box, joined, lathe, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box, sweep
from scenes.assets.signs.sign_face import FILMS
from scenes.lamp import LampSource, aimed
from scenes.light_color import SIGNAL_AMBER
from scenes.material import Material

Stripes = Literal["red", "orange"]
BarrierColor = Literal["red", "white", "orange"]

MATERIALS: dict[str, Material] = {
    **FILMS,
    "orange": Material(base_color=(0.72, 0.105, 0.012), roughness=0.5, lidar_reflectivity=0.6),
    "red": Material(base_color=(0.42, 0.022, 0.016), roughness=0.5, lidar_reflectivity=0.45),
    "white": Material(base_color=(0.62, 0.62, 0.60), roughness=0.5, lidar_reflectivity=0.7),
    "rubber": Material(base_color=(0.022, 0.022, 0.022), roughness=0.85, lidar_reflectivity=0.08),
    "recycled": Material(base_color=(0.05, 0.05, 0.052), roughness=0.9, pattern="asphalt", lidar_reflectivity=0.12),
    "steel": Material(base_color=(0.42, 0.43, 0.44), roughness=0.4, metallic=0.8, lidar_reflectivity=0.5),
    "lamp_body": Material(base_color=(0.62, 0.30, 0.01), roughness=0.4, lidar_reflectivity=0.4),
    "lamp": Material(
        base_color=(0.70, 0.30, 0.02),
        roughness=0.1,
        clearcoat=1.0,
        lidar_reflectivity=0.8,
        lamp="signal_flash",
        emission_cd_m2=2500.0,
        emission_color=SIGNAL_AMBER,
    ),
}
WARNING_LAMP_CD = 60.0
"""EN 12352 class L8H: 50 cd and more on the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficCone(AssetSpec):
    """An orange cone with white bands on a square foot (EN 13422; MUTCD 6F.64: 0.45 to 0.90 m)."""

    height_m: float = 0.75
    foot: Literal["orange", "black"] = "orange"

    def build(self) -> Asset:
        """Foot with round corners, cone in bands of plastic and film, open tip."""
        h = self.height_m
        half = 0.255 * h + 0.01
        foot = rounded_box((2 * half, 2 * half, 0.035), 0.012, 1)
        low, high = 0.185 * h + 0.005, 0.03
        levels = [0.035, 0.40 * h, 0.53 * h, 0.66 * h, 0.86 * h, h]
        bands = ("orange", "film_white", "orange", "film_white", "orange")
        radius = np.interp(levels, [0.035, h], [low, high])
        skirt = lathe([(0.97 * half, 0.02), (0.75 * half, 0.04), (low, 0.075)], 24)
        pieces = [
            Piece(
                patch=foot, material="orange" if self.foot == "orange" else "rubber", part="base", crease_rad=SOFT_RAD
            ),
            Piece(patch=skirt, material="orange" if self.foot == "orange" else "rubber", crease_rad=ROUND_RAD),
        ]
        for k, material in enumerate(bands):
            ring = lathe([(radius[k], levels[k]), (radius[k + 1], levels[k + 1])], 24)
            pieces.append(Piece(patch=ring, material=material, crease_rad=ROUND_RAD))
        pieces.append(Piece(patch=lathe([(0.7 * high, h), (0.7 * high, h + 0.002)], 16), material="rubber"))
        return assemble("traffic_cone", "movable_object.trafficcone", pieces, MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drum(AssetSpec):
    """A plastic drum with four bands of film on a rubber ring (MUTCD 6F.67), 0.93 m."""

    def build(self) -> Asset:
        """Ring, drum that tapers in steps, lid with a handle."""
        levels = [0.06, 0.18, 0.33, 0.48, 0.63, 0.78, 0.90]
        materials = ("orange", "film_white", "film_orange", "film_white", "film_orange", "orange")
        pieces = [
            Piece(
                patch=lathe([(0.36, 0.0), (0.35, 0.05), (0.30, 0.075)], 28),
                material="rubber",
                part="base",
                crease_rad=0.5,
            )
        ]
        for k, material in enumerate(materials):
            low, high = (np.interp(z, [0.06, 0.90], [0.285, 0.225]) for z in levels[k : k + 2])
            band = [
                (low - 0.01, levels[k]),
                (low, levels[k] + 0.012),
                (high, levels[k + 1] - 0.012),
                (high - 0.01, levels[k + 1]),
            ]
            pieces.append(Piece(patch=lathe(band, 28), material=material, crease_rad=0.6))
        pieces.append(
            Piece(patch=lathe([(0.2, 0.895), (0.12, 0.91), (0.01, 0.912)], 20), material="orange", crease_rad=0.6)
        )
        handle = tube([(0, -0.07, 0.9), (0, -0.06, 0.955), (0, 0.06, 0.955), (0, 0.07, 0.9)], 0.018, 8)
        pieces.append(Piece(patch=handle, material="orange", crease_rad=ROUND_RAD))
        return assemble("drum", "movable_object.trafficcone", pieces, MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TubeMarker(AssetSpec):
    """A flexible tube with two bands of film on a rubber foot (MUTCD 6F.65; EN 12899-3)."""

    height_m: float = 0.9

    def build(self) -> Asset:
        """Foot, tube, bands."""
        h = self.height_m
        foot = lathe([(0.15, 0.0), (0.14, 0.03), (0.06, 0.06), (0.045, 0.065)], 18)
        shaft = lathe([(0.04, 0.06), (0.04, h - 0.03), (0.03, h - 0.008), (0.01, h)], 14)
        bands = joined([lathe([(0.042, z), (0.042, z + 0.1)], 14) for z in (h - 0.18, h - 0.34)])
        return assemble(
            "tube_marker",
            "movable_object.trafficcone",
            [
                Piece(patch=foot, material="rubber", part="base", crease_rad=0.6),
                Piece(patch=shaft, material="orange", crease_rad=ROUND_RAD),
                Piece(patch=bands, material="film_white", crease_rad=ROUND_RAD),
            ],
            MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconBoard(AssetSpec):
    """A striped board of 0.25 x 1.00 m on a rubber foot (VzKat 605), stripes that fall towards `passed_on`.

    lit: whether a warning lamp (EN 12352) stands on top, which `signal_flash` switches on.
    """

    passed_on: Literal["left", "right"] = "right"
    lit: bool = True

    def build(self) -> Asset:
        """Foot, board with film on both faces, lamp."""
        low, frame = 0.16, rectangle(0.25, 1.0)
        slope = 45.0 if self.passed_on == "left" else -45.0
        pattern = stripes(frame, 0.118, slope)
        foot = rounded_box((0.8, 0.4, 0.12), 0.04, 2)
        board = moved(plate(frame, -0.012, 0.012), (0, 0, low + 0.5))
        pieces = [
            Piece(patch=foot, material="recycled", part="base", crease_rad=SOFT_RAD),
            Piece(patch=board, material="film_white", part="panel"),
            Piece(patch=box((-0.02, -0.02, 0.1), (0.02, 0.02, low)), material="steel", part="pole"),
        ]
        for turn in (1.0, -1.0):
            points, faces = standing(pattern, 0.014)
            film = (points * [turn, turn, 1.0] + np.array([0.0, 0.0, low + 0.5]), faces)
            pieces.append(Piece(patch=film, material="film_red", part="panel"))
        lamps: tuple[LampSource, ...] = ()
        if self.lit:
            pieces += warning_lamp((0.0, 0.0, low + 1.0))
            lamps = tuple(
                _flash(f"warning_{k}", (0.09 * side, 0.0, low + 1.19), side) for k, side in enumerate((1.0, -1.0))
            )
        return assemble("beacon_board", "movable_object.beacon", pieces, MATERIALS, lamps)


def warning_lamp(foot_m: tuple[float, float, float]) -> list[Piece]:
    """A yellow box with round lenses of 0.18 m to both sides, standing on a point; shines with `signal_flash`."""
    body = moved(rounded_box((0.07, 0.15, 0.1), 0.02, 1), foot_m)
    up = (foot_m[0], foot_m[1], foot_m[2] + 0.19)
    ring = moved(_lying(lathe([(0.1, -0.04), (0.105, -0.02), (0.105, 0.02), (0.1, 0.04)], 20)), up)
    lens = moved(
        _lying(lathe([(0.03, -0.065), (0.07, -0.055), (0.09, -0.04), (0.09, 0.04), (0.07, 0.055), (0.03, 0.065)], 20)),
        up,
    )
    return [
        Piece(patch=joined([body, ring]), material="lamp_body", part="lamp", crease_rad=SOFT_RAD),
        Piece(patch=lens, material="lamp", part="lamp", crease_rad=ROUND_RAD),
    ]


def _lying(patch: Patch) -> Patch:
    """A solid about z laid down along x."""
    return patch[0][:, [2, 0, 1]], patch[1]


def _flash(name: str, at_m: tuple[float, float, float], side: float) -> LampSource:
    return LampSource(
        name=name,
        part=0,
        lamp="signal_flash",
        photometry="signal",
        T_part_lamp=aimed(at_m, (side, 0.0, 0.0)),
        peak_cd=WARNING_LAMP_CD,
        color=SIGNAL_AMBER,
        radius_m=0.09,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Barricade(AssetSpec):
    """Striped boards across the road on a frame that stands by itself.

    boards: 1 or 2 on legs that spread (MUTCD types I and II; German Absperrschranke), 3 on upright posts with long
    feet (type III). color: of the stripes beside white.
    """

    width_m: float = 1.2
    boards: Literal[1, 2, 3] = 1
    color: Stripes = "orange"

    def build(self) -> Asset:
        """Boards with diagonal stripes on both faces, legs."""
        height = 1.5 if self.boards == 3 else 1.0
        half, tall = self.width_m / 2, 0.2
        tops = [height - 0.5 * k for k in range(3)] if self.boards == 3 else [height, 0.6][: self.boards]
        frame = rectangle(self.width_m, tall)
        pattern = stripes(frame, 0.15 / math.sqrt(2), 45.0)
        pieces = []
        for top in tops:
            lean = 0.0 if self.boards == 3 else 0.26 * (height - top + tall / 2)
            for side in (1.0, -1.0):
                at = np.array([side * (lean + 0.03), 0.0, top - tall / 2])
                for flat, film, x in ((filled(frame), "film_white", 0.012), (pattern, f"film_{self.color}", 0.014)):
                    points, faces = standing(flat, x)
                    pieces.append(Piece(patch=(points * [side, side, 1.0] + at, faces), material=film, part="panel"))
                body = moved(plate(frame, -0.011, 0.011), (float(at[0]), 0.0, float(at[2])))
                pieces.append(Piece(patch=body, material="white", part="panel"))
        if self.boards == 3:
            posts = [box((-0.025, y - 0.025, 0.0), (0.025, y + 0.025, height)) for y in (-0.6 * half, 0.6 * half)]
            posts += [box((-0.75, y - 0.03, 0.0), (0.75, y + 0.03, 0.06)) for y in (-0.6 * half, 0.6 * half)]
        else:
            ends = [(s, y) for s in (-1.0, 1.0) for y in (-0.85 * half, 0.85 * half)]
            posts = [tube([(0.0, y, height), (s * 0.26 * height, y, 0.0)], 0.018, 6) for s, y in ends]
        pieces.append(Piece(patch=joined(posts), material="steel", part="leg"))
        return assemble("barricade", "movable_object.barrier", pieces, MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterBarrier(AssetSpec):
    """A hollow plastic barrier along y that is filled with water, with a tongue, slots and a filler cap."""

    length_m: float = 1.5
    height_m: float = 0.85
    color: BarrierColor = "red"

    def build(self) -> Asset:
        """A foot, a body that narrows upwards with soft edges, three ribs, end tongue, cap."""
        half, top = self.length_m / 2, self.height_m
        profile = softened(
            [(0.22, 0.0), (0.22, 0.2), (0.1, 0.42), (0.09, top), (-0.09, top), (-0.1, 0.42), (-0.22, 0.2), (-0.22, 0.0)]
        )
        shrunk = profile * [0.9, 0.985] + [0.0, 0.006]
        body = sweep(profile, [(0.0, -half + 0.02, 0.0), (0.0, half - 0.02, 0.0)])
        ends = sweep(shrunk, [(0.0, -half, 0.0), (0.0, half, 0.0)])
        ribs = [
            sweep(profile * [1.06, 0.8], [(0.0, y - 0.06, 0.0), (0.0, y + 0.06, 0.0)])
            for y in (-0.55 * half, 0.55 * half)
        ]
        tongue = moved(lathe([(0.05, 0.1), (0.05, top - 0.1)], 14), (0.0, half + 0.02, 0.0))
        slots = [
            box((x - 0.006, y - 0.1, 0.03), (x + 0.006, y + 0.1, 0.11)) for x in (-0.22, 0.22) for y in (-0.2, 0.2)
        ]
        cap = moved(lathe([(0.05, top - 0.01), (0.05, top + 0.025), (0.02, top + 0.03)], 14), (0.0, -0.3 * half, 0.0))
        return assemble(
            "water_barrier",
            "movable_object.barrier",
            [
                Piece(patch=joined([body, ends, *ribs, tongue]), material=self.color, crease_rad=0.6),
                Piece(patch=joined([*slots, cap]), material="rubber", crease_rad=0.5),
            ],
            MATERIALS,
        )
