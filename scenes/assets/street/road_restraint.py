"""What keeps vehicles on the road: steel guard rails, concrete barriers, delineator posts, fences (scenery)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import Float64, fan, placed, rectangle, standing
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box, sweep
from scenes.assets.signs.sign_face import FILMS
from scenes.material import Material
from scenes.texture import Texture

Path = tuple[tuple[float, float, float], ...]

_MATERIALS: dict[str, Material] = {
    **FILMS,
    "zinc": Material(base_color=(0.44, 0.455, 0.47), roughness=0.5, metallic=0.35, lidar_reflectivity=0.5),
    "concrete": Material(base_color=(0.36, 0.35, 0.335), roughness=0.85, pattern="concrete", lidar_reflectivity=0.42),
    "white": Material(base_color=(0.66, 0.66, 0.64), roughness=0.5, lidar_reflectivity=0.75),
    "black": Material(base_color=(0.015, 0.015, 0.015), roughness=0.6, lidar_reflectivity=0.08),
    "mesh": Material(
        base_color=(0.45, 0.46, 0.47),
        roughness=0.5,
        metallic=0.6,
        lidar_reflectivity=0.4,
        base_color_texture=Texture(source="painted:chain_link"),
        alpha_cutoff=0.5,
    ),
}
RAIL_TOP_M, RAIL_HIGH_M, RAIL_DEEP_M = 0.75, 0.312, 0.083
"""W-beam (AASHTO M 180, RAL-RG 620): upper edge over the road, height and depth of the section."""
SHEET_M = 0.003
MESH_M = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRail(AssetSpec):
    """A W-beam along a path of points on the ground (at least two), its face to the right of the path.

    post_spacing_m: 2.0 or 4.0 (RPS 2009), 1.905 in the United States.
    """

    path_m: Path = ((0.0, 0.0, 0.0), (8.0, 0.0, 0.0))
    post_spacing_m: float = 2.0

    def build(self) -> Asset:
        """The rail as one sweep, posts of a C section with their blocks, delineators every tenth post."""
        path = np.array(self.path_m)
        rail = sweep(_w_beam(), path)
        post = joined([_post(), box((-0.05, 0.0, 0.5), (0.05, 0.12, 0.7))])
        button = box((-0.06, -0.1, 0.76), (-0.055, -0.02, 0.86))
        places = stations(path, self.post_spacing_m)
        posts = [_turned(post, at, yaw) for at, yaw in places]
        buttons = [_turned(button, at, yaw) for at, yaw in places[::10]]
        return assemble(
            "guard_rail",
            "static.guard_rail",
            [
                Piece(patch=rail, material="zinc", crease_rad=ROUND_RAD),
                Piece(patch=joined(posts), material="zinc", part="pole"),
                Piece(patch=joined(buttons), material="film_white", part="panel"),
            ],
            _MATERIALS,
        )


def _w_beam() -> Float64:
    """The closed section (left, up) of the sheet: two waves whose crests look to the right (negative left)."""
    share = np.linspace(0.0, 1.0, 25)
    depth = -RAIL_DEEP_M * (0.5 - 0.5 * np.cos(4 * math.pi * share))
    up = RAIL_TOP_M - RAIL_HIGH_M * (1 - share)
    slope = np.gradient(depth, up)
    normal = np.column_stack([-np.ones_like(slope), slope]) / np.hypot(1.0, slope)[:, None]
    front = np.column_stack([depth, up])
    return np.concatenate([front, (front - SHEET_M * normal)[::-1]])


def _post() -> Patch:
    return joined(
        [
            box((-0.05, 0.12, -0.3), (0.05, 0.125, 0.74)),
            *(box((x - 0.0025, 0.12, -0.3), (x + 0.0025, 0.17, 0.74)) for x in (-0.05, 0.05)),
        ]
    )


def stations(path: Float64, spacing_m: float) -> list[tuple[Float64, float]]:
    """Places (3,) and headings along a path, evenly spaced by about `spacing_m` from its start to its end."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(2, round(along[-1] / spacing_m) + 1)
    asked = np.linspace(0.0, along[-1], count)
    at = np.column_stack([np.interp(asked, along, path[:, axis]) for axis in range(3)])
    piece = np.minimum(np.searchsorted(along, asked, side="right") - 1, len(steps) - 1)
    heading = path[piece + 1] - path[piece]
    return list(zip(at, np.arctan2(heading[:, 1], heading[:, 0]).tolist(), strict=True))


def _turned(patch: Patch, at: Float64, yaw: float) -> Patch:
    c, s = math.cos(yaw), math.sin(yaw)
    return patch[0] @ np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]]) + at, patch[1]


