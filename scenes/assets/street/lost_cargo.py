"""Cargo that fell off: cartons, pallets, mattresses, ladders, pipes, sofas, suitcases, planks. Each rests on z = 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, moved, quads, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.street.debris import waves
from scenes.material import Material
from scenes.streams import stream

_MATERIALS: dict[str, Material] = {
    "cardboard": Material(base_color=(0.36, 0.235, 0.13), roughness=0.9, lidar_reflectivity=0.55),
    "cardboard_inside": Material(base_color=(0.26, 0.165, 0.09), roughness=0.95, lidar_reflectivity=0.5),
    "tape": Material(base_color=(0.42, 0.30, 0.17), roughness=0.25, lidar_reflectivity=0.5),
    "label": Material(base_color=(0.70, 0.70, 0.68), roughness=0.6, lidar_reflectivity=0.7),
    "pine": Material(base_color=(0.42, 0.29, 0.165), roughness=0.85, lidar_reflectivity=0.5),
    "ticking": Material(base_color=(0.62, 0.60, 0.56), roughness=0.95, lidar_reflectivity=0.7),
    "piping": Material(base_color=(0.10, 0.13, 0.22), roughness=0.9, lidar_reflectivity=0.4),
    "aluminium": Material(base_color=(0.55, 0.56, 0.57), roughness=0.35, metallic=0.6, lidar_reflectivity=0.55),
    "pvc": Material(base_color=(0.40, 0.17, 0.06), roughness=0.4, lidar_reflectivity=0.5),
    "dark": Material(base_color=(0.02, 0.02, 0.02), roughness=0.8, lidar_reflectivity=0.1),
    "fabric": Material(base_color=(0.13, 0.14, 0.16), roughness=0.95, lidar_reflectivity=0.35),
    "shell": Material(base_color=(0.05, 0.09, 0.20), roughness=0.3, clearcoat=0.4, lidar_reflectivity=0.3),
}
DENT_SHARE = 0.03
"""Chosen: how deep fallen cartons are dented, over their shortest edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carton(AssetSpec):
    """A dented cardboard box with tape and a label, or with its flaps open. Edges 0.2 to 1 m (edge case E20)."""

    length_m: float = 0.6
    width_m: float = 0.4
    height_m: float = 0.4
    open_flaps: bool = False
    seed: int = 0

    def build(self) -> Asset:
        """A soft-edged body bent by dents; tape, label or flaps."""
        rng = stream(self.seed, "asset.carton")
        size = np.array([self.length_m, self.width_m, self.height_m])
        body = rounded_box(size, 0.012, 1, between=7)
        dents = DENT_SHARE * size.min() * waves(body[0], rng, 1.6 * float(size.max()), 2)
        middle = np.array([0.0, 0.0, size[2] / 2])
        points = body[0] + np.minimum(dents, 0.0)[:, None] * (body[0] - middle) / (size / 2)
        points[:, 2] -= points[:, 2].min()
        pieces = [Piece(patch=(points, body[1]), material="cardboard", crease_rad=SOFT_RAD)]
        x, y, z = size / 2 * [1, 1, 2]
        if self.open_flaps:
            inside = [
                [
                    (-x + 0.02, -y + 0.02, z + 0.003),
                    (x - 0.02, -y + 0.02, z + 0.003),
                    (x - 0.02, y - 0.02, z + 0.003),
                    (-x + 0.02, y - 0.02, z + 0.003),
                ]
            ]
            pieces.append(Piece(patch=quads(inside), material="cardboard_inside"))
            pieces.append(Piece(patch=joined(self._flaps(rng)), material="cardboard"))
        else:
            strip = [box((-x - 0.002, -0.025, z - 0.004), (x + 0.002, 0.025, z + 0.003))]
            strip += [box((s * x - 0.002, -0.025, 0.7 * z), (s * x + 0.002, 0.025, z)) for s in (-1, 1)]
            pieces.append(Piece(patch=joined(strip), material="tape"))
            pieces.append(Piece(patch=box((x, -0.4 * y, 0.3 * z), (x + 0.003, 0.3 * y, 0.6 * z)), material="label"))
        return assemble("carton", "movable_object.box", pieces, _MATERIALS)

    def _flaps(self, rng: np.random.Generator) -> list[Patch]:
        """Four flaps that stand open by different angles."""
        x, y, z, out = self.length_m / 2, self.width_m / 2, self.height_m, self.width_m / 2
        flaps = []
        for axis, sign in ((0, 1.0), (0, -1.0), (1, 1.0), (1, -1.0)):
            angle = rng.uniform(-0.6, 0.7)
            reach, rise = out * np.cos(angle), out * np.sin(angle)
            edge, half = (x, y) if axis == 0 else (y, x)
            corners = np.array(
                [(edge, -half, z), (edge + reach, -half, z + rise), (edge + reach, half, z + rise), (edge, half, z)]
            )
            corners *= [sign, sign, 1.0]
            if axis == 1:
                corners = corners[:, [1, 0, 2]] * [-1.0, 1.0, 1.0]
            flaps += [quads([corners]), quads([corners[::-1] - [0, 0, 0.004]])]
        return flaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Pallet(AssetSpec):
    """A wooden pallet of 1.20 x 0.80 x 0.144 m (UIC 435-2)."""

    def build(self) -> Asset:
        """Five deck boards on three stringers, nine blocks, three runners."""
        deck = [box((-0.6, y - w / 2, 0.122), (0.6, y + w / 2, 0.144)) for y, w in _DECK]
        cross = [box((x - 0.0725, -0.4, 0.1), (x + 0.0725, 0.4, 0.122)) for x in (-0.5275, 0.0, 0.5275)]
        blocks = [
            box((x - 0.0725, y - w / 2, 0.022), (x + 0.0725, y + w / 2, 0.1))
            for x in (-0.5275, 0.0, 0.5275)
            for y, w in _FEET
        ]
        runners = [box((-0.6, y - w / 2, 0.0), (0.6, y + w / 2, 0.022)) for y, w in _FEET]
        parts = joined([*deck, *cross, *blocks, *runners])
        return assemble("pallet", "movable_object.pallet", [Piece(patch=parts, material="pine")], _MATERIALS)


