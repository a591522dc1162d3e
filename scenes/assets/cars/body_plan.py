"""The numbers that shape a car's skin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPlan:
    """A car's skin by the numbers that its designer would give. All in metres, x from the rear axle, z from the ground.

    Side view, at the middle: nose (x, z) is the bonnet's front edge; cowl and header the windscreen's ends,
    roof_end and base those of the backlight, tail the rear's upper edge. peak_z_m: the roof's highest control
    height. belt_z: lower edge of the side windows at cowl, base. shoulder_drop_m: of the shoulder's edge below it.
    half_width_m: greatest. rail_y_m, roof_y_m: half width at the rail over the driver and at the roof's end;
    belt_in_m: of the side window's lower edge inside the shoulder. bows: how far the corners stand behind the
    middle, front and rear, and power of that curve; tapers: share of the half width at the corners. front_rake,
    rear_rake: (share of height, x behind the foremost). sweeps: of the windscreen's and the backlight's corners,
    backwards and forwards. crown: of bonnet, roof and deck. creases: sharpness of (rail, waist, bonnet, header,
    base, tail). levels: heights of the side's rows, shares from sill to shoulder; sides: their half widths, shares.
    """

    front_x_m: float
    rear_x_m: float
    nose: tuple[float, float]
    cowl: tuple[float, float]
    header: tuple[float, float]
    peak_z_m: float
    roof_end: tuple[float, float]
    base: tuple[float, float]
    tail: tuple[float, float]
    belt_z: tuple[float, float]
    shoulder_drop_m: float
    half_width_m: float
    rail_y_m: float
    roof_y_m: float
    belt_in_m: float
    bottom_z_m: float
    bows: tuple[float, float]
    bow_power: float
    tapers: tuple[float, float]
    front_rake: tuple[tuple[float, float], ...]
    rear_rake: tuple[tuple[float, float], ...]
    sweeps: tuple[float, float]
    crown: tuple[float, float, float]
    creases: tuple[float, float, float, float, float, float]
    levels: tuple[float, ...]
    sides: tuple[float, ...]

    @property
    def height_over_belt(self) -> float:
        """Of the roof's middle."""
        return self.peak_z_m - 0.5 * (self.belt_z[0] + self.belt_z[1])
