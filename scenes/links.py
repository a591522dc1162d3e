"""The flat list of rigid parts of a scene, in the order that physics and rendering share."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.actor import Actor, Scenery
from scenes.asset import Asset, asset_of
from scenes.scene import Scene


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Link:
    """One rigid part of one body. instance: 0 for scenery, 1 the ego, 2.. the actors. first: the body's first link."""

    owner: Actor | Scenery
    asset: Asset
    part: int
    instance: int
    first: int


def links_of(scene: Scene) -> tuple[Link, ...]:
    """Scenery first, then the ego, then the actors; within a body in the order of the asset's parts."""
    owners: list[tuple[Actor | Scenery, int]] = [(piece, 0) for piece in scene.scenery]
    owners += [(body, index + 1) for index, body in enumerate(scene.bodies())]
    links: list[Link] = []
    for owner, instance in owners:
        asset = asset_of(owner.asset)
        first = len(links)
        links += [
            Link(owner=owner, asset=asset, part=part, instance=instance, first=first)
            for part in range(len(asset.parts))
        ]
    return tuple(links)