_DECK = ((-0.3275, 0.145), (-0.1775, 0.1), (0.0, 0.145), (0.1775, 0.1), (0.3275, 0.145))
_FEET = ((-0.35, 0.1), (0.0, 0.145), (0.35, 0.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mattress(AssetSpec):
    """A mattress of 2.0 x 1.4 x 0.2 m (edge case E20) that lies a little bent."""

    length_m: float = 2.0
    width_m: float = 1.4
    thick_m: float = 0.2
    seed: int = 0

    def build(self) -> Asset:
        """A soft body with quilting, two lines of piping around it."""
        rng = stream(self.seed, "asset.mattress")
        size = (self.length_m, self.width_m, self.thick_m)
        points, faces = rounded_box(size, 0.06, 3, between=13)
        quilt = np.abs(np.sin(np.pi * points[:, 0] / 0.25) * np.sin(np.pi * points[:, 1] / 0.25)) ** 0.5
        points[:, 2] += 0.012 * quilt * (points[:, 2] > 0.6 * self.thick_m)
        bend = rng.uniform(0.0, 0.06)
        arcs = [_around(self.length_m, self.width_m, z) for z in (0.035, self.thick_m - 0.035)]
        piping = joined([tube(line, 0.012, 6) for line in arcs])
        pieces = []
        for patch, material in (((points, faces), "ticking"), (piping, "piping")):
            lifted = patch[0].copy()
            lifted[:, 2] += bend * (2 * lifted[:, 0] / self.length_m).clip(0, None) ** 2
            pieces.append(Piece(patch=(lifted, patch[1]), material=material, crease_rad=SOFT_RAD))
        return assemble("mattress", "movable_object.furniture", pieces, _MATERIALS)


def _around(length: float, width: float, z: float) -> list[tuple[float, float, float]]:
    x, y = length / 2 - 0.004, width / 2 - 0.004
    c = 0.05
    loop = [
        (x, -y + c),
        (x, y - c),
        (x - c, y),
        (-x + c, y),
        (-x, y - c),
        (-x, -y + c),
        (-x + c, -y),
        (x - c, -y),
        (x, -y + c),
    ]
    return [(a, b, z) for a, b in loop]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(AssetSpec):
    """An aluminium ladder that lies along x, 0.4 m wide, rungs 0.28 m apart (EN 131)."""

    length_m: float = 3.0

    def build(self) -> Asset:
        """Two rails with rubber feet, rungs."""
        half = self.length_m / 2
        rails = [box((-half, y - 0.014, 0.0), (half, y + 0.014, 0.07)) for y in (-0.2, 0.2)]
        rungs = [tube([(x, -0.2, 0.035), (x, 0.2, 0.035)], 0.016, 8) for x in np.arange(-half + 0.2, half - 0.1, 0.28)]
        feet = [box((-half - 0.03, y - 0.018, -0.0), (-half + 0.03, y + 0.018, 0.075)) for y in (-0.2, 0.2)]
        return assemble(
            "ladder",
            "movable_object.ladder",
            [
                Piece(patch=joined(rails), material="aluminium"),
                Piece(patch=joined(rungs), material="aluminium", crease_rad=ROUND_RAD),
                Piece(patch=joined(feet), material="dark"),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe(AssetSpec):
    """A drain pipe along x, with a socket at one end."""

    length_m: float = 2.0
    diameter_m: float = 0.16

    def build(self) -> Asset:
        """Pipe, socket, dark ends."""
        r, half = self.diameter_m / 2, self.length_m / 2
        axis = 1.12 * r
        body = tube([(-half, 0, axis), (half - 0.12, 0, axis)], r, 20)
        socket = tube([(half - 0.14, 0, axis), (half - 0.12, 0, axis), (half, 0, axis)], [r, 1.12 * r, 1.12 * r], 20)
        ends = [tube([(x - 0.002, 0, axis), (x + 0.002, 0, axis)], 0.93 * r, 20) for x in (-half, half)]
        return assemble(
            "pipe",
            "movable_object.cargo",
            [
                Piece(patch=joined([body, socket]), material="pvc", crease_rad=ROUND_RAD),
                Piece(patch=joined(ends), material="dark", crease_rad=0.5),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sofa(AssetSpec):
    """A sofa of two seats that faces +x."""

    width_m: float = 1.7

    def build(self) -> Asset:
        """Base, back, arms, cushions, feet."""
        w = self.width_m
        base = moved(rounded_box((0.82, w, 0.3), 0.04), (0, 0, 0.1))
        back = moved(rounded_box((0.22, w, 0.48), 0.08, 3), (-0.3, 0, 0.36))
        arms = [moved(rounded_box((0.82, 0.2, 0.32), 0.08, 3), (0, s * (w / 2 - 0.1), 0.33)) for s in (-1, 1)]
        each = (w - 0.42) / 2
        seats = [moved(rounded_box((0.6, each - 0.01, 0.16), 0.06, 3), (0.1, s * each / 2, 0.38)) for s in (-1, 1)]
        rests = [moved(rounded_box((0.16, each - 0.02, 0.36), 0.07, 3), (-0.15, s * each / 2, 0.5)) for s in (-1, 1)]
        feet = [
            box((x - 0.03, y - 0.03, 0), (x + 0.03, y + 0.03, 0.11))
            for x in (-0.36, 0.36)
            for y in (-w / 2 + 0.08, w / 2 - 0.08)
        ]
        return assemble(
            "sofa",
            "movable_object.furniture",
            [
                Piece(patch=joined([base, back, *arms, *seats, *rests]), material="fabric", crease_rad=SOFT_RAD),
                Piece(patch=joined(feet), material="pine", part="leg"),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suitcase(AssetSpec):
    """A ribbed hard case with wheels and a handle, 0.68 m, lying on its side."""

    def build(self) -> Asset:
        """Shell with ribs, seam, handle, wheels."""
        shell = rounded_box((0.68, 0.46, 0.26), 0.06, 3)
        ribs = [moved(rounded_box((0.6, 0.022, 0.272), 0.01, 1), (0, y, -0.006)) for y in (-0.15, -0.05, 0.05, 0.15)]
        seam = moved(rounded_box((0.688, 0.468, 0.02), 0.009, 1), (0, 0, 0.12))
        handle = tube([(0.33, -0.1, 0.13), (0.385, -0.09, 0.13), (0.385, 0.09, 0.13), (0.33, 0.1, 0.13)], 0.012, 8)
        wheels = [
            tube([(-0.37, y - 0.02, z), (-0.37, y + 0.02, z)], 0.03, 12) for y in (-0.18, 0.18) for z in (0.05, 0.21)
        ]
        lift = 0.006
        return assemble(
            "suitcase",
            "movable_object.suitcase",
            [
                Piece(patch=moved(joined([shell, *ribs]), (0, 0, lift)), material="shell", crease_rad=SOFT_RAD),
                Piece(
                    patch=moved(joined([seam, handle, *wheels]), (0, 0, lift)), material="dark", crease_rad=ROUND_RAD
                ),
            ],
            _MATERIALS,
        )
