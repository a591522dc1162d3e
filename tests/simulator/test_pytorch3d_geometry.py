"""`renderer=pytorch3d` meets what rays of the default renderer meet; skipped where PyTorch3D is not installed."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from pytorch3d_world import WORLDS, K, assert_same_geometry, behind_many_twigs, needs_pytorch3d, needs_torch
from render_world import Solid, forward_view, placed, scene_of, still

from scenes.scene import EGO_INSTANCE
from simulator import load_config, simulate_clip
from simulator.render.base import PinholeView
from simulator.render.pytorch3d_renderer import Pytorch3dRenderer
from simulator.render.rays import LonePixels, pinhole_rays
from simulator.render.testing import check_renderer
from simulator.render.warp_renderer import WarpRenderer


@needs_pytorch3d
def test_pixels_lie_where_the_library_samples() -> None:
    """A small triangle around one pixel's centre is seen by that pixel and no other."""
    import torch

    from simulator.render.torch_raster.tiles import nearest_candidates

    size, around = (45, 37), torch.tensor([[-0.1, -0.1, 5.0], [0.12, -0.08, 5.0], [0.0, 0.11, 5.0]])
    for u, v in [(0, 0), (44, 0), (31, 31), (32, 32), (44, 36), (7, 33)]:
        found = nearest_candidates((around + torch.tensor([u, v, 0.0]))[None].double(), size)[:, 0]
        assert torch.nonzero(found >= 0).tolist() == [[v * 45 + u]]


@needs_pytorch3d
def test_points_project_as_the_camera_does() -> None:
    """Continuous image points against u = fx x / z + cx, and the tile's axes against +x left, +y up, borders at 1."""
    import torch

    from simulator.render.torch_raster.tiles import to_pixels, to_tile

    x, y, z = 0.7, -0.4, 3.5
    u, v, depth = to_pixels(torch.tensor([[[x, y, z]] * 3], dtype=torch.float64), K)[0, 0].tolist()
    assert (u, v, depth) == pytest.approx((61.0 * x / z + 30.2, 57.0 * y / z + 24.9, z), abs=1e-12)
    corner, centre = [[63.5, 31.5, 1.0]] * 3, [[79.5, 47.5, 1.0]] * 3
    first = torch.tensor([[64.0, 32.0]] * 2)
    placed_at = to_tile(torch.tensor([corner, centre]), first, 32)[:, 0]
    np.testing.assert_allclose(placed_at.numpy(), [[1.0, 1.0, 1.0], [0.0, 0.0, 1.0]])


@needs_torch
def test_what_is_cut_covers_the_same_and_lies_inside() -> None:
    """Cut pieces of random triangles hold the same points of the frustum, brute force, and no point outside it."""
    import torch

    from simulator.render.torch_raster.clipping import clipped, frustum

    # Drawn by hand, not by a generator: a lattice that is irrational in each axis.
    steps = torch.arange(40 * 9, dtype=torch.float64).reshape(40, 3, 3) * torch.tensor([0.7549, 0.5698, 0.4301])
    corners = (steps % 1.0 - torch.tensor([0.5, 0.5, 0.3])) * 8.0
    planes = frustum(K, (60, 50), corners)
    pieces, owner = clipped(corners, planes)
    assert (pieces @ planes[:, :3].T + planes[:, 3] >= -1e-9).all()
    whole = 0.5 * torch.linalg.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    parts = 0.5 * torch.linalg.cross(pieces[:, 1] - pieces[:, 0], pieces[:, 2] - pieces[:, 0])
    assert ((parts * whole[owner]).sum(dim=1) >= 0).all(), "a piece is wound otherwise than its triangle"
    weight = torch.tensor([[i, j, 48 - i - j] for i in range(49) for j in range(49 - i)], dtype=torch.float64) / 48
    inside = ((weight @ corners) @ planes[:, :3].T + planes[:, 3] >= 0).all(dim=-1).double().mean(dim=1)
    share = torch.zeros(40, dtype=torch.float64).index_add(0, owner, parts.norm(dim=1)) / whole.norm(dim=1)
    # Each of five cuts miscounts at most half of the 49 lattice points beside it, of 1225.
    np.testing.assert_allclose(share.numpy(), inside.numpy(), atol=5 * 24.5 / 1225)


@needs_pytorch3d
@pytest.mark.parametrize("world", WORLDS)
def test_it_conforms(world) -> None:
    scene, history, view = world()
    check_renderer(Pytorch3dRenderer(), scene, history, view)


