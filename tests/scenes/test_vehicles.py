"""Cars: true to their dimensions, whole, labelled, all different, rolling without slipping, steering, with doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from scenes.asset import Asset, asset_of
from scenes.assets.cars.car import DOOR_NAMES, VehicleSpec
from scenes.assets.cars.city_car import CityCar
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.coupe import Coupe
from scenes.assets.cars.fleet import FLEET, fleet_car
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.minivan import Minivan
from scenes.assets.cars.paint import PAINTS
from scenes.assets.cars.pickup import Pickup
from scenes.assets.cars.police_car import PoliceCar
from scenes.assets.cars.sedan import Sedan
from scenes.assets.cars.style import drawn
from scenes.assets.cars.suv import Suv
from scenes.assets.cars.van import Van
from scenes.assets.cars.wagon import Wagon
from scenes.json_codec import decode, encode
from scenes.ontology import PARTS, class_of
from scenes.pose import axis_angle, rotate
from scenes.streams import stream

STYLES: tuple[type[VehicleSpec], ...] = (
    *(Sedan, Hatchback, CityCar, Wagon, Suv, Coupe, Convertible, Minivan, Pickup, Van, PoliceCar),
)
PASSENGER = STYLES[:8]
each_style = pytest.mark.parametrize(
    "spec", [kind(detail="far") for kind in STYLES], ids=lambda spec: type(spec).__name__
)
KITTI_CAR = {"height_m": (1.526, 0.137), "width_m": (1.629, 0.102), "length_m": (3.883, 0.426)}
"""Mean and standard deviation of 28,742 labelled cars of KITTI."""


def part_slots(asset: Asset, part: int, name: str) -> np.ndarray:
    wanted = [index for index, slot in enumerate(asset.slots) if slot.part == name]
    return np.isin(asset.parts[part].mesh.face_slot, wanted)


def corners_of(asset: Asset, part: int) -> np.ndarray:
    """Triangle corners (F, 3, 3) in the body frame, joints at zero."""
    points = asset.parts[part].mesh.vertices_m.astype(np.float64)
    at = part
    while at >= 0:
        points = asset.parts[at].T_parent_part.apply(points)
        at = asset.parts[at].parent
    return points[asset.parts[part].mesh.faces]


def index_of(asset: Asset) -> dict[str, int]:
    return {part.name: index for index, part in enumerate(asset.parts)}


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


def rays_from_outside(asset: Asset, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Origins and directions (N, 3) of rays from a sphere around a body to points inside it."""
    rng = stream(11, "rays")
    box = asset.box
    out = rng.normal(size=(count, 3))
    out[:, 2] = np.abs(out[:, 2])
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    origin = np.asarray(box.T_body_box.translation_m) + [0.0, 0.0, 0.6] + 6.0 * out
    spread = rng.uniform(-0.25, 0.25, size=(count, 3)) * [box.length_m, box.width_m, 0.2 * box.height_m]
    spread[:, 2] += 0.33 * box.height_m
    target = np.asarray(box.T_body_box.translation_m) + spread
    towards = target - origin
    return origin, towards / np.linalg.norm(towards, axis=1, keepdims=True)


def first_hits(corners: np.ndarray, origin: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Cosine between each ray and the first triangle's normal (Moller and Trumbore 1997); 0 without a hit."""
    edge_1, edge_2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normal = np.cross(edge_1, edge_2)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    out = np.zeros(len(origin))
    for k, (o, d) in enumerate(zip(origin, towards, strict=True)):
        p = np.cross(d, edge_2)
        det = np.einsum("ij,ij->i", edge_1, p)
        inverse = 1.0 / np.where(np.abs(det) < 1e-14, np.inf, det)
        s = o - corners[:, 0]
        u = np.einsum("ij,ij->i", s, p) * inverse
        q = np.cross(s, edge_1)
        v = q @ d * inverse
        t = np.einsum("ij,ij->i", edge_2, q) * inverse
        hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 1e-6) & (inverse != 0)
        if hit.any():
            nearest = np.flatnonzero(hit)[t[hit].argmin()]
            out[k] = normal[nearest] @ d
    return out


