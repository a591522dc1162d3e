"""Draws a scene with Blender's Cycles: run by an interpreter that has `bpy`, with nothing else of this project.

python cycles_script.py SCENE.npz OUT.npz: reads what `benchmarks.cycles_peer` wrote; writes milliseconds, by the clock
and of CPU time, and linear pictures in the order that they were wanted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np

BOUNCES = 6
"""As the renderer beside it at `high`."""
GLASS_TINT, GLASS_INDEX = 0.7, 1.5
LEAF_TRANSMITTANCE = 0.6
INDIRECT_LIMIT = 5.0


def main(source: str, target: str) -> None:
    """All pictures in turn; the scene and its hierarchy stay loaded between them, and are built before the first."""
    with np.load(source) as given:
        described = json.loads(given["text"].item())
        scene = _scene(given, described)
        size_px = given["size_px"]
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.exr"
        scene.render.filepath = str(path)
        _render(scene, {"samples": 1, "seed": 99, "denoised": False})
        for number, wanted in enumerate(described["wanted"]):
            out[f"ms_{number}"], out[f"cpu_ms_{number}"] = _render(scene, wanted)
            out[f"picture_{number}"] = _pixels(path, size_px)
    np.savez(target, **out)


def _render(scene: Any, wanted: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds by the clock and of CPU time, writing the file included."""
    cycles = scene.cycles
    cycles.samples, cycles.seed, cycles.use_denoising = wanted["samples"], wanted["seed"], wanted["denoised"]
    start, cpu = time.perf_counter(), time.process_time()
    bpy.ops.render.render(write_still=True)
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)


def _scene(given: Any, described: dict[str, Any]) -> Any:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    for number, surface in enumerate(described["surfaces"]):
        image = _image(given[f"image_{number}"]) if f"image_{number}" in given else None
        mesh = _mesh(given[f"corners_{number}"], given[f"normals_{number}"], given[f"uv_{number}"])
        mesh.materials.append(_material(surface, image))
        scene.collection.objects.link(bpy.data.objects.new(f"surface{number}", mesh))
    _camera(scene, given)
    _light(scene, given)
    _settings(scene, given["size_px"], described["threads"])
    return scene


def _mesh(corners: np.ndarray, normals: np.ndarray, uv: np.ndarray) -> Any:
    """Triangles with unshared vertices, so that every corner keeps its own normal. Blender's v points up."""
    mesh, faces = bpy.data.meshes.new("surface"), len(corners)
    mesh.vertices.add(3 * faces)
    mesh.vertices.foreach_set("co", corners.reshape(-1))
    mesh.loops.add(3 * faces)
    mesh.loops.foreach_set("vertex_index", np.arange(3 * faces, dtype=np.int32))
    mesh.polygons.add(faces)
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * faces, 3, dtype=np.int32))
    coordinates = mesh.uv_layers.new(name="uv")
    coordinates.data.foreach_set("uv", (uv * (1.0, -1.0) + (0.0, 1.0)).astype(np.float32).reshape(-1))
    mesh.update(calc_edges=True)
    mesh.normals_split_custom_set_from_vertices(normals.reshape(-1, 3).tolist())
    return mesh


def _image(pixels: np.ndarray) -> Any:
    height, width = pixels.shape[:2]
    image = bpy.data.images.new("texture", width, height, alpha=True, float_buffer=True, is_data=True)
    image.alpha_mode = "CHANNEL_PACKED"
    image.pixels.foreach_set(np.ascontiguousarray(pixels[::-1]).reshape(-1))
    image.pack()
    return image


