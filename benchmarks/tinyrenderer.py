"""The peer that every installation has: PyBullet's TinyRenderer, given the same scene, poses and camera."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np

from scenes.links import links_of
from scenes.mesh import Mesh
from scenes.scene import Scene
from simulator.native_output import silenced_stderr
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView

with silenced_stderr():
    import pybullet


class TinyRenderer:
    """One PyBullet client that holds every link of a scene as a visual body at its pose at one time."""

    def __init__(self, scene: Scene, history: WorldHistory, t_s: float) -> None:
        self._client = pybullet.connect(pybullet.DIRECT)
        links = links_of(scene)
        poses = history.links_at(t_s)
        shapes: dict[tuple[str, tuple[float, ...]], int] = {}
        with tempfile.TemporaryDirectory() as folder:
            for index, link in enumerate(links):
                mesh = link.asset.parts[link.part].mesh
                material = {**dict(link.asset.materials), **dict(link.owner.appearance)}[link.asset.slots[0].material]
                color = (*material.base_color, 1.0)
                key = (mesh.key, color)
                if key not in shapes:
                    path = Path(folder) / f"{mesh.key}.obj"
                    if not path.exists():
                        path.write_text(_wavefront(mesh))
                    shapes[key] = pybullet.createVisualShape(
                        pybullet.GEOM_MESH, fileName=str(path), rgbaColor=color, physicsClientId=self._client
                    )
                pybullet.createMultiBody(
                    0,
                    -1,
                    shapes[key],
                    poses.position_m[index].tolist(),
                    poses.rotation_xyzw[index].tolist(),
                    physicsClientId=self._client,
                )

    def __enter__(self) -> TinyRenderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pybullet.disconnect(self._client)

    def image(self, view: PinholeView, towards_sun: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """RGB, depth buffer and segmentation with shadows."""
        width, height = view.size_px
        result = pybullet.getCameraImage(
            width,
            height,
            viewMatrix=_view_matrix(view),
            projectionMatrix=_projection_matrix(view),
            shadow=1,
            lightDirection=towards_sun.tolist(),
            renderer=pybullet.ER_TINY_RENDERER,
            physicsClientId=self._client,
        )
        shape = (height, width)
        return np.reshape(result[2], (*shape, 4)), np.reshape(result[3], shape), np.reshape(result[4], shape)


def _wavefront(mesh: Mesh) -> str:
    """OBJ text with one normal a corner, as the loader expects."""
    lines = [f"v {x:.5f} {y:.5f} {z:.5f}" for x, y, z in mesh.vertices_m]
    lines += [f"vn {x:.3f} {y:.3f} {z:.3f}" for x, y, z in mesh.corner_normals.reshape(-1, 3)]
    for index, (a, b, c) in enumerate(mesh.faces + 1):
        n = 3 * index
        lines.append(f"f {a}//{n + 1} {b}//{n + 2} {c}//{n + 3}")
    return "\n".join(lines) + "\n"


def _view_matrix(view: PinholeView) -> list[float]:
    """OpenGL's column-major world-to-eye matrix: x right, y up, z backward."""
    flip = np.diag([1.0, -1.0, -1.0, 1.0])
    return list((flip @ view.T_world_camera.inverse().matrix()).T.reshape(-1))


def _projection_matrix(view: PinholeView, near_m: float = 0.5, far_m: float = 400.0) -> list[float]:
    """OpenGL's column-major projection of the pinhole."""
    fx, fy, cx, cy = view.K
    width, height = view.size_px
    matrix = np.zeros((4, 4))
    matrix[0, 0] = 2 * fx / width
    matrix[1, 1] = 2 * fy / height
    matrix[0, 2] = 1 - (2 * cx + 1) / width
    matrix[1, 2] = (2 * cy + 1) / height - 1
    matrix[2, 2] = -(far_m + near_m) / (far_m - near_m)
    matrix[2, 3] = -2 * far_m * near_m / (far_m - near_m)
    matrix[3, 2] = -1
    return list(matrix.T.reshape(-1))
