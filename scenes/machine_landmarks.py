"""Landmarks of vehicles and two-wheelers that their parts, lamps and faces tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, Keypoint
from scenes.part_poses import rest_poses
from scenes.pose import rotate

Float64 = NDArray[np.float64]

SIDES = (("left", 1.0), ("right", -1.0))
AXLE_M = 0.4
"""Chosen: wheels that stand so near along the vehicle are of one axle."""
UPPER_SHARE = 0.75
"""Chosen: bonnets and boots lie below this share of the height, roofs above."""
ROOF_SHARE, ROOF_RISE_M = 0.92, 0.12
"""Chosen: a roof lies above this share of its mean height, below which the pillars of cars are, and not so far beyond
it, where light bars and antennas are."""
LEAST_ROOF = 0.82
"""Chosen: of the height; what looks up lower is the tail of an open car."""
LEVEL = 0.7
"""Least upward component of a roof's face normals; chosen: 45 degrees."""
LEAST_ROOF_SHARE = 0.15
"""Chosen: of a vehicle's length; what is shorter is the frame of an open car's windscreen."""
ROOFS = frozenset({"body", "roof", "cargo"})
GRIP_M = 0.03
"""Chosen: so far from the handlebar's end the middle of a grip lies at least."""


def vehicle_points(asset: Asset) -> tuple[Keypoint, ...]:
    """Those points of the vehicle's skeleton that an asset has.

    Wheels: on the axle, where it meets the outer face, of the foremost and the hindmost axle; a single axle is a rear
    one. Lamps: the light source of the low beam and of the tail lamp farthest out. Roof corners: the points of the
    faces that look up near the top that lie farthest towards each corner.
    """
    return (*_wheels(asset), *_lamps(asset), *_roof(asset))


def two_wheeler_points(asset: Asset) -> tuple[Keypoint, ...]:
    """Those points of the two-wheeler's skeleton that an asset has: wheels' joints, saddle's top, ends of the bar."""
    return (*_cycle_wheels(asset), *_saddle(asset), *_grips(asset))


def _wheels(asset: Asset) -> Iterator[Keypoint]:
    position, rotation = rest_poses(asset)
    wheels = []
    for k, part in enumerate(asset.parts):
        if part.name.startswith("wheel") and len(part.mesh.vertices_m):
            across = rotate(rotation[k][None], part.mesh.vertices_m.astype(np.float64))[:, 1] + position[k, 1]
            wheels.append((part.name, position[k], float(across.max()), float(across.min())))
    if not wheels:
        return
    front, rear = max(place[0] for _, place, _, _ in wheels), min(place[0] for _, place, _, _ in wheels)
    axles = (("front", front), ("rear", rear)) if front - rear > AXLE_M else (("rear", rear),)
    for axle, x_m in axles:
        for side, sign in SIDES:
            own = [w for w in wheels if abs(w[1][0] - x_m) < AXLE_M / 2 and sign * (w[2] + w[3]) > 0.2]
            if own:
                name, place, high, low = max(own, key=lambda w: sign * (w[2] + w[3]))
                outer = high if sign > 0 else low
                yield _point(f"wheel_{axle}_{side}", (place[0], outer, place[2]), name)


def _lamps(asset: Asset) -> Iterator[Keypoint]:
    position, rotation = rest_poses(asset)
    for point, kind in (("head_lamp", "head"), ("tail_lamp", "tail")):
        places = [
            (rotate(rotation[lamp.part], np.array(lamp.T_part_lamp.translation_m)) + position[lamp.part], lamp.part)
            for lamp in asset.lamps
            if lamp.lamp == kind and "plate" not in lamp.name
        ]
        for side, sign in SIDES:
            own = [(place, part) for place, part in places if sign * place[1] > 0.1]
            if own:
                place, part = max(own, key=lambda one: sign * one[0][1])
                yield _point(f"{point}_{side}", place, asset.parts[part].name)


