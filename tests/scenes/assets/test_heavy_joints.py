"""What turns on heavy vehicles: couplings, articulated buses, steered axles, arms of excavators."""

from __future__ import annotations

import math

import numpy as np
import pytest
from heavy_checks import placed, reach

from scenes.asset import asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.heavy.bus import ArticulatedBus, CityBus
from scenes.assets.heavy.excavator import WheeledExcavator
from scenes.assets.heavy.fleet import COMBINATIONS, VEHICLES, coupling
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.heavy.semi_trailer import SemiTrailer, TractorUnit
from scenes.assets.heavy.vehicle import HeavySpec


@pytest.mark.parametrize("body", ["box", "tank", "container"])
def test_tractor_and_trailer_meet_at_the_kingpin(body: str) -> None:
    tractor, trailer = TractorUnit(), SemiTrailer(body=body)  # type: ignore[arg-type]
    joint = coupling(tractor, trailer)
    assert (joint.lead_m, joint.back_m) == (tractor.kingpin_m()[0], trailer.kingpin_m()[0])
    assert tractor.kingpin_m()[1:] == trailer.kingpin_m()[1:]


def test_the_coupled_train_is_legal_and_nothing_runs_into_the_cab() -> None:
    """Directive 96/53/EC: 16.5 m; the trailer's front corners turn within 2.04 m of the kingpin."""
    tractor, trailer = TractorUnit(), SemiTrailer()
    joint = coupling(tractor, trailer)
    rear = joint.lead_m - joint.back_m + trailer.rear_m
    assert tractor.front_m - rear <= 16.5
    swing = math.hypot(trailer.front_overhang_m, trailer.width_m / 2)
    assert swing <= 2.07
    cab_rear = tractor.front_m - 2.28 - 0.42  # with the deflectors behind it
    assert cab_rear - tractor.kingpin_m()[0] > trailer.front_overhang_m


@pytest.mark.parametrize("name", list(COMBINATIONS))
def test_combinations_can_be_coupled(name: str) -> None:
    puller, drawn = (VEHICLES[part] for part in COMBINATIONS[name])
    assert isinstance(drawn, HeavySpec)
    joint = coupling(puller, drawn)
    gap = (joint.lead_m - joint.back_m + drawn.front_m) - (-puller.size().rear_overhang_m)
    assert joint.back_m > 0.0
    assert gap < puller.size().length_m


def test_what_cannot_be_drawn_is_named() -> None:
    with pytest.raises(ValueError, match="CityBus cannot be drawn"):
        coupling(TractorUnit(), CityBus())
    with pytest.raises(ValueError, match="does not draw a SemiTrailer"):
        coupling(FLEET["sedan"], SemiTrailer())


def test_a_steered_front_axle_turns_both_wheels() -> None:
    asset = asset_of(RigidTruck(steer_rad=0.3))
    headings = [part.T_parent_part.yaw_rad for part in asset.parts if part.name.startswith("wheel_0")]
    assert headings == pytest.approx([0.3, 0.3])
    assert all(abs(part.T_parent_part.yaw_rad) < 1e-12 for part in asset.parts if part.name.startswith("wheel_1"))


def test_an_articulated_bus_bends_behind_its_middle_axle() -> None:
    straight, bent = ArticulatedBus(), ArticulatedBus(articulation_rad=0.5)
    names = [part.name for part in asset_of(bent).parts]
    rear = names.index("wheel_2_left")
    before, after = placed(straight)[rear], placed(bent)[rear]
    joint = placed(bent)[names.index("rear_section")][:3, 3]
    assert np.linalg.norm(after[:3, 3] - joint) == pytest.approx(np.linalg.norm(before[:3, 3] - joint))
    assert math.atan2(after[1, 0], after[0, 0]) == pytest.approx(0.5)
    assert -2.0 < joint[0] < -1.5


def test_an_excavator_works_higher_than_it_travels() -> None:
    """Its box is that of travel; at work its arm reaches out of it."""
    travel, dig = (WheeledExcavator(posture_name=kind) for kind in ("travel", "dig"))  # type: ignore[arg-type]
    assert reach(travel)[1][2] < 4.0
    assert reach(travel)[0][2] == pytest.approx(0.0, abs=1e-5)
    assert np.abs(reach(dig)[1] - reach(travel)[1]).max() > 0.5
