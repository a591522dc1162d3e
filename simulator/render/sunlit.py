"""How much sunlight reaches the pixels of a picture: a coarse grid asks, what lies between follows where it agrees."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.bands import BandLauncher
from simulator.render.kernels import shadows


def sunlit_pixels(
    launcher: BandLauncher, staged: Any, camera: Any, hits: Any, *, panes: int, pitch: int, run: int
) -> Any:
    """Share of the sun's light that arrives at each pixel's hit, in 255 steps (pixels,) uint8.

    staged, camera, hits: `Staged`, `Camera` and `HitBuffers` on one device. panes: as in `passage`. pitch: pixels
    between those that look in any case, a power of 2; shadows thinner than that may break up. run: pixels that a thread
    takes in turn.
    """
    sunlit = wp.empty(hits.t.shape[0], dtype=wp.uint8, device=hits.t.device)

    def launch(kernel: Any, x: int, y: int) -> None:
        lattice = _lattice(camera, x, y, pitch)
        threads = -(-int(lattice.columns * lattice.rows) // run)
        launcher.launch(kernel, threads, [staged, camera, hits, lattice, panes, run], [sunlit])

    launch(shadows.sun_on_grid, 0, 0)
    while pitch > 1:
        half = pitch // 2
        for x, y in ((half, 0), (0, half), (half, half)):
            launch(shadows.sun_between, x, y)
        pitch = half
    return sunlit


def _lattice(camera: Any, x: int, y: int, pitch: int) -> Any:
    lattice = shadows.Lattice()
    lattice.x, lattice.y, lattice.pitch = x, y, pitch
    lattice.columns = -(-(camera.width - x) // pitch)
    lattice.rows = -(-(camera.height - y) // pitch)
    return lattice