NEW_JERSEY_M: tuple[tuple[float, float], ...] = ((0.305, 0.0), (0.305, 0.075), (0.127, 0.33), (0.076, 0.81))
"""Half widths and heights of the New Jersey section (AASHTO; 32 inches)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcreteBarrier(AssetSpec):
    """A New Jersey barrier cast along a path of points on the ground (at least two)."""

    path_m: Path = ((0.0, -2.0, 0.0), (0.0, 2.0, 0.0))

    def build(self) -> Asset:
        """One sweep of the section, sunk by 0.1 m, its edges broken by 15 mm."""
        right = [(NEW_JERSEY_M[0][0], -0.1), *NEW_JERSEY_M[1:-1], (0.076, 0.795), (0.061, 0.81)]
        profile = [*right, *((-x, z) for x, z in reversed(right))]
        solid = sweep(profile, np.array(self.path_m))
        return assemble("concrete_barrier", "static.wall", [Piece(patch=solid, material="concrete")], _MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcreteElement(AssetSpec):
    """A New Jersey barrier that can be lifted, along y (an instance): slots for forks, reflectors on its top."""

    length_m: float = 3.0

    def build(self) -> Asset:
        """Body with slots below, ends drawn in a little, two reflectors."""
        right = [(x, z) for x, z in NEW_JERSEY_M]
        profile = np.array([*right, *((-x, z) for x, z in reversed(right))])
        half = self.length_m / 2
        body = sweep(profile, [(0, -half + 0.02, 0), (0, half - 0.02, 0)])
        neck = sweep(profile * [0.94, 0.985], [(0, -half, 0), (0, half, 0)])
        slots = [
            box((x - 0.004, y - 0.18, 0.0), (x + 0.004, y + 0.18, 0.07)) for x in (-0.304, 0.304) for y in (-0.7, 0.7)
        ]
        glints = [box((-0.04, y - 0.006, 0.81), (0.04, y + 0.006, 0.9)) for y in (-half + 0.4, half - 0.4)]
        return assemble(
            "concrete_element",
            "movable_object.barrier",
            [
                Piece(patch=joined([body, neck]), material="concrete"),
                Piece(patch=joined(slots), material="black"),
                Piece(patch=joined(glints), material="film_yellow", part="panel"),
            ],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DelineatorPost(AssetSpec):
    """A white post with a slanting black band and a reflector towards +x and -x (VzKat 620), 1.0 m."""

    def build(self) -> Asset:
        """A drop-shaped post, the band around it, reflectors."""
        angle = np.linspace(0.0, 2 * math.pi, 15)[:-1]
        outline = np.column_stack([0.055 * np.cos(angle), 0.06 * np.sin(angle)])
        levels = [(0.0, -0.1), (0.0, 0.68), (0.05, 0.68), (0.05, 0.92), (0.05, 0.99)]
        rings = []
        for slant, z in levels:
            up = z + slant * outline[:, 1] / 0.06
            rings.append(np.column_stack([outline, up]))
        walls = [_band(a, b) for a, b in ((rings[0], rings[1]), (rings[3], rings[4]))]
        white = [*walls, _band(rings[1], rings[2])]
        top = fan(rings[4][:, :2])
        lid = (np.column_stack([top[0], rings[4][:, 2]]), top[1])
        glint = placed(
            (standing(fan(rectangle(0.05, 0.18)), 0.0)[0][:, 1:], fan(rectangle(0.05, 0.18))[1]), 1.0, (0.0, 0.8)
        )
        front, faces = standing(glint, 0.058)
        back = (front * [-1.0, -1.0, 1.0], faces)
        return assemble(
            "delineator_post",
            "static.pole",
            [
                Piece(patch=joined([*white, lid]), material="white", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=_band(rings[2], rings[3]), material="black", part="pole", crease_rad=ROUND_RAD),
                Piece(patch=joined([(front, faces), back]), material="film_white", part="panel"),
            ],
            _MATERIALS,
        )


def _band(low: Float64, high: Float64) -> Patch:
    count = len(low)
    k, n = np.arange(count), np.roll(np.arange(count), -1)
    faces = np.concatenate([np.column_stack([k, n, n + count]), np.column_stack([k, n + count, k + count])])
    return np.concatenate([low, high]), faces.astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshFence(AssetSpec):
    """A panel of a site fence along y: a tube frame with wire mesh on two concrete feet, 3.5 x 2.0 m."""

    length_m: float = 3.5
    height_m: float = 2.0

    def build(self) -> Asset:
        """Frame, mesh as a cut-out sheet seen from both sides, feet."""
        half, low, high = self.length_m / 2, 0.1, self.height_m
        frame = [tube([(0, y, 0.02), (0, y, high)], 0.02, 8) for y in (-half, half)]
        frame += [tube([(0, -half, z), (0, half, z)], 0.02, 8) for z in (low, high - 0.02)]
        corners = np.array([(0.0, -half, low), (0.0, half, low), (0.0, half, high), (0.0, -half, high)])
        uv = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]) * [
            self.length_m / MESH_M,
            (high - low) / MESH_M,
        ]
        faces = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int64)
        feet = [moved(rounded_box((0.66, 0.22, 0.13), 0.03, 1), (0, y, 0)) for y in (-half, half)]
        return assemble(
            "mesh_fence",
            "static.fence",
            [
                Piece(patch=joined(frame), material="zinc", crease_rad=ROUND_RAD),
                Piece(patch=(corners, faces), material="mesh", uv=uv[faces]),
                Piece(patch=joined(feet), material="concrete", part="base", crease_rad=SOFT_RAD),
            ],
            _MATERIALS,
        )
