"""The small street of `seen_street` with ground, trees, a hedge and a house, for tests of what changes scenery."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from seen_street import scene

from scenes.actor import Scenery
from scenes.assets.buildings.building import TownHouse
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import Hedge, StreetTree
from scenes.pose import Pose
from scenes.roads.ground import Terrain
from scenes.roads.urban_street import UrbanStreet
from scenes.scene import Scene


@cache
def furnished() -> Scene:
    """Kerbs at y = +-5.35, pavements 3 m wide and 0.12 m high, driving lanes of 3.25 m at z = 0."""
    street = UrbanStreet(length_m=120.0)
    scenery = (
        Scenery(name="street_surface", asset=street.surface()),
        Scenery(name="terrain", asset=Terrain(length_m=120.0)),
        Scenery(name="tree_0", asset=StreetTree(leaves=400), T_world_body=Pose.planar(30.0, 6.3, 0.0, 0.12)),
        Scenery(name="tree_1", asset=Tree(species="birch", twig_share=0.06), T_world_body=Pose.planar(40.0, 12.0, 0.0)),
        Scenery(
            name="tree_2", asset=Tree(species="spruce", twig_share=0.06), T_world_body=Pose.planar(44.0, 12.0, 0.0)
        ),
        Scenery(name="hedge", asset=Hedge(twig_share=0.1), T_world_body=Pose.planar(50.0, 9.0, 0.0, 0.12)),
        Scenery(
            name="house", asset=TownHouse(width_m=11.0, depth_m=6.0), T_world_body=Pose.planar(60.0, 9.0, 3.14, 0.12)
        ),
    )
    return replace(scene(), scenery=scenery)
