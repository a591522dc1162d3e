"""One picture: which kernels run, in which order, at which quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.material import Lamp
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.kernels import bounce, edges, exposure, lamp_glow, mirrors, panes, paths, shading
from simulator.render.kernels.camera import device_camera
from simulator.render.kernels.directions import PLASTIC_X, PLASTIC_Y
from simulator.render.kernels.stage import by_reference
from simulator.render.rays import PinholeView, View, shifted
from simulator.render.sunlit import sunlit_pixels
from simulator.render.visibility import Visibility

Quality = Literal["draft", "standard", "high"]
SAMPLES: dict[Quality, int] = {"draft": 1, "standard": 4, "high": 64}
"""Camera samples of a pixel, at draft and standard where the picture has an edge (chosen)."""
LAMP_RAYS: dict[Quality, int] = {"draft": 1, "standard": 2, "high": 4}
"""Shadow rays a sample for the strongest lamps (chosen)."""
_STRIDES = (1, 2, 4)
"""Of the passes over the grid of diffuse light, grid points (chosen: they reach 28 pixels)."""
_HIGH_PASSES = ((1, 0.5), (2, 0.1))
"""Strides of the passes over the diffuse light of paths, pixels (chosen: they reach 6), and relative differences of
light that halve a neighbour's weight (chosen: of those tried the nearest to a path tracer at noon)."""
_GATHERED = 1
"""Rays of diffuse light a grid point (chosen: the filter does the rest)."""
_SUN_PITCH: dict[Quality, int] = {"draft": 4, "standard": 2}
"""Pixels between those that look for the sun in any case (chosen: draft's crowns are a little coarser for it)."""


FOUND_BY_PATHS: dict[Quality, tuple[Lamp, ...]] = {"draft": (), "standard": (), "high": ("window",)}
"""Kinds of lamps that are luminous surfaces alone: paths meet wide windows often enough."""


