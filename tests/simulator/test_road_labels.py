"""Lines lie on the paint that is drawn, lanes hold the ego, and image and map tell the same."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from road_world import driven, on_place, on_street, road_frame
from scenario_fixtures import FIXTURES
from seen_world import Ground, crate, drifting, world_of

from scenes.lenses.base import Lens
from scenes.lenses.equirectangular import Equirectangular
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.ontology import class_of
from scenes.opendrive.place import OpenDrivePlace
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import LaneKey
from scenes.roads.place import network_of
from scenes.roads.road_curve import RoadCurve
from scenes.roads.templates.rural_road import RuralRoad
from scenes.roads.templates.underpass import Underpass
from scenes.roads.templates.urban_road import UrbanRoad
from scenes.roads.templates.x_junction import XJunction
from scenes.roads.tunnel_road import TunnelSurface
from scenes.roads.urban_street import UrbanStreet
from scenes.scene import Scene
from simulator.annotations.road import DRIVABLE, RoadLabels
from simulator.frame import Frame
from simulator.labels.bird_view import CELL_M, CELLS, cell_centres_m
from simulator.labels.drivable import IS_ROAD, decks_of, drivable
from simulator.labels.own_lane import own_course, own_lane
from simulator.labels.road_lines import REACH_M, cropped
from simulator.labels.road_map import map_of, road_map
from simulator.labels.road_pieces import SPACING_M
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.camera.shutter import Shutter
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement

Float64 = NDArray[np.float64]
OWN = DRIVABLE.index("own")
MARKING = class_of("flat.marking").id
ESMINI = FIXTURES / "esmini" / "resources" / "xodr"
NCAP = FIXTURES / "ncap" / "OpenDRIVE" / "NCAP"

LENSES: dict[str, Lens] = {
    "fisheye": KannalaBrandt(
        width_px=800,
        height_px=640,
        fx_px=232.0,
        fy_px=232.0,
        cx_px=399.0,
        cy_px=320.0,
        k=(0.02, -0.004, 0.0, 0.0),
        max_angle_rad=math.radians(96.0),
    ),
    "panorama": Equirectangular(width_px=1200, height_px=600),
}


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def street() -> Scene:
    surface = UrbanStreet(length_m=160.0, crosswalk_at_m=60.0).surface()
    return on_street(surface, 25.0, -1.6)


def tunnel() -> Scene:
    return on_street(TunnelSurface(first_m=-60.0, last_m=120.0, lane_width_m=3.5, walkway_m=1.0), 0.0, -1.75)


def map_scene(file: str, road: str, lane: int, distance_m: float) -> Scene:
    path = (NCAP if "NCAP" in file else ESMINI) / file
    if not path.exists():
        pytest.skip(f"../shared/fixtures holds no {file}")
    return on_place(OpenDrivePlace(file=str(path)), LaneKey(road=road, section=0, lane=lane), distance_m)


def lane_of(road: str, lane: int, section: int = 0) -> LaneKey:
    return LaneKey(road=road, section=section, lane=lane)


def first_road(place: UrbanRoad | RuralRoad) -> str:
    return network_of(place).roads[0].id


SCENES = {
    "urban": lambda: on_place(UrbanRoad(cycle="lane"), lane_of(first_road(UrbanRoad()), -1), 30.0),
    "rural": lambda: on_place(RuralRoad(), lane_of(first_road(RuralRoad()), -1), 60.0),
    "junction": lambda: on_place(XJunction(), next(iter(approaches(XJunction()))), 70.0),
    "street": street,
    "tunnel": tunnel,
    "highway map": lambda: map_scene("e6mini.xodr", "0", -3, 150.0),
    "hilly map": lambda: map_scene("curves_elevation.xodr", "1", -1, 40.0),
    "crossing map": lambda: map_scene("X-Intersection_NCAP.xodr", "0", -1, 20.0),
}


def approaches(place: XJunction) -> list[LaneKey]:
    """Lanes for vehicles that lead into the junction."""
    roads = map_of(network_of(place))
    inside = {road.id for road in network_of(place).roads if road.junction is not None}
    return [
        key
        for key, after in roads.graph.successors.items()
        if key.road not in inside and any(one.road in inside for one in after) and roads.courses[key].kind == "driving"
    ]


@functools.cache
def made(name: str) -> Scene:
    return SCENES[name]()


@functools.cache
def frame_of(name: str) -> Frame:
    return road_frame(WarpRenderer(quality="draft", threads=1), made(name))


def on_paint(frame: Frame, shift_px: int = 0, near_m: float = 45.0) -> tuple[int, int]:
    """Of the unhidden points of solid lines within near_m, how many lie within 2 px of paint, and of how many."""
    camera, view = frame.cameras()[0], frame.roads["front"]
    assert frame.road is not None
    kinds = {line.id: line.kind for line in frame.road.lines}
    paint = np.pad(camera.semantic == MARKING, 2)
    near = np.zeros_like(camera.semantic, dtype=bool)
    for down in range(5):
        for across in range(5):
            near |= paint[down : down + near.shape[0], across : across + near.shape[1]]
    height, width = near.shape
    hits = total = 0
    for line in view.lines:
        if not kinds[line.line].startswith("solid"):
            continue
        u, v = np.rint(line.points_px[~line.is_hidden]).astype(int).T
        u, v = np.clip(u + shift_px, 0, width - 1), np.clip(v, 0, height - 1)
        close = camera.range_m[v, u] < near_m
        hits += int(near[v[close], u[close]].sum())
        total += int(close.sum())
    return hits, total


@pytest.mark.parametrize("name", SCENES)
def test_solid_lines_lie_on_the_paint_of_the_picture(name: str) -> None:
    hits, total = on_paint(frame_of(name))
    if name == "crossing map" and not total:
        pytest.skip("no solid line in view")
    assert total > 20
    assert hits >= 0.95 * total
    beside, points = on_paint(frame_of(name), shift_px=25)
    assert beside < 0.7 * points  # lines anywhere else would not pass


@pytest.mark.parametrize("name", SCENES)
def test_the_ego_is_on_its_own_lane_between_its_lines(name: str) -> None:
    frame = frame_of(name)
    assert frame.road is not None
    own = [lane for lane in frame.road.lanes if lane.is_own]
    assert len(own) == 1
    assert own[0].kind == "driving"
    assert own[0].is_same_way
    lines = {line.id: line for line in frame.road.lines}
    to_ego = frame.T_world_ego.inverse()
    sides = [
        None if side is None else across(to_ego.apply(lines[side].points_m)) for side in (own[0].left, own[0].right)
    ]
    assert sides[0] is None or 0.5 < sides[0] < 3.0
    assert sides[1] is None or -3.0 < sides[1] < -0.5
    assert sides != [None, None]
    assert abs(across(to_ego.apply(own[0].centre_m))) < 0.3


def across(local_m: Float64) -> float:
    """Where a line in the ego's frame crosses its y axis."""
    k = int(np.flatnonzero(np.sign(local_m[1:, 0]) != np.sign(local_m[:-1, 0]))[0])
    (x0, y0), (x1, y1) = local_m[k, :2], local_m[k + 1, :2]
    return float(y0 - x0 * (y1 - y0) / (x1 - x0))


