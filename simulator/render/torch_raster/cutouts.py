"""Holes of surfaces whose texture cuts them out: leaves, fences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from scenes.texture import image_of
from simulator.render.geometry import SceneTables


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cutouts:
    """row (F,): each triangle's row in corner_uv (C, 3, 2) and material (C,), -1 for one without holes.

    first, width, height, least (M,): of each material's image its first texel in alpha (T,) uint8, its size, and the
    code of alpha from which on it is solid.
    """

    row: torch.Tensor
    corner_uv: torch.Tensor
    material: torch.Tensor
    first: torch.Tensor
    width: torch.Tensor
    height: torch.Tensor
    least: torch.Tensor
    alpha: torch.Tensor

    def holes(self, triangle: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """(N,) whether points of triangles (N,), by the weights of their corners (N, 3), are holes.

        The nearest texel of the image decides, as in `kernels.textures.passes_cutout`.
        """
        row = self.row[triangle]
        some = torch.nonzero(row >= 0)[:, 0]
        row = row[some]
        material = self.material[row]
        uv = (weights[some][:, None, :] @ self.corner_uv[row])[:, 0]
        share = uv - uv.floor()
        width, height = self.width[material], self.height[material]
        x = (share[:, 0] * width).long().minimum(width - 1)
        y = (share[:, 1] * height).long().minimum(height - 1)
        code = self.alpha[self.first[material] + y * width + x]
        out = torch.zeros_like(triangle, dtype=torch.bool)
        out[some] = code < self.least[material]
        return out


def cutouts_of(tables: SceneTables, material: np.ndarray, device: str) -> Cutouts:
    """The holes of a scene whose triangles wear those materials (F,). Raises what `image_of` raises."""
    images = [
        image_of(m.base_color_texture).pixels[..., 3] if m.alpha_cutoff > 0.0 and m.base_color_texture else None
        for m in tables.materials
    ]
    cut = np.array([image is not None for image in images], dtype=np.bool_)[material]
    meshes = [link.asset.parts[link.part].mesh for link in tables.links]
    bare = np.zeros((0, 3, 2), dtype=np.float32)
    uv, start = [bare], 0
    for mesh in meshes:
        stop = start + mesh.triangles
        if mesh.corner_uv is not None and cut[start:stop].any():
            uv.append(mesh.corner_uv[cut[start:stop]])
        start = stop
    row = np.where(cut, np.cumsum(cut) - 1, -1)
    shapes = np.array([(0, 0) if image is None else image.shape for image in images], dtype=np.int64).reshape(-1, 2)
    texels = np.concatenate(
        [np.zeros(0, dtype=np.uint8), *(image.reshape(-1) for image in images if image is not None)]
    )
    arrays = {
        "row": row.astype(np.int64),
        "corner_uv": np.concatenate(uv).astype(np.float64),
        "material": material[cut].astype(np.int64),
        "first": np.cumsum(shapes.prod(axis=1)) - shapes.prod(axis=1),
        "width": shapes[:, 1].copy(),
        "height": shapes[:, 0].copy(),
        "least": np.array([math.ceil(255 * m.alpha_cutoff) for m in tables.materials], dtype=np.int64),
        "alpha": texels,
    }
    return Cutouts(**{name: torch.from_numpy(values).to(device) for name, values in arrays.items()})