class Painter:
    """Draws pictures on one device."""

    def __init__(self, launcher: BandLauncher, device: str, run: int) -> None:
        self._launcher = launcher
        self._device = device
        self._run = run

    def light_air(self, stage: Any) -> None:
        """Sums up what lamps make of thick air; before any picture of the stage."""
        glow = stage.glow
        self._launcher.launch(lamp_glow.fill_glow, glow.columns * glow.rows, [stage.lamps], [glow])

    def draft(self, stage: Any, view: View, hits: Any) -> Any:
        """One sample a pixel: sun with shadow, lamps, open sky; of what panes show, lamps. Radiance (pixels,) vec3."""
        camera, staged = device_camera(view, self._device), by_reference(stage, self._device)
        sunlit = self._sunlit(staged, camera, hits, "draft")
        radiance = self._centres(staged, camera, hits, sunlit, shading.OPEN_SKY).radiance
        inputs = [staged, camera, hits, self._run]
        self._launcher.launch(panes.shine_through, self._runs(hits.t.shape[0]), inputs, [radiance])
        return radiance

    def standard(
        self,
        stage: Any,
        history: WorldHistory,
        view: View,
        hits: Any,
        visibility: Visibility,
        samples: int,
        seed: int,
    ) -> Any:
        """Reflections, a bounce of diffuse light, and more samples on edges. Radiance (pixels,) vec3."""
        pixels = hits.t.shape[0]
        camera, staged = device_camera(view, self._device), by_reference(stage, self._device)
        sunlit = self._sunlit(staged, camera, hits, "standard")
        layers = self._centres(staged, camera, hits, sunlit, shading.TRACED)
        arriving = self._mirrors(staged, camera, hits, layers, seed)
        arriving.share = self._share(staged, camera, hits, seed)
        radiance = layers.radiance
        self._launcher.launch(shading.compose, pixels, [layers, arriving], [radiance])
        if samples > 1:
            glimpses = visibility.glimpses(stage.world, history, view, sample_offsets(samples))
            inputs = [staged, camera, hits, sunlit, arriving, glimpses, radiance, seed, self._run]
            radiance = self._colors(pixels)
            self._launcher.launch(edges.refine_edges, self._runs(pixels), inputs, [radiance])
        return radiance

    def high(self, stage: Any, view: View, hits: Any, samples: int, seed: int) -> Any:
        """Paths from every pixel, their diffuse light smoothed within surfaces. Radiance (pixels,) vec3."""
        pixels = hits.t.shape[0]
        camera = device_camera(view, self._device)
        radiance, mirrored, factor, scattered = (self._colors(pixels) for _ in range(4))
        inputs = [by_reference(stage, self._device), camera, samples, seed]
        self._launcher.launch_each(paths.trace_paths, pixels, inputs, [radiance, mirrored, factor, scattered])
        self._launcher.launch(paths.demodulate, pixels, [factor], [scattered])
        for stride, tolerance in _HIGH_PASSES:
            spread = self._colors(pixels)
            inputs = [camera, hits, stride, tolerance, scattered]
            self._launcher.launch(paths.smooth_scattered, pixels, inputs, [spread])
            scattered = spread
        calm = self._despeckled(camera, hits, mirrored)
        self._launcher.launch(paths.modulate, pixels, [factor, scattered, calm], [radiance])
        return radiance

    def exposed(
        self,
        world: Any,
        history: WorldHistory,
        view: PinholeView,
        hits: Any,
        radiance: NDArray[np.float32],
        moments: Sequence[PinholeView],
        visibility: Visibility,
    ) -> NDArray[np.float32]:
        """Mean radiance (H, W, 3) over moments, whose light is the shaded view's. world: over all their times."""
        pixels = hits.t.shape[0]
        lit = wp.array(radiance.reshape(-1, 3), dtype=wp.vec3, device=self._device)
        total = wp.zeros(pixels, dtype=wp.vec3, device=self._device)
        middle = device_camera(view, self._device)
        for k, moment in enumerate(moments):
            offset = (r2_point(k) - 0.5)[None]
            glimpses = visibility.glimpses(world, history, moment, offset)
            camera = device_camera(shifted(moment, offset[0]), self._device)
            seen = [glimpses.inverse_depth, glimpses.link, 1.0 / len(moments)]
            self._launcher.launch(exposure.add_moment, pixels, [world, middle, hits, lit, camera, *seen], [total])
        return np.asarray(total.numpy(), dtype=np.float32).reshape(radiance.shape)

    def _sunlit(self, staged: Any, camera: Any, hits: Any, quality: Quality) -> Any:
        """`sunlit_pixels` as a quality has them."""
        panes, pitch = int(quality != "draft"), _SUN_PITCH[quality]
        return sunlit_pixels(self._launcher, staged, camera, hits, panes=panes, pitch=pitch, run=self._run)

    def _centres(self, staged: Any, camera: Any, hits: Any, sunlit: Any, indirect: int) -> Any:
        """`Layers` of the centre samples."""
        pixels = hits.t.shape[0]
        layers = shading.Layers()
        for name in ("radiance", "diffuse", "ambient", "mirror", "behind"):
            setattr(layers, name, self._colors(pixels if name == "radiance" or indirect == shading.TRACED else 0))
        inputs = [staged, camera, hits, sunlit, indirect, self._run]
        self._launcher.launch(shading.shade_centres, self._runs(pixels), inputs, [layers])
        return layers

    def _mirrors(self, staged: Any, camera: Any, hits: Any, layers: Any, seed: int) -> Any:
        """`Arriving` with what mirrors and panes show."""
        pixels = hits.t.shape[0]
        arriving = shading.Arriving()
        arriving.mirrored, arriving.behind = self._colors(pixels), self._colors(pixels)
        rough = wp.empty(pixels, dtype=wp.uint8, device=self._device)
        inputs = [staged, camera, hits, layers, seed, self._run]
        self._launcher.launch(mirrors.look_into_mirrors, self._runs(pixels), inputs, [arriving, rough])
        arriving.mirrored = self._despeckled(camera, hits, arriving.mirrored)
        arriving.behind = self._despeckled(camera, hits, arriving.behind)
        for stride in _STRIDES:
            arriving.mirrored = self._smoothed(camera, hits, rough, stride, arriving.mirrored)
        return arriving

    def _despeckled(self, camera: Any, hits: Any, source: Any) -> Any:
        """Light without pixels that outshine all their neighbours."""
        out = self._colors(hits.t.shape[0])
        self._launcher.launch(mirrors.despeckle, hits.t.shape[0], [camera, hits, source], [out])
        return out

    def _smoothed(self, camera: Any, hits: Any, chosen: Any, stride: int, source: Any) -> Any:
        """One pass of the edge-avoiding filter over the chosen pixels."""
        out = self._colors(hits.t.shape[0])
        inputs = [camera, hits, chosen, stride, source]
        self._launcher.launch(mirrors.smooth_mirrors, hits.t.shape[0], inputs, [out])
        return out

    def _colors(self, count: int) -> Any:
        return wp.empty(count, dtype=wp.vec3, device=self._device)

    def _share(self, staged: Any, camera: Any, hits: Any, seed: int) -> Any:
        """Share of the open sky's light that arrives at each pixel (pixels,) vec3."""
        points = _grid_points(camera)
        grid, spare = (wp.empty(points, dtype=bounce.Shares, device=self._device) for _ in range(2))
        self._launcher.launch(bounce.gather, points, [staged, camera, hits, _GATHERED, seed], [grid])
        for stride in _STRIDES:
            self._launcher.launch(bounce.smooth, points, [camera, hits, stride, grid], [spare])
            grid, spare = spare, grid
        share = wp.empty(hits.t.shape[0], dtype=wp.vec3, device=self._device)
        self._launcher.launch(bounce.spread, hits.t.shape[0], [camera, hits, grid], [share])
        return share

    def _runs(self, count: int) -> int:
        """Threads for so many pixels."""
        return -(-count // self._run)


def sample_offsets(samples: int) -> NDArray[np.float64]:
    """(samples - 1, 2) pixels from the centre, where the first sample is: an R2 sequence, -0.5 .. 0.5."""
    return np.array([r2_point(k) - 0.5 for k in range(1, samples)]).reshape(-1, 2)


def r2_point(index: int) -> NDArray[np.float64]:
    """(2,) point of the R2 sequence in 0 .. 1, the first in the middle."""
    return np.asarray((0.5 + index * np.array([PLASTIC_X, PLASTIC_Y])) % 1.0)


def _grid_points(camera: Any) -> int:
    return int((camera.width + 1) // 2 * ((camera.height + 1) // 2))
