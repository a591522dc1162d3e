"""The urban street keeps its promises: lanes, heights, a ground without holes, houses off the road, shared meshes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import trimesh

from scenes import json_codec
from scenes.actor import Actor, Scenery
from scenes.asset import asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.assets.plants.tree import StreetTree
from scenes.assets.street.street_furniture import Bench, LitterBin
from scenes.errors import ConfigError
from scenes.ontology import class_of, part_id
from scenes.roads.ground import SKIRT_M
from scenes.roads.street_surface import StreetSurface
from scenes.roads.urban_street import UrbanStreet
from scenes.streams import stream

STREET = UrbanStreet(length_m=150.0, crosswalk_at_m=80.0, near_m=(40.0, 85.0))


def all_pieces(street: UrbanStreet, seed: int) -> tuple[Scenery | Actor, ...]:
    return (*street.furnish(stream(seed, "street")), *street.furniture(stream(seed, "furniture")))


@pytest.fixture(scope="module")
def pieces() -> tuple[Scenery | Actor, ...]:
    return all_pieces(STREET, 3)


def world_vertices(piece: Scenery | Actor) -> np.ndarray:
    meshes = [part.mesh.vertices_m for part in asset_of(piece.asset).parts]
    return piece.T_world_body.apply(np.concatenate(meshes).astype(np.float64))


def expected_ground(street: UrbanStreet, y_m: float) -> tuple[float, set[str]]:
    """Height and possible classes of the ground at a distance from the centre line, away from the street's ends."""
    side, lane = abs(y_m), street.lane_width_m
    kerb = lane + street.parking_width_m
    if side < kerb:
        road = {"flat.driveable_surface", "flat.marking", "flat.crosswalk"}
        return 0.0, road if side < lane else road | {"flat.parking"}
    height = street.kerb_height_m
    if side < kerb + 0.15:
        return height, {"flat.kerb"}
    return height, {"flat.sidewalk"} if side < kerb + street.pavement_width_m else {"flat.terrain"}


def test_lanes_run_with_right_hand_traffic() -> None:
    road = STREET.network()
    x, y, z, heading = road.lane("east").point(30.0)
    assert (x, y, z, heading) == pytest.approx((30.0, -STREET.lane_width_m / 2, 0.0, 0.0))
    x, y, z, heading = road.lane("west").point(30.0)
    assert (x, y, z, abs(heading)) == pytest.approx((120.0, STREET.lane_width_m / 2, 0.0, math.pi))
    assert road.lane("pavement_right").point(5.0)[2] == pytest.approx(STREET.kerb_height_m)
    assert {lane.id for lane in road.of_kind("parking")} == {"parking_right", "parking_left"}


@pytest.mark.parametrize("side", ["right", "left"])
def test_bays_lie_in_the_parking_lane_and_clear_of_the_crosswalk(side: str) -> None:
    bays = STREET.parking_bays(side)  # type: ignore[arg-type]
    assert len(bays) > 12
    for bay in bays:
        assert abs(bay.y_m) == pytest.approx(STREET.lane_width_m + STREET.parking_width_m / 2)
        assert (bay.y_m < 0) == (side == "right")
        assert math.cos(bay.yaw_rad) == pytest.approx(1.0 if side == "right" else -1.0)
        assert 0 < bay.x_m - bay.length_m / 2 < bay.x_m + bay.length_m / 2 < STREET.length_m
        assert abs(bay.x_m - 80.0) >= bay.length_m / 2 + 2.0 + 5.0 - 1e-9
    starts = [bay.x_m for bay in bays]
    assert all(b - a >= bays[0].length_m - 1e-9 for a, b in pairwise(starts))


def test_vertical_rays_find_the_ground_where_the_plan_says() -> None:
    asset = asset_of(STREET.surface())
    mesh = asset.parts[0].mesh
    ground = trimesh.Trimesh(mesh.vertices_m, mesh.faces, process=False)
    rng = stream(0, "test.ground")
    reach = STREET.lane_width_m + STREET.parking_width_m + STREET.pavement_width_m + 5.9
    at = np.column_stack([rng.uniform(4.0, 146.0, 3000), rng.uniform(-reach, reach, 3000)])
    # Tops are axis-aligned rectangles: a point-in-rectangle search is an oracle independent of ray tracing.
    tops = ground.triangles[np.abs(ground.face_normals[:, 2]) > 0.5].reshape(-1, 2, 3, 3).reshape(-1, 6, 3)
    slots = mesh.face_slot[np.abs(ground.face_normals[:, 2]) > 0.5].reshape(-1, 2)[:, 0]
    low, high = tops[:, :, :2].min(axis=1), tops[:, :, :2].max(axis=1)
    for x, y in at:
        inside = np.flatnonzero(((low < (x, y)) & (high > (x, y))).all(axis=1))
        assert len(inside) == 1, f"{len(inside)} surfaces at ({x:.3f}, {y:.3f})"
        height, classes = expected_ground(STREET, y)
        assert tops[inside[0], 0, 2] == pytest.approx(height, abs=1e-6)
        assert asset.slots[slots[inside[0]]].semantic in classes


