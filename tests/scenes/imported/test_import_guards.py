"""Files come from strangers: what they may make us read, and what is done with what is wrong in them."""

from __future__ import annotations

import base64
import json
import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from imported_folder import PALLET, asset_from, manifest
from PIL import Image

from scenes.errors import InputFileError, SwerveError
from scenes.imported.asset import imported
from scenes.imported.limits import MAX_DEPTH, contained, read_limited

URDF = '<robot name="r"><link name="a"><visual><geometry>{}</geometry></visual></link></robot>'


def refusal(folder: Path, file: str, **changes: Any) -> str:
    with pytest.raises(SwerveError) as told:
        asset_from(folder, file, **changes)
    return str(told.value)


def warnings_of(folder: Path, file: str) -> dict[str, int]:
    listing = manifest(folder, thing={**PALLET, "file": file}).imported()["thing"]
    return dict(imported(listing.manifest, listing.asset).warnings)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that no asset below `tmp_path/inside` may read."""
    trimesh.creation.box((1.2, 0.8, 0.1)).export(tmp_path / "secret.stl")
    (tmp_path / "inside").mkdir()
    return tmp_path / "inside"


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.stl",
        "a/../../secret.stl",
        "/etc/passwd",
        "~/x.stl",
        "http://host/x.stl",
        "file:///etc/passwd",
        "..\\x.stl",
    ],
)
def test_no_reference_leaves_the_folder(outside: Path, reference: str) -> None:
    with pytest.raises(InputFileError, match="refers to"):
        contained(reference, outside, outside, outside / "x.obj")
    assert "refers to" in refusal(outside, reference)
    (outside / "r.urdf").write_text(URDF.format(f'<mesh filename="{reference}"/>'))
    assert "refers to" in refusal(outside, "r.urdf")
    (outside / "r.urdf").write_text(URDF.format('<mesh filename="package://p/../../secret.stl"/>'))
    assert "leaves the asset's folder" in refusal(outside, "r.urdf")


def test_no_link_leaves_the_folder(outside: Path) -> None:
    (outside / "link.stl").symlink_to(outside.parent / "secret.stl")
    assert "leaves the asset's folder" in refusal(outside, "link.stl")


def test_a_neighbouring_folder_of_the_same_asset_is_inside(tmp_path: Path) -> None:
    assert contained("../textures/a.png", tmp_path / "meshes", tmp_path, tmp_path / "meshes/a.obj")


@pytest.mark.parametrize("reference", ["../secret.mtl", "/etc/passwd"])
def test_materials_and_images_are_not_read_from_elsewhere(outside: Path, reference: str) -> None:
    triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl a\nf 1/1 2/1 3/1\n"
    (outside / "p.obj").write_text(f"mtllib {reference}\n{triangle}")
    assert "refers to" in refusal(outside, "p.obj")
    (outside / "p.obj").write_text(f"mtllib p.mtl\n{triangle}")
    (outside / "p.mtl").write_text(f"newmtl a\nmap_Kd {reference}\n")
    assert "refers to" in refusal(outside, "p.obj")


def gltf(folder: Path, **changes: Any) -> str:
    """A glTF of one triangle, with changes of its top-level keys."""
    data = np.array([[0, 0, 0], [1, 0, 0], [0, 0, 1]], dtype=np.float32).tobytes()
    tree = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36, "uri": "data:;base64," + base64.b64encode(data).decode()}],
    }
    (folder / "t.gltf").write_text(json.dumps({**tree, **changes}))
    return "t.gltf"


def test_the_plain_gltf_of_these_tests_is_fine(tmp_path: Path) -> None:
    assert asset_from(tmp_path, gltf(tmp_path)).triangles == 1


CIRCLE = [{"mesh": 0, "children": [1]}, {"children": [0]}]
CHAIN = [{"children": [k + 1]} for k in range(MAX_DEPTH + 2)] + [{"mesh": 0}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"buffers": [{"byteLength": 36, "uri": "../secret.stl"}]}, "refers to '../secret.stl'"),
        ({"buffers": [{"byteLength": 36, "uri": "http://host/a.bin"}]}, "only files beside it are read"),
        ({"buffers": [{"byteLength": 10**12, "uri": "a.bin"}]}, "bytes in a buffer, allowed"),
        ({"accessors": [{"componentType": 5126, "count": 10**10, "type": "VEC3"}]}, "values in accessor 0, allowed"),
        (
            {"accessors": [{"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3"}]},
            "has an accessor (0) that leaves its bufferView",
        ),
        ({"bufferViews": [{"buffer": 0, "byteLength": 4000}]}, "has a bufferView that leaves its buffer"),
        ({"nodes": CIRCLE}, "in a circle"),
        ({"nodes": CHAIN}, f"nested deeper than {MAX_DEPTH}"),
        ({"nodes": [{}] * 5000}, "has 5000 nodes, allowed"),
        ({"images": [{"uri": "a.png"}] * 65}, "has 65 images, allowed"),
        ({"extensionsRequired": ["KHR_draco_mesh_compression"]}, "requires the extension KHR_draco_mesh_compression"),
        ({"accessors": [{"count": "many"}]}, "is no valid glTF"),
    ],
)
def test_a_gltf_is_checked_before_it_is_read(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    assert message in refusal(tmp_path, gltf(tmp_path, **changes))


def test_counts_are_believed_only_as_far_as_the_file_reaches(tmp_path: Path) -> None:
    header = "ply\nformat binary_little_endian 1.0\nelement vertex {}\nproperty float x\nelement face 0\nend_header\n"
    (tmp_path / "a.ply").write_text(header.format(10**9))
    assert "has 1000000000 elements 'vertex', allowed" in refusal(tmp_path, "a.ply")
    (tmp_path / "a.ply").write_text(header.format(10**6))
    assert "claims 1000000 elements 'vertex' in" in refusal(tmp_path, "a.ply")
    (tmp_path / "a.stl").write_bytes(b"\0" * 80 + struct.pack("<I", 2**31) + b"\0" * 50)
    assert "2147483648 triangles are claimed in 134 bytes" in refusal(tmp_path, "a.stl")


ENTITIES = '<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("kind", ["urdf", "dae"])
@pytest.mark.parametrize("prologue", [ENTITIES, OUTSIDE, '<!DOCTYPE robot SYSTEM "http://host/x.dtd">'])
def test_xml_has_no_document_type_and_so_no_entities(tmp_path: Path, kind: str, prologue: str) -> None:
    (tmp_path / f"a.{kind}").write_text(f'<?xml version="1.0"?>\n{prologue}\n<robot name="r"/>')
    begun = time.monotonic()
    assert f"a.{kind}, line 2: has a document type" in refusal(tmp_path, f"a.{kind}")
    assert time.monotonic() - begun < 60  # refused, not expanded: 8^n would not end


def test_deep_xml_and_broken_xml_are_told_with_their_line(tmp_path: Path) -> None:
    deep = "".join(f"<a{k}>" for k in range(MAX_DEPTH + 1))
    (tmp_path / "a.urdf").write_text(f'<robot name="r">\n{deep}')
    assert "line 2: <a63> is nested 65 deep" in refusal(tmp_path, "a.urdf")
    (tmp_path / "a.urdf").write_text('<robot name="r">\n<link></robot>')
    assert "line 2: is not well-formed XML" in refusal(tmp_path, "a.urdf")
    (tmp_path / "a.urdf").write_text("<model/>")
    assert "its root is <model>" in refusal(tmp_path, "a.urdf")


def test_large_files_are_refused_by_their_size(tmp_path: Path) -> None:
    with (tmp_path / "a.obj").open("wb") as file:
        file.truncate(300 * 2**20)  # a hole: takes no space
    assert "has 314572800 bytes, allowed" in refusal(tmp_path, "a.obj")
    with pytest.raises(InputFileError, match="no such file"):
        read_limited(tmp_path)


def obj(folder: Path, vertices: str, faces: str) -> str:
    (folder / "p.obj").write_text(f"{vertices}\n{faces}\n")
    return "p.obj"


SQUARE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0"


def test_vertices_that_are_not_finite_are_an_error(tmp_path: Path) -> None:
    assert "vertices that are not finite" in refusal(tmp_path, obj(tmp_path, "v nan 0 0\nv 1 0 0\nv 0 1 0", "f 1 2 3"))
    mesh = trimesh.creation.box((1.2, 0.8, 0.1))
    mesh.vertices[0, 0] = np.inf
    (tmp_path / "p.ply").write_bytes(mesh.export(file_type="ply"))
    assert "vertices that are not finite" in refusal(tmp_path, "p.ply")


@pytest.mark.parametrize("data", [b"", b"solid\nendsolid\n", b"\0" * 84])
def test_a_file_without_triangles_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.stl").write_bytes(data)
    message = refusal(tmp_path, "p.stl")
    assert "is empty" in message or "holds no triangles" in message or "cannot be read" in message


def test_what_is_repaired_is_counted(tmp_path: Path) -> None:
    flat = warnings_of(tmp_path, obj(tmp_path, SQUARE, "f 1 2 3\nf 1 3 4\nf 1 1 2"))
    assert flat["triangles without area left out"] == 1
    twice = warnings_of(tmp_path, obj(tmp_path, SQUARE, "f 1 2 3\nf 1 3 4\nf 3 1 2"))
    assert twice["triangles that repeat left out"] == 1
    open_square = warnings_of(tmp_path, obj(tmp_path, SQUARE, "f 1 2 3\nf 1 3 4"))
    assert open_square == {"open edges": 4}
    fan = warnings_of(tmp_path, obj(tmp_path, SQUARE + "\nv 0 0 1\n", "f 1 2 3\nf 1 2 4\nf 1 2 5"))
    assert fan["edges with more than two triangles"] == 1
    missing = warnings_of(tmp_path, obj(tmp_path, f"mtllib gone.mtl\n{SQUARE}", "f 1 2 3\nf 1 3 4"))
    assert missing["referred files that are missing, such as gone.mtl"] == 1


def test_a_texture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    Image.new("L", (9000, 1)).save(tmp_path / "long.png")
    (tmp_path / "p.mtl").write_text("newmtl a\nmap_Kd long.png\n")
    corners = "vt 0 0\nvt 1 0\nvt 1 1"
    file = obj(tmp_path, f"mtllib p.mtl\n{SQUARE}\n{corners}", "usemtl a\nf 1/1 2/2 3/3")
    assert "has an image of (9000, 1) pixels, allowed: 8192" in refusal(tmp_path, file)
