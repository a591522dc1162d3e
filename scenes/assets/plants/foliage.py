"""Foliage: twigs over the lobes of a crown or the sides of a hedge, each a folded card with a picture of its leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.mesh import MeshBuilder
from scenes.painted import TWIG_COVER, TWIG_FOOT, TWIG_TIP

Float64 = NDArray[np.float64]

BRANCHLET = 3
"""Twigs of one branchlet. Chosen: they share a tone, which is what breaks a crown up."""
SCATTER = 0.30
"""Chosen: leaves shade as the crown's surface does, with some sparkle; flat ones look like paper."""
FACING_MIX = 0.55
"""Chosen: how far a card's facing follows the crown's surface."""
REACH = 0.16
"""Chosen: mean share of a lobe's radius by which the boldest branchlets stand out, which frays the silhouette."""
DROOP = 0.35
"""Chosen: how far twigs hang; limes' and maples' shoots are lowered by their leaves."""
STRAY = 0.3
"""Chosen: how far twigs that grow somewhere stray from it."""
FOLD = 0.16
"""Chosen: by which share of its length a card's corners leave its plane, so that none is seen edge-on as a line."""
_FOOT, _TIP = TWIG_FOOT[1] - TWIG_FOOT[0], TWIG_TIP[1] - TWIG_TIP[0]
LEAF_AREA = TWIG_COVER * 0.5 * (_FOOT + _TIP)
"""Area of a twig's leaves over the square of its card's length."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Twigs:
    """Where twigs are. at_m: (K, 3) middles. facing: (K, 3) unit, outwards. tone: (K,) about 0 dark to 1 light.

    along: (K, 3) unit, where they grow to; None for hanging outwards at random.
    """

    at_m: Float64
    facing: Float64
    tone: Float64
    along: Float64 | None = None


def around_lobes(centres: Float64, radii: Float64, count: int, rng: np.random.Generator) -> Twigs:
    """Branchlets on the surface of the union of ellipsoids (N, 3), (N, 3), some standing out of it; `count` twigs."""
    wanted = -(-count // BRANCHLET)
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
    return _branchlets(at[outer], facing[outer], light[outer], count, 0.17 * mean, rng)


def _branchlets(
    at: Float64, facing: Float64, light: Float64, count: int, reach_m: float, rng: np.random.Generator
) -> Twigs:
    """`count` twigs drawn out along their branchlets, which point outwards and a little down."""
    towards = facing + 0.6 * rng.normal(size=facing.shape) + [0.0, 0.0, -0.15]
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    of = np.repeat(np.arange(len(at)), BRANCHLET)[:count]
    along = rng.uniform(-1.0, 0.8, (len(of), 1)) * reach_m
    spread = rng.normal(scale=0.42 * reach_m, size=(len(of), 3))
    tone = light + rng.normal(scale=0.2, size=len(at))
    return Twigs(
        at_m=at[of] + along * towards[of] + spread,
        facing=facing[of],
        tone=tone[of] + 0.12 * along[:, 0] / reach_m + rng.normal(scale=0.06, size=len(of)),
    )


def add_twigs(
    builder: MeshBuilder,
    twigs: Twigs,
    slots: tuple[int, int, int],
    *,
    rng: np.random.Generator,
    size_m: float,
    lowest_m: float,
) -> None:
    """One card of two triangles a twig of about `size_m` length. slots: of dark, middle and light leaves.

    lowest_m: cards that would reach below are lifted.
    """
    corners, shading = _cards(twigs, rng, size_m)
    corners[:, :, 2] += np.clip(lowest_m - corners[:, :, 2].min(axis=1, keepdims=True), 0.0, None)
    (left, right), (tip_left, tip_right) = TWIG_FOOT, TWIG_TIP
    uv = np.tile([(left, 1.0), (right, 1.0), (tip_right, 0.0), (tip_left, 0.0)], (len(corners), 1, 1))
    mirrored = rng.random(len(uv)) < 0.5
    uv[mirrored, :, 0] = 1.0 - uv[mirrored, :, 0]
    dark, middle, light = slots
    slot = np.where(twigs.tone > 0.74, light, np.where(twigs.tone < 0.38, dark, middle))
    halves = np.array([[0, 1, 2], [0, 2, 3]])
    faces = (4 * np.arange(len(corners))[:, None, None] + halves).reshape(-1, 3)
    builder.add(
        corners.reshape(-1, 3),
        faces,
        np.repeat(slot, 2),
        normals=shading[:, halves].reshape(-1, 3, 3),
        uv=uv[:, halves].reshape(-1, 3, 2),
    )


def _cards(twigs: Twigs, rng: np.random.Generator, size_m: float) -> tuple[Float64, Float64]:
    """Corners (K, 4, 3), counter-clockwise seen from outside, and unit shading normals (K, 4, 3) at them."""
    facing, count = twigs.facing, len(twigs.at_m)
    normal = FACING_MIX * facing + (1 - FACING_MIX) * rng.normal(size=(count, 3)) + [0, 0, 0.15]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    normal *= np.where(np.einsum("ij,ij->i", normal, facing) < 0, -1.0, 1.0)[:, None]
    along = 0.6 * rng.normal(size=(count, 3)) + 0.5 * facing - [0, 0, DROOP]
    if twigs.along is not None:
        along = twigs.along + STRAY * (along - twigs.along)
    along -= normal * np.einsum("ij,ij->i", along, normal)[:, None]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, normal)
    size = size_m * rng.uniform(0.75, 1.25, (count, 1))
    middle = twigs.at_m
    half = 0.5 * size * across
    foot, tip = middle - 0.5 * size * along, middle + 0.5 * size * along
    corners = np.stack([foot - _FOOT * half, foot + _FOOT * half, tip + _TIP * half, tip - _TIP * half], axis=1)
    corners += FOLD * size[:, None] * rng.normal(size=(count, 4, 1)) * normal[:, None]
    soft = facing[:, None] + SCATTER * (rng.normal(size=(count, 1, 3)) + 0.5 * rng.normal(size=(count, 4, 3)))
    soft += [0, 0, 0.15]
    return corners, soft / np.linalg.norm(soft, axis=2, keepdims=True)
