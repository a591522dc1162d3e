"""Assets: geometry with articulated parts, true dimensions, class and licence; made by frozen specifications."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset_cache import asset_cache
from scenes.errors import SceneError
from scenes.lamp import LampSource
from scenes.material import Material
from scenes.mesh import Mesh
from scenes.pose import Body, Box, Part, Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a face is made of and belongs to: a material's name, a part's name and a class name of the ontology."""

    material: str
    part: str
    semantic: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AssetPart:
    """One rigid part. Its pose is `T_body_parent @ T_parent_part @ rotation(axis, joint angle)`.

    parent: index of an earlier part in the asset, or -1 for the body frame. axis: joint axis in the part's frame.
    """

    name: str
    mesh: Mesh
    parent: int = -1
    T_parent_part: Pose[Part, Part] = Pose()
    axis: tuple[float, float, float] = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keypoint:
    """A named point of a thing, in the body frame while all joints are at zero.

    part: name of the part with which it moves; empty: the root part.
    """

    name: str
    position_m: tuple[float, float, float]
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyBox:
    """The nominal 3D box of a body: size along x, y, z and the pose of its bottom centre in the body frame."""

    length_m: float
    width_m: float
    height_m: float
    T_body_box: Pose[Body, Box] = Pose()

    @classmethod
    def around(cls, points_m: NDArray[np.float64]) -> BodyBox:
        """The upright box around points (N, 3) in the body frame; flat things are a millimetre high."""
        low, high = points_m.min(axis=0), points_m.max(axis=0)
        x, y, _ = 0.5 * (low + high)
        length, width, height = (float(size) for size in np.maximum(high - low, 1e-3))
        foot: Pose[Body, Box] = Pose(translation_m=(float(x), float(y), float(low[2])))
        return cls(length_m=length, width_m=width, height_m=height, T_body_box=foot)

    @property
    def middle_m(self) -> float:
        """Where the box's centre lies along the body's x axis."""
        return self.T_body_box.translation_m[0]

    @property
    def front_m(self) -> float:
        """Where the box's front face lies along the body's x axis."""
        return self.middle_m + 0.5 * self.length_m


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Asset:
    """Geometry and materials of one kind of thing. Part 0 is the root part.

    semantic: class name in the ontology. materials: (name, material) pairs that an actor's appearance may override.
    """

    name: str
    semantic: str
    parts: tuple[AssetPart, ...]
    slots: tuple[Slot, ...]
    materials: tuple[tuple[str, Material], ...]
    box: BodyBox
    lamps: tuple[LampSource, ...] = ()
    licence: str = "Apache-2.0 (made by code of this project)"
    keypoints: tuple[Keypoint, ...] = ()

    def __post_init__(self) -> None:
        known = dict(self.materials)
        for slot in self.slots:
            if slot.material not in known:
                raise ValueError(f"asset {self.name}: slot refers to missing material '{slot.material}'")
        for index, part in enumerate(self.parts):
            if part.parent >= index:
                raise ValueError(f"asset {self.name}: part '{part.name}' must come after its parent")
            if len(part.mesh.face_slot) and part.mesh.face_slot.max() >= len(self.slots):
                raise ValueError(f"asset {self.name}: part '{part.name}' refers to a missing slot")

    @property
    def triangles(self) -> int:
        """Triangles over all parts."""
        return sum(part.mesh.triangles for part in self.parts)


CollisionShape = Literal["hull", "box", "sphere", "cylinder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetSpec(ABC):
    """A frozen description from which an asset is built; equal descriptions build equal assets."""

    @abstractmethod
    def build(self) -> Asset:
        """Makes the geometry. Pure: no random state, no files changed."""

    @classmethod
    def examples(cls) -> Iterable[Mapping[str, Any]]:
        """Values that show the family at its best, one mapping for each thing; default: none, every choice in turn."""
        return ()

    def joint_angles(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Joint angles (T, number of parts) in radians after travelling `distance_m` (T,) at `speed_mps` (T,).

        The rows are one body's series in order of time: strides are summed along it where the speed changes.
        Bodies without moving parts keep every joint at zero.
        """
        del speed_mps
        return np.zeros((len(distance_m), len(asset_of(self).parts)))

    def root_height(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far (T,) metres all parts are lifted above the body's own pose, for the same series as `joint_angles`.

        Bodies whose joints change their reach (legs) stay on the ground with it; the 3D box is not lifted. Default: 0.
        """
        del speed_mps
        return np.zeros(len(distance_m))

    def semantic(self) -> str:
        """The asset's class; kinds that know it without building their geometry say so, for listing many."""
        return asset_of(self).semantic

    def nominal(self) -> BodyBox:
        """The asset's box; kinds that know it without building their geometry say so, for placing many."""
        return asset_of(self).box

    def companion(self) -> AssetSpec | None:
        """What carries it and shares its body frame, such as a rider's machine; None: it stands by itself."""
        return None

    def collision(self) -> CollisionShape:
        """What the body is to physics: the convex hull of its geometry (of vehicles: a few, without their wheels), its
        nominal box, the sphere whose diameter is the box's height, or the cylinder across the box (a wheel).
        """
        return "hull"


@functools.lru_cache(maxsize=512)
def asset_of(spec: AssetSpec) -> Asset:
    """The asset of a description, built or read from the cache once a process.

    Raises SceneError that names the description of broken geometry.
    """
    try:
        return asset_cache().asset(spec, spec.build)
    except ValueError as fault:
        raise SceneError(f"asset {spec}: {fault}") from fault