class _Nodes:
    """A material's nodes while it is put together."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        tree.nodes.clear()

    def new(self, kind: str, **inputs: Any) -> Any:
        """A node with inputs by name: values, or outputs of other nodes. _0, _1: inputs that share a name."""
        node = self.tree.nodes.new(kind)
        for name, value in inputs.items():
            key = int(name[1:]) if name.startswith("_") else name.replace("_", " ")
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, node.inputs[key])
            else:
                node.inputs[key].default_value = value
        return node


def _material(surface: dict[str, Any], image: Any | None) -> Any:
    """Principled surfaces, thin panes, leaves that let light through, and holes by nearest texel."""
    material = bpy.data.materials.new("surface")
    material.use_nodes = True
    nodes = _Nodes(material.node_tree)
    color: Any = (*surface["base_color"], 1.0)
    alpha = None
    if image is not None:
        texture = nodes.new("ShaderNodeTexImage")
        texture.image, texture.interpolation = image, "Closest" if surface["holes"] else "Linear"
        color = nodes.new("ShaderNodeVectorMath", _0=texture.outputs["Color"], _1=surface["base_color"])
        color.operation = "MULTIPLY"
        color, alpha = color.outputs["Vector"], texture.outputs["Alpha"]
    shown = _surface(nodes, surface, color).outputs[0]
    if surface["holes"] and alpha is not None:
        clear = nodes.new("ShaderNodeBsdfTransparent").outputs[0]
        shown = nodes.new("ShaderNodeMixShader", _0=alpha, _1=clear, _2=shown).outputs[0]
    nodes.new("ShaderNodeOutputMaterial", Surface=shown)
    return material


def _surface(nodes: _Nodes, surface: dict[str, Any], color: Any) -> Any:
    if surface["glass"]:
        fresnel = nodes.new("ShaderNodeFresnel", IOR=GLASS_INDEX).outputs[0]
        behind = nodes.new("ShaderNodeBsdfTransparent", Color=(GLASS_TINT, GLASS_TINT, GLASS_TINT, 1.0)).outputs[0]
        mirror = nodes.new("ShaderNodeBsdfAnisotropic", Roughness=0.0).outputs[0]
        return nodes.new("ShaderNodeMixShader", _0=fresnel, _1=behind, _2=mirror)
    body = nodes.new(
        "ShaderNodeBsdfPrincipled",
        Base_Color=color,
        Roughness=surface["roughness"],
        Metallic=surface["metallic"],
        Coat_Weight=surface["clearcoat"],
        Coat_IOR=surface["clearcoat_ior"],
        Coat_Roughness=surface["clearcoat_roughness"],
    )
    if not surface["leaf"]:
        return body
    through = nodes.new("ShaderNodeVectorMath", _0=color if not isinstance(color, tuple) else color[:3])
    through.operation = "SCALE"
    through.inputs["Scale"].default_value = LEAF_TRANSMITTANCE
    translucent = nodes.new("ShaderNodeBsdfTranslucent", Color=through.outputs["Vector"])
    return nodes.new("ShaderNodeAddShader", _0=body.outputs[0], _1=translucent.outputs[0])


def _camera(scene: Any, given: Any) -> None:
    width, height = given["size_px"].tolist()
    fx, _, cx, cy = given["K"].tolist()
    camera = bpy.data.cameras.new("view")
    camera.sensor_fit = "HORIZONTAL"
    camera.sensor_width, camera.lens = 36.0, 36.0 * fx / width
    camera.shift_x = (0.5 * (width - 1) - cx) / width
    camera.shift_y = (cy - 0.5 * (height - 1)) / width
    camera.clip_start, camera.clip_end = 1e-3, 5000.0
    thing = bpy.data.objects.new("view", camera)
    thing.matrix_world = mathutils.Matrix(given["camera_matrix"].tolist())
    scene.collection.objects.link(thing)
    scene.camera = thing


def _light(scene: Any, given: Any) -> None:
    """The sun's disc by its illuminance, and the sky as a map."""
    sun = bpy.data.lights.new("sun", "SUN")
    lux = given["sun"]
    sun.energy, sun.color, sun.angle = float(lux.max()), (lux / lux.max()).tolist(), float(given["sun_angle_rad"])
    thing = bpy.data.objects.new("sun", sun)
    thing.rotation_mode = "QUATERNION"
    thing.rotation_quaternion = mathutils.Vector(given["towards_sun"].tolist()).to_track_quat("Z", "Y")
    scene.collection.objects.link(thing)
    sky = given["sky"]
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    nodes = _Nodes(world.node_tree)
    texture = nodes.new("ShaderNodeTexEnvironment")
    texture.image = _image(np.concatenate([sky, np.ones_like(sky[..., :1])], axis=2))
    background = nodes.new("ShaderNodeBackground", Color=texture.outputs["Color"])
    nodes.new("ShaderNodeOutputWorld", Surface=background.outputs[0])
    scene.world = world


def _settings(scene: Any, size_px: np.ndarray, threads: int) -> None:
    """Paths as long as the renderer's beside it, no caustics, as it has none; a filter of one pixel."""
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y = (int(n) for n in size_px)
    render.use_persistent_data = True
    render.threads_mode, render.threads = "FIXED", threads
    render.image_settings.file_format, render.image_settings.color_depth = "OPEN_EXR", "32"
    cycles.device, cycles.use_adaptive_sampling = "CPU", False
    cycles.pixel_filter_type = "BOX"
    cycles.max_bounces = cycles.diffuse_bounces = cycles.glossy_bounces = BOUNCES
    cycles.transparent_max_bounces = 64
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = INDIRECT_LIMIT
    cycles.denoiser, cycles.denoising_input_passes = "OPENIMAGEDENOISE", "RGB_ALBEDO_NORMAL"


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
