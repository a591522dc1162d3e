"""What labels of things need of a clip's world and what stays the same over it: worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import Asset, asset_of
from scenes.links import Link, links_of
from scenes.material import Lamp
from scenes.pose import rotation_of
from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import OrientedBox
from simulator.labels.boxes import Outline, upright_box
from simulator.physics.history import WorldHistory
from simulator.render.lamps import LampSites, lamp_sites

Float64 = NDArray[np.float64]

MOVING_MPS = 0.2
"""Chosen: slower things stand; nuScenes and Waymo draw the line between 0.1 and 0.5 m/s."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Subject:
    """One actor. links: first and one past the last of its links. lamps: kinds that it has. doors: its links that are
    doors. moves: whether it ever does within the history.
    """

    actor: Actor
    asset: Asset
    links: tuple[int, int]
    lamps: tuple[Lamp, ...]
    doors: tuple[int, ...]
    moves: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ThingFacts:
    """subjects: by instance id, the ego left out. corners_m: (I, 8, 3) of the boxes of all bodies in their frames, row
    instance - 1, in the order of `OrientedBox.corners_m`. still_boxes: upright ones of the things that never move, by
    instance id.
    """

    scene: Scene
    history: WorldHistory
    links: tuple[Link, ...]
    subjects: Mapping[int, Subject]
    lamp_sites: LampSites
    corners_m: Float64
    still_boxes: Mapping[int, OrientedBox]

    @classmethod
    def of(cls, scene: Scene, history: WorldHistory) -> Self:
        """Of a world."""
        links = links_of(scene)
        ends: dict[int, tuple[int, int]] = {}
        for index, link in enumerate(links):
            ends[link.instance] = (link.first, index + 1)
        fastest = np.linalg.norm(history.body_velocity_mps, axis=2).max(axis=0, initial=0.0)
        subjects = {
            instance: _subject(actor, links, ends[instance], bool(fastest[instance - 1] >= MOVING_MPS))
            for instance, actor in enumerate(scene.actors, start=EGO_INSTANCE + 1)
        }
        return cls(
            scene=scene,
            history=history,
            links=links,
            subjects=subjects,
            lamp_sites=lamp_sites(links),
            corners_m=np.stack([_box_corners(asset_of(body.asset)) for body in scene.bodies()]),
            still_boxes=_still_boxes(subjects, links, history),
        )


def _subject(actor: Actor, links: tuple[Link, ...], ends: tuple[int, int], moves: bool) -> Subject:
    asset = asset_of(actor.asset)
    lit = {source.lamp for source in asset.lamps} | {material.lamp for _, material in asset.materials}
    return Subject(
        actor=actor,
        asset=asset,
        links=ends,
        lamps=tuple(sorted(lit - {"none"})),
        doors=tuple(k for k in range(*ends) if asset.parts[links[k].part].name.startswith("door")),
        moves=moves,
    )


def _still_boxes(
    subjects: Mapping[int, Subject], links: tuple[Link, ...], history: WorldHistory
) -> dict[int, OrientedBox]:
    """From all vertices: they are turned once, which takes less time than to find the outermost ones."""
    moving = np.isin(np.arange(len(links)), history.moving_links)
    position, rotation = history.rest.position_m, rotation_of(history.rest.rotation_xyzw)
    boxes = {}
    for instance, subject in subjects.items():
        if not moving[slice(*subject.links)].any():
            meshes = ((k, subject.asset.parts[links[k].part].mesh) for k in range(*subject.links))
            outlines = (Outline(points_m=m.vertices_m, rotation=rotation[k], position_m=position[k]) for k, m in meshes)
            boxes[instance] = upright_box(outlines, history.body_at(instance, history.start_s))
    return boxes


def _box_corners(asset: Asset) -> Float64:
    box = asset.box
    x_m, y_m = box.length_m / 2, box.width_m / 2
    local = np.array([[x, y, z] for x in (-x_m, x_m) for y in (-y_m, y_m) for z in (0.0, box.height_m)])
    return box.T_body_box.apply(local)