def _roof(asset: Asset) -> Iterator[Keypoint]:
    box = asset.box
    parts = [part.name for part in asset.parts if not part.name.startswith(("wheel", "door"))]
    faces = [_faces(asset, name, ROOFS, least_up=LEVEL) for name in parts]
    points = np.concatenate(faces)
    level_m = _mean_height(points, box.T_body_box.translation_m[2] + UPPER_SHARE * box.height_m)
    owner = np.repeat(np.arange(len(parts)), [3 * len(own) for own in faces])
    points = points.reshape(-1, 3)
    high = (points[:, 2] > ROOF_SHARE * level_m) & (points[:, 2] < level_m + ROOF_RISE_M)
    points, owner = points[high], owner[high]
    length_m, width_m = np.ptp(points[:, :2], axis=0) if len(points) else (0.0, 0.0)
    low = level_m < box.T_body_box.translation_m[2] + LEAST_ROOF * box.height_m
    if low or length_m < LEAST_ROOF_SHARE * box.length_m or width_m < 2.0 * LEAST_ROOF_SHARE * box.width_m:
        return
    for end, ahead in (("front", 1.0), ("rear", -1.0)):
        for side, sign in SIDES:
            place = int(np.argmax(ahead * points[:, 0] / length_m + sign * points[:, 1] / width_m))
            yield _point(f"roof_{end}_{side}", points[place], parts[int(owner[place])])


def _mean_height(triangles: Float64, floor_m: float) -> float:
    """Of triangles (N, 3, 3) above a height, by area; antennas and light bars weigh little."""
    middle = triangles[:, :, 2].mean(axis=1)
    area = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1)
    area = np.where(middle > floor_m, area, 0.0)
    return float((middle * area).sum() / max(area.sum(), 1e-12))


def _cycle_wheels(asset: Asset) -> Iterator[Keypoint]:
    position, _ = rest_poses(asset)
    for k, part in enumerate(asset.parts):
        if part.name in ("wheel_front", "wheel_rear"):
            yield _point(part.name, position[k], part.name)


def _saddle(asset: Asset) -> Iterator[Keypoint]:
    for part in asset.parts:
        corners = _faces(asset, part.name, frozenset({"saddle"})).reshape(-1, 3)
        if len(corners):
            low, high = corners.min(axis=0), corners.max(axis=0)
            yield _point("saddle", (0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]), high[2]), part.name)
            return


def _grips(asset: Asset) -> Iterator[Keypoint]:
    for part in asset.parts:
        corners = _faces(asset, part.name, frozenset({"handlebar"})).reshape(-1, 3)
        if not len(corners):
            continue
        for side, sign in SIDES:
            outward = sign * corners[:, 1]
            end = corners[outward > outward.max() - 2.0 * GRIP_M]
            yield _point(f"grip_{side}", 0.5 * (end.min(axis=0) + end.max(axis=0)), part.name)
        return


def _faces(asset: Asset, part_name: str, slots: frozenset[str], *, least_up: float = -1.0) -> Float64:
    """(N, 3, 3) corners, body frame, of a part's faces of some slots that look up enough."""
    k = next(index for index, part in enumerate(asset.parts) if part.name == part_name)
    mesh = asset.parts[k].mesh
    position, rotation = rest_poses(asset)
    wanted = np.array([slot.part in slots for slot in asset.slots])
    vertices = rotate(rotation[k][None], mesh.vertices_m.astype(np.float64)) + position[k]
    triangles = vertices[mesh.faces[wanted[mesh.face_slot]]]
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    return np.asarray(triangles[normal[:, 2] > least_up * np.linalg.norm(normal, axis=1)])


def _point(name: str, place: Sequence[float] | Float64, part: str) -> Keypoint:
    return Keypoint(name=name, position_m=(float(place[0]), float(place[1]), float(place[2])), part=part)
