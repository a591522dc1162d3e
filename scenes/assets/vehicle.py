"""Puts a vehicle together: body, fittings, interior and four rolling wheels."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox
from scenes.assets.vehicle_cabin import Cabin, cabin_panel
from scenes.assets.vehicle_fittings import fitting_panels
from scenes.assets.vehicle_hull import Hull
from scenes.assets.vehicle_interior import Driver, interior_panel
from scenes.assets.vehicle_lamps import HeadLamps, lamp_sources, lit_materials
from scenes.assets.vehicle_materials import slot_table
from scenes.assets.vehicle_shape import Shape, Size
from scenes.assets.vehicle_shell import shell_panel
from scenes.assets.wheel import wheel_mesh
from scenes.mesh import MeshBuilder
from scenes.pose import Pose

WHEEL_INSET_M = 0.02
"""How far a tyre's outer wall stays behind the widest body. Chosen: flush with the arch, which tucks in below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSpec(AssetSpec):
    """A four-wheeled vehicle that is defined by its true size and its style's shape. The wheels are parts 1 to 4.

    driver: whether somebody sits at the wheel. head_lamps: kind of light source in them.
    """

    driver: Driver = "none"
    head_lamps: HeadLamps = "led"
    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    front_overhang_m: float
    wheel_radius_m: float
    tyre_width_m: float

    def size(self) -> Size:
        """True dimensions."""
        return Size(
            length_m=self.length_m,
            width_m=self.width_m,
            height_m=self.height_m,
            wheelbase_m=self.wheelbase_m,
            front_overhang_m=self.front_overhang_m,
            wheel_radius_m=self.wheel_radius_m,
            tyre_width_m=self.tyre_width_m,
        )

    @abstractmethod
    def shape(self) -> Shape:
        """Proportions of the style."""

    @abstractmethod
    def semantic(self) -> str:
        """Class name in the ontology."""

    def build(self) -> Asset:
        """The vehicle with parts body, wheel_front_left, wheel_front_right, wheel_rear_left, wheel_rear_right."""
        size = self.size()
        middle_m = size.length_m / 2 - size.rear_overhang_m
        body = _body(size, self.shape(), self.driver)
        return Asset(
            name=type(self).__name__.lower(),
            semantic=self.semantic(),
            parts=(body, *_wheels(size)),
            slots=slot_table(self.semantic()),
            materials=lit_materials(body.mesh, self.head_lamps),
            lamps=lamp_sources(body.mesh, self.head_lamps),
            box=BodyBox(
                length_m=size.length_m,
                width_m=size.width_m,
                height_m=size.height_m,
                T_body_box=Pose(translation_m=(middle_m, 0.0, 0.0)),
            ),
        )

    def joint_angles(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Joint angles (T, 5): wheels roll without slipping over `distance_m` (T,)."""
        del speed_mps
        rolled = np.asarray(distance_m, dtype=np.float64) / self.size().wheel_radius_m
        return np.stack([np.zeros_like(rolled), rolled, rolled, rolled, rolled], axis=1)


def _body(size: Size, shape: Shape, driver: Driver) -> AssetPart:
    cabin = Cabin(Hull(size, shape))
    builder = MeshBuilder()
    for panel in (shell_panel(cabin), cabin_panel(cabin), *fitting_panels(cabin), interior_panel(cabin, driver)):
        builder.add(panel.vertices_m, panel.faces, panel.skin)
    return AssetPart(name="body", mesh=builder.build())


def _wheels(size: Size) -> list[AssetPart]:
    side_m = size.width_m / 2 - WHEEL_INSET_M - size.tyre_width_m / 2
    meshes = {
        side: wheel_mesh(size.wheel_radius_m, size.tyre_width_m, left=side == "left") for side in ("left", "right")
    }
    return [
        AssetPart(
            name=f"wheel_{end}_{side}",
            mesh=meshes[side],
            parent=0,
            T_parent_part=Pose(translation_m=(x, side_m if side == "left" else -side_m, size.wheel_radius_m)),
        )
        for end, x in (("front", size.wheelbase_m), ("rear", 0.0))
        for side in ("left", "right")
    ]
