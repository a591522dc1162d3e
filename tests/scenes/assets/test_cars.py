"""Cars: true to their dimensions, whole, labelled, alike for one seed, rolling without slipping, steering."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from car_checks import corners_of, each_style, index_of

from scenes.asset import Asset, asset_of
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.police_car import PoliceCar
from scenes.json_codec import decode, encode
from scenes.ontology import PARTS, class_of
from scenes.pose import axis_angle, rotate


def part_slots(asset: Asset, part: int, name: str) -> np.ndarray:
    wanted = [index for index, slot in enumerate(asset.slots) if slot.part == name]
    return np.isin(asset.parts[part].mesh.face_slot, wanted)


@each_style
def test_the_body_fills_its_box(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    materials = [slot.material for slot in asset.slots]
    # painted sheet alone: aerials, rails and tow bars reach out of it
    sheet = [
        k
        for k, name in enumerate(materials)
        if name in ("paint", "service_paint", "cladding", "grille", "livery")
        and asset.slots[k].part in ("body", "bumper")
    ]
    mesh = asset.parts[0].mesh
    body = corners_of(asset, 0)[np.isin(mesh.face_slot, sheet)].reshape(-1, 3)
    box, size = asset.box, spec.size()
    assert box == spec.nominal()
    low = np.array([-box.length_m / 2, -box.width_m / 2, 0.0]) + box.T_body_box.translation_m
    high = low + np.array([box.length_m, box.width_m, size.height_m])
    np.testing.assert_allclose(body.min(axis=0)[:2], low[:2], atol=0.03)
    np.testing.assert_allclose(np.quantile(body, 1.0, axis=0)[:2], high[:2], atol=0.036)  # intakes lie 3.5 cm deep
    if not isinstance(spec, Convertible):
        # a roof fin or spoiler is painted, too, and stands up to 6 cm above it
        assert high[2] - 0.012 < body[:, 2].max() < high[2] + 0.08


@each_style
def test_the_origin_is_on_the_ground_below_the_rear_axle(spec: VehicleSpec) -> None:
    asset, size = asset_of(spec), spec.size()
    at = index_of(asset)
    middles = {name: corners_of(asset, at[name]).reshape(-1, 3) for name in at if name.startswith("wheel")}
    for name, points in middles.items():
        centre = 0.5 * (points.min(axis=0) + points.max(axis=0))
        x = size.wheelbase_m if "front" in name else 0.0
        np.testing.assert_allclose(centre[[0, 2]], [x, size.wheel_radius_m], atol=2e-3)
        assert (centre[1] > 0) == name.endswith("left")
        # a wheel is a polygon of 16 sides: its sagitta is r (1 - cos(pi / 16))
        assert 0.0 <= points[:, 2].min() + 1e-6 < size.wheel_radius_m * (1 - np.cos(np.pi / 16)) + 1e-6


@each_style
def test_wheels_roll_without_slipping_and_knuckles_steer(spec: VehicleSpec) -> None:
    steered = replace(spec, steer_rad=0.3)
    radius, step = spec.size().wheel_radius_m, 1e-4
    angles = steered.joint_angles(np.array([0.0, step]), np.array([1.0, 1.0]))
    asset = asset_of(spec)
    assert angles.shape == (2, len(asset.parts))
    top = np.array([0.0, 0.0, radius])
    for index, part in enumerate(asset.parts):
        if part.name.startswith("wheel"):
            turn = axis_angle(part.axis, float(angles[1, index] - angles[0, index]))
            # Beyond the first order the moves differ by radius x angle^2 / 2 = step^2 / (2 radius) < 2e-8 m.
            np.testing.assert_allclose(rotate(turn, top) - top, [step, 0, 0], atol=2e-8)
        elif part.name.startswith("knuckle"):
            assert angles[:, index].tolist() == [0.3, 0.3]
            ahead = rotate(axis_angle(part.axis, 0.3), np.array([1.0, 0.0, 0.0]))
            assert ahead[1] > 0.0  # to the left
        else:
            assert not angles[:, index].any()
    fronts = [part for part in asset.parts if part.name.startswith("wheel_front")]
    assert {asset.parts[part.parent].name for part in fronts} == {"knuckle_front_left", "knuckle_front_right"}


@each_style
def test_triangles_stay_within_the_budgets_and_wheels_share_their_meshes(spec: VehicleSpec) -> None:
    near, far = asset_of(replace(spec, detail="near")), asset_of(spec)
    assert 30_000 <= near.triangles <= 65_000
    assert far.triangles <= 0.45 * near.triangles
    wheels = [part.mesh.key for part in near.parts if part.name.startswith("wheel")]
    assert len(set(wheels)) == 2


@each_style
def test_every_slot_is_known_and_glass_lamps_and_plates_are_there(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    assert class_of(asset.semantic).kind == "thing"
    assert {slot.semantic for slot in asset.slots} == {asset.semantic}
    assert {slot.part for slot in asset.slots} <= set(PARTS)
    used = [asset.slots[slot] for part in asset.parts for slot in np.unique(part.mesh.face_slot)]
    assert {slot.part for slot in used} >= {"body", "bumper", "window", "head_lamp", "tail_lamp", "indicator", "plate"}
    materials = dict(asset.materials)
    lamps = {materials[slot.material].lamp for slot in used} - {"beacon"}
    assert lamps == {"none", "head", "tail", "brake", "indicator_left", "indicator_right"}
    assert all(materials[slot.material].emission_cd_m2 > 0 for slot in used if materials[slot.material].lamp != "none")
    assert all(materials[slot.material].glass for slot in used if slot.part == "window")
    assert max(materials[slot.material].lidar_reflectivity for slot in used if slot.part == "plate") > 1


@each_style
def test_lamps_look_their_way(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    mesh, middle = asset.parts[0].mesh, asset.box.T_body_box.translation_m[0]
    lamp_of = np.array([dict(asset.materials)[slot.material].lamp for slot in asset.slots])[mesh.face_slot]
    centre = corners_of(asset, 0).mean(axis=1)
    assert (centre[lamp_of == "head", 0] > middle).all()
    assert (centre[np.isin(lamp_of, ["tail", "brake"]), 0] < middle).all()
    assert (centre[lamp_of == "indicator_left", 1] > 0).all()
    assert (centre[lamp_of == "indicator_right", 1] < 0).all()


@each_style
def test_equal_specs_build_equal_meshes_and_survive_json(spec: VehicleSpec) -> None:
    again = replace(spec)
    assert [part.mesh.key for part in again.build().parts] == [part.mesh.key for part in asset_of(again).parts]
    assert decode(encode(again)) == again
    assert replace(again, seed=9).build().parts[0].mesh.key != asset_of(again).parts[0].mesh.key


def test_a_police_car_has_blue_beacons_and_its_own_class() -> None:
    for body in ("wagon", "sedan", "suv"):
        asset = asset_of(PoliceCar(body=body, detail="far"))  # type: ignore[arg-type]
        assert asset.semantic == "vehicle.emergency.police"
        beacons = [lamp for lamp in asset.lamps if lamp.lamp == "beacon"]
        assert len(beacons) == 2
        assert all(lamp.color[2] > lamp.color[0] and lamp.peak_cd >= 120 for lamp in beacons)
        assert dict(asset.materials)["beacon"].lamp == "beacon"
        # the appearance of actors repaints `paint`
        assert "paint" not in {slot.material for slot in asset.slots}
