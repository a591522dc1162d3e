"""Geometry alone: all label buffers of a frame, how time grows with triangles, and the change from scene to scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.frame import Bench, bench, renderer_of
from benchmarks.results import Result, in_turn_ms, median_ms
from benchmarks.street import street
from scenes.actor import Scenery
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot, asset_of
from scenes.material import Material
from scenes.mesh import Mesh
from scenes.scene import Scene
from simulator.render.base import PinholeView
from simulator.render.warp_renderer import WarpRenderer

GROUND_CELLS = 388
"""Cells along an edge of the new ground: 2 * 388^2 = 301,088 triangles."""


def frame_geometry_ms() -> list[Result]:
    """Depth, normals, instance, part, semantic and flow of a view."""
    b = bench()
    renderer = renderer_of("draft", b.clip)
    value = median_ms(lambda: _all_buffers(renderer, b, b.view))
    config = f"{b.description}: depth, camera-frame normals, instance, part, semantic, flow"
    return [Result(name="frame_geometry_ms", value=value, unit="ms", config=config)]


def triangles_10x_ratio() -> list[Result]:
    """The same view of the same surfaces, cut into ten times the triangles."""
    b = bench()
    fine_scene = _cut_scene(b.clip.scene)
    coarse, fine = renderer_of("draft", b.clip), WarpRenderer(quality="draft")
    fine.load(fine_scene)
    history, environment = b.clip.history, b.clip.scene.environment
    results = []
    for name, works in {
        "geometry": [lambda r=r: _all_buffers(r, b, b.view) for r in (coarse, fine)],
        "draft": [lambda r=r: r.render(b.view, history, environment, 0) for r in (coarse, fine)],
    }.items():
        before, after = in_turn_ms(*works)
        text = (
            f"{name}: {before:.0f} ms at {coarse.tables.triangles}, {after:.0f} ms at {fine.tables.triangles} triangles"
        )
        results.append(Result(name=f"triangles_10x_{name}_ratio", value=after / before, unit="x", config=text))
    return results


def scene_switch_ms() -> list[Result]:
    """`Renderer.load` of another clip's scene, its meshes in memory; and with a ground that was never seen before."""
    scenes = [street(seed) for seed in (1, 2)]
    renderer = WarpRenderer(quality="draft", threads=1)
    for scene in scenes:
        renderer.load(scene)
    known = median_ms(lambda: [renderer.load(scene) for scene in scenes]) / len(scenes)
    grounds = iter([_with_ground(scenes[0], seed) for seed in range(4)])
    new = median_ms(lambda: renderer.load(next(grounds)), runs=3)
    parts, cells = len(renderer.tables.links), 2 * GROUND_CELLS**2
    return [
        Result(name="scene_switch_ms", value=known, unit="ms", config=f"{parts} rigid parts, meshes in memory"),
        Result(
            name="scene_switch_new_ground_ms", value=new, unit="ms", config=f"and a new ground of {cells} triangles"
        ),
    ]


def _all_buffers(renderer: WarpRenderer, b: Bench, view: PinholeView) -> None:
    after = replace(view, t_s=b.t_s + 1.0 / b.clip.scene.fps)
    hits = renderer.look(view, b.clip.history)
    renderer.pixel_geometry(view, hits, b.clip.history, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(AssetSpec):
    """Rolling ground of 300,000 triangles, different for every seed."""

    seed: int

    def build(self) -> Asset:
        """A square of 200 m below the street."""
        line = np.linspace(-100.0, 100.0, GROUND_CELLS + 1)
        x, y = np.meshgrid(line, line)
        z = -5.0 + 0.2 * np.sin(0.31 * x + self.seed) * np.cos(0.23 * y)
        index = np.arange((GROUND_CELLS + 1) ** 2).reshape(x.shape)
        a, b, c, d = (part.reshape(-1) for part in (index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]))
        faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
        mesh = Mesh(
            vertices_m=np.stack([x, y, z], axis=-1).reshape(-1, 3).astype(np.float32),
            faces=faces.astype(np.int32),
            corner_normals=np.tile(np.float32([0, 0, 1]), (len(faces), 3, 1)),
            face_slot=np.zeros(len(faces), dtype=np.int32),
        )
        return Asset(
            name="ground",
            semantic="flat.terrain",
            parts=(AssetPart(name="body", mesh=mesh),),
            slots=(Slot(material="m", part="body", semantic="flat.terrain"),),
            materials=(("m", Material(base_color=(0.3, 0.3, 0.3))),),
            box=BodyBox(length_m=200.0, width_m=200.0, height_m=1.0),
        )


