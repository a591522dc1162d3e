"""Assets of several parts put together from solids and contoured surfaces, each under the name of its joint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.asset import Asset, AssetPart, BodyBox, Keypoint, Slot
from scenes.assets.shaping.contour import Surface
from scenes.assets.shaping.shapes import Patch
from scenes.lamp import LampSource
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Part, Pose

Float64 = NDArray[np.float64]
Axis = tuple[float, float, float]

ROUND_RAD = 0.9
"""Crease angle that smooths round surfaces of eight or more sides."""
ABOUT_Y: Axis = (0.0, 1.0, 0.0)
"""Positive angles roll forward, lean forward, and bend knees."""
BEND: Axis = (0.0, -1.0, 0.0)
"""Positive angles swing what hangs forward."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cover:
    """A surface on a part. materials: by label of its faces. part: the part kind in the ontology.

    normals: (F, 3, 3) unit, or None: averaged within crease_rad.
    """

    patch: Patch
    materials: tuple[str, ...]
    part: str
    label: NDArray[np.int64] | None = None
    normals: Float64 | None = None
    crease_rad: float = ROUND_RAD


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Limb:
    """A part to be: its joint, and the surfaces that it carries in its own frame. parent: empty for the body."""

    name: str
    covers: Sequence[Cover]
    parent: str = ""
    T_parent_part: Pose[Part, Part] = field(default_factory=Pose)
    axis: Axis = ABOUT_Y


def solid(patch: Patch, material: str, part: str, crease_rad: float = ROUND_RAD) -> Cover:
    """A patch of one material."""
    return Cover(patch=patch, materials=(material,), part=part, crease_rad=crease_rad)


def skin(surface: Surface, materials: str | tuple[str, ...], part: str) -> Cover:
    """A contoured surface; with several materials one for every label."""
    names = (materials,) if isinstance(materials, str) else materials
    return Cover(
        patch=(surface.vertices_m, surface.faces),
        materials=names,
        part=part,
        label=surface.label,
        normals=surface.corner_normals,
    )


def shifted(cover: Cover, offset_m: ArrayLike) -> Cover:
    """The cover elsewhere."""
    vertices, faces = cover.patch
    return Cover(
        patch=(vertices + np.asarray(offset_m, dtype=np.float64), faces),
        materials=cover.materials,
        part=cover.part,
        label=cover.label,
        normals=cover.normals,
        crease_rad=cover.crease_rad,
    )


def reflected(cover: Cover, part: str = "") -> Cover:
    """The mirror image across the x-z plane, as part kind `part` or as before."""
    flip = np.array([1.0, -1.0, 1.0])
    vertices, faces = cover.patch
    return Cover(
        patch=(vertices * flip, faces[:, ::-1]),
        materials=cover.materials,
        part=part or cover.part,
        label=cover.label,
        normals=None if cover.normals is None else cover.normals[:, ::-1] * flip,
        crease_rad=cover.crease_rad,
    )


def articulated(
    name: str,
    semantic: str,
    limbs: Sequence[Limb],
    materials: dict[str, Material],
    box: BodyBox,
    lamps: tuple[LampSource, ...] = (),
    keypoints: tuple[Keypoint, ...] = (),
    always: Sequence[str] = (),
) -> Asset:
    """The asset of these parts in their order; only materials that are used come with it, and those of `always`."""
    keys = list(dict.fromkeys((m, c.part) for limb in limbs for c in limb.covers for m in _used(c)))
    index = {limb.name: k for k, limb in enumerate(limbs)}
    parts = tuple(
        AssetPart(
            name=limb.name,
            mesh=_mesh(limb, keys).build(),
            parent=index[limb.parent] if limb.parent else -1,
            T_parent_part=limb.T_parent_part,
            axis=limb.axis,
        )
        for limb in limbs
    )
    used = {material for material, _ in keys} | set(always)
    return Asset(
        name=name,
        semantic=semantic,
        parts=parts,
        slots=tuple(Slot(material=material, part=part, semantic=semantic) for material, part in keys),
        materials=tuple((key, material) for key, material in materials.items() if key in used),
        box=box,
        lamps=lamps,
        keypoints=keypoints,
    )


def vec(x: float, y: float, z: float) -> Float64:
    """A vector (3,)."""
    return np.array([x, y, z], dtype=np.float64)


def at(x_m: float, y_m: float, z_m: float) -> Pose[Part, Part]:
    """A joint at a place, not turned."""
    return Pose(translation_m=(float(x_m), float(y_m), float(z_m)))


def _used(cover: Cover) -> tuple[str, ...]:
    """Materials that faces have."""
    if cover.label is None:
        return cover.materials[:1]
    return tuple(cover.materials[k] for k in np.unique(cover.label))


def _mesh(limb: Limb, keys: list[tuple[str, str]]) -> MeshBuilder:
    builder = MeshBuilder()
    for cover in limb.covers:
        label = np.zeros(len(cover.patch[1]), dtype=np.int64) if cover.label is None else cover.label
        slots = np.array([keys.index((m, cover.part)) if (m, cover.part) in keys else -1 for m in cover.materials])
        builder.add(*cover.patch, slot=slots[label], crease_rad=cover.crease_rad, normals=cover.normals)
    return builder
