"""Draws a scene with Blender's Cycles: run by an interpreter that has `bpy`, with nothing else of this project.

python cycles_script.py SCENE.npz OUT.npz: reads what `benchmarks.cycles_peer` wrote; writes milliseconds and linear
pictures by samples a pixel.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import numpy as np

SUN_ANGLE_RAD = 0.00935
"""Diameter of the sun's disc."""


def main(source: str, target: str) -> None:
    """All sample counts in turn; the scene and its hierarchy stay loaded between them."""
    given = np.load(source)
    scene = _scene(given)
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        _picture(scene, 1, Path(folder))  # builds the hierarchy
        for samples in given["samples"].tolist():
            times, picture = [], np.zeros(0)
            for _ in range(1 if samples > 64 else 3):
                start = time.perf_counter()
                path = _picture(scene, samples, Path(folder))
                times.append(1000 * (time.perf_counter() - start))
                picture = _pixels(path, given["size_px"])
            out[f"ms_{samples}"], out[f"picture_{samples}"] = np.median(times), picture
    np.savez(target, **out)


def _scene(given: Any) -> Any:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    meshes = [_mesh(k, given[f"vertices_{k}"], given[f"faces_{k}"]) for k in range(int(given["meshes"]))]
    for k, (mesh, color) in enumerate(zip(given["part_mesh"], given["part_color"], strict=True)):
        thing = bpy.data.objects.new(f"part{k}", meshes[mesh])
        thing.matrix_world = _matrix(given["part_matrix"][k])
        thing.color = (*color.tolist(), 1.0)
        scene.collection.objects.link(thing)
    _camera(scene, given)
    _light(scene, given["towards_sun"])
    _settings(scene, given["size_px"])
    return scene


def _mesh(index: int, vertices: np.ndarray, faces: np.ndarray) -> Any:
    mesh = bpy.data.meshes.new(f"mesh{index}")
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", vertices.reshape(-1))
    mesh.loops.add(3 * len(faces))
    mesh.loops.foreach_set("vertex_index", faces.reshape(-1))
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * len(faces), 3, dtype=np.int32))
    mesh.update(calc_edges=True)
    mesh.materials.append(_material())
    return mesh


def _material() -> Any:
    """One Principled surface whose colour is the object's."""
    known = bpy.data.materials.get("surface")
    if known is not None:
        return known
    material = bpy.data.materials.new("surface")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
    info = nodes.new("ShaderNodeObjectInfo")
    links.new(info.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.6
    return material


def _matrix(rows: np.ndarray) -> Any:
    import mathutils  # noqa: PLC0415 (comes with bpy)

    return mathutils.Matrix(rows.tolist())


def _camera(scene: Any, given: Any) -> None:
    width, height = given["size_px"].tolist()
    fx, _, cx, cy = given["K"].tolist()
    camera = bpy.data.cameras.new("view")
    camera.sensor_width, camera.lens = 36.0, 36.0 * fx / width
    camera.shift_x = (0.5 * (width - 1) - cx) / width
    camera.shift_y = (cy - 0.5 * (height - 1)) / width
    camera.clip_end = 2000.0
    thing = bpy.data.objects.new("view", camera)
    thing.matrix_world = _matrix(given["camera_matrix"])
    scene.collection.objects.link(thing)
    scene.camera = thing


def _light(scene: Any, towards_sun: np.ndarray) -> None:
    """The sun and an even sky, in Blender's units: only speed and noise are compared."""
    import mathutils  # noqa: PLC0415 (comes with bpy)

    sun = bpy.data.lights.new("sun", "SUN")
    sun.energy, sun.angle = 5.0, SUN_ANGLE_RAD
    thing = bpy.data.objects.new("sun", sun)
    thing.rotation_mode = "QUATERNION"
    thing.rotation_quaternion = mathutils.Vector(towards_sun.tolist()).to_track_quat("Z", "Y")
    scene.collection.objects.link(thing)
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    background = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = (0.6, 0.75, 1.0, 1.0)
    scene.world = world


def _settings(scene: Any, size_px: np.ndarray) -> None:
    """One diffuse bounce and one mirror, as the renderer beside it; no denoiser."""
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = (int(n) for n in size_px)
    scene.render.use_persistent_data = True
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    cycles = scene.cycles
    cycles.device, cycles.use_denoising, cycles.use_adaptive_sampling = "CPU", False, False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2, 1, 1


def _picture(scene: Any, samples: int, folder: Path) -> Path:
    path = folder / f"{samples}.exr"
    scene.cycles.samples = samples
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return path


def _pixels(path: Path, size_px: np.ndarray) -> np.ndarray:
    """(H, W, 3) linear, first row on top."""
    width, height = (int(n) for n in size_px)
    image = bpy.data.images.load(str(path), check_existing=False)
    values = np.empty(width * height * 4, dtype=np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values.reshape(height, width, 4)[::-1, :, :3]


if __name__ == "__main__":
    main(*sys.argv[1:])
