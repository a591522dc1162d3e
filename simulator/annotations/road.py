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

    kind: of paint as OpenDRIVE names it (solid, broken, solid_solid ...), "stop" and "crosswalk" across the road, or an
    edge without paint: "kerb", "edge". color: white, yellow ..., "" without paint. points_m: (N, 3) world frame, in the
    lane's direction of travel.
    """

    id: int
    kind: str
    color: str
    points_m: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lane:
    """A lane. kind: as OpenDRIVE names it (driving, biking, bus ...). left, right: ids of its lines in the direction of
    travel, None for none. centre_m: (N, 3) world frame, in the direction of travel. is_own: the ego is on it.
    is_same_way: one drives on it as the ego does.
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
    """Lines and lanes around the ego."""

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
    """The road in a camera. drivable: (H, W) uint8, index into DRIVABLE of the pixel's surface."""

    lines: tuple[LineInView, ...]
    drivable: NDArray[np.uint8]
