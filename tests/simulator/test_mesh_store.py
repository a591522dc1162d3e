"""Meshes stay on the device from scene to scene: every link finds its own rows, and memory has a bound."""

from __future__ import annotations

import numpy as np
import pytest
from render_world import GREY, Solid, forward_view, placed, scene_of, still

from scenes.errors import ConfigError
from scenes.links import links_of
from scenes.scene import Scene
from simulator.render.geometry import SceneTables, scene_tables
from simulator.render.mesh_store import GrowingArray, MeshStore
from simulator.render.warp_renderer import WarpRenderer

BALL_TRIANGLES = 20 * 4**5
"""Of an icosahedron subdivided five times."""


def ball(size_m: float) -> Scene:
    """A scene of one ball, beside the ego's."""
    return scene_of(placed("ball", Solid(shape="sphere", size_m=size_m), 5.0, 0.0, 1.0), ground=GREY)


def check_rows(tables: SceneTables) -> None:
    """What the tables say of every link's faces is what its own mesh says."""
    normals = tables.corner_normals.numpy()
    for link, (first, box) in enumerate(zip(tables.face_offset, tables.bounds_m, strict=True)):
        mesh = tables.links[link].asset.parts[tables.links[link].part].mesh
        rows = np.s_[first : first + mesh.triangles]
        np.testing.assert_array_equal(tables.face_slot[rows], mesh.face_slot)
        np.testing.assert_array_equal(tables.face_slots.numpy()[rows], mesh.face_slot)
        corners = normals[3 * first : 3 * (first + mesh.triangles)]
        np.testing.assert_array_equal(corners, mesh.corner_normals.reshape(-1, 3))
        np.testing.assert_array_equal(box, [mesh.vertices_m.min(axis=0), mesh.vertices_m.max(axis=0)])


def test_every_link_finds_its_rows_in_every_scene() -> None:
    store = MeshStore("cpu")
    loaded = [scene_tables(ball(size), store) for size in (0.5, 1.0, 0.5, 2.0)]
    for tables in loaded:  # the early ones, too: rows do not move
        check_rows(tables)


def test_a_mesh_is_stored_once() -> None:
    store = MeshStore("cpu")
    first = scene_tables(ball(0.5), store)
    stored = store.triangles
    again = scene_tables(ball(0.5), store)
    assert store.triangles == stored
    assert all(a is b for a, b in zip(first.meshes, again.meshes, strict=True))


def test_the_least_recently_used_go_and_others_stay_where_links_find_them() -> None:
    # The ego's ball and the ground are in every scene. Five more balls fit; the sixth halves what is kept: to the
    # needed two balls, itself and the one used last.
    store = MeshStore("cpu", capacity_triangles=6 * BALL_TRIANGLES + 8)
    built = {size: scene_tables(ball(size), store).meshes[-1] for size in (0.5, 1.0, 1.5, 2.0, 2.5)}
    check_rows(scene_tables(ball(3.0), store))
    assert store.triangles == 3 * BALL_TRIANGLES + 2
    assert scene_tables(ball(2.5), store).meshes[-1] is built[2.5]
    again = scene_tables(ball(0.5), store)
    check_rows(again)
    assert again.meshes[-1] is not built[0.5]


def test_a_scene_larger_than_the_store_is_held_whole() -> None:
    store = MeshStore("cpu", capacity_triangles=10)
    for size in (0.5, 1.0):
        check_rows(scene_tables(ball(size), store))
    assert store.triangles == 2 * BALL_TRIANGLES + 2  # two balls and the ground: nothing of the scene before


def test_growing_keeps_every_row() -> None:
    import warp as wp

    array = GrowingArray(wp.int32, "cpu")
    values = np.arange(100_000, dtype=np.int32)
    firsts = [array.extend(part) for part in np.split(values, 10)]
    assert firsts == list(range(0, 100_000, 10_000))
    np.testing.assert_array_equal(array.rows.numpy()[: len(array)], values)


def test_pictures_do_not_depend_on_the_scenes_before() -> None:
    seasoned, fresh = WarpRenderer(quality="draft", threads=1), WarpRenderer(quality="draft", threads=1)
    for size in (0.5, 1.5):
        seasoned.load(ball(size))
    scene = ball(1.0)
    images = []
    for renderer in (seasoned, fresh):
        renderer.load(scene)
        image, hits = renderer.render(forward_view(), still(scene), scene.environment, 3)
        images.append((image.tobytes(), hits.t.tobytes(), hits.primitive.tobytes()))
    assert images[0] == images[1]


def test_renderers_may_share_a_store() -> None:
    scene, store = ball(1.0), MeshStore("cpu")
    images = []
    for renderer in (WarpRenderer(quality="draft", threads=1, store=s) for s in (store, store, None)):
        renderer.load(scene)
        images.append(renderer.render(forward_view(), still(scene), scene.environment, 3)[0].tobytes())
    assert images[0] == images[1] == images[2]
    once = store.triangles
    store.hold([link.asset.parts[link.part].mesh for link in links_of(scene)])
    assert store.triangles == once


def test_a_store_on_another_device_is_refused() -> None:
    store = MeshStore("cpu")
    store.device = "cuda:7"
    with pytest.raises(ConfigError, match=r"renderer.store: holds meshes on cuda:7, the renderer is on cpu"):
        WarpRenderer(store=store)
