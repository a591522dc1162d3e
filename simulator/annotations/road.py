"""The road: lines, lanes, and what of them a camera shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

Drivable = Literal["none", "own", "other"]
DRIVABLE: tuple[Drivable, ...] = ("none", "own", "other")
"""Names of the codes of drivable pixels: no lane for vehicles; the ego's own lane; any other."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LaneLine:
    """A line along or across a road. id: constant over the clip.

    kind: of paint as OpenDRIVE names it (solid, broken, solid_solid, botts_dots ...; of solid_broken and broken_solid
    the left one first), "stop" and "crosswalk" across the road, or an edge without paint: "kerb", "edge". color: white,
    yellow ..., "" without paint. points_m: (N, 3) world frame, along the paint's middle and over its gaps, or at a
    kerb's foot, in the lane's direction of travel; of a stop line from the road's right to its left; of a crosswalk its
    outline, counter-clockwise, the first point again as the last.
    """

    id: int
    kind: str
    color: str
    points_m: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lane:
    """A lane, as far as its lines stay the same. kind: as OpenDRIVE names it (driving, biking, bus ...).

    left, right: ids of its lines in the direction of travel, None for none; of paint and kerb the paint. centre_m:
    (N, 3) world frame, in the direction of travel. is_own: the ego's origin is on it. is_same_way: one drives on it as
    the ego does.
    """

    id: int
    kind: str
    left: int | None
    right: int | None
    centre_m: Float64
    is_own: bool
    is_same_way: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadLabels:
    """Lines and lanes around the ego; none where the scene knows no lanes."""

    lines: tuple[LaneLine, ...] = ()
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LineInView:
    """A line in a camera. points_px: (M, 2) float32 inside the image; is_hidden: (M,) bool, something stands before."""

    line: int
    points_px: NDArray[np.float32]
    is_hidden: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadInView:
    """The road in a camera. drivable: (H, W) uint8, index into DRIVABLE of the pixel's surface.

    "own" is the lane that the ego is on and what of the network leads to it and follows it, at forks the way that the
    ego takes. A line that leaves the image and comes back is there several times.
    """

    lines: tuple[LineInView, ...]
    drivable: NDArray[np.uint8]
