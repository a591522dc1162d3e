"""Rays against closed forms: planes, spheres, panes, moving bodies; any number of threads gives the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from render_world import Solid, forward_view, placed, scene_of, sliding, still

from scenes.errors import DeviceError, SceneError
from scenes.material import Material
from scenes.ontology import class_of, part_id
from simulator.render.base import Rays
from simulator.render.device import require_device
from simulator.render.warp_renderer import WarpRenderer

GREY = Material(base_color=(0.5, 0.5, 0.5))
PANE = Material(base_color=(0.02, 0.02, 0.02), glass=True)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def rays_along(direction, times=(0.0,), origin=(0.0, 0.0, 1.5), through_glass=False) -> Rays:
    count = len(times)
    return Rays(
        origin_m=np.tile(np.float32(origin), (count, 1)),
        direction=np.tile(np.float32(direction), (count, 1)),
        time_s=np.float32(times),
        through_glass=through_glass,
    )


def test_depth_of_a_plane_is_its_closed_form_at_every_pixel(renderer: WarpRenderer) -> None:
    scene = scene_of(ground=GREY)
    renderer.load(scene)
    view = forward_view()
    _, hits = renderer.render(view, still(scene), scene.environment, 0)
    rows = (np.arange(48) - 23.5) / 60.0
    expected = np.where(rows > 1.5 / 190, 1.5 / np.maximum(rows, 1e-9), np.nan)
    depth = hits.t.reshape(48, 64)
    for row, depth_m in enumerate(expected):
        if np.isfinite(depth_m):
            # float32 corners 200 m away: the edge functions round at 200 m * 2^-23, depth at a few ulp.
            np.testing.assert_allclose(depth[row], depth_m, rtol=2e-6, atol=200 * 2**-23)
    assert (hits.semantic[hits.link >= 0] == class_of("flat.driveable_surface").id).all()
    assert (hits.instance == 0).all()


def test_ray_meets_a_sphere_at_centre_distance_minus_radius(renderer: WarpRenderer) -> None:
    scene = scene_of(placed("ball", Solid(shape="sphere", size_m=0.7), 10.0, 0.0, 1.5))
    renderer.load(scene)
    hits = renderer.trace(rays_along((1, 0, 0)), still(scene))
    # A vertex of the icosphere may lie off the axis: sagitta of its 5-fold subdivided edge, r * (1 - cos(1.1/64)).
    assert hits.t[0] == pytest.approx(9.3, abs=0.7 * 1.5e-4 + 1e-5)
    assert hits.instance[0] == 2
    assert hits.part[0] == part_id("body")
    np.testing.assert_allclose(hits.normal[0], (-1, 0, 0), atol=0.02)


def test_a_miss_is_zero_everywhere(renderer: WarpRenderer) -> None:
    scene = scene_of(ground=GREY)
    renderer.load(scene)
    hits = renderer.trace(rays_along((0, 0, 1)), still(scene))
    assert (hits.t[0], hits.link[0], hits.instance[0], hits.semantic[0], hits.part[0]) == (0.0, -1, 0, 0, 0)


def test_each_ray_sees_the_body_where_it_is_at_the_rays_own_time(renderer: WarpRenderer) -> None:
    scene = scene_of(placed("wall", Solid(shape="wall", size_m=4.0), 10.0, 0.0, 1.5))
    renderer.load(scene)
    times = np.linspace(-0.05, 0.05, 21)
    hits = renderer.trace(rays_along((1, 0, 0), times), sliding(scene, (7.0, 0.0, 0.0)))
    # The time is a float32 near 0 and keys are blended in float32: 10 m * 2^-23 * a few.
    np.testing.assert_allclose(hits.t, 10.0 + 7.0 * times, atol=1e-5)


def test_carry_moves_a_hit_with_its_own_body(renderer: WarpRenderer) -> None:
    scene = scene_of(placed("wall", Solid(shape="wall", size_m=4.0), 10.0, 0.0, 1.5), ground=GREY)
    renderer.load(scene)
    history = sliding(scene, (3.0, 2.0, 0.0))
    both = Rays(
        origin_m=np.float32([[0, 0, 1.5], [0, 0, 1.5]]),
        direction=np.float32([[1, 0, 0], [1, 0, -1]]),
        time_s=np.float32([0.0, 0.0]),
    )
    points = renderer.carry(both, renderer.trace(both, history), history, 0.1)
    np.testing.assert_allclose(points, [[10.3, 0.2, 1.5], [1.5, 0.0, 0.0]], atol=1e-5)


def test_glass_stops_a_camera_ray_and_lets_lidar_pass(renderer: WarpRenderer) -> None:
    scene = scene_of(
        placed("behind", Solid(shape="wall", size_m=4.0), 12.0, 0.0, 1.5),
        placed("pane", Solid(shape="pane", size_m=4.0, material=PANE), 10.0, 0.0, 1.5),
    )
    renderer.load(scene)
    history = still(scene)
    assert renderer.trace(rays_along((1, 0, 0)), history).instance[0] == scene.instance_of("pane")
    assert renderer.trace(rays_along((1, 0, 0), through_glass=True), history).instance[0] == scene.instance_of("behind")


def test_trace_alone_ignores_everything_else(renderer: WarpRenderer) -> None:
    scene = scene_of(
        placed("near", Solid(shape="wall", size_m=4.0), 5.0, 0.0, 1.5),
        placed("far", Solid(shape="wall", size_m=4.0), 9.0, 0.0, 1.5),
        ground=GREY,
    )
    renderer.load(scene)
    alone = renderer.trace_alone(rays_along((1, 0, 0)), still(scene), np.array([scene.instance_of("far")]))
    assert alone.t[0] == pytest.approx(9.0, abs=1e-5)
    assert alone.instance[0] == scene.instance_of("far")


def test_threads_and_bands_do_not_change_a_bit() -> None:
    scene = scene_of(placed("ball", Solid(shape="sphere", size_m=1.0), 8.0, 0.5, 1.0), ground=GREY)
    images = []
    for threads in (1, 2, 3):
        renderer = WarpRenderer(quality="standard", threads=threads)
        renderer.load(scene)
        image, hits = renderer.render(forward_view(128, 96, 120.0), still(scene), scene.environment, 5)
        images.append((image.tobytes(), hits.t.tobytes(), hits.instance.tobytes()))
    assert images[0] == images[1] == images[2]


def test_loading_another_scene_compiles_nothing(renderer: WarpRenderer) -> None:
    from simulator.render.kernels import tracing

    for size in (0.5, 1.5):
        scene = scene_of(placed("ball", Solid(shape="sphere", size_m=size), 8.0, 0.5, 1.0))
        renderer.load(scene)
        renderer.trace(rays_along((1, 0, 0)), still(scene))
    assert len(tracing.trace_rays.module.execs) == 1


def test_tracing_without_a_scene_is_refused() -> None:
    with pytest.raises(SceneError, match="load"):
        WarpRenderer(quality="draft").trace(rays_along((1, 0, 0)), still(scene_of()))


def test_a_missing_gpu_is_refused_with_the_reason_and_no_fall_back() -> None:
    import warp

    if warp.get_cuda_devices():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(DeviceError, match=r"cuda:0.*driver"):
        require_device("cuda:0")
    with pytest.raises(DeviceError, match="unknown device 'gpu'"):
        require_device("gpu")
