"""Work-zone props, guard rails and barriers: true sizes, closed solids, lamps that flash, seeds that do not matter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from solid_checks import is_closed, lowest_m, normals_follow_faces, volume_m3

from scenes.asset import AssetSpec, asset_of
from scenes.assets.shaping.shapes import joined
from scenes.assets.shaping.solids import rounded_box, sweep
from scenes.assets.signs.arrow_board import ArrowBoard, ArrowMode
from scenes.assets.street.road_restraint import (
    ConcreteBarrier,
    ConcreteElement,
    DelineatorPost,
    GuardRail,
    MeshFence,
    stations,
)
from scenes.assets.street.work_zone import Barricade, BeaconBoard, Drum, TrafficCone, TubeMarker, WaterBarrier
from scenes.mesh import MeshBuilder
from scenes.ontology import class_of

BEND = tuple((40 * math.sin(a), 40 - 40 * math.cos(a), 0.5 * a) for a in np.linspace(0.0, 1.0, 30))
PROPS: list[tuple[AssetSpec, tuple[float, float, float]]] = [
    (TrafficCone(height_m=0.75), (0.40, 0.40, 0.75)),  # EN 13422
    (TrafficCone(height_m=0.9, foot="black"), (0.48, 0.48, 0.9)),
    (Drum(), (0.72, 0.72, 0.96)),
    (TubeMarker(), (0.3, 0.3, 0.9)),
    (BeaconBoard(lit=False), (0.8, 0.4, 1.16)),
    (Barricade(), (0.55, 1.2, 1.0)),
    (Barricade(boards=3, width_m=2.4), (1.5, 2.4, 1.5)),
    (WaterBarrier(), (0.44, 1.55, 0.85)),
    (ArrowBoard(), (2.9, 2.5, 3.7)),
    (ConcreteElement(), (0.61, 3.0, 0.9)),
    (DelineatorPost(), (0.11, 0.12, 1.04)),
    (MeshFence(), (0.66, 3.7, 2.0)),
]


@pytest.mark.parametrize(("spec", "size"), PROPS, ids=[type(spec).__name__ for spec, _ in PROPS])
def test_sizes_are_those_of_real_ones(spec: AssetSpec, size: tuple[float, float, float]) -> None:
    box = asset_of(spec).box
    assert (box.length_m, box.width_m, box.height_m) == pytest.approx(size, rel=0.12, abs=0.02)
    assert lowest_m(asset_of(spec)) < 0.01


@pytest.mark.parametrize("spec", [spec for spec, _ in PROPS], ids=[type(spec).__name__ for spec, _ in PROPS])
def test_shading_normals_look_outward(spec: AssetSpec) -> None:
    assert normals_follow_faces(asset_of(spec).parts[0].mesh) > 0.999


@pytest.mark.parametrize("spec", [spec for spec, _ in PROPS[:8]])
def test_what_closes_lanes_is_an_instance(spec: AssetSpec) -> None:
    assert class_of(asset_of(spec).semantic).kind == "thing"


def test_an_arrow_points_where_it_is_told() -> None:
    right, left = (np.array([lamp.T_part_lamp.translation_m[1] for lamp in _arrow(m).lamps]) for m in _BOTH)
    assert right.max() == -left.min()
    assert right.mean() > 0.2
    assert len(_arrow("caution").lamps) == 4
    assert {lamp.lamp for lamp in _arrow("right").lamps} == {"signal_flash"}


_BOTH: tuple[ArrowMode, ...] = ("right", "left")


def _arrow(mode: str):
    return asset_of(ArrowBoard(mode=mode))  # type: ignore[arg-type]


def test_beacon_boards_say_on_which_side_one_passes() -> None:
    left, right = asset_of(BeaconBoard(passed_on="left")), asset_of(BeaconBoard(passed_on="right"))
    assert left.parts[0].mesh.key != right.parts[0].mesh.key
    assert left.box == right.box


def test_a_guard_rail_follows_its_path_at_the_height_of_bumpers() -> None:
    asset = asset_of(GuardRail(path_m=BEND))
    mesh = asset.parts[0].mesh
    assert class_of(asset.semantic).name == "static.guard_rail"
    rail = mesh.vertices_m[mesh.vertices_m[:, 2] > 0.0]
    away = np.abs(np.hypot(rail[:, 0], rail[:, 1] - 40.0) - 40.0)
    assert away.max() < 0.2
    # the section's middle runs at 0.59 m over the path's own height
    ends = np.hypot(mesh.vertices_m[:, 0], mesh.vertices_m[:, 1]) < 0.15
    section = mesh.vertices_m[ends & (mesh.vertices_m[:, 2] > 0.43)][:, 2]
    assert 0.43 < section.min() < 0.52
    assert 0.74 < section.max() < 0.87


def test_posts_are_spaced_evenly() -> None:
    places = stations(np.array(BEND), 2.0)
    gaps = np.linalg.norm(np.diff([at for at, _ in places], axis=0), axis=1)
    assert gaps == pytest.approx(2.0, abs=0.05)
    assert places[0][1] == pytest.approx(0.0, abs=0.05)


def test_barriers_have_the_section_of_new_jersey_and_are_closed() -> None:
    straight = asset_of(ConcreteBarrier()).parts[0].mesh
    assert is_closed(straight)
    area = volume_m3(straight) / 4.0
    # two trapezia over a foot of 0.175 m, the top's bevel left out
    assert area == pytest.approx(0.61 * 0.175 + (0.305 + 0.127) * 0.255 + (0.127 + 0.076) * 0.48, rel=0.005)
    assert is_closed(asset_of(ConcreteBarrier(path_m=BEND)).parts[0].mesh)


def test_soft_boxes_and_sweeps_are_closed_and_look_outward() -> None:
    for patch, volume in (
        (rounded_box((1, 2, 3), 0.1), 6.0),
        (rounded_box((1, 2, 3), 0.1, between=3), 6.0),
        (sweep([(-0.1, 0), (0.1, 0), (0.1, 0.5), (-0.1, 0.5)], [(0, 0, 0), (3, 0, 0), (3, 4, 0)]), 0.7),
        (sweep([(-0.1, 0.5), (0.1, 0.5), (0.1, 0), (-0.1, 0)], [(0, 0, 0), (3, 0, 0), (3, 4, 0)]), 0.7),
    ):
        builder = MeshBuilder()
        builder.add(*joined([patch]), 0)
        assert is_closed(builder.build())
        assert 0.97 * volume < volume_m3(builder.build()) <= 1.0001 * volume


def test_impossible_solids_are_refused() -> None:
    with pytest.raises(ValueError, match="radius_m"):
        rounded_box((1.0, 0.1, 1.0), 0.06)
    with pytest.raises(ValueError, match="go on"):
        sweep([(0, 0), (1, 0), (1, 1)], [(0, 0, 0), (0, 0, 1)])
