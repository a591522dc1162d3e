"""Scenes without surface detail, so that two renderers which draw detail differently see the same surfaces."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from scenes.actor import Actor, Scenery
from scenes.asset import asset_of
from scenes.material import Material
from scenes.scene import Scene

Owner = TypeVar("Owner", Actor, Scenery)


def without_detail(scene: Scene) -> Scene:
    """The scene with plain surfaces of the same mean colours: no procedural patterns, no relief, no maps of roughness.

    Leaves keep letting light through, cut-outs their colours and holes. Retro-reflection, which the path tracer's
    surfaces do not have, is left out as well.
    """
    return replace(
        scene,
        scenery=tuple(_plain(piece) for piece in scene.scenery),
        ego=_plain(scene.ego),
        actors=tuple(_plain(actor) for actor in scene.actors),
    )


def _plain(owner: Owner) -> Owner:
    worn = {**dict(asset_of(owner.asset).materials), **dict(owner.appearance)}
    return replace(owner, appearance=tuple((name, plain_material(material)) for name, material in worn.items()))


def plain_material(material: Material) -> Material:
    """The material without what changes over a surface."""
    return replace(
        material,
        pattern="foliage" if material.pattern == "foliage" else "plain",
        retroreflection_cd_lx_m2=0.0,
        metallic_roughness_texture=None,
        normal_texture=None,
    )
