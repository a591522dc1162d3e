"""Vehicles of several rigid members: surfaces are collected member by member, with lamps, and become one asset."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.asset import Asset, AssetPart, BodyBox, Slot
from scenes.assets.heavy.materials import COATS, HEAVY_MATERIALS, LAMP_KINDS
from scenes.assets.shaping.shapes import Patch
from scenes.lamp import LampSource, aimed
from scenes.material import Material
from scenes.mesh import Mesh, MeshBuilder
from scenes.pose import Part, Pose, axis_angle

Float64 = NDArray[np.float64]
Point = tuple[float, float, float]

WHEEL_SLOTS: tuple[tuple[str, str], ...] = (
    ("tyre", "wheel"),
    ("rim", "wheel"),
    ("hub", "wheel"),
    ("wheel_dark", "wheel"),
)
"""The first slots of every heavy vehicle, so that all of them share the meshes of their wheels."""


@dataclass(eq=False, slots=True)
class _Member:
    name: str
    parent: str
    pose: Pose[Part, Part]
    axis: Point
    builder: MeshBuilder = field(default_factory=MeshBuilder)
    mesh: Mesh | None = None


class Assembly:
    """A vehicle in the making. `body` is its root member; the frame of every other one is its joint's.

    materials: those of this vehicle alone, by name.
    """

    def __init__(self, materials: Mapping[str, Material]) -> None:
        self._materials = {**HEAVY_MATERIALS, **materials}
        self._slots: dict[tuple[str, str], int] = {slot: k for k, slot in enumerate(WHEEL_SLOTS)}
        self._members = {"body": _Member("body", "", Pose(), (0.0, 1.0, 0.0))}
        self._lamps: list[LampSource] = []
        self._areas: dict[str, list[float]] = {}

    def paint(self, name: str) -> None:
        """Makes `paint`, which appearances may replace, the lacquer of that name."""
        self._materials["paint"] = COATS[name]

    def member(
        self,
        name: str,
        at_m: Point,
        axis: Point = (0.0, 1.0, 0.0),
        parent: str = "body",
        mesh: Mesh | None = None,
        yaw_rad: float = 0.0,
    ) -> None:
        """A further rigid member whose joint is at a point of its parent; axis: of the joint, in the new frame."""
        self._members[name] = _Member(name, parent, Pose.planar(at_m[0], at_m[1], yaw_rad, at_m[2]), axis, mesh=mesh)

    def add(
        self, patch: Patch, material: str, part: str = "body", crease_rad: float = 0.0, member: str = "body"
    ) -> None:
        """A surface of one material. crease_rad: 0 for flat shading."""
        self._members[member].builder.add(*patch, self.slot(material, part), crease_rad=crease_rad)

    def add_cells(self, patch: Patch, kinds: Sequence[tuple[str, str]], index: ArrayLike, member: str = "body") -> None:
        """A smooth surface of several materials: kinds are (material, part), index (F,) says which a face is."""
        slots = np.array([self.slot(*kind) for kind in kinds], dtype=np.int32)
        self._members[member].builder.add(*patch, slots[np.asarray(index)], crease_rad=0.6)

    def slot(self, material: str, part: str) -> int:
        """The index of a slot, made where it is new. Raises KeyError for a material that is not known."""
        if material not in self._materials:
            raise KeyError(material)
        return self._slots.setdefault((material, part), len(self._slots))

    def lamp(
        self,
        kind: str,
        name: str,
        patch: Patch,
        centre_m: ArrayLike,
        area_m2: float,
        ahead: Point,
        member: str = "body",
        part: str = "lamp",
    ) -> None:
        """A lens and its light. centre_m: just before the lens. area_m2: of the lens, seen along `ahead`."""
        found = LAMP_KINDS[kind]
        self.add(patch, found.material, part, crease_rad=0.6, member=member)
        self._areas.setdefault(kind, []).append(area_m2)
        self._lamps.append(
            LampSource(
                name=name,
                part=list(self._members).index(member),
                lamp=found.lamp,
                photometry=found.photometry,
                T_part_lamp=aimed(centre_m, ahead),
                peak_cd=found.peak_cd,
                color=found.color,
                radius_m=math.sqrt(area_m2 / math.pi),
            )
        )

    def light(self, source: LampSource) -> None:
        """A light without a lens of its own."""
        self._lamps.append(source)

    def build(self, name: str, semantic: str, box: BodyBox) -> Asset:
        """The asset. Lenses shine as bright as their lamps' intensity over their area asks for."""
        materials = self._lit()
        used = {material for material, _ in self._slots}
        names = list(self._members)
        parts = tuple(
            AssetPart(
                name=m.name,
                mesh=m.mesh or m.builder.build(),
                parent=names.index(m.parent) if m.parent else -1,
                T_parent_part=m.pose,
                axis=m.axis,
            )
            for m in self._members.values()
        )
        return Asset(
            name=name,
            semantic=semantic,
            parts=parts,
            slots=tuple(Slot(material=m, part=p, semantic=semantic) for m, p in self._slots),
            materials=tuple((key, made) for key, made in materials.items() if key in used),
            box=box,
            lamps=tuple(self._lamps),
        )

    def _lit(self) -> dict[str, Material]:
        out = dict(self._materials)
        for kind, areas in self._areas.items():
            found = LAMP_KINDS[kind]
            luminance = found.shown_cd / float(np.mean(areas))
            out[found.material] = replace(
                out[found.material], lamp=found.lamp, emission_cd_m2=luminance, emission_color=found.color
            )
        return out


def turned(patch: Patch, axis: Point, angle_rad: float, about_m: Point = (0.0, 0.0, 0.0)) -> Patch:
    """A patch turned about an axis through a point."""
    x, y, z, w = (float(q) for q in axis_angle(axis, angle_rad))
    pose: Pose[Part, Part] = Pose(rotation_xyzw=(x, y, z, w))
    centre = np.asarray(about_m, dtype=np.float64)
    return pose.apply(patch[0] - centre) + centre, patch[1]