@each_style
def test_no_ray_from_outside_finds_a_hole_or_the_back_of_the_skin(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    corners = np.concatenate([corners_of(asset, part) for part in range(len(asset.parts))])
    cosine = first_hits(corners, *rays_from_outside(asset, 80))
    assert (cosine != 0.0).all()
    # Opaque skin shows its front; a ray through a slit (grille bars, wheel spokes, an open car's floor) may not.
    assert (cosine > 0.0).mean() < (0.03 if not isinstance(spec, Convertible | Pickup) else 0.06)


@each_style
def test_shading_normals_agree_with_the_faces(spec: VehicleSpec) -> None:
    asset = asset_of(spec)
    for part in asset.parts:
        corners = part.mesh.vertices_m.astype(np.float64)[part.mesh.faces]
        area_normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        shading = part.mesh.corner_normals.mean(axis=1)
        area = np.linalg.norm(area_normal, axis=1)
        against = area[np.einsum("ij,ij->i", shading, area_normal) < 0].sum() / area.sum()
        assert against < 0.002
        np.testing.assert_allclose(np.linalg.norm(part.mesh.corner_normals, axis=2), 1.0, atol=1e-4)


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


@pytest.mark.parametrize("kind", PASSENGER, ids=lambda kind: kind.__name__)
def test_sizes_of_passenger_cars_lie_in_the_range_of_kittis(kind: type[VehicleSpec]) -> None:
    for seed in range(40):
        size = kind(seed=seed).size()
        for name, (mean, deviation) in KITTI_CAR.items():
            assert abs(getattr(size, name) - mean) <= 3 * deviation


def test_given_sizes_are_kept() -> None:
    size = Sedan(length_m=4.75, wheelbase_m=2.85).size()
    assert (size.length_m, size.wheelbase_m) == (4.75, 2.85)
    low, high = Sedan().style().width_m
    assert low <= size.width_m <= high


def side_and_front(spec: VehicleSpec) -> np.ndarray:
    """Silhouettes from the side and the front, 2 cm a pixel, aligned at the middle and the ground."""
    asset = asset_of(spec)
    corners = np.concatenate([corners_of(asset, part) for part in range(len(asset.parts))])
    corners = corners - [asset.box.T_body_box.translation_m[0], 0.0, 0.0]
    weights = np.array([(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]) / 4.0
    points = np.einsum("kc,fcd->fkd", weights, corners).reshape(-1, 3)
    out = np.zeros((2, 320, 140), dtype=bool)
    for view, axis in enumerate((0, 1)):
        u = np.clip(((points[:, axis] + 3.2) / 0.02).astype(int), 0, 319)
        w = np.clip((points[:, 2] / 0.02).astype(int), 0, 139)
        out[view, u, w] = True
    return out


def random_cars(count: int) -> Iterator[VehicleSpec]:
    for k in range(count):
        yield PASSENGER[k % len(PASSENGER)](seed=100 + k, detail="far")


def test_random_cars_have_different_silhouettes() -> None:
    """The issue's measure: intersection over union below 0.97 for 95 % of pairs."""
    shapes = [side_and_front(spec) for spec in random_cars(24)]
    alike = [(a & b).sum() / (a | b).sum() > 0.97 for a, b in combinations(shapes, 2)]
    assert np.mean(alike) < 0.05


def test_a_hundred_random_cars_are_a_hundred_different_designs() -> None:
    cars = [PASSENGER[k % len(PASSENGER)](seed=k) for k in range(100)]
    designs = {(car.design().face, car.design().tail, car.rim()) for car in cars}
    assert len(designs) > 95
    assert len({car.design().fittings.plate for car in cars}) > 98


def test_paints_are_drawn_by_their_shares() -> None:
    count = 400
    names = {id(material): name for name, _, material in PAINTS}
    drawn_names = [names[id(Sedan(seed=seed).paint())] for seed in range(count)]
    for name, share, _ in PAINTS:
        # 4 sigma of a binomial draw
        assert abs(drawn_names.count(name) / count - share) < 4 * np.sqrt(share * (1 - share) / count) + 1e-9


def test_paint_weights_add_up_and_every_paint_has_a_clear_coat() -> None:
    assert sum(weight for _, weight, _ in PAINTS) == pytest.approx(1.0)
    assert len({name for name, _, _ in PAINTS}) == len(PAINTS)
    assert all(material.clearcoat == 1.0 for _, _, material in PAINTS)


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


def test_variants_of_a_fleet_name_differ_and_keep_what_defines_it() -> None:
    assert fleet_car("suv") == FLEET["suv"]
    assert len({fleet_car("suv", k) for k in range(5)}) == 5
    assert fleet_car("small_car", 3).size().length_m == FLEET["small_car"].size().length_m
    assert fleet_car("sedan", 3).size() != fleet_car("sedan", 4).size()


def test_values_lie_in_their_styles_ranges() -> None:
    style = Hatchback().style()
    for seed in range(20):
        p = drawn(style, stream(seed, "test"), {})
        assert style.length_m[0] <= p.length_m <= style.length_m[1]
        assert style.screen_deg[0] <= p.screen_deg <= style.screen_deg[1]
