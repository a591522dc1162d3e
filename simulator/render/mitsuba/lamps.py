"""Lamps as Mitsuba emitters: pictures of their light distribution, projected from where they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.lamp import Photometry
from simulator.render.lamps import LampTable
from simulator.render.photometry import PHOTOMETRIES, relative_intensity
from simulator.render.rays import Hits, Rays

Float64 = NDArray[np.float64]

HOUSING_M = 0.08
"""What lies within this and a radius before a lamp is its lens and housing, which do not shade it, as in the renderer's
own light (kernels/lamps.py): it shines from just before them."""
BEFORE_M, BEHIND_M = 2e-3, 5e-3
"""Chosen: from where before a housing a lamp shines, and from where behind the lamp its housing is looked for."""
HOUSING_LAYERS = 4

PROJECTOR_PX = 768
"""Width of a projected picture (chosen: a tenth of a degree for a beam, whose cut-off is three times as wide)."""

PROJECTOR_FOV_RAD: dict[Photometry, float] = {
    "low_beam": math.radians(92.0),
    "high_beam": math.radians(92.0),
    "street": math.radians(164.0),
    "lambertian": math.radians(164.0),
    "beacon": math.radians(90.0),
    "signal": math.radians(92.0),
}
"""A plane shows less than half of all directions: beyond 82 degrees a street lamp's and a matt area's light is lost,
below 2 % of it. A beacon is made of four projectors."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Projector:
    """One projector. lamp: index into the table. towards, left, up (3,): its axes in the world."""

    lamp: int
    kind: Photometry
    position_m: Float64
    towards: Float64
    left: Float64
    up: Float64
    turn_rad: float


def ahead(table: LampTable) -> Float64:
    """(N, 3) the way out of each lamp: along its beam, for beacons up."""
    if not len(table):
        return np.zeros((0, 3))
    out = table.axes[:, 0].copy()
    beacon = table.photometry == PHOTOMETRIES.index("beacon")
    out[beacon] = table.axes[beacon, 2]
    return out


def clearances_m(table: LampTable, trace: Callable[[Rays], Hits], t_s: float) -> Float64:
    """(N,) how far before its place each lamp is clear of its own housing. trace: first hits of rays."""
    way = ahead(table).astype(np.float32)
    start = table.position_m - BEHIND_M * way
    reach = HOUSING_M + table.radius_m
    clear = np.zeros(len(table))
    for _layer in range(HOUSING_LAYERS):
        origin = (start + ((clear + BEHIND_M) * (clear > 0))[:, None] * way).astype(np.float32)
        hits = trace(Rays(origin_m=origin, direction=way, time_s=np.full(len(way), t_s, dtype=np.float32)))
        at = np.sum((origin - table.position_m) * way, axis=1) + hits.t
        inside = (hits.t > 0) & (at < reach)
        if not inside.any():
            break
        clear[inside] = at[inside] + BEFORE_M
    return clear


def projectors_of(table: LampTable, clear_m: Float64) -> list[Projector]:
    """One projector a lamp, four for beacons; clear_m (N,): how far before its place each shines from."""
    out = []
    places = table.position_m + clear_m[:, None] * ahead(table)
    for index in range(len(table)):
        kind = PHOTOMETRIES[int(table.photometry[index])]
        forward, left, up = table.axes[index]
        for turn in [k * 0.5 * math.pi for k in range(4)] if kind == "beacon" else [0.0]:
            c, s = math.cos(turn), math.sin(turn)
            out.append(
                Projector(
                    lamp=index,
                    kind=kind,
                    position_m=places[index],
                    towards=c * forward + s * left,
                    left=c * left - s * forward,
                    up=up,
                    turn_rad=turn,
                )
            )
    return out


def projector_emitter(mi: Any, projector: Projector, intensity_cd: Float64, weight: float) -> dict[str, Any]:
    """Description of a projector of that peak intensity (3,), chosen with that weight among all emitters."""
    to_world = np.eye(4)
    # Mitsuba projects along z; its first column lies towards x and its first row towards y (measured).
    to_world[:3, :3] = np.stack([projector.left, projector.up, projector.towards], axis=1)
    to_world[:3, 3] = projector.position_m
    fov = PROJECTOR_FOV_RAD[projector.kind]
    picture = projected(projector.kind, fov, projector.turn_rad)[..., None] * intensity_cd
    return {
        "type": "projector",
        "to_world": mi.ScalarTransform4f(to_world),
        "fov": math.degrees(fov),
        "sampling_weight": weight,
        "irradiance": {
            "type": "bitmap",
            "bitmap": mi.Bitmap(np.ascontiguousarray(picture, dtype=np.float32)),
            "raw": True,
            "wrap_mode": "clamp",
        },
    }


def projected(kind: Photometry, fov_rad: float, turn_rad: float) -> Float64:
    """(PROJECTOR_PX, PROJECTOR_PX) picture that makes a relative intensity: I cos^3 / pi.

    A uniform picture of value e makes the intensity pi e / cos^3 of the angle off the axis (measured: E r^2 on a plane
    that faces the lamp); column 0 is left, row 0 up.
    """
    scale = 2.0 * math.tan(0.5 * fov_rad) / PROJECTOR_PX
    steps = (0.5 * (PROJECTOR_PX - 1) - np.arange(PROJECTOR_PX)) * scale
    y, z = np.meshgrid(steps, steps)
    cosine = 1.0 / np.sqrt(1.0 + y * y + z * z)
    h = np.arctan(y) + turn_rad
    h = np.arctan2(np.sin(h), np.cos(h))
    return np.asarray(relative_intensity(kind, h, np.arcsin(z * cosine)) * cosine**3 / math.pi, dtype=np.float64)


def facing_lx(table: LampTable, points_m: Float64, normals: Float64) -> Float64:
    """(lamps, points) illuminance of surfaces, unshadowed, luminance-like: what the strongest channel gives."""
    out = np.zeros((len(table), len(points_m)))
    for index in range(len(table)):
        offset = points_m - table.position_m[index]
        distance = np.maximum(np.linalg.norm(offset, axis=1), 0.1)
        local = (offset / distance[:, None]) @ table.axes[index].T
        kind = PHOTOMETRIES[int(table.photometry[index])]
        h, v = np.arctan2(local[:, 1], local[:, 0]), np.arcsin(np.clip(local[:, 2], -1.0, 1.0))
        cosine = np.maximum(-np.sum(offset * normals, axis=1) / distance, 0.0)
        out[index] = table.peak_cd[index] * relative_intensity(kind, h, v) * cosine / distance**2
    return out
