"""Lamps of vehicles and lamp posts: where they stand, where they look, how bright their lenses are."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from lamp_flux import flux_per_candela

from scenes.asset import Asset, asset_of
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fleet import FLEET
from scenes.assets.street.street_furniture import LampPost
from scenes.json_codec import decode, encode
from scenes.lamp import LampSource, aimed
from scenes.material import Lamp

PLAIN = {name: spec for name, spec in FLEET.items() if name != "police_car"}
"""Without beacons."""
each_vehicle = pytest.mark.parametrize("spec", PLAIN.values(), ids=list(PLAIN))


def direction(source: LampSource) -> np.ndarray:
    return source.T_part_lamp.rotation()[:, 0]


def place(source: LampSource) -> np.ndarray:
    return np.array(source.T_part_lamp.translation_m)


def lens_corners(asset: Asset, lamp: Lamp) -> np.ndarray:
    """Triangles (F, 3, 3) of part 0 that shine with a lamp."""
    materials, mesh = dict(asset.materials), asset.parts[0].mesh
    lit = [index for index, slot in enumerate(asset.slots) if materials[slot.material].lamp == lamp]
    return mesh.vertices_m.astype(np.float64)[mesh.faces[np.isin(mesh.face_slot, lit)]]


@each_vehicle
def test_a_vehicle_has_the_lamps_that_the_law_asks_for(spec: VehicleSpec) -> None:
    lamps = asset_of(spec).lamps
    assert Counter(source.lamp for source in lamps) == {
        "head": 2,
        "tail": 3,  # with the plate's
        "brake": 3,
        "indicator_left": 2,
        "indicator_right": 2,
    }
    assert len({source.name for source in lamps}) == len(lamps)
    assert [source.photometry for source in lamps if source.lamp == "head"] == ["low_beam", "low_beam"]


@each_vehicle
def test_low_beams_look_ahead_and_tails_and_brakes_behind(spec: VehicleSpec) -> None:
    for source in asset_of(spec).lamps:
        if source.name != "plate":
            ahead = 1.0 if source.lamp == "head" or source.name.startswith("indicator_front") else -1.0
            np.testing.assert_allclose(direction(source), [ahead, 0.0, 0.0], atol=1e-12)
            assert (place(source)[0] - spec.size().wheelbase_m / 2) * ahead > 0.0


@each_vehicle
def test_lamps_stand_before_their_lenses_and_no_part_of_the_body_is_in_their_way(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    mesh = asset.parts[0].mesh
    corners = mesh.vertices_m.astype(np.float64)[mesh.faces]
    for source in asset.lamps:
        if source.name == "plate":
            continue
        reach = np.abs(lens_corners(asset, source.lamp) - place(source)).max(axis=2).min()
        assert reach < 0.12, f"{source.name} is {reach:.2f} m from its lens"
        assert not hits_ahead(corners, place(source), direction(source)), f"{source.name} shines into the body"


def hits_ahead(corners: np.ndarray, origin: np.ndarray, towards: np.ndarray) -> bool:
    """Whether a ray meets one of the triangles (Moller and Trumbore 1997)."""
    edge_1, edge_2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    p = np.cross(towards, edge_2)
    det = (edge_1 * p).sum(axis=1)
    det = np.where(np.abs(det) < 1e-12, np.inf, det)
    to_origin = origin - corners[:, 0]
    u = (to_origin * p).sum(axis=1) / det
    q = np.cross(to_origin, edge_1)
    v = (q @ towards) / det
    t = (edge_2 * q).sum(axis=1) / det
    return bool(((u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-6)).any())


@each_vehicle
def test_left_and_right_mirror_each_other(spec: VehicleSpec) -> None:
    lamps = {source.name: source for source in asset_of(spec).lamps}
    for name, source in lamps.items():
        if name.endswith("_left"):
            other = lamps[name.removesuffix("_left") + "_right"]
            np.testing.assert_allclose(place(source) * [1, -1, 1], place(other), atol=1e-4)
            assert place(source)[1] > 0.4


@each_vehicle
def test_a_lens_is_as_bright_as_intensity_over_the_area_seen_along_the_axis(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    for source in asset.lamps:
        if source.lamp == "tail" and source.name != "plate":
            corners = lens_corners(asset, "tail")
            corners = corners[np.sign(corners[..., 1].mean(axis=1)) == np.sign(place(source)[1])]
            normals = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            area_m2 = np.maximum(-normals[:, 0], 0.0).sum()
            luminance = dict(asset.materials)["tail_lamp"].emission_cd_m2
            assert luminance * area_m2 == pytest.approx(source.peak_cd, rel=1e-3)
            assert source.radius_m == pytest.approx(math.sqrt(area_m2 / math.pi), rel=1e-3)


@each_vehicle
def test_intensities_lie_in_the_ranges_of_the_regulations(spec: VehicleSpec) -> None:
    limits = {
        "low_beam": (20e3, 60e3),
        "tail": (4, 12),
        "brake": (60, 185),
        "brake_high": (25, 110),
        "indicator_front": (175, 700),
        "indicator_rear": (50, 500),
        "plate": (0.5, 10),
    }
    for source in asset_of(spec).lamps:
        low, high = limits[source.name.removesuffix("_left").removesuffix("_right")]
        assert low <= source.peak_cd <= high


@each_vehicle
def test_the_plates_lamp_makes_the_plate_legible(spec: VehicleSpec) -> None:
    """UN R4 asks for 2.5 cd/m2; a Lambertian lamp gives E = I cos cos / r^2 and the plate shows rho E / pi."""
    asset = asset_of(spec)
    source = next(source for source in asset.lamps if source.name == "plate")
    slots = [index for index, slot in enumerate(asset.slots) if slot.material == "plate"]
    mesh = asset.parts[0].mesh
    corners = mesh.vertices_m.astype(np.float64)[mesh.faces[np.isin(mesh.face_slot, slots)]]
    rear = corners[corners[..., 0].mean(axis=1) < 0.0]
    middle = rear.reshape(-1, 3).mean(axis=0)
    ray = middle - place(source)
    distance = np.linalg.norm(ray)
    illuminance = source.peak_cd * (ray @ direction(source) / distance) * (ray[0] / distance) / distance**2
    assert 0.75 * illuminance / math.pi > 2.5


def test_a_lamp_post_looks_down_on_the_road_from_its_head() -> None:
    post = LampPost(height_m=8.0, arm_m=1.5, flux_lm=12_000.0)
    (source,) = asset_of(post).lamps
    np.testing.assert_allclose(direction(source), [0.0, 0.0, -1.0], atol=1e-12)
    assert place(source)[0] > 1.5
    assert 7.8 < place(source)[2] < 7.95
    assert (source.lamp, source.photometry) == ("street", "street")


def test_a_lamp_posts_photometry_sends_out_the_flux_of_the_luminaire() -> None:
    (source,) = asset_of(LampPost(flux_lm=12_000.0)).lamps
    assert source.peak_cd * flux_per_candela(source.photometry) == pytest.approx(12_000.0, rel=0.02)


def test_a_lamp_posts_underside_sends_out_the_flux_of_the_luminaire() -> None:
    """A Lambertian plane of luminance L and area A sends out pi L A lumens."""
    asset = asset_of(LampPost(flux_lm=12_000.0))
    corners = lens_corners(asset, "street")
    area_m2 = 0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
    assert math.pi * dict(asset.materials)["lamp_light"].emission_cd_m2 * area_m2 == pytest.approx(12_000.0, rel=1e-4)


@pytest.mark.parametrize("towards", [(1, 0, 0), (0, 0, -1), (0, 0, 1), (-1, 2, -3)])
def test_aiming_gives_a_right_handed_frame_along_the_direction(towards: tuple[float, float, float]) -> None:
    rotation = aimed((1.0, 2.0, 3.0), towards).rotation()
    np.testing.assert_allclose(rotation[:, 0], np.array(towards) / np.linalg.norm(towards), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    assert rotation[2, 2] >= -1e-12


@each_vehicle
def test_a_lamp_survives_json(spec: VehicleSpec) -> None:
    assert decode(encode(asset_of(spec).lamps)) == asset_of(spec).lamps
