"""City buses, rigid and articulated."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.bus_body import Section, add_section
from scenes.assets.heavy.bus_saloon import add_saloon, bellows, ear_mirrors, head_lamps, roof_pods
from scenes.assets.heavy.companies import company
from scenes.assets.heavy.lamps import outline_lamps, plate_front, rear_lamps, rear_plate
from scenes.assets.heavy.marks import Side, registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle, soft_box, wipers
from scenes.assets.heavy.seats import driver, seat, steering_wheel
from scenes.assets.heavy.vehicle import Axle, HeavySpec, add_wheels
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import box
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.signs.sign_alphabet import text

PLACES = (
    "Harbour", "Old Mill", "Westpark", "Central Stn", "Museum", "Airport", "Lindenhof", "North Gate", "University",
    "Riverside", "Hospital", "Town Hall", "Marktplatz", "Castle Hill",
)  # fmt: skip
# (body, skirt): colours of operators; chosen.
_CITY = (
    ("white", "red"), ("yellow", "yellow"), ("red", "red"), ("white", "blue"), ("white", "green"),
    ("light_blue", "white"),
    ("white", "turquoise"), ("dark_red", "cream"), ("silver", "grey"), ("white", "lime"), ("orange", "white"),
)  # fmt: skip


WHEEL_INSET_M = 0.06
"""How far tyres stay behind the sides; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus(HeavySpec):
    """What buses share. fill_share: of the seats that passengers take."""

    fill_share: float = 0.15

    def axles(self) -> tuple[Axle, ...]:
        """Front axle and twin wheels; a rear section has one more of its own."""
        return (self.front_axle(WHEEL_INSET_M), self.axle_at(0.0, WHEEL_INSET_M, "twin"))

    @abstractmethod
    def sections(self, body: str, skirt: str) -> tuple[Section, ...]:
        """Front section first."""

    def cockpit(self, work: Assembly, s: Section, eye_m: float) -> None:
        """Dashboard, wheel, driver's seat, half door."""
        f, half = s.front_m, s.half_m
        dash = soft_box((f - 0.95, -half + 0.25, s.bottom_m + 0.2), (f - 0.5, half - 0.12, eye_m - 0.72), 0.08)
        work.add(dash, "dashboard", "interior", SOFT_RAD)
        y = 0.52 * half
        floor = eye_m - 1.25
        seat(work, f - 1.75, y, floor, eye_m - 0.75)
        steering_wheel(work, f - 1.08, y, eye_m - 0.38, lean_rad=-0.35)
        work.add(box((f - 2.1, 0.05, s.floor_m), (f - 2.06, half - 0.1, eye_m + 0.15)), "dashboard", "interior")
        if self.driver == "seated":
            driver(work, f - 1.75, y, eye_m - 0.75, (f - 1.08, eye_m - 0.36))

    def ends(self, work: Assembly, nose: Section, tail: Section, plate: str, lamp_m: float, member: str) -> None:
        """Lamps, plates and wipers of both ends; member: that of the rear end."""
        f, half = nose.front_m, nose.half_m
        head_lamps(work, f, half, lamp_m)
        plate_front(work, f - 0.005, nose.bottom_m + 0.15, plate)
        wipers(work, f - 0.05, nose.screen_m[0] + 0.02, (0.75, -0.1), 0.75, 0.3)
        outline_lamps(work, f - nose.rake_m - 0.2, half - 0.13, nose.roof_m - 0.16, 1.0)
        back = tail.rear_m
        rear_lamps(work, back + 0.012, half - 0.10, tail.bottom_m + 1.0, 0.74, 0.15, member, upright=True)
        rear_plate(work, (back + 0.0, 0.0, tail.bottom_m + 0.38), plate, member=member)
        outline_lamps(work, back + 0.12, half - 0.13, tail.roof_m - 0.17, -1.0, member)
        high = box((back + 0.06, -0.2, tail.lintel_m + 0.03), (back + 0.10, 0.2, tail.lintel_m + 0.07))
        work.lamp(
            "brake",
            "brake_high",
            high,
            (back + 0.05, 0.0, tail.lintel_m + 0.05),
            0.4 * 0.04,
            (-1.0, 0.0, 0.0),
            member,
            "brake_lamp",
        )


JOINT_M = -1.75
"""Where an articulated bus bends, behind its middle axle. Chosen: 1.6 to 1.9 m of makers' drawings."""


