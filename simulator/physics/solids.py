"""What bodies and the ground are to the contact solver: boxes, spheres, cylinders and convex hulls."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec, CollisionShape, asset_of
from scenes.pose import Box, Pose, World, multiply_quaternions, rotate
from scenes.roads.network import Lane, RoadNetwork
from simulator.physics.articulation import is_unsprung, rest_poses
from simulator.physics.hulls import body_hulls, mass_properties, support_points, vertices_of
from simulator.physics.suspension import CG_SHARE, LEAST_BASE_M

Float64 = NDArray[np.float64]

SLAB_M = 1.0
"""Chosen: pavements are this thick, so that nothing sinks through them."""
YAW_SHARE = 0.85
"""Chosen: a car's yaw inertia over that of a full box of its size: 1500 kg of 4.7 m have some 2700 kg m2."""
CLEARANCE_SHARE = 0.6
"""Chosen: of the wheels' radius, how high a body without a shape of its own is above the ground."""
SKIRT_M = 0.03
SKIRT_FROM_M = 0.4
"""Chosen: what a led vehicle has lower than this goes down to the skirt's height."""
WHEEL_SHARE = 0.75
"""Chosen: radius of what collides of a wheel over its own: tyres and springs carry, rims hit kerbs."""
WHEEL_CORNERS = 16
WHEEL_WIDTH_M, RIM_WIDTH_M = 0.2, 0.05
"""Chosen: of what collides of a car's and of a bicycle's wheel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A wheel of a vehicle. part: of its asset. hub_m: its centre in the body frame; the tyre reaches z = 0."""

    part: int
    hub_m: tuple[float, float, float]

    @property
    def radius_m(self) -> float:
        """Of the tyre."""
        return self.hub_m[2]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Solid:
    """A rigid shape about its own centre of mass.

    half_m: half extents of the box around it; of a sphere all are its radius. centre_m, turn_xyzw: its centre of mass
    and rotation in the body frame. hulls: (N, 3) corners of each convex piece about the centre, of hulls alone.
    inertia_m2: moments of inertia per mass about its axes; None: as Bullet has it for the shape.
    """

    shape: CollisionShape
    half_m: tuple[float, float, float]
    centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turn_xyzw: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    hulls: tuple[Float64, ...] = ()
    inertia_m2: tuple[float, float, float] | None = None

    @property
    def radius_m(self) -> float:
        """Radius of a sphere around its centre that holds it."""
        if self.shape == "sphere":
            return self.half_m[2]
        if self.hulls:
            return max(float(np.sqrt((hull**2).sum(axis=1).max())) for hull in self.hulls)
        return math.dist(self.half_m, (0.0, 0.0, 0.0))

    def from_body(self, position_m: Float64, rotation_xyzw: Float64) -> tuple[Float64, Float64]:
        """Poses (T, 3), (T, 4) of the solid from those of the body frame."""
        centre = np.broadcast_to(np.array(self.centre_m), position_m.shape)
        turn = multiply_quaternions(rotation_xyzw, np.array(self.turn_xyzw))
        return position_m + rotate(rotation_xyzw, centre), turn

    def to_body(self, position_m: Float64, rotation_xyzw: Float64) -> tuple[Float64, Float64]:
        """Poses (T, 3), (T, 4) of the body frame from those of the solid."""
        x, y, z, w = self.turn_xyzw
        turn = multiply_quaternions(rotation_xyzw, np.array((-x, -y, -z, w)))
        centre = np.broadcast_to(np.array(self.centre_m), position_m.shape)
        return position_m - rotate(turn, centre), turn


@functools.lru_cache(maxsize=1024)
def solid_of(spec: AssetSpec) -> Solid:
    """The solid of an asset, by what it says it is to collisions."""
    asset, shape = asset_of(spec), spec.collision()
    wheels = wheels_of(spec)
    if wheels:
        return _vehicle(asset, shape, wheels)
    if shape == "hull":
        return _hull(asset)
    box = asset.box
    centre = box.T_body_box.apply(np.array([0.0, 0.0, 0.5 * box.height_m]))
    return Solid(
        shape=shape,
        half_m=(0.5 * box.length_m, 0.5 * box.width_m, 0.5 * box.height_m),
        centre_m=_triple(centre),
        turn_xyzw=box.T_body_box.rotation_xyzw,
    )


@functools.lru_cache(maxsize=1024)
def skirted(spec: AssetSpec) -> Solid:
    """The same of something that is led: a vehicle reaches down to the ground, so that it drives over nothing small."""
    solid = solid_of(spec)
    if not wheels_of(spec):
        return solid
    foot = SKIRT_M - solid.centre_m[2]
    hulls = []
    for hull in solid.hulls:
        below = hull[hull[:, 2] < foot + SKIRT_FROM_M].copy()
        below[:, 2] = foot
        hulls.append(np.concatenate([hull, below]))
    return replace(solid, hulls=tuple(hulls))


