"""The ground of the map around the ego does not depend on what of it was asked for before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from seen_world import drifting, world_of

from scenes.actor import Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.material import Material
from scenes.mesh import MeshBuilder
from simulator.labels.ground_map import GRID_M, GroundMap
from simulator.render.warp_renderer import WarpRenderer


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip(AssetSpec):
    """Ground of one class at height 0, 8 m wide, from one x to another."""

    semantic: str
    from_m: float
    to_m: float

    def build(self) -> Asset:
        low, high = self.from_m, self.to_m
        builder = MeshBuilder()
        builder.add([[low, 0, 0], [high, 0, 0], [high, 8, 0], [low, 8, 0]], [[0, 1, 2], [0, 2, 3]], 0)
        return Asset(
            name="strip",
            semantic=self.semantic,
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic=self.semantic),),
            materials=(("m", Material(base_color=(0.3, 0.3, 0.3), lidar_reflectivity=0.5)),),
            box=BodyBox(length_m=high - low, width_m=8, height_m=1),
        )


def row(from_m: float, to_m: float, y_m: float) -> NDArray[np.float64]:
    x = np.arange(from_m, to_m, GRID_M)
    return np.stack([x, np.full(len(x), y_m)], axis=1)


def test_what_lies_on_each_other_is_told_alike_whatever_was_asked_for_before() -> None:
    strips = (Strip(semantic="flat.driveable_surface", from_m=0.5, to_m=5.0),)
    strips += (Strip(semantic="flat.terrain", from_m=3.0, to_m=7.5),)
    scenery = tuple(Scenery(name=strip.semantic, asset=strip) for strip in strips)
    scene = replace(world_of(), scenery=scenery)
    history, renderer = drifting(scene), WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    on_both = row(3.5, 4.5, 2.0)
    seen = []
    for beside in (row(1.0, 2.5, 1.0), row(5.5, 7.0, 1.0)):
        semantic, _ = GroundMap(renderer, history, None).at(np.concatenate([beside, on_both]))
        seen.append(semantic[len(beside) :])
    assert (seen[0] > 0).all()
    assert (seen[0] == seen[1]).all()
