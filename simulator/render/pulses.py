"""What goes into a renderer and comes out for range sensors of light: pulses with a footprint, echoes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

SURFACE, MIXED, GHOST = 0, 1, 2
"""Kinds of echoes: of one surface, of several within a pulse's length, of one seen in a mirror."""

ECHOES = 3
"""Echoes kept a pulse, the strongest ones: what scanners report."""
INCIDENCE_EXPONENT = 0.25
"""Of the cosine. Rough surfaces light up towards where light came from (Oren & Nayar 1994; opposition surge), so that
they fall off slower than Lambert's law: in KITTI's scans what is recorded does not change from 25 to 87 degrees of
incidence (`docs/lidar.md`)."""
STEEPEST = 30.0
"""Depth of a footprint over its width at most (chosen: 88 degrees of incidence)."""
EDGE_M = 0.05
"""Two links this far apart in range are two surfaces of a mixed echo (chosen: ten times the range noise)."""
MAX_SUB_RAYS = 32
"""Bits of the kernel's set of rays that still belong to no echo, less one for a mirrored ray."""

VELOCITY_STEP_S = 1e-3
"""Over which a link's motion is differenced."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pulses:
    """N pulses of light in the world frame, all with the same footprint of S rays.

    origin_m (N, 3), direction (N, 3) unit, time_s (N,) clip time. footprint: (S, 2) slopes of the rays across the
    axis, the first along it. reach_m: nothing farther matters. echo_gap_m: echoes of surfaces closer in range than
    this are one, which is half a pulse's length. mirrored_share: probability that a mirror's ray is followed.
    row: pulses i and i + row are neighbours like i and i + 1, so that a footprint between equal neighbours needs no
    tracing; 0 where pulses have no such order.
    """

    origin_m: Float32
    direction: Float32
    time_s: Float32
    footprint: Float32
    reach_m: float
    echo_gap_m: float
    mirrored_share: float
    row: int = 0

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Echoes:
    """Up to K echoes of N pulses through clear air, strongest first; all arrays (N, K, ...).

    range_m: 0 for none, weighted by power. power: sum over the footprint of share * reflectivity * incidence / range^2,
    1/m2: a facing wall of reflectivity 0.1 at 60 m gives 0.1 / 3600. cosine: of the angle of incidence of the strongest
    ray. instance uint16, semantic uint8. velocity_mps (N, K, 3): of the surface point, world frame. kind uint8:
    SURFACE, MIXED or GHOST.
    """

    range_m: Float32
    power: Float32
    cosine: Float32
    instance: NDArray[np.uint16]
    semantic: UInt8
    velocity_mps: Float32
    kind: UInt8


def disc_footprint(divergence_rad: float, sub_rays: int) -> Float32:
    """(S, 2) slopes of equal weight over a cone of that full angle; the first is its axis, the rest a golden spiral.

    Up to nine stand on one circle, the last of them level with the axis, so that of five one lies towards each
    neighbour on a scan's grid. Second moments are those of the uniform disc, R^2 / 4 an axis: five rays are then a
    quadrature of degree 3 (Stroud, S2 3-1 with the centre).
    """
    around = np.arange(1, sub_rays, dtype=np.float64)
    if sub_rays <= 9:
        radius, angle = np.ones(sub_rays - 1), around * (2.0 * math.pi / max(sub_rays - 1, 1))
    else:
        radius, angle = np.sqrt(around / sub_rays), around * (math.pi * (3.0 - math.sqrt(5.0)))
    if sub_rays > 1:
        radius = radius * math.sqrt(0.5 * sub_rays / float(np.sum(radius**2)))
    spread = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1) * math.tan(divergence_rad / 2.0)
    return np.concatenate([np.zeros((1, 2)), spread]).astype(np.float32)
