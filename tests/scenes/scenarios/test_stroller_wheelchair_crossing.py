"""E05: strollers, wheelchairs and the like cross, each with their person, at a crosswalk or away from one."""

import pytest
from staged_case import staged

from scenes.asset import asset_of
from scenes.scenarios.stroller_wheelchair_crossing import DEVICES

CLASSES = {
    "stroller": "human.pedestrian.stroller",
    "wheelchair": "human.pedestrian.wheelchair",
    "rollator": "human.pedestrian.personal_mobility",
    "shopping_cart": "movable_object.shopping_cart",
    "kick_scooter": "vehicle.kick_scooter",
}


@pytest.mark.parametrize("device", DEVICES)
def test_device_and_person_are_one_group_on_one_course(device: str) -> None:
    _, found = staged("stroller_wheelchair_crossing", 0, f"scenario.device={device}")
    machine, person = found.actors
    assert asset_of(machine.asset).semantic == CLASSES[device]
    assert asset_of(person.asset).semantic.startswith("human.")
    assert machine.path == person.path
    assert machine.group == person.group > 0
    assert found.key_actor == machine.name
    fast = machine.speed_mps > 2.0
    assert fast == (device == "kick_scooter")
