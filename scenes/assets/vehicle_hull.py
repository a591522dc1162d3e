"""The lower body as a smooth surface: where the skin is, for a column around the outline and a height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.vehicle_shape import Curve, Shape, Size, evaluate

Float64 = NDArray[np.float64]

End = Literal["front", "rear"]
Place = Literal["front", "side", "rear"]

CORNER = 0.9
"""Share of the half-width at which an end's columns meet the side's."""

END_SHARES = (0.0, 0.18, 0.36, 0.54, 0.7, 0.83, CORNER)
"""Shares of the half-width at which the body's ends have their columns."""

PROUD_M = 0.009
"""How far lamps and plates stand out. Chosen: more than the grid's chords cut off the smooth skin."""


def superellipse(u: ArrayLike, inner: float, outer: float) -> Float64:
    """(1 - |u|^inner)^(1/outer), the plan outline of cars: nearly straight flanks, bowed ends, round corners."""
    inside = np.clip(1.0 - np.abs(np.asarray(u, dtype=np.float64)) ** inner, 0.0, 1.0)
    return np.asarray(inside ** (1.0 / outer), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Column:
    """A line up the skin of the left half: `at` is the share of the half-width at an end, x in metres on the side.

    low_m, top_m: heights of its lower and upper end.
    """

    place: Place
    at: float
    low_m: float
    top_m: float


@dataclass(frozen=True, slots=True)
class Hull:
    """The skin of the lower body of one vehicle, in the body frame."""

    size: Size
    shape: Shape

    def __post_init__(self) -> None:
        ends: tuple[tuple[End, float, Curve], ...] = (
            ("front", self.size.wheelbase_m, self.shape.front_inset_m),
            ("rear", 0.0, self.shape.rear_inset_m),
        )
        for end, axle, insets in ends:
            deepest = max(depth for _, depth in insets) + self.shape.edge_radius_m
            corner = float(self.corner_x(end, self.size.length_m / 2 - deepest))
            if abs(corner - axle) < self.size.arch_radius_m or (corner > axle) != (end == "front"):
                raise ValueError(
                    f"the {end} overhang is too short for wheels of {self.size.wheel_radius_m} m: {self.size}"
                )

    @property
    def middle_m(self) -> float:
        """Position x of the middle of the body."""
        return self.size.length_m / 2 - self.size.rear_overhang_m

    def column(self, place: Place, at: float) -> Column:
        """The column here, with its ends on the sill or wheel arch and on the shoulder."""
        x, y = self._plan(place, at, np.array([self.size.length_m / 2]), np.array([self.size.width_m / 2]))
        low = max(
            float(evaluate(self.shape.sill, self.size.station(x))[0]) * self.size.height_m, self._arch(float(x[0]))
        )
        return Column(place, at, low, float(self.top(x, y)[0]))

    def top(self, x_m: ArrayLike, y_m: ArrayLike) -> Float64:
        """Height of the surface that closes the hull: hood, cabin floor line and boot lid."""
        across = np.asarray(y_m) / (self.size.width_m / 2)
        level = evaluate(self.shape.shoulder, self.size.station(x_m))
        return np.asarray(level * self.size.height_m + self.shape.hood_crown_m * (1 - across**2), dtype=np.float64)

    def points(self, column: Column, z_m: ArrayLike, proud_m: float = 0.0) -> Float64:
        """Points (K, 3) of a column at heights (K,), standing `proud_m` outside the skin."""
        z = np.asarray(z_m, dtype=np.float64)
        level = z / self.size.height_m
        radius = self.shape.edge_radius_m
        into_edge = np.clip(z - (column.top_m - radius), 0.0, radius)
        rounding = radius - np.sqrt(radius**2 - into_edge**2) - proud_m
        end = self.shape.rear_inset_m if self._behind(column) else self.shape.front_inset_m
        half_length = self.size.length_m / 2 - evaluate(end, level) - rounding
        half_width = self.size.width_m / 2 - evaluate(self.shape.side_inset_m, level) - rounding
        x, y = self._plan(column.place, column.at, half_length, half_width)
        return np.stack([x, y, z], axis=1)

    def sheet(self, columns: Sequence[Column], low_m: ArrayLike, high_m: ArrayLike, shares: Sequence[float]) -> Float64:
        """Points (rows, C, 3) over the skin between heights (C,), a row at each share of the way, `PROUD_M` outside."""
        return self._rows(columns, low_m, high_m, shares, PROUD_M)

    def plate(self, columns: Sequence[Column], low_m: ArrayLike, high_m: ArrayLike, shares: Sequence[float]) -> Float64:
        """A sheet (rows + 2, C + 2, 3) with a rim that bends in below the skin, so that it has no open edge."""
        rim = ((1, 1), (1, 1), (0, 0))
        outer = np.pad(self._rows(columns, low_m, high_m, shares, PROUD_M), rim, mode="edge")
        sunk = np.pad(self._rows(columns, low_m, high_m, shares, -PROUD_M), rim, mode="edge")
        outer[[0, -1]], outer[:, [0, -1]] = sunk[[0, -1]], sunk[:, [0, -1]]
        return outer

    def _rows(
        self, columns: Sequence[Column], low_m: ArrayLike, high_m: ArrayLike, shares: Sequence[float], proud_m: float
    ) -> Float64:
        low, high = (np.broadcast_to(np.asarray(h, dtype=np.float64), len(columns)) for h in (low_m, high_m))
        spans = zip(columns, low, high, strict=True)
        up = np.asarray(shares)
        return np.stack([self.points(c, bottom + (top - bottom) * up, proud_m) for c, bottom, top in spans], axis=1)

    def edge_x(self, x_m: float) -> bool:
        """Whether this x lies beyond the wheel arches, where columns shift with the bumper's depth."""
        reach = self.size.arch_radius_m + 1e-9
        return not -reach <= x_m <= self.size.wheelbase_m + reach

    def corner_x(self, end: End, half_length_m: ArrayLike | None = None) -> Float64:
        """Position x at which the side meets the front or rear columns, for half-lengths (K,) or the largest one."""
        half = np.asarray(self.size.length_m / 2 if half_length_m is None else half_length_m)
        sign, power = self._end(end)
        return np.asarray(self.middle_m + sign * half * superellipse(CORNER, self.shape.flank_power, power))

    def _end(self, end: End) -> tuple[float, float]:
        """Direction of an end along x, and its exponent in the outline."""
        return (1.0, self.shape.nose_power) if end == "front" else (-1.0, self.shape.tail_power)

    def _behind(self, column: Column) -> bool:
        return column.place == "rear" or (column.place == "side" and column.at < self.middle_m)

    def _plan(self, place: Place, at: float, half_length: Float64, half_width: Float64) -> tuple[Float64, Float64]:
        """Plan position of a column where the outline has these half axes."""
        end: End = "front" if place == "front" or (place == "side" and at >= self.middle_m) else "rear"
        sign, power = self._end(end)
        if place != "side":
            return self.middle_m + sign * half_length * superellipse(at, self.shape.flank_power, power), at * half_width
        x = np.full_like(half_length, at)
        if self.edge_x(at):
            anchor = self.size.wheelbase_m + self.size.arch_radius_m if end == "front" else -self.size.arch_radius_m
            share = (at - anchor) / (float(self.corner_x(end)) - anchor)
            x = anchor + share * (self.corner_x(end, half_length) - anchor)
        return x, half_width * superellipse((x - self.middle_m) / half_length, power, self.shape.flank_power)

    def _arch(self, x_m: float) -> float:
        """Height of the wheel arch over this x, 0 where there is none."""
        for axle in (0.0, self.size.wheelbase_m):
            if abs(x_m - axle) < self.size.arch_radius_m - 1e-6:
                return self.size.wheel_radius_m + float(np.sqrt(self.size.arch_radius_m**2 - (x_m - axle) ** 2))
        return 0.0
