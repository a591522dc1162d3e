"""Textures that code makes, by name: twigs of leaves and a wire fence, opaque where alpha is 255."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream

Float64 = NDArray[np.float64]

TWIG_PX = 256
"""Chosen: 2 mm on a card of half a metre, less than a pixel of a car's camera at 2 m."""
LEAF_SHADE = 0.62
"""Chosen: what a leaf leaves of the light on those right behind it."""
TWIG_LEAVES = 14
"""Chosen: what a lime's shoot of a year carries."""
TWIG_FOOT, TWIG_TIP = (0.1, 0.9), (0.34, 0.66)
"""The columns, as texture coordinates, that the twig takes up in the lowest and the uppermost row."""
TWIG_COVER = 0.57
"""Share of the trapezium between them that leaves cover."""
MESH_PX = 64
WIRE_SHARE = 0.06
"""Wire's width over the mesh's: 3 mm in 50 mm, as chain-link fences are sold (EN 10223-6)."""


def _grid(size_px: int) -> tuple[Float64, Float64]:
    """Texture coordinates u, v (size, size) of the pixels' centres."""
    at = (np.arange(size_px) + 0.5) / size_px
    u, v = np.meshgrid(at, at)
    return u, v


def twig() -> NDArray[np.uint8]:
    """A twig from the middle of the lower edge upwards with alternate pointed leaves; colours are linear factors."""
    rng = stream(0, "texture.twig")
    u, v = _grid(TWIG_PX)
    tone = np.full((TWIG_PX, TWIG_PX), 0.5)
    covered = (np.abs(u - 0.5 - 0.04 * np.sin(5.0 * v)) < 0.006 * (0.6 + v)) & (v > 0.2)
    for index in range(TWIG_LEAVES):
        share = index / (TWIG_LEAVES - 1)
        side = 1.0 if index % 2 else -1.0
        foot_v = 0.94 - 0.67 * share
        foot_u = 0.5 + 0.04 * math.sin(5.0 * foot_v)
        angle = side * math.radians(rng.uniform(45, 85) * (1.0 - 0.8 * share**3))
        length = rng.uniform(0.34, 0.40) * (1.0 - 0.35 * share)
        _leaf(tone, covered, (foot_u, foot_v), angle, length, rng.uniform(0.58, 1.0))
    pixels = np.zeros((TWIG_PX, TWIG_PX, 4), dtype=np.uint8)
    pixels[..., :3] = np.round(255 * tone[..., None] * [0.96, 1.0, 0.9])
    pixels[..., 3] = 255 * covered
    return pixels


def _leaf(
    tone: Float64, covered: NDArray[np.bool_], foot: tuple[float, float], angle_rad: float, length: float, light: float
) -> None:
    """Draws one leaf over what is there and shades that: a pointed oval, a pale midrib, one half darker (a fold)."""
    u, v = _grid(TWIG_PX)
    du, dv = u - foot[0], foot[1] - v
    along = (du * math.sin(angle_rad) + dv * math.cos(angle_rad)) / length
    across = (du * math.cos(angle_rad) - dv * math.sin(angle_rad)) / length
    half_width = _blade(along)
    blade = np.abs(across) < half_width
    stalk = (along > -0.12) & (along <= 0.1) & (np.abs(across) < 0.012)
    tone[np.abs(across) < _blade(0.9 * along + 0.04) + 0.05] *= LEAF_SHADE
    veins = 0.05 * np.cos(2 * math.pi * (7 * along - 5 * np.abs(across)))
    shade = light * (np.where(across > 0, 0.84, 1.0) + veins)
    tone[blade] = np.clip(shade, 0, 1)[blade]
    tone[(blade & (np.abs(across) < 0.016)) | stalk] = min(1.0, 1.12 * light)
    covered |= blade | stalk


def _blade(along: Float64) -> Float64:
    """Half of a leaf's width at shares of its length, over the length: widest at 0.4, pointed at 1; -1 outside."""
    inside = (along > 0) & (along < 1)
    return np.where(inside, 0.5 * np.sqrt(np.clip(along, 0, 1)) * np.clip(1 - along, 0, 1) ** 0.8, -1.0)


def small_leaves() -> NDArray[np.uint8]:
    """A drooping twig of many small leaves, as birches and willows have them; colours are linear factors."""
    rng = stream(0, "texture.small_leaves")
    u, v = _grid(TWIG_PX)
    tone = np.full((TWIG_PX, TWIG_PX), 0.5)
    covered = np.zeros((TWIG_PX, TWIG_PX), dtype=bool)
    for branch in (-0.16, 0.0, 0.17):
        covered |= (np.abs(u - 0.5 - branch * (1.1 - v) * 1.4) < 0.005) & (v > 0.1)
        for index in range(11):
            foot_v = 0.96 - 0.084 * index
            foot_u = 0.5 + branch * (1.1 - foot_v) * 1.4
            angle = (1.0 if index % 2 else -1.0) * math.radians(rng.uniform(25, 75)) + 1.5 * branch
            _leaf(tone, covered, (foot_u, foot_v), angle, rng.uniform(0.16, 0.22), rng.uniform(0.6, 1.0))
    return _inked(tone, covered, (0.96, 1.0, 0.9))


