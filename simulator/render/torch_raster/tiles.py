"""PyTorch3D's rasteriser on small tiles of an image, each with the triangles that touch it.

The library's CPU rasteriser tests every triangle at every pixel, and its bins are for CUDA only; a batch of tiles with
their own triangles makes both fast, and the tile's own normalised coordinates keep the digits of float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from pytorch3d.renderer.mesh import rasterize_meshes
from pytorch3d.structures import Meshes

TILE_PX = 16
"""Chosen: measured fastest of 4, 8, 16 and 32 on a street of 700 k triangles at 1242x375, on a CPU."""

TILES_A_BATCH = 4096
"""Chosen: 1 M pixels, whose candidates take 100 MB."""

CANDIDATES = 6
"""Triangles a pixel that are kept and tried again in float64; chosen: layers of leaves that most rays end in."""

SLACK_PX = 2e-4
"""Pixels this near to a triangle make it a candidate: above the error of float32 in a tile whose triangles reach over
the whole image (100 tiles across: 6e-8 * 200 * 8 px), so that none is lost on an edge that two share."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Touching:
    """P pairs of a tile and a triangle that may touch it, by rising tile."""

    tile: torch.Tensor
    triangle: torch.Tensor


def to_pixels(corners: torch.Tensor, K: tuple[float, float, float, float]) -> torch.Tensor:
    """(N, 3, 3) camera-frame points as (u, v, depth): pixels, the first pixel's centre at (0, 0), and metres."""
    fx, fy, cx, cy = K
    x, y, z = corners.unbind(dim=-1)
    return torch.stack([fx * x / z + cx, fy * y / z + cy, z], dim=-1)


def to_tile(uvz: torch.Tensor, first_px: torch.Tensor, tile_px: int) -> torch.Tensor:
    """PyTorch3D's coordinates in square tiles whose first pixels' centres are `first_px` (N, 2), of points (N, 3, 3).

    There +x is left and +y up, and the image's borders, half a pixel beyond the outer centres, are at 1 and -1
    (pytorch3d.org, notes on cameras; PixToNonSquareNdc): x = 1 - (2 (u - u0) + 1) / size.
    """
    xy = 1.0 - (2.0 * (uvz[..., :2] - first_px[:, None, :]) + 1.0) / tile_px
    return torch.cat([xy, uvz[..., 2:]], dim=-1)


def nearest_candidates(uvz: torch.Tensor, size_px: tuple[int, int], tile_px: int = TILE_PX) -> torch.Tensor:
    """(H * W, CANDIDATES) the nearest of N triangles (N, 3, 3) at each pixel's centre, -1 where there is none."""
    width, height = size_px
    across, down = -(-width // tile_px), -(-height // tile_px)
    touching = _touching(uvz, size_px, tile_px, across)
    found = torch.full((down * across, tile_px, tile_px, CANDIDATES), -1, dtype=torch.int64, device=uvz.device)
    drawn, count = torch.unique_consecutive(touching.tile, return_counts=True)
    start = 0
    for first in range(0, len(drawn), TILES_A_BATCH):
        tiles, counts = drawn[first : first + TILES_A_BATCH], count[first : first + TILES_A_BATCH]
        stop = start + int(counts.sum())
        triangle, tile = touching.triangle[start:stop], touching.tile[start:stop]
        first_px = tile_px * torch.stack([tile % across, tile // across], dim=1).to(uvz.dtype)
        placed = to_tile(uvz[triangle], first_px, tile_px).float()
        at = _rasterized(placed, counts.tolist(), tile_px)
        found[tiles] = torch.where(at >= 0, triangle[at.clamp(min=0)], -1)
        start = stop
    image = found.reshape(down, across, tile_px, tile_px, CANDIDATES).permute(0, 2, 1, 3, 4)
    return image.reshape(down * tile_px, across * tile_px, CANDIDATES)[:height, :width].reshape(-1, CANDIDATES)


def _touching(uvz: torch.Tensor, size_px: tuple[int, int], tile_px: int, across: int) -> _Touching:
    """Tiles by the triangles' boxes; a triangle whose box holds no pixel's centre touches none."""
    limit = torch.tensor(size_px, device=uvz.device) - 1
    low = (uvz[..., :2].amin(dim=1) - SLACK_PX).ceil().clamp(min=0).minimum(limit + 1).long()
    high = (uvz[..., :2].amax(dim=1) + SLACK_PX).floor().clamp(min=-1).minimum(limit).long()
    some = torch.nonzero((low <= high).all(dim=1))[:, 0]
    low, high = low[some] // tile_px, high[some] // tile_px
    wide, tall = (high - low + 1).unbind(dim=1)
    pair = torch.repeat_interleave(torch.arange(len(some), device=uvz.device), wide * tall)
    index = torch.arange(len(pair), device=uvz.device) - (torch.cumsum(wide * tall, dim=0) - wide * tall)[pair]
    tile = (low[pair, 1] + index // wide[pair]) * across + low[pair, 0] + index % wide[pair]
    order = torch.argsort(tile, stable=True)
    return _Touching(tile=tile[order], triangle=some[pair[order]])


def _rasterized(corners: torch.Tensor, counts: list[int], tile_px: int) -> torch.Tensor:
    """(tiles, tile_px, tile_px, CANDIDATES) index into corners (P, 3, 3), of which each tile has the next `counts`."""
    vertices = [part.reshape(-1, 3) for part in corners.split(counts)]
    faces = [torch.arange(3 * n, device=corners.device).reshape(n, 3) for n in counts]
    at, _, _, _ = rasterize_meshes(
        Meshes(verts=vertices, faces=faces),
        image_size=tile_px,
        blur_radius=(2.0 * SLACK_PX / tile_px) ** 2,
        faces_per_pixel=CANDIDATES,
        bin_size=0,
        perspective_correct=True,
        cull_backfaces=False,
    )
    return at