@needs_pytorch3d
def test_rays_pass_more_holes_than_a_pixel_keeps_triangles() -> None:
    from simulator.render.torch_raster.tiles import CANDIDATES

    scene, history, view = behind_many_twigs()
    renderer = Pytorch3dRenderer()
    renderer.load(scene)
    width, height = view.size_px
    box, everywhere = (0, 0, width - 1, height - 1), np.ones((height, width), np.bool_)
    things = [LonePixels(instance=instance, box=box, pixels=everywhere) for instance in range(2, 14)]
    boards = [mask.ravel() for mask in renderer.silhouettes(view, history, things)]
    wall = renderer.look(view, history).instance == 14
    assert not (wall & np.any(boards, axis=0)).any()
    # The wall is seen within the squares of all boards, so that a ray to it has passed twelve.
    assert len(boards) > CANDIDATES
    assert np.count_nonzero(wall.reshape(96, 128)[20:76, 36:92]) > 100


@needs_pytorch3d
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("through_glass", [False, True])
def test_geometry_is_that_of_warp(world, through_glass) -> None:
    scene, history, view = world()
    ours, warp = Pytorch3dRenderer(), WarpRenderer(quality="draft", threads=1)
    ours.load(scene)
    warp.load(scene)
    rays = dataclasses.replace(pinhole_rays(view), through_glass=through_glass)
    assert_same_geometry(ours.trace(rays, history), warp.trace(rays, history), view)


@needs_pytorch3d
def test_a_street_is_that_of_warp() -> None:
    config = load_config(["scenario=parked_street", "rig=minimal", "seed=7", "clips=1", "frames=1"])
    clip = simulate_clip(config, 0)
    mount = clip.scene.rig.mount("front")
    pose = clip.history.body_at(EGO_INSTANCE, 0.0) @ mount.T_ego_sensor
    view = PinholeView(T_world_camera=pose, K=mount.sensor.K, size_px=(320, 96), t_s=0.0)
    ours, warp = Pytorch3dRenderer(), WarpRenderer(quality="draft", threads=1)
    ours.load(clip.scene)
    warp.load(clip.scene)
    theirs = warp.look(view, clip.history)
    assert_same_geometry(ours.look(view, clip.history), theirs, view)
    box = (40, 30, 199, 80)
    assert_same_geometry(
        ours.look(view, clip.history, box),
        warp.look(view, clip.history, box),
        dataclasses.replace(view, size_px=(160, 51)),
    )
    for instance in np.unique(theirs.instance)[1:4]:
        thing = LonePixels(instance=int(instance), box=(0, 0, 319, 95), pixels=np.ones((96, 320), np.bool_))
        (mine,), (alone,) = (r.silhouettes(view, clip.history, [thing]) for r in (ours, warp))
        assert np.count_nonzero(mine != alone) <= 0.001 * np.count_nonzero(alone) + 1


@needs_pytorch3d
def test_a_lone_thing_is_hit_by_rays_in_any_direction() -> None:
    """A sphere about which rays go all over the globe: the solid angle that hits is 2 pi (1 - cos asin(r / d))."""
    scene = scene_of(placed("ball", Solid(shape="sphere", size_m=1.0), 1.5, 2.0, 1.0))
    ours, warp = Pytorch3dRenderer(), WarpRenderer(quality="draft", threads=1)
    ours.load(scene)
    warp.load(scene)
    count = 20_000
    z = 1 - (2 * np.arange(count) + 1) / count
    around = np.arange(count) * math.pi * (3 - math.sqrt(5))
    flat = np.sqrt(1 - z * z)
    rays = pinhole_rays(forward_view())
    rays = dataclasses.replace(
        rays,
        origin_m=np.broadcast_to(np.float32([0.2, -0.1, 1.5]), (count, 3)),
        direction=np.stack([flat * np.cos(around), flat * np.sin(around), z], axis=1).astype(np.float32),
        time_s=np.zeros(count, np.float32),
        view=None,
    )
    ball = np.full(count, 2, np.int32)
    mine, theirs = ours.trace_alone(rays, still(scene), ball), warp.trace_alone(rays, still(scene), ball)
    assert np.count_nonzero(mine.link != theirs.link) <= 2  # float32 rays along the outline
    same = mine.link == theirs.link
    np.testing.assert_allclose(mine.t[same], theirs.t[same], rtol=1e-4, atol=1e-3)
    distance = np.linalg.norm([1.5 - 0.2, 2.0 + 0.1, 1.0 - 1.5])
    expected = (1 - math.sqrt(1 - 1 / distance**2)) / 2
    # A Fibonacci lattice of N points counts a disc to about N^-3/4, and the icosphere is 0.1 % smaller than the sphere.
    assert np.count_nonzero(mine.link >= 0) / count == pytest.approx(expected, abs=count**-0.75 + 0.002 * expected)
