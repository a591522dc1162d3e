"""The rasteriser shows what rays meet: any triangles, at any place, without gaps, however the work is cut up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from mesh_world import ExactHits, Shape, exact_hits, grid_square, shape_of, soup
from render_world import GREY, Solid, forward_view, placed, scene_of, sliding, still

from scenes.actor import Actor
from scenes.pose import Pose, axis_angle
from scenes.scene import Scene
from simulator.render import raster, warp_renderer
from simulator.render.base import Hits, PinholeView, Renderer
from simulator.render.rays import LonePixels, pinhole_rays
from simulator.render.warp_renderer import WarpRenderer

SMALL = {"width": 40, "height": 30, "focal_px": 30.0}


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def turned(view: PinholeView, yaw_rad: float, pitch_rad: float) -> PinholeView:
    """The view from the same place, turned within its own frame."""
    turn = Pose.from_arrays(np.zeros(3), axis_angle((0.0, 1.0, 0.0), yaw_rad))
    nod = Pose.from_arrays(np.zeros(3), axis_angle((1.0, 0.0, 0.0), pitch_rad))
    return replace(view, T_world_camera=view.T_world_camera @ turn @ nod)


def bodies(*triangles_m: np.ndarray, at: tuple[float, float, float] = (0.0, 0.0, 1.5), yaw_rad: float = 0.0) -> Scene:
    """A scene of shapes at one place."""
    x, y, z = at
    pose: Pose = Pose.planar(x, y, yaw_rad, z)
    return scene_of(*(Actor(name=f"s{k}", asset=shape_of(t), T_world_body=pose) for k, t in enumerate(triangles_m)))


def check_exact(hits: Hits, exact: ExactHits) -> None:
    """Hits are the exact ones wherever float32 can tell."""
    sure = exact.sure
    np.testing.assert_array_equal(hits.instance[sure], exact.instance[sure])
    np.testing.assert_array_equal(hits.primitive[sure], exact.face[sure])
    met = sure & (exact.instance > 0)
    assert (np.abs(hits.t - exact.depth_m)[met] <= exact.error_m[met] + 1e-5 * exact.depth_m[met]).all()
    off = np.abs(hits.barycentric - exact.weights)[met]
    assert (off <= exact.weights_error[met, None] + 1e-5).all()
    facing = exact.weights_error[met] < 1e-3  # of slivers float32 does not know the normal
    np.testing.assert_allclose(hits.normal[met][facing], exact.normal[met][facing], atol=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    faces=st.integers(1, 60),
    reach_m=st.sampled_from([0.5, 3.0, 40.0]),
    ahead_m=st.sampled_from([0.0, 2.0, 30.0]),
    yaw_rad=st.floats(-0.5, 0.5),
    pitch_rad=st.floats(-0.5, 0.5),
    focal_px=st.sampled_from([8.0, 30.0, 200.0]),
)
def test_any_triangles_are_seen_as_exact_rays_meet_them(
    renderer: WarpRenderer,
    seed: int,
    faces: int,
    reach_m: float,
    ahead_m: float,
    yaw_rad: float,
    pitch_rad: float,
    focal_px: float,
) -> None:
    """Around the camera, through its plane and behind it, thin, tiny, huge and edge-on."""
    both = soup(seed, faces, reach_m), soup(seed + 1, faces, reach_m)
    scene = bodies(*both, at=(ahead_m, 0.0, 1.5), yaw_rad=0.3)
    renderer.load(scene)
    view = turned(forward_view(40, 30, focal_px), yaw_rad, pitch_rad)
    exact = exact_hits(scene, view)

    seen, met = renderer.look(view, still(scene)), renderer.trace(pinhole_rays(view), still(scene))

    check_exact(seen, exact)
    np.testing.assert_array_equal(seen.instance[exact.sure], met.instance[exact.sure])
    np.testing.assert_array_equal(seen.primitive[exact.sure], met.primitive[exact.sure])
    for name in ("link", "semantic", "part"):
        np.testing.assert_array_equal(getattr(seen, name)[exact.sure], getattr(met, name)[exact.sure])


def test_the_exact_hits_are_sure_of_most_pixels() -> None:
    """Else the test above would say little."""
    sure, met = [], []
    for seed in range(8):
        exact = exact_hits(bodies(soup(seed, 40, 3.0), soup(seed + 1, 40, 3.0)), forward_view(**SMALL))
        sure.append(exact.sure.mean())
        met.append((exact.instance[exact.sure] > 0).mean())
    assert min(sure) > 0.97
    assert np.mean(met) > 0.3


@pytest.mark.parametrize("cells", [1, 7, 64])
@pytest.mark.parametrize("distance_m", [0.01, 1.0, 50.0])
def test_a_square_of_many_faces_has_no_holes(renderer: WarpRenderer, cells: int, distance_m: float) -> None:
    """Its faces share edges exactly; the camera sees nothing else, whatever slanted way it looks."""
    scene = bodies(grid_square(cells, 8.0 * distance_m), at=(distance_m, 0.1 * distance_m, 1.5))
    renderer.load(scene)
    for yaw_rad, pitch_rad in ((0.0, 0.0), (0.31, -0.2), (-0.5, 0.4)):
        hits = renderer.look(turned(forward_view(96, 72, 80.0), yaw_rad, pitch_rad), still(scene))
        assert (hits.instance == 2).all()


def test_from_inside_a_closed_body_there_is_no_background(renderer: WarpRenderer) -> None:
    ball = trimesh.creation.icosphere(4, 3.0)
    scene = bodies(ball.triangles, at=(0.4, -0.3, 1.2))
    renderer.load(scene)
    for yaw_rad in np.linspace(0, 6, 7):
        hits = renderer.look(turned(forward_view(80, 60, 25.0), float(yaw_rad), 0.7 * yaw_rad), still(scene))
        assert (hits.instance == 2).all()
        assert hits.t.min() > 0


def test_a_closed_body_hides_what_is_inside(renderer: WarpRenderer) -> None:
    """A ball around a slightly smaller one: no pixel shows the inner one through a seam."""
    outer, inner = trimesh.creation.icosphere(5, 1.0), trimesh.creation.icosphere(3, 0.97)
    scene = bodies(inner.triangles, outer.triangles, at=(4.0, 0.2, 1.4))
    renderer.load(scene)
    hits = renderer.look(forward_view(200, 150, 260.0), still(scene))
    assert set(np.unique(hits.instance)) == {0, scene.instance_of("s1")}


def crowd() -> Scene:
    return bodies(soup(5, 60, 3.0), soup(6, 60, 3.0), soup(7, 60, 3.0), at=(3.0, 0.0, 1.5))


@settings(max_examples=20, deadline=None)
@given(across=st.tuples(st.integers(0, 39), st.integers(0, 39)), down=st.tuples(st.integers(0, 29), st.integers(0, 29)))
def test_a_box_of_pixels_is_that_part_of_the_whole(
    renderer: WarpRenderer, across: tuple[int, int], down: tuple[int, int]
) -> None:
    scene, view = crowd(), forward_view(**SMALL)
    renderer.load(scene)
    (left, right), (top, bottom) = sorted(across), sorted(down)
    part = np.s_[top : bottom + 1, left : right + 1]

    whole = renderer.look(view, still(scene))
    box = renderer.look(view, still(scene), box=(left, top, right, bottom))

    for name in Hits.__dataclass_fields__:
        pixels = getattr(whole, name).reshape(30, 40, -1)[part]
        np.testing.assert_array_equal(getattr(box, name).ravel(), pixels.ravel(), err_msg=name)


def test_a_thing_alone_is_what_rays_meet_when_nothing_else_exists(renderer: WarpRenderer) -> None:
    scene, view = crowd(), forward_view(**SMALL)
    renderer.load(scene)
    for k, actor in enumerate(scene.actors):
        rays = pinhole_rays(view)
        met = renderer.trace_alone(rays, still(scene), np.full(len(rays), k + 2, np.int32))
        exact = exact_hits(replace(scene, actors=(actor,)), view)
        np.testing.assert_array_equal(met.primitive[exact.sure], exact.face[exact.sure])
        assert set(np.unique(met.instance)) <= {0, k + 2}


def test_rays_of_several_things_are_those_of_each_alone(renderer: WarpRenderer) -> None:
    scene, rays = crowd(), pinhole_rays(forward_view(**SMALL))
    renderer.load(scene)
    owner = 2 + np.arange(len(rays), dtype=np.int32) % len(scene.actors)
    mixed = renderer.trace_alone(rays, still(scene), owner)
    for k in range(len(scene.actors)):
        alone = renderer.trace_alone(rays, still(scene), np.full(len(rays), k + 2, np.int32))
        own = owner == k + 2
        np.testing.assert_array_equal(mixed.t[own], alone.t[own])
        np.testing.assert_array_equal(mixed.link[own], alone.link[own])


@pytest.mark.parametrize("drawn_from_px", [1, 1_000_000])
def test_silhouettes_are_where_the_asked_rays_meet_the_lone_thing(
    renderer: WarpRenderer, monkeypatch: pytest.MonkeyPatch, drawn_from_px: int
) -> None:
    """Rasterised or traced; pixels that nobody asked for are never set."""
    monkeypatch.setattr(warp_renderer, "_FEWEST_DRAWN", drawn_from_px)
    scene, view = crowd(), forward_view(**SMALL)
    renderer.load(scene)
    left, top, right, bottom = box = (3, 5, 20, 19)
    pixels = np.add.outer(np.arange(15), np.arange(18)) % 3 > 0
    asked = [LonePixels(instance=k + 2, box=box, pixels=pixels) for k in range(len(scene.actors))]
    asked.insert(1, LonePixels(instance=2, box=box, pixels=np.zeros_like(pixels)))
    masks = renderer.silhouettes(view, still(scene), asked)
    assert not masks.pop(1).any()
    for k, (actor, mask) in enumerate(zip(scene.actors, masks, strict=True)):
        exact = exact_hits(replace(scene, actors=(actor,)), view)
        part = np.s_[top : bottom + 1, left : right + 1]
        sure, met = (x.reshape(30, 40)[part] for x in (exact.sure, exact.instance > 0))
        np.testing.assert_array_equal(mask[sure], (met & pixels)[sure], err_msg=f"thing {k + 2}")
        assert not mask[~pixels].any()


def test_neither_threads_nor_bands_nor_chunks_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, view = crowd(), forward_view(80, 61, 60.0)
    seen = []
    for threads, rows, chunk in ((1, 24, 1024), (2, 24, 1024), (3, 1, 7), (2, 100, 64), (1, 5, 33)):
        monkeypatch.setattr(raster, "_BAND_ROWS", rows)
        monkeypatch.setattr(raster, "_CHUNK", chunk)
        renderer = WarpRenderer(quality="draft", threads=threads)
        renderer.load(scene)
        hits = renderer.look(view, still(scene))
        seen.append([getattr(hits, name).tobytes() for name in Hits.__dataclass_fields__])
    assert all(other == seen[0] for other in seen[1:])


def test_a_larger_view_after_a_smaller_one_and_back_are_the_same(renderer: WarpRenderer) -> None:
    """Buffers grow and are used again; nothing of another picture shows."""
    scene = crowd()
    renderer.load(scene)
    small, large = forward_view(**SMALL), forward_view(90, 70, 60.0)
    first = renderer.look(small, still(scene)).t
    renderer.look(large, still(scene))
    np.testing.assert_array_equal(renderer.look(small, still(scene)).t, first)


def test_moving_bodies_are_drawn_where_they_are_at_the_views_time(renderer: WarpRenderer) -> None:
    """A wall of 1 m at 10 m, 5 m/s to the left: in .5 s it moves by 2.5 m, 25 px at f = 100 px."""
    scene = scene_of(placed("wall", Solid(shape="wall", size_m=1.05), 10.0, 0.0, 1.5))
    renderer.load(scene)
    history = sliding(scene, (0.0, 5.0, 0.0))
    columns = {}
    for t_s in (0.0, 0.5):
        hits = renderer.look(forward_view(101, 41, 100.0, t_s=t_s), history)
        columns[t_s] = np.nonzero(hits.instance.reshape(41, 101).any(axis=0))[0]
        np.testing.assert_allclose(hits.t[hits.t > 0], 10.0, rtol=1e-6)
    assert (columns[0.0].min(), columns[0.0].max()) == (45, 55)
    assert (columns[0.5].min(), columns[0.5].max()) == (20, 30)


@pytest.mark.parametrize("size", [(1, 1), (1, 37), (400, 1), (5, 3)])
def test_views_of_any_shape_are_seen(renderer: WarpRenderer, size: tuple[int, int]) -> None:
    scene, view = crowd(), forward_view(*size, focal_px=4.0)
    renderer.load(scene)
    hits = renderer.look(view, still(scene))
    assert len(hits.t) == size[0] * size[1]
    check_exact(hits, exact_hits(scene, view))


def test_where_there_is_nothing_there_are_zeros(renderer: WarpRenderer) -> None:
    scene = scene_of(placed("behind", Solid(shape="wall", size_m=3.0), -4.0, 0.0, 1.5))
    renderer.load(scene)
    hits = renderer.look(forward_view(), still(scene))
    assert (hits.link == -1).all()
    assert (hits.primitive == -1).all()
    for name in ("t", "instance", "semantic", "part", "barycentric", "normal"):
        assert (getattr(hits, name) == 0).all(), name


@pytest.mark.parametrize("t_s", [0.0, 0.3])
def test_motion_in_the_picture_is_that_of_carried_points(renderer: WarpRenderer, t_s: float) -> None:
    """The kernel that moves pixels against the host's formula, camera and body moving."""
    scene = scene_of(
        placed("near", Solid(shape="sphere", size_m=0.8), 6.0, 0.5, 1.2),
        placed("far", Solid(shape="wall", size_m=3.0), 9.0, -0.5, 1.5),
        ground=GREY,
    )
    renderer.load(scene)
    history = sliding(scene, (-12.0, 4.0, 0.0))
    view = forward_view(96, 72, 70.0, t_s=t_s)
    after = turned(replace(view, t_s=t_s + 0.5), 0.1, -0.05)
    step = Pose.from_arrays(np.array([0.0, 0.0, 7.0]), np.array([0.0, 0.0, 0.0, 1.0]))
    after = replace(after, T_world_camera=after.T_world_camera @ step)
    hits = renderer.look(view, history)

    normal, flow = renderer.pixel_geometry(view, hits, history, after)
    copied = replace(hits)  # not the renderer's own: uploaded again
    again_normal, again_flow = renderer.pixel_geometry(view, copied, history, after)
    host_normal, host_flow = Renderer.pixel_geometry(renderer, view, hits, history, after)

    np.testing.assert_array_equal(again_flow, flow)
    np.testing.assert_array_equal(again_normal, normal)
    np.testing.assert_allclose(normal, host_normal, atol=1e-6)
    np.testing.assert_array_equal(np.isnan(flow), np.isnan(host_flow))
    assert (np.isnan(flow[..., 0]) & (hits.t.reshape(72, 96) > 0)).any()  # the camera passes something
    known = ~np.isnan(host_flow[..., 0])
    # A point is known within 200 m * 2^-22 (the ground's corners); 70 px / its depth, and motion to grow with it.
    depth_after = 70.0 * 200.0 * 2**-22 * 16
    off = np.abs(flow - host_flow)[known]
    assert (off <= depth_after + 1e-4 * np.abs(host_flow[known])).all()


def test_a_shape_is_its_triangles() -> None:
    """The builder drops and reorders none of these."""
    triangles = grid_square(3, 1.0)
    mesh = Shape(corners_m=shape_of(triangles).corners_m).build().parts[0].mesh
    np.testing.assert_allclose(mesh.vertices_m[mesh.faces], triangles, atol=1e-6)
