"""A peer: MuJoCo's OpenGL renderer, given the same meshes, poses and camera. Runs where `mujoco` is installed."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

import numpy as np

from benchmarks.peer_scene import PeerScene
from scenes.pose import quaternion_of

SHADOW_MAP_PX = 4096
EXTENT_M = 100.0
"""Half of the width that the shadow map covers, around the camera."""
NEAR_M, FAR_M = 0.3, 500.0
SKY_SHARE = 0.35
"""Of the light, alike on all surfaces; the rest is the sun's."""
DISPLAY_GAMMA = 2.2
"""It lights colours as a screen has them."""


class MujocoRenderer:
    """RGB with the sun's shadow, depth and segmentation of a scene at one time.

    Raises ImportError without `mujoco`, and what it raises without an OpenGL (EGL unless MUJOCO_GL says otherwise).
    """

    def __init__(self, scene: PeerScene) -> None:
        os.environ.setdefault("MUJOCO_GL", "egl")  # read when the package is imported; draws without a display
        import mujoco  # noqa: PLC0415 (optional)

        width, height = scene.view.size_px
        model = _spec(mujoco, scene).compile()
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

    @property
    def device(self) -> str:
        """What draws, as OpenGL names it: `llvmpipe` is the CPU."""
        from OpenGL import GL  # noqa: PLC0415 (comes with mujoco, and reads what MUJOCO_GL says)

        self._renderer.render()
        return str(GL.glGetString(GL.GL_RENDERER).decode())

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


def _spec(mujoco: Any, scene: PeerScene) -> Any:
    spec = mujoco.MjSpec()
    visual, (width, height) = spec.visual, scene.view.size_px
    visual.global_.offwidth, visual.global_.offheight = width, height
    visual.quality.shadowsize, visual.quality.offsamples = SHADOW_MAP_PX, 0
    spec.stat.extent, spec.stat.center = EXTENT_M, scene.view.T_world_camera.translation_m
    visual.map.znear, visual.map.zfar = NEAR_M / EXTENT_M, FAR_M / EXTENT_M
    visual.headlight.ambient, visual.headlight.diffuse = [SKY_SHARE] * 3, [0.0] * 3
    visual.headlight.specular = [0.0] * 3
    for key, mesh in scene.meshes.items():
        spec.add_mesh(
            name=key,
            uservert=_at_least_four(mesh.vertices_m).reshape(-1).tolist(),
            userface=mesh.faces.reshape(-1).tolist(),
            inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
        )
    spec.add_texture(
        name="sky",
        type=mujoco.mjtTexture.mjTEXTURE_SKYBOX,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_GRADIENT,
        rgb1=[0.35, 0.55, 0.85],
        rgb2=[0.8, 0.88, 0.95],
        width=256,
        height=1536,
    )
    _add_parts(mujoco, spec.worldbody, scene)
    spec.worldbody.add_light(
        type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL,
        pos=scene.view.T_world_camera.translation_m + EXTENT_M * scene.towards_sun,
        dir=-scene.towards_sun,
        diffuse=[1.0 - SKY_SHARE] * 3,
        castshadow=True,
    )
    _add_camera(spec.worldbody, scene)
    return spec


def _add_parts(mujoco: Any, world: Any, scene: PeerScene) -> None:
    for part in scene.parts:
        x, y, z, w = part.rotation_xyzw
        world.add_geom(
            type=mujoco.mjtGeom.mjGEOM_MESH,
            meshname=part.mesh.key,
            pos=part.position_m,
            quat=[w, x, y, z],
            rgba=[*(np.array(part.color) ** (1 / DISPLAY_GAMMA)), 1.0],
            contype=0,
            conaffinity=0,
        )


def _at_least_four(vertices_m: np.ndarray) -> np.ndarray:
    """MuJoCo refuses a mesh of three vertices."""
    return np.concatenate([vertices_m, vertices_m[:1]]) if len(vertices_m) < 4 else vertices_m


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
