"""Police cars: estates, sedans and sport utility vehicles with a livery and a bar of blue beacons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scenes.assets.cars.body import CarBody, CarDesign
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fittings import block, smooth_box
from scenes.assets.cars.paint import PAINTS
from scenes.assets.cars.sedan import SEDAN
from scenes.assets.cars.style import CarStyle
from scenes.assets.cars.suv import SUV
from scenes.assets.cars.wagon import WAGON
from scenes.assets.shaping.shapes import box
from scenes.assets.vehicles.materials import MATERIALS, Skin
from scenes.assets.vehicles.skin import Panel, solid
from scenes.lamp import LampSource, aimed
from scenes.light_color import color_of_chromaticity
from scenes.material import Material

BEACON_CD = 300.0
"""Effective intensity of a blue beacon by day, upwards of the 120 cd that UN R65 asks for; chosen."""
BEACON_BLUE = color_of_chromaticity(0.14, 0.10)
"""Within the blue of UN R65."""
BAR_M = 0.12
"""Height of the bar over the roof; chosen."""
_STYLES: dict[str, CarStyle] = {"wagon": WAGON, "sedan": SEDAN, "suv": SUV}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceCar(VehicleSpec):
    """A police car. body: which style it is built on."""

    body: Literal["wagon", "sedan", "suv"] = "wagon"

    def style(self) -> CarStyle:
        """That of the body."""
        return _STYLES[self.body]

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.emergency.police"

    def paint(self) -> Material:
        """Silver or white below the livery."""
        name = "silver" if self.seed % 2 == 0 else "white"
        return next(material for known, _, material in PAINTS if known == name)

    def design(self) -> CarDesign:
        """That of the body, with nothing on the roof but the bar."""
        plain = VehicleSpec.design(self)  # super() does not find a slotted dataclass
        return replace(plain, fittings=replace(plain.fittings, roof_box=False, rails=False))

    def paint_name(self) -> str:
        """Not `paint`: police cars are not painted at random."""
        return "service_paint"

    def livery_m(self) -> float:
        """Height of the band along the sides."""
        return 0.30

    def box_height_m(self) -> float:
        """Height with the bar."""
        return self.size().height_m + BAR_M

    def extra_panels(self, body: CarBody) -> list[Panel]:
        """The beacons on their bar."""
        x, z = self._bar(body)
        half = 0.60 * self.size().width_m / 2
        lens = [
            smooth_box(block((x - 0.11, y, z + 0.02), (x + 0.11, y + 0.42 * half, z + BAR_M), 1.0), Skin.BEACON, 2, 1.5)
            for y in (0.42 * half, -0.84 * half)
        ]
        middle = smooth_box(
            block((x - 0.10, -0.40 * half, z + 0.02), (x + 0.10, 0.40 * half, z + 0.10), 1.10), Skin.TRIM, 2, 1.5
        )
        foot = [
            solid(box((x - 0.05, y - 0.03, z - 0.06), (x + 0.05, y + 0.03, z + 0.03)), Skin.TRIM) for y in (-0.3, 0.3)
        ]
        return [*lens, middle, *foot]

    def extra_lamps(self, body: CarBody) -> tuple[LampSource, ...]:
        """One beacon a side, above its lens."""
        x, z = self._bar(body)
        y = 0.38 * self.size().width_m / 2
        return tuple(
            LampSource(
                name=f"beacon_{side}",
                part=0,
                lamp="beacon",
                photometry="beacon",
                T_part_lamp=aimed(np.array([x, sign * y, z + BAR_M + 0.02]), (1.0, 0.0, 0.0)),
                peak_cd=BEACON_CD,
                color=BEACON_BLUE,
                radius_m=0.05,
            )
            for side, sign in (("left", 1.0), ("right", -1.0))
        )

    def extra_materials(self) -> dict[str, Material]:
        """Lenses as bright as their intensity over their area."""
        area_m2 = 0.42 * 0.60 * self.size().width_m / 2 * (BAR_M - 0.02)
        lens = dict(MATERIALS)["beacon"]
        return {"beacon": replace(lens, lamp="beacon", emission_cd_m2=BEACON_CD / area_m2, emission_color=BEACON_BLUE)}

    def _bar(self, body: CarBody) -> tuple[float, float]:
        """Where the bar stands: behind the windscreen's upper edge, on the roof."""
        return body.layout.plan.header[0] - 0.42, self.size().height_m - 0.012