def needles() -> NDArray[np.uint8]:
    """A conifer's branchlet: a stem with side shoots, all set with needles; colours are linear factors."""
    rng = stream(0, "texture.needles")
    tone = np.full((TWIG_PX, TWIG_PX), 0.5)
    covered = np.zeros((TWIG_PX, TWIG_PX), dtype=bool)
    shoots = [((0.5, 0.98), 0.0, 0.95)]
    for index in range(9):
        side = 1.0 if index % 2 else -1.0
        foot_v = 0.92 - 0.085 * index
        shoots.append(((0.5, foot_v), side * math.radians(rng.uniform(42, 58)), 0.40 * (foot_v - 0.05) + 0.06))
    for foot, angle, length in shoots:
        _shoot(tone, covered, foot, angle, length, rng)
    return _inked(tone, covered, (0.95, 1.0, 0.92))


def _shoot(
    tone: Float64,
    covered: NDArray[np.bool_],
    foot: tuple[float, float],
    angle: float,
    length: float,
    rng: np.random.Generator,
) -> None:
    """One shoot with needles to both sides."""
    count = max(8, int(length * 95))
    for k in range(count):
        share = (k + 0.5) / count
        at = (foot[0] + share * length * math.sin(angle), foot[1] - share * length * math.cos(angle))
        side = 1.0 if k % 2 else -1.0
        lean = angle + side * math.radians(rng.uniform(35, 62))
        _bar(tone, covered, at, lean, rng.uniform(0.06, 0.085) * (1 - 0.4 * share**3), 0.0068, rng.uniform(0.55, 1.0))
    _bar(tone, covered, foot, angle, length, 0.007, 0.45)


def bare_twig() -> NDArray[np.uint8]:
    """A leafless twig with side shoots; colours are linear factors."""
    rng = stream(0, "texture.bare_twig")
    tone = np.full((TWIG_PX, TWIG_PX), 0.5)
    covered = np.zeros((TWIG_PX, TWIG_PX), dtype=bool)
    stems = [((0.5, 1.0), 0.0, 0.98, 0.015)]
    for index in range(8):
        side = 1.0 if index % 2 else -1.0
        foot_v = 0.93 - 0.1 * index
        angle = side * math.radians(rng.uniform(28, 48))
        length = 0.36 * foot_v + 0.08
        stems.append(((0.5, foot_v), angle, length, 0.0115))
        for share in (0.4, 0.7):
            foot = (0.5 + share * length * math.sin(angle), foot_v - share * length * math.cos(angle))
            stems.append((foot, angle - side * math.radians(rng.uniform(30, 50)), 0.45 * length, 0.009))
    for foot, angle, length, width in stems:
        _bar(tone, covered, foot, angle, length, width, rng.uniform(0.7, 1.0))
    return _inked(tone, covered, (1.0, 1.0, 1.0))


def _bar(
    tone: Float64,
    covered: NDArray[np.bool_],
    foot: tuple[float, float],
    angle: float,
    length: float,
    half: float,
    light: float,
) -> None:
    """A thin bar that narrows to its tip."""
    u, v = _grid(TWIG_PX)
    du, dv = u - foot[0], foot[1] - v
    along = du * math.sin(angle) + dv * math.cos(angle)
    across = np.abs(du * math.cos(angle) - dv * math.sin(angle))
    inside = (along >= 0) & (along <= length) & (across < half * (1.0 - 0.55 * along / length))
    tone[inside] = light
    covered |= inside


def _inked(tone: Float64, covered: NDArray[np.bool_], tint: tuple[float, float, float]) -> NDArray[np.uint8]:
    pixels = np.zeros((TWIG_PX, TWIG_PX, 4), dtype=np.uint8)
    pixels[..., :3] = np.round(255 * tone[..., None] * tint)
    pixels[..., 3] = 255 * covered
    return pixels


def chain_link() -> NDArray[np.uint8]:
    """One diamond mesh of a galvanised wire fence; the wire's round section shades it."""
    u, v = _grid(MESH_PX)
    pixels = np.zeros((MESH_PX, MESH_PX, 4), dtype=np.uint8)
    for diagonal in (u + v, u - v):
        away = np.abs(diagonal - np.round(diagonal)) / math.sqrt(2)
        wire = away < 0.5 * WIRE_SHARE
        section = np.sqrt(np.clip(1 - (2 * away / WIRE_SHARE) ** 2, 0, 1))
        pixels[wire, :3] = np.round(255 * (0.55 + 0.45 * section[wire]))[:, None]
        pixels[wire, 3] = 255
    return pixels


PAINTED: Mapping[str, Callable[[], NDArray[np.uint8]]] = MappingProxyType(
    {
        "twig": twig,
        "small_leaves": small_leaves,
        "needles": needles,
        "bare_twig": bare_twig,
        "chain_link": chain_link,
    }
)
