"""Heavy and special vehicles: legal and real dimensions, rolling wheels, sound surfaces, variety."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from heavy_checks import corners, driven, each, placed, reach, slots_of
from solid_checks import is_closed, normals_follow_faces, volume_m3

from scenes.asset import asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.families import variants
from scenes.assets.heavy.bus import ArticulatedBus, CityBus
from scenes.assets.heavy.coach import Coach
from scenes.assets.heavy.fleet import COMBINATIONS, HEAVY, VEHICLES, varied
from scenes.assets.heavy.parts import prism, slab, soft_box
from scenes.assets.heavy.vehicle import HeavySpec
from scenes.assets.shaping.shapes import Patch
from scenes.errors import UnknownName
from scenes.json_codec import decode, encode
from scenes.mesh import MeshBuilder
from scenes.ontology import PARTS, class_of
from scenes.pose import axis_angle, rotate


@each
def test_the_body_fills_its_box(name: str) -> None:
    """Handles, hinges, films and rear lamps stand out by up to 5 cm, which no length or width on paper counts."""
    spec = HEAVY[name]
    box, (low, high) = asset_of(spec).box, reach(spec)
    middle = np.asarray(box.T_body_box.translation_m)
    half = np.array([box.length_m, box.width_m, 0.0]) / 2
    np.testing.assert_allclose(low, middle - half, atol=0.082)
    np.testing.assert_allclose(high, middle + half + [0, 0, box.height_m], atol=0.06)
    assert low[2] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("kind", sorted({type(spec) for spec in HEAVY.values()}, key=lambda kind: kind.__name__))
def test_every_option_of_a_family_fills_its_box(kind: type[HeavySpec]) -> None:
    """But for an excavator at work, whose arm is out of it."""
    for spec in variants(kind):
        if getattr(spec, "posture_name", "") != "dig":
            box, (_, high) = asset_of(spec).box, reach(spec)
            assert high[2] == pytest.approx(box.height_m, abs=0.06), spec
            assert high[0] == pytest.approx(box.front_m, abs=0.06), spec


@each
def test_dimensions_are_legal_for_any_seed(name: str) -> None:
    """Directive 96/53/EC: 2.55 m wide, 4.00 m high, 12 m long (trailers 13.6 m by the kingpin rule), articulated buses
    18.75 m, buses of two axles 13.5 m."""
    longest = {"articulated_bus": 18.75, "coach": 13.5, "city_bus": 13.5}.get(name, 13.7 if "trailer" in name else 12.0)
    for seed in range(8):
        size = varied(name, seed).size()
        assert size.width_m <= 2.55
        assert size.height_m <= 4.0
        assert 3.0 < size.length_m <= longest


def test_trucks_are_as_large_as_those_of_kitti() -> None:
    """KITTI's trucks: means 3.25 m high, 2.585 m wide, 10.12 m long (sensors and weather reference, section D)."""
    names = (
        "box_truck",
        "small_box_truck",
        "curtain_truck",
        "flatbed_truck",
        "tipper_truck",
        "refuse_truck",
        "fire_engine",
    )
    sizes = [varied(name, seed).size() for name in names for seed in range(10)]
    mean = np.mean([(size.height_m, size.width_m, size.length_m) for size in sizes], axis=0)
    np.testing.assert_allclose(mean, [3.25, 2.585, 10.12], rtol=0.2)


@each
def test_wheels_touch_the_ground_and_roll_without_slipping(name: str) -> None:
    spec = HEAVY[name]
    asset = asset_of(spec)
    step = 1e-4
    angles = spec.joint_angles(np.array([0.0, step]), np.ones(2))
    wheels = [k for k, part in enumerate(asset.parts) if part.name.startswith("wheel")]
    assert len(wheels) >= 2
    for k in wheels:
        lowest = corners(spec, k)[..., 2].min()
        radius = placed(spec)[k][2, 3]
        assert lowest == pytest.approx(0.0, abs=0.01 * radius)  # a tread of 24 facets
        turn = axis_angle(asset.parts[k].axis, float(angles[1, k] - angles[0, k]))
        ground = np.array([0.0, 0.0, -radius])
        np.testing.assert_allclose(rotate(turn, ground) - ground, [-step, 0, 0], atol=2e-8)


@each
def test_the_origin_lies_below_the_rear_axles(name: str) -> None:
    spec = HEAVY[name]
    if not spec.axles() or name == "articulated_bus":
        return
    rear = [axle.x_m for axle in spec.axles() if axle.x_m < 0.75 * spec.wheelbase_m]
    assert np.mean(rear) == pytest.approx(0.0, abs=1e-9)
    if driven(name):
        assert spec.axles()[0].x_m == spec.wheelbase_m


