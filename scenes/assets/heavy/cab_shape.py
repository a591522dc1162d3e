"""The shape of a cab over the engine."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.vehicles.interior import Driver


@dataclass(frozen=True, slots=True, kw_only=True)
class Cab:
    """A cab. front_m, axle_m: its front end and the axle below it along x; long_m: its length; half_m: half its width.

    roof_m: its highest point; crown_m: where the roof begins over the windscreen. belt_m: lower edge of the windscreen.
    crew: a second row of seats with doors of its own. lower: material of the bumper.
    """

    front_m: float
    axle_m: float
    long_m: float
    half_m: float
    roof_m: float
    belt_m: float = 1.92
    screen_m: float = 0.82
    bottom_m: float = 0.32
    wheel_m: float = 0.50
    paint: str = "paint"
    lower: str = "paint"
    crew: bool = False
    visor: bool = True
    style: int = 0
    driver: Driver = "none"

    @property
    def rear_m(self) -> float:
        """Where the back wall is."""
        return self.front_m - self.long_m

    @property
    def window_top_m(self) -> float:
        """Upper edge of the windscreen."""
        return self.belt_m + self.screen_m


def door_spans(cab: Cab) -> list[tuple[float, float]]:
    """Rear and front edge of each door along x."""
    first = (cab.front_m - 1.22, cab.front_m - 0.26)
    if cab.crew:
        return [(first[0], first[1]), (cab.rear_m + 0.14, first[0] - 0.14)]
    return [first]
