"""Textures as Mitsuba sees them, and the holes of cut-outs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.material import Material
from scenes.texture import Texture, image_of
from simulator.render.mitsuba.geometry import Patch
from simulator.render.textures import DECODE, pyramid_of

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cutout:
    """Where rays pass a patch. opaque: (H, W) bool texels. uv: (F, 3, 2) texture coordinates of its triangles."""

    opaque: NDArray[np.bool_]
    uv: Float32

    def holes(self, triangle: NDArray[np.int64], weights: Float32) -> NDArray[np.bool_]:
        """Whether points of triangles lie in holes. weights: (N, 2) of their second and third corner."""
        a, b, c = np.moveaxis(self.uv[triangle], 1, 0)
        at = a * (1.0 - weights.sum(axis=1, keepdims=True)) + b * weights[:, :1] + c * weights[:, 1:]
        height, width = self.opaque.shape
        x, y = ((at - np.floor(at)) * (width, height)).astype(np.int64).T
        return np.asarray(~self.opaque[np.minimum(y, height - 1), np.minimum(x, width - 1)], dtype=np.bool_)


def cutout_of(material: Material, patch: Patch) -> Cutout | None:
    """The holes of a patch of a material, None where it has none."""
    if material.alpha_cutoff <= 0.0 or material.base_color_texture is None:
        return None
    return Cutout(opaque=opaque_texels(material), uv=patch.uv)


def opaque_texels(material: Material) -> NDArray[np.bool_]:
    """(H, W) whether rays stop there: the texel's alpha is not below the cut-off (kernels/textures.py)."""
    if material.base_color_texture is None:
        return np.ones((1, 1), dtype=np.bool_)
    alpha = image_of(material.base_color_texture).pixels[..., 3]
    return np.asarray(alpha >= math.ceil(255 * material.alpha_cutoff), dtype=np.bool_)


def opacity(mi: Any, material: Material) -> dict[str, Any]:
    """A texture that is 1 where rays stop."""
    return bitmap(mi, opaque_texels(material)[..., None].astype(np.float64), "nearest")


def linear_pixels(texture: Texture) -> NDArray[np.float64]:
    """(H, W, 3) linear RGB; holes take the colours around them."""
    pyramid = pyramid_of(texture)
    codes = pyramid.levels[0][..., :3].astype(np.int64)
    return np.asarray(DECODE[pyramid.decode_offset + codes], dtype=np.float64)


def bitmap(mi: Any, pixels: NDArray[np.float64], filter_type: Literal["nearest", "bilinear"]) -> dict[str, Any]:
    """A texture of linear values (H, W, channels) that repeats."""
    image = mi.Bitmap(np.ascontiguousarray(pixels, dtype=np.float32))
    return {"type": "bitmap", "bitmap": image, "raw": True, "filter_type": filter_type, "wrap_mode": "repeat"}
