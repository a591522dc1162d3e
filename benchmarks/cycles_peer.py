"""A peer: Blender's Cycles, in an interpreter of its own, since `bpy` asks for another numpy."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peer_scene import PeerScene
from scenes.pose import rotation_of

INTERPRETER = "BPY_PYTHON"
"""Environment variable that names a Python with `bpy`; without it, the one that runs the benchmark."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CyclesPicture:
    """Linear radiance (H, W, 3) in Blender's units, and how long it took, writing an EXR file included."""

    ms: float
    picture: np.ndarray


def python_with_bpy() -> str | None:
    """The interpreter to use, None where `bpy` is not installed."""
    python = os.environ.get(INTERPRETER, sys.executable)
    check = "import importlib.util, sys; sys.exit(importlib.util.find_spec('bpy') is None)"
    return python if subprocess.run([python, "-c", check], check=False).returncode == 0 else None


def cycles_pictures(python: str, scene: PeerScene, samples: tuple[int, ...]) -> dict[int, CyclesPicture]:
    """Pictures by samples a pixel. Raises CalledProcessError where Blender fails."""
    script = Path(__file__).with_name("cycles_script.py")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "scene.npz", Path(folder) / "out.npz"
        np.savez(source, **_arrays(scene), samples=np.array(samples))
        subprocess.run([python, str(script), str(source), str(target)], check=True, stdout=subprocess.DEVNULL)
        with np.load(target) as out:
            return {n: CyclesPicture(ms=float(out[f"ms_{n}"]), picture=out[f"picture_{n}"]) for n in samples}


def _arrays(scene: PeerScene) -> dict[str, np.ndarray]:
    keys = list(scene.meshes)
    arrays: dict[str, np.ndarray] = {"meshes": np.array(len(keys))}
    for index, mesh in enumerate(scene.meshes.values()):
        arrays[f"vertices_{index}"], arrays[f"faces_{index}"] = mesh.vertices_m, mesh.faces
    matrices = np.tile(np.eye(4), (len(scene.parts), 1, 1))
    matrices[:, :3, :3] = rotation_of(np.stack([part.rotation_xyzw for part in scene.parts]))
    matrices[:, :3, 3] = [part.position_m for part in scene.parts]
    camera = scene.view.T_world_camera.matrix() @ np.diag([1.0, -1.0, -1.0, 1.0])
    return {
        **arrays,
        "part_mesh": np.array([keys.index(part.mesh.key) for part in scene.parts]),
        "part_color": np.array([part.color for part in scene.parts]),
        "part_matrix": matrices,
        "camera_matrix": camera,
        "K": np.array(scene.view.K),
        "size_px": np.array(scene.view.size_px),
        "towards_sun": scene.towards_sun,
    }
