"""Worlds of the tests of `renderer=pytorch3d`, and what it means that two renderers see the same."""

from __future__ import annotations

import dataclasses
import importlib.util

import numpy as np
import pytest
from render_world import CAMERA_IN_WORLD, GREY, Solid, forward_view, placed, scene_of, sliding, still
from textured_world import Board

from scenes.material import Material
from scenes.pose import Pose
from scenes.texture import Texture
from simulator.render.base import Hits, PinholeView

K = (61.0, 57.0, 30.2, 24.9)


def installed(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) for module in modules)


needs_torch = pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed (extra 'torch')")
needs_pytorch3d = pytest.mark.skipif(
    not installed("torch", "pytorch3d"), reason="PyTorch3D is not installed; it is built from its source"
)


def spheres():
    scene = scene_of(
        placed("near", Solid(shape="sphere", size_m=0.8), 6.0, 0.5, 1.2),
        placed("behind", Solid(shape="sphere", size_m=1.0), 9.0, 0.9, 1.4),
        placed("far", Solid(shape="wall", size_m=3.0), 14.0, -0.5, 1.5),
        ground=GREY,
    )
    return scene, sliding(scene, (2.0, 1.0, 0.0)), forward_view(160, 96, 150.0, t_s=0.25)


def pane_before_wall():
    glass = Material(base_color=(0.1, 0.1, 0.1), glass=True)
    scene = scene_of(
        placed("pane", Solid(shape="pane", size_m=1.5, material=glass), 5.0, 0.3, 1.5, 0.3),
        placed("wall", Solid(shape="wall", size_m=2.0), 8.0, 0.2, 1.5, -0.4),
    )
    return scene, still(scene), forward_view(96, 72, 80.0)


def behind_many_twigs():
    """Twelve boards, mostly holes, one behind another before a wall: more layers than a pixel keeps triangles."""
    twig = Material(base_color=(0.5, 0.5, 0.5), base_color_texture=Texture(source="painted:twig"), alpha_cutoff=0.5)
    boards = [
        placed(f"twigs{k}", Board(material=twig, size_m=4.0), 4.0 + 0.1 * k, 0.02 * k, 1.5, 0.01 * k) for k in range(12)
    ]
    scene = scene_of(*boards, placed("wall", Solid(shape="wall", size_m=4.0), 7.0, 0.2, 1.5))
    return scene, still(scene), forward_view(128, 96, 90.0)


def tilted_over_ground():
    """The ground passes below and behind the camera, which is turned about all three axes."""
    scene = scene_of(placed("ball", Solid(shape="sphere", size_m=0.5), 7.0, 1.0, 0.5), ground=GREY)
    turn = Pose.from_matrix(CAMERA_IN_WORLD) @ Pose.from_arrays(np.zeros(3), np.array([0.1, -0.05, 0.2, 1.0]))
    pose = dataclasses.replace(turn, translation_m=(0.3, -0.2, 1.1))
    return scene, still(scene), PinholeView(T_world_camera=pose, K=K, size_px=(75, 50), t_s=0.0)


WORLDS = [spheres, pane_before_wall, behind_many_twigs, tilted_over_ground]


def interior(hits: Hits, view: PinholeView) -> np.ndarray:
    """(H * W,) pixels whose eight neighbours show the same link."""
    width, height = view.size_px
    link = np.pad(hits.link.reshape(height, width), 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(link, (3, 3))
    return (windows == windows[..., 1:2, 1:2]).all(axis=(2, 3)).reshape(-1)


def assert_same_geometry(ours: Hits, theirs: Hits, view: PinholeView) -> None:
    """DESIGN section 6: ids equal on 99.9 % of pixels away from silhouettes, depth within 1 mm + 1e-4 relative."""
    inside = interior(theirs, view)
    for name in ("instance", "link", "semantic", "part"):
        equal = (getattr(ours, name) == getattr(theirs, name))[inside]
        assert equal.mean() >= 0.999, f"{name} differs at {np.count_nonzero(~equal)} of {len(equal)} pixels"
    near = np.isclose(ours.t, theirs.t, rtol=1e-4, atol=1e-3)
    assert near[inside].mean() >= 0.999, "leaves of one tree are one link: rays along their edges may differ"
    same = (ours.link == theirs.link) & (ours.primitive == theirs.primitive)
    assert near[same].all()
    np.testing.assert_allclose(ours.normal[same], theirs.normal[same], atol=1e-5)
