"""Skins of cars: no hole, no back of the skin seen from outside, normals as the faces."""

from __future__ import annotations

import numpy as np
from car_checks import corners_of, each_style

from scenes.asset import Asset, asset_of
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.pickup import Pickup
from scenes.streams import stream


def rays_from_outside(asset: Asset, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Origins and directions (N, 3) of rays from a sphere around a body to points inside it."""
    rng = stream(11, "rays")
    box = asset.box
    out = rng.normal(size=(count, 3))
    out[:, 2] = np.abs(out[:, 2])
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    origin = np.asarray(box.T_body_box.translation_m) + [0.0, 0.0, 0.6] + 6.0 * out
    spread = rng.uniform(-0.25, 0.25, size=(count, 3)) * [box.length_m, box.width_m, 0.2 * box.height_m]
    spread[:, 2] += 0.33 * box.height_m
    target = np.asarray(box.T_body_box.translation_m) + spread
    towards = target - origin
    return origin, towards / np.linalg.norm(towards, axis=1, keepdims=True)


def first_hits(corners: np.ndarray, origin: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Cosine between each ray and the first triangle's normal (Moller and Trumbore 1997); 0 without a hit."""
    edge_1, edge_2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normal = np.cross(edge_1, edge_2)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    out = np.zeros(len(origin))
    for k, (o, d) in enumerate(zip(origin, towards, strict=True)):
        p = np.cross(d, edge_2)
        det = np.einsum("ij,ij->i", edge_1, p)
        inverse = 1.0 / np.where(np.abs(det) < 1e-14, np.inf, det)
        s = o - corners[:, 0]
        u = np.einsum("ij,ij->i", s, p) * inverse
        q = np.cross(s, edge_1)
        v = q @ d * inverse
        t = np.einsum("ij,ij->i", edge_2, q) * inverse
        hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-6) & (inverse != 0)
        if hit.any():
            nearest = np.flatnonzero(hit)[t[hit].argmin()]
            out[k] = normal[nearest] @ d
    return out


@each_style
def test_no_ray_from_outside_finds_a_hole_or_the_back_of_the_skin(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    corners = np.concatenate([corners_of(asset, part) for part in range(len(asset.parts))])
    cosine = first_hits(corners, *rays_from_outside(asset, 80))
    assert (cosine != 0.0).all()
    # Opaque skin shows its front; a ray through a slit (grille bars, wheel spokes, an open car's floor) may not.
    assert (cosine > 0.0).mean() < (0.03 if not isinstance(spec, Convertible | Pickup) else 0.06)


@each_style
def test_shading_normals_agree_with_the_faces(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    for part in asset.parts:
        corners = part.mesh.vertices_m.astype(np.float64)[part.mesh.faces]
        area_normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        shading = part.mesh.corner_normals.mean(axis=1)
        area = np.linalg.norm(area_normal, axis=1)
        against = area[np.einsum("ij,ij->i", shading, area_normal) < 0].sum() / area.sum()
        assert against < 0.002
        np.testing.assert_allclose(np.linalg.norm(part.mesh.corner_normals, axis=2), 1.0, atol=1e-4)
