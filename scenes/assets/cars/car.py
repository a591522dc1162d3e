"""Cars: every one drawn from its body style by a seed, with the same parts, joints and lamps."""

from __future__ import annotations

import functools
from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox
from scenes.assets.cars.body import SIDES, CarBody, CarDesign, car_body
from scenes.assets.cars.face import drawn_face
from scenes.assets.cars.fittings import ROOF_BOX_M, drawn_fittings
from scenes.assets.cars.paint import PAINTS
from scenes.assets.cars.style import CarStyle, drawn
from scenes.assets.cars.tail import drawn_tail
from scenes.assets.cars.wheel import RIMS, Rim, brake_panel, wheel_mesh
from scenes.assets.vehicles.interior import Driver
from scenes.assets.vehicles.lamps import HeadLamps, lamp_sources, lit_materials
from scenes.assets.vehicles.materials import slot_table
from scenes.assets.vehicles.shape import SIZES, Size
from scenes.assets.vehicles.skin import Panel, mirrored
from scenes.distributions import Choice
from scenes.lamp import LampSource
from scenes.material import Material
from scenes.mesh import Mesh, MeshBuilder
from scenes.pose import Pose
from scenes.streams import stream

Detail = Literal["near", "far"]
DOOR_NAMES = ("front_left", "front_right", "rear_left", "rear_right")
WIDEST_DOOR_RAD = 1.2
"""Chosen: doors stop at some 70 degrees."""
MOST_STEER_RAD = 0.7
"""Chosen: wheels turn by up to some 40 degrees."""
CLEAR, AMBER = (0.36, 0.35, 0.33), (0.50, 0.19, 0.02)
_CLEAR_SHARE = 0.6
"""Chosen: of indicators that are amber only while they shine."""
WHEEL_INSET_M = 0.012
"""How far a tyre's wall stays behind the widest body; chosen, flush."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSpec(AssetSpec):
    """A car of a body style. Parts: body, knuckles that steer, wheels that spin, and doors that stand open.

    seed: draws everything that is not given: sizes, proportions, lamps, grille, rims, fittings, plates, paint.
    detail: far has about a fifth of the triangles. driver: whether somebody sits at the wheel. head_lamps: kind of
    light source. steer_rad: angle of the front wheels, to the left positive. open_doors: (name, angle in radians).
    Sizes in metres, of the body without mirrors; None: drawn.
    """

    seed: int = 0
    detail: Detail = "near"
    driver: Driver = "none"
    head_lamps: HeadLamps = "led"
    steer_rad: float = 0.0
    open_doors: tuple[tuple[str, float], ...] = ()
    length_m: float | None = None
    width_m: float | None = None
    height_m: float | None = None
    wheelbase_m: float | None = None
    front_overhang_m: float | None = None
    wheel_radius_m: float | None = None
    tyre_width_m: float | None = None

    def __post_init__(self) -> None:
        if abs(self.steer_rad) > MOST_STEER_RAD:
            raise ValueError(f"steer_rad must lie in -{MOST_STEER_RAD}..{MOST_STEER_RAD}, got {self.steer_rad}")
        known = DOOR_NAMES[: 2 * self.style().doors]
        for name, angle in self.open_doors:
            if name not in known or not 0.0 <= angle <= WIDEST_DOOR_RAD:
                raise ValueError(
                    f"open_doors takes {', '.join(known)} with 0 to {WIDEST_DOOR_RAD} rad, got {name} {angle}"
                )

    @abstractmethod
    def style(self) -> CarStyle:
        """What all cars of the style have in common."""

    def semantic(self) -> str:
        """Class name in the ontology. Default: a car."""
        return "vehicle.car"

    def design(self) -> CarDesign:
        """All that is drawn for this car."""
        return _design(self)

    def of_any_size(self) -> Self:
        """The same car with all sizes drawn."""
        drawn_sizes: dict[str, Any] = dict.fromkeys(SIZES)
        return replace(self, **drawn_sizes)

    def size(self) -> Size:
        """True dimensions."""
        p = self.design().p
        return Size(**{field: getattr(p, field) for field in SIZES})

    def rim(self) -> Rim:
        """The design of the wheels."""
        names = tuple(RIMS)
        return RIMS[names[int(stream(self.seed, type(self).__name__, "rim").integers(len(names)))]]

    def paint(self) -> Material:
        """The paint, by its share on the road."""
        names, weights = tuple(n for n, _, _ in PAINTS), tuple(w for _, w, _ in PAINTS)
        chosen = Choice(names, weights).sample(stream(self.seed, type(self).__name__, "paint"))
        return next(material for name, _, material in PAINTS if name == chosen)

    def paint_name(self) -> str:
        """Name of the paint's material: `paint` may be another colour on another actor."""
        return "paint"

    def extra_panels(self, body: CarBody) -> list[Panel]:
        """What a kind of car has beside its style: beacons. Default: nothing."""
        del body
        return []

    def extra_lamps(self, body: CarBody) -> tuple[LampSource, ...]:
        """The lights of these. Default: none."""
        del body
        return ()

    def extra_materials(self) -> dict[str, Material]:
        """Materials that differ from those of all cars. Default: none."""
        return {}

    def livery_m(self) -> float:
        """Height of a band in another colour along the sides. Default: none."""
        return 0.0

    def box_height_m(self) -> float:
        """Height of the nominal box: with a roof box, without an aerial."""
        design = self.design()
        return design.p.height_m + (ROOF_BOX_M[1] if design.fittings.roof_box else 0.0)

    def nominal(self) -> BodyBox:
        """The nominal box: the body without mirrors."""
        size = self.size()
        return BodyBox(
            length_m=size.length_m,
            width_m=size.width_m,
            height_m=self.box_height_m(),
            T_body_box=Pose(translation_m=(size.length_m / 2 - size.rear_overhang_m, 0.0, 0.0)),
        )

    def build(self) -> Asset:
        """The car with parts body, knuckle_front_*, wheel_*_*, door_*_*."""
        design = self.design()
        skins = car_body(design, tuple(name for name, _ in self.open_doors), near=self.detail == "near")
        size = self.size()
        body = _mesh([*skins.panels, *self.extra_panels(skins), *_rear_brakes(size, self.rim())])
        lit = {name: made for name, made in lit_materials(body, self.head_lamps) if name != "paint"}
        lit |= {self.paint_name(): self.paint(), **self.extra_materials()}
        materials = {**lit, **self._indicators(lit)}
        doors = (
            AssetPart(
                name=f"door_{name}",
                mesh=_mesh(panels),
                parent=0,
                T_parent_part=Pose(translation_m=skins.hinges[name]),
                axis=(0.0, 0.0, 1.0),
            )
            for name, panels in skins.doors.items()
        )
        return Asset(
            name=type(self).__name__.lower(),
            semantic=self.semantic(),
            parts=(AssetPart(name="body", mesh=body), *self._wheels(size), *doors),
            slots=tuple(
                replace(slot, material=self.paint_name()) if slot.material == "paint" else slot
                for slot in slot_table(self.semantic())
            ),
            materials=tuple(materials.items()),
            lamps=(*lamp_sources(body, self.head_lamps), *self.extra_lamps(skins)),
            box=self.nominal(),
        )

    def joint_angles(self, distance_m: NDArray[np.float64], speed_mps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Joint angles (T, parts): wheels roll without slipping over `distance_m` (T,), knuckles steer, doors stand."""
        del speed_mps
        rolled = np.asarray(distance_m, dtype=np.float64) / self.size().wheel_radius_m
        still, steer = np.zeros_like(rolled), np.full_like(rolled, self.steer_rad)
        doors = [np.full_like(rolled, -angle if name.endswith("left") else angle) for name, angle in self._doors()]
        return np.stack([still, steer, steer, rolled, rolled, rolled, rolled, *doors], axis=1)

    def _indicators(self, lit: dict[str, Material]) -> dict[str, Material]:
        """Indicators in clear glass or amber, as the car's designers chose."""
        front, rear = stream(self.seed, type(self).__name__, "indicators").random(2)
        looks = {"indicator_front_left": front, "indicator_front_right": front}
        looks |= {"indicator_left": rear, "indicator_right": rear}
        return {
            name: replace(lit[name], base_color=CLEAR if share < _CLEAR_SHARE else AMBER)
            for name, share in looks.items()
        }

    def _doors(self) -> list[tuple[str, float]]:
        """Open doors in the order of the parts."""
        order = [f"{door}_{side}" for side in SIDES for door in ("front", "rear")]
        return sorted(self.open_doors, key=lambda entry: order.index(entry[0]))

    def _wheels(self, size: Size) -> list[AssetPart]:
        sides = 32 if self.detail == "near" else 16
        rim, radius, width = self.rim(), size.wheel_radius_m, size.tyre_width_m
        y = size.width_m / 2 - WHEEL_INSET_M - width / 2
        meshes = {side: wheel_mesh(radius, width, rim, left=side == "left", sides=sides) for side in SIDES}
        brake = brake_panel(radius, width, rim)
        brakes = {"left": _mesh([brake]), "right": _mesh([mirrored(brake)])}
        away = {"left": y, "right": -y}
        knuckles = [
            AssetPart(
                name=f"knuckle_front_{side}",
                mesh=brakes[side],
                parent=0,
                T_parent_part=Pose(translation_m=(size.wheelbase_m, away[side], radius)),
                axis=(0.0, 0.0, 1.0),
            )
            for side in SIDES
        ]
        front = [
            AssetPart(name=f"wheel_front_{side}", mesh=meshes[side], parent=1 + index)
            for index, side in enumerate(SIDES)
        ]
        rear = [
            AssetPart(
                name=f"wheel_rear_{side}",
                mesh=meshes[side],
                parent=0,
                T_parent_part=Pose(translation_m=(0.0, away[side], radius)),
            )
            for side in SIDES
        ]
        return [*knuckles, *front, *rear]


@functools.lru_cache(maxsize=1024)
def _design(car: VehicleSpec) -> CarDesign:
    """Kept, since whoever looks for room beside cars asks for their boxes some thousand times a scene."""
    style, name = car.style(), type(car).__name__
    given = {field: value for field in SIZES if (value := getattr(car, field)) is not None}
    return CarDesign(
        style=style,
        p=drawn(style, stream(car.seed, name, "proportions"), given),
        face=drawn_face(stream(car.seed, name, "face")),
        tail=drawn_tail(stream(car.seed, name, "tail"), style.rear),
        fittings=drawn_fittings(stream(car.seed, name, "fittings"), style.rear, style.roof),
        driver=car.driver,
        livery_m=car.livery_m(),
    )


def _mesh(panels: list[Panel]) -> Mesh:
    builder = MeshBuilder()
    for panel in panels:
        used = np.zeros(len(panel.vertices_m), dtype=bool)
        used[panel.faces] = True
        number = np.cumsum(used) - 1
        builder.add(panel.vertices_m[used], number[panel.faces], panel.skin, normals=panel.normals)
    return builder.build()


def _rear_brakes(size: Size, rim: Rim) -> list[Panel]:
    """Calipers of the rear wheels, which belong to the body."""
    y = size.width_m / 2 - WHEEL_INSET_M - size.tyre_width_m / 2
    panel = brake_panel(size.wheel_radius_m, size.tyre_width_m, rim)
    left = Panel(panel.vertices_m + np.array([0.0, y, size.wheel_radius_m]), panel.faces, panel.skin)
    return [left, mirrored(left)]
