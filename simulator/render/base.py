"""The renderer's interface: rays with times in, hits and radiance out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.pose import Pose, SensorFrame, World
from scenes.scene import Scene
from simulator.physics.history import WorldHistory

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinholeView:
    """A global-shutter pinhole image: pixel (u, v) looks along ((u - cx)/fx, (v - cy)/fy, 1) in the camera frame.

    K: (fx, fy, cx, cy) in pixels, the centre of the first pixel at (0, 0). size_px: (width, height).
    t_s: exposure middle, clip time.
    """

    T_world_camera: Pose[World, SensorFrame]
    K: tuple[float, float, float, float]
    size_px: tuple[int, int]
    t_s: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rays:
    """N rays in the world frame.

    origin_m (N, 3), direction (N, 3) not necessarily unit: a hit's `t` counts in lengths of `direction`; a pinhole's
    directions have camera z = 1, so that t is the depth. time_s (N,) clip time. view: set when the rays are exactly the
    row-major pixel centres of that view. through_glass: panes let the ray pass (LiDAR).
    """

    origin_m: Float32
    direction: Float32
    time_s: Float32
    view: PinholeView | None = None
    through_glass: bool = False

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Hits:
    """What N rays met first. t (N,) float32, 0 where nothing; link (N,) int32, -1 where nothing.

    primitive (N,) int32 triangle of the link's mesh; barycentric (N, 2) float32 weights of its first and second vertex;
    normal (N, 3) float32 unit geometric normal in the world frame, facing the ray's origin.
    instance (N,) uint16; semantic (N,) uint8; part (N,) uint8: 0 where nothing.
    """

    t: Float32
    link: NDArray[np.int32]
    primitive: NDArray[np.int32]
    barycentric: Float32
    normal: Float32
    instance: NDArray[np.uint16]
    semantic: NDArray[np.uint8]
    part: NDArray[np.uint8]


class Renderer(ABC):
    """A backend. One scene is loaded at a time; nothing of it recompiles from scene to scene."""

    @abstractmethod
    def load(self, scene: Scene) -> None:
        """Prepares geometry and materials of a scene."""

    @abstractmethod
    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """First hits, each ray at its own time. Raises UnsupportedRays where the backend cannot."""

    @abstractmethod
    def trace_alone(self, rays: Rays, history: WorldHistory, instance: int) -> Hits:
        """First hits as if only that instance existed."""

    @abstractmethod
    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """(N, 3) world positions at `time_s` of the material points that were hit; the ray's origin where none was."""

    @abstractmethod
    def render(
        self, view: PinholeView, history: WorldHistory, environment: Environment, seed: int
    ) -> tuple[Float32, Hits]:
        """Radiance (H, W, 3) in cd/m2-like linear units, and the hits of the pixel-centre rays (row-major)."""

    @abstractmethod
    def reflectivity(self, hits: Hits) -> Float32:
        """(N,) diffuse reflectivity at 905 nm of the surfaces that were hit, 0 where nothing."""
