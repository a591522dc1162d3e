"""Robot descriptions, read by PyBullet: links become parts, joints that turn become joints, visual shapes surfaces."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element, tostring

import numpy as np
import pybullet
import trimesh

from scenes.errors import InputFileError
from scenes.imported.limits import MAX_NODES, Folder, contained, require
from scenes.imported.looks import Looks, linear_of
from scenes.imported.raw import Float64, RawPart, Surface
from scenes.imported.surfaces import read_surfaces
from scenes.imported.xml_guard import guarded_tree
from scenes.pose import rotation_of

_TURNING = (pybullet.JOINT_REVOLUTE, pybullet.JOINT_SPHERICAL)
_PROBE_RAD = 0.5
"""Angle by which a joint is turned to see its axis; chosen: any that is far from 0 and from half a turn."""
_SIDES = 32
"""Of round primitive shapes; chosen."""
_PACKAGE = "package://"
_MESHES = ("obj", "stl", "dae")
_BASE = -1
"""PyBullet's index of the link that has no parent."""


def read_urdf(path: Path, root: Path, folder: Folder, looks: Looks, warnings: Counter[str]) -> tuple[RawPart, ...]:
    """The parts of a robot description, all joints at zero.

    Links that no turning joint moves become one with the link that carries them. Raises InputFileError for XML that is
    malformed or beyond the limits, for meshes outside the folder, and for what PyBullet cannot load.
    """
    tree = guarded_tree(folder.own(path), path)
    if tree.tag != "robot":
        raise InputFileError(str(path), None, f"is no robot description: its root is <{tree.tag}>")
    for what in ("link", "joint"):
        require(len(tree.findall(what)), MAX_NODES, f"{what}s", path)
    meshes = _take_meshes(tree, path, root, warnings)
    links = _Links(tree, path)
    shapes: dict[int, list[Surface]] = {index: [] for index in links.names}
    seen: Counter[int] = Counter()
    for shape in links.shapes:
        link = int(shape[1])
        mesh = meshes.get((links.names[link], seen[link]))
        seen[link] += 1
        shapes[link] += _surfaces(shape, links.names[link], mesh, folder, looks, warnings)
    parts = _parts(links, shapes, warnings)
    if not parts:
        raise InputFileError(str(path), None, "holds no visual shapes")
    return parts


def _take_meshes(
    tree: Element, path: Path, root: Path, warnings: Counter[str]
) -> dict[tuple[str, int], tuple[Path, Float64]]:
    """Takes out of a description all that PyBullet would open, and leaves boxes in the place of meshes.

    Returns file and scale by the link's name and the number of the visual shape in it.
    """
    meshes: dict[tuple[str, int], tuple[Path, Float64]] = {}
    for mesh in tree.iter("mesh"):
        _referred(mesh.get("filename", ""), path, root)  # also those of shapes that are not seen
    for link in tree.findall("link"):
        for collision in link.findall("collision"):
            link.remove(collision)
        for number, visual in enumerate(link.findall("visual")):
            geometry = visual.find("geometry")
            found = None if geometry is None else geometry.find("mesh")
            if geometry is not None and found is not None:
                file = _referred(found.get("filename", ""), path, root)
                meshes[link.get("name", ""), number] = (file, _scale(found.get("scale", "1 1 1"), path))
                geometry.remove(found)
                geometry.insert(0, Element("box", size="1 1 1"))
    for material in tree.iter("material"):
        for texture in material.findall("texture"):
            warnings["textures of links left out"] += 1
            material.remove(texture)
    return meshes


def _scale(text: str, path: Path) -> Float64:
    try:
        scale = np.array([float(word) for word in text.split()])
    except ValueError:
        scale = np.zeros(0)
    if scale.shape != (3,) or not np.isfinite(scale).all() or not scale.all():
        raise InputFileError(str(path), None, f"has a mesh of scale '{text}', expected three numbers, none of them 0")
    return scale


