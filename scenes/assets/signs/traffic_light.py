"""Traffic light heads (instances): red, amber and green for vehicles, arrows, and heads for pedestrians.

A head faces +x, its back at x = 0 and its lower edge at z = 0. `Actor.lamps_on` is its state: ("signal_red",),
("signal_red", "signal_amber"), ("signal_amber",), ("signal_green",) or () when it is dark; a head built with
`flashing` has its amber on `signal_flash`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import Flat, disc, filled, mirrored, placed, plate, rectangle, ring, rounded, standing
from scenes.assets.shaping.shapes import Patch, box, joined
from scenes.assets.signs import pictograms as draw
from scenes.lamp import LampSource, aimed
from scenes.light_color import SIGNAL_AMBER, SIGNAL_GREEN, SIGNAL_RED, Color
from scenes.material import Lamp, Material

SignalShape = Literal["ball", "arrow_left", "arrow_right", "arrow_straight", "pedestrian", "bicycle"]
Housing = Literal["dark", "yellow", "green"]

PEAK_CD = {200: 200.0, 300: 400.0}
"""EN 12368 performance levels 2 and 3 on the axis, by the diameter of the lens in millimetres."""
AMBER_SHARE = 2.0
"""Amber over red: ITE VTCSH (2005) asks for 2.5 times as much, EN 12368 for as much; chosen between."""
DEPTH_M = 0.17
"""Chosen: of the housing without visors, as LED heads have it."""

_Lens = tuple[str, Lamp, Color, tuple[float, float, float]]
_RED: _Lens = ("red", "signal_red", SIGNAL_RED, (0.16, 0.008, 0.006))
_AMBER: _Lens = ("amber", "signal_amber", SIGNAL_AMBER, (0.20, 0.07, 0.004))
_GREEN: _Lens = ("green", "signal_green", SIGNAL_GREEN, (0.008, 0.10, 0.06))
HOUSINGS: dict[Housing, tuple[float, float, float]] = {
    "dark": (0.018, 0.019, 0.018),
    "yellow": (0.62, 0.33, 0.012),
    "green": (0.012, 0.045, 0.028),
}
HEAD_MATERIALS: dict[str, Material] = {
    "visor": Material(base_color=(0.012, 0.012, 0.012), roughness=0.9, lidar_reflectivity=0.1),
    "mask": Material(base_color=(0.012, 0.012, 0.012), roughness=0.35, lidar_reflectivity=0.1),
    "bracket": Material(base_color=(0.16, 0.165, 0.17), roughness=0.5, metallic=0.5, lidar_reflectivity=0.35),
    "backboard": Material(base_color=(0.014, 0.014, 0.014), roughness=0.85, lidar_reflectivity=0.1),
    "border": Material(
        base_color=(0.70, 0.70, 0.70), roughness=0.35, retroreflection_cd_lx_m2=250.0, lidar_reflectivity=1.5
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLight(AssetSpec):
    """One head. shape: what its lenses show; pedestrian and bicycle heads have no amber.

    lens_mm: diameter (EN 12368; MUTCD 4D.07: 8 or 12 inches). backboard_m: how far a dark board with a
    white border reaches around the housing, 0 for none. flashing: the amber lens flashes when `signal_flash` is on.
    phantom_share: of a lit lens's luminance that every lens shows though it is dark, since a low sun shines into it;
    EN 12368 counts it by classes, from as much as the lamp (class 1) to a sixteenth (class 5).
    """

    shape: SignalShape = "ball"
    lens_mm: Literal[200, 300] = 200
    housing: Housing = "dark"
    backboard_m: float = 0.0
    flashing: bool = False
    phantom_share: float = 0.0

    def build(self) -> Asset:
        """Housing with round edges, brackets, and for each lens a dome or a lit symbol under a tunnel visor."""
        lens_m = self.lens_mm / 1000
        lenses = (_RED, _GREEN) if self.shape in ("pedestrian", "bicycle") else (_RED, _AMBER, _GREEN)
        pitch = 1.3 * lens_m
        width, height = 1.36 * lens_m, pitch * len(lenses) + 0.04 * lens_m
        shell = rounded(rectangle(width, height, (0.0, height / 2)), 0.16 * lens_m)
        pieces = [
            Piece(patch=plate(shell, 0.0, DEPTH_M), material="housing"),
            Piece(patch=brackets(height), material="bracket", part="frame"),
        ]
        if self.backboard_m > 0.0:
            pieces += self._backboard(width, height)
        materials, lamps = {**HEAD_MATERIALS, "housing": self._housing()}, []
        for k, lens in enumerate(lenses):
            up = height - 0.02 * lens_m - pitch * (k + 0.5)
            made, material, lamp = self._lens(lens, up)
            pieces += made
            materials[f"lens_{lens[0]}"] = material
            lamps.append(lamp)
        for piece, material in self.covering(width, height):
            pieces.append(piece)
            materials[piece.material] = material
        return assemble(f"traffic_light_{self.shape}", "object.traffic_light", pieces, materials, tuple(lamps))

    def covering(self, width_m: float, height_m: float) -> list[tuple[Piece, Material]]:
        """What is pulled over a housing of that size: nothing."""
        del width_m, height_m
        return []

    def _housing(self) -> Material:
        return Material(base_color=HOUSINGS[self.housing], roughness=0.45, lidar_reflectivity=0.2)

    def _backboard(self, width: float, height: float) -> list[Piece]:
        wide, high, edge = width + 2 * self.backboard_m, height + 2 * self.backboard_m, 0.04
        outer = rectangle(wide, high, (0.0, height / 2))
        inner = rectangle(wide - edge, high - edge, (0.0, height / 2))
        return [
            Piece(patch=plate(outer, 0.5 * DEPTH_M, 0.5 * DEPTH_M + 0.003), material="backboard"),
            Piece(patch=standing(ring(outer, inner), 0.5 * DEPTH_M + 0.005), material="border"),
        ]

    def _lens(self, lens: _Lens, up: float) -> tuple[list[Piece], Material, LampSource]:
        """Pieces of one lens, its material, and its light."""
        name, lamp, color, tint = lens
        if self.flashing and name == "amber":
            lamp = "signal_flash"
        symbol = _symbol(self.shape, name)
        radius = self.lens_mm / 2000
        area = math.pi * radius**2
        pieces = [
            Piece(patch=_visor(radius, up), material="visor", crease_rad=ROUND_RAD),
            Piece(patch=standing(filled(disc(1.02 * radius, (0.0, up))), DEPTH_M + 0.002), material="mask"),
        ]
        if symbol is None:
            pieces.append(Piece(patch=_dome(radius, up), material=f"lens_{name}", part="lamp", crease_rad=ROUND_RAD))
        else:
            flat = placed(symbol, 1.72 * radius, (0.0, up))
            a, b, c = (flat[0][flat[1][:, k]] for k in range(3))
            area = 0.5 * float(abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum())
            pieces.append(Piece(patch=standing(flat, DEPTH_M + 0.006), material=f"lens_{name}", part="lamp"))
        peak = PEAK_CD[self.lens_mm] * (AMBER_SHARE if name == "amber" else 1.0) * area / (math.pi * radius**2)
        material = Material(
            base_color=tint,
            roughness=0.15,
            lidar_reflectivity=0.3,
            lamp=lamp if self.phantom_share == 0.0 else "none",
            emission_cd_m2=peak / area * (self.phantom_share or 1.0),
            emission_color=color,
        )
        source = LampSource(
            name=name,
            part=0,
            lamp=lamp,
            photometry="signal",
            T_part_lamp=aimed((DEPTH_M + 0.03, 0.0, up), (1.0, 0.0, -0.05)),
            peak_cd=peak,
            color=color,
            radius_m=math.sqrt(area / math.pi),
        )
        return pieces, material, source


def _symbol(shape: SignalShape, lens: str) -> Flat | None:
    """What of a lens is lit, about one unit high; None for all of it."""
    if shape == "ball":
        return None
    if shape == "pedestrian":
        return draw.stander() if lens == "red" else draw.walker()
    if shape == "bicycle":
        return placed(draw.bicycle(), 0.85)
    right = draw.arrow([(-0.45, 0.0), (0.45, 0.0)], 0.16, 3.4, 2.6)
    if shape == "arrow_straight":
        return placed(right, turn_deg=90.0)
    return right if shape == "arrow_right" else mirrored(right)


def _dome(radius: float, up: float) -> Patch:
    """A lens: a shallow cap of three rings."""
    shares = np.array([1.0, 0.8, 0.45])
    angle = np.arange(24) * (2 * math.pi / 24)
    c, s = radius * np.cos(angle), radius * np.sin(angle)
    rings = [np.column_stack([np.full(24, DEPTH_M + 0.004 + 0.03 * (1 - r**2)), r * c, up + r * s]) for r in shares]
    top = np.array([[DEPTH_M + 0.034, 0.0, up]])
    k, n = np.arange(24), np.roll(np.arange(24), -1)
    faces = [np.column_stack(f) + 24 * r for r in range(2) for f in ((k, n, n + 24), (k, n + 24, k + 24))]
    faces.append(np.column_stack([k + 48, n + 48, np.full(24, 72)]))
    return np.concatenate([*rings, top]), np.concatenate(faces)


def _visor(radius: float, up: float) -> Patch:
    """A tunnel visor, open below: a curved sheet of 3 mm that reaches furthest above."""
    angle = np.radians(np.linspace(-50.0, 230.0, 23))
    reach = DEPTH_M + radius * (0.75 + 0.75 * np.clip(np.sin(angle) + 0.3, 0.0, 1.0))
    loops = []
    for size, at in ((1.06, 0), (1.06, 1), (1.09, 1), (1.09, 0)):
        x = reach if at else np.full_like(angle, DEPTH_M - 0.002)
        loops.append(np.column_stack([x, size * radius * np.cos(angle), up + size * radius * np.sin(angle)]))
    count = len(angle)
    k = np.arange(count - 1)
    faces = []
    for side in range(4):
        a, b = side * count, ((side + 1) % 4) * count
        faces += [np.column_stack([a + k, a + k + 1, b + k + 1]), np.column_stack([a + k, b + k + 1, b + k])]
    first, last = np.arange(4) * count, np.arange(4) * count + count - 1
    caps = [[first[0], first[1], first[2]], [first[0], first[2], first[3]]]
    caps += [[last[0], last[2], last[1]], [last[0], last[3], last[2]]]
    return np.concatenate(loops), np.concatenate([*faces, np.array(caps)])[:, ::-1]


def brackets(height: float) -> Patch:
    """Two arms behind a housing of this height."""
    return joined([box((-0.09, -0.02, z - 0.02), (0.0, 0.02, z + 0.02)) for z in (0.08 * height, 0.92 * height)])
