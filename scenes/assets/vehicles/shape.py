"""True dimensions of vehicles."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """True dimensions in metres of the body without mirrors, and of its wheels. Origin below the rear axle."""

    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    front_overhang_m: float
    wheel_radius_m: float
    tyre_width_m: float

    def __post_init__(self) -> None:
        smallest = min(getattr(self, name) for name in SIZES)
        if smallest <= 0 or self.rear_overhang_m < self.wheel_radius_m:
            raise ValueError(f"vehicle dimensions do not make a vehicle: {self}")

    @property
    def front_m(self) -> float:
        """Where the front end lies along x."""
        return self.wheelbase_m + self.front_overhang_m

    @property
    def rear_m(self) -> float:
        """Where the rear end lies along x, negative."""
        return self.front_m - self.length_m

    @property
    def rear_overhang_m(self) -> float:
        """From the rear axle back to the rear end."""
        return self.length_m - self.wheelbase_m - self.front_overhang_m


SIZES = tuple(field.name for field in fields(Size))
"""Names of all dimensions, in their order."""
