"""Triangles from mesh files, through trimesh: read within limits, cleaned, and every repair counted."""

from __future__ import annotations

import io
import warnings as warnings_of_python
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray

from scenes.errors import ConfigError, InputFileError
from scenes.imported.headers import check_header
from scenes.imported.limits import MAX_NODES, MAX_TRIANGLES, MAX_VERTICES, Folder, require
from scenes.imported.looks import Looks
from scenes.imported.raw import Float64, Surface

LEAST_AREA = 1e-12
"""Double area over the squared size of the mesh, below which a triangle is flat (chosen: float32's reach)."""


def read_surfaces(path: Path, folder: Folder, looks: Looks, warnings: Counter[str]) -> list[Surface]:
    """All triangles of a mesh file in its root frame.

    Raises InputFileError for a file that is malformed, beyond the limits, refers outside its folder, or holds no
    triangles; ConfigError where a format's reader is not installed.
    """
    kind = path.suffix.lower().removeprefix(".")
    data = folder.own(path)
    check_header(data, kind, path)
    scene = _loaded(data, kind, path, folder)
    found: list[Surface] = []
    nodes = sorted(scene.graph.nodes_geometry, key=str)  # trimesh keeps them in no order
    require(len(nodes), MAX_NODES, "nodes with a mesh", path)
    total = sum(len(getattr(scene.geometry[scene.graph[node][1]], "faces", ())) for node in nodes)
    require(total, MAX_TRIANGLES, "triangles", path)
    for node in nodes:
        transform, name = scene.graph[node]
        mesh = scene.geometry[name]
        if not isinstance(mesh, trimesh.Trimesh) or not len(mesh.faces):
            warnings["nodes without triangles left out"] += 1
            continue
        surface = _surface(mesh, np.asarray(transform), (str(node), str(name)), path, looks, warnings)
        if surface is not None:
            found.append(surface)
    if not found:
        raise InputFileError(str(path), None, "holds no triangles")
    return found


def _loaded(data: bytes, kind: str, path: Path, folder: Folder) -> Any:
    resolver: Any = folder
    options: dict[str, Any] = {"split_objects": True, "maintain_order": True} if kind == "obj" else {}
    try:
        with warnings_of_python.catch_warnings():
            warnings_of_python.simplefilter("ignore")  # numpy's, about colours that a mesh has not
            scene = trimesh.load_scene(
                io.BytesIO(data), file_type=kind, resolver=resolver, allow_remote=False, process=False, **options
            )
    except Exception as fault:  # readers of strangers' files raise anything
        folder.check()
        if isinstance(fault, ModuleNotFoundError | NotImplementedError | ImportError) or "collada" in str(fault):
            raise ConfigError(str(path), f"reading .{kind} needs a package that is not installed: {fault}") from fault
        told = " ".join(str(fault).split())[:200]
        raise InputFileError(str(path), None, f"cannot be read as {kind}: {type(fault).__name__} {told}") from fault
    folder.check()
    return scene


def _surface(
    mesh: Any, transform: Float64, names: tuple[str, str], path: Path, looks: Looks, warnings: Counter[str]
) -> Surface | None:
    """A node's triangles, cleaned; None where nothing is left."""
    faces = np.asarray(mesh.faces, dtype=np.int64)
    vertices = np.asarray(mesh.vertices, dtype=np.float64)
    require(len(vertices), MAX_VERTICES, "vertices", path)
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise InputFileError(str(path), None, f"mesh '{names[1]}' has faces that refer to missing vertices")
    bad = np.flatnonzero(~np.isfinite(vertices).all(axis=1))
    if np.isin(bad, faces).any():
        raise InputFileError(str(path), None, f"mesh '{names[1]}' has {len(bad)} vertices that are not finite")
    if not np.isfinite(transform).all() or abs(np.linalg.det(transform[:3, :3])) < 1e-18:
        raise InputFileError(str(path), None, f"node '{names[0]}' has a transform that cannot be inverted")
    vertices = np.nan_to_num(vertices) @ transform[:3, :3].T + transform[:3, 3]
    keep = _worth_keeping(vertices, faces, warnings)
    if not keep.any():
        warnings["nodes without triangles left out"] += 1
        return None
    try:
        look = looks.of_visual(mesh.visual, faces, linear=path.suffix.lower() in (".glb", ".gltf"))
    except (ValueError, OSError, SyntaxError) as fault:
        raise InputFileError(str(path), None, f"material of mesh '{names[1]}': {fault}") from fault
    normals = _normals(mesh, transform, faces, warnings)
    uv = _uv(mesh, faces, warnings)
    faces, look = faces[keep], look[keep]
    normals = None if normals is None else normals[keep]
    uv = None if uv is None else uv[keep]
    if np.linalg.det(transform[:3, :3]) < 0:
        faces, normals, uv = _turned(faces, normals, uv)
    if _inside_out(vertices, faces, warnings):
        warnings["meshes turned inside out"] += 1
        faces, normals, uv = _turned(faces, None if normals is None else -normals, uv)
    material = looks.looks[int(look[0])].name
    return Surface(names=(*names, material), vertices=vertices, faces=faces, look=look, normals=normals, uv=uv)


