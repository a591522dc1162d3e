"""Doors of cars: parts that swing outwards; what a car cannot do is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from car_checks import index_of

from scenes.asset import asset_of
from scenes.assets.cars.car import DOOR_NAMES, VehicleSpec
from scenes.assets.cars.coupe import Coupe
from scenes.assets.cars.sedan import Sedan
from scenes.pose import axis_angle, rotate


def test_open_doors_are_parts_that_swing_outwards() -> None:
    car = Sedan(open_doors=(("rear_right", 0.5), ("front_left", 1.0)), detail="far")
    asset = asset_of(car)
    at = index_of(asset)
    angles = car.joint_angles(np.zeros(1), np.zeros(1))[0]
    for name, sign in (("door_front_left", 1.0), ("door_rear_right", -1.0)):
        part = asset.parts[at[name]]
        points = part.mesh.vertices_m.astype(np.float64)
        turned = rotate(axis_angle(part.axis, float(angles[at[name]])), points)
        # its far end is outside the shut door's
        far = points[:, 0].argmin()
        assert (turned[far, 1] - points[far, 1]) * sign > 0.3
        skins = {asset.slots[slot].part for slot in part.mesh.slots}
        assert {"window", "interior"} <= skins
        # a door ajar reaches the opening that it left
        assert 0.9 < np.ptp(points[:, 0]) < 1.4
    shut = asset_of(replace(car, open_doors=()))
    assert not [part for part in shut.parts if part.name.startswith("door")]


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (Sedan, {"open_doors": (("boot", 0.3),)}, "open_doors takes front_left, front_right, rear_left, rear_right"),
        (Coupe, {"open_doors": (("rear_left", 0.3),)}, "open_doors takes front_left, front_right with"),
        (Sedan, {"open_doors": (("front_left", 2.0),)}, "0 to 1.2 rad"),
        (Sedan, {"steer_rad": 1.0}, "steer_rad must lie in"),
    ],
)
def test_what_a_car_cannot_do_is_refused(kind: type[VehicleSpec], changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kind(**changes)


def test_doors_are_named_front_first() -> None:
    assert DOOR_NAMES == ("front_left", "front_right", "rear_left", "rear_right")