def _referred(reference: str, path: Path, root: Path) -> Path:
    """The file that a mesh reference means: relative to the description, or `package://<package>/<path>`.

    A package is looked for beside the description, as PyBullet does, and in the asset's folder.
    """
    whole = reference.removeprefix(_PACKAGE)
    if whole == reference:
        file = contained(reference, path.parent, root, path)
    else:
        inside = whole.partition("/")[2]
        tried = [contained(name, folder, root, path) for name in (whole, inside) for folder in (path.parent, root)]
        file = next((found for found in tried if found.is_file()), tried[0])
    if file.suffix.lower().removeprefix(".") not in _MESHES:
        raise InputFileError(str(path), None, f"refers to '{reference}', allowed: .{', .'.join(_MESHES)}")
    return file


class _Links:
    """What PyBullet makes of a description: names, parents, poses and axes of links by PyBullet's index."""

    def __init__(self, tree: Element, path: Path) -> None:
        client = pybullet.connect(pybullet.DIRECT)
        try:
            with TemporaryDirectory() as folder:
                plain = Path(folder) / "plain.urdf"
                plain.write_bytes(tostring(tree))
                with _quiet():
                    body = pybullet.loadURDF(str(plain), useFixedBase=True, physicsClientId=client)
            self._read(body, client)
        except pybullet.error as fault:
            raise InputFileError(str(path), None, f"PyBullet cannot load it: {fault}") from fault
        finally:
            pybullet.disconnect(client)

    def _read(self, body: int, client: int) -> None:
        joints = [pybullet.getJointInfo(body, k, client) for k in range(pybullet.getNumJoints(body, client))]
        self.names = {_BASE: pybullet.getBodyInfo(body, client)[0].decode(), **{j[0]: j[12].decode() for j in joints}}
        self.parents = {j[0]: int(j[16]) for j in joints}
        self.turning = {j[0] for j in joints if j[2] in _TURNING}
        self.sliding = sum(1 for j in joints if j[2] == pybullet.JOINT_PRISMATIC)
        self.shapes = pybullet.getVisualShapeData(body, physicsClientId=client)
        self.T_world_link = self._poses(body, client)
        self.axes = {}
        for index in sorted(self.turning):
            pybullet.resetJointState(body, index, _PROBE_RAD, physicsClientId=client)
            moved = self._poses(body, client)[index]
            pybullet.resetJointState(body, index, 0.0, physicsClientId=client)
            self.axes[index] = _axis(self.T_world_link[index][:3, :3].T @ moved[:3, :3])

    def _poses(self, body: int, client: int) -> dict[int, Float64]:
        """T_base_link of every link, the base's own frame being the identity."""
        position, turn = pybullet.getBasePositionAndOrientation(body, client)
        inertial = pybullet.getDynamicsInfo(body, _BASE, client)
        base = _matrix(position, turn) @ np.linalg.inv(_matrix(inertial[3], inertial[4]))
        poses = {_BASE: np.eye(4)}
        for index in self.parents:
            state = pybullet.getLinkState(body, index, computeForwardKinematics=True, physicsClientId=client)
            poses[index] = np.linalg.inv(base) @ _matrix(state[4], state[5])
        return poses


@contextmanager
def _quiet() -> Iterator[None]:
    """PyBullet tells of every link without a mass on the process's output, where commands print their tables."""
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _parts(links: _Links, shapes: Mapping[int, list[Surface]], warnings: Counter[str]) -> tuple[RawPart, ...]:
    """One part a link that has shapes and is moved by a joint of its own, and one for what does not move."""
    if links.sliding:
        warnings["sliding joints held fixed"] += links.sliding
    carrier: dict[int, int] = {}
    for index in sorted(links.names):
        moves = index in links.turning and bool(shapes[index])
        if index in links.turning and not moves:
            warnings["joints of links without shapes held fixed"] += 1
        carrier[index] = index if index == _BASE or moves else carrier[links.parents[index]]
    parts: list[RawPart] = []
    places: dict[int, int] = {}
    for index in sorted(set(carrier.values())):
        T_world_part = links.T_world_link[index]
        own = [
            _in_frame(surface, np.linalg.inv(T_world_part) @ links.T_world_link[link])
            for link in sorted(links.names)
            if carrier[link] == index
            for surface in shapes[link]
        ]
        if not own:
            continue  # the base of a description is often an empty link
        above = carrier[links.parents[index]] if index != _BASE else _BASE
        T_world_above = links.T_world_link[above] if above in places else np.eye(4)
        places[index] = len(parts)
        parts.append(
            RawPart(
                name=links.names[index],
                surfaces=tuple(own),
                parent=places.get(above, -1) if index != _BASE else -1,
                T_parent_part=np.linalg.inv(T_world_above) @ T_world_part,
                axis=links.axes.get(index),
            )
        )
    return tuple(parts)


