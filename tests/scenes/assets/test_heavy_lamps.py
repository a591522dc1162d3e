"""Lamps of heavy vehicles: where regulations ask for them, as bright, in their colours; films that shine back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from heavy_checks import EMERGENCY, WORKING, driven, each, placed

from scenes.asset import asset_of
from scenes.assets.heavy.fleet import HEAVY


@each
def test_lamps_stand_where_regulations_ask(name: str) -> None:
    """UN R48: dipped beams 0.50 to 1.20 m (1.50 m where the shape asks for it, machines and farm tractors up to 2 m),
    tails and brakes 0.35 to 2.10 m over the ground; left and right mirror each other."""
    spec = HEAVY[name]
    asset = asset_of(spec)
    at = placed(spec)
    lamps = {
        s.name: (s, at[s.part][:3, :3] @ np.array(s.T_part_lamp.translation_m) + at[s.part][:3, 3]) for s in asset.lamps
    }
    assert len(lamps) == len(asset.lamps)
    kinds = [s.lamp for s, _ in lamps.values()]
    assert kinds.count("head") == (2 if driven(name) else 0)
    assert kinds.count("tail") >= 2
    assert kinds.count("brake") >= 2
    high = 2.0 if name in WORKING else 1.2
    for source, place in lamps.values():
        if source.lamp == "head":
            assert 0.5 <= place[2] <= high
            assert place[0] > 0.5 * spec.wheelbase_m
        if source.lamp in {"tail", "brake"} and "high" not in source.name:
            assert 0.35 <= place[2] <= 2.1
            assert place[0] < 0.0
    for label, (_, place) in lamps.items():
        if label.endswith("_left") and not label.startswith("beacon"):
            other = lamps[label.removesuffix("_left") + "_right"][1]
            np.testing.assert_allclose(place * [1, -1, 1], other, atol=1e-6)


@each
def test_beacons_are_blue_on_emergency_vehicles_and_amber_on_machines(name: str) -> None:
    asset = asset_of(HEAVY[name])
    beacons = [source for source in asset.lamps if source.lamp == "beacon"]
    assert bool(beacons) == (name in EMERGENCY or name in WORKING)
    for source in beacons:
        red, _, blue = source.color
        assert (blue > 3 * red) if name in EMERGENCY else (red > 3 * blue)
        assert source.photometry == "beacon"


@each
def test_lenses_are_as_bright_as_intensity_over_area(name: str) -> None:
    asset = asset_of(HEAVY[name])
    materials = dict(asset.materials)
    for source in asset.lamps:
        if source.lamp == "brake" and "high" not in source.name:
            shown = materials["brake"].emission_cd_m2 * math.pi * source.radius_m**2
            assert 60.0 / 2 < shown < 185.0  # UN R7; a third lamp's other area shifts the mean


@pytest.mark.parametrize("name", ["box_truck", "trailer_curtain", "trailer_box", "curtain_truck"])
def test_retroreflective_contours_are_as_bright_as_the_regulation_asks(name: str) -> None:
    """UN R104, class C: at least 450 cd/lx/m2 in white, 300 in yellow, 120 in red, at 0.2 and 5 degrees."""
    materials = dict(asset_of(HEAVY[name]).materials)
    least = {"contour_white": 450.0, "contour_yellow": 300.0, "contour_red": 120.0}
    found = [key for key in materials if key in least]
    assert len(found) >= 1
    assert all(materials[key].retroreflection_cd_lx_m2 >= least[key] for key in found)