@functools.lru_cache(maxsize=1024)
def wheels_of(spec: AssetSpec) -> tuple[Wheel, ...]:
    """The wheels of a vehicle that stands on at least two, one behind the other; none for all else."""
    asset = asset_of(spec)
    if not asset.semantic.startswith("vehicle."):
        return ()
    at, _ = rest_poses(asset)
    hubs = [k for k in range(len(asset.parts)) if asset.parts[k].name.startswith("wheel") and at[k, 2] > 0.05]
    if len(hubs) < 2 or np.ptp(at[hubs, 0]) < LEAST_BASE_M:
        return ()
    return tuple(Wheel(part=k, hub_m=_triple(at[k])) for k in hubs)


def is_single_track(wheels: tuple[Wheel, ...]) -> bool:
    """Whether all wheels stand in one line, as those of bicycles do: it falls over when nobody holds it up."""
    return all(abs(wheel.hub_m[1]) < 0.2 for wheel in wheels)


def _vehicle(asset: Asset, shape: CollisionShape, wheels: tuple[Wheel, ...]) -> Solid:
    """Its body's hulls and its rims, about a centre of gravity between the axles."""
    box = asset.box
    hubs = np.array([wheel.hub_m for wheel in wheels])
    # a trailer's axles are at its end alone: its weight is where its body is
    between = 0.5 * (hubs[:, 0].min() + hubs[:, 0].max())
    along = between if np.ptp(hubs[:, 0]) > 0.4 * box.length_m else box.middle_m
    centre = np.array([along, 0.0, CG_SHARE * box.height_m])
    single = is_single_track(wheels)
    if single and shape == "hull":
        hulls = [support_points(vertices_of(asset, [k for k in range(len(asset.parts)) if not is_unsprung(asset, k)]))]
        centre = mass_properties(hulls[0])[0]
    elif shape == "hull":
        hulls = body_hulls(asset)
    else:
        low, high = CLEARANCE_SHARE * float(hubs[:, 2].min()), box.height_m
        half = 0.5 * np.array([box.length_m, box.width_m])
        corners = itertools.product((-half[0], half[0]), (-half[1], half[1]), (low, high))
        hulls = [np.array(list(corners)) + np.array(box.T_body_box.translation_m)]
    width = RIM_WIDTH_M if single else WHEEL_WIDTH_M
    hulls = [hull - centre for hull in (*hulls, *(_rim(wheel, width) for wheel in wheels))]
    size = np.array([box.length_m, box.width_m, box.height_m])
    square = size**2 / 12.0
    return Solid(
        shape="hull",
        half_m=_triple(0.5 * size),
        centre_m=_triple(centre),
        hulls=tuple(hulls),
        inertia_m2=_triple(
            np.array([square[1] + square[2], YAW_SHARE * (square[0] + square[2]), YAW_SHARE * (square[0] + square[1])])
        ),
    )


def _rim(wheel: Wheel, width_m: float) -> Float64:
    """(N, 3) a disc about the hub, its outer side where the wheel's is."""
    angle = np.arange(WHEEL_CORNERS) * (2 * math.pi / WHEEL_CORNERS)
    ring = WHEEL_SHARE * wheel.radius_m * np.stack([np.cos(angle), np.zeros_like(angle), np.sin(angle)], axis=1)
    across = np.array([0.0, 0.5 * width_m, 0.0])
    sides = [ring - across, ring + across]
    return np.asarray(np.concatenate(sides) + np.array(wheel.hub_m), dtype=np.float64)


def _hull(asset: Asset) -> Solid:
    points = support_points(vertices_of(asset))
    centre, inertia = mass_properties(points)
    return Solid(
        shape="hull",
        half_m=_triple(0.5 * np.ptp(points, axis=0)),
        centre_m=_triple(centre),
        hulls=(points - centre,),
        inertia_m2=_triple(inertia),
    )


def _triple(values: Float64) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slab:
    """A piece of raised ground: half extents of a box, and the pose of its centre."""

    half_m: tuple[float, float, float]
    T_world_slab: Pose[World, Box]


def slabs_of(road: RoadNetwork) -> tuple[Slab, ...]:
    """Boxes under all pavements, their tops at the lanes' height; the carriageway is the plane z = 0."""
    return tuple(slab for lane in road.of_kind("pavement") for slab in _lane_slabs(lane))


def _lane_slabs(lane: Lane) -> list[Slab]:
    """One box a straight piece: pieces in line are one box, so that a ball does not catch on the seams."""
    points = [np.array(p) for p in lane.centre_m]
    corners = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if np.linalg.norm(np.cross(_unit(here - before), _unit(after - here))) > 1e-6:
            corners.append(here)
    corners.append(points[-1])
    return [_slab(a, b, lane.width_m) for a, b in itertools.pairwise(corners)]


def _slab(a: Float64, b: Float64, width_m: float) -> Slab:
    middle, along = 0.5 * (a + b), b - a
    return Slab(
        half_m=(0.5 * float(np.hypot(along[0], along[1])), 0.5 * width_m, 0.5 * SLAB_M),
        T_world_slab=Pose.planar(middle[0], middle[1], math.atan2(along[1], along[0]), float(middle[2]) - 0.5 * SLAB_M),
    )


def _unit(vector: Float64) -> Float64:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float64)
