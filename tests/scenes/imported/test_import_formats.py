"""What is exported and imported is the same thing, whatever the format, its axes and its unit."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from imported_folder import asset_from, wedge
from numpy.typing import NDArray
from PIL import Image

from scenes.asset import Asset
from scenes.mesh import Mesh
from scenes.texture import image_of

FORMATS = ("glb", "gltf", "obj", "ply", "stl", "dae")
DIRECTIONS = tuple(f"{sign}{axis}" for sign in "+-" for axis in "xyz")
ULP = 2.0**-22
"""Two float32 roundings of lengths below 2 m: in the file and in the mesh."""


def saved(mesh: trimesh.Trimesh | trimesh.Scene, folder: Path, name: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    if name.endswith(".gltf"):  # trimesh leaves files open that it writes beside it
        for file, data in mesh.export(file_type="gltf").items():
            (folder / file.replace("model.gltf", name)).write_bytes(data)
    else:
        mesh.export(folder / name)
    return name


def triangles(mesh: Mesh) -> NDArray[np.float64]:
    """(F, 9) corners, each triangle begun at its least corner, sorted: equal for equal surfaces."""
    corners = np.round(mesh.vertices_m.astype(np.float64), 5)[mesh.faces] + 0.0
    turned = [min(np.roll(t, -k, axis=0).reshape(-1).tolist() for k in range(3)) for t in corners]
    return np.array(sorted(turned))


def expected(mesh: trimesh.Trimesh) -> NDArray[np.float64]:
    corners = np.round(np.asarray(mesh.vertices, dtype=np.float32).astype(np.float64), 5)[mesh.faces] + 0.0
    return np.array(sorted(min(np.roll(t, -k, axis=0).reshape(-1).tolist() for k in range(3)) for t in corners))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_brings_the_same_triangles(tmp_path: Path, kind: str) -> None:
    if kind == "dae":
        pytest.importorskip("collada")
    changes = {"up": "+z", "forward": "+x", "scale": 1.0, "origin": "file"}
    asset = asset_from(tmp_path, saved(wedge(), tmp_path, f"wedge.{kind}"), **changes)
    np.testing.assert_allclose(triangles(asset.parts[0].mesh), expected(wedge()), atol=2e-5)
    assert (asset.box.length_m, asset.box.width_m, asset.box.height_m) == pytest.approx((1.2, 0.8, 0.3), abs=ULP)


@settings(max_examples=12, deadline=None)
@given(edges=st.lists(st.integers(5, 15), min_size=3, max_size=3), turn=st.integers(0, 7), at=st.integers(-9, 9))
def test_any_box_comes_back_with_its_vertices(
    tmp_path_factory: pytest.TempPathFactory, edges: list[int], turn: int, at: int
) -> None:
    box = trimesh.creation.box([edge / 10 for edge in edges])
    box.apply_transform(trimesh.transformations.rotation_matrix(turn / 8, (1, 2, 3)))
    box.apply_translation((at, -at, at / 2))
    folder = tmp_path_factory.mktemp("box")
    asset = asset_from(folder, saved(box, folder, "box.glb"), origin="file")
    np.testing.assert_allclose(asset.parts[0].mesh.vertices_m, box.vertices, atol=10 * ULP)
    np.testing.assert_array_equal(asset.parts[0].mesh.faces, box.faces)


@pytest.mark.parametrize(("up", "forward"), [p for p in itertools.permutations(DIRECTIONS, 2) if p[0][1] != p[1][1]])
def test_up_and_forward_turn_a_thing_and_never_mirror_it(tmp_path: Path, up: str, forward: str) -> None:
    asset = asset_from(tmp_path, saved(wedge(), tmp_path, "w.stl"), up=up, forward=forward, origin="file")
    vertices = asset.parts[0].mesh.vertices_m
    axis = {name: np.eye(3)["xyz".index(name[1])] * (1 if name[0] == "+" else -1) for name in DIRECTIONS}
    # along the body's x lies what the file calls forward, along z what it calls up
    extremes = np.array([[0, 0, 0], [1.2, 0, 0], [0, 0.8, 0], [0, 0, 0.3]])
    assert vertices[:, 0].max() == pytest.approx((extremes @ axis[forward]).max(), abs=1e-6)
    assert vertices[:, 2].min() == pytest.approx((extremes @ axis[up]).min(), abs=1e-6)
    a, b, c = (vertices[asset.parts[0].mesh.faces][:, k].astype(np.float64) for k in range(3))
    volume = float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6
    assert volume == pytest.approx(1.2 * 0.8 * 0.3 / 6, rel=1e-5)


def test_formats_that_define_their_axes_need_none(tmp_path: Path) -> None:
    # glTF 2.0, 3.4: +y is up, +z is forward, so +x is left
    file = saved(trimesh.creation.box((0.8, 0.144, 1.2)), tmp_path, "p.glb")
    asset = asset_from(tmp_path, file, up=None, forward=None)
    assert (asset.box.length_m, asset.box.width_m, asset.box.height_m) == pytest.approx((1.2, 0.8, 0.144), abs=ULP)


def test_a_collada_file_says_its_unit_and_what_is_up(tmp_path: Path) -> None:
    pytest.importorskip("collada")
    text = trimesh.creation.box((120.0, 14.4, 80.0)).export(file_type="dae").decode()
    head, _, rest = text.partition("<asset>")
    asset_text = rest.partition("</asset>")[2]
    unit = '<asset><unit name="centimeter" meter="0.01"/><up_axis>Y_UP</up_axis></asset>'
    (tmp_path / "p.dae").write_text(head + unit + asset_text)
    asset = asset_from(tmp_path, "p.dae", up=None, forward=None)
    assert (asset.box.length_m, asset.box.width_m, asset.box.height_m) == pytest.approx((0.8, 1.2, 0.144), abs=1e-5)


def test_a_thing_stands_on_the_ground_under_its_middle(tmp_path: Path) -> None:
    moved = trimesh.creation.box((1.2, 0.8, 0.144))
    moved.apply_translation((7.0, -3.0, 5.0))
    asset = asset_from(tmp_path, saved(moved, tmp_path, "p.ply"))
    vertices = asset.parts[0].mesh.vertices_m + asset.parts[0].T_parent_part.translation_m
    np.testing.assert_allclose(vertices.min(axis=0), (-0.6, -0.4, 0.0), atol=1e-6)
    assert asset.box.T_body_box.translation_m == pytest.approx((0.0, 0.0, 0.0), abs=1e-6)


def test_a_scene_of_many_nodes_is_placed_as_its_transforms_say(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    box = trimesh.creation.box((0.2, 0.2, 0.2))
    for k in range(3):
        scene.add_geometry(
            box, node_name=f"block_{k}", transform=trimesh.transformations.translation_matrix([0.4 * k, 0, 0])
        )
    asset = asset_from(tmp_path, saved(scene, tmp_path, "s.glb"), origin="file")
    assert asset.triangles == 36
    assert asset.box.length_m == pytest.approx(1.0, abs=1e-6)


def textured(folder: Path, name: str) -> tuple[Asset, NDArray[np.uint8]]:
    pixels = np.zeros((4, 4, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[:2, :, 0] = 200  # the upper half is red
    quad = trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1]], [[0, 1, 2], [0, 2, 3]], process=False)
    image = Image.fromarray(pixels)
    material: object = trimesh.visual.material.PBRMaterial(
        baseColorTexture=image, roughnessFactor=0.25, metallicFactor=0.5
    )
    if name.endswith("obj"):
        material = trimesh.visual.material.SimpleMaterial(image=image, diffuse=(255, 255, 255, 255))
    quad.visual = trimesh.visual.TextureVisuals(uv=[[0, 0], [1, 0], [1, 1], [0, 1]], material=material)
    return asset_from(folder, saved(quad, folder, name)), pixels


@pytest.mark.parametrize("kind", ["glb", "gltf", "obj"])
def test_textures_come_with_their_pixels_the_right_way_up(tmp_path: Path, kind: str) -> None:
    asset, pixels = textured(tmp_path, f"quad.{kind}")
    material = dict(asset.materials)[asset.slots[0].material]
    assert material.base_color_texture is not None
    np.testing.assert_array_equal(image_of(material.base_color_texture).pixels, pixels)
    mesh = asset.parts[0].mesh
    assert mesh.corner_uv is not None
    # our v counts downwards, as an image's rows do: what is high in space is high in the image
    height = mesh.vertices_m[mesh.faces][..., 2]
    np.testing.assert_allclose(mesh.corner_uv[..., 1], 1.0 - height / height.max(), atol=1e-6)
    if kind != "obj":
        assert (material.roughness, material.metallic) == (0.25, 0.5)


def test_colours_of_vertices_become_materials(tmp_path: Path) -> None:
    box = trimesh.creation.box((1.2, 0.8, 0.144))
    box.visual.face_colors = [[255, 0, 0, 255]] * 6 + [[0, 0, 255, 255]] * 6
    asset = asset_from(tmp_path, saved(box, tmp_path, "p.ply"))
    assert {m.base_color for _, m in asset.materials} == {(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)}


def test_a_mesh_turned_inside_out_is_turned_back_and_counted(tmp_path: Path) -> None:
    inverted = wedge()
    inverted.invert()
    asset = asset_from(tmp_path, saved(inverted, tmp_path, "w.stl"), origin="file")
    np.testing.assert_allclose(triangles(asset.parts[0].mesh), expected(wedge()), atol=2e-5)


def test_a_gltf_keeps_its_factors_and_masks(tmp_path: Path) -> None:
    name = saved(trimesh.creation.box((1.2, 0.8, 0.144)), tmp_path, "p.gltf")
    tree = json.loads((tmp_path / name).read_text())
    tree["materials"] = [
        {"name": "pane", "alphaMode": "BLEND", "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.2]}}
    ]
    tree["meshes"][0]["primitives"][0]["material"] = 0
    (tmp_path / name).write_text(json.dumps(tree))
    asset = asset_from(tmp_path, name)
    assert [(key, material.glass) for key, material in asset.materials] == [("pane", True)]