def _worth_keeping(vertices: Float64, faces: NDArray[np.int64], warnings: Counter[str]) -> NDArray[np.bool_]:
    """(F,) triangles that have an area and are there once."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    size = float(np.ptp(vertices[faces.reshape(-1)], axis=0).max())
    keep = area > LEAST_AREA * size * size
    _, first = np.unique(np.sort(faces, axis=1), axis=0, return_index=True)
    once = np.zeros(len(faces), dtype=np.bool_)
    once[first] = True
    for name, count in (("triangles without area", (~keep).sum()), ("triangles that repeat", (keep & ~once).sum())):
        if count:
            warnings[f"{name} left out"] += int(count)
    return np.asarray(keep & once)


def _normals(mesh: Any, transform: Float64, faces: NDArray[np.int64], warnings: Counter[str]) -> Float64 | None:
    """(F, 3, 3) unit normals that the file brings, None where it has none or some are no directions."""
    if "vertex_normals" not in mesh._cache:
        return None
    given = np.asarray(mesh._cache["vertex_normals"], dtype=np.float64)
    turned = given @ np.linalg.inv(transform[:3, :3])  # normals turn by the inverse transpose
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    if len(given) != len(mesh.vertices) or not np.isfinite(length).all() or (length < 1e-9).any():
        warnings["meshes whose normals were made anew"] += 1
        return None
    return np.asarray((turned / length)[faces])


def _uv(mesh: Any, faces: NDArray[np.int64], warnings: Counter[str]) -> Float64 | None:
    """(F, 3, 2) texture coordinates with the origin at the image's upper left."""
    uv = getattr(mesh.visual, "uv", None)
    if uv is None or len(uv) != len(mesh.vertices):
        return None
    corners = np.asarray(uv, dtype=np.float64)[:, :2][faces]
    if not np.isfinite(corners).all():
        warnings["meshes whose texture coordinates are not finite"] += 1
        return None
    return np.stack([corners[..., 0], 1.0 - corners[..., 1]], axis=-1)


def _turned(
    faces: NDArray[np.int64], normals: Float64 | None, uv: Float64 | None
) -> tuple[NDArray[np.int64], Float64 | None, Float64 | None]:
    """The triangles seen from the other side."""
    order = [0, 2, 1]
    return faces[:, order], None if normals is None else normals[:, order], None if uv is None else uv[:, order]


def _inside_out(vertices: Float64, faces: NDArray[np.int64], warnings: Counter[str]) -> bool:
    """Whether a closed mesh encloses a negative volume; open and branching edges are counted."""
    _, weld = np.unique(
        np.round(vertices / max(float(np.ptp(vertices, axis=0).max()), 1e-30), 9), axis=0, return_inverse=True
    )
    edges = np.sort(weld.reshape(-1)[faces][:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    _, count = np.unique(edges, axis=0, return_counts=True)
    if (count > 2).any():
        warnings["edges with more than two triangles"] += int((count > 2).sum())
    if (count == 1).any():
        warnings["open edges"] += int((count == 1).sum())
    if (count != 2).any():
        return False
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return bool(np.einsum("ij,ij->", a, np.cross(b, c)) < 0.0)
