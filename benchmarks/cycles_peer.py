"""A peer: Blender's Cycles, in an interpreter of its own, since `bpy` asks for another numpy."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from benchmarks.results import Timed, Wanted
from scenes.environment import Environment
from scenes.material import Material
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView
from simulator.render.geometry import scene_tables
from simulator.render.mesh_store import MeshStore
from simulator.render.mitsuba.cutouts import linear_pixels, opaque_texels
from simulator.render.mitsuba.geometry import patches_of
from simulator.render.sky import sky_light, sky_map_for_reference

INTERPRETER = "BPY_PYTHON"
"""Environment variable that names a Python with `bpy`; without it, the one that runs the benchmark."""
CD_M2_PER_UNIT = 1.0e4
"""Chosen: what is white in the sun is about 3 there, and Cycles' limit of 5 units for indirect light of one path is
the 50,000 cd/m2 of `high`."""
SKY_ROWS = 1024


def python_with_bpy() -> str | None:
    """The interpreter to use, None where `bpy` is not installed."""
    python = os.environ.get(INTERPRETER, sys.executable)
    check = "import importlib.util, sys; sys.exit(importlib.util.find_spec('bpy') is None)"
    return python if subprocess.run([python, "-c", check], check=False).returncode == 0 else None


def cycles_pictures(
    python: str,
    scene: Scene,
    history: WorldHistory,
    environment: Environment,
    view: PinholeView,
    wanted: Sequence[Wanted],
) -> dict[Wanted, Timed]:
    """Pictures in cd/m2 without air, by day: lamps are dark. Raises CalledProcessError where Blender fails."""
    script = Path(__file__).with_name("cycles_script.py")
    arrays, surfaces = _geometry(scene, history, view)
    tasks = [{"samples": w.samples, "seed": w.seed, "denoised": w.denoised} for w in wanted]
    described = {"surfaces": surfaces, "wanted": tasks, "threads": os.cpu_count()}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "scene.npz", Path(folder) / "out.npz"
        np.savez(source, **arrays, **_light(environment), **_camera(view), text=np.array(orjson.dumps(described)))
        done = subprocess.run([python, str(script), str(source), str(target)], check=False, capture_output=True)
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, done.args, None, done.stderr[-2000:])
        with np.load(target) as out:
            return {
                each: Timed(
                    picture=out[f"picture_{k}"] * np.float32(CD_M2_PER_UNIT),
                    cpu_ms=float(out[f"cpu_ms_{k}"]),
                    ms=float(out[f"ms_{k}"]),
                )
                for k, each in enumerate(wanted)
            }


def _geometry(
    scene: Scene, history: WorldHistory, view: PinholeView
) -> tuple[dict[str, NDArray[Any]], list[dict[str, Any]]]:
    """Triangles in world coordinates by material, as the path tracer beside it is given them, and the materials."""
    tables = scene_tables(scene, MeshStore("cpu"))
    dark = np.zeros((tables.instances + 1, len(tables.materials)), dtype=np.int64)
    patches = patches_of(tables, history.links_at(view.t_s), dark, range(len(tables.links)))
    arrays: dict[str, NDArray[Any]] = {}
    surfaces: list[dict[str, Any]] = []
    for index in dict.fromkeys(patch.material for patch in patches):
        chosen = [patch for patch in patches if patch.material == index]
        number, material = len(surfaces), tables.materials[index]
        arrays[f"corners_{number}"] = np.concatenate([patch.corners_m for patch in chosen])
        arrays[f"normals_{number}"] = np.concatenate([patch.normals for patch in chosen])
        arrays[f"uv_{number}"] = np.concatenate([patch.uv for patch in chosen])
        if material.base_color_texture is not None:
            arrays[f"image_{number}"] = _image(material)
        surfaces.append(_surface(material))
    return arrays, surfaces


def _surface(material: Material) -> dict[str, Any]:
    names = ("base_color", "roughness", "metallic", "clearcoat", "clearcoat_ior", "clearcoat_roughness", "glass")
    described = {name: getattr(material, name) for name in names}
    holes = material.alpha_cutoff > 0.0
    return {**described, "leaf": material.pattern == "foliage", "holes": holes}


def _image(material: Material) -> NDArray[np.float32]:
    """(H, W, 4) linear colours, and 1 where rays stop; first row on top."""
    assert material.base_color_texture is not None
    colors = linear_pixels(material.base_color_texture)
    opaque = np.ones(colors.shape[:2]) if material.alpha_cutoff <= 0.0 else opaque_texels(material)
    return np.asarray(np.concatenate([colors, opaque[..., None]], axis=2), dtype=np.float32)


def _light(environment: Environment) -> dict[str, NDArray[Any]]:
    """Blender's maps begin at azimuth 180 degrees and turn clockwise seen from above."""
    light = sky_light(environment)
    sky = np.roll(sky_map_for_reference(light, SKY_ROWS)[:, ::-1], SKY_ROWS, axis=1) / CD_M2_PER_UNIT
    return {
        "sky": sky.astype(np.float32),
        "sun": light.sun_lx / CD_M2_PER_UNIT,
        "sun_angle_rad": np.array(2.0 * light.radius_rad),
        "towards_sun": light.direction,
    }


def _camera(view: PinholeView) -> dict[str, NDArray[Any]]:
    matrix = view.T_world_camera.matrix() @ np.diag([1.0, -1.0, -1.0, 1.0])
    return {"camera_matrix": matrix, "K": np.array(view.K), "size_px": np.array(view.size_px)}