def test_the_ground_is_closed_but_for_its_rim() -> None:
    mesh = asset_of(STREET.surface()).parts[0].mesh
    ground = trimesh.Trimesh(np.round(mesh.vertices_m, 4), mesh.faces, process=True)
    ground.merge_vertices()
    edges, uses = np.unique(ground.edges_sorted, axis=0, return_counts=True)
    ends = np.asarray(ground.vertices[edges[uses == 1]])  # (E, 2, 3)
    bottom = np.isclose(ends[:, :, 2], SKIRT_M).all(axis=1)
    rim = {tuple(xy) for xy in ends[bottom][:, :, :2].reshape(-1, 2)}
    # On the corners of the rim a tall skirt stands beside a low one: the only edges that do not match, yet no holes.
    assert all(tuple(a[:2]) == tuple(b[:2]) and tuple(a[:2]) in rim for a, b in ends[~bottom])
    assert (ground.face_normals[:, 2] > -1e-6).all()


def test_kerb_stands_at_the_edge_of_the_carriageway() -> None:
    mesh = asset_of(STREET.surface()).parts[0].mesh
    corners = mesh.vertices_m[mesh.faces].astype(np.float64)
    kerb = np.isclose(corners[:, :, 1], -(STREET.lane_width_m + STREET.parking_width_m)).all(axis=1)
    middle = corners[kerb].mean(axis=1)
    street = corners[kerb][(middle[:, 0] > 0) & (middle[:, 0] < 150)]
    assert street[:, :, 2].min() == 0.0
    assert street[:, :, 2].max() == pytest.approx(0.12, abs=1e-6)
    area = np.cross(street[:, 1] - street[:, 0], street[:, 2] - street[:, 0])
    assert (area[:, 1] > 0).all(), "the right kerb looks to the left, at the road"
    assert np.linalg.norm(area, axis=1).sum() / 2 == pytest.approx(150 * 0.12, rel=1e-5)


def test_nothing_reaches_into_the_traffic(pieces: tuple[Scenery | Actor, ...]) -> None:
    kerb = STREET.lane_width_m + STREET.parking_width_m
    for piece in pieces:
        at = world_vertices(piece)
        inside = (np.abs(at[:, 1]) < kerb) & (at[:, 0] > 0) & (at[:, 0] < 150.0)
        if isinstance(piece.asset, TownHouse):
            assert not inside.any(), piece.name
        elif piece.name != "terrain" and not piece.name.startswith(("street_surface", "paving")):
            # crowns and lamp arms hang over, but never lower than a man in a parking bay or a lorry in a lane
            low = inside & (at[:, 2] > 0.0)
            lane = low & (np.abs(at[:, 1]) < STREET.lane_width_m - 0.4)
            assert not (low & (at[:, 2] < 1.8)).any(), piece.name
            assert not (lane & (at[:, 2] < 4.0)).any(), piece.name


def test_houses_do_not_overlap(pieces: tuple[Scenery | Actor, ...]) -> None:
    rows: dict[str, list[tuple[float, float]]] = {}
    for piece in pieces:
        if isinstance(piece.asset, TownHouse) and piece.name.startswith(("house_right", "house_left")):
            x, half = piece.T_world_body.translation_m[0], piece.asset.width_m / 2
            rows.setdefault(piece.name.split("_")[1], []).append((x - half, x + half))
    for spans in rows.values():
        assert len(spans) > 5
        ordered = sorted(spans)
        assert all(b[0] >= a[1] - 1e-6 for a, b in pairwise(ordered))


