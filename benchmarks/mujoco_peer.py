"""A peer: MuJoCo's OpenGL renderer, given the same meshes, poses and camera. Runs where `mujoco` is installed."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

import numpy as np

from benchmarks.peer_scene import PeerScene
from scenes.pose import quaternion_of


class MujocoRenderer:
    """RGB with the sun's shadow, depth and segmentation of a scene at one time.

    Raises ImportError without `mujoco`, and what it raises without an OpenGL (EGL unless MUJOCO_GL says otherwise).
    """

    def __init__(self, scene: PeerScene) -> None:
        os.environ.setdefault("MUJOCO_GL", "egl")  # read when the package is imported; draws without a display
        import mujoco  # noqa: PLC0415 (optional)

        self._mujoco = mujoco
        width, height = scene.view.size_px
        model = self._spec(scene).compile()
        data = mujoco.MjData(model)
        mujoco.mj_forward(model, data)
        self._renderer = mujoco.Renderer(model, height, width, max_geom=2 * len(scene.parts) + 100)
        self._renderer.update_scene(data, camera="view")

    def __enter__(self) -> MujocoRenderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._renderer.close()

    def image(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """RGB, depth and segmentation: three passes, as its interface has it."""
        renderer = self._renderer
        color = renderer.render().copy()
        renderer.enable_depth_rendering()
        depth = renderer.render().copy()
        renderer.disable_depth_rendering()
        renderer.enable_segmentation_rendering()
        segmentation = renderer.render().copy()
        renderer.disable_segmentation_rendering()
        return color, depth, segmentation

    def _spec(self, scene: PeerScene) -> Any:
        mujoco = self._mujoco
        spec = mujoco.MjSpec()
        width, height = scene.view.size_px
        spec.visual.global_.offwidth, spec.visual.global_.offheight = width, height
        spec.visual.quality.shadowsize = 4096
        spec.stat.extent = 100.0
        spec.visual.map.znear, spec.visual.map.zfar = 0.005, 4.0
        for key, mesh in scene.meshes.items():
            spec.add_mesh(
                name=key,
                uservert=mesh.vertices_m.reshape(-1).tolist(),
                userface=mesh.faces.reshape(-1).tolist(),
                inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
            )
        world = spec.worldbody
        for part in scene.parts:
            x, y, z, w = part.rotation_xyzw
            world.add_geom(
                type=mujoco.mjtGeom.mjGEOM_MESH,
                meshname=part.mesh.key,
                pos=part.position_m,
                quat=[w, x, y, z],
                rgba=[*part.color, 1.0],
                contype=0,
                conaffinity=0,
            )
        world.add_light(
            type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL,
            pos=100.0 * scene.towards_sun,
            dir=-scene.towards_sun,
            castshadow=True,
        )
        _add_camera(world, scene)
        return spec


def _add_camera(world: Any, scene: PeerScene) -> None:
    """A camera named `view` with the pinhole's vertical field of view; MuJoCo's looks along its -z, y up."""
    view = scene.view
    x, y, z, w = quaternion_of(view.T_world_camera.rotation() @ np.diag([1.0, -1.0, -1.0]))
    world.add_camera(
        name="view",
        pos=view.T_world_camera.translation_m,
        quat=[w, x, y, z],
        fovy=float(np.degrees(2 * np.arctan(0.5 * view.size_px[1] / view.K[1]))),
    )
