"""Pictures of all qualities: shadows, evenness, edges, agreement; the same bits from any number of threads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from lamp_world import bulb, source
from mesh_world import shape_of, soup
from render_world import GREY, NIGHT, Solid, forward_view, noon, placed, scene_of, still
from scipy.ndimage import maximum_filter, minimum_filter

from scenes.environment import Environment
from scenes.material import Material
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.render.bands import BandLauncher
from simulator.render.base import PinholeView, Rays
from simulator.render.geometry import scene_tables
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.stage import by_reference
from simulator.render.mesh_store import MeshStore
from simulator.render.rays import pinhole_rays
from simulator.render.sky import sky_light
from simulator.render.stages import Stages
from simulator.render.sunlit import sunlit_pixels
from simulator.render.visibility import Visibility
from simulator.render.warp_renderer import WarpRenderer
from simulator.render.worlds import Worlds

MATT = Material(base_color=(0.6, 0.6, 0.6), roughness=1.0)
FEW = {"draft": 1, "standard": 2, "high": 2}
"""Samples a pixel."""


def picture(
    scene: Scene, view: PinholeView, quality: str, samples: int | None = None, seed: int = 1, threads: int = 0
) -> np.ndarray:
    renderer = WarpRenderer(quality=quality, samples=samples, threads=threads)  # type: ignore[arg-type]
    renderer.load(scene)
    return renderer.render(view, still(scene), scene.environment, seed)[0]


def boxes(environment: Environment) -> Scene:
    box = trimesh.creation.box((2, 2, 2)).triangles
    brown = Material(base_color=(0.5, 0.2, 0.1), roughness=1.0)
    return scene_of(
        placed("near", shape_of(box, material=brown), 8.0, 0.5, 1.0, 0.0),
        placed("far", shape_of(box * 0.7, material=MATT), 11.0, -2.5, 0.7, 0.4),
        ground=MATT,
        environment=environment,
    )


def asked_sunlit_pixels(scene: Scene, view: PinholeView, pitch: int) -> np.ndarray:
    """(H, W) where the picture's passes see the sun."""
    tables, launcher, history = scene_tables(scene, MeshStore("cpu")), BandLauncher("cpu", 1), still(scene)
    worlds = Worlds(tables, "cpu")
    world = worlds.over(history, view.t_s, view.t_s)
    hits = Visibility(tables, launcher, "cpu", 1).hits(world, history, view)
    stage = Stages(tables, "cpu").at(world, history, view, scene.environment, 1)
    staged = by_reference(stage, "cpu")
    out = sunlit_pixels(launcher, staged, device_camera(view, "cpu"), hits, panes=1, pitch=pitch, run=1)
    return out.numpy().reshape(view.size_px[::-1]).astype(bool)


def traced_sunlit_pixels(scene: Scene, view: PinholeView) -> np.ndarray:
    """The same by a ray of every pixel's hit towards the sun."""
    renderer = WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    rays = pinhole_rays(view)
    hits = renderer.trace(rays, still(scene))
    sun = np.float32(sky_light(scene.environment).direction)
    point = rays.origin_m + rays.direction * hits.t[:, None] + 1e-3 * hits.normal
    to_sun = Rays(origin_m=point, direction=np.broadcast_to(sun, point.shape), time_s=rays.time_s)
    free = renderer.trace(to_sun, still(scene)).link < 0
    return (free & (hits.link >= 0) & (hits.normal @ sun > 0)).reshape(view.size_px[::-1])


@pytest.mark.parametrize("size", [(96, 72), (97, 71)])
@pytest.mark.parametrize("azimuth_deg", [100.0, 215.0])
@pytest.mark.parametrize("pitch", [2, 4])
def test_shadows_are_those_of_a_ray_a_pixel(size: tuple[int, int], azimuth_deg: float, pitch: int) -> None:
    scene = boxes(noon(elevation_deg=35.0, azimuth_deg=azimuth_deg))
    view = forward_view(*size, 75.0, z_m=3.0)
    ours, exact = asked_sunlit_pixels(scene, view, pitch), traced_sunlit_pixels(scene, view)
    assert 0.2 < exact.mean() < 0.8
    even = maximum_filter(exact, 3) == minimum_filter(exact, 3)  # no shadow's edge among the neighbours
    assert (ours != exact)[even].mean() < 5e-4  # where boxes touch the ground rays start at different heights
    assert (ours != exact).mean() < 0.002  # where corners agree by chance


@pytest.mark.parametrize("seed", [1, 2])
def test_an_even_plane_under_an_overcast_sky_has_no_noise(seed: int) -> None:
    """What sees all of the sky gets all of its light, however few rays asked."""
    environment = noon(cloud_cover=1.0)
    image = picture(scene_of(ground=MATT, environment=environment), forward_view(64, 48, 60.0), "standard", seed=seed)
    rows = image[30:, :, 1]
    assert np.abs(np.diff(rows, axis=1)).max() < 1e-3 * rows.mean()
    expected = 0.6 / np.pi * sky_light(environment).ambient_lx[1]
    assert rows.mean() == pytest.approx(expected, rel=0.05)  # gloss of 2 %, more of it at a glance


