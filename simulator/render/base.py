"""The renderer's interface: rays with times in, hits and radiance out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from scenes.environment import Environment
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.pixel_motion import camera_normals, pixel_flow
from simulator.render.rays import Float32, Hits, PinholeView, PixelRange, Rays, pinhole_rays

__all__ = ["Float32", "Hits", "PinholeView", "PixelRange", "Rays", "Renderer"]


class Renderer(ABC):
    """A backend. One scene is loaded at a time; nothing of it recompiles from scene to scene.

    PINHOLE_ONLY: `trace` raises UnsupportedRays for rays that are not the pixels of a pinhole view.
    """

    PINHOLE_ONLY: ClassVar[bool] = False

    @abstractmethod
    def load(self, scene: Scene) -> None:
        """Prepares geometry and materials of a scene."""

    @abstractmethod
    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """First hits, each ray at its own time. Raises UnsupportedRays where the backend cannot."""

    @abstractmethod
    def trace_alone(self, rays: Rays, history: WorldHistory, instance: int) -> Hits:
        """First hits as if only that instance existed."""

    def look(
        self, view: PinholeView, history: WorldHistory, box: PixelRange | None = None, alone: int | None = None
    ) -> Hits:
        """Hits of the pixel-centre rays of a view, row-major: of a box of its pixels, of one instance alone."""
        rays = pinhole_rays(view, box)
        return self.trace(rays, history) if alone is None else self.trace_alone(rays, history, alone)

    def pixel_geometry(
        self, view: PinholeView, hits: Hits, history: WorldHistory, after: PinholeView
    ) -> tuple[Float32, Float32]:
        """Camera-frame normals (H, W, 3) of a whole view's hits, and their motion (H, W, 2) px until `after` sees them.

        Motion is NaN where nothing was hit and where the point is behind the camera by then.
        """
        moved_m = self.carry(pinhole_rays(view), hits, history, after.t_s)
        return camera_normals(view, hits), pixel_flow(moved_m, hits, after)

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