def test_things_on_the_pavement_keep_their_distance(pieces: tuple[Scenery | Actor, ...]) -> None:
    solid = [
        p
        for p in pieces
        if p.name.startswith(("tree", "lamp", "post", "bin", "bench", "cabinet", "hydrant", "bollard"))
    ]
    assert len(solid) > 40
    for i, a in enumerate(solid):
        for b in solid[i + 1 :]:
            gap = math.dist(a.T_world_body.translation_m[:2], b.T_world_body.translation_m[:2])
            need = 1.0 if isinstance(a.asset, Bench) or isinstance(b.asset, Bench) else 0.45
            assert gap > need, f"{a.name} and {b.name} are {gap:.2f} m apart"


def test_clear_spans_hold_nothing_that_stands() -> None:
    street = UrbanStreet(length_m=150.0, clear_m=((60.0, 66.0),))
    for piece in all_pieces(street, 5):
        if not piece.name.startswith(("house", "gap", "garden", "terrain", "street_surface", "paving", "tree")):
            x = world_vertices(piece)[:, 0]
            assert x.max() < 60.0 or x.min() > 66.0, piece.name


def test_same_stream_same_street_other_stream_other_street() -> None:
    assert all_pieces(STREET, 3) == all_pieces(STREET, 3)
    assert all_pieces(STREET, 3) != all_pieces(STREET, 4)


def test_the_street_survives_json(pieces: tuple[Scenery | Actor, ...]) -> None:
    assert json_codec.decode(json_codec.encode(tuple(pieces))) == pieces


def test_meshes_are_shared_and_triangles_within_budget(pieces: tuple[Scenery | Actor, ...]) -> None:
    specs = {piece.asset for piece in pieces}
    assert len(pieces) > 100
    assert len(specs) < 50
    assert len({spec for spec in specs if isinstance(spec, StreetTree)}) <= 9  # near and far
    drawn = sum(asset_of(piece.asset).triangles for piece in pieces)
    stored = sum(asset_of(spec).triangles for spec in specs)
    assert 100_000 < drawn < 400_000
    assert stored < 120_000  # each tree is stored as a near and a far one


def test_slots_speak_the_ontology(pieces: tuple[Scenery | Actor, ...]) -> None:
    for spec in {piece.asset for piece in pieces}:
        asset = asset_of(spec)
        for slot in asset.slots:
            class_of(slot.semantic)
            part_id(slot.part)
        if isinstance(spec, LitterBin):
            assert class_of(asset.semantic).kind == "thing"


def test_names_are_unique(pieces: tuple[Scenery | Actor, ...]) -> None:
    names = [piece.name for piece in pieces]
    assert len(names) == len(set(names))


def test_furniture_is_things_and_scenery_is_stuff(pieces: tuple[Scenery | Actor, ...]) -> None:
    for piece in pieces:
        kind = class_of(asset_of(piece.asset).semantic).kind
        assert kind == ("thing" if isinstance(piece, Actor) else "stuff"), piece.name


def test_light_through_a_window_ends_in_the_room() -> None:
    """Every pane has an opaque wall behind it, so that a LiDAR pulse that passes the glass returns."""
    asset = asset_of(TownHouse(width_m=12.0, seed=1))
    mesh = asset.parts[0].mesh
    glass = [dict(asset.materials)[slot.material].glass for slot in asset.slots]
    is_glass = np.array(glass)[mesh.face_slot]
    corners = mesh.vertices_m[mesh.faces].astype(np.float64)
    assert is_glass.sum() > 20
    opaque = corners[~is_glass]
    flat = opaque[np.ptp(opaque[:, :, 0], axis=1) < 1e-6]
    low, high = flat.min(axis=1), flat.max(axis=1)
    for pane in corners[is_glass]:
        middle = pane.mean(axis=0)
        behind = (low[:, 1] < middle[1]) & (high[:, 1] > middle[1]) & (low[:, 2] < middle[2]) & (high[:, 2] > middle[2])
        assert (behind & (low[:, 0] < middle[0] - 0.05)).any()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length_m", 20.0),
        ("lane_width_m", 0.0),
        ("kerb_height_m", 0.5),
        ("tree_spacing_m", 2.0),
        ("crosswalk_at_m", 195.0),
    ],
)
def test_impossible_streets_are_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(ConfigError, match=rf"road\.{field}: got {value}, allowed"):
        UrbanStreet(**{field: value})


def test_surface_cost_grows_with_length_only() -> None:
    short, long = (UrbanStreet(length_m=x).surface() for x in (200.0, 1200.0))
    assert isinstance(short, StreetSurface)
    assert asset_of(long).triangles < 6.5 * asset_of(short).triangles < 100_000
