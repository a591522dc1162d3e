"""Alpha cut-outs: what lies behind a hole is seen, labelled, measured and lit; glass still works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from render_world import GREY, Solid, forward_view, noon, placed, scene_of, still
from textured_world import Board, holed, saved

from scenes.actor import Actor, Scenery
from scenes.assets.plants.tree import StreetTree
from scenes.errors import SceneError
from scenes.material import Material
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.texture import Texture
from simulator.render.base import Hits, Rays
from simulator.render.rays import pinhole_rays
from simulator.render.warp_renderer import WarpRenderer

GLASS = Material(base_color=(0.9, 0.9, 0.9), glass=True)
# The hole is the image's upper left quarter: on a board of 2 m that faces -x, the half with y > 0 and z > 0.
HOLE, SOLID = (0.5, 0.5), (-0.5, -0.5)


def lattice(folder: Path) -> Material:
    return Material(base_color=(0.8, 0.8, 0.8), base_color_texture=saved(folder, holed()), alpha_cutoff=0.5)


def board(folder: Path, x: float, flat: bool = False, z: float = 0.0, size_m: float = 2.0) -> Actor:
    return placed(f"board{x}", Board(material=lattice(folder), size_m=size_m, flat=flat), x, 0, z)


def rays(*at: tuple[float, float], through_glass: bool = False) -> Rays:
    """Rays along +x from x = 0 through points (y, z)."""
    origin = np.array([(0.0, y, z) for y, z in at], dtype=np.float32)
    direction = np.tile(np.array([1.0, 0, 0], dtype=np.float32), (len(at), 1))
    return Rays(origin_m=origin, direction=direction, time_s=np.zeros(len(at), np.float32), through_glass=through_glass)


def traced(scene: Scene, looked: Rays) -> Hits:
    renderer = WarpRenderer()
    renderer.load(scene)
    return renderer.trace(looked, still(scene))


def test_a_ray_through_a_hole_hits_what_is_behind(tmp_path: Path) -> None:
    scene = scene_of(board(tmp_path, 5), placed("wall", Solid(shape="wall", size_m=4), 9, 0, 0))

    hits = traced(scene, rays(HOLE, SOLID))

    assert hits.t.tolist() == pytest.approx([9.0, 5.0])
    assert hits.instance.tolist() == [3, 2]


def test_a_ray_goes_through_many_holes_and_far_away_ones(tmp_path: Path) -> None:
    distances = [5.0, 5.001, 20.0, 800.0, 2500.0]
    boards = [board(tmp_path, x) for x in distances]
    scene = scene_of(*boards, placed("wall", Solid(shape="wall", size_m=4), 3000, 0, 0))

    assert traced(scene, rays(HOLE)).t[0] == pytest.approx(3000.0, rel=1e-6)


def test_alone_a_thing_keeps_its_holes(tmp_path: Path) -> None:
    scene = scene_of(board(tmp_path, 5), placed("wall", Solid(shape="wall", size_m=4), 3, 0, 0))
    renderer = WarpRenderer()
    renderer.load(scene)

    hits = renderer.trace_alone(rays(HOLE, SOLID), still(scene), np.array([2, 2], np.int32))

    assert hits.t.tolist() == pytest.approx([0.0, 5.0])


def test_glass_behind_a_hole_stops_cameras_and_lets_lidar_through(tmp_path: Path) -> None:
    pane = placed("pane", Solid(shape="pane", size_m=4, material=GLASS), 6, 0, 0)
    scene = scene_of(board(tmp_path, 5), pane, placed("wall", Solid(shape="wall", size_m=4), 9, 0, 0))

    assert traced(scene, rays(HOLE, SOLID)).t.tolist() == pytest.approx([6.0, 5.0])
    assert traced(scene, rays(HOLE, SOLID, through_glass=True)).t.tolist() == pytest.approx([9.0, 5.0])


def test_pixels_show_and_name_what_is_behind_a_hole(tmp_path: Path) -> None:
    scene = scene_of(board(tmp_path, 5, z=1.5), placed("wall", Solid(shape="wall", size_m=8), 9, 0, 1.5))
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)
    view = forward_view(width=64, height=48, focal_px=60.0)

    _, hits = renderer.render(view, still(scene), noon(), seed=1)

    # The board covers 2 m / 5 m * 60 px = 24 px about the centre (31.5, 23.5); its hole is the upper left quarter.
    instance = hits.instance.reshape(48, 64)
    assert (instance[13:23, 21:31] == 3).all()
    assert (instance[25:35, 21:31] == 2).all()
    assert (instance[13:35, 33:43] == 2).all()


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_the_sun_shines_through_holes(tmp_path: Path, quality: str) -> None:
    """A board lies 1 m above the ground below a sun in the zenith: its hole lights a quarter of its shadow."""
    scene = scene_of(board(tmp_path, 6.0, flat=True, z=1.0), ground=GREY)
    covered = scene_of(
        placed("lid", Board(material=Material(base_color=(0.8, 0.8, 0.8)), size_m=2.0, flat=True), 6.0, 0, 1.0),
        ground=GREY,
    )
    bright, dark = (radiance_on_ground(world, quality) for world in (scene, covered))

    assert bright[0] > 3 * dark[0]
    assert bright[1] == pytest.approx(dark[1], rel=0.25)  # what the sky adds through the hole is little


def radiance_on_ground(scene: Scene, quality: str) -> tuple[float, float]:
    """Below the hole (towards +x, +y) and below the solid part (-x, -y) of a board over (6, 0), seen from below it."""
    renderer = WarpRenderer(quality=quality)  # type: ignore[arg-type]
    renderer.load(scene)
    view = forward_view(width=160, height=64, focal_px=120.0, z_m=0.6)
    image, _ = renderer.render(view, still(scene), noon(elevation_deg=89.9), seed=1)

    def at(x: float, y: float) -> float:
        row, column = round(31.5 + 120 * 0.6 / x), round(79.5 - 120 * y / x)
        return float(image[row, column].mean())

    return at(6.5, 0.5), at(5.5, -0.5)


def test_textures_without_coordinates_are_refused_by_name(tmp_path: Path) -> None:
    scene = scene_of(placed("crate", Solid(shape="wall", material=lattice(tmp_path)), 5, 0, 0))

    with pytest.raises(
        SceneError, match=r"'crate': part 'body' of asset wall has no texture coordinates.*material 'm'"
    ):
        WarpRenderer().load(scene)


def test_a_cutoff_needs_a_texture_to_cut() -> None:
    with pytest.raises(ValueError, match="alpha_cutoff needs a base_color_texture"):
        Material(base_color=(1, 1, 1), alpha_cutoff=0.5)


def test_turned_boards_have_turned_holes(tmp_path: Path) -> None:
    turned = Actor(
        name="b", asset=Board(material=lattice(tmp_path), size_m=2.0), T_world_body=Pose.planar(5, 0, np.pi, 0)
    )

    hits = traced(scene_of(turned), rays(HOLE, (-0.5, 0.5)))

    assert hits.t.tolist() == pytest.approx([5.0, 0.0])


def test_rasterised_twigs_have_the_holes_of_traced_ones() -> None:
    tree = Scenery(name="tree", asset=StreetTree(height_m=7.0, leaves=1200), T_world_body=Pose.planar(9, 0, 0.3, 0))
    scene = replace(scene_of(placed("wall", Solid(shape="wall", size_m=12), 14, 0, 6)), scenery=(tree,))
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)
    view = forward_view(width=128, height=160, focal_px=160.0, z_m=3.5)

    seen = renderer.look(view, still(scene))
    met = renderer.trace(pinhole_rays(view), still(scene))

    assert (met.semantic[met.t < 13] > 0).mean() > 0.2
    assert (seen.instance == met.instance).mean() > 0.999  # at outlines weights round to different texels
    assert np.isclose(seen.t, met.t, rtol=1e-4).mean() > 0.999


def test_painted_fences_let_most_rays_through() -> None:
    wire = Material(
        base_color=(0.6, 0.6, 0.6), base_color_texture=Texture(source="painted:chain_link"), alpha_cutoff=0.5
    )
    scene = scene_of(placed("fence", Board(material=wire, size_m=1.0, repeats=20.0), 5, 0, 0))
    grid = [(y, z) for y in np.linspace(-0.45, 0.45, 60) for z in np.linspace(-0.43, 0.44, 60)]

    met = (traced(scene, rays(*grid)).t > 0).mean()

    # Two families of wires, each covering 0.06 * sqrt(2) of the plane.
    assert met == pytest.approx(1 - (1 - 0.06 * np.sqrt(2)) ** 2, abs=0.03)
