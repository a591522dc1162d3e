"""Bicycles, motor cycles and kick scooters: true sizes, parts and joints that turn with the distance."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest

from scenes.asset import AssetSpec, asset_of
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.bicycle_geometry import GEOMETRIES, BicycleKind
from scenes.assets.two_wheelers.bicycle_load import Load
from scenes.assets.two_wheelers.kick_scooter import WHEEL_M, KickScooter
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.motorcycle_geometry import MotorcycleKind
from scenes.studio import extent
from simulator.physics.articulation import part_poses

KINDS: tuple[BicycleKind, ...] = get_args(BicycleKind)
MACHINES: list[AssetSpec] = [
    *(Bicycle(kind=kind) for kind in KINDS),
    *(Bicycle(load=load) for load in get_args(Load)),
    *(Motorcycle(kind=kind) for kind in get_args(MotorcycleKind)),
    KickScooter(),
]


@pytest.mark.parametrize("spec", MACHINES)
def test_a_machine_stands_on_the_ground_and_fills_its_box(spec: AssetSpec) -> None:
    """Mirrors and what is carried may stand beyond the box: 10 cm are allowed."""
    asset = asset_of(spec)
    low, high = extent(asset)
    assert low[2] == pytest.approx(0.0, abs=0.005)
    x = asset.box.T_body_box.translation_m[0]
    assert low[0] == pytest.approx(x - asset.box.length_m / 2, abs=0.10)
    assert high[0] == pytest.approx(x + asset.box.length_m / 2, abs=0.10)
    assert high[1] - low[1] == pytest.approx(asset.box.width_m, abs=0.12)
    assert high[2] == pytest.approx(asset.box.height_m, abs=0.16)


@pytest.mark.parametrize("spec", MACHINES)
def test_a_machine_keeps_the_triangle_budget(spec: AssetSpec) -> None:
    assert 1_000 <= asset_of(spec).triangles <= 32_000


@pytest.mark.parametrize(
    ("spec", "length_m", "height_m"),
    [
        (Bicycle(), (1.70, 1.90), (1.0, 1.20)),
        (Bicycle(kind="road"), (1.60, 1.75), (0.9, 1.10)),
        (Bicycle(kind="child"), (1.2, 1.45), (0.70, 0.95)),
        (Motorcycle(), (1.95, 2.25), (1.05, 1.30)),
        (Motorcycle(kind="scooter"), (1.75, 2.0), (1.05, 1.30)),
        (KickScooter(), (1.05, 1.20), (1.10, 1.25)),
    ],
)
def test_sizes_are_those_of_real_ones(
    spec: AssetSpec, length_m: tuple[float, float], height_m: tuple[float, float]
) -> None:
    """Chosen from data sheets: touring and road bicycles, 20-inch ones, machines of 125 to 800 cc, hire scooters."""
    low, high = extent(asset_of(spec))
    assert length_m[0] <= high[0] - low[0] <= length_m[1]
    assert height_m[0] <= high[2] <= height_m[1]


@pytest.mark.parametrize("spec", MACHINES)
def test_wheels_roll_without_slipping(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    travelled = 1.7
    angles = spec.joint_angles(np.array([0.0, travelled]), np.full(2, 5.0))
    for k, part in enumerate(asset.parts):
        if part.name.startswith("wheel"):
            radius = float(part.mesh.vertices_m[:, 2].max())
            assert angles[1, k] * radius == pytest.approx(travelled, rel=0.01), part.name


@pytest.mark.parametrize("kind", KINDS)
def test_cranks_turn_by_the_gear_and_pedals_stay_level(kind: BicycleKind) -> None:
    spec = Bicycle(kind=kind)
    g, asset = GEOMETRIES[kind], asset_of(spec)
    names = [part.name for part in asset.parts]
    distance = np.linspace(0.0, g.turn_m, 9)
    position, rotation = part_poses(asset, spec.joint_angles(distance, np.full(9, 4.0)), np.zeros(9))
    pedal = names.index("pedal_right")
    crank = position[:, pedal] - position[:, names.index("crank")]
    assert np.hypot(crank[:, 0], crank[:, 2]) == pytest.approx(g.crank_m)
    assert crank[:, [0, 2]] == pytest.approx(g.pedal_m(g.crank_rad(distance)) - np.array(g.bottom_m))
    assert crank[1, 2] < 0.0 < crank[0, 0]  # the foremost pedal goes down
    assert np.abs(rotation[:, pedal, :3]).max() < 1e-9
    assert abs(position[0, pedal, 1]) < g.pedal_out_m


@pytest.mark.parametrize("spec", [Bicycle(), Motorcycle(), KickScooter()])
def test_the_steering_axis_runs_up_and_back_before_the_front_wheel_touches_down(spec: AssetSpec) -> None:
    """With trail: where the axis meets the ground lies ahead of the contact point (Sharp 1896)."""
    asset = asset_of(spec)
    fork = next(part for part in asset.parts if part.name in ("fork", "stem"))
    wheel = next(part for part in asset.parts if part.name == "wheel_front")
    foot, axis = np.array(fork.T_parent_part.translation_m), np.array(fork.axis)
    assert np.linalg.norm(axis) == pytest.approx(1.0)
    assert axis[2] > 0.85
    assert axis[0] < 0.0
    ahead = foot[0] - axis[0] / axis[2] * foot[2]
    assert 0.0 < ahead - (foot[0] + wheel.T_parent_part.translation_m[0]) < 0.15


def test_a_childs_bicycle_is_set_for_a_child() -> None:
    assert Bicycle(kind="child").rider().height_m == pytest.approx(1.35)
    low, high = (GEOMETRIES["city"].saddle_m(Bicycle(rider_height_m=h).rider())[1] for h in (1.55, 1.95))
    assert high - low == pytest.approx(0.491 * 0.40, abs=0.03)  # the share of the leg in the stature


def test_equal_machines_have_equal_meshes() -> None:
    for spec in (Bicycle(), Motorcycle(kind="sport"), KickScooter()):
        assert [p.mesh.key for p in spec.build().parts] == [p.mesh.key for p in spec.build().parts]


def test_lamps_and_reflectors_are_there_for_the_night() -> None:
    asset = asset_of(Bicycle())
    assert {lamp.lamp for lamp in asset.lamps} == {"head", "tail"}
    back = [material for name, material in asset.materials if name.startswith("reflector")]
    assert back
    assert all(material.retroreflection_cd_lx_m2 >= 100.0 for material in back)
    assert not asset_of(Bicycle(fitted="bare")).lamps
    assert math.isclose(WHEEL_M, 0.110)
