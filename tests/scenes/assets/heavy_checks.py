"""What tests of heavy vehicles ask of assets."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.asset import Asset, AssetSpec, asset_of
from scenes.assets.heavy.fleet import HEAVY
from scenes.pose import axis_angle, rotation_of

BEYOND_THE_BODY = frozenset({"mirror", "beacon", "antenna"})
"""Parts that regulations leave out of a vehicle's dimensions."""
each = pytest.mark.parametrize("name", list(HEAVY))
EMERGENCY = ("ambulance", "ambulance_van", "fire_engine", "turntable_ladder")
WORKING = ("excavator", "wheel_loader", "road_roller", "farm_tractor", "refuse_truck")
DRAWN = ("trailer", "caravan")


def driven(name: str) -> bool:
    return not any(word in name for word in DRAWN)


def placed(spec: AssetSpec) -> list[np.ndarray]:
    """Matrices (4, 4) of all parts in the body frame, standing still."""
    asset = asset_of(spec)
    angles = spec.joint_angles(np.zeros(1), np.zeros(1))[0]
    out: list[np.ndarray] = []
    for part, angle in zip(asset.parts, angles, strict=True):
        turn = np.eye(4)
        turn[:3, :3] = rotation_of(axis_angle(part.axis, float(angle)))
        above = out[part.parent] if part.parent >= 0 else np.eye(4)
        out.append(above @ part.T_parent_part.matrix() @ turn)
    return out


def corners(spec: AssetSpec, part: int, keep: np.ndarray | None = None) -> np.ndarray:
    """Triangles (F, 3, 3) of a part in the body frame, those of the marked slots."""
    mesh = asset_of(spec).parts[part].mesh
    faces = mesh.faces if keep is None else mesh.faces[keep[mesh.face_slot]]
    at = placed(spec)[part]
    return mesh.vertices_m.astype(np.float64)[faces] @ at[:3, :3].T + at[:3, 3]


def reach(spec: AssetSpec) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper corner (3,) of all that counts as the body."""
    asset = asset_of(spec)
    body = slots_of(asset, BEYOND_THE_BODY, inside=False)
    points = np.concatenate([corners(spec, k, body).reshape(-1, 3) for k in range(len(asset.parts))])
    return points.min(axis=0), points.max(axis=0)


def slots_of(asset: Asset, parts: frozenset[str], *, inside: bool = True) -> np.ndarray:
    """Which slots belong to these parts (or to none of them)."""
    return np.array([(slot.part in parts) == inside for slot in asset.slots])
