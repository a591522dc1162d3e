"""A scene as other renderers are given it: meshes, poses and one colour a rigid part, at one time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.links import links_of
from scenes.mesh import Mesh
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView

Color = tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeerPart:
    """One rigid part. position_m (3,), rotation_xyzw (4,): its pose in the world. color: linear, of its material."""

    mesh: Mesh
    color: Color
    instance: int
    position_m: np.ndarray
    rotation_xyzw: np.ndarray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeerScene:
    """All parts, the camera, and the sun's direction."""

    parts: tuple[PeerPart, ...]
    view: PinholeView
    towards_sun: np.ndarray

    @property
    def meshes(self) -> dict[str, Mesh]:
        """Distinct meshes by key."""
        return {part.mesh.key: part.mesh for part in self.parts}


def peer_scene(scene: Scene, history: WorldHistory, view: PinholeView) -> PeerScene:
    """The scene at the view's time."""
    poses = history.links_at(view.t_s)
    parts = []
    for index, link in enumerate(links_of(scene)):
        mesh = link.asset.parts[link.part].mesh
        slot = int(np.bincount(mesh.face_slot).argmax())
        material = {**dict(link.asset.materials), **dict(link.owner.appearance)}[link.asset.slots[slot].material]
        parts.append(
            PeerPart(
                mesh=mesh,
                color=material.base_color,
                instance=link.instance,
                position_m=poses.position_m[index],
                rotation_xyzw=poses.rotation_xyzw[index],
            )
        )
    environment = scene.environment
    elevation, azimuth = environment.sun_elevation_rad, environment.sun_azimuth_rad
    level = np.cos(elevation)
    towards = np.array([level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)])
    return PeerScene(parts=tuple(parts), view=view, towards_sun=towards)
