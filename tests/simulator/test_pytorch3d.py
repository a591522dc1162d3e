"""The PyTorch3D backend: its picture, its gradients, and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from pytorch3d_world import installed, needs_pytorch3d, spheres
from render_world import GREY, Solid, forward_view, noon, placed, scene_of, still
from tiny.renderer import BlankRenderer

from scenes.errors import ConfigError, DeviceError, UnsupportedRays
from scenes.material import Material
from scenes.pose import Pose
from scenes.rig import Mount, Rig
from simulator.parts import check_sensors
from simulator.render.pytorch3d_renderer import Pytorch3dRenderer
from simulator.render.rays import pinhole_rays
from simulator.render.sky import sky_light, sky_map_for_reference
from simulator.render.torch_raster import library
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

CAMERA = PinholeCamera(fx_px=50.0, fy_px=50.0, cx_px=20.0, cy_px=10.0, width_px=40, height_px=20)


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
