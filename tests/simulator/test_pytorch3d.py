"""The PyTorch3D backend: its camera, its agreement with Warp, its gradients, and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import importlib.util
import math

import numpy as np
import pytest
from render_world import CAMERA_IN_WORLD, GREY, Solid, forward_view, noon, placed, scene_of, sliding, still
from textured_world import Board
from tiny.renderer import BlankRenderer

from scenes.errors import ConfigError, DeviceError, UnsupportedRays
from scenes.material import Material
from scenes.pose import Pose
from scenes.rig import Mount, Rig
from scenes.scene import EGO_INSTANCE
from scenes.texture import Texture
from simulator import load_config, simulate_clip
from simulator.parts import check_sensors
from simulator.render.base import Hits, PinholeView
from simulator.render.pytorch3d_renderer import Pytorch3dRenderer
from simulator.render.rays import LonePixels, pinhole_rays
from simulator.render.sky import sky_light, sky_map_for_reference
from simulator.render.testing import check_renderer
from simulator.render.torch_raster import library
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.pinhole import PinholeCamera
from simulator.sensors.spinning_lidar import SpinningLidar


def installed(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) for module in modules)


needs_torch = pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed (extra 'torch')")
needs_pytorch3d = pytest.mark.skipif(
    not installed("torch", "pytorch3d"), reason="PyTorch3D is not installed; it is built from its source"
)

K = (61.0, 57.0, 30.2, 24.9)
CAMERA = PinholeCamera(fx_px=50.0, fy_px=50.0, cx_px=20.0, cy_px=10.0, width_px=40, height_px=20)


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


@needs_pytorch3d
def test_a_sunlit_wall_has_lamberts_radiance() -> None:
    """L = color / pi * (sun cos + sky), the sky's part against a sum over its map."""
    color = np.array([0.6, 0.4, 0.2])
    wall = Material(base_color=tuple(color.tolist()))
    scene = scene_of(placed("wall", Solid(shape="wall", size_m=8.0, material=wall), 6.0, 0.0, 1.5))
    renderer, environment = Pytorch3dRenderer(), noon(azimuth_deg=180.0, elevation_deg=30.0)
    renderer.load(scene)
    image, _ = renderer.render(forward_view(), still(scene), environment, 0)
    sky = sky_light(environment)
    around = sky_map_for_reference(sky, rows=128)
    elevation = math.pi / 2 - (np.arange(128) + 0.5) * (math.pi / 128)
    azimuth = (np.arange(256) + 0.5) * (math.pi / 128)
    facing = np.maximum(-np.cos(elevation)[:, None] * np.cos(azimuth), 0.0)
    weight = facing * np.cos(elevation)[:, None] * (math.pi / 128) ** 2
    from_sky_lx = np.einsum("rc,rcx->x", weight, around)
    sun_lx = sky.sun_lx * math.cos(math.radians(30.0))
    # Nine terms of the irradiance: below 10 % of it (Ramamoorthi and Hanrahan 2001).
    np.testing.assert_allclose(image[24, 32] * math.pi / color - sun_lx, from_sky_lx, rtol=0.1)


def differentiable():
    scene = scene_of(
        placed("ball", Solid(shape="sphere", size_m=1.0, material=Material(base_color=(0.5, 0.3, 0.2))), 6.0, 0.4, 1.5),
        ground=GREY,
    )
    renderer = Pytorch3dRenderer()
    renderer.load(scene)
    return renderer, still(scene), forward_view(24, 18, 20.0), noon()


def central_difference(value, at, index, step):
    up, down = at.clone(), at.clone()
    up[index] += step
    down[index] -= step
    return float(value(up) - value(down)) / (2 * step)


@needs_pytorch3d
def test_base_colours_carry_gradients() -> None:
    """Radiance is linear in the colours, so the central difference is exact to rounding."""
    renderer, history, view, environment = differentiable()

    def brightness(color):
        return renderer.picture(view, history, environment, base_color=color).radiance.mean()

    color = renderer.base_colors().requires_grad_()
    brightness(color).backward()
    assert color.grad.isfinite().all()
    ball = int(renderer.materials_of(2)[0])
    for channel in range(3):
        expected = central_difference(brightness, renderer.base_colors(), (ball, channel), 1e-3)
        assert expected > 0
        assert float(color.grad[ball, channel]) == pytest.approx(expected, rel=1e-6)


