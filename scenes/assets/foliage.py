"""Foliage: sprays of leaves over the lobes of a crown or the sides of a hedge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.mesh import MeshBuilder

Float64 = NDArray[np.float64]

SPRAY = 9
"""Leaves of one spray. Chosen: a twig's end; leaves of one twig share its tone, which is what breaks a crown up."""
SLIM = 0.5
"""Width of leaves over their length: limes and maples have 0.8, ashes' leaflets 0.4; chosen between."""
SCATTER = 0.30
"""Chosen: leaves shade as the crown's surface does, with some sparkle; flat ones look like paper."""
LEAF_MIX = 0.55
"""Chosen: how far a leaf's facing follows the crown's surface."""
REACH = 0.16
"""Chosen: mean share of a lobe's radius by which the boldest sprays stand out, which frays the silhouette."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Leaves:
    """Where leaves grow. at_m: (K, 3). facing: (K, 3) unit, outwards. tone: (K,) about 0 dark to 1 light."""

    at_m: Float64
    facing: Float64
    tone: Float64


def around_lobes(centres: Float64, radii: Float64, count: int, rng: np.random.Generator) -> Leaves:
    """Sprays on the surface of the union of ellipsoids (N, 3), (N, 3), some standing out of it; `count` leaves."""
    wanted = -(-count // SPRAY)
    area = radii.prod(axis=1) ** (2 / 3)
    lobe = rng.choice(len(centres), size=3 * wanted, p=area / area.sum())
    facing = rng.normal(size=(3 * wanted, 3))
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    depth = 0.66 + 0.38 * rng.beta(2.0, 1.5, 3 * wanted)
    bold = rng.random(3 * wanted) < 0.18
    depth[bold] += rng.exponential(REACH, bold.sum()).clip(max=2.2 * REACH)
    at = centres[lobe] + facing * radii[lobe] * depth[:, None]
    inside = np.linalg.norm((at[:, None] - centres[None]) / radii[None], axis=2)
    inside[np.arange(len(at)), lobe] = 9.0
    outer = np.flatnonzero(inside.min(axis=1) > 0.66)[:wanted]
    low, high = at[:, 2].min(), at[:, 2].max()
    light = 0.5 * (at[:, 2] - low) / (high - low) + 0.5 * np.clip((depth - 0.66) / 0.42, 0.0, 1.0)
    mean = float(radii.mean())
    return _sprays(at[outer], facing[outer], light[outer], count, 0.17 * mean, rng)


def _sprays(
    at: Float64, facing: Float64, light: Float64, count: int, reach_m: float, rng: np.random.Generator
) -> Leaves:
    """`count` leaves about twig ends: drawn out along each twig, which points outwards and a little down."""
    twig = facing + 0.6 * rng.normal(size=facing.shape) + [0.0, 0.0, -0.15]
    twig /= np.linalg.norm(twig, axis=1, keepdims=True)
    of = np.repeat(np.arange(len(at)), SPRAY)[:count]
    along = rng.uniform(-1.0, 0.8, (len(of), 1)) * reach_m
    spread = rng.normal(scale=0.42 * reach_m, size=(len(of), 3))
    tone = light + rng.normal(scale=0.2, size=len(at))
    return Leaves(
        at_m=at[of] + along * twig[of] + spread,
        facing=facing[of],
        tone=tone[of] + 0.12 * along[:, 0] / reach_m + rng.normal(scale=0.06, size=len(of)),
    )


def add_leaves(
    builder: MeshBuilder,
    leaves: Leaves,
    slots: tuple[int, int, int],
    *,
    rng: np.random.Generator,
    size_m: float,
) -> None:
    """One pointed triangle a leaf of about `size_m` length. slots: of dark, middle and light leaves."""
    facing, count = leaves.facing, len(leaves.at_m)
    normal = LEAF_MIX * facing + (1 - LEAF_MIX) * rng.normal(size=(count, 3)) + [0, 0, 0.15]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    along = np.cross(normal, rng.normal(size=(count, 3)))
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(normal, along)
    size = size_m * rng.uniform(0.7, 1.3, (count, 1))
    half = 0.5 * SLIM * size * rng.uniform(0.8, 1.2, (count, 1))
    foot = leaves.at_m - 0.45 * size * along
    tip = leaves.at_m + 0.55 * size * along
    left = foot - half * across
    right = foot + half * across + size * along * rng.uniform(0.0, 0.4, (count, 1))
    corners = np.stack([right, left, tip], axis=1)
    facet = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inwards = np.einsum("ij,ij->i", facet, facing) < 0
    corners[inwards] = corners[inwards][:, [1, 0, 2]]
    soft = facing + SCATTER * rng.normal(size=(count, 3)) + [0, 0, 0.15]
    soft /= np.linalg.norm(soft, axis=1, keepdims=True)
    dark, middle, light = slots
    slot = np.where(leaves.tone > 0.74, light, np.where(leaves.tone < 0.38, dark, middle))
    shading = np.repeat(soft[:, None], 3, axis=1)
    builder.add(corners.reshape(-1, 3), np.arange(3 * count).reshape(-1, 3), slot, normals=shading)
