"""Host side of textures: mip pyramids, and their packed texels on a device, kept from scene to scene."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.material import Material
from scenes.texture import Texture, image_of
from simulator.render.kernels.world import Textures

Float32 = NDArray[np.float32]

CAPACITY_TEXELS = 1 << 26
"""Texels kept on a device although no loaded scene needs them; chosen: 256 MB."""

_CODES = np.arange(256) / 255.0
_SRGB = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)
"""Linear light of sRGB's codes (IEC 61966-2-1)."""
DECODE = np.concatenate([_SRGB, _CODES]).astype(np.float32)
"""What the kernels read codes with: sRGB's in the first half, linear ones in the second."""
_OFFSET = {"srgb": 0, "linear": 256}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pyramid:
    """levels: (h, w, 4) uint8 RGBA, the first the image, each further one half as large, the last a single texel."""

    levels: tuple[NDArray[np.uint8], ...]
    decode_offset: int

    @property
    def texels(self) -> int:
        """Texels over all levels."""
        return sum(level.shape[0] * level.shape[1] for level in self.levels)


def halved(image: Float32, axis: int) -> Float32:
    """Box-filtered to half the length along an axis, rounded down, at least 1; odd lengths keep their mean, too."""
    length = image.shape[axis]
    if length == 1:
        return image
    moved = np.moveaxis(image, axis, 0)
    if length % 2 == 0:
        half = 0.5 * (moved[0::2] + moved[1::2])
    else:  # an output covers 2 + 1 / count texels, parts of three (Guthe, "Non-Power-of-Two Mipmapping", 2005)
        count = length // 2
        at = np.arange(count)[:, None, None]
        parts = (count - at) * moved[0:-2:2] + count * moved[1:-1:2] + (at + 1) * moved[2::2]
        half = parts / length
    return np.moveaxis(half, 0, axis).astype(np.float32)


