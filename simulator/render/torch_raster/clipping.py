"""Triangles cut to what a camera can see, so that the rasteriser's float32 keeps its digits and nothing is behind it.

Sutherland, Hodgman: Reentrant polygon clipping, CACM 17(1), 1974, for triangles, one plane after another.
"""

from __future__ import annotations

import torch

NEAR_M = 0.01
"""Nearest depth that is seen; chosen: nearer than any lens has glass before it."""

MARGIN_PX = 2.0
"""How far beyond the outermost pixel centres the cut lies; chosen: a cut edge never runs through a pixel's centre."""


def frustum(K: tuple[float, float, float, float], size_px: tuple[int, int], like: torch.Tensor) -> torch.Tensor:
    """(5, 4) planes of a view, camera frame: a point is inside where (x, y, z, 1) . plane >= 0."""
    fx, fy, cx, cy = K
    width, height = size_px
    planes = [
        [0.0, 0.0, 1.0, -NEAR_M],
        [fx, 0.0, cx + MARGIN_PX, 0.0],
        [-fx, 0.0, width - 1 - cx + MARGIN_PX, 0.0],
        [0.0, fy, cy + MARGIN_PX, 0.0],
        [0.0, -fy, height - 1 - cy + MARGIN_PX, 0.0],
    ]
    return torch.tensor(planes, dtype=like.dtype, device=like.device)


def clipped(corners: torch.Tensor, planes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The parts of triangles (F, 3, 3) inside all planes (P, 4): (N, 3, 3), and which triangle each is of (N,)."""
    distance = corners @ planes[:, :3].T + planes[:, 3]
    seen = (distance >= 0).any(dim=1).all(dim=1)
    cut = seen & ~(distance >= 0).all(dim=(1, 2))
    whole = torch.nonzero(seen & ~cut)[:, 0]
    pieces, owner = corners[cut], torch.nonzero(cut)[:, 0]
    for plane in planes:
        pieces, owner = _cut(pieces, owner, plane)
    return torch.cat([corners[whole], pieces]), torch.cat([whole, owner])


def _cut(corners: torch.Tensor, owner: torch.Tensor, plane: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What lies on the inner side of one plane."""
    distance = corners @ plane[:3] + plane[3]
    inside = (distance >= 0).sum(dim=1)
    one, two = torch.nonzero(inside == 1)[:, 0], torch.nonzero(inside == 2)[:, 0]
    tip, tip_at = _rolled(corners[one], distance[one], (distance[one] >= 0).int().argmax(dim=1))
    a, b = _between(tip, tip_at, 0, 1), _between(tip, tip_at, 0, 2)
    trunk, trunk_at = _rolled(corners[two], distance[two], (distance[two] < 0).int().argmax(dim=1))
    c, d = _between(trunk, trunk_at, 2, 0), _between(trunk, trunk_at, 1, 0)
    pieces = [
        corners[inside == 3],
        torch.stack([tip[:, 0], a, b], dim=1),
        torch.stack([trunk[:, 1], trunk[:, 2], c], dim=1),
        torch.stack([trunk[:, 1], c, d], dim=1),
    ]
    return torch.cat(pieces), torch.cat([owner[inside == 3], owner[one], owner[two], owner[two]])


def _rolled(corners: torch.Tensor, distance: torch.Tensor, first: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Corners (N, 3, 3) and their distances (N, 3) in the same winding, from the given one on."""
    order = (first[:, None] + torch.arange(3, device=first.device)) % 3
    return torch.take_along_dim(corners, order[:, :, None], dim=1), torch.take_along_dim(distance, order, dim=1)


def _between(corners: torch.Tensor, distance: torch.Tensor, inner: int, outer: int) -> torch.Tensor:
    """Where edges pass the plane. Always reckoned from the inner end, so that triangles that share an edge agree."""
    share = distance[:, inner] / (distance[:, inner] - distance[:, outer])
    return corners[:, inner] + share[:, None] * (corners[:, outer] - corners[:, inner])
