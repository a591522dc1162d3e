"""Wheels of heavy vehicles: dished discs with hand holes and nuts, single or twin tyres, lugged farm tyres, drums."""

from __future__ import annotations

import functools
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.shapes import Patch, joined
from scenes.assets.vehicles.skin import grid_panel
from scenes.mesh import Mesh, MeshBuilder

Float64 = NDArray[np.float64]
WheelKind = Literal["steer", "twin", "super", "lugged", "plain"]

TYRE, RIM, HUB, DARK = range(4)
SIDES = 24
NUTS = 10
TWIN_GAP = 1.14
"""Distance of twin tyres over their width: 315/80 tyres stand 350 to 360 mm apart."""

_TREAD = (
    (0.60, -0.44), (0.75, -0.50), (0.92, -0.485), (0.982, -0.41), (1.0, -0.36),
    (1.0, -0.13), (0.975, -0.115), (0.975, -0.085), (1.0, -0.07), (1.0, 0.07), (0.975, 0.085), (0.975, 0.115),
    (1.0, 0.13), (1.0, 0.36), (0.982, 0.41), (0.92, 0.485), (0.75, 0.50), (0.60, 0.455), (0.575, 0.43),
)  # fmt: skip
"""(share of the radius, share of the width) of a tyre, from the inner side round the tread to the rim's seat."""
_PLAIN_TREAD = ((0.60, -0.44), (0.75, -0.50), (0.92, -0.485), (1.0, -0.36), (1.0, 0.36), (0.92, 0.485), (0.60, 0.455))
"""The same of a tyre that another one hides."""
_BACK = ((0.001, -0.30), (0.52, -0.30), (0.60, -0.44))
"""What closes a wheel on its inner side: brake and hub, in the dark."""
_FLANGE = ((0.575, 0.43), (0.568, 0.47), (0.55, 0.47), (0.54, 0.42))
_DISCS: dict[str, tuple[tuple[float, float], ...]] = {
    "steer": (
        (0.535, 0.26), (0.50, 0.24), (0.46, 0.27), (0.39, 0.43), (0.36, 0.455), (0.25, 0.455), (0.245, 0.56),
        (0.20, 0.60), (0.14, 0.615), (0.001, 0.62),
    ),
    "twin": (
        (0.53, -0.10), (0.49, -0.14), (0.43, -0.26), (0.38, -0.29), (0.255, -0.29), (0.245, 0.16), (0.21, 0.20),
        (0.19, 0.24), (0.001, 0.245),
    ),
    "super": (
        (0.535, 0.20), (0.50, 0.17), (0.45, 0.10), (0.39, 0.05), (0.27, 0.05), (0.26, 0.34), (0.21, 0.38),
        (0.001, 0.39),
    ),
    "lugged": ((0.53, 0.10), (0.48, 0.04), (0.36, -0.02), (0.24, -0.02), (0.23, 0.12), (0.18, 0.15), (0.001, 0.155)),
    "plain": ((0.53, 0.30), (0.47, 0.22), (0.34, 0.16), (0.22, 0.18), (0.20, 0.26), (0.001, 0.28)),
}  # fmt: skip
_HUB_FROM = {"steer": 5, "twin": 5, "super": 4, "lugged": 4, "plain": 3}
"""From which point of the disc's profile on the hub begins."""


