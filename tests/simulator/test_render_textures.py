"""Textures on the device: filtering against numpy, levels that keep means, ray cones that end moire, bent normals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import warp as wp
from numpy.typing import NDArray
from render_world import forward_view, noon, placed, scene_of, still
from textured_world import Board, checks, opaque, saved

from scenes.material import Material
from scenes.streams import stream
from scenes.texture import Texture
from simulator.render.geometry import scene_tables
from simulator.render.kernels.textures import texel_layers, trilinear
from simulator.render.kernels.world import Hit, Textures, World
from simulator.render.mesh_store import MeshStore
from simulator.render.textures import DECODE, TextureStore, pyramid_of
from simulator.render.uploads import upload_world
from simulator.render.warp_renderer import WarpRenderer

Float64 = NDArray[np.float64]


@wp.kernel(enable_backward=False)
def _sample(textures: Textures, lod: float, uv: wp.array(dtype=wp.vec2), out: wp.array(dtype=wp.vec4)):
    i = wp.tid()
    out[i] = trilinear(textures, 0, lod, uv[i])


@wp.kernel(enable_backward=False)
def _layers(
    world: World,
    link: int,
    view: wp.vec3,
    shading: wp.vec3,
    cone_m: float,
    weights: wp.array(dtype=wp.vec2),
    color: wp.array(dtype=wp.vec3),
    gloss: wp.array(dtype=wp.vec2),
    normal: wp.array(dtype=wp.vec3),
):
    i = wp.tid()
    hit = Hit()
    hit.link = link
    hit.u = weights[i][0]
    hit.v = weights[i][1]
    material = world.slot_material[world.slot_offset[link]]
    seen = texel_layers(world, hit, material, view, shading, cone_m)
    color[i] = seen.color
    gloss[i] = wp.vec2(seen.roughness, seen.metallic)
    normal[i] = seen.normal


def sampled(texture: Texture, lod: float, uv: Float64) -> Float64:
    tables = TextureStore("cpu").tables((Material(base_color=(1, 1, 1), base_color_texture=texture),))
    out = wp.zeros(len(uv), dtype=wp.vec4, device="cpu")
    wp.launch(_sample, len(uv), inputs=[tables, lod, wp.array(uv, dtype=wp.vec2, device="cpu")], outputs=[out])
    return out.numpy().astype(np.float64)


def layers(
    board: Board, view: tuple[float, float, float], cone_m: float, points: int = 1
) -> tuple[Float64, Float64, Float64]:
    """Colour, (roughness, metallic) and normal at points spread over the first triangle of a board facing -x."""
    scene = scene_of(placed("a", board, 5, 0, 0))
    tables = scene_tables(scene, MeshStore("cpu"))
    world = upload_world(tables, "cpu")
    rng = stream(1, "test.points")
    weights = rng.dirichlet([1, 1, 1], points)[:, :2].astype(np.float32)
    outs = [wp.zeros(points, dtype=kind, device="cpu") for kind in (wp.vec3, wp.vec2, wp.vec3)]
    unit = np.array(view) / np.linalg.norm(view)
    inputs = [world, 1, wp.vec3(*unit), wp.vec3(-1, 0, 0), cone_m, wp.array(weights, dtype=wp.vec2, device="cpu")]
    wp.launch(_layers, points, inputs=inputs, outputs=outs)
    color, gloss, normal = (out.numpy().astype(np.float64) for out in outs)
    return color, gloss, normal


def numpy_bilinear(image: Float64, uv: Float64) -> Float64:
    """Interpolated texels (N, C) of an image (H, W, C) that repeats."""
    height, width = image.shape[:2]
    x, y = uv[:, 0] * width - 0.5, uv[:, 1] * height - 0.5
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - left)[:, None], (y - top)[:, None]

    def at(row: NDArray[np.int64], column: NDArray[np.int64]) -> Float64:
        return image[row % height, column % width]

    upper = at(top, left) * (1 - fx) + at(top, left + 1) * fx
    lower = at(top + 1, left) * (1 - fx) + at(top + 1, left + 1) * fx
    return upper * (1 - fy) + lower * fy


def noise(height: int, width: int) -> NDArray[np.uint8]:
    return opaque(stream(7, "test.noise").integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.mark.parametrize("color_space", ["linear", "srgb"])
def test_texels_are_interpolated_in_linear_light_and_repeat(tmp_path: Path, color_space: str) -> None:
    pixels = noise(5, 9)
    uv = stream(3, "test.uv").uniform(-2, 3, (200, 2))
    offset = 0 if color_space == "srgb" else 256
    image = DECODE[offset + pixels[..., :3].astype(int)].astype(np.float64)

    seen = sampled(saved(tmp_path, pixels, color_space), 0.0, uv)

    # float32 coordinates up to 3 * 9 texels: 27 * 2^-24 of a texel, times contrast 1 in both directions, and margin.
    assert np.abs(seen[:, :3] - numpy_bilinear(image, uv)).max() < 1e-5
    assert np.allclose(seen[:, 3], 1.0)


def test_between_levels_the_two_are_mixed(tmp_path: Path) -> None:
    texture = saved(tmp_path, noise(16, 8))
    levels = [level[..., :3] / 255.0 for level in pyramid_of(texture).levels]
    uv = stream(3, "test.uv").uniform(0, 1, (100, 2))

    seen = sampled(texture, 1.25, uv)[:, :3]

    expected = 0.75 * numpy_bilinear(levels[1], uv) + 0.25 * numpy_bilinear(levels[2], uv)
    assert np.abs(seen - expected).max() < 1e-5


def test_beyond_the_last_level_is_the_last(tmp_path: Path) -> None:
    seen = sampled(saved(tmp_path, checks(4, 4)), 40.0, np.array([[0.1, 0.9], [0.7, 0.2]]))

    assert np.allclose(seen[:, :3], 0.5, atol=0.5 / 255 + 1e-6)


@pytest.mark.parametrize(("height", "width"), [(16, 16), (7, 12), (1, 5), (13, 27)])
def test_levels_keep_the_mean_in_linear_light(tmp_path: Path, height: int, width: int) -> None:
    texture = saved(tmp_path, noise(height, width))
    levels = pyramid_of(texture).levels
    means = np.array([level[..., :3].mean(axis=(0, 1)) for level in levels])

    assert levels[-1].shape[:2] == (1, 1)
    assert np.abs(means - means[0]).max() <= 0.5 + 1e-3  # each texel is rounded to a code


def test_holes_neither_bleed_into_the_colour_nor_lose_their_share(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 4), dtype=np.uint8)
    pixels[::2, ::2] = (200, 100, 50, 255)

    levels = pyramid_of(saved(tmp_path, pixels)).levels

    assert all((level[..., :3] == (200, 100, 50)).all() for level in levels)
    assert all((level[..., 3] == 64).all() for level in levels[1:])


def test_a_distant_checkerboard_is_grey_without_moire(tmp_path: Path) -> None:
    texture = saved(tmp_path, checks(8, 8))
    board = Board(material=Material(base_color=(1, 1, 1), base_color_texture=texture), size_m=4.0, repeats=16.0)
    cell_m = 4.0 / 16 / 8

    for view in [(1, 0, 0), (0.3, 0.95, 0.0), (0.15, 0.7, 0.7)]:
        near, _, _ = layers(board, (1, 0, 0), 0.05 * cell_m, points=400)
        far, _, _ = layers(board, view, 4 * cell_m, points=400)
        assert near.std() > 0.4
        # A box of 4 cells holds as many white ones as black; trilinear tents leave a rest below a percent.
        assert abs(far.mean() - 0.5) < 0.01
        assert far.std() < 0.01


def test_foreshortened_stripes_stay_sharp_across_the_view(tmp_path: Path) -> None:
    stripes = opaque(np.tile(np.repeat(np.array([0, 255], dtype=np.uint8), 8)[None, :, None], (16, 1, 3)))
    texture = saved(tmp_path, stripes)
    board = Board(material=Material(base_color=(1, 1, 1), base_color_texture=texture), size_m=1.0, repeats=4.0)

    # Seen from far above, at 10 degrees to the plane; the stripes run along z, as the view does.
    color, _, _ = layers(board, (np.sin(0.17), 0.0, np.cos(0.17)), 1 / 64, points=300)

    assert color.std() > 0.4  # unfiltered stripes have 0.5


def test_metallic_and_roughness_come_from_blue_and_green(tmp_path: Path) -> None:
    pixels = opaque(np.full((4, 4, 3), (10, 51, 204), dtype=np.uint8))
    material = Material(base_color=(1, 1, 1), metallic_roughness_texture=saved(tmp_path, pixels))

    _, gloss, _ = layers(Board(material=material), (1, 0, 0), 0.01)

    assert gloss[0] == pytest.approx([0.2, 0.8], abs=1e-6)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ((128, 128, 255), (-1, 0, 0)),
        ((255, 128, 128), (0, -1, 0)),  # the board's u runs towards -y
        ((128, 255, 128), (0, 0, 1)),  # green points to the image's upper edge
    ],
)
def test_normals_bend_in_tangent_space(
    tmp_path: Path, code: tuple[int, int, int], expected: tuple[float, float, float]
) -> None:
    pixels = opaque(np.full((4, 4, 3), code, dtype=np.uint8))
    material = Material(base_color=(1, 1, 1), normal_texture=saved(tmp_path, pixels))

    _, _, normal = layers(Board(material=material), (1, 0, 0), 0.01)

    # Code 128 is 0.004 instead of 0; the part along the surface's normal is kept above 0.01.
    assert normal[0] == pytest.approx(expected, abs=0.02)
    assert np.linalg.norm(normal[0]) == pytest.approx(1.0, abs=1e-5)


def test_a_scene_whose_textures_are_known_uploads_no_texels(tmp_path: Path) -> None:
    first = Material(base_color=(1, 1, 1), base_color_texture=saved(tmp_path, checks(2, 2)))
    second = Material(base_color=(1, 1, 1), base_color_texture=saved(tmp_path, checks(4, 2)))
    store = TextureStore("cpu")
    both = store.tables((first, second))

    again = store.tables((second,))

    assert again.texel.ptr == both.texel.ptr
    assert again.surface.numpy().tolist() == [[1, -1, -1, 0]]


def test_textures_that_no_scene_needs_leave_when_there_is_no_room(tmp_path: Path) -> None:
    made = [saved(tmp_path, checks(cells, 4)) for cells in (2, 4, 8)]
    materials = [Material(base_color=(1, 1, 1), base_color_texture=texture) for texture in made]
    store = TextureStore("cpu", capacity_texels=1500)

    sizes = [len(store.tables((material,)).texel) for material in materials]

    pyramids = [sum(level.shape[0] * level.shape[1] for level in pyramid_of(texture).levels) for texture in made]
    assert sizes == [pyramids[0], pyramids[0] + pyramids[1], pyramids[2]]


def test_a_picture_shows_the_image_the_right_way_round(tmp_path: Path) -> None:
    pixels = np.zeros((2, 2, 3), dtype=np.uint8)
    pixels[0, 0], pixels[0, 1] = (255, 0, 0), (0, 255, 0)
    pixels[1, 0], pixels[1, 1] = (0, 0, 255), (255, 255, 255)
    image = np.repeat(np.repeat(opaque(pixels), 8, axis=0), 8, axis=1)
    board = Board(material=Material(base_color=(1, 1, 1), base_color_texture=saved(tmp_path, image)), size_m=2.0)
    scene = scene_of(placed("board", board, 5, 0, 1.5))
    renderer = WarpRenderer(quality="draft")
    renderer.load(scene)

    radiance, _ = renderer.render(forward_view(), still(scene), noon(azimuth_deg=180.0), seed=1)

    # The board covers 24 px about (31.5, 23.5); seen from the front its image's left is the view's left.
    quarters = [radiance[17, 25], radiance[17, 37], radiance[29, 25], radiance[29, 37]]
    lit = [[bool(channel > 0.5 * quarter.max()) for channel in quarter] for quarter in quarters]
    assert lit == [[True, False, False], [False, True, False], [False, False, True], [True, True, True]]
