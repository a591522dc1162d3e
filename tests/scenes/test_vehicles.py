"""Vehicles: true to their dimensions, whole, symmetric, labelled, and rolling without slipping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenes.asset import Asset, asset_of
from scenes.assets.hatchback import Hatchback
from scenes.assets.paint import PAINTS
from scenes.assets.sedan import Sedan
from scenes.assets.van import Van
from scenes.assets.vehicle import VehicleSpec
from scenes.assets.wagon import Wagon
from scenes.ontology import PARTS, class_of
from scenes.pose import axis_angle, rotate

SPECS: tuple[VehicleSpec, ...] = (
    Sedan(),
    Sedan(length_m=4.75, width_m=1.86, height_m=1.43, wheelbase_m=2.85, front_overhang_m=0.88),
    Hatchback(),
    Hatchback(length_m=3.85, width_m=1.70, height_m=1.50, wheelbase_m=2.45, front_overhang_m=0.77),
    Wagon(),
    Van(),
    Van(length_m=5.0, width_m=1.95, height_m=2.0, wheelbase_m=3.0),
    Van(length_m=5.9, width_m=2.0, height_m=2.6, wheelbase_m=3.6),
)

pytestmark = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{type(spec).__name__}-{spec.size().length_m}")


def _slot_mask(asset: Asset, part: int, name: str) -> np.ndarray:
    wanted = [index for index, slot in enumerate(asset.slots) if slot.part == name]
    return np.isin(asset.parts[part].mesh.face_slot, wanted)


def _corners(asset: Asset, part: int) -> np.ndarray:
    """Triangle corners (F, 3, 3) in the body frame; parts hang directly on the body."""
    entry = asset.parts[part]
    return entry.T_parent_part.apply(entry.mesh.vertices_m.astype(np.float64))[entry.mesh.faces]


def test_the_body_without_mirrors_fills_its_box(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    body = _corners(asset, 0)[~_slot_mask(asset, 0, "mirror")].reshape(-1, 3)
    every = np.concatenate([body, *(_corners(asset, part).reshape(-1, 3) for part in range(1, 5))])
    box = asset.box
    low = np.array([-box.length_m / 2, -box.width_m / 2, 0.0]) + box.T_body_box.translation_m
    high = low + np.array([box.length_m, box.width_m, box.height_m])
    np.testing.assert_allclose(every.min(axis=0), low, atol=0.01)
    np.testing.assert_allclose(every.max(axis=0), high, atol=0.01)


def test_the_origin_is_on_the_ground_below_the_rear_axle(spec: VehicleSpec) -> None:
    asset, size = asset_of(spec), spec.size()
    centre = {part.name: np.asarray(part.T_parent_part.translation_m) for part in asset.parts[1:]}
    np.testing.assert_allclose(
        (centre["wheel_rear_left"] + centre["wheel_rear_right"]) / 2, [0, 0, size.wheel_radius_m]
    )
    np.testing.assert_allclose(
        (centre["wheel_front_left"] + centre["wheel_front_right"]) / 2, [size.wheelbase_m, 0, size.wheel_radius_m]
    )
    for part in range(1, 5):
        assert _corners(asset, part)[..., 2].min() == pytest.approx(0.0, abs=1e-6)


def test_wheels_roll_without_slipping(spec: VehicleSpec) -> None:
    radius, step = spec.size().wheel_radius_m, 1e-4
    angles = spec.joint_angles(np.array([0.0, step]), np.array([1.0, 1.0]))
    assert angles.shape == (2, 5)
    assert not angles[:, 0].any()
    top, ground = np.array([0.0, 0.0, radius]), np.array([0.0, 0.0, -radius])
    for index, part in enumerate(asset_of(spec).parts[1:], start=1):
        turn = axis_angle(part.axis, float(angles[1, index] - angles[0, index]))
        # Beyond the first order the moves differ by radius x angle^2 / 2 = step^2 / (2 radius) < 2e-8 m.
        np.testing.assert_allclose(rotate(turn, top) - top, [step, 0, 0], atol=2e-8)
        np.testing.assert_allclose(rotate(turn, ground) - ground, [-step, 0, 0], atol=2e-8)


def test_triangles_stay_within_the_budget_and_wheels_share_their_meshes(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    assert 2000 <= asset.triangles <= 6000
    assert len({part.mesh.key for part in asset.parts}) == 3


def test_every_slot_is_known_and_glass_lamps_and_plates_are_there(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    assert class_of(asset.semantic).kind == "thing"
    assert {slot.semantic for slot in asset.slots} == {asset.semantic}
    assert {slot.part for slot in asset.slots} <= set(PARTS)
    used = [asset.slots[slot] for part in asset.parts for slot in np.unique(part.mesh.face_slot)]
    assert {slot.part for slot in used} == {slot.part for slot in asset.slots}
    materials = dict(asset.materials)
    lamps = {materials[slot.material].lamp for slot in used}
    assert lamps == {"none", "head", "tail", "brake", "indicator_left", "indicator_right"}
    assert all(materials[slot.material].emission_cd_m2 > 0 for slot in used if materials[slot.material].lamp != "none")
    assert all(materials[slot.material].glass for slot in used if slot.part == "window")
    assert max(materials[slot.material].lidar_reflectivity for slot in used if slot.part == "plate") > 1


def test_lamps_look_their_way(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    mesh, middle = asset.parts[0].mesh, asset.box.T_body_box.translation_m[0]
    lamp_of = np.array([dict(asset.materials)[slot.material].lamp for slot in asset.slots])[mesh.face_slot]
    centre = _corners(asset, 0).mean(axis=1)
    assert (centre[lamp_of == "head", 0] > middle).all()
    assert (centre[np.isin(lamp_of, ["tail", "brake"]), 0] < middle).all()
    assert (centre[lamp_of == "indicator_left", 1] > 0).all()
    assert (centre[lamp_of == "indicator_right", 1] < 0).all()


def test_left_and_right_are_mirror_images(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    inside = _slot_mask(asset, 0, "interior")  # the steering wheel is on one side
    centre = _corners(asset, 0)[~inside].mean(axis=1)
    left = np.unique(np.round(centre * [1, 1, 1], 5), axis=0)
    right = np.unique(np.round(centre * [1, -1, 1], 5), axis=0)
    assert np.abs(left - right).max() < 2e-5


def test_skin_faces_outwards(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    for part in range(5):
        corners = _corners(asset, part)
        centre = corners.mean(axis=1)
        area_normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        middle = np.asarray(asset.box.T_body_box.translation_m) + np.array([0, 0, 0.45 * asset.box.height_m])
        middle = middle if part == 0 else np.asarray(asset.parts[part].T_parent_part.translation_m)
        # Divergence theorem: the flux of (x - middle) through an outward skin is three times its volume.
        volume = float((area_normal * (centre - middle)).sum() / 6)
        box = asset.box.length_m * asset.box.width_m * asset.box.height_m
        tyre = np.pi * spec.size().wheel_radius_m ** 2 * spec.size().tyre_width_m
        assert (0.3 * box if part == 0 else 0.5 * tyre) < volume < (box if part == 0 else tyre)
        shading = asset.parts[part].mesh.corner_normals.mean(axis=1)
        assert ((shading * area_normal).sum(axis=1) > 0).all()


def test_the_cabin_is_narrower_than_the_body_and_windows_lie_above_the_wheels(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    corners = _corners(asset, 0)
    glass = corners[_slot_mask(asset, 0, "window")].reshape(-1, 3)
    assert np.abs(glass[:, 1]).max() < spec.size().width_m / 2 - 0.02
    assert glass[:, 2].min() > 2 * spec.size().wheel_radius_m
    assert glass[:, 2].max() > 0.75 * spec.size().height_m


def test_equal_specs_build_equal_meshes(spec: VehicleSpec) -> None:
    again = replace(spec)
    assert again == spec
    assert [part.mesh.key for part in again.build().parts] == [part.mesh.key for part in asset_of(spec).parts]
    wider = replace(spec, width_m=spec.size().width_m + 0.01)  # type: ignore[call-arg]
    assert wider.build().parts[0].mesh.key != asset_of(spec).parts[0].mesh.key


def test_paint_weights_add_up_and_every_paint_has_a_clear_coat(spec: VehicleSpec) -> None:
    assert sum(weight for _, weight, _ in PAINTS) == pytest.approx(1.0)
    assert len({name for name, _, _ in PAINTS}) == len(PAINTS)
    assert all(material.clearcoat == 1.0 for _, _, material in PAINTS)
    assert "paint" in dict(asset_of(spec).materials)
