"""What lies on the road and should not: tyre treads, tyres, bags, rocks, planks. Each rests on z = 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import Float64
from scenes.assets.shaping.shapes import Patch, ellipsoid, lathe
from scenes.material import Material
from scenes.streams import stream

_MATERIALS: dict[str, Material] = {
    # albedo of retread strips 0.03 to 0.06, dusty on their torn side
    "tread": Material(base_color=(0.035, 0.034, 0.033), roughness=0.92, lidar_reflectivity=0.06),
    "carcass": Material(base_color=(0.055, 0.05, 0.045), roughness=0.95, pattern="asphalt", lidar_reflectivity=0.09),
    "bag": Material(base_color=(0.02, 0.02, 0.022), roughness=0.25, lidar_reflectivity=0.08),
    "white_bag": Material(base_color=(0.62, 0.62, 0.60), roughness=0.4, lidar_reflectivity=0.6),
    "rock": Material(base_color=(0.20, 0.185, 0.165), roughness=0.95, pattern="plaster", lidar_reflectivity=0.35),
}


def waves(points: Float64, rng: np.random.Generator, scale_m: float, octaves: int = 3) -> Float64:
    """A smooth random field (N,) about 0 of unit size over points (N, 3): plane waves, each octave half as long."""
    out = np.zeros(len(points))
    for octave in range(octaves):
        for _ in range(5):
            direction = rng.normal(size=3)
            direction *= 2 * math.pi * 2**octave / (scale_m * np.linalg.norm(direction))
            out += 0.5**octave * np.sin(points @ direction + rng.uniform(0, 2 * math.pi))
    return out / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TyreTread(AssetSpec):
    """A strip torn off a lorry's retreaded tyre, along x: blocks outside, torn edges, curled by its old bend.

    length_m 0.3 to 1.5, width_m 0.15 to 0.25 (edge case E21). curl_share: 0 flat to 1 as bent as on the wheel.
    """

    length_m: float = 0.9
    width_m: float = 0.22
    curl_share: float = 0.4
    seed: int = 0

    def build(self) -> Asset:
        """A closed sheet of 15 to 25 mm over a grid; grooves are lower, edges are frayed."""
        rng = stream(self.seed, "asset.tyre_tread")
        rows, columns = max(24, int(self.length_m / 0.018)), 15
        s, v = np.linspace(-0.5, 0.5, rows), np.linspace(-1.0, 1.0, columns)
        ends = np.clip((0.5 - np.abs(s)) / 0.12, 0.03, 1.0) ** 0.5
        left, right = (self.width_m / 2 * ends * (1 - 0.22 * np.abs(_ragged(rng, rows))) for _ in range(2))
        across = np.where(v[None] < 0, v[None] * left[:, None], v[None] * right[:, None])
        bend = max(self.curl_share, 1e-4) / 0.5
        swing = 0.6 * rng.uniform(-1, 1)
        angle = bend * self.length_m * s
        radius = 1.0 / bend
        flip = 1.0 if rng.random() < 0.5 else -1.0
        x, lift = radius * np.sin(angle), radius * (1 - np.cos(angle))
        lift = np.where(flip > 0, lift, lift.max() - lift)
        grooves = (
            (np.abs(v) > 0.15)[None]
            & (np.mod(np.arange(rows), 4) > 0)[:, None]
            & (np.abs(np.abs(v) - 0.55) > 0.1)[None]
        )
        thick = 0.014 + 0.008 * grooves
        twist = swing * self.width_m * s[:, None] * v[None] ** 2
        low = np.stack([np.broadcast_to(x[:, None], across.shape), across, lift[:, None] + np.abs(twist)], axis=-1)
        nx, nz = -np.sin(angle), np.cos(angle) * np.ones_like(angle)
        up = np.stack([flip * nx, np.zeros_like(nx), nz], axis=-1)
        high = low + thick[..., None] * up[:, None]
        patch = _shell(low, high)
        vertices = patch[0] - [0, 0, patch[0][:, 2].min()]
        half = 2 * (rows - 1) * (columns - 1)
        return assemble(
            "tyre_tread",
            "movable_object.tyre",
            [
                Piece(patch=(vertices, patch[1][:half]), material="carcass", crease_rad=0.7),
                Piece(patch=(vertices, patch[1][half:]), material="tread", crease_rad=0.5),
            ],
            _MATERIALS,
        )


def _ragged(rng: np.random.Generator, count: int) -> Float64:
    """A random outline (count,) about 0."""
    walk = np.cumsum(rng.normal(size=count))
    walk -= np.linspace(walk[0], walk[-1], count)
    return np.asarray(walk / max(1e-9, np.abs(walk).max()) + 0.35 * rng.uniform(-1, 1, count), dtype=np.float64)


def _shell(low: Float64, high: Float64) -> Patch:
    """Two grids (R, C, 3), the second above the first, closed around: lower faces first."""
    rows, columns = low.shape[:2]
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).reshape(-1)
    b, c, d = a + columns, a + columns + 1, a + 1
    top = np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])]) + rows * columns
    bottom = top[:, ::-1] - rows * columns
    index = np.arange(rows * columns).reshape(rows, columns)
    rim = np.concatenate([index[:, 0][::-1], index[0, 1:], index[1:, -1], index[-1, 1:-1][::-1]])
    n, over = np.roll(rim, -1), rows * columns
    wall = np.concatenate([np.column_stack([rim + over, n + over, n]), np.column_stack([rim + over, n, rim])])
    faces = np.concatenate([bottom, top, wall])
    return np.concatenate([low.reshape(-1, 3), high.reshape(-1, 3)]), faces.astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseTyre(AssetSpec):
    """A whole tyre that lies on its side. outer_m: its diameter, 0.6 for cars, 1.0 for lorries."""

    outer_m: float = 0.64
    width_m: float = 0.2

    def build(self) -> Asset:
        """A ring with round shoulders, bead, dark inside, grooves around."""
        r, w = self.outer_m / 2, self.width_m
        rim = 0.62 * r
        section = [
            *((rim, 0.12 * w), (rim + 0.06 * r, 0.03 * w), (0.82 * r, 0.0), (0.95 * r, 0.06 * w), (r, 0.2 * w)),
            *((r, 0.34 * w), (0.97 * r, 0.36 * w), (0.97 * r, 0.39 * w), (r, 0.41 * w)),
            *((r, 0.59 * w), (0.97 * r, 0.61 * w), (0.97 * r, 0.64 * w), (r, 0.66 * w)),
            *((r, 0.8 * w), (0.95 * r, 0.94 * w), (0.82 * r, w), (rim + 0.06 * r, 0.97 * w), (rim, 0.88 * w)),
            *((rim + 0.05 * r, 0.8 * w), (0.88 * r, 0.7 * w), (0.9 * r, 0.3 * w), (rim + 0.05 * r, 0.2 * w)),
        ]
        return assemble(
            "loose_tyre",
            "movable_object.tyre",
            [Piece(patch=_ring_of(np.array(section), 36), material="tread", crease_rad=ROUND_RAD)],
            _MATERIALS,
        )


def _ring_of(section: Float64, sides: int) -> Patch:
    """A closed section (N, 2) of (radius, z) turned about z."""
    angle = np.arange(sides) * (2 * math.pi / sides)
    rings = np.stack(
        [np.column_stack([section[:, 0] * math.cos(a), section[:, 0] * math.sin(a), section[:, 1]]) for a in angle]
    )
    count = len(section)
    i, j = np.meshgrid(np.arange(sides), np.arange(count), indexing="ij")
    a, b = i * count + j, i * count + (j + 1) % count
    d, c = (i + 1) % sides * count + j, (i + 1) % sides * count + (j + 1) % count
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    return rings.reshape(-1, 3), faces.astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class RubbishBag(AssetSpec):
    """A filled, tied plastic bag of about `size_m`. color: bag (black) or white_bag."""

    size_m: float = 0.55
    color: str = "bag"
    seed: int = 0

    def build(self) -> Asset:
        """A slumped, creased body and the knot's frill."""
        rng = stream(self.seed, "asset.rubbish_bag")
        points, faces = ellipsoid((0.5, 0.46, 0.42), 22, 32)
        points = points * (1 + 0.10 * waves(points, rng, 0.9, 3))[:, None]
        creases = np.abs(np.sin(7 * np.arctan2(points[:, 1], points[:, 0]) + 3 * waves(points, rng, 0.6, 1)))
        points[:, :2] *= (1 - 0.07 * creases * np.clip(points[:, 2] + 0.2, 0, 1))[:, None]
        points[:, 2] = np.where(points[:, 2] < -0.28, -0.28 + 0.1 * (points[:, 2] + 0.28), points[:, 2])
        frill = lathe([(0.06, 0.36), (0.035, 0.43), (0.10, 0.52), (0.13, 0.56), (0.02, 0.48)], 14)
        frill = (frill[0] * (1 + 0.25 * waves(frill[0], rng, 0.15, 1))[:, None] ** np.array([1, 1, 0]), frill[1])
        low = points[:, 2].min()
        pieces = [
            Piece(patch=((patch[0] - [0, 0, low]) * self.size_m, patch[1]), material=self.color, crease_rad=0.8)
            for patch in ((points, faces), frill)
        ]
        return assemble("rubbish_bag", "movable_object.plastic_bag", pieces, _MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rock(AssetSpec):
    """A boulder of about `size_m`, flat where it rests."""

    size_m: float = 0.4
    seed: int = 0

    def build(self) -> Asset:
        """An ellipsoid cut by random planes and roughened."""
        rng = stream(self.seed, "asset.rock")
        points, faces = ellipsoid(0.5 * rng.uniform(0.7, 1.0, 3) * [1.0, 0.85, 0.7], 18, 26)
        for _ in range(9):
            normal = rng.normal(size=3)
            normal /= np.linalg.norm(normal)
            over = np.clip(points @ normal - rng.uniform(0.22, 0.36), 0.0, None)
            points = points - 0.9 * over[:, None] * normal
        points = points * (1 + 0.05 * waves(points, rng, 0.35, 3))[:, None]
        points[:, 2] = np.maximum(points[:, 2], -0.2 + 0.02 * points[:, 2])
        points = (points - [0, 0, points[:, 2].min()]) * self.size_m
        return assemble(
            "rock", "movable_object.rock", [Piece(patch=(points, faces), material="rock", crease_rad=0.5)], _MATERIALS
        )
