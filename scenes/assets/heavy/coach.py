"""Coaches for long trips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.bus import Bus
from scenes.assets.heavy.bus_body import Section, add_section
from scenes.assets.heavy.bus_saloon import add_saloon, ear_mirrors, roof_pods
from scenes.assets.heavy.companies import company
from scenes.assets.heavy.marks import registration, stick, words
from scenes.assets.heavy.parts import BOTH_SIDES, axle
from scenes.assets.shaping.planar import filled

_COACH = ("white", "silver", "dark_blue", "red", "black", "cream", "turquoise", "orange", "green", "magenta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach(Bus):
    """A coach for long trips: high floor over luggage, one door ahead and one in the middle."""

    length_m: float = 12.3
    width_m: float = 2.55
    height_m: float = 3.70
    wheelbase_m: float = 6.15
    front_overhang_m: float = 2.75
    wheel_radius_m: float = 0.52
    tyre_width_m: float = 0.295
    fill_share: float = 0.35

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.bus.rigid"

    def sections(self, body: str, skirt: str) -> tuple[Section, ...]:
        """One."""
        f, r = self.front_m, self.rear_m
        return (
            Section(
                front_m=f,
                rear_m=r,
                half_m=self.width_m / 2,
                roof_m=self.height_m - 0.12,
                floor_m=1.35,
                sill_m=1.92,
                lintel_m=3.18,
                doors=((f - 1.75, f - 0.85), (2.2, 2.95)),
                arches=(self.wheelbase_m, 0.0),
                wheel_m=self.wheel_radius_m,
                rake_m=0.55,
                screen_m=(1.15, 3.15),
                lockers=True,
                paint=body,
                skirt=skirt,
                door_foot_m=0.42,
            ),
        )

    def furnish(self, work: Assembly, rng: np.random.Generator) -> None:
        """Skin, saloon, cockpit, livery."""
        base = _COACH[int(rng.integers(len(_COACH)))]
        body, plate, firm = f"coat_{base}", registration(rng), company(rng)
        accent = f"coat_{firm.main if firm.main != base else firm.second}"
        skirt = accent if rng.random() < 0.3 else ""
        (s,) = self.sections(body, skirt)
        add_section(work, s)
        add_saloon(work, s, rng, self.fill_share, "seat_cloth")
        for x in s.arches:
            axle(work, x, self.wheel_radius_m, 1.0, driven=False)
        roof_pods(work, ((-1.0, 1.6),), 0.9, s.roof_m, self.height_m, body)
        self.cockpit(work, s, 2.25)
        self.ends(work, s, s, plate, 0.85, "body")
        ear_mirrors(work, s.front_m - 0.14, s.half_m, 2.45)
        _coach_livery(work, s, firm.name, body if skirt else accent, skirt or body)


def _coach_livery(work: Assembly, s: Section, name: str, ink: str, ground: str) -> None:
    """Sweeps behind and the name along the flanks."""
    for side, y in zip(BOTH_SIDES, (s.half_m, -s.half_m), strict=True):
        flip = 1.0 if side == "left" else -1.0
        for start in (-1.75, -1.15):
            low, high = 0.62, s.sill_m - 0.17
            outline = np.array(
                [
                    [flip * -start, low],
                    [flip * -(start - 0.45), low],
                    [flip * -(start - 1.35), high],
                    [flip * -(start - 0.9), high],
                ]
            )
            stick(work, filled(outline), side, (0.0, y, 0.0), ink, 1)
        words(work, name, 0.42, side, (2.4 if side == "left" else 4.22, y, 0.5 * (0.62 + s.sill_m)), ink, 2.6)
    words(work, name, 0.16, "front", (s.front_m - 0.005, 0.0, 0.93), ink if ink != ground else "chrome", 1.2)