@functools.lru_cache(maxsize=64)
def heavy_wheel(radius_m: float, width_m: float, kind: WheelKind, left: bool) -> Mesh:
    """A wheel about its part's y axis; `left` for the left side, whose outer side looks to +y. width_m: of one tyre.

    Twin wheels have their second tyre inside the first, with the origin in the middle of both.
    """
    scale = np.array([radius_m, width_m])
    shift = 0.5 * TWIN_GAP * width_m if kind == "twin" else 0.0
    disc = np.array(_DISCS[kind])
    hub = _HUB_FROM[kind]
    patches: list[tuple[Patch, int, float]] = [
        (_revolved(np.array(_FLANGE) * scale), RIM, 0.8),
        (_revolved(np.concatenate([[_FLANGE[-1]], disc[: hub + 1]]) * scale), RIM, 0.6),
        (_revolved(disc[hub:] * scale), HUB, 0.6),
        (_revolved(np.array(_BACK) * scale - [0.0, 2 * shift]), DARK, 0.6),
    ]
    if kind == "lugged":
        tread = np.array([(r if r < 0.9 else r * 0.955, y) for r, y in _TREAD if abs(r - 0.975) > 1e-6])
        patches.append((_revolved(tread * scale), TYRE, 0.6))
        patches += [(_lugs(radius_m, width_m), TYRE, 0.0)]
    else:
        patches.append((_revolved(np.array(_TREAD) * scale), TYRE, 0.6))
    if kind in {"steer", "twin", "super"}:
        inner, outer = disc[hub - 1], disc[hub - 3]
        patches.append((_holes(0.5 * (inner + outer) * scale, (outer - inner) * scale), DARK, 0.0))
    if kind != "lugged":
        patches.append((_nuts(0.31 if kind != "plain" else 0.27, float(disc[hub - 1][1]), scale), HUB, 0.0))
    if kind == "twin":
        inner_tyre = np.array(_PLAIN_TREAD) * scale - np.array([0.0, 2 * shift])
        patches.append((_revolved(inner_tyre), TYRE, 0.6))
    builder = MeshBuilder()
    for (vertices, faces), slot, crease in patches:
        moved = vertices + np.array([0.0, shift, 0.0])
        if left:
            builder.add(moved, faces, slot, crease_rad=crease)
        else:
            builder.add(moved * [1.0, -1.0, 1.0], faces[:, ::-1], slot, crease_rad=crease)
    return builder.build()


@functools.lru_cache(maxsize=16)
def drum(radius_m: float, width_m: float, slot: int = RIM) -> Mesh:
    """The smooth drum of a roller about its part's y axis."""
    half = width_m / 2
    profile = np.array(
        [
            (0.001, -0.86 * half),
            (0.88 * radius_m, -0.86 * half),
            (0.9 * radius_m, -half),
            (radius_m - 0.01, -half),
            (radius_m, -half + 0.01),
            (radius_m, half - 0.01),
            (radius_m - 0.01, half),
            (0.9 * radius_m, half),
            (0.88 * radius_m, 0.86 * half),
            (0.001, 0.86 * half),
        ]
    )
    builder = MeshBuilder()
    builder.add(*_revolved(profile, 40), slot, crease_rad=0.5)
    bolts = [_nuts(0.4, s * 0.86, np.array([radius_m, half])) for s in (1.0,)]
    vertices, faces = joined(bolts)
    builder.add(vertices, faces, HUB, crease_rad=0.0)
    builder.add(vertices * [1.0, -1.0, 1.0], faces[:, ::-1], HUB, crease_rad=0.0)
    return builder.build()


def _revolved(profile: Float64, sides: int = SIDES) -> Patch:
    """(radius, y) points revolved about y, from the inner side outwards and in to the axis."""
    angle = 2 * np.pi * np.arange(sides + 1) / sides
    ring = np.stack([np.sin(angle), np.zeros(sides + 1), np.cos(angle)], axis=1)
    points = profile[:, None, :1] * ring[None] + profile[:, None, 1:] * np.array([0.0, 1.0, 0.0])
    panel = grid_panel(points, 0)
    return panel.vertices_m, panel.faces