def _surfaces(
    shape: Any, link: str, mesh: tuple[Path, Float64] | None, folder: Folder, looks: Looks, warnings: Counter[str]
) -> list[Surface]:
    """Surfaces of one visual shape in its link's frame. mesh: the file and the scale that it stands for."""
    _, _, kind, size, _, position, turn, rgba = shape[:8]
    red, green, blue = (float(c) for c in linear_of(np.asarray(rgba[:3])))
    look = looks.plain(f"{link}_color", (red, green, blue), float(rgba[3]))
    if mesh is not None:
        found = read_surfaces(mesh[0], folder, looks, warnings)
        found = [_painted(_scaled(surface, mesh[1]), look, looks) for surface in found]
    else:
        solid = _primitive(kind, size)
        if solid is None:
            warnings["shapes of a kind that is left out"] += 1
            return []
        faces = np.asarray(solid.faces, dtype=np.int64)
        vertices = np.asarray(solid.vertices, dtype=np.float64)
        found = [Surface(names=(), vertices=vertices, faces=faces, look=np.full(len(faces), look, dtype=np.int64))]
    placed = _matrix(position, turn)
    return [replace(_in_frame(surface, placed), names=(link, *surface.names)) for surface in found]


def _painted(surface: Surface, look: int, looks: Looks) -> Surface:
    """The description's colour where the mesh file brings none of its own."""
    own = {looks.looks[k].name for k in np.unique(surface.look).tolist()}
    return surface if own != {"plain"} else replace(surface, look=np.full(len(surface.faces), look, dtype=np.int64))


def _scaled(surface: Surface, scale: Float64) -> Surface:
    """A surface whose axes are scaled, perhaps mirrored."""
    normals = surface.normals
    if normals is not None:
        normals = normals / scale
        normals = normals / np.linalg.norm(normals, axis=-1, keepdims=True)
    scaled = replace(surface, vertices=surface.vertices * scale, normals=normals)
    if scale.prod() > 0:
        return scaled
    order = [0, 2, 1]
    return replace(
        scaled,
        faces=scaled.faces[:, order],
        normals=None if normals is None else normals[:, order],
        uv=None if scaled.uv is None else scaled.uv[:, order],
    )


def _primitive(kind: int, size: Any) -> Any:
    """The mesh of a primitive shape, None for kinds without one (planes)."""
    if kind == pybullet.GEOM_BOX:
        return trimesh.creation.box(extents=size)
    if kind == pybullet.GEOM_SPHERE:
        return trimesh.creation.icosphere(subdivisions=3, radius=size[0])
    if kind == pybullet.GEOM_CYLINDER:
        return trimesh.creation.cylinder(radius=size[1], height=size[0], sections=_SIDES)
    if kind == pybullet.GEOM_CAPSULE:
        return trimesh.creation.capsule(radius=size[1], height=size[0], count=[_SIDES, _SIDES])
    return None


def _in_frame(surface: Surface, T: Float64) -> Surface:
    """A surface through a rigid transform (4, 4)."""
    R = T[:3, :3]
    normals = None if surface.normals is None else surface.normals @ R.T
    return replace(surface, vertices=surface.vertices @ R.T + T[:3, 3], normals=normals)


def _matrix(position: Any, turn: Any) -> Float64:
    """(4, 4) of a position and an xyzw quaternion."""
    out = np.eye(4)
    out[:3, :3] = rotation_of(np.asarray(turn, dtype=np.float64))
    out[:3, 3] = position
    return out


def _axis(turned: Float64) -> tuple[float, float, float]:
    """The axis of a rotation matrix by `_PROBE_RAD`: from its antisymmetric part, 2 sin(angle) axis."""
    twice = np.array([turned[2, 1] - turned[1, 2], turned[0, 2] - turned[2, 0], turned[1, 0] - turned[0, 1]])
    length = float(np.linalg.norm(twice))
    if length < 1e-6:
        return (0.0, 1.0, 0.0)
    x, y, z = (float(c) for c in np.round(twice / length, 9))
    return (x, y, z)