@pytest.mark.parametrize("name", SCENES)
def test_pictures_and_maps_agree_on_where_one_may_drive(name: str) -> None:
    frame = frame_of(name)
    camera, bird = frame.cameras()[0], frame.bird_view
    assert bird is not None
    rows, columns = np.nonzero(IS_ROAD[camera.semantic] & (camera.range_m < 40.0) & (camera.range_m > 0.0))
    fx, fy, cx, cy = camera.K
    z = camera.depth_m[rows, columns].astype(np.float64)
    points = camera.T_world_sensor.apply(np.stack([(columns - cx) / fx * z, (rows - cy) / fy * z, z], axis=1))
    local = bird.T_world_map.inverse().apply(points)
    row, column = (np.rint(0.5 * (CELLS - 1) - local[:, axis] / CELL_M).astype(int) for axis in (0, 1))
    core = np.ones(len(row), dtype=bool)  # where all cells around say the same, so that no rim passes
    middle = bird.drivable[row, column]
    for down in (-1, 0, 1):
        for side in (-1, 0, 1):
            core &= bird.drivable[row + down, column + side] == middle
    assert core.sum() > 0.5 * len(core)
    seen = frame.roads["front"].drivable[rows, columns]
    assert (seen[core] == middle[core]).mean() > 0.999
    assert (seen == OWN).any()