def display(
    work: Assembly,
    side: Side,
    at_m: tuple[float, float, float],
    size_m: tuple[float, float],
    what: str,
    color: str,
    member: str = "body",
) -> None:
    """A destination display: a dark screen with letters of diodes."""
    stick(work, filled(rectangle(*size_m)), side, at_m, "screen", 2, "panel", member)
    stick(work, text(what, 0.62 * size_m[1], widest_m=0.9 * size_m[0]), side, at_m, color, 4, "panel", member)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityBus(Bus):
    """A low-floor city bus of 12 m with two or three doors on the right. Defaults: makers' 12 m buses."""

    doors: int = 2
    length_m: float = 12.0
    width_m: float = 2.55
    height_m: float = 3.12
    wheelbase_m: float = 5.95
    front_overhang_m: float = 2.72
    wheel_radius_m: float = 0.478
    tyre_width_m: float = 0.275

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.bus.rigid"

    def sections(self, body: str, skirt: str) -> tuple[Section, ...]:
        """Front section first."""
        f, r = self.front_m, self.rear_m
        spans = [(f - 1.95, f - 0.75), (1.55, 2.85)]
        if self.doors > 2:
            spans.append((r + 1.55, r + 2.75))
        return (
            Section(
                front_m=f,
                rear_m=r,
                half_m=self.width_m / 2,
                roof_m=self.height_m - 0.18,
                doors=tuple(spans),
                arches=(self.wheelbase_m, 0.0),
                wheel_m=self.wheel_radius_m,
                paint=body,
                skirt=skirt,
            ),
        )

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Skin, saloon, cockpit, displays, roof."""
        _city(self, work, rng)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticulatedBus(Bus):
    """An articulated bus, bent by articulation_rad (rear section to the left). Origin: below the middle axle."""

    articulation_rad: float = 0.0
    fill_share: float = 0.10
    length_m: float = 18.0
    width_m: float = 2.55
    height_m: float = 3.12
    wheelbase_m: float = 5.9
    front_overhang_m: float = 2.72
    wheel_radius_m: float = 0.478
    tyre_width_m: float = 0.275

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.bus.bendy"

    def sections(self, body: str, skirt: str) -> tuple[Section, ...]:
        """Front section first."""
        f, r, half, roof = self.front_m, self.rear_m - JOINT_M, self.width_m / 2, self.height_m - 0.18
        ahead = Section(
            front_m=f,
            rear_m=JOINT_M + 0.42,
            half_m=half,
            roof_m=roof,
            tail=False,
            doors=((f - 1.95, f - 0.75), (1.55, 2.85)),
            arches=(self.wheelbase_m, 0.0),
            wheel_m=self.wheel_radius_m,
            paint=body,
            skirt=skirt,
        )
        behind = Section(
            front_m=-0.42,
            rear_m=r,
            half_m=half,
            roof_m=roof,
            nose=False,
            doors=((-2.6, -1.3),),
            arches=(r + 3.35,),
            wheel_m=self.wheel_radius_m,
            paint=body,
            skirt=skirt,
        )
        return ahead, behind

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """As a city bus, with a second section behind a joint."""
        _city(self, work, rng)

    def posture(self, parts_names: tuple[str, ...]) -> dict[int, float]:
        """The joint's angle."""
        return {parts_names.index("rear_section"): self.articulation_rad}

    def wheel_radii(self) -> tuple[float, ...]:
        """Of all wheels, in the parts' order."""
        return (self.wheel_radius_m,) * 6


def _city(spec: CityBus | ArticulatedBus, work: Assembly, rng: np.random.Generator) -> None:
    """Furnishes a city bus."""
    body, skirt = (f"coat_{name}" for name in _CITY[int(rng.integers(len(_CITY)))])
    plate, firm = registration(rng), company(rng)
    sections = spec.sections(body, skirt)
    nose, tail = sections[0], sections[-1]
    member = "body"
    if len(sections) > 1:
        member = "rear_section"
        work.member(member, (JOINT_M, 0.0, 0.0), (0.0, 0.0, 1.0))
        add_wheels(work, len(spec.axles()), spec.axle_at(tail.arches[0], WHEEL_INSET_M, "twin"), parent=member)
        bend = spec.articulation_rad if isinstance(spec, ArticulatedBus) else 0.0
        bellows(work, (JOINT_M + 0.46, JOINT_M - 0.46), nose.half_m - 0.04, (0.42, nose.roof_m - 0.05), bend)
    cloth = ("seat_cloth", "coat_dark_red", "coat_dark_green", "coat_purple")[int(rng.integers(4))]
    for k, s in enumerate(sections):
        name = member if k else "body"
        add_section(work, s, name)
        add_saloon(work, s, rng, spec.fill_share, cloth, name)
        for x in s.arches:
            axle(work, x, spec.wheel_radius_m, 1.0, driven=False, member=name)
        long = s.front_m - s.rear_m
        pods = ((s.front_m - 0.32 * long, s.front_m - 0.16 * long), (s.rear_m + 0.10 * long, s.rear_m + 0.30 * long))
        roof_pods(work, pods if k == 0 else pods[1:], 0.85, s.roof_m, spec.height_m, body, name)
    spec.cockpit(work, nose, 1.95)
    spec.ends(work, nose, tail, plate, 0.68, member)
    ear_mirrors(work, nose.front_m - 0.1, nose.half_m, 2.02)
    number, place = str(int(rng.integers(1, 400))), PLACES[int(rng.integers(len(PLACES)))]
    led = ("led_amber", "led_white")[int(rng.random() < 0.35)]
    front = (nose.front_m - 0.60 * nose.rake_m - 0.135 + 0.0, 0.0, nose.roof_m - 0.30)
    _destination(work, nose, f"{number} {place}", led, front)
    high = nose.lintel_m - 0.16
    display(work, "right", (nose.front_m - 2.55, -nose.half_m + 0.006, high), (0.95, 0.2), f"{number} {place}", led)
    display(work, "rear", (tail.rear_m + 0.06, 0.0, tail.lintel_m - 0.16), (0.6, 0.26), number, led, member)
    _operator(work, nose, firm.name, skirt if skirt != body else "coat_white")


def _destination(work: Assembly, s: Section, what: str, led: str, at_m: tuple[float, float, float]) -> None:
    """The display over the windscreen, on a flat screen just before the skin."""
    x, _, z = at_m
    work.add(box((x - 0.25, -0.95, z - 0.13), (x + 0.10, 0.95, z + 0.13)), "screen", "panel")
    stick(work, text(what, 0.17, widest_m=1.75), "front", (x + 0.10, 0.0, z), led, 2, "panel")


def _operator(work: Assembly, s: Section, name: str, color: str) -> None:
    """The operator's name above the windows on both sides."""
    for side, y in zip(BOTH_SIDES, (s.half_m, -s.half_m), strict=True):
        at = (0.35 * s.front_m, y - (0.055 if y > 0 else -0.055), s.roof_m - 0.235)
        words(work, name, 0.13, side, at, color if color else "coat_white")