L_SHAPE = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [1.0, 2.0], [0.0, 2.0]])


@pytest.mark.parametrize(
    ("patch", "volume"),
    [
        (slab(L_SHAPE, 0.25), 1.5),
        (slab(L_SHAPE[::-1], 0.25), 1.5),
        (prism(L_SHAPE, -1.0, 1.0), 6.0),
        (soft_box((-1.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0.001), 2.0),
    ],
)
def test_the_solids_that_vehicles_are_made_of_are_closed_and_face_outwards(patch: Patch, volume: float) -> None:
    """An L of 3 m2 drawn out; a box whose edges of 1 mm radius cost less than 1 %."""
    builder = MeshBuilder()
    builder.add(*patch, 0, crease_rad=0.0)
    mesh = builder.build()
    assert is_closed(mesh)
    assert volume_m3(mesh) == pytest.approx(volume, rel=0.01)


@each
def test_surfaces_are_sound(name: str) -> None:
    """No triangle without area (Mesh refuses it), shading on the outer side, a volume like that of the thing."""
    asset = asset_of(HEAVY[name])
    assert 5_000 < asset.triangles < 45_000
    for part in asset.parts:
        assert normals_follow_faces(part.mesh) > 0.985, part.name
    assert {slot.part for slot in asset.slots} <= set(PARTS)
    assert class_of(asset.semantic).kind == "thing"
    body = corners(HEAVY[name], 0)
    centre = body.mean(axis=1) - body.reshape(-1, 3).mean(axis=0)
    flux = (np.cross(body[:, 1] - body[:, 0], body[:, 2] - body[:, 0]) * centre).sum() / 6
    assert flux > 0.0


def test_every_class_is_there() -> None:
    assert {asset_of(spec).semantic for spec in HEAVY.values()} >= {
        "vehicle.truck", "vehicle.trailer", "vehicle.bus.rigid", "vehicle.bus.bendy", "vehicle.construction",
        "vehicle.emergency.ambulance", "vehicle.emergency.fire_engine", "vehicle.caravan", "vehicle.agricultural",
        "vehicle.van",
    }  # fmt: skip


@each
def test_it_is_the_same_every_time_and_survives_json(name: str) -> None:
    assert decode(encode(varied(name, 5))) == varied(name, 5)
    again = replace(HEAVY[name]).build()
    assert [part.mesh.key for part in again.parts] == [part.mesh.key for part in asset_of(HEAVY[name]).parts]


@pytest.mark.parametrize("name", ["box_truck", "trailer_curtain", "city_bus", "coach", "parcel_van", "refuse_truck"])
def test_seeds_make_different_vehicles(name: str) -> None:
    made = [asset_of(varied(name, seed)) for seed in range(4)]
    assert len({asset.parts[0].mesh.key for asset in made}) == len(made)
    assert len({tuple(m for m, _ in asset.materials if m.startswith("coat")) for asset in made}) > 1


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="box_truck"):
        varied("boxtruck", 0)


@pytest.mark.parametrize("spec", [CityBus(), Coach(), ArticulatedBus()], ids=lambda s: type(s).__name__)
def test_buses_have_doors_on_the_right_and_windows_on_both_sides(spec: HeavySpec) -> None:
    asset = asset_of(spec)
    glass = np.concatenate([corners(spec, k, slots_of(asset, frozenset({"window"}))).reshape(-1, 3) for k in (0,)])
    doors = corners(spec, 0, slots_of(asset, frozenset({"door"}))).reshape(-1, 3)
    assert doors[:, 1].max() < 0.0
    assert (glass[:, 1] > 1.1).any()
    assert (glass[:, 1] < -1.1).any()


@pytest.mark.parametrize("name", [name for name in HEAVY if driven(name)])
def test_a_driver_sits_behind_the_glass(name: str) -> None:
    spec = replace(HEAVY[name], driver="seated")
    asset = asset_of(spec)
    slot = np.array([s.material == "driver_face" for s in asset.slots])
    assert slot.any()
    heads = np.concatenate([corners(spec, k, slot).reshape(-1, 3) for k in range(len(asset.parts))])
    assert 1.2 < heads[:, 2].max() < 3.2
    bare = asset_of(HEAVY[name])
    assert bare.triangles < asset.triangles


def test_names_of_cars_and_of_heavy_vehicles_do_not_clash() -> None:
    assert not set(FLEET) & set(HEAVY)
    assert not set(COMBINATIONS) & set(VEHICLES)
