"""Surfaces of roads: no holes, no overlaps, within a centimetre of the road, every triangle of the right kind."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from drawn_map import LINE, WIDTH, document, lanes, road
from map_fixtures import MAPS, needs_real_maps, real_map
from surface_checks import covered, distance_off_m, expected_area_m2, flat_triangles, overlap_m2, widest_gap_m

from scenes.asset import asset_of
from scenes.errors import SceneError
from scenes.ontology import class_of
from scenes.opendrive.reader import parse_opendrive, read_opendrive
from scenes.roads.cross_section import CrossSection
from scenes.roads.network import RoadNetwork
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.fold import folds
from scenes.roads.surface.kinds import KIND, KINDS
from scenes.roads.surface.lane_grid import road_patch
from scenes.roads.surface.map_surface import MapSurface
from scenes.roads.surface.patch import SurfacePatch
from scenes.roads.surface.surface_mesh import network_surface, vertex_normals
from scenes.streams import stream

TOLERANCE_M = 0.01
ROUNDED_M2 = 0.01  # unions round to 1e-5 m along some hundred metres of edges
BENDS = ["crest-curve", "curve_r100", "tunnels", "fabriksgatan"]

DASHES = '<roadMark sOffset="0" type="broken" color="white" width="0.2"><type name="b" width="0.2">'
DASHES += '<line length="3" space="7" tOffset="0" sOffset="1"/></type></roadMark>'
KERB = '<height sOffset="0" inner="0.12" outer="0.12"/>'
PAVED = '<laneSection s="0"><center><lane id="0" type="none"/></center><right>'
PAVED += f'<lane id="-1" type="driving">{WIDTH}</lane>'
PAVED += f'<lane id="-2" type="sidewalk">{WIDTH}{KERB}</lane></right></laneSection>'


def network_of(*parts: str) -> RoadNetwork:
    return parse_opendrive(document(*parts), "drawn").network


def patch_of(*parts: str) -> SurfacePatch:
    only = network_of(*parts).roads[0]
    return road_patch(only, RoadCurve.of(only))


def area_m2(patch: SurfacePatch, kind: str) -> float:
    return float(shapely.area(flat_triangles(patch))[patch.kind[~patch.upright] == KIND[kind]].sum())


def open_edges(patch: SurfacePatch) -> np.ndarray:
    """Middles of the edges that only one face has, equal vertices welded."""
    _, weld = np.unique(np.round(patch.vertices_m, 6), axis=0, return_inverse=True)
    faces = weld.reshape(-1)[patch.faces]
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    ends = patch.vertices_m[np.concatenate([patch.faces[:, [0, 1]], patch.faces[:, [1, 2]], patch.faces[:, [2, 0]]])]
    _, first, count = np.unique(edges, axis=0, return_index=True, return_counts=True)
    return ends[first[count == 1]].mean(axis=1)


@needs_real_maps
@pytest.mark.parametrize("stem", BENDS)
def test_roads_have_no_holes_and_no_overlaps(stem: str) -> None:
    for made in read_opendrive(real_map(stem)).network.roads:
        curve = RoadCurve.of(made)
        patch = road_patch(made, curve)
        assert overlap_m2(patch) < ROUNDED_M2
        assert widest_gap_m(patch) < TOLERANCE_M
        # Chords cut bends: at most two thirds of the tolerance along both rims.
        assert covered(patch).area == pytest.approx(expected_area_m2(made, curve), abs=0.01 * made.length_m)


@needs_real_maps
@pytest.mark.parametrize("stem", BENDS)
def test_surfaces_lie_within_a_centimetre_of_the_road(stem: str) -> None:
    rng = stream(3, stem)
    for made in read_opendrive(real_map(stem)).network.roads:
        curve, cross = RoadCurve.of(made), CrossSection.of(made, 0)
        s = rng.uniform(0.0, made.length_m, 300)
        borders = cross.borders_m(s)
        driving = [k for k, lane in enumerate(cross.lane_ids) if cross.section.lane(lane).kind == "driving"]
        low, high = borders[:, driving[0]] + 0.02, borders[:, driving[-1] + 1] - 0.02
        points = curve.points(s, rng.uniform(low, high)).position_m
        assert distance_off_m(road_patch(made, curve), points).max() < TOLERANCE_M


def test_lanes_and_kerbs_leave_no_edge_open_but_the_rim() -> None:
    plan = LINE.replace("<line/>", '<arc curvature="0.01"/>')
    open_ones = open_edges(patch_of(road(plan, PAVED)))
    offset = 100.0 - np.hypot(open_ones[:, 0], open_ones[:, 1] - 100.0)  # t, of an arc of radius 100 m
    along = np.arctan2(open_ones[:, 0], 100.0 - open_ones[:, 1]) * 100.0
    at_end = (np.abs(along) < 1e-3) | (np.abs(along - 100.0) < 1e-3)
    at_rim = (np.abs(offset) < TOLERANCE_M) | (np.abs(offset + 7.0) < TOLERANCE_M)
    assert (at_end | at_rim).all()


def test_kerbs_stand_upright_and_face_the_carriageway() -> None:
    patch = patch_of(road(sections=PAVED))
    corners = patch.vertices_m[patch.faces]
    kerb = patch.upright & (np.abs(corners[:, :, 1] + 3.5) < 1e-6).all(axis=1)
    np.testing.assert_allclose(vertex_normals(patch)[kerb], np.broadcast_to([0.0, 1.0, 0.0], (kerb.sum(), 3, 3)))
    assert corners[kerb][:, :, 2].min() == pytest.approx(0.0)
    assert corners[kerb][:, :, 2].max() == pytest.approx(0.12)
    assert {KINDS[kind].semantic for kind in patch.kind[patch.upright]} == {"flat.kerb"}
    assert area_m2(patch, "kerb") == pytest.approx(100.0 * 0.15)  # a row of kerb stones on the pavement's edge
    ends = patch.upright & ~kerb & (np.ptp(corners[:, :, 0], axis=1) < 1e-9)
    outward = vertex_normals(patch)[ends][:, 0, 0]
    assert (outward == np.where(corners[ends][:, 0, 0] > 50.0, 1.0, -1.0)).all()


def test_dashes_have_the_length_the_file_says() -> None:
    patch = patch_of(road(sections=lanes(DASHES)))
    assert area_m2(patch, "mark white") == pytest.approx(10 * 3.0 * 0.2)
    painted = patch.vertices_m[patch.faces[patch.kind == KIND["mark white"]]].reshape(-1, 3)
    assert sorted({round(float(x) % 10.0, 6) for x in painted[:, 0]}) == [1.0, 4.0]
    assert {round(abs(float(y)), 6) for y in painted[:, 1]} == {0.0, 0.1}  # either lane has its half


def test_double_lines_are_two_and_keep_their_colour() -> None:
    mark = '<roadMark sOffset="0" type="solid broken" color="yellow" width="0.1"/>'
    patch = patch_of(road(sections=lanes(mark), extra='<type s="0" type="town"/>'))
    painted = patch.vertices_m[patch.faces[patch.kind == KIND["mark yellow"]]]
    left = painted[:, :, 1].mean(axis=1) > 0.0
    np.testing.assert_allclose(sorted({round(abs(float(y)), 6) for y in painted[:, :, 1].reshape(-1)}), [0.05, 0.15])
    areas = shapely.area(shapely.polygons(painted[:, :, :2]))
    assert areas[left].sum() == pytest.approx(100.0 * 0.1)  # the solid one is named first and lies on the left
    assert areas[~left].sum() == pytest.approx(0.1 * (11 * 3.0 + 1.0))  # 3 m of paint, 6 m of none: town


def test_marks_at_the_rim_stay_on_the_road() -> None:
    edge = lanes().replace(WIDTH, WIDTH + '<roadMark sOffset="0" type="solid" color="white" width="0.2"/>')
    patch = patch_of(road(sections=edge))
    assert area_m2(patch, "mark white") == pytest.approx(2 * 100.0 * 0.2)
    assert np.abs(patch.vertices_m[:, 1]).max() == pytest.approx(3.5)


def test_every_lane_type_has_its_class() -> None:
    expected = {
        "driving": "flat.driveable_surface",
        "bus": "flat.driveable_surface",
        "shoulder": "flat.shoulder",
        "biking": "flat.bicycle_lane",
        "parking": "flat.parking",
        "sidewalk": "flat.sidewalk",
        "median": "flat.traffic_island",
        "none": "flat.terrain",
    }
    narrow = lanes().replace('a="3.5"', 'a="1.2"')
    for kind, semantic in expected.items():
        patch = patch_of(road(sections=narrow.replace("driving", kind)))
        assert {KINDS[k].semantic for k in patch.kind} == {semantic}
    wide = patch_of(road(sections=lanes().replace("driving", "median")))
    assert {KINDS[k].semantic for k in wide.kind} == {"flat.terrain"}  # wide medians are green
    assert all(class_of(kind.semantic) for kind in KINDS)


def test_a_bend_narrower_than_the_road_does_not_fold() -> None:
    plan = LINE.replace('length="100"', 'length="9"').replace("<line/>", '<arc curvature="0.5"/>')
    network = network_of(road(plan, lanes(), length=9.0))
    only = network.roads[0]
    assert folds(road_patch(only, RoadCurve.of(only)))
    patch = network_surface(network).patch
    assert not folds(patch)
    assert overlap_m2(patch) < ROUNDED_M2
    # 4.5 rad of a ring of radii 0 (the centre) and 5.5 m, and of what the inner side sweeps beyond the centre.
    assert covered(patch).area >= 0.5 * 4.5 * 5.5**2 - 0.1


@needs_real_maps
@pytest.mark.parametrize("stem", ["fabriksgatan", "X-Intersection_NCAP"])
def test_junctions_are_one_surface_that_meets_its_arms(stem: str) -> None:
    network = read_opendrive(real_map(stem)).network
    surface = network_surface(network)
    rows = surface.road == -1
    kept = SurfacePatch(
        vertices_m=surface.patch.vertices_m,
        faces=surface.patch.faces[rows],
        kind=surface.patch.kind[rows],
        lane=surface.patch.lane[rows],
        upright=surface.patch.upright[rows],
    )
    assert overlap_m2(kept) < ROUNDED_M2
    assert widest_gap_m(kept) < TOLERANCE_M
    assert overlap_m2(surface.patch) < 0.1  # arms and junction only touch; real files leave some millimetres
    for made in network.roads:
        if made.junction is None:
            end = made.length_m if made.successor is not None else 0.0
            inward = end + (0.02 if end else -0.02)
            t = np.array([-1.5, -0.5, 0.5, 1.5])
            assert distance_off_m(kept, RoadCurve.of(made).points(inward, t).position_m).max() < TOLERANCE_M


def test_hills_in_junctions_blend_and_stay_close_to_their_roads() -> None:
    """Two connecting roads over a crest of radius 200 m, one 4 cm higher in the middle of the other."""
    hill = '<elevationProfile><elevation s="0" a="0" b="0.1" c="-0.0025" d="0"/></elevationProfile>'
    line = '<geometry s="0" x="{x}" y="{y}" hdg="{h}" length="40"><line/></geometry>'
    along = road(line.format(x=-20, y=0, h=0), extra=hill, length=40.0)
    across = road(line.format(x=0, y=-20, h=math.pi / 2), extra=hill.replace('a="0"', 'a="0.04"'), length=40.0)
    inside = [text.replace('junction="-1"', 'junction="5"') for text in (along, across.replace('id="1"', 'id="2"', 1))]
    network = network_of(*inside, '<junction id="5"/>')
    patch = network_surface(network).patch
    assert overlap_m2(patch) < ROUNDED_M2
    curve = RoadCurve.of(network.roads[0])
    far = curve.points(np.linspace(1.0, 14.0, 30), np.linspace(-3.0, 3.0, 30)).position_m
    assert distance_off_m(patch, far).max() < TOLERANCE_M  # where only one road lies, its own height
    middle = curve.points([20.0], [0.0]).position_m
    assert distance_off_m(patch, middle).max() == pytest.approx(0.02, abs=TOLERANCE_M)  # the mean of the two


@needs_real_maps
@pytest.mark.parametrize("path", [p for p in MAPS if "alks" not in p.parts], ids=lambda path: path.stem)
def test_real_maps_become_assets(path: Path) -> None:
    asset = asset_of(MapSurface(network=read_opendrive(path).network))
    mesh = asset.parts[0].mesh
    up = mesh.corner_normals[..., 2]
    assert asset.triangles > 100
    assert ((up > 0.9) | (np.abs(up) < 1e-3)).all()  # roads are nearly level, kerbs upright
    low = asset.box.T_body_box.translation_m
    assert low[2] <= mesh.vertices_m[:, 2].min() + 1e-3


def test_a_network_without_any_width_is_refused() -> None:
    thin = network_of(road(sections=lanes().replace('a="3.5"', 'a="0"')))
    with pytest.raises(SceneError, match="'drawn' has no lane of any width"):
        asset_of(MapSurface(network=thin))