@pytest.mark.parametrize("name", ["rural", "hilly map"])
def test_lines_follow_bends_and_hills_within_two_centimetres(name: str) -> None:
    scene = made(name)
    assert scene.place is not None
    road = network_of(scene.place).roads[0]
    curve, cross = RoadCurve.of(road), CrossSection.of(road, 0)
    s = np.linspace(cross.start_m, np.nextafter(cross.end_m, 0.0), 4000)
    borders = cross.borders_m(s)
    roads = road_map(scene)
    assert roads is not None
    exact = [curve.points(s, borders[:, k]).position_m for k in range(borders.shape[1])]
    painted = [line for line in roads.lines if line.kind in {"solid", "broken"}]
    assert painted
    for line in painted:
        steps = np.linalg.norm(np.diff(line.points_m, axis=0), axis=1)
        assert steps.max() <= SPACING_M + 1e-6
    middles = np.concatenate([0.5 * (line.points_m[1:] + line.points_m[:-1]) for line in painted])
    nearest = np.min([to_polyline(middles, border) for border in exact], axis=0)
    assert nearest.max() < 0.02


def to_polyline(points: Float64, line: Float64) -> Float64:
    """(N,) distances of points to a dense line, by its nearest pieces."""
    k = np.array([int(((line - point) ** 2).sum(axis=1).argmin()) for point in points])
    found = np.full(len(points), np.inf)
    for at in (np.maximum(k - 1, 0), np.minimum(k, len(line) - 2)):
        step = line[at + 1] - line[at]
        share = np.clip(((points - line[at]) * step).sum(axis=1) / (step * step).sum(axis=1), 0.0, 1.0)
        found = np.minimum(found, np.linalg.norm(points - line[at] - share[:, None] * step, axis=1))
    return found


def test_lines_end_on_the_border_of_the_image_or_at_their_own_end(renderer: WarpRenderer) -> None:
    frame = frame_of("rural")
    width, height = frame.cameras()[0].size_px
    nearest = [line.points_px[[0, -1]] for line in frame.roads["front"].lines]
    assert nearest
    cut = 0
    for ends in nearest:
        for u, v in ends:
            assert -0.5 <= u <= width - 0.5
            assert -0.5 <= v <= height - 0.5
            cut += min(u + 0.5, width - 0.5 - u, v + 0.5, height - 0.5 - v) < 1e-3
    assert cut >= 2


@pytest.mark.parametrize("lens", ["fisheye", "panorama"])
def test_lines_follow_any_lens_and_a_rolling_shutter(renderer: WarpRenderer, lens: str) -> None:
    """At 25 m/s the ego runs 0.75 m while the rows are read."""
    camera = LensCamera(optics=LENSES[lens], shutter=Shutter(readout_s=0.03))
    rig = MountedRig(mounts={"front": Placement(sensor=camera, x_m=1.5, y_m=0.0, z_m=1.65)}).build()
    frame = road_frame(renderer, replace(street(), rig=rig), speed_mps=25.0, index=1)
    hits, total = on_paint(frame, near_m=12.0)
    assert total > 40
    assert hits >= 0.95 * total
    for line in frame.roads["front"].lines:
        assert np.abs(np.diff(line.points_px[:, 0])).max() < 0.3 * camera.lens.width_px


def test_what_stands_before_a_line_hides_it_and_the_road_does_not(renderer: WarpRenderer) -> None:
    open_road = frame_of("tunnel")
    scene = on_street(
        TunnelSurface(first_m=-60.0, last_m=120.0, lane_width_m=3.5, walkway_m=1.0),
        0.0,
        -1.75,
        crate("wall", 20.0, 0.0, 0.0, size_m=(0.5, 12.0, 3.0)),
    )
    walled = road_frame(renderer, scene)
    for frame, least, most in ((open_road, 0.0, 0.02), (walled, 0.999, 1.0)):
        for line in frame.roads["front"].lines:
            far = line.points_px[:, 1] < 172.5 + 720.0 * 1.65 / 22.0  # farther than the wall, on a level road
            assert far.any()
            assert least <= line.is_hidden[far].mean() <= most
    assert not any(line.is_hidden[line.points_px[:, 1] > 260].any() for line in walled.roads["front"].lines)