def _with_ground(scene: Scene, seed: int) -> Scene:
    """The scene with one more piece of scenery, whose asset is built already."""
    asset_of(Ground(seed=seed))
    return replace(scene, scenery=(*scene.scenery, Scenery(name="ground", asset=Ground(seed=seed))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(AssetSpec):
    """Another asset with every triangle cut into coplanar ones: six sevenths of them into 9, the others into 16."""

    of: AssetSpec

    def build(self) -> Asset:
        """Ten times the triangles, give or take a rounding."""
        asset = asset_of(self.of)
        parts = tuple(replace(part, mesh=_cut(part.mesh)) for part in asset.parts)
        return replace(asset, parts=parts)


def _cut_scene(scene: Scene) -> Scene:
    scenery = tuple(replace(piece, asset=Cut(of=piece.asset)) for piece in scene.scenery)
    actors = tuple(replace(actor, asset=Cut(of=actor.asset)) for actor in scene.actors)
    return replace(scene, scenery=scenery, actors=actors, ego=replace(scene.ego, asset=Cut(of=scene.ego.asset)))


def _cut(mesh: Mesh) -> Mesh:
    """Faces that are too small to cut in float32 stay whole."""
    corners = mesh.vertices_m[mesh.faces].astype(np.float64)
    area = 0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    pieces = np.where(np.arange(len(area)) % 7 == 0, 4, 3)
    pieces[area < 1e-6] = 1
    vertices, normals, slots, uvs = [], [], [], []
    for edge in np.unique(pieces):
        chosen, weights = pieces == edge, _weights(int(edge))
        vertices.append(np.einsum("tcw,fwk->ftck", weights, corners[chosen]).reshape(-1, 3))
        normal = np.einsum("tcw,fwk->ftck", weights, mesh.corner_normals[chosen]).reshape(-1, 3, 3)
        normals.append(normal / np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-12))
        slots.append(np.repeat(mesh.face_slot[chosen], len(weights)))
        if mesh.corner_uv is not None:
            uvs.append(np.einsum("tcw,fwk->ftck", weights, mesh.corner_uv[chosen]).reshape(-1, 3, 2))
    points = np.concatenate(vertices).astype(np.float32)
    return Mesh(
        vertices_m=points,
        faces=np.arange(len(points), dtype=np.int32).reshape(-1, 3),
        corner_normals=np.concatenate(normals).astype(np.float32),
        face_slot=np.concatenate(slots),
        corner_uv=np.concatenate(uvs).astype(np.float32) if uvs else None,
    )


def _weights(edge: int) -> np.ndarray:
    """(edge^2, 3, 3) barycentric corners of the small triangles, wound as the large one."""

    def corner(i: int, j: int) -> tuple[float, float, float]:
        return ((edge - i - j) / edge, i / edge, j / edge)

    upright = [(corner(i, j), corner(i + 1, j), corner(i, j + 1)) for i in range(edge) for j in range(edge - i)]
    turned = [
        (corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)) for i in range(edge) for j in range(edge - i - 1)
    ]
    return np.array(upright + turned)


ALL = {
    "frame_geometry_ms": frame_geometry_ms,
    "triangles_10x_ratio": triangles_10x_ratio,
    "scene_switch_ms": scene_switch_ms,
}