def _holes(middle: Float64, slope: Float64) -> Patch:
    """Ten hand holes: dark ovals just before the disc. middle: (radius, y); slope: from its inner to its outer edge."""
    along = slope / np.linalg.norm(slope)
    lift = np.array([-along[1], along[0]]) * 0.004
    lift = lift if lift[1] > 0 else -lift
    a = np.linspace(0.0, 2 * np.pi, 10, endpoint=False)
    length, width = 0.30 * float(np.linalg.norm(slope)), 0.115 * float(middle[0])
    out = []
    for k in range(10):
        t = 2 * np.pi * (k + 0.5) / 10
        radial, tangent = np.array([np.sin(t), 0.0, np.cos(t)]), np.array([np.cos(t), 0.0, -np.sin(t)])
        slant = along[0] * radial + np.array([0.0, along[1], 0.0])
        centre = (middle[0] + lift[0]) * radial + np.array([0.0, middle[1] + lift[1], 0.0])
        rim = centre + np.outer(np.cos(a) * width, tangent) + np.outer(np.sin(a) * length, slant)
        n = np.arange(1, 9, dtype=np.int64)
        faces = np.column_stack([np.zeros_like(n), n, n + 1])
        normal = np.cross(rim[1] - rim[0], rim[2] - rim[0])
        out.append((rim, faces if normal[1] > 0 else faces[:, ::-1]))
    return joined(out)


def _nuts(at: float, y: float, scale: Float64) -> Patch:
    """Ten wheel nuts on a circle."""
    out = []
    corner = 2 * np.pi * np.arange(6) / 6
    r = 0.017 if scale[0] > 0.4 else 0.011
    k = np.arange(6, dtype=np.int64)
    for n in range(NUTS):
        t = 2 * np.pi * n / NUTS
        centre = np.array([at * scale[0] * np.sin(t), y * scale[1], at * scale[0] * np.cos(t)])
        ring = centre + r * np.stack([np.sin(corner), np.zeros(6), np.cos(corner)], axis=1)
        top = ring + np.array([0.0, 0.03, 0.0])
        vertices = np.concatenate([ring, top, centre[None] + np.array([[0.0, 0.034, 0.0]])])
        side = np.concatenate(
            [np.column_stack([k, (k + 1) % 6, (k + 1) % 6 + 6]), np.column_stack([k, (k + 1) % 6 + 6, k + 6])]
        )
        lid = np.column_stack([k + 6, (k + 1) % 6 + 6, np.full(6, 12)])
        out.append((vertices, np.concatenate([side, lid])))
    return joined(out)


def _lugs(radius_m: float, width_m: float) -> Patch:
    """The slanting bars of a farm or loader tyre, in turn on the left and on the right half."""
    count = 20
    out = []
    for k in range(2 * count):
        side = 1.0 if k % 2 else -1.0
        t0 = np.pi * k / count
        steps = np.linspace(0.0, 1.0, 4)
        angle = t0 + 0.26 * steps
        y = side * width_m * (0.02 + 0.44 * steps)
        low = radius_m * np.where(steps > 0.9, 0.90, 0.945)
        high = radius_m * np.where(steps > 0.9, 0.965, 1.0)
        half = 0.034 * radius_m / 0.8
        rows = []
        for offset, radius in ((-1.3 * half, low), (-half, high), (half, high), (1.3 * half, low)):
            a = angle + offset / radius_m
            rows.append(np.stack([radius * np.sin(a), y, radius * np.cos(a)], axis=1))
        panel = grid_panel(np.stack(rows), 0)
        faces = panel.faces
        a, b, c = panel.vertices_m[faces[6]]  # of the bar's top
        if float(np.cross(b - a, c - a) @ np.array([a[0], 0.0, a[2]])) < 0:
            faces = faces[:, ::-1]
        n = len(panel.vertices_m)
        ends = [np.stack(rows)[:, -1], np.stack(rows)[:, 0]]
        vertices = np.concatenate([panel.vertices_m, *ends])
        caps = []
        for first, way in ((n, side), (n + 4, -side)):
            cap = np.array([[first, first + 1, first + 2], [first, first + 2, first + 3]])
            a, b, c = vertices[cap[0]]
            caps.append(cap if float(np.cross(b - a, c - a)[1]) * way > 0 else cap[:, ::-1])
        cap = np.concatenate(caps)
        out.append((vertices, np.concatenate([faces, cap])))
    return joined(out)
