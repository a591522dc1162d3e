"""The renderer's interface: rays with times in, hits and radiance out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.echoes_by_rays import echoes_of, footprint_rays
from simulator.render.lens_view import LensView, blind_pixels
from simulator.render.pixel_motion import camera_normals, pixel_flow
from simulator.render.puffs import NO_PUFFS, Puffs
from simulator.render.pulses import Echoes, Pulses
from simulator.render.rays import (
    Float32,
    Hits,
    LonePixels,
    Mask,
    PinholeView,
    PixelRange,
    Rays,
    View,
    pixel_rays,
    time_span,
    view_rays,
    whole,
    without,
)

__all__ = ["Float32", "Hits", "LonePixels", "Mask", "PinholeView", "PixelRange", "Rays", "Renderer", "View"]


class Renderer(ABC):
    """A backend. One scene is loaded at a time; nothing of it recompiles from scene to scene.

    PINHOLE_ONLY: `trace` raises UnsupportedRays for rays that are not the pixels of a pinhole view.
    """

    PINHOLE_ONLY: ClassVar[bool] = False

    device: str = "cpu"
    """Where sensors run their own kernels on its pictures, as Warp names it."""

    @abstractmethod
    def load(self, scene: Scene) -> None:
        """Prepares geometry and materials of a scene."""

    @abstractmethod
    def trace(self, rays: Rays, history: WorldHistory) -> Hits:
        """First hits, each ray at its own time. Raises UnsupportedRays where the backend cannot."""

    @abstractmethod
    def trace_alone(self, rays: Rays, history: WorldHistory, instances: NDArray[np.int32]) -> Hits:
        """First hits, each ray's as if only its own instance existed; instances (N,): of the ego or an actor."""

    def look(self, view: View, history: WorldHistory, box: PixelRange | None = None) -> Hits:
        """Hits of the pixel-centre rays of a view, row-major, or of a box of its pixels; blind ones hit nothing."""
        hits = self.trace(view_rays(view, box), history)
        if not isinstance(view, LensView):
            return hits
        left, top, right, bottom = box or whole(view)
        return without(hits, blind_pixels(view.lens)[top : bottom + 1, left : right + 1].ravel())

    def silhouettes(self, view: View, history: WorldHistory, asked: Sequence[LonePixels]) -> list[Mask]:
        """For each thing the mask (h, w) of its asked pixels whose centre rays would hit it if it were alone."""
        places = [np.nonzero(thing.pixels) for thing in asked]
        counts = [len(rows) for rows, _ in places]
        column = [columns + thing.box[0] for (_, columns), thing in zip(places, asked, strict=True)]
        row = [rows + thing.box[1] for (rows, _), thing in zip(places, asked, strict=True)]
        masks = [np.zeros_like(thing.pixels) for thing in asked]
        if sum(counts):
            u, v = np.concatenate(column), np.concatenate(row)
            rays = pixel_rays(view, u, v)
            alone = np.repeat(np.array([thing.instance for thing in asked], dtype=np.int32), counts)
            hit = self.trace_alone(rays, history, alone).link >= 0
            if isinstance(view, LensView):
                hit &= ~blind_pixels(view.lens)[v, u]
            for mask, place, met in zip(masks, places, np.split(hit, np.cumsum(counts)[:-1]), strict=True):
                mask[place] = met
        return masks

    def pixel_geometry(self, view: View, hits: Hits, history: WorldHistory, after: View) -> tuple[Float32, Float32]:
        """Camera-frame normals (H, W, 3) of a whole view's hits, and their motion (H, W, 2) px until `after` sees them.

        Motion is NaN where nothing was hit and where the lens does not see the point by then.
        """
        rays = view_rays(view)
        moved_m = [self.carry(rays, hits, history, t_s) for t_s in dict.fromkeys(time_span(after))]
        return camera_normals(view, hits), pixel_flow(moved_m, hits, after)

    @abstractmethod
    def carry(self, rays: Rays, hits: Hits, history: WorldHistory, time_s: float) -> Float32:
        """(N, 3) world positions at `time_s` of the material points that were hit; the ray's origin where none was."""

    @abstractmethod
    def render(self, view: View, history: WorldHistory, environment: Environment, seed: int) -> tuple[Float32, Hits]:
        """Radiance (H, W, 3) in cd/m2-like linear units, and the hits of the pixel-centre rays (row-major)."""

    def echoes(self, pulses: Pulses, history: WorldHistory, environment: Environment, seed: int) -> Echoes:
        """What pulses of light return through clear air, each at its own time. seed keys which mirrors are followed.

        Here by plain rays: without mirrors, losses in panes and water on roads (`environment.wetness`).
        """
        rays = footprint_rays(pulses)
        hits = self.trace(rays, history)
        return echoes_of(pulses, rays, hits, self.reflectivity(hits), lambda t: self.carry(rays, hits, history, t))

    def averaged(
        self,
        view: View,
        radiance: Float32,
        hits: Hits,
        moments: Sequence[View],
        history: WorldHistory,
        environment: Environment,
        seed: int,
    ) -> Float32:
        """Mean radiance (H, W, 3) of pictures at several moments of an exposure, or through several points of a lens.

        radiance, hits: what `render` just gave for `view`, the middle one.
        """
        del view, radiance, hits
        total = np.zeros((), dtype=np.float32)
        for moment in moments:
            total = total + self.render(moment, history, environment, seed)[0]
        return np.asarray(total / np.float32(len(moments)), dtype=np.float32)

    def puffs(self, history: WorldHistory, environment: Environment, t_s: float) -> Puffs:
        """Spray, blown snow, dust and smoke of the loaded scene at a time. Backends that do not know it have none."""
        del history, environment, t_s
        return NO_PUFFS

    def lamplit(
        self,
        points_m: Float32,
        eye_m: NDArray[np.float64],
        gain: NDArray[np.float64],
        history: WorldHistory,
        environment: Environment,
        t_s: float,
    ) -> Float32:
        """Radiance (N, 3) that lamps give particles at world points (N, 3), seen from an eye (3,).

        gain (181,): radiance a lux by degrees of scattering (`scenes.weather.particle_light`). Backends that know no
        lamps give none.
        """
        del eye_m, gain, history, environment, t_s
        return np.zeros_like(points_m, dtype=np.float32)

    @abstractmethod
    def reflectivity(self, hits: Hits) -> Float32:
        """(N,) diffuse reflectivity at 905 nm of the surfaces that were hit, 0 where nothing."""

    @abstractmethod
    def albedo(self, view: View, hits: Hits, history: WorldHistory) -> Float32:
        """(H, W, 3) linear diffuse reflectance of a whole view's hits, dry and bare of snow; 0 for panes and sky."""
