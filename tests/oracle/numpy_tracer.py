"""A second opinion on labels: every ray against every triangle in float64, sharing no code with renderer and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.links import links_of
from scenes.scene import Scene
from simulator.physics.history import WorldHistory


@dataclass(frozen=True, eq=False)
class Soup:
    """All triangles of a scene at one time: corners (T, 3, 3) world, instance (T,)."""

    corners: np.ndarray
    instance: np.ndarray

    def only(self, instance: int) -> Soup:
        keep = self.instance == instance
        return Soup(self.corners[keep], self.instance[keep])


@dataclass(frozen=True, eq=False)
class FirstHits:
    """t (N,) inf where nothing; triangle (N,) -1 where nothing; weights (N, 3) of the triangle's corners."""

    t: np.ndarray
    triangle: np.ndarray
    weights: np.ndarray


def matrix_of(q: np.ndarray) -> np.ndarray:
    """Rotation by Rodrigues' formula with the quaternion's axis and angle."""
    angle = 2 * np.arctan2(np.linalg.norm(q[:3]), q[3])
    axis = q[:3] / max(np.linalg.norm(q[:3]), 1e-300)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def soup_of(scene: Scene, history: WorldHistory, t_s: float) -> Soup:
    poses = history.links_at(t_s)
    corners, instance = [], []
    for k, link in enumerate(links_of(scene)):
        mesh = link.asset.parts[link.part].mesh
        vertices = mesh.vertices_m.astype(np.float64) @ matrix_of(poses.rotation_xyzw[k]).T + poses.position_m[k]
        corners.append(vertices[mesh.faces])
        instance.append(np.full(len(mesh.faces), link.instance))
    return Soup(np.concatenate(corners), np.concatenate(instance))


def first_hits(origin: np.ndarray, directions: np.ndarray, soup: Soup) -> FirstHits:
    """Moeller and Trumbore 1997, both sides of every triangle."""
    a, b, c = soup.corners[:, 0], soup.corners[:, 1], soup.corners[:, 2]
    e1, e2, s = b - a, c - a, origin - a
    p = np.cross(directions[:, None, :], e2[None])
    det = np.einsum("nti,ti->nt", p, e1)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.einsum("nti,ti->nt", p, s) / det
        q = np.cross(s, e1)
        v = directions @ q.T / det
        t = np.einsum("ti,ti->t", e2, q)[None] / det
    hit = (np.abs(det) > 1e-14) & (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-6)
    t = np.where(hit, t, np.inf)
    best = t.argmin(axis=1)
    rows = np.arange(len(directions))
    nearest = t[rows, best]
    weights = np.stack([1 - u - v, u, v], axis=-1)[rows, best]
    return FirstHits(nearest, np.where(np.isfinite(nearest), best, -1), weights)


@dataclass(frozen=True, eq=False)
class Pinhole:
    """Camera to world (4, 4), fx, fy, cx, cy, width, height."""

    to_world: np.ndarray
    K: tuple[float, float, float, float]
    size: tuple[int, int]

    def directions(self, shift_px: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
        fx, fy, cx, cy = self.K
        rows, columns = np.mgrid[: self.size[1], : self.size[0]]
        local = [(columns + shift_px[0] - cx) / fx, (rows + shift_px[1] - cy) / fy, np.ones(columns.shape)]
        return np.stack(local, axis=-1).reshape(-1, 3) @ self.to_world[:3, :3].T

    def project(self, points: np.ndarray) -> np.ndarray:
        """(N, 3): u, v, z."""
        local = (points - self.to_world[:3, 3]) @ self.to_world[:3, :3]
        fx, fy, cx, cy = self.K
        z = local[:, 2]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.stack([fx * local[:, 0] / z + cx, fy * local[:, 1] / z + cy, z], axis=1)

    def ids(self, soup: Soup, shift_px: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
        """(H, W) instance ids, -1 for nothing."""
        hits = first_hits(self.to_world[:3, 3], self.directions(shift_px), soup)
        found = np.where(hits.triangle >= 0, soup.instance[hits.triangle], -1)
        return found.reshape(self.size[1], self.size[0])

    def truncation(self, alone: Soup, steps: int = 300) -> float:
        """Share of the solid angle outside, on a cap of the sphere cut into bands of equal height (Archimedes)."""
        local = (alone.corners.reshape(-1, 3) - self.to_world[:3, 3]) @ self.to_world[:3, :3]
        centre = local.mean(axis=0) / np.linalg.norm(local.mean(axis=0))
        unit = local / np.linalg.norm(local, axis=1, keepdims=True)
        widest = (unit @ centre).min() - 1e-3
        side = np.cross(centre, [0.0, 1.0, 0.0] if abs(centre[1]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        height, turn = np.meshgrid(
            1 - (1 - widest) * (np.arange(steps) + 0.5) / steps, 2 * np.pi * (np.arange(steps) + 0.5) / steps
        )
        ring = np.sqrt(1 - height**2)[..., None]
        around = np.cos(turn)[..., None] * side + np.sin(turn)[..., None] * np.cross(centre, side)
        rays = (height[..., None] * centre + ring * around).reshape(-1, 3)
        hit = np.zeros(len(rays), dtype=bool)
        for rows in np.array_split(np.arange(len(rays)), 8):
            world = rays[rows] @ self.to_world[:3, :3].T
            hit[rows] = first_hits(self.to_world[:3, 3], world, alone).triangle >= 0
        fx, fy, cx, cy = self.K
        x, y, z = rays.T
        with np.errstate(divide="ignore"):
            u, v = fx * x / z + cx, fy * y / z + cy
        inside = (z > 0) & (u >= -0.5) & (u < self.size[0] - 0.5) & (v >= -0.5) & (v < self.size[1] - 0.5)
        return float(1 - (hit & inside).sum() / hit.sum())
