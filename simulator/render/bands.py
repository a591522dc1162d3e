"""Launching kernels in bands: Warp's CPU kernels are serial and release the GIL, so threads take bands of rows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import warp as wp

from simulator.resources import own_cores

_BANDS_A_THREAD = 8


class BandLauncher:
    """Runs kernels whose first-index argument is the last before their outputs; results do not depend on the bands.

    threads: on the CPU; 0: one a core that this process may keep busy.
    """

    def __init__(self, device: str, threads: int = 0) -> None:
        self._device = device
        self._threads = (threads or own_cores()) if device == "cpu" else 1
        self._pool = ThreadPoolExecutor(self._threads) if self._threads > 1 else None
        self._warm: set[str] = set()

    def launch(self, kernel: Any, count: int, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        """One thread an index 0 .. count - 1; the kernel gets inputs, the band's first index, then outputs."""
        self._launch(kernel, count, -(-count // (self._threads * _BANDS_A_THREAD)), inputs, outputs)

    def launch_each(self, kernel: Any, count: int, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        """`launch` for few indices with much work each: every one may run on another thread."""
        self._launch(kernel, count, max(1, count // (self._threads * 64)), inputs, outputs)

    def _launch(self, kernel: Any, count: int, band: int, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if count == 0:
            return
        pool = self._pool
        if pool is None or count <= band:
            self._one(kernel, count, inputs, 0, outputs)
            return
        if kernel.key not in self._warm:
            # Compiles and loads once before threads share the module (NVIDIA/warp issue 1491 is open).
            wp.load_module(kernel.module, device=self._device)
            self._warm.add(kernel.key)
        try:
            jobs = [
                pool.submit(self._one, kernel, min(band, count - first), inputs, first, outputs)
                for first in range(0, count, band)
            ]
            for job in jobs:
                job.result()
        except BaseException:
            # Interrupted, perhaps: whoever hears of it frees meshes and arrays that other bands still read.
            pool.shutdown(wait=True, cancel_futures=True)
            self._pool = ThreadPoolExecutor(self._threads)
            raise

    def _one(self, kernel: Any, count: int, inputs: Sequence[Any], first: int, outputs: Sequence[Any]) -> None:
        wp.launch(
            kernel,
            dim=count,
            inputs=[*inputs, first],
            outputs=list(outputs),
            device=self._device,
            record_tape=False,
        )