@needs_pytorch3d
@pytest.mark.parametrize("field", ["radiance", "depth_m"])
def test_vertices_carry_gradients(field) -> None:
    """A vertex that the view's middle shows, moved by 1e-6 m: no pixel changes its triangle, so that the error of
    the central difference is its rounding, 1e-16 / 1e-6 of the summed values."""
    renderer, history, view, environment = differentiable()
    at_rest = renderer.vertices(history, view.t_s)
    shown = renderer.picture(view, history, environment).triangle
    index = int(renderer.faces()[shown[9, 10], 0])
    assert index in renderer.vertices_of(2)

    def total(vertices):
        picture = renderer.picture(view, history, environment, vertices_m=vertices)
        assert bool((picture.triangle == shown).all())
        return getattr(picture, field).sum()

    at = at_rest.clone().requires_grad_()
    total(at).backward()
    rounding = 1e-9 * abs(float(total(at_rest)))
    assert at.grad.isfinite().all()
    assert float(at.grad[index].norm()) > 0
    for axis in range(3):
        expected = central_difference(total, at_rest, (index, axis), 1e-6)
        assert float(at.grad[index, axis]) == pytest.approx(expected, rel=1e-4, abs=rounding)


@needs_pytorch3d
def test_moved_vertices_move_the_picture() -> None:
    """Everything shifted by the camera's own shift leaves the same depth."""
    renderer, history, view, environment = differentiable()
    shift = np.array([0.5, -0.3, 0.2])
    moved = renderer.vertices(history, 0.0) + renderer.vertices(history, 0.0).new_tensor(shift)
    pose = dataclasses.replace(
        view.T_world_camera, translation_m=tuple(float(x) for x in view.T_world_camera.translation_m + shift)
    )
    there = renderer.picture(dataclasses.replace(view, T_world_camera=pose), history, environment, vertices_m=moved)
    here = renderer.picture(view, history, environment)
    np.testing.assert_allclose(there.depth_m.numpy(), here.depth_m.numpy(), rtol=1e-9)
    np.testing.assert_allclose(there.radiance.numpy(), here.radiance.numpy(), rtol=1e-9)


@needs_pytorch3d
def test_a_scene_without_anything_in_view_is_sky() -> None:
    scene = scene_of()
    renderer = Pytorch3dRenderer()
    renderer.load(scene)
    image, hits = renderer.render(forward_view(1, 1), still(scene), noon(), 0)
    assert hits.link.tolist() == [-1]
    assert np.isfinite(image).all()
    assert (image > 0).all()


@needs_pytorch3d
def test_rays_that_are_no_view_are_refused_with_a_way_out() -> None:
    scene, history, view = spheres()
    renderer = Pytorch3dRenderer()
    renderer.load(scene)
    lidar = dataclasses.replace(pinhole_rays(view), view=None)
    with pytest.raises(UnsupportedRays, match=r"LiDAR.*renderer=warp"):
        renderer.trace(lidar, history)
    turning = dataclasses.replace(lidar, time_s=np.linspace(0, 0.1, len(lidar), dtype=np.float32))
    with pytest.raises(UnsupportedRays, match=r"one time.*renderer=warp"):
        renderer.trace_alone(turning, history, np.full(len(turning), 2, np.int32))


@pytest.mark.skipif(installed("torch", "pytorch3d"), reason="PyTorch3D is installed")
def test_its_absence_is_told_with_the_way_to_get_it() -> None:
    with pytest.raises(DeviceError, match=r"swerve\[torch\].*docs/backends.md.*renderer=warp"):
        Pytorch3dRenderer()


@pytest.mark.parametrize("missing", ["torch", "pytorch3d"])
def test_the_library_that_is_missing_is_named(monkeypatch, missing) -> None:
    monkeypatch.setattr(library.importlib.util, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(DeviceError, match="PyTorch3D" if missing == "pytorch3d" else "PyTorch,"):
        library.require_pytorch3d("cpu")


class SeesPinholes(BlankRenderer):
    PINHOLE_ONLY = True


def rig_of(**sensors) -> Rig:
    return Rig(name="mine", mounts=tuple(Mount(name=n, sensor=s, T_ego_sensor=Pose()) for n, s in sensors.items()))


def test_a_rig_with_a_lidar_is_refused_before_the_first_clip() -> None:
    assert Pytorch3dRenderer.PINHOLE_ONLY
    with pytest.raises(ConfigError, match=r"'roof' \(SpinningLidar\).*renderer=warp"):
        check_sensors(SeesPinholes(), rig_of(front=CAMERA, roof=SpinningLidar()))
    check_sensors(SeesPinholes(), rig_of(front=CAMERA))
    check_sensors(BlankRenderer(), rig_of(front=CAMERA, roof=SpinningLidar()))