def test_standard_and_high_agree_on_boxes_under_an_overcast_sky() -> None:
    scene, view = boxes(noon(cloud_cover=1.0)), forward_view(120, 90, 72.0, z_m=3.5)
    standard, high = (picture(scene, view, quality, samples) for quality, samples in (("standard", 4), ("high", 32)))
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)
    hits = renderer.look(view, still(scene))
    normal, part = hits.normal.reshape(90, 120, 3), hits.instance.reshape(90, 120)
    front = (part == 2) & (normal[..., 0] < -0.9)
    foot = np.nonzero(front.any(axis=1))[0].max() + 1
    columns = np.nonzero(front.any(axis=0))[0]
    places = {
        "front": front,
        "top": (part == 2) & (normal[..., 2] > 0.9),
        "ground at its foot": np.zeros_like(front),
        "open ground": np.zeros_like(front),
    }
    places["ground at its foot"][foot + 1 : foot + 4, columns.min() + 3 : columns.max() - 3] = True
    places["open ground"][-8:, :] = True
    for name, where in places.items():
        assert where.sum() > 30, name
        # Chosen: 7 % are 4 counts of middle grey; standard closes its bounces by a mean albedo. At the foot of walls
        # its filter, which reaches 28 pixels, takes light from the open: up to a fifth.
        allowed = 0.2 if name == "ground at its foot" else 0.07
        assert standard[where].mean() / high[where].mean() == pytest.approx(1.0, abs=allowed), name
    foot_shade = high[places["ground at its foot"]].mean() / high[places["open ground"]].mean()
    assert foot_shade < 1 / 1.2  # no shade at all would not agree


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_pixels_on_an_edge_are_bright_as_far_as_they_are_covered(quality: str) -> None:
    """A shining board before the night, 2.2 m wide at 10 m, f = 100 px, turned a little: its edge crosses columns."""
    shining = Material(base_color=(0, 0, 0), emission_cd_m2=1000.0)
    half, slope = 1.1, 0.13
    corners = np.array([[0, half + slope, 4], [0, half - slope, -4], [0, -9, -4], [0, -9, 4]], dtype=float)
    board = shape_of(corners[[0, 1, 2, 0, 2, 3]], material=shining)
    scene = scene_of(placed("board", board, 10.0, 0.0, 1.5), environment=NIGHT)
    image = picture(scene, forward_view(41, 31, 100.0), quality, 64)[..., 1] / 1000.0
    # The edge: y = half + slope z / 4, so column 20 - 10 y; z = (15 - row) / 10.
    rows, columns = np.mgrid[0:31:0.02, 0:41:0.02] - 0.49
    inside = columns >= 20 - 10 * (half + slope * (15 - rows) / 10 / 4)
    coverage = inside.reshape(31, 50, 41, 50).mean(axis=(1, 3))
    assert ((coverage > 0.2) & (coverage < 0.8)).sum() > 10
    # 64 points of the R2 sequence in a half plane: a discrepancy of some 4 / 64.
    np.testing.assert_allclose(image, coverage, atol=4 / 64)


def test_draft_is_one_sample_at_the_centre() -> None:
    shining = Material(base_color=(0, 0, 0), emission_cd_m2=1000.0)
    scene = scene_of(
        placed("wall", Solid(shape="wall", size_m=2.07, material=shining), 10.0, 0.0, 1.5), environment=NIGHT
    )
    image = picture(scene, forward_view(41, 31, 100.0), "draft")[..., 1]
    assert (np.minimum(np.abs(image), np.abs(image - 1000.0)) < 5.0).all()


def mixed() -> Scene:
    """Dusk, lamps, panes, metal, water and a soup of triangles."""
    lamp = bulb("bulb", Pose.planar(4.0, 1.5, 0.2, 2.5), source(peak_cd=3000.0))
    pane = Material(base_color=(0.02, 0.02, 0.02), glass=True)
    metal = Material(base_color=(0.9, 0.7, 0.5), metallic=1.0, roughness=0.3)
    environment = replace(noon(elevation_deg=-2.0), wetness=1.0, mor_m=400.0, street_lights_on=True)
    return scene_of(
        lamp,
        placed("soup", shape_of(soup(3, 40, 2.0)), 7.0, 0.0, 1.5),
        placed("pane", Solid(shape="pane", size_m=3.0, material=pane), 4.0, -1.0, 1.5, 0.3),
        placed("ball", Solid(shape="sphere", size_m=0.7, material=metal), 5.0, 1.0, 0.7),
        ground=Material(base_color=(0.1, 0.1, 0.1), pattern="asphalt"),
        environment=environment,
    )


@pytest.mark.parametrize("quality", FEW)
def test_threads_change_no_bit_and_seeds_are_kept(quality: str) -> None:
    scene, view = mixed(), forward_view(53, 39, 45.0)
    one, three = (picture(scene, view, quality, FEW[quality], seed=7, threads=threads) for threads in (1, 3))
    assert one.tobytes() == three.tobytes()
    other = picture(scene, view, quality, FEW[quality], seed=8, threads=3)
    assert (other.tobytes() == one.tobytes()) == (quality == "draft")


@pytest.mark.parametrize("quality", FEW)
@pytest.mark.parametrize("seed", [0, 11])
def test_pictures_are_finite_and_not_negative(quality: str, seed: int) -> None:
    """A soup around the camera, the sun at the horizon, and a dusk with everything."""
    around = placed("s", shape_of(soup(seed, 60, 2.0), material=GREY), 0.5, 0.0, 1.5)
    low_sun = scene_of(around, ground=MATT, environment=noon(elevation_deg=0.5, azimuth_deg=0.0))
    for scene in (low_sun, mixed()):
        for size in ((33, 25), (1, 1)):
            image = picture(scene, forward_view(*size, 20.0), quality, FEW[quality], seed)
            assert np.isfinite(image).all()
            assert (image >= 0).all()
