"""Traffic lights: every state has its lens, lenses are as bright as their intensity, heads fit their housings."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from lamp_flux import flux_per_candela

from scenes.asset import AssetSpec, asset_of
from scenes.assets.signs.signal_post import Gantry, MastArm, SignalPost
from scenes.assets.signs.traffic_light import SignalShape, TrafficLight
from scenes.assets.signs.walk_sign import WalkSign
from scenes.material import Lamp
from scenes.ontology import class_of
from simulator.render.photometry import relative_intensity

each_shape = pytest.mark.parametrize("shape", get_args(SignalShape))


@each_shape
def test_red_is_above_green_and_only_vehicles_have_amber(shape: SignalShape) -> None:
    lamps = {lamp.lamp: lamp for lamp in asset_of(TrafficLight(shape=shape)).lamps}
    heights = [lamps[name].T_part_lamp.translation_m[2] for name in _ORDER if name in lamps]
    assert heights == sorted(heights, reverse=True)
    assert ("signal_amber" in lamps) == (shape not in {"pedestrian", "bicycle"})


_ORDER: tuple[Lamp, ...] = ("signal_red", "signal_amber", "signal_green")


@each_shape
def test_a_lens_is_as_bright_as_intensity_over_its_area(shape: SignalShape) -> None:
    asset = asset_of(TrafficLight(shape=shape, lens_mm=300))
    materials, mesh = dict(asset.materials), asset.parts[0].mesh
    for lamp in asset.lamps:
        lit = [k for k, slot in enumerate(asset.slots) if materials[slot.material].lamp == lamp.lamp]
        corners = mesh.vertices_m.astype(np.float64)[mesh.faces[np.isin(mesh.face_slot, lit)]]
        area_m2 = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 0].sum()
        luminance = materials[f"lens_{lamp.name}"].emission_cd_m2
        # a regular 24-gon has 1.1 % less area than its circle; strokes overlap a little
        assert luminance * area_m2 == pytest.approx(lamp.peak_cd, rel=0.02)
        assert np.abs(corners[..., 1]).max() < 0.16
        assert 1000.0 < luminance < 30_000.0


def test_heads_have_the_sizes_that_one_buys() -> None:
    small, large = (asset_of(TrafficLight(lens_mm=mm)).box for mm in (200, 300))  # type: ignore[arg-type]
    assert 0.75 < small.height_m < 0.95
    assert 1.05 < large.height_m < 1.30
    assert 0.25 < small.width_m < 0.32
    assert asset_of(WalkSign()).box.width_m == pytest.approx(0.46, abs=0.01)


def test_a_flashing_head_flashes_amber_alone() -> None:
    lamps = {lamp.name: lamp.lamp for lamp in asset_of(TrafficLight(flashing=True)).lamps}
    assert lamps == {"red": "signal_red", "amber": "signal_flash", "green": "signal_green"}


@each_shape
def test_lenses_shine_forward_past_their_housing(shape: SignalShape) -> None:
    asset = asset_of(TrafficLight(shape=shape))
    for lamp in asset.lamps:
        assert lamp.T_part_lamp.rotation()[0, 0] > 0.99
        assert lamp.T_part_lamp.translation_m[0] > 0.17
        assert math.isclose(lamp.color[0] * 0.2126 + lamp.color[1] * 0.7152 + lamp.color[2] * 0.0722, 1.0, rel_tol=1e-6)


@pytest.mark.parametrize("spec", [SignalPost(), MastArm(), Gantry()])
def test_what_carries_them_is_scenery(spec: AssetSpec) -> None:
    assert class_of(asset_of(spec).semantic).kind == "stuff"


def test_heads_hang_clear_of_lorries() -> None:
    arm = MastArm(arm_m=8.0)
    mounts = arm.mounts(3)
    assert len(mounts) == 3
    half = asset_of(TrafficLight(lens_mm=300)).box.height_m / 2
    assert min(z for _, _, z in mounts) - half >= 4.5
    assert [y for _, y, _ in mounts] == sorted(y for _, y, _ in mounts)
    assert max(y for _, y, _ in mounts) <= 8.0


def test_a_signal_sends_its_light_down_the_road_and_not_all_around() -> None:
    """LED signals take 5 to 10 W: some 30 to 150 lm of red leave the lens."""
    assert 30.0 < 400.0 * flux_per_candela("signal") < 150.0
    ahead, ten, beside = relative_intensity("signal", np.radians([0.0, 10.0, 30.0]), np.radians([-1.5, -1.5, -1.5]))
    assert ahead > 0.99
    assert 0.35 < ten < 0.65
    assert beside < 0.05
