"""A scene as a rasteriser is given it: one mesh, pose and colour for each material of a rigid part, at one time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.links import links_of
from scenes.mesh import Mesh
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView
from simulator.render.sky import sky_light

Color = tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeerMesh:
    """The triangles of one slot of a mesh: vertices_m (V, 3), faces (F, 3). key: names it in a scene."""

    key: str
    vertices_m: NDArray[np.float32]
    faces: NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeerPart:
    """One material of a rigid part. position_m (3,), rotation_xyzw (4,): pose in the world. color: linear."""

    mesh: PeerMesh
    color: Color
    instance: int
    position_m: np.ndarray
    rotation_xyzw: np.ndarray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeerScene:
    """All parts, the camera, and the direction towards the sun (3,)."""

    parts: tuple[PeerPart, ...]
    view: PinholeView
    towards_sun: np.ndarray

    @property
    def meshes(self) -> dict[str, PeerMesh]:
        """Distinct meshes by key."""
        return {part.mesh.key: part.mesh for part in self.parts}


def peer_scene(scene: Scene, history: WorldHistory, view: PinholeView) -> PeerScene:
    """The scene at the view's time."""
    poses = history.links_at(view.t_s)
    cut: dict[tuple[str, int], PeerMesh] = {}
    parts = []
    for index, link in enumerate(links_of(scene)):
        mesh = link.asset.parts[link.part].mesh
        materials = {**dict(link.asset.materials), **dict(link.owner.appearance)}
        for slot in mesh.slots.tolist():
            if (mesh.key, slot) not in cut:
                cut[mesh.key, slot] = slot_of(mesh, slot)
            parts.append(
                PeerPart(
                    mesh=cut[mesh.key, slot],
                    color=materials[link.asset.slots[slot].material].base_color,
                    instance=link.instance,
                    position_m=poses.position_m[index],
                    rotation_xyzw=poses.rotation_xyzw[index],
                )
            )
    return PeerScene(parts=tuple(parts), view=view, towards_sun=sky_light(scene.environment).direction)


def slot_of(mesh: Mesh, slot: int) -> PeerMesh:
    """The triangles of one slot, with the vertices that they use."""
    used, faces = np.unique(mesh.faces[mesh.face_slot == slot], return_inverse=True)
    return PeerMesh(
        key=f"{mesh.key}-{slot}", vertices_m=mesh.vertices_m[used], faces=faces.reshape(-1, 3).astype(np.int32)
    )
