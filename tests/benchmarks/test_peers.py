"""What other renderers are given is our scene; where they are installed, they show it in the same place and light."""

from __future__ import annotations

import numpy as np
import pytest
from render_world import Solid, forward_view, noon, placed, scene_of, still

from benchmarks.cycles_peer import cycles_pictures, python_with_bpy
from benchmarks.mujoco_peer import MujocoRenderer
from benchmarks.peer_scene import peer_scene, slot_of
from benchmarks.results import Wanted
from scenes.material import Material
from scenes.mesh import MeshBuilder
from simulator.render.rays import pinhole_rays
from simulator.render.warp_renderer import WarpRenderer

RED = Material(base_color=(0.6, 0.05, 0.05), roughness=1.0)


def ball_world():
    """A red ball to the left of the middle, on a grey ground; the sun stands on the left."""
    ball = placed("ball", Solid(shape="sphere", size_m=1.0, material=RED), 8.0, 2.0, 1.0)
    scene = scene_of(ball, ground=Material(base_color=(0.3, 0.3, 0.3), roughness=1.0), environment=noon())
    return scene, still(scene), forward_view()


def our_picture(quality: str):
    scene, history, view = ball_world()
    renderer = WarpRenderer(quality=quality)
    renderer.load(scene)
    return renderer.render(view, history, scene.environment, 1)


def test_a_peer_is_given_every_triangle_once_in_its_material() -> None:
    scene, history, view = ball_world()
    given = peer_scene(scene, history, view)
    assert {part.color for part in given.parts} == {RED.base_color, (0.3, 0.3, 0.3), (0.5, 0.5, 0.5)}
    (ball,) = (part for part in given.parts if part.color == RED.base_color)
    assert len(ball.mesh.faces) == 20 * 4**5
    assert np.linalg.norm(ball.mesh.vertices_m, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert given.towards_sun[1] > 0.4


def test_slots_of_one_mesh_become_parts() -> None:
    builder = MeshBuilder()
    builder.add([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], 0)
    builder.add([[0, 0, 5], [1, 0, 5], [0, 1, 5]], [[0, 1, 2]], 1)
    upper = slot_of(builder.build(), 1)
    assert upper.vertices_m[upper.faces[0], 2].tolist() == [5.0, 5.0, 5.0]
    assert len(upper.vertices_m) == 3


def test_cycles_shows_the_same_world_in_the_same_light() -> None:
    python = python_with_bpy()
    if python is None:
        pytest.skip("bpy is not installed")
    scene, history, view = ball_world()
    wanted = Wanted(samples=64)
    theirs = cycles_pictures(python, scene, history, scene.environment, view, [wanted])[wanted].picture
    ours, _ = our_picture("high")
    # Surfaces differ by a few per cent between the two models; a sun or sky of another strength would by far more.
    assert np.median(theirs / ours, axis=(0, 1)) == pytest.approx([1.0, 1.0, 1.0], abs=0.08)
    assert np.corrcoef(theirs.ravel(), ours.ravel())[0, 1] > 0.98


def test_mujoco_shows_the_same_world_at_the_same_depth() -> None:
    scene, history, view = ball_world()
    try:
        peer = MujocoRenderer(peer_scene(scene, history, view))
    except (ImportError, RuntimeError, AttributeError) as fault:
        pytest.skip(f"MuJoCo does not draw here: {fault}")
    with peer:
        _, depth, _ = peer.image()
    _, hits = our_picture("draft")
    rays = view.size_px[1], view.size_px[0]
    forward = pinhole_rays(view).direction[:, 0] * hits.t
    near = (hits.link >= 0) & (forward < 30.0)
    close = np.abs(depth.reshape(-1) - forward)[near] < 0.02 * forward[near]
    # Pixels on the ball's outline may show the other surface.
    assert rays == depth.shape
    assert close.mean() > 0.95
