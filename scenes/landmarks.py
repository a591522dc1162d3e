"""Where the points of a class's skeleton are on an asset, and which of its parts carries each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.asset import Asset, Keypoint
from scenes.machine_landmarks import two_wheeler_points, vehicle_points
from scenes.part_poses import rest_poses
from scenes.pose import rotate
from scenes.skeletons import PERSON, Skeleton, skeleton_of

Float64 = NDArray[np.float64]

ADULT_TRUNK_M = 0.45
"""From hips to shoulders of an adult of 1.75 m."""
ADULT_RADIUS_M: Mapping[str, float] = {
    **{"nose": 0.02, "eye": 0.02, "ear": 0.02, "shoulder": 0.07, "elbow": 0.05, "wrist": 0.035},
    **{"hip": 0.12, "knee": 0.07, "ankle": 0.055},
}
"""How deep a point of the same adult lies below its clothes, seen from the front: measured on our people."""
LEAST_DEPTH_M = 0.08
"""Of points of machines; chosen: edges of roofs are round, glass and rims stand before lamps and hubs."""

_DERIVED: Mapping[str, Callable[[Asset], tuple[Keypoint, ...]]] = {
    "vehicle": vehicle_points,
    "two_wheeler": two_wheeler_points,
}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Landmarks:
    """The K points of a skeleton on one asset.

    part: (K,) index of the part that carries it, 0 for points that the asset lacks. position_m: (K, 3) in the part's
    frame, NaN for those. depth_m: (K,) how deep the point lies below the asset's own surface where nothing else of it
    is in between: a limb's radius for a joint, little for an eye.
    """

    skeleton: Skeleton
    part: NDArray[np.int64]
    position_m: Float64
    depth_m: Float64


@functools.lru_cache(maxsize=512)
def landmarks_of(asset: Asset) -> Landmarks | None:
    """An asset's points: those that it names, and of machines what their geometry tells; None where there are none."""
    skeleton = skeleton_of(asset.semantic)
    if skeleton is None:
        return None
    derived = _DERIVED[skeleton.name](asset) if skeleton.name in _DERIVED else ()
    known = {point.name: point for point in (*derived, *asset.keypoints)}
    if not known.keys() & set(skeleton.points):
        return None
    index = {part.name: k for k, part in reversed(list(enumerate(asset.parts)))}
    carrier = np.array([index.get(known[n].part, 0) if n in known else 0 for n in skeleton.points], dtype=np.int64)
    body_m = np.array([known[name].position_m if name in known else (np.nan,) * 3 for name in skeleton.points])
    position, rotation = rest_poses(asset)
    inverse = rotation[carrier] * [-1.0, -1.0, -1.0, 1.0]
    local = rotate(inverse, body_m - position[carrier])
    depth = _limb_radii(body_m) if skeleton is PERSON else _distances(asset, carrier, body_m)
    for array in (carrier, local, depth):
        array.flags.writeable = False
    return Landmarks(skeleton=skeleton, part=carrier, position_m=local, depth_m=depth)


def _limb_radii(body_m: Float64) -> Float64:
    """(17,) radii of an adult's limbs, scaled to the trunk of these points."""
    place = PERSON.points.index
    shoulders, hips = (
        body_m[[place(f"left_{joint}"), place(f"right_{joint}")]].mean(axis=0) for joint in ("shoulder", "hip")
    )
    trunk_m = float(np.linalg.norm(shoulders - hips))
    scale = trunk_m / ADULT_TRUNK_M if np.isfinite(trunk_m) else 1.0
    return (
        np.array([ADULT_RADIUS_M[name.removeprefix("left_").removeprefix("right_")] for name in PERSON.points]) * scale
    )


def _distances(asset: Asset, carrier: NDArray[np.int64], body_m: Float64) -> Float64:
    """(K,) from each point to the nearest vertex of the part that carries it, at least LEAST_DEPTH_M."""
    position, rotation = rest_poses(asset)
    out = np.full(len(body_m), LEAST_DEPTH_M)
    for k in np.unique(carrier):
        rows = np.flatnonzero((carrier == k) & np.isfinite(body_m).all(axis=1))
        vertices = rotate(rotation[k][None], asset.parts[k].mesh.vertices_m.astype(np.float64)) + position[k]
        out[rows] = np.maximum(cKDTree(vertices).query(body_m[rows])[0], LEAST_DEPTH_M)
    return out
