"""A lens known by measurement alone: a direction for every pixel, from the user's own file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from scenes.content_digest import checked_digest
from scenes.errors import ConfigError, InputFileError
from scenes.lenses.base import Float64, Lens

_NEWTON_STEPS = 8
_FAR_OFF_PX = 1.5
"""Directions that lie farther than this from every pixel's are not seen (chosen: a pixel and a half outside)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RayTable(Lens):
    """path: a NumPy file (.npy) of shape (height, width, 3): directions in the camera frame, of any length, NaN: none.

    digest: hash of its content, taken here where none is given; the record of a scene holds path and digest. Between
    pixels directions are interpolated, outside the image they are not known. Raises InputFileError for a file that is
    not there, no such array or not what the digest is of, ConfigError where its shape is another than width_px and
    height_px say.
    """

    path: str
    digest: str = ""

    def __post_init__(self) -> None:
        Lens.__post_init__(self)
        object.__setattr__(self, "digest", checked_digest(self.path, self.digest))
        self._table()

    def project(self, camera: Float64) -> Float64:
        """See Lens: the nearest pixel's direction, then Newton's method between its neighbours."""
        points = np.asarray(camera, dtype=np.float64)
        unit = points / np.linalg.norm(points, axis=-1, keepdims=True)
        flat = unit.reshape(-1, 3)
        known = np.isfinite(flat).all(axis=1)
        out = np.full((len(flat), 2), np.nan)
        if known.any():
            out[known] = self._found(flat[known])
        return out.reshape(*points.shape[:-1], 2)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens."""
        table = self._table()
        u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
        width, height = self.size_px
        outside = (u < -1.0) | (v < -1.0) | (u > width) | (v > height) | ~np.isfinite(u + v)
        column = np.clip(np.floor(np.where(outside, 0.0, u)).astype(np.int64), 0, max(width - 2, 0))
        row = np.clip(np.floor(np.where(outside, 0.0, v)).astype(np.int64), 0, max(height - 2, 0))
        right, below = np.minimum(column + 1, width - 1), np.minimum(row + 1, height - 1)
        s, t = (u - column)[..., None], (v - row)[..., None]
        corners = (
            (table[row, column], (1 - s) * (1 - t)),
            (table[row, right], s * (1 - t)),
            (table[below, column], (1 - s) * t),
            (table[below, right], s * t),
        )
        # A neighbour without a direction counts for nothing where its weight is 0.
        mixed = np.sum([np.where(weight != 0.0, corner * weight, 0.0) for corner, weight in corners], axis=0)
        mixed = mixed / np.linalg.norm(mixed, axis=-1, keepdims=True)
        return np.where(outside[..., None], np.nan, mixed)

    def _table(self) -> Float64:
        """The file's directions."""
        table = _directions(self.path, self.digest)
        height, width = table.shape[:2]
        if (width, height) != self.size_px:
            raise ConfigError(
                "path",
                f"{self.path} holds {width} x {height} directions, the lens says {self.width_px} x {self.height_px}",
            )
        return table

    def _found(self, unit: Float64) -> Float64:
        """Image points (N, 2) of unit directions (N, 3)."""
        tree, place = _tree(self.path, self.digest)
        _, nearest = tree.query(unit)
        uv = place[nearest].astype(np.float64)
        step = 0.25
        for _ in range(_NEWTON_STEPS):
            here = self.directions(uv[:, 0], uv[:, 1])
            du = (self.directions(uv[:, 0] + step, uv[:, 1]) - self.directions(uv[:, 0] - step, uv[:, 1])) / (2 * step)
            dv = (self.directions(uv[:, 0], uv[:, 1] + step) - self.directions(uv[:, 0], uv[:, 1] - step)) / (2 * step)
            off = unit - here
            a, b, c = (du * du).sum(axis=1), (du * dv).sum(axis=1), (dv * dv).sum(axis=1)
            p, q = (du * off).sum(axis=1), (dv * off).sum(axis=1)
            det = np.maximum(a * c - b * b, 1e-30)
            move = np.stack([(c * p - b * q) / det, (a * q - b * p) / det], axis=1)
            uv = uv + np.clip(np.nan_to_num(move), -1.0, 1.0)
        lost = np.abs(uv - place[nearest]).max(axis=1) > _FAR_OFF_PX
        return np.where(lost[:, None], np.nan, uv)


@lru_cache(maxsize=8)
def _directions(path: str, _digest: str) -> Float64:
    """(H, W, 3) unit directions of a file."""
    try:
        table: Any = np.load(Path(path).expanduser(), allow_pickle=False)
    except (OSError, ValueError) as fault:
        raise InputFileError(path, None, f"is no NumPy array of directions ({fault})") from fault
    if table.ndim != 3 or table.shape[2] != 3:
        raise InputFileError(path, None, f"holds an array of shape {table.shape}, expected (height, width, 3)")
    length = np.linalg.norm(table.astype(np.float64), axis=2, keepdims=True)
    if not (length > 0.0).any():
        raise InputFileError(path, None, "holds no direction of any length")
    out = np.asarray(table / np.where(length > 0.0, length, np.nan), dtype=np.float64)
    out.flags.writeable = False
    return out


@lru_cache(maxsize=8)
def _tree(path: str, digest: str) -> tuple[Any, Float64]:
    """A search tree of the pixels' directions, and their places (N, 2)."""
    table = _directions(path, digest)
    row, column = np.nonzero(np.isfinite(table).all(axis=2))
    return cKDTree(table[row, column]), np.stack([column, row], axis=1)
