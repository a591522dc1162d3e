"""Coats of animals as small images: colours from back to belly along u, two kinds of markings along v.

A vertex says where between back and belly it lies and how far from a marking's edge, and the image turns that into
colour: edges of markings stay sharp and shades soft whatever the triangles are.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

COAT_PREFIX = "coat:"
BACK_U, FLANK_U, BELLY_U = 0.14, 0.5, 0.86
FIRST_V, SECOND_V = 0.25, 0.75
"""Edges of the first and second marking; between them the coat is plain."""
WIDTH_PX, HEIGHT_PX = 32, 128
EDGE_V = 0.03
"""Half of the blur of a marking's edge; chosen."""
COLORS = 5
_PATTERN = re.compile(r"[0-9a-f]{6}(-[0-9a-f]{6}){4}")


COAT_BASE = 0.72
"""Base colour of a coat's material, which its image divides by: leaves room for brighter strands. Chosen."""


def coat_source(back: str, flank: str, belly: str, first: str, second: str) -> str:
    """The texture source of a coat: colours of back, flank, belly and both markings, as sRGB hex."""
    return COAT_PREFIX + "-".join((back, flank, belly, first, second))


def linear(code: str) -> tuple[float, float, float]:
    """Linear RGB of an sRGB hex colour (IEC 61966-2-1)."""
    c = np.array([int(code[k : k + 2], 16) for k in (0, 2, 4)]) / 255.0
    out = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(out[0]), float(out[1]), float(out[2])


def coat_pixels(name: str) -> NDArray[np.uint8]:
    """The image (H, W, 4) of a coat named by its five colours. Raises ValueError for another name."""
    if _PATTERN.fullmatch(name) is None:
        raise ValueError(f"a coat is named by {COLORS} colours like 7a5230-a87c50-d8c4a0-101010-f0f0f0, got '{name}'")
    bright = np.minimum(np.array([linear(text) for text in name.split("-")]) / COAT_BASE, 1.0)
    rgb = 255.0 * np.where(bright <= 0.0031308, 12.92 * bright, 1.055 * bright ** (1 / 2.4) - 0.055)
    u = (np.arange(WIDTH_PX) + 0.5) / WIDTH_PX
    v = (np.arange(HEIGHT_PX) + 0.5) / HEIGHT_PX
    ramp = np.stack([np.interp(u, (BACK_U, FLANK_U, BELLY_U), rgb[:3, k]) for k in range(3)], axis=1)
    first = np.clip(0.5 - (v - FIRST_V) / (2 * EDGE_V), 0.0, 1.0)[:, None, None]
    second = np.clip(0.5 + (v - SECOND_V) / (2 * EDGE_V), 0.0, 1.0)[:, None, None]
    color = (1.0 - first - second) * ramp[None] + first * rgb[3] + second * rgb[4]
    out = np.full((HEIGHT_PX, WIDTH_PX, 4), 255, dtype=np.uint8)
    out[..., :3] = np.round(color)
    return out