def pyramid_of(texture: Texture) -> Pyramid:
    """Levels of a texture, averaged in linear light with alpha as weight, so that holes do not bleed into edges.

    Texels that are fully transparent take the colour of the finest level that has one there, for the same reason.
    """
    offset = _OFFSET[texture.color_space]
    codes = image_of(texture).pixels
    alpha = codes[..., 3:].astype(np.float32) / 255.0
    weighted = [np.concatenate([DECODE[offset + codes[..., :3].astype(np.int64)] * alpha, alpha], axis=2)]
    while max(weighted[-1].shape[:2]) > 1:
        weighted.append(halved(halved(weighted[-1], 0), 1))
    levels: list[NDArray[np.uint8]] = []
    coarser = np.full((1, 1, 3), 1.0, dtype=np.float32)
    for level in reversed(weighted):
        height, width = level.shape[:2]
        rows = np.minimum(np.arange(height) * coarser.shape[0] // height, coarser.shape[0] - 1)
        columns = np.minimum(np.arange(width) * coarser.shape[1] // width, coarser.shape[1] - 1)
        color = np.where(
            level[..., 3:] > 0, level[..., :3] / np.maximum(level[..., 3:], 1e-6), coarser[rows][:, columns]
        )
        levels.append(_encoded(color, level[..., 3:], offset))
        coarser = color.astype(np.float32)
    return Pyramid(levels=tuple(reversed(levels)), decode_offset=offset)


@lru_cache(maxsize=256)
def mean_color(texture: Texture) -> tuple[float, float, float]:
    """Mean of a texture in linear light, alpha as weight; 1 where nothing of it is opaque."""
    offset = _OFFSET[texture.color_space]
    codes = image_of(texture).pixels.reshape(-1, 4)
    alpha = codes[:, 3].astype(np.float64)
    total = float(alpha.sum())
    if total == 0.0:
        return (1.0, 1.0, 1.0)
    red, green, blue = (float((DECODE[offset + codes[:, k].astype(np.int64)] * alpha).sum()) / total for k in range(3))
    return red, green, blue


def _encoded(color: Float32, alpha: Float32, offset: int) -> NDArray[np.uint8]:
    """Nearest codes of linear colours (h, w, 3) and alpha (h, w, 1)."""
    table = DECODE[offset : offset + 256]
    codes = np.searchsorted(0.5 * (table[1:] + table[:-1]), color)
    return np.concatenate([codes, np.round(255 * alpha)], axis=2).astype(np.uint8)


class TextureStore:
    """Textures on one device. A scene whose textures are all known uploads nothing but its material tables."""

    def __init__(self, device: str, capacity_texels: int = CAPACITY_TEXELS) -> None:
        self._device = device
        self._capacity = capacity_texels
        self._pyramids: OrderedDict[tuple[str, str], Pyramid] = OrderedDict()
        self._index: dict[tuple[str, str], int] = {}
        self._packed: Any = None

    def tables(self, materials: tuple[Material, ...]) -> Any:
        """The `Textures` struct of those materials. Raises what `image_of` raises."""
        needed = {_key(texture): texture for material in materials for texture in material.textures}
        if self._packed is None or not needed.keys() <= self._index.keys():
            self._pack(needed)
        out = Textures()
        for name in ("texel", "level", "image", "decode"):
            setattr(out, name, getattr(self._packed, name))
        rows = [
            (
                self._place(material.base_color_texture),
                self._place(material.metallic_roughness_texture),
                self._place(material.normal_texture),
                math.ceil(255 * material.alpha_cutoff),
            )
            for material in materials
        ]
        out.surface = self._array(np.array(rows).reshape(-1, 4), np.int32, wp.vec4i)
        return out

    def _pack(self, needed: dict[tuple[str, str], Texture]) -> None:
        """Uploads the needed textures, and those known from earlier as far as there is room."""
        for key, texture in needed.items():
            if key not in self._pyramids:
                self._pyramids[key] = pyramid_of(texture)
            self._pyramids.move_to_end(key)
        while sum(p.texels for p in self._pyramids.values()) > self._capacity and len(self._pyramids) > len(needed):
            self._pyramids.popitem(last=False)
        self._index = {key: index for index, key in enumerate(self._pyramids)}
        pyramids = list(self._pyramids.values())
        levels = [level for pyramid in pyramids for level in pyramid.levels]
        sizes = np.array([level.shape[:2] for level in levels], dtype=np.int64).reshape(-1, 2)
        ends = np.cumsum(sizes.prod(axis=1))
        table = np.stack([np.concatenate([[0], ends])[:-1], sizes[:, 1], sizes[:, 0]], axis=1)
        texels = np.concatenate([np.zeros(0, np.uint8), *(level.reshape(-1) for level in levels)]).view("<u4")
        out = Textures()
        out.texel = self._array(texels, np.uint32, wp.uint32)
        out.level = self._array(table, np.int32, wp.vec3i)
        ends_at = np.cumsum([len(pyramid.levels) for pyramid in pyramids])
        images = [
            (end - len(pyramid.levels), end - 1, pyramid.decode_offset)
            for end, pyramid in zip(ends_at, pyramids, strict=True)
        ]
        out.image = self._array(np.array(images).reshape(-1, 3), np.int32, wp.vec3i)
        out.decode = self._array(DECODE, np.float32, wp.float32)
        self._packed = out

    def _place(self, texture: Texture | None) -> int:
        """Where a texture is in the store, -1 for none."""
        return -1 if texture is None else self._index[_key(texture)]

    def _array(self, values: Any, kind: Any, dtype: Any) -> Any:
        return wp.array(np.ascontiguousarray(values, dtype=kind), dtype=dtype, device=self._device)


def _key(texture: Texture) -> tuple[str, str]:
    """Textures of equal pixels and colour space are one."""
    return image_of(texture).digest, texture.color_space