def test_lines_keep_their_ids_while_the_ego_drives(renderer: WarpRenderer) -> None:
    scene = made("rural")
    history = driven(scene, 20.0)
    frames = [road_frame(renderer, scene, index=index, history=history) for index in (0, 5)]
    one, two = ({line.id: line for line in frame.road.lines} for frame in frames if frame.road is not None)
    assert set(one) & set(two)
    for number in set(one) & set(two):
        assert one[number].kind == two[number].kind
        gap = np.linalg.norm(one[number].points_m[:, None] - two[number].points_m[None], axis=2).min()
        assert gap < 1e-6


def test_things_fill_the_cells_that_their_boxes_hold(renderer: WarpRenderer) -> None:
    things = (
        crate("near", 8.0, -2.0, 0.0, yaw_rad=0.4, size_m=(4.0, 2.0, 1.5)),
        crate("sign", -6.0, 4.0, 3.5, size_m=(2.0, 2.0, 0.5)),
        crate("low", 20.0, 10.0, 0.0, size_m=(3.0, 3.0, 0.5)),
        crate("on it", 20.0, 10.0, 0.5, size_m=(1.0, 1.0, 0.5)),
    )
    scene = world_of(*things, ground=Ground())
    frame = road_frame(renderer, scene, history=drifting(scene))
    bird = frame.bird_view
    assert bird is not None
    cells = np.column_stack([cell_centres_m(bird.T_world_map), np.zeros(CELLS * CELLS)])
    expected = np.zeros(CELLS * CELLS, dtype=np.uint16)
    for number in (2, 4, 5):  # the sign hangs over, and what stands on another is seen
        box = frame.things[number].box
        local = box.T_world_box.inverse().apply(cells)
        expected[(np.abs(local[:, 0]) <= box.length_m / 2) & (np.abs(local[:, 1]) <= box.width_m / 2)] = number
    ego = np.linalg.norm(cells[:, :2], axis=1) < 0.15 * np.sqrt(2)
    np.testing.assert_array_equal(bird.instance.ravel()[~ego], expected[~ego])
    assert (bird.semantic == class_of("flat.driveable_surface").id).all()
    assert frame.road == RoadLabels() or (frame.road is not None and not frame.road.lines)


def test_who_drives_below_a_bridge_sees_his_own_road(renderer: WarpRenderer) -> None:
    place = Underpass()
    roads = map_of(network_of(place))
    assert len(decks_of(roads)) == 2
    lower, upper = (
        next(k for k in roads.courses if k.road == road.id and k.lane == -1) for road in network_of(place).roads
    )
    for own, other in ((lower, upper), (upper, lower)):
        scene = on_place(place, own, 0.5 * network_of(place).road(own.road).length_m)
        history = driven(scene, 5.0)
        assert own_lane(roads, history, 0.0) == own
        course = own_course(roads, history, 0.0, own)
        frame = road_frame(renderer, scene, history=history)
        assert frame.bird_view is not None
        middle = CELLS // 2
        ahead = frame.bird_view.drivable[middle - 20 : middle + 20, middle]
        assert (ahead == OWN).all()
        point = np.array([scene.ego.T_world_body.translation_m])
        assert drivable(roads, course, point)[0] == OWN
        away = 6.0 if other == upper else -6.0
        assert drivable(roads, course, point + np.array([0.0, 0.0, away]))[0] != OWN


def test_lines_are_cut_on_the_circle() -> None:
    line = np.stack([np.arange(-300.0, 300.0, 2.0) + 0.7, np.full(300, 30.0), np.zeros(300)], axis=1)
    kept = cropped(line, np.zeros(3))
    assert kept is not None
    np.testing.assert_allclose(np.hypot(*kept[[0, -1], :2].T), REACH_M)
    assert cropped(line + np.array([0.0, 80.0, 0.0]), np.zeros(3)) is None
